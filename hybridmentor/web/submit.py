"""The one submit flow of every form that writes: carried out once, checked, and told when somebody else was first."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import Response, make_response, redirect, request

from hybridmentor.errors import InvalidInput, Message
from hybridmentor.services.revisions import EditConflict
from hybridmentor.services.submissions import claim_key, store_answer
from hybridmentor.web.conflict import show_conflict
from hybridmentor.web.fields import HybridForm
from hybridmentor.web.fingerprint import read_form_key, take_fingerprint
from hybridmentor.web.guards import audit_returned_form, get_actor, remember_notice
from hybridmentor.web.state import get_session


@dataclass(frozen=True)
class Answer:
    """Where to go after a form has been carried out, and the sentence to show there."""

    location: str
    notice: str | None = None


Show = Callable[[int], Any]


def answer_with(answer: Answer) -> Response:
    """Redirect to the answer's page; it shows the notice."""
    if answer.notice:
        remember_notice(answer.notice)
    return redirect(answer.location, 303)  # type: ignore[return-value]


def carry_out(
    form: HybridForm, act: Callable[[], Answer], show: Show, *, check: Callable[[], bool] = lambda: True
) -> Response:
    """Carry a sent form out once and commit.

    The view has begun the write and opened the case. `act` makes one service call and says where to go; `show` renders
    the form again with a status. A repeat with the same key gets the first answer, without a second deed. Faults in
    what was typed give 422, a change by somebody else 409, and everything typed stands in the page. `check` looks at
    answers that must fit each other and puts its faults at the fields.
    """
    session, actor = get_session(), get_actor()
    key = read_form_key()
    if key is not None:
        earlier = claim_key(session, actor, key, request.endpoint or "", take_fingerprint())
        if earlier is not None:
            session.rollback()
            return _repeat(form, earlier.location, earlier.notice, show)
    # Both are asked, so that all faults are told at once.
    fine = form.validate()
    if not check() or not fine or key is None:
        session.rollback()
        if key is None:
            form.add_fault(Message("error.form_key"))
        form.renew_key()
        audit_returned_form()
        return make_response(show(422), 422)
    return _commit(form, key, act, show)


def _repeat(form: HybridForm, location: str | None, notice: str | None, show: Show) -> Response:
    if location is not None:
        return answer_with(Answer(location, notice))
    form.renew_key()
    form.add_fault(Message("error.form_already_sent"))
    audit_returned_form()
    return make_response(show(409), 409)


def _commit(form: HybridForm, key: UUID, act: Callable[[], Answer], show: Show) -> Response:
    session = get_session()
    try:
        answer = act()
        store_answer(session, key, answer.location, answer.notice)
        session.commit()
    except EditConflict as conflict:
        session.rollback()
        form.renew_key()
        audit_returned_form()
        return make_response(show_conflict(form, conflict), 409)
    except InvalidInput as fault:
        session.rollback()
        form.renew_key()
        form.add_fault(fault.message, fault.field)
        audit_returned_form()
        return make_response(show(422), 422)
    return answer_with(answer)
