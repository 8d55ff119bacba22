"""What belongs to a study: its offices, the variables it asks for, what people are told, and what it has and lacks."""

from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.research.study_forms import (
    PartForm,
    StudyButton,
    StudyTextForm,
    VariablesForm,
)
from hybridmentor.domain.release_variables import GROUPS, list_variables, name_note
from hybridmentor.domain.study_consent import AUDIENCES, PERSONS
from hybridmentor.errors import Message, NotFound
from hybridmentor.i18n import translate
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.studies import (
    VisibleStudy,
    has_figures,
    list_offices_to_add,
    list_parts,
    list_texts,
)
from hybridmentor.queries.study_readiness import WAYS, measure_readiness
from hybridmentor.services.studies import TEXT_FIELDS, add_text, choose_variables, set_part, take_out_office
from hybridmentor.web.fields import HybridForm
from hybridmentor.web.guards import get_actor, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session
from hybridmentor.web.studies import locate_study, open_study, open_study_for_writing, say_band
from hybridmentor.web.submit import Answer, carry_out

TAKE_OUT = "take_out"
"""What the button beside an office stands for."""


def show_offices(visible: VisibleStudy, form: PartForm, button: HybridForm | None = None) -> str:
    """The page of a study's offices; `button` is one that came back."""
    parts = list_parts(get_session(), visible.study)
    return render_page(
        "hybridmentor/research/study_offices.html",
        study=visible.study,
        parts=parts,
        form=form,
        buttons={row.office_id: StudyButton(formdata=None) for row in parts},
        faulty=button,
        may_change=visible.study.state != "ended",
        is_fixed=has_figures(get_session(), visible.study),
    )


def make_part_form(visible: VisibleStudy, *, filled: bool) -> PartForm:
    """The form that adds an office, or gives one another part; `filled` reads what was sent."""
    form = PartForm() if filled else PartForm(formdata=None)
    session = get_session()
    # One that has a part may get another one.
    form.offer_choices([*list_offices_to_add(session, visible.study), *list_parts(session, visible.study)])
    return form


def locate_offices(study_id: UUID) -> str:
    """Where the offices of a study stand."""
    return url_for("hybridmentor.research.study_offices", study_id=study_id)


@requires(Permission.KEEP_STUDIES)
def study_offices(study_id: UUID) -> str:
    """The offices of a study."""
    visible = open_study(study_id, Permission.KEEP_STUDIES)
    return show_offices(visible, make_part_form(visible, filled=False))


@requires(Permission.KEEP_STUDIES)
def set_study_office(study_id: UUID) -> Response:
    """Give an office a part."""
    visible = open_study_for_writing(study_id, Permission.KEEP_STUDIES)
    form = make_part_form(visible, filled=True)

    def act() -> Answer:
        office_id = int(form.office.data)
        set_part(get_session(), get_actor(), visible, office_id=office_id, part=form.part.data)
        return Answer(locate_offices(study_id), "notice.saved")

    return carry_out(form, act, lambda status: show_offices(visible, form))


@requires(Permission.KEEP_STUDIES)
def take_out_study_office(study_id: UUID, office_id: int) -> Response:
    """Take an office out."""
    visible = open_study_for_writing(study_id, Permission.KEEP_STUDIES)
    form = StudyButton()

    def act() -> Answer:
        take_out_office(get_session(), get_actor(), visible, office_id=office_id)
        return Answer(locate_offices(study_id), "study.notice.taken_out")

    return carry_out(
        form,
        act,
        lambda status: show_offices(visible, make_part_form(visible, filled=False), form),
        check=lambda: form.check_answer(TAKE_OUT),
    )


def make_variables_form(visible: VisibleStudy, *, filled: bool) -> VariablesForm:
    """The form of a study's variables; `filled` reads what was sent."""
    form = VariablesForm() if filled else VariablesForm(formdata=None)
    chosen = [row.variable for row in visible.study.variables]
    form.offer_variables(chosen, only_chosen=visible.study.state != "draft", filled=filled)
    return form


def show_variables(visible: VisibleStudy, form: VariablesForm) -> str:
    """The page of a study's variables."""
    return render_page(
        "hybridmentor/research/study_variables.html",
        study=visible.study,
        form=form,
        groups=GROUPS,
        name_note=name_note,
    )


@requires(Permission.KEEP_STUDIES)
def study_variables(study_id: UUID) -> str:
    """The variables that a study asks for."""
    visible = open_study(study_id, Permission.KEEP_STUDIES)
    return show_variables(visible, make_variables_form(visible, filled=False))


@requires(Permission.KEEP_STUDIES)
def save_study_variables(study_id: UUID) -> Response:
    """Say which variables a study asks for."""
    visible = open_study_for_writing(study_id, Permission.KEEP_STUDIES)
    form = make_variables_form(visible, filled=True)

    def act() -> Answer:
        choose_variables(get_session(), get_actor(), visible, keys=form.read_keys())
        return Answer(locate_study(study_id), "notice.saved")

    return carry_out(form, act, lambda status: show_variables(visible, form))


def read_audience(audience: str) -> str:
    """The audience that the address names; NotFound if there is no such."""
    if audience not in AUDIENCES:
        raise NotFound(Message("error.not_found"))
    return audience


def make_text_form(visible: VisibleStudy, audience: str, *, filled: bool) -> StudyTextForm:
    """The form of the next version of a text, with the one in use in it; the first has our words about withdrawal."""
    texts = list_texts(get_session(), visible.study.id, audience)
    if filled:
        form = StudyTextForm()
    elif texts:
        names = (*TEXT_FIELDS, "is_longitudinal")
        form = StudyTextForm(formdata=None, data={name: getattr(texts[0], name) for name in names})
    else:
        # words: study.withdrawal_words.
        words = f"study.withdrawal_words.{audience}"
        ours = {f"withdrawal_{language}": translate(language, words) for language in ("nb", "nn")}
        form = StudyTextForm(formdata=None, data=ours)
    if not texts:
        del form.keeps_earlier
    if audience != PERSONS:
        del form.is_longitudinal
    return form


def show_text(visible: VisibleStudy, audience: str, form: StudyTextForm) -> str:
    """The page of a text with its versions."""
    return render_page(
        "hybridmentor/research/study_text.html",
        study=visible.study,
        audience=audience,
        texts=list_texts(get_session(), visible.study.id, audience),
        form=form,
        may_change=visible.study.state != "ended",
    )


@requires(Permission.KEEP_STUDIES)
def study_text(study_id: UUID, audience: str) -> str:
    """What an audience is told, and the form of the next version."""
    visible = open_study(study_id, Permission.KEEP_STUDIES)
    audience = read_audience(audience)
    return show_text(visible, audience, make_text_form(visible, audience, filled=False))


@requires(Permission.KEEP_STUDIES)
def add_study_text(study_id: UUID, audience: str) -> Response:
    """The next version of what an audience is told."""
    visible = open_study_for_writing(study_id, Permission.KEEP_STUDIES)
    audience = read_audience(audience)
    form = make_text_form(visible, audience, filled=True)

    def act() -> Answer:
        keeps_earlier = "keeps_earlier" in form and bool(form.keeps_earlier.data)
        add_text(
            get_session(),
            get_actor(),
            visible,
            audience=audience,
            values=form.read_values(),
            keeps_earlier=keeps_earlier,
            is_longitudinal="is_longitudinal" in form and bool(form.is_longitudinal.data),
        )
        return Answer(locate_study(study_id), "study.notice.text")

    return carry_out(form, act, lambda status: show_text(visible, audience, form), must_answer=True)


@requires(Permission.READ_RELEASES)
def study_readiness(study_id: UUID) -> str:
    """What a study has and what it lacks, in bands that no case can be told from."""
    visible = open_study(study_id, Permission.READ_RELEASES)
    measured = measure_readiness(get_session(), visible.study, get_actor().today)
    chosen = {row.variable for row in visible.study.variables}
    return render_page(
        "hybridmentor/research/study_readiness.html",
        study=visible.study,
        measured=measured,
        ways=WAYS,
        variables=[one for one in list_variables() if one.key in chosen],
        say_band=say_band,
    )
