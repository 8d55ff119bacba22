"""How long the import of the public register's list takes, on SQLite and on PostgreSQL; run it from the project's folder.

    python -m bench.unit_import [--units 100000] [--on sqlite] [--on postgresql] [--limit 60] [--no-file]

Makes a list of operating units in the form that Enhetsregisteret offers for downloading (CSV, the same each time), and has the
job's own code take it in: into an empty register, once more without any change, and once with every tenth unit changed. While it
runs another thread writes to the audit log as people who save do, a few times a second, and notes how long each had to wait.
Writes one JSON line to standard output and to `bench/results/unit_import.json`: for each database and run the seconds, units a
second, the longest batch, and how long the others waited. Both databases keep what is
committed through a power cut, as in operation. Exit code 1 if a run takes more than --limit seconds.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import URL, select

from bench.machine import describe_machine, keep_result
from bench.pages import DURABLE
from hybridmentor import clock
from hybridmentor.cli.application import find_app
from hybridmentor.crypto import Keyring
from hybridmentor.db import HybridSession, begin_write
from hybridmentor.domain.identifiers import ORGANISATION_WEIGHTS
from hybridmentor.domain.unit_import import ImportCounts
from hybridmentor.gateways import schema
from hybridmentor.identity import Claim
from hybridmentor.jobs.unit_import import UnitImport
from hybridmentor.jobs.worker import Worker
from hybridmentor.models import AuditEvent, Job, Office, OfficeMembership, Role, User
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.queries.actors import load_actor
from hybridmentor.services.jobs import UNIT_IMPORT, start_job
from hybridmentor.web.state import NAME, State
from tests.support.backends import PostgresBackend
from tests.support.postgres import PostgresServer

HEADING = (
    "organisasjonsnummer",
    "navn",
    "organisasjonsform.kode",
    "organisasjonsform.beskrivelse",
    "naeringskode1.kode",
    "naeringskode1.beskrivelse",
    "antallAnsatte",
    "beliggenhetsadresse.adresse",
    "beliggenhetsadresse.poststed",
    "beliggenhetsadresse.postnummer",
    "beliggenhetsadresse.kommune",
    "beliggenhetsadresse.kommunenummer",
    "overordnetEnhet",
    "nedleggelsesdato",
)
CODES = ("47.111", "56.110", "41.200", "86.211", "85.201", "96.020", "25.110", "69.201", "88.911", "01.110")
PLACES = (
    ("OSLO", "0301"),
    ("BERGEN", "4601"),
    ("TRONDHEIM", "5001"),
    ("TROMSØ", "5501"),
    ("HØNEFOSS", "3305"),
)
WORDS = ("BLÅBÆR", "FJELL", "ØVRE", "ÅS", "HAVN", "NORD", "TINDE", "ELV", "SKOG", "VIK")
WAIT_SECONDS = 0.2


def make_number(place: int) -> str | None:
    """The organisation number with this beginning; None where the control digit would be ten."""
    digits = f"{90_000_000 + place:08d}"
    rest = sum(int(one) * weight for one, weight in zip(digits, ORGANISATION_WEIGHTS, strict=False)) % 11
    return None if rest == 1 else f"{digits}{(11 - rest) % 11}"


def write_list(path: Path, count: int, *, every: int = 0) -> None:
    """A list of so many units; of each `every` one the industry and the name are others."""
    made = (number for place in range(count * 2) if (number := make_number(place)) is not None)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, quoting=csv.QUOTE_ALL, lineterminator="\n")
        writer.writerow(HEADING)
        for place, number in zip(range(count), made, strict=False):
            changed = bool(every) and place % every == 0
            town, municipality = PLACES[place % len(PLACES)]
            name = f"{WORDS[place % 10]} {WORDS[place // 10 % 10]} {'NY ' if changed else ''}AVD {place}"
            code = CODES[(place + changed) % 10]
            street, post = f"Storgata {place % 200}", f"{place % 9000 + 1000}"
            about = ("BEDR", "Underenhet til næringsdrivende", code, "Beskrivelse av næringen", place % 80)
            writer.writerow((number, name, *about, street, town, post, town, municipality, number, ""))


def prepare(state: State) -> tuple[int, int]:
    """Our tables, an office and an adviser; their ids."""
    schema.upgrade(state.find_engine())
    with state.make_session() as session:
        begin_write(session)
        office = Office(number="0301", name="Nav Måling", county="Oslo")
        user = User(name="Målt Veileder", email="maalt@example.org", subject="bench")
        session.add_all([office, user])
        session.flush()
        session.add(
            OfficeMembership(user_id=user.id, office_id=office.id, role=Role.ADVISER, from_on=clock.today())
        )
        session.commit()
        return office.id, user.id


def ask(state: State, worker: Worker, path: Path, office_id: int, user_id: int) -> UUID:
    """The job of a file, as the page makes it."""
    job_id = uuid4()
    with path.open("rb") as stream:
        size = worker.files.keep(job_id, stream)
    with state.make_session() as session:
        begin_write(session)
        actor, _ = load_actor(
            session, Claim(user_id=user_id), idle=timedelta(1), longest=timedelta(1), demo=False
        )
        assert actor is not None
        office = OfficeFacts(office_id, "practice")
        start_job(session, actor, kind=UNIT_IMPORT, office=office, job_id=job_id, total=size)
        session.commit()
    worker.queue.send(job_id)
    return job_id


@contextmanager
def write_beside(state: State) -> Iterator[list[float]]:
    """Somebody else writes a row a few times a second; how long each took."""
    waits: list[float] = []
    ending = threading.Event()

    def write() -> None:
        while not ending.wait(WAIT_SECONDS):
            began = time.perf_counter()
            with state.make_session() as session:
                begin_write(session)
                session.add(AuditEvent(action="bench.write"))
                session.commit()
            waits.append(time.perf_counter() - began)

    thread = threading.Thread(target=write)
    thread.start()
    try:
        yield waits
    finally:
        ending.set()
        thread.join()


def measure(state: State, worker: Worker, name: str, make_job: Callable[[], UUID]) -> dict[str, Any]:
    """Run one import and tell of it."""
    batches: list[float] = []
    real = UnitImport.keep_batch

    def put(self: UnitImport, *arguments: Any) -> None:
        began = time.perf_counter()
        real(self, *arguments)
        batches.append(time.perf_counter() - began)

    job_id = make_job()
    UnitImport.keep_batch = put  # type: ignore[method-assign]
    try:
        with write_beside(state) as waits:
            began, used = time.perf_counter(), time.process_time()
            worker.empty()
            took, used = time.perf_counter() - began, time.process_time() - used
    finally:
        UnitImport.keep_batch = real  # type: ignore[method-assign]
    with HybridSession(state.find_engine()) as session:
        job = session.scalars(select(Job).where(Job.id == job_id)).one()
        counts = ImportCounts.read_json(job.counts)
        assert job.state == "done", job.fault
    return {
        "run": name,
        "added": counts.added,
        "changed": counts.changed,
        "same": counts.same,
        "wall_s": round(took, 2),
        "processor_s": round(used, 2),
        "units_per_s": round(counts.read / took),
        "batches": len(batches),
        "longest_batch_ms": round(max(batches) * 1000),
        "others_wrote": len(waits),
        "others_waited_most_ms": round(max(waits, default=0) * 1000),
    }


def run_on(url: URL, folder: Path, units: int) -> list[dict[str, Any]]:
    """The three runs on one database."""
    app = find_app(
        {
            "HYBRIDMENTOR_DATABASE_URI": url.render_as_string(hide_password=False),
            "HYBRIDMENTOR_SECRET_KEY": "only for measuring, long enough to be one",
            "HYBRIDMENTOR_ENCRYPTION_KEYS": Keyring.generate("bench"),
            "HYBRIDMENTOR_QUEUE": str(folder / f"{url.get_backend_name()}.queue"),
            "HYBRIDMENTOR_JOB_FILES": str(folder / f"{url.get_backend_name()}.jobs"),
        }
    )
    state: State = app.extensions[NAME]
    with app.app_context():
        office_id, user_id = prepare(state)
        worker = Worker(state)
        runs = [
            measure(state, worker, name, lambda path=path: ask(state, worker, path, office_id, user_id))  # type: ignore[misc]
            for name, path in (
                ("empty_register", folder / "first.csv"),
                ("no_change", folder / "first.csv"),
                ("tenth_changed", folder / "second.csv"),
            )
        ]
        state.find_engine().dispose()
    return runs


def main() -> int:
    """Make the lists, run, write the result; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--units", type=int, default=100_000)
    parser.add_argument("--on", action="append", choices=("sqlite", "postgresql"))
    parser.add_argument("--limit", type=float, default=60.0)
    parser.add_argument("--no-file", action="store_true")
    arguments = parser.parse_args()
    # Before the runs, which are a load of their own.
    machine = describe_machine()
    chosen = arguments.on or ("sqlite", "postgresql")
    databases: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        write_list(folder / "first.csv", arguments.units)
        write_list(folder / "second.csv", arguments.units, every=10)
        size = (folder / "first.csv").stat().st_size
        if "sqlite" in chosen:
            url = URL.create("sqlite", database=str(folder / "bench.sqlite"))
            databases["sqlite"] = run_on(url, folder, arguments.units)
        if "postgresql" in chosen:
            server = PostgresServer.start(DURABLE, tempfile.gettempdir())
            try:
                databases["postgresql"] = run_on(PostgresBackend(server).create(), folder, arguments.units)
            finally:
                server.stop()
    result = {
        "units": arguments.units,
        "file_bytes": size,
        "databases": databases,
        "limit_s": arguments.limit,
        **machine,
    }
    sys.stdout.write(json.dumps(result) + "\n")
    if not arguments.no_file:
        keep_result("unit_import", result)
    return int(any(run["wall_s"] > arguments.limit for runs in databases.values() for run in runs))


if __name__ == "__main__":
    sys.exit(main())
