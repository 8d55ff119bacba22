"""What a database holds, and whether a test has changed it.

Reading every table takes as long as a dozen requests, and tests that ask whether anything was written mostly find that
nothing was. Both databases tell that without a row being read, see `Witness`; only where somebody has written, the rows
are read and compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Engine, Select, select

from hybridmentor.db import Base

if TYPE_CHECKING:
    from tests.support.apps import Site

MOVING = "seen_at"
"""When somebody was last seen: any page moves it on after five minutes, and a long test is as long as that."""
VERSIONS = {
    # Another number after every commit of anybody but the connection that asks.
    "sqlite": "PRAGMA data_version",
    # How far the log of all that is written has come, in memory: synced to disk or not.
    "postgresql": "SELECT pg_current_wal_insert_lsn()",
}

Rows = dict[str, list[tuple[Any, ...]]]


@dataclass
class Snapshot:
    """The rows of all tables as the drivers give them, and the version of the database they were read from."""

    version: Any
    rows: Rows


class Witness:
    """A connection of its own that never writes and knows whether others have.

    The same version twice means that no row has changed in between. Another one may mean nothing: a sequence counts too.
    """

    def __init__(self, engine: Engine) -> None:
        self.statement = VERSIONS[engine.dialect.name]
        self.connection = open_apart(engine)
        self.driver = self.connection.dbapi_connection
        if engine.dialect.name == "postgresql":
            self.driver.autocommit = True
        self.last: Snapshot | None = None

    def read_version(self) -> Any:
        """The version of the database as it is now."""
        return self.driver.execute(self.statement).fetchone()

    def take_snapshot(self) -> Snapshot:
        """All rows as they are now; read again only where somebody has written since the last time."""
        version = self.read_version()
        if self.last is None or self.last.version != version:
            rows = {
                name: self.driver.execute(text).fetchall() for name, text in list_raw_statements().items()
            }
            self.last = Snapshot(version, rows)
        return self.last

    def close(self) -> None:
        """Let go of the database."""
        self.connection.close()


def open_apart(engine: Engine) -> Any:
    """A connection that the engine knows no longer: it is nobody else's, and whoever has it closes it."""
    connection = engine.raw_connection()
    connection.detach()
    return connection


@cache
def list_statements() -> dict[str, Select[Any]]:
    """What reads a table of ours, by its name; parents come first."""
    return {
        table.name: select(*(column for column in table.c if column.name != MOVING))
        for table in Base.metadata.sorted_tables
    }


@cache
def list_raw_statements() -> dict[str, str]:
    """The same for the driver itself, which takes a tenth of the time."""
    return {name: str(statement) for name, statement in list_statements().items()}


def read_all_rows(site: Site, *without: str) -> Rows:
    """Every row of every table of ours but those left out, in an order of its own, with the values our types make."""
    with site.engine.connect() as connection:
        return {
            name: sorted((tuple(row) for row in connection.execute(statement)), key=repr)
            for name, statement in list_statements().items()
            if name not in without
        }


@contextmanager
def change_nothing(site: Site, *without: str) -> Iterator[None]:
    """Fail if a row of any table but those left out differs afterwards."""
    before = site.witness.take_snapshot()
    yield
    after = site.witness.take_snapshot()
    if after is before:
        return
    changed = [
        f"{name}: {len(rows)} rows before, {len(after.rows[name])} after"
        for name, rows in before.rows.items()
        if name not in without and not are_same(rows, after.rows[name])
    ]
    assert not changed, f"rows differ: {changed}"


def are_same(before: list[tuple[Any, ...]], after: list[tuple[Any, ...]]) -> bool:
    """Whether the same rows are there, in whatever order."""
    return before == after or sorted(before, key=repr) == sorted(after, key=repr)
