"""Two chains of migrations in one database: ours leaves the host's alone, and the host's leaves ours alone."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from hybridmentor.db import Base
from hybridmentor.gateways.schema import (
    VERSION_TABLE,
    downgrade,
    find_current,
    find_head,
    make_config,
    upgrade,
)
from hybridmentor.models.experience import WORD_INDEX
from tests.host.host_app import Person, create_app, db, is_ours
from tests.host.host_world import make_settings, open_site, start_host
from tests.support.backends import Backend

ROOT = Path(__file__).resolve().parents[2]


def list_tables(engine: Engine) -> set[str]:
    """The tables of a database."""
    return {name for name in inspect(engine).get_table_names() if not name.startswith(WORD_INDEX)}


def flask(address: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command of the host's, as its people type it."""
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONWARNINGS": "ignore",
        **{f"HOST_{name}": value for name, value in make_settings(address).items()},
    }
    program = [sys.executable, "-m", "flask", "--app", "tests.host.host_app"]
    return subprocess.run(
        [*program, *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=100,
        check=False,
    )


def test_both_chains_live_in_one_database(backend: Backend, tmp_path: Path):
    """The host's `flask db` from the first migration to `check`, with ours in between: neither sees the other's tables."""
    url = backend.create()
    address = url.render_as_string(hide_password=False)
    folder = str(tmp_path / "migrations")
    steps = [
        ("db", "init", "-d", folder),
        ("hybridmentor", "upgrade"),
        ("db", "migrate", "-d", folder, "-m", "first"),
        ("db", "upgrade", "-d", folder),
        ("hybridmentor", "upgrade"),
        ("db", "check", "-d", folder),
    ]
    for step in steps:
        done = flask(address, *step)
        assert done.returncode == 0, f"{step}: {done.stdout}{done.stderr}"
    (script,) = (tmp_path / "migrations" / "versions").glob("*.py")
    written = script.read_text("utf-8")
    assert "'person'" in written
    assert "hm_" not in written
    engine = create_engine(url)
    assert list_tables(engine) == {"person", "note", "alembic_version", VERSION_TABLE, *Base.metadata.tables}
    with engine.connect() as connection:
        theirs = connection.execute(text("SELECT version_num FROM alembic_version")).scalars().all()
    assert len(theirs) == 1
    assert theirs != [find_head()]
    assert find_current(engine) == find_head()
    engine.dispose()
    backend.drop(url)


def test_our_chain_runs_up_and_down_beside_the_hosts_tables(backend: Backend):
    url = backend.create()
    engine = create_engine(url)
    theirs = {"alembic_version", "person", "hmm", "note"}
    with engine.begin() as connection:
        for name in sorted(theirs):
            connection.execute(text(f"CREATE TABLE {name} (version_num VARCHAR(32))"))
            connection.execute(text(f"INSERT INTO {name} VALUES ('the host''s')"))
    upgrade(engine)
    upgrade(engine)
    assert list_tables(engine) - theirs == {VERSION_TABLE, *Base.metadata.tables}
    downgrade(engine, "base")
    assert list_tables(engine) - theirs <= {VERSION_TABLE}
    assert find_current(engine) is None
    upgrade(engine)
    with engine.connect() as connection:
        for name in theirs:
            assert connection.execute(text(f"SELECT version_num FROM {name}")).scalars().all() == [
                "the host's"
            ]
    engine.dispose()
    backend.drop(url)


@pytest.mark.parametrize("leaves_ours_alone", [True, False])
def test_what_a_host_must_set_for_its_autogenerate(backend: Backend, leaves_ours_alone: bool):
    """Without `include_object` the host's autogenerate would drop every table of ours: docs/integrating.md says so."""
    url = backend.create()
    app = start_host(url.render_as_string(hide_password=False))
    with app.app_context():
        options = {"include_object": is_ours} if leaves_ours_alone else {}
        with db.engine.connect() as connection:
            context = MigrationContext.configure(connection, opts={"compare_type": True, **options})
            proposed = compare_metadata(context, db.metadata)
        db.engine.dispose()
    backend.drop(url)
    dropped = {change[1].name for change in proposed if change[0] == "remove_table"}
    if leaves_ours_alone:
        assert proposed == []
    else:
        assert {VERSION_TABLE, "hm_case", "hm_audit_event"} <= dropped


def test_our_autogenerate_does_not_see_the_hosts_tables(backend: Backend):
    """Our own check of models against the database, run in a host: nothing of the host's is proposed to go."""
    url = backend.create()
    app = start_host(url.render_as_string(hide_password=False))
    engine = open_site(app).engine
    with engine.connect() as connection:
        config = make_config()
        config.attributes["connection"] = connection
        command.check(config)
    engine.dispose()
    backend.drop(url)


def test_no_foreign_key_leads_out_of_our_tables():
    assert all(name.startswith("hm_") for name in Base.metadata.tables)
    for table in Base.metadata.tables.values():
        for key in table.foreign_keys:
            assert key.column.table.name.startswith("hm_")
    assert not set(Base.metadata.tables) & set(db.metadata.tables)


def test_a_page_without_our_tables_is_a_fault_of_ours_and_not_the_hosts(backend: Backend):
    """A host that has forgotten `upgrade`: its own pages go on, ours answer with a page in words."""
    url = backend.create()
    app = create_app(make_settings(url.render_as_string(hide_password=False)))
    with app.app_context():
        db.create_all()
        db.session.add(Person(id=1, name="Kari"))
        db.session.commit()
    client = app.test_client()
    client.post("/host-sign-in", data={"id": "1"})
    assert client.get("/mentor/").status_code in (500, 503)
    assert client.get("/").status_code == 200
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    backend.drop(url)
