"""What the change costs: the measures that a search makes smallest, and what it may know of them before it looks at any row.

- `loss_am`: the loss of a cell is (values of the hierarchy under what is published - 1) / (values of the hierarchy -
  1), and 1 in a suppressed row; the mean over the columns, by their weights, of the mean over the rows.
- `loss_gm`: exp(mean over the columns, by their weights, of ln(1 + the column's mean loss)) - 1.
- `entropy`: the sum over the cells of -log2(rows with the original value / rows with the published value), counted in
  the column, as if nothing were suppressed, and without weights.
- `discernability`: the sum of the squared sizes of the published classes, plus the suppressed rows times all rows.
- `average class size`: published rows by published classes.

A column of one value has no loss but in a suppressed row. Sums of losses are made of whole numbers and rounded once
for a column, so they depend neither on the order of the rows nor on that of the columns.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import expm1, fsum, log1p
from typing import Protocol

import numpy as np

from hybridmentor.domain.anonymity.coding import CodedTable, Level, QuasiColumn
from hybridmentor.domain.anonymity.grouping import Classes, Groups
from hybridmentor.domain.anonymity.lattice import Lattice, Node, Reals
from hybridmentor.domain.anonymity.privacy import Judgement


class Measure(Protocol):
    """A measure over the nodes of one table."""

    bounds: Reals
    """For each node what its score is at least; may rise as nodes are looked at."""
    order: Reals
    """For each node a number by which they are looked at: the bounds themselves, unless these rise."""
    path_order: Reals
    """For each node a number by which paths upwards are chosen. Plays no part in what is found."""

    def learn(self, node: Node, classes: Classes) -> None:
        """Raise bounds by the classes of a node, suppressed or not."""

    def score(self, node: Node, groups: Groups, classes: Classes, judgement: Judgement) -> float:
        """The score of a node that is a solution."""


def sum_spans(column: QuasiColumn, level: Level) -> int:
    """The spans of all rows of a column together, nothing suppressed."""
    return int((column.counts * level.spans).sum())


def measure_losses(
    table: CodedTable, node: Node, groups: Groups, classes: Classes, judgement: Judgement
) -> Sequence[float]:
    """The mean loss of each column."""
    chosen = np.flatnonzero(judgement.suppressed)
    sizes = classes.sizes[chosen]
    losses = []
    for column, place, codes in zip(table.quasi, node, groups.read_codes(classes, chosen), strict=True):
        level = column.levels[place]
        more = int((sizes * (column.span - level.spans[codes])).sum())
        losses.append((sum_spans(column, level) + more) / (column.span * table.rows))
    return losses


def estimate(column: QuasiColumn, measure: Callable[[Reals], float]) -> Reals:
    """A measure of the shares of what is published at each level of a column."""
    shares = [np.bincount(level.groups, column.counts) / column.counts.sum() for level in column.levels]
    return np.array([measure(one[one > 0]) for one in shares])


def measure_meeting(shares: Reals) -> float:
    """The logarithm of the chance that two rows have the same value."""
    return float(np.log((shares * shares).sum()))


def measure_spread(shares: Reals) -> float:
    """The lower the more values there are and the more even they are, rare ones counting much."""
    return -float(np.log(np.sqrt(shares).sum()))


def estimate_fineness(table: CodedTable, lattice: Lattice) -> Reals:
    """A path that keeps rare values apart for long meets the limit of what can be suppressed far up, and rules out much."""
    return lattice.add_up([estimate(column, measure_spread) for column in table.quasi])


class ArithmeticLoss:
    """`loss_am`."""

    def __init__(self, table: CodedTable, lattice: Lattice) -> None:
        self.table = table
        self.whole = fsum(column.weight for column in table.quasi)
        parts = [
            np.array(
                [
                    column.weight * self.price(sum_spans(column, level) / (column.span * table.rows))
                    for level in column.levels
                ]
            )
            for column in table.quasi
        ]
        self.bounds = self.conclude(lattice.add_up(parts) / self.whole)
        self.order = self.path_order = self.bounds

    @staticmethod
    def price(loss: float) -> float:
        """What a column's mean loss adds."""
        return loss

    @staticmethod
    def conclude(mean: Reals) -> Reals:
        """The scores that means come to."""
        return mean

    def learn(self, node: Node, classes: Classes) -> None:
        """Nothing: what a node costs without suppression is known beforehand, and suppressing only adds to it."""

    def score(self, node: Node, groups: Groups, classes: Classes, judgement: Judgement) -> float:
        """The score of a node that is a solution."""
        losses = measure_losses(self.table, node, groups, classes, judgement)
        mean = fsum(
            column.weight * self.price(loss) for column, loss in zip(self.table.quasi, losses, strict=True)
        )
        return float(self.conclude(np.array(mean / self.whole)))


class GeometricLoss(ArithmeticLoss):
    """`loss_gm`."""

    @staticmethod
    def price(loss: float) -> float:
        """What a column's mean loss adds."""
        return log1p(loss)

    @staticmethod
    def conclude(mean: Reals) -> Reals:
        """The scores that means come to."""
        return np.expm1(mean)


def sum_entropy(column: QuasiColumn, level: Level) -> float:
    """What the cells of a column add to `entropy`."""
    together = np.bincount(level.groups, weights=column.counts, minlength=len(column.counts))
    return fsum((-column.counts * np.log2(column.counts / together[level.groups])).tolist())


class Entropy:
    """`entropy`: the same for a node whatever is suppressed, so known for all of them beforehand."""

    def __init__(self, table: CodedTable, lattice: Lattice) -> None:
        self.parts = [
            np.array([sum_entropy(column, level) for level in column.levels]) for column in table.quasi
        ]
        self.bounds = self.order = lattice.add_up(self.parts)
        self.path_order = estimate_fineness(table, lattice)

    def learn(self, node: Node, classes: Classes) -> None:
        """Nothing."""

    def score(self, node: Node, groups: Groups, classes: Classes, judgement: Judgement) -> float:
        """The score of a node that is a solution."""
        return fsum(float(part[level]) for part, level in zip(self.parts, node, strict=True))


class Discernability:
    """`discernability`: at least the sum of the squared sizes of all classes of this node, or of any finer one."""

    def __init__(self, table: CodedTable, lattice: Lattice) -> None:
        self.rows = table.rows
        self.lattice = lattice
        self.bounds = np.full(lattice.size, float(table.rows))
        self.order = lattice.add_up([estimate(column, measure_meeting) for column in table.quasi])
        self.path_order = estimate_fineness(table, lattice)
        self._by_level = self.bounds.reshape(lattice.heights)

    def learn(self, node: Node, classes: Classes) -> None:
        """Raise the bounds of this node and of every coarser one."""
        coarser = self._by_level[self.lattice.select_coarser(node)]
        np.maximum(coarser, float((classes.sizes * classes.sizes).sum()), out=coarser)

    def score(self, node: Node, groups: Groups, classes: Classes, judgement: Judgement) -> float:
        """The score of a node that is a solution."""
        return float(measure_discernability(classes, judgement, self.rows))


def measure_discernability(classes: Classes, judgement: Judgement, rows: int) -> int:
    """The sum of the squared sizes of the published classes, plus the suppressed rows times all rows."""
    published = classes.sizes[~judgement.suppressed]
    return int((published * published).sum()) + judgement.rows * rows


def make_measure(metric: str, table: CodedTable, lattice: Lattice) -> Measure:
    """The measure of this name."""
    makers: dict[str, Callable[[CodedTable, Lattice], Measure]] = {
        "loss_am": ArithmeticLoss,
        "loss_gm": GeometricLoss,
        "entropy": Entropy,
        "discernability": Discernability,
    }
    return makers[metric](table, lattice)


def measure_all(
    table: CodedTable, node: Node, groups: Groups, classes: Classes, judgement: Judgement
) -> dict[str, float]:
    """Every measure of one solution."""
    losses = measure_losses(table, node, groups, classes, judgement)
    weights = [column.weight for column in table.quasi]
    whole = fsum(weights)
    entropies = [
        sum_entropy(column, column.levels[level]) for column, level in zip(table.quasi, node, strict=True)
    ]
    published = int((~judgement.suppressed).sum())
    return {
        "loss_am": fsum(weight * loss for weight, loss in zip(weights, losses, strict=True)) / whole,
        "loss_gm": expm1(
            fsum(weight * log1p(loss) for weight, loss in zip(weights, losses, strict=True)) / whole
        ),
        "entropy": fsum(entropies),
        "discernability": float(measure_discernability(classes, judgement, table.rows)),
        "average_class_size": (table.rows - judgement.rows) / published,
    }
