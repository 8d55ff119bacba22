"""How long a whole export takes, and what memory; run it from the project's folder.

    python -m bench.export [--cases 100000] [--offices 300] [--contacts 1500000] [--database FILE] [--limit 60] [--memory 400]
        [--no-file] [--without-pages]

Makes a SQLite file of national data with a study in which everybody has said yes (or takes such a file, made before by this
command, with --database), and runs the job that makes a release of all cases that have been closed, in a process of its own:
reading, contact features, levels, comparison, independent check, all formats, keeping. Writes one JSON line to standard output
and to `bench/results/export.json`: `{"cases", "variables", "seconds", "price_s", "idle_mib", "peak_mib", "above_idle_mib",
"check_mib", ...}` with the machine, its load and the commit. Idle is the memory of the process when everything has been imported
and the database opened; the check has a process of its own. Exit code 1 if it takes more than --limit seconds or --memory MiB
above idle.

Then the same once more while an adviser asks for pages (`bench/beside.py`): `pages` has of each the milliseconds before and
during it, `harmed` those that are over their bar then, and `seconds_beside` how long that export took. A harmed page is exit
code 1 too.
"""

from __future__ import annotations

import argparse
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select

from bench.beside import Beside, find_harmed
from bench.machine import ROOT, describe_machine, keep_result
from hybridmentor import clock
from hybridmentor.cli.application import find_app, write
from hybridmentor.crypto import Keyring
from hybridmentor.db import begin_write
from hybridmentor.domain.release_choice import ReleaseChoice, write_choice
from hybridmentor.domain.release_order import PriceOrder
from hybridmentor.domain.release_periods import Period
from hybridmentor.domain.release_rules import DEFAULTS, write_rules
from hybridmentor.gateways import schema
from hybridmentor.jobs.release_price import ReleasePriceRun
from hybridmentor.jobs.release_run import ReleaseRun
from hybridmentor.models import (
    Case,
    Job,
    Office,
    OfficeMembership,
    Release,
    Study,
    StudyCase,
    StudyOffice,
    StudyText,
    StudyVariable,
    User,
)
from hybridmentor.services.case_figures import bring_up_to_date
from hybridmentor.services.demo import PASSWORD
from hybridmentor.services.demo_study import say_yes
from hybridmentor.services.jobs import RELEASE_PRICE, RELEASE_RUN, claim_job
from hybridmentor.services.national_data.filling import open_workshop, write_rows
from hybridmentor.services.national_data.loading import tidy_up
from hybridmentor.services.national_data.size import NationalSize
from hybridmentor.services.passwords import hash_password
from hybridmentor.web.state import NAME, State

KEYS = (
    "industry",
    "attachment_before",
    "start",
    "duration",
    "with_mentor_per_month",
    "with_jobseeker_forms",
    "with_mentor_silence",
    "with_mentor_frequency",
    "with_jobseeker_frequency",
    "close_cause",
    "attached",
    "attachment_after",
)
"""Seven that others may know, contact features among them, and five that they may not."""
PERIOD = Period(date(2017, 1, 1), date(2026, 6, 30))
ENCRYPTION = "bench:" + "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="


def open_state(path: Path) -> State:
    """The application on the file."""
    Keyring.parse(ENCRYPTION)
    app = find_app(
        {
            "HYBRIDMENTOR_DATABASE_URI": f"sqlite:///{path}",
            "HYBRIDMENTOR_DEMO": True,
            "HYBRIDMENTOR_ENCRYPTION_KEYS": ENCRYPTION,
            "HYBRIDMENTOR_QUEUE": str(path.with_suffix(".queue")),
        }
    )
    app.app_context().push()
    state: State = app.extensions[NAME]
    return state


def fill(path: Path, size: NationalSize) -> None:
    """The national data, and the study with everybody's yes."""
    state = open_state(path)
    engine = state.find_engine()
    schema.upgrade(engine)
    with state.make_session() as session:
        begin_write(session)
        workshop = open_workshop(session, size)
        session.commit()
    with engine.connect() as connection, connection.begin():
        loader = write_rows(
            connection, workshop, password_hash=hash_password(PASSWORD, state.password_cost), processes=2
        )
        loader.finish()
    with state.make_session() as session:
        begin_write(session)
        add_study(session)
        session.commit()
    # As each night, see `hybridmentor figures`.
    bring_up_to_date(lambda: write(state), clock.today())
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        tidy_up(connection)
    engine.dispose()


def add_study(session: Any) -> None:
    """A study of all offices that take part, with texts that everybody has said yes to."""
    study = Study(
        office_id=session.scalars(select(Office.id).order_by(Office.id)).first(),
        state="open",
        title="Målt",
        purpose="Målt",
        legal_basis="Målt",
        from_on=PERIOD.from_on,
        to_on=PERIOD.to_on,
        contact_name="Målt",
        contact_email="a@example.invalid",
        opened_on=PERIOD.from_on,
    )
    offices = session.scalars(select(Office.id).where(Office.participation == "participating"))
    study.offices = [StudyOffice(office_id=one, part="participating") for one in offices]
    study.variables = [StudyVariable(variable=key) for key in KEYS]
    session.add(study)
    session.flush()
    words = dict.fromkeys(("words_nb", "words_nn", "withdrawal_nb", "withdrawal_nn"), "Målt")
    for audience in ("persons", "advisers"):
        session.add(StudyText(study_id=study.id, audience=audience, number=1, **words))
    advisers = session.scalars(select(OfficeMembership.user_id).where(OfficeMembership.role == "adviser"))
    say_yes(session, study, list(advisers))


def add_jobs(state: State) -> tuple[UUID, UUID]:
    """A price and an approved release of the whole period; their jobs."""
    with state.make_session() as session:
        begin_write(session)
        study = session.scalars(select(Study)).one()
        users = session.scalars(select(User.id).order_by(User.id).limit(2)).all()
        choice = ReleaseChoice("restricted", KEYS)
        price = Job(
            id=uuid4(),
            kind=RELEASE_PRICE,
            office_id=study.office_id,
            total=100,
            created_by=users[0],
            wanted=PriceOrder(study.id, PERIOD, choice).write(),
        )
        number = session.scalar(select(func.coalesce(func.max(Release.number), 0))) or 0
        release = Release(
            study_id=study.id,
            number=number + 1,
            kind="restricted",
            state="approved",
            purpose="Målt",
            period_from_on=PERIOD.from_on,
            period_to_on=PERIOD.to_on,
            choice=write_choice(choice),
            rules=write_rules(DEFAULTS["restricted"]),
            price="{}",
            asked_by=users[0],
            asked_at=clock.now(),
            decided_by=users[1],
            decided_at=clock.now(),
        )
        wanted = json.dumps({"release": release.id.hex})
        job = Job(id=uuid4(), kind=RELEASE_RUN, office_id=study.office_id, total=100, wanted=wanted)
        session.add_all([price, job])
        session.flush()
        release.job_id = job.id
        session.add(release)
        session.commit()
        return price.id, job.id


def measure(path: Path) -> dict[str, Any]:
    """Run both jobs here; seconds and memory of this process."""
    import polars  # noqa: F401  what every worker has loaded after its first job

    state = open_state(path)
    price_id, job_id = add_jobs(state)
    told: dict[str, Any] = {}
    with state.make_session() as session:
        told["cases"] = session.scalar(select(func.count()).select_from(Case))
        told["sent"] = session.scalar(select(func.count()).select_from(StudyCase))
    idle = read_memory()
    began = time.perf_counter()
    ReleaseRun(state, claim(state, job_id)).carry_out()
    told["seconds"] = round(time.perf_counter() - began, 1)
    peak = read_memory("VmHWM")
    began = time.perf_counter()
    ReleasePriceRun(state, claim(state, price_id)).carry_out()
    told["price_s"] = round(time.perf_counter() - began, 1)
    with state.make_session() as session:
        release = session.scalars(select(Release).where(Release.job_id == job_id)).one()
        files = {file.name: file.size for file in release.files}
        told |= {"state": release.state, "problem": release.problem, "facts": release.facts, "bytes": files}
    check = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return told | {
        "idle_mib": round(idle),
        "peak_mib": round(peak),
        "above_idle_mib": round(peak - idle),
        "check_mib": round(check),
    }


def start(path: Path) -> subprocess.Popen[bytes]:
    """An export in a process of its own, as the worker has one."""
    command = [sys.executable, "-m", "bench.export", "--run", str(path)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE)


def finish(process: subprocess.Popen[bytes]) -> dict[str, Any]:
    """What an export told, once it has ended; RuntimeError where it failed."""
    told, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"the export ended with {process.returncode}")
    found: dict[str, Any] = json.loads(told)
    return found


def measure_beside(path: Path) -> dict[str, Any]:
    """An adviser's pages before an export and during it."""
    beside = Beside(f"sqlite:///{path}", ENCRYPTION)
    before = beside.measure()
    process = start(path)
    during = beside.measure(lambda: process.poll() is not None)
    seconds = finish(process)["seconds"]
    pages = {name: {"before_ms": before[name], "during_ms": during[name]} for name in before}
    return {"pages": pages, "harmed": find_harmed(during), "seconds_beside": seconds}


def claim(state: State, job_id: UUID) -> Any:
    """The right to a job."""
    with state.make_session() as session:
        begin_write(session)
        found = claim_job(session, job_id)
        session.commit()
    return found


def read_memory(name: str = "VmRSS") -> float:
    """The memory of this process in MiB: now, or the most that it had since it began (`VmHWM`)."""
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return int(next(line for line in lines if line.startswith(name)).split()[1]) / 1024


def main() -> int:
    """Make or take the file, run, write the result; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--offices", type=int, default=300)
    parser.add_argument("--contacts", type=int, default=1_500_000)
    parser.add_argument("--database", type=Path)
    parser.add_argument("--limit", type=float, default=60.0)
    parser.add_argument("--memory", type=float, default=400.0)
    parser.add_argument("--no-file", action="store_true")
    parser.add_argument("--without-pages", action="store_true")
    parser.add_argument("--run", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.run:
        sys.stdout.write(json.dumps(measure(arguments.run)))
        return 0
    machine = describe_machine()
    with tempfile.TemporaryDirectory() as scratch:
        path = arguments.database or Path(scratch) / "national.sqlite"
        if not path.exists():
            fill(
                path,
                NationalSize(
                    offices=arguments.offices,
                    cases=arguments.cases,
                    contacts=arguments.contacts,
                    seed=1,
                    today=clock.today(),
                ),
            )
        told = finish(start(path))
        result = {"variables": list(KEYS), **told, "limit_s": arguments.limit, **machine}
        if not arguments.without_pages:
            result |= measure_beside(path)
    sys.stdout.write(json.dumps(result) + "\n")
    if not arguments.no_file:
        keep_result("export", result)
    is_over = result["seconds"] > arguments.limit or result["above_idle_mib"] > arguments.memory
    return int(is_over or result["state"] != "done" or bool(result.get("harmed")))


if __name__ == "__main__":
    sys.exit(main())
