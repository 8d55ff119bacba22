"""Fixtures of the web tests: a case of the site's, and tabs of a browser that its adviser has signed in on."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest

from hybridmentor.db import begin_write
from tests.integration.scenes import name_mentor, open_through_service
from tests.support.apps import Site, SiteKeeper
from tests.support.backends import SqliteBackend
from tests.support.client import PageClient
from tests.support.databases import Databases
from tests.support.seed import make_actor, seed_people


def open_for_site(site: Site, login: str = "veileder", name: str = "Jonas Prøve") -> UUID:
    """A case with a mentor, kept for good."""
    with site.session() as session:
        begin_write(session)
        actor = make_actor(session, login)
        visible = open_through_service(session, actor, name=name, birth_year=1994)
        name_mentor(session, actor, visible)
        session.commit()
        return visible.case.id


@pytest.fixture
def case_id(site: Site) -> UUID:
    """A case of the adviser's."""
    return open_for_site(site)


@pytest.fixture
def tab(site: Site) -> PageClient:
    """A browser on which the adviser has signed in."""
    return site.client("veileder")


@pytest.fixture(scope="module")
def module_case_id(module_site: Site) -> UUID:
    """A case for tests that change nothing."""
    return open_for_site(module_site)


@pytest.fixture(scope="module")
def module_tab(module_site: Site) -> PageClient:
    """A browser on which the adviser has signed in, for tests that change nothing."""
    return module_site.client("veileder")


@pytest.fixture(scope="session")
def light_keeper(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SiteKeeper]:
    """The application on SQLite alone, for what does not depend on the database."""
    keeper = SiteKeeper(Databases(SqliteBackend(tmp_path_factory.mktemp("light")), seed_people))
    yield keeper
    keeper.close()


@pytest.fixture(scope="module")
def light_site(light_keeper: SiteKeeper) -> Iterator[Site]:
    """As `module_site`, on SQLite alone."""
    with light_keeper.open() as site:
        yield site


@pytest.fixture(scope="module")
def light_case_id(light_site: Site) -> UUID:
    """A case for tests that change nothing."""
    return open_for_site(light_site)


@pytest.fixture(scope="module")
def light_tab(light_site: Site) -> PageClient:
    """A browser on which the adviser has signed in."""
    return light_site.client("veileder")
