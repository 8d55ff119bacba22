"""The course of cases in one query: their pauses, and how they stand with their reviews. The cases come from a scoped query.

My day and the page of a case need both, and have no query to spare.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import CompoundSelect, Date, String, literal, null, select, union_all
from sqlalchemy.orm import Session

from hybridmentor.domain.case_review import ReviewLine, ReviewState, summarise_reviews
from hybridmentor.models import CasePause, CaseReview, CaseTopic
from hybridmentor.queries.parameters import CASE_IDS
from hybridmentor.queries.pauses import PauseLine

PAUSE, REVIEW, TOPIC = "pause", "review", "topic"


NOTHING = ReviewState()
"""Of a case that nobody has gone through or wants to discuss."""


@dataclass(frozen=True, slots=True)
class CaseCourse:
    """The pauses of a case, the latest first, also those to come; and how it stands with its reviews."""

    pauses: tuple[PauseLine, ...] = ()
    review: ReviewState = NOTHING


NO_DAY, NO_WORD = null().cast(Date), null().cast(String)
_PARTS: CompoundSelect[Any] = union_all(
    select(
        literal(PAUSE).label("kind"),
        CasePause.case_id.label("case_id"),
        CasePause.id.label("id"),
        CasePause.from_on.label("day"),
        CasePause.to_on.label("until"),
        CasePause.reason.label("reason"),
        CasePause.follow_up_on.label("follow_up_on"),
        NO_DAY.label("followed_up_on"),
        CasePause.created_at.label("written_at"),
    ).where(CasePause.case_id.in_(CASE_IDS)),
    select(
        literal(REVIEW),
        CaseReview.case_id,
        CaseReview.id,
        CaseReview.held_on,
        CaseReview.next_on,
        NO_WORD,
        CaseReview.follow_up_on,
        CaseReview.followed_up_on,
        CaseReview.created_at,
    ).where(CaseReview.case_id.in_(CASE_IDS)),
    select(
        literal(TOPIC),
        CaseTopic.case_id,
        CaseTopic.id,
        CaseTopic.raised_on,
        NO_DAY,
        NO_WORD,
        NO_DAY,
        NO_DAY,
        CaseTopic.created_at,
    ).where(CaseTopic.case_id.in_(CASE_IDS), CaseTopic.settled_on.is_(None)),
)
# Of two reviews on a day the one written down last counts.
_COURSE = _PARTS.order_by("day", "written_at", "id")


def map_courses(session: Session, case_ids: Sequence[UUID]) -> dict[UUID, CaseCourse]:
    """The course of each case; cases without a pause, a review or anything to be discussed are left out."""
    if not case_ids:
        return {}
    pauses: dict[UUID, list[PauseLine]] = {}
    reviews: dict[UUID, list[ReviewLine]] = {}
    raised: dict[UUID, list[date]] = {}
    rows: Iterable[Any] = session.execute(_COURSE, {"case_ids": case_ids})
    for kind, case_id, row_id, day, until, reason, follow_up_on, followed_up_on, _ in rows:
        if kind == PAUSE:
            pauses.setdefault(case_id, []).append(
                PauseLine(case_id, row_id, day, until, reason, follow_up_on)
            )
        elif kind == REVIEW:
            reviews.setdefault(case_id, []).append(ReviewLine(day, until, follow_up_on, followed_up_on))
        else:
            raised.setdefault(case_id, []).append(day)
    return {
        case_id: CaseCourse(
            tuple(reversed(pauses.get(case_id, ()))),
            summarise_reviews(reversed(reviews.get(case_id, [])), raised.get(case_id, ())),
        )
        for case_id in pauses.keys() | reviews.keys() | raised.keys()
    }
