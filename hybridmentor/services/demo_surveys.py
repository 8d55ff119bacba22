"""The surveys of the demo's study: one that is over, with made-up replies, and one that is open.

Each answer of a question is given as often as any other, in turn, so that nobody reads a result into them.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.domain.questionnaire import check_answers, get_questionnaire, is_shown
from hybridmentor.identity import Actor
from hybridmentor.models import StudyLink, StudyOffice, StudyWave
from hybridmentor.queries.studies import VisibleStudy
from hybridmentor.queries.study_waves import find_link_by_token
from hybridmentor.services.study_links import derive_token
from hybridmentor.services.study_replies import send_reply
from hybridmentor.services.study_waves import add_wave, make_links


def fill_surveys(
    session: Session, actor: Actor, visible: VisibleStudy, surveys: list[Mapping[str, Any]]
) -> None:
    """The surveys of the script, each made on its first day, with its replies by group of offices."""
    for entry in surveys:
        first = actor.today - timedelta(days=entry["opened"])
        # Who makes a survey that is over did so while it was ahead.
        then = replace(actor, today=first)
        last = first + timedelta(days=entry["days"])
        wave = add_wave(session, then, visible, kind=entry["kind"], opens_on=first, closes_on=last)
        make_links(session, then, visible, wave)
        for part, number in entry["replies"].items():
            _answer(session, wave, part, number)


def _answer(session: Session, wave: StudyWave, part: str, number: int) -> None:
    """As many replies, by the link of an office of the group; on the first day, when the survey was open."""
    statement = (
        select(StudyLink)
        .join(StudyOffice, StudyOffice.office_id == StudyLink.office_id)
        .where(StudyLink.wave_id == wave.id, StudyOffice.study_id == wave.study_id, StudyOffice.part == part)
        .order_by(StudyLink.office_id)
        .limit(1)
    )
    token = derive_token(session, session.scalars(statement).one())
    found = find_link_by_token(session, token, wave.opens_on)
    if found is None:
        raise RuntimeError("a link just made leads to its survey")
    questionnaire = get_questionnaire(wave.kind)
    turns = {question.key: cycle(question.keys) for question in questionnaire.questions}
    for _ in range(number):
        chosen: dict[str, str] = {}
        for question in questionnaire.questions:
            if is_shown(question, chosen):
                chosen[question.key] = next(turns[question.key])
        answers = check_answers(questionnaire, {key: [code] for key, code in chosen.items()})
        send_reply(session, found, key=uuid4(), answers=answers)
