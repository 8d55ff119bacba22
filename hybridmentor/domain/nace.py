"""Industries by number: sections and divisions of NACE Rev. 2 (SN2007), and which industry of AFI's each comes nearest.

Companies carry numbers such as 47.110 and no letter. Sections are told by the division alone, so that numbers of the later
SN2025 (NACE Rev. 2.1) find their place too: its letters from J on are others, its divisions nearly the same (45 is gone).
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files

from hybridmentor.errors import InvalidInput

NACE_FILE = "nace.csv"
COLUMNS = ("code", "section", "nb", "nn", "en", "industry")
NUMBER = re.compile(r"[0-9]{2}(?:\.[0-9]{1,3})?")
NOT_STATED = "00"
"""The division of those whose industry the register does not know ("Uoppgitt", 00.000)."""


@dataclass(frozen=True)
class NaceEntry:
    """A section, a division, or a finer code whose industry differs from its division's."""

    code: str
    section: str
    names: Mapping[str, str] = field(hash=False)
    """By language; bokmål is always there."""
    industry: str | None
    """The nearest code of `industry`; None where the section's holds."""

    @property
    def is_section(self) -> bool:
        """Whether it is a letter."""
        return self.code == self.section


@cache
def load_nace() -> Mapping[str, NaceEntry]:
    """All entries by code, in the order of the standard (packaged)."""
    return read_nace((files("hybridmentor") / "sample_data" / NACE_FILE).read_text("utf-8"))


def read_nace(text: str) -> dict[str, NaceEntry]:
    """The entries of a CSV file with the columns `COLUMNS`; InvalidInput, its `field` the column, for what cannot be."""
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise InvalidInput(field="code")
    entries: dict[str, NaceEntry] = {}
    for row in reader:
        entry = _read_entry(row)
        if entry.code in entries or (not entry.is_section and entry.section not in entries):
            raise InvalidInput(field="code")
        entries[entry.code] = entry
    return entries


def normalise_nace(text: str) -> str | None:
    """The number of an industry as `47`, `47.1`, `47.11` or `47.110`; None for anything else, and for "not stated"."""
    code = text.strip()
    if not code.isascii() or NUMBER.fullmatch(code) is None or code.startswith(NOT_STATED):
        return None
    return code


def list_sections() -> tuple[NaceEntry, ...]:
    """The sections A to U."""
    return tuple(entry for entry in load_nace().values() if entry.is_section)


def list_divisions(section: str | None = None) -> tuple[NaceEntry, ...]:
    """The divisions, of one section or of all."""
    return tuple(
        entry
        for entry in load_nace().values()
        if len(entry.code) == 2 and (section is None or entry.section == section)
    )


def find_division(code: str) -> NaceEntry | None:
    """The division that a number belongs to; None for a letter and for what is unknown."""
    number = normalise_nace(code)
    return load_nace().get(number[:2]) if number else None


def find_section(code: str) -> NaceEntry | None:
    """The section that a number belongs to, or that a letter is; None for what is unknown."""
    if code in load_nace() and load_nace()[code].is_section:
        return load_nace()[code]
    division = find_division(code)
    return load_nace()[division.section] if division else None


def find_industry(code: str, known: Collection[str] | None = None) -> str | None:
    """The industry (a code of the practice model) that comes nearest to a section or a number: the finest entry counts.

    `known` are the codes that the practice model has: an entry with another one is passed over for a coarser one. None
    where nothing fits.
    """
    return next(
        (
            entry.industry
            for entry in _iterate_entries(code)
            if entry.industry is not None and (known is None or entry.industry in known)
        ),
        None,
    )


def _iterate_entries(code: str) -> Iterator[NaceEntry]:
    """The entries that a code lies in, the finest first."""
    entries = load_nace()
    number = normalise_nace(code)
    for end in range(len(number or ""), 1, -1):
        if number is not None and number[:end] in entries:
            yield entries[number[:end]]
    section = find_section(code)
    if section is not None:
        yield section


def _read_entry(row: Mapping[str, str]) -> NaceEntry:
    for column in ("code", "section", "nb"):
        if not row[column]:
            raise InvalidInput(field=column)
    names = {language: row[language] for language in ("nb", "nn", "en") if row[language]}
    return NaceEntry(row["code"], row["section"], names, row["industry"] or None)
