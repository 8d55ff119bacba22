"""What tables 2 to 7 are made from: own cases and published examples, without a name of anybody.

Figures only, so no actor: who may see them, and from how many advisers up, is for whoever shows them (`count_advisers`).
Guest offices are outside the research and never counted (AFI-notat 2022:01, ch. 1.5); nor is a case that is frozen because of
a strictly confidential address, which nobody opens.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from hybridmentor.domain.answers import Answers, read_answers, read_day
from hybridmentor.domain.collaboration import Collaboration
from hybridmentor.domain.outcome import build_outcome
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.survey_tables import (
    RELATIONSHIPS,
    UNCODED,
    AdviserRecord,
    CaseRecord,
    RelationshipRecord,
    SurveyRecords,
    describe_published_case,
    measure_duration,
)
from hybridmentor.models import Case, CaseForm, CaseOutcome, CaseRole, CaseStep, Jobseeker, Office
from hybridmentor.queries.collaboration import CaseDays, judge_cases
from hybridmentor.queries.form_values import read_prior
from hybridmentor.queries.published_examples import list_published_examples, rebuild_published_cases

OWN, EXAMPLES, ALL = "own", "examples", "all"
SOURCES = (OWN, EXAMPLES, ALL)
YEARS_BACK = 2
"""Table 2 is about 2019 and 2020; ours is about the last two years."""


@dataclass
class Sheet:
    """What is read of one own case."""

    case: Case
    form: Answers = field(default_factory=dict)
    company: Answers = field(default_factory=dict)
    outcome: CaseOutcome | None = None
    parts: list[tuple[int, date, date | None]] = field(default_factory=list)
    """Who has been adviser in the case, from when to when."""


def count_cases(session: Session, office_number: str | None = None) -> dict[str, int]:
    """How many own cases and published examples the tables can count, by `OWN` and `EXAMPLES`; of one office if named."""
    statement = (
        select(Case.origin, func.count())
        .join(Office, Office.id == Case.office_id)
        .where(or_(Case.origin == "published_example", is_counted()))
        .group_by(Case.origin)
    )
    if office_number is not None:
        statement = statement.where(Office.number == office_number)
    counts = dict(session.execute(statement).all())
    return {OWN: counts.get("office", 0), EXAMPLES: counts.get("published_example", 0)}


def gather_survey(
    session: Session, today: date, *, source: str = ALL, office_number: str | None = None
) -> SurveyRecords:
    """All that is registered, of one office if a number is given, in nine queries at most however many cases there are.

    `source` is one of `SOURCES`; `ALL` puts own cases and published examples into the same tables. What cannot be read,
    because its key has been destroyed or its row is missing, is as if it had not been answered.
    """
    records = SurveyRecords()
    if source != EXAMPLES:
        records = _gather_own(session, today, office_number)
    if source != OWN:
        examples = rebuild_published_cases(list_published_examples(session, office_number))
        records = replace(records, cases=(*records.cases, *map(describe_published_case, examples)))
    return records


def is_counted() -> ColumnElement[bool]:
    """The case is one of those that tables are made from; needs `Office` in the statement."""
    frozen = select(Jobseeker.id).where(
        Jobseeker.id == Case.jobseeker_id, Jobseeker.protection == "strictly_confidential"
    )
    return and_(Case.origin == "office", Office.participation != "guest", ~frozen.exists())


def _gather_own(session: Session, today: date, office_number: str | None) -> SurveyRecords:
    wanted = select(Case.id).join(Office, Office.id == Case.office_id).where(is_counted())
    if office_number is not None:
        wanted = wanted.where(Office.number == office_number)
    sheets = _read_sheets(session, wanted)
    days = [
        CaseDays(
            sheet.case.id,
            sheet.case.opened_on or today,
            sheet.case.employer_id is not None,
            contact_ended_on=read_day(sheet.form.get("contact_ended_on")),
            closed_on=sheet.case.closed_on,
            confirmed_to=read_day(sheet.form.get("log_confirmed_to")),
        )
        for sheet in sheets
    ]
    collaborations = judge_cases(session, days, wanted, today)
    return SurveyRecords(
        advisers=_count_jobseekers(sheets, today),
        cases=tuple(_describe(sheet, collaborations[sheet.case.id], today) for sheet in sheets),
    )


def _read_sheets(session: Session, wanted: Select[UUID]) -> list[Sheet]:
    """The cases with what belongs to them; what somebody adds between two of the statements is passed over."""
    cases = session.scalars(select(Case).where(Case.id.in_(wanted)).order_by(Case.id)).all()
    sheets = {case.id: Sheet(case) for case in cases}
    for form in session.scalars(select(CaseForm).where(CaseForm.case_id.in_(wanted))):
        if form.case_id in sheets:
            sheets[form.case_id].form = read_answers(form)
    steps = select(CaseStep).where(CaseStep.case_id.in_(wanted), CaseStep.step == "company")
    for step in session.scalars(steps):
        if step.case_id in sheets:
            sheets[step.case_id].company = read_answers(step)
    outcomes = (
        select(CaseOutcome)
        .where(CaseOutcome.case_id.in_(wanted), CaseOutcome.moment == "closing")
        .order_by(CaseOutcome.measured_on, CaseOutcome.id)
    )
    for outcome in session.scalars(outcomes):
        if outcome.case_id in sheets:
            sheets[outcome.case_id].outcome = outcome
    parts = (
        select(CaseRole.case_id, CaseRole.user_id, CaseRole.from_on, CaseRole.to_on)
        .where(CaseRole.case_id.in_(wanted), CaseRole.role == "adviser")
        .order_by(CaseRole.from_on, CaseRole.id)
    )
    for case_id, user_id, from_on, to_on in session.execute(parts):
        if case_id in sheets:
            sheets[case_id].parts.append((user_id, from_on, to_on))
    return list(sheets.values())


def _describe(sheet: Sheet, collaborations: Sequence[Collaboration], today: date) -> CaseRecord:
    closed_on = sheet.case.closed_on
    is_closed = closed_on is not None and closed_on <= today
    months, is_running = measure_duration(
        sheet.form.get("measure_used"),
        read_day(sheet.form.get("measure_from_on")),
        read_day(sheet.form.get("measure_ended_on")),
        is_closed=is_closed,
        today=today,
    )
    return CaseRecord(
        initiator=_keep_known("initiator", sheet.company.get("initiator")),
        prior=read_prior(sheet.company),
        measure_months=months,
        is_measure_running=is_running,
        # What mentor and jobseeker had together is nobody's answer to AFI's questions.
        relationships=tuple(
            _describe_relationship(one) for one in collaborations if one.relationship in RELATIONSHIPS
        ),
        outcome=build_outcome(sheet.outcome.facts)
        if sheet.outcome and sheet.outcome.facts and is_closed
        else None,
        advisers=frozenset(user_id for user_id, _, _ in sheet.parts[-1:]),
    )


def _count_jobseekers(sheets: Sequence[Sheet], today: date) -> tuple[AdviserRecord, ...]:
    """For how many jobseekers each adviser took the registered mentor measure into use in the last two years.

    It counts for who had the case the day it began; began it before that, for the first who had the case. Whoever took none
    into use is left out, as AFI's table has no class for none.
    """
    jobseekers: dict[int, set[UUID]] = defaultdict(set)
    for sheet in sheets:
        began_on = read_day(sheet.form.get("measure_from_on"))
        is_used = sheet.form.get("measure_used") == "yes"
        if not is_used or began_on is None or not _go_back(today) < began_on <= today or not sheet.parts:
            continue
        there = [
            user_id
            for user_id, from_on, to_on in sheet.parts
            if from_on <= began_on and (to_on is None or began_on <= to_on)
        ]
        for user_id in there or [sheet.parts[0][0]]:
            jobseekers[user_id].add(sheet.case.jobseeker_id or sheet.case.id)
    return tuple(AdviserRecord(len(found)) for _, found in sorted(jobseekers.items()))


def _describe_relationship(found: Collaboration) -> RelationshipRecord:
    return RelationshipRecord(
        found.relationship,
        found.frequency.code,
        found.intensity.code,
        tuple(dict.fromkeys(_keep_known("contact_form", key) or UNCODED for key in found.forms.keys)),
    )


def _keep_known(code_set: str, key: str | None) -> str | None:
    """The key, if the practice model has it: one from an older model has no row in the table."""
    return key if key and key in get_practice_model("hybridmodellen").find_codes(code_set) else None


def _go_back(today: date) -> date:
    """The same day two years before; 29 February becomes the 28th."""
    year = today.year - YEARS_BACK
    return (
        today.replace(year=year, day=28) if (today.month, today.day) == (2, 29) else today.replace(year=year)
    )
