"""The links of surveys that the actor may see and pass on: those of the actor's own offices, never of one's own study."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from hybridmentor.identity import Actor
from hybridmentor.models import Office, Study, StudyLink, StudyOffice, StudyWave
from hybridmentor.policy import scopes
from hybridmentor.policy.predicates import LinkFacts
from hybridmentor.queries.study_waves import ASKED_PARTS, judge_wave

MOST_LINKS = 200


@dataclass(frozen=True)
class VisibleLink:
    """A link that the actor may see, with its wave and study, the office that answers by it, and how the wave stands."""

    link: StudyLink
    wave: StudyWave
    study: Study
    office: Office
    state: str
    facts: LinkFacts


def list_own_links(session: Session, actor: Actor) -> Sequence[VisibleLink]:
    """The links that the actor may see of waves that are not over, the first to close first, at most 200, in one query."""
    ordered = _select_waiting(actor).order_by(
        StudyWave.closes_on, StudyWave.kind, Office.number, StudyLink.id
    )
    return _describe(session, actor, ordered.limit(MOST_LINKS))


def find_own_link(session: Session, actor: Actor, link_id: UUID, *, lock: bool = False) -> VisibleLink | None:
    """A link; None if there is none or it is not for the actor to see. `lock` holds it against others who change it."""
    if lock and session.get_bind().dialect.name != "sqlite":
        session.execute(select(StudyLink.id).where(StudyLink.id == link_id).with_for_update())
    statement = scopes.visible_study_links(actor).where(StudyLink.id == link_id)
    found = _describe(session, actor, statement.execution_options(populate_existing=True))
    return found[0] if found else None


@dataclass(frozen=True)
class OpenSurveys:
    """How many surveys can be answered today by links that the actor may pass on, and when the first of them closes."""

    number: int
    closes_on: date


def find_open_surveys(session: Session, actor: Actor) -> OpenSurveys | None:
    """Whether there is anything to pass on today; None if there is not."""
    statement = _select_waiting(actor).where(
        Study.state == "open", StudyWave.opens_on <= actor.today, StudyLink.closed_on.is_(None)
    )
    row = session.execute(
        statement.with_only_columns(func.count(StudyLink.id), func.min(StudyWave.closes_on))
    ).one()
    return OpenSurveys(*row) if row[0] else None


def _select_waiting(actor: Actor) -> Select[Any]:
    """Those of waves that are not over, where the office is asked still."""
    return (
        scopes.visible_study_links(actor)
        .join(
            StudyOffice,
            (StudyOffice.study_id == Study.id) & (StudyOffice.office_id == StudyLink.office_id),
        )
        .where(
            Study.state != "ended",
            StudyWave.closes_on >= actor.today,
            StudyOffice.part.in_(ASKED_PARTS),
        )
    )


def _describe(session: Session, actor: Actor, statement: Select[Any]) -> list[VisibleLink]:
    has_lead = scopes.has_keeper("lead", actor.today)
    rows = session.execute(statement.add_columns(StudyWave, Study, Office, has_lead)).all()
    return [
        VisibleLink(
            link,
            wave,
            study,
            office,
            judge_wave(wave, study, actor.today),
            LinkFacts(
                office.id,
                office.purpose,
                county=office.county,
                study_office_id=study.office_id,
                made_by=wave.created_by,
                has_lead=bool(known),
            ),
        )
        for link, wave, study, office, known in rows
    ]
