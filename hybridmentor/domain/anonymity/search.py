"""The search for the node with the smallest score among all that are solutions, and the proof that there is none smaller.

Full-domain generalisation: every column is published at one level. What a node costs at least is known for all of
them at once, so they are looked at from the cheapest on, and the search ends where the next one costs at least as
much as the best that was found: that is the proof. A node where too much would have to be suppressed rules out every
finer one; where such a limit lies is found by halving a path upwards. Each node is counted from the combinations of a
finer node that was counted before. Equal scores are decided by the levels, the smaller first, in the order of the
columns; the order of the rows plays no part.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from hybridmentor.domain.anonymity.coding import CodedTable, CountedColumn
from hybridmentor.domain.anonymity.config import Config
from hybridmentor.domain.anonymity.grouping import Classes, Groups, make_groups, make_named
from hybridmentor.domain.anonymity.lattice import Lattice, Node
from hybridmentor.domain.anonymity.measures import Measure, make_measure
from hybridmentor.domain.anonymity.privacy import Judge, Judgement, find_poor, find_small
from hybridmentor.errors import InvalidInput, Message

MOST_NODES = 20_000_000
KEPT = 3_000_000
"""So many combinations are kept to count others from, over all columns together."""
SLACK = 1e-12
"""By so much, of itself, a score and its bound may differ by rounding."""
BATCH = 65_536


@dataclass(frozen=True)
class Found:
    """A node that is a solution, with its classes."""

    number: int
    score: float
    groups: Groups
    classes: Classes
    """Its classes by themselves."""
    every: Sequence[Classes]
    """The same by counted column, in the same order; once more by themselves where nothing is counted."""
    judgement: Judgement


@dataclass(frozen=True)
class Solution:
    """The best node that was found."""

    node: Node
    found: Found
    levels: Mapping[str, int]
    score: float
    rows: int
    """Of the table."""
    suppressed: int
    nodes: int
    checked: int
    """How many of the nodes were counted."""
    bound: float
    """No solution has a smaller score than this."""
    optimal: bool
    """Whether the bound has reached the score. False only where the time ran out."""
    seconds: float


class Shelf:
    """Combinations of nodes that were counted, to count coarser ones from.

    A node is kept as one number, a field for each level with a bit above it: subtracted from a coarser node no field
    borrows from it.
    """

    def __init__(self, first: Groups, lattice: Lattice, room: int) -> None:
        widths = [(height - 1).bit_length() + 1 for height in lattice.heights]
        self._shifts = [sum(widths[place + 1 :]) for place in range(len(widths))]
        self._guards = sum(
            1 << (shift + width - 1) for shift, width in zip(self._shifts, widths, strict=True)
        )
        self._kept: list[Groups] = []
        self._nodes = np.zeros(64, dtype=np.int64)
        self._lengths = np.zeros(64, dtype=np.int64)
        self._used = 0
        self._room = room
        self._keep(first)

    def count(self, node: Node) -> Groups:
        """The combinations of a node, from the fewest that are finer."""
        number = len(self._kept)
        space = (self._pack(node) | self._guards) - self._nodes[:number]
        space &= self._guards
        finer = np.flatnonzero(space == self._guards)
        groups = self._kept[int(finer[self._lengths[finer].argmin()])]
        if groups.node == node:
            return groups
        coarser = groups.roll_up(node)
        if len(coarser) <= (self._room - self._used) // 4:
            self._keep(coarser)
        return coarser

    def _pack(self, node: Node) -> int:
        return sum(level << shift for level, shift in zip(node, self._shifts, strict=True))

    def _keep(self, groups: Groups) -> None:
        number = len(self._kept)
        if number == len(self._lengths):
            self._nodes = np.concatenate([self._nodes, np.zeros_like(self._nodes)])
            self._lengths = np.concatenate([self._lengths, np.zeros_like(self._lengths)])
        self._kept.append(groups)
        self._nodes[number] = self._pack(groups.node)
        self._lengths[number] = len(groups)
        self._used += len(groups)


class Counter:
    """Counts the classes of nodes: by themselves, and once more for each counted column."""

    def __init__(self, table: CodedTable, lattice: Lattice) -> None:
        room = KEPT // (1 + len(table.counted))
        self.table = table
        self.plain = Shelf(make_groups(table.quasi, None, table.rows), lattice, room)
        self._shelves = [
            Shelf(make_named(table.quasi, column, table.rows), lattice, room) for column in table.counted
        ]

    def count(self, node: Node) -> Iterator[tuple[CountedColumn, Classes]]:
        """The classes of a node, the same ones each time in the same order; of a naming column as far as its rule needs."""
        for column, shelf in zip(self.table.counted, self._shelves, strict=True):
            yield column, shelf.count(node).read_classes()

    def count_all(self, node: Node) -> Sequence[Classes]:
        """The same with every value and every row, counted from the rows where nothing else will do."""
        every = []
        for column, shelf in zip(self.table.counted, self._shelves, strict=True):
            groups = shelf.count(node)
            if column.rule.is_naming:
                groups = make_groups(self.table.quasi, column, self.table.rows).roll_up(node)
            every.append(groups.read_classes())
        return every


class Search:
    """One search."""

    def __init__(self, table: CodedTable, config: Config) -> None:
        self.began = time.perf_counter()
        self.table = table
        self.lattice = Lattice([len(column.levels) for column in table.quasi])
        if self.lattice.size > MOST_NODES:
            raise InvalidInput(Message("anonymity.error.too_many_nodes", most=MOST_NODES))
        self.ends = None if config.time_limit is None else self.began + config.time_limit
        self.judge = Judge(config.k, table.counted, table.rows, config.count_suppressible(table.rows))
        self.measure: Measure = make_measure(config.metric, table, self.lattice)
        self.counter = Counter(table, self.lattice)
        self.checked = 0
        self.best: Found | None = None
        self._failed = self.lattice.make_flags()
        self._hopeful = self.lattice.make_flags()
        self._done = self.lattice.make_flags()
        self.failed = self._failed.ravel()
        """By number: known to be no solution."""
        self.hopeful = self._hopeful.ravel()
        """Known not to be ruled out by what must be suppressed in it and all finer ones."""
        self.done = self._done.ravel()
        """Looked at."""

    def run(self) -> Solution | None:
        """The solution with the smallest score; None if there is no solution."""
        self.check(self.lattice.size - 1)
        optimal = self._look_around()
        best = self.best
        if best is None:
            return None
        node = self.lattice.read_node(best.number)
        names = [column.name for column in self.table.quasi]
        return Solution(
            node=node,
            found=replace(best, every=self.counter.count_all(node) or [best.classes]),
            levels=dict(zip(names, node, strict=True)),
            score=best.score,
            rows=self.table.rows,
            suppressed=best.judgement.rows,
            nodes=self.lattice.size,
            checked=self.checked,
            bound=best.score if optimal else min(best.score, self._find_bound()),
            optimal=optimal,
            seconds=time.perf_counter() - self.began,
        )

    def _look_around(self) -> bool:
        """Settle every node that may be better than the best; whether there was time for it."""
        bounds, order = self.measure.bounds, np.argsort(self.measure.order, kind="stable")
        for low in range(0, len(order), BATCH):
            batch = order[low : low + BATCH]
            for number in batch[~self.failed[batch]].tolist():
                if bounds[number] > self.limit:
                    if self.measure.order is bounds:
                        return True
                    continue
                if self.is_late:
                    return False
                self._settle(number)
        return True

    def _find_bound(self) -> float:
        """What every node that is not settled has at least."""
        return float(self.measure.bounds[~self.failed & ~self.done].min(initial=np.inf))

    @property
    def limit(self) -> float:
        """Above this no bound is worth a look."""
        return np.inf if self.best is None else self.best.score + SLACK * max(1.0, abs(self.best.score))

    @property
    def is_late(self) -> bool:
        """Whether the time is over; as long as there is no solution it is not."""
        return self.ends is not None and self.best is not None and time.perf_counter() > self.ends

    def _settle(self, number: int) -> None:
        """Look at a node: at once where it is hopeful, else by halving a path from it upwards."""
        if not self.hopeful[number] and not self.failed[number]:
            path = self.lattice.climb(number, self.measure.path_order, self.hopeful)
            low, high = 0, len(path)
            while low < high and not self.is_late:
                middle = (low + high) // 2
                if self.check(path[middle]):
                    high = middle
                else:
                    low = middle + 1
        if self.hopeful[number] and not self.done[number]:
            self.check(number)

    def check(self, number: int) -> bool:
        """Count a node; false if it and every finer one suppress too much. Keeps it if it is the best solution so far.

        Of a node that would be no better than the best it is not found out whether it fails for what is counted in its classes.
        """
        if self.done[number]:
            return True
        self.checked += 1
        node = self.lattice.read_node(number)
        groups = self.counter.plain.count(node)
        plain = groups.read_classes()
        self.measure.learn(node, plain)
        hopeless = find_small(plain, self.judge.k)
        if (rows := int(plain.sizes[hopeless].sum())) > self.judge.most:
            return self._rule_out(node)
        if self.table.counted and self._is_beaten(number, groups, plain, Judgement(hopeless, rows)):
            return True
        every: list[Classes] = []
        for column, classes in self.counter.count(node):
            # What is counted by names alone does not know how many rows there are.
            every.append(replace(classes, sizes=plain.sizes) if column.rule.is_naming else classes)
            hopeless |= find_poor(classes, column)
            if int(plain.sizes[hopeless].sum()) > self.judge.most:
                return self._rule_out(node)
        if self.judge.bound_suppressed(every or [plain], hopeless) > self.judge.most + 0.001:
            return self._rule_out(node)
        self._hopeful[self.lattice.select_coarser(node)] = True
        self.done[number] = True
        hopes = self.measure.bounds[number] <= self.limit
        judgement = self.judge.judge(every or [plain], hopeless) if hopes else None
        if judgement is not None:
            score = self.measure.score(node, groups, plain, judgement)
            self._weigh(Found(number, score, groups, plain, every or [plain], judgement))
        return True

    def _is_beaten(self, number: int, groups: Groups, plain: Classes, least: Judgement) -> bool:
        """Whether a node costs more than the best, seen from what must be suppressed at least: more makes no score smaller.

        Then the columns that are counted need not be looked at, which is where the time goes.
        """
        if self.measure.bounds[number] > self.limit:
            return True
        if self.measure.score(self.lattice.read_node(number), groups, plain, least) <= self.limit:
            return False
        self.done[number] = True
        return True

    def _rule_out(self, node: Node) -> bool:
        self._failed[self.lattice.select_finer(node)] = True
        return False

    def _weigh(self, found: Found) -> None:
        best = self.best
        if best is not None:
            equal = abs(found.score - best.score) <= SLACK * max(1.0, abs(found.score))
            if found.number > best.number if equal else found.score > best.score:
                return
        self.best = found


def find_optimum(table: CodedTable, config: Config) -> Solution | None:
    """The node with the smallest score, by the config's metric, among all that the rules allow; None if they allow none.

    Proven unless the config has a time limit and it ran out: then `optimal` is False and `bound` says what is known.
    The time does not end the search before there is a solution. InvalidInput where there are more than `MOST_NODES`
    nodes.
    """
    return Search(table, config).run()
