"""Values that are not what they seem: formulas that a spreadsheet runs, and one value written in two ways."""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest

from hybridmentor.domain.release_making import make_table
from hybridmentor.domain.release_price import price_release
from hybridmentor.errors import InvalidInput
from tests.support.attacks import Published, find_homogeneous, plan_release, publish
from tests.support.release_cases import change_cell, draw_cases

VARIABLES = ("county", "age", "close_cause")
FRAME = draw_cases(2000, VARIABLES, seed=71)
FORMULAS = ("=1+1", '=HYPERLINK("//x","y")', "+1", "-1", "@SUM(1)", "\t=1", "\r=1")


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("name", ["close_cause", "county"])
def test_no_formula_comes_into_a_file(formula: str, name: str):
    frame = change_cell(FRAME, 0, {name: formula})
    if name == "close_cause":
        published = publish(frame, plan_release(VARIABLES))
        assert formula in published.table[name].to_list(), "with the defence off"
    for way in (make_table, price_release):
        with pytest.raises(InvalidInput) as refused:
            way(frame, plan_release(VARIABLES))
        assert refused.value.field == name
        assert formula not in str(refused.value)


@pytest.mark.parametrize(
    "variant", ["Goal_reached", "goal_reached ", " goal_reached", "goal_reached\u00a0", ""]
)
def test_one_value_written_in_two_ways_does_not_make_a_class_look_diverse(variant: str):
    rows = [("30_49", "goal_reached"), ("30_49", variant or "goal_reached ")] * 8
    published = Published(pl.DataFrame(rows, schema=["age", "close_cause"], orient="row"), {"age": 1})
    letters = Counter(published.table["close_cause"].to_list())
    assert len(letters) == 2, "letter by letter there are two values"
    assert find_homogeneous(published, "close_cause"), "and to a reader there is one"
    with pytest.raises(InvalidInput) as refused:
        make_table(change_cell(FRAME, 3, {"close_cause": variant}), plan_release(VARIABLES))
    assert refused.value.field == "close_cause"


@pytest.mark.parametrize("variant", ["Oslo", "oslo ", "OSLO", ""])
def test_nor_does_it_split_a_class(variant: str):
    """What is known of a person is the county, however it is written: a class of its own would have few."""
    frame = change_cell(FRAME, 3, {"county": variant})
    with pytest.raises(InvalidInput) as refused:
        make_table(frame, plan_release(VARIABLES))
    assert refused.value.field == "county"


@pytest.mark.parametrize("unit", ["_office", "_employer", "_mentor", "_adviser"])
def test_no_unit_is_empty(unit: str):
    with pytest.raises(InvalidInput) as refused:
        make_table(change_cell(FRAME, 3, {unit: ""}), plan_release(VARIABLES))
    assert refused.value.field == unit


def test_no_case_counts_twice():
    twice = pl.concat([FRAME, FRAME.head(1)])
    with pytest.raises(InvalidInput) as refused:
        make_table(twice, plan_release(VARIABLES))
    assert refused.value.field == "_case"
