"""Unit size: a class that is one mentor's, one company's, one adviser's or one office's tells of that one."""

from __future__ import annotations

import polars as pl
import pytest

from hybridmentor.domain.release_making import make_table
from hybridmentor.domain.release_plan import UNITS
from tests.support.attacks import Published, find_few_units, plan_release, publish, weaken
from tests.support.release_cases import draw_cases

VARIABLES = ("county", "age", "close_cause")


def make_frame(unit: str) -> pl.DataFrame:
    """Fifty cases from where nobody else is, all of one unit."""
    frame = draw_cases(2000, VARIABLES, seed=61)
    own = pl.lit(pl.Series([place < 50 for place in range(frame.height)]))
    return frame.with_columns(
        pl.when(own).then(pl.lit("other")).otherwise(pl.col("county")).alias("county"),
        pl.when(own).then(pl.lit("only")).otherwise(pl.col(unit)).alias(unit),
    )


@pytest.mark.parametrize("unit", UNITS)
def test_no_class_is_of_fewer_than_three_units(unit: str):
    frame = make_frame(unit)
    plan = plan_release(VARIABLES)
    assert find_few_units(publish(frame, weaken(plan, units=False)), frame, unit, 3), "with the defence off"
    made = make_table(frame, plan)
    assert made is not None
    published = Published(made.table, made.levels)
    for one in UNITS:
        assert find_few_units(published, frame, one, 3) == []


def test_where_there_is_no_company_or_mentor_the_adviser_counts():
    """Else all such cases would be of one company, and a class that is one adviser's would pass."""
    frame = draw_cases(2000, VARIABLES, seed=62).with_columns(
        _employer="adviser:" + pl.col("_adviser"), _mentor="adviser:" + pl.col("_adviser")
    )
    made = make_table(frame, plan_release(VARIABLES))
    assert made is not None
    assert find_few_units(Published(made.table, made.levels), frame, "_adviser", 3) == []
