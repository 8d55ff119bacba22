"""The tables of a study: counting what a definition asks for, once, and keeping what came of it."""

import hashlib
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from hybridmentor.domain.study_tables import (
    COLUMNS,
    KINDS,
    REGISTERED,
    TABLES,
    Column,
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
from hybridmentor.queries.studies import VisibleStudy
from hybridmentor.queries.study_tables import (
    can_count_cases,
    count_cases,
    count_waves,
    find_earlier_registered,
    list_counted_waves,
)
from hybridmentor.services.demands import demand
from hybridmentor.services.studies import record_deed


def add_table(
    session: Session,
    actor: Actor,
    visible: VisibleStudy,
    *,
    title: str,
    tables: Collection[str],
    columns: Collection[str],
    waves: Mapping[str, str],
) -> StudyTable:
    """Count what is asked for and keep the definition with its safe figures.

    InvalidInput for what there is not, a wave that is not over, and cases of a period that is not. Where so few cases have
    changed since they were published last that these would be told, the earlier figures are shown again.
    """
    demand(actor, Permission.KEEP_STUDIES, visible.facts)
    study, today = visible.study, actor.today
    definition = TableDefinition(
        tuple(table for table in TABLES if table in tables),
        tuple(column for column in COLUMNS if column in columns),
        {kind: waves[kind] for kind in KINDS if kind in waves},
        study.from_on,
        study.to_on,
    )
    check_definition(definition)
    counted = count_waves(session, _pick_waves(session, actor, visible, definition))
    counted_on = today
    if REGISTERED in definition.columns:
        if not can_count_cases(study, today):
            raise InvalidInput(Message("study_table.error.period"), field="columns")
        registered: Column = count_cases(session, study, today)
        earlier = find_earlier_registered(session, study)
        if earlier is not None and not may_replace(earlier[1], registered):
            counted_on, registered = earlier
        counted[REGISTERED] = registered
    kept = {name: column for name, column in counted.items() if name in definition.columns}
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
