"""Names of companies that were there get what they are searched by, and nothing is lost on the way back."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, text

from tests.support.backends import Backend
from tests.support.databases import engine_for
from tests.support.schema import migrate, unmigrate


@pytest.fixture
def empty(backend: Backend) -> Iterator[Engine]:
    """An engine on a database without any table."""
    url = backend.create()
    engine = engine_for(url)
    yield engine
    engine.dispose()
    backend.drop(url)


def write_id(engine: Engine, value: UUID) -> Any:
    return value.hex if engine.dialect.name == "sqlite" else value


def test_names_are_folded_and_the_rest_stays(empty: Engine):
    migrate(empty, "0003")
    now, first, second = datetime(2026, 11, 20, tzinfo=UTC), uuid4(), uuid4()
    with empty.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO hm_office (id, number, name, county, participation, purpose, created_at)"
                " VALUES (1, '0101', 'Nav Prøve', 'Oslo', 'participating', 'practice', :now)"
            ),
            {"now": now},
        )
        for row_id, name in ((first, "Ågård & Sønn AS"), (second, "Bakeriet")):
            connection.execute(
                text(
                    "INSERT INTO hm_employer (id, office_id, name, version, created_at) VALUES (:id, 1, :name, 1, :now)"
                ),
                {"id": write_id(empty, row_id), "name": name, "now": now},
            )
    migrate(empty, "0004")
    with empty.connect() as connection:
        rows = connection.execute(text("SELECT name, name_folded FROM hm_employer ORDER BY name_folded"))
        assert [tuple(row) for row in rows] == [
            ("Ågård & Sønn AS", "agard sonn as"),
            ("Bakeriet", "bakeriet"),
        ]
    unmigrate(empty, "0003")
    with empty.connect() as connection:
        names = connection.execute(text("SELECT name FROM hm_employer ORDER BY name")).scalars().all()
    assert sorted(names) == ["Bakeriet", "Ågård & Sønn AS"]
