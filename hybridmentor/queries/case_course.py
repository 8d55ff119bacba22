"""The course of cases in one query: pauses, reviews, the studies that ask for them, and for the adviser's own answer.

The cases come from a scoped query.
My day and the page of a case need all of it, and have no query to spare.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CompoundSelect,
    Date,
    Integer,
    Select,
    String,
    Uuid,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from hybridmentor.domain.case_review import ReviewLine, ReviewState, summarise_reviews
from hybridmentor.domain.consent_state import Consent as GivenConsent, Purpose
from hybridmentor.domain.study_consent import (
    ADVISERS,
    PARTICIPATING,
    PERSONS,
    STUDY,
    TextVersions,
    make_purpose,
)
from hybridmentor.identity import Actor
from hybridmentor.models import (
    Case,
    CasePause,
    CaseReview,
    CaseTopic,
    Consent,
    Office,
    Study,
    StudyAnswer,
    StudyCase,
    StudyOffice,
    StudyText,
)
from hybridmentor.policy.scopes import asking_studies
from hybridmentor.queries.parameters import CASE_IDS
from hybridmentor.queries.pauses import PauseLine

PAUSE, REVIEW, TOPIC = "pause", "review", "topic"
ASKING, ANSWER, MARK = "asking", "answer", "mark"
"""An open study that asks for the case, what its jobseeker has answered to one, and that it was sent to one."""
OWN = "own"
"""An open study that waits for the adviser's own answer."""


NOTHING = ReviewState()
"""Of a case that nobody has gone through or wants to discuss."""


@dataclass(frozen=True, slots=True)
class AskingStudy:
    """An open study that asks for a case: what the jobseeker has answered to it, the latest first, and whether it was sent."""

    id: UUID
    title: str
    purpose: Purpose
    answers: tuple[GivenConsent, ...]
    is_marked: bool


@dataclass(frozen=True, slots=True)
class StudyAsk:
    """An open study that waits for the actor's own answer; `is_again` where the actor's yes was to an older text."""

    id: UUID
    title: str
    is_again: bool


@dataclass(frozen=True, slots=True)
class CaseCourse:
    """The pauses of a case, the latest first, also those to come; how it stands with its reviews; the studies that ask for it."""

    pauses: tuple[PauseLine, ...] = ()
    review: ReviewState = NOTHING
    studies: tuple[AskingStudy, ...] = ()


NO_DAY, NO_WORD, NO_NUMBER = null().cast(Date), null().cast(String), null().cast(Integer)
_OF_TEXT = and_(StudyText.study_id == Study.id, StudyText.audience == PERSONS)
_LATEST = select(func.max(StudyText.number)).where(_OF_TEXT).scalar_subquery()
_STANDING = (
    select(func.max(StudyText.number)).where(_OF_TEXT, StudyText.keeps_earlier.is_(False)).scalar_subquery()
)
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
        NO_NUMBER.label("number"),
        NO_NUMBER.label("standing"),
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
        NO_NUMBER,
        NO_NUMBER,
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
        NO_NUMBER,
        NO_NUMBER,
    ).where(CaseTopic.case_id.in_(CASE_IDS), CaseTopic.settled_on.is_(None)),
    select(
        literal(ASKING),
        Case.id,
        Study.id,
        Study.opened_on,
        NO_DAY,
        Study.title,
        NO_DAY,
        NO_DAY,
        Study.created_at,
        _LATEST,
        _STANDING,
    )
    .join(Office, Office.id == Case.office_id)
    .join(StudyOffice, and_(StudyOffice.office_id == Office.id, StudyOffice.part == PARTICIPATING))
    .join(Study, and_(Study.id == StudyOffice.study_id, Study.state == "open"))
    .where(Case.id.in_(CASE_IDS), Case.origin == "office", Office.participation == PARTICIPATING),
    select(
        literal(ANSWER),
        Consent.case_id,
        Consent.study_id,
        Consent.given_on,
        Consent.expires_on,
        NO_WORD,
        Consent.withdrawn_on,
        NO_DAY,
        Consent.created_at,
        Consent.text_version,
        cast(Consent.is_refusal, Integer),
    ).where(Consent.case_id.in_(CASE_IDS), Consent.purpose == STUDY, Consent.person == "jobseeker"),
    select(
        literal(MARK),
        StudyCase.case_id,
        StudyCase.study_id,
        NO_DAY,
        NO_DAY,
        NO_WORD,
        NO_DAY,
        NO_DAY,
        StudyCase.created_at,
        NO_NUMBER,
        NO_NUMBER,
    ).where(StudyCase.case_id.in_(CASE_IDS)),
)
# Of two reviews on a day the one written down last counts.
_COURSE = _PARTS.order_by("day", "written_at", "id")


def _select_own(actor: Actor) -> Select[Any]:
    """The studies that wait for the actor's own answer: none was given, or a yes to a text that does not stand any more.

    As `study_consent.judge_answer` has it, by the last answer; the number is that of the text which it was to.
    """
    mine = and_(StudyAnswer.study_id == Study.id, StudyAnswer.user_id == actor.user_id)
    last = select(func.max(StudyAnswer.id)).where(mine).correlate(Study).scalar_subquery()
    of_text = and_(StudyText.study_id == Study.id, StudyText.audience == ADVISERS)
    oldest = (
        select(func.max(StudyText.number))
        .where(of_text, StudyText.keeps_earlier.is_(False))
        .correlate(Study)
        .scalar_subquery()
    )
    stands = or_(StudyAnswer.is_yes.is_(False), StudyAnswer.text_number >= oldest)
    return (
        asking_studies(actor)
        .outerjoin(StudyAnswer, StudyAnswer.id == last)
        .where(or_(StudyAnswer.id.is_(None), ~stands))
        .with_only_columns(
            literal(OWN),
            null().cast(Uuid),
            Study.id,
            Study.opened_on,
            NO_DAY,
            Study.title,
            NO_DAY,
            NO_DAY,
            Study.created_at,
            StudyAnswer.text_number,
            NO_NUMBER,
            maintain_column_froms=True,
        )
    )


def map_own_courses(
    session: Session, case_ids: Sequence[UUID], actor: Actor
) -> tuple[dict[UUID, CaseCourse], tuple[StudyAsk, ...]]:
    """The course of each case as `map_courses` has it, and the studies that wait for the actor's own answer, in one query."""
    parts: tuple[Any, ...] = (*_PARTS.selects, _select_own(actor))
    statement = union_all(*parts).order_by("day", "written_at", "id")
    rows: Sequence[Any] = session.execute(statement, {"case_ids": case_ids}).all()
    asks = tuple(StudyAsk(row[2], row[5], row[9] is not None) for row in rows if row[0] == OWN)
    return _sort_rows(row for row in rows if row[0] != OWN), asks


def map_courses(session: Session, case_ids: Sequence[UUID]) -> dict[UUID, CaseCourse]:
    """The course of each case; cases without a pause, a review, anything to be discussed or a study are left out."""
    if not case_ids:
        return {}
    return _sort_rows(session.execute(_COURSE, {"case_ids": case_ids}))


def _sort_rows(rows: Iterable[Any]) -> dict[UUID, CaseCourse]:
    pauses: dict[UUID, list[PauseLine]] = {}
    reviews: dict[UUID, list[ReviewLine]] = {}
    raised: dict[UUID, list[date]] = {}
    asking: dict[UUID, list[Sequence[Any]]] = {}
    answers: dict[tuple[UUID, UUID], list[Sequence[Any]]] = {}
    marks: set[tuple[UUID, UUID]] = set()
    for row in rows:
        kind, case_id, row_id, day, until, reason, follow_up_on, followed_up_on, _, _, _ = row
        if kind == PAUSE:
            pauses.setdefault(case_id, []).append(
                PauseLine(case_id, row_id, day, until, reason, follow_up_on)
            )
        elif kind == REVIEW:
            reviews.setdefault(case_id, []).append(ReviewLine(day, until, follow_up_on, followed_up_on))
        elif kind == TOPIC:
            raised.setdefault(case_id, []).append(day)
        elif kind == ASKING:
            asking.setdefault(case_id, []).append(row)
        elif kind == ANSWER:
            answers.setdefault((case_id, row_id), []).append(row)
        else:
            marks.add((case_id, row_id))
    return {
        case_id: CaseCourse(
            tuple(reversed(pauses.get(case_id, ()))),
            summarise_reviews(reversed(reviews.get(case_id, [])), raised.get(case_id, ())),
            tuple(
                _describe_study(row, answers.get((case_id, row[2]), ()), is_marked=(case_id, row[2]) in marks)
                for row in asking.get(case_id, ())
            ),
        )
        for case_id in pauses.keys() | reviews.keys() | raised.keys() | asking.keys()
    }


def _describe_study(row: Sequence[Any], answers: Sequence[Sequence[Any]], *, is_marked: bool) -> AskingStudy:
    study_id, title, latest, standing = row[2], row[5], row[9], row[10]
    purpose = make_purpose(study_id, TextVersions(latest or 0, standing or 0))
    given = [
        GivenConsent(
            purpose=purpose.key,
            version=number,
            given_on=given_on,
            withdrawn_on=withdrawn_on,
            expires_on=expires_on,
            is_refusal=bool(is_refusal),
        )
        for _, _, _, given_on, expires_on, _, withdrawn_on, _, _, number, is_refusal in answers
    ]
    return AskingStudy(study_id, title, purpose, tuple(reversed(given)), is_marked)
