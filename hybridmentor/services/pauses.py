"""Pauses in a case: begun, changed, and ended when somebody returns."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from hybridmentor.domain.case_course import Pause, check_pause, remind_of_end, return_from_pause
from hybridmentor.errors import InvalidInput
from hybridmentor.identity import Actor
from hybridmentor.models import Case, CasePause
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.pauses import describe_pause, list_pauses
from hybridmentor.services import audit
from hybridmentor.services.demands import demand
from hybridmentor.services.revisions import keep_revision, merge_changes

PAUSE_FIELDS = ("from_on", "to_on", "reason", "follow_up_on")


def read_pause_values(row: CasePause) -> dict[str, Any]:
    """What the form of a pause holds, by field name."""
    return {name: getattr(row, name) for name in PAUSE_FIELDS}


def begin_pause(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    *,
    from_on: date,
    to_on: date | None,
    reason: str,
    follow_up_on: date | None,
) -> CasePause:
    """A pause, also one that is to come or that nobody wrote down then. InvalidInput if its days do not fit.

    Where it has an end and no day to look at it again, that is the day after the end (`remind_of_end`).
    """
    demand(actor, Permission.EDIT_CASE, visible.facts)
    case = visible.case
    pause = check_days(Pause(from_on, to_on, reason, follow_up_on), list_pauses(session, case.id), case)
    pause = remind_of_end(pause, actor.today)
    row = CasePause(
        case_id=case.id,
        from_on=pause.from_on,
        to_on=pause.to_on,
        reason=pause.reason,
        follow_up_on=pause.follow_up_on,
        created_by=actor.user_id,
    )
    session.add(row)
    record(session, actor, case, row, "pause.begin")
    return row


def change_pause(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    row: CasePause,
    *,
    version: int,
    sent: Mapping[str, Any],
) -> bool:
    """Change a pause; whether others' changes were merged in. EditConflict if the same field was changed by both."""
    demand(actor, Permission.EDIT_CASE, visible.facts)
    case = visible.case
    before = read_pause_values(row)
    values, merged = merge_changes(
        session, row, "case_pause", before, {name: sent[name] for name in PAUSE_FIELDS}, version
    )
    others = [one for one in list_pauses(session, case.id) if one.id != row.id]
    pause = remind_of_end(check_days(Pause(**values), others, case), actor.today)
    values["follow_up_on"] = pause.follow_up_on
    if values != before:
        keep_revision(session, actor, case, "case_pause", row, before)
        for name, value in values.items():
            setattr(row, name, value)
        record(session, actor, case, row, "pause.change")
    return merged


def end_pause(session: Session, actor: Actor, visible: VisibleCase, *, on: date) -> CasePause | None:
    """Somebody is back: the pause ends the day before; one that began that day goes, and then there is none to give back.

    InvalidInput at `on` if the pause that began last does not hold that day: an older one is over and stays as it was.
    """
    demand(actor, Permission.EDIT_CASE, visible.facts)
    case = visible.case
    begun = [row for row in list_pauses(session, case.id) if row.from_on <= actor.today]
    rows = {row.from_on: row for row in begun[:1]}
    pauses = [describe_pause(row) for row in rows.values()]
    left = return_from_pause(pauses, on)
    ended = next(pause for pause in pauses if pause not in left)
    row = rows[ended.from_on]
    keep_revision(session, actor, case, "case_pause", row, read_pause_values(row))
    record(session, actor, case, row, "pause.end")
    now = next((pause for pause in left if pause.from_on == ended.from_on), None)
    if now is None:
        session.delete(row)
    else:
        row.to_on, row.follow_up_on = now.to_on, now.follow_up_on
    session.flush()
    return row if now is not None else None


def check_days(pause: Pause, others: Iterable[CasePause], case: Case) -> Pause:
    """The pause, if its days fit the case and its other pauses; InvalidInput with the first fault."""
    faults = check_pause(pause, [describe_pause(other) for other in others], case.opened_on or pause.from_on)
    for fault in faults:
        raise InvalidInput(fault.message, field=fault.field)
    return pause


def record(session: Session, actor: Actor, case: Case, row: CasePause, action: str) -> None:
    """The audit row of a deed about a pause."""
    audit.record(
        session,
        actor,
        action,
        noun="case_pause",
        row_id=row.id,
        case_id=case.id,
        office_id=case.office_id,
    )
    session.flush()
