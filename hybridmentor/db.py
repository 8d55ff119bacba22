"""The base of all tables, their common column types, and our own sessions on the host's engine. Knows no Flask."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, cast
from uuid import UUID, uuid4

from sqlalchemy import (
    BigInteger,
    Connection,
    CursorResult,
    DateTime,
    Delete,
    Engine,
    Integer,
    MetaData,
    Uuid,
    event,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, SessionTransaction, mapped_column
from sqlalchemy.pool import ConnectionPoolEntry
from sqlalchemy.types import TypeDecorator

from hybridmentor import clock
from hybridmentor.crypto import Keyring

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
LOCK_SECONDS: float = 8
"""As long as twenty who save at once need to get their turn on a slow machine: SQLite lets one write at a time, in no order."""
BORROWED = "hm_borrowed_pragmas"


class UtcDateTime(TypeDecorator[datetime]):
    """An instant in UTC; refuses one without time zone. PostgreSQL keeps the zone, SQLite gets it back here."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Turn the instant into UTC before it is stored."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the instant back in UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


BigId = BigInteger().with_variant(Integer(), "sqlite")


class Base(DeclarativeBase):
    """The base of all our tables: own metadata, named constraints."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map = {datetime: UtcDateTime, UUID: Uuid}  # noqa: RUF012  SQLAlchemy's form


class UuidRow:
    """A row whose id is known before it is stored: a sealed value is bound to it."""

    id: Mapped[UUID] = mapped_column(primary_key=True, sort_order=-1)

    def __init__(self, **values: Any) -> None:
        values.setdefault("id", uuid4())
        super().__init__(**values)


class Stamped:
    """A row that says when it was made and by whom."""

    created_at: Mapped[datetime] = mapped_column(default=clock.now, sort_order=1)
    created_by: Mapped[int | None] = mapped_column(BigId, sort_order=1)


class HybridSession(Session):
    """Our session: never the host's. Rows stay readable after commit; on SQLite foreign keys are on inside it alone."""

    def __init__(self, bind: Engine | Connection, keyring: Keyring | None = None, **options: Any) -> None:
        options.setdefault("expire_on_commit", False)
        super().__init__(bind, **options)
        self.info["keyring"] = keyring


def _ask_pragma(connection: DBAPIConnection, name: str) -> int:
    cursor = connection.cursor()
    try:
        return int(cursor.execute(f"PRAGMA {name}").fetchone()[0])
    finally:
        cursor.close()


def _set_pragma(connection: DBAPIConnection, name: str, value: int) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA {name}={value}")
    cursor.close()


def _borrow_pragma(connection: Connection, name: str, value: int) -> None:
    """Set a pragma on the connection until it goes back to its pool; there it gets its own value again."""
    raw: DBAPIConnection = connection.connection
    before = _ask_pragma(raw, name)
    if before != value:
        _set_pragma(raw, name, value)
        connection.info.setdefault(BORROWED, {}).setdefault(name, before)


def _give_back(raw: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    # A host that works with other settings gets its connection back as it was.
    borrowed = record.info.pop(BORROWED, None)
    if raw is not None:
        for name, value in (borrowed or {}).items():
            _set_pragma(raw, name, value)


@event.listens_for(HybridSession, "after_begin")
def _enforce_foreign_keys(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    if connection.dialect.name != "sqlite" or transaction.nested:
        return
    pool = connection.engine.pool
    if not event.contains(pool, "checkin", _give_back):
        event.listen(pool, "checkin", _give_back)
    # It has no effect inside a transaction, so it is set before ours begins.
    _borrow_pragma(connection, "foreign_keys", 1)


def begin_write(session: Session) -> None:
    """Begin a unit of work that writes: take the write lock first, and wait for it some seconds only.

    On SQLite a transaction that reads first and writes later fails under load; BEGIN IMMEDIATE waits instead. On
    PostgreSQL the limit keeps a locked table from holding a worker for ever.
    """
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        if not raw.in_transaction:
            _borrow_pragma(connection, "busy_timeout", int(LOCK_SECONDS * 1000))
            session.execute(text("BEGIN IMMEDIATE"))
    elif connection.dialect.name == "postgresql":
        session.execute(text(f"SET LOCAL lock_timeout = '{int(LOCK_SECONDS * 1000)}ms'"))


def end_read(session: Session) -> None:
    """End the read transaction; loaded rows stay readable."""
    session.commit()


def count_deleted(session: Session, statement: Delete) -> int:
    """Delete rows that this session has not loaded, however many; how many there were."""
    done = session.execute(statement, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", done).rowcount


@contextmanager
def open_session(bind: Engine | Connection, keyring: Keyring | None) -> Iterator[HybridSession]:
    """A session that is closed at the end, rolled back if something was left uncommitted."""
    session = HybridSession(bind, keyring)
    try:
        yield session
    finally:
        session.close()
