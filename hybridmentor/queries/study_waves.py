"""The surveys of a study: its waves, the links of its offices, and what can be told of the replies."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from json import loads
from typing import Any
from uuid import UUID

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import Session

from hybridmentor.domain.few_advisers import FEWEST_ADVISERS
from hybridmentor.domain.study_consent import CONTROL, PARTICIPATING
from hybridmentor.models import Office, Study, StudyLink, StudyOffice, StudyReply, StudyWave
from hybridmentor.policy import scopes

ASKED_PARTS = (PARTICIPATING, CONTROL)
"""The offices that a survey asks: a guest is outside the research."""
STATES = ("ahead", "open", "over")


@dataclass(frozen=True)
class WaveLine:
    """A wave and how it stands: one of `STATES`."""

    wave: StudyWave
    state: str


@dataclass(frozen=True)
class LinkLine:
    """An office that a wave asks, or has asked: its part in the study, whether it has a link, and who passes that on.

    The link itself is not here: whoever makes a survey is not to see it.
    """

    office_id: int
    number: str
    name: str
    county: str
    part: str | None
    has_link: bool
    closed_on: date | None
    keeper: str | None
    """`lead`, `county` where the office has no lead for it, or None where nobody may see the link."""


@dataclass(frozen=True)
class FoundLink:
    """What an address leads to: the wave with its study, the office's group, and whether it can be answered today."""

    link: StudyLink
    wave: StudyWave
    study: Study
    office_name: str
    part: str
    is_open: bool


def hash_link_token(token: str) -> bytes:
    """What is kept of a link's address. No key and no salt: the token is 16 bytes that nobody can try through."""
    return hashlib.sha256(token.encode()).digest()


def judge_wave(wave: StudyWave, study: Study, today: date) -> str:
    """How a wave stands on a day. When the study has ended its waves are over, whatever their days."""
    if study.state == "ended" or wave.closes_on < today:
        return "over"
    return "open" if wave.opens_on <= today and study.state == "open" else "ahead"


def list_waves(session: Session, study: Study, today: date) -> Sequence[WaveLine]:
    """The waves of a study, the first first."""
    statement = select(StudyWave).where(StudyWave.study_id == study.id)
    waves = session.scalars(statement.order_by(StudyWave.opens_on, StudyWave.kind.desc(), StudyWave.id))
    return [WaveLine(wave, judge_wave(wave, study, today)) for wave in waves]


def find_wave(session: Session, study: Study, wave_id: UUID) -> StudyWave | None:
    """A wave of the study; None if it has no such."""
    wave = session.get(StudyWave, wave_id)
    return wave if wave is not None and wave.study_id == study.id else None


def list_links(session: Session, wave: StudyWave, today: date) -> Sequence[LinkLine]:
    """The offices that the wave asks, and those that have a link from when it did: participating first, then by number."""
    keeper = case((scopes.has_keeper("lead", today), "lead"), (scopes.has_keeper("county", today), "county"))
    statement = (
        select(
            Office.id,
            Office.number,
            Office.name,
            Office.county,
            StudyOffice.part,
            StudyLink.id.is_not(None),
            StudyLink.closed_on,
            keeper,
        )
        .select_from(Office)
        .join(StudyWave, StudyWave.id == wave.id)
        .join(Study, Study.id == StudyWave.study_id)
        .outerjoin(StudyOffice, (StudyOffice.office_id == Office.id) & (StudyOffice.study_id == Study.id))
        .outerjoin(StudyLink, (StudyLink.office_id == Office.id) & (StudyLink.wave_id == StudyWave.id))
        .where(or_(StudyOffice.part.in_(ASKED_PARTS), StudyLink.id.is_not(None)))
        .order_by(StudyOffice.part != PARTICIPATING, Office.number)
    )
    return [LinkLine(*row) for row in session.execute(statement)]


def find_link_by_token(session: Session, token: str, today: date) -> FoundLink | None:
    """What an address leads to, by its hash; None for an address that nobody has, or has no more.

    An office that has no part any more answers no more.
    """
    statement = (
        select(StudyLink, StudyWave, Study, Office.name, StudyOffice.part)
        .join(StudyWave, StudyWave.id == StudyLink.wave_id)
        .join(Study, Study.id == StudyWave.study_id)
        .join(Office, Office.id == Study.office_id)
        .outerjoin(
            StudyOffice,
            (StudyOffice.study_id == Study.id) & (StudyOffice.office_id == StudyLink.office_id),
        )
        .where(StudyLink.token_hash == hash_link_token(token))
    )
    row = session.execute(statement).first()
    if row is None:
        return None
    link, wave, study, office_name, part = row
    is_open = link.closed_on is None and part in ASKED_PARTS and judge_wave(wave, study, today) == "open"
    return FoundLink(link, wave, study, office_name, part or "", is_open)


def find_groups(session: Session, wave: StudyWave) -> frozenset[str]:
    """The groups of offices from which at least `FEWEST_ADVISERS` have answered; how many is told nowhere while it is open."""
    statement = (
        select(StudyReply.part)
        .where(StudyReply.wave_id == wave.id)
        .group_by(StudyReply.part)
        .having(func.count() >= FEWEST_ADVISERS)
    )
    return frozenset(session.scalars(statement))


def read_replies(session: Session, wave: StudyWave, part: str) -> list[dict[str, Any]]:
    """What a group has answered, in the order of random ids."""
    statement = select(StudyReply.answers).where(StudyReply.wave_id == wave.id, StudyReply.part == part)
    return [loads(answers) for answers in session.scalars(statement.order_by(StudyReply.id))]
