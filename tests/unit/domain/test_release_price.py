"""What a choice costs, and what it would cost without a variable."""

from __future__ import annotations

import polars as pl
import pytest

from hybridmentor.domain import release_price
from hybridmentor.domain.release_choice import ReleaseChoice
from hybridmentor.domain.release_facts import Band
from hybridmentor.domain.release_making import make_table
from hybridmentor.domain.release_plan import make_plan
from hybridmentor.domain.release_price import price_release, read_price, write_price
from hybridmentor.domain.release_problems import Problem
from hybridmentor.domain.release_rules import DEFAULTS
from tests.support.attacks import plan_release
from tests.support.release_cases import VARIABLES, draw_cases

SOME = ("county", "age", "with_mentor_total", "close_cause", "attached")


def test_the_price_is_that_of_what_is_made_then():
    frame = draw_cases(2000, SOME, seed=1)
    plan = make_plan(ReleaseChoice("restricted", SOME, {"age": 2.0}), DEFAULTS["restricted"])
    price, made = price_release(frame, plan), make_table(frame, plan)
    assert made is not None
    assert price.holds
    assert (price.quasi, price.sensitive) == (SOME[:3], SOME[3:])
    assert price.levels == made.levels
    assert price.loss_band == made.facts.loss_band
    assert price.loss_by_variable == made.facts.loss_by_variable
    assert price.emptied == made.facts.emptied
    assert price.heights == made.facts.heights
    assert price.nodes == made.facts.nodes
    assert price.optimal
    assert price.rows_band == Band(2000, 2499)
    assert price.suppressed_band == made.facts.suppressed_band == Band(0, 5)


def test_what_is_left_without_a_variable_is_what_is_made_without_it():
    frame = draw_cases(2000, SOME, seed=2)
    price = price_release(frame, plan_release(SOME))
    assert not price.estimated
    assert set(price.without) == set(SOME)
    for key, band in price.without.items():
        made = make_table(frame, plan_release([one for one in SOME if one != key]))
        assert made is not None
        assert made.facts.loss_band.high >= band.low
        assert made.facts.loss_band in (band, Band(band.low + 5, band.high + 5))
    rest = {key: price.without[key].low for key in SOME[:3]}
    assert price.dearest in SOME
    assert rest[min(rest, key=lambda key: rest[key])] < 60


def test_a_large_choice_is_estimated_and_never_too_low(monkeypatch: pytest.MonkeyPatch):
    frame = draw_cases(2000, SOME, seed=2)
    exact = price_release(frame, plan_release(SOME))
    monkeypatch.setattr(release_price, "SMALL", 0)
    estimate = price_release(frame, plan_release(SOME))
    assert estimate.estimated
    assert estimate.loss_band == exact.loss_band
    assert all(estimate.without[key].low >= exact.without[key].low for key in SOME)
    assert any(estimate.without[key].low > exact.without[key].low for key in SOME)


@pytest.mark.parametrize(("rows", "holds"), [(21, False), (60, False), (100, True)])
def test_small_files_are_priced_all_the_same(rows: int, holds: bool):
    """21, 60 and 100 cases: whether they are enough, and that next to nothing would be left of so many variables."""
    frame = draw_cases(rows, seed=5)
    price = price_release(frame, plan_release(VARIABLES))
    codes = [one.code for one in price.problems if one.stops]
    assert price.holds == holds
    assert codes == ([] if holds else ["too_few_cases"])
    assert price.loss_band is not None
    assert price.loss_band.low >= 50
    for band in (price.loss_band, *price.loss_by_variable.values(), *price.without.values()):
        assert (band.high - band.low) * rows >= 100 * 10 or band == Band(0, 100)
    few = price_release(frame, plan_release(("with_mentor_total",)))
    assert few.holds == holds
    assert few.without == {}
    assert few.loss_band is not None
    if holds:
        assert few.loss_band.low < price.loss_band.low


def test_a_file_that_is_smaller_than_a_class_has_no_price():
    price = price_release(draw_cases(8), plan_release(VARIABLES))
    assert price.loss_band is None
    assert not price.holds
    assert price.levels == {}


def test_where_all_is_starred_it_is_said():
    price = price_release(draw_cases(100, seed=1), plan_release(VARIABLES))
    assert Problem("nothing_left", stops=False) in price.problems
    assert price.emptied == price.quasi
    assert price.holds


def test_where_there_is_no_solution_the_variables_are_told_that_stand_in_the_way():
    """Twenty of four hundred would have to go, which may be; but all are of one age, so it is all or none."""
    frame = draw_cases(400, ("age", "close_cause", "attached"), seed=6).with_columns(
        pl.Series("attached", ["yes"] * 362 + ["no"] * 38),
        pl.lit("30_39").alias("age"),
    )
    plan = plan_release(("age", "close_cause", "attached"))
    price = price_release(frame, plan)
    assert price.problems == (Problem("no_solution_with", ("attached",)),)
    assert not price.holds
    assert make_table(frame, plan) is None
    assert price_release(frame, plan_release(("age", "close_cause"))).holds


def test_or_that_leaving_out_none_would_do():
    frame = draw_cases(300, ("age", "close_cause"), seed=6).with_columns(_mentor=pl.lit("a"))
    price = price_release(frame, plan_release(("age", "close_cause")))
    assert [one.code for one in price.problems] == ["too_few_mentors", "no_solution"]


def test_a_price_is_read_as_it_was_written():
    for rows in (8, 60, 900):
        price = price_release(draw_cases(rows, seed=rows), plan_release(VARIABLES))
        text = write_price(price)
        assert read_price(text) == price
        assert write_price(read_price(text)) == text


def test_in_a_hurry_the_price_says_so():
    price = price_release(draw_cases(900, seed=9), plan_release(VARIABLES), time_limit=0.0)
    assert not price.optimal
    assert Problem("not_optimal", stops=False) in price.problems
