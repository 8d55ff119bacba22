"""`hybridmentor work`: what waits is run, a signal ends it, and its document says how much it was."""

from __future__ import annotations

import io
import os
import signal
import threading
import time
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from hybridmentor import clock
from hybridmentor.gateways.job_files import JobFiles
from hybridmentor.gateways.queue import JobQueue
from hybridmentor.models import Job, Office
from tests.integration.cli.conftest import Shell
from tests.support.seed import make_actor
from tests.support.unit_lists import make_units, write_list


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The instance folder, where queue and files are unless the settings say otherwise."""
    return tmp_path / "instance"


def ask(shell: Shell, folder: Path, *, sent: bool = True) -> UUID:
    """A job as a request leaves it."""
    job_id = uuid4()
    JobFiles(folder / "jobs").keep(job_id, io.BytesIO(write_list(make_units(3))))
    with shell.session() as session:
        office = session.scalars(select(Office).where(Office.number == "9901")).one()
        actor = make_actor(session, "veileder")
        session.add(Job(id=job_id, kind="unit_import", office_id=office.id, created_by=actor.user_id))
        session.commit()
    if sent:
        JobQueue(folder / "queue.sqlite").send(job_id)
    return job_id


def read_state(shell: Shell, job_id: UUID) -> str:
    with shell.session() as session:
        return session.get_one(Job, job_id).state


def test_what_waits_is_run(shell: Shell, folder: Path):
    job_id = ask(shell, folder)
    assert shell.read("work", "--once", "--json") == {"run": 1, "sent_again": 0, "files_removed": 0}
    assert read_state(shell, job_id) == "done"
    assert shell.read("work", "--once", "--json")["run"] == 0
    assert "Jobber kjørt: 0." in shell.run_well("work", "--once").stderr


def test_what_was_never_sent_is_found(shell: Shell, folder: Path):
    job_id = ask(shell, folder, sent=False)
    assert shell.read("work", "--once", "--json")["run"] == 0
    with shell.session() as session:
        session.execute(update(Job).values(created_at=clock.now() - timedelta(minutes=2)))
        session.commit()
    assert shell.read("work", "--once", "--json") == {"run": 1, "sent_again": 1, "files_removed": 0}
    assert read_state(shell, job_id) == "done"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it(shell: Shell, folder: Path, number: signal.Signals):
    job_id = ask(shell, folder)
    before = signal.getsignal(number)

    def send_when_done() -> None:
        until = time.monotonic() + 20
        while read_state(shell, job_id) != "done" and time.monotonic() < until:
            time.sleep(0.05)
        os.kill(os.getpid(), number)

    sender = threading.Thread(target=send_when_done)
    sender.start()
    found: Any = shell.read("work", "--json")
    sender.join()
    assert found["run"] == 1
    assert signal.getsignal(number) is before


def test_a_queue_that_is_no_file_is_told(shell: Shell, tmp_path: Path):
    (tmp_path / "broken").write_bytes(b"no database" * 100)
    result = shell.run("work", "--once", HYBRIDMENTOR_QUEUE=str(tmp_path / "broken"))
    assert result.exit_code == 2
    assert "HYBRIDMENTOR_QUEUE" in result.stderr


def test_without_tables_it_says_what_to_do(light_bare: Shell):
    result = light_bare.run("work", "--once")
    assert result.exit_code == 2
    assert "upgrade" in result.stderr


@pytest.mark.parametrize("told", ["0", "-1", "much"])
def test_a_limit_of_files_is_a_number(light_shell: Shell, told: str):
    result = light_shell.run("work", "--once", HYBRIDMENTOR_UPLOAD_MEGABYTES=told)
    assert result.exit_code == 2
    assert "HYBRIDMENTOR_UPLOAD_MEGABYTES" in result.stderr
