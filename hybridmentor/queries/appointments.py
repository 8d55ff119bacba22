"""Planned contacts as appointments: a planned contact that has been given a new time is still the same appointment."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hybridmentor.domain.contact_plan import FARTHEST_AHEAD
from hybridmentor.identity import Actor
from hybridmentor.models import Case, ContactPoint
from hybridmentor.policy import scopes
from hybridmentor.queries.contacts import find_contact
from hybridmentor.queries.log_entries import LogEntry, list_planned

LONGEST_BACK = timedelta(days=14)


@dataclass(frozen=True)
class Appointment:
    """A planned contact as it stands now, in the case of the `number`.

    `contact` is the latest time agreed, `first_id` names the appointment as long as it lives, `moves` counts its new times.
    `answer` is what came of it, None while nobody has said.
    """

    number: str
    contact: ContactPoint | LogEntry
    first_id: UUID
    moves: int
    answer: ContactPoint | None = None


@dataclass(frozen=True)
class _Chains:
    """Who follows whom among the contacts of some cases: each planned one is followed by one at most."""

    planned: set[UUID] = field(default_factory=set)
    follows: dict[UUID, UUID] = field(default_factory=dict)
    followed_by: dict[UUID, UUID] = field(default_factory=dict)

    def find_first(self, contact_id: UUID) -> tuple[UUID, int]:
        """The id that the appointment began with, and how often it has been given a new time since."""
        moves = 0
        while contact_id in self.follows:
            contact_id, moves = self.follows[contact_id], moves + 1
        return contact_id, moves

    def find_latest(self, contact_id: UUID) -> UUID:
        """The planned contact that stands now."""
        while self.followed_by.get(contact_id) in self.planned:
            contact_id = self.followed_by[contact_id]
        return contact_id


def _read_chains(session: Session, case_ids: Sequence[UUID]) -> _Chains:
    statement = select(ContactPoint.id, ContactPoint.follows_id, ContactPoint.outcome).where(
        ContactPoint.case_id.in_(case_ids),
        or_(ContactPoint.outcome == "planned", ContactPoint.follows_id.is_not(None)),
    )
    chains = _Chains()
    for contact_id, follows_id, outcome in session.execute(statement):
        if outcome == "planned":
            chains.planned.add(contact_id)
        if follows_id is not None:
            chains.follows[contact_id] = follows_id
            chains.followed_by[follows_id] = contact_id
    return chains


def find_appointment(session: Session, case: Case, contact_id: UUID) -> Appointment | None:
    """The appointment that a planned contact of the case belongs to; None if there is none planned with the id."""
    chains = _read_chains(session, [case.id])
    if contact_id not in chains.planned:
        return None
    latest_id = chains.find_latest(contact_id)
    first_id, moves = chains.find_first(latest_id)
    contact = find_contact(session, case.id, latest_id)
    answer_id = chains.followed_by.get(latest_id)
    answer = find_contact(session, case.id, answer_id) if answer_id else None
    return Appointment(case.number, contact, first_id, moves, answer) if contact else None


def list_appointments(session: Session, actor: Actor) -> Sequence[Appointment]:
    """What waits in the actor's own open cases, from two weeks back to a year ahead, the earliest first.

    The cases are those of my day: the actor has a part in them and may see them.
    """
    own = (
        scopes.own_cases(actor)
        .where(Case.origin == "office", Case.closed_on.is_(None))
        .with_only_columns(Case.id, Case.number)
    )
    numbers = {row[0]: row[1] for row in session.execute(own)}
    if not numbers:
        return []
    ids = sorted(numbers)
    chains = _read_chains(session, ids)
    waiting = list_planned(session, ids, actor.today + FARTHEST_AHEAD)
    return [
        Appointment(numbers[contact.case_id], contact, *chains.find_first(contact.id))
        for contact in waiting
        if contact.occurred_on >= actor.today - LONGEST_BACK
    ]
