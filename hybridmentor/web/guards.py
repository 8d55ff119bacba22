"""Who gets in: marks on views, the actor of the request, and opening a case with its audit row."""

from collections.abc import Callable, Sequence
from typing import Any, NoReturn
from uuid import UUID

from flask import Response, current_app, g, redirect, request, session as cookie

from hybridmentor.db import begin_write, end_read, open_session
from hybridmentor.errors import Message, NotAllowed, NotFound
from hybridmentor.identity import Actor
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import Subject
from hybridmentor.policy.rules import permits
from hybridmentor.queries.actors import load_actor
from hybridmentor.queries.cases import VisibleCase, find_case, hold_cases
from hybridmentor.services import audit
from hybridmentor.services.sign_ins import mark_seen
from hybridmentor.services.submissions import find_answer
from hybridmentor.web.fingerprint import read_form_key, take_fingerprint
from hybridmentor.web.state import get_request_id, get_session, get_state

View = Callable[..., Any]
PUBLIC = "public"


def requires(permission: Permission) -> Callable[[View], View]:
    """Mark a view with the permission that it needs. Permissions about a case are asked again when the case is opened."""

    def mark(view: View) -> View:
        view.hm_permission = permission  # type: ignore[attr-defined]
        return view

    return mark


def public(view: View) -> View:
    """Mark a view as open to anybody: sign-in, language, static files, and a calendar feed by its secret address."""
    view.hm_permission = PUBLIC  # type: ignore[attr-defined]
    return view


ABOUT_A_CASE = {
    Permission.READ_CASE,
    Permission.EDIT_CASE,
    Permission.LOG_CONTACT,
    Permission.CLOSE_CASE,
    Permission.FOLLOW_UP_CASE,
    Permission.WITHDRAW_CONSENT,
    Permission.HAND_OVER_CASE,
    Permission.REVIEW_CASE,
    Permission.SEND_TO_STUDY,
}


def find_actor() -> Actor | None:
    """The actor of this request with the rights of this moment; None when nobody has signed in."""
    if "hm_actor" not in g:
        state = get_state()
        claim = state.identity.identify()
        g.hm_actor = None
        g.hm_claim_unknown = False
        if claim is not None:
            session = get_session()
            g.hm_actor, stale = load_actor(
                session,
                claim,
                idle=state.idle,
                longest=state.longest,
                demo=state.is_demo,
                request_id=get_request_id(),
            )
            g.hm_claim_unknown = g.hm_actor is None and claim.token is None
            end_read(session)
            if stale and claim.token:
                with open_session(state.find_engine(), state.keyring) as own:
                    begin_write(own)
                    mark_seen(own, claim.token)
                    own.commit()
    actor: Actor | None = g.hm_actor
    return actor


def get_actor() -> Actor:
    """The actor of a view that is not public."""
    actor = find_actor()
    if actor is None:
        raise NotAllowed(Message("error.not_signed_in"))
    return actor


def enforce_mark() -> Response | None:
    """Before each of our views: refuse one without a mark, send strangers to sign in, ask the view's permission."""
    view = current_app.view_functions.get(request.endpoint or "")
    permission = getattr(view, "hm_permission", None)
    if permission == PUBLIC:
        return None
    if permission is None:
        raise NotAllowed(Message("error.not_allowed"))
    actor = find_actor()
    if actor is None:
        return turn_away()
    # What is about a case is asked when the case is opened: somebody may have a part in one without any other role.
    if permission not in ABOUT_A_CASE and not permits(actor, permission):
        deny(actor, permission)
    return None


def turn_away() -> Response:
    """Nobody has signed in: a page asked for leads to the sign-in and back, a sent form gets a 401 page."""
    if g.get("hm_claim_unknown"):
        raise NotAllowed(Message("error.no_account"))
    if request.method in ("GET", "HEAD"):
        prefix = request.script_root + request.path
        where = get_state().identity.sign_in_url(prefix)
        if where is not None:
            # 303: the answer is another page, whatever was asked for.
            response = redirect(where, 303)
            return response  # type: ignore[return-value]
    raise NotSignedIn


class NotSignedIn(NotAllowed):
    """A form came without a sign-in."""

    def __init__(self) -> None:
        super().__init__(Message("error.not_signed_in"))


def deny(actor: Actor, permission: Permission, visible: VisibleCase | None = None) -> None:
    """Write the denial to the audit log, in its own transaction after the rollback, and refuse."""
    get_session().rollback()
    event = audit.make_event(
        actor,
        f"denied.{permission.value}",
        decision="deny",
        noun="case" if visible else None,
        row_id=visible.case.id if visible else None,
        case_id=visible.case.id if visible else None,
        office_id=visible.case.office_id if visible else None,
        detail=request.endpoint,
    )
    audit.record_apart(get_state().find_engine(), event)
    raise NotAllowed(
        Message("error.case_closed" if visible and visible.facts.is_closed else "error.not_allowed")
    )


def demand(permission: Permission, subject: Subject = None) -> Actor:
    """The actor, if permitted; a denial is logged and refused."""
    actor = get_actor()
    if not permits(actor, permission, subject):
        deny(actor, permission)
    return actor


def audit_read(
    action: str, *, case_id: UUID | None = None, office_id: int | None = None, detail: str | None = None
) -> None:
    """End the read transaction and write the audit row of a read on its own: without the row there is no page."""
    end_read(get_session())
    event = audit.make_event(
        get_actor(),
        action,
        noun="case" if case_id else None,
        row_id=case_id,
        case_id=case_id,
        office_id=office_id,
        detail=detail,
    )
    audit.record_apart(get_state().find_engine(), event)


def open_case(case_id: UUID, permission: Permission, action: str) -> VisibleCase:
    """Load a case within the actor's scope, authorise, and write the audit row of the read before anything is shown.

    Hidden or missing is NotFound, seen but forbidden is NotAllowed; both are logged.
    """
    visible = load_case(case_id, permission)
    audit_read(action, case_id=case_id, office_id=visible.case.office_id)
    return visible


def open_case_for_writing(
    case_id: UUID, permission: Permission, *, lock: str = "edit", beside: Sequence[UUID] = ()
) -> VisibleCase:
    """Begin the unit of work that writes, then load and authorise inside it; the case row is locked until the end.

    `beside` are cases that the same form changes too: locked with it, and authorised by whoever changes them. A form that has
    been carried out already gets its first answer, also where it would be refused by now: the second tap on "close" is no fault.
    """
    begin_write(get_session())
    if beside:
        hold_cases(get_session(), [case_id, *beside], lock)
    visible = load_case(case_id, permission, lock=lock)
    g.hm_opened = (visible.case.id, visible.case.office_id)
    return visible


def audit_returned_form() -> None:
    """A form that comes back with faults or a conflict shows its case: the audit row of that read, before it is shown."""
    opened: tuple[UUID, int] | None = g.get("hm_opened")
    if opened is not None:
        audit_read("case.read", case_id=opened[0], office_id=opened[1], detail=request.endpoint)


def list_opened_cases() -> list[UUID]:
    """The case that this request has opened for writing, if any."""
    opened: tuple[UUID, int] | None = g.get("hm_opened")
    return [opened[0]] if opened is not None else []


def load_case(case_id: UUID, permission: Permission, *, lock: str | None = None) -> VisibleCase:
    """The case if the actor sees it and may; denials are logged in their own transaction."""
    session, actor = get_session(), get_actor()
    visible = find_case(session, actor, case_id, lock=lock)
    if visible is None:
        session.rollback()
        event = audit.make_event(
            actor,
            "denied.not_visible",
            decision="deny",
            noun="case",
            row_id=case_id,
            case_id=case_id,
            detail=request.endpoint,
        )
        audit.record_apart(get_state().find_engine(), event)
        raise NotFound(Message("error.not_found"))
    if not permits(actor, permission, visible.facts):
        if lock is not None:
            look_for_answer()
        deny(actor, permission, visible)
    return visible


class AnsweredBefore(Exception):
    """The same form has been carried out before."""

    def __init__(self, location: str, notice: str | None) -> None:
        super().__init__("answered before")
        self.location = location
        self.notice = notice


def look_for_answer() -> None:
    """Go to the first answer if this very form has been carried out before."""
    key = read_form_key()
    earlier = (
        find_answer(get_session(), get_actor(), key, request.endpoint or "", take_fingerprint())
        if key
        else None
    )
    if earlier is not None and earlier.location is not None:
        get_session().rollback()
        raise AnsweredBefore(earlier.location, earlier.notice)


def refuse_missing(noun: str, row_id: int | None = None) -> NoReturn:
    """Answer that there is no such row for the actor, and log it: it may be another's."""
    get_session().rollback()
    event = audit.make_event(
        get_actor(),
        "denied.not_visible",
        decision="deny",
        noun=noun,
        row_id=row_id,
        detail=request.endpoint,
    )
    audit.record_apart(get_state().find_engine(), event)
    raise NotFound(Message("error.not_found"))


def remember_notice(message_id: str) -> None:
    """Show a sentence on the next page: an id of the catalogue, never a name."""
    cookie["hm_notice"] = message_id


def count_notice(message_id: str, n: int) -> str:
    """A sentence with a number in it, for `remember_notice`."""
    return f"{message_id} {n}"


def offer_undo(case_id: UUID, contact_id: UUID) -> None:
    """Have the next page's notice carry a button that takes the contact back: ids, never a name."""
    cookie["hm_undo"] = f"{case_id} {contact_id}"


def offer_undo_of_work(case_id: UUID, work_id: UUID) -> None:
    """The same for work without contact."""
    cookie["hm_undo"] = f"{case_id} {work_id} work"


def remember_check(kinds: Sequence[str], where: str | None) -> None:
    """Have the next page's notice ask to look at what was written: kinds of the disclosure check, never what was found."""
    cookie["hm_check"] = {"kinds": list(kinds), "where": where}
