"""`hybridmentor upgrade`."""

import click

from hybridmentor.cli.application import open_application
from hybridmentor.cli.output import tell
from hybridmentor.gateways import schema


@click.command()
@click.option("--revision", default="head", help="The revision to go to.")
def upgrade(revision: str) -> None:
    """Make our tables, or bring them up to date."""
    with open_application(migrated=False) as (_, state):
        schema.upgrade(state.find_engine(), revision)
        tell("cli.upgraded", revision=schema.find_current(state.find_engine()) or "-")  # type: ignore[arg-type]
