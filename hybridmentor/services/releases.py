"""Releases: asked for by one, decided by another, made by a job under its claim, and kept for good with what may be told of them.

Nothing of a release is kept before all of it is: files, facts and levels come in with the state `done` in one transaction.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.domain.release_choice import write_choice
from hybridmentor.domain.release_facts import ReleaseFacts, write_facts
from hybridmentor.domain.release_health import fit_rules
from hybridmentor.domain.release_order import PriceOrder
from hybridmentor.domain.release_periods import Period, list_periods
from hybridmentor.domain.release_problems import Problem, write_problems
from hybridmentor.domain.release_rules import ReleaseRules, write_rules
from hybridmentor.domain.release_variables import find_variable
from hybridmentor.errors import InvalidInput, Message, NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.models import Job, Release, ReleaseFile, Study
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.releases import (
    Price,
    VisibleRelease,
    are_months_given,
    count_of_year,
    list_taken,
)
from hybridmentor.queries.studies import VisibleStudy
from hybridmentor.queries.study_tables import are_days_counted
from hybridmentor.services import audit
from hybridmentor.services.demands import demand
from hybridmentor.services.jobs import (
    LIVING,
    RELEASE_PRICE,
    RELEASE_RUN,
    JobClaim,
    JobLost,
    add_job,
    finish_job,
    stop_job,
)

HUNDRED = 100
"""Progress of the jobs is told in hundredths."""


@dataclass(frozen=True)
class MadeFiles:
    """What is kept of a release that has been made and has stood every check."""

    files: Mapping[str, bytes]
    facts: ReleaseFacts
    levels: Mapping[str, int]


def list_free_periods(session: Session, study: Study) -> list[Period]:
    """The closed periods of a study that can be asked for."""
    whole = Period(study.from_on, study.to_on)
    return list_periods(whole, clock.today(), list_taken(session, study.id))


def ask_price(session: Session, actor: Actor, visible: VisibleStudy, order: PriceOrder) -> Job:
    """Have it reckoned what a choice costs; send the job when this is committed. One that the actor waits for already is stopped.

    InvalidInput as `ask_release`.
    """
    demand(actor, Permission.ASK_RELEASE, visible.facts)
    _check_order(session, visible.study, order)
    earlier = select(Job).where(
        Job.kind == RELEASE_PRICE, Job.created_by == actor.user_id, Job.state.in_(LIVING)
    )
    for job in session.scalars(earlier.order_by(Job.created_at, Job.id)).all():
        if not job.is_stopped:
            stop_job(session, actor, job)
    job = Job(
        id=uuid4(),
        kind=RELEASE_PRICE,
        office_id=visible.study.office_id,
        total=HUNDRED,
        wanted=order.write(),
    )
    add_job(session, actor, job)
    return job


def stop_price(session: Session, actor: Actor, visible: VisibleStudy, price: Price | None) -> None:
    """Stop reckoning a price that the actor has asked for; InvalidInput where there is none that goes on."""
    demand(actor, Permission.ASK_RELEASE, visible.facts)
    if price is None or not price.is_living:
        raise InvalidInput(Message("job.error.ended"))
    stop_job(session, actor, price.job)


def ask_release(
    session: Session,
    actor: Actor,
    visible: VisibleStudy,
    order: PriceOrder,
    *,
    limits: Mapping[str, ReleaseRules],
    price: Price | None,
) -> Release:
    """Ask for a release of a closed period, by the rules of its kind; somebody else is to decide.

    InvalidInput without a purpose, for a period that is not over, not the study's or taken, or of which a table counts cases,
    for a variable that the study does not ask for, where the year's releases have been asked for, where the price of this very
    choice is not known, and where it does not hold.
    """
    demand(actor, Permission.ASK_RELEASE, visible.facts)
    study, now = visible.study, clock.now()
    if not order.purpose:
        raise InvalidInput(Message("error.required", field=Message("release.purpose")), field="purpose")
    _check_order(session, study, order)
    chosen = [one for key in order.choice.variables if (one := find_variable(key)) is not None]
    rules = fit_rules(limits[order.choice.kind], chosen)
    if count_of_year(session, study.id, clock.today().year) >= rules.most_per_year:
        raise InvalidInput(Message("release.error.cap", n=rules.most_per_year))
    if price is None or price.job.state != "done" or not price.order.is_same(order):
        raise InvalidInput(Message("release.error.price_first"))
    if not price.progress.holds:
        raise InvalidInput(Message("release.error.not_holding"))
    last = session.scalar(select(func.max(Release.number)).where(Release.study_id == study.id)) or 0
    release = Release(
        study_id=study.id,
        number=last + 1,
        kind=order.choice.kind,
        purpose=order.purpose,
        period_from_on=order.period.from_on,
        period_to_on=order.period.to_on,
        choice=write_choice(order.choice),
        rules=write_rules(rules),
        price=price.progress.price,
        asked_by=actor.user_id,
        asked_at=now,
    )
    session.add(release)
    session.flush()
    _record(session, actor, "release.ask", release, study)
    return release


def _check_order(session: Session, study: Study, order: PriceOrder) -> None:
    if order.period not in list_free_periods(session, study):
        raise InvalidInput(Message("release.error.period"), field="period")
    if are_days_counted(session, study, order.period):
        raise InvalidInput(Message("release.error.counted_in_table"), field="period")
    if order.choice.with_months and are_months_given(session, order.period):
        raise InvalidInput(Message("release.error.months_given"), field="with_months")
    asked_for = {one.variable for one in study.variables}
    if not set(order.choice.variables) <= asked_for:
        raise InvalidInput(Message("release.error.variable"), field="variables")
    found = [find_variable(key) for key in order.choice.variables]
    if not any(one is not None and one.is_quasi for one in found):
        raise InvalidInput(Message("release_choice.error.no_quasi"), field="variables")


def may_decide(actor: Actor, visible: VisibleRelease) -> bool:
    """Whether the actor may decide the release as it stands: an approver, and not the one who asked."""
    return (
        visible.release.state == "asked"
        and permits(actor, Permission.DECIDE_RELEASE, visible.facts)
        and actor.user_id != visible.release.asked_by
    )


def may_stop(actor: Actor, visible: VisibleRelease) -> bool:
    """Whether the actor may stop the release: whoever may ask for it or decide it."""
    return any(
        permits(actor, permission, visible.facts)
        for permission in (Permission.ASK_RELEASE, Permission.DECIDE_RELEASE)
    )


def decide_release(
    session: Session,
    actor: Actor,
    visible: VisibleRelease,
    *,
    is_approved: bool,
    reply: str | None,
) -> Job | None:
    """Approve a release, which has it made by a job that is to be sent when this is committed, or refuse it with the reason.

    NotAllowed for the one who asked, whatever other roles that one has. InvalidInput where it has been decided or withdrawn, and
    for a refusal without a reason.
    """
    demand(actor, Permission.DECIDE_RELEASE, visible.facts)
    release = visible.release
    if release.asked_by == actor.user_id:
        raise NotAllowed(Message("release.error.own"))
    if release.state != "asked":
        raise InvalidInput(Message("release.error.decided"))
    if not is_approved and not reply:
        raise InvalidInput(Message("release.error.reply"), field="reply")
    release.state = "approved" if is_approved else "refused"
    release.decided_by, release.decided_at = actor.user_id, clock.now()
    release.reply = reply
    release.version += 1
    job = None
    if is_approved:
        job = Job(
            id=uuid4(),
            kind=RELEASE_RUN,
            office_id=visible.study.office_id,
            total=HUNDRED,
            wanted=json.dumps({"release": release.id.hex}),
        )
        add_job(session, actor, job)
        release.job_id = job.id
    _record(session, actor, f"release.{release.state}", release, visible.study)
    return job


def withdraw_release(session: Session, actor: Actor, visible: VisibleRelease) -> None:
    """Take back what has been asked for and not decided; InvalidInput afterwards."""
    demand(actor, Permission.ASK_RELEASE, visible.facts)
    release = visible.release
    if release.state != "asked":
        raise InvalidInput(Message("release.error.decided"))
    release.state = "withdrawn"
    release.version += 1
    _record(session, actor, "release.withdraw", release, visible.study)


def stop_release(session: Session, actor: Actor, visible: VisibleRelease) -> None:
    """Stop the making of a release: at once while it waits, else at its next step; nothing is left. InvalidInput at its end."""
    if not may_stop(actor, visible):
        raise NotAllowed(Message("error.not_allowed"))
    if visible.job is None:
        raise InvalidInput(Message("job.error.ended"))
    stop_job(session, actor, visible.job)
    session.refresh(visible.job)
    settle_releases(session)


def begin_release(session: Session, claim: JobClaim) -> tuple[Release, Study]:
    """The release that a claimed job is to make, now running, and its study. JobLost where it is not to be made any more.

    Also after a kill: nothing is left of the run before.
    """
    release = _hold_release(session, claim)
    study = session.get_one(Study, release.study_id)
    if release.state == "approved":
        release.state = "running"
        release.version += 1
        _record(session, None, "release.begin", release, study)
    return release, study


def hold_ledger(session: Session) -> None:
    """Let nobody else finish a release before this transaction has ended.

    Two that are made at a time must not each be compared with all but the other.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE hm_release IN SHARE ROW EXCLUSIVE MODE"))


def finish_release(session: Session, claim: JobClaim, made: MadeFiles) -> None:
    """Keep what was made and end the job: files, facts and levels, all or nothing. JobLost where it is not the worker's."""
    finish_job(session, claim, "done", progress=HUNDRED)
    release = _hold_release(session, claim)
    release.state, release.done_at = "done", clock.now()
    release.facts = write_facts(made.facts)
    release.levels = json.dumps(dict(made.levels), sort_keys=True)
    release.version += 1
    session.add_all(
        ReleaseFile(
            release_id=release.id,
            name=name,
            content=content,
            sha256=sha256(content).hexdigest(),
            size=len(content),
        )
        for name, content in made.files.items()
    )
    _record(session, None, "release.done", release, session.get_one(Study, release.study_id))


def fail_release(session: Session, claim: JobClaim, problems: Iterable[Problem]) -> None:
    """End the job without a file: something stands in the way, which the page says in words."""
    finish_job(session, claim, "failed", fault=Message("release.fault.refused"))
    release = _hold_release(session, claim)
    release.problem = write_problems(problems)
    release.state = "failed"
    release.version += 1
    _record(session, None, "release.failed", release, session.get_one(Study, release.study_id))


def settle_releases(session: Session) -> None:
    """Let releases follow their jobs that have ended without making them: stopped, lost, or failed by a fault of ours."""
    statement = (
        select(Release, Job.state)
        .join(Job, Job.id == Release.job_id)
        .where(Release.state.in_(("approved", "running")), Job.state.in_(("failed", "stopped")))
        .order_by(Release.id)
    )
    for release, state in session.execute(statement).all():
        release.state = state
        release.version += 1
        _record(session, None, f"release.{state}", release, session.get_one(Study, release.study_id))
    session.flush()


def _hold_release(session: Session, claim: JobClaim) -> Release:
    wanted = UUID(hex=json.loads(claim.wanted or "{}")["release"])
    release = session.scalars(
        select(Release)
        .where(
            Release.id == wanted, Release.job_id == claim.job_id, Release.state.in_(("approved", "running"))
        )
        .execution_options(populate_existing=True)
        .with_for_update()
    ).first()
    if release is None:
        raise JobLost
    return release


def _record(session: Session, actor: Actor | None, action: str, release: Release, study: Study) -> None:
    audit.record(
        session,
        actor,
        action,
        noun="release",
        row_id=release.id,
        office_id=study.office_id,
        detail=release.kind,
    )
    session.flush()
