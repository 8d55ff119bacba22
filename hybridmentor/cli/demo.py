"""`hybridmentor demo`."""

from importlib.resources import files
from pathlib import Path

import click
from flask import Flask

from hybridmentor.cli.application import find_app, write
from hybridmentor.cli.output import print_json, tell
from hybridmentor.cli.serve import run_server
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.published_cases import read_published_cases
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.gateways import schema
from hybridmentor.services.demo import ACCOUNTS, PASSWORD, has_real_accounts, make_demo
from hybridmentor.services.published_cases import import_published_cases
from hybridmentor.web.state import NAME, State

SETTINGS = {"HYBRIDMENTOR_DEMO": True}
DEMO_CONFIG = '''"""This folder holds a demo of made-up people. With a database or keys of your own it is no demo."""

import os

HYBRIDMENTOR_DEMO = not any(os.environ.get(f"HYBRIDMENTOR_{name}") for name in ("DATABASE_URI", "ENCRYPTION_KEYS"))
'''


def refuse_real_data(state: State) -> None:
    """Stop at a database with accounts that are not made up, unless it has been a demo before."""
    with state.make_session() as session:
        if has_real_accounts(session):
            raise InvalidInput(Message("cli.demo_real_data"))


def keep_demo_mode(app: Flask) -> None:
    """Have later commands in this folder know that it holds a demo, where nothing else is said."""
    config = Path(app.instance_path) / "config.py"
    if app.name == "hybridmentor" and not app.config["HYBRIDMENTOR_DATABASE_URI"] and not config.exists():
        config.write_text(DEMO_CONFIG, "utf-8")


@click.command()
@click.option("--serve", "serving", is_flag=True, help="Serve the demo when it is ready.")
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", default=5000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--json", "as_json", is_flag=True, help="One document on standard output.")
def demo(serving: bool, host: str, port: int, as_json: bool) -> None:
    """Make the demo: our tables, the 21 published cases and an office of made-up people. Twice does nothing new."""
    app = find_app(SETTINGS)
    keep_demo_mode(app)
    with app.app_context():
        state: State = app.extensions[NAME]
        if not state.is_demo:
            raise InvalidInput(Message("cli.demo_in_host"))
        engine = state.find_engine()
        schema.upgrade(engine)
        refuse_real_data(state)
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
        run_server(SETTINGS, host, port, 1, 8, with_jobs=True)
