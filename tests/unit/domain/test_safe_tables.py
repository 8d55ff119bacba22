"""Safe tables: known answers, every promise held against all tables that have the same published cells, and the speed."""

from __future__ import annotations

import time
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

import numpy
import pytest
from hypothesis import given, settings, strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from hybridmentor.domain import safe_tables
from hybridmentor.domain.safe_tables import (
    HIDDEN,
    MARGIN_COST,
    AuditFailed,
    Cell,
    Choice,
    Interval,
    Rule,
    SafeTable,
    audit_table,
    extend_table,
    protect_complement,
    protect_table,
    share_safely,
)

Counts = NDArray[numpy.int64]

STUDY = [[20, 3, 12], [15, 9, 8], [30, 7, 22]]

# Reckoned with parts of persons the cell [1, 2, 0] may be 0 or 1; in whole persons it is 1. Found by looking through
# random tables.
HALVES = [
    [[1, 0, 1, 1], [0, 0, 0, 1], [1, 0, 0, 1], [1, 1, 0, 0]],
    [[1, 0, 0, 0], [1, 1, 0, 0], [1, 0, 1, 1], [1, 0, 1, 0]],
    [[0, 0, 1, 0], [0, 1, 1, 1], [1, 1, 1, 1], [1, 0, 1, 0]],
]
HALVES_SHOWN = [(0, 1, 0), (0, 1, 2), (1, 2, 2), (1, 2, 3), (1, 3, 3), (2, 1, 1), (2, 3, 3)]


def hide(counts: Any, *cells: Cell) -> Counts:
    """A table with margins without these cells."""
    table = extend_table(counts)
    for cell in cells:
        table[cell] = HIDDEN
    return table


def list_tables(published: Counts, least: int, most: int) -> Iterator[Counts]:
    """Every table of whole numbers that has the shown cells; no count is taken to be above `most`."""
    inner = list(numpy.ndindex(*(size - 1 for size in published.shape)))
    shape = tuple(size - 1 for size in published.shape)
    shown = published != HIDDEN
    # What the inner cells under each shown total must come to; they are filled one by one.
    sums = [
        (
            [
                place
                for place, one in enumerate(inner)
                if all(
                    n == size - 1 or n == own for n, own, size in zip(cell, one, published.shape, strict=True)
                )
            ],
            int(published[cell]),
        )
        for cell in numpy.ndindex(*published.shape)
        if cell not in inner and shown[cell]
    ]
    values = [0] * len(inner)

    def fill(place: int) -> Iterator[Counts]:
        if place == len(inner):
            table = extend_table(numpy.array(values).reshape(shape))
            if (table[shown] == published[shown]).all() and (table[~shown] >= least).all():
                yield table
            return
        told = int(published[inner[place]])
        for value in [told] if told != HIDDEN else range(least, most + 1):
            values[place] = value
            if all(fits(members, total, place) for members, total in sums if place in members):
                yield from fill(place + 1)
        values[place] = 0

    def fits(members: list[int], total: int, place: int) -> bool:
        so_far = sum(values[one] for one in members if one <= place)
        return so_far == total if members[-1] == place else so_far <= total

    yield from fill(0)


def find_by_force(published: Counts, least: int) -> dict[Cell, Interval]:
    """The least and greatest of each hidden cell over all tables; the grand total must be shown."""
    most = int(published.reshape(-1)[-1])
    tables = numpy.array(list(list_tables(published, least, most)))
    return {
        cell: (int(tables[(slice(None), *cell)].min()), int(tables[(slice(None), *cell)].max()))
        for cell in numpy.ndindex(*published.shape)
        if published[cell] == HIDDEN
    }


def check_promises(counts: Counts, safe: SafeTable) -> None:
    """What holds for every protected table."""
    table = extend_table(counts)
    hidden = safe.published == HIDDEN
    assert (safe.published[~hidden] == table[~hidden]).all()
    rule = safe.rule
    assert hidden[(table > 0) & (table < rule.threshold)].all()
    if rule.zeros_shown:
        assert not hidden[table == 0].any()
    assert set(safe.intervals) == {tuple(map(int, cell)) for cell in numpy.argwhere(hidden)}
    for cell, (low, high) in safe.intervals.items():
        assert low <= table[cell]
        assert high is None or (high >= table[cell] and high - low >= rule.width)


def test_a_table_known_by_hand():
    safe = protect_table(STUDY)
    assert safe.published.tolist() == [
        [20, HIDDEN, HIDDEN, 35],
        [15, HIDDEN, HIDDEN, 32],
        [30, 7, 22, 59],
        [65, 19, 42, 126],
    ]
    # 15 in the two cells of the first row, 17 in those of the second, 12 in the second column.
    assert safe.intervals == {(0, 1): (1, 11), (0, 2): (4, 14), (1, 1): (1, 11), (1, 2): (6, 16)}
    assert (safe.proven_least, safe.narrowest) == (True, 10)


def test_without_the_second_step_the_cell_is_known():
    assert audit_table(hide(STUDY, (0, 1))) == {(0, 1): (3, 3)}
    assert audit_table(hide(STUDY, (0, 1), (0, 2))) == {(0, 1): (3, 3), (0, 2): (12, 12)}


def test_nothing_is_hidden_without_cause():
    safe = protect_table([[5, 0], [12, 7]])
    assert (safe.published == extend_table([[5, 0], [12, 7]])).all()
    assert (safe.intervals, safe.proven_least, safe.narrowest) == ({}, True, None)


def test_two_small_cells_that_add_up_to_little_are_not_enough():
    safe = protect_table([2, 1, 30, 9])
    assert safe.published.tolist() == [HIDDEN, HIDDEN, 30, HIDDEN, 42]
    assert safe.intervals == {(0,): (1, 10), (1,): (1, 10), (3,): (1, 10)}


def test_a_total_that_is_small_is_hidden_with_all_that_gives_it_away():
    safe = protect_table([2, 1])
    assert safe.published.tolist() == [HIDDEN] * 3
    assert safe.intervals == {(0,): (1, None), (1,): (1, None), (2,): (2, None)}
    assert protect_table([[0, 0], [0, 3]]).published.tolist() == [
        [0, 0, 0],
        [0, HIDDEN, HIDDEN],
        [0, HIDDEN, HIDDEN],
    ]


def test_totals_stay_where_cells_can_go():
    safe = protect_table([[3, 40], [50, 60], [70, 80]])
    assert (safe.published[:, -1] != HIDDEN).all()
    assert (safe.published[-1] != HIDDEN).all()


def test_cells_that_hold_less_are_taken_first():
    assert protect_table([2, 90, 30, 8]).published.tolist() == [HIDDEN, 90, 30, HIDDEN, 130]


def test_structural_noughts():
    counts = [[0, 9, 8], [7, 0, 9], [9, 9, 9]]
    assert (protect_table(counts).published != HIDDEN).all()
    rule = Rule(zeros_shown=False)
    hidden = protect_table(counts, rule)
    assert hidden.published[0, 0] == hidden.published[1, 1] == HIDDEN
    structural = [[True, False, False], [False, False, False], [False, False, False]]
    safe = protect_table(counts, rule, structural)
    assert safe.published[0, 0] == 0
    assert safe.published[1, 1] == HIDDEN
    for one in (hidden, safe):
        check_promises(numpy.array(counts), one)
    whole = protect_table([[0, 0], [20, 30]], rule, [[True, True], [False, False]])
    assert whole.published.tolist() == [[0, 0, 0], [20, 30, 50], [20, 30, 50]]


def test_wider_promises():
    for width in (5, 8, 15):
        safe = protect_table(STUDY, Rule(width=width))
        assert safe.narrowest is None or safe.narrowest >= width
    strict = protect_table(STUDY, Rule(threshold=10, width=10))
    assert (strict.published[(0, 1, 1, 2), (1, 1, 2, 1)] == HIDDEN).all()


def test_shares():
    safe = protect_table([[20, 3, 12, 15], [2, 3, 0, 4], [15, 9, 8, 30], [30, 7, 22, 45]])
    assert safe.get_share((3, 0), axis=1) == Fraction(30, 104)
    assert safe.get_share((3, 0), axis=0) == Fraction(30, 67)
    assert safe.get_share((0, 1), axis=1) is None
    small = protect_table([[5, 0], [30, 40]])
    assert small.get_share((0, 0), axis=1) is None
    assert small.get_share((0, 0), axis=0) == Fraction(1, 7)
    assert small.get((0, 0)) == 5


@pytest.mark.parametrize(
    ("part", "base", "share"),
    [(5, 9, None), (5, 10, Fraction(1, 2)), (9, 10, None), (1, 30, None), (26, 30, None), (25, 30, Fraction(5, 6)),
     (0, 10, Fraction(0)), (10, 10, Fraction(1))],
)  # fmt: skip
def test_a_share_alone(part: int, base: int, share: Fraction | None):
    assert share_safely(part, base) == share


def test_a_share_of_nobody_where_noughts_are_not_shown():
    assert share_safely(0, 10, Rule(zeros_shown=False)) is None


@pytest.mark.parametrize(
    ("total", "group", "shown"),
    [(30, 15, (30, 15)), (12, 10, (12, None)), (12, 12, (12, 12)), (12, 0, (12, 0)), (30, 3, (30, None)), (3, 2, (None, None)),
     (6, 3, (None, None)), (7, 3, (7, None))],
)  # fmt: skip
def test_a_total_and_one_of_two_groups(total: int, group: int, shown: tuple[int | None, int | None]):
    assert protect_complement(total, group) == shown


@pytest.mark.parametrize("counts", [[], 3, [[[[1]]]], [1.5, 2], [-1, 2], [[]]])
def test_what_is_no_table(counts: Any):
    with pytest.raises(ValueError):
        protect_table(counts)


@pytest.mark.parametrize(("threshold", "width"), [(1, 5), (5, 4)])
def test_rules_that_promise_nothing(threshold: int, width: int):
    with pytest.raises(ValueError):
        Rule(threshold=threshold, width=width)


def test_a_structural_nought_must_be_one():
    with pytest.raises(ValueError):
        protect_table([1, 2], structural=[True, False])


def test_a_published_table_that_cannot_be():
    for published in (
        [[3, HIDDEN, 9], [4, 5, 9], [7, 12, 18]],
        [[HIDDEN, 9, 4], [4, 5, 9], [HIDDEN, 14, 13]],
    ):
        with pytest.raises(ValueError):
            audit_table(numpy.array(published))
    with pytest.raises(ValueError):
        audit_table(numpy.array([1, HIDDEN, 4, 4]), least=1)
    with pytest.raises(ValueError):
        audit_table(numpy.array([1, 2, 4]))


def test_nothing_leaves_that_the_audit_refuses(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(Choice, "choose", lambda self: (self.primary, True))
    with pytest.raises(AuditFailed):
        protect_table(STUDY)


def test_whole_persons_tell_more_than_parts_of_them(monkeypatch: pytest.MonkeyPatch):
    shown = {*HALVES_SHOWN}
    published = hide(HALVES, *(cell for cell in numpy.ndindex(3, 4, 4) if cell not in shown))
    assert audit_table(published)[1, 2, 0] == (1, 1)
    monkeypatch.setattr(safe_tables, "is_whole", lambda values: True)
    assert audit_table(published)[1, 2, 0] == (0, 1)


def test_the_same_table_gives_the_same_answer():
    counts = numpy.random.default_rng(3).poisson(7, (5, 6))
    first, second = protect_table(counts), protect_table(counts.tolist())
    assert (first.published == second.published).all()
    assert first.intervals == second.intervals


@st.composite
def make_published(draw: st.DrawFn) -> tuple[Counts, int]:
    """A small table of which some cells are hidden, whatever comes of it."""
    shape, most = draw(st.sampled_from([((3,), 6), ((2, 2), 4), ((2, 3), 2), ((2, 2, 2), 1)]))
    least = draw(st.integers(0, 1))
    counts = draw(arrays.arrays(numpy.int64, shape, elements=st.integers(least, least + most)))
    table = extend_table(counts)
    hidden = draw(arrays.arrays(numpy.bool_, table.shape))
    hidden.reshape(-1)[-1] = False
    return numpy.where(hidden, HIDDEN, table), least


@settings(max_examples=50, deadline=None)
@given(make_published())
def test_the_audit_finds_what_all_tables_have(drawn: tuple[Counts, int]):
    published, least = drawn
    assert audit_table(published, least=least) == find_by_force(published, least)


@settings(max_examples=25, deadline=None)
@given(
    st.sampled_from([(4,), (2, 2), (2, 3), (3, 4), (2, 2, 2), (2, 3, 2)]).flatmap(
        lambda shape: arrays.arrays(numpy.int64, shape, elements=st.integers(0, 14))
    ),
    st.booleans(),
)
def test_every_protected_table_keeps_its_promises(counts: Counts, zeros_shown: bool):
    check_promises(counts, protect_table(counts, Rule(zeros_shown=zeros_shown)))


@settings(max_examples=20, deadline=None)
@given(
    st.sampled_from([((3,), 12), ((2, 2), 8), ((2, 3), 4)]).flatmap(
        lambda drawn: arrays.arrays(numpy.int64, drawn[0], elements=st.integers(0, drawn[1]))
    )
)
def test_all_tables_that_look_alike_leave_a_hidden_cell_open(counts: Counts):
    safe = protect_table(counts)
    if safe.get(tuple(size - 1 for size in safe.published.shape)) is not None:
        assert safe.intervals == find_by_force(safe.published, safe.rule.least)


@pytest.mark.parametrize(
    "counts", [[[3, 9], [8, 30]], [[3, 2], [1, 30]], [[12, 9], [1, 6]], [[3, 1], [1, 1]], [2, 3, 9, 20]]
)
def test_nothing_less_would_do(counts: Any):
    safe = protect_table(counts)
    table = extend_table(counts)
    totals = sum(
        (place == size - 1).astype(int)
        for place, size in zip(numpy.indices(table.shape), table.shape, strict=True)
    )
    costs = MARGIN_COST ** numpy.asarray(totals)
    found = int(costs[safe.published == HIDDEN].sum())
    assert safe.proven_least
    for choice in product((False, True), repeat=table.size):
        hidden = numpy.array(choice).reshape(table.shape)
        small = (table > 0) & (table < 5)
        if (hidden & (table == 0)).any() or (small & ~hidden).any() or costs[hidden].sum() >= found:
            continue
        intervals = audit_table(numpy.where(hidden, HIDDEN, table), least=1)
        assert any(high is not None and high - low < 5 for low, high in intervals.values())


def test_a_large_table_is_not_proven_but_audited_and_quick():
    chance = numpy.random.default_rng(0)
    shares = numpy.outer(chance.dirichlet(numpy.full(16, 2)), chance.dirichlet(numpy.full(22, 2)))
    counts = chance.multinomial(3000, shares.ravel()).reshape(16, 22)
    began = time.process_time()
    safe = protect_table(counts)
    assert time.process_time() - began < 2
    assert not safe.proven_least
    check_promises(counts, safe)
    small = int(((counts > 0) & (counts < 5)).sum())
    assert int((safe.published == HIDDEN).sum()) < small * 1.5
