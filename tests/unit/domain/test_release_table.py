"""The fixed table of cases that are too few for a data set."""

from __future__ import annotations

import random

import polars as pl
import pytest

from hybridmentor.domain.release_plan import UNITS
from hybridmentor.domain.release_rules import DEFAULTS
from hybridmentor.domain.release_table import (
    COLUMNS,
    ROWS,
    find_axes,
    make_fixed_table,
    read_table,
    write_table,
)
from hybridmentor.domain.release_variables import get_hierarchy

RULES = DEFAULTS["restricted"]


def draw(rows: int, seed: int = 1) -> pl.DataFrame:
    """So many cases with an industry and an earlier attachment."""
    chance = random.Random(seed)
    data = {}
    for variable in find_axes():
        values = list(get_hierarchy(variable.hierarchy).values)
        data[variable.key] = chance.choices(values, [1 / (1 + place) for place in range(len(values))], k=rows)
    units = {unit: [str(number % 7) for number in range(rows)] for unit in UNITS}
    return pl.DataFrame({**data, **units})


def test_small_cells_are_hidden_and_the_rest_rounded():
    for seed in range(20):
        frame = draw(120, seed)
        table = make_fixed_table(frame, RULES)
        assert table is not None
        for code, cells in zip(table.rows, table.cells, strict=False):
            exact = frame.filter(pl.col(ROWS) == code).height
            if 0 < exact < table.smallest:
                assert cells[-1] is None
        shown = [cell for row in table.cells for cell in row if cell is not None]
        assert all(cell >= 5 and cell % 5 == 0 for cell in shown)
        assert table.hidden <= table.all


def test_a_count_between_one_and_the_limit_stands_nowhere():
    frame = draw(200, 3)
    table = make_fixed_table(frame, RULES)
    assert table is not None
    column = {value: row[1] for value, row in get_hierarchy(find_axes()[1].hierarchy).rows.items()}
    counted = frame.with_columns(pl.col(COLUMNS).replace_strict(column)).group_by(ROWS, COLUMNS).len()
    for row, code, count in counted.iter_rows():
        cell = table.cells[list(table.rows).index(row)][list(table.columns).index(code)]
        assert cell is None or count >= 5


def test_at_21_cases_hardly_anything_and_below_20_nothing_is_shown():
    assert make_fixed_table(draw(19), RULES) is None
    table = make_fixed_table(draw(21), RULES)
    assert table is not None
    assert table.hidden > table.all * 0.8


def test_the_limits_of_the_kind_count():
    assert make_fixed_table(draw(39), DEFAULTS["open"]) is None
    table = make_fixed_table(draw(300), DEFAULTS["open"])
    assert table is not None
    assert table.smallest == 10
    assert min(cell for row in table.cells for cell in row if cell is not None) >= 10


def test_the_same_cases_in_any_order_give_the_same_table():
    frame = draw(150)
    shuffled = frame.sample(fraction=1.0, shuffle=True, seed=7)
    first, second = make_fixed_table(frame, RULES), make_fixed_table(shuffled, RULES)
    assert write_table(first) == write_table(second)


def test_what_is_written_is_read():
    table = make_fixed_table(draw(150), RULES)
    assert write_table(read_table(write_table(table))) == write_table(table)
    assert read_table(None) is None
    assert write_table(None) is None


@pytest.mark.parametrize("unit", UNITS)
def test_nothing_is_shown_of_fewer_than_stand_behind_a_class(unit: str):
    needed = getattr(RULES, UNITS[unit])
    for count in (1, needed - 1):
        few = draw(200).with_columns(pl.Series(unit, [str(number % count) for number in range(200)]))
        assert make_fixed_table(few, RULES) is None
    enough = draw(200).with_columns(pl.Series(unit, [str(number % needed) for number in range(200)]))
    assert make_fixed_table(enough, RULES) is not None


@pytest.mark.parametrize("unit", ["_employer", "_adviser"])
def test_a_cell_and_a_row_that_rest_on_few_are_hidden(unit: str):
    frame = draw(300)
    table = make_fixed_table(frame, RULES)
    assert table is not None
    column = {value: row[1] for value, row in get_hierarchy(find_axes()[1].hierarchy).rows.items()}
    at = next(
        (row, place)
        for row, cells in enumerate(table.cells[:-1])
        for place, cell in enumerate(cells[:-1])
        if cell is not None and cells[-1] is not None
    )
    in_row = pl.col(ROWS) == table.rows[at[0]]
    in_cell = in_row & (pl.col(COLUMNS).replace_strict(column) == table.columns[at[1]])
    # Of the same two each time: their cases are many, but they are two.
    two = (pl.int_range(pl.len()) % 2).cast(pl.String)
    of_cell = make_fixed_table(
        frame.with_columns(pl.when(in_cell).then(two).otherwise(unit).alias(unit)), RULES
    )
    of_row = make_fixed_table(
        frame.with_columns(pl.when(in_row).then(two).otherwise(unit).alias(unit)), RULES
    )
    assert of_cell is not None
    assert of_row is not None
    assert of_cell.cells[at[0]][at[1]] is None
    assert of_row.cells[at[0]][-1] is None
