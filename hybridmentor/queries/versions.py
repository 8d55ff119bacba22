"""Earlier versions of what a case holds, and the turns in its course, for a case that the actor has been shown."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, func, or_, select, true
from sqlalchemy.orm import Session, aliased, joinedload

from hybridmentor.db import Base
from hybridmentor.models import Case, CaseTurn, Revision, SuccessCriterion, User

PAGE_SIZE = 50


@dataclass(frozen=True)
class VersionKey:
    """Where an entry stands in the list: its instant and its id."""

    at: datetime
    row_id: UUID


def list_revisions(
    session: Session, case_id: UUID, *, after: VersionKey | None = None
) -> list[tuple[Revision, Revision | None, str | None]]:
    """Earlier versions, the latest first: with the next newer version of the same row, if any, and who replaced it.

    One more than a page, so that one can tell whether there are more.
    """
    newer, between = aliased(Revision), aliased(Revision)
    same_row = and_(between.noun == Revision.noun, between.row_id == Revision.row_id)
    next_version = (
        select(func.min(between.version))
        .where(same_row, between.version > Revision.version)
        .correlate(Revision)
        .scalar_subquery()
    )
    follows = and_(
        newer.noun == Revision.noun, newer.row_id == Revision.row_id, newer.version == next_version
    )
    statement = (
        select(Revision, newer, User.name)
        .select_from(Revision)
        .outerjoin(newer, follows)
        .outerjoin(User, User.id == Revision.replaced_by)
        .where(Revision.case_id == case_id, _stands_before(Revision.replaced_at, Revision.id, after))
        .order_by(Revision.replaced_at.desc(), Revision.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    return [(row[0], row[1], row[2]) for row in session.execute(statement)]


def list_turns_with_authors(
    session: Session, case_id: UUID, *, after: VersionKey | None = None
) -> list[tuple[CaseTurn, str | None]]:
    """Handovers and reopenings, the latest written down first, with who wrote them down; one more than a page."""
    statement = (
        select(CaseTurn, User.name)
        .outerjoin(User, User.id == CaseTurn.created_by)
        .where(CaseTurn.case_id == case_id, _stands_before(CaseTurn.created_at, CaseTurn.id, after))
        .options(joinedload(CaseTurn.from_user), joinedload(CaseTurn.to_user))
        .order_by(CaseTurn.created_at.desc(), CaseTurn.id.desc())
        .limit(PAGE_SIZE + 1)
    )
    return [(row[0], row[1]) for row in session.execute(statement)]


def _stands_before(at: Any, row_id: Any, after: VersionKey | None) -> ColumnElement[bool]:
    if after is None:
        return true()
    return or_(at < after.at, and_(at == after.at, row_id < after.row_id))


def map_present_rows(session: Session, noun: str, ids: Iterable[UUID]) -> dict[UUID, Any]:
    """The rows of a noun as they are now, by id; those that are gone, and nouns without a table, are left out."""
    found = next((m.class_ for m in Base.registry.mappers if str(m.local_table) == f"hm_{noun}"), None)
    if found is None:
        return {}
    # unique: a model may load its parts by join (the phases of a contact plan)
    return {row.id: row for row in session.scalars(select(found).where(found.id.in_(set(ids)))).unique()}


def list_employer_changes(session: Session, case: Case, since: datetime) -> Sequence[datetime]:
    """When the company of the case was changed, in whichever case that was: cases share it."""
    statement = select(Revision.replaced_at).where(
        Revision.noun == "employer", Revision.row_id == case.employer_id, Revision.replaced_at >= since
    )
    return session.scalars(statement).all()


def map_criteria(session: Session, case: Case, ids: Iterable[int]) -> dict[int, str]:
    """The words of success criteria of the case's office by id, in use or not."""
    wanted = set(ids)
    if not wanted:
        return {}
    statement = select(SuccessCriterion.id, SuccessCriterion.words).where(
        SuccessCriterion.id.in_(wanted), SuccessCriterion.office_id == case.office_id
    )
    return {row[0]: row[1] for row in session.execute(statement)}
