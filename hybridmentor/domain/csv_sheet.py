"""CSV files that people hand in: read row by row, checked cell by cell, every fault with its line and column."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from operator import itemgetter
from typing import TypeVar

from hybridmentor.domain.identifiers import mask_national_ids
from hybridmentor.errors import Message

MOST_FAULTS = 100
MOST_LETTERS = 60
BREAK = re.compile(r"\r\n|\r|\n")
ISO_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

Value = TypeVar("Value")


@dataclass(frozen=True)
class Fault:
    """What is wrong at one place of a file."""

    line: int
    """The line of the text that the row begins on; the heading is 1."""
    column: str
    """The name of the column, or its number where it has none; empty where the whole line is meant."""
    message: Message


@dataclass
class Faults:
    """The faults of one file: the first `MOST_FAULTS` of them, and how many there are."""

    listed: list[Fault] = field(default_factory=list)
    count: int = 0

    def add(self, line: int, column: str, message: Message) -> None:
        """Note one."""
        self.count += 1
        if self.count <= MOST_FAULTS:
            self.listed.append(Fault(line, column, message))


def read_day(word: str) -> date | None:
    """The day that YYYY-MM-DD names; None for any other writing and for days that do not exist."""
    if not ISO_DAY.fullmatch(word):
        return None
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


class Sheet:
    """A CSV file with a heading that names the columns, parted by commas or semicolons, read row by row.

    Columns may stand in any order and others beside them; a byte-order mark, CRLF, quotes and rows without any content
    are passed over. What is wrong is noted in `faults`; a file whose heading is wrong has no rows.
    """

    def __init__(self, lines: Iterable[str], columns: Sequence[str]) -> None:
        self.columns = columns
        self.faults = Faults()
        self.ignored: tuple[str, ...] = ()
        self._days: dict[str, date] = {}
        self._cells: list[str] = []
        self._end = 0
        self._names: list[str] = []
        every = iter(lines)
        opening: list[str] = []
        for line in every:
            opening.append(line if opening else line.removeprefix("\ufeff"))
            if line.strip("\ufeff\r\n\t ,;"):
                break
        self._reader = csv.reader(
            chain(opening, every), delimiter=_find_delimiter(opening, columns), strict=True
        )

    @property
    def line(self) -> int:
        """The line that the present row begins on."""
        return self._end - sum(len(BREAK.findall(cell)) for cell in self._cells)

    def read_rows(self) -> Iterator[tuple[str, ...]]:
        """The cells of each row below the heading, in the order of `columns`, as they stand."""
        try:
            if not self._read_heading():
                return
            width = len(self._names)
            pick = itemgetter(*map(self._names.index, self.columns))
            for cells in self._reader:
                self._cells, self._end = cells, self._reader.line_num
                if len(cells) == width:
                    yield pick(cells)
                elif any(map(str.strip, cells)):
                    self._refuse_width(cells)
        except csv.Error:
            # A quote that is never closed swallows all that follows, so what counts is where it was opened.
            self.faults.add(self._end + 1, "", Message("sheet.not_csv"))

    def refuse(self, column: str, message_id: str, /, **params: object) -> None:
        """Note a fault in the present row."""
        self.faults.add(self.line, column, Message(message_id, **params))

    def refuse_word(self, column: str, word: str, message_id: str, /, **params: object) -> None:
        """Note a fault that shows the word, unless it is no text at all."""
        if not word.isprintable():
            self.refuse(column, "sheet.not_text")
        else:
            self.refuse(column, message_id, word=show_word(word), **params)

    def read_name(self, column: str, cell: str, missing: str) -> str | None:
        """A name as it stands but for blanks around it; None, and a fault, where there is none (`missing` says so)."""
        name = cell.strip()
        if not name:
            self.refuse(column, missing)
        elif not name.isprintable():
            self.refuse(column, "sheet.not_text")
        else:
            return name
        return None

    def look_up(self, column: str, cell: str, known: Mapping[str, Value]) -> Value | None:
        """What the word in a cell stands for; None, and a fault, for an unknown one."""
        if cell in known:
            return known[cell]
        word = cell.strip().casefold()
        if word in known:
            return known[word]
        if not word:
            self.refuse(column, "sheet.no_word", known=", ".join(filter(None, known)))
        else:
            self.refuse_word(column, cell.strip(), "sheet.unknown_word", known=", ".join(filter(None, known)))
        return None

    def read_date(self, column: str, cell: str) -> date | None:
        """The day in a cell; None, and a fault, where there is none."""
        if cell not in self._days:
            word = cell.strip()
            day = read_day(word)
            if day is None:
                self.refuse_word(column, word, "sheet.no_date")
                return None
            self._days[cell] = day
        return self._days[cell]

    def _read_heading(self) -> bool:
        # Parted by the wrong one of the two, a line of nothing but delimiters is no heading either.
        heading = next((cells for cells in self._reader if "".join(cells).strip(" ,;")), None)
        if heading is None:
            self.faults.add(1, self.columns[0], Message("sheet.empty_file", columns=",".join(self.columns)))
            return False
        self._cells, self._end = heading, self._reader.line_num
        self._names = names = [name.strip().casefold() for name in heading]
        for name in self.columns:
            if name not in names:
                self.refuse(name, "sheet.missing_column")
        for place, name in enumerate(names):
            if name and name in names[:place]:
                self.refuse(show_word(name), "sheet.column_twice")
        self.ignored = tuple(show_word(name) for name in names if name and name not in self.columns)
        return not self.faults.count

    def _refuse_width(self, cells: Sequence[str]) -> None:
        found, wanted = len(cells), len(self._names)
        column = self._names[found] if found < wanted else ""
        number = min(found, wanted) + 1
        self.refuse(show_word(column) or str(number), "sheet.cells", found=found, wanted=wanted)


def show_word(word: str) -> str:
    """A word of a file fit for a message: not too long, nothing that steers a terminal, no national identity number."""
    shown = word if len(word) <= MOST_LETTERS else f"{word[:MOST_LETTERS]}…"
    return mask_national_ids("".join(letter if letter.isprintable() else "\ufffd" for letter in shown))


def _find_delimiter(opening: Sequence[str], columns: Sequence[str]) -> str:
    """Comma or semicolon: that which parts the heading into more of the columns; a comma if both do."""

    def count(delimiter: str) -> int:
        names = opening[-1].split(delimiter) if opening else []
        return len({name.strip(' "\r\n\t').casefold() for name in names}.intersection(columns))

    return ";" if count(";") > count(",") else ","
