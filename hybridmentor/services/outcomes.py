"""How a case went: closing it, mending what was said then, and asking again later."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.domain.answers import read_answers, read_day
from hybridmentor.domain.fault import Fault
from hybridmentor.domain.form_fields import CLOSING_ANSWERS, RATING, read_ends
from hybridmentor.domain.form_state import check_ends
from hybridmentor.domain.outcome import (
    FACT_CODE_SETS,
    SEVERAL_FACTS,
    Outcome,
    build_outcome,
    check_outcome,
    write_facts,
)
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import Case, CaseOutcome
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.outcomes import find_closing_outcome
from hybridmentor.services import audit
from hybridmentor.services.case_forms import find_or_add_form, pick_answers, put_answers
from hybridmentor.services.demands import demand
from hybridmentor.services.revisions import keep_revision, merge_changes, simplify_answer

FACTS = (*FACT_CODE_SETS, "position_percent", "job_started_on")
"""The names of all facts of an outcome."""


def close_case(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    *,
    closed_on: date,
    follow_up_on: date | None,
    facts: Mapping[str, Any],
    note: str | None,
    answers: Mapping[str, Any] | None = None,
    version: int | None = None,
) -> CaseOutcome:
    """Close a case with its outcome as separate facts, each of which may be unknown or hold several keys.

    `answers` are those of `CLOSING_ANSWERS` that were asked, and `version` the form's version that they were asked from:
    EditConflict if somebody has answered one of them otherwise since. InvalidInput at the field for facts that exclude each
    other and for ends in the wrong order. A mentor's time is left open: the mentor may go on without Nav.
    """
    demand(actor, Permission.CLOSE_CASE, visible.facts)
    case = visible.case
    outcome = build_outcome(facts)
    form = find_or_add_form(session, actor, visible)
    given = {key: simplify_answer(value) for key, value in (answers or {}).items()}
    if version is not None:
        given, _ = merge_changes(session, form, "case_form", pick_answers(form, given), given, version)
    refuse(check_outcome(outcome, get_practice_model(case.practice_model)))
    refuse(check_ends(read_ends({**read_answers(form), **given}, case.opened_on, closed_on), actor.today))
    before = {"closed_on": case.closed_on, "follow_up_on": case.follow_up_on}
    keep_revision(session, actor, case, "case_closing", case, before)
    case.closed_on, case.follow_up_on = closed_on, follow_up_on
    if given:
        put_answers(session, actor, visible, form, given)
    row = CaseOutcome(
        case=case,
        moment="closing",
        measured_on=closed_on,
        facts=write_facts(outcome, facts),
        note=note,
        created_by=actor.user_id,
    )
    session.add(row)
    audit.record(
        session, actor, "case.close", noun="case", row_id=case.id, case_id=case.id, office_id=case.office_id
    )
    session.flush()
    return row


def refuse(faults: tuple[Fault, ...]) -> None:
    """Stop at the first fault, at its field."""
    if faults:
        raise InvalidInput(faults[0].message, field=faults[0].field)


def read_outcome_values(
    row: CaseOutcome, case: Case, answers: Mapping[str, Any], ratings: Iterable[str] = ()
) -> dict[str, Any]:
    """What the page that mends an outcome holds, by field key, in the form that JSON holds it.

    The facts, the note, when to ask again (`later_on`) or why not; at closing also the day it closed, the form's answers
    about the end and the `ratings` named; at a later measurement its day (`measured_on`).
    """
    values: dict[str, Any] = {name: read_fact(name, row.facts.get(name)) for name in FACTS}
    values |= {"note": row.note, "later_on": simplify_answer(case.follow_up_on)}
    if row.moment == "closing":
        values["closed_on"] = simplify_answer(case.closed_on)
        return values | {key: answers.get(key) for key in (*CLOSING_ANSWERS, *ratings)}
    return values | {"measured_on": row.measured_on.isoformat(), "later_reason": answers.get("later_reason")}


def read_fact(name: str, kept: Any) -> Any:
    """A kept fact as its field holds it: a key where it takes one, sorted keys where it takes several, a number as text."""
    if isinstance(kept, list):
        return sorted(kept) if name in SEVERAL_FACTS else kept[0]
    return f"{kept:g}" if isinstance(kept, float | int) else kept


def correct_outcome(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    row: CaseOutcome,
    *,
    version: int,
    sent: Mapping[str, Any],
) -> bool:
    """Mend what was said at closing, or at a later measurement; the earlier version is kept.

    `sent` holds what is to change, by the names of `read_outcome_values`; whether others' changes were merged in.
    EditConflict if somebody else changed the same, InvalidInput at the field for what cannot be.
    """
    demand(actor, Permission.FOLLOW_UP_CASE, visible.facts)
    case = visible.case
    form = find_or_add_form(session, actor, visible)
    ratings = [key for key in sent if key.startswith(RATING)]
    before = read_outcome_values(row, case, read_answers(form), ratings)
    wanted = {name: simplify_answer(sent[name]) for name in before if name in sent}
    changed, merged = merge_changes(session, row, "case_outcome", before, wanted, version)
    values = before | changed
    if values == before:
        return merged
    outcome = check_values(case, actor, {**read_answers(form), **values}, row.moment)
    if row.moment == "later":
        touch_closing(session, actor, case, read_answers(form))
    keep_revision(session, actor, case, "case_outcome", row, before)
    row.facts, row.note = write_facts(outcome, values), values["note"]
    case.follow_up_on = read_day(values["later_on"])
    if row.moment == "closing":
        case.closed_on = row.measured_on = date.fromisoformat(values["closed_on"])
        put_answers(session, actor, visible, form, {key: values[key] for key in (*CLOSING_ANSWERS, *ratings)})
    else:
        move_measurement(session, row, values["measured_on"])
        put_answers(session, actor, visible, form, {"later_reason": values["later_reason"]})
    record(session, actor, "case_outcome.correct", row, case)
    return merged


def add_follow_up(
    session: Session, actor: Actor, visible: VisibleCase, *, sent: Mapping[str, Any]
) -> CaseOutcome:
    """What was found out at a later measurement of a closed case, facts about the day it was made.

    `sent` has `measured_on`, `later_on` (when to ask once more) or `later_reason` (why not), `note` and facts by name.
    InvalidInput at `measured_on` where that day has one already.
    """
    demand(actor, Permission.FOLLOW_UP_CASE, visible.facts)
    case = visible.case
    values = {name: simplify_answer(value) for name, value in sent.items()}
    outcome = check_values(case, actor, values, "later")
    row = CaseOutcome(
        case=case,
        moment="later",
        facts=write_facts(outcome, values),
        note=values.get("note"),
        created_by=actor.user_id,
    )
    move_measurement(session, row, values["measured_on"])
    form = find_or_add_form(session, actor, visible)
    touch_closing(session, actor, case, read_answers(form))
    session.add(row)
    keep_revision(
        session,
        actor,
        case,
        "case_closing",
        case,
        {"closed_on": case.closed_on, "follow_up_on": case.follow_up_on},
    )
    case.follow_up_on = read_day(values.get("later_on"))
    put_answers(session, actor, visible, form, {"later_reason": values.get("later_reason")})
    record(session, actor, "case_outcome.follow_up", row, case)
    return row


def touch_closing(session: Session, actor: Actor, case: Case, answers: Mapping[str, Any]) -> None:
    """Count the version of the closing up before the days that its page shows too are changed elsewhere.

    Somebody who has that page open then meets the change instead of writing the old day back.
    """
    closing = find_closing_outcome(session, case.id)
    if closing is not None:
        ratings = [key for key in answers if key.startswith(RATING)]
        before = read_outcome_values(closing, case, answers, ratings)
        keep_revision(session, actor, case, "case_outcome", closing, before)


def check_values(case: Case, actor: Actor, values: Mapping[str, Any], moment: str) -> Outcome:
    """The outcome in the values, if it and its days can be; InvalidInput at the field if not."""
    facts = {name: values.get(name) for name in FACTS}
    if isinstance(facts["position_percent"], str):
        facts["position_percent"] = float(facts["position_percent"])
    outcome = build_outcome(facts)
    refuse(check_outcome(outcome, get_practice_model(case.practice_model)))
    if moment == "later" and case.closed_on and values["measured_on"] < case.closed_on.isoformat():
        raise InvalidInput(Message("outcome.error.before_closing"), field="measured_on")
    if moment == "closing":
        if not values["closed_on"]:
            message = Message("error.required", field=Message("form.field.closed_on"))
            raise InvalidInput(message, field="closed_on")
        refuse(check_ends(read_ends(values, case.opened_on, read_day(values["closed_on"])), actor.today))
    return outcome


def move_measurement(session: Session, row: CaseOutcome, day: str) -> None:
    """Set the day of a later measurement; there is one a day."""
    measured_on = date.fromisoformat(day)
    taken = select(CaseOutcome.id).where(
        CaseOutcome.case_id == row.case.id,
        CaseOutcome.moment == "later",
        CaseOutcome.measured_on == measured_on,
        CaseOutcome.id != row.id,
    )
    with session.no_autoflush:
        if session.scalars(taken).first() is not None:
            raise InvalidInput(Message("outcome.error.same_day"), field="measured_on")
    row.measured_on = measured_on


def record(session: Session, actor: Actor, action: str, row: CaseOutcome, case: Case) -> None:
    """The audit row of a change to an outcome."""
    audit.record(
        session,
        actor,
        action,
        noun="case_outcome",
        row_id=row.id,
        case_id=case.id,
        office_id=case.office_id,
    )
    session.flush()
