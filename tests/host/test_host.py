"""Inside a host: our tables beside its own, its sign-in, its pages and settings left as they are."""

from __future__ import annotations

import html
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, inspect, select

from hybridmentor.cli import hybridmentor
from hybridmentor.crypto import Keyring
from hybridmentor.db import Base
from hybridmentor.gateways.schema import VERSION_TABLE
from hybridmentor.models import Case, ContactPoint
from hybridmentor.models.experience import WORD_INDEX
from tests.host.host_app import Note, Person, create_app, db
from tests.support.backends import Backend

KEYS = Keyring.generate("host")
LINK = re.compile(r'(?:href|action|src)="(/[^"]*)"')


def make_settings(address: str) -> dict[str, Any]:
    return {
        "SECRET_KEY": "a secret of the host, long enough to be one",
        "SQLALCHEMY_DATABASE_URI": address,
        "HYBRIDMENTOR_ENCRYPTION_KEYS": KEYS,
        "HYBRIDMENTOR_ARGON2": "1,8,1",
    }


def run(app: Flask, *args: str) -> str:
    result = app.test_cli_runner().invoke(hybridmentor, args)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.fixture
def host(backend: Backend) -> Iterator[Flask]:
    """A host whose own tables are there and filled, and ours beside them, with an office and an account for Kari."""
    url = backend.create()
    app = create_app(make_settings(url.render_as_string(hide_password=False)))
    with app.app_context():
        db.create_all()
        db.session.add_all([Person(id=1, name="Kari"), Person(id=2, name="Ola uten konto")])
        db.session.commit()
    run(app, "upgrade")
    run(app, "create-office", "9901", "Nav Fjordby", "Innhavet")
    run(
        app,
        *("create-user", "kari", "--name", "Kari", "--email", "kari@example.org"),
        *("--office", "9901", "--role", "adviser", "--subject", "1"),
    )
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    backend.drop(url)


def sign_in(app: Flask, person: int = 1) -> FlaskClient:
    client = app.test_client()
    assert client.post("/host-sign-in", data={"id": str(person)}).status_code == 302
    return client


def find_hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page)
    assert found, name
    return found[1]


def post_form(client: FlaskClient, address: str, **values: Any) -> Any:
    page = client.get(address).text
    hidden = {"csrf_token": find_hidden(page, "csrf_token"), "hm_key": str(uuid4())}
    return client.post(address, data={**hidden, **values})


def open_case(client: FlaskClient) -> str:
    answer = post_form(
        client,
        "/mentor/cases/new",
        name="Berit Bruker",
        service="state",
        entry_point="start",
        opened_on="01.11.2026",
    )
    assert answer.status_code == 303, answer.text
    return str(answer.location)


def test_our_tables_stand_beside_the_hosts(host: Flask):
    with host.app_context():
        names = set(inspect(db.engine).get_table_names())
    names = {name for name in names if not name.startswith(WORD_INDEX)}
    ours = {name for name in names if name.startswith("hm_")}
    assert ours == {*Base.metadata.tables, VERSION_TABLE}
    assert names - ours == {"person", "note"}


def test_the_hosts_command_line_runs_our_commands(tmp_path: Path):
    environment = {
        **os.environ,
        **{f"HOST_{k}": v for k, v in make_settings(f"sqlite:///{tmp_path}/a.sqlite").items()},
    }
    program = [sys.executable, "-m", "flask", "--app", "tests.host.host_app", "hybridmentor"]
    for args, code in (
        (["upgrade"], 0),
        (["upgrade"], 0),
        (["doctor", "--json"], 1),
        (["demo"], 2),
        (["serve"], 2),
    ):
        done = subprocess.run(
            [*program, *args], env=environment, capture_output=True, text=True, timeout=60, check=False
        )
        assert done.returncode == code, (args, done.stderr)
        assert "Traceback" not in done.stderr


def test_a_stranger_is_sent_to_the_hosts_sign_in(host: Flask):
    answer = host.test_client().get("/mentor/cases")
    assert answer.status_code == 303
    assert answer.location == "/host-sign-in?next=/mentor/cases"


def test_a_host_user_without_an_account_is_told_so(host: Flask):
    answer = sign_in(host, 2).get("/mentor/")
    assert answer.status_code == 403
    assert "konto" in answer.text


def test_the_main_job_runs_under_the_prefix(host: Flask):
    client = sign_in(host)
    place = open_case(client)
    assert place.startswith("/mentor/cases/")
    logged = post_form(
        client,
        f"{place}/contacts/new",
        relationships="jobseeker",
        day="today",
        form="phone",
        outcome="took_place",
    )
    assert (logged.status_code, logged.location) == (303, place)
    for address in ("/mentor/", "/mentor/cases", place, f"{place}/contacts/new"):
        page = client.get(address)
        assert page.status_code == 200
        # The name leads home and the rest stays under the prefix; nothing leads into the host by mistake.
        assert {link for link in LINK.findall(page.text) if not link.startswith("/mentor/")} == set()
    style = next(link for link in LINK.findall(client.get("/mentor/").text) if "hybridmentor.css" in link)
    assert client.get(style, buffered=True).status_code == 200


def test_our_commit_leaves_what_the_host_has_pending(host: Flask):
    client = sign_in(host)

    def leave_something_pending() -> None:
        # Not flushed: on SQLite there is one writer, and a host that holds the lock while we run would stop us both.
        db.session.autoflush = False
        db.session.add(Note(words="unfinished"))

    host.before_request_funcs[None] = [leave_something_pending]
    open_case(client)
    host.before_request_funcs.clear()
    with host.app_context():
        assert db.session.scalar(select(func.count()).select_from(Note)) == 0
        assert db.session.scalar(select(func.count()).select_from(Case)) == 1


def test_the_hosts_pages_are_the_hosts(host: Flask):
    client = sign_in(host)
    page = client.get("/")
    assert page.status_code == 200
    assert "Content-Security-Policy" not in page.headers
    assert "Strict-Transport-Security" not in client.get("/mentor/").headers
    missing = client.get("/nowhere")
    assert (missing.status_code, missing.text) == (404, "the host's own missing page")
    ours = client.get(f"/mentor/cases/{uuid4()}")
    assert ours.status_code == 404
    assert "hm-title" in ours.text
    assert host.jinja_env.globals["_"]("x") == "host:x"


def test_two_hosts_in_one_process(host: Flask, tmp_path: Path):
    other = create_app(make_settings(f"sqlite:///{tmp_path}/other.sqlite"))
    with other.app_context():
        db.create_all()
        db.session.add(Person(id=1, name="Kari"))
        db.session.commit()
    run(other, "upgrade")
    open_case(sign_in(host))
    with other.app_context():
        assert db.session.scalar(select(func.count()).select_from(Case)) == 0
        assert db.session.scalar(select(func.count()).select_from(ContactPoint)) == 0
        db.session.remove()
        db.engine.dispose()


def test_a_connection_goes_back_to_the_host_as_it_was(tmp_path: Path):
    settings = make_settings(f"sqlite:///{tmp_path}/one.sqlite")
    settings["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_size": 1, "max_overflow": 0, "pool_timeout": 2}
    app = create_app(settings)
    with app.app_context():
        db.create_all()
        db.session.add(Person(id=1, name="Kari"))
        db.session.commit()
    run(app, "upgrade")
    run(app, "create-office", "9901", "Nav Fjordby", "Innhavet")
    with app.app_context(), db.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 0
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 5000
    with app.app_context():
        db.engine.dispose()


def test_a_draft_is_kept_and_offered_under_the_prefix(host: Flask):
    """Also where the whole host lies under a path of its own: the address that the page sends has both."""
    client = sign_in(host)
    url = f"{open_case(client)}/contacts/new"
    for root in ("", "/intern"):
        there = {"base_url": f"http://localhost{root}"}
        page = client.get(url, **there).text
        keeper = {name: html.unescape(value) for name, value in re.findall(r'data-hm-(\w+)="([^"]*)"', page)}
        assert keeper["save"] == f"{root}/mentor/drafts"
        data = {
            "csrf_token": re.findall(r'name="csrf_token" value="([^"]+)"', page)[0],
            "hm_address": f"{root}{url}",
            "hm_reader": keeper["reader"],
            "note": f"Skrevet under {root}.",
        }
        assert client.post("/mentor/drafts", data=data, **there).status_code == 200
        assert f'href="{root}{url}?draft=1"' in client.get(url, **there).text
        assert f"Skrevet under {root}." in client.get(f"{url}?draft=1", **there).text
        answer = client.post("/mentor/drafts/discard", data=data, **there)
        assert (answer.status_code, answer.location) == (303, f"{root}{url}")
        assert "?draft=1" not in client.get(url, **there).text
    # An address that lies elsewhere in the host is none of ours.
    for address in ("/", "/host-sign-in", url.removeprefix("/mentor")):
        assert client.post("/mentor/drafts", data={**data, "hm_address": address}).status_code == 404
