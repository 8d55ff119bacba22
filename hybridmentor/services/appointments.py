"""What comes of a planned contact: nothing, or another time. That it took place is logged like any other contact."""

from datetime import date, time
from uuid import UUID

from sqlalchemy.orm import Session

from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import ContactPoint
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.services.contacts import log_contact

ANSWERS = ("did_not_show", "attempted", "cancelled")
"""What may be said of a planned contact with one press of a button."""


def answer_appointment(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    planned: ContactPoint,
    *,
    outcome: str,
    mentor_id: UUID | None,
) -> ContactPoint:
    """Say that nothing came of a planned contact: one more entry, on its day, that follows it.

    Who and how are those of the plan; a form that was not agreed stays unknown. InvalidInput if somebody else has answered,
    and for a day ahead, on which nobody can have failed to come yet. Called off beforehand it counts on the day one says so.
    """
    if outcome not in ANSWERS:
        raise InvalidInput(Message("error.choice"), field="outcome")
    if planned.occurred_on > actor.today and outcome != "cancelled":
        raise InvalidInput(Message("planned.error.ahead"))
    return log_contact(
        session,
        actor,
        visible,
        occurred_on=min(planned.occurred_on, actor.today),
        relationships=[one.relationship_key for one in planned.participants],
        outcome=outcome,
        form=planned.form,
        sub_form=planned.sub_form,
        held_by=planned.held_by,
        via=planned.via,
        mentor_id=mentor_id,
        follows_id=planned.id,
    )


def move_appointment(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    planned: ContactPoint,
    *,
    planned_on: date,
    starts_at: time | None,
    mentor_id: UUID | None,
) -> ContactPoint:
    """Give a planned contact a new time: another planned one follows it, with all that was agreed but the time.

    InvalidInput for the time that it has already, and if somebody has answered it meanwhile.
    """
    if (planned_on, starts_at) == (planned.occurred_on, planned.starts_at):
        raise InvalidInput(Message("planned.error.same_time"), field="planned_on")
    return log_contact(
        session,
        actor,
        visible,
        occurred_on=planned_on,
        starts_at=starts_at,
        relationships=[one.relationship_key for one in planned.participants],
        outcome="planned",
        form=planned.form,
        sub_form=planned.sub_form,
        held_by=planned.held_by,
        via=planned.via,
        themes=[one.theme for one in planned.themes],
        note=planned.note,
        next_step=planned.next_step,
        mentor_id=mentor_id,
        follows_id=planned.id,
    )
