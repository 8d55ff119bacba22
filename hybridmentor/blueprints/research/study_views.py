"""Studies: the list, one, making one, changing it, opening and ending it."""

from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.research.study_forms import StudyButton, StudyForm
from hybridmentor.db import begin_write
from hybridmentor.domain.study_consent import ADVISERS, PERSONS, judge_answer
from hybridmentor.models import Study
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.studies import (
    VisibleStudy,
    find_own_answer,
    list_parts,
    list_studies,
    list_texts,
    pick_versions,
)
from hybridmentor.services.studies import (
    add_study,
    edit_study,
    end_study,
    list_hindrances,
    open_study as begin_study,
    read_study_values,
)
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.fields import HybridForm
from hybridmentor.web.guards import audit_read, demand, get_actor, requires
from hybridmentor.web.office_rows import write_row
from hybridmentor.web.page import render_page
from hybridmentor.web.research_tabs import list_research_tabs
from hybridmentor.web.state import get_session
from hybridmentor.web.studies import (
    NOUN,
    list_research_offices,
    locate_study,
    open_study,
    open_study_for_writing,
)
from hybridmentor.web.submit import Answer, carry_out

LIST = "hybridmentor.research.studies"
OPEN, END = "open", "end"
"""What the buttons of a study stand for."""


@requires(Permission.READ_STUDIES)
def studies() -> str:
    """The studies that the actor may see, the latest first."""
    audit_read("study.list")
    actor = get_actor()
    return render_page(
        "hybridmentor/research/studies.html",
        tabs=list_research_tabs("studies"),
        shown=list_studies(get_session(), actor),
        may_add=permits(actor, Permission.KEEP_STUDIES),
    )


def make_form(study: Study | None, *, filled: bool) -> StudyForm:
    """The form of a study, of a new one without `study`; `filled` reads what was sent."""
    values = read_study_values(study) if study is not None else {}
    version = {"hm_version": str(study.version)} if study is not None else {}
    form = StudyForm() if filled else StudyForm(formdata=None, data={**values, **version})
    form.fit(study)
    if study is None:
        form.offer_offices(list_research_offices())
    elif filled:
        take_stored(form, values)
    return form


def show_form(study: Study | None, form: StudyForm) -> str:
    """The page that makes a study, or changes one."""
    back = locate_study(study.id) if study is not None else url_for(LIST)
    return render_page("hybridmentor/research/study_form.html", form=form, study=study, back=back)


@requires(Permission.KEEP_STUDIES)
def new_study() -> str:
    """The form that makes a study."""
    demand(Permission.KEEP_STUDIES)
    return show_form(None, make_form(None, filled=False))


@requires(Permission.KEEP_STUDIES)
def create_study() -> Response:
    """Make a study and go to it."""
    begin_write(get_session())
    actor, form = demand(Permission.KEEP_STUDIES), make_form(None, filled=True)

    def act() -> Answer:
        office_id = int(form.office.data)
        made = add_study(get_session(), actor, office_id=office_id, values=form.read_values())
        return Answer(locate_study(made.id), "study.notice.made")

    # Everybody who is asked reads it: what may tell who somebody is has to be answered.
    return carry_out(form, act, lambda status: show_form(None, form), must_answer=True)


@requires(Permission.KEEP_STUDIES)
def edit_study_form(study_id: UUID) -> str:
    """The form of a study."""
    visible = open_study(study_id, Permission.KEEP_STUDIES)
    return show_form(visible.study, make_form(visible.study, filled=False))


@requires(Permission.KEEP_STUDIES)
def save_study(study_id: UUID) -> Response:
    """Change a study."""
    visible = open_study_for_writing(study_id, Permission.KEEP_STUDIES)
    form = make_form(visible.study, filled=True)

    def act() -> Answer:
        edit_study(get_session(), get_actor(), visible, version=form.read_version(), sent=form.read_values())
        return Answer(locate_study(study_id), "notice.saved")

    return carry_out(form, act, lambda status: show_form(visible.study, form), must_answer=True)


def show_study(visible: VisibleStudy, form: HybridForm | None = None) -> str:
    """The page of a study; `form` is a button that came back."""
    session, actor, study = get_session(), get_actor(), visible.study
    texts = list_texts(session, study.id)
    versions = pick_versions(texts, ADVISERS)
    said = find_own_answer(session, actor, study.id)
    own = judge_answer((said.text_number, said.is_yes) if said else None, versions)
    may_keep = permits(actor, Permission.KEEP_STUDIES, visible.facts)
    return render_page(
        "hybridmentor/research/study.html",
        visible=visible,
        study=study,
        parts=list_parts(session, study),
        texts={key: next((one for one in texts if one.audience == key), None) for key in (PERSONS, ADVISERS)},
        hindrances=list_hindrances(session, study) if may_keep and study.state == "draft" else [],
        button=form or StudyButton(formdata=None),
        may_keep=may_keep,
        may_answer=permits(actor, Permission.ANSWER_STUDY, visible.facts),
        may_read_releases=permits(actor, Permission.READ_RELEASES, visible.facts),
        said=said,
        own=own,
    )


@requires(Permission.READ_STUDIES)
def study(study_id: UUID) -> str:
    """A study: what it is about, who is in it, and what there is to do."""
    return show_study(open_study(study_id, Permission.READ_STUDIES))


def show_again(visible: VisibleStudy, form: HybridForm) -> str:
    """The page of a study with a button that has come back; the read has its audit row first."""
    study_id, office_id = visible.study.id, visible.facts.office_id
    get_session().commit()
    write_row(f"{NOUN}.read", NOUN, study_id, office_id=office_id)
    return show_study(visible, form)


@requires(Permission.KEEP_STUDIES)
def open_for_answers(study_id: UUID) -> Response:
    """Begin to ask people."""
    visible = open_study_for_writing(study_id, Permission.KEEP_STUDIES)
    form = StudyButton()

    def act() -> Answer:
        begin_study(get_session(), get_actor(), visible)
        return Answer(locate_study(study_id), "study.notice.opened")

    return carry_out(
        form, act, lambda status: show_again(visible, form), check=lambda: form.check_answer(OPEN)
    )


@requires(Permission.KEEP_STUDIES)
def end(study_id: UUID) -> Response:
    """Ask nobody any more."""
    visible = open_study_for_writing(study_id, Permission.KEEP_STUDIES)
    form = StudyButton()

    def act() -> Answer:
        end_study(get_session(), get_actor(), visible)
        return Answer(locate_study(study_id), "study.notice.ended")

    return carry_out(
        form, act, lambda status: show_again(visible, form), check=lambda: form.check_answer(END)
    )
