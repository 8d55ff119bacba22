"""A new table held against every earlier one: what moves by few cases from one to the other tells of just these.

Of two tables the variables that both have are compared, each at the coarser of its two levels. If they hold the same
cases, no count of any value, of any pair or triple of values, or of all of them together may differ by 1 to k - 1, the
larger k of the two; a cell that is in one of them alone counts as nought in the other. And no case that stands in a
class of each may be known by what the two have in common: where its class in one table and its class in the other share
but one value of a sensitive variable, that value is its own.

What this does not see is told in `docs/decisions/0040-releases.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from math import prod

import numpy as np
import polars as pl

from hybridmentor.domain.anonymity.coding import Numbers
from hybridmentor.domain.anonymity.release import combine
from hybridmentor.domain.release_problems import Problem
from hybridmentor.domain.release_variables import find_variable, get_hierarchy

WAYS = 3
"""So many columns at a time are counted together, and all of them."""
PAIRS = 2_000_000
"""So many pairs of classes are looked at in one go."""


@dataclass(frozen=True)
class EarlierTable:
    """What was handed out before."""

    release_id: str
    study: str
    k: int
    levels: Mapping[str, int]
    """Of its quasi-identifiers, by their whole hierarchies."""
    table: pl.DataFrame
    is_same_period: bool
    """Whether it may hold cases of the new one; the tables of periods that have no day in common hold others."""


def compare_tables(
    made_table: pl.DataFrame, made_levels: Mapping[str, int], k: int, earlier: Iterable[EarlierTable]
) -> tuple[Problem, ...]:
    """Why the new table must not be given beside the earlier ones: one problem for each of these that speaks against it.

    It names the release and the variables, neither a value nor a count. Tables of other periods are passed over.
    """
    found = []
    for other in earlier:
        if other.is_same_period:
            problem = compare_pair(made_table, made_levels, other, max(k, other.k))
            if problem is not None:
                found.append(problem)
    return tuple(found)


def compare_pair(
    table: pl.DataFrame, levels: Mapping[str, int], other: EarlierTable, k: int
) -> Problem | None:
    """What speaks against a table beside one other with the same cases in it."""
    about = {"release": other.release_id}
    common = [name for name in table.columns if name in other.table.columns]
    if 0 < abs(table.height - other.table.height) < k:
        return Problem("differs_in_number", params=about)
    if not common:
        return None
    mine = generalise_table(table, common, levels, other.levels)
    theirs = generalise_table(other.table, common, other.levels, levels)
    margin = find_moving_margin(mine, theirs, k)
    if margin is not None:
        return Problem("differs_by_few", margin, about)
    for name in common:
        if name not in levels and find_pinned(table, levels, other, name):
            return Problem("points_at_one", (name,), about)
    return None


def generalise_table(
    table: pl.DataFrame, columns: Sequence[str], levels: Mapping[str, int], others: Mapping[str, int]
) -> pl.DataFrame:
    """Some columns of a published table at the coarser of two levels; one that is no quasi-identifier stays as it is."""
    changed = []
    for name in columns:
        series = table[name].cast(pl.String)
        level, coarser = levels.get(name, 0), max(levels.get(name, 0), others.get(name, 0))
        variable = find_variable(name)
        if coarser > level and variable is not None:
            rows = get_hierarchy(variable.hierarchy).rows.values()
            series = series.replace({row[level]: row[coarser] for row in rows})
        changed.append(series)
    return pl.DataFrame(changed)


def find_moving_margin(mine: pl.DataFrame, theirs: pl.DataFrame, k: int) -> tuple[str, ...] | None:
    """The first columns, fewest first, of which a count differs by 1 to k - 1 between two tables; None if there are none."""
    names = mine.columns
    codes, sizes, net = _subtract(mine, theirs)
    if not len(net):
        return None
    for chosen in _choose(len(names)):
        cells = np.zeros(len(net), dtype=np.int64)
        for place in chosen:
            cells = cells * sizes[place] + codes[place]
        if prod(sizes[place] for place in chosen) > 8 * len(net):
            _, cells = np.unique(cells, return_inverse=True)
        moved = np.abs(np.bincount(cells, weights=net))
        if ((moved > 0) & (moved < k)).any():
            return tuple(names[place] for place in chosen)
    whole = np.abs(net)
    return tuple(names) if (whole < k).any() else None


def _choose(columns: int) -> Iterator[tuple[int, ...]]:
    for ways in range(1, min(WAYS, columns) + 1):
        yield from combinations(range(columns), ways)


def _subtract(mine: pl.DataFrame, theirs: pl.DataFrame) -> tuple[list[Numbers], list[int], Numbers]:
    """The rows that are not equally often in both: their codes by column, how many codes each has, and by how much they differ.

    Whatever is equal on both sides adds nothing to any count, so it can be left out before anything is counted.
    """
    both = pl.concat([mine, theirs])
    codes, sizes = [], []
    for series in both:
        known = series.unique().sort().to_list()
        codes.append(series.cast(pl.Enum(known)).to_physical().to_numpy().astype(np.int64))
        sizes.append(len(known))
    keys = combine(codes, sizes)
    _, first, inverse = np.unique(keys, return_index=True, return_inverse=True)
    signs = np.where(np.arange(both.height) < mine.height, 1.0, -1.0)
    net = np.bincount(inverse, weights=signs).astype(np.int64)
    there = np.flatnonzero(net)
    rows = first[there]
    return [column[rows] for column in codes], sizes, net[there]


def find_pinned(table: pl.DataFrame, levels: Mapping[str, int], other: EarlierTable, sensitive: str) -> bool:
    """Whether a class of each of two tables, in which the same case may stand, have just one value in common.

    The same case may stand in two classes that do not contradict each other in a quasi-identifier that both tables have.
    """
    values = sorted({*table[sensitive].unique().to_list(), *other.table[sensitive].unique().to_list()})
    shared = [name for name in levels if name in other.levels]
    mine = _gather(table, levels, other.levels, shared, sensitive, values)
    theirs = _gather(other.table, other.levels, levels, shared, sensitive, values)
    return any(_share_one(masks, theirs[place]) for place, masks in mine.items() if place in theirs)


def _gather(
    table: pl.DataFrame,
    levels: Mapping[str, int],
    others: Mapping[str, int],
    shared: Sequence[str],
    sensitive: str,
    values: Sequence[str],
) -> dict[tuple[str, ...], Numbers]:
    """The different sets of values that classes hold, as bits, by what the classes say in the shared quasi-identifiers."""
    bits = {value: 1 << place for place, value in enumerate(values)}
    coarse = generalise_table(table, shared, levels, others).rename({name: f"_{name}" for name in shared})
    frame = pl.concat([table.select(*levels, sensitive), coarse], how="horizontal")
    keys = [f"_{name}" for name in shared]
    classes = (
        frame.with_columns(pl.col(sensitive).cast(pl.String).replace_strict(bits, return_dtype=pl.Int64))
        .unique([*levels, sensitive])
        .group_by([*levels, *keys])
        .agg(pl.col(sensitive).sum())
        .unique([*keys, sensitive])
    )
    found: dict[tuple[str, ...], list[int]] = {}
    for *place, mask in classes.select(*keys, sensitive).iter_rows():
        found.setdefault(tuple(place), []).append(mask)
    return {place: np.array(masks, dtype=np.int64) for place, masks in found.items()}


def _share_one(mine: Numbers, theirs: Numbers) -> bool:
    """Whether two sets have just one value in common: one bit, so nothing is left of it without its lowest one."""
    step = max(1, PAIRS // len(theirs))
    for low in range(0, len(mine), step):
        common = mine[low : low + step, None] & theirs
        if ((common != 0) & (common & (common - 1) == 0)).any():
            return True
    return False
