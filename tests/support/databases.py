"""Empty, migrated and filled databases, made once for a session and copied for whoever needs one."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from hybridmentor.crypto import Keyring
from hybridmentor.db import HybridSession
from tests.support.backends import Backend
from tests.support.schema import migrate

KEYS = "test:" + "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
KEYRING = Keyring.parse(KEYS)


def engine_for(url: URL) -> Engine:
    """An engine that keeps no connection open, so that its database can be copied or dropped."""
    return create_engine(url, poolclass=NullPool)


def engine_with_savepoints(url: URL) -> Engine:
    """An engine whose transactions can be rolled back whole, savepoints included.

    Python's SQLite driver begins transactions when it sees fit, and commits before some statements. Here it is told
    not to, and SQLAlchemy sends BEGIN itself; foreign keys are switched on before that, for later it has no effect.
    """
    if url.get_backend_name() != "sqlite":
        return create_engine(url)
    engine = create_engine(url, connect_args={"isolation_level": None})

    @event.listens_for(engine, "connect")
    def switch_on_foreign_keys(connection, record) -> None:  # type: ignore[no-untyped-def]
        connection.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN")

    return engine


@contextmanager
def roll_back_after(engine: Engine) -> Iterator[HybridSession]:
    """One of our sessions that may commit and roll back as it likes; afterwards nothing of it is left."""
    with engine.connect() as connection:
        outer = connection.begin()
        session = HybridSession(connection, KEYRING, join_transaction_mode="create_savepoint")
        try:
            yield session
        finally:
            session.close()
            outer.rollback()


@dataclass
class Databases:
    """The templates of one backend. Each is made when first asked for."""

    backend: Backend
    fill: Callable[[HybridSession], None]
    templates: dict[Callable[[HybridSession], None], URL] = field(default_factory=dict)

    @cached_property
    def migrated(self) -> URL:
        """A database as our migrations leave an empty one."""
        url = self.backend.create()
        engine = engine_for(url)
        migrate(engine)
        engine.dispose()
        return url

    @cached_property
    def filled(self) -> URL:
        """A migrated database with what HTTP tests start from."""
        return self.make_template(self.fill)

    def make_template(self, fill: Callable[[HybridSession], None]) -> URL:
        """A migrated database filled by a function; the same function gives the same template."""
        if fill not in self.templates:
            url = self.backend.create(self.migrated)
            engine = engine_for(url)
            with HybridSession(engine, KEYRING) as session:
                fill(session)
                session.commit()
            engine.dispose()
            self.templates[fill] = url
        return self.templates[fill]

    def copy(self, template: URL) -> URL:
        """A database of one's own, like the template."""
        return self.backend.create(template)
