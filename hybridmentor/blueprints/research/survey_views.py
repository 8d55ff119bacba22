"""Tables 2 to 7 of the note from what is registered, beside AFI's own figures. Sums only, no person."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import request

from hybridmentor import clock
from hybridmentor.domain.survey_tables import (
    COMPARABILITY,
    NOTES,
    UNCODED,
    SurveyTable,
    count_advisers,
    list_dimensions,
    load_afi_figures,
    name_category,
    name_dimension,
    tabulate_survey,
)
from hybridmentor.i18n import format_percent
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.offices import FEWEST_ADVISERS
from hybridmentor.queries.survey import OWN, count_cases, gather_survey
from hybridmentor.web.guards import requires
from hybridmentor.web.page import render_page
from hybridmentor.web.research_tabs import list_research_tabs
from hybridmentor.web.state import get_session
from hybridmentor.web.words import get_language, hm_pick, hm_t

NOTHING = "–"
"""Where AFI prints "-", and where nothing is registered."""


@dataclass(frozen=True)
class Line:
    """An answer with its cells in words."""

    answer: str
    is_uncoded: bool
    cells: list[str]


@dataclass(frozen=True)
class SurveyPanel:
    """One dimension of one table: table 5 has three."""

    dimension: str
    title: str
    support: str
    columns: list[str]
    lines: list[Line]
    notes: list[str]
    """Message ids of what must be said with it."""
    hidden: bool
    """Whether none of our figures is shown: too few advisers stand behind them."""
    partly_hidden: bool


@requires(Permission.READ_TABLES)
def tables() -> str:
    """Own cases or published examples, never both together.

    Own cases are summed over all offices, and a column is shown from five advisers behind it up; examples are published.
    """
    session = get_session()
    counts = count_cases(session)
    sources = [source for source, count in counts.items() if count]
    wanted = request.args.get("source")
    source = wanted if wanted in sources else next(iter(sources), OWN)
    records = gather_survey(session, clock.today(), source=source)
    advisers = count_advisers(records) if source == OWN and sources else None
    panels = [
        panel
        for name, table in tabulate_survey(records).items()
        for panel in make_panels(int(name.removeprefix("table")), table, source, advisers)
    ]
    return render_page(
        "hybridmentor/research/survey.html",
        panels=panels,
        source=source,
        sources=sources,
        count=counts[source],
        comparability=COMPARABILITY,
        fewest=FEWEST_ADVISERS,
        tabs=list_research_tabs("tables"),
    )


def make_panels(
    number: int, table: SurveyTable, source: str, advisers: Mapping[str, Mapping[str, int]] | None
) -> list[SurveyPanel]:
    """A panel for each dimension of a table; `advisers` are those behind each column, None where nothing is held back."""
    panels = []
    for dimension in list_dimensions(table):
        groups = list(table["bases"][dimension])
        shown = [
            group
            for group in groups
            if advisers is None or advisers[dimension].get(group, 0) >= FEWEST_ADVISERS
        ]
        names = name_dimension(dimension)
        title = hm_pick(names) if names else hm_t("survey.users_per_adviser")
        panels.append(
            SurveyPanel(
                dimension=dimension,
                title=hm_t("survey.table", number=number, name=title),
                support=describe_table(table, dimension),
                columns=make_columns(table, dimension, groups, shown, source),
                lines=make_lines(table, dimension, groups, shown),
                notes=pick_notes(table, dimension, is_shown=bool(shown)),
                hidden=not shown,
                partly_hidden=0 < len(shown) < len(groups),
            )
        )
    return panels


def describe_table(table: SurveyTable, dimension: str) -> str:
    """AFI's own title, as printed; before it what table 2 counts, which no code set says."""
    printed = hm_t("survey.printed_title", title=table["title"])
    return printed if name_dimension(dimension) else f"{hm_t('survey.users_per_adviser_support')} {printed}"


def make_columns(
    table: SurveyTable, dimension: str, groups: list[str], shown: list[str], source: str
) -> list[str]:
    """The heads of the columns in order: ours of each group that is shown, and AFI's of each that AFI has."""
    heads = []
    for group in groups:
        is_one = group == "all"
        if group in shown:
            name = hm_t(f"survey.column.{source}" if is_one else f"relationship.{group}")
            heads.append(hm_t("survey.column", name=name, n=table["bases"][dimension][group]))
        if is_one:
            heads.append(hm_t("survey.column", name="AFI", n=table["afi_n"]))
        elif group != "employer":
            heads.append(hm_t("survey.column.afi_of", group=hm_t(f"relationship.{group}").lower()))
    return heads


def make_lines(table: SurveyTable, dimension: str, groups: list[str], shown: list[str]) -> list[Line]:
    """The answers in the order of print; where AFI stands alone, only AFI's."""
    language = get_language()
    printed_answers = {figure.category for figure in load_afi_figures() if figure.dimension == dimension}
    lines: dict[str, Line] = {}
    for row in table["rows"]:
        if row["dimension"] != dimension:
            continue
        category = row["category"]
        if not shown and category not in printed_answers:
            continue
        names = name_category(dimension, category)
        is_uncoded = category == UNCODED
        answer = hm_pick(names) if names else hm_t("table1.no_code") if is_uncoded else category
        line = lines.setdefault(category, Line(answer, is_uncoded, []))
        if row["group"] in shown:
            percent = row["percent"]
            ours = (
                NOTHING if percent is None else f"{format_percent(language, percent)}\u00a0({row['count']})"
            )
            line.cells.append(ours)
        if row["group"] != "employer":
            printed = row["afi_percent"]
            line.cells.append(NOTHING if printed is None else format_percent(language, printed))
    return list(lines.values())


def pick_notes(table: SurveyTable, dimension: str, *, is_shown: bool) -> list[str]:
    """The notes of the table that belong to the dimension; what is said of all of table 5 is said once, at its first."""
    has_uncoded = is_shown and any(
        row["dimension"] == dimension and row["category"] == UNCODED for row in table["rows"]
    )
    is_first = dimension == list_dimensions(table)[0]
    return [note for note in table["notes"] if (has_uncoded if note == NOTES["uncoded"] else is_first)]
