"""Giving a case to another adviser: the one before ends the day before and leaves a note."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.domain.case_course import AdviserStretch, hand_over
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import Absence, Case, CaseRole, CaseTurn
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.handovers import follow_tenures, list_case_receivers, list_tenures, name_last_role
from hybridmentor.services import audit
from hybridmentor.services.absences import end_stand_in
from hybridmentor.services.demands import demand


def hand_over_case(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    *,
    to_user_id: int,
    on: date,
    note: str | None,
    last_role: str,
) -> CaseTurn:
    """The case has a new adviser from the day on; what the old one leaves is kept sealed with the case.

    `last_role` is whose time the page has shown as the last one (`name_last_role`). InvalidInput at `to` for somebody who
    is no adviser of the office and service today, who has the case already, or where the case has got another adviser
    meanwhile; at `from_on` for a day before or on which the present one began. The case row is locked by the caller.
    """
    demand(actor, Permission.HAND_OVER_CASE, visible.facts)
    case = visible.case
    tenures = list_tenures(session, [case.id])[case.id]
    chain = follow_tenures(tenures, actor)
    if last_role != name_last_role(chain):
        raise InvalidInput(Message("handover.error.changed"), field="to")
    receivers = {one.user_id: one for one in list_case_receivers(session, case, actor.today)}
    if to_user_id not in receivers:
        raise InvalidInput(Message("handover.error.receiver"), field="to")
    if any(t.user_id == to_user_id and t.to_on is None for t in tenures):
        raise InvalidInput(Message("form.error.handover_same"), field="to")
    if on < actor.today:
        raise InvalidInput(Message("handover.error.past"), field="from_on")
    stretches = [AdviserStretch(str(t.user_id), t.from_on, t.to_on) for t in chain]
    try:
        after = hand_over(stretches, str(to_user_id), on, note or "")
    except InvalidInput as fault:
        raise InvalidInput(fault.message, field="from_on" if fault.field == "on" else fault.field) from fault
    left = None
    if chain and chain[-1].to_on is None:
        left = session.get_one(CaseRole, chain[-1].role_id)
        left.to_on = after[-2].to_on
        _end_stand_ins(session, actor, case, left.user_id, last_on=after[-2].to_on)
    session.add(
        CaseRole(
            case_id=case.id,
            user_id=to_user_id,
            role="adviser",
            from_on=after[-1].from_on,
            created_by=actor.user_id,
        )
    )
    turn = CaseTurn(
        case=case,
        kind="handover",
        turned_on=on,
        from_user_id=left.user_id if left else None,
        to_user_id=to_user_id,
        note=note,
        created_by=actor.user_id,
    )
    session.add(turn)
    audit.record(
        session,
        actor,
        "case.hand_over",
        noun="case",
        row_id=case.id,
        case_id=case.id,
        office_id=case.office_id,
        detail=str(to_user_id),
    )
    session.flush()
    return turn


def _end_stand_ins(session: Session, actor: Actor, case: Case, user_id: int, *, last_on: date | None) -> None:
    """Whoever stands in for the adviser who hands the case over has no part in it after that."""
    statement = (
        select(CaseRole)
        .join(Absence, Absence.id == CaseRole.absence_id)
        .where(CaseRole.case_id == case.id, Absence.user_id == user_id, CaseRole.to_on > last_on)
    )
    if last_on is not None:
        for role in session.scalars(statement).all():
            end_stand_in(session, actor, role, case, last_on=last_on)
