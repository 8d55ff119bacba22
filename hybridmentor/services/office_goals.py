"""An office's local goals, decided by its lead in its own words; and how many advisers are in the project of their own will."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from hybridmentor.domain.office_goals import MEASURES
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor, Membership
from hybridmentor.models import Office, OfficeGoal
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.services import audit
from hybridmentor.services.demands import demand
from hybridmentor.services.revisions import merge_unkept

GOAL_FIELDS = ("words", "measure", "target", "from_on", "to_on")
"""What the form of a goal holds."""


def read_goal_values(goal: OfficeGoal) -> dict[str, Any]:
    """What the form of a goal holds, by field name."""
    return {name: getattr(goal, name) for name in GOAL_FIELDS}


def add_goal(session: Session, actor: Actor, office: Membership, *, values: Mapping[str, Any]) -> OfficeGoal:
    """A new goal of the office. InvalidInput where days, measure and target do not fit each other."""
    demand(actor, Permission.SET_GOALS, OfficeFacts(office.office_id, office.purpose))
    told = {name: values[name] for name in GOAL_FIELDS}
    _check(told)
    goal = OfficeGoal(office_id=office.office_id, created_by=actor.user_id, **told)
    session.add(goal)
    session.flush()
    _record(session, actor, goal, "office_goal.add")
    session.flush()
    return goal


def edit_goal(
    session: Session,
    actor: Actor,
    office: Membership,
    goal: OfficeGoal,
    *,
    version: int,
    sent: Mapping[str, Any],
) -> None:
    """Change a goal of the office; EditConflict if it has been changed since the form was filled in."""
    demand(actor, Permission.SET_GOALS, OfficeFacts(office.office_id, office.purpose))
    before = read_goal_values(goal)
    values = merge_unkept(goal, before, {name: sent[name] for name in GOAL_FIELDS}, version)
    _check(values)
    if values == before:
        return
    for name, value in values.items():
        setattr(goal, name, value)
    goal.version += 1
    _record(session, actor, goal, "office_goal.edit")
    session.flush()


def mark_reached(
    session: Session, actor: Actor, office: Membership, goal: OfficeGoal, *, on: date | None
) -> None:
    """Say that a goal was reached on the day, or that it is not after all."""
    demand(actor, Permission.SET_GOALS, OfficeFacts(office.office_id, office.purpose))
    if goal.reached_on == on or (goal.reached_on is not None and on is not None):
        return
    goal.reached_on = on
    goal.version += 1
    _record(session, actor, goal, "office_goal.reach" if on is not None else "office_goal.take_up")
    session.flush()


def set_volunteers(session: Session, actor: Actor, office: Membership, *, number: int | None) -> None:
    """Keep how many advisers of the office are in the project of their own will, as its lead says today; None takes it away."""
    demand(actor, Permission.SET_GOALS, OfficeFacts(office.office_id, office.purpose))
    row = session.get_one(Office, office.office_id)
    row.volunteers, row.volunteers_on = number, actor.today if number is not None else None
    audit.record(session, actor, "office.volunteers", noun="office", row_id=row.id, office_id=row.id)
    session.flush()


def _check(values: Mapping[str, Any]) -> None:
    """Days in the right order, and a measure together with its target."""
    if values["to_on"] is not None and values["to_on"] < values["from_on"]:
        raise InvalidInput(Message("form.error.period_turned"), field="to_on")
    if values["measure"] is not None and values["measure"] not in MEASURES:
        raise InvalidInput(Message("error.choice"), field="measure")
    if values["measure"] is not None and values["target"] is None:
        raise InvalidInput(Message("goal.error.no_target"), field="target")
    if values["measure"] is None and values["target"] is not None:
        raise InvalidInput(Message("goal.error.no_measure"), field="measure")


def _record(session: Session, actor: Actor, goal: OfficeGoal, action: str) -> None:
    audit.record(session, actor, action, noun="office_goal", row_id=goal.id, office_id=goal.office_id)
