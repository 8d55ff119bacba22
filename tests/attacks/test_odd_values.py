"""Values that are not what they seem: formulas that a spreadsheet runs, and one value written in two ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import polars as pl
import pytest

from hybridmentor.domain.release_making import make_table
from hybridmentor.domain.release_price import price_release
from hybridmentor.errors import InvalidInput
from tests.support.attacks import (
    Published,
    find_homogeneous,
    find_rare,
    plan_release,
    publish,
    publish_as_typed,
    publish_by_data,
    weaken,
)
from tests.support.release_cases import change_cell, draw_cases

VARIABLES = ("county", "age", "close_cause")
FRAME = draw_cases(2000, VARIABLES, seed=71)
K = 10
FORMULAS = ("=1+1", '=HYPERLINK("//x","y")', "+1", "-1", "@SUM(1)", "\t=1", "\r=1")


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("name", ["close_cause", "county"])
def test_no_formula_comes_into_a_file(formula: str, name: str):
    plan = plan_release(VARIABLES)
    if name == "county":
        # All cases of a county have it, as where the name of the county is what somebody has typed.
        there = pl.col("county") == FRAME["county"][0]
        frame = FRAME.with_columns(pl.when(there).then(pl.lit(formula)).otherwise("county").alias("county"))
        weak = weaken(plan_release((name, "close_cause")), rules=False, units=False)
        published = publish_by_data(frame, weak, name)
    else:
        frame = change_cell(FRAME, 0, {name: formula})
        published = publish(frame, plan)
    assert formula in published.table[name].to_list(), "with the defence off"
    for way in (make_table, price_release):
        with pytest.raises(InvalidInput) as refused:
            way(frame, plan)
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


@pytest.mark.parametrize(
    "vary",
    [str.title, str.upper, "{} ".format, "\u00a0{}".format, lambda value: ""],
    ids=["title", "upper", "space", "no-break", "empty"],
)
def test_nor_does_it_split_a_class(vary: Callable[[str], str]):
    """What is known of a person is the county, however it is written: a class of its own would have few."""
    variant = vary(FRAME["county"][3])
    assert variant != FRAME["county"][3]
    frame = change_cell(FRAME, 3, {"county": variant})
    assert find_rare(publish_as_typed(FRAME, "county", K), K) == []
    assert find_rare(publish_as_typed(frame, "county", K), K) == [(variant,)], "with the defence off"
    with pytest.raises(InvalidInput) as refused:
        make_table(frame, plan_release(VARIABLES))
    assert refused.value.field == "county"


@pytest.mark.parametrize("unit", ["_office", "_employer", "_mentor", "_adviser"])
def test_no_unit_is_empty(unit: str):
    with pytest.raises(InvalidInput) as refused:
        make_table(change_cell(FRAME, 3, {unit: ""}), plan_release(VARIABLES))
    assert refused.value.field == unit


def test_no_case_counts_twice():
    """Nine of a place and one of them once more are ten rows, and still nine people."""
    few = pl.lit(pl.Series([place < K - 1 for place in range(FRAME.height)]))
    frame = FRAME.with_columns(pl.when(few).then(pl.lit("other")).otherwise("county").alias("county"))
    twice = pl.concat([frame, frame.head(1)])
    weak = weaken(plan_release(("county", "close_cause")), rules=False, units=False)
    assert "other" not in publish(frame, weak).table["county"]
    assert publish(twice, weak).table["county"].to_list().count("other") == K, "with the defence off"
    with pytest.raises(InvalidInput) as refused:
        make_table(twice, plan_release(VARIABLES))
    assert refused.value.field == "_case"
