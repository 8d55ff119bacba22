"""`hybridmentor doctor`."""

import stat
from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy import Engine, select
from sqlalchemy.exc import SQLAlchemyError

from hybridmentor.cli.application import open_application
from hybridmentor.cli.output import explain, print_json
from hybridmentor.errors import HybridMentorError, Message
from hybridmentor.gateways import schema
from hybridmentor.i18n import LANGUAGES, load_catalogue
from hybridmentor.models import DataKey
from hybridmentor.web.state import State
from hybridmentor.web.words import STATIC

ASSETS = ("vendor/aksel.css", "vendor/htmx.min.js", "vendor/source-sans-3-latin.woff2", "hybridmentor.css")
Check = tuple[str, bool, Message]


def check_database(engine: Engine) -> Iterator[Check]:
    """Whether the database answers, and our tables are up to date."""
    try:
        current = schema.find_current(engine)
    except SQLAlchemyError:
        yield "database", False, Message("doctor.database.away")
        return
    yield "database", True, Message("doctor.database.fine", name=engine.dialect.name)
    newest = current == schema.find_head()
    yield "schema", newest, Message("doctor.schema.fine" if newest else "setting.not_upgraded")


def check_keys(state: State) -> Iterator[Check]:
    """Whether every data key opens with the master keys at hand; one of each master key is tried."""
    try:
        with state.make_session() as session:
            for master in session.scalars(select(DataKey.master_key).distinct().order_by(DataKey.master_key)):
                row = session.scalars(
                    select(DataKey).where(DataKey.master_key == master, DataKey.wrapped.is_not(None)).limit(1)
                ).first()
                if row is not None:
                    row.open()
    except (HybridMentorError, SQLAlchemyError):
        yield "encryption_keys", False, Message("doctor.keys.wrong")
        return
    yield "encryption_keys", True, Message("doctor.keys.fine")


def check_file(engine: Engine) -> Iterator[Check]:
    """Whether an SQLite file is closed to other accounts of the machine."""
    name = engine.url.database
    if engine.dialect.name == "sqlite" and name and Path(name).exists():
        is_open = bool(Path(name).stat().st_mode & (stat.S_IROTH | stat.S_IWOTH))
        yield "database_file", not is_open, Message("doctor.file.open" if is_open else "doctor.file.fine")


def check_assets() -> Iterator[Check]:
    """Whether styles, script, font and words are in place."""
    missing = [name for name in ASSETS if not (STATIC / name).exists()]
    yield (
        "assets",
        not missing,
        Message("doctor.assets.missing", names=", ".join(missing))
        if missing
        else Message("doctor.assets.fine"),
    )
    for language in LANGUAGES:
        load_catalogue(language)
    yield "catalogues", True, Message("doctor.catalogues.fine")


@click.command()
@click.option("--json", "as_json", is_flag=True, help="One document on standard output.")
def doctor(as_json: bool) -> None:
    """Check that the installation is whole; exit code 1 if something is wrong."""
    with open_application(migrated=False) as (_, state):
        engine = state.find_engine()
        checks = [*check_database(engine)]
        if all(fine for _, fine, _ in checks):
            checks += check_keys(state)
        checks += [*check_file(engine), *check_assets()]
        if state.is_demo:
            checks.append(("demo", True, Message("doctor.demo")))
    whole = all(fine for _, fine, _ in checks)
    for name, fine, message in checks:
        click.echo(f"{'ok' if fine else '!!'} {name}: {explain(message)}", err=as_json)
    if as_json:
        print_json(
            {
                "ok": whole,
                "checks": [
                    {"name": name, "ok": fine, "message": explain(message)} for name, fine, message in checks
                ],
            }
        )
    raise click.exceptions.Exit(0 if whole else 1)
