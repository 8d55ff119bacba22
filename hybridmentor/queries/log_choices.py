"""The cases that somebody may be about to log in: one's own, what presses and what was logged last first, or a search."""

from dataclasses import dataclass
from datetime import date, time
from uuid import UUID

from sqlalchemy.orm import Session

from hybridmentor.domain.attention import Need, judge_relationships, list_needs
from hybridmentor.errors import Message
from hybridmentor.identity import Actor
from hybridmentor.models import Case
from hybridmentor.policy import scopes
from hybridmentor.policy.facts import gather_case_facts
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.cases import search_cases
from hybridmentor.queries.situations import CaseInView, gather_situations

MOST_CASES = 200
PRESSING = ("planned_today", "no_answer", "overdue", "did_it_happen", "soon")
"""The needs that a contact answers, what presses most first."""


@dataclass(frozen=True)
class PlannedVisit:
    """A planned contact that nobody has answered."""

    contact_id: UUID
    day: date
    starts_at: time | None
    relationships: tuple[str, ...]


@dataclass(frozen=True)
class LogChoice:
    """A case to log in, as plain values: they outlive a unit of work that is rolled back."""

    case_id: UUID
    number: str
    jobseeker: str
    employer: str | None
    mentor: str | None
    opened_on: date | None
    reason: Message
    """Why it stands where it stands."""
    kind: str | None
    """The need that presses most, one of `PRESSING`; None where nothing does."""
    relationship: str | None
    """Whom the next contact is agreed with."""
    planned: tuple[PlannedVisit, ...]
    """What waits for an answer up to today, the latest first."""


def list_own_choices(session: Session, actor: Actor) -> list[LogChoice]:
    """The actor's own open cases, at most 200: what presses, then what was logged last, then what has never been."""
    wanted = (
        scopes.own_cases(actor)
        .where(Case.origin == "office", Case.closed_on.is_(None))
        .order_by(Case.opened_on, Case.id)
        .limit(MOST_CASES)
    )
    ranked = []
    for seen in gather_situations(session, wanted, actor.today):
        choice, need = _describe(seen, actor.today)
        last = seen.situation.last_entry_on or date.min
        presses = PRESSING.index(need.kind) if need else len(PRESSING)
        day = (need.day if need else None) or date.max
        ranked.append(((presses, day, -last.toordinal(), choice.number), choice))
    return [choice for _, choice in sorted(ranked, key=lambda one: one[0])]


def search_choices(session: Session, actor: Actor, term: str) -> tuple[list[LogChoice], bool]:
    """The cases that `search_cases` finds and in which the actor may log, in its order; and whether some are left out."""
    cases, more = search_cases(session, actor, term)
    ids = [case.id for case in cases]
    chosen = scopes.own_cases(actor).where(Case.id.in_(ids))
    own = set(session.scalars(chosen.with_only_columns(Case.id)))
    allowed = [case.id for case in cases if _may_log(actor, case, case.id in own)]
    seen = gather_situations(session, scopes.visible_cases(actor, allowed), actor.today)
    found = {one.case.id: _describe(one, actor.today)[0] for one in seen}
    return [found[case_id] for case_id in allowed if case_id in found], more


def _may_log(actor: Actor, case: Case, has_part: bool) -> bool:
    facts = gather_case_facts(case, actor_has_part=has_part, actor_is_recused=False)
    return permits(actor, Permission.LOG_CONTACT, facts)


def _describe(seen: CaseInView, today: date) -> tuple[LogChoice, Need | None]:
    case, situation = seen.case, seen.situation
    need = next((one for one in list_needs(situation, today) if one.kind in PRESSING), None)
    planned = [
        PlannedVisit(one.id, one.occurred_on, one.starts_at, one.relationship_keys)
        for one in seen.planned
        if one.occurred_on <= today
    ]
    last = situation.last_entry_on
    choice = LogChoice(
        case_id=case.id,
        number=case.number,
        jobseeker=(case.jobseeker.name if case.jobseeker else None) or case.number,
        employer=case.employer.name if case.employer else None,
        mentor=seen.mentor.person.name if seen.mentor else None,
        opened_on=case.opened_on,
        reason=need.cause if need else Message("log.last", day=last) if last else Message("log.none_yet"),
        kind=need.kind if need else None,
        relationship=need.relationship if need else _find_next(seen, today),
        planned=tuple(sorted(planned, key=lambda one: (one.day, str(one.contact_id)), reverse=True)),
    )
    return choice, need


def _find_next(seen: CaseInView, today: date) -> str | None:
    """Whom the contact that is due first is agreed with."""
    states = judge_relationships(seen.situation, today)
    due = [(state.due_on, key) for key, state in states.items() if state.due_on is not None]
    return min(due)[1] if due else None
