"""Agreeing how often to be in touch."""

from collections.abc import Mapping
from datetime import date, timedelta

from sqlalchemy.orm import Session

from hybridmentor.identity import Actor
from hybridmentor.models import ContactPlan
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.contact_plans import map_current_plans
from hybridmentor.services import audit
from hybridmentor.services.cases import demand
from hybridmentor.services.revisions import EditConflict, keep_revision, merge_fields

Intervals = Mapping[str, int | None]


def agree_contacts(
    session: Session, actor: Actor, visible: VisibleCase, *, sent: Intervals, shown: Intervals, from_on: date
) -> bool:
    """Agree on an interval in days for each relationship; whether others' changes were merged in.

    `shown` is what stood in the form when it was filled in. EditConflict if somebody else has agreed otherwise since.
    """
    demand(actor, Permission.EDIT_CASE, visible.facts)
    plans = map_current_plans(session, [visible.case.id], from_on)
    current = {
        key: plans[visible.case.id, key].every_days if (visible.case.id, key) in plans else None
        for key in sent
    }
    merged, conflicts = merge_fields(shown, current, sent)
    if conflicts:
        raise EditConflict(conflicts, current, 0, merged=merged)
    for key, days in merged.items():
        if days != current[key]:
            agree_contact(session, actor, visible, relationship_key=key, every_days=days, from_on=from_on)
    return any(merged[key] != sent[key] for key in sent)


def agree_contact(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    *,
    relationship_key: str,
    every_days: int | None,
    from_on: date,
) -> ContactPlan | None:
    """Agree on an interval from the day; None ends the agreement. The one before ends the day before, the same one stands.

    What was agreed on the same day is replaced, and kept as it was.
    """
    demand(actor, Permission.EDIT_CASE, visible.facts)
    case = visible.case
    current = map_current_plans(session, [case.id], from_on).get((case.id, relationship_key))
    if (current.every_days if current else None) == every_days:
        return current
    plan = current
    if current is not None and current.from_on < from_on:
        current.to_on = from_on - timedelta(days=1)
        current.version += 1
        plan = None
    elif current is not None:
        keep_revision(session, actor, case, "contact_plan", current, {"every_days": current.every_days})
        if every_days is None:
            session.delete(current)
            plan = None
        else:
            current.every_days = every_days
    if plan is None and every_days is not None:
        plan = ContactPlan(
            case_id=case.id,
            relationship_key=relationship_key,
            every_days=every_days,
            from_on=from_on,
            created_by=actor.user_id,
        )
        session.add(plan)
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
