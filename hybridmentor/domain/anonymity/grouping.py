"""Rows that are published alike, counted once each.

A combination of values is packed into one whole number of 63 bits: a field for each column, which holds the code of
what is published, then the value of a counted column, then how many rows there are. Sorting such numbers groups the
rows, and a coarser node is made from the combinations of a finer one by replacing fields, never from the rows. Where
there are few cells for the combinations they are counted into these instead of sorted. What does not fit 63 bits goes
by several numbers, more slowly.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from math import prod
from typing import Protocol

import numpy as np

from hybridmentor.domain.anonymity.coding import CountedColumn, Numbers, QuasiColumn
from hybridmentor.domain.anonymity.lattice import Node, Reals

WORD = 63
BLOCK = 12
"""Neighbouring columns of so many bits together are replaced at one go."""
ROOMY = 8
"""Up to so many cells for each combination, counting is faster than sorting."""


@dataclass(frozen=True)
class Classes:
    """The classes of a node, sorted, and how often each value of the counted column stands in each of them."""

    starts: Numbers
    """Where the entries of each class begin."""
    sizes: Numbers
    """How many rows each class has."""
    values: Numbers
    """The value of each entry; the entries of a class have different ones. All 0 where nothing is counted."""
    counts: Numbers
    """How many rows each entry has."""

    @cached_property
    def owners(self) -> Numbers:
        """The class of each entry."""
        marks = np.zeros(len(self.values), dtype=np.int64)
        marks[self.starts[1:]] = 1
        return np.cumsum(marks)

    @cached_property
    def value_numbers(self) -> Numbers:
        """How many different values each class has."""
        return np.diff(self.starts, append=len(self.values))


def make_uncounted(sizes: Numbers) -> Classes:
    """Classes of which only the sizes are known."""
    return Classes(np.arange(len(sizes)), sizes, np.zeros(len(sizes), dtype=np.int64), sizes)


class Groups(Protocol):
    """The combinations of one node."""

    node: Node

    def __len__(self) -> int:
        """How many combinations there are."""

    def roll_up(self, node: Node) -> Groups:
        """The combinations of a coarser node."""

    def read_classes(self) -> Classes:
        """Its classes."""

    def read_codes(self, classes: Classes, chosen: Numbers) -> Sequence[Numbers]:
        """For each column the code of what these classes publish."""


@dataclass(frozen=True)
class Block:
    """Neighbouring fields of one word."""

    word: int
    shift: int
    mask: int
    columns: range


class Layout:
    """Where each column's field stands, and what to add to a block of fields to get those of a coarser node."""

    def __init__(self, quasi: Sequence[QuasiColumn], tail: int, room: int) -> None:
        self.columns = quasi
        self.widths = [(len(column.counts) - 1).bit_length() for column in quasi]
        self.words: list[int] = []
        self.shifts: list[int] = []
        word, free = 0, room
        for width in self.widths:
            if width > free:
                word, free = word + 1, room
            free -= width
            self.words.append(word)
            self.shifts.append(tail + free)
        self.word_count = word + 1
        self.blocks = self._make_blocks()
        self._differences: dict[tuple[int, Node], Numbers] = {}
        self._ranks: dict[tuple[int, Node], tuple[Numbers, Numbers]] = {}
        self._sizes = [[len(np.unique(level.groups)) for level in column.levels] for column in quasi]

    def _make_blocks(self) -> list[Block]:
        blocks: list[Block] = []
        first, count = 0, len(self.columns)
        for place in range(1, count + 1):
            top = self.shifts[first] + self.widths[first]
            if place < count and self.words[place] == self.words[first] and top - self.shifts[place] <= BLOCK:
                continue
            shift = self.shifts[place - 1]
            mask = (1 << (top - shift)) - 1
            blocks.append(Block(self.words[first], shift, mask, range(first, place)))
            first = place
        return blocks

    def pack_rows(self, word: int) -> Numbers:
        """For each row the fields of one word."""
        packed = np.zeros(len(self.columns[0].codes), dtype=np.int64)
        for column, mine, shift in zip(self.columns, self.words, self.shifts, strict=True):
            if mine == word:
                packed |= column.codes.astype(np.int64) << shift
        return packed

    def find_difference(self, number: int, levels: Node) -> Numbers:
        """What to add to a word with this content of a block to have the block at these levels."""
        table = self._differences.get((number, levels))
        if table is None:
            block = self.blocks[number]
            content = np.arange(block.mask + 1, dtype=np.int64)
            table = np.zeros(block.mask + 1, dtype=np.int64)
            for place, level in zip(block.columns, levels, strict=True):
                groups = self.columns[place].levels[level].groups
                within = self.shifts[place] - block.shift
                field = (content >> within) & ((1 << self.widths[place]) - 1)
                table += (groups.take(field, mode="clip") - field) << self.shifts[place]
            self._differences[number, levels] = table
        return table

    def find_ranks(self, number: int, levels: Node) -> tuple[Numbers, Numbers]:
        """For each content of a block its rank among what the block holds at these levels; and what it holds, by rank."""
        ranks = self._ranks.get((number, levels))
        if ranks is None:
            block = self.blocks[number]
            content = np.arange(block.mask + 1) + (self.find_difference(number, levels) >> block.shift)
            held, inverse = np.unique(content, return_inverse=True)
            ranks = self._ranks[number, levels] = inverse, held
        return ranks

    def count_cells(self, node: Node) -> int:
        """How many combinations there can be at a node."""
        return prod(sizes[level] for sizes, level in zip(self._sizes, node, strict=True))

    @staticmethod
    def read_block(words: Sequence[Numbers], block: Block) -> Numbers:
        """The content of a block."""
        content = words[block.word] >> block.shift
        content &= block.mask
        return content

    def coarsen(self, words: Sequence[Numbers], before: Node, after: Node) -> list[Numbers]:
        """The words of a coarser node, unsorted."""
        coarser = list(words)
        for number, block in enumerate(self.blocks):
            there = slice(block.columns.start, block.columns.stop)
            if before[there] == after[there]:
                continue
            content = self.read_block(words, block)
            coarser[block.word] = coarser[block.word] + self.find_difference(number, after[there]).take(
                content, mode="clip"
            )
        return coarser

    def read_codes(self, words: Sequence[Numbers]) -> list[Numbers]:
        """The fields of these words by column."""
        return [
            (words[word] >> shift) & ((1 << width) - 1)
            for word, shift, width in zip(self.words, self.shifts, self.widths, strict=True)
        ]


class PackedGroups:
    """Combinations that fit one number each: fields, value, number of rows."""

    def __init__(self, layout: Layout, node: Node, packed: Numbers, bits: tuple[int, int]) -> None:
        self.layout = layout
        self.node = node
        self.packed = packed
        self.bits = bits
        """Of the value, and of the number of rows."""

    def __len__(self) -> int:
        return len(self.packed)

    @classmethod
    def make(cls, layout: Layout, counted: CountedColumn | None, bits: tuple[int, int]) -> PackedGroups:
        """The combinations of the rows as they are."""
        keys = layout.pack_rows(0)
        keys >>= bits[1]
        if counted is not None:
            keys |= counted.codes
        keys.sort()
        starts = _find_starts(keys)
        counts = np.diff(starts, append=len(keys))
        packed = (keys[starts] << bits[1]) | counts
        return cls(layout, (0,) * len(layout.columns), packed, bits)

    @cached_property
    def counts(self) -> Numbers:
        """How many rows each combination has."""
        return self.packed & ((1 << self.bits[1]) - 1)

    @cached_property
    def weights(self) -> Reals:
        """The same as numbers that cells are counted with."""
        return self.counts.astype(np.float64)

    @cached_property
    def values(self) -> Numbers:
        """The value of each combination."""
        return (self.packed >> self.bits[1]) & ((1 << self.bits[0]) - 1)

    @cached_property
    def contents(self) -> Sequence[Numbers]:
        """The content of each block."""
        return [self.layout.read_block([self.packed], block) for block in self.layout.blocks]

    def roll_up(self, node: Node) -> Groups:
        """The combinations of a coarser node."""
        cells = self.layout.count_cells(node) << self.bits[0]
        return self._count(node) if cells <= ROOMY * len(self) else self._sort(node)

    def _count(self, node: Node) -> CellGroups:
        cells = np.zeros(1, dtype=np.int64)
        size = 1
        for number, (block, content) in enumerate(zip(self.layout.blocks, self.contents, strict=True)):
            ranks, held = self.layout.find_ranks(number, node[block.columns.start : block.columns.stop])
            cells = (
                cells * len(held) + ranks.take(content, mode="clip")
                if size > 1
                else ranks.take(content, mode="clip")
            )
            size *= len(held)
        if self.bits[0]:
            cells = (cells << self.bits[0]) + self.values
        counts = np.bincount(cells, self.weights)
        there = np.flatnonzero(counts > 0)
        return CellGroups(self.layout, node, there, counts[there].astype(np.int64), self.bits)

    def _sort(self, node: Node) -> PackedGroups:
        (packed,) = self.layout.coarsen([self.packed], self.node, node)
        if packed is self.packed:
            return PackedGroups(self.layout, node, packed, self.bits)
        packed.sort()
        rows = self.bits[1]
        keys = packed >> rows
        starts = _find_starts(keys)
        if len(starts) < len(keys):
            packed &= (1 << rows) - 1
            packed = (keys[starts] << rows) | np.add.reduceat(packed, starts)
        return PackedGroups(self.layout, node, packed, self.bits)

    def read_classes(self) -> Classes:
        """Its classes; their keys are in the order of the columns."""
        value_bits, rows = self.bits
        if not value_bits:
            return make_uncounted(self.counts)
        starts = _find_starts(self.packed >> (value_bits + rows))
        return Classes(starts, np.add.reduceat(self.counts, starts), self.values, self.counts)

    def read_codes(self, classes: Classes, chosen: Numbers) -> Sequence[Numbers]:
        """For each column the code of what these classes publish."""
        return self.layout.read_codes([self.packed[classes.starts[chosen]]])


class CellGroups:
    """Combinations that were counted into cells; packed when others are made from them."""

    def __init__(
        self, layout: Layout, node: Node, cells: Numbers, counts: Numbers, bits: tuple[int, int]
    ) -> None:
        self.layout = layout
        self.node = node
        self.cells = cells
        self.counts = counts
        self.bits = bits

    def __len__(self) -> int:
        return len(self.cells)

    def _pack(self, cells: Numbers) -> Numbers:
        """The fields of these cells."""
        rest = cells >> self.bits[0]
        packed = np.zeros(len(cells), dtype=np.int64)
        for number, block in reversed(list(enumerate(self.layout.blocks))):
            _, held = self.layout.find_ranks(number, self.node[block.columns.start : block.columns.stop])
            rest, rank = np.divmod(rest, len(held))
            packed |= held[rank] << block.shift
        return packed

    @cached_property
    def groups(self) -> PackedGroups:
        """The same, packed."""
        value_bits, rows = self.bits
        packed = self._pack(self.cells) | self.counts
        if value_bits:
            packed |= (self.cells & ((1 << value_bits) - 1)) << rows
        return PackedGroups(self.layout, self.node, packed, self.bits)

    def roll_up(self, node: Node) -> Groups:
        """The combinations of a coarser node."""
        return self.groups.roll_up(node)

    def read_classes(self) -> Classes:
        """Its classes; their keys are in the order of the columns."""
        value_bits = self.bits[0]
        if not value_bits:
            return make_uncounted(self.counts)
        starts = _find_starts(self.cells >> value_bits)
        values = self.cells & ((1 << value_bits) - 1)
        return Classes(starts, np.add.reduceat(self.counts, starts), values, self.counts)

    def read_codes(self, classes: Classes, chosen: Numbers) -> Sequence[Numbers]:
        """For each column the code of what these classes publish."""
        return self.layout.read_codes([self._pack(self.cells[classes.starts[chosen]])])


class NamedGroups:
    """Which values of a column stand in each class, up to `most` of them: enough to tell that a class has so many.

    A class that is made of others has at least as many different values as each of them, so what is left out here is
    never missed. Values that name nothing are the first to be left out. How many rows there are is not known.
    """

    def __init__(self, layout: Layout, node: Node, packed: Numbers, named: Named) -> None:
        self.layout = layout
        self.node = node
        self.packed = packed
        self.named = named

    def __len__(self) -> int:
        return len(self.packed)

    @classmethod
    def make(cls, layout: Layout, counted: CountedColumn, bits: int) -> NamedGroups:
        """What stands in the rows as they are."""
        named = Named(counted, bits)
        packed = layout.pack_rows(0) | named.ranks[counted.codes]
        packed.sort()
        return cls(layout, (0,) * len(layout.columns), named.leave_out(packed), named)

    def roll_up(self, node: Node) -> NamedGroups:
        """What stands in the classes of a coarser node."""
        (packed,) = self.layout.coarsen([self.packed], self.node, node)
        if packed is not self.packed:
            packed.sort()
            packed = self.named.leave_out(packed)
        return NamedGroups(self.layout, node, packed, self.named)

    def read_classes(self) -> Classes:
        """Its classes; their keys are in the order of the columns, and each value stands as one row."""
        starts = _find_starts(self.packed >> self.named.bits)
        values = self.named.values[self.packed & ((1 << self.named.bits) - 1)]
        sizes = np.diff(starts, append=len(values))
        return Classes(starts, sizes, values, np.ones(len(values), dtype=np.int64))

    def read_codes(self, classes: Classes, chosen: Numbers) -> Sequence[Numbers]:
        """For each column the code of what these classes publish."""
        return self.layout.read_codes([self.packed[classes.starts[chosen]]])


class Named:
    """The values of a column that is counted for its names alone, those that name nothing at the end."""

    def __init__(self, counted: CountedColumn, bits: int) -> None:
        self.bits = bits
        self.most = counted.rule.distinct
        blank = np.zeros(len(counted.counts), dtype=np.bool_)
        blank[list(counted.blanks)] = True
        self.values: Numbers = np.argsort(blank, kind="stable")
        """By rank."""
        self.ranks: Numbers = np.argsort(self.values)
        """By value."""

    def leave_out(self, packed: Numbers) -> Numbers:
        """Of sorted keys each once, and of each class the first ones."""
        packed = packed[_find_starts(packed)]
        starts = _find_starts(packed >> self.bits)
        sizes = np.diff(starts, append=len(packed))
        if not len(sizes) or sizes.max() <= self.most:
            return packed
        place = np.arange(len(packed)) - np.repeat(starts, sizes)
        return packed[place < self.most]


class WideGroups:
    """Combinations that need several numbers each."""

    def __init__(
        self, layout: Layout, node: Node, words: Sequence[Numbers], values: Numbers, counts: Numbers
    ) -> None:
        self.layout = layout
        self.node = node
        self.words = words
        self.values = values
        self.counts = counts

    def __len__(self) -> int:
        return len(self.counts)

    @classmethod
    def make(cls, layout: Layout, counted: CountedColumn | None) -> WideGroups:
        """The combinations of the rows as they are."""
        words = [layout.pack_rows(word) for word in range(layout.word_count)]
        rows = len(words[0])
        values = np.zeros(rows, dtype=np.int64) if counted is None else counted.codes.astype(np.int64)
        start = (0,) * len(layout.columns)
        return cls(layout, start, words, values, np.ones(rows, dtype=np.int64)).merge()

    def roll_up(self, node: Node) -> WideGroups:
        """The combinations of a coarser node."""
        words = self.layout.coarsen(self.words, self.node, node)
        return WideGroups(self.layout, node, words, self.values, self.counts).merge()

    def merge(self) -> WideGroups:
        """The same, sorted, each combination once."""
        order = np.lexsort((self.values, *reversed(self.words)))
        words = [word[order] for word in self.words]
        values = self.values[order]
        starts = _find_starts(*words, values)
        counts = np.add.reduceat(self.counts[order], starts)
        return WideGroups(self.layout, self.node, [word[starts] for word in words], values[starts], counts)

    def read_classes(self) -> Classes:
        """Its classes; their keys are in the order of the columns."""
        starts = _find_starts(*self.words)
        return Classes(starts, np.add.reduceat(self.counts, starts), self.values, self.counts)

    def read_codes(self, classes: Classes, chosen: Numbers) -> Sequence[Numbers]:
        """For each column the code of what these classes publish."""
        there = classes.starts[chosen]
        return self.layout.read_codes([word[there] for word in self.words])


def _find_starts(*sorted_keys: Numbers) -> Numbers:
    """Where a new key begins."""
    new = np.empty(len(sorted_keys[0]), dtype=np.bool_)
    new[:1] = True
    np.not_equal(sorted_keys[0][1:], sorted_keys[0][:-1], out=new[1:])
    for keys in sorted_keys[1:]:
        new[1:] |= keys[1:] != keys[:-1]
    return np.flatnonzero(new)


def make_named(quasi: Sequence[QuasiColumn], counted: CountedColumn, rows: int) -> Groups:
    """What is needed to judge a counted column in each class: for one that is naming the first names, else as `make_groups`."""
    bits = max(1, (len(counted.counts) - 1).bit_length())
    fields = sum((len(column.counts) - 1).bit_length() for column in quasi)
    if not counted.rule.is_naming or bits + fields > WORD:
        return make_groups(quasi, counted, rows)
    return NamedGroups.make(Layout(quasi, bits, WORD - bits), counted, bits)


def make_groups(quasi: Sequence[QuasiColumn], counted: CountedColumn | None, rows: int) -> Groups:
    """The combinations of the rows as they are, with the values of a counted column or without."""
    value_bits = 0 if counted is None else max(1, (len(counted.counts) - 1).bit_length())
    tail = value_bits + rows.bit_length()
    fields = sum((len(column.counts) - 1).bit_length() for column in quasi)
    if tail + fields <= WORD:
        return PackedGroups.make(Layout(quasi, tail, WORD - tail), counted, (value_bits, rows.bit_length()))
    return WideGroups.make(Layout(quasi, 0, WORD), counted)
