"""Surveys for looking at pages: one that can be answered, one that is over with replies, one whose link is closed."""

from __future__ import annotations

from datetime import timedelta
from json import dumps
from uuid import uuid4

from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.models import OfficeMembership, Role, Study, StudyLink, StudyReply, StudyWave, User
from hybridmentor.queries.study_waves import hash_link_token
from hybridmentor.services.passwords import hash_password
from hybridmentor.services.study_links import derive_token
from tests.browser.study_scenes import OPEN
from tests.support.client import PASSWORD
from tests.support.seed import CHEAP_COST
from tests.support.studies import add_survey

ANSWERED, SHUT = "a" * 32, "b" * 32
"""What is secret in the link that can be answered, and in the one of the survey that is over."""


LEAD = "studieleder"
"""The lead of the office that is asked: one link that can be told, and one that cannot."""


def add_lead(session: HybridSession, office_id: int) -> None:
    """The lead of the office."""
    hashed = hash_password(PASSWORD, CHEAP_COST)
    user = User(login=LEAD, name="Lise Leder", email=f"{LEAD}@example.org", password_hash=hashed)
    session.add(user)
    session.flush()
    began = clock.today() - timedelta(days=400)
    session.add(OfficeMembership(user_id=user.id, office_id=office_id, role=Role.LEAD, from_on=began))


def fill_surveys(session: HybridSession) -> None:
    """The surveys of the open study: a follow-up that is open, and the zero point of a year ago."""
    study = session.scalars(select(Study).where(Study.title == OPEN)).one()
    office_id = study.offices[0].office_id
    wave = add_survey(session, study, office_id, ANSWERED)
    wave.kind = "follow_up"
    add_lead(session, office_id)
    today = clock.today()
    told_of = StudyWave(
        study_id=study.id, kind="zero_point", opens_on=today, closes_on=today + timedelta(days=20)
    )
    session.add(told_of)
    session.flush()
    own = StudyLink(wave_id=told_of.id, office_id=office_id, number=1)
    own.token_hash = hash_link_token(derive_token(session, own))
    session.add(own)
    began = clock.today() - timedelta(days=300)
    over = StudyWave(
        study_id=study.id, kind="zero_point", opens_on=began, closes_on=began + timedelta(days=14)
    )
    session.add(over)
    session.flush()
    link = StudyLink(wave_id=over.id, office_id=office_id, token_hash=hash_link_token(SHUT), number=1)
    session.add(link)
    replies = [{"initiator": "adviser", "attachment_after": "permanent_with_subsidy"}] * 17
    replies += [{"initiator": "employer", "attachment_after": "work_training"}] * 8
    replies += [{"initiator": "jobseeker", "duration": "not_ended"}] * 2
    for told in replies:
        session.add(StudyReply(id=uuid4(), wave_id=over.id, part="participating", answers=dumps(told)))
    session.flush()
