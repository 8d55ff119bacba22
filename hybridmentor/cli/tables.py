"""`hybridmentor tables`."""

from typing import Any

import click
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.cli.application import open_application
from hybridmentor.cli.output import explain, get_language, print_json, tell
from hybridmentor.domain.published_cases import tabulate_table1
from hybridmentor.domain.survey_tables import (
    COMPARABILITY,
    UNCODED,
    SurveyTable,
    list_dimensions,
    name_category,
    name_dimension,
    tabulate_survey,
)
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.i18n import format_percent, pick
from hybridmentor.models import Office
from hybridmentor.queries.offices import find_office
from hybridmentor.queries.published_examples import list_published_examples, rebuild_published_cases
from hybridmentor.queries.survey import ALL, EXAMPLES, OWN, SOURCES, count_cases, gather_survey

NOTHING = "-"
"""As AFI prints it, and where nothing is registered."""


@click.command()
@click.option("--office", "number", help="Only this office, by its four digits.")
@click.option(
    "--source",
    type=click.Choice(SOURCES),
    default=ALL,
    show_default=True,
    help="What tables 2 to 7 count: own cases, published examples, or both together.",
)
@click.option("--json", "as_json", is_flag=True, help="One document on standard output.")
def tables(number: str | None, source: str, as_json: bool) -> None:
    """Print the tables of the note from what is registered; 2 to 7 beside AFI's own figures."""
    with open_application() as (_, state), state.make_session() as session:
        office = find_office(session, number) if number is not None else None
        if number is not None and office is None:
            raise InvalidInput(Message("office.error.unknown", number=number))
        table1: Any = tabulate_table1(rebuild_published_cases(list_published_examples(session, number)))
        tell_what_counts(session, office, source)
        records = gather_survey(session, clock.today(), source=source, office_number=number)
    survey = tabulate_survey(records)
    if as_json:
        print_json({"table1": table1, **survey})
        return
    print_table1(table1)
    click.echo(f"\n{explain(Message(COMPARABILITY))}")
    for name, table in survey.items():
        print_survey_table(int(name.removeprefix("table")), table)


def tell_what_counts(session: Session, office: Office | None, source: str) -> None:
    """Say what cannot be seen in the figures: that two kinds of cases are added up, or that an office's cases are left out."""
    counts = count_cases(session, office.number if office else None)
    if source == ALL and counts[OWN] and counts[EXAMPLES]:
        tell("cli.survey.mixed", own=counts[OWN], examples=counts[EXAMPLES])
    if office is not None and office.participation == "guest" and source != EXAMPLES:
        tell("cli.survey.guest", number=office.number)


def print_table1(table1: Any) -> None:
    """The published cases, a line each, and their sums."""
    if not table1["n"]:
        tell("cli.no_examples")
    click.echo(explain(Message("cli.table1", n=table1["n"])))
    for row in table1["rows"]:
        click.echo(
            f"{row['case_no']:>4}  {row['industry']:<16} {row['prior_attachment']:<16} {row['attached_at_end']}"
        )
    for name, count in (*table1["attached_at_end"].items(), *table1["industry"].items()):
        click.echo(f"{count:>4}  {name}")


def print_survey_table(number: int, table: SurveyTable) -> None:
    """One of tables 2 to 7: for each dimension a line per answer, ours and AFI's of each group side by side."""
    language = get_language()
    for dimension in list_dimensions(table):
        names = name_dimension(dimension)
        title = pick(language, names) if names else Message("survey.users_per_adviser")
        click.echo(f"\n{explain(Message('survey.table', number=number, name=title))}")
        rows = [row for row in table["rows"] if row["dimension"] == dimension]
        groups = list(table["bases"][dimension])
        heads: list[str] = []
        for group in groups:
            ours = "survey.column.all" if group == "all" else f"relationship.{group}"
            n = table["bases"][dimension][group]
            heads.append(explain(Message("survey.column", name=Message(ours), n=n)))
            heads.append("AFI" if table["afi_n"] is None else f"AFI (n = {table['afi_n']})")
        lines = [["", *heads]]
        for category in dict.fromkeys(row["category"] for row in rows):
            line = [write_category(language, dimension, category)]
            for row in (row for row in rows if row["category"] == category):
                line += [
                    f"{row['count']}  {write_percent(language, row['percent']):>6}",
                    write_percent(language, row["afi_percent"]),
                ]
            lines.append(line)
        print_columns(lines)
    for note in table["notes"]:
        click.echo(f"  {explain(Message(note))}")


def print_columns(lines: list[list[str]]) -> None:
    """Cells under each other: the first to the left, the others to the right."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for first, *others in lines:
        cells = [f"{cell:>{width}}" for cell, width in zip(others, widths[1:], strict=True)]
        click.echo("  " + "   ".join([f"{first:<{widths[0]}}", *cells]).rstrip())


def write_category(language: str, dimension: str, category: str) -> str:
    """An answer in words of the language; numbers stand as printed."""
    names = name_category(dimension, category)
    if names:
        return pick(language, names)
    return explain(Message("table1.no_code")) if category == UNCODED else category


def write_percent(language: str, percent: float | None) -> str:
    """The percentage in words of the language, or `NOTHING`."""
    return NOTHING if percent is None else format_percent(language, percent)
