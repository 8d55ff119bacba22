"""The import of a downloaded list of units, a thousand at a time: what has been done is told, and what was begun is gone on with.

Each batch is one short transaction: SQLite has one writer, and people write meanwhile. How many units have been read is kept with
the batch, so that a run after a kill goes on behind it; a unit that comes again is the same as before.
"""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy.orm import Session

from hybridmentor.clock import today
from hybridmentor.db import begin_write
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.unit import Unit
from hybridmentor.domain.unit_import import ImportChoice, ImportCounts, Industries, Tally, describe_fault
from hybridmentor.domain.unit_list import UnitList
from hybridmentor.errors import Message, NotAllowed
from hybridmentor.gateways.job_files import JobFiles
from hybridmentor.identity import Actor, Claim
from hybridmentor.models import Office
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.queries.actors import load_actor
from hybridmentor.services.jobs import JobClaim, finish_job, give_back, keep_progress
from hybridmentor.services.unit_imports import PutUnits, put_units
from hybridmentor.web.state import State

BATCH = 1_000
MOST_READ = 20_000
"""Units to look at before progress is told, where few are wanted."""
PATIENCE = timedelta(seconds=10)
"""The same in time."""
PRACTICE = "hybridmodellen"


class _Ended(Exception):
    """Nothing more is done in this run."""


class UnitImport:
    """One run of one import. `is_ending` says that the worker has been told to end."""

    def __init__(
        self, state: State, files: JobFiles, claim: JobClaim, is_ending: Callable[[], bool] = lambda: False
    ) -> None:
        self.state, self.files, self.claim, self.is_ending = state, files, claim, is_ending
        self.choice = ImportChoice.read(claim.wanted)
        self.counts = ImportCounts.read_json(claim.counts)
        self.industries = Industries(get_practice_model(PRACTICE).find_codes("industry").keys)
        self.run_id, self.today = uuid4().hex, today()
        self.batch: list[tuple[Unit, str | None]] = []

    def carry_out(self) -> None:
        """Read the file and put its units into the register; the job ends as done, stopped or failed, or is given back."""
        try:
            stream = self.files.open(self.claim.job_id)
        except FileNotFoundError:
            self._finish("failed", fault=Message("unit_import.fault.file_gone"))
            return
        with stream:
            units, tally = UnitList(stream), Tally()
            units.faults = tally
            try:
                for _ in self._gather(units):
                    self.keep_batch(tally, stream.tell())
            except _Ended:
                return
            except NotAllowed:
                self._finish("failed", fault=Message("unit_import.fault.not_allowed"))
                return
        ending = tally.ending
        if ending is not None:
            self._finish("failed", fault=describe_fault(ending))
        elif not units.count:
            self._finish("failed", fault=Message("unit_import.error.empty"))
        else:
            self._finish("done", progress=self.claim.total)

    def _gather(self, units: UnitList) -> Iterator[None]:
        """Read units into the batch; a step for each time that it is to be kept, and one at the end."""
        done, since, began = self.counts.read, 0, time.monotonic()
        for number, unit in enumerate(units.read_units(), 1):
            since += 1
            if number > done:
                self._sort(unit)
            is_late = since % 100 == 0 and time.monotonic() - began > PATIENCE.total_seconds()
            if len(self.batch) >= BATCH or since >= MOST_READ or is_late:
                yield
                since, began = 0, time.monotonic()
        yield

    def _sort(self, unit: Unit) -> None:
        self.counts.read += 1
        industry = self.industries.find(unit)
        if unit.is_gone(self.today):
            self.counts.gone += 1
        elif not self.choice.wants(unit, industry):
            self.counts.left_out += 1
        else:
            self.batch.append((unit, industry))

    def keep_batch(self, tally: Tally, progress: int) -> None:
        """Keep the batch and tell of it, in one transaction; end the run if it is to end."""
        with self.state.make_session() as session:
            begin_write(session)
            actor, office = self._load(session)
            put = put_units(session, actor, office=office, units=self.batch, job_id=self.claim.job_id)
            self._count(put, tally)
            is_stopped = keep_progress(session, self.claim, progress, self.counts.write())
            is_over = is_stopped or self.is_ending()
            if is_stopped:
                finish_job(session, self.claim, "stopped")
            elif is_over:
                give_back(session, self.claim)
            session.commit()
        self.batch = []
        if is_over:
            raise _Ended

    def _count(self, put: PutUnits, tally: Tally) -> None:
        self.counts.added += put.added
        self.counts.changed += put.changed
        self.counts.same += put.same
        self.counts.renamed += put.renamed
        tally.put_into(self.counts)

    def _load(self, session: Session) -> tuple[Actor, OfficeFacts]:
        """Who asked for it, with the rights of this moment, and the office; NotAllowed where there is nobody any more."""
        office = session.get_one(Office, self.claim.office_id)
        actor, _ = load_actor(
            session,
            Claim(user_id=self.claim.user_id),
            idle=self.state.idle,
            longest=self.state.longest,
            demo=self.state.is_demo,
            request_id=self.run_id,
        )
        if actor is None:
            raise NotAllowed
        return actor, OfficeFacts(office.id, office.purpose)

    def _finish(self, state: str, **told: Any) -> None:
        with self.state.make_session() as session:
            begin_write(session)
            finish_job(session, self.claim, state, **told)
            session.commit()
