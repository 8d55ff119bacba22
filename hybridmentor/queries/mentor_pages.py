"""What the page of a case's mentors shows, gathered in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from hybridmentor.domain.answers import read_answers, read_day
from hybridmentor.domain.collaboration import Collaboration
from hybridmentor.domain.mentor_turns import is_declined, list_doubts, measure_waits
from hybridmentor.errors import Message
from hybridmentor.identity import Actor
from hybridmentor.models import Case, MentorAssignment
from hybridmentor.queries.case_forms import find_case_form
from hybridmentor.queries.collaboration import CaseDays, TurnQuality, judge_one
from hybridmentor.queries.mentors import list_assignments, pick_current_mentors


@dataclass(frozen=True)
class MentorTurn:
    """One mentor's time in the case."""

    row: MentorAssignment
    state: str
    """`current`, `coming`, `ended` or `declined`."""
    waited: int | None
    """Days without a mentor before it; None where somebody said no."""
    contact_days: int
    """Days of contact in it."""
    doubts: tuple[Message, ...]


@dataclass(frozen=True)
class MentorPage:
    """All that the page shows beside the case itself."""

    turns: Sequence[MentorTurn]
    """The latest first."""
    waiting: int | None
    """Days without a mentor up to today, where there is none."""
    running: MentorAssignment | None
    """Whose time goes on without a last day: a new mentor takes their place."""
    qualities: tuple[TurnQuality, ...]
    """The collaboration in the time of each who began, the earliest first."""
    whole: Collaboration | None
    """The collaboration with the mentors of the case as a whole."""
    confirmed_to: date | None


def gather_mentor_page(session: Session, actor: Actor, case: Case) -> MentorPage:
    """The page's content for a case that the actor has been shown."""
    today = actor.today
    assignments = list_assignments(session, case.id)
    answers = read_answers(find_case_form(session, case.id))
    confirmed_to = read_day(answers.get("log_confirmed_to"))
    days = CaseDays(
        case.id,
        case.opened_on or today,
        case.employer_id is not None,
        contact_ended_on=read_day(answers.get("contact_ended_on")),
        closed_on=case.closed_on,
        confirmed_to=confirmed_to,
    )
    found, qualities = judge_one(session, days, today)
    counted = {one.tenure.assignment_id: one.collaboration.contact_days for one in qualities}
    waits = measure_waits(assignments, days.opened_on, today, closed_on=case.closed_on)
    current = pick_current_mentors(assignments, today).get(case.id)
    turns = [
        MentorTurn(
            row, name_state(row, current, today), waited, counted.get(row.id, 0), list_own_doubts(row, today)
        )
        for row, waited in zip(assignments, waits.before, strict=True)
    ]
    return MentorPage(
        turns=turns,
        waiting=waits.now,
        running=next((row for row in assignments if row.to_on is None), None),
        qualities=qualities,
        whole=next((one for one in found if one.relationship == "mentor"), None),
        confirmed_to=confirmed_to,
    )


def name_state(row: MentorAssignment, current: MentorAssignment | None, today: date) -> str:
    """How a mentor's time stands on the day, see `MentorTurn.state`."""
    if is_declined(row):
        return "declined"
    if row is current:
        return "current"
    return "coming" if row.from_on > today else "ended"


def list_own_doubts(row: MentorAssignment, today: date) -> tuple[Message, ...]:
    """What of a stored turn should be looked at."""
    return list_doubts(
        row,
        confidentiality_on=row.confidentiality_on,
        has_no_family_tie=row.has_no_family_tie,
        told_mentor_on=row.right_told_mentor_on,
        told_jobseeker_on=row.right_told_jobseeker_on,
        today=today,
    )
