"""Fixtures of the web tests: a case of the site's, and tabs of a browser that its adviser has signed in on."""

from __future__ import annotations

from uuid import UUID

import pytest

from hybridmentor.db import begin_write
from tests.integration.scenes import name_mentor, open_through_service
from tests.support.apps import Site
from tests.support.client import PageClient
from tests.support.seed import make_actor


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
