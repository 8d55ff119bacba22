"""Tables 2 to 7 of a study, and what became of the jobseekers: cases, replies and AFI's printed figures side by side.

What comes out may be published. Of each table small counts are hidden, and so many others that they cannot be reckoned
(`safe_tables`); the two groups that answered the same survey are one table, so that neither is what is left when the other is
taken from both. Those who have not answered are a category like the others: n is told where they may be. Figures are
kept as they were published, and `may_replace` says when later ones may stand beside them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from json import dumps, loads
from types import MappingProxyType
from typing import Any, TypeAlias

from hybridmentor.domain.few_advisers import FEWEST_ADVISERS
from hybridmentor.domain.safe_tables import Rule, SafeTable, protect_table
from hybridmentor.domain.survey_tables import (
    UNCODED,
    SurveyRecords,
    count_advisers,
    find_code,
    load_afi_figures,
    tabulate_survey,
)
from hybridmentor.errors import InvalidInput, Message

TABLES = ("table2", "table3", "table4", "table5", "table6", "table7", "outcome")
"""The tables of a study. `outcome` is the common outcome table: table 7 in few groups, the same for every practice model."""
REGISTERED, AFI = "registered", "afi"
KINDS = ("zero_point", "follow_up")
PARTS = ("participating", "control")
REPLY_COLUMNS = tuple(f"{kind}.{part}" for part in PARTS for kind in KINDS)
COLUMNS = (REGISTERED, *REPLY_COLUMNS, AFI)
"""What can stand beside each other: the cases of participating offices, the replies of each wave and group, and AFI's figures."""
OUTCOME_GROUPS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "employed": ("permanent_without_subsidy", "temporary_without_subsidy", "substitute"),
        "employed_with_subsidy": ("permanent_with_subsidy", "temporary_with_subsidy"),
        "training": ("work_training",),
        "education": ("apprenticeship_or_education",),
        "none": ("none",),
        "unknown": ("unknown",),
        "other": ("other", UNCODED),
    }
)
"""The groups of the common outcome table, each with its codes of table 7 (own definition; a substitute is employed)."""
SEVERAL = "contact_form"
"""The dimension that takes several answers."""
RULE = Rule()
CSV_COLUMNS = (
    "table",
    "dimension",
    "group",
    "code",
    "answer",
    "column",
    "count",
    "percent",
    "n_least",
    "n_most",
    "missing_least",
    "missing_most",
    "counted_on",
)

Span: TypeAlias = tuple[int, int]
"""The least and greatest that a number can be, as a reader can reckon; the same twice where it is told."""


@dataclass(frozen=True)
class TableDefinition:
    """What a table is to show: which tables, which columns, which waves by kind, and the period of the cases."""

    tables: tuple[str, ...]
    columns: tuple[str, ...]
    waves: Mapping[str, str]
    from_on: date
    to_on: date


@dataclass(frozen=True)
class Figures:
    """One dimension of one column, for one group of persons; safe to publish.

    A count of None is hidden. `n` and `missing` say who answered and who did not. Nothing at all is told where `is_hidden`.
    """

    counts: Mapping[str, int | None]
    n: Span
    missing: Span
    is_hidden: bool = False

    def share(self, count: int | None) -> float | None:
        """A count in per cent of those who answered; of the middle of what n can be where it is not told; None under 10."""
        if count is None or self.is_hidden or self.n[0] < RULE.smallest_base:
            return None
        return 100 * count / (sum(self.n) / 2)

    @property
    def is_about(self) -> bool:
        """Whether its shares are of the middle of what n can be."""
        return self.n[0] != self.n[1]


HIDDEN_FIGURES = Figures(MappingProxyType({}), (0, 0), (0, 0), is_hidden=True)

Column: TypeAlias = Mapping[str, Figures]
"""By `dimension.group`."""


def check_definition(definition: TableDefinition) -> None:
    """InvalidInput, its `field` the part, for a definition that shows nothing or names what there is not."""
    for field, chosen, known in (
        ("tables", definition.tables, TABLES),
        ("columns", definition.columns, COLUMNS),
    ):
        if not chosen or set(chosen) - set(known):
            raise InvalidInput(Message("error.choose"), field=field)
    for column in definition.columns:
        kind = column.partition(".")[0]
        if kind in KINDS and kind not in definition.waves:
            raise InvalidInput(Message("study_table.error.no_wave"), field="columns")


def write_definition(definition: TableDefinition) -> str:
    """The definition as JSON; equal ones give equal text."""
    told = {
        "tables": [table for table in TABLES if table in definition.tables],
        "columns": [column for column in COLUMNS if column in definition.columns],
        "waves": dict(definition.waves),
        "from_on": definition.from_on.isoformat(),
        "to_on": definition.to_on.isoformat(),
    }
    return dumps(told, separators=(",", ":"), sort_keys=True)


def read_definition(text: str) -> TableDefinition:
    """What `write_definition` wrote."""
    told = loads(text)
    return TableDefinition(
        tuple(told["tables"]),
        tuple(told["columns"]),
        told["waves"],
        date.fromisoformat(told["from_on"]),
        date.fromisoformat(told["to_on"]),
    )


def count_registered(records: SurveyRecords) -> Column:
    """The column of registered cases; a dimension that too few advisers stand behind is hidden."""
    behind = count_advisers(records)
    (column,) = protect_parts([records], rows=[len(records.cases)])
    return {
        key: figures
        if behind[key.partition(".")[0]].get(key.partition(".")[2], 0) >= FEWEST_ADVISERS
        else HIDDEN_FIGURES
        for key, figures in column.items()
    }


def count_replies(parts: Mapping[str, SurveyRecords], rows: Mapping[str, int]) -> dict[str, Column]:
    """The columns of the groups that answered one survey; a group of fewer than five is hidden."""
    enough = [part for part in parts if rows[part] >= FEWEST_ADVISERS]
    columns = protect_parts([parts[part] for part in enough], rows=[rows[part] for part in enough])
    told = dict(zip(enough, columns, strict=True))
    return {part: told.get(part) or dict.fromkeys(list_keys(), HIDDEN_FIGURES) for part in parts}


def list_keys() -> tuple[str, ...]:
    """All `dimension.group` in the order of the tables."""
    tables = tabulate_survey(SurveyRecords()).values()
    return tuple(
        f"{dimension}.{group}"
        for table in tables
        for dimension, groups in table["bases"].items()
        for group in groups
    )


def protect_parts(parts: Sequence[SurveyRecords], *, rows: Sequence[int]) -> list[dict[str, Figures]]:
    """The safe figures of parts that are published beside each other and make a whole, and of how many rows each is.

    In table 2 the rows are advisers with at least one jobseeker; nobody is missing there.
    """
    if not parts:
        return []
    counted = [_count(records) for records in parts]
    columns: list[dict[str, Figures]] = [{} for _ in parts]
    for key in counted[0]:
        # Whoever has no jobseeker at all has no class in table 2, and is missing in all others.
        cells = [one[key][0] for one in counted]
        bases = [one[key][1] for one in counted]
        wholes = bases if key == "users_per_adviser.all" else rows
        missing = [max(whole - base, 0) for whole, base in zip(wholes, bases, strict=True)]
        protect = _protect_several if key.startswith(f"{SEVERAL}.") else _protect_one
        for column, figures in zip(columns, protect(cells, bases, missing), strict=True):
            column[key] = figures
    return columns


def group_outcomes(figures: Figures) -> Figures:
    """The common outcome table of a column's table 7: a group is told where all of its codes are, so it tells nothing new."""
    if figures.is_hidden:
        return figures
    codes = {find_code("outcome", category) or category: count for category, count in figures.counts.items()}
    grouped: dict[str, int | None] = {}
    for group, members in OUTCOME_GROUPS.items():
        told = [codes[member] for member in members]
        grouped[group] = None if None in told else sum(filter(None, told))
    return Figures(grouped, figures.n, figures.missing)


def group_printed_outcomes() -> dict[str, float]:
    """The same of AFI's printed table 7: per cent, sums of printed ones."""
    printed = {
        find_code("outcome", figure.category): figure.percent or 0.0
        for figure in load_afi_figures()
        if figure.dimension == "outcome"
    }
    return {
        group: sum(printed.get(member, 0.0) for member in members)
        for group, members in OUTCOME_GROUPS.items()
    }


def may_replace(earlier: Column, later: Column) -> bool:
    """Whether later figures of the same rows may be shown to who has seen the earlier ones.

    No count that both show may have moved by one to four, and what was hidden must be hidden still: whoever lays the two
    side by side would else see those few who came or left.
    """
    for key, before in earlier.items():
        after = later.get(key, HIDDEN_FIGURES)
        if before.is_hidden and not after.is_hidden:
            return False
        if before.is_hidden or after.is_hidden:
            continue
        pairs = [
            *((before.counts.get(one), after.counts.get(one)) for one in {*before.counts, *after.counts}),
            *(
                (_tell(was), _tell(now))
                for was, now in ((before.n, after.n), (before.missing, after.missing))
            ),
        ]
        for was, now in pairs:
            if was is None and now is not None:
                return False
            if was is not None and now is not None and RULE.is_small(abs(now - was)):
                return False
    return True


def write_figures(columns: Mapping[str, Column]) -> str:
    """The columns as JSON, for keeping; equal ones give equal text."""
    told = {
        name: {
            key: None
            if figures.is_hidden
            else {"counts": dict(figures.counts), "n": list(figures.n), "missing": list(figures.missing)}
            for key, figures in column.items()
        }
        for name, column in columns.items()
    }
    return dumps(told, separators=(",", ":"), ensure_ascii=False, sort_keys=True)


def read_figures(text: str) -> dict[str, Column]:
    """What `write_figures` wrote."""

    def read(told: dict[str, Any] | None) -> Figures:
        if told is None:
            return HIDDEN_FIGURES
        (n_least, n_most), (least, most) = told["n"], told["missing"]
        return Figures(told["counts"], (n_least, n_most), (least, most))

    return {name: {key: read(told) for key, told in column.items()} for name, column in loads(text).items()}


def is_asked(column: str, group: str) -> bool:
    """Whether a column has anything about a group: AFI and the surveys asked nobody about the employer, only cases tell."""
    return group != "employer" or column == REGISTERED


def list_rows(definition: TableDefinition) -> list[tuple[str, str, str, str]]:
    """The rows of the tables: table, dimension, group, and the answer in AFI's words (a group's key in `outcome`)."""
    rows: list[tuple[str, str, str, str]] = []
    for name, table in tabulate_survey(SurveyRecords()).items():
        if name in definition.tables:
            groups = {(row["dimension"], row["group"]): None for row in table["rows"]}
            rows += [
                (name, dimension, group, row["category"])
                for dimension, group in groups
                if any(is_asked(column, group) for column in definition.columns)
                for row in table["rows"]
                if (row["dimension"], row["group"]) == (dimension, group)
            ]
    if "outcome" in definition.tables:
        rows += [("outcome", "outcome_group", "all", group) for group in OUTCOME_GROUPS]
    return rows


def find_figures(columns: Mapping[str, Column], column: str, dimension: str, group: str) -> Figures:
    """The figures of a column in one dimension and group; those of the common outcome table are made of table 7."""
    if dimension == "outcome_group":
        return group_outcomes(find_figures(columns, column, "outcome", "all"))
    return columns.get(column, {}).get(f"{dimension}.{group}", HIDDEN_FIGURES)


def find_printed(dimension: str, group: str, answer: str) -> float | None:
    """What AFI printed, in per cent; None where nothing is."""
    if dimension == "outcome_group":
        return group_printed_outcomes()[answer]
    return next(
        (
            figure.percent
            for figure in load_afi_figures()
            if (figure.dimension, figure.group, figure.category) == (dimension, group, answer)
        ),
        None,
    )


def find_printed_n(dimension: str) -> int | None:
    """Of how many AFI's printed figures are; None for table 5, which does not say it."""
    printed = "outcome" if dimension == "outcome_group" else dimension
    return next((figure.n for figure in load_afi_figures() if figure.dimension == printed), None)


def write_csv(definition: TableDefinition, columns: Mapping[str, Column], counted_on: date) -> bytes:
    """The tables as CSV (UTF-8 with mark, semicolon): a line for each answer and column; equal ones give equal bytes.

    What is hidden is empty. Nothing in it was typed by anybody, so nothing in it can be a formula.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(CSV_COLUMNS)
    for table, dimension, group, answer in list_rows(definition):
        code = answer if dimension == "outcome_group" else find_code(dimension, answer) or ""
        for column in definition.columns:
            if not is_asked(column, group):
                continue
            start = (table, dimension, group, code, answer, column)
            if column == AFI:
                printed = find_printed(dimension, group, answer)
                writer.writerow((*start, "", "" if printed is None else f"{printed:g}", *[""] * 4, "2022-01"))
                continue
            figures = find_figures(columns, column, dimension, group)
            count = figures.counts.get(answer)
            share = figures.share(count)
            spans = ("",) * 4 if figures.is_hidden else (*figures.n, *figures.missing)
            writer.writerow(
                (
                    *start,
                    "" if count is None else count,
                    "" if share is None else f"{share:.1f}",
                    *spans,
                    counted_on.isoformat(),
                )
            )
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _count(records: SurveyRecords) -> dict[str, tuple[dict[str, int], int]]:
    counted: dict[str, tuple[dict[str, int], int]] = {}
    for table in tabulate_survey(records).values():
        for row in table["rows"]:
            key = f"{row['dimension']}.{row['group']}"
            base = table["bases"][row["dimension"]][row["group"]]
            counted.setdefault(key, ({}, base))[0][row["category"]] = row["count"]
    return counted


def _protect_one(
    cells: Sequence[Mapping[str, int]], bases: Sequence[int], missing: Sequence[int]
) -> list[Figures]:
    """The figures of a dimension with one answer each: its categories and those missing, by part."""
    names = list(cells[0])
    counts = [[one[name] for one in cells] for name in names] + [list(missing)]
    safe = _protect(counts)
    return [
        _tell_all(
            {name: _get(safe, row, part, len(cells)) for row, name in enumerate(names)},
            safe,
            len(names),
            part,
            len(cells),
        )
        for part in range(len(cells))
    ]


def _protect_several(
    cells: Sequence[Mapping[str, int]], bases: Sequence[int], missing: Sequence[int]
) -> list[Figures]:
    """The same where several answers can be given: each answer is a table of its own of those who gave it and who did not."""
    whole = _protect([list(bases), list(missing)])
    told: list[dict[str, int | None]] = [{} for _ in cells]
    for name in cells[0]:
        given = [one[name] for one in cells]
        safe = _protect([given, [base - count for base, count in zip(bases, given, strict=True)]])
        for part, counts in enumerate(told):
            # n stands beside it: where those who did not give it are hidden, so are those who did.
            pair = [_get(safe, row, part, len(cells)) for row in (0, 1)]
            counts[name] = None if None in pair else pair[0]
    return [_tell_all(counts, whole, 1, part, len(cells)) for part, counts in enumerate(told)]


def _protect(counts: Sequence[Sequence[int]]) -> SafeTable:
    if len(counts[0]) == 1:
        return protect_table([row[0] for row in counts], RULE)
    return protect_table(counts, RULE)


def _get(safe: SafeTable, row: int, part: int, parts: int) -> int | None:
    return safe.get((row,) if parts == 1 else (row, part))


def _find_span(safe: SafeTable, row: int, part: int, parts: int) -> tuple[int, int | None]:
    count = _get(safe, row, part, parts)
    return (count, count) if count is not None else safe.intervals[(row,) if parts == 1 else (row, part)]


def _tell_all(
    counts: Mapping[str, int | None], safe: SafeTable, missing_row: int, part: int, parts: int
) -> Figures:
    """The figures with n and missing as far as they can be reckoned; nothing where not even the whole is told."""
    total = _get(safe, safe.published.shape[0] - 1, part, parts)
    if total is None:
        return HIDDEN_FIGURES
    least, most = _find_span(safe, missing_row, part, parts)
    most = total if most is None else min(most, total)
    return Figures(counts, (total - most, total - least), (least, most))


def _tell(span: Span) -> int | None:
    return span[0] if span[0] == span[1] else None
