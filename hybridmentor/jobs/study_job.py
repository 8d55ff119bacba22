"""What the jobs of studies share: how far they have come is told and asked at every step, and records are read in batches.

Nothing is kept on the way, so a run after a kill begins anew.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from sqlalchemy.orm import Session

from hybridmentor.clock import today
from hybridmentor.db import begin_write
from hybridmentor.domain.release_order import READS, ReleaseProgress
from hybridmentor.queries.research_records import read_records
from hybridmentor.queries.study_cases import ReadyCase
from hybridmentor.services.jobs import JobClaim, finish_job, give_back, keep_progress
from hybridmentor.services.releases import settle_releases
from hybridmentor.web.state import State

if TYPE_CHECKING:
    import polars

READ = 60
"""Hundredths of the whole when all is read."""


class JobOver(Exception):
    """Nothing more is done in this run: it was stopped, or given back."""


class StudyJob:
    """One run of one job. `is_ending` says that the worker has been told to end."""

    def __init__(self, state: State, claim: JobClaim, is_ending: Callable[[], bool] = lambda: False) -> None:
        self.state, self.claim, self.is_ending = state, claim, is_ending

    def tell(self, step: str, progress: int) -> None:
        """Tell what is done now and how much has been, in hundredths.

        JobOver where the run is to end, JobLost where it is another worker's by now.
        """
        with self.state.make_session() as session:
            begin_write(session)
            is_stopped = keep_progress(session, self.claim, progress, ReleaseProgress(step).write())
            is_over = is_stopped or self.is_ending()
            if is_stopped:
                finish_job(session, self.claim, "stopped")
                settle_releases(session)
            elif is_over:
                give_back(session, self.claim)
            session.commit()
        if is_over:
            raise JobOver

    def read_frame(
        self,
        session: Session,
        cases: Sequence[ReadyCase],
        variables: Sequence[str],
        span: tuple[int, int] = (0, READ),
    ) -> polars.DataFrame:
        """The records of the cases in their order: the variables, and the columns that no file ever has.

        `span` is what has been done of the whole before and after it, in hundredths.
        """
        allowed = {one.case_id: one.allowed for one in cases}

        def tell(number: int) -> None:
            self.tell(READS, span[0] + (span[1] - span[0]) * number // len(allowed))

        with collect_afterwards():
            return read_records(
                session, list(allowed), today=today(), allowed=allowed, variables=variables, on_read=tell
            )


@contextmanager
def collect_afterwards() -> Iterator[None]:
    """Have no cycles looked for while many rows are made: they hold none, and each look would pass all of them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
