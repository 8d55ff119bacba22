"""The published table for SPSS (.sav) and Stata (.dta): codes as numbers, with labels for people in bokmål.

The numbers go from 1 in the order of the values of the level, so that what has an order is in it. No number is declared
missing: what is not known is a value with a label, and who reckons decides what to do with it. Both formats say when a file
was written; that is set to one constant instant, so that the same table gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import polars as pl

from hybridmentor.documents.published_table import PublishedColumn
from hybridmentor.domain.release_variables import name_label, name_value
from hybridmentor.errors import DocumentUnavailable, Message

LANGUAGE = "nb"
SAV_LABEL, SAV_VALUE_LABEL, SAV_TITLE = 255, 120, 64
"""Most bytes of the label of a variable, of a value and of the file in SPSS."""
DTA_LABEL, DTA_VALUE_LABEL, DTA_TITLE = 80, 32_000, 80
"""Most letters of the same in Stata; of the label of a value, bytes."""
DTA_VERSION = 14
"""The oldest Stata whose files are in UTF-8."""
CUT = "…"
SAV_STAMP = re.compile(rb"(\$FL2.{88})(\d{2} [A-Z][a-z]{2} \d{2}\d{2}:\d{2}:\d{2})", re.DOTALL)
SAV_CONSTANT = b"01 Jan 8000:00:00"
DTA_STAMP = re.compile(
    rb"(<stata_dta><header>.{1,600}?<timestamp>\x11)(\d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2})", re.DOTALL
)
DTA_CONSTANT = b"01 Jan 1980 00:00"

Translate = Callable[..., str]
"""The words of a message: language, id, and parameters by name, as `i18n.translate` has them."""


def write_sav(
    table: pl.DataFrame, columns: Sequence[PublishedColumn], *, title: str, translate: Translate
) -> bytes:
    """The file for SPSS. DocumentUnavailable where it cannot be written."""
    library = _load_library()

    def write(path: str) -> None:
        library.write_sav(
            number_cells(table, columns),
            path,
            file_label=cut_bytes(title, SAV_TITLE),
            column_labels=[
                cut_bytes(translate(LANGUAGE, name_label(column.variable)), SAV_LABEL) for column in columns
            ],
            row_compress=True,
            variable_value_labels={
                column.key: label_numbers(column, translate, SAV_VALUE_LABEL) for column in columns
            },
            variable_measure={
                column.key: "ordinal" if column.is_ordered else "nominal" for column in columns
            },
            variable_format={column.key: f"F{len(str(len(column.values)))}.0" for column in columns},
        )

    return set_stamp(_write_privately(write), SAV_STAMP, SAV_CONSTANT)


def write_dta(
    table: pl.DataFrame, columns: Sequence[PublishedColumn], *, title: str, translate: Translate
) -> bytes:
    """The file for Stata 14 and later. DocumentUnavailable where it cannot be written."""
    library = _load_library()

    def write(path: str) -> None:
        library.write_dta(
            number_cells(table, columns),
            path,
            file_label=cut_letters(title, DTA_TITLE),
            column_labels=[
                cut_letters(translate(LANGUAGE, name_label(column.variable)), DTA_LABEL) for column in columns
            ],
            version=DTA_VERSION,
            variable_value_labels={
                column.key: label_numbers(column, translate, DTA_VALUE_LABEL) for column in columns
            },
        )

    return set_stamp(_write_privately(write), DTA_STAMP, DTA_CONSTANT)


def number_cells(table: pl.DataFrame, columns: Sequence[PublishedColumn]) -> pl.DataFrame:
    """The table with the number of each code in place of it."""
    return table.select(
        (pl.col(column.key).cast(pl.Enum(column.values)).to_physical().cast(pl.Int32) + 1).alias(column.key)
        for column in columns
    )


def label_numbers(column: PublishedColumn, translate: Translate, most: int) -> dict[int, str]:
    """The label of each number of a column, none longer than so many bytes."""
    labels = [
        cut_bytes(translate(LANGUAGE, name_value(column.variable, code)), most) for code in column.values
    ]
    return dict(enumerate(labels, 1))


def cut_bytes(text: str, most: int) -> str:
    """The text, cut between two letters and marked where it has more bytes in UTF-8 than may be."""
    if len(text.encode()) <= most:
        return text
    return text.encode()[: most - len(CUT.encode())].decode(errors="ignore").rstrip() + CUT


def cut_letters(text: str, most: int) -> str:
    """The text, cut and marked where it has more letters than may be."""
    return text if len(text) <= most else text[: most - len(CUT)].rstrip() + CUT


def set_stamp(content: bytes, stamp: re.Pattern[bytes], constant: bytes) -> bytes:
    """The file with a constant in place of when it was written; DocumentUnavailable where that is not where it should be."""
    found = stamp.match(content)
    if found is None:
        raise DocumentUnavailable(Message("error.document_unavailable"))
    return content[: found.start(2)] + constant + content[found.end(2) :]


def _load_library() -> Any:
    # Late: pages do without it, and so does a machine that hands nothing out.
    try:
        import pyreadstat
    except (ImportError, OSError) as fault:
        raise DocumentUnavailable(Message("error.document_unavailable")) from fault
    return pyreadstat


def _write_privately(write: Callable[[str], None]) -> bytes:
    """What is written to the path; the library can write to no other place than a file. Nothing is left of it."""
    with TemporaryDirectory(prefix="hybridmentor-file-") as folder:
        path = Path(folder) / "data"
        write(str(path))
        return path.read_bytes()
