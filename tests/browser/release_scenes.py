"""Releases for looking at pages: studies of an office of their own, and releases in every state."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.domain.release_order import CHECKS, READS, ReleaseProgress
from hybridmentor.domain.release_problems import Problem, write_problems
from hybridmentor.domain.release_table import FixedTable, write_table
from hybridmentor.models import Job, Office, OfficeMembership, Release, Role, Study, StudyVariable, User
from hybridmentor.services.passwords import hash_password
from hybridmentor.services.releases import list_free_periods
from tests.support.client import PASSWORD
from tests.support.release_world import KEYS, make_order, put_done, put_price, put_release
from tests.support.seed import CHEAP_COST
from tests.support.studies import make_study

ASKER, DECIDER, BOTH, IDLE = "uttrekker", "innvilger", "begge", "tomhendt"
"""A researcher, an approver, one who is both, and a researcher without a study."""
FULL, EMPTY, SHORT = "Hva som hjelper over tid", "Ikke ferdig planlagt", "Bare i fjor høst"
"""Studies: with releases, without variables, and one whose only period has been handed out."""
MORE = (
    "industry",
    "attachment_before",
    "attachment_after",
    "with_mentor_forms",
    "with_mentor_frequency",
    "leave",
)


def fill_releases(session: HybridSession) -> None:
    """The people, their studies, and a release in each state. Commits nothing."""
    office = Office(number="9908", name="Nav Uttrekk", county="Innhavet")
    session.add(office)
    session.flush()
    hashed, began = hash_password(PASSWORD, CHEAP_COST), clock.today() - timedelta(days=400)
    roles = {
        ASKER: (Role.RESEARCHER,),
        DECIDER: (Role.RELEASE_APPROVER,),
        BOTH: (Role.RESEARCHER, Role.RELEASE_APPROVER),
        IDLE: (Role.RESEARCHER,),
    }
    away = session.scalars(select(Office.id).where(Office.number == "9902")).one()
    for login, held in roles.items():
        user = User(
            login=login, name=f"Une {login.title()}", email=f"{login}@example.org", password_hash=hashed
        )
        session.add(user)
        session.flush()
        for role in held:
            at = away if login == IDLE else office.id
            session.add(OfficeMembership(user_id=user.id, office_id=at, role=role, from_on=began))
    session.flush()
    for title, keys in ((FULL, (*KEYS, *MORE)), (EMPTY, ()), (SHORT, KEYS)):
        study = make_study(session, office.id, {office.id: "participating"}, title=title)
        study.variables = [StudyVariable(variable=key) for key in keys]
        if title == SHORT:
            study.from_on, study.to_on = date(2025, 7, 1), date(2025, 12, 31)
    session.flush()
    fill_ledger(session)


def fill_ledger(session: HybridSession) -> None:
    """A release of the full study in each state, and the only one of the short study."""
    asker, decider, both = (find_user(session, login) for login in (ASKER, DECIDER, BOTH))
    full, short = (session.scalars(select(Study).where(Study.title == one)).one() for one in (FULL, SHORT))
    decided = {"asked_by": asker, "decided_by": decider, "decided_at": clock.now()}
    problem = write_problems([Problem("differs_by_few", ("county", "start"), {"release": "x"})])
    year = [date(2025, month, 1) for month in range(1, 13)]
    states: list[dict[str, Any]] = [
        {"state": "asked", "asked_by": asker},
        {"state": "asked", "asked_by": both},
        {"state": "withdrawn", "asked_by": asker},
        {"state": "refused", "reply": "Ta heller bort bransje. Da blir det mer igjen av resten.", **decided},
        {"state": "approved", "job_id": put_job(session, full, "waiting"), **decided},
        {"state": "running", "job_id": put_job(session, full, "running", READS, 42), **decided},
        {"state": "failed", "job_id": put_job(session, full, "failed"), "problem": problem, **decided},
        {"state": "stopped", "job_id": put_job(session, full, "stopped", CHECKS, 75), **decided},
    ]
    for number, values in enumerate(states, 1):
        day = year[number]
        put_release(session, full, number, period_from_on=day, period_to_on=day, **values)
    done = {**decided, "job_id": put_job(session, full, "done", CHECKS, 100)}
    put_done(session, full, number=len(states) + 1, period_from_on=year[0], period_to_on=year[0], **done)
    put_done(
        session,
        short,
        number=1,
        period_from_on=short.from_on,
        period_to_on=short.to_on,
        asked_at=clock.now() - timedelta(days=400),
        **decided,
    )


def find_user(session: Session, login: str) -> int:
    """The id of an account."""
    return session.scalars(select(User.id).where(User.login == login)).one()


def put_job(session: Session, study: Study, state: str, step: str = READS, progress: int = 0) -> UUID:
    """A job that makes a release, somewhere on its way."""
    job = Job(
        kind="release_run",
        office_id=study.office_id,
        state=state,
        total=100,
        progress=progress,
        wanted="{}",
        counts=ReleaseProgress(step).write() if state != "waiting" else None,
    )
    session.add(job)
    session.flush()
    return job.id


def put_study(session: Session, title: str, **told: Any) -> UUID:
    """A study of its own with a price that the researcher has asked for: `state`, `table` and what the price says."""
    office = session.scalars(select(Office.id).where(Office.number == "9908")).one()
    study = make_study(session, office, {office: "participating"}, title=title)
    study.variables = [StudyVariable(variable=key) for key in (*KEYS, *MORE)]
    session.flush()
    state, table = told.pop("state", "done"), told.pop("table", None)
    order = make_order(study, list_free_periods(session, study)[0])
    price = put_price(session, order, login=ASKER, **told)
    price.job.state = state
    if state == "running":
        price.job.counts, price.job.progress = ReleaseProgress(READS).write(), 30
    if table is not None:
        price.job.counts = replace(price.progress, table=write_table(table)).write()
    session.flush()
    return study.id


def make_table() -> FixedTable:
    """A fixed table with hidden cells."""
    return FixedTable(
        ("retail", "service", "health_and_care"),
        ("none", "employed", "unknown"),
        ((20, 10, None, 35), (15, None, None, 25), (None, None, None, 10), (40, 20, 10, 70)),
        5,
    )


def list_problems(*found: Problem) -> list[dict[str, Any]]:
    """Problems as a price holds them."""
    kept: list[dict[str, Any]] = json.loads(write_problems(found))
    return kept


def find_release(session: Session, state: str, login: str = ASKER) -> UUID:
    """The release of the full study in a state, asked for by somebody."""
    statement = select(Release.id).join(Study).where(Study.title == FULL, Release.state == state)
    return session.scalars(statement.where(Release.asked_by == find_user(session, login))).one()
