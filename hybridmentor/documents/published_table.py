"""The table that is handed out: its columns with the values that may stand in them, and its CSV and Parquet files.

Nothing is taken on trust from what made the table. Every cell is a code, every code is one that the public hierarchy has at
the level of its column, and the rows are put in the order of what they show: any other table is refused before a byte of it
is written. So no cell can be a formula, a name, a date or a text, whatever program opens the file.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import polars as pl

from hybridmentor.domain.anonymity.hierarchy import TOP
from hybridmentor.domain.release_variables import Variable, get_hierarchy
from hybridmentor.errors import HybridMentorError

CODE = re.compile(r"[a-z0-9_]+|\*", re.ASCII)
KEY = re.compile(r"[a-z][a-z0-9_]{0,31}", re.ASCII)
SEPARATOR = ";"
ORDERED = frozenset(
    {
        "age_band",
        "count_band",
        "days_band",
        "duration",
        "few_count",
        "half_year",
        "hours_band",
        "per_month_band",
        "share_band",
    }
)
"""Hierarchies of known variables whose values go from less to more; of sensitive ones the variable says it."""
ROWS_IN_GROUP = 1 << 17


class TableRefused(HybridMentorError):
    """The table is none that may be handed out, so no file of it is made."""

    default = "data_package.error.table"


@dataclass(frozen=True)
class PublishedColumn:
    """A variable at the level of detail that it is published at."""

    variable: Variable
    level: int

    @property
    def key(self) -> str:
        """The name of the column in every file."""
        return self.variable.key

    @cached_property
    def values(self) -> tuple[str, ...]:
        """All values that the level has, in the order of the hierarchy, whether or not the table has them."""
        rows = get_hierarchy(self.variable.hierarchy).rows.values()
        return tuple(dict.fromkeys(row[self.level] for row in rows))

    @property
    def is_ordered(self) -> bool:
        """Whether the values have an order, but for those that say that there is none to tell."""
        variable = self.variable
        told = variable.hierarchy in ORDERED if variable.is_quasi else variable.distance == "ordered"
        return told and self.values != (TOP,)


def list_columns(variables: Sequence[Variable], levels: Mapping[str, int]) -> tuple[PublishedColumn, ...]:
    """The columns of a table in their order; one without a level is published as it is.

    TableRefused for no column, one twice, a level that its hierarchy does not have or that is finer than may be published,
    and a level of something that is no column.
    """
    keys = [variable.key for variable in variables]
    if not keys or len(set(keys)) < len(keys) or not set(levels) <= set(keys):
        raise TableRefused
    columns = tuple(PublishedColumn(variable, levels.get(variable.key, 0)) for variable in variables)
    for column in columns:
        variable = column.variable
        if not (
            KEY.fullmatch(variable.key)
            and variable.floor <= column.level < get_hierarchy(variable.hierarchy).height
        ):
            raise TableRefused
    return columns


def arrange_table(table: pl.DataFrame, columns: Sequence[PublishedColumn]) -> pl.DataFrame:
    """The table as plain text, sorted by its columns from left to right; TableRefused where a cell may not be in it.

    Categories are dropped: those of a column may name values that only rows had which are not published.
    """
    if table.columns != [column.key for column in columns] or not table.height:
        raise TableRefused
    plain = table.select(pl.col(column.key).cast(pl.String) for column in columns)
    for column in columns:
        found = plain[column.key].unique()
        if not all(isinstance(value, str) and CODE.fullmatch(value) for value in found):
            raise TableRefused
        if not set(found) <= set(column.values):
            raise TableRefused
    return plain.sort(plain.columns)


def write_csv(table: pl.DataFrame) -> bytes:
    """The file: plain ASCII (so UTF-8 too), parted by semicolons, lines ended by a line feed, never a quote."""
    return table.write_csv(separator=SEPARATOR, quote_style="never").encode("ascii")


def write_parquet(table: pl.DataFrame) -> bytes:
    """The same as Parquet: columns of text, and no metadata but the schema."""
    buffer = io.BytesIO()
    table.write_parquet(buffer, compression="zstd", compression_level=3, row_group_size=ROWS_IN_GROUP)
    return buffer.getvalue()
