"""What the tests of releases' jobs do: have a price reckoned, ask, approve, run."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from hybridmentor.db import begin_write
from hybridmentor.domain.release_limits import read_limits
from hybridmentor.domain.release_periods import Period
from hybridmentor.jobs.worker import Worker
from hybridmentor.models import Job, Release
from hybridmentor.queries.releases import Price, VisibleRelease, find_latest_price
from hybridmentor.services.jobs import JobClaim, claim_job
from hybridmentor.services.releases import ask_price, ask_release, decide_release, list_free_periods
from tests.support.apps import Site
from tests.support.release_world import KEYS, make_order, put_price, see_release, see_study
from tests.support.seed import make_actor


def list_periods(site: Site) -> list[Period]:
    """The periods that can be asked for; the first is the longest."""
    with site.session() as session:
        return list_free_periods(session, see_study(session).study)


def send_price(site: Site, worker: Worker, period: Period, keys: Sequence[str] = KEYS, **more: Any) -> UUID:
    """Ask what a choice costs; the job."""
    with site.session() as session:
        begin_write(session)
        visible = see_study(session)
        job = ask_price(
            session, make_actor(session, "forsker"), visible, make_order(visible.study, period, keys, **more)
        )
        session.commit()
    worker.queue.send(job.id)
    return job.id


def reckon(site: Site, worker: Worker, period: Period, keys: Sequence[str] = KEYS, **more: Any) -> Price:
    """What a choice costs, once the worker has found it."""
    send_price(site, worker, period, keys, **more)
    worker.empty()
    return read_price_of(site)


def read_price_of(site: Site) -> Price:
    """The price that was asked for last, as it stands."""
    with site.session() as session:
        found = find_latest_price(session, make_actor(session, "forsker"), see_study(session).study.id)
    assert found is not None
    return found


def approve(site: Site, period: Period, keys: Sequence[str] = KEYS, **more: Any) -> UUID:
    """A release that was asked for and approved; its job waits and nobody has been told."""
    with site.session() as session:
        begin_write(session)
        visible = see_study(session)
        order = make_order(visible.study, period, keys, **more)
        release = ask_release(
            session,
            make_actor(session, "forsker"),
            visible,
            order,
            limits=read_limits(""),
            price=put_price(session, order),
        )
        approver = make_actor(session, "godkjenner")
        decide_release(session, approver, see_release(session, release.id), is_approved=True, reply=None)
        session.commit()
        return release.id


def claim(site: Site, release_id: UUID) -> JobClaim:
    """A worker's right to make a release."""
    with site.session() as session:
        begin_write(session)
        found = claim_job(session, session.get_one(Release, release_id).job_id or release_id)
        session.commit()
    assert found is not None
    return found


def run(site: Site, worker: Worker, release_id: UUID) -> VisibleRelease:
    """The release after the worker has made it, or has not."""
    with site.session() as session:
        worker.queue.send(session.get_one(Release, release_id).job_id or release_id)
    worker.empty()
    return read(site, release_id)


def read(site: Site, release_id: UUID) -> VisibleRelease:
    """The release as it stands, its files loaded with it."""
    with site.session() as session:
        found = see_release(session, release_id)
        for file in found.release.files:
            assert file.content is not None
    return found


def read_job(site: Site, job_id: UUID) -> Job:
    """The job as it stands."""
    with site.session() as session:
        return session.get_one(Job, job_id)
