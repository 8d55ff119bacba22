"""Comparison of tables: against plain counting, and each rule by itself."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from hybridmentor.domain import release_comparison
from hybridmentor.domain.release_comparison import (
    EarlierTable,
    compare_tables,
    find_moving_margin,
    find_pinned,
    generalise_table,
)
from hybridmentor.domain.release_problems import Problem
from hybridmentor.domain.release_variables import get_hierarchy
from tests.support.attacks import Published, group_secrets, subtract

Row = tuple[str, ...]
NAMES = ("a", "b", "c", "d")
VALUES = st.tuples(*[st.sampled_from("xyz")] * len(NAMES))


def make_frame(rows: Sequence[Row], names: Sequence[str] = NAMES) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")


def make_earlier(
    table: pl.DataFrame, levels: dict[str, int], *, k: int = 10, same: bool = True
) -> EarlierTable:
    return EarlierTable("first", "study", k, levels, table, is_same_period=same)


@settings(deadline=None, max_examples=150)
@given(
    st.lists(VALUES, min_size=1, max_size=40),
    st.lists(VALUES, max_size=12),
    st.lists(VALUES, max_size=12),
    st.integers(2, 8),
    st.integers(1, 3),
)
def test_margins_are_those_of_plain_counting(
    common: list[Row], mine: list[Row], theirs: list[Row], k: int, times: int
):
    one, other = make_frame(common + mine * times), make_frame(common + theirs * times)
    learnt = subtract(Published(one, {}), Published(other, {}), k)
    margin = find_moving_margin(one, other, k)
    assert (margin is not None) == bool(learnt)
    if margin is not None:
        assert len(margin) == len(learnt[0]), "the fewest columns are told"


@settings(deadline=None, max_examples=80)
@given(
    st.lists(
        st.tuples(st.sampled_from("xy"), st.sampled_from("pq"), st.sampled_from("123")),
        min_size=1,
        max_size=25,
    ),
    st.lists(
        st.tuples(st.sampled_from("xy"), st.sampled_from("mn"), st.sampled_from("123")),
        min_size=1,
        max_size=25,
    ),
    st.integers(1, 3),
)
def test_classes_with_one_value_in_common_are_those_of_plain_sets(
    mine: list[Row], theirs: list[Row], pairs: int
):
    one = Published(make_frame(mine, ("a", "b", "s")), {"a": 0, "b": 0})
    other = Published(make_frame(theirs, ("a", "c", "s")), {"a": 0, "c": 0})
    expected = any(
        key[0] == place[0] and len(values.keys() & others.keys()) == 1
        for key, values in group_secrets(one, "s").items()
        for place, others in group_secrets(other, "s").items()
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(release_comparison, "PAIRS", pairs)
        earlier = make_earlier(other.table, dict(other.levels))
        assert find_pinned(one.table, one.levels, earlier, "s") == expected


@pytest.mark.parametrize(
    ("before", "after", "codes"),
    [
        (0, 3, ["differs_in_number"]),
        (3, 0, ["differs_in_number"]),
        (0, 10, []),
        (20, 29, ["differs_in_number"]),
        (20, 30, []),
    ],
)
def test_a_cell_that_appears_or_vanishes_moves_by_all_that_it_has(before: int, after: int, codes: list[str]):
    rest = [("30_49",)] * 40
    old, new = (make_frame(rest + [("unknown",)] * count, ["age"]) for count in (before, after))
    found = compare_tables(new, {"age": 1}, 10, [make_earlier(old, {"age": 1})])
    assert [one.code for one in found] == codes


def test_a_cell_is_seen_where_the_numbers_of_cases_are_the_same():
    old = make_frame([("30_49", "yes")] * 40 + [("under_30", "no")] * 40, ["age", "attached"])
    new = make_frame([("30_49", "yes")] * 37 + [("under_30", "no")] * 43, ["age", "attached"])
    assert compare_tables(new, {"age": 1}, 10, [make_earlier(old, {"age": 1})]) == (
        Problem("differs_by_few", ("age",), {"release": "first"}),
    )


def test_a_pair_is_seen_where_neither_value_moves():
    def make(first: int) -> pl.DataFrame:
        pairs = [("30_49", "yes"), ("30_49", "no"), ("under_30", "yes"), ("under_30", "no")]
        counts = [20 + first, 20 - first, 20 - first, 20 + first]
        return make_frame(
            [pair for pair, count in zip(pairs, counts, strict=True) for _ in range(count)],
            ["age", "attached"],
        )

    [problem] = compare_tables(make(2), {"age": 1}, 10, [make_earlier(make(0), {"age": 1})])
    assert problem.variables == ("age", "attached")


def test_all_columns_together_are_seen_where_no_three_move():
    """Of sixteen cells those with an even number of ones gain two, the others lose two: in every triple nothing moves."""

    def make(moved: int) -> pl.DataFrame:
        rows = []
        for cell in product("01", repeat=4):
            rows += [cell] * (20 + (moved if cell.count("1") % 2 == 0 else -moved))
        return make_frame(rows)

    assert find_moving_margin(make(2), make(0), 10) == NAMES
    assert find_moving_margin(make(10), make(0), 10) is None


def test_levels_are_compared_at_the_coarser_one():
    fine = make_frame([("county_03", "x"), ("county_46", "y")], ["county", "attached"])
    coarse = generalise_table(fine, ["county", "attached"], {"county": 0}, {"county": 2})
    assert coarse["county"].to_list() == [generalise_one("county_03"), generalise_one("county_46")]
    assert coarse["attached"].to_list() == ["x", "y"]
    assert (
        generalise_table(coarse, ["county"], {"county": 2}, {"county": 1}).rows()
        == coarse.select("county").rows()
    )


def generalise_one(code: str) -> str:
    return get_hierarchy("county").rows[code][2]


def test_tables_without_a_variable_in_common_are_compared_by_their_number():
    one, other = make_frame([("30_49",)] * 50, ["age"]), make_frame([("none",)] * 47, ["mentors"])
    assert [x.code for x in compare_tables(one, {"age": 1}, 10, [make_earlier(other, {"mentors": 0})])] == [
        "differs_in_number"
    ]
    same = make_frame([("none",)] * 50, ["mentors"])
    assert compare_tables(one, {"age": 1}, 10, [make_earlier(same, {"mentors": 0})]) == ()


def test_each_earlier_table_is_looked_at_unless_it_is_of_another_period():
    old, new = (make_frame([("30_49",)] * count, ["age"]) for count in (50, 53))
    earlier = [
        make_earlier(old, {"age": 1}),
        make_earlier(old, {"age": 1}, same=False),
        make_earlier(new, {"age": 1}),
    ]
    assert len(compare_tables(new, {"age": 1}, 10, earlier)) == 1
    assert compare_tables(new, {"age": 1}, 10, iter(earlier[1:])) == ()


def test_many_values_need_no_room():
    """Cells are laid out by what differs, not by what may be."""
    rows = [
        tuple(f"{name}{place * step % 997}" for name, step in zip(NAMES, (1, 3, 5, 7), strict=True))
        for place in range(997)
    ]
    assert find_moving_margin(make_frame(rows), make_frame(rows[:-20]), 3) == ("a",)
    assert find_moving_margin(make_frame(rows), make_frame(rows), 3) is None
