"""Fixtures of the services' tests."""

from __future__ import annotations

import pytest

from hybridmentor.db import HybridSession
from hybridmentor.identity import Actor
from hybridmentor.queries.cases import VisibleCase
from tests.integration.scenes import name_mentor, open_through_service


@pytest.fixture
def visible(people: HybridSession, adviser: Actor) -> VisibleCase:
    """An open case of the adviser's with a mentor; modules that begin with another one replace it."""
    found = open_through_service(people, adviser)
    name_mentor(people, adviser, found)
    return found
