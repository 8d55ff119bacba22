"""The world of the access table, one per module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.access.world import World, fill_world
from tests.support.apps import SiteKeeper
from tests.support.databases import Databases


@pytest.fixture(scope="module")
def world(site_keeper: SiteKeeper, databases: Databases) -> Iterator[World]:
    """The people and cases of `tests/access/table.py`, on both databases; its tests change nothing."""
    with site_keeper.open(databases.make_template(fill_world)) as site:
        yield World(site)
