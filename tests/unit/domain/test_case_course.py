"""Pauses that somebody should look at again, and coming back from one that has ended by itself.

The other rules of a case's course are tested with the form, in `test_form_state.py`.
"""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given, strategies as st

from hybridmentor.domain.case_course import (
    Pause,
    find_latest_pause,
    find_return,
    is_on,
    remind_of_end,
    return_from_pause,
    wants_look,
)
from hybridmentor.errors import InvalidInput

TODAY = date(2026, 11, 24)
OVER = Pause(date(2026, 10, 1), date(2026, 10, 31), "leave", date(2026, 11, 1))
ACKNOWLEDGED = Pause(date(2026, 10, 1), date(2026, 10, 31), "leave")
OPEN = Pause(date(2026, 11, 3), None, "waiting", date(2026, 12, 1))
TO_COME = Pause(date(2026, 12, 20), date(2027, 1, 3), "holiday", date(2027, 1, 4))


def test_the_latest_pause_is_the_one_that_has_begun_last():
    assert find_latest_pause((OVER, OPEN, TO_COME), TODAY) is OPEN
    assert find_latest_pause((OPEN, OVER), date(2026, 11, 2)) is OVER
    assert find_latest_pause((TO_COME,), TODAY) is None
    assert is_on(OPEN, date(2026, 11, 3))
    assert not is_on(OPEN, date(2026, 11, 2))
    assert not is_on(None, TODAY)


@pytest.mark.parametrize(
    ("pause", "day", "returned"),
    [
        (OVER, TODAY, date(2026, 11, 1)),
        (OVER, date(2026, 11, 1), date(2026, 11, 1)),
        (OVER, date(2026, 10, 31), None),
        (OPEN, TODAY, None),
        (None, TODAY, None),
    ],
)
def test_the_day_of_return(pause: Pause | None, day: date, returned: date | None):
    assert find_return(pause, day) == returned


@pytest.mark.parametrize(
    ("pause", "day", "last_entry", "wanted"),
    [
        (OPEN, date(2026, 11, 30), None, False),
        (OPEN, date(2026, 12, 1), None, True),
        (OPEN, date(2026, 12, 9), date(2026, 12, 8), True),  # a contact in a pause does not end it
        (OVER, date(2026, 10, 31), None, False),
        (OVER, date(2026, 11, 1), None, True),
        (OVER, TODAY, date(2026, 10, 31), True),
        (OVER, TODAY, date(2026, 11, 1), False),  # somebody is in touch again: it was noticed
        (ACKNOWLEDGED, TODAY, None, False),
        (None, TODAY, None, False),
    ],
)
def test_when_a_pause_wants_a_look(pause: Pause | None, day: date, last_entry: date | None, wanted: bool):
    assert wants_look(pause, day, last_entry) is wanted


def test_the_end_of_a_pause_is_a_day_to_look_at_it():
    planned = Pause(TODAY, date(2026, 12, 4))
    assert remind_of_end(planned, TODAY).follow_up_on == date(2026, 12, 5)
    own = Pause(TODAY, date(2026, 12, 4), follow_up_on=date(2026, 12, 1))
    assert remind_of_end(own, TODAY) == own
    assert remind_of_end(ACKNOWLEDGED, TODAY) == ACKNOWLEDGED, (
        "one that is over is written down, not waited for"
    )
    assert remind_of_end(OPEN, TODAY) == OPEN


def test_a_pause_that_ended_by_itself_lasts_until_the_return():
    late = Pause(OVER.from_on, date(2026, 11, 9), "leave")
    assert return_from_pause((TO_COME, OVER), date(2026, 11, 10)) == (TO_COME, late)
    assert return_from_pause((OVER,), date(2026, 11, 1)) == (ACKNOWLEDGED,), "as planned, and now it is seen"
    with pytest.raises(InvalidInput):
        return_from_pause((ACKNOWLEDGED,), date(2026, 11, 10))
    with pytest.raises(InvalidInput):
        return_from_pause((OVER,), date(2026, 9, 30))


@given(
    st.lists(st.integers(0, 400), min_size=2, max_size=8, unique=True).filter(
        lambda days: len(days) % 2 == 0
    ),
    st.integers(0, 420),
)
def test_returning_never_makes_pauses_overlap(days: list[int], back: int):
    first = date(2026, 1, 1).toordinal()
    edges = sorted(days)
    pauses = [
        Pause(
            date.fromordinal(first + a), date.fromordinal(first + b), follow_up_on=date.fromordinal(first + b)
        )
        for a, b in zip(edges[::2], edges[1::2], strict=True)
    ]
    on = date.fromordinal(first + back)
    try:
        left = return_from_pause(pauses, on)
    except InvalidInput:
        assert on < pauses[0].from_on
        return
    assert not any(is_on(pause, on) for pause in left)
    assert all(one.to_on is not None and one.to_on < two.from_on for one, two in pairwise(left))
