"""The table that is handed out: what may be in it, how it is ordered, and its CSV and Parquet files."""

from __future__ import annotations

import io

import polars as pl
import pytest

from hybridmentor.documents import published_table
from hybridmentor.documents.published_table import (
    CODE,
    ORDERED,
    TableRefused,
    arrange_table,
    list_columns,
    write_csv,
    write_parquet,
)
from hybridmentor.domain.anonymity.hierarchy import Hierarchy
from hybridmentor.domain.anonymity_check_cells import (
    has_two_number_writings,
    has_variants,
    is_formula,
    is_missing,
    list_faults,
)
from hybridmentor.domain.release_variables import get_hierarchy, list_variables
from tests.support.published_tables import KEYS, LEVELS, find_variables, make_table

COLUMNS = list_columns(find_variables(), LEVELS)


def put(value: str | None, column: str = "close_cause") -> pl.DataFrame:
    """The table with one cell changed."""
    table = make_table().select(pl.all().cast(pl.String))
    return table.with_columns(
        pl.when(pl.int_range(pl.len()) == 7).then(pl.lit(value)).otherwise(pl.col(column)).alias(column)
    )


def test_a_column_has_the_values_of_its_level_in_the_order_of_the_hierarchy():
    county, _, start, total, *_ = COLUMNS
    assert county.values[:2] == ("region_east", "region_south")
    assert start.values == ("*",)
    assert total.values[:4] == ("none", "1_5", "6_20", "over_20")
    assert [column.is_ordered for column in COLUMNS] == [
        False, False, False, True, True, False, True, False,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("keys", "levels"),
    [
        ((), {}),
        (("county", "county"), {"county": 1}),
        (("county",), {}),
        (("duration",), {"duration": 4}),
        (("duration",), {"duration": -1}),
        (("duration",), {"duration": 0, "county": 1}),
    ],
    ids=["none", "twice", "finer than may be", "coarser than there is", "below", "of no column"],
)
def test_columns_that_cannot_be_published_are_refused(keys: tuple[str, ...], levels: dict[str, int]):
    with pytest.raises(TableRefused):
        list_columns(find_variables(keys), levels)


@pytest.mark.parametrize(
    "value",
    [
        "=1+1",
        "+47",
        "-1",
        "@a",
        "",
        None,
        "goal reached",
        "Goal_reached",
        "gørt",
        "goal_reached\n",
        'a"b',
        "*",
        "2024-01-01",
    ],
)
def test_a_cell_that_is_no_value_of_its_column_refuses_the_table(value: str | None):
    with pytest.raises(TableRefused):
        arrange_table(put(value), COLUMNS)


def test_a_code_of_another_level_refuses_the_table():
    with pytest.raises(TableRefused):
        arrange_table(put("1_2", "with_mentor_total"), COLUMNS)


def test_other_columns_and_no_rows_refuse_the_table():
    table = make_table()
    for wrong in (
        table.drop("attached"),
        table.with_row_index("row"),
        table.select(KEYS[::-1]),
        table.clear(),
    ):
        with pytest.raises(TableRefused):
            arrange_table(wrong, COLUMNS)


def test_rows_stand_in_the_order_of_what_they_show():
    plain = arrange_table(make_table(), COLUMNS)
    rows = plain.rows()
    assert rows == sorted(make_table().rows())
    assert arrange_table(make_table().reverse(), COLUMNS).rows() == rows
    assert set(plain.dtypes) == {pl.String()}


def test_the_csv_is_plain():
    plain = arrange_table(make_table(), COLUMNS)
    content = write_csv(plain)
    heading, *lines = content.decode("ascii").split("\n")
    assert heading == ";".join(KEYS)
    assert lines.pop() == ""
    assert [tuple(line.split(";")) for line in lines] == plain.rows()
    assert b"\r" not in content
    assert b'"' not in content


def test_the_parquet_has_the_same_rows_as_text():
    plain = arrange_table(make_table(), COLUMNS)
    read = pl.read_parquet(io.BytesIO(write_parquet(plain)))
    assert read.equals(plain)
    assert read.schema == plain.schema


def test_no_value_of_any_level_can_be_taken_for_something_else():
    """A formula, a number that points at someone, a second writing of a value: none stands in any public hierarchy."""
    for variable in list_variables():
        rows = get_hierarchy(variable.hierarchy).rows.values()
        for level in range(get_hierarchy(variable.hierarchy).height):
            values = {row[level] for row in rows}
            assert all(CODE.fullmatch(value) and not is_formula(value) for value in values)
            assert not [value for value in values if list(list_faults(value, ";"))], variable.hierarchy
            assert not has_variants(values), variable.hierarchy
            assert not has_two_number_writings(values), variable.hierarchy
            assert len([value for value in values if is_missing(value)]) <= 1, variable.hierarchy


def test_hierarchies_with_an_order_are_those_of_variables():
    assert {variable.hierarchy for variable in list_variables()} >= ORDERED


def test_even_a_public_value_is_refused_where_a_spreadsheet_would_reckon_with_it(
    monkeypatch: pytest.MonkeyPatch,
):
    strange = Hierarchy({"=1+1": ("=1+1", "*")}, 2)
    monkeypatch.setattr(published_table, "get_hierarchy", lambda name: strange)
    columns = list_columns(find_variables(["duration"]), {})
    assert columns[0].values == ("=1+1",)
    with pytest.raises(TableRefused):
        arrange_table(pl.DataFrame({"duration": ["=1+1"]}), columns)
