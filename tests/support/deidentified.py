"""Studies whose persons have said yes to being followed over time, and de-identified files asked for and approved."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.domain.consent_state import Consent as Given
from hybridmentor.domain.pseudonym import make_key_check
from hybridmentor.models import (
    Case,
    Consent,
    DataKey,
    DeidentifiedFile,
    DeidentifiedRelease,
    MentorAssignment,
    Office,
    Study,
    StudyAnswer,
    StudyText,
)
from hybridmentor.queries.deidentified_releases import VisibleDeidentifiedRelease, find_deidentified_release
from hybridmentor.queries.studies import VisibleStudy, find_study
from hybridmentor.services.deidentified_releases import (
    DeidentifiedOrder,
    ask_deidentified,
    decide_deidentified,
    find_study_key,
)
from hybridmentor.services.study_cases import give_study_consent, send_case
from tests.support.seed import add_mentor, make_actor, open_case, see_case
from tests.support.studies import VARIABLES, make_study

MASTER = "QUFBQkJCQ0NDRERERUVFRkZGR0dHSEhISUlJSkpKS0s="
"""The master key of the pseudonyms in tests, apart from those that encrypt."""
NAMES = ("Jonas Prøve", "Amina Prøve", "Kari Prøve", "Per Prøve")


@dataclass(frozen=True)
class Followed:
    """A study and its cases that are ready for a de-identified file."""

    study_id: UUID
    case_ids: Sequence[UUID]

    def see(self, session: Session, login: str = "forsker") -> VisibleStudy:
        """The study as somebody sees it."""
        found = find_study(session, make_actor(session, login), self.study_id)
        assert found is not None
        return found

    @property
    def key(self) -> bytes:
        """The key of its pseudonyms."""
        key = find_study_key(MASTER, self.study_id)
        assert key is not None
        return key


def seed_followed(session: Session, count: int = 3) -> Followed:
    """An open study of Fjordby with that many closed cases whose jobseekers have said yes. Commits nothing."""
    office = session.scalars(select(Office.id).where(Office.number == "9901")).one()
    study = make_study(session, office, {office: "participating"})
    session.execute(
        update(StudyText)
        .where(StudyText.study_id == study.id)
        .values(is_longitudinal=StudyText.audience == "persons")
    )
    session.expire_all()
    adviser = make_actor(session, "veileder")
    session.add(StudyAnswer(study_id=study.id, user_id=adviser.user_id, text_number=1, is_yes=True))
    followed = Followed(study.id, [add_followed(session, study, name) for name in NAMES[:count]])
    session.flush()
    return followed


def add_followed(session: Session, study: Study, name: str, **answer: Any) -> UUID:
    """A closed case of the study whose jobseeker has said yes; its mentor and employer have not been asked."""
    case = open_case(session, name=name)
    add_mentor(session, case)
    say(session, study.id, case.id, **answer)
    adviser = make_actor(session, "veileder")
    seen = find_study(session, adviser, study.id)
    assert seen is not None
    send_case(session, adviser, see_case(session, adviser, case), seen)
    session.get_one(Case, case.id).closed_on = clock.today() - timedelta(days=2)
    session.flush()
    return case.id


def say(session: Session, study_id: UUID, case_id: UUID, person: str = "jobseeker", **answer: Any) -> Consent:
    """What a person of the case answers to the study: a yes on paper if nothing else is said."""
    adviser = make_actor(session, "veileder")
    case = session.get_one(Case, case_id)
    seen = find_study(session, adviser, study_id)
    assert seen is not None
    told: dict[str, Any] = {"given_on": clock.today() - timedelta(days=5), "kept_at": "Perm B", "version": 1}
    wanted = select(MentorAssignment).where(MentorAssignment.case_id == case.id)
    mentor = session.scalars(wanted).one() if person == "mentor" else None
    return give_study_consent(
        session,
        adviser,
        see_case(session, adviser, case),
        seen,
        person=person,
        assignment_id=mentor.id if mentor is not None else None,
        answer=Given("study", **{**told, **answer}),
    )


def make_order(**changes: Any) -> DeidentifiedOrder:
    """An order for everything that the study asks for, for half a year."""
    told: dict[str, Any] = {
        "purpose": "Hvor lenge folk blir i jobben",
        "receiver": "Forskningsinstituttet",
        "agreement": "2026/117",
        "agreed_on": clock.today() - timedelta(days=10),
        "expires_on": clock.today() + timedelta(days=180),
        "variables": VARIABLES,
    }
    return DeidentifiedOrder(**{**told, **changes})


def ask(session: Session, followed: Followed, **changes: Any) -> DeidentifiedRelease:
    """A file that the researcher has asked for."""
    actor = make_actor(session, "forsker")
    return ask_deidentified(session, actor, followed.see(session), make_order(**changes), followed.key)


def see_release(session: Session, release_id: UUID, login: str = "godkjenner") -> VisibleDeidentifiedRelease:
    """The release as somebody sees it."""
    found = find_deidentified_release(session, make_actor(session, login), release_id)
    assert found is not None
    return found


def approve(session: Session, followed: Followed, release_id: UUID) -> UUID:
    """Have it approved; the job that is to make it."""
    actor, visible = make_actor(session, "godkjenner"), see_release(session, release_id)
    job = decide_deidentified(session, actor, visible, followed.key, is_approved=True, reply=None)
    assert job is not None
    return job.id


def tomorrow(days: int = 1) -> date:
    """A day to come."""
    return clock.today() + timedelta(days=days)


def plant_release(
    session: Session,
    study: Study,
    asker: int,
    decider: int | None,
    *,
    pseudonyms: Sequence[str] = (),
    **values: Any,
) -> DeidentifiedRelease:
    """A file of the study that can be fetched, with a text that it rests on, or another state of one. Commits nothing."""
    session.execute(
        update(StudyText)
        .where(StudyText.study_id == study.id, StudyText.audience == "persons")
        .values(is_longitudinal=True)
    )
    key, order, now = find_study_key(MASTER, study.id), make_order(), clock.now()
    assert key is not None
    told: dict[str, Any] = {
        "state": "done",
        "purpose": order.purpose,
        "receiver": order.receiver,
        "agreement": order.agreement,
        "agreed_on": order.agreed_on,
        "asked_on": clock.today(),
        "expires_on": order.expires_on,
        "variables": json.dumps(order.variables),
        "asked_at": now,
        "decided_by": decider,
        "decided_at": now,
        "done_at": now,
        "key_check": make_key_check(key),
    }
    release = DeidentifiedRelease(study_id=study.id, asked_by=asker, **{**told, **values})
    session.add(release)
    session.flush()
    if release.state == "done":
        file = DeidentifiedFile(id=uuid4(), release_id=release.id, sha256="0" * 64, size=2)
        file.data_key = DataKey.make(session.info["keyring"], "release")
        file.keep(b"PK", "\n".join(pseudonyms))
        session.add(file)
        session.flush()
    return release
