"""Hierarchies: for each value of a column the ever coarser values that may be published instead of it.

As common anonymisation tools write them: a file in UTF-8, parted by semicolons, one row per value, from the value
itself to its top.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from hybridmentor.domain.csv_sheet import show_word
from hybridmentor.errors import InvalidInput, Message

TOP = "*"
"""What says nothing: the top of a column without a hierarchy of its own, and every cell of a suppressed row that is kept."""


@dataclass(frozen=True)
class Hierarchy:
    """The rows of a hierarchy by their value, all of the same height; level 0 is the value itself, unless it starts higher."""

    rows: Mapping[str, Sequence[str]]
    height: int

    @property
    def values(self) -> Sequence[str]:
        """The values in the order of the file."""
        return list(self.rows)

    @property
    def leaves(self) -> int:
        """How many values there are in the file, whether or not the data has them."""
        return len(self.rows)

    @cached_property
    def leaf_counts(self) -> Sequence[Mapping[str, int]]:
        """For each level, how many values of the file stand under each published value."""
        return [Counter(row[level] for row in self.rows.values()) for level in range(self.height)]

    def start_at(self, level: int) -> Hierarchy:
        """The same without its finest levels, for a column that may not be published in such detail.

        Its values and leaves stay, so what is lost is still counted from the value itself; ValueError where no level is left.
        """
        if not 0 <= level < self.height:
            raise ValueError("a hierarchy begins at one of its levels")
        rows = {value: row[level:] for value, row in self.rows.items()}
        return Hierarchy(rows, self.height - level)


def read_hierarchy(content: bytes, *, file: str, column: str) -> Hierarchy:
    """The hierarchy in a file's content; InvalidInput, naming file and line, where it is none.

    Every row is as long as the first, no value stands twice, and one published value is never split further up: two
    rows that share a value on one level share all values above it. Lines without anything are passed over; a row that
    begins with a semicolon is that of the empty value.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise InvalidInput(Message("anonymity.error.hierarchy_encoding", file=file), field=column) from None
    rows: dict[str, Sequence[str]] = {}
    parents: list[dict[str, str]] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    try:
        for row in filter(None, reader):
            if not rows:
                parents = [{} for _ in row[1:]]
            _check_row(row, rows, parents, file=file, line=reader.line_num, column=column)
            rows[row[0]] = row
    except csv.Error:
        message = Message("anonymity.error.hierarchy_not_csv", file=file, line=reader.line_num)
        raise InvalidInput(message, field=column) from None
    if not rows:
        raise InvalidInput(Message("anonymity.error.hierarchy_empty", file=file), field=column)
    return Hierarchy(rows, len(parents) + 1)


def _check_row(
    row: Sequence[str],
    rows: Mapping[str, Sequence[str]],
    parents: Sequence[dict[str, str]],
    *,
    file: str,
    line: int,
    column: str,
) -> None:
    if len(row) != len(parents) + 1:
        message = Message(
            "anonymity.error.hierarchy_height", file=file, line=line, found=len(row), wanted=len(parents) + 1
        )
        raise InvalidInput(message, field=column)
    if row[0] in rows:
        message = Message("anonymity.error.hierarchy_twice", file=file, line=line, word=show_word(row[0]))
        raise InvalidInput(message, field=column)
    for level, known in enumerate(parents):
        if known.setdefault(row[level], row[level + 1]) != row[level + 1]:
            message = Message(
                "anonymity.error.hierarchy_parents",
                file=file,
                line=line,
                word=show_word(row[level]),
                one=show_word(known[row[level]]),
                other=show_word(row[level + 1]),
            )
            raise InvalidInput(message, field=column)


def make_flat(values: Iterable[str]) -> Hierarchy:
    """The hierarchy of a column that has none: the value itself and `*`; its leaves are the values of the data."""
    return Hierarchy({value: (value, TOP) for value in sorted(values)}, 2)
