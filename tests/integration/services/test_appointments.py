"""What comes of a planned contact: nothing is made up, one answer only, and undo brings it back."""

from collections.abc import Callable
from datetime import date, time, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from hybridmentor.db import HybridSession, begin_write
from hybridmentor.errors import InvalidInput, NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, Case, ContactPoint
from hybridmentor.queries.appointments import find_appointment
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.contacts import find_contact, find_planned, summarise_contacts
from hybridmentor.services.appointments import ANSWERS, answer_appointment, move_appointment
from hybridmentor.services.contacts import undo_contact
from tests.integration.crowd import run_at_once
from tests.integration.scenes import load_person, look_up, name_mentor, open_through_service, talk
from tests.support.apps import Site

TODAY = date(2026, 11, 24)


def plan(
    session: HybridSession, actor: Actor, visible: VisibleCase, day: date = TODAY, **values: object
) -> ContactPoint:
    told = {"outcome": "planned", "form": None, "starts_at": time(14, 0), **values}
    return talk(session, actor, visible, day, "mentor", "jobseeker", **told)


def answer(
    session: HybridSession, actor: Actor, visible: VisibleCase, planned: ContactPoint, outcome: str
) -> ContactPoint:
    return answer_appointment(session, actor, visible, planned, outcome=outcome, mentor_id=None)


def move(
    session: HybridSession,
    actor: Actor,
    visible: VisibleCase,
    planned: ContactPoint,
    day: date,
    at: time | None = None,
    mentor_id: UUID | None = None,
) -> ContactPoint:
    return move_appointment(
        session, actor, visible, planned, planned_on=day, starts_at=at, mentor_id=mentor_id
    )


@pytest.mark.parametrize("outcome", ANSWERS)
def test_an_answer_is_one_more_entry_on_the_day_of_the_plan(
    people: HybridSession, adviser: Actor, visible: VisibleCase, outcome: str
):
    day = TODAY - timedelta(days=2)
    planned = plan(people, adviser, visible, day, form="at_company", held_by="colleague", via="hr")
    entry = answer(people, adviser, visible, planned, outcome)
    assert (entry.follows_id, entry.outcome, entry.occurred_on) == (planned.id, outcome, day)
    assert {one.relationship_key for one in entry.participants} == {"mentor", "jobseeker"}
    assert (entry.form, entry.held_by, entry.via) == ("at_company", "colleague", "hr"), "as it was agreed"
    assert (entry.minutes_band, entry.note, entry.starts_at) == (None, None, None)
    assert find_planned(people, visible.case.id, planned.id) is None


def test_a_form_that_was_not_agreed_is_not_made_up(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    talk(people, adviser, visible, TODAY - timedelta(days=20), "mentor", form="at_company")
    assert answer(people, adviser, visible, plan(people, adviser, visible), "did_not_show").form is None


def test_who_did_not_come_was_tried_and_no_contact_took_place(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    answer(people, adviser, visible, plan(people, adviser, visible), "did_not_show")
    summary = summarise_contacts(people, [visible.case.id])[visible.case.id, "mentor"]
    assert (summary.last_on, summary.count, summary.last_attempt_on) == (None, 0, TODAY)


def test_what_was_called_off_is_no_attempt(people: HybridSession, adviser: Actor, visible: VisibleCase):
    answer(people, adviser, visible, plan(people, adviser, visible), "cancelled")
    summary = summarise_contacts(people, [visible.case.id])[visible.case.id, "mentor"]
    assert (summary.last_on, summary.last_attempt_on) == (None, None)


@pytest.mark.parametrize("outcome", ["did_not_show", "attempted"])
def test_nobody_can_have_failed_to_come_on_a_day_ahead(
    people: HybridSession, adviser: Actor, visible: VisibleCase, outcome: str
):
    planned = plan(people, adviser, visible, TODAY + timedelta(days=1))
    with pytest.raises(InvalidInput, match=r"planned\.error\.ahead"):
        answer(people, adviser, visible, planned, outcome)
    assert find_planned(people, visible.case.id, planned.id) is not None


def test_called_off_beforehand_it_counts_on_the_day_one_says_so(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    planned = plan(people, adviser, visible, TODAY + timedelta(days=6))
    assert answer(people, adviser, visible, planned, "cancelled").occurred_on == TODAY


@pytest.mark.parametrize("outcome", ["took_place", "planned", "", "other"])
def test_other_answers_are_logged_and_not_pressed(
    people: HybridSession, adviser: Actor, visible: VisibleCase, outcome: str
):
    with pytest.raises(InvalidInput, match=r"error\.choice"):
        answer(people, adviser, visible, plan(people, adviser, visible), outcome)


def test_a_new_time_keeps_all_that_was_agreed_but_the_time(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    mentor_id = name_mentor(people, adviser, visible, name="Ny Mentor", from_on=TODAY).person_id
    planned = plan(
        people,
        adviser,
        visible,
        form="digital",
        sub_form="video",
        held_by="colleague",
        via="leader",
        themes=["language"],
        note="Ta med planen",
        next_step="Spør om turnus",
    )
    moved = move(people, adviser, visible, planned, TODAY + timedelta(days=3), time(9, 30), mentor_id)
    assert (moved.occurred_on, moved.starts_at, moved.outcome) == (date(2026, 11, 27), time(9, 30), "planned")
    assert (moved.form, moved.sub_form) == ("digital", "video")
    assert (moved.held_by, moved.via) == ("colleague", "leader")
    assert (moved.note, moved.next_step) == ("Ta med planen", "Spør om turnus")
    assert [one.theme for one in moved.themes] == ["language"]
    persons = {one.relationship_key: one.person_id for one in moved.participants}
    assert persons == {"mentor": mentor_id, "jobseeker": None}, "the mentor of the new day"
    assert moved.follows_id == planned.id
    assert planned.occurred_on == TODAY, "the plan that was is not touched"


def test_the_time_it_has_is_no_new_time(people: HybridSession, adviser: Actor, visible: VisibleCase):
    planned = plan(people, adviser, visible)
    with pytest.raises(InvalidInput, match=r"planned\.error\.same_time") as fault:
        move(people, adviser, visible, planned, TODAY, time(14, 0))
    assert fault.value.field == "planned_on"
    assert move(people, adviser, visible, planned, TODAY, time(15, 0)).starts_at == time(15, 0)


def test_a_second_answer_is_refused(people: HybridSession, adviser: Actor, visible: VisibleCase):
    planned = plan(people, adviser, visible)
    answer(people, adviser, visible, planned, "did_not_show")
    people.commit()
    with pytest.raises(InvalidInput, match="already_answered"):
        move(people, adviser, visible, planned, TODAY + timedelta(days=1))
    people.rollback()
    again = people.scalars(select(ContactPoint).where(ContactPoint.follows_id == planned.id)).all()
    assert [one.outcome for one in again] == ["did_not_show"]


def test_undone_the_appointment_waits_again(people: HybridSession, adviser: Actor, visible: VisibleCase):
    planned = plan(people, adviser, visible)
    entry = answer(people, adviser, visible, planned, "did_not_show")
    undo_contact(people, adviser, visible, entry)
    assert find_planned(people, visible.case.id, planned.id) is not None
    moved = move(people, adviser, visible, planned, TODAY + timedelta(days=1))
    undo_contact(people, adviser, visible, moved)
    found = find_appointment(people, visible.case, planned.id)
    assert found is not None
    assert (found.contact.id, found.moves, found.answer) == (planned.id, 0, None)
    assert find_contact(people, visible.case.id, moved.id) is None


def test_who_only_reads_the_case_answers_nothing(people: HybridSession, adviser: Actor, visible: VisibleCase):
    planned = plan(people, adviser, visible)
    lead = load_person(people, "leder")
    seen = look_up(people, lead, visible.case.id)
    with pytest.raises(NotAllowed):
        answer(people, lead, seen, planned, "cancelled")
    with pytest.raises(NotAllowed):
        move(people, lead, seen, planned, TODAY + timedelta(days=1))


def test_the_audit_log_has_the_outcome_and_no_word(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    planned = plan(people, adviser, visible, note="Ta med planen")
    moved = move(people, adviser, visible, planned, TODAY + timedelta(days=1))
    entry = answer(people, adviser, visible, moved, "cancelled")
    rows = people.scalars(
        select(AuditEvent).where(AuditEvent.action == "contact.log").order_by(AuditEvent.id)
    ).all()
    assert [(row.row_id, row.detail) for row in rows] == [
        (str(planned.id), "planned"),
        (str(moved.id), "planned"),
        (str(entry.id), "cancelled"),
    ]


def test_of_an_answer_and_a_new_time_at_once_one_is_taken(site: Site):
    with site.session() as session:
        begin_write(session)
        adviser = load_person(session, "veileder")
        visible = open_through_service(session, adviser)
        planned_id = plan(session, adviser, visible, adviser.today).id
        case_id = visible.case.id
        session.commit()

    def attempt(deed: Callable[[HybridSession, VisibleCase, ContactPoint], ContactPoint]) -> bool:
        with site.session() as session:
            begin_write(session)
            seen = look_up(session, adviser, case_id)
            planned = find_planned(session, case_id, planned_id)
            try:
                if planned is not None:
                    deed(session, seen, planned)
                    session.commit()
                    return True
            except InvalidInput:
                pass
            return False

    later = adviser.today + timedelta(days=3)
    told = run_at_once(
        [
            lambda: attempt(lambda s, seen, planned: answer(s, adviser, seen, planned, "did_not_show")),
            lambda: attempt(lambda s, seen, planned: move(s, adviser, seen, planned, later)),
        ]
        * 4
    )
    assert sorted(told) == [False] * 7 + [True]
    with site.session() as session:
        kept = session.scalars(select(ContactPoint.id).where(ContactPoint.follows_id == planned_id)).all()
        assert len(kept) == 1
        assert session.scalars(select(Case.version).where(Case.id == case_id)).one() == 1
