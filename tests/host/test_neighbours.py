"""Host and guest in one process and on one engine: what is the host's is as it was, whatever we do."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from flask_login import LoginManager, login_user
from sqlalchemy import Engine, event, func, select, text

from hybridmentor import HybridMentor
from hybridmentor.cli import hybridmentor as commands
from hybridmentor.db import HybridSession
from hybridmentor.errors import SettingError
from hybridmentor.models import AuditEvent, Case
from tests.access.world import World
from tests.host.host_app import Note, Person, create_app, db
from tests.host.host_world import PREFIX, HostWorld, fill_host, make_settings, open_site, start_host
from tests.support.backends import Backend
from tests.support.client import PageClient
from tests.support.databases import KEYRING
from tests.support.schema import migrate


@pytest.fixture
def world(backend: Backend) -> Iterator[HostWorld]:
    """A host with the world of the table, for a test that changes something."""
    url = backend.create()
    app = start_host(url.render_as_string(hide_password=False))
    site = open_site(app)
    fill_host(site.engine)
    world = HostWorld(site)
    world.add_people()
    yield world
    with app.app_context():
        db.session.remove()
    site.engine.dispose()
    backend.drop(url)


def save(world: World, **values: Any) -> int:
    """Change the open case through its form, as its adviser."""
    visitor = world.find_visitor("adviser")
    form = visitor.client.read_form(world.build_url("cases.edit", "open"))
    return visitor.client.post_form(form, **values).status_code


def test_our_commit_does_not_commit_what_the_host_has_pending(world: HostWorld):
    """An object of the host's, added and not flushed, when our form is carried out in the very same request."""
    app, seen = world.site.app, []
    world.find_client("adviser")

    def leave_something() -> None:
        db.session.autoflush = False
        db.session.add(Note(words="unfinished"))

    def look(response: Any) -> Any:
        seen.append(len(db.session.new))
        return response

    app.before_request_funcs[None] = [leave_something]
    app.after_request_funcs[None] = [look]
    assert save(world, name="Et nytt navn") == 303
    app.before_request_funcs.clear()
    app.after_request_funcs.pop(None)
    assert seen
    assert all(count == 1 for count in seen), "our commit has taken the host's object out of its session"
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Note)) == 0


def test_our_rollback_does_not_take_what_the_host_has_pending(world: HostWorld):
    """A form with faults, a hidden case and a refusal: what the host has added in the same request is its to commit."""
    app = world.site.app
    client = world.find_client("adviser")
    form = client.read_form(world.build_url("cases.edit", "open"))

    def leave_something() -> None:
        db.session.autoflush = False
        db.session.add(Note(words="to be finished"))

    def commit(response: Any) -> Any:
        db.session.commit()
        return response

    app.before_request_funcs[None] = [leave_something]
    app.after_request_funcs[None] = [commit]
    assert client.post_form(form, name="").status_code == 422
    assert client.get(world.build_url("cases.show", "other")).status_code == 404
    assert client.get(f"{PREFIX}/admin").status_code == 403
    app.before_request_funcs.clear()
    app.after_request_funcs.pop(None)
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Note)) == 3


def test_a_row_that_the_host_has_flushed_is_not_committed_by_us(backend: Backend, world: HostWorld):
    """On PostgreSQL, where both may write at once: our commit leaves the host's open transaction open."""
    if backend.name == "sqlite":
        return  # one writer at a time: the host would have to commit before we begin
    app = world.site.app
    world.find_client("adviser")

    def leave_something() -> None:
        db.session.add(Note(words="flushed"))
        db.session.flush()

    app.before_request_funcs[None] = [leave_something]
    assert save(world, name="Et nytt navn") == 303
    app.before_request_funcs.clear()
    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Note)) == 0


PRAGMAS = ("foreign_keys", "busy_timeout")


def read_pragmas(engine: Engine) -> list[tuple[int, ...]]:
    """What the host's next users find on each connection of a pool of two."""
    with engine.connect() as one, engine.connect() as other:
        return [
            tuple(int(found.exec_driver_sql(f"PRAGMA {name}").scalar() or 0) for name in PRAGMAS)
            for found in (one, other)
        ]


@pytest.mark.parametrize("foreign_keys", [0, 1])
def test_a_connection_goes_back_as_it_was_whatever_happened_on_it(
    tmp_path: Path, foreign_keys: int, monkeypatch: pytest.MonkeyPatch
):
    """Reads, writes, faults, refusals, a lock that was not had, and a fault of ours.

    The pool holds two connections and no more: the host's sign-in keeps one for the request, and one is all we ever take.
    """
    monkeypatch.setattr("hybridmentor.db.LOCK_SECONDS", 0.1)
    options = {"pool_size": 2, "max_overflow": 0, "pool_timeout": 2, "connect_args": {"timeout": 1.5}}
    file = tmp_path / "one.sqlite"
    app = start_host(f"sqlite:///{file}", SQLALCHEMY_ENGINE_OPTIONS=options)
    engine = open_site(app).engine

    @event.listens_for(engine, "connect")
    def choose(connection: Any, record: Any) -> None:
        connection.execute(f"PRAGMA foreign_keys={foreign_keys}").close()

    engine.dispose()
    fill_host(engine)
    world = HostWorld(open_site(app))
    world.add_people()
    wanted = [(foreign_keys, 1500)] * 2
    assert read_pragmas(engine) == wanted
    client = world.find_client("adviser")
    visits = [
        lambda: client.get(world.build_url("cases.show", "open")).status_code == 200,
        lambda: save(world, name="Et nytt navn") == 303,
        lambda: save(world, name="") == 422,
        lambda: client.get(world.build_url("cases.show", "other")).status_code == 404,
        lambda: client.get(f"{PREFIX}/admin").status_code == 403,
        lambda: client.post(f"{PREFIX}/language").status_code == 400,
    ]
    for number, visit in enumerate(visits):
        assert visit(), number
        assert read_pragmas(engine) == wanted, number
    other = sqlite3.connect(file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    assert client.get(world.build_url("cases.show", "open")).status_code == 503
    other.execute("ROLLBACK")
    other.close()
    assert read_pragmas(engine) == wanted
    monkeypatch.setitem(app.view_functions, "hybridmentor.cases.index", mark(lambda: 1 / 0, app))
    assert client.get(f"{PREFIX}/cases").status_code == 500
    assert read_pragmas(engine) == wanted
    with app.app_context():
        db.session.remove()
    engine.dispose()


def mark(view: Any, app: Flask) -> Any:
    """A view in the place of another, with its mark."""
    view.hm_permission = app.view_functions["hybridmentor.cases.index"].hm_permission  # type: ignore[union-attr]
    return view


def test_in_our_transactions_foreign_keys_are_on_where_the_host_has_them_off(tmp_path: Path):
    app = start_host(f"sqlite:///{tmp_path / 'off.sqlite'}")
    engine = open_site(app).engine
    assert read_pragmas(engine)[0][0] == 0
    with HybridSession(engine, KEYRING) as session:
        assert session.execute(text("PRAGMA foreign_keys")).scalar() == 1
    assert read_pragmas(engine)[0][0] == 0
    engine.dispose()


def test_two_hosts_under_two_prefixes_with_one_object(backend: Backend):
    """`HybridMentor()` keeps nothing of an application: one object may serve several, each with its own database."""
    mentor, worlds, urls = HybridMentor(), [], []
    for prefix in ("/mentor", "/a/b-c"):
        url = backend.create()
        urls.append(url)
        worlds.append((prefix, start_with(mentor, prefix, url.render_as_string(hide_password=False))))
    for prefix, app in worlds:
        engine = open_site(app).engine
        client = app.test_client()
        assert isinstance(client, PageClient)
        client.checks_pages = False
        client.post("/host-sign-in", data={"id": "1"})
        answer = client.get(f"{prefix}/cases")
        assert answer.status_code == 403
        assert answer.page.heading
        other = next(one for one, _ in worlds if one != prefix)
        assert other not in answer.get_data(as_text=True)
        assert client.get(f"{other}/cases").status_code == 404
        assert app.extensions["hybridmentor"].find_engine() is engine
        with app.app_context():
            db.session.remove()
        engine.dispose()
    for url in urls:
        backend.drop(url)


def start_with(mentor: HybridMentor, prefix: str, address: str) -> Flask:
    """A smaller host that mounts a given object under a prefix of its own."""
    app = Flask("smaller")
    app.config.from_mapping(make_settings(address))
    app.test_client_class = PageClient
    db.init_app(app)
    manager = LoginManager(app)
    manager.user_loader(lambda key: db.session.get(Person, int(key)))
    mentor.init_app(app, url_prefix=prefix)

    @app.post("/host-sign-in")
    def sign_in() -> str:
        login_user(db.session.get_one(Person, 1))
        return "in"

    with app.app_context():
        db.create_all()
        db.session.add(Person(id=1, name="Kari"))
        db.session.commit()
        migrate(db.engine)
    return app


def test_a_host_without_a_sign_in_page_answers_strangers_with_401(tmp_path: Path):
    app = start_with(HybridMentor(), "/mentor", f"sqlite:///{tmp_path / 'x.sqlite'}")
    client = app.test_client()
    assert isinstance(client, PageClient)
    client.checks_pages = False
    answer = client.get("/mentor/cases")
    assert answer.status_code == 401
    assert answer.page.heading
    open_site(app).engine.dispose()


@pytest.mark.parametrize("missing", ["keys", "engine"])
def test_a_host_that_lacks_something_is_told_so(tmp_path: Path, missing: str):
    app = Flask("bare")
    app.config["SECRET_KEY"] = "a secret of the host, long enough to be one"
    if missing != "keys":
        app.config.from_mapping(make_settings(f"sqlite:///{tmp_path / 'x.sqlite'}"))
    with pytest.raises(SettingError):
        HybridMentor().init_app(app, url_prefix="/mentor")
        app.extensions["hybridmentor"].find_engine()


def run(app: Flask, *arguments: str, text_in: str | None = None) -> Any:
    """A command of ours under the host's `flask`."""
    runner: FlaskCliRunner = app.test_cli_runner()
    return runner.invoke(commands, list(arguments), input=text_in)


def test_our_commands_work_on_the_hosts_database(world: HostWorld):
    """Each prints its document alone on standard output; a second time it changes nothing."""
    app = world.site.app
    office = ("create-office", "9908", "Nav Nybygd", "Innhavet", "--json")
    first, second = (run(app, *office) for _ in range(2))
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert (json.loads(first.stdout)["new"], json.loads(second.stdout)["new"]) == (True, False)
    user = run(
        app,
        *("create-user", "nybygger", "--name", "Nina Ny", "--email", "nina@example.org", "--office", "9908"),
        *("--role", "adviser", "--subject", "1", "--json"),
    )
    assert user.exit_code == 0, user.output
    assert json.loads(user.stdout)["new"] is True
    # The host's person 1, who had no account a moment ago, has one now.
    client = world.make_visitor("nobody of ours").client
    assert client.get(f"{PREFIX}/cases/new").status_code == 200
    assert "Nav Nybygd" in client.get(f"{PREFIX}/").get_data(as_text=True)
    tables = run(app, "tables", "--json")
    assert json.loads(tables.stdout)["table1"]["n"] == 1
    assert json.loads(run(app, "doctor", "--json").stdout)["checks"]


def test_a_bad_command_changes_nothing_and_says_why(world: HostWorld):
    app = world.site.app
    with world.site.session() as session:
        before = session.scalar(select(func.count()).select_from(AuditEvent))
    user = ("create-user", "x", "--email", "x@example.org", "--role", "adviser", "--subject", "7")
    for arguments in (
        ("create-office", "99", "Nav Kort", "Innhavet"),
        (*user, "--name", "X", "--office", "0001"),
        (*user, "--name", "02013299997", "--office", "9901"),
        ("import-cases", "none.csv", "--office", "9901"),
    ):
        answer = run(app, *arguments)
        assert answer.exit_code == 2, arguments
        assert "Traceback" not in answer.output
        assert answer.stderr.strip()
        assert "02013299997" not in answer.output
    with world.site.session() as session:
        assert session.scalar(select(func.count()).select_from(AuditEvent)) == before
        assert session.scalar(select(func.count()).select_from(Case)) == 8


def test_the_host_may_name_its_own_template_and_words(world: HostWorld):
    """What imports the host's `_()` sees the host's; ours come from our own catalogues, in macros too."""
    with world.site.app.app_context():
        template = world.site.app.jinja_env.from_string("{{ _('a word') }} {{ hm_t('nav.day') }}")
        assert template.render() == "host:a word Min dag"
    answer = world.find_client("adviser").get(f"{PREFIX}/")
    assert "host:" not in answer.get_data(as_text=True)


def test_a_fault_of_the_hosts_own_page_is_the_hosts(world: HostWorld, caplog: pytest.LogCaptureFixture):
    """Our handlers are on our blueprint: a fault on the host's page does not get our page, nor our log line."""
    app = world.site.app
    app.view_functions["index"] = lambda: 1 / 0
    app.config["PROPAGATE_EXCEPTIONS"] = False
    answer = world.find_client("adviser").get("/")
    assert answer.status_code == 500
    assert "hm-" not in answer.get_data(as_text=True)
    assert not [record for record in caplog.records if record.name == "hybridmentor"]


def test_create_app_of_the_host_is_a_factory(tmp_path: Path):
    """Called twice, it gives two applications that know nothing of each other."""
    one, two = (create_app(make_settings(f"sqlite:///{tmp_path / name}.sqlite")) for name in ("one", "two"))
    assert one.extensions["hybridmentor"] is not two.extensions["hybridmentor"]
    assert one.blueprints["hybridmentor"] is not two.blueprints["hybridmentor"]
    for app in (one, two):
        open_site(app).engine.dispose()
