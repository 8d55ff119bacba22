"""Agreeing how often to be in touch, or that a relationship is not followed and why."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy.orm import Session

from hybridmentor.domain.contact_plan import ONGOING, Rhythm, read_rhythm, write_rhythm
from hybridmentor.identity import Actor
from hybridmentor.models import ContactPlan, ContactPlanPhase
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.contact_plans import describe_agreement, map_current_plans
from hybridmentor.services import audit
from hybridmentor.services.demands import demand
from hybridmentor.services.revisions import EditConflict, keep_revision, merge_fields

Agreed = Mapping[str, str]
"""By relationship, what `write_agreed` wrote."""


def write_agreed(plan: ContactPlan | None) -> str:
    """What is agreed as one text: a rhythm, or the state of a relationship that is not ongoing; empty for no agreement."""
    agreement = describe_agreement(plan)
    if agreement is None:
        return ""
    return write_rhythm(agreement.rhythm) if agreement.state == ONGOING else agreement.state


def read_agreed(text: str) -> tuple[str, Rhythm]:
    """State and rhythm of what `write_agreed` wrote. InvalidInput for a rhythm that makes no sense."""
    return (ONGOING, read_rhythm(text)) if not text or text[0].isdigit() else (text, ())


def agree_contacts(
    session: Session, actor: Actor, visible: VisibleCase, *, sent: Agreed, shown: Agreed, from_on: date
) -> bool:
    """Agree on each relationship of the form; whether others' changes were merged in.

    `shown` is what stood in the form when it was filled in. EditConflict if somebody else has agreed otherwise since.
    """
    demand(actor, Permission.EDIT_CASE, visible.facts)
    plans = map_current_plans(session, [visible.case.id], from_on)
    current = {key: write_agreed(plans.get((visible.case.id, key))) for key in sent}
    merged, conflicts = merge_fields(shown, current, sent)
    if conflicts:
        raise EditConflict(conflicts, current, 0, merged=merged)
    for key, agreed in merged.items():
        if agreed != current[key]:
            agree_contact(session, actor, visible, relationship_key=key, agreed=agreed, from_on=from_on)
    return any(merged[key] != sent[key] for key in sent)


def agree_contact(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    *,
    relationship_key: str,
    agreed: str,
    from_on: date,
) -> ContactPlan | None:
    """Agree on a rhythm or state from the day, as `write_agreed` writes it; an empty text ends the agreement.

    The one before ends the day before; the same one stands. What was agreed on the same day is replaced, and kept as it was.
    """
    demand(actor, Permission.EDIT_CASE, visible.facts)
    case = visible.case
    current = map_current_plans(session, [case.id], from_on).get((case.id, relationship_key))
    if write_agreed(current) == agreed:
        return current
    state, rhythm = read_agreed(agreed)
    plan = current
    if current is not None and current.from_on < from_on:
        current.to_on = from_on - timedelta(days=1)
        current.version += 1
        plan = None
    elif current is not None:
        keep_revision(session, actor, case, "contact_plan", current, {"agreed": write_agreed(current)})
        if not agreed:
            session.delete(current)
            plan = None
    if agreed:
        if plan is None:
            plan = ContactPlan(
                case_id=case.id, relationship_key=relationship_key, from_on=from_on, created_by=actor.user_id
            )
            session.add(plan)
        plan.state = state
        _write_phases(session, plan, rhythm)
    session.flush()
    row = plan or current
    audit.record(
        session,
        actor,
        "contact_plan.agree" if plan else "contact_plan.end",
        noun="contact_plan",
        row_id=row.id if row else None,
        case_id=case.id,
        office_id=case.office_id,
        detail=relationship_key,
    )
    return plan


def _write_phases(session: Session, plan: ContactPlan, rhythm: Rhythm) -> None:
    # The old ones go first, for a new one may begin in the same week.
    plan.phases = []
    session.flush()
    plan.phases = [
        ContactPlanPhase(from_week=one.from_week, every_days=one.every_days, form=one.form) for one in rhythm
    ]
