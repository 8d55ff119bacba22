"""Fixtures for all tests. CONTRIBUTING.md says in a table which one to take.

Two ways to a database, both fast:

- `session` (services, queries): one transaction on a migrated database, rolled back at the end, commits included.
- `client` (HTTP): requests open sessions of their own and commit for good, so each test gets a copy of a filled
  template: about a millisecond on SQLite (a file), about 80 on PostgreSQL (CREATE DATABASE ... TEMPLATE). One
  application serves the whole session; only its engine is turned to another database.

With `backend` every test that asks for either runs on SQLite and on PostgreSQL. `-m "not postgresql"` leaves half away.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from datetime import datetime, tzinfo
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy import Engine, event

from hybridmentor.db import HybridSession
from tests.support.apps import Site, SiteKeeper, clean_environment, find_engine, make_app
from tests.support.backends import Backend, PostgresBackend, SqliteBackend
from tests.support.browser import VIEWPORTS, Watch, serve
from tests.support.client import PageClient
from tests.support.databases import Databases, engine_with_savepoints, roll_back_after
from tests.support.kept import Kept
from tests.support.postgres import NoServer, PostgresServer
from tests.support.seed import seed_people
from tests.support.strictness import (
    pytest_make_collect_report as pytest_make_collect_report,
    pytest_runtest_makereport as pytest_runtest_makereport,
    reverse_what_has_no_order,
    stay_on_this_machine,
)
from tools.provision import find_browser

# How long an example takes is no property of the code: the machine may have other work.
settings.register_profile("untimed", deadline=None)
settings.register_profile("long", deadline=None, max_examples=500)
settings.load_profile("untimed")

TESTS = Path(__file__).parent
UNIT = TESTS / "unit"
SAME_ON_BOTH = (
    TESTS / "integration" / "web",
    TESTS / "security",
    TESTS / "integration" / "cli" / "test_digest.py",
    TESTS / "integration" / "cli" / "test_import_cases.py",
    TESTS / "conventions" / "test_pages.py",
    TESTS / "host" / "test_access_in_host.py",
)
"""Tests of pages and commands, over services and queries that have tests of their own on both databases: PostgreSQL runs these
in the long run, and others that bear the mark `same_on_both`, but for the files below, where the database itself decides."""
DECIDED_BELOW = {
    "test_audit_of_reads",
    "test_board",
    "test_conflict",
    "test_encryption_at_rest",
    "test_lists",
    "test_many_editors",
    "test_nameless_experiences",
    "test_query_counts",
    "test_rights_taken_away",
    "test_sealing",
    "test_submit",
    "test_versions",
}


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that drive a browser, so that nobody forgets it, and those that PostgreSQL leaves for the long run."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)
        if item.get_closest_marker("postgresql") is not None and is_same_on_both(item):
            item.add_marker(pytest.mark.long)


def pytest_collection_finish() -> None:
    """Let the collector of garbage pass over what was loaded: twenty thousand tests are no garbage before the end."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(5_000, 20, 20)


def is_same_on_both(item: pytest.Item) -> bool:
    """Whether what a test finds on one kind of database it finds on the other."""
    if item.get_closest_marker("same_on_both") is not None:
        return True
    listed = any(place in (item.path, *item.path.parents) for place in SAME_ON_BOTH)
    return listed and item.path.stem not in DECIDED_BELOW


@pytest.fixture(scope="session", autouse=True)
def _alone_with_ourselves() -> Iterator[None]:
    with stay_on_this_machine(), reverse_what_has_no_order(), clean_environment():
        yield


@pytest.fixture(autouse=True)
def _no_database_in_unit_tests(request: pytest.FixtureRequest) -> Iterator[None]:
    if UNIT not in request.path.parents:
        yield
        return

    def refuse(*_: Any) -> None:
        raise AssertionError("a unit test reaches for a database: move it to tests/integration")

    event.listen(Engine, "do_connect", refuse)
    try:
        yield
    finally:
        event.remove(Engine, "do_connect", refuse)


@pytest.fixture
def set_clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Make the project's clock stand still: `set_clock(datetime(2026, 11, 24, 8, tzinfo=UTC))`, as often as wanted.

    Columns have taken `clock.now` as their default when the models were loaded, so what `now` asks is replaced, not `now`.
    """

    def stand_still(instant: datetime) -> None:
        class Stopped(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:
                return instant.astimezone(tz)

        monkeypatch.setattr("hybridmentor.clock.datetime", Stopped)

    return stand_still


@pytest.fixture(scope="session")
def kept_things() -> Iterator[Kept]:
    """What is dear to make, by the kind of database, until the run ends."""
    kept = Kept()
    yield kept
    kept.close()


@pytest.fixture(scope="session")
def postgres_server(kept_things: Kept) -> PostgresServer:
    """Our own server; the tests that need one are skipped where there is none, and fail then under CI."""
    try:
        return kept_things.find("server", "postgresql", PostgresServer.start, PostgresServer.stop)
    except NoServer as reason:
        pytest.skip(f"no PostgreSQL server: {reason}")


@pytest.fixture(scope="session", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def backend(
    request: pytest.FixtureRequest, kept_things: Kept, tmp_path_factory: pytest.TempPathFactory
) -> Backend:
    """The kind of database: every test that uses it, itself or through another fixture, runs on both."""
    if request.param == "sqlite":
        return kept_things.find("backend", "sqlite", lambda: SqliteBackend(tmp_path_factory.mktemp("sqlite")))
    server: PostgresServer = request.getfixturevalue("postgres_server")
    return kept_things.find("backend", "postgresql", lambda: PostgresBackend(server))


@pytest.fixture(scope="session")
def databases(backend: Backend, kept_things: Kept) -> Databases:
    """The templates of the backend, to make databases of one's own from."""
    return kept_things.find("databases", backend.name, lambda: Databases(backend, seed_people))


@pytest.fixture(scope="session")
def engine(databases: Databases, kept_things: Kept) -> Engine:
    """An engine on a migrated, empty database that stays empty: write to it through `session` only."""
    return kept_things.find(
        "engine",
        databases.backend.name,
        lambda: engine_with_savepoints(databases.copy(databases.migrated)),
        Engine.dispose,
    )


@pytest.fixture
def session(engine: Engine) -> Iterator[HybridSession]:
    """One of our sessions inside a transaction that is rolled back at the end, whatever the test commits."""
    with roll_back_after(engine) as session:
        yield session


@pytest.fixture(scope="session")
def plain_app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application for tests that look at it and send it nothing: routes, settings, templates. Its database is empty."""
    app = make_app(SqliteBackend(tmp_path_factory.mktemp("plain")).create())
    yield app
    find_engine(app).dispose()


@pytest.fixture(scope="session")
def site_keeper(databases: Databases, kept_things: Kept) -> SiteKeeper:
    """The application that all HTTP tests of a backend share."""
    return kept_things.find("site", databases.backend.name, lambda: SiteKeeper(databases), SiteKeeper.close)


@pytest.fixture
def site(site_keeper: SiteKeeper) -> Iterator[Site]:
    """The application with a filled database of this test's own: `site.client("veileder")`, `site.session()`, `site.engine`."""
    with site_keeper.open() as site:
        yield site


@pytest.fixture(scope="module")
def module_site(site_keeper: SiteKeeper) -> Iterator[Site]:
    """As `site`, but one for the whole module: for tables of many requests that change nothing but the audit log."""
    with site_keeper.open() as site:
        yield site


@pytest.fixture
def app(site: Site) -> Flask:
    """The application of `site`."""
    return site.app


@pytest.fixture
def client(site: Site) -> PageClient:
    """A browser that nobody has signed in on: `client.sign_in("veileder")`."""
    return site.client()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium without a window; the tests that drive it are skipped where there is none, and fail then under CI."""
    program = find_browser()
    if program is None:
        pytest.skip("no browser: run `python tools/provision.py browser`")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(program))
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def live_keeper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteKeeper]:
    """The application that the browser sees: over http, on SQLite, with the same people."""
    databases = Databases(SqliteBackend(tmp_path_factory.mktemp("live")), seed_people)
    keeper = SiteKeeper(databases, HYBRIDMENTOR_SECURE_COOKIES=False)
    yield keeper
    keeper.close()


@pytest.fixture(scope="session")
def live_address(live_keeper: SiteKeeper) -> Iterator[str]:
    """Where the application is served for the whole session."""
    with serve(live_keeper.app) as address:
        yield address


@pytest.fixture
def live_site(live_keeper: SiteKeeper, live_address: str) -> Iterator[Site]:
    """The served application on a database of this test's own; prepare it with `live_site.session()`."""
    with live_keeper.open() as site:
        yield site


@pytest.fixture(params=list(VIEWPORTS))
def viewport(request: pytest.FixtureRequest) -> str:
    """A desktop of 1400 x 900 and a phone of 360 x 780: every test that uses it runs at both."""
    return str(request.param)


@pytest.fixture
def page(browser: Browser, live_site: Site, live_address: str, viewport: str) -> Iterator[Page]:
    """A tab in a new browser profile, at both sizes: `page.goto("/")`.

    Faults in the console, requests to another site and answers of 500 fail the test at its end.
    """
    watch = Watch(live_address)
    context = browser.new_context(
        base_url=live_address, viewport=VIEWPORTS[viewport], locale="nb-NO", timezone_id="Europe/Oslo"
    )
    context.set_default_timeout(10_000)
    page = context.new_page()
    watch.attach(page)
    yield page
    context.close()
    assert watch.faults == []
