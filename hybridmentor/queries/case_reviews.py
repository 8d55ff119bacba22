"""Case reviews and what is to be discussed, of cases that the actor has been shown; and the lead's list of cases."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select, union_all
from sqlalchemy.orm import Session, joinedload, lazyload

from hybridmentor.domain.case_review import list_reasons
from hybridmentor.domain.practice import list_practice_models
from hybridmentor.errors import Message
from hybridmentor.identity import Actor
from hybridmentor.models import Case, CaseReview, CaseTopic, User
from hybridmentor.policy import scopes
from hybridmentor.queries.case_course import CaseCourse, map_courses

PAGE_SIZE = 50


@dataclass(frozen=True)
class WrittenReview:
    """A review with who wrote it down; None where the account is no more."""

    review: CaseReview
    author: str | None


@dataclass(frozen=True)
class ListKey:
    """Where a case stands in the list of those to go through: the day of its earliest reason, its id."""

    day: date
    case_id: UUID


@dataclass(frozen=True)
class CaseToReview:
    """A case of the list, with the reasons that it stands there for, each with its day."""

    case: Case
    reasons: tuple[tuple[date, Message], ...]
    key: ListKey


def list_reviews(session: Session, case_id: UUID) -> list[WrittenReview]:
    """The reviews of a case, the latest first, each with who wrote it down."""
    statement = (
        select(CaseReview, User.name)
        .outerjoin(User, User.id == CaseReview.created_by)
        .where(CaseReview.case_id == case_id)
        .order_by(CaseReview.held_on.desc(), CaseReview.created_at.desc(), CaseReview.id)
    )
    return [WrittenReview(row[0], row[1]) for row in session.execute(statement)]


def find_review(session: Session, case_id: UUID, review_id: UUID) -> CaseReview | None:
    """The review of the case, as it is stored now; None if the case has none such."""
    statement = select(CaseReview).where(CaseReview.case_id == case_id, CaseReview.id == review_id)
    return session.scalars(statement.execution_options(populate_existing=True)).first()


def list_topics(session: Session, case_id: UUID) -> Sequence[CaseTopic]:
    """What has been raised about a case, settled or not, the latest first."""
    statement = select(CaseTopic).where(CaseTopic.case_id == case_id)
    order = (CaseTopic.raised_on.desc(), CaseTopic.created_at.desc(), CaseTopic.id)
    return session.scalars(statement.order_by(*order).execution_options(populate_existing=True)).all()


def find_open_topic(session: Session, case_id: UUID) -> CaseTopic | None:
    """What is to be discussed about a case; None if nothing is."""
    return next((one for one in list_topics(session, case_id) if one.settled_on is None), None)


def _open_cases(actor: Actor) -> Select[Any]:
    """The open cases of the offices that the actor leads, of those that the actor may read."""
    return scopes.visible_cases(actor).where(
        scopes.leads_at_office(actor), Case.origin == "office", Case.closed_on.is_(None)
    )


def list_cases_to_review(
    session: Session, actor: Actor, *, after: ListKey | None = None
) -> tuple[list[CaseToReview], bool]:
    """A page of the cases to be gone through at the offices that the actor leads, the longest waiting first; and whether more.

    There are those whose review is due or has something to follow up, those that somebody wants to discuss, and those that
    nobody has gone through for as long as their practice model proposes. Nobody's name decides their order.
    """
    seen = _open_cases(actor).with_only_columns(Case.id, Case.opened_on, Case.practice_model).cte("seen")
    later = select(CaseReview.id.label("id"), CaseReview.case_id, CaseReview.next_on).add_columns(
        func.row_number()
        .over(
            partition_by=CaseReview.case_id,
            order_by=(CaseReview.held_on.desc(), CaseReview.created_at.desc(), CaseReview.id),
        )
        .label("place")
    )
    latest = later.where(CaseReview.case_id.in_(select(seen.c.id))).subquery()
    due = select(latest.c.case_id, latest.c.next_on.label("day")).where(
        latest.c.place == 1, latest.c.next_on <= actor.today
    )
    waiting = (
        select(CaseReview.case_id, CaseReview.follow_up_on)
        .join(seen, seen.c.id == CaseReview.case_id)
        .where(CaseReview.followed_up_on.is_(None), CaseReview.follow_up_on <= actor.today)
    )
    raised = (
        select(CaseTopic.case_id, CaseTopic.raised_on)
        .join(seen, seen.c.id == CaseTopic.case_id)
        .where(CaseTopic.settled_on.is_(None))
    )
    proposes = or_(
        *(
            and_(
                seen.c.practice_model == model.id,
                seen.c.opened_on <= actor.today - timedelta(days=model.review_every_days),
            )
            for model in list_practice_models()
            if model.review_every_days is not None
        )
    )
    never = select(seen.c.id, seen.c.opened_on).where(
        proposes,
        seen.c.id.not_in(select(CaseReview.case_id).where(CaseReview.case_id.in_(select(seen.c.id)))),
    )
    found = union_all(due, waiting, raised, never).subquery()
    day = func.min(found.c.day).label("day")
    page = select(found.c.case_id, day).group_by(found.c.case_id)
    if after is not None:
        page = page.having(or_(day > after.day, and_(day == after.day, found.c.case_id > after.case_id)))
    rows = session.execute(page.order_by(day, found.c.case_id).limit(PAGE_SIZE + 1)).all()
    days = {row[0]: row[1] for row in rows[:PAGE_SIZE]}
    return _describe(session, actor, days), len(rows) > PAGE_SIZE


def _describe(session: Session, actor: Actor, days: dict[UUID, date]) -> list[CaseToReview]:
    ids = list(days)
    if not ids:
        return []
    statement = (
        scopes.visible_cases(actor, ids)
        .options(lazyload(Case.data_key), joinedload(Case.jobseeker), joinedload(Case.employer))
        .options(joinedload(Case.office))
    )
    cases = {case.id: case for case in session.scalars(statement)}
    courses = map_courses(session, ids)
    every = {model.id: model.review_every_days for model in list_practice_models()}
    return [
        CaseToReview(
            case,
            list_reasons(
                courses.get(case_id, CaseCourse()).review,
                case.opened_on,
                every.get(case.practice_model or ""),
                actor.today,
            ),
            ListKey(days[case_id], case_id),
        )
        for case_id in ids
        if (case := cases.get(case_id)) is not None
    ]
