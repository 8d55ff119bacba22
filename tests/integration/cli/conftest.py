"""The command line in this process: a clean environment, a database of the test's own, and an instance folder that is empty."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from unittest import mock

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import URL, update

from hybridmentor.app import create_app
from hybridmentor.cli import hybridmentor
from hybridmentor.config import PREFIX
from hybridmentor.db import HybridSession
from hybridmentor.models import OfficeMembership
from tests.support.apps import find_engine
from tests.support.backends import Backend, SqliteBackend
from tests.support.databases import KEYRING, KEYS, Databases, engine_for
from tests.support.mail import MailServer, run_mail_server
from tests.support.seed import seed_people

SECRET = "a secret of the tests, long enough to be one"
COST = "1,8,1"


@contextmanager
def close_connections() -> Iterator[None]:
    """Close what a command has opened: its process would end here."""
    made: list[Flask] = []

    def remember(*arguments: Any) -> Flask:
        made.append(create_app(*arguments))
        return made[-1]

    try:
        with mock.patch("hybridmentor.app.create_app", remember):
            yield
    finally:
        for app in made:
            find_engine(app).dispose()


@dataclass
class Shell:
    """Runs commands as a person at a keyboard would, on one database."""

    url: URL
    folder: Path

    @property
    def settings(self) -> dict[str, str | None]:
        """The environment: ours and nothing of who runs the tests."""
        foreign = {name: None for name in os.environ if name.startswith(PREFIX)}
        return {
            **foreign,
            "HYBRIDMENTOR_DATABASE_URI": self.url.render_as_string(hide_password=False),
            "HYBRIDMENTOR_SECRET_KEY": SECRET,
            "HYBRIDMENTOR_ENCRYPTION_KEYS": KEYS,
            "HYBRIDMENTOR_ARGON2": COST,
        }

    def run(self, *words: str | Path, typed: str | bytes | None = None, **settings: str | None) -> Result:
        """A command; `settings` change the environment. A fault that is no exit fails the test."""
        with close_connections():
            result = CliRunner().invoke(
                hybridmentor, [str(word) for word in words], input=typed, env={**self.settings, **settings}
            )
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert "Traceback" not in result.output
        return result

    def run_well(
        self, *words: str | Path, typed: str | bytes | None = None, **settings: str | None
    ) -> Result:
        """A command that must end with 0."""
        result = self.run(*words, typed=typed, **settings)
        assert result.exit_code == 0, result.output
        return result

    def read(self, *words: str | Path, typed: str | bytes | None = None) -> Any:
        """The document that a command prints: alone on standard output."""
        return json.loads(self.run_well(*words, typed=typed).stdout)

    def session(self) -> HybridSession:
        """One of our sessions on the same database; its connection is closed with it."""
        return HybridSession(engine_for(self.url), KEYRING)


@pytest.fixture(autouse=True)
def _own_instance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the settings nor the database of who runs the tests are reached."""
    monkeypatch.setattr("flask.Flask.auto_find_instance_path", lambda app: str(tmp_path / "instance"))


@pytest.fixture
def make_shell(backend: Backend, tmp_path: Path) -> Iterator[Callable[[URL | None], Shell]]:
    """A shell on a new database: empty, or a copy of the one given."""
    made: list[URL] = []

    def make(template: URL | None = None) -> Shell:
        made.append(backend.create(template))
        return Shell(made[-1], tmp_path)

    yield make
    for url in made:
        backend.drop(url)


@pytest.fixture
def bare(make_shell: Callable[[URL | None], Shell]) -> Shell:
    """A shell on an empty database."""
    return make_shell(None)


@pytest.fixture
def shell(make_shell: Callable[[URL | None], Shell], databases: Databases) -> Shell:
    """A shell on a database with offices, accounts and memberships: see `tests/support/seed.py`."""
    return make_shell(databases.filled)


@pytest.fixture(scope="session")
def light_databases(tmp_path_factory: pytest.TempPathFactory) -> Databases:
    """The templates on SQLite alone, for what does not depend on the database."""
    return Databases(SqliteBackend(tmp_path_factory.mktemp("light")), seed_people)


@pytest.fixture
def light_shell(light_databases: Databases, tmp_path: Path) -> Shell:
    """As `shell`, on SQLite alone."""
    return Shell(light_databases.copy(light_databases.filled), tmp_path)


@pytest.fixture
def light_bare(light_databases: Databases, tmp_path: Path) -> Shell:
    """As `bare`, on SQLite alone."""
    return Shell(light_databases.backend.create(), tmp_path)


@pytest.fixture
def server() -> Iterator[MailServer]:
    """A mail server on this machine."""
    with run_mail_server() as server:
        yield server


@pytest.fixture
def office(shell: Shell, set_clock: Callable[[datetime], None]) -> Shell:
    """The shell at noon on Tuesday 24 November 2026, with everybody in place since long ago."""
    set_clock(datetime(2026, 11, 24, 11, tzinfo=UTC))
    with shell.session() as session:
        ended = OfficeMembership.to_on.is_not(None)
        session.execute(update(OfficeMembership).values(from_on=date(2020, 1, 1)))
        session.execute(update(OfficeMembership).where(ended).values(to_on=date(2020, 2, 1)))
        session.commit()
    return shell
