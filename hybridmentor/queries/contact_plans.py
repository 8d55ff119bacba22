"""Agreed contact: what is agreed, for cases from a scoped query."""

from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hybridmentor.domain.contact_plan import Agreement, Phase
from hybridmentor.models import ContactPlan, ContactPlanPhase
from hybridmentor.queries.parameters import CASE_IDS, TODAY


def map_current_plans(
    session: Session, case_ids: Sequence[UUID], today: date
) -> dict[tuple[UUID, str], ContactPlan]:
    """What is agreed today per case and relationship, phases loaded; nothing where nothing is agreed."""
    if not case_ids:
        return {}
    statement = (
        select(ContactPlan)
        .where(
            ContactPlan.case_id.in_(case_ids),
            ContactPlan.from_on <= today,
            or_(ContactPlan.to_on.is_(None), ContactPlan.to_on >= today),
        )
        .order_by(ContactPlan.from_on, ContactPlan.id)
    )
    return {(row.case_id, row.relationship_key): row for row in session.scalars(statement).unique()}


_CURRENT = (
    select(
        ContactPlan.case_id,
        ContactPlan.relationship_key,
        ContactPlan.from_on,
        ContactPlan.state,
        ContactPlan.to_on,
        ContactPlan.id,
        ContactPlanPhase.from_week,
        ContactPlanPhase.every_days,
        ContactPlanPhase.form,
    )
    .outerjoin(ContactPlanPhase, ContactPlanPhase.plan_id == ContactPlan.id)
    .where(
        ContactPlan.case_id.in_(CASE_IDS),
        ContactPlan.from_on <= TODAY,
        or_(ContactPlan.to_on.is_(None), ContactPlan.to_on >= TODAY),
    )
    .order_by(ContactPlan.from_on, ContactPlan.id, ContactPlanPhase.from_week)
)


def map_current_agreements(
    session: Session, case_ids: Sequence[UUID], today: date
) -> dict[tuple[UUID, str], Agreement]:
    """The same as `map_current_plans` as the domain has it, read as plain values."""
    if not case_ids:
        return {}
    rows_of: Iterable[Any] = session.execute(_CURRENT, {"case_ids": case_ids, "today": today})
    found: dict[tuple[UUID, str], Agreement] = {}
    for _, rows in groupby(rows_of, key=itemgetter(5)):
        phases = list(rows)
        case_id, key, from_on, state, to_on = phases[0][:5]
        rhythm = tuple(Phase(*row[6:]) for row in phases if row[6] is not None)
        found[case_id, key] = Agreement(from_on, rhythm, state, to_on)
    return found


def list_plans(session: Session, case_id: UUID) -> Sequence[ContactPlan]:
    """All that has been agreed in a case, by relationship, the earliest first."""
    statement = (
        select(ContactPlan)
        .where(ContactPlan.case_id == case_id)
        .order_by(ContactPlan.relationship_key, ContactPlan.from_on, ContactPlan.id)
    )
    return session.scalars(statement).unique().all()


def pick_current(plans: Iterable[ContactPlan], today: date) -> dict[str, ContactPlan]:
    """Of a case's plans, the one in force today per relationship."""
    return {
        plan.relationship_key: plan
        for plan in sorted(plans, key=lambda plan: (plan.from_on, plan.id))
        if plan.from_on <= today and (plan.to_on is None or plan.to_on >= today)
    }


def describe_agreement(plan: ContactPlan | None) -> Agreement | None:
    """A stored agreement as the domain has it; None for none."""
    if plan is None:
        return None
    rhythm = tuple(Phase(phase.from_week, phase.every_days, phase.form) for phase in plan.phases)
    return Agreement(plan.from_on, rhythm, plan.state, plan.to_on)
