"""The steps of a case: any order, skipped with a reason, with what is noted in each."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from hybridmentor.domain.answers import read_answers, write_answers
from hybridmentor.domain.form_state import FormField
from hybridmentor.domain.step_fields import CASE_COLUMNS, DEPENDENT_FIELDS, list_step_fields
from hybridmentor.identity import Actor
from hybridmentor.models import Case, CaseStep
from hybridmentor.policy.permissions import Permission
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

STEP_FIELDS = ("status", "done_on", "note", "skip_reason")


def read_step_values(step: CaseStep) -> dict[str, Any]:
    """How far a step has come, by field name."""
    return {name: getattr(step, name) for name in STEP_FIELDS}


def read_step_answers(step: CaseStep, case: Case) -> dict[str, Any]:
    """What is noted in a step, by field key and in the form that JSON holds it; None for what is not answered.

    A few answers are kept by the case itself (`CASE_COLUMNS`).
    """
    answers = read_answers(step)
    return {field.key: read_answer(field, answers, case) for field in list_step_fields(step.step)}


def read_answer(field: FormField, answers: Mapping[str, Any], case: Case) -> Any:
    """One answer, from the step or from the case."""
    return getattr(case, field.key) if field.key in CASE_COLUMNS else answers.get(field.key)


def save_step(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    step: CaseStep,
    *,
    version: int,
    sent: Mapping[str, Any],
) -> bool:
    """Change a step; whether others' changes were merged in. EditConflict if the same field was changed by both.

    `sent` holds `STEP_FIELDS`, and of the step's own fields those that are to change. A step that becomes done without a day is
    done today: the form's date for it would otherwise go on being missed.
    """
    demand(actor, Permission.EDIT_CASE, visible.facts)
    case = visible.case
    answers = read_step_answers(step, case)
    before = {**read_step_values(step), **answers}
    wanted = {name: sent[name] for name in STEP_FIELDS}
    wanted |= {key: simplify_answer(sent[key]) for key in answers if key in sent}
    changed, merged = merge_changes(session, step, "case_step", before, wanted, version)
    values = before | changed
    if merged and values["status"] == "skipped" and not values["skip_reason"]:
        # One has emptied the reason that the other leans on: neither alone is wrong, together they are.
        reason = FieldConflict("skip_reason", None, before["skip_reason"], sent["skip_reason"])
        raise EditConflict([reason], before, step.version, merged=values)
    if values["status"] == "done" and before["status"] != "done" and values["done_on"] is None:
        values["done_on"] = actor.today
    if values["status"] != "skipped":
        values["skip_reason"] = None
    for key, (asked, answer) in DEPENDENT_FIELDS.items():
        if key in values and values[asked] != answer:
            values[key] = None
    if values == before:
        return merged
    keep_revision(session, actor, case, "case_step", step, before)
    for name in STEP_FIELDS:
        setattr(step, name, values[name])
    for key in answers:
        if key in CASE_COLUMNS:
            setattr(case, key, values[key])
    write_answers(
        step, {**read_answers(step), **{key: values[key] for key in answers if key not in CASE_COLUMNS}}
    )
    audit.record(
        session,
        actor,
        "case_step.save",
        noun="case_step",
        row_id=step.id,
        case_id=case.id,
        office_id=case.office_id,
        detail=step.step,
    )
    session.flush()
    return merged
