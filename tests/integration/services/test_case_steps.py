"""The steps of a case: any order, skipped with a reason, changed by two at once."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from hybridmentor.db import HybridSession
from hybridmentor.errors import Conflict, InvalidInput
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, CaseStep, Revision
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.services.case_steps import read_step_values, save_step
from hybridmentor.services.revisions import EditConflict
from tests.integration.scenes import PRACTICE, find_step_row, open_through_service

TODAY = date(2026, 11, 24)
EMPTY = {"status": "open", "done_on": None, "note": None, "skip_reason": None}


def save(
    session: HybridSession,
    actor: Actor,
    visible: VisibleCase,
    key: str = "wishes",
    version: int | None = None,
    **sent: Any,
) -> bool:
    """Send the form of a step; what is not named stands as it is now."""
    step = find_step_row(session, visible.case.id, key)
    values = {**read_step_values(step), **sent}
    return save_step(session, actor, visible, step, version=version or step.version, sent=values)


def test_steps_are_taken_in_any_order(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    for key, status in (("share", "done"), ("wishes", "in_progress"), ("mentor", "done")):
        save(people, adviser, visible, key, status=status, done_on=TODAY, note=f"Om {key}")
    people.flush()
    people.expire_all()
    steps = {
        key: find_step_row(people, visible.case.id, key) for key in ("share", "wishes", "mentor", "company")
    }
    assert {key: step.status for key, step in steps.items()} == {
        "share": "done",
        "wishes": "in_progress",
        "mentor": "done",
        "company": "open",
    }
    assert (steps["share"].note, steps["share"].done_on, steps["share"].version) == ("Om share", TODAY, 2)
    assert steps["company"].version == 1
    events = people.scalars(
        select(AuditEvent).where(AuditEvent.action == "case_step.save").order_by(AuditEvent.id)
    ).all()
    assert [event.detail for event in events] == ["share", "wishes", "mentor"]
    assert {event.row_id for event in events} == {
        str(step.id) for step in steps.values() if step.version == 2
    }


def test_saving_a_step_leaves_the_version_of_the_case(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    save(people, adviser, visible, status="done")
    people.flush()
    assert visible.case.version == 1


def test_a_skipped_step_keeps_its_reason(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    save(people, adviser, visible, "company", status="skipped", skip_reason="Bruker hadde bedrift")
    people.flush()
    people.expire_all()
    step = find_step_row(people, visible.case.id, "company")
    assert (step.status, step.skip_reason) == ("skipped", "Bruker hadde bedrift")
    assert step.skip_reason_sealed is not None
    assert b"bedrift" not in step.skip_reason_sealed


@pytest.mark.parametrize("reason", [None, ""])
def test_a_step_is_not_skipped_without_a_reason(people: HybridSession, adviser: Actor, reason: str | None):
    """The form asks for it; a service called without one is stopped by itself or by the table."""
    visible = open_through_service(people, adviser)
    with pytest.raises((IntegrityError, InvalidInput)), people.begin_nested():
        save(people, adviser, visible, status="skipped", skip_reason=reason)
    people.expire_all()
    step = find_step_row(people, visible.case.id, "wishes")
    assert (step.status, step.version) == ("open", 1)


def test_two_who_together_would_skip_without_a_reason(people: HybridSession, adviser: Actor):
    """One takes the step up again, which empties the reason; the other goes on writing on the reason."""
    visible = open_through_service(people, adviser)
    save(people, adviser, visible, status="skipped", skip_reason="Finnes fra før")
    form = read_step_values(find_step_row(people, visible.case.id, "wishes"))
    save(people, adviser, visible, status="done")
    with pytest.raises((Conflict, InvalidInput)), people.begin_nested():
        save(
            people,
            adviser,
            visible,
            version=2,
            **{**form, "note": "Fra den andre", "skip_reason": "Annen grunn"},
        )
    people.expire_all()
    step = find_step_row(people, visible.case.id, "wishes")
    assert (step.status, step.skip_reason, step.version) == ("done", None, 3)


def test_different_fields_merge(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    save(people, adviser, visible, note="Snakket om ønsker", version=1)
    assert save(people, adviser, visible, version=1, **{**EMPTY, "status": "done", "done_on": TODAY}) is True
    step = find_step_row(people, visible.case.id, "wishes")
    assert read_step_values(step) == {
        "status": "done",
        "done_on": TODAY,
        "note": "Snakket om ønsker",
        "skip_reason": None,
    }
    assert step.version == 3


def test_a_merge_over_several_versions(people: HybridSession, adviser: Actor):
    """What counts is what the form was filled in from, not the version before the last."""
    visible = open_through_service(people, adviser)
    for status in ("in_progress", "done", "in_progress"):
        save(people, adviser, visible, status=status)
    assert save(people, adviser, visible, version=1, **{**EMPTY, "note": "Ny"}) is True
    step = find_step_row(people, visible.case.id, "wishes")
    assert (step.status, step.note, step.version) == ("in_progress", "Ny", 5)


def test_the_same_text_twice_is_no_conflict(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    save(people, adviser, visible, note="Samme")
    assert save(people, adviser, visible, version=1, **{**EMPTY, "note": "Samme"}) is True
    assert find_step_row(people, visible.case.id, "wishes").version == 2


def test_the_same_field_conflicts_and_nothing_is_changed(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    save(people, adviser, visible, note="Den første")
    with pytest.raises(EditConflict) as met:
        save(people, adviser, visible, version=1, **{**EMPTY, "note": "Den andre", "status": "done"})
    assert [(f.name, f.base, f.stored, f.mine) for f in met.value.fields] == [
        ("note", None, "Den første", "Den andre")
    ]
    assert met.value.version == 2
    step = find_step_row(people, visible.case.id, "wishes")
    assert (step.note, step.status, step.version) == ("Den første", "open", 2)


@pytest.mark.parametrize("version", [0, 7, -1])
def test_an_unknown_version_overwrites_nothing(people: HybridSession, adviser: Actor, version: int):
    """Nobody knows what such a form was filled in from: each field that differs is asked about."""
    visible = open_through_service(people, adviser)
    save(people, adviser, visible, note="Den første", status="done")
    step = find_step_row(people, visible.case.id, "wishes")
    with pytest.raises(EditConflict) as met:
        save_step(
            people,
            adviser,
            visible,
            step,
            version=version,
            sent={**EMPTY, "note": "Den andre", "status": "done", "done_on": step.done_on},
        )
    assert [field.name for field in met.value.fields] == ["note"]


def test_earlier_values_are_kept_sealed(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    for text in ("Zebra", "Yndling", "Xylofon"):
        save(people, adviser, visible, note=text, done_on=TODAY)
    people.flush()
    people.expire_all()
    step = find_step_row(people, visible.case.id, "wishes")
    rows = people.scalars(select(Revision).where(Revision.row_id == step.id).order_by(Revision.version)).all()
    assert [row.version for row in rows] == [1, 2, 3]
    assert [json.loads(row.values or "")["note"] for row in rows] == [None, "Zebra", "Yndling"]
    assert [json.loads(row.values or "")["done_on"] for row in rows] == [None, "2026-11-24", "2026-11-24"]
    assert all(row.noun == "case_step" and row.case_id == visible.case.id for row in rows)
    assert all(b"Zebra" not in row.values_sealed and b"note" not in row.values_sealed for row in rows)  # type: ignore[operator]


def test_a_step_of_another_practice_model_is_free_text(people: HybridSession, adviser: Actor):
    """Steps come from the model, not from the table: one that it gets later needs no migration."""
    visible = open_through_service(people, adviser)
    people.add(CaseStep(case=visible.case, step="kick_off", status="waiting"))
    people.flush()
    assert find_step_row(people, visible.case.id, "kick_off").status == "waiting"
    assert "kick_off" not in {step.key for step in PRACTICE.steps}
