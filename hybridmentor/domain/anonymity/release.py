"""What is published: the columns at the levels of a solution, in an order that says nothing, and the file of it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

import numpy as np
import polars as pl

from hybridmentor.domain.anonymity.coding import CodedTable, Numbers, code_quasi
from hybridmentor.domain.anonymity.config import Config
from hybridmentor.domain.anonymity.hierarchy import TOP, Hierarchy
from hybridmentor.domain.anonymity.lattice import Flags
from hybridmentor.domain.anonymity.search import Solution

WIDEST = 1 << 62
SUPPRESSED = "starred"


def make_release(frame: pl.DataFrame, config: Config, table: CodedTable, solution: Solution) -> pl.DataFrame:
    """The published table: quasi-identifiers at their levels, sensitive and insensitive columns as they are, others left out.

    The columns stand in the order of the file. The rows are sorted by what is published in them, so their order says
    nothing more. Of a suppressed row nothing is published; starred, every cell of it is `*`, those of sensitive and
    insensitive columns too.
    """
    roles = {column.name: column.role for column in config.columns}
    quasi = {column.name: number for number, column in enumerate(table.quasi)}
    gone = find_suppressed(table, solution)
    starred = config.suppressed_rows == SUPPRESSED
    names = [name for name in frame.columns if roles[name] != "drop"]
    labels: list[Sequence[str]] = []
    ranks: list[Numbers] = []
    for name in names:
        if name in quasi:
            column = table.quasi[quasi[name]]
            known, numbers = _rank_labels(column.levels[solution.levels[name]].labels)
            numbers = numbers[column.codes]
        else:
            known = frame[name].unique().sort().to_list()
            numbers = frame[name].cast(pl.Enum(known)).to_physical().to_numpy().astype(np.int64)
        if starred:
            known, numbers = _star(known, numbers, gone)
        labels.append(known)
        ranks.append(numbers if starred else numbers[~gone])
    order = combine(ranks, [len(known) for known in labels]).argsort(kind="stable")
    return pl.DataFrame(
        [
            pl.Series(name, numbers[order].astype(np.uint32)).cat.to(pl.Enum(known))
            for name, known, numbers in zip(names, labels, ranks, strict=True)
        ]
    )


def _rank_labels(labels: Sequence[str]) -> tuple[list[str], Numbers]:
    """The labels sorted, and where each code's label stands among them."""
    known = sorted(set(labels))
    place = {label: number for number, label in enumerate(known)}
    return known, np.array([place[label] for label in labels], dtype=np.int64)


def _star(known: Sequence[str], numbers: Numbers, gone: Flags) -> tuple[list[str], Numbers]:
    """The same with `*` where the row is suppressed."""
    all_known = sorted({*known, TOP})
    place = {label: number for number, label in enumerate(all_known)}
    moved = np.array([place[label] for label in known], dtype=np.int64)
    return all_known, np.where(gone, place[TOP], moved[numbers])


def find_suppressed(table: CodedTable, solution: Solution) -> Flags:
    """Which rows of the table are suppressed."""
    found = solution.found
    chosen = np.flatnonzero(found.judgement.suppressed)
    columns = [
        np.concatenate([column.levels[level].groups[column.codes], codes])
        for column, level, codes in zip(
            table.quasi, solution.node, found.groups.read_codes(found.classes, chosen), strict=True
        )
    ]
    keys = combine(columns, [len(column.counts) for column in table.quasi])
    wanted = keys[table.rows :]
    wanted.sort()
    if not len(wanted):
        return np.zeros(table.rows, dtype=np.bool_)
    rows = keys[: table.rows]
    places = np.searchsorted(wanted, rows)
    np.minimum(places, len(wanted) - 1, out=places)
    return np.asarray(wanted[places] == rows)


def combine(columns: Sequence[Numbers], sizes: Sequence[int]) -> Numbers:
    """One number for each row that is the same where all columns are, and sorts as the columns do, the first one first."""
    total = np.zeros(len(columns[0]), dtype=np.int64)
    reached = 1
    for column, size in zip(columns, sizes, strict=True):
        if reached * size > WIDEST:
            _, total = np.unique(total, return_inverse=True)
            reached = int(total.max(initial=0)) + 1
        total = total * size + column
        reached *= size
    return total


def generalise(
    frame: pl.DataFrame, config: Config, hierarchies: Mapping[str, Hierarchy], levels: Mapping[str, int]
) -> pl.DataFrame:
    """The quasi-identifiers of any table, for example of a population, as they are published at these levels."""
    columns = []
    for column in config.quasi:
        coded = code_quasi(frame[column.name], column, hierarchies.get(column.name))
        known, numbers = _rank_labels(coded.levels[levels[column.name]].labels)
        columns.append(pl.Series(column.name, known, dtype=pl.String).gather(numbers[coded.codes]))
    return pl.DataFrame(columns)


def measure_presence(published: pl.DataFrame, population: pl.DataFrame) -> tuple[float, float]:
    """Delta-presence: the least and the greatest chance that somebody of the population who fits a published class is in it.

    Both tables have the quasi-identifiers alone, as they are published, and the population holds everybody who is
    published. A chance above 1 means that it does not.
    """
    keys = population.columns
    here = published.select(pl.col(key).cast(pl.String) for key in keys).group_by(keys).len("here")
    there = population.group_by(keys).len("there")
    chances = here.join(there, on=keys, how="left").select(
        chance=pl.col("here") / pl.col("there").fill_null(0)
    )["chance"]
    return float(chances.min()), float(chances.max())  # type: ignore[arg-type]


def write_release(published: pl.DataFrame, path: Path, separator: str) -> None:
    """Write the table as CSV in UTF-8, whole or not at all; OSError where that cannot be.

    The file may be read by who runs this alone.
    """
    handle, name = tempfile.mkstemp(prefix=".anonymise-", suffix=".csv", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            # An empty cell is written as nothing, unless it is all that there is in the line.
            plain = (
                published
                if published.width == 1
                else published.with_columns(_blank(one) for one in published)
            )
            plain.write_csv(file, separator=separator, quote_style="necessary")
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise


def _blank(series: pl.Series) -> pl.Series:
    return series if not (series == "").any() else series.replace("", None)
