"""What the report says beside the file: nothing that tells of 1 to k - 1 cases, held back or published."""

from __future__ import annotations

import polars as pl
import pytest

from hybridmentor.domain.release_facts import write_facts
from hybridmentor.domain.release_making import make_table
from hybridmentor.domain.release_price import price_release, write_price
from tests.support.attacks import drop_case, plan_release
from tests.support.release_cases import draw_cases

VARIABLES = ("county", "age", "with_mentor_total", "close_cause", "attached")
FRAME = draw_cases(1210, VARIABLES, seed=81)
PLAN = plan_release(VARIABLES)


def draw_odd(count: int) -> pl.DataFrame:
    """Cases that are like no others, so they are held back."""
    odd = draw_cases(count, VARIABLES, seed=82)
    return odd.with_columns(
        county=pl.lit("unknown"), age=pl.lit("unknown"), with_mentor_total=pl.lit("not_registered")
    )


@pytest.mark.parametrize("more", range(1, 10))
def test_a_few_more_that_are_held_back_change_no_figure(more: int):
    whole = make_table(FRAME, PLAN)
    other = make_table(pl.concat([FRAME, draw_odd(more)]), PLAN)
    assert whole is not None
    assert other is not None
    assert other.table.rows() == whole.table.rows(), "they are held back"
    held = [FRAME.height - whole.table.height, FRAME.height + more - other.table.height]
    assert held[1] - held[0] == more, "with exact counts the report would tell how many"
    assert write_facts(other.facts) == write_facts(whole.facts)


def test_one_published_case_less_changes_no_figure():
    whole = make_table(FRAME, PLAN)
    assert whole is not None
    changed = 0
    for place in range(0, FRAME.height, 40):
        less = make_table(drop_case(FRAME, place), PLAN)
        assert less is not None
        changed += less.table.height != whole.table.height
        assert write_facts(less.facts) == write_facts(whole.facts), place
    assert changed > 20, "with exact counts the report would tell"


@pytest.mark.parametrize("more", [1, 4, 9])
def test_nor_does_the_price_that_is_told_before_anything_is_made(more: int):
    assert write_price(price_release(pl.concat([FRAME, draw_odd(more)]), PLAN)) == write_price(
        price_release(FRAME, PLAN)
    )


def test_no_limit_of_a_file_that_is_too_small_tells_how_small():
    told = {
        write_price(price_release(draw_cases(rows, VARIABLES, seed=83).head(rows), PLAN)) for rows in (21, 22)
    }
    bands = {price_release(draw_cases(rows, VARIABLES, seed=83), PLAN).rows_band for rows in range(20, 30)}
    assert len(bands) == 1
    assert len(told) == 1
