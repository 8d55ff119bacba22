"""`hybridmentor seed`."""

import os
import sys

import click
from sqlalchemy import Engine

from hybridmentor import clock
from hybridmentor.cli.application import open_application, write
from hybridmentor.cli.output import print_json, tell
from hybridmentor.services.demo import PASSWORD
from hybridmentor.services.national_data.filling import open_workshop, refuse_filled, write_rows
from hybridmentor.services.national_data.loading import tidy_up
from hybridmentor.services.national_data.making import Workshop
from hybridmentor.services.national_data.size import NationalSize
from hybridmentor.services.passwords import hash_password

MOST_PROCESSES = 4


@click.command()
@click.option("--offices", default=300, show_default=True, type=click.IntRange(min=1))
@click.option("--cases", default=100_000, show_default=True, type=click.IntRange(min=0))
@click.option("--contacts", default=1_500_000, show_default=True, type=click.IntRange(min=0))
@click.option(
    "--users", default=0, type=click.IntRange(min=0), help="Accounts; one for every 25 cases if left out."
)
@click.option("--seed", "seed", default=1, show_default=True, type=int, help="The same seed, the same rows.")
@click.option("--json", "as_json", is_flag=True, help="One document on standard output.")
def seed(offices: int, cases: int, contacts: int, users: int, seed: int, as_json: bool) -> None:
    """Fill an empty database with made-up national data, for measuring and for trying."""
    size = NationalSize(
        offices=offices, cases=cases, contacts=contacts, users=users, seed=seed, today=clock.today()
    )
    with open_application() as (_, state):
        engine = state.find_engine()
        with write(state) as session:
            refuse_filled(session)
            workshop = open_workshop(session, size)
        tell("cli.seed.making", cases=size.cases, contacts=size.contacts, offices=size.offices)
        fill(engine, workshop, hash_password(PASSWORD, state.password_cost))
    tell("cli.seed.done", password=PASSWORD)
    if as_json:
        print_json(
            {
                "offices": size.offices,
                "users": size.users,
                "cases": size.cases,
                "contacts": size.contacts,
                "seed": size.seed,
            }
        )


def fill(engine: Engine, workshop: Workshop, password_hash: str) -> None:
    """Write it all in one transaction, with a bar where somebody looks on; then tidy up."""
    with engine.connect() as connection, connection.begin():
        with click.progressbar(length=workshop.size.cases, file=sys.stderr) as bar:
            loader = write_rows(
                connection,
                workshop,
                password_hash=password_hash,
                processes=min(os.cpu_count() or 1, MOST_PROCESSES),
                on_cases=bar.update,
            )
        tell("cli.seed.checking")
        loader.finish()
    tell("cli.seed.tidying")
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        tidy_up(connection)
