"""The one fixed table that a study may show of cases that are too few for a data set: industry by earlier attachment.

It is laid down beforehand, so nobody can ask for one that finds somebody. Small cells are hidden, with as many others as it takes
that none can be reckoned (`safe_tables`); what is shown is rounded to fives, so that two looks with a case between them mostly
look the same.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import product
from typing import TYPE_CHECKING, Any

from hybridmentor.domain.release_rules import ReleaseRules
from hybridmentor.domain.release_variables import Variable, find_variable, get_hierarchy
from hybridmentor.domain.safe_tables import HIDDEN, Rule, protect_table

if TYPE_CHECKING:
    import polars

ROWS, COLUMNS = "industry", "attachment_before"
LEVELS: Mapping[str, int] = {ROWS: 0, COLUMNS: 1}
"""The level of detail of each, which no data decides."""
BASE = 5
"""Shown counts are rounded to the nearest of these."""
CELL_UNITS = ("_employer", "_adviser")
"""Who stands behind each shown cell and total: as many of both as behind a class of a release."""
FEWEST_CELLS_WORTH = 4
"""Below so many times the smallest cell that may be shown, a table would say nothing."""


@dataclass(frozen=True)
class FixedTable:
    """The table as it may be shown: codes of rows and columns, and cells with the total last in both directions."""

    rows: Sequence[str]
    columns: Sequence[str]
    cells: Sequence[Sequence[int | None]]
    """Rounded counts; None for a hidden one."""
    smallest: int
    """Counts below this are hidden."""

    @property
    def hidden(self) -> int:
        """How many cells, totals left out, are hidden."""
        return sum(cell is None for row in self.cells[:-1] for cell in row[:-1])

    @property
    def all(self) -> int:
        """How many cells there are, totals left out."""
        return len(self.rows) * len(self.columns)


def make_fixed_table(frame: polars.DataFrame, rules: ReleaseRules) -> FixedTable | None:
    """The table of some records; None where there are too few to show anything. The same records give the same table.

    Behind the whole stand as many offices, companies, mentors and advisers as behind a class of a release, else it is None too.
    What rests on fewer companies or advisers is hidden like a small count.
    """
    from hybridmentor.domain.release_plan import UNITS

    smallest = max(rules.cell, BASE)
    if frame.height < FEWEST_CELLS_WORTH * smallest:
        return None
    if any(frame[unit].n_unique() < getattr(rules, rule) for unit, rule in UNITS.items()):
        return None
    rows, columns = (_list_codes(key) for key in (ROWS, COLUMNS))
    groups = [_map_codes(key) for key in (ROWS, COLUMNS)]
    counts = [[0] * len(columns) for _ in rows]
    behind: dict[tuple[int, int], tuple[set[str], set[str]]] = defaultdict(lambda: (set(), set()))
    for row, column, employer, adviser in frame.select(ROWS, COLUMNS, *CELL_UNITS).iter_rows():
        place = rows.index(groups[0][row]), columns.index(groups[1][column])
        counts[place[0]][place[1]] += 1
        for cell in product((place[0], len(rows)), (place[1], len(columns))):
            behind[cell][0].add(employer)
            behind[cell][1].add(adviser)
    poor = [
        [_is_poor(behind[row, column], rules) for column in range(len(columns) + 1)]
        for row in range(len(rows) + 1)
    ]
    safe = protect_table(counts, Rule(threshold=smallest, width=smallest, zeros_shown=False), poor=poor)
    cells = [[None if count == HIDDEN else _round(int(count)) for count in row] for row in safe.published]
    return FixedTable(rows, columns, cells, smallest)


def _is_poor(behind: tuple[set[str], set[str]], rules: ReleaseRules) -> bool:
    employers, advisers = behind
    return len(employers) < rules.employers or len(advisers) < rules.advisers


def find_axes() -> tuple[Variable, Variable]:
    """The variables of the rows and of the columns."""
    rows, columns = find_variable(ROWS), find_variable(COLUMNS)
    if rows is None or columns is None:
        raise LookupError("the variables of the fixed table")
    return rows, columns


def _list_codes(key: str) -> list[str]:
    return list(dict.fromkeys(_map_codes(key).values()))


def _map_codes(key: str) -> dict[str, str]:
    variable = find_axes()[(ROWS, COLUMNS).index(key)]
    hierarchy = get_hierarchy(variable.hierarchy)
    return {value: row[LEVELS[key]] for value, row in hierarchy.rows.items()}


def _round(count: int) -> int:
    return (2 * count + BASE) // (2 * BASE) * BASE


def write_table(table: FixedTable | None) -> str | None:
    """As JSON."""
    return None if table is None else json.dumps(asdict(table))


def read_table(text: str | None) -> FixedTable | None:
    """What `write_table` wrote."""
    found: dict[str, Any] | None = json.loads(text) if text else None
    return None if found is None else FixedTable(**found)
