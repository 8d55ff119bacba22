"""The registration form of a case: what is typed on it. What steps and contacts hold is not typed again."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from hybridmentor.domain.answers import read_answers, read_day, write_answers
from hybridmentor.domain.form_fields import FORM_KEYS, PARALLEL_PARTS, PARALLEL_ROWS, name_parallel
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import CaseForm
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.case_forms import find_case_form
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.services import audit
from hybridmentor.services.demands import demand
from hybridmentor.services.revisions import (
    EditConflict,
    FieldConflict,
    keep_revision,
    merge_changes,
    simplify_answer,
)

CONFIRMED = "log_confirmed_to"
"""The answer that also stands as a plain day."""


def confirm_log(session: Session, actor: Actor, visible: VisibleCase, *, to_on: date) -> None:
    """Say that the log is complete up to the day. InvalidInput for a day ahead, or before one that is confirmed already."""
    demand(actor, Permission.LOG_CONTACT, visible.facts)
    if to_on > actor.today:
        raise InvalidInput(Message("contact.error.in_future"), field="to_on")
    form = find_or_add_form(session, actor, visible)
    known = read_day(read_answers(form).get(CONFIRMED))
    if known is not None and to_on < known:
        raise InvalidInput(Message("confirm.error.earlier", day=known), field="to_on")
    put_answers(session, actor, visible, form, {CONFIRMED: to_on.isoformat()})


def find_or_add_form(session: Session, actor: Actor, visible: VisibleCase) -> CaseForm:
    """The case's form, made the first time somebody writes on it. The case row is locked by the caller."""
    form = find_case_form(session, visible.case.id)
    if form is None:
        form = CaseForm(case=visible.case, created_by=actor.user_id)
        session.add(form)
        session.flush()
    return form


def save_answers(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    *,
    version: int,
    sent: Mapping[str, Any],
) -> bool:
    """Change the answers in `sent`, by field key; the others stand. Whether others' changes were merged in.

    EditConflict if somebody else has changed one of them to something else.
    """
    demand(actor, Permission.EDIT_CASE, visible.facts)
    form = find_or_add_form(session, actor, visible)
    wanted = {key: simplify_answer(value) for key, value in sent.items()}
    before = pick_answers(form, wanted)
    values, merged = merge_changes(session, form, "case_form", before, wanted, version)
    for row in range(1, PARALLEL_ROWS + 1) if merged else ():
        # One has emptied the measure that the other gives days to: neither alone is wrong, together they are.
        kind, *days = (name_parallel(row, part) for part in PARALLEL_PARTS)
        if kind in values and not values[kind] and any(values.get(day) for day in days):
            conflict = FieldConflict(kind, None, before[kind], wanted[kind])
            raise EditConflict([conflict], before, form.version, merged=values)
    put_answers(session, actor, visible, form, values)
    return merged


def put_answers(
    session: Session, actor: Actor, visible: VisibleCase, form: CaseForm, values: Mapping[str, Any]
) -> None:
    """Store answers with the earlier ones kept; nothing happens where none differs."""
    if CONFIRMED in values:
        form.log_confirmed_on = read_day(values[CONFIRMED])
    if pick_answers(form, values) == dict(values):
        return
    answers = read_answers(form)
    # What was unanswered is kept as such: a form filled in from that version must not look changed by somebody else.
    earlier = {**dict.fromkeys((*FORM_KEYS, *values)), **answers}
    keep_revision(session, actor, visible.case, "case_form", form, earlier)
    write_answers(form, {**answers, **values})
    audit.record(
        session,
        actor,
        "case_form.save",
        noun="case_form",
        row_id=form.id,
        case_id=form.case_id,
        office_id=visible.case.office_id,
    )
    session.flush()


def pick_answers(form: CaseForm | None, keys: Iterable[str]) -> dict[str, Any]:
    """The form's answers to the keys; None for what is not answered."""
    answers = read_answers(form)
    return {key: answers.get(key) for key in keys}
