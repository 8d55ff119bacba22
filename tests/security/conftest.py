"""The people and cases of the access table, for tests that change something, and a site for what no database decides."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from hybridmentor.services import case_work, contacts
from tests.access.world import World, fill_world
from tests.support.apps import Site, SiteKeeper
from tests.support.backends import SqliteBackend
from tests.support.databases import Databases
from tests.support.seed import seed_people


@pytest.fixture(autouse=True)
def _undone_all_day(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rows of a template are as old as the run, and what was logged can be taken back for minutes only."""
    for module in (case_work, contacts):
        monkeypatch.setattr(module, "UNDO_TIME", timedelta(days=1))


@pytest.fixture
def world(site_keeper: SiteKeeper, databases: Databases) -> Iterator[World]:
    """The people and cases of the access table in a database of this test's own."""
    with site_keeper.open(databases.make_template(fill_world)) as site:
        yield World(site)


@pytest.fixture(scope="module")
def module_world(site_keeper: SiteKeeper, databases: Databases) -> Iterator[World]:
    """The same for a whole module whose tests change nothing."""
    with site_keeper.open(databases.make_template(fill_world)) as site:
        yield World(site)


@pytest.fixture(scope="session")
def sqlite_keeper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteKeeper]:
    """An application on SQLite alone, for what is the same on every database: headers, tokens, addresses, markup."""
    keeper = SiteKeeper(Databases(SqliteBackend(tmp_path_factory.mktemp("security")), seed_people))
    yield keeper
    keeper.close()


@pytest.fixture
def sqlite_site(sqlite_keeper: SiteKeeper) -> Iterator[Site]:
    """As `site`, on SQLite alone."""
    with sqlite_keeper.open() as site:
        yield site


@pytest.fixture(scope="module")
def sqlite_world(sqlite_keeper: SiteKeeper) -> Iterator[World]:
    """As `module_world`, on SQLite alone."""
    with sqlite_keeper.open(sqlite_keeper.databases.make_template(fill_world)) as site:
        yield World(site)
