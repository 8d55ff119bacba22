"""Our own Alembic runner: our tables beside a host's, with a version table of our own."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine

VERSION_TABLE = "hm_alembic_version"


def locate_migrations() -> Path:
    """The folder of the migrations: inside the installed package, or beside it in a source tree."""
    spec = find_spec("hybridmentor.migrations")
    if spec is not None and spec.submodule_search_locations:
        return Path(next(iter(spec.submodule_search_locations)))
    return Path(__file__).resolve().parent.parent.parent / "migrations"


def make_config() -> Config:
    """Alembic's settings without a file of its own."""
    config = Config()
    config.set_main_option("script_location", str(locate_migrations()).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


@contextmanager
def lend_connection(bind: Engine | Connection, config: Config) -> Iterator[None]:
    """Run inside with one connection and one transaction: a migration that is broken off leaves nothing behind.

    On SQLite foreign keys are off meanwhile, for tables are rebuilt there, and get their own value again.
    """
    if isinstance(bind, Connection):
        config.attributes["connection"] = bind
        yield
        return
    with bind.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        before = 0
        if is_sqlite:
            before = connection.exec_driver_sql("PRAGMA foreign_keys").scalar_one()
            connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            connection.commit()
            raw: Any = connection.connection.dbapi_connection
            if not raw.in_transaction:
                # The driver begins no transaction before it changes tables.
                connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        try:
            yield
            connection.commit()
        finally:
            connection.rollback()
            if before:
                connection.exec_driver_sql("PRAGMA foreign_keys=ON")
                connection.commit()


def upgrade(bind: Engine | Connection, revision: str = "head") -> None:
    """Make or change our tables up to the revision; nothing happens where they are up to date."""
    config = make_config()
    with lend_connection(bind, config):
        command.upgrade(config, revision)


def downgrade(bind: Engine | Connection, revision: str) -> None:
    """Take changes back to the revision; `base` removes our tables."""
    config = make_config()
    with lend_connection(bind, config):
        command.downgrade(config, revision)


def find_current(bind: Engine) -> str | None:
    """The revision that the database is at; None where our tables have not been made."""
    with bind.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
        return context.get_current_revision()


def find_head() -> str:
    """The newest revision; there is one."""
    head = ScriptDirectory.from_config(make_config()).get_current_head()
    if head is None:
        raise RuntimeError("no migration is there")
    return head
