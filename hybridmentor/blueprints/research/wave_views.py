"""The surveys of a study: its waves, and one wave with its offices. The links are shown to those who pass them on alone."""

from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.research.wave_forms import WaveForm
from hybridmentor.domain.questionnaire import get_questionnaire
from hybridmentor.errors import Message, NotFound
from hybridmentor.models import StudyWave
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.studies import VisibleStudy
from hybridmentor.queries.study_waves import (
    ASKED_PARTS,
    find_groups,
    find_wave,
    judge_wave,
    list_links,
    list_waves,
)
from hybridmentor.services.study_waves import add_wave, end_wave, make_links
from hybridmentor.web.fields import ButtonForm, HybridForm
from hybridmentor.web.guards import count_notice, get_actor, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session
from hybridmentor.web.studies import open_study, open_study_for_writing
from hybridmentor.web.submit import Answer, carry_out

END, MAKE = "end", "make"
"""What the buttons stand for."""


def locate_wave(wave: StudyWave) -> str:
    """Where a wave stands."""
    return url_for("hybridmentor.research.study_wave", study_id=wave.study_id, wave_id=wave.id)


def make_wave_form(*, filled: bool) -> WaveForm:
    """The form of a new wave; `filled` reads what was sent."""
    form = WaveForm() if filled else WaveForm(formdata=None)
    form.offer_choices()
    return form


def show_waves(visible: VisibleStudy, form: WaveForm) -> str:
    """The page of a study's surveys."""
    return render_page(
        "hybridmentor/research/study_waves.html",
        study=visible.study,
        lines=list_waves(get_session(), visible.study, get_actor().today),
        name_survey=lambda kind: get_questionnaire(kind).names,
        form=form,
        may_change=visible.study.state != "ended",
    )


@requires(Permission.KEEP_STUDIES)
def study_waves(study_id: UUID) -> str:
    """The surveys of a study."""
    return show_waves(open_study(study_id, Permission.KEEP_STUDIES), make_wave_form(filled=False))


@requires(Permission.KEEP_STUDIES)
def add_study_wave(study_id: UUID) -> Response:
    """Make a wave and go to it."""
    visible = open_study_for_writing(study_id, Permission.KEEP_STUDIES)
    form = make_wave_form(filled=True)

    def act() -> Answer:
        wave = add_wave(
            get_session(),
            get_actor(),
            visible,
            kind=form.kind.data,
            opens_on=form.opens_on.data,  # type: ignore[arg-type]
            closes_on=form.closes_on.data,  # type: ignore[arg-type]
        )
        return Answer(locate_wave(wave), "study_wave.notice.made")

    return carry_out(form, act, lambda status: show_waves(visible, form))


def pick_wave(visible: VisibleStudy, wave_id: UUID) -> StudyWave:
    """The wave of the study; NotFound if it has no such."""
    wave = find_wave(get_session(), visible.study, wave_id)
    if wave is None:
        raise NotFound(Message("error.not_found"))
    return wave


def show_wave(visible: VisibleStudy, wave: StudyWave, faulty: HybridForm | None = None) -> str:
    """The page of a wave; `faulty` is a button that came back."""
    today = get_actor().today
    lines = list_links(get_session(), wave, today)
    return render_page(
        "hybridmentor/research/study_wave.html",
        study=visible.study,
        wave=wave,
        state=judge_wave(wave, visible.study, today),
        names=get_questionnaire(wave.kind).names,
        lines=lines,
        groups=find_groups(get_session(), wave),
        parts=[part for part in ASKED_PARTS if any(line.part == part for line in lines)],
        missing=sum(not line.has_link and line.part in ASKED_PARTS for line in lines),
        unkept=sum(line.keeper is None and line.part in ASKED_PARTS for line in lines),
        faulty=faulty,
    )


@requires(Permission.KEEP_STUDIES)
def study_wave(study_id: UUID, wave_id: UUID) -> str:
    """A wave with its offices, and who passes the link of each on."""
    visible = open_study(study_id, Permission.KEEP_STUDIES)
    return show_wave(visible, pick_wave(visible, wave_id))


@requires(Permission.KEEP_STUDIES)
def end_study_wave(study_id: UUID, wave_id: UUID) -> Response:
    """Let today be the last day of a wave."""
    visible = open_study_for_writing(study_id, Permission.KEEP_STUDIES)
    wave, form = pick_wave(visible, wave_id), ButtonForm()

    def act() -> Answer:
        end_wave(get_session(), get_actor(), visible, wave)
        return Answer(locate_wave(wave), "study_wave.notice.ended")

    return carry_out(
        form, act, lambda status: show_wave(visible, wave, form), check=lambda: form.check_answer(END)
    )


@requires(Permission.KEEP_STUDIES)
def make_study_links(study_id: UUID, wave_id: UUID) -> Response:
    """A link for each office that has none."""
    visible = open_study_for_writing(study_id, Permission.KEEP_STUDIES)
    wave, form = pick_wave(visible, wave_id), ButtonForm()

    def act() -> Answer:
        made = make_links(get_session(), get_actor(), visible, wave)
        return Answer(locate_wave(wave), count_notice("study_link.notice.made", made))

    return carry_out(
        form, act, lambda status: show_wave(visible, wave, form), check=lambda: form.check_answer(MAKE)
    )
