"""Releases: the ledger of a study, one release with its files, what a choice costs, and the tables that were handed out before.

What an actor is shown starts from the scope. What a job asks for (`read_earlier_tables`, `read_frozen_levels`) nobody is shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from hybridmentor import clock
from hybridmentor.domain.release_choice import read_choice
from hybridmentor.domain.release_facts import ReleaseFacts, read_facts
from hybridmentor.domain.release_order import PriceOrder, ReleaseProgress, read_order, read_progress
from hybridmentor.domain.release_periods import Period
from hybridmentor.domain.release_rules import read_rules
from hybridmentor.identity import Actor
from hybridmentor.models import Job, Office, Release, ReleaseFile, Study, User
from hybridmentor.policy import scopes
from hybridmentor.policy.predicates import StudyFacts

if TYPE_CHECKING:
    from hybridmentor.domain.release_comparison import EarlierTable

MOST_LISTED = 100
UNDER_WAY = ("asked", "approved", "running")
COUNTED = (*UNDER_WAY, "done")
"""What takes a period, and one of the releases of a year."""
TABLE_FILE = "data.parquet"


@dataclass(frozen=True)
class VisibleRelease:
    """A release that the actor may see, with who asked and decided, its job, and the facts that the rules ask for."""

    release: Release
    study: Study
    office_name: str
    asked_by: str
    decided_by: str | None
    job: Job | None
    facts: StudyFacts

    @property
    def name(self) -> str:
        """What it is called: U-2026-003, by the year in which it was asked for and its number in the study."""
        return f"U-{clock.to_oslo(self.release.asked_at).year}-{self.release.number:03}"

    @property
    def told(self) -> ReleaseFacts | None:
        """What may be told of it, once it has been made."""
        return read_facts(self.release.facts) if self.release.facts else None

    @property
    def period(self) -> Period:
        """The closed period that it is about."""
        return Period(self.release.period_from_on, self.release.period_to_on)


@dataclass(frozen=True)
class Price:
    """A price that the actor has asked for: the job, what was asked, and how far it has come."""

    job: Job
    order: PriceOrder
    progress: ReleaseProgress

    @property
    def is_living(self) -> bool:
        """Whether it is still to be waited for: one that is being stopped is not."""
        return self.job.state in ("waiting", "running") and not self.job.is_stopped


def _start(actor: Actor) -> Select[Any]:
    asker, decider = aliased(User), aliased(User)
    return (
        scopes.visible_releases(actor)
        .join_from(Study, Office, Office.id == Study.office_id)
        .join_from(Release, asker, asker.id == Release.asked_by)
        .outerjoin_from(Release, decider, decider.id == Release.decided_by)
        .outerjoin_from(Release, Job, Job.id == Release.job_id)
        .add_columns(Study, Office.name, asker.name, decider.name, Job)
        .execution_options(populate_existing=True)
    )


def _describe(row: Any) -> VisibleRelease:
    release, study, office_name, asked_by, decided_by, job = row
    facts = StudyFacts(study.office_id, study.state)
    return VisibleRelease(release, study, office_name, asked_by, decided_by, job, facts)


def find_release(
    session: Session, actor: Actor, release_id: UUID, *, lock: bool = False
) -> VisibleRelease | None:
    """The release; None if there is none or it is not for the actor to see. `lock` holds it against others who decide."""
    if lock and session.get_bind().dialect.name != "sqlite":
        # In a statement of its own: PostgreSQL would read the joined rows as they were before the wait.
        session.execute(select(Release.id).where(Release.id == release_id).with_for_update())
    row = session.execute(_start(actor).where(Release.id == release_id)).first()
    return None if row is None else _describe(row)


def list_releases(session: Session, actor: Actor, study_id: UUID | None = None) -> list[VisibleRelease]:
    """The ledger of a study, or of all that the actor may see: the latest first, at most `MOST_LISTED`."""
    statement = _start(actor)
    if study_id is not None:
        statement = statement.where(Release.study_id == study_id)
    rows = session.execute(statement.order_by(Release.asked_at.desc(), Release.id).limit(MOST_LISTED))
    return [_describe(row) for row in rows]


def list_files(session: Session, release_id: UUID) -> Sequence[ReleaseFile]:
    """The files of a release that the actor has been shown, by name, without their content."""
    statement = select(ReleaseFile).where(ReleaseFile.release_id == release_id)
    return session.scalars(statement.order_by(ReleaseFile.name)).all()


def read_file(session: Session, release_id: UUID, file_id: UUID) -> tuple[str, bytes] | None:
    """The name and content of a file of a release that the actor has been shown; None where it is none of its files."""
    statement = select(ReleaseFile.name, ReleaseFile.content)
    row = session.execute(
        statement.where(ReleaseFile.release_id == release_id, ReleaseFile.id == file_id)
    ).first()
    return None if row is None else (row[0], row[1])


def list_taken(session: Session, study_id: UUID) -> list[Period]:
    """The periods of a study that have been handed out or are about to be."""
    statement = select(Release.period_from_on, Release.period_to_on).where(
        Release.study_id == study_id, Release.state.in_(COUNTED)
    )
    return [Period(*row) for row in session.execute(statement.order_by(Release.number))]


def count_of_year(session: Session, study_id: UUID, year: int) -> int:
    """How many releases of a study that have been handed out, or are about to be, were asked for in a year."""
    statement = select(Release.asked_at).where(Release.study_id == study_id, Release.state.in_(COUNTED))
    return sum(clock.to_oslo(moment).year == year for moment in session.scalars(statement))


def count_before(session: Session, job: Job) -> int:
    """How many jobs stand in the queue before one that waits."""
    before = select(func.count()).where(Job.state == "waiting", Job.created_at < job.created_at)
    return session.scalar(before) or 0


def find_price(session: Session, actor: Actor, job_id: UUID) -> Price | None:
    """A price that the actor has asked for; None where there is none."""
    return _read_price(session.scalars(scopes.own_prices(actor).where(Job.id == job_id)).first())


def find_latest_price(session: Session, actor: Actor, study_id: UUID) -> Price | None:
    """The price of this study that the actor has asked for last, if it is among the actor's twenty latest."""
    # Of two of one instant the one that stopped the other.
    latest = scopes.own_prices(actor).order_by(Job.created_at.desc(), Job.is_stopped, Job.id)
    jobs = session.scalars(latest.limit(20))
    prices = (_read_price(job) for job in jobs)
    return next((one for one in prices if one is not None and one.order.study_id == study_id), None)


def _read_price(job: Job | None) -> Price | None:
    order = read_order(job.wanted) if job is not None else None
    return None if job is None or order is None else Price(job, order, read_progress(job.counts))


def read_frozen_levels(session: Session, study_id: UUID) -> Mapping[str, int]:
    """The levels that a study's variables have been handed out at: what comes after is as coarse or coarser."""
    frozen: dict[str, int] = {}
    statement = select(Release.levels).where(Release.study_id == study_id, Release.state == "done")
    for text in session.scalars(statement.order_by(Release.number)):
        for key, level in json.loads(text or "{}").items():
            frozen[key] = max(level, frozen.get(key, 0))
    return frozen


def list_done(session: Session) -> frozenset[UUID]:
    """The releases that have been handed out, of all studies."""
    return frozenset(session.scalars(select(Release.id).where(Release.state == "done")))


def are_days_released(session: Session, period: Period) -> bool:
    """Whether a release of any study that has been handed out, or is about to be, is about some of the days."""
    found = select(Release.id).where(
        Release.state.in_(COUNTED),
        Release.period_from_on <= period.to_on,
        Release.period_to_on >= period.from_on,
    )
    return bool(session.scalar(select(found.exists())))


def are_months_given(session: Session, period: Period) -> bool:
    """Whether a release of any study has contact month by month of cases that ended in some of the days.

    Courses are not held against each other as tables are, so those of a case are handed out once.
    """
    done = select(Release.choice).where(
        Release.state == "done",
        Release.period_from_on <= period.to_on,
        Release.period_to_on >= period.from_on,
    )
    return any(read_choice(choice).with_months for choice in session.scalars(done))


def read_earlier_tables(session: Session, release: Release) -> Iterator[EarlierTable]:
    """The table of every release that was handed out before, of any study, one at a time.

    Of the same study the periods hold other cases, for each case belongs to one; of another study they hold the same ones where
    they meet.
    """
    import polars

    from hybridmentor.domain.release_comparison import EarlierTable

    period = Period(release.period_from_on, release.period_to_on)
    earlier = session.scalars(
        select(Release)
        .where(Release.state == "done", Release.id != release.id)
        .order_by(Release.done_at, Release.id)
    ).all()
    for one in earlier:
        content = session.scalars(
            select(ReleaseFile.content).where(
                ReleaseFile.release_id == one.id, ReleaseFile.name == TABLE_FILE
            )
        ).one()
        yield EarlierTable(
            release_id=str(one.id),
            study=str(one.study_id),
            k=read_rules(one.rules).k,
            levels=json.loads(one.levels or "{}"),
            table=polars.read_parquet(BytesIO(content)),
            is_same_period=period.overlaps(Period(one.period_from_on, one.period_to_on)),
        )
