"""The steps of a case: any order, skipped with a reason."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from hybridmentor.identity import Actor
from hybridmentor.models import CaseStep
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.services import audit
from hybridmentor.services.cases import demand
from hybridmentor.services.revisions import EditConflict, FieldConflict, keep_revision, merge_changes

STEP_FIELDS = ("status", "done_on", "note", "skip_reason")


def read_step_values(step: CaseStep) -> dict[str, Any]:
    """What the form of a step holds, by field name."""
    return {name: getattr(step, name) for name in STEP_FIELDS}


def save_step(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    step: CaseStep,
    *,
    version: int,
    sent: Mapping[str, Any],
) -> bool:
    """Change a step; whether others' changes were merged in. EditConflict if the same field was changed by both."""
    demand(actor, Permission.EDIT_CASE, visible.facts)
    case = visible.case
    before = read_step_values(step)
    values, merged = merge_changes(
        session, step, "case_step", before, {name: sent[name] for name in STEP_FIELDS}, version
    )
    if merged and values["status"] == "skipped" and not values["skip_reason"]:
        # One has emptied the reason that the other leans on: neither alone is wrong, together they are.
        reason = FieldConflict("skip_reason", None, before["skip_reason"], sent["skip_reason"])
        raise EditConflict([reason], before, step.version, merged=values)
    if values["status"] != "skipped":
        values["skip_reason"] = None
    if values == before:
        return merged
    keep_revision(session, actor, case, "case_step", step, before)
    for name, value in values.items():
        setattr(step, name, value)
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
