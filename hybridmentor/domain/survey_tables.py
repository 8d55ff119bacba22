"""Tables 2 to 7 of AFI-notat 2022:01 from what is registered, beside AFI's own figures.

Wherever the two stand together, `COMPARABILITY` is said with them: AFI's are the advisers' own estimates for their
last company in 2019-20, with n not stated for table 5; ours are registered relationships.
"""

from __future__ import annotations

import csv
import io
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TypedDict

from hybridmentor.domain.fact_keys import YES
from hybridmentor.domain.outcome import Outcome, build_outcome, derive_attachment_after, group_attached
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.prior_attachment import (
    PriorAttachment,
    derive_attachment_before,
    describe_prior_code,
)
from hybridmentor.domain.published_cases import NO_WORDS, PublishedCase
from hybridmentor.domain.reported_contact import ReportedContact
from hybridmentor.errors import InvalidInput, Message

FIGURES_FILE = "afi_tables_2_to_7.csv"
FIGURE_COLUMNS = ("table", "title", "n", "dimension", "group", "category", "percent")
GROUPS = ("all", "jobseeker", "mentor", "employer")
RELATIONSHIPS = GROUPS[1:]
SOURCE_GROUPS = MappingProxyType({"all": "all", "user": "jobseeker", "mentor": "mentor"})
"""Our name for each group of the file."""

UNCODED = "uten kode"
"""The category of what is registered and has no code in AFI's table, in words as theirs; never AFI's "Annet"."""

UNCODED_DIMENSIONS = ("attachment_at_start", "contact_frequency", "contact_form", "outcome")
CONTACT_DIMENSIONS = ("contact_frequency", "contact_intensity", "contact_form")

COMPARABILITY = "survey.comparability"
"""The message id of the sentence that stands wherever our figures stand beside AFI's."""
NOTES = MappingProxyType(
    {
        "classes": "survey.note.classes",
        "uncoded": "survey.note.uncoded",
        "several": "survey.note.several",
        "not_in_source": "survey.note.not_in_source",
    }
)
"""The message ids of what must be said about a table; parameters are not needed."""

CODE_SETS: Mapping[str, str] = MappingProxyType(
    {
        "initiator": "initiator",
        "attachment_at_start": "attachment_before",
        "contact_frequency": "contact_frequency",
        "contact_intensity": "contact_intensity",
        "contact_form": "contact_form",
        "duration": "duration",
        "outcome": "attachment_after",
    }
)
"""The code set of the practice model for each dimension of the file but table 2."""

# AFI prints 4-5, 5-10 and 10+, so that five and ten are in two classes each. The words stay as printed; the limits are ours.
JOBSEEKER_CLASSES = (("1", 1), ("2-3", 3), ("4-5", 5), ("5-10", 10))
MOST_JOBSEEKERS = "10+"

# AFI prints "Inntil 3", "3-6", "6-12" and "Mer enn 12": a limit belongs to the class that it closes.
DURATION_CLASSES = (("up_to_3_months", 3), ("3_6_months", 6), ("6_12_months", 12))

# What reported contact says about frequency, by the limits of computed frequency: more than 3.5 contact days a month is weekly,
# less than 0.75 is less than monthly. Words without a number have no code.
REPORTED_FREQUENCIES = MappingProxyType(
    {
        "daily": "weekly",
        "several_per_week": "weekly",
        "weekly": "weekly",
        "two_three_per_month": "two_three_per_month",
        "monthly": "monthly",
        "every_six_weeks": "less_than_monthly",
        "quarterly": "less_than_monthly",
        "never": "never",
    }
)
PRIOR_WORDS = MappingProxyType(
    {"tilkallingshjelp": PriorAttachment(attached=YES, employment_form=("on_call",))}
)
"""Words of table 1 without a code in table 4 whose facts are plain."""


Answers = dict[str, list[tuple[str, Sequence[str]]]]


class SurveyRow(TypedDict):
    """One figure: a category of one dimension and group."""

    dimension: str
    group: str
    category: str
    count: int
    percent: float | None
    afi_percent: float | None


class SurveyTable(TypedDict):
    """One table. `bases` are what the percentages are of, by dimension and group."""

    title: str
    n: int
    afi_n: int | None
    notes: list[str]
    bases: dict[str, dict[str, int]]
    rows: list[SurveyRow]


@dataclass(frozen=True)
class AfiFigure:
    """One printed figure of AFI-notat 2022:01, tables 2 to 7."""

    table: int
    title: str
    n: int | None
    """As printed; None for table 5, which prints none."""
    dimension: str
    group: str
    """One of `GROUPS`; AFI has no employer."""
    category: str
    """AFI's words, exactly."""
    percent: float | None
    """None where AFI prints "-"."""


@dataclass(frozen=True)
class AdviserRecord:
    """One adviser, for table 2."""

    jobseekers: int
    """For how many jobseekers the mentor measure was taken into use in the two years."""


@dataclass(frozen=True)
class RelationshipRecord:
    """The collaboration with one person in a case, as computed from the log or as reported, for table 5."""

    relationship: str
    """`jobseeker`, `mentor` or `employer`."""
    frequency: str | None = None
    """A key of `contact_frequency`, `UNCODED` for reported words without a code, or None: not registered, too early."""
    intensity: str | None = None
    """A key of `contact_intensity`, or None: too little to say."""
    forms: tuple[str, ...] = ()
    """Keys of `contact_form`, several; `UNCODED` for a form without a code."""


@dataclass(frozen=True)
class CaseColumns:
    """What table 1 has of a case beside what the other tables ask (`case_table`). What is None is not registered."""

    industry: str | None = None
    """A key of `industry`."""
    reasons: tuple[str, ...] = ()
    """Keys of `reason`, several."""
    knew_company: str | None = None
    """A key of `adviser_knew_company`."""
    attached_at_end: str | None = None
    """A key of `attached_at_end_group`."""
    company: str | None = None
    """Whose case it was, by any text that tells companies apart: only for holding figures back."""


@dataclass(frozen=True)
class CaseRecord:
    """One case, for tables 1 and 3 to 7. What is None is not registered and counts nowhere."""

    initiator: str | None = None
    """A key of `initiator`, "unknown" included."""
    prior: PriorAttachment | None = None
    """The attachment to the company before."""
    measure_months: float | None = None
    """How long the registered mentor measure lasted (`count_months`); None if it was not used or is still going on."""
    is_measure_running: bool = False
    """Whether the registered mentor measure was used and has not ended."""
    relationships: tuple[RelationshipRecord, ...] = ()
    outcome: Outcome | None = None
    """The facts when the case closed."""
    attachment_before: str | None = None
    """The code of table 4, or `UNCODED`, of a case whose facts are not at hand."""
    attachment_after: str | None = None
    """The same of table 7."""
    is_published_example: bool = False
    advisers: frozenset[int] = frozenset()
    """Who had the case, by any number that tells them apart: only for `count_advisers`."""
    table1: CaseColumns = CaseColumns()


@dataclass(frozen=True)
class SurveyRecords:
    """All that tables 2 to 7 are made from."""

    advisers: tuple[AdviserRecord, ...] = ()
    cases: tuple[CaseRecord, ...] = ()


@cache
def load_afi_figures() -> tuple[AfiFigure, ...]:
    """The printed figures of tables 2 to 7 in the order of print (AFI-notat 2022:01, packaged)."""
    return read_afi_figures((files("hybridmentor") / "sample_data" / FIGURES_FILE).read_text("utf-8"))


def read_afi_figures(text: str) -> tuple[AfiFigure, ...]:
    """The figures of a CSV file with the columns `FIGURE_COLUMNS`, an empty percentage being a printed "-".

    InvalidInput, its `field` the column, for other columns, an unknown group and what is no number.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if tuple(reader.fieldnames or ()) != FIGURE_COLUMNS:
        raise InvalidInput(field="table")
    return tuple(_read_figure(row) for row in reader)


def classify_jobseekers(count: int) -> str | None:
    """The class of table 2 for an adviser's number of jobseekers, in AFI's words; None for none at all.

    Five counts in "4-5", and "5-10" is six to ten: as printed, five and ten are in two classes each.
    """
    if count < 1:
        return None
    return next((name for name, most in JOBSEEKER_CLASSES if count <= most), MOST_JOBSEEKERS)


def classify_duration(months: float | None, *, is_running: bool = False) -> str | None:
    """The code of table 6 (`duration`) for a measure of so many months; None where nothing is known of it.

    A limit belongs to the class that it closes: exactly three months is "Inntil 3 måneder".
    """
    if is_running:
        return "not_ended"
    if months is None:
        return None
    return next((code for code, most in DURATION_CLASSES if months <= most), "over_12_months")


def count_months(from_on: date, to_on: date) -> float:
    """How many calendar months a period lasts, both days inside: 1 January to 31 March is 3, and so is 15 to 14.

    Days beyond whole months count as a share of the month they are in. InvalidInput if it ends before it begins.
    """
    if to_on < from_on:
        raise InvalidInput(field="to_on")
    end = to_on + timedelta(days=1)
    whole = (end.year - from_on.year) * 12 + end.month - from_on.month
    if _add_months(from_on, whole) > end:
        whole -= 1
    begun, next_one = _add_months(from_on, whole), _add_months(from_on, whole + 1)
    return whole + (end - begun).days / (next_one - begun).days


def measure_duration(
    used: str | None, from_on: date | None, ended_on: date | None, *, is_closed: bool, today: date
) -> tuple[float | None, bool]:
    """How many months the registered mentor measure lasted, and whether it is still going on; (None, False): not known.

    `used` is a key of `measure_used`; days are both inside. Table 6 is about this end only. An open case whose form has no
    end of the measure is still in it; in a closed one nobody knows whether it runs on. An end that lies ahead is no end yet,
    and a measure that begins later has not been used yet.
    """
    if used != "yes" or (from_on is not None and from_on > today):
        return None, False
    if ended_on is None:
        return None, not is_closed
    if ended_on > today:
        return None, True
    if from_on is None or ended_on < from_on:
        return None, False
    return count_months(from_on, ended_on), False


def describe_published_case(case: PublishedCase) -> CaseRecord:
    """What a published example tells about tables 1, 4, 5 and 7; table 1 has nothing for tables 2, 3 and 6.

    Where the employer is the mentor, one contact counts for both.
    """
    mentor = _describe_contact("mentor", case.contact_mentor)
    employer = _describe_contact("employer", case.contact_employer)
    if case.contact_employer.state == "employer_is_mentor" and mentor is not None:
        employer = RelationshipRecord("employer", mentor.frequency, None, mentor.forms)
    relationships = (_describe_contact("jobseeker", case.contact_user), mentor, employer)
    outcome = build_outcome(asdict(case.outcome))
    return CaseRecord(
        prior=_describe_prior(case),
        relationships=tuple(record for record in relationships if record is not None),
        outcome=outcome,
        is_published_example=True,
        table1=CaseColumns(
            industry=case.industry_code,
            reasons=case.reason_codes or (),
            knew_company=None if case.knew_company_code == "not_stated" else case.knew_company_code,
            attached_at_end=group_attached(outcome),
        ),
    )


def tabulate_survey(records: SurveyRecords) -> dict[str, SurveyTable]:
    """Tables 2 to 7 as plain data by name, `table2` to `table7`: `{"title", "n", "afi_n", "notes", "bases", "rows"}`.

    Rows stand in AFI's printed order with AFI's words as `category`; then what we have and AFI has not (the form "Annet
    sted", the intensity "Ujevnt", and `UNCODED` in tables 4, 5 and 7), with `afi_percent` null. Table 5 has the
    employer too, for whom AFI has no column: null.

    `percent` is 100 * count / base, not rounded (round where it is shown), and null where the base is 0. The base is
    what is registered in the dimension and group; for every dimension but the form of contact, which takes
    several answers, the counts add up to it. `n` is what the whole table rests on: advisers, or cases. `notes` are
    message ids of what must be said with the table; a table of published examples that the source says
    nothing about has n = 0 and says so.
    """
    answers = _collect_answers(records)
    counted = {
        2: len(answers["users_per_adviser"]),
        3: len(answers["initiator"]),
        4: len(answers["attachment_at_start"]),
        5: sum(map(_has_collaboration, records.cases)),
        6: len(answers["duration"]),
        7: len(answers["outcome"]),
    }
    tables = {f"table{number}": _tabulate(number, n, answers) for number, n in counted.items()}
    _add_notes(tables, records)
    return tables


def code_outcome(case: CaseRecord) -> str | None:
    """The code of table 7 of a case, or `UNCODED`; None where nothing is registered."""
    if case.outcome is None:
        return case.attachment_after
    return derive_attachment_after(case.outcome) or UNCODED


def count_advisers(records: SurveyRecords) -> dict[str, dict[str, int]]:
    """How many advisers stand behind the figures, by dimension and group: those with a case that answers there.

    Figures that leave an office need five (own definition, see docs/decisions/0014). In table 2 an adviser is what is counted.
    """
    behind: dict[str, dict[str, set[int]]] = {
        dimension: {group: set() for group in groups}
        for dimension in ("users_per_adviser", *CODE_SETS)
        for groups in [RELATIONSHIPS if dimension in CONTACT_DIMENSIONS else ("all",)]
    }
    for case in records.cases:
        for dimension, given in _collect_answers(SurveyRecords(cases=(case,))).items():
            for group, _ in given:
                behind[dimension][group] |= case.advisers
    counts = {
        dimension: {group: len(advisers) for group, advisers in groups.items()}
        for dimension, groups in behind.items()
    }
    counts["users_per_adviser"]["all"] = len(_collect_answers(records)["users_per_adviser"])
    return counts


def list_dimensions(table: SurveyTable) -> tuple[str, ...]:
    """The dimensions of a table in the order of print: three for table 5, one for each of the others."""
    return tuple(table["bases"])


def name_dimension(dimension: str) -> Mapping[str, str] | None:
    """What a dimension is about, by language; None for table 2, which the practice model has no words for."""
    if dimension not in CODE_SETS:
        return None
    return get_practice_model("hybridmodellen").find_codes(CODE_SETS[dimension]).names


@cache
def name_category(dimension: str, category: str) -> Mapping[str, str] | None:
    """The words of a row's `category` by language; None where it is no code: the numbers of table 2, and `UNCODED`."""
    if dimension not in CODE_SETS:
        return None
    codes = get_practice_model("hybridmodellen").find_codes(CODE_SETS[dimension]).codes
    return next((code.names for code in codes if code.names["nb"] == category), None)


@cache
def find_code(dimension: str, category: str) -> str | None:
    """The key of a row's `category`; None where it is no code."""
    if dimension not in CODE_SETS:
        return None
    codes = get_practice_model("hybridmodellen").find_codes(CODE_SETS[dimension]).codes
    return next((code.key for code in codes if code.names["nb"] == category), None)


def _read_figure(row: dict[str, str]) -> AfiFigure:
    if row["group"] not in SOURCE_GROUPS:
        raise InvalidInput(Message("error.invalid_input"), field="group")
    return AfiFigure(
        table=int(_read_number(row, "table")),
        title=row["title"],
        n=int(_read_number(row, "n")) if row["n"] else None,
        dimension=row["dimension"],
        group=SOURCE_GROUPS[row["group"]],
        category=row["category"],
        percent=_read_number(row, "percent") if row["percent"] else None,
    )


def _read_number(row: dict[str, str], column: str) -> float:
    try:
        return float(row[column])
    except (TypeError, ValueError):
        raise InvalidInput(Message("error.invalid_input"), field=column) from None


def _add_months(day: date, months: int) -> date:
    """The same day so many months on, or the last day of that month if it is shorter."""
    years, month = divmod(day.month - 1 + months, 12)
    year = day.year + years
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _describe_contact(relationship: str, contact: ReportedContact) -> RelationshipRecord | None:
    """The record of a reported contact, or None where nothing was reported."""
    forms = tuple(UNCODED if form == "meeting" else form for form in contact.forms)
    if contact.frequency == "not_stated" and not forms:
        return None
    stated = contact.frequency != "not_stated"
    frequency = REPORTED_FREQUENCIES.get(contact.frequency, UNCODED) if stated else None
    return RelationshipRecord(relationship, frequency, None, forms)


def _describe_prior(case: PublishedCase) -> PriorAttachment | None:
    words = case.words["prior_attachment"]
    if case.prior_attachment_code is not None and case.prior_attachment_code != "other":
        return describe_prior_code(case.prior_attachment_code)
    if words.casefold() in ("", NO_WORDS.casefold()):
        return None
    return PRIOR_WORDS.get(words.casefold(), PriorAttachment(words=words))


def _answer_once(keys: Iterable[str | None]) -> list[tuple[str, Sequence[str]]]:
    return [("all", (key,)) for key in keys if key is not None]


def _read_answers(record: RelationshipRecord, dimension: str) -> Sequence[str]:
    if dimension == "contact_form":
        return tuple(dict.fromkeys(record.forms))
    answer = {"contact_frequency": record.frequency, "contact_intensity": record.intensity}.get(dimension)
    return () if answer is None else (answer,)


def _has_collaboration(case: CaseRecord) -> bool:
    """Whether table 5 rests on the case: anything at all is known of one relationship."""
    return any(
        _read_answers(record, dimension) for record in case.relationships for dimension in CONTACT_DIMENSIONS
    )


def _list_categories(dimension: str, printed: Iterable[str]) -> dict[str, str]:
    """The categories of a dimension by key: those printed in AFI's order, our further codes, and `UNCODED`."""
    words = list(dict.fromkeys(printed))
    if dimension not in CODE_SETS:
        return {word: word for word in words}
    codes = get_practice_model("hybridmodellen").find_codes(CODE_SETS[dimension]).codes
    keys = {code.names["nb"]: code.key for code in codes}
    categories = {keys[word]: word for word in words}
    categories |= {code.key: code.names["nb"] for code in codes if not code.afi}
    if dimension in UNCODED_DIMENSIONS:
        categories[UNCODED] = UNCODED
    return categories


def _collect_answers(records: SurveyRecords) -> Answers:
    """Per dimension each answer as its group and keys; what is not registered is no answer."""
    cases = records.cases
    answers: Answers = {
        "users_per_adviser": _answer_once(classify_jobseekers(one.jobseekers) for one in records.advisers),
        "initiator": _answer_once(case.initiator for case in cases),
        "attachment_at_start": _answer_once(
            case.attachment_before if case.prior is None else derive_attachment_before(case.prior) or UNCODED
            for case in cases
        ),
        "duration": _answer_once(
            classify_duration(case.measure_months, is_running=case.is_measure_running) for case in cases
        ),
        "outcome": _answer_once(map(code_outcome, cases)),
    }
    relationships = [record for case in cases for record in case.relationships]
    for dimension in CONTACT_DIMENSIONS:
        answers[dimension] = [
            (record.relationship, given)
            for record in relationships
            if (given := _read_answers(record, dimension))
        ]
    return answers


def _tabulate(number: int, n: int, answers: Answers) -> SurveyTable:
    figures = [figure for figure in load_afi_figures() if figure.table == number]
    groups = RELATIONSHIPS if number == 5 else ("all",)
    bases: dict[str, dict[str, int]] = {}
    rows: list[SurveyRow] = []
    for dimension in dict.fromkeys(figure.dimension for figure in figures):
        printed = {(f.group, f.category): f.percent for f in figures if f.dimension == dimension}
        counts = Counter((group, key) for group, given in answers[dimension] for key in given)
        base = Counter(group for group, _ in answers[dimension])
        categories = _list_categories(dimension, (category for _, category in printed))
        _refuse_others(counts, groups, categories, dimension)
        bases[dimension] = {group: base[group] for group in groups}
        for key, category in categories.items():
            for group in groups:
                rows.append(
                    {
                        "dimension": dimension,
                        "group": group,
                        "category": category,
                        "count": counts[group, key],
                        "percent": 100 * counts[group, key] / base[group] if base[group] else None,
                        "afi_percent": printed.get((group, category)),
                    }
                )
    return {
        "title": figures[0].title,
        "n": n,
        "afi_n": figures[0].n,
        "notes": [],
        "bases": bases,
        "rows": rows,
    }


def _refuse_others(
    counts: Counter[tuple[str, str]], groups: Sequence[str], categories: Mapping[str, str], dimension: str
) -> None:
    """A key that has no row would be lost from the table without a trace."""
    for group, key in counts:
        if group not in groups:
            raise InvalidInput(
                Message("practice.no_code", code_set="relationship", code=group), field="relationship"
            )
        if key not in categories:
            raise InvalidInput(Message("practice.no_code", code_set=dimension, code=key), field=dimension)


def _add_notes(tables: dict[str, SurveyTable], records: SurveyRecords) -> None:
    examples = [case.is_published_example for case in records.cases]
    only_examples = bool(examples) and all(examples) and not records.advisers
    for name, table in tables.items():
        if name == "table2":
            table["notes"].append(NOTES["classes"])
        if name == "table5":
            table["notes"].append(NOTES["several"])
        if any(row["category"] == UNCODED for row in table["rows"]):
            table["notes"].append(NOTES["uncoded"])
        if only_examples and not table["n"]:
            table["notes"].append(NOTES["not_in_source"])
