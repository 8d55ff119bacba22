"""The facts of an outcome move from seven columns into one and back, on both databases."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, MetaData, Uuid, insert, select, text

from tests.support.backends import Backend
from tests.support.databases import engine_for
from tests.support.schema import migrate, unmigrate

FACTS = {
    "attached": "yes",
    "employment_form": "temporary",
    "wage_subsidy": "unknown",
    "in_measure": "no",
    "leave": "parental",
    "elsewhere": "no",
    "end_reason": "not_ended",
}


@pytest.fixture
def empty(backend: Backend) -> Iterator[Engine]:
    """An engine on a database without any table."""
    url = backend.create()
    engine = engine_for(url)
    yield engine
    engine.dispose()
    backend.drop(url)


def put(connection: Any, tables: MetaData, table_name: str, **values: Any) -> None:
    """A row as the tables of that day take it; ids go in as the database keeps them."""
    table = tables.tables[table_name]
    if connection.dialect.name == "sqlite":
        bind = Uuid().bind_processor(connection.dialect)
        values = {
            key: bind(value) if key.endswith("id") and bind and hasattr(value, "hex") else value
            for key, value in values.items()
        }
    connection.execute(insert(table).values(**values))


def fill(engine: Engine) -> None:
    """A closed case of the first tables."""
    now, case, key = datetime(2026, 11, 20, tzinfo=UTC), uuid4(), uuid4()
    tables = MetaData()
    tables.reflect(engine, only=lambda name, _: name.startswith("hm_"))
    with engine.begin() as connection:
        put(
            connection,
            tables,
            "hm_data_key",
            id=key,
            owner="case",
            master_key="m",
            wrapped=b"x",
            created_at=now,
        )
        office = {"number": "9901", "name": "Nav", "county": "Fylket", "participation": "participating"}
        put(connection, tables, "hm_office", id=1, purpose="practice", created_at=now, **office)
        told = {
            "number": "1",
            "origin": "published_example",
            "practice_model": "hybridmodellen",
            "practice_version": 1,
        }
        put(
            connection,
            tables,
            "hm_case",
            id=case,
            data_key_id=key,
            office_id=1,
            version=1,
            created_at=now,
            **told,
        )
        when = {"moment": "closing", "measured_on": date(2026, 11, 20)}
        put(connection, tables, "hm_case_outcome", id=uuid4(), case_id=case, created_at=now, **when, **FACTS)


def test_facts_become_lists_and_keys_again(empty: Engine):
    migrate(empty, "0001")
    fill(empty)
    migrate(empty, "0002")
    with empty.connect() as connection:
        facts, version = connection.execute(text("SELECT facts, version FROM hm_case_outcome")).one()
    stored = json.loads(facts) if isinstance(facts, str) else facts
    assert (stored, version) == ({name: [key] for name, key in FACTS.items()}, 1)
    unmigrate(empty, "0001")
    tables = MetaData()
    tables.reflect(empty, only=["hm_case_outcome"])
    with empty.connect() as connection:
        row = connection.execute(select(*(tables.tables["hm_case_outcome"].c[name] for name in FACTS))).one()
    assert row._asdict() == FACTS
