"""Error pages in words, with a reference where the fault is ours. The log gets the place of a fault, never its values."""

import logging
import re
import traceback
from collections.abc import Callable
from typing import Any

from flask import Blueprint, Flask, Response, g, make_response, redirect, request
from sqlalchemy.exc import DBAPIError, OperationalError, TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from hybridmentor.errors import (
    AuditUnavailable,
    DocumentUnavailable,
    HybridMentorError,
    Message,
    NotAllowed,
    NotFound,
)
from hybridmentor.i18n import say
from hybridmentor.web.addresses import read_id
from hybridmentor.web.csrf import ForgedForm
from hybridmentor.web.drafts import keep_lost_form
from hybridmentor.web.guards import AnsweredBefore, NotSignedIn, find_actor, remember_notice
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_request_id, get_session
from hybridmentor.web.words import get_language

log = logging.getLogger("hybridmentor")
RETRY_SECONDS = 5
NOT_TYPED = {"csrf_token", "password", "login", "next", "language", "planned"}
CARRIED = ("hm_", "was_", "planned_", "fixed_", "shown_")
"""Fields that a page carries and nobody types begin so."""
CODE = re.compile(r"[a-z0-9_]{1,40}")
STATUSES = (400, 401, 403, 404, 405, 409, 413, 429, 500, 503)


def show_error(
    status: int, message: Message | None = None, *, reference: str | None = None, is_kept: bool = False
) -> Response:
    """An error page of a status; the heading and the sentence come from the catalogue.

    `is_kept` says that what was sent is kept as a draft.
    """
    try:
        find_actor()
    except Exception:  # noqa: BLE001  the page about a fault must not fail for the same fault
        g.hm_actor = None
    try:
        page = render_page(
            "hybridmentor/errors/error.html",
            status=status,
            heading=Message(f"error.{status}.title"),
            message=message or Message(f"error.{status}.text"),
            reference=reference,
            typed=gather_typed(),
            is_kept=is_kept,
        )
    except (AttributeError, RuntimeError):
        # A request that reaches no address of ours, such as one with a foreign host name, has no page to stand in.
        page = say(get_language(), Message(f"error.{status}.text"))
    response = make_response(page, status)
    if status in (429, 503):
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def gather_typed() -> str:
    """What was typed in the form that is refused, so that nothing is lost with it: words, not codes, keys or passwords."""
    if request.method != "POST":
        return ""
    try:
        pairs = list(request.form.items(multi=True))
    except HTTPException:
        return ""
    kept = [
        value.strip()
        for name, value in pairs
        if name not in NOT_TYPED and not name.startswith(CARRIED) and read_id(value) is None
    ]
    return "\n\n".join(value for value in kept if value and not CODE.fullmatch(value))


def show_not_found(fault: Exception) -> Response:
    """404: not there, or not for this actor to see."""
    return show_error(404)


def show_not_allowed(fault: NotAllowed) -> Response:
    """401 for a stranger, 403 for what is seen but forbidden."""
    return show_error(401 if isinstance(fault, NotSignedIn) else 403, fault.message)


def show_forged(fault: ForgedForm) -> Response:
    """400: the form did not come from our page, or the page was too old."""
    return show_error(400, fault.message)


def show_no_document(fault: DocumentUnavailable) -> Response:
    """503: this machine cannot make documents; what they say stands on pages too."""
    log.error("%s %s: %s", 503, get_request_id(), fault.__cause__)
    return show_error(503, fault.message)


def show_unavailable(fault: Exception) -> Response:
    """503: the database or the audit log does not answer; nothing was done and nothing is shown."""
    return _show_fault(503, fault)


def show_fault(fault: Exception) -> Response:
    """500: a fault of ours, with a reference id."""
    return _show_fault(500, fault)


def show_http(fault: HTTPException) -> Any:
    """Any other HTTP error in our own words; redirects pass."""
    status = fault.code or 500
    if status < 400:
        return fault
    if status not in STATUSES:
        status = 400 if status < 500 else 500
    response = show_error(status)
    for name, value in fault.get_headers():
        if name == "Allow":
            response.headers[name] = value
    return response


def _show_fault(status: int, fault: Exception) -> Response:
    reference = get_request_id()
    place = "".join(traceback.format_tb(fault.__traceback__))
    log.error("%s %s %s\n%s", status, reference, type(fault).__name__, place)
    try:
        # Not given back to the pool: a cursor that the traceback keeps open would hold its view of the database.
        get_session().invalidate()
    except Exception:  # noqa: BLE001  whatever it was, the answer is the same
        log.error("%s giving the connection up failed", reference)
    # Where no connection is to be had, another would be waited for as long.
    is_kept = not isinstance(fault, PoolTimeout) and keep_lost_form()
    return show_error(status, reference=reference, is_kept=is_kept)


def is_database_away(fault: DBAPIError) -> bool:
    """Whether the database does not answer or a lock was not had in time, in contrast to a fault in a statement."""
    return isinstance(fault, OperationalError) or fault.connection_invalidated


def show_database_fault(fault: DBAPIError) -> Response:
    """503 when the database is away or locked, 500 for a fault of ours."""
    return _show_fault(503 if is_database_away(fault) else 500, fault)


def lead_to_answer(fault: AnsweredBefore) -> Response:
    """303 to the answer that the same form got the first time."""
    if fault.notice:
        remember_notice(fault.notice)
    return redirect(fault.location, 303)  # type: ignore[return-value]


HANDLERS: tuple[tuple[type[Exception], Callable[[Any], Any]], ...] = (
    (AnsweredBefore, lead_to_answer),
    (NotFound, show_not_found),
    (NotAllowed, show_not_allowed),
    (ForgedForm, show_forged),
    (AuditUnavailable, show_unavailable),
    (DocumentUnavailable, show_no_document),
    (PoolTimeout, show_unavailable),
    (DBAPIError, show_database_fault),
    (HTTPException, show_http),
    (HybridMentorError, show_fault),
    (Exception, show_fault),
)


def install_error_pages(target: Blueprint | Flask) -> None:
    """Answer errors of a blueprint, or of a whole application that is ours, with our pages."""
    for kind, handler in HANDLERS:
        target.register_error_handler(kind, handler)
    for status in STATUSES:
        # By number too: a host's handler for a number would come before ours for all.
        target.register_error_handler(status, show_http)
