"""The lattice of nodes: every choice of one level for each column, numbered so that a node's number sorts as its levels do."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

Node: TypeAlias = tuple[int, ...]
"""A level for each column."""
Flags: TypeAlias = npt.NDArray[np.bool_]
Reals: TypeAlias = npt.NDArray[np.float64]


class Lattice:
    """All nodes over columns with so many levels each; node 0 changes nothing, the last one all it can."""

    def __init__(self, heights: Sequence[int]) -> None:
        self.heights = tuple(heights)
        self.size = prod(heights)
        self.strides = [prod(self.heights[place + 1 :]) for place in range(len(heights))]

    @property
    def top(self) -> Node:
        """The node that changes most."""
        return tuple(height - 1 for height in self.heights)

    def read_node(self, number: int) -> Node:
        """The node with this number."""
        return tuple(
            number // stride % height for stride, height in zip(self.strides, self.heights, strict=True)
        )

    def number_node(self, node: Node) -> int:
        """The number of a node."""
        return sum(level * stride for level, stride in zip(node, self.strides, strict=True))

    def add_up(self, parts: Sequence[Reals]) -> Reals:
        """For every node, by its number, the sum of what each column has at its level."""
        total = np.zeros(1)
        for part in parts:
            total = np.add.outer(total, part).ravel()
        return total

    def make_flags(self) -> Flags:
        """A flag for every node, none of them up; by level, a view of the flags by number."""
        return np.zeros(self.heights, dtype=np.bool_)

    def select_coarser(self, node: Node) -> tuple[slice, ...]:
        """Where the node stands and all that change at least as much."""
        return tuple(slice(level, None) for level in node)

    def select_finer(self, node: Node) -> tuple[slice, ...]:
        """Where the node stands and all that change at most as much."""
        return tuple(slice(0, level + 1) for level in node)

    def climb(self, number: int, order: Reals, stop: Flags) -> list[int]:
        """A path from a node upwards, each step to the next coarser node that `order` puts first.

        It ends at the top or before a node whose flag in `stop` (by number) is up.
        """
        path = [number]
        node = list(self.read_node(number))
        while True:
            steps = [
                (order[number + stride], number + stride, place)
                for place, stride in enumerate(self.strides)
                if node[place] + 1 < self.heights[place]
            ]
            if not steps:
                return path
            _, number, place = min(steps)
            if stop[number]:
                return path
            node[place] += 1
            path.append(number)
