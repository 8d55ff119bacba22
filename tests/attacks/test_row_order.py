"""Row order: the place of a row says nothing, since all that the order follows is what stands in the rows."""

from __future__ import annotations

import polars as pl

from hybridmentor.domain.release_making import make_table
from hybridmentor.domain.release_plan import CASE, UNITS
from tests.support.attacks import Published, guess_by_place, plan_release, see
from tests.support.release_cases import VARIABLES, draw_cases


def test_a_case_is_not_found_by_its_place_in_the_register():
    register = draw_cases(1200, seed=51)
    made = make_table(register, plan_release(VARIABLES, suppression_limit=0))
    assert made is not None
    assert made.table.height == register.height
    published = Published(made.table, made.levels)
    seen = see(register, published.quasi, made.levels)
    unsorted = pl.concat(
        [seen, register.select([name for name in VARIABLES if name not in made.levels])], how="horizontal"
    ).select(made.table.columns)
    assert guess_by_place(Published(unsorted, made.levels), register) == 1, "with the defence off"
    assert guess_by_place(published, register) < 0.2


def test_the_order_of_the_register_changes_nothing():
    register = draw_cases(1200, seed=52)
    one = make_table(register, plan_release(VARIABLES))
    other = make_table(register.sample(fraction=1, shuffle=True, seed=3), plan_release(VARIABLES))
    assert one is not None
    assert other is not None
    assert one.table.rows() == other.table.rows() == sorted(one.table.rows())
    assert one.facts == other.facts


def test_no_id_and_no_unit_is_published():
    register = draw_cases(1200, seed=53)
    made = make_table(register, plan_release(VARIABLES))
    assert made is not None
    assert tuple(made.table.columns) == VARIABLES
    secret = {value for name in (CASE, *UNITS) for value in register[name].to_list()}
    assert not secret & {value for row in made.table.rows() for value in row}
