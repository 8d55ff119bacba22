"""`hybridmentor figures`."""

import click

from hybridmentor import clock
from hybridmentor.cli.application import open_application, write
from hybridmentor.cli.output import print_json, tell
from hybridmentor.services.case_figures import bring_up_to_date, forget_figures


@click.command()
@click.option("--all", "everything", is_flag=True, help="Also those that are up to date.")
@click.option("--json", "as_json", is_flag=True, help="One document on standard output.")
def figures(everything: bool, as_json: bool) -> None:
    """Make the figures of cases that have changed, so that the pages of offices need not."""
    with open_application() as (_, state):
        if everything:
            with write(state) as session:
                forget_figures(session)
        done = bring_up_to_date(lambda: write(state), clock.today())
    tell("cli.figures.done", n=done)
    if as_json:
        print_json({"cases": done})
