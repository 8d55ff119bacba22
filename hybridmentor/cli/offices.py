"""`hybridmentor create-office`."""

import click

from hybridmentor.cli.application import open_application, write
from hybridmentor.cli.output import print_json, tell
from hybridmentor.services.offices import create_office as make_office


@click.command("create-office")
@click.argument("number")
@click.argument("name")
@click.argument("county")
@click.option(
    "--participation",
    type=click.Choice(["participating", "guest", "control"]),
    default="participating",
    show_default=True,
)
@click.option(
    "--examples", is_flag=True, help="A shelf for published examples instead of an office with people."
)
@click.option("--json", "as_json", is_flag=True, help="One document on standard output.")
def create_office(
    number: str, name: str, county: str, participation: str, examples: bool, as_json: bool
) -> None:
    """Make an office; one that is there already is left as it is."""
    with open_application() as (_, state), write(state) as session:
        office, is_new = make_office(
            session,
            None,
            number=number,
            name=name,
            county=county,
            participation=participation,
            purpose="examples" if examples else "practice",
        )
        document = {"number": office.number, "name": office.name, "county": office.county, "new": is_new}
    tell("cli.office_created" if is_new else "cli.office_known", number=number)
    if as_json:
        print_json(document)
