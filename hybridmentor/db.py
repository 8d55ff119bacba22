"""The base of all tables, their common column types, and our own sessions on the host's engine. Knows no Flask."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Connection, DateTime, Engine, Integer, MetaData, Uuid, event, text
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, SessionTransaction, mapped_column
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
LOCK_SECONDS = 3


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


def _switch_foreign_keys(connection: Connection, on: bool) -> bool:
    """Set the pragma on the raw connection; whether it was changed. It has no effect inside a transaction."""
    cursor = connection.connection.cursor()
    try:
        before = bool(cursor.execute("PRAGMA foreign_keys").fetchone()[0])
        if before != on:
            cursor.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")
        return before != on
    finally:
        cursor.close()


@event.listens_for(HybridSession, "after_begin")
def _enforce_foreign_keys(session: Session, transaction: SessionTransaction, connection: Connection) -> None:
    if connection.dialect.name != "sqlite" or transaction.nested:
        return
    if _switch_foreign_keys(connection, on=True):
        session.info.setdefault("foreign_keys_were_off", []).append(connection)


@event.listens_for(HybridSession, "after_transaction_end")
def _restore_foreign_keys(session: Session, transaction: SessionTransaction) -> None:
    # A host that works with foreign keys off gets its connection back as it was.
    if transaction.nested or transaction.parent is not None:
        return
    for connection in session.info.pop("foreign_keys_were_off", []):
        if not connection.closed and not connection.invalidated:
            _switch_foreign_keys(connection, on=False)


def begin_write(session: Session) -> None:
    """Begin a unit of work that writes: take the write lock first, and wait for it a short while only.

    On SQLite a transaction that reads first and writes later fails under load; BEGIN IMMEDIATE waits instead. On
    PostgreSQL the limit keeps a locked table from holding a worker for ever.
    """
    connection = session.connection()
    if connection.dialect.name == "sqlite":
        raw: Any = connection.connection.dbapi_connection
        if not raw.in_transaction:
            cursor = raw.cursor()
            cursor.execute(f"PRAGMA busy_timeout={LOCK_SECONDS * 1000}")
            cursor.close()
            session.execute(text("BEGIN IMMEDIATE"))
    elif connection.dialect.name == "postgresql":
        session.execute(text(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'"))


def end_read(session: Session) -> None:
    """End the read transaction; loaded rows stay readable."""
    session.commit()


@contextmanager
def open_session(bind: Engine | Connection, keyring: Keyring | None) -> Iterator[HybridSession]:
    """A session that is closed at the end, rolled back if something was left uncommitted."""
    session = HybridSession(bind, keyring)
    try:
        yield session
    finally:
        session.close()
