"""Jobs: asked for and stopped by people, claimed and told of by workers, and picked up again by a sweep where a worker was lost.

A job is worked on under its claim: the number of the try stands in every statement of the worker, so that one that was taken
for lost, and is not, writes nothing more.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, Update, func, select, update
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import Job
from hybridmentor.models.job import PRICE_JOB, RELEASE_JOB
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.queries.jobs import VisibleJob
from hybridmentor.services import audit
from hybridmentor.services.demands import demand
from hybridmentor.services.employers import lock_register

UNIT_IMPORT = "unit_import"
RELEASE_PRICE, RELEASE_RUN = PRICE_JOB, RELEASE_JOB
PERMISSIONS = {UNIT_IMPORT: Permission.KEEP_EMPLOYERS}
"""What each kind of job takes, at the office that it is for; those of studies are asked for by `services.releases`."""
LIVING = ("waiting", "running")
MOST_TRIES = 3
SENT_AGAIN_AFTER = timedelta(minutes=1)
"""A job that waits so long may have lost its message."""
LOST_AFTER = timedelta(minutes=5)
"""A job that runs and has not been heard of for so long has lost its worker."""


class JobLost(Exception):
    """The job is no longer the worker's: it was taken for lost, or has ended."""


@dataclass(frozen=True)
class JobClaim:
    """A worker's right to a job, and what it needs to know of it."""

    job_id: UUID
    kind: str
    office_id: int
    user_id: int | None
    """Who asked for it, and in whose name it is done."""
    attempt: int
    total: int | None
    counts: str | None
    wanted: str | None


@dataclass
class Swept:
    """What a sweep has found."""

    waiting: list[UUID] = field(default_factory=list)
    """To be sent to the queue, unless they stand there already."""
    again: int = 0
    ended: int = 0


def start_job(
    session: Session,
    actor: Actor,
    *,
    kind: str,
    office: OfficeFacts,
    job_id: UUID,
    total: int | None = None,
    wanted: str | None = None,
) -> Job:
    """Ask for a job with a file that has been kept under its id. Send it to the queue when this has been committed.

    InvalidInput where the office has one of the kind under way.
    """
    demand(actor, PERMISSIONS[kind], office)
    lock_register(session, office.office_id)
    under_way = select(Job.id).where(
        Job.office_id == office.office_id, Job.kind == kind, Job.state.in_(LIVING)
    )
    if session.scalars(under_way.limit(1)).first() is not None:
        raise InvalidInput(Message("job.error.under_way"))
    job = Job(
        id=job_id, kind=kind, office_id=office.office_id, total=total, source=str(job_id), wanted=wanted
    )
    add_job(session, actor, job)
    return job


def add_job(session: Session, actor: Actor, job: Job) -> None:
    """Put a job there that waits, in the actor's name. Whoever calls has asked for the right; commit it before it is sent."""
    job.created_by = actor.user_id
    session.add(job)
    session.flush()
    audit.record(
        session, actor, "job.start", noun="job", row_id=job.id, office_id=job.office_id, detail=job.kind
    )


def ask_to_stop(session: Session, actor: Actor, visible: VisibleJob) -> None:
    """Have a job stopped: one that waits at once, one that runs at its next step; what it has done stays.

    InvalidInput for one that has ended.
    """
    job = visible.job
    demand(actor, PERMISSIONS[job.kind], visible.facts)
    stop_job(session, actor, job)


def stop_job(session: Session, actor: Actor, job: Job) -> None:
    """As `ask_to_stop`, where whoever calls has asked for the right."""
    if job.state not in LIVING:
        raise InvalidInput(Message("job.error.ended"))
    waits = update(Job).where(Job.id == job.id, Job.state == "waiting")
    runs = update(Job).where(Job.id == job.id, Job.state == "running", Job.is_stopped.is_(False))
    if _change(session, waits.values(state="stopped", is_stopped=True, ended_at=clock.now())) or _change(
        session, runs.values(is_stopped=True)
    ):
        audit.record(
            session, actor, "job.stop", noun="job", row_id=job.id, office_id=job.office_id, detail=job.kind
        )
    session.flush()


def claim_job(session: Session, job_id: UUID) -> JobClaim | None:
    """The right to run a job that waits; None if it does not. Of two that claim at once one gets it. Commit it at once."""
    now = clock.now()
    statement = update(Job).where(Job.id == job_id, Job.state == "waiting", Job.tries < MOST_TRIES)
    values = {"tries": Job.tries + 1, "started_at": func.coalesce(Job.started_at, now), "beat_at": now}
    if not _change(session, statement.values(state="running", **values)):
        return None
    job = session.scalars(select(Job).where(Job.id == job_id).execution_options(populate_existing=True)).one()
    return JobClaim(
        job.id, job.kind, job.office_id, job.created_by, job.tries, job.total, job.counts, job.wanted
    )


def keep_progress(session: Session, claim: JobClaim, progress: int, counts: str) -> bool:
    """Tell how far the job has come, which is a sign of life too; whether it is to be stopped. JobLost if it is not ours.

    In the transaction of each step, so that what the step does is kept with it or not at all.
    """
    _hold(session, claim, progress=progress, counts=counts, beat_at=clock.now())
    return bool(session.scalars(select(Job.is_stopped).where(Job.id == claim.job_id)).one())


def finish_job(
    session: Session,
    claim: JobClaim,
    state: str,
    *,
    progress: int | None = None,
    fault: Message | None = None,
) -> None:
    """End the job: done, stopped, or failed with a fault in words. JobLost if it is not ours."""
    values: dict[str, Any] = {"state": state, "ended_at": clock.now(), "fault": write_fault(fault)}
    if progress is not None:
        values["progress"] = progress
    _hold(session, claim, **values)
    _record(session, f"job.{state}", claim.job_id, claim.office_id, claim.kind)


def give_back(session: Session, claim: JobClaim) -> None:
    """Have another worker run the job, since this one has to end; that counts as no try. JobLost if it is not ours."""
    _hold(session, claim, state="waiting", tries=claim.attempt - 1, beat_at=clock.now())


def sweep_jobs(session: Session) -> Swept:
    """Have lost jobs run again, three times at most, and find those that nobody has been told of. Commit before they are sent."""
    now, swept = clock.now(), Swept()
    silent = select(Job).where(Job.state == "running", Job.beat_at < now - LOST_AFTER)
    for job in session.scalars(silent.order_by(Job.id).execution_options(populate_existing=True)).all():
        still = update(Job).where(
            Job.id == job.id, Job.state == "running", Job.tries == job.tries, Job.beat_at < now - LOST_AFTER
        )
        state, values = "waiting", dict[str, Any]()
        if job.is_stopped:
            state, values = "stopped", {"ended_at": now}
        elif job.tries >= MOST_TRIES:
            fault = Message("job.fault.lost", n=job.tries)
            state, values = "failed", {"ended_at": now, "fault": write_fault(fault)}
        if _change(session, still.values(state=state, **values)):
            swept.again += state == "waiting"
            swept.ended += state != "waiting"
            _record(
                session,
                "job.again" if state == "waiting" else f"job.{state}",
                job.id,
                job.office_id,
                job.kind,
            )
    heard = func.coalesce(Job.beat_at, Job.created_at)
    waiting = select(Job.id).where(Job.state == "waiting", heard < now - SENT_AGAIN_AFTER)
    swept.waiting = list(session.scalars(waiting.order_by(Job.created_at, Job.id)))
    return swept


def list_living(session: Session, job_ids: Sequence[UUID]) -> set[UUID]:
    """Those of the jobs that wait or run: their files are needed."""
    statement = select(Job.id).where(Job.id.in_(job_ids), Job.state.in_(LIVING))
    return set(session.scalars(statement))


def write_fault(fault: Message | None) -> str | None:
    """A fault as it is kept in the row; a message in it is kept as its own."""
    return None if fault is None else json.dumps(_pack(fault), ensure_ascii=False)


def read_fault(kept: str | None) -> Message | None:
    """A fault that was kept in the row."""
    return None if kept is None else _unpack(json.loads(kept))


def _pack(message: Message) -> dict[str, Any]:
    return {
        "id": message.id,
        "params": {
            name: _pack(value) if isinstance(value, Message) else value
            for name, value in message.params.items()
        },
    }


def _unpack(kept: dict[str, Any]) -> Message:
    return Message(
        kept["id"],
        **{
            name: _unpack(value) if isinstance(value, dict) else value
            for name, value in kept["params"].items()
        },
    )


def _hold(session: Session, claim: JobClaim, **values: Any) -> None:
    """Change the row if it is still the claim's; JobLost otherwise."""
    mine = update(Job).where(Job.id == claim.job_id, Job.state == "running", Job.tries == claim.attempt)
    if not _change(session, mine.values(**values)):
        raise JobLost


def _change(session: Session, statement: Update) -> bool:
    done = session.execute(statement, execution_options={"synchronize_session": False})
    return cast("CursorResult[Any]", done).rowcount == 1


def _record(session: Session, action: str, job_id: UUID, office_id: int, kind: str) -> None:
    audit.record(session, None, action, noun="job", row_id=job_id, office_id=office_id, detail=kind)
    session.flush()
