"""Taking a downloaded list of units into an office's register: which units are wanted, and what is counted meanwhile."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, field, fields
from typing import Any, BinaryIO

from hybridmentor.domain.csv_sheet import Fault, Faults
from hybridmentor.domain.nace import find_industry
from hybridmentor.domain.unit import Unit
from hybridmentor.domain.unit_list import UnitList
from hybridmentor.errors import Message

LEGAL_UNIT = "unit_list.error.legal_unit"
LEGAL_LIST = "unit_list.error.legal_units"
ENDINGS = frozenset(
    {
        "sheet.column_twice",
        "sheet.empty_file",
        "sheet.missing_column",
        "sheet.not_csv",
        "unit_list.error.cut_off",
        LEGAL_LIST,
        "unit_list.error.long",
        "unit_list.error.not_list",
        "unit_list.error.not_utf8",
        "unit_list.error.packed",
    }
)
"""Faults after which nothing more of a file can be read."""
MOST_TOLD = 10
"""How many faults are told with their line; the rest is a number."""
MOST_TRIED = 50
"""How many rows without a unit in them it takes to say that a file is another one."""


@dataclass(frozen=True)
class ImportChoice:
    """Which units of a list are wanted; an empty choice is all."""

    municipalities: tuple[str, ...] = ()
    """Numbers of four digits."""
    industries: tuple[str, ...] = ()
    """Codes of the practice model."""

    def wants(self, unit: Unit, industry: str | None) -> bool:
        """Whether a unit is wanted, of the industry that it comes nearest to."""
        return (not self.municipalities or unit.municipality in self.municipalities) and (
            not self.industries or industry in self.industries
        )

    def write(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self))

    @classmethod
    def read(cls, text: str | None) -> ImportChoice:
        """From JSON."""
        found = json.loads(text or "{}")
        return cls(tuple(found.get("municipalities", ())), tuple(found.get("industries", ())))


@dataclass
class ImportCounts:
    """What an import has done so far. `read` units have been looked at; a run after a stop or a kill goes on behind them."""

    read: int = 0
    added: int = 0
    changed: int = 0
    same: int = 0
    renamed: int = 0
    """Of those in the register: how many people have given another name, which stays."""
    gone: int = 0
    """Deleted or closed down: passed over."""
    left_out: int = 0
    """In other municipalities or industries than the chosen ones."""
    legal: int = 0
    """Rows about legal units: passed over."""
    faulty: int = 0
    """Other rows that cannot be units."""
    faults: list[dict[str, Any]] = field(default_factory=list)
    """The first of these: `line`, `column`, and `id` and `params` of the message."""

    def write(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def read_json(cls, text: str | None) -> ImportCounts:
        """From JSON; what is not known is passed over."""
        known = {one.name for one in fields(cls)}
        return cls(**{name: value for name, value in json.loads(text or "{}").items() if name in known})


class Tally(Faults):
    """The faults of a list, counted by what they are."""

    def __init__(self) -> None:
        super().__init__()
        self.kinds: Counter[str] = Counter()
        self.ending: Fault | None = None
        """The fault after which the list could not be read on."""
        self.first: list[Fault] = []
        """The first ones that are not just legal units."""

    def add(self, line: int, column: str, message: Message) -> None:
        """Note one."""
        super().add(line, column, message)
        self.kinds[message.id] += 1
        if message.id in ENDINGS:
            self.ending = self.ending or Fault(line, column, message)
        elif message.id != LEGAL_UNIT and len(self.first) < MOST_TOLD:
            self.first.append(Fault(line, column, message))

    def put_into(self, counts: ImportCounts) -> None:
        """Have the counts tell of the faults so far."""
        counts.legal = self.kinds[LEGAL_UNIT]
        counts.faulty = sum(n for kind, n in self.kinds.items() if kind != LEGAL_UNIT and kind not in ENDINGS)
        counts.faults = [write_fault(one) for one in self.first]


class _Enough(Exception):
    """So many faults tell what the file is."""


class _FewFaults(Tally):
    """Gives up after `MOST_TRIED`."""

    def add(self, line: int, column: str, message: Message) -> None:
        """Note one."""
        super().add(line, column, message)
        if self.count >= MOST_TRIED:
            raise _Enough


def write_fault(fault: Fault) -> dict[str, Any]:
    """A fault as it is kept."""
    return {
        "line": fault.line,
        "column": fault.column,
        "id": fault.message.id,
        "params": fault.message.params,
    }


def read_kept(kept: Mapping[str, Any]) -> Fault:
    """A fault that was kept."""
    return Fault(int(kept["line"]), str(kept["column"]), Message(str(kept["id"]), **kept["params"]))


def describe_fault(fault: Fault) -> Message:
    """A fault with its line and column, where it has them."""
    if not fault.line:
        return fault.message
    if not fault.column:
        return Message("unit_import.fault.at_line", line=fault.line, text=fault.message)
    return Message("unit_import.fault.at_column", line=fault.line, column=fault.column, text=fault.message)


def find_hindrance(stream: BinaryIO) -> Fault | None:
    """Why a file cannot be a list of operating units, as far as its beginning tells; None for one that can be."""
    units = UnitList(stream)
    tally = _FewFaults()
    units.faults = tally
    try:
        if next(units.read_units(), None) is not None:
            return None
    except _Enough:
        pass
    if tally.ending is not None:
        return tally.ending
    if tally.count and tally.kinds[LEGAL_UNIT] == tally.count:
        return Fault(0, "", Message(LEGAL_LIST))
    if tally.first:
        return tally.first[0]
    return Fault(0, "", Message("unit_import.error.empty"))


class Industries:
    """The industry that a unit comes nearest to, looked up once for each number."""

    def __init__(self, known: Collection[str]) -> None:
        self.known = known
        self._found: dict[str, str | None] = {}

    def find(self, unit: Unit) -> str | None:
        """A code of the practice model; None where nothing fits."""
        code = unit.nace[0] if unit.nace else ""
        if code not in self._found:
            self._found[code] = find_industry(code, self.known) if code else None
        return self._found[code]
