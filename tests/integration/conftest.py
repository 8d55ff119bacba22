"""Fixtures of the integration tests: people in the rolled-back session, and an adviser of theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.identity import Actor
from tests.integration.scenes import load_person
from tests.support.seed import seed_people


@pytest.fixture
def tuesday(set_clock: Callable[[datetime], None]) -> datetime:
    """The clock stands still: Tuesday 24 November 2026, nine o'clock in Norway."""
    set_clock(datetime(2026, 11, 24, 8, tzinfo=UTC))
    return clock.now()


@pytest.fixture
def people(tuesday: datetime, session: HybridSession) -> HybridSession:
    """The session with offices, accounts and memberships in it, on that Tuesday."""
    seed_people(session)
    return session


@pytest.fixture
def adviser(people: HybridSession) -> Actor:
    """The adviser at 9901."""
    return load_person(people, "veileder")


@pytest.fixture
def neighbour(people: HybridSession) -> Actor:
    """The adviser at 9902."""
    return load_person(people, "veileder2")
