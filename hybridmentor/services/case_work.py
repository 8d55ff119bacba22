"""Work on a case without contact: time alone. It touches no clock and no figure of collaboration."""

from datetime import date

from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import CaseWork
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.services import audit
from hybridmentor.services.contacts import UNDO_TIME
from hybridmentor.services.demands import demand


def log_work(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    *,
    worked_on: date,
    kind: str,
    minutes_band: str,
) -> CaseWork:
    """Add time spent on a case: a key of `work_kind` and one of `minutes_band`. The case itself is not touched."""
    demand(actor, Permission.LOG_CONTACT, visible.facts)
    work = CaseWork(
        case_id=visible.case.id,
        worked_on=worked_on,
        kind=kind,
        minutes_band=minutes_band,
        created_by=actor.user_id,
    )
    session.add(work)
    session.flush()
    _record(session, actor, visible, work, "work.log")
    return work


def may_undo_work(actor: Actor, work: CaseWork) -> bool:
    """Whether the actor logged it, and not longer than `UNDO_TIME` ago."""
    return work.created_by == actor.user_id and clock.now() - work.created_at <= UNDO_TIME


def undo_work(session: Session, actor: Actor, visible: VisibleCase, work: CaseWork) -> None:
    """Take it back; nothing is left of it but the audit log. InvalidInput for somebody else's, and after `UNDO_TIME`."""
    demand(actor, Permission.LOG_CONTACT, visible.facts)
    if not may_undo_work(actor, work):
        raise InvalidInput(Message("work.error.undo_late"))
    session.delete(work)
    _record(session, actor, visible, work, "work.undo")
    session.flush()


def _record(session: Session, actor: Actor, visible: VisibleCase, work: CaseWork, action: str) -> None:
    audit.record(
        session,
        actor,
        action,
        noun="case_work",
        row_id=work.id,
        case_id=visible.case.id,
        office_id=visible.case.office_id,
        detail=work.kind,
    )
