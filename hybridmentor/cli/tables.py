"""`hybridmentor tables`."""

from typing import Any

import click

from hybridmentor.cli.application import open_application
from hybridmentor.cli.output import explain, print_json, tell
from hybridmentor.domain.published_cases import tabulate_table1
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.queries.offices import find_office
from hybridmentor.queries.published_examples import list_published_examples, rebuild_published_cases


@click.command()
@click.option("--office", "number", help="Only this office, by its four digits.")
@click.option("--json", "as_json", is_flag=True, help="One document on standard output.")
def tables(number: str | None, as_json: bool) -> None:
    """Print the tables of the note from what is registered."""
    with open_application() as (_, state), state.make_session() as session:
        if number is not None and find_office(session, number) is None:
            raise InvalidInput(Message("office.error.unknown", number=number))
        table1: Any = tabulate_table1(rebuild_published_cases(list_published_examples(session, number)))
    if as_json:
        print_json({"table1": table1})
        return
    if not table1["n"]:
        tell("cli.no_examples")
    click.echo(explain(Message("cli.table1", n=table1["n"])))
    for row in table1["rows"]:
        click.echo(
            f"{row['case_no']:>4}  {row['industry']:<16} {row['prior_attachment']:<16} {row['attached_at_end']}"
        )
    for name, count in (*table1["attached_at_end"].items(), *table1["industry"].items()):
        click.echo(f"{count:>4}  {name}")
