"""The people and cases of the access table, for tests that change something."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.access.world import World, fill_world
from tests.support.apps import SiteKeeper
from tests.support.databases import Databases


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
