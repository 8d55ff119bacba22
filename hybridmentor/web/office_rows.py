"""Opening what an office keeps, an experience, a company or a study: who gets in, and the row of the read or denial."""

from collections.abc import Callable
from typing import Any, Protocol, TypeVar
from uuid import UUID

from flask import request

from hybridmentor.db import begin_write, end_read
from hybridmentor.errors import Message, NotAllowed, NotFound
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import MeetingFacts, OfficeFacts, StudyFacts
from hybridmentor.policy.rules import permits
from hybridmentor.services import audit
from hybridmentor.web.guards import get_actor
from hybridmentor.web.state import get_session, get_state


class Visible(Protocol):
    """What a scoped query gives: a row with the facts that the rules ask for."""

    @property
    def facts(self) -> OfficeFacts | MeetingFacts | StudyFacts:
        """The office, and what else the rules need."""


Row = TypeVar("Row", bound=Visible)
Find = Callable[..., Row | None]
"""A scoped query: session, actor, id and `lock`."""


def open_row(find: Find[Row], noun: str, row_id: UUID, permission: Permission) -> Row:
    """Load a row within the actor's scope, authorise, and write the audit row of the read before it is shown.

    Hidden or missing is NotFound, seen but forbidden is NotAllowed; both are logged.
    """
    visible = load_row(find, noun, row_id, permission)
    end_read(get_session())
    write_row(f"{noun}.read", noun, row_id, office_id=visible.facts.office_id)
    return visible


def open_row_for_writing(find: Find[Row], noun: str, row_id: UUID, permission: Permission) -> Row:
    """Begin the unit of work that writes, then load and authorise inside it; the row is locked until the end."""
    begin_write(get_session())
    return load_row(find, noun, row_id, permission, lock=True)


def load_row(find: Find[Row], noun: str, row_id: UUID, permission: Permission, *, lock: bool = False) -> Row:
    """The row if the actor sees it and may; denials are logged in their own transaction."""
    session, actor = get_session(), get_actor()
    visible = find(session, actor, row_id, lock=lock)
    if visible is None:
        session.rollback()
        write_row("denied.not_visible", noun, row_id, decision="deny")
        raise NotFound(Message("error.not_found"))
    if not permits(actor, permission, visible.facts):
        session.rollback()
        office_id = visible.facts.office_id
        write_row(f"denied.{permission.value}", noun, row_id, office_id=office_id, decision="deny")
        raise NotAllowed(Message("error.not_allowed"))
    return visible


def write_row(action: str, noun: str, row_id: UUID, **more: Any) -> None:
    """The audit row of a read or a denial, committed on its own."""
    event = audit.make_event(get_actor(), action, noun=noun, row_id=row_id, detail=request.endpoint, **more)
    audit.record_apart(get_state().find_engine(), event)
