"""Tables read as text, and their columns as whole numbers: what the search counts with.

Everything is text: 007 stays 007, NA is a value, and an empty cell is a value of its own.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice
from typing import TypeAlias

import numpy as np
import numpy.typing as npt
import polars as pl

from hybridmentor.domain.anonymity.config import Column, Config, Rule
from hybridmentor.domain.anonymity.hierarchy import Hierarchy, make_flat
from hybridmentor.domain.csv_sheet import show_word
from hybridmentor.errors import InvalidInput, Message

Numbers: TypeAlias = npt.NDArray[np.int64]
Codes: TypeAlias = npt.NDArray[np.int32]
CHUNK = 50_000
NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
EMPTY = ""


@dataclass(frozen=True)
class Level:
    """One way to publish a column; every array goes by the code of the value itself."""

    labels: Sequence[str]
    """What is published."""
    groups: Numbers
    """The smallest code that is published alike: the code of the published value."""
    spans: Numbers
    """How many values of the hierarchy stand under what is published, less one."""


@dataclass(frozen=True)
class QuasiColumn:
    """A column that is made alike."""

    name: str
    weight: float
    codes: Codes
    """For each row the number of its value among the values of the data, which are sorted."""
    counts: Numbers
    """How many rows have each value."""
    levels: Sequence[Level]
    span: int
    """The span of full loss: the values of the hierarchy, less one; at least 1."""


@dataclass(frozen=True)
class CountedColumn:
    """A column whose values are looked at in each class: a sensitive one, or one of which a class needs several."""

    name: str
    rule: Rule
    codes: Codes
    """For each row the number of its value; for the ordered distance in that order."""
    counts: Numbers
    blanks: tuple[int, ...]
    """The codes of the values that name nothing: the empty one and those that the rule says."""


@dataclass(frozen=True)
class CodedTable:
    """What the search reads: no text, and no row but by its codes."""

    rows: int
    quasi: Sequence[QuasiColumn]
    counted: Sequence[CountedColumn]


def read_table(content: bytes, config: Config, *, file: str) -> pl.DataFrame:
    """The rows of a CSV file as text, the columns in the file's order and those that are not needed left out.

    InvalidInput for a heading that is not just what the config declares, for rows of another length (by line), for
    what is not UTF-8 and for a file without rows. Rows without anything are passed over.
    """
    content = content.removeprefix(b"\xef\xbb\xbf")
    declared = [column.name for column in config.columns]
    separator = config.separator or _find_separator(content, declared)
    names, start = _read_heading(content, separator, file)
    _check_heading(names, declared, file)
    needed = {column.name for column in config.columns if column.role != "drop" or column.is_counted}
    frame = _read_plain(content, separator, names, start)
    if frame is None:
        frame = _read_slowly(content, separator, names, file)
    if not frame.height:
        raise InvalidInput(Message("anonymity.error.no_rows", file=file))
    return frame.select(name for name in names if name in needed)


def find_separator(content: bytes, config: Config) -> str:
    """What parts the cells of the file: as the config says, else what its heading shows."""
    declared = [column.name for column in config.columns]
    return config.separator or _find_separator(content.removeprefix(b"\xef\xbb\xbf"), declared)


def _find_separator(content: bytes, declared: Sequence[str]) -> str:
    heading = content[: content.find(b"\n") + 1 or None].decode("utf-8", "replace")

    def count(separator: str) -> int:
        return len({name.strip('"\r\n') for name in heading.split(separator)}.intersection(declared))

    return ";" if count(";") > count(",") else ","


def _read_heading(content: bytes, separator: str, file: str) -> tuple[list[str], int]:
    """The names of the columns, and where the rows begin if the heading is the first line and has no quotes (else -1)."""
    end = content.find(b"\n") + 1 or len(content)
    try:
        first = content[:end].decode("utf-8")
        heading = first.rstrip("\r\n")
        if heading and '"' not in heading and "\r" not in heading:
            return heading.split(separator), end
        reader = csv.reader(_read_lines(content), delimiter=separator, strict=True)
        names = next(filter(None, reader), None)
    except UnicodeDecodeError:
        raise InvalidInput(Message("anonymity.error.not_utf8", file=file)) from None
    except csv.Error:
        raise InvalidInput(Message("anonymity.error.not_csv", file=file, line=1)) from None
    if names is None:
        raise InvalidInput(Message("anonymity.error.no_heading", file=file))
    return names, -1


def _read_lines(content: bytes) -> Iterator[str]:
    return iter(io.TextIOWrapper(io.BytesIO(content), "utf-8", newline=""))


def _check_heading(names: Sequence[str], declared: Sequence[str], file: str) -> None:
    for number, name in enumerate(names, 1):
        if not name:
            raise InvalidInput(Message("anonymity.error.heading_empty", file=file, number=number))
        if names.count(name) > 1:
            message = Message("anonymity.error.heading_twice", file=file, column=show_word(name))
            raise InvalidInput(message, field=name)
    for name in names:
        if name not in declared:
            message = Message("anonymity.error.undeclared", file=file, column=show_word(name))
            raise InvalidInput(message, field=name)
    for name in declared:
        if name not in names:
            message = Message("anonymity.error.missing_column", file=file, column=show_word(name))
            raise InvalidInput(message, field=name)


def _read_plain(content: bytes, separator: str, names: Sequence[str], start: int) -> pl.DataFrame | None:
    """The rows of a file without quotes in which every line has all its cells; None for any other, which is read more slowly."""
    returns = content.count(b"\r")
    if start < 0 or b'"' in content or b"\0" in content or returns != content.count(b"\r\n"):
        return None
    lines = content.count(b"\n", start) + (not content.endswith(b"\n"))
    mark = separator.encode()
    if start >= len(content) or content.count(mark, start) != (len(names) - 1) * lines:
        return None
    if len(names) == 1 and (b"\n\n" in content or b"\n\r\n" in content):
        return None
    # Too many cells in a line are refused here; and if no line has too many and all have the right number together,
    # none has too few.
    try:
        frame = pl.read_csv(
            content,
            has_header=False,
            skip_lines=1,
            new_columns=list(names),
            separator=separator,
            quote_char=None,
            infer_schema=False,
        )
    except pl.exceptions.PolarsError:
        return None
    if frame.height != lines or frame.width != len(names):
        return None
    return frame.with_columns(pl.all().fill_null(EMPTY))


def _read_slowly(content: bytes, separator: str, names: Sequence[str], file: str) -> pl.DataFrame:
    """The rows of any file, with the line of what is wrong."""
    reader = csv.reader(_read_lines(content), delimiter=separator, strict=True)
    frames: list[pl.DataFrame] = []
    try:
        next(filter(None, reader))
        rows = _check_rows(reader, len(names), file)
        while chunk := list(islice(rows, CHUNK)):
            columns = zip(*chunk, strict=True)
            frames.append(
                pl.DataFrame(
                    dict(zip(names, map(list, columns), strict=True)), schema=dict.fromkeys(names, pl.String)
                )
            )
    except UnicodeDecodeError:
        raise InvalidInput(Message("anonymity.error.not_utf8", file=file)) from None
    except csv.Error:
        raise InvalidInput(Message("anonymity.error.not_csv", file=file, line=reader.line_num)) from None
    return pl.concat(frames) if frames else pl.DataFrame(schema=dict.fromkeys(names, pl.String))


def _check_rows(reader: Iterator[list[str]], width: int, file: str) -> Iterator[list[str]]:
    for row in reader:
        if len(row) == width:
            yield row
        elif row:
            line = reader.line_num  # type: ignore[attr-defined]
            raise InvalidInput(
                Message("anonymity.error.ragged", file=file, line=line, found=len(row), wanted=width)
            )


def code_table(frame: pl.DataFrame, config: Config, hierarchies: Mapping[str, Hierarchy]) -> CodedTable:
    """The columns of a table as numbers; `hierarchies` by the name of their column.

    InvalidInput for a value that its hierarchy does not have, and for one value written in two ways (case, blanks)
    where that would count as two: among sensitive and counted values, and in a column without a hierarchy.
    """
    quasi = [code_quasi(frame[one.name], one, hierarchies.get(one.name)) for one in config.quasi]
    counted = [code_counted(frame[one.name], one, hierarchies.get(one.name)) for one in config.counted]
    return CodedTable(frame.height, quasi, counted)


def code_quasi(series: pl.Series, column: Column, hierarchy: Hierarchy | None) -> QuasiColumn:
    """One column that is made alike. Which values have which code depends on the values of the data alone, not on their order."""
    if hierarchy is None:
        values = series.unique().sort().to_list()
        _refuse_variants(values, column.name)
        hierarchy = make_flat(values)
        codes = _number(series, values)
    else:
        codes, values = _merge_first(*_number_known(series, column.name, hierarchy), hierarchy)
    levels = []
    for level in range(hierarchy.height):
        labels = [hierarchy.rows[value][level] for value in values]
        first: dict[str, int] = {}
        for code, label in enumerate(labels):
            first.setdefault(label, code)
        groups = np.array([first[label] for label in labels], dtype=np.int64)
        spans = np.array([hierarchy.leaf_counts[level][label] - 1 for label in labels], dtype=np.int64)
        levels.append(Level(labels, groups, spans))
    counts = np.bincount(codes, minlength=len(values)).astype(np.int64)
    return QuasiColumn(column.name, column.weight, codes, counts, levels, max(hierarchy.leaves - 1, 1))


def code_counted(series: pl.Series, column: Column, hierarchy: Hierarchy | None) -> CountedColumn:
    """One column whose values are looked at, its codes in the order of its values: see `order_values`."""
    values = series.unique().sort().to_list()
    _refuse_variants(values, column.name)
    if column.rule.distance == "ordered":
        values = order_values(values, column.name, hierarchy)
    codes = _number(series, values)
    nothing = {EMPTY, *column.rule.blanks}
    blanks = tuple(code for code, value in enumerate(values) if value in nothing)
    counts = np.bincount(codes, minlength=len(values)).astype(np.int64)
    return CountedColumn(column.name, column.rule, codes, counts, blanks)


def order_values(values: Sequence[str], name: str, hierarchy: Hierarchy | None) -> list[str]:
    """The values in the order that the ordered distance goes by.

    That of the hierarchy's rows; else by the numbers that they are, or begin with where they are bands; else as text. The empty
    value comes first unless a hierarchy places it.
    """
    if hierarchy is not None:
        place = {value: number for number, value in enumerate(hierarchy.values)}
        for value in values:
            if value not in place:
                raise _refuse_unknown(value, name)
        return sorted(values, key=place.__getitem__)
    if have_numbers(values):
        return sorted(values, key=lambda value: (bool(value), _read_number(value), value))
    return sorted(values)


def have_numbers(values: Iterable[str]) -> bool:
    """Whether all values that are not empty are numbers, or begin with one."""
    return all(NUMBER.match(value) for value in values if value)


def _read_number(value: str) -> Decimal:
    found = NUMBER.match(value)
    return Decimal(found[0].replace(",", ".")) if found else Decimal(0)


def find_ordered_by_text(frame: pl.DataFrame, config: Config) -> Sequence[str]:
    """The columns whose values are ordered as text, since nothing else tells their order."""
    return [
        column.name
        for column in config.counted
        if column.rule.distance == "ordered"
        and column.hierarchy is None
        and not have_numbers(frame[column.name].unique().to_list())
    ]


def _number(series: pl.Series, values: Sequence[str]) -> Codes:
    return series.cast(pl.Enum(values)).to_physical().to_numpy().astype(np.int32)


def _number_known(series: pl.Series, name: str, hierarchy: Hierarchy) -> tuple[Codes, list[str]]:
    """The codes of a column whose values must all stand in a hierarchy, and the values that it has, sorted."""
    known = sorted(hierarchy.rows)
    found = series.cast(pl.Enum(known), strict=False)
    if found.null_count():
        raise _refuse_unknown(series.filter(found.is_null()).sort()[0], name)
    codes = found.to_physical().to_numpy()
    present = np.bincount(codes, minlength=len(known)) > 0
    renumbered = (np.cumsum(present) - 1).astype(np.int32)
    return renumbered[codes], [value for value, there in zip(known, present, strict=True) if there]


def _merge_first(codes: Codes, values: list[str], hierarchy: Hierarchy) -> tuple[Codes, list[str]]:
    """The same with one code for all values that are alike on the first level, which may be higher than the value itself."""
    labels = [hierarchy.rows[value][0] for value in values]
    first: dict[str, int] = {}
    for place, label in enumerate(labels):
        first.setdefault(label, place)
    if len(first) == len(values):
        return codes, values
    number = {label: code for code, label in enumerate(first)}
    merged = np.array([number[label] for label in labels], dtype=np.int32)
    return merged[codes], [values[place] for place in first.values()]


def _refuse_unknown(value: str, name: str) -> InvalidInput:
    place = show_word(name)
    if not value:
        return InvalidInput(Message("anonymity.error.empty_unknown", column=place), field=name)
    return InvalidInput(
        Message("anonymity.error.unknown_value", column=place, word=show_word(value)), field=name
    )


def _refuse_variants(values: Sequence[str], name: str) -> None:
    known: dict[str, str] = {}
    for value in values:
        other = known.setdefault(" ".join(value.split()).casefold(), value)
        if other != value:
            place, one, two = show_word(name), show_word(other), show_word(value)
            raise InvalidInput(
                Message("anonymity.error.variants", column=place, one=one, other=two), field=name
            )
