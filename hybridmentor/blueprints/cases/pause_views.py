"""The pauses of a case, and coming back from one."""

from collections.abc import Sequence
from uuid import UUID

from flask import Response, request, url_for

from hybridmentor.blueprints.cases.pause_forms import PauseForm, ReturnForm
from hybridmentor.domain.case_course import find_latest_pause, find_pause
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.models import Case, CasePause
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.pauses import describe_pause, list_pauses
from hybridmentor.services.pauses import begin_pause, change_pause, end_pause, read_pause_values
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.guards import get_actor, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def pick_pause(pauses: Sequence[CasePause], wanted: str | None) -> CasePause | None:
    """The pause that the address or the form names; without a name the one that goes on today."""
    if wanted:
        return next((pause for pause in pauses if str(pause.id) == wanted), None)
    return find_pause(pauses, get_actor().today)


def make_form(case: Case, pause: CasePause | None, *, filled: bool) -> PauseForm:
    """The form of a pause, of a new one if none is given; `filled` reads what was sent."""
    if filled:
        form = PauseForm()
    elif pause is None:
        form = PauseForm(formdata=None, data={"from_on": get_actor().today})
    else:
        version = {"hm_version": str(pause.version), "was_pause": str(pause.id)}
        form = PauseForm(formdata=None, data={**read_pause_values(pause), **version})
    form.offer_codes(find_practice(case))
    if filled and pause is not None:
        take_stored(form, read_pause_values(pause))
    return form


def show_form(case: Case, form: PauseForm) -> str:
    """The page of a pause, with the case's others."""
    return render_page(
        "hybridmentor/cases/pause.html",
        case=case,
        form=form,
        pauses=list_pauses(get_session(), case.id),
        today=get_actor().today,
        words=PracticeWords(find_practice(case)),
    )


@requires(Permission.EDIT_CASE)
def pause(case_id: UUID) -> str:
    """The page to begin a pause, or to change one."""
    case = open_case(case_id, Permission.EDIT_CASE, "pause.read").case
    chosen = pick_pause(list_pauses(get_session(), case.id), request.args.get("pause"))
    return show_form(case, make_form(case, chosen, filled=False))


@requires(Permission.EDIT_CASE)
def begin(case_id: UUID) -> Response:
    """Begin a pause, or change the one that the form names."""
    visible = open_case_for_writing(case_id, Permission.EDIT_CASE)
    case, session, actor = visible.case, get_session(), get_actor()
    named = request.form.get("was_pause")
    pauses = list_pauses(session, case.id)
    row = pick_pause(pauses, named) if named else None
    form = make_form(case, row, filled=True)
    others = [describe_pause(one) for one in pauses if one is not row]
    opened_on = case.opened_on

    def act() -> Answer:
        values = form.read_values()
        merged = False
        if row is not None:
            merged = change_pause(session, actor, visible, row, version=form.read_version(), sent=values)
        elif named:
            form.was_pause.data = None
            raise InvalidInput(Message("pause.error.gone"))
        else:
            begin_pause(session, actor, visible, **values)
        return Answer(
            url_for("hybridmentor.cases.show", case_id=case_id),
            "notice.merged" if merged else "pause.notice.saved",
        )

    return carry_out(
        form,
        act,
        lambda status: show_form(case, form),
        check=lambda: form.check_days(others, opened_on, actor.today),
    )


def show_return(case: Case, form: ReturnForm) -> str:
    """The page to come back from a pause, with all pauses of the case."""
    today = get_actor().today
    pauses = list_pauses(get_session(), case.id)
    return render_page(
        "hybridmentor/cases/resume.html",
        case=case,
        form=form,
        pauses=pauses,
        latest=find_latest_pause(pauses, today),
        today=today,
        words=PracticeWords(find_practice(case)),
    )


@requires(Permission.EDIT_CASE)
def resume(case_id: UUID) -> str:
    """The page to come back from a pause."""
    case = open_case(case_id, Permission.EDIT_CASE, "pause.read").case
    return show_return(case, ReturnForm(formdata=None, data={"on": get_actor().today}))


@requires(Permission.EDIT_CASE)
def end(case_id: UUID) -> Response:
    """End the pause the day before somebody is back."""
    visible = open_case_for_writing(case_id, Permission.EDIT_CASE)
    case, form = visible.case, ReturnForm()

    def act() -> Answer:
        end_pause(get_session(), get_actor(), visible, on=form.on.data)  # type: ignore[arg-type]
        return Answer(url_for("hybridmentor.cases.show", case_id=case_id), "pause.notice.ended")

    return carry_out(
        form,
        act,
        lambda status: show_return(case, form),
        check=lambda: form.check_day(get_actor().today),
    )
