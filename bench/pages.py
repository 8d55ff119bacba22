"""How long the pages take with national data, beside a floor in the same run; run it from the project's folder.

    python -m bench.pages [--on sqlite] [--on postgresql] [--offices 30] [--cases 10000] [--contacts 150000]
                          [--seed 1] [--repeat 200] [--strict] [--without-tables]
    python -m bench.pages --database URL      an upgraded and seeded one, with its HYBRIDMENTOR_ENCRYPTION_KEYS in the environment

Makes a database of each kind, fills it with `hybridmentor seed`, has `hybridmentor figures` run as each night, signs in as the
adviser with the most open cases and asks for
each page --repeat times after a warm-up, in this process, through the WSGI application. Each time is that of the server alone:
`wall_ms` by the clock, `cpu_ms` by this process's processor time (a PostgreSQL server's own is not in it). `queries` are all
statements of one request. The floor (`bench/floor.py`) reads the same rows and writes plain tables; pages and floor take
turns, so that both meet the same load of the machine. Of each floor page `cpu` is what ours is compared with; a page with no
floor that reads and writes the same rows is compared with none.

Prints a table and writes `bench/results/pages_<database>.json`, with the machine, its load and the commit. With --strict
exit code 1 if a page or the seed misses a bar: `BARS`, `SEED_BAR`. Milliseconds and the seed's seconds are bars for the size
that the programme is made for, `DESIGN`; with fewer rows they say little, and the table says so.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flask import Flask, url_for
from sqlalchemy import Engine, make_url, text
from werkzeug.datastructures import MultiDict
from werkzeug.test import Client

from bench.bars import find_misses, print_table
from bench.floor import Scene, build_floor, read_id
from bench.machine import ROOT, describe_machine, keep_result, summarise
from hybridmentor import clock, create_app
from hybridmentor.crypto import Keyring
from hybridmentor.services.demo import PASSWORD
from tests.support.client import PageClient
from tests.support.postgres import PostgresServer
from tests.support.queries import count_queries

SECRET = "only for measuring, nobody signs in here"
BASE = "https://localhost"
WARM_UP = 10
DURABLE = ("listen_addresses=", "shared_buffers=256MB")
"""The server as it comes, but for its memory: what is committed is on the disk."""


class Stopwatch:
    """Stands before an application and takes the time of each request, until the last byte is made."""

    def __init__(self, application: Callable[..., Any]) -> None:
        self.application = application
        self.wall = self.cpu = 0.0

    def __call__(self, environ: Any, start_response: Any) -> Any:
        """Answer, and remember how long it took."""
        cpu, wall = time.process_time(), time.perf_counter()
        answer = self.application(environ, start_response)
        try:
            body = list(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        self.wall = 1000 * (time.perf_counter() - wall)
        self.cpu = 1000 * (time.process_time() - cpu)
        return body


@dataclass
class Measured:
    """The times of one page."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)
    queries: int = 0
    size: int = 0

    def describe(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "wall_ms": summarise(self.wall),
            "cpu_ms": summarise(self.cpu),
            "queries": self.queries,
            "bytes": self.size,
        }


@dataclass
class Visit:
    """A page of ours and its floor, None where none reads and writes the same rows: the last request of each is timed."""

    name: str
    ask: Callable[[], Any]
    floor: Callable[[], Any] | None
    status: int = 200


class Bench:
    """The two applications on one database."""

    def __init__(self, uri: str, keys: str) -> None:
        self.app: Flask = create_app(
            {
                "HYBRIDMENTOR_DATABASE_URI": uri,
                "HYBRIDMENTOR_SECRET_KEY": SECRET,
                "HYBRIDMENTOR_ENCRYPTION_KEYS": keys,
                "HYBRIDMENTOR_DEMO": True,
            }
        )
        with self.app.app_context():
            self.engine: Engine = self.app.extensions["sqlalchemy"].engine
        self.scene = choose_scene(self.engine)
        self.floor = build_floor(self.engine, Keyring.parse(keys), self.scene)
        self.ours, self.bare = Stopwatch(self.app.wsgi_app), Stopwatch(self.floor.wsgi_app)
        self.app.wsgi_app = self.ours  # type: ignore[method-assign]
        self.floor.wsgi_app = self.bare  # type: ignore[method-assign]
        self.app.test_client_class = PageClient
        self.bare_client = Client(self.floor)

    def sign_in(self, user_id: int) -> PageClient:
        """A browser in which the account has signed in. Pages are not checked here: that would take longer than making them."""
        client = self.app.test_client()
        assert isinstance(client, PageClient)
        client.checks_pages = False
        with self.engine.connect() as connection:
            login = connection.execute(
                text("SELECT login FROM hm_user WHERE id = :id"), {"id": user_id}
            ).scalar_one()
        client.sign_in(login, PASSWORD)
        return client

    def address(self, endpoint: str, **values: Any) -> str:
        """Where a page of ours is."""
        with self.app.test_request_context(base_url=BASE):
            return url_for(f"hybridmentor.{endpoint}", **values)

    def list_visits(self) -> list[Visit]:
        """The pages that are measured."""
        adviser, lead = self.sign_in(self.scene.user_id), self.sign_in(self.scene.lead_id)
        cases, day = self.address("cases.index"), self.address("home.day")
        case = self.address("cases.show", case_id=self.scene.case_id)
        log = self.address("contacts.new", case_id=self.scene.case_id)
        choose, batch = self.address("log.choose"), self.address("log.batch")
        search, figures = self.address("cases.search"), self.address("office.figures")
        collaboration, beside = self.address("office.collaboration"), self.address("office.county")
        county = self.sign_in(self.scene.county_id) if self.scene.county_id else None
        draft, typed = self.address("drafts.save"), type_on(adviser, log)
        token = adviser.read_form(cases, search).values["csrf_token"]
        sought = {"q": self.scene.term, "csrf_token": token}
        bare = self.bare_client
        return [
            Visit("list", lambda: adviser.get(cases), lambda: bare.get("/list")),
            Visit("my day", lambda: adviser.get(day), lambda: bare.get("/day")),
            Visit("case", lambda: adviser.get(case), lambda: bare.get("/case")),
            Visit(
                "search",
                lambda: adviser.post(search, data=sought),
                lambda: bare.post("/search", data={"q": self.scene.term}),
            ),
            Visit("log", lambda: adviser.get(choose), lambda: bare.get("/choices")),
            Visit("log batch", lambda: adviser.get(batch), None),
            Visit("log form", lambda: adviser.get(log), lambda: bare.get("/form")),
            # Before the post, which takes the draft of its form with it.
            Visit(
                "draft",
                lambda: adviser.post(draft, data=next(typed)),
                lambda: bare.post("/draft", data={"note": NOTE}),
            ),
            Visit(
                "post",
                lambda: send_contact(adviser, log),
                lambda: bare.post("/post", data={"note": NOTE}),
                303,
            ),
            # Nothing but this page and the next reads the figures that are kept of each case.
            Visit("office view", lambda: lead.get(figures), None),
            Visit("office view, 12 months", lambda: lead.get(f"{figures}?period=12"), None),
            *([Visit("county view", lambda: county.get(beside), None)] if county else []),
            Visit(
                "office collaboration",
                lambda: lead.get(collaboration),
                lambda: bare.get("/collaboration"),
            ),
        ]

    def measure(self, repeat: int) -> dict[str, dict[str, Any]]:
        """Each page and its floor, in turns."""
        pages: dict[str, dict[str, Any]] = {}
        for visit in self.list_visits():
            takes = [(visit.ask, self.ours), *([(visit.floor, self.bare)] if visit.floor else [])]
            for _ in range(WARM_UP):
                for ask, _watch in takes:
                    ask()
            # Not the first request, which may ask for more than all later ones.
            measured = [self.look_once(visit, ask) for ask, _ in takes]
            if visit.name == "post":
                # A post comes with the form that is sent, which is no part of it.
                measured[0].queries -= pages["log form"]["page"]["queries"]
            for _ in range(repeat):
                for found, (ask, watch) in zip(measured, takes, strict=True):
                    ask()
                    found.wall.append(watch.wall)
                    found.cpu.append(watch.cpu)
            pages[visit.name] = compare(*measured)
        return pages

    def look_once(self, visit: Visit, ask: Callable[[], Any]) -> Measured:
        """What is the same each time: the statements and the size."""
        with count_queries(self.engine) as statements:
            answer = ask()
        if answer.status_code != visit.status:
            raise RuntimeError(f"{visit.name} answered {answer.status_code}, not {visit.status}")
        return Measured(queries=len(statements), size=len(answer.data))

    def time_tables(self) -> float:
        """The page of tables 2 to 7, once: it reads all cases of all offices, for minutes if they are many. Milliseconds."""
        reader = self.sign_in(self.scene.lead_id)
        answer = reader.get(self.address("research.tables"))
        if answer.status_code != 200:
            raise RuntimeError(f"the tables answered {answer.status_code}")
        return round(self.ours.wall)


def compare(page: Measured, floor: Measured | None = None) -> dict[str, Any]:
    """A page and its floor as plain data, and how many times the floor's processor time it takes."""
    ours, theirs = page.describe(), floor.describe() if floor else None
    times = round(ours["cpu_ms"]["p50"] / max(theirs["cpu_ms"]["p50"], 0.01), 2) if theirs else None
    return {"page": ours, "floor": theirs, "cpu_times_floor": times}


NOTE = "Gikk gjennom ukeplanen."


def type_on(client: PageClient, address: str) -> Iterator[MultiDict[str, str]]:
    """What the script of the log form sends while somebody types on, a word more each time."""
    form = client.read_form(address)
    keeper = next(one.attrib for one in form.element.iter() if "data-hm-draft" in one.attrib)
    for turn in itertools.count(1):
        sent = MultiDict(form.values)
        for name, value in (
            ("note", f"{NOTE} {turn}"),
            ("hm_address", address),
            ("hm_reader", keeper["data-hm-reader"]),
            ("hm_age", "0"),
            ("hm_page", "bench"),
            ("hm_turn", str(turn)),
        ):
            sent.setlist(name, [value])
        yield sent


def send_contact(client: PageClient, address: str) -> Any:
    """Log a contact with the jobseeker from a fresh form; the last request is the post."""
    told = MultiDict(client.read_form(address).values)
    for name, value in (
        ("relationships", "jobseeker"),
        ("day", "today"),
        ("form", "phone"),
        ("outcome", "took_place"),
        ("note", NOTE),
    ):
        told.setlist(name, [value])
    return client.post(
        address,
        data=told,
        headers={"Referer": BASE + address, "Origin": BASE, "Sec-Fetch-Site": "same-origin"},
    )


def choose_scene(engine: Engine) -> Scene:
    """The adviser with the most open cases, a case of theirs with a log as long as most, and a name to search for."""
    with engine.connect() as connection:
        ask = lambda statement, **values: connection.execute(text(statement), values)  # noqa: E731
        user_id, office_id = ask(
            "SELECT r.user_id, c.office_id FROM hm_case_role r JOIN hm_case c ON c.id = r.case_id WHERE r.to_on IS NULL"
            " AND c.closed_on IS NULL GROUP BY r.user_id, c.office_id ORDER BY count(*) DESC, r.user_id LIMIT 1"
        ).one()
        case_id = ask(
            "SELECT c.id FROM hm_case c JOIN hm_case_role r ON r.case_id = c.id JOIN hm_mentor_assignment m ON m.case_id = c.id"
            " AND m.to_on IS NULL WHERE r.user_id = :user AND c.closed_on IS NULL ORDER BY"
            " abs(15 - (SELECT count(*) FROM hm_contact_point p WHERE p.case_id = c.id)), c.id LIMIT 1",
            user=user_id,
        ).scalar_one()
        lead_id = ask(
            "SELECT user_id FROM hm_office_membership WHERE office_id = :office AND role = 'lead' ORDER BY user_id LIMIT 1",
            office=office_id,
        ).scalar_one()
        county_id = ask(
            "SELECT m.user_id FROM hm_office_membership m JOIN hm_office o ON o.id = m.office_id WHERE m.role = 'county'"
            " AND o.county = (SELECT county FROM hm_office WHERE id = :office) ORDER BY m.user_id LIMIT 1",
            office=office_id,
        ).scalar()
    return Scene(user_id, office_id, read_id(case_id), "Kari", clock.today(), lead_id, county_id)


@contextmanager
def make_database(kind: str, scratch: Path) -> Iterator[str]:
    """The address of a new, empty database of the kind."""
    if kind == "sqlite":
        yield f"sqlite:///{scratch / 'bench.sqlite'}"
        return
    server = PostgresServer.start(DURABLE, tempfile.gettempdir())
    try:
        yield server.url(server.create_database()).render_as_string(hide_password=False)
    finally:
        server.stop()


def fill(uri: str, keys: str, arguments: argparse.Namespace) -> float:
    """Upgrade and seed a database as a person would; how many seconds the seeding took."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("HYBRIDMENTOR_")}
    environment |= {
        "HYBRIDMENTOR_DATABASE_URI": uri,
        "HYBRIDMENTOR_SECRET_KEY": SECRET,
        "HYBRIDMENTOR_ENCRYPTION_KEYS": keys,
        "PYTHONPATH": str(ROOT),
    }
    run = [sys.executable, "-c", "from hybridmentor.cli import main; main()"]
    numbers = [f"--{name}={getattr(arguments, name)}" for name in ("offices", "cases", "contacts", "seed")]
    subprocess.run([*run, "upgrade"], env=environment, check=True, cwd=ROOT)
    began = time.perf_counter()
    subprocess.run([*run, "seed", *numbers], env=environment, check=True, cwd=ROOT)
    seconds = round(time.perf_counter() - began, 1)
    subprocess.run([*run, "figures"], env=environment, check=True, cwd=ROOT)
    return seconds


def measure_database(uri: str, keys: str, repeat: int, *, with_tables: bool) -> dict[str, Any]:
    """The whole result of one database."""
    before = describe_machine()
    bench = Bench(uri, keys)
    with bench.engine.connect() as connection:
        counts = {
            name: connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
            for name, table in (
                ("offices", "hm_office"),
                ("users", "hm_user"),
                ("cases", "hm_case"),
                ("contacts", "hm_contact_point"),
            )
        }
    pages = bench.measure(repeat)
    tables = bench.time_tables() if with_tables else None
    bench.engine.dispose()
    return {
        "database": make_url(uri).get_backend_name(),
        "size": counts,
        "repeat": repeat,
        **before,
        "load_after": [round(one, 2) for one in os.getloadavg()],
        "pages": pages,
        "tables_once_ms": tables,
    }


def main() -> int:
    """Make what is missing, measure, print and keep the results; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--database")
    parser.add_argument("--on", action="append", choices=("sqlite", "postgresql"))
    for name, number in (
        ("offices", 30),
        ("cases", 10_000),
        ("contacts", 150_000),
        ("seed", 1),
        ("repeat", 200),
    ):
        parser.add_argument(f"--{name}", type=int, default=number)
    parser.add_argument("--strict", action="store_true")
    parser.add_argument("--without-tables", action="store_true")
    arguments = parser.parse_args()
    results: list[dict[str, Any]] = []
    if arguments.database:
        keys = os.environ["HYBRIDMENTOR_ENCRYPTION_KEYS"]
        results.append(
            measure_database(
                arguments.database, keys, arguments.repeat, with_tables=not arguments.without_tables
            )
        )
    else:
        for kind in arguments.on or ("sqlite", "postgresql"):
            with ExitStack() as stack:
                scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
                uri, keys = stack.enter_context(make_database(kind, scratch)), Keyring.generate("bench")
                seconds = fill(uri, keys, arguments)
                results.append(
                    {
                        **measure_database(
                            uri, keys, arguments.repeat, with_tables=not arguments.without_tables
                        ),
                        "seed_s": seconds,
                    }
                )
    for result in results:
        result["misses"] = find_misses(result)
        print_table(result)
        keep_result(f"pages_{result['database']}", result)
    print(json.dumps({"misses": sum(len(result["misses"]) for result in results)}))
    return int(arguments.strict and any(result["misses"] for result in results))


if __name__ == "__main__":
    sys.exit(main())
