"""Taking a contact back within ten minutes, and correcting one at any time: the earlier version stays readable."""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.errors import InvalidInput
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, ContactParticipant, ContactPoint, ContactTheme, Revision
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.contacts import find_planned, summarise_contacts
from hybridmentor.services.contacts import (
    UNDO_TIME,
    correct_contact,
    read_contact_values,
    undo_contact,
)
from hybridmentor.services.revisions import EditConflict
from tests.integration.scenes import (
    give_part,
    hire,
    load_person,
    look_up,
    talk,
)

TODAY = date(2026, 11, 24)


def count(session: HybridSession, model: type) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def read_kept(session: HybridSession) -> dict[str, object]:
    kept: dict[str, object] = json.loads(
        session.scalars(select(Revision).where(Revision.noun == "contact_point")).one().values or ""
    )
    return kept


def test_what_was_just_logged_can_be_taken_back(people: HybridSession, adviser: Actor, visible: VisibleCase):
    contact = talk(
        people, adviser, visible, TODAY, "mentor", "jobseeker", themes=["language"], note="Feil sak"
    )
    undo_contact(people, adviser, visible, contact)
    assert [count(people, model) for model in (ContactPoint, ContactParticipant, ContactTheme)] == [0, 0, 0]
    assert summarise_contacts(people, [visible.case.id]) == {}
    kept = read_kept(people)
    assert (kept["note"], kept["relationships"], kept["themes"]) == (
        "Feil sak",
        ["jobseeker", "mentor"],
        ["language"],
    )
    actions = people.scalars(
        select(AuditEvent.action).where(AuditEvent.noun == "contact_point").order_by(AuditEvent.id)
    ).all()
    assert actions == ["contact.log", "contact.undo"]


@pytest.mark.parametrize(("late", "fine"), [(timedelta(), True), (timedelta(seconds=1), False)])
def test_ten_minutes_and_no_longer(
    people: HybridSession,
    adviser: Actor,
    visible: VisibleCase,
    set_clock: Callable[[datetime], None],
    late: timedelta,
    fine: bool,
):
    contact = talk(people, adviser, visible, TODAY)
    set_clock(clock.now() + UNDO_TIME + late)
    if fine:
        undo_contact(people, adviser, visible, contact)
    else:
        with pytest.raises(InvalidInput):
            undo_contact(people, adviser, visible, contact)
    assert count(people, ContactPoint) == (0 if fine else 1)


def test_only_who_logged_it_takes_it_back(people: HybridSession, adviser: Actor, visible: VisibleCase):
    hire(people, "kollega")
    give_part(people, "kollega", visible.case.id, TODAY)
    colleague = load_person(people, "kollega")
    contact = talk(people, adviser, visible, TODAY)
    with pytest.raises(InvalidInput):
        undo_contact(people, colleague, look_up(people, colleague, visible.case.id), contact)
    assert count(people, ContactPoint) == 1


def test_an_answer_taken_back_leaves_the_planned_contact_waiting(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    planned = talk(people, adviser, visible, TODAY, outcome="planned", form=None)
    answer = talk(people, adviser, visible, TODAY, follows_id=planned.id)
    with pytest.raises(InvalidInput):
        undo_contact(people, adviser, visible, planned)
    undo_contact(people, adviser, visible, answer)
    assert find_planned(people, visible.case.id, planned.id) is not None
    talk(people, adviser, visible, TODAY, follows_id=planned.id)


def test_a_correction_changes_the_entry_and_keeps_the_earlier_one(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    contact = talk(people, adviser, visible, TODAY, "mentor", themes=["language"], note="Ringte")
    mentor = next(iter(contact.participants)).person_id
    sent = read_contact_values(contact) | {
        "occurred_on": TODAY - timedelta(days=1),
        "relationships": ["employer", "mentor"],
        "themes": ["openness"],
        "form": "at_company",
        "note": "Møttes",
    }
    assert not correct_contact(people, adviser, visible, contact, version=1, sent=sent, mentor_id=mentor)
    people.flush()
    people.expire_all()
    assert (contact.occurred_on, contact.form, contact.note, contact.version) == (
        TODAY - timedelta(days=1),
        "at_company",
        "Møttes",
        2,
    )
    assert {one.relationship_key for one in contact.participants} == {"employer", "mentor"}
    assert [one.theme for one in contact.themes] == ["openness"]
    kept = read_kept(people)
    assert (kept["form"], kept["note"], kept["occurred_on"]) == ("phone", "Ringte", "2026-11-24")


def test_two_corrections_merge_or_meet(people: HybridSession, adviser: Actor, visible: VisibleCase):
    contact = talk(people, adviser, visible, TODAY, note="Ringte")
    before = read_contact_values(contact)

    def correct(**changes: object) -> bool:
        return correct_contact(
            people, adviser, visible, contact, version=1, sent=before | changes, mentor_id=None
        )

    assert not correct(form="email")
    assert correct(note="Skrev")
    assert (contact.form, contact.note) == ("email", "Skrev")
    with pytest.raises(EditConflict) as caught:
        correct(form="digital")
    assert [one.name for one in caught.value.fields] == ["form"]


def test_the_same_again_is_no_change(people: HybridSession, adviser: Actor, visible: VisibleCase):
    contact = talk(people, adviser, visible, TODAY)
    correct_contact(
        people, adviser, visible, contact, version=1, sent=read_contact_values(contact), mentor_id=None
    )
    assert contact.version == 1
    assert count(people, Revision) == 0


def test_a_planned_contact_is_given_a_new_time_instead(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    planned = talk(people, adviser, visible, TODAY, outcome="planned", form=None)
    with pytest.raises(InvalidInput) as caught:
        correct_contact(
            people, adviser, visible, planned, version=1, sent=read_contact_values(planned), mentor_id=None
        )
    assert caught.value.field == "outcome"
