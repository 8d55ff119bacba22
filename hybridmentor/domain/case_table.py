"""Table 1 of a study: the columns of AFI's table 1, counted.

AFI prints 21 cases, a line for each (AFI-notat 2022:01, "Bruk av mentortiltaket i 21 case"). A study never shows a line of a
case, so its table 1 is how many cases have each answer of a column, beside the same counts of AFI's cases. Replies to
a survey are about no one case and have no part in it.

Columns that other tables ask about too (the attachment before, the contact) are what those tables publish, so they tell
nothing more. Who is attached at the end is no column of table 7, but nearly: it is told only as far as nothing that is
hidden there can be reckoned by it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from hybridmentor.domain.few_advisers import FEWEST_ADVISERS
from hybridmentor.domain.practice import CodeSet, get_practice_model
from hybridmentor.domain.published_cases import PublishedCase, read_published_cases
from hybridmentor.domain.release_rules import DEFAULTS
from hybridmentor.domain.safe_figures import (
    HIDDEN_FIGURES,
    RULE,
    Column,
    Figures,
    hide_again,
    protect_one,
    protect_several,
)
from hybridmentor.domain.safe_tables import HIDDEN, Cell, audit_table
from hybridmentor.domain.survey_tables import (
    UNCODED,
    CaseRecord,
    SurveyRecords,
    code_outcome,
    describe_published_case,
    tabulate_survey,
)
from hybridmentor.errors import InvalidInput, Message

TABLE = "table1"
CASES_FILE = "afi_table1_cases.csv"
CODE_SETS: Mapping[str, str] = MappingProxyType(
    {
        "industry": "industry",
        "reason": "reason",
        "adviser_knew_company": "adviser_knew_company",
        "prior_attachment": "attachment_before",
        "contact_adviser_mentor": "contact_frequency",
        "contact_adviser_user": "contact_frequency",
        "contact_adviser_employer": "contact_frequency",
        "attached_at_end": "attached_at_end_group",
    }
)
"""AFI's columns and the code set of each."""
DIMENSIONS = tuple(CODE_SETS)
SAME_AS: Mapping[str, str] = MappingProxyType(
    {
        "prior_attachment": "attachment_at_start.all",
        "contact_adviser_mentor": "contact_frequency.mentor",
        "contact_adviser_user": "contact_frequency.jobseeker",
        "contact_adviser_employer": "contact_frequency.employer",
    }
)
"""The columns that tables 4 and 5 ask about, by `dimension.group` there."""
OWN = tuple(dimension for dimension in DIMENSIONS if dimension not in SAME_AS)
SEVERAL, AT_END = "reason", "attached_at_end"
NOT_KNOWN = frozenset({"not_stated", "missing"})
"""Codes of what nobody knows: they are counted as missing."""
FEWEST_COMPANIES = DEFAULTS["restricted"].employers
"""So many stand behind an industry: it may be one company's."""


def is_of_cases(dimension: str) -> bool:
    """Whether a dimension is a column of table 1."""
    return dimension in CODE_SETS


@cache
def list_answers(dimension: str) -> tuple[str, ...]:
    """The answers of a column, in AFI's words; those of other tables in their order."""
    if dimension in SAME_AS:
        return tuple(_tabulate(SurveyRecords())[SAME_AS[dimension]][0])
    return tuple(code.names["nb"] for code in _find_codes(dimension).codes if code.key not in NOT_KNOWN)


@cache
def find_code(dimension: str, answer: str) -> str | None:
    """The key of an answer; None where it is no code."""
    return next((code.key for code in _find_codes(dimension).codes if code.names["nb"] == answer), None)


@cache
def name_answer(dimension: str, answer: str) -> Mapping[str, str] | None:
    """The words of an answer by language; None where it is no code."""
    return next((code.names for code in _find_codes(dimension).codes if code.names["nb"] == answer), None)


@cache
def load_printed_cases() -> tuple[PublishedCase, ...]:
    """AFI's 21 cases in the order of print (AFI-notat 2022:01, table 1, packaged)."""
    return tuple(
        read_published_cases((files("hybridmentor") / "sample_data" / CASES_FILE).read_text("utf-8")).cases
    )


@cache
def count_printed() -> Column:
    """AFI's cases counted, by `dimension.group`. They are printed one by one, so nothing of them is hidden."""
    cases = [describe_published_case(case) for case in load_printed_cases()]
    counted = _tabulate(SurveyRecords(cases=tuple(cases)))
    counted |= {f"{dimension}.all": _count(dimension, cases) for dimension in OWN}
    told = {}
    for key, (counts, base) in counted.items():
        missing = len(cases) - base
        told[key] = Figures(counts, (base, base), (missing, missing))
    return told


def find_figures(column: Column, dimension: str) -> Figures:
    """The figures of one of our columns; hidden where a column has none."""
    return column.get(find_key(dimension), HIDDEN_FIGURES)


def find_key(dimension: str) -> str:
    """Where a column's figures stand: of some it is among those of another table."""
    return SAME_AS.get(dimension, f"{dimension}.all")


def protect_cases(records: SurveyRecords, outcome: Figures) -> dict[str, Figures]:
    """The safe figures of the columns that no other table has, beside table 7 as it is published.

    A column that too few advisers stand behind is hidden, and an industry that too few companies do.
    """
    cases = records.cases
    told = {}
    for dimension in OWN:
        counts, base = _count(dimension, cases)
        missing = len(cases) - base
        behind = {one for case in cases if _read(dimension, case) for one in case.advisers}
        if len(behind) < FEWEST_ADVISERS:
            figures = HIDDEN_FIGURES
        elif dimension == SEVERAL:
            (figures,) = protect_several([counts], [base], [missing])
        else:
            poor = _find_poor(cases) if dimension == "industry" else ()
            (figures,) = protect_one([counts], [missing], poor=poor)
        told[f"{dimension}.all"] = figures
    told[f"{AT_END}.all"] = _keep_apart(cases, told[f"{AT_END}.all"], outcome)
    return told


def _find_codes(dimension: str) -> CodeSet:
    return get_practice_model("hybridmodellen").find_codes(CODE_SETS[dimension])


def _tabulate(records: SurveyRecords) -> dict[str, tuple[dict[str, int], int]]:
    """The counts and bases of tables 4 and 5 that table 1 takes, by `dimension.group`."""
    counted: dict[str, tuple[dict[str, int], int]] = {}
    for table in tabulate_survey(records).values():
        for row in table["rows"]:
            key = f"{row['dimension']}.{row['group']}"
            if key in SAME_AS.values():
                base = table["bases"][row["dimension"]][row["group"]]
                counted.setdefault(key, ({}, base))[0][row["category"]] = row["count"]
    return counted


def _read(dimension: str, case: CaseRecord) -> tuple[str, ...]:
    """The keys that a case has in a column of our own."""
    own = case.table1
    if dimension == SEVERAL:
        return tuple(dict.fromkeys(own.reasons))
    found = {
        "industry": own.industry,
        "adviser_knew_company": own.knew_company,
        AT_END: own.attached_at_end,
    }
    key = found[dimension]
    return () if key is None else (key,)


def _count(dimension: str, cases: Iterable[CaseRecord]) -> tuple[dict[str, int], int]:
    """How many cases have each answer, in AFI's words, and how many have any."""
    answers = [keys for case in cases if (keys := _read(dimension, case))]
    found = Counter(key for keys in answers for key in keys)
    counts = {answer: found.pop(find_code(dimension, answer) or "", 0) for answer in list_answers(dimension)}
    for key in found:
        # It has no row, and would be lost from the table without a trace.
        raise InvalidInput(Message("practice.no_code", code_set=dimension, code=key), field=dimension)
    return counts, len(answers)


def _find_poor(cases: Iterable[CaseRecord]) -> set[str]:
    """The industries of too few companies."""
    companies: dict[str, set[str]] = {}
    for case in cases:
        for key in _read("industry", case):
            companies.setdefault(key, set()).update({case.table1.company or ""} - {""})
    words = {find_code("industry", answer): answer for answer in list_answers("industry")}
    return {words[key] for key, found in companies.items() if len(found) < FEWEST_COMPANIES}


def _keep_apart(cases: Sequence[CaseRecord], figures: Figures, outcome: Figures) -> Figures:
    """Who is attached at the end, without what would tell more of table 7, or of itself, than table 7 tells alone.

    The two are laid into one table that has both as its margins and shows none of its fields but the noughts: more than a
    reader knows. Then the smallest counts are hidden, one after the other, until no hidden margin is narrower for what
    is told here.
    """
    if figures.is_hidden:
        return figures
    counts, base = _count(AT_END, cases)
    missing = len(cases) - base
    groups: list[str | None] = [*counts, None]
    margins = dict(zip(groups, [*counts.values(), missing], strict=True))
    hidden: set[str | None] = {group for group in counts if figures.counts[group] is None}
    hidden |= {None} if figures.is_about else set()
    table = _cross(cases, groups, outcome)
    alone = _find_widths(table, margins, {group for group in groups if margins[group]})
    while any(
        width < min(RULE.width, alone[cell]) for cell, width in _find_widths(table, margins, hidden).items()
    ):
        left = [group for group in groups if margins[group] and group not in hidden]
        hidden.add(min(left, key=lambda group: (margins[group], groups.index(group))))
    if all(group in hidden or not margins[group] for group in counts):
        return HIDDEN_FIGURES
    return hide_again(counts, missing, hidden)


def _cross(
    cases: Sequence[CaseRecord], groups: Sequence[str | None], outcome: Figures
) -> tuple[list[list[int]], list[int]]:
    """How many cases are in each group and answer of table 7, and what that table tells of each answer."""
    codes = get_practice_model("hybridmodellen").find_codes("attachment_after").codes
    answers: dict[str | None, str | None] = {code.key: code.names["nb"] for code in codes}
    answers |= {UNCODED: UNCODED, None: None}
    words = {find_code(AT_END, group): group for group in groups if group is not None}
    found = Counter((words.get(case.table1.attached_at_end), answers[code_outcome(case)]) for case in cases)
    fields = [[found[group, answer] for answer in answers.values()] for group in groups]
    told = []
    for answer, whole in zip(answers.values(), map(sum, zip(*fields, strict=True)), strict=True):
        is_hidden = outcome.is_about if answer is None else outcome.counts.get(answer) is None
        told.append(HIDDEN if whole and (is_hidden or outcome.is_hidden) else whole)
    return fields, told


def _find_widths(
    table: tuple[list[list[int]], list[int]],
    margins: Mapping[str | None, int],
    hidden: Collection[str | None],
) -> dict[Cell, int]:
    """How far from each other the least and greatest possible counts of each hidden margin are."""
    import numpy

    fields, told = table
    rows = [
        [
            *(HIDDEN if field else 0 for field in own),
            HIDDEN if group in hidden and margins[group] else margins[group],
        ]
        for group, own in zip(margins, fields, strict=True)
    ]
    published = numpy.array([*rows, [*told, sum(margins.values())]], dtype=numpy.int64)
    last = tuple(length - 1 for length in published.shape)
    return {
        cell: RULE.width if high is None else high - low
        for cell, (low, high) in audit_table(published, least=RULE.least).items()
        if cell[0] == last[0] or cell[1] == last[1]
    }
