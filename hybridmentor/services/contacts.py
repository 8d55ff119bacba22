"""Logging a contact: a new row and no other, so that many can log at once."""

from collections.abc import Sequence
from datetime import date, time
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import ContactParticipant, ContactPoint, ContactTheme
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.services import audit
from hybridmentor.services.cases import demand


def log_contact(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    *,
    occurred_on: date,
    relationships: Sequence[str],
    outcome: str,
    form: str | None,
    sub_form: str | None = None,
    starts_at: time | None = None,
    held_by: str = "adviser",
    minutes_band: str | None = None,
    themes: Sequence[str] = (),
    note: str | None = None,
    next_step: str | None = None,
    mentor_id: UUID | None = None,
    follows_id: UUID | None = None,
) -> ContactPoint:
    """Add a contact point for all who were there. The case itself is not touched, nor its version."""
    demand(actor, Permission.LOG_CONTACT, visible.facts)
    case = visible.case
    contact = ContactPoint(
        case=case,
        occurred_on=occurred_on,
        starts_at=starts_at,
        held_by=held_by,
        form=form,
        sub_form=sub_form,
        outcome=outcome,
        minutes_band=minutes_band,
        note=note,
        next_step=next_step,
        follows_id=follows_id,
        created_by=actor.user_id,
    )
    contact.participants = [
        ContactParticipant(relationship_key=key, person_id=mentor_id if key == "mentor" else None)
        for key in sorted(set(relationships))
    ]
    contact.themes = [ContactTheme(theme=theme) for theme in sorted(set(themes))]
    session.add(contact)
    try:
        session.flush()
    except IntegrityError as fault:
        if follows_id is None:
            raise
        raise InvalidInput(Message("contact.error.already_answered")) from fault
    audit.record(
        session,
        actor,
        "contact.log",
        noun="contact_point",
        row_id=contact.id,
        case_id=case.id,
        office_id=case.office_id,
        detail=outcome,
    )
    return contact
