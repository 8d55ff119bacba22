"""Offering a company or a mentor in a case, and keeping what each side said."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from hybridmentor.domain.match_reasons import keep_reasons
from hybridmentor.domain.suggestions import Suggestion
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import Case, Match
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.matches import list_matches
from hybridmentor.services import audit
from hybridmentor.services.demands import demand
from hybridmentor.services.revisions import keep_revision, merge_changes

MATCH_FIELDS = ("jobseeker_answer", "other_answer", "has_lasted")


def read_match_values(match: Match) -> dict[str, Any]:
    """What the form of a match holds, by field name."""
    return {name: getattr(match, name) for name in MATCH_FIELDS}


def offer_match(session: Session, actor: Actor, visible: VisibleCase, suggestion: Suggestion) -> Match:
    """Note that a company or a mentor has been offered, with what spoke for and against; InvalidInput for the second time."""
    demand(actor, Permission.EDIT_CASE, visible.facts)
    case, offered = visible.case, UUID(suggestion.offer.key)
    if any(offered in (one.employer_id, one.person_id) for one in list_matches(session, case.id)):
        raise InvalidInput(Message("match.error.offered"))
    match = Match(
        case_id=case.id,
        office_id=case.office_id,
        employer_id=offered if suggestion.offer.kind == "employer" else None,
        person_id=offered if suggestion.offer.kind == "mentor" else None,
        verdicts=json.dumps(keep_reasons(suggestion), sort_keys=True),
        offered_on=actor.today,
        created_by=actor.user_id,
    )
    session.add(match)
    record_deed(session, actor, match, case, "match.offer")
    session.flush()
    return match


def save_match(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    match: Match,
    *,
    version: int,
    sent: Mapping[str, Any],
) -> bool:
    """Keep what each side said; whether others' changes were merged in. EditConflict if the same field was changed by both.

    InvalidInput where something is said to have lasted that not both have accepted.
    """
    demand(actor, Permission.EDIT_CASE, visible.facts)
    before = read_match_values(match)
    values, merged = merge_changes(
        session, match, "match", before, {name: sent[name] for name in MATCH_FIELDS}, version
    )
    if values["has_lasted"] is not None and {values["jobseeker_answer"], values["other_answer"]} != {
        "accepted"
    }:
        raise InvalidInput(Message("match.error.lasted"), field="has_lasted")
    if values == before:
        return merged
    keep_revision(session, actor, visible.case, "match", match, before)
    for name, value in values.items():
        setattr(match, name, value)
    record_deed(session, actor, match, visible.case, "match.save")
    session.flush()
    return merged


def record_deed(session: Session, actor: Actor, match: Match, case: Case, action: str) -> None:
    """The audit row of a deed."""
    audit.record(
        session,
        actor,
        action,
        noun="match",
        row_id=match.id,
        case_id=case.id,
        office_id=case.office_id,
    )
