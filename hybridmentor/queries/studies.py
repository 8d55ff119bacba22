"""Studies that the actor may see: the list, one, its offices, its texts and the actor's own answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hybridmentor.domain.study_consent import PARTS, TextVersions, find_versions
from hybridmentor.identity import Actor
from hybridmentor.models import (
    Job,
    Office,
    Release,
    Study,
    StudyAnswer,
    StudyOffice,
    StudyReply,
    StudyTable,
    StudyText,
    StudyWave,
)
from hybridmentor.models.job import PRICE_JOB
from hybridmentor.policy import scopes
from hybridmentor.policy.predicates import StudyFacts

MOST_STUDIES = 200


@dataclass(frozen=True)
class VisibleStudy:
    """A study that the actor may see, with the office that keeps it and the facts that the rules ask for."""

    study: Study
    office_name: str
    facts: StudyFacts


@dataclass(frozen=True)
class PartLine:
    """An office with its part in a study."""

    office_id: int
    number: str
    name: str
    county: str
    participation: str
    part: str | None


@dataclass(frozen=True)
class OwnAnswer:
    """What the actor has answered last: to which version of the text, and when."""

    text_number: int
    is_yes: bool
    answered_at: datetime


def list_studies(session: Session, actor: Actor) -> Sequence[VisibleStudy]:
    """The studies that the actor may see, the latest first, at most 200, in three queries."""
    statement = scopes.visible_studies(actor).join(Office, Office.id == Study.office_id)
    ordered = statement.add_columns(Office.name).order_by(Study.created_at.desc(), Study.id)
    return _describe(session, actor, session.execute(ordered.limit(MOST_STUDIES)).all())


def find_study(session: Session, actor: Actor, study_id: UUID, *, lock: bool = False) -> VisibleStudy | None:
    """The study; None if there is none or it is not for the actor to see. `lock` holds it against others who edit."""
    if lock and session.get_bind().dialect.name != "sqlite":
        session.execute(select(Study.id).where(Study.id == study_id).with_for_update())
    statement = (
        scopes.visible_studies(actor)
        .join(Office, Office.id == Study.office_id)
        .add_columns(Office.name)
        .where(Study.id == study_id)
        .execution_options(populate_existing=True)
    )
    found = _describe(session, actor, session.execute(statement).all())
    return found[0] if found else None


def _describe(session: Session, actor: Actor, rows: Sequence[Any]) -> list[VisibleStudy]:
    ids = [study.id for study, _ in rows]
    if not ids:
        return []
    parts: dict[UUID, dict[int, str]] = {}
    with_part = select(StudyOffice.study_id, StudyOffice.office_id, StudyOffice.part)
    for study_id, office_id, part in session.execute(with_part.where(StudyOffice.study_id.in_(ids))):
        parts.setdefault(study_id, {})[office_id] = part
    said = select(StudyAnswer.study_id).where(
        StudyAnswer.study_id.in_(ids), StudyAnswer.user_id == actor.user_id
    )
    answered = set(session.scalars(said))
    return [
        VisibleStudy(
            study,
            office_name,
            StudyFacts(study.office_id, study.state, parts.get(study.id, {}), study.id in answered),
        )
        for study, office_name in rows
    ]


def has_figures(session: Session, study: Study) -> bool:
    """Whether any figure of the study's cases has been made or asked for: a price, a table, or a release, whatever came of it."""
    # As `PriceOrder.write` writes it; quotes within other texts of it are escaped.
    named = Job.wanted.contains(f'"study": "{study.id.hex}"', autoescape=True)
    return any(
        session.scalar(select(found.exists()))
        for found in (
            select(StudyTable.id).where(StudyTable.study_id == study.id),
            select(Release.id).where(Release.study_id == study.id),
            select(Job.id).where(Job.kind == PRICE_JOB, Job.office_id == study.office_id, named),
        )
    )


def has_replies(session: Session, study: Study) -> bool:
    """Whether anybody has answered a survey of the study."""
    found = select(StudyReply.id).join(StudyWave, StudyWave.id == StudyReply.wave_id)
    return bool(session.scalar(select(found.where(StudyWave.study_id == study.id).exists())))


def list_parts(session: Session, study: Study) -> Sequence[PartLine]:
    """The offices that have a part in the study: those whose cases it is about first, then by number."""
    statement = (
        select(Office.id, Office.number, Office.name, Office.county, Office.participation, StudyOffice.part)
        .join(StudyOffice, StudyOffice.office_id == Office.id)
        .where(StudyOffice.study_id == study.id)
        .order_by(Office.number)
    )
    rows = [PartLine(*row) for row in session.execute(statement)]
    return sorted(rows, key=lambda row: PARTS.index(row.part or PARTS[-1]))


def list_offices_to_add(session: Session, study: Study) -> Sequence[PartLine]:
    """The offices that practise and have no part in the study yet, by number."""
    inside = select(StudyOffice.office_id).where(StudyOffice.study_id == study.id)
    statement = (
        select(Office.id, Office.number, Office.name, Office.county, Office.participation)
        .where(Office.purpose == "practice", Office.id.not_in(inside))
        .order_by(Office.number)
    )
    return [PartLine(*row, None) for row in session.execute(statement)]


def list_texts(session: Session, study_id: UUID, audience: str | None = None) -> Sequence[StudyText]:
    """The versions of the study's texts, the latest first; of one audience where it is named."""
    statement = select(StudyText).where(StudyText.study_id == study_id)
    if audience is not None:
        statement = statement.where(StudyText.audience == audience)
    return session.scalars(statement.order_by(StudyText.audience, StudyText.number.desc())).all()


def pick_versions(texts: Sequence[StudyText], audience: str) -> TextVersions | None:
    """The versions that count among the texts for an audience."""
    return find_versions((one.number, one.keeps_earlier) for one in texts if one.audience == audience)


def find_own_answer(session: Session, actor: Actor, study_id: UUID) -> OwnAnswer | None:
    """What the actor has answered last for themselves."""
    statement = (
        select(StudyAnswer.text_number, StudyAnswer.is_yes, StudyAnswer.answered_at)
        .where(StudyAnswer.study_id == study_id, StudyAnswer.user_id == actor.user_id)
        .order_by(StudyAnswer.id.desc())
        .limit(1)
    )
    row = session.execute(statement).first()
    return None if row is None else OwnAnswer(*row)


def count_texts(session: Session, study_id: UUID, audience: str) -> int:
    """The number of the latest version of a text; 0 before there is one."""
    wanted = StudyText.study_id == study_id, StudyText.audience == audience
    return session.scalar(select(func.max(StudyText.number)).where(*wanted)) or 0
