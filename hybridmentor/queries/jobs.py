"""Jobs: one of them, and the latest ones. Every statement starts from the scope."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from hybridmentor.identity import Actor
from hybridmentor.models import Job, Office
from hybridmentor.policy import scopes
from hybridmentor.policy.predicates import OfficeFacts

MOST_LISTED = 10


@dataclass(frozen=True)
class VisibleJob:
    """A job that the actor may see, with its office and the facts that the rules ask for."""

    job: Job
    office_name: str
    facts: OfficeFacts


def _start(actor: Actor) -> Select[Any]:
    return (
        scopes.visible_jobs(actor)
        .join(Office, Office.id == Job.office_id)
        .add_columns(Office.name, Office.purpose)
        .execution_options(populate_existing=True)
    )


def _describe(row: Any) -> VisibleJob:
    job, office_name, purpose = row
    return VisibleJob(job, office_name, OfficeFacts(job.office_id, purpose))


def find_job(session: Session, actor: Actor, job_id: UUID, *, lock: bool = False) -> VisibleJob | None:
    """The job; None if it is not there or not for the actor to see. `lock` holds it against the worker's next step."""
    if lock and session.get_bind().dialect.name != "sqlite":
        # In a statement of its own: PostgreSQL would read the joined rows as they were before the wait.
        session.execute(select(Job.id).where(Job.id == job_id).with_for_update())
    row = session.execute(_start(actor).where(Job.id == job_id)).first()
    return None if row is None else _describe(row)


def list_latest_jobs(session: Session, actor: Actor, kind: str) -> list[VisibleJob]:
    """The latest jobs of a kind, the newest first, at most `MOST_LISTED`."""
    statement = _start(actor).where(Job.kind == kind).order_by(Job.created_at.desc(), Job.id)
    return [_describe(row) for row in session.execute(statement.limit(MOST_LISTED))]
