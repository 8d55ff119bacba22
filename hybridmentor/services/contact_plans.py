"""Agreeing how often to be in touch."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from hybridmentor.identity import Actor
from hybridmentor.models import ContactPlan
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.contact_plans import map_current_plans
from hybridmentor.services import audit
from hybridmentor.services.cases import demand


def agree_contact(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    *,
    relationship_key: str,
    every_days: int | None,
    from_on: date,
) -> ContactPlan | None:
    """Agree on an interval from the day; None ends the agreement. The one before ends the day before, the same one stands."""
    demand(actor, Permission.EDIT_CASE, visible.facts)
    case = visible.case
    current = map_current_plans(session, [case.id], from_on).get((case.id, relationship_key))
    if current is not None and current.every_days == every_days:
        return current
    if current is None and every_days is None:
        return None
    if current is not None:
        if current.from_on >= from_on:
            session.delete(current)
        else:
            current.to_on = from_on - timedelta(days=1)
    plan = None
    if every_days is not None:
        plan = ContactPlan(
            case_id=case.id,
            relationship_key=relationship_key,
            every_days=every_days,
            from_on=from_on,
            created_by=actor.user_id,
        )
        session.add(plan)
    session.flush()
    audit.record(
        session,
        actor,
        "contact_plan.agree" if plan else "contact_plan.end",
        noun="contact_plan",
        row_id=plan.id if plan else current.id if current else None,
        case_id=case.id,
        office_id=case.office_id,
        detail=relationship_key,
    )
    return plan
