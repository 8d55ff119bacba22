"""Unit size: a class that is one mentor's, one company's, one adviser's or one office's tells of that one."""

from __future__ import annotations

import polars as pl
import pytest

from hybridmentor.domain.release_making import make_table
from hybridmentor.domain.release_plan import UNITS
from tests.support.attacks import (
    Published,
    find_few_units,
    leave_rule_out,
    plan_release,
    publish,
    weaken,
)
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


def make_lonely(stand_in: pl.Expr) -> pl.DataFrame:
    """Fifty cases from where nobody else is, all one adviser's, without company and mentor: for these somebody stands in."""
    frame = draw_cases(2000, VARIABLES, seed=62)
    own = pl.lit(pl.Series([place < 50 for place in range(frame.height)]))
    told = {"county": pl.lit("other"), "_adviser": pl.lit("only")}
    frame = frame.with_columns(
        pl.when(own).then(one).otherwise(name).alias(name) for name, one in told.items()
    )
    return frame.with_columns(
        pl.when(own).then(stand_in).otherwise(name).alias(name) for name in ("_employer", "_mentor")
    )


def test_where_there_is_no_company_or_mentor_the_adviser_counts():
    """Counted as a company each, such cases would be of many, and a class that is one adviser's would pass."""
    by_itself = make_lonely("none:" + pl.col("_case"))
    by_adviser = make_lonely("adviser:" + pl.col("_adviser"))
    # The rule on advisers would see it too; here the rules on companies and mentors are on their own.
    plan = leave_rule_out(plan_release(VARIABLES), "_adviser")
    assert find_few_units(publish(by_itself, plan), by_itself, "_adviser", 3), "with the defence off"
    assert find_few_units(publish(by_adviser, plan), by_adviser, "_adviser", 3) == []
    made = make_table(by_adviser, plan_release(VARIABLES))
    assert made is not None
    assert find_few_units(Published(made.table, made.levels), by_adviser, "_adviser", 3) == []
