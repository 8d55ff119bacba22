"""Experiences met where the problem is: a few with a theme or of a step, for a form or a page about something else."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, case, func, select
from sqlalchemy.orm import Session

from hybridmentor.identity import Actor
from hybridmentor.models import CaseStep, Experience, ExperienceTag, ExperienceUse
from hybridmentor.queries.experiences import RECENT, has_tag, select_newest

MOST_HITS = 3
LOOKED_AT = 60
"""Of the newest that fit, so many are put in order."""


@dataclass(frozen=True)
class Hit:
    """An experience in a line: what it is called, its step, and how many found it useful."""

    experience_id: UUID
    title: str | None
    step: str | None
    is_note: bool
    uses: int


def list_theme_hits(
    session: Session, actor: Actor, themes: Sequence[str], step: ColumnElement[str]
) -> dict[str, list[Hit]]:
    """Up to `MOST_HITS` experiences for each theme that has some, in one query; of the step first, then practice notes."""
    order = (_is(Experience.step == step), *_list_order())
    place = func.row_number().over(partition_by=ExperienceTag.tag, order_by=order)
    ranked = (
        select(Experience.id, ExperienceTag.tag, place.label("place"))
        .join(ExperienceTag, ExperienceTag.experience_id == Experience.id)
        .where(Experience.id.in_(select_newest(actor, limit=RECENT)), ExperienceTag.tag.in_(themes))
        .subquery()
    )
    statement = (
        select(Experience, _count_uses(), ranked.c.tag)
        .join(ranked, ranked.c.id == Experience.id)
        .where(ranked.c.place <= MOST_HITS)
        .order_by(ranked.c.tag, ranked.c.place)
    )
    hits: dict[str, list[Hit]] = {}
    for experience, uses, tag in session.execute(statement):
        hits.setdefault(tag, []).append(_describe(experience, uses))
    return hits


def find_step_of(case_id: UUID, steps: Sequence[str]) -> ColumnElement[str]:
    """The first of the steps, in their order, that a case has not done or skipped; to be part of another query."""
    places = case({key: place for place, key in enumerate(steps)}, value=CaseStep.step, else_=len(steps))
    return (
        select(CaseStep.step)
        .where(CaseStep.case_id == case_id, CaseStep.status.not_in(("done", "skipped")))
        .order_by(places)
        .limit(1)
        .scalar_subquery()
    )


def list_step_hits(session: Session, actor: Actor, step: str) -> list[Hit]:
    """Up to `MOST_HITS` experiences of a step, practice notes first."""
    return _list(session, select_newest(actor, Experience.step == step, limit=LOOKED_AT), _list_order())


def list_related(session: Session, actor: Actor, experience: Experience) -> list[Hit]:
    """Up to `MOST_HITS` others that share a tag with the experience, those of the same step first."""
    tags = [row.tag for row in experience.tags]
    if not tags:
        return []
    order = (_is(Experience.step == experience.step), *_list_order())
    newest = select_newest(actor, has_tag(*tags), Experience.id != experience.id, limit=LOOKED_AT)
    return _list(session, newest, order)


def _list(session: Session, newest: Select[UUID], order: Sequence[Any]) -> list[Hit]:
    statement = select(Experience, _count_uses()).where(Experience.id.in_(newest))
    rows = session.execute(statement.order_by(*order).limit(MOST_HITS))
    return [_describe(experience, uses) for experience, uses in rows]


def _is(condition: ColumnElement[bool]) -> ColumnElement[int]:
    # A comparison with nothing is unknown, and the databases do not agree on where that stands.
    return case((condition, 0), else_=1)


def _list_order() -> tuple[Any, ...]:
    return _is(Experience.status == "note"), Experience.shared_on.desc(), Experience.id.desc()


def _count_uses() -> Any:
    return select(func.count()).where(ExperienceUse.experience_id == Experience.id).scalar_subquery()


def _describe(experience: Experience, uses: int) -> Hit:
    return Hit(experience.id, experience.title, experience.step, experience.status == "note", uses)
