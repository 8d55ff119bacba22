"""Opening an experience: who gets in, and the audit row of the read or of the denial."""

from uuid import UUID

from flask import request

from hybridmentor.db import begin_write, end_read
from hybridmentor.errors import Message, NotAllowed, NotFound
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.experiences import VisibleExperience, find_experience
from hybridmentor.services import audit
from hybridmentor.web.guards import get_actor
from hybridmentor.web.state import get_session, get_state


def open_experience(experience_id: UUID, permission: Permission) -> VisibleExperience:
    """Load an experience within the actor's scope, authorise, and write the audit row of the read before it is shown.

    Hidden or missing is NotFound, seen but forbidden is NotAllowed; both are logged.
    """
    visible = load_experience(experience_id, permission)
    end_read(get_session())
    write_row("experience.read", experience_id, office_id=visible.experience.office_id)
    return visible


def open_experience_for_writing(experience_id: UUID, permission: Permission) -> VisibleExperience:
    """Begin the unit of work that writes, then load and authorise inside it; the row is locked until the end."""
    begin_write(get_session())
    return load_experience(experience_id, permission, lock=True)


def load_experience(experience_id: UUID, permission: Permission, *, lock: bool = False) -> VisibleExperience:
    """The experience if the actor sees it and may; denials are logged in their own transaction."""
    session, actor = get_session(), get_actor()
    visible = find_experience(session, actor, experience_id, lock=lock)
    if visible is None:
        session.rollback()
        write_row("denied.not_visible", experience_id, decision="deny")
        raise NotFound(Message("error.not_found"))
    if not permits(actor, permission, visible.facts):
        session.rollback()
        office_id = visible.facts.office_id
        write_row(f"denied.{permission.value}", experience_id, office_id=office_id, decision="deny")
        raise NotAllowed(Message("error.not_allowed"))
    return visible


def write_row(
    action: str, experience_id: UUID, *, office_id: int | None = None, decision: str = "permit"
) -> None:
    """The audit row of a read or a denial, committed on its own."""
    event = audit.make_event(
        get_actor(),
        action,
        noun="experience",
        row_id=experience_id,
        office_id=office_id,
        decision=decision,
        detail=request.endpoint,
    )
    audit.record_apart(get_state().find_engine(), event)
