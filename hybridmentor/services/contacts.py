"""Logging a contact: a new row and no other, so that many can log at once. Taking it back, and correcting it.

What is saved in one go makes one row per case, all with the same `entry_id`: one contact with a mentor of several jobseekers, or
the visits of a whole day. Undo takes back all of them; a correction changes one.
"""

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import ContactParticipant, ContactPoint, ContactTheme
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.services import audit
from hybridmentor.services.demands import demand
from hybridmentor.services.revisions import keep_revision, merge_changes

UNDO_TIME = timedelta(minutes=10)
"""So long whoever logged a contact may take it back as if it had not been logged."""
REPORTED = "mentor_jobseeker"
"""The relationship that others tell of: it stands alone in an entry, and enters no figure of the adviser's."""
CONTACT_FIELDS = (
    "occurred_on",
    "relationships",
    "form",
    "sub_form",
    "outcome",
    "minutes_band",
    "themes",
    "held_by",
    "via",
    "reported_by",
    "note",
    "next_step",
)
"""What can be corrected; a planned contact is given a new time instead."""


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
    via: str | None = None,
    minutes_band: str | None = None,
    themes: Sequence[str] = (),
    note: str | None = None,
    next_step: str | None = None,
    mentor_id: UUID | None = None,
    follows_id: UUID | None = None,
    reported_by: str | None = None,
    entry_id: UUID | None = None,
) -> ContactPoint:
    """Add a contact point for all who were there. The case itself is not touched, nor its version.

    What somebody told of (`reported_by`) is between mentor and jobseeker, and nothing else is: InvalidInput for a mixture.
    """
    demand(actor, Permission.LOG_CONTACT, visible.facts)
    check_told(relationships, reported_by)
    case = visible.case
    contact = ContactPoint(
        case=case,
        occurred_on=occurred_on,
        starts_at=starts_at,
        held_by=held_by,
        via=via,
        reported_by=reported_by,
        entry_id=entry_id,
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


def check_told(relationships: Sequence[str], reported_by: str | None) -> None:
    """InvalidInput unless what somebody told of, and only that, is between mentor and jobseeker."""
    told = reported_by is not None
    if (REPORTED in relationships) != told or (told and set(relationships) != {REPORTED}):
        raise InvalidInput(Message("contact.error.told"), field="relationships")


def tell_of_contact(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    *,
    occurred_on: date,
    reported_by: str,
    form: str | None = None,
    sub_form: str | None = None,
    note: str | None = None,
) -> ContactPoint:
    """Add a contact that mentor and jobseeker had without the adviser, as one of them (`reported_by`) told of it."""
    return log_contact(
        session,
        actor,
        visible,
        occurred_on=occurred_on,
        relationships=[REPORTED],
        outcome="took_place",
        form=form,
        sub_form=sub_form,
        # Nobody at Nav held it, and the adviser least of all.
        held_by="other",
        reported_by=reported_by,
        note=note,
    )


def read_contact_values(contact: ContactPoint) -> dict[str, Any]:
    """What the form of a contact holds, by field name."""
    values = {
        name: getattr(contact, name) for name in CONTACT_FIELDS if name not in ("relationships", "themes")
    }
    values["relationships"] = sorted(one.relationship_key for one in contact.participants)
    values["themes"] = sorted(one.theme for one in contact.themes)
    return values


def may_undo(actor: Actor, contact: ContactPoint) -> bool:
    """Whether the actor logged it, and not longer than `UNDO_TIME` ago."""
    return contact.created_by == actor.user_id and clock.now() - contact.created_at <= UNDO_TIME


def undo_contact(session: Session, actor: Actor, visible: VisibleCase, contact: ContactPoint) -> None:
    """Take a contact back: it counts nowhere, and what it said is kept among the earlier versions.

    InvalidInput for somebody else's, after `UNDO_TIME`, and for a planned one that has been answered meanwhile. A planned
    contact that it answered waits for an answer again.
    """
    demand(actor, Permission.LOG_CONTACT, visible.facts)
    if not may_undo(actor, contact):
        raise InvalidInput(Message("contact.error.undo_late"))
    answered = select(ContactPoint.id).where(ContactPoint.follows_id == contact.id)
    if session.scalars(answered).first() is not None:
        raise InvalidInput(Message("contact.error.already_answered"))
    keep_revision(session, actor, visible.case, "contact_point", contact, read_contact_values(contact))
    session.flush()
    for part in (*contact.participants, *contact.themes):
        session.delete(part)
    session.flush()
    session.expire(contact, ["participants", "themes"])
    session.delete(contact)
    record_deed(session, actor, visible, contact, "contact.undo")
    session.flush()


def undo_entry(
    session: Session, actor: Actor, saved: Sequence[tuple[VisibleCase | None, ContactPoint]]
) -> None:
    """Take back all that was saved in one go, each contact with its case as the actor sees it now.

    InvalidInput, and nothing is taken back, where one of them cannot be: its case is closed or hidden by now, it was
    somebody else's, or time is over.
    """
    for visible, _ in saved:
        if visible is None or not permits(actor, Permission.LOG_CONTACT, visible.facts):
            raise InvalidInput(Message("contact.error.undo_together"))
    for visible, contact in saved:
        if visible is not None:
            undo_contact(session, actor, visible, contact)


def correct_contact(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    contact: ContactPoint,
    *,
    version: int,
    sent: Mapping[str, Any],
    mentor_id: UUID | None,
) -> bool:
    """Change what a contact says; the earlier version is kept. Whether others' changes were merged in.

    `sent` holds what was asked: all of `CONTACT_FIELDS`, or some, and the others stay. `mentor_id` is the mentor of the day it
    names. Others that were saved with it stay as they are. EditConflict if somebody else has changed the same.
    """
    demand(actor, Permission.LOG_CONTACT, visible.facts)
    if "planned" in (contact.outcome, sent.get("outcome")):
        raise InvalidInput(Message("contact.error.planned_stays"), field="outcome")
    before = read_contact_values(contact)
    wanted = {name: sent[name] for name in CONTACT_FIELDS if name in sent}
    changed, merged = merge_changes(session, contact, "contact_point", before, wanted, version)
    values = {**before, **changed}
    check_told(values["relationships"], values["reported_by"])
    values = {
        name: sorted(value or []) if isinstance(before[name], list) else value
        for name, value in values.items()
    }
    if values == before:
        return merged
    keep_revision(session, actor, visible.case, "contact_point", contact, before)
    for name in CONTACT_FIELDS:
        if name not in ("relationships", "themes"):
            setattr(contact, name, values[name])
    for part in (*contact.participants, *contact.themes):
        session.delete(part)
    session.flush()
    session.expire(contact, ["participants", "themes"])
    for key in values["relationships"]:
        person = mentor_id if key == "mentor" else None
        session.add(ContactParticipant(contact_id=contact.id, relationship_key=key, person_id=person))
    session.add_all(ContactTheme(contact_id=contact.id, theme=theme) for theme in values["themes"])
    record_deed(session, actor, visible, contact, "contact.correct")
    session.flush()
    return merged


def record_deed(
    session: Session, actor: Actor, visible: VisibleCase, contact: ContactPoint, action: str
) -> None:
    """The audit row of a change to an entry."""
    audit.record(
        session,
        actor,
        action,
        noun="contact_point",
        row_id=contact.id,
        case_id=visible.case.id,
        office_id=visible.case.office_id,
    )
