"""Differencing: one who has two tables of the same cases takes one from the other; and two studies laid upon each other."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
import pytest

from hybridmentor.domain.release_comparison import EarlierTable, compare_tables
from tests.support.attacks import (
    Published,
    drop_case,
    intersect,
    plan_release,
    publish,
    subtract,
    weaken,
)
from tests.support.release_cases import draw_cases

K = 10
VARIABLES = ("county", "age", "with_mentor_total", "close_cause", "attached")
FRAME = draw_cases(2400, seed=41)


def publish_some(frame: pl.DataFrame, levels: Mapping[str, int] | None = None) -> Published:
    return publish(frame, plan_release(VARIABLES, frozen=levels))


def compare(new: Published, old: Published, *, same: bool = True) -> list[str]:
    """The codes of what the ledger says against the new one."""
    earlier = EarlierTable("earlier", "study", K, old.levels, old.table, is_same_period=same)
    return [one.code for one in compare_tables(new.table, new.levels, K, [earlier])]


@pytest.fixture(scope="module")
def whole() -> Published:
    return publish_some(FRAME)


@pytest.mark.parametrize("gone", [1, 2, 5, 9])
def test_a_full_file_less_a_few(whole: Published, gone: int):
    """Withdrawal: the next release of the same period shows who is gone, one alone or several."""
    less = publish_some(FRAME.filter(pl.arange(0, FRAME.height) >= gone), whole.levels)
    assert subtract(whole, less, K), "with both at hand the attack succeeds"
    assert compare(less, whole)


def test_a_lone_withdrawal_wherever_it_stands(whole: Published):
    for place in range(0, FRAME.height, 100):
        less = publish_some(drop_case(FRAME, place), whole.levels)
        assert bool(subtract(whole, less, K)) == bool(compare(less, whole)), place


def test_a_full_file_with_a_batch_of_new_cases(whole: Published):
    """All cases once more with fifty new ones: the difference is a table of the fifty."""
    more = publish_some(pl.concat([FRAME, draw_cases(50, seed=42)]), whole.levels)
    assert subtract(whole, more, K)
    assert compare(more, whole)


def test_a_batch_beside_a_full_file_that_holds_it(whole: Published):
    batch = publish_some(FRAME.filter(pl.arange(0, FRAME.height) < 1600), whole.levels)
    assert subtract(whole, batch, K)
    assert compare(batch, whole)
    assert compare(whole, batch)


def test_batches_of_other_cases_are_no_difference(whole: Published):
    """Another closed period: what one takes from the other is of nobody."""
    batch = publish_some(draw_cases(1500, seed=43), whole.levels)
    assert compare(batch, whole, same=False) == []


def test_the_same_release_again_tells_nothing_new(whole: Published):
    assert subtract(whole, publish_some(FRAME), K) == []
    assert compare(publish_some(FRAME), whole) == []


def test_a_finer_table_beside_a_coarser_one_of_the_same_cases():
    """Each level is compared at the coarser one: the same cases give the same counts, and nothing is learnt of few."""
    names = ("age", "attached")
    fine = publish(FRAME, plan_release(names))
    coarse = publish(FRAME, plan_release(names, frozen={"age": 2}))
    assert fine.levels != coarse.levels
    assert fine.table.height == coarse.table.height
    assert subtract(fine, coarse, K) == []
    assert compare(fine, coarse) == compare(coarse, fine) == []


def test_a_small_k_does_not_hide_behind_a_large_one(whole: Published):
    """The larger k of the two counts: twelve cases apart are enough for one release and too few for the other."""
    columns = ["age"]
    one = Published(pl.DataFrame({"age": ["30_49"] * 100 + ["under_30"] * 100}), {"age": 1})
    other = Published(pl.DataFrame({"age": ["30_49"] * 112 + ["under_30"] * 100}), {"age": 1})
    for k, refused in ((10, []), (15, ["differs_in_number"])):
        earlier = EarlierTable("earlier", "study", k, one.levels, one.table.select(columns), True)
        found = compare_tables(other.table, other.levels, 10, [earlier])
        assert [problem.code for problem in found] == refused


def test_two_studies_of_the_same_cases_with_other_variables():
    """Each class has several answers; the class of the one and the class of the other have just one in common."""
    frame = draw_cases(2400, ("age", "duration", "close_cause"), seed=44)
    one = publish(frame, plan_release(("age", "close_cause")))
    other = publish(frame, plan_release(("duration", "close_cause")))
    assert intersect(one, other, frame, "close_cause") == []
    assert compare(other, one) == []
    causes = ["goal_reached", "left_workplace", "jobseeker_wish", "employer_wish", "never_started"]
    crossed = []
    for place, (age, duration) in enumerate(frame.select("age", "duration").iter_rows()):
        middle, short = age in ("30_39", "40_49"), duration == "up_to_3_months"
        some = causes[2:3] if middle and short else causes[:3] if middle else causes[2:] if short else causes
        crossed.append(some[place % len(some)])
    frame = frame.with_columns(pl.Series("close_cause", crossed))
    one = publish(frame, weaken(plan_release(("age", "close_cause")), t=False))
    other = publish(frame, weaken(plan_release(("duration", "close_cause")), t=False))
    learnt = intersect(one, other, frame, "close_cause")
    assert len(learnt) > 100, "with both at hand the attack succeeds"
    assert compare(other, one) == ["points_at_one"]
