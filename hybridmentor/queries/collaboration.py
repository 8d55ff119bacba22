"""Quality of collaboration in cases: what `domain.collaboration` needs, in three queries however many cases there are."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hybridmentor.domain.case_course import Pause
from hybridmentor.domain.collaboration import (
    ENTRIES,
    PROPOSED,
    Collaboration,
    LoggedContact,
    LogPeriod,
    Thresholds,
    find_log_period,
    judge_collaboration,
)
from hybridmentor.domain.mentor_turns import covers, list_gaps
from hybridmentor.models import Case, CasePause, ContactParticipant, ContactPoint, MentorAssignment
from hybridmentor.queries.mentors import has_served

SAME_WHERE_EMPLOYER_IS_MENTOR = frozenset({"mentor", "employer"})
REPORTED = "mentor_jobseeker"
"""What mentor or jobseeker told of."""


@dataclass(frozen=True)
class CaseDays:
    """What a case itself says about its relationships."""

    case_id: UUID
    opened_on: date
    has_employer: bool
    contact_ended_on: date | None = None
    """The last day of Nav's agreed contact."""
    closed_on: date | None = None
    confirmed_to: date | None = None
    """The day up to which the log has been confirmed as complete."""


@dataclass(frozen=True)
class Tenure:
    """A mentor's time, both days inside."""

    from_on: date
    to_on: date | None
    is_employer: bool
    assignment_id: UUID | None = None
    end_reason: str | None = None


@dataclass(frozen=True)
class TurnQuality:
    """The collaboration in one mentor's time."""

    tenure: Tenure
    collaboration: Collaboration
    """The adviser's with the mentor."""


def judge_cases(
    session: Session,
    cases: Sequence[CaseDays],
    wanted: Select[UUID],
    today: date,
    *,
    thresholds: Thresholds = PROPOSED,
) -> dict[UUID, tuple[Collaboration, ...]]:
    """The collaboration of every relationship, per case; `wanted` selects the ids of the same cases.

    A relationship that there is not is left out: a mentor or an employer that is neither registered nor in the log. That of
    mentor and jobseeker is there when somebody has told of it.

    It lasts from the opening of the case, with the mentor from the first mentor on, to the end of Nav's agreed contact or
    else the closing of the case, with the mentor no longer than the last mentor; days between two mentors on which there was
    none are cut out as a pause is, and who said no before the start was no mentor. While it goes on it is judged up to the day
    that the log is confirmed to, else to the last entry with anybody in the case: so far somebody kept the log. What others
    told of does not count there, but for their own relationship. Where the employer is the mentor, one entry counts for both.
    """
    tenures = _map_tenures(session, wanted)
    pauses = _map_pauses(session, wanted)
    contacts = _map_contacts(session, wanted, today)
    return {
        days.case_id: tuple(
            judge_case(
                days,
                tenures[days.case_id],
                contacts[days.case_id],
                pauses[days.case_id],
                today,
                thresholds,
            )
        )
        for days in cases
    }


def judge_case(
    days: CaseDays,
    tenures: Sequence[Tenure],
    contacts: Sequence[LoggedContact],
    pauses: Sequence[Pause],
    today: date,
    thresholds: Thresholds = PROPOSED,
) -> Iterable[Collaboration]:
    """The collaborations of one case, from rows that are at hand; see `judge_cases`."""
    contacts = share_entries(contacts, tenures)
    met = {relationship for contact in contacts for relationship in contact.relationships}
    gaps = list_gaps(tenures)
    there = {
        "jobseeker": True,
        "mentor": bool(tenures) or "mentor" in met,
        "employer": days.has_employer or "employer" in met,
        # What others have told of stands apart and enters no figure of the adviser's.
        REPORTED: REPORTED in met,
    }
    own_entry_on, last_entry_on = _find_reach(contacts)
    for relationship in (name for name, is_there in there.items() if is_there):
        mentors = tenures if relationship.startswith("mentor") else ()
        reaches_to = last_entry_on if relationship == REPORTED else own_entry_on
        period = find_period(days, mentors, reaches_to, today)
        cut_out = [*pauses, *gaps] if mentors else pauses
        yield judge_collaboration(relationship, contacts, period, pauses=cut_out, thresholds=thresholds)


def judge_one(
    session: Session, days: CaseDays, today: date
) -> tuple[tuple[Collaboration, ...], tuple[TurnQuality, ...]]:
    """The collaborations of one case, and that in each mentor's time, in three queries. The actor has been shown the case."""
    wanted = select(Case.id).where(Case.id == days.case_id)
    tenures = _map_tenures(session, wanted)[days.case_id]
    pauses = _map_pauses(session, wanted)[days.case_id]
    contacts = _map_contacts(session, wanted, today)[days.case_id]
    return (
        tuple(judge_case(days, tenures, contacts, pauses, today)),
        judge_turns(days, tenures, contacts, pauses, today),
    )


def judge_turns(
    days: CaseDays,
    tenures: Sequence[Tenure],
    contacts: Sequence[LoggedContact],
    pauses: Sequence[Pause],
    today: date,
    thresholds: Thresholds = PROPOSED,
) -> tuple[TurnQuality, ...]:
    """The collaboration in each mentor's time, the earliest first; from the same rows as `judge_case`.

    A contact belongs to the mentor of its day: on the day of a change to the new one, for the one before ends the day before.
    What was logged with a mentor on a day without one belongs to nobody, and a tenure that has not begun has nothing. The
    log reaches as far as in the case, and a mentor's time that is over is judged to its end. So where the log is confirmed past
    the last change, the contact days and the effective days of all mentors together are those of the case.
    """
    contacts = share_entries(contacts, tenures)
    own_entry_on, _ = _find_reach(contacts)
    return tuple(
        TurnQuality(
            tenure,
            judge_collaboration(
                "mentor",
                [one for one in contacts if covers(tenure, one.day)],
                find_period(days, [tenure], own_entry_on, today),
                pauses=pauses,
                thresholds=thresholds,
            ),
        )
        for tenure in sorted(tenures, key=lambda one: one.from_on)
        if tenure.from_on <= today
    )


def _find_reach(contacts: Sequence[LoggedContact]) -> tuple[date | None, date | None]:
    """The last entry of the adviser's own, and of all: what others told of says nothing about how far the own log reaches."""
    own = [contact.day for contact in contacts if set(contact.relationships) != {REPORTED}]
    return max(own, default=None), max((contact.day for contact in contacts), default=None)


def find_period(
    days: CaseDays, tenures: Sequence[Tenure], last_entry_on: date | None, today: date
) -> LogPeriod | None:
    """The days that a relationship is judged by, see `judge_cases`; `tenures` are empty where it is not the mentor's."""
    ends = [next((day for day in (days.contact_ended_on, days.closed_on) if day and day <= today), None)]
    if tenures and all(tenure.to_on and tenure.to_on <= today for tenure in tenures):
        ends.append(max(tenure.to_on for tenure in tenures if tenure.to_on))
    confirmed_to = days.confirmed_to
    return find_log_period(
        min((tenure.from_on for tenure in tenures), default=days.opened_on),
        ended_on=min((day for day in ends if day), default=None),
        confirmed_to=min(confirmed_to, today) if confirmed_to else None,
        last_entry_on=last_entry_on,
    )


def share_entries(contacts: Sequence[LoggedContact], tenures: Sequence[Tenure]) -> list[LoggedContact]:
    """The entries, those with a mentor who is the employer counting for both."""
    employers = [tenure for tenure in tenures if tenure.is_employer]
    shared = []
    for contact in contacts:
        both = SAME_WHERE_EMPLOYER_IS_MENTOR & set(contact.relationships) and any(
            covers(tenure, contact.day) for tenure in employers
        )
        who = SAME_WHERE_EMPLOYER_IS_MENTOR.union(contact.relationships) if both else contact.relationships
        shared.append(
            LoggedContact(
                contact.day, tuple(who), contact.form, contact.sub_form, contact.outcome, contact.held_by
            )
        )
    return shared


def _map_tenures(session: Session, wanted: Select[UUID]) -> dict[UUID, list[Tenure]]:
    statement = select(
        MentorAssignment.case_id,
        MentorAssignment.from_on,
        MentorAssignment.to_on,
        MentorAssignment.is_employer,
        MentorAssignment.id,
    ).where(MentorAssignment.case_id.in_(wanted), has_served())
    found: dict[UUID, list[Tenure]] = defaultdict(list)
    for case_id, from_on, to_on, is_employer, row_id in session.execute(statement):
        found[case_id].append(Tenure(from_on, to_on, is_employer, row_id))
    return found


def _map_pauses(session: Session, wanted: Select[UUID]) -> dict[UUID, list[Pause]]:
    statement = select(CasePause.case_id, CasePause.from_on, CasePause.to_on).where(
        CasePause.case_id.in_(wanted)
    )
    found: dict[UUID, list[Pause]] = defaultdict(list)
    for case_id, from_on, to_on in session.execute(statement):
        found[case_id].append(Pause(from_on, to_on))
    return found


def _map_contacts(session: Session, wanted: Select[UUID], today: date) -> dict[UUID, list[LoggedContact]]:
    """What took place or was tried, up to today."""
    statement = (
        select(
            ContactPoint.case_id,
            ContactPoint.id,
            ContactPoint.occurred_on,
            ContactPoint.form,
            ContactPoint.sub_form,
            ContactPoint.outcome,
            ContactPoint.held_by,
            ContactParticipant.relationship_key,
        )
        .join(ContactParticipant, ContactParticipant.contact_id == ContactPoint.id)
        .where(
            ContactPoint.case_id.in_(wanted),
            ContactPoint.outcome.in_(ENTRIES),
            ContactPoint.occurred_on <= today,
        )
    )
    who: dict[UUID, list[str]] = defaultdict(list)
    entries = {}
    for case_id, contact_id, day, form, sub_form, outcome, held_by, relationship in session.execute(
        statement
    ):
        who[contact_id].append(relationship)
        entries[contact_id] = (case_id, day, form, sub_form, outcome, held_by)
    found: dict[UUID, list[LoggedContact]] = defaultdict(list)
    for contact_id, (case_id, day, form, sub_form, outcome, held_by) in entries.items():
        found[case_id].append(LoggedContact(day, tuple(who[contact_id]), form, sub_form, outcome, held_by))
    return found
