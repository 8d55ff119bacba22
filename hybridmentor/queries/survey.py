"""What tables 2 to 7 are made from: own cases and published examples, without a name of anybody.

Figures only, so no actor: who may see them, and from how many advisers up, is for whoever shows them (`count_advisers`).
Guest offices are outside the research and never counted (AFI-notat 2022:01, ch. 1.5); nor is a case that is frozen because of
a strictly confidential address, which nobody opens.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from hybridmentor.domain.case_figures import FiguredCase
from hybridmentor.domain.collaboration_figures import Answers, is_answer
from hybridmentor.domain.survey_tables import (
    RELATIONSHIPS,
    AdviserRecord,
    CaseRecord,
    RelationshipRecord,
    SurveyRecords,
    describe_published_case,
)
from hybridmentor.models import Case, CaseRole, Jobseeker, Office
from hybridmentor.queries.case_figures import list_figured
from hybridmentor.queries.published_examples import list_published_examples, rebuild_published_cases

OWN, EXAMPLES, ALL = "own", "examples", "all"
SOURCES = (OWN, EXAMPLES, ALL)
YEARS_BACK = 2
"""Table 2 is about 2019 and 2020; ours is about the last two years."""


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
    """All that is registered, of one office if a number is given, in seven queries at most where figures are kept.

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
    cases = list_figured(session, wanted, today)
    return SurveyRecords(
        advisers=_count_jobseekers(session, wanted, cases, today),
        cases=tuple(describe_case(case, today) for case in cases),
    )


def describe_case(case: FiguredCase, today: date) -> CaseRecord:
    """What the tables count of a case."""
    figures, is_closed = case.figures, case.is_closed(today)
    months, is_running = figures.measure_months(is_closed=is_closed, today=today)
    return CaseRecord(
        initiator=figures.initiator,
        attachment_before=figures.attachment_before,
        measure_months=months,
        is_measure_running=is_running,
        # What mentor and jobseeker had together is nobody's answer to AFI's questions.
        relationships=tuple(
            _describe_relationship(name, figures.relationships[name])
            for name in RELATIONSHIPS
            if name in figures.relationships
        ),
        attachment_after=figures.attachment_after if is_closed else None,
        advisers=frozenset() if figures.adviser is None else frozenset({figures.adviser}),
    )


def _describe_relationship(name: str, answers: Answers) -> RelationshipRecord:
    return RelationshipRecord(
        name,
        answers.frequency if is_answer(answers.frequency) else None,
        answers.intensity if is_answer(answers.intensity) else None,
        answers.forms,
    )


def _count_jobseekers(
    session: Session, wanted: Select[UUID], cases: Sequence[FiguredCase], today: date
) -> tuple[AdviserRecord, ...]:
    """For how many jobseekers each adviser took the registered mentor measure into use in the last two years.

    It counts for who had the case the day it began; began it before that, for the first who had the case. Whoever took none
    into use is left out, as AFI's table has no class for none.
    """
    began = {
        case.id: case.figures.measure_from_on
        for case in cases
        if case.figures.measure_used == "yes"
        and case.figures.measure_from_on is not None
        and _go_back(today) < case.figures.measure_from_on <= today
    }
    statement = (
        select(CaseRole.case_id, Case.jobseeker_id, CaseRole.user_id, CaseRole.from_on, CaseRole.to_on)
        .join(Case, Case.id == CaseRole.case_id)
        .where(CaseRole.case_id.in_(wanted), CaseRole.role == "adviser")
        .order_by(CaseRole.from_on, CaseRole.id)
    )
    parts: dict[UUID, list[tuple[UUID, int, date, date | None]]] = defaultdict(list)
    rows: Iterable[Any] = session.connection().execute(statement)
    for case_id, jobseeker_id, user_id, from_on, to_on in rows:
        if case_id in began:
            parts[case_id].append((jobseeker_id or case_id, user_id, from_on, to_on))
    jobseekers: dict[int, set[UUID]] = defaultdict(set)
    for case_id, own in parts.items():
        day = began[case_id]
        there = [one for one in own if one[2] <= day and (one[3] is None or day <= one[3])]
        for jobseeker_id, user_id, _, _ in there or own[:1]:
            jobseekers[user_id].add(jobseeker_id)
    return tuple(AdviserRecord(len(found)) for _, found in sorted(jobseekers.items()))


def _go_back(today: date) -> date:
    """The same day two years before; 29 February becomes the 28th."""
    year = today.year - YEARS_BACK
    return (
        today.replace(year=year, day=28) if (today.month, today.day) == (2, 29) else today.replace(year=year)
    )
