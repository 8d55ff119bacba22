"""A study with enough made-up cases that a data set can be handed out, and releases of it in every state."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.domain.release_choice import ReleaseChoice, write_choice
from hybridmentor.domain.release_facts import Band, ReleaseFacts, write_facts
from hybridmentor.domain.release_order import MAKES, PriceOrder, ReleaseProgress
from hybridmentor.domain.release_periods import Period
from hybridmentor.domain.release_rules import DEFAULTS, write_rules
from hybridmentor.models import Job, Office, Release, ReleaseFile, Study, User
from hybridmentor.queries.releases import Price, VisibleRelease, find_price, find_release
from hybridmentor.queries.studies import VisibleStudy, find_study
from hybridmentor.services.demo_study import fill_study
from hybridmentor.services.jobs import RELEASE_PRICE
from tests.support.seed import make_actor, seed_people

OFFICES = tuple(str(number) for number in range(9951, 9957))
KEYS = ("county", "start", "duration", "attached")
SCRIPT: dict[str, Any] = {
    "office": "9901",
    "researcher": "forsker",
    "offices": OFFICES,
    "asked": (),
    "advisers": 3,
    "cases": 45,
    "contacts": 250,
    "title": "Veier inn i arbeid",
    "purpose": "Å vite hva som hjelper",
    "legal_basis": "Samtykke",
    "contact_name": "Personvernombudet",
    "contact_email": "ombud@example.org",
    "variables": (*KEYS, "industry", "attachment_before", "attachment_after", "entry_point", "close_cause"),
    "words_nb": "Les dette",
    "words_nn": "Les dette",
    "withdrawal_nb": "Du kan trekke deg",
    "withdrawal_nn": "Du kan trekkje deg",
}
HOLDS: dict[str, Any] = {
    "dearest": "duration",
    "emptied": [],
    "estimated": False,
    "heights": {"county": 4, "start": 4, "duration": 4},
    "holds": True,
    "levels": {"county": 1, "start": 2, "duration": 0},
    "loss_band": {"low": 35, "high": 40},
    "loss_by_variable": {"county": {"low": 0, "high": 5}, "start": {"low": 50, "high": 55}},
    "nodes": 48,
    "optimal": True,
    "problems": [],
    "quasi": ["county", "start", "duration"],
    "rows_band": {"low": 100, "high": 149},
    "sensitive": ["attached"],
    "suppressed_band": {"low": 0, "high": 5},
    "without": {"duration": {"low": 20, "high": 25}},
}
"""A price as the job writes it."""


TOLD: dict[str, Any] = {
    "variables": KEYS,
    "quasi": KEYS[:3],
    "sensitive": KEYS[3:],
    "levels": HOLDS["levels"],
    "heights": HOLDS["heights"],
    "coarsened": ("county", "start"),
    "emptied": (),
    "rows_band": Band(100, 149),
    "suppressed_band": Band(0, 5),
    "loss_band": Band(35, 40),
    "loss_by_variable": {"county": Band(0, 5), "start": Band(50, 55), "duration": Band(0, 5)},
    "smallest_class_at_least": 10,
    "highest_risk": 0.1,
    "average_risk_band": Band(0, 10),
    "unique_before_band": Band(10, 20),
    "granularity_band": Band(60, 70),
    "entropy_band": Band(30, 40),
    "discernability_band": Band(10, 20),
    "class_size_band": Band(20, 29),
    "presence_band": None,
    "optimal": True,
    "nodes": 48,
}
"""What may be told of a release that was made."""


def fill_release_world(session: HybridSession) -> None:
    """The people of all tests, and a study of the researcher's with cases of six offices more."""
    seed_people(session)
    offices = {number: Office(number=number, name=f"Nav {number}", county="Innhavet") for number in OFFICES}
    session.add_all(offices.values())
    session.flush()
    offices["9901"] = session.scalars(select(Office).where(Office.number == "9901")).one()
    users = {"forsker": session.scalars(select(User).where(User.login == "forsker")).one()}
    fill_study(session, users, offices, SCRIPT)


def see_study(session: Session, login: str = "forsker", study_id: UUID | None = None) -> VisibleStudy:
    """The study as somebody sees it."""
    wanted = study_id or session.scalars(select(Study.id)).one()
    found = find_study(session, make_actor(session, login), wanted)
    assert found is not None
    return found


def see_release(session: Session, release_id: UUID, login: str = "godkjenner") -> VisibleRelease:
    """A release as somebody sees it."""
    found = find_release(session, make_actor(session, login), release_id)
    assert found is not None
    return found


def make_order(study: Study, period: Period, keys: Sequence[str] = KEYS, **more: Any) -> PriceOrder:
    """What is asked for."""
    kind, with_months = more.pop("kind", "restricted"), more.pop("with_months", False)
    choice = ReleaseChoice(kind, tuple(keys), more, with_months)
    return PriceOrder(study.id, period, choice, "Hva som hjelper")


def put_price(session: Session, order: PriceOrder, *, login: str = "forsker", **told: Any) -> Price:
    """A price that has been reckoned for somebody; `told` changes what it says."""
    study = session.get_one(Study, order.study_id)
    actor = make_actor(session, login)
    price = json.dumps({**HOLDS, **told}, sort_keys=True)
    job = Job(
        id=uuid4(),
        kind=RELEASE_PRICE,
        office_id=study.office_id,
        state="done",
        total=100,
        progress=100,
        wanted=order.write(),
        counts=ReleaseProgress(MAKES, price).write(),
        created_by=actor.user_id,
        ended_at=clock.now(),
    )
    session.add(job)
    session.flush()
    found = find_price(session, actor, job.id)
    assert found is not None
    return found


def put_release(session: Session, study: Study, number: int = 1, **values: Any) -> Release:
    """A release of the study that waits for an answer; `values` make it another. Commits nothing."""
    users = {user.login: user.id for user in session.scalars(select(User))}
    if values.get("state", "asked") not in ("asked", "withdrawn"):
        values = {"decided_by": users.get("godkjenner"), "decided_at": clock.now(), **values}
    told: dict[str, Any] = {
        "study_id": study.id,
        "number": number,
        "kind": "restricted",
        "purpose": "Hva som hjelper",
        "period_from_on": date(2025, 1, 1),
        "period_to_on": date(2025, 6, 30),
        "choice": write_choice(ReleaseChoice("restricted", KEYS)),
        "rules": write_rules(DEFAULTS["restricted"]),
        "price": json.dumps(HOLDS, sort_keys=True),
        "asked_by": users.get("forsker"),
        "asked_at": clock.now(),
    }
    release = Release(**{**told, **values})
    session.add(release)
    session.flush()
    return release


def put_done(session: Session, study: Study, *, file_id: UUID | None = None, **values: Any) -> Release:
    """A release that has been handed out, with one file. Commits nothing."""
    made = {
        "state": "done",
        "done_at": clock.now(),
        "levels": json.dumps(TOLD["levels"]),
        "facts": write_facts(ReleaseFacts(rules=DEFAULTS["restricted"], **TOLD)),
    }
    release = put_release(session, study, **{**made, **values})
    content = b"county;start;duration;attached\n"
    session.add(
        ReleaseFile(
            id=file_id or uuid4(),
            release_id=release.id,
            name="data.csv",
            content=content,
            sha256=sha256(content).hexdigest(),
            size=len(content),
        )
    )
    session.flush()
    return release
