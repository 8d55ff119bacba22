"""The worker: takes jobs off the queue and runs them, one at a time, and sweeps once a minute. Several may work side by side."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask
from sqlalchemy.exc import DBAPIError

from hybridmentor import clock
from hybridmentor.db import begin_write
from hybridmentor.errors import HybridMentorError, Message
from hybridmentor.gateways.job_files import JobFiles, make_job_files
from hybridmentor.gateways.queue import JobQueue, QueueUnavailable, make_queue
from hybridmentor.jobs.deidentified_run import DeidentifiedRun
from hybridmentor.jobs.release_price import ReleasePriceRun
from hybridmentor.jobs.release_run import ReleaseRun
from hybridmentor.jobs.unit_import import UnitImport
from hybridmentor.services.deidentified_releases import DEIDENTIFIED_RUN
from hybridmentor.services.jobs import (
    RELEASE_PRICE,
    RELEASE_RUN,
    UNIT_IMPORT,
    JobClaim,
    JobLost,
    claim_job,
    finish_job,
    list_living,
    sweep_jobs,
)
from hybridmentor.services.releases import settle_releases
from hybridmentor.web.state import NAME, State

log = logging.getLogger("hybridmentor")

POLL_SECONDS = 1.0
SWEEP_SECONDS = 60.0
REST_SECONDS = 10.0
"""After a fault of the database or the queue."""
FILE_SECONDS = 3600
"""A file that no living job needs is removed when it is so old: the form that brought it has been answered long ago."""


@dataclass
class Done:
    """What a worker has done until it ended."""

    run: int = 0
    sent_again: int = 0
    files_removed: int = 0


class Worker:
    """Runs the jobs of one application."""

    def __init__(self, state: State, *, queue: JobQueue | None = None, files: JobFiles | None = None) -> None:
        self.state = state
        self.queue = queue or make_queue(state.config)
        self.files = files or make_job_files(state.config)
        self.ending = threading.Event()
        self.done = Done()

    def end(self) -> None:
        """Have the worker end: a job that runs is given back at its next step."""
        self.ending.set()

    def work(self) -> None:
        """Take and run until told to end. The database and the queue may be away for a while."""
        swept: float | None = None
        while not self.ending.is_set():
            try:
                if swept is None or time.monotonic() - swept >= SWEEP_SECONDS:
                    swept = time.monotonic()
                    self.sweep()
                if not self.run_next():
                    self.ending.wait(POLL_SECONDS)
            except (QueueUnavailable, DBAPIError) as fault:
                log.error("the worker of jobs rests: %s", type(fault).__name__)
                self.ending.wait(REST_SECONDS)

    def empty(self) -> None:
        """Sweep, run what stands in the queue, and end."""
        self.sweep()
        while not self.ending.is_set() and self.run_next():
            pass

    def sweep(self) -> None:
        """Have lost jobs run again and unsent ones sent, and remove files that no job needs."""
        with self.state.make_session() as session:
            begin_write(session)
            swept = sweep_jobs(session)
            settle_releases(session)
            session.commit()
        # After the commit: a worker that takes the message must find the row.
        known = self.queue.list_waiting() if swept.waiting else set()
        for job_id in swept.waiting:
            if job_id not in known:
                self.queue.send(job_id)
                self.done.sent_again += 1
        old = list(self.files.list_old(clock.now().timestamp() - FILE_SECONDS))
        if old:
            with self.state.make_session() as session:
                living = list_living(session, old)
            for job_id in set(old) - living:
                self.files.remove(job_id)
                self.done.files_removed += 1

    def run_next(self) -> bool:
        """Take a job and run it, if it still waits; whether there was one."""
        job_id = self.queue.take()
        if job_id is None:
            return False
        with self.state.make_session() as session:
            begin_write(session)
            claim = claim_job(session, job_id)
            session.commit()
        if claim is not None:
            self.run(claim)
        return True

    def run(self, claim: JobClaim) -> None:
        """Run a job that has been claimed, and remove its file when it has ended.

        Where the database is away the job stays as it is: the sweep has it run again.
        """
        self.done.run += 1
        try:
            RUNS[claim.kind](self, claim)
        except JobLost:
            log.error("job %s was taken for lost while it ran", claim.job_id)
        except DBAPIError as fault:
            log.error("job %s waits for the sweep: %s", claim.job_id, type(fault).__name__)
        except Exception as fault:  # noqa: BLE001  one job's trouble is not the others'
            log.error("job %s failed: %s", claim.job_id, type(fault).__name__)
            self._fail(
                claim,
                fault.message if isinstance(fault, HybridMentorError) else Message("job.fault.unexpected"),
            )
        with self.state.make_session() as session:
            living = list_living(session, [claim.job_id])
        if not living:
            self.files.remove(claim.job_id)

    def _fail(self, claim: JobClaim, fault: Message) -> None:
        try:
            with self.state.make_session() as session:
                begin_write(session)
                finish_job(session, claim, "failed", fault=fault)
                settle_releases(session)
                session.commit()
        except JobLost:
            pass


def run_unit_import(worker: Worker, claim: JobClaim) -> None:
    """The import of a list of units."""
    UnitImport(worker.state, worker.files, claim, worker.ending.is_set).carry_out()


def run_release_price(worker: Worker, claim: JobClaim) -> None:
    """What a choice of variables costs."""
    ReleasePriceRun(worker.state, claim, worker.ending.is_set).carry_out()


def run_release(worker: Worker, claim: JobClaim) -> None:
    """The making of a release."""
    ReleaseRun(worker.state, claim, worker.ending.is_set).carry_out()


def run_deidentified(worker: Worker, claim: JobClaim) -> None:
    """The making of a de-identified file."""
    DeidentifiedRun(worker.state, claim, worker.ending.is_set).carry_out()


RUNS: dict[str, Callable[[Worker, JobClaim], None]] = {
    UNIT_IMPORT: run_unit_import,
    RELEASE_PRICE: run_release_price,
    RELEASE_RUN: run_release,
    DEIDENTIFIED_RUN: run_deidentified,
}
"""How each kind of job is run."""


def start_worker_thread(app: Flask) -> Worker:
    """A worker within this process, for the demo: it ends with the process, and what it had in hand is swept up later."""
    worker = Worker(app.extensions[NAME])

    def work() -> None:
        with app.app_context():
            worker.work()

    threading.Thread(target=work, name="hybridmentor-worker", daemon=True).start()
    return worker
