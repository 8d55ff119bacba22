"""Tables 1 to 7 of a study, and what became of the jobseekers: cases, replies and AFI's printed figures side by side.

What comes out may be published. Of each table small counts are hidden, and so many others that they cannot be reckoned
(`safe_figures`); the two groups that answered the same survey are one table, so that neither is what is left when the other is
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
from typing import Any

from hybridmentor.domain import case_table
from hybridmentor.domain.few_advisers import FEWEST_ADVISERS
from hybridmentor.domain.safe_figures import (
    HIDDEN_FIGURES,
    RULE,
    Column,
    Figures,
    Span,
    protect_one,
    protect_several,
)
from hybridmentor.domain.survey_tables import (
    UNCODED,
    SurveyRecords,
    count_advisers,
    find_code,
    load_afi_figures,
    tabulate_survey,
)
from hybridmentor.errors import InvalidInput, Message

TABLES = (case_table.TABLE, "table2", "table3", "table4", "table5", "table6", "table7", "outcome")
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
PRINTED_ON = "2022-01"
"""When AFI's figures are of, in the file."""
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


@dataclass(frozen=True)
class TableDefinition:
    """What a table is to show: which tables, which columns, which waves by kind, and the period of the cases."""

    tables: tuple[str, ...]
    columns: tuple[str, ...]
    waves: Mapping[str, str]
    from_on: date
    to_on: date


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
    if definition.tables == (case_table.TABLE,) and not set(definition.columns) & {REGISTERED, AFI}:
        raise InvalidInput(Message("study_table.error.only_replies"), field="columns")


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
    told = {
        key: figures
        if behind[key.partition(".")[0]].get(key.partition(".")[2], 0) >= FEWEST_ADVISERS
        else HIDDEN_FIGURES
        for key, figures in column.items()
    }
    return told | case_table.protect_cases(records, told["outcome.all"])


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
        safe = (
            protect_several(cells, bases, missing)
            if key.startswith(f"{SEVERAL}.")
            else protect_one(cells, missing)
        )
        for column, figures in zip(columns, safe, strict=True):
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


def is_asked(column: str, dimension: str, group: str) -> bool:
    """Whether a column has anything about a dimension and group.

    Table 1 is about cases, so the surveys have none of it; and of the employer's contact only cases tell else.
    """
    if case_table.is_of_cases(dimension):
        return column in (REGISTERED, AFI)
    return group != "employer" or column == REGISTERED


def list_rows(definition: TableDefinition) -> list[tuple[str, str, str, str]]:
    """The rows of the tables: table, dimension, group, and the answer in AFI's words (a group's key in `outcome`)."""
    rows: list[tuple[str, str, str, str]] = []
    if case_table.TABLE in definition.tables and {REGISTERED, AFI} & set(definition.columns):
        rows += [
            (case_table.TABLE, dimension, "all", answer)
            for dimension in case_table.DIMENSIONS
            for answer in case_table.list_answers(dimension)
        ]
    for name, table in tabulate_survey(SurveyRecords()).items():
        if name in definition.tables:
            groups = {(row["dimension"], row["group"]): None for row in table["rows"]}
            rows += [
                (name, dimension, group, row["category"])
                for dimension, group in groups
                if any(is_asked(column, dimension, group) for column in definition.columns)
                for row in table["rows"]
                if (row["dimension"], row["group"]) == (dimension, group)
            ]
    if "outcome" in definition.tables:
        rows += [("outcome", "outcome_group", "all", group) for group in OUTCOME_GROUPS]
    return rows


def find_figures(columns: Mapping[str, Column], column: str, dimension: str, group: str) -> Figures:
    """The figures of a column in one dimension and group; those of the common outcome table are made of table 7.

    Of AFI there are figures in table 1 alone, counted from the cases that it prints.
    """
    if case_table.is_of_cases(dimension):
        return case_table.find_figures(
            case_table.count_printed() if column == AFI else columns.get(column, {}), dimension
        )
    if dimension == "outcome_group":
        return group_outcomes(find_figures(columns, column, "outcome", "all"))
    return columns.get(column, {}).get(f"{dimension}.{group}", HIDDEN_FIGURES)


def find_answer_code(dimension: str, answer: str) -> str | None:
    """The code of a row's answer; None where it is no code."""
    if dimension == "outcome_group":
        return answer
    find = case_table.find_code if case_table.is_of_cases(dimension) else find_code
    return find(dimension, answer)


def find_printed(dimension: str, group: str, answer: str) -> float | None:
    """What AFI printed, in per cent; None where nothing is. Of table 1 it is reckoned."""
    if case_table.is_of_cases(dimension):
        figures = find_figures({}, AFI, dimension, group)
        return figures.share(figures.counts.get(answer))
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
        code = find_answer_code(dimension, answer) or ""
        for column in definition.columns:
            if not is_asked(column, dimension, group):
                continue
            start = (table, dimension, group, code, answer, column)
            if column == AFI and not case_table.is_of_cases(dimension):
                printed = find_printed(dimension, group, answer)
                writer.writerow(
                    (*start, "", "" if printed is None else f"{printed:g}", *[""] * 4, PRINTED_ON)
                )
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
                    PRINTED_ON if column == AFI else counted_on.isoformat(),
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


def _tell(span: Span) -> int | None:
    return span[0] if span[0] == span[1] else None
