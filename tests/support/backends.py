"""The databases the tests run on. Both kinds can make an empty database and, fast, a copy of one that is filled."""

from __future__ import annotations

import itertools
import shutil
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL, Engine, event, make_url
from sqlalchemy.engine import Dialect

from tests.support.postgres import PostgresServer


class Backend(Protocol):
    """A kind of database. A template must have no open connections when it is copied: dispose its engine first."""

    name: str

    def create(self, template: URL | None = None) -> URL:
        """A new database, empty or a copy of the template."""

    def drop(self, url: URL) -> None:
        """Remove a database; nobody may use it any longer."""


class SqliteBackend:
    """Files in a folder; a copy takes about a millisecond."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count(1)

    def create(self, template: URL | None = None) -> URL:
        """A new file, empty or copied."""
        path = self.folder / f"hm{next(self.numbers)}.sqlite"
        if template is not None:
            shutil.copyfile(str(template.database), path)
        return make_url(f"sqlite:///{path}")

    def drop(self, url: URL) -> None:
        """Remove the file and its journals."""
        for ending in ("", "-wal", "-shm", "-journal"):
            Path(f"{url.database}{ending}").unlink(missing_ok=True)


class PostgresBackend:
    """Databases of our own server; a copy takes about 80 ms."""

    name = "postgresql"

    def __init__(self, server: PostgresServer) -> None:
        self.server = server

    def create(self, template: URL | None = None) -> URL:
        """A new database, empty or copied."""
        return self.server.url(
            self.server.create_database(template.database if template is not None else None)
        )

    def drop(self, url: URL) -> None:
        """Remove the database."""
        self.server.drop_database(str(url.database))


class DatabaseSwitch:
    """Lets one engine, with the application built on it, look at one database after the other.

    An application is dear to make (routes, templates to compile) and a copied database is cheap. So there is one
    application for the whole session, and each test points its engine at a copy of its own.
    """

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.url = engine.url
        event.listen(engine, "do_connect", self._redirect)

    def _redirect(
        self, dialect: Dialect, record: Any, arguments: list[Any], parameters: dict[str, Any]
    ) -> None:
        if dialect.name == "sqlite":
            arguments[0] = str(self.url.database)
        else:
            parameters["dbname"] = self.url.database

    def point_at(self, url: URL) -> None:
        """Use this database from now on: the open connections to the one before are closed."""
        self.engine.dispose()
        self.url = url
