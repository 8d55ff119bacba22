"""What was offered in a case, and what an office's answered matches rested on."""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, joinedload

from hybridmentor.domain.match_reasons import MatchOutcome
from hybridmentor.identity import Actor
from hybridmentor.models import Case, Match
from hybridmentor.policy import scopes


def list_matches(session: Session, case_id: UUID) -> Sequence[Match]:
    """All that was offered in a case that the actor has been shown, the latest first."""
    statement = (
        select(Match)
        .where(Match.case_id == case_id)
        .options(joinedload(Match.employer), joinedload(Match.person))
        .order_by(Match.offered_on.desc(), Match.id)
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).all()


def find_match(session: Session, case_id: UUID, match_id: UUID) -> Match | None:
    """One of them; None if the case has none with the id."""
    return next((one for one in list_matches(session, case_id) if one.id == match_id), None)


def list_outcomes(session: Session, actor: Actor, office_id: int) -> list[MatchOutcome]:
    """The answered matches of an office's cases that the actor sees: accepted by both sides, or declined by either."""
    seen = scopes.visible_cases(actor).with_only_columns(Case.id).where(Case.office_id == office_id)
    answered = or_(
        Match.jobseeker_answer == "declined",
        Match.other_answer == "declined",
        (Match.jobseeker_answer == "accepted") & (Match.other_answer == "accepted"),
    )
    statement = select(Match.verdicts, Match.jobseeker_answer, Match.other_answer, Match.has_lasted).where(
        Match.office_id == office_id, Match.case_id.in_(seen), answered
    )
    rows: Iterable[Any] = session.execute(statement)
    return [
        MatchOutcome(
            read_verdicts(verdicts),
            "declined" if "declined" in (jobseeker, other) else "accepted",
            bool(has_lasted),
        )
        for verdicts, jobseeker, other, has_lasted in rows
    ]


def read_verdicts(text: str) -> Mapping[str, str]:
    """The verdict of each criterion, as they are kept."""
    verdicts: dict[str, str] = json.loads(text)
    return verdicts
