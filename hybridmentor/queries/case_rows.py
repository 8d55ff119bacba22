"""What a row of the list of cases shows, for cases from a scoped query: a fixed number of queries for any number of rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hybridmentor.domain.case_status import CaseFacts, derive_case_status
from hybridmentor.identity import Actor
from hybridmentor.models import Case, CaseStep
from hybridmentor.queries.cases import list_advisers
from hybridmentor.queries.contacts import summarise_contacts
from hybridmentor.queries.mentors import MentorLine, list_mentor_lines, pick_current_mentors
from hybridmentor.queries.situations import RELATIONSHIPS


@dataclass(frozen=True)
class CaseRow:
    """A case with its status and what surrounds it today."""

    case: Case
    status: str
    adviser: str | None
    mentor: MentorLine | None
    last_contact_on: date | None
    steps_begun: int


def count_begun_steps(session: Session, case_ids: Sequence[UUID]) -> dict[UUID, int]:
    """The number of steps of each case that are begun, done or skipped."""
    if not case_ids:
        return {}
    statement = (
        select(CaseStep.case_id, func.count())
        .where(CaseStep.case_id.in_(case_ids), CaseStep.status != "open")
        .group_by(CaseStep.case_id)
    )
    return dict(session.execute(statement).all())


def describe_cases(session: Session, actor: Actor, cases: Sequence[Case]) -> list[CaseRow]:
    """The rows in the order of the cases, in four queries."""
    ids = [case.id for case in cases if not case.is_published_example]
    advisers = list_advisers(session, ids, actor.today)
    assigned = list_mentor_lines(session, ids)
    mentors = pick_current_mentors(assigned, actor.today)
    have_had_mentor = {row.case_id for row in assigned}
    begun = count_begun_steps(session, ids)
    last: dict[UUID, date] = {}
    counts: dict[UUID, int] = {}
    for (case_id, relationship), summary in summarise_contacts(session, ids).items():
        counts[case_id] = counts.get(case_id, 0) + summary.entries
        # What mentor and jobseeker had without us is no contact of ours.
        if summary.last_on is not None and relationship in RELATIONSHIPS:
            last[case_id] = max(summary.last_on, last.get(case_id, summary.last_on))
    return [
        CaseRow(
            case=case,
            status=derive_case_status(
                CaseFacts(
                    is_published_example=case.is_published_example,
                    closed_on=case.closed_on,
                    later_measurement_on=case.follow_up_on,
                    steps_begun=begun.get(case.id, 0),
                    contacts=counts.get(case.id, 0),
                    has_mentor=case.id in have_had_mentor,
                )
            ),
            adviser=advisers.get(case.id),
            mentor=mentors.get(case.id),
            last_contact_on=last.get(case.id),
            steps_begun=begun.get(case.id, 0),
        )
        for case in cases
    ]
