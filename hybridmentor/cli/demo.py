"""`hybridmentor demo`."""

from importlib.resources import files
from typing import Any

import click

from hybridmentor.cli.application import find_app, write
from hybridmentor.cli.output import print_json, tell
from hybridmentor.cli.serve import run_server
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.published_cases import read_published_cases
from hybridmentor.gateways import schema
from hybridmentor.services.demo import ACCOUNTS, PASSWORD, make_demo
from hybridmentor.services.published_cases import import_published_cases
from hybridmentor.web.state import NAME, State

SETTINGS = {"HYBRIDMENTOR_DEMO": True}


@click.command()
@click.option("--serve", "serving", is_flag=True, help="Serve the demo when it is ready.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--json", "as_json", is_flag=True, help="One document on standard output.")
def demo(serving: bool, host: str, port: int, as_json: bool) -> None:
    """Make the demo: our tables, the 21 published cases and an office of made-up people. Twice does nothing new."""
    app = find_app(SETTINGS)
    with app.app_context():
        state: State = app.extensions[NAME]
        engine: Any = state.find_engine()
        schema.upgrade(engine)
        with write(state) as session:
            shelf = make_demo(session, cost=state.password_cost)
            cases = read_published_cases(
                files("hybridmentor").joinpath("sample_data/afi_table1_cases.csv").read_text("utf-8")
            )
            new, unchanged = import_published_cases(
                session, None, shelf, get_practice_model("hybridmodellen"), cases.cases
            )
        engine.dispose()
    tell("cli.demo_ready", host=host, port=port)
    for login, role in ACCOUNTS:
        click.echo(f"  {login:<10} {PASSWORD}   {role}", err=True)
    if as_json:
        print_json(
            {
                "accounts": [{"login": login, "password": PASSWORD} for login, _ in ACCOUNTS],
                "new": new,
                "unchanged": unchanged,
            }
        )
    if serving:
        run_server(SETTINGS, host, port, 1, 8)
