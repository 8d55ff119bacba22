"""`hybridmentor upgrade`."""

import click

from hybridmentor.cli.application import open_application
from hybridmentor.cli.output import print_json, tell
from hybridmentor.gateways import schema


@click.command()
@click.option("--revision", default="head", help="The revision to go to.")
@click.option("--json", "as_json", is_flag=True, help="One document on standard output.")
def upgrade(revision: str, as_json: bool) -> None:
    """Make our tables, or bring them up to date."""
    with open_application(migrated=False) as (_, state):
        schema.upgrade(state.find_engine(), revision)
        current = schema.find_current(state.find_engine())
    tell("cli.upgraded", revision=current or "-")
    if as_json:
        print_json({"revision": current})
