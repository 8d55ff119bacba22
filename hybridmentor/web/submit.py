"""The one submit flow of every form that writes: carried out once, checked, and told when somebody else was first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, make_response, redirect, request

from hybridmentor.errors import InvalidInput, Message
from hybridmentor.services.revisions import EditConflict
from hybridmentor.services.submissions import claim_key, store_answer
from hybridmentor.web.conflict import show_conflict
from hybridmentor.web.disclosure import TextCheck
from hybridmentor.web.drafts import (
    audit_shown_draft,
    drop_sent_draft,
    is_shown_draft,
    keep_returned_form,
)
from hybridmentor.web.fields import HybridForm
from hybridmentor.web.fingerprint import read_form_key, take_fingerprint
from hybridmentor.web.guards import (
    audit_returned_form,
    get_actor,
    list_opened_cases,
    remember_check,
    remember_notice,
)
from hybridmentor.web.state import get_session


@dataclass(frozen=True)
class Answer:
    """Where to go after a form has been carried out, the sentence to show there, and where what was written can be mended."""

    location: str
    notice: str | None = None
    mend: str | None = None


Show = Callable[[int], Any]


def answer_with(answer: Answer) -> Response:
    """Redirect to the answer's page; it shows the notice."""
    if answer.notice:
        remember_notice(answer.notice)
    return redirect(answer.location, 303)  # type: ignore[return-value]


def carry_out(
    form: HybridForm,
    act: Callable[[], Answer],
    show: Show,
    *,
    check: Callable[[], bool] = lambda: True,
    about: Sequence[UUID] = (),
    must_answer: bool = False,
    leaves_case: bool = False,
    stays_own: bool = False,
) -> Response:
    """Carry a sent form out once and commit.

    The view has begun the write and opened the case. `act` makes one service call and says where to go; `show` renders
    the form again with a status. A repeat with the same key gets the first answer, without a second deed. Faults in
    what was typed give 422, a change by somebody else 409, and everything typed stands in the page and is kept as a draft.
    The draft goes with the deed. `check` looks at answers that must fit each other and puts its faults at the fields.
    A form filled in from a draft is only shown.

    Told texts (`TextField.is_told`) are checked for what tells who somebody is: of the case that was opened, or of those
    named by `about`. With `must_answer` what only may tell it goes back too, until it is worded otherwise or is to stand, and
    with `leaves_case` so do the companies and places of the cases. What `stays_own`, read by nobody but the writer, is not
    checked: an identity number is refused by each field all the same.
    """
    session, actor = get_session(), get_actor()
    if is_shown_draft():
        session.rollback()
        audit_shown_draft()
        return make_response(show(200))
    key = read_form_key()
    if key is not None:
        earlier = claim_key(session, actor, key, request.endpoint or "", take_fingerprint())
        if earlier is not None:
            session.rollback()
            return _repeat(form, earlier.location, earlier.notice, show)
    cases = about or list_opened_cases()
    texts = TextCheck(form, cases, must_answer=must_answer, leaves_case=leaves_case)
    # In this order, and each is asked, so that all faults are told at once.
    fine = all([form.validate(), check(), stays_own or texts.report()])
    if not fine or key is None:
        session.rollback()
        if key is None:
            form.add_fault(Message("error.form_key"))
        return _give_back(form, show, 422)
    return _commit(form, key, act, show, texts)


def _give_back(form: HybridForm, show: Show, status: int) -> Response:
    form.renew_key()
    keep_returned_form(form)
    audit_returned_form()
    return make_response(show(status), status)


def _repeat(form: HybridForm, location: str | None, notice: str | None, show: Show) -> Response:
    if location is not None:
        return answer_with(Answer(location, notice))
    form.add_fault(Message("error.form_already_sent"))
    return _give_back(form, show, 409)


def _commit(form: HybridForm, key: UUID, act: Callable[[], Answer], show: Show, texts: TextCheck) -> Response:
    session = get_session()
    try:
        answer = act()
        store_answer(session, key, answer.location, answer.notice)
        drop_sent_draft()
        session.commit()
    except EditConflict as fault:
        session.rollback()
        conflict = fault
        return _give_back(form, lambda status: show_conflict(form, conflict), 409)
    except InvalidInput as fault:
        session.rollback()
        form.add_fault(fault.message, fault.field)
        return _give_back(form, show, 422)
    proposed = texts.list_proposed()
    if proposed:
        remember_check(proposed, answer.mend)
    return answer_with(answer)
