"""Contact month by month for a release: read, and made in the form that the rules allow."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy.orm import Session

from hybridmentor.domain.contact_months import (
    Courses,
    MonthCounts,
    count_months,
    find_horizon,
    make_courses,
)
from hybridmentor.domain.release_rules import ReleaseRules
from hybridmentor.domain.release_variables import PERSONS
from hybridmentor.queries.contact_months import read_contact_months
from hybridmentor.queries.study_cases import ReadyCase

if TYPE_CHECKING:
    import polars

UNITS = ("office", "employer", "mentor", "adviser")
THERE = ("_employer", "_mentor")
STAND_IN = "adviser:"


def make_months(
    session: Session, cases: Sequence[ReadyCase], units: polars.DataFrame, rules: ReleaseRules
) -> Courses | MonthCounts | None:
    """The courses of the cases in which all three persons have said yes, else counts of them; None where they are too few.

    `units` has who stands behind each case (`research_records.INTERNAL`); a case that is not in it is left out,
    and so is one without a company or a mentor: nobody has said yes there to contact that the log tells of.
    """
    import numpy

    behind = {
        row["_case"]: row
        for row in units.iter_rows(named=True)
        if not any(str(row[unit]).startswith(STAND_IN) for unit in THERE)
    }
    willing = [one.case_id for one in cases if one.allowed >= set(PERSONS) and one.case_id.hex in behind]
    found = read_contact_months(session, willing)
    horizon = find_horizon(found.lengths, rules)
    if horizon is None:
        return None
    lasting = [number for number, length in enumerate(found.lengths) if length >= horizon]
    contacts = numpy.ascontiguousarray(found.contacts[lasting, :, :horizon])
    ids: list[UUID] = [found.case_ids[number] for number in lasting]
    named = {unit: [str(behind[case_id.hex][f"_{unit}"]) for case_id in ids] for unit in UNITS}
    courses = make_courses(contacts, PERSONS, named, rules)
    return courses if courses is not None else count_months(contacts, PERSONS, rules)
