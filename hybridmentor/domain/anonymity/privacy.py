"""The rules for classes: which rows of a node may be published, and what the published ones reach.

A class is the rows that are published alike. What is promised, for k, the rules of each counted column and a limit:

1. A class that has fewer than k rows, or fails `l`, `entropy_l`, `alpha` or `distinct` in any column, is suppressed
   whole.
2. For `t` the distribution of the rows that are still there is taken; every class that is further than t from it in
   any column is suppressed whole, all at once; this is repeated until there is none. So t holds for what is
   published, by the distribution of what is published.
3. A node is a solution if no more rows than the limit are suppressed so, and some are left.

The order of rows plays no part, and the result is one set of rows for each node. Comparisons with `k`, `l`, `alpha`
and `distinct` are exact; distances and entropies, which are rounded, may pass their limit by `ROUNDING`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hybridmentor.domain.anonymity.coding import CountedColumn, Numbers
from hybridmentor.domain.anonymity.grouping import Classes
from hybridmentor.domain.anonymity.lattice import Flags, Reals

ROUNDING = 1e-12
CELLS = 4_000_000
"""So many cells of classes and values are laid out at one time."""


def find_small(classes: Classes, k: int) -> Flags:
    """Which classes have fewer than k rows."""
    return classes.sizes < k


def find_poor(classes: Classes, column: CountedColumn) -> Flags:
    """Which classes have too few different values: a class that has too few has only parts that have too few."""
    poor = classes.value_numbers < column.rule.l
    if column.rule.distinct > 1:
        poor |= count_named(classes, column) < column.rule.distinct
    return poor


def count_named(classes: Classes, column: CountedColumn) -> Numbers:
    """How many different values each class has that name something: an empty cell is no employer, mentor or office of its own."""
    numbers = classes.value_numbers
    if column.blanks:
        blank = np.isin(classes.values, column.blanks)
        numbers = numbers - np.bincount(classes.owners[blank], minlength=len(numbers))
    return numbers


def find_skewed(classes: Classes, column: CountedColumn) -> Flags:
    """Which classes fail by the shares of their values, whatever the other classes are."""
    rule = column.rule
    skewed = np.zeros(len(classes.sizes), dtype=np.bool_)
    if rule.alpha is not None:
        largest = np.maximum.reduceat(classes.counts, classes.starts)
        skewed |= _exceeds(largest, classes.sizes, rule.alpha.numerator, rule.alpha.denominator)
    if rule.entropy_l is not None:
        skewed |= measure_entropies(classes) < np.log(rule.entropy_l) - ROUNDING
    return skewed


def _exceeds(part: Numbers, whole: Numbers, numerator: int, denominator: int) -> Flags:
    if max(numerator, denominator) * int(whole.max(initial=1)) < 1 << 62:
        return part * denominator > whole * numerator
    exact = part.astype(object) * denominator > whole.astype(object) * numerator
    return exact.astype(np.bool_)


def measure_entropies(classes: Classes) -> Reals:
    """The entropy of each class, in nats."""
    shares = classes.counts / classes.sizes[classes.owners]
    return -np.add.reduceat(shares * np.log(shares), classes.starts)


def measure_distances(classes: Classes, totals: Numbers, ordered: bool) -> Reals:
    """How far each class's distribution is from that of all rows that count, whose `totals` by value are given; 0 to 1.

    Equal distance: half the sum of the differences of the shares. Ordered: the work of moving shares along the values
    that occur among the rows that count, in their order, the whole way being 1. A value that does not occur there
    stands in none of those classes.
    """
    return _measure_ordered(classes, totals) if ordered else _measure_equal(classes, totals)


def _measure_equal(classes: Classes, totals: Numbers) -> Reals:
    whole = totals.sum()
    mine = totals[classes.values]
    sizes = classes.sizes[classes.owners]
    # What stands in no entry differs by its whole share.
    apart = np.abs(classes.counts * whole - mine * sizes) - mine * sizes
    sums = np.add.reduceat(apart, classes.starts)
    return (sums / whole / classes.sizes + 1) / 2


def _measure_ordered(classes: Classes, totals: Numbers) -> Reals:
    there = np.flatnonzero(totals)
    if len(there) < 2:
        return np.zeros(len(classes.sizes))
    steps = _sum_up(totals[there]) / totals.sum()
    parts = [
        np.abs(_lay_out(classes, low, high, there) - steps).sum(axis=1) / (len(there) - 1)
        for low, high in _split(len(classes.sizes), len(there))
    ]
    return np.concatenate(parts)


def _sum_up(counts: Numbers) -> Numbers:
    return np.cumsum(counts, axis=-1)


def _split(classes: int, width: int) -> Sequence[tuple[int, int]]:
    step = max(1, CELLS // max(1, width))
    return [(low, min(low + step, classes)) for low in range(0, classes, step)]


def _lay_out(classes: Classes, low: int, high: int, there: Numbers) -> Reals:
    """For classes from `low` up to `high`, how great a share stands at or before each value."""
    first = classes.starts[low]
    last = classes.starts[high] if high < len(classes.starts) else len(classes.values)
    entries = slice(first, last)
    places = np.searchsorted(there, classes.values[entries])
    table = np.zeros((high - low, len(there)), dtype=np.int64)
    known = places < len(there)
    known[known] &= there[places[known]] == classes.values[entries][known]
    table[classes.owners[entries][known] - low, places[known]] = classes.counts[entries][known]
    return _sum_up(table) / classes.sizes[low:high, None]


@dataclass(frozen=True)
class Judgement:
    """What a node's classes come to."""

    suppressed: Flags
    """Which classes are suppressed."""
    rows: int
    """How many rows these have."""


class Judge:
    """Judges the classes of nodes by what is asked for."""

    def __init__(self, k: int, columns: Sequence[CountedColumn], rows: int, most: int) -> None:
        self.k = k
        self.columns = columns
        self.rows = rows
        self.most = most
        """How many rows may be suppressed."""
        self._share = most / rows
        rules = [column.rule for column in columns]
        self._asks_for_t = any(rule.t is not None for rule in rules)
        self._asks_for_shares = any(rule.has_shares for rule in rules)

    def bound_suppressed(self, every: Sequence[Classes], hopeless: Flags) -> float:
        """So many rows at least are suppressed in this node and in every finer one.

        `every` are the classes by counted column, or once where nothing is counted; `hopeless` says which of them fail
        and have only parts that fail: by size (`find_small`) and by number of different values (`find_poor`).

        A class that is not hopeless but fails by its shares can only be parted into classes that pass if some rows
        are left behind: with f a number of 0 to 1 for each value, a the greatest mean of f that passes, and m its
        mean in a class of n rows, parts that pass hold together at most a, and the rows left behind at most 1 each,
        so there are at least n (m - a) / (1 - a) of them.
        """
        if not self._asks_for_shares:
            return float(every[0].sizes[hopeless].sum())
        least = np.where(hopeless, every[0].sizes, 0).astype(np.float64)
        for classes, column in zip(every, self.columns, strict=False):
            for bound in self._bound_by_shares(classes, column):
                np.maximum(least, bound, out=least)
        return float(least.sum())

    def _bound_by_shares(self, classes: Classes, column: CountedColumn) -> Sequence[Reals]:
        rule, bounds = column.rule, []
        if rule.alpha is not None and rule.alpha < 1:
            largest = np.maximum.reduceat(classes.counts, classes.starts)
            bounds.append(_bound_parts(largest, classes.sizes, float(rule.alpha)))
        if rule.entropy_l is not None and rule.entropy_l > 1:
            # The entropy of a whole is at least the mean of its parts'.
            share = measure_entropies(classes) / (np.log(rule.entropy_l) - ROUNDING)
            bounds.append(classes.sizes * np.maximum(0, 1 - share))
        if rule.t is not None and self._share < 1:
            if rule.distance == "equal":
                bounds.append(self._bound_equal(classes, column, float(rule.t)))
            elif column.counts.min() > self.most:
                # Else a value might vanish from what is published, and with it a step of the way.
                bounds.append(self._bound_ordered(classes, column, float(rule.t)))
        return bounds

    def _bound_equal(self, classes: Classes, column: CountedColumn, t: float) -> Reals:
        """f is 1 for the values that the class has too much of.

        Where a share q of all rows has these, it is at most q / (1 - limit) of the published ones, and a part that passes
        has at most t more.
        """
        usual = column.counts / (self.rows * (1 - self._share))
        shares = classes.counts / classes.sizes[classes.owners]
        mine = usual[classes.values]
        much = shares > mine
        most = np.add.reduceat(np.where(much, mine, 0), classes.starts) + t
        held = np.add.reduceat(np.where(much, classes.counts, 0), classes.starts)
        return _bound_parts(held, classes.sizes, most)

    def _bound_ordered(self, classes: Classes, column: CountedColumn, t: float) -> Reals:
        """f rises or falls by 1 / (values - 1) at each step, as the class has too little or too much up to there."""
        values = np.arange(len(column.counts))
        usual = column.counts / self.rows
        steps = np.cumsum(usual)
        bounds = []
        for low, high in _split(len(classes.sizes), len(values)):
            held = _lay_out(classes, low, high, values)
            slopes = np.where(held > steps, -1.0, 1.0)[:, :-1] / (len(values) - 1)
            f = np.concatenate([np.zeros((high - low, 1)), np.cumsum(slopes, axis=1)], axis=1)
            f -= f.min(axis=1, keepdims=True)
            most = (f * usual).sum(axis=1) / (1 - self._share) + t
            mean = (f * np.diff(held, axis=1, prepend=0)).sum(axis=1)
            bounds.append(_bound_parts(mean * classes.sizes[low:high], classes.sizes[low:high], most))
        return np.concatenate(bounds)

    def judge(self, every: Sequence[Classes], hopeless: Flags) -> Judgement | None:
        """Which classes of a node are suppressed; None if that is more than may be, or all."""
        suppressed = hopeless.copy()
        for classes, column in zip(every, self.columns, strict=False):
            suppressed |= find_skewed(classes, column)
        sizes = every[0].sizes
        while (rows := int(sizes[suppressed].sum())) <= self.most and rows < self.rows:
            far = self._find_far(every, suppressed) if self._asks_for_t else None
            if far is None or not far.any():
                return Judgement(suppressed, rows)
            suppressed |= far
        return None

    def _find_far(self, every: Sequence[Classes], suppressed: Flags) -> Flags:
        far = np.zeros(len(suppressed), dtype=np.bool_)
        for classes, column in zip(every, self.columns, strict=False):
            if column.rule.t is not None:
                totals = sum_values(classes, ~suppressed, len(column.counts))
                distances = measure_distances(classes, totals, column.rule.distance == "ordered")
                far |= (distances > float(column.rule.t) + ROUNDING) & ~suppressed
        return far


def _bound_parts(held: Numbers | Reals, sizes: Numbers, most: Reals | float) -> Reals:
    room = np.maximum(1 - np.asarray(most), ROUNDING)
    least = (held - sizes * np.asarray(most) - sizes * ROUNDING) / room
    return np.where(np.asarray(most) < 1 - ROUNDING, np.clip(least, 0, sizes), 0)


def sum_values(classes: Classes, chosen: Flags, width: int) -> Numbers:
    """How often each value stands in the classes that are chosen."""
    weights = np.where(chosen[classes.owners], classes.counts, 0)
    return np.bincount(classes.values, weights=weights, minlength=width).astype(np.int64)


@dataclass(frozen=True)
class Reached:
    """What the published rows reach in one counted column; `t` by their own distribution."""

    l: int  # noqa: E741 - the name of the criterion
    entropy_l: float
    alpha: float
    t: float
    distinct: int


def find_reached(
    every: Sequence[Classes], columns: Sequence[CountedColumn], judgement: Judgement
) -> tuple[int, Mapping[str, Reached]]:
    """The smallest published class, and for each counted column the worst class in each respect."""
    published = ~judgement.suppressed
    reached = {}
    for classes, column in zip(every, columns, strict=False):
        totals = sum_values(classes, published, len(column.counts))
        distances = measure_distances(classes, totals, column.rule.distance == "ordered")
        shares = np.maximum.reduceat(classes.counts, classes.starts) / classes.sizes
        numbers = count_named(classes, column)
        reached[column.name] = Reached(
            l=int(classes.value_numbers[published].min()),
            entropy_l=float(np.exp(measure_entropies(classes)[published].min())),
            alpha=float(shares[published].max()),
            t=float(distances[published].max()),
            distinct=int(numbers[published].min()),
        )
    return int(every[0].sizes[published].min()), reached
