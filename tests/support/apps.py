"""The application as the tests start it: production settings, apart from what makes a sign-in dear."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from tempfile import TemporaryDirectory
from typing import Any

from flask import Flask
from sqlalchemy import URL, Engine, event

from hybridmentor.config import PREFIX
from hybridmentor.db import HybridSession
from tests.support.backends import DatabaseSwitch
from tests.support.client import PageClient
from tests.support.databases import KEYRING, KEYS, Databases
from tests.support.rows import Witness
from tests.support.seed import CHEAP_COST

FOLDER = TemporaryDirectory(prefix="hybridmentor-tests-")
"""What jobs leave of files; gone with the process."""
SETTINGS: dict[str, Any] = {
    "TESTING": False,  # our error pages answer, as in operation
    "HYBRIDMENTOR_SECRET_KEY": "a secret of the tests, long enough to be one",
    "HYBRIDMENTOR_ENCRYPTION_KEYS": KEYS,
    "HYBRIDMENTOR_PSEUDONYM_KEY": "QUFBQkJCQ0NDRERERUVFRkZGR0dHSEhISUlJSkpKS0s=",
    "HYBRIDMENTOR_ARGON2": CHEAP_COST,
    "HYBRIDMENTOR_DEMO": False,
    "HYBRIDMENTOR_SECURE_COOKIES": True,
    "HYBRIDMENTOR_UNIT_REGISTER": "",  # nobody outside is asked
    "HYBRIDMENTOR_QUEUE": f"{FOLDER.name}/queue.sqlite",
    "HYBRIDMENTOR_JOB_FILES": f"{FOLDER.name}/jobs",
}


@contextmanager
def clean_environment() -> Iterator[None]:
    """Settings of the person at the keyboard do not reach the tests."""
    kept = {
        name: os.environ.pop(name)
        for name in list(os.environ)
        if name.startswith(PREFIX) and not name.startswith(PREFIX + "TEST_")
    }
    yield
    os.environ.update(kept)


def make_app(url: URL, **settings: Any) -> Flask:
    """The standalone application on a database."""
    from hybridmentor import create_app  # here, so that tests of the lower layers do not load the web

    uri = url.render_as_string(hide_password=False)
    app = create_app({**SETTINGS, "HYBRIDMENTOR_DATABASE_URI": uri, **settings})
    app.test_client_class = PageClient
    engine = find_engine(app)
    if engine.dialect.name == "sqlite":
        # What a test writes need not outlive a power cut.
        event.listen(
            engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF").close()
        )
    return app


def find_engine(app: Flask) -> Engine:
    """The engine of an application."""
    with app.app_context():
        engine: Engine = app.extensions["sqlalchemy"].engine
    return engine


@dataclass
class Site:
    """An application with a database of its own, put there for one test."""

    app: Flask
    engine: Engine

    def client(self, login: str | None = None) -> PageClient:
        """A browser of its own, signed in if a login is given."""
        client = self.app.test_client()
        assert isinstance(client, PageClient)
        if login:
            client.enter(login)
        return client

    def session(self) -> HybridSession:
        """One of our sessions on the same database: `with site.session() as session`. Commit what requests shall see."""
        return HybridSession(self.engine, KEYRING)

    @cached_property
    def witness(self) -> Witness:
        """Who knows whether anything was written; made when first asked for."""
        return Witness(self.engine)

    def close(self) -> None:
        """Let go of what was asked for."""
        if "witness" in self.__dict__:
            self.witness.close()


class SiteKeeper:
    """One application, turned to a fresh copy of a template for each test that wants it."""

    def __init__(self, databases: Databases, **settings: Any) -> None:
        self.databases = databases
        self.app = make_app(databases.filled, **settings)
        self.engine = find_engine(self.app)
        self.switch = DatabaseSwitch(self.engine)

    @contextmanager
    def open(self, template: URL | None = None) -> Iterator[Site]:
        """The application on a copy of the template; sites opened inside one another get theirs back."""
        before = self.switch.url
        url = self.databases.copy(template or self.databases.filled)
        self.turn_to(url)
        site = Site(self.app, self.engine)
        try:
            yield site
        finally:
            site.close()
            self.turn_to(before)
            self.databases.backend.drop(url)

    def turn_to(self, url: URL) -> None:
        """Use this database, and forget what the application keeps of the one before."""
        self.switch.point_at(url)
        self.app.extensions["hybridmentor"].held.clear()

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()
