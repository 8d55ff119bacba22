"""Surveys for looking at pages: one that can be answered, one that is over with replies, one whose link is closed."""

from __future__ import annotations

from datetime import timedelta
from json import dumps
from uuid import uuid4

from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.models import Study, StudyLink, StudyReply, StudyWave
from hybridmentor.queries.study_waves import hash_link_token
from tests.browser.study_scenes import OPEN
from tests.support.studies import add_survey

ANSWERED, SHUT = "a" * 32, "b" * 32
"""What is secret in the link that can be answered, and in the one of the survey that is over."""


def fill_surveys(session: HybridSession) -> None:
    """The surveys of the open study: a follow-up that is open, and the zero point of a year ago."""
    study = session.scalars(select(Study).where(Study.title == OPEN)).one()
    office_id = study.offices[0].office_id
    wave = add_survey(session, study, office_id, ANSWERED)
    wave.kind = "follow_up"
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
