"""What sums need to know of each case, kept beside it; and which cases have changed since."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, SmallInteger, String, Text, event, insert, select
from sqlalchemy.orm import Mapped, Session, UOWTransaction, mapped_column
from sqlalchemy.orm.util import identity_key

from hybridmentor.db import Base, BigId, HybridSession
from hybridmentor.models.case import Case
from hybridmentor.models.case_form import CaseForm
from hybridmentor.models.case_outcome import CaseOutcome
from hybridmentor.models.case_pause import CasePause
from hybridmentor.models.case_role import CaseRole
from hybridmentor.models.case_step import CaseStep
from hybridmentor.models.contact_point import ContactParticipant, ContactPoint
from hybridmentor.models.data_key import DataKey
from hybridmentor.models.mentor_assignment import MentorAssignment


class KeptFigures(Base):
    """The figures of one case (`domain.case_figures`) as they were when it was last counted.

    They stand unless the case has a `CaseChange`, `holds_until_on` is over, or `rules` is not the present one: then they are made
    anew, by whoever asks for them and for good by `hybridmentor figures`. So nothing is ever shown that is out of date.
    """

    __tablename__ = "hm_case_figures"

    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"), primary_key=True)
    rules: Mapped[int] = mapped_column(SmallInteger)
    holds_until_on: Mapped[date | None]
    adviser_id: Mapped[int | None] = mapped_column(ForeignKey("hm_user.id"), index=True)
    initiator: Mapped[str | None] = mapped_column(String(40))
    attachment_before: Mapped[str | None] = mapped_column(String(40))
    attachment_after: Mapped[str | None] = mapped_column(String(40))
    measure_used: Mapped[str | None] = mapped_column(String(20))
    measure_from_on: Mapped[date | None]
    measure_ended_on: Mapped[date | None]
    first_mentor_on: Mapped[date | None]
    mentor_changes: Mapped[int] = mapped_column(SmallInteger)
    recipe: Mapped[str] = mapped_column(String(7))
    relationships: Mapped[str] = mapped_column(Text)
    """By relationship the frequency, the intensity and the forms, as JSON in text: most cases share theirs with many others,
    and what has been read once is not read again."""


class CaseChange(Base):
    """Something of a case has changed, so that its figures have to be made anew.

    Only ever added while people work, never changed: two who write in the same cases at once do not wait for each other.
    """

    __tablename__ = "hm_case_change"
    __table_args__ = (Index("ix_hm_case_change_case_id", "case_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    case_id: Mapped[UUID] = mapped_column(ForeignKey("hm_case.id"))


OF_A_CASE = (CaseForm, CaseOutcome, CasePause, CaseRole, CaseStep, ContactPoint, MentorAssignment)
"""The rows that figures are made from, beside the case's own, its contacts' parties and its key."""
NOTED = "hm_noted_changes"
"""Under this name a session remembers for which cases this transaction has a change already."""


def _list_changed(session: Session) -> Iterator[Any]:
    yield from session.new
    yield from session.deleted
    yield from (row for row in session.dirty if session.is_modified(row))


@event.listens_for(HybridSession, "after_flush")
def _note_changes(session: Session, context: UOWTransaction) -> None:
    """Whatever writes one of the rows, in whichever service: a change of its case goes with it in the same transaction."""
    found: set[UUID] = set()
    contacts: set[UUID] = set()
    keys: set[UUID] = set()
    for row in _list_changed(session):
        if isinstance(row, OF_A_CASE):
            # A new row may know its case only as an object.
            found.add(row.case_id)
        elif isinstance(row, Case):
            found.add(row.id)
        elif isinstance(row, ContactParticipant):
            contact = session.identity_map.get(identity_key(ContactPoint, row.contact_id))
            found.add(contact.case_id) if contact is not None else contacts.add(row.contact_id)
        elif isinstance(row, DataKey) and row.owner == "case" and row not in session.new:
            keys.add(row.id)
    connection = session.connection()
    if contacts:
        found |= set(connection.scalars(select(ContactPoint.case_id).where(ContactPoint.id.in_(contacts))))
    if keys:
        found |= set(connection.scalars(select(Case.id).where(Case.data_key_id.in_(keys))))
    noted: set[UUID] = session.info.setdefault(NOTED, set())
    new = found - noted
    if new:
        connection.execute(insert(CaseChange), [{"case_id": case_id} for case_id in sorted(new)])
        noted |= new


@event.listens_for(HybridSession, "after_commit")
@event.listens_for(HybridSession, "after_rollback")
def _forget_noted(session: Session) -> None:
    session.info.pop(NOTED, None)


@event.listens_for(HybridSession, "after_soft_rollback")
def _forget_undone(session: Session, previous_transaction: Any) -> None:
    # With a savepoint the changes noted in it are undone too.
    session.info.pop(NOTED, None)
