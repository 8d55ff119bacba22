"""Going through a case: what was agreed is written down, changed, and followed up."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from hybridmentor.domain.case_review import check_review
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import Case, CaseReview
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.services import audit
from hybridmentor.services.demands import demand
from hybridmentor.services.revisions import keep_revision, merge_changes

REVIEW_FIELDS = ("held_on", "change", "follow_up", "follow_up_on", "next_on")
"""What the form of a review holds."""


def read_review_values(review: CaseReview) -> dict[str, Any]:
    """What the form of a review holds, by field name."""
    return {name: getattr(review, name) for name in REVIEW_FIELDS}


def add_review(
    session: Session, actor: Actor, visible: VisibleCase, *, values: Mapping[str, Any]
) -> CaseReview:
    """That the case was gone through. InvalidInput if its days do not fit."""
    demand(actor, Permission.REVIEW_CASE, visible.facts)
    told = {name: values.get(name) for name in REVIEW_FIELDS}
    refuse_faults(visible.case, told, actor)
    review = CaseReview(case=visible.case, created_by=actor.user_id, **told)
    session.add(review)
    session.flush()
    record_deed(session, actor, review, visible.case, "case_review.add")
    return review


def save_review(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    review: CaseReview,
    *,
    version: int,
    sent: Mapping[str, Any],
) -> bool:
    """Change a review; whether others' changes were merged in. EditConflict if the same field was changed by both."""
    demand(actor, Permission.REVIEW_CASE, visible.facts)
    before = read_review_values(review)
    wanted = {name: sent[name] for name in REVIEW_FIELDS}
    values, merged = merge_changes(session, review, "case_review", before, wanted, version)
    if values == before:
        return merged
    refuse_faults(visible.case, values, actor)
    if review.followed_up_on is not None and values["held_on"] > review.followed_up_on:
        raise InvalidInput(Message("review.error.after_follow_up"), field="held_on")
    keep_revision(session, actor, visible.case, "case_review", review, before)
    for name, value in values.items():
        setattr(review, name, value)
    record_deed(session, actor, review, visible.case, "case_review.save")
    return merged


def mark_follow_up(
    session: Session, actor: Actor, visible: VisibleCase, review: CaseReview, *, is_done: bool
) -> None:
    """Say that what a review left to be followed up has been, today, or that it has not after all.

    InvalidInput where it left nothing.
    """
    demand(actor, Permission.REVIEW_CASE, visible.facts)
    if review.follow_up is None:
        raise InvalidInput(Message("review.error.nothing"))
    if is_done != (review.followed_up_on is not None):
        review.followed_up_on = actor.today if is_done else None
        action = "case_review.follow_up" if is_done else "case_review.reopen"
        record_deed(session, actor, review, visible.case, action)
    session.flush()


def refuse_faults(case: Case, values: Mapping[str, Any], actor: Actor) -> None:
    """InvalidInput with the first fault in the days of a review."""
    told = {name: values[name] for name in REVIEW_FIELDS if name != "change"}
    for fault in check_review(**told, opened_on=case.opened_on, today=actor.today):
        raise InvalidInput(fault.message, field=fault.field)


def record_deed(session: Session, actor: Actor, review: CaseReview, case: Case, action: str) -> None:
    """The audit row of a change."""
    audit.record(
        session,
        actor,
        action,
        noun="case_review",
        row_id=review.id,
        case_id=case.id,
        office_id=case.office_id,
    )
    session.flush()
