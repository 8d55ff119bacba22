"""The tables of a study: those that are kept, and what new ones are counted from. Figures only, no name of anybody."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hybridmentor.domain.case_figures import FiguredCase
from hybridmentor.domain.questionnaire import describe_replies, get_questionnaire
from hybridmentor.domain.release_periods import Period
from hybridmentor.domain.safe_figures import Column
from hybridmentor.domain.study_consent import PARTICIPATING
from hybridmentor.domain.study_tables import (
    REGISTERED,
    count_registered,
    count_replies,
    read_definition,
    read_figures,
)
from hybridmentor.domain.survey_tables import AdviserRecord, CaseColumns, SurveyRecords
from hybridmentor.models import Case, Study, StudyOffice, StudyTable, StudyWave
from hybridmentor.queries.case_columns import read_columns
from hybridmentor.queries.case_figures import list_figured
from hybridmentor.queries.study_cases import list_ready_cases
from hybridmentor.queries.study_waves import ASKED_PARTS, judge_wave, read_replies
from hybridmentor.queries.survey import describe_case

AT_ONCE = 500
MOST_TABLES = 200


def list_tables(session: Session, study: Study) -> Sequence[StudyTable]:
    """The tables of a study, the latest first, at most 200."""
    statement = select(StudyTable).where(StudyTable.study_id == study.id)
    ordered = statement.order_by(StudyTable.created_at.desc(), StudyTable.id)
    return session.scalars(ordered.limit(MOST_TABLES)).all()


def find_table(session: Session, study: Study, table_id: UUID) -> StudyTable | None:
    """A table of the study; None if it has no such."""
    table = session.get(StudyTable, table_id)
    return table if table is not None and table.study_id == study.id else None


def list_counted_waves(session: Session, study: Study, today: date) -> Sequence[StudyWave]:
    """The waves whose replies can be counted: those that are over."""
    statement = select(StudyWave).where(StudyWave.study_id == study.id)
    waves = session.scalars(statement.order_by(StudyWave.opens_on, StudyWave.id))
    return [wave for wave in waves if judge_wave(wave, study, today) == "over"]


def can_count_cases(study: Study, today: date) -> bool:
    """Whether the cases of the study can be counted: its period is over, so that they do not change from day to day."""
    return study.to_on < today


def list_registered(session: Session, study: Study, period: Period) -> list[StudyTable]:
    """The tables with cases of some of the days, the latest first: the study's own, and those of studies that share an office.

    An office is shared where it participates in both: its cases can be in the tables of both.
    """
    own = select(StudyOffice.office_id).where(
        StudyOffice.study_id == study.id, StudyOffice.part == PARTICIPATING
    )
    sharing = select(StudyOffice.study_id).where(
        StudyOffice.office_id.in_(own), StudyOffice.part == PARTICIPATING
    )
    statement = select(StudyTable).where(
        or_(StudyTable.study_id == study.id, StudyTable.study_id.in_(sharing))
    )
    tables = session.scalars(statement.order_by(StudyTable.created_at.desc(), StudyTable.id))
    found = []
    for table in tables:
        definition = read_definition(table.definition)
        if REGISTERED in definition.columns and period.overlaps(Period(definition.from_on, definition.to_on)):
            found.append(table)
    return found


def are_days_counted(session: Session, study: Study, period: Period) -> bool:
    """Whether a table of the study, or of one that shares a participating office, has cases of some of the days."""
    return bool(list_registered(session, study, period))


def list_earlier_registered(session: Session, study: Study) -> list[Column]:
    """The figures of cases that later ones of the study are held against: every one that shares days and an office."""
    tables = list_registered(session, study, Period(study.from_on, study.to_on))
    return [read_figures(table.figures)[REGISTERED] for table in tables]


def find_earlier_registered(session: Session, study: Study) -> tuple[date, Column] | None:
    """The figures of cases that were published last in the study, and of which day they are."""
    for table in list_registered(session, study, Period(study.from_on, study.to_on)):
        if table.study_id == study.id:
            return table.counted_on, read_figures(table.figures)[REGISTERED]
    return None


def count_cases(session: Session, study: Study, today: date) -> Column:
    """The safe figures of the cases that are ready in the study."""
    return count_registered(gather_cases(session, study, today))


def gather_cases(session: Session, study: Study, today: date) -> SurveyRecords:
    """What the cases tell that are ready in the study: closed in its period, sent to it, and allowed.

    What is known of a mentor or an employer who has not said yes is left out.
    """
    ready = list_ready_cases(session, study, study.from_on, study.to_on, today)
    allowed = {one.case_id: one.allowed for one in ready}
    figured: list[FiguredCase] = []
    columns: dict[UUID, CaseColumns] = {}
    for start in range(0, len(ready), AT_ONCE):
        ids = [one.case_id for one in ready[start : start + AT_ONCE]]
        figured += list_figured(session, select(Case.id).where(Case.id.in_(ids)), today)
        columns |= read_columns(session, ids, allowed)
    cases = []
    for case in figured:
        record = describe_case(case, today)
        known = tuple(one for one in record.relationships if one.relationship in allowed[case.id])
        cases.append(replace(record, relationships=known, table1=columns[case.id]))
    taken_into_use = Counter(
        case.figures.adviser
        for case in figured
        if case.figures.measure_used == "yes" and case.figures.adviser is not None
    )
    advisers = tuple(AdviserRecord(count) for _, count in sorted(taken_into_use.items()))
    return SurveyRecords(advisers, tuple(cases))


def count_waves(session: Session, waves: Mapping[str, StudyWave]) -> dict[str, Column]:
    """The safe figures of the replies to the waves, by `kind.part`."""
    columns: dict[str, Column] = {}
    for kind, wave in waves.items():
        replies = {part: read_replies(session, wave, part) for part in ASKED_PARTS}
        questionnaire = get_questionnaire(kind)
        records = {part: describe_replies(questionnaire, given) for part, given in replies.items()}
        counted = count_replies(records, {part: len(given) for part, given in replies.items()})
        columns |= {f"{kind}.{part}": column for part, column in counted.items()}
    return columns
