"""A run of the tests ends on the day it began, in Norway."""

from datetime import UTC, datetime, timedelta

import pytest

from hybridmentor.clock import to_oslo
from tools import wait_for_a_day
from tools.wait_for_a_day import find_wait

HALF_AN_HOUR = timedelta(minutes=30)


@pytest.mark.parametrize(
    ("at", "minutes"),
    [
        (datetime(2026, 11, 23, 8, tzinfo=UTC), 0),
        (datetime(2026, 11, 23, 22, 30, tzinfo=UTC), 0),
        (datetime(2026, 11, 23, 22, 31, tzinfo=UTC), 29),
        (datetime(2026, 11, 23, 22, 59, 30, tzinfo=UTC), 0.5),
        (datetime(2026, 11, 23, 23, tzinfo=UTC), 0),
        # In summer midnight is an hour earlier; on the days that are turned it is that of the day to come.
        (datetime(2026, 7, 1, 21, 45, tzinfo=UTC), 15),
        (datetime(2026, 7, 1, 22, 45, tzinfo=UTC), 0),
        (datetime(2026, 3, 28, 22, 45, tzinfo=UTC), 15),
        (datetime(2026, 3, 29, 21, 45, tzinfo=UTC), 15),
        (datetime(2026, 10, 24, 21, 45, tzinfo=UTC), 15),
        (datetime(2026, 10, 25, 22, 45, tzinfo=UTC), 15),
    ],
)
def test_the_wait_ends_at_midnight(at: datetime, minutes: float):
    wait = find_wait(at, HALF_AN_HOUR)
    assert wait == timedelta(minutes=minutes)
    begins = to_oslo(at + wait)
    assert to_oslo(at + wait + HALF_AN_HOUR - timedelta(seconds=1)).date() == begins.date()


@pytest.mark.parametrize(("takes", "slept"), [("30", [605.0]), ("10", [])])
def test_it_waits_and_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], takes: str, slept: list[float]
):
    waits: list[float] = []
    monkeypatch.setattr(wait_for_a_day, "now", lambda: datetime(2026, 11, 23, 22, 50, tzinfo=UTC))
    monkeypatch.setattr(wait_for_a_day.time, "sleep", waits.append)
    wait_for_a_day.main(takes)
    assert waits == slept
    assert ("in 10 minutes" in capsys.readouterr().out) is bool(slept)
