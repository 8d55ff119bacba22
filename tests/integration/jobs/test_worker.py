"""Jobs and their workers: run once, stopped when asked, and run again where a worker was lost."""

from __future__ import annotations

import io
import os
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import update

from hybridmentor.db import begin_write
from hybridmentor.domain.unit_import import ImportCounts
from hybridmentor.errors import InvalidInput, Message, NotAllowed
from hybridmentor.gateways.queue import JobQueue, QueueUnavailable
from hybridmentor.jobs import unit_import
from hybridmentor.jobs.worker import Worker
from hybridmentor.models import Job
from hybridmentor.queries.jobs import find_job
from hybridmentor.services.jobs import (
    LOST_AFTER,
    MOST_TRIES,
    SENT_AGAIN_AFTER,
    JobClaim,
    JobLost,
    ask_to_stop,
    claim_job,
    keep_progress,
    read_fault,
)
from hybridmentor.web.state import State
from tests.integration.crowd import run_at_once
from tests.support.apps import Site
from tests.support.seed import make_actor
from tests.support.unit_lists import ask_for_import, list_companies, make_units, read_job, write_list

START = datetime(2026, 11, 24, 8, tzinfo=UTC)
SetClock = Callable[[datetime], None]


class Killed(BaseException):
    """What no code of ours catches, as a process that is killed catches nothing."""


@pytest.fixture
def job_id(site: Site, state: State, set_clock: SetClock) -> UUID:
    """An import of nine units that nobody has been told of."""
    set_clock(START)
    return ask_for_import(site, write_list(make_units(9)))


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unit_import, "BATCH", 2)


def claim(site: Site, job_id: UUID) -> JobClaim | None:
    """Claim a job as a worker does."""
    with site.session() as session:
        begin_write(session)
        found = claim_job(session, job_id)
        session.commit()
    return found


def stop(site: Site, job_id: UUID, login: str = "veileder") -> None:
    """Ask for the stop as the page does."""
    with site.session() as session:
        begin_write(session)
        actor = make_actor(session, login)
        visible = find_job(session, actor, job_id, lock=True)
        assert visible is not None
        ask_to_stop(session, actor, visible)
        session.commit()


def die_after(monkeypatch: pytest.MonkeyPatch, batches: int) -> None:
    """Have the next runs die as if they were killed, once so many batches are kept."""
    real, kept = unit_import.UnitImport.keep_batch, []

    def put(self: Any, *arguments: Any) -> None:
        if len(kept) == batches:
            raise Killed
        kept.append(1)
        real(self, *arguments)

    monkeypatch.setattr(unit_import.UnitImport, "keep_batch", put)


def test_a_row_that_nobody_was_told_of_is_swept_up(
    site: Site, worker: Worker, job_id: UUID, set_clock: SetClock
):
    worker.empty()
    assert read_job(site, job_id).state == "waiting", "the request that made it may still be about to send it"
    set_clock(START + SENT_AGAIN_AFTER + timedelta(seconds=1))
    worker.empty()
    assert read_job(site, job_id).state == "done"
    assert (worker.done.sent_again, worker.done.run) == (1, 1)
    assert len(list_companies(site)) == 9


def test_what_waits_in_the_queue_is_not_sent_again(worker: Worker, job_id: UUID, set_clock: SetClock):
    worker.queue.send(job_id)
    set_clock(START + SENT_AGAIN_AFTER + timedelta(seconds=1))
    worker.sweep()
    assert worker.done.sent_again == 0


def test_a_killed_run_is_gone_on_with_and_leaves_the_same_rows(
    site: Site, worker: Worker, job_id: UUID, set_clock: SetClock, monkeypatch: pytest.MonkeyPatch
):
    worker.queue.send(job_id)
    with monkeypatch.context() as killing:
        die_after(killing, 2)
        with pytest.raises(Killed):
            worker.run_next()
    job = read_job(site, job_id)
    assert (job.state, job.tries) == ("running", 1)
    assert len(list_companies(site)) == 4
    set_clock(START + timedelta(minutes=2))
    worker.empty()
    assert read_job(site, job_id).state == "running", "it may still be alive"
    set_clock(START + LOST_AFTER + timedelta(minutes=2))
    worker.empty()
    job = read_job(site, job_id)
    assert (job.state, job.tries) == ("done", 2)
    counts = ImportCounts.read_json(job.counts)
    assert (counts.read, counts.added, counts.same, counts.changed) == (9, 9, 0, 0)
    assert len(list_companies(site)) == 9
    assert all(one.version == 1 for one in list_companies(site).values())


def test_a_run_from_the_start_leaves_the_same_rows(site: Site, worker: Worker, job_id: UUID):
    """As after a kill whose progress was lost too."""
    assert claim(site, job_id) is not None
    with site.session() as session:
        session.execute(update(Job).where(Job.id == job_id).values(state="waiting", counts=None))
        session.commit()
    worker.queue.send(job_id)
    worker.empty()
    first = {number: one.id for number, one in list_companies(site).items()}
    again = ask_for_import(site, write_list(make_units(9)))
    worker.queue.send(again)
    worker.empty()
    assert {number: one.id for number, one in list_companies(site).items()} == first


def test_three_lost_workers_are_enough(site: Site, worker: Worker, job_id: UUID, set_clock: SetClock):
    instant = START
    for attempt in range(1, MOST_TRIES + 1):
        found = claim(site, job_id)
        assert found is not None
        assert found.attempt == attempt
        instant += LOST_AFTER + timedelta(seconds=1)
        set_clock(instant)
        worker.sweep()
    job = read_job(site, job_id)
    assert job.state == "failed"
    assert read_fault(job.fault) == Message("job.fault.lost", n=MOST_TRIES)
    assert claim(site, job_id) is None


def test_who_was_taken_for_lost_writes_nothing_more(
    site: Site, worker: Worker, job_id: UUID, set_clock: SetClock
):
    first = claim(site, job_id)
    assert first is not None
    set_clock(START + LOST_AFTER + timedelta(seconds=1))
    worker.sweep()
    second = claim(site, job_id)
    assert second is not None
    with site.session() as session:
        begin_write(session)
        with pytest.raises(JobLost):
            keep_progress(session, first, 1, "{}")
        keep_progress(session, second, 1, "{}")


def test_two_workers_never_run_one_job(site: Site, state: State, job_id: UUID):
    workers = [Worker(state), Worker(state)]
    for one in workers:
        one.queue.send(job_id)
    run_at_once([one.empty for one in workers])
    assert sorted(one.done.run for one in workers) == [0, 1]
    job = read_job(site, job_id)
    assert (job.state, job.tries, len(list_companies(site))) == ("done", 1, 9)


def test_of_many_claims_one_is_given(site: Site, job_id: UUID):
    given = run_at_once([lambda: claim(site, job_id)] * 6)
    assert len([one for one in given if one is not None]) == 1


def test_one_that_waits_is_stopped_at_once(site: Site, worker: Worker, job_id: UUID):
    worker.queue.send(job_id)
    stop(site, job_id)
    assert read_job(site, job_id).state == "stopped"
    worker.empty()
    assert (worker.done.run, list_companies(site)) == (0, {})


def test_one_that_runs_is_stopped_at_its_next_step(
    site: Site, worker: Worker, job_id: UUID, monkeypatch: pytest.MonkeyPatch
):
    real, kept = unit_import.UnitImport.keep_batch, []

    def put(self: Any, *arguments: Any) -> None:
        kept.append(1)
        if len(kept) == 2:
            stop(site, job_id)
        real(self, *arguments)

    monkeypatch.setattr(unit_import.UnitImport, "keep_batch", put)
    worker.queue.send(job_id)
    worker.empty()
    job = read_job(site, job_id)
    assert (job.state, job.is_stopped, len(list_companies(site))) == ("stopped", True, 4)
    assert job.ended_at is not None
    assert not worker.files.find(job_id).exists()
    with pytest.raises(InvalidInput):
        stop(site, job_id)
    assert read_job(site, job_id).state == "stopped"


def test_one_that_was_to_stop_and_lost_its_worker_is_stopped_by_the_sweep(
    site: Site, worker: Worker, job_id: UUID, set_clock: SetClock
):
    assert claim(site, job_id) is not None
    stop(site, job_id)
    assert read_job(site, job_id).state == "running"
    set_clock(START + LOST_AFTER + timedelta(seconds=1))
    worker.empty()
    assert read_job(site, job_id).state == "stopped"


def test_a_worker_that_is_to_end_gives_its_job_back(
    site: Site, state: State, worker: Worker, job_id: UUID, monkeypatch: pytest.MonkeyPatch
):
    real = unit_import.UnitImport.keep_batch

    def put(self: Any, *arguments: Any) -> None:
        worker.end()
        real(self, *arguments)

    worker.queue.send(job_id)
    with monkeypatch.context() as ending:
        ending.setattr(unit_import.UnitImport, "keep_batch", put)
        worker.empty()
    job = read_job(site, job_id)
    assert (job.state, job.tries, len(list_companies(site))) == ("waiting", 0, 2)
    assert worker.files.find(job_id).exists()
    other = Worker(state)
    other.queue.send(job_id)
    other.empty()
    assert (read_job(site, job_id).state, len(list_companies(site))) == ("done", 9)


def test_a_working_worker_ends_when_told(site: Site, state: State, job_id: UUID):
    worker = Worker(state)
    worker.queue.send(job_id)
    thread = threading.Thread(target=worker.work)
    thread.start()
    until = time.monotonic() + 20
    while read_job(site, job_id).state != "done" and time.monotonic() < until:
        time.sleep(0.05)
    worker.end()
    thread.join(20)
    assert not thread.is_alive()
    assert read_job(site, job_id).state == "done"


def test_a_fault_of_ours_is_told_in_words(
    site: Site, worker: Worker, job_id: UUID, monkeypatch: pytest.MonkeyPatch
):
    def fall(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(unit_import.UnitImport, "keep_batch", fall)
    worker.queue.send(job_id)
    worker.empty()
    job = read_job(site, job_id)
    assert (job.state, read_fault(job.fault)) == ("failed", Message("job.fault.unexpected"))


def test_an_office_has_one_import_at_a_time(site: Site, state: State, job_id: UUID):
    with pytest.raises(InvalidInput) as fault:
        ask_for_import(site, b"[]")
    assert fault.value.message.id == "job.error.under_way"
    assert read_job(site, ask_for_import(site, b"[]", login="veileder2")).state == "waiting"


def test_a_lead_keeps_no_register(site: Site, state: State):
    with pytest.raises(NotAllowed):
        ask_for_import(site, b"[]", login="leder")


def test_files_that_no_job_needs_are_removed(site: Site, worker: Worker, job_id: UUID, set_clock: SetClock):
    lost = uuid4()
    worker.files.keep(lost, io.BytesIO(b"x"))
    foreign = worker.files.folder / "notes.txt"
    foreign.write_text("x", "utf-8")
    for path in worker.files.folder.iterdir():
        os.utime(path, (START.timestamp(), START.timestamp()))
    worker.sweep()
    assert worker.files.find(lost).exists(), "its job may be about to be made"
    set_clock(START + timedelta(hours=2))
    worker.queue.send(job_id)  # so that it stays where it is
    worker.sweep()
    assert not worker.files.find(lost).exists()
    assert worker.files.find(job_id).exists()
    assert foreign.exists()


def test_the_queue_carries_ids_and_nothing_else(tmp_path: Path):
    queue, ids = JobQueue(tmp_path / "queue.sqlite"), [uuid4(), uuid4()]
    assert queue.take() is None
    for one in ids:
        queue.send(one)
    with queue._open() as storage:
        assert [bytes(one) for one in storage.enqueued_items()] == [str(one).encode() for one in ids]
        storage.enqueue(b"cos\nsystem\n(S'true'\ntR.")
    assert queue.list_waiting() == set(ids)
    assert [queue.take(), queue.take(), queue.take()] == [*ids, None]
    assert (tmp_path / "queue.sqlite").stat().st_mode & 0o777 == 0o600


def test_a_queue_that_cannot_be_written_says_so(tmp_path: Path):
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(QueueUnavailable):
        JobQueue(tmp_path / "file" / "queue.sqlite").send(uuid4())
    (tmp_path / "broken.sqlite").write_bytes(b"no database" * 100)
    with pytest.raises(QueueUnavailable):
        JobQueue(tmp_path / "broken.sqlite").take()


def test_files_are_closed_to_others(worker: Worker, job_id: UUID):
    path = worker.files.find(job_id)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    assert path.name == str(job_id)
