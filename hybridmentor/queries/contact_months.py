"""How many contacts a case had with each person, month by month from its first day: the one thing that courses are made of.

No actor: whoever asks has been shown the study, and says whose cases they may be.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.domain.collaboration import TOOK_PLACE
from hybridmentor.domain.contact_months import HORIZONS
from hybridmentor.domain.contact_vocabulary import DAYS_PER_MONTH
from hybridmentor.domain.release_variables import PERSONS
from hybridmentor.models import Case, ContactParticipant, ContactPoint
from hybridmentor.queries.parameters import CASE_IDS

if TYPE_CHECKING:
    from hybridmentor.domain.contact_months import Numbers

AT_ONCE = 2000

_CASES = select(Case.id, Case.opened_on, Case.closed_on).where(
    Case.id.in_(CASE_IDS), Case.opened_on.is_not(None), Case.closed_on.is_not(None)
)
_CONTACTS = (
    select(ContactPoint.case_id, ContactParticipant.relationship_key, ContactPoint.occurred_on)
    .join(ContactParticipant, ContactParticipant.contact_id == ContactPoint.id)
    .where(
        ContactPoint.case_id.in_(CASE_IDS),
        ContactPoint.outcome == TOOK_PLACE,
        ContactParticipant.relationship_key.in_(PERSONS),
    )
    .distinct()
)


@dataclass(frozen=True)
class ContactMonths:
    """The closed ones of the cases asked for, in that order."""

    case_ids: tuple[UUID, ...]
    lengths: tuple[int, ...]
    """Whole months from the first day to the last, both inside."""
    contacts: Numbers
    """(cases, `PERSONS`, months up to the longest horizon): days with a contact that took place."""


def read_contact_months(session: Session, case_ids: Sequence[UUID]) -> ContactMonths:
    """The months of the cases; those that are not closed are left out. A contact before the first day is in no month."""
    import numpy

    lengths: dict[UUID, int] = {}
    contacts = numpy.zeros((len(case_ids), len(PERSONS), max(HORIZONS)), dtype=numpy.int64)
    kind = {person: number for number, person in enumerate(PERSONS)}
    place = {case_id: number for number, case_id in enumerate(case_ids)}
    for start in range(0, len(case_ids), AT_ONCE):
        ids = {"case_ids": list(case_ids[start : start + AT_ONCE])}
        opened: dict[UUID, Any] = {}
        cases: Iterable[Any] = session.execute(_CASES, ids)
        for case_id, opened_on, closed_on in cases:
            opened[case_id] = opened_on
            lengths[case_id] = int(((closed_on - opened_on).days + 1) / DAYS_PER_MONTH)
        days: Iterable[Any] = session.execute(_CONTACTS, ids)
        for case_id, person, day in days:
            if case_id in opened and day >= opened[case_id]:
                month = int((day - opened[case_id]).days / DAYS_PER_MONTH)
                if month < max(HORIZONS):
                    contacts[place[case_id], kind[person], month] += 1
    found = tuple(case_id for case_id in case_ids if case_id in lengths)
    return ContactMonths(
        found,
        tuple(lengths[case_id] for case_id in found),
        contacts[[place[case_id] for case_id in found]],
    )
