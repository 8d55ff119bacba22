"""The tables of a study: counting what a definition asks for, once, and keeping what came of it."""

import hashlib
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from hybridmentor.domain.release_periods import Period
from hybridmentor.domain.safe_figures import Column
from hybridmentor.domain.study_tables import (
    COLUMNS,
    KINDS,
    REGISTERED,
    TABLES,
    TableDefinition,
    check_definition,
    may_replace,
    read_definition,
    read_figures,
    write_csv,
    write_definition,
    write_figures,
)
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import StudyTable, StudyWave
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.releases import are_days_released
from hybridmentor.queries.studies import VisibleStudy
from hybridmentor.queries.study_tables import (
    can_count_cases,
    count_cases,
    count_waves,
    find_earlier_registered,
    list_counted_waves,
    list_earlier_registered,
)
from hybridmentor.services.demands import demand
from hybridmentor.services.studies import record_deed


def define_table(
    visible: VisibleStudy, *, tables: Collection[str], columns: Collection[str], waves: Mapping[str, str]
) -> TableDefinition:
    """The definition of a table of the study, its parts in the order of print. InvalidInput for what there is not."""
    definition = TableDefinition(
        tuple(table for table in TABLES if table in tables),
        tuple(column for column in COLUMNS if column in columns),
        {kind: waves[kind] for kind in KINDS if kind in waves},
        visible.study.from_on,
        visible.study.to_on,
    )
    check_definition(definition)
    return definition


def count_table(
    session: Session, actor: Actor, visible: VisibleStudy, definition: TableDefinition
) -> dict[str, Column]:
    """The safe figures that a definition asks for. It reads only, and takes seconds: no write should wait for it.

    InvalidInput for a wave that is not over, for cases of a period that is not, and where a release has some of its days.
    """
    demand(actor, Permission.KEEP_STUDIES, visible.facts)
    if REGISTERED in definition.columns:
        _refuse_released(session, definition)
    counted = count_waves(session, _pick_waves(session, actor, visible, definition))
    if REGISTERED in definition.columns:
        if not can_count_cases(visible.study, actor.today):
            raise InvalidInput(Message("study_table.error.period"), field="columns")
        counted[REGISTERED] = count_cases(session, visible.study, actor.today)
    return {name: column for name, column in counted.items() if name in definition.columns}


def add_table(
    session: Session,
    actor: Actor,
    visible: VisibleStudy,
    *,
    title: str,
    definition: TableDefinition,
    counted: Mapping[str, Column],
) -> StudyTable:
    """Keep a definition with what was counted for it.

    Where so few cases have changed since any were published that these would be told, the study's latest figures are kept again.
    InvalidInput where it has none, those being another study's, and where a release has some of the days of the cases.
    """
    demand(actor, Permission.KEEP_STUDIES, visible.facts)
    study, counted_on, kept = visible.study, actor.today, dict(counted)
    if REGISTERED in kept:
        _hold_tables(session)
        _refuse_released(session, definition)
        told = list_earlier_registered(session, study)
        if not all(may_replace(column, kept[REGISTERED]) for column in told):
            earlier = find_earlier_registered(session, study)
            if earlier is None:
                raise InvalidInput(Message("study_table.error.few_changed"), field="columns")
            counted_on, kept[REGISTERED] = earlier
    table = StudyTable(
        study_id=study.id,
        title=title,
        definition=write_definition(definition),
        figures=write_figures(kept),
        counted_on=counted_on,
        sha256=hashlib.sha256(write_csv(definition, kept, counted_on)).hexdigest(),
        created_by=actor.user_id,
    )
    session.add(table)
    session.flush()
    record_deed(session, actor, study, "study_table.add")
    session.flush()
    return table


def write_table(table: StudyTable) -> bytes:
    """The file of a kept table: the same bytes each time."""
    return write_csv(read_definition(table.definition), read_figures(table.figures), table.counted_on)


def _hold_tables(session: Session) -> None:
    """Let nobody else keep a table before this transaction has ended: two studies must not each miss the other's."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE hm_study_table IN SHARE ROW EXCLUSIVE MODE"))


def _refuse_released(session: Session, definition: TableDefinition) -> None:
    """InvalidInput where a data file has, or is to have, cases of the same days: beside it, a count tells who was held back."""
    if are_days_released(session, Period(definition.from_on, definition.to_on)):
        raise InvalidInput(Message("study_table.error.released"), field="columns")


def _pick_waves(
    session: Session, actor: Actor, visible: VisibleStudy, definition: TableDefinition
) -> dict[str, StudyWave]:
    """The waves of the definition that its columns need, by kind."""
    over = {str(wave.id): wave for wave in list_counted_waves(session, visible.study, actor.today)}
    needed = {column.partition(".")[0] for column in definition.columns}
    picked = {}
    for kind, wave_id in definition.waves.items():
        wave = over.get(_tidy(wave_id))
        if wave is None or wave.kind != kind:
            raise InvalidInput(Message("error.choice"), field=kind)
        if kind in needed:
            picked[kind] = wave
    return picked


def _tidy(wave_id: str) -> str:
    try:
        return str(UUID(wave_id))
    except ValueError:
        return ""
