"""Planned contacts as appointments: one however often it is moved, and whose they are."""

from datetime import date, time, timedelta
from uuid import UUID, uuid4

import pytest

from hybridmentor.db import HybridSession
from hybridmentor.identity import Actor
from hybridmentor.models import ContactPoint, Recusal
from hybridmentor.queries.appointments import Appointment, find_appointment, list_appointments
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.services.outcomes import close_case
from tests.integration.scenes import give_part, hire, load_person, open_through_service, talk

TODAY = date(2026, 11, 24)
"""A Tuesday."""


@pytest.fixture
def visible(people: HybridSession, adviser: Actor) -> VisibleCase:
    """A case of the adviser's."""
    return open_through_service(people, adviser)


def plan(
    session: HybridSession,
    actor: Actor,
    visible: VisibleCase,
    day: date = TODAY,
    *,
    follows: ContactPoint | None = None,
    at: time | None = None,
) -> ContactPoint:
    """A planned contact, or a new time for one."""
    follows_id = follows.id if follows else None
    return talk(
        session, actor, visible, day, outcome="planned", form=None, follows_id=follows_id, starts_at=at
    )


def find(session: HybridSession, visible: VisibleCase, contact: ContactPoint) -> Appointment:
    found = find_appointment(session, visible.case, contact.id)
    assert found is not None
    return found


def test_a_planned_contact_is_an_appointment(people: HybridSession, adviser: Actor, visible: VisibleCase):
    contact = plan(people, adviser, visible, at=time(14, 0))
    found = find(people, visible, contact)
    assert (found.contact, found.first_id, found.moves, found.answer) == (contact, contact.id, 0, None)
    assert found.number == visible.case.number


def test_moved_it_is_the_same_appointment_from_whichever_time_one_comes(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    first = plan(people, adviser, visible)
    second = plan(people, adviser, visible, TODAY + timedelta(days=3), follows=first)
    third = plan(people, adviser, visible, TODAY + timedelta(days=5), follows=second)
    plan(people, adviser, visible, TODAY + timedelta(days=9))
    for contact in (first, second, third):
        found = find(people, visible, contact)
        assert (found.contact, found.first_id, found.moves, found.answer) == (third, first.id, 2, None)


def test_what_came_of_it_is_told_with_it(people: HybridSession, adviser: Actor, visible: VisibleCase):
    first = plan(people, adviser, visible)
    second = plan(people, adviser, visible, follows=first, at=time(9, 0))
    answer = talk(people, adviser, visible, TODAY, follows_id=second.id)
    found = find(people, visible, first)
    assert (found.contact, found.answer, found.moves) == (second, answer, 1)


def test_no_other_entry_is_one(people: HybridSession, adviser: Actor, visible: VisibleCase):
    planned = plan(people, adviser, visible)
    held = talk(people, adviser, visible, TODAY, follows_id=planned.id)
    other = open_through_service(people, adviser, name="Berit Dahl")
    assert find_appointment(people, visible.case, held.id) is None
    assert find_appointment(people, visible.case, uuid4()) is None
    assert find_appointment(people, other.case, planned.id) is None, "it belongs to another case"


def list_contacts(session: HybridSession, actor: Actor) -> list[UUID]:
    return [one.contact.id for one in list_appointments(session, actor)]


def test_what_waits_is_listed_the_earliest_first(people: HybridSession, adviser: Actor, visible: VisibleCase):
    other = open_through_service(people, adviser, name="Berit Dahl")
    late = plan(people, adviser, visible, TODAY + timedelta(days=8))
    soon = plan(people, adviser, other, TODAY + timedelta(days=1), at=time(9, 0))
    sooner = plan(people, adviser, visible, TODAY - timedelta(days=2))
    assert list_contacts(people, adviser) == [sooner.id, soon.id, late.id]
    assert [one.number for one in list_appointments(people, adviser)] == [
        visible.case.number,
        other.case.number,
        visible.case.number,
    ]


def test_two_weeks_back_and_a_year_ahead(people: HybridSession, adviser: Actor, visible: VisibleCase):
    kept = [plan(people, adviser, visible, TODAY + timedelta(days=days)).id for days in (-14, 366)]
    for days in (-15, 367):
        plan(people, adviser, visible, TODAY + timedelta(days=days))
    assert list_contacts(people, adviser) == kept


def test_what_was_answered_or_moved_waits_no_more(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    for outcome in ("took_place", "did_not_show", "cancelled"):
        planned = plan(people, adviser, visible)
        talk(people, adviser, visible, TODAY, outcome=outcome, follows_id=planned.id)
    first = plan(people, adviser, visible)
    second = plan(people, adviser, visible, TODAY + timedelta(days=3), follows=first)
    (one,) = list_appointments(people, adviser)
    assert (one.contact.id, one.first_id, one.moves) == (second.id, first.id, 1)


def test_an_entry_that_is_not_planned_is_never_listed(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    talk(people, adviser, visible, TODAY)
    assert list_contacts(people, adviser) == []


def test_only_cases_one_has_a_part_in(people: HybridSession, adviser: Actor, visible: VisibleCase):
    """The case of a colleague is open to read, and its appointments are the colleague's."""
    contact = plan(people, adviser, visible)
    hire(people, "kollega")
    colleague = load_person(people, "kollega")
    assert list_contacts(people, colleague) == []
    assert list_contacts(people, load_person(people, "leder")) == []
    assert list_contacts(people, load_person(people, "veileder2")) == []
    give_part(people, "kollega", visible.case.id, TODAY - timedelta(days=9), TODAY)
    assert list_contacts(people, colleague) == [contact.id], "today is the last day of the part"
    assert list_contacts(people, load_person(people, "kollega", TODAY + timedelta(days=1))) == []


def test_a_colleagues_plan_in_ones_own_case_is_shown(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    """As on my day: it is the case that is one's own."""
    hire(people, "kollega")
    contact = plan(people, load_person(people, "kollega"), visible)
    assert list_contacts(people, adviser) == [contact.id]


def test_nothing_of_a_closed_case(people: HybridSession, adviser: Actor, visible: VisibleCase):
    contact = plan(people, adviser, visible)
    close_case(
        people,
        adviser,
        visible,
        closed_on=TODAY,
        follow_up_on=None,
        facts={"attached": "yes"},
        note=None,
    )
    assert list_contacts(people, adviser) == []
    assert find(people, visible, contact).answer is None, "nobody has said what came of it"


def test_nothing_of_a_case_one_is_shut_out_of(people: HybridSession, adviser: Actor, visible: VisibleCase):
    plan(people, adviser, visible)
    people.add(Recusal(case_id=visible.case.id, user_id=adviser.user_id, reason="own_case"))
    people.flush()
    assert list_contacts(people, adviser) == []


@pytest.mark.parametrize(
    ("protection", "shielded", "seen"),
    [("none", True, 1), ("confidential", False, 1), ("strictly_confidential", False, 0)],
)
def test_a_protected_person_is_for_who_has_a_part_and_a_frozen_case_for_nobody(
    people: HybridSession,
    adviser: Actor,
    visible: VisibleCase,
    protection: str,
    shielded: bool,
    seen: int,
):
    plan(people, adviser, visible)
    jobseeker = visible.case.jobseeker
    assert jobseeker is not None
    jobseeker.protection, jobseeker.is_shielded = protection, shielded
    people.flush()
    assert len(list_contacts(people, adviser)) == seen
