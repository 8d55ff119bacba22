"""De-identified releases: asked for by one, decided by another, made by a job, fetched for a while, and then destroyed.

What is handed out is personal data under pseudonyms. It is not anonymous, and nothing here or in the words calls it so.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.domain.pseudonym import derive_study_key, make_key_check, read_key
from hybridmentor.errors import InvalidInput, Message, NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.models import DataKey, DeidentifiedFile, DeidentifiedRelease, Job, Study
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.deidentified_releases import (
    VisibleDeidentifiedRelease,
    list_expired,
    list_longitudinal_versions,
    list_withdrawn,
)
from hybridmentor.queries.studies import VisibleStudy
from hybridmentor.services import audit
from hybridmentor.services.demands import demand
from hybridmentor.services.jobs import JobClaim, JobLost, add_job, finish_job

DEIDENTIFIED_RUN = "deidentified_run"
"""The kind of the jobs that make the files."""
HUNDRED = 100
PROBLEMS = ("no_key", "no_cases", "cases_change", "variable_gone")
"""Why none was made; the words are `deidentified.problem.<key>`."""


@dataclass(frozen=True)
class DeidentifiedOrder:
    """What is asked for: why, for whom, by which agreement, until when, and which variables."""

    purpose: str
    receiver: str
    agreement: str
    agreed_on: date
    expires_on: date
    variables: tuple[str, ...]


def find_study_key(setting: str | None, study_id: UUID) -> bytes | None:
    """The key of the study's pseudonyms; None where the administrator has not set the master key, and nothing can be made."""
    return derive_study_key(read_key(setting), study_id) if setting else None


def find_last_day(asked_on: date) -> date:
    """The last day that a file asked for on a day may be there: the same day a year later."""
    try:
        return asked_on.replace(year=asked_on.year + 1)
    except ValueError:
        return date(asked_on.year + 1, 2, 28)


def list_hindrances(session: Session, study: Study, study_key: bytes | None) -> list[str]:
    """What stands in the way of asking: `key`, `text` (none in use says that people are followed) or `variables`."""
    is_missing = {
        "key": study_key is None,
        "text": not list_longitudinal_versions(session, study.id),
        "variables": not study.variables,
    }
    return [key for key, missing in is_missing.items() if missing]


def ask_deidentified(
    session: Session, actor: Actor, visible: VisibleStudy, order: DeidentifiedOrder, study_key: bytes | None
) -> DeidentifiedRelease:
    """Ask for a file; somebody else is to decide.

    InvalidInput while something stands in the way (`list_hindrances`), for a variable that the study does not ask for, for an
    agreement of a day to come, and for a last day that is not after today or more than a year away.
    """
    demand(actor, Permission.ASK_RELEASE, visible.facts)
    study, today = visible.study, clock.today()
    if list_hindrances(session, study, study_key):
        raise InvalidInput(Message("deidentified.error.hindered"))
    if not order.variables or not set(order.variables) <= {one.variable for one in study.variables}:
        raise InvalidInput(Message("deidentified.error.variables"), field="variables")
    if order.agreed_on > today:
        raise InvalidInput(Message("deidentified.error.agreed_on"), field="agreed_on")
    if not today < order.expires_on <= find_last_day(today):
        raise InvalidInput(Message("deidentified.error.expires_on"), field="expires_on")
    release = DeidentifiedRelease(
        study_id=study.id,
        purpose=order.purpose,
        receiver=order.receiver,
        agreement=order.agreement,
        agreed_on=order.agreed_on,
        asked_on=today,
        expires_on=order.expires_on,
        variables=json.dumps(order.variables),
        asked_by=actor.user_id,
        asked_at=clock.now(),
    )
    session.add(release)
    session.flush()
    _record(session, actor, "deidentified_release.ask", release, study)
    return release


def may_decide_deidentified(actor: Actor, visible: VisibleDeidentifiedRelease) -> bool:
    """Whether the actor may decide the release as it stands: an approver, and not the one who asked."""
    return (
        visible.state == "asked"
        and permits(actor, Permission.DECIDE_RELEASE, visible.facts)
        and actor.user_id != visible.release.asked_by
    )


def decide_deidentified(
    session: Session,
    actor: Actor,
    visible: VisibleDeidentifiedRelease,
    study_key: bytes | None,
    *,
    is_approved: bool,
    reply: str | None,
) -> Job | None:
    """Approve it, which has the file made by a job that is to be sent when this is committed, or refuse it with the reason.

    NotAllowed for the one who asked, whatever other roles that one has. InvalidInput where it has been decided or its last day
    has passed, for a yes without a key, and for a no without a reason.
    """
    demand(actor, Permission.DECIDE_RELEASE, visible.facts)
    release = visible.release
    if release.asked_by == actor.user_id:
        raise NotAllowed(Message("deidentified.error.own"))
    if visible.state != "asked":
        raise InvalidInput(Message("deidentified.error.decided"))
    if is_approved and study_key is None:
        raise InvalidInput(Message("deidentified.problem.no_key"))
    if not is_approved and not reply:
        raise InvalidInput(Message("deidentified.error.reply"), field="reply")
    release.state = "approved" if is_approved else "refused"
    release.decided_by, release.decided_at = actor.user_id, clock.now()
    release.reply = reply
    release.version += 1
    job = _add_run(session, actor, visible) if is_approved else None
    _record(session, actor, f"deidentified_release.{release.state}", release, visible.study)
    return job


def _add_run(session: Session, actor: Actor, visible: VisibleDeidentifiedRelease) -> Job:
    job = Job(
        id=uuid4(),
        kind=DEIDENTIFIED_RUN,
        office_id=visible.study.office_id,
        total=HUNDRED,
        wanted=json.dumps({"deidentified_release": visible.release.id.hex}),
    )
    add_job(session, actor, job)
    visible.release.job_id = job.id
    return job


def begin_deidentified(session: Session, claim: JobClaim) -> tuple[DeidentifiedRelease, Study]:
    """The release that a claimed job is to make, now running, and its study. JobLost where it is not to be made any more."""
    release = _hold_release(session, claim)
    study = session.get_one(Study, release.study_id)
    if release.state == "approved":
        release.state = "running"
        release.version += 1
        _record(session, None, "deidentified_release.begin", release, study)
    return release, study


def finish_deidentified(
    session: Session, claim: JobClaim, study_key: bytes, content: bytes, pseudonyms: Iterable[str]
) -> None:
    """Keep the file, sealed with a key of its own, and end the job: all or nothing. JobLost where it is not the worker's."""
    finish_job(session, claim, "done", progress=HUNDRED)
    release = _hold_release(session, claim)
    release.state, release.done_at = "done", clock.now()
    release.key_check = make_key_check(study_key)
    release.version += 1
    file = DeidentifiedFile(
        id=uuid4(),
        release_id=release.id,
        data_key=DataKey.make(session.info["keyring"], "release"),
        sha256=sha256(content).hexdigest(),
        size=len(content),
    )
    file.keep(content, "\n".join(pseudonyms))
    session.add(file)
    _record(session, None, "deidentified_release.done", release, session.get_one(Study, release.study_id))


def fail_deidentified(session: Session, claim: JobClaim, problem: str) -> None:
    """End the job without a file: something stands in the way, one of `PROBLEMS`."""
    finish_job(session, claim, "failed", fault=Message(f"deidentified.problem.{problem}"))
    release = _hold_release(session, claim)
    release.state, release.problem = "failed", problem
    release.version += 1
    _record(session, None, "deidentified_release.failed", release, session.get_one(Study, release.study_id))


def find_bar(session: Session, visible: VisibleDeidentifiedRelease, study_key: bytes | None) -> str | None:
    """Why a file that is there may not be fetched, the id of a sentence; None where it may.

    Somebody in it must not be in it any more, or nobody can say so without the key it was made with.
    """
    found = (
        list_withdrawn(session, visible.release, visible.study, study_key, clock.today())
        if study_key is not None
        else None
    )
    if found is None:
        return "deidentified.error.unknown"
    return "deidentified.error.outdated" if found.count else None


def check_fetchable(
    session: Session, actor: Actor, visible: VisibleDeidentifiedRelease, study_key: bytes | None
) -> None:
    """Go on only if the actor may fetch the file, it is there today, and nothing bars it (`find_bar`); NotAllowed otherwise."""
    demand(actor, Permission.DOWNLOAD_RELEASE, visible.facts)
    if visible.state != "done":
        raise NotAllowed(Message("deidentified.error.not_there"))
    bar = find_bar(session, visible, study_key)
    if bar is not None:
        raise NotAllowed(Message(bar))


def end_expired_releases(session: Session) -> int:
    """Destroy the files whose last day has passed, with their keys; what was handed out, to whom, stays told. How many ended."""
    expired = list_expired(session, clock.today())
    for release in expired:
        file = session.scalars(
            select(DeidentifiedFile).where(DeidentifiedFile.release_id == release.id)
        ).one_or_none()
        if file is not None:
            file.destroy(clock.now())
        release.state, release.ended_at = "ended", clock.now()
        release.version += 1
        study = session.get_one(Study, release.study_id)
        _record(session, None, "deidentified_release.end", release, study)
    return len(expired)


def _hold_release(session: Session, claim: JobClaim) -> DeidentifiedRelease:
    wanted = UUID(hex=json.loads(claim.wanted or "{}")["deidentified_release"])
    release = session.scalars(
        select(DeidentifiedRelease)
        .where(
            DeidentifiedRelease.id == wanted,
            DeidentifiedRelease.job_id == claim.job_id,
            DeidentifiedRelease.state.in_(("approved", "running")),
            DeidentifiedRelease.expires_on >= clock.today(),
        )
        .execution_options(populate_existing=True)
        .with_for_update()
    ).first()
    if release is None:
        raise JobLost
    return release


def _record(
    session: Session, actor: Actor | None, action: str, release: DeidentifiedRelease, study: Study
) -> None:
    audit.record(
        session,
        actor,
        action,
        noun="deidentified_release",
        row_id=release.id,
        office_id=study.office_id,
    )
    session.flush()
