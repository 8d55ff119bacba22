"""Rows written in bulk: by COPY on PostgreSQL, by the driver's own loop on SQLite.

Both take away what makes each row dear (foreign keys, unique constraints, indexes) and put it back at the end exactly as the
database itself describes it, which checks every row. All of it is one transaction: where anything fails, nothing has happened.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from sqlalchemy import Connection, text

from hybridmentor.db import Base
from hybridmentor.services.national_data.rows import COLUMNS, Row

COPIED_AT_ONCE = 1 << 22
"""So many bytes of a table are gathered before they are sent."""
MEMORY = "512MB"
"""What building an index may take on PostgreSQL."""

Packed = dict[str, Any]
"""Rows of several tables as the loader wants them: bytes for COPY, or the rows themselves."""


class Loader(Protocol):
    """Writes rows to one kind of database."""

    def prepare(self) -> None:
        """Take away what is built again at the end."""

    def load(self, packed: Packed) -> None:
        """Write rows of any tables in any order."""

    def finish(self) -> None:
        """Write what is left, and build again what was taken away; a row that breaks a rule stops it."""


def pick_loader(connection: Connection) -> tuple[Loader, Callable[[Mapping[str, list[Row]]], Packed]]:
    """The loader for the connection's database, and what packs rows for it."""
    if connection.dialect.name == "postgresql":
        return PostgresLoader(connection), pack_for_copy
    return SqliteLoader(connection), dict


def write_value(value: Any) -> str:
    """A value as text of COPY. No text of the made-up data holds a tab, a line's end or a backslash."""
    if value is None:
        return "\\N"
    return "\\\\x" + value.hex() if value.__class__ is bytes else str(value)


def pack_for_copy(tables: Mapping[str, Sequence[Row]]) -> Packed:
    """The rows of each table as lines of COPY's text."""
    return {
        table: "".join(["\t".join(map(write_value, row)) + "\n" for row in rows]).encode()
        for table, rows in tables.items()
    }


class SqliteLoader:
    """Writes to a SQLite file; foreign keys are looked at once, at the end."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.indexes: list[str] = []

    def prepare(self) -> None:
        """Begin the transaction, and take the indexes away that do not belong to a constraint."""
        self.connection.exec_driver_sql("BEGIN IMMEDIATE")
        # Where a host has its connections check foreign keys, they wait until the end.
        self.connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        self.connection.exec_driver_sql("PRAGMA cache_size=-400000")
        found = self.connection.exec_driver_sql(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL AND tbl_name LIKE 'hm!_%' ESCAPE '!'"
            " ORDER BY name"
        ).all()
        for name, sql in found:
            self.connection.exec_driver_sql(f'DROP INDEX "{name}"')
            self.indexes.append(sql)

    def load(self, packed: Packed) -> None:
        """Write the rows."""
        for table, rows in packed.items():
            if not rows:
                continue
            columns = COLUMNS[table]
            marks = ", ".join("?" * len(columns))
            statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608  our own names
            self.connection.exec_driver_sql(statement, rows)

    def finish(self) -> None:
        """Build the indexes again and look at every foreign key."""
        for sql in self.indexes:
            self.connection.exec_driver_sql(sql)
        broken = self.connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise RuntimeError(f"a row of {broken[0]} refers to nothing in {broken[2]}")


class PostgresLoader:
    """Writes to PostgreSQL as the owner of our tables."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.again: list[str] = []
        self.waiting: dict[str, list[bytes]] = {}
        self.sizes: dict[str, int] = {}

    def prepare(self) -> None:
        """Take foreign keys, other constraints and indexes away, in that order; CHECKs stay."""
        for setting, value in (
            ("timezone", "UTC"),
            ("maintenance_work_mem", MEMORY),
            ("synchronous_commit", "off"),
        ):
            self.connection.execute(text(f"SET LOCAL {setting} = '{value}'"))
        names = [table.name for table in Base.metadata.sorted_tables]
        mine = text(
            "SELECT c.conrelid::regclass::text, quote_ident(c.conname), c.contype::text, pg_get_constraintdef(c.oid)"
            " FROM pg_constraint c WHERE c.contype IN ('f', 'p', 'u')"
            " AND (c.conrelid = ANY(CAST(:names AS regclass[])) OR c.confrelid = ANY(CAST(:names AS regclass[])))"
            " ORDER BY c.conname"
        )
        constraints = sorted(
            self.connection.execute(mine, {"names": names}).all(), key=lambda one: one[2] != "f"
        )
        for table, name, _, _ in constraints:
            self.connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        others = text(
            "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index"
            " WHERE indrelid = ANY(CAST(:names AS regclass[])) ORDER BY 1"
        )
        for name, definition in self.connection.execute(others, {"names": names}).all():
            self.connection.exec_driver_sql(f"DROP INDEX {name}")
            self.again.append(definition)
        self.again = [
            f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"
            for table, name, kind, definition in sorted(constraints, key=lambda one: one[2] == "f")
            if kind != "f"
        ] + self.again
        self.again += [
            f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}"
            for table, name, kind, definition in constraints
            if kind == "f"
        ]

    def load(self, packed: Packed) -> None:
        """Take the lines in, and send those of a table when there are many."""
        for table, lines in packed.items():
            self.waiting.setdefault(table, []).append(lines)
            self.sizes[table] = self.sizes.get(table, 0) + len(lines)
            if self.sizes[table] >= COPIED_AT_ONCE:
                self._send(table)

    def finish(self) -> None:
        """Send what is left, build everything again, and let the numbered tables count on from here."""
        for table in list(self.waiting):
            self._send(table)
        for statement in self.again:
            self.connection.exec_driver_sql(statement)
        for table in COLUMNS:
            if COLUMNS[table][0] == "id" and "id" in Base.metadata.tables[table].primary_key.columns:
                self._count_on(table)

    def _send(self, table: str) -> None:
        lines = self.waiting.pop(table)
        self.sizes[table] = 0
        driver: Any = self.connection.connection.driver_connection
        with (
            driver.cursor() as cursor,
            cursor.copy(f"COPY {table} ({', '.join(COLUMNS[table])}) FROM STDIN") as copy,
        ):
            for block in lines:
                copy.write(block)

    def _count_on(self, table: str) -> None:
        sequence = self.connection.execute(
            text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": table}
        ).scalar()
        if sequence is not None:
            self.connection.exec_driver_sql(
                f"SELECT setval('{sequence}', greatest(1, (SELECT max(id) FROM {table})))"  # noqa: S608  our own names
            )


def tidy_up(connection: Connection) -> None:
    """What a database's own housekeeping would do in time: statistics on PostgreSQL, on SQLite an empty journal.

    Outside any transaction.
    """
    if connection.dialect.name == "postgresql":
        for table in COLUMNS:
            connection.exec_driver_sql(f"VACUUM (ANALYZE) {table}")
    else:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").all()
