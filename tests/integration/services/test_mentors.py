"""Mentors in a case: one after the other."""

from datetime import date

import pytest
from sqlalchemy import func, select

from hybridmentor.db import HybridSession
from hybridmentor.errors import InvalidInput
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, MentorAssignment, NameToken, WorkplacePerson
from hybridmentor.queries.mentors import list_assignments, map_current_mentors
from tests.integration.scenes import name_mentor, open_through_service

TODAY = date(2026, 11, 24)


def test_a_mentor_is_a_person_at_the_employer(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    assignment = name_mentor(
        people, adviser, visible, name="Mona Mentor", phone="90000000", position="baker", is_employer=True
    )
    people.flush()
    people.expire_all()
    person = assignment.person
    assert (person.name, person.phone, person.position) == ("Mona Mentor", "90000000", "baker")
    assert person.employer_id == visible.case.employer_id
    assert (assignment.is_employer, assignment.to_on) == (True, None)
    event = people.scalars(select(AuditEvent).where(AuditEvent.action == "mentor.assign")).one()
    assert (event.row_id, event.case_id) == (str(assignment.id), visible.case.id)


def test_each_person_has_a_key_of_its_own(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    first = name_mentor(people, adviser, visible, from_on=date(2026, 10, 1))
    second = name_mentor(people, adviser, visible, from_on=date(2026, 11, 1))
    keys = {first.person.data_key_id, second.person.data_key_id, visible.case.data_key_id}
    assert visible.case.jobseeker is not None
    assert len(keys | {visible.case.jobseeker.data_key_id}) == 4


def test_the_one_before_ends_the_day_before(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    first = name_mentor(people, adviser, visible, name="Første", from_on=date(2026, 10, 1))
    second = name_mentor(people, adviser, visible, name="Andre", from_on=date(2026, 11, 1))
    third = name_mentor(people, adviser, visible, name="Tredje", from_on=TODAY)
    people.flush()
    people.expire_all()
    assert [(a.from_on, a.to_on) for a in (first, second, third)] == [
        (date(2026, 10, 1), date(2026, 10, 31)),
        (date(2026, 11, 1), date(2026, 11, 23)),
        (TODAY, None),
    ]
    assert [a.version for a in (first, second, third)] == [2, 2, 1]
    assert [a.person.name for a in list_assignments(people, visible.case.id)] == ["Tredje", "Andre", "Første"]
    case_id = visible.case.id
    for day, mentor in (
        (date(2026, 10, 31), first),
        (date(2026, 11, 1), second),
        (date(2026, 11, 23), second),
        (TODAY, third),
    ):
        assert map_current_mentors(people, [case_id], day) == {case_id: mentor}
    assert map_current_mentors(people, [case_id], date(2026, 9, 30)) == {}


def test_a_mentor_may_follow_from_a_day_to_come(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    now = name_mentor(people, adviser, visible, from_on=date(2026, 10, 1))
    name_mentor(people, adviser, visible, from_on=date(2026, 12, 1))
    assert now.to_on == date(2026, 11, 30)
    assert map_current_mentors(people, [visible.case.id], TODAY) == {visible.case.id: now}


@pytest.mark.parametrize("day", [date(2026, 11, 1), date(2026, 10, 31), date(2020, 1, 1)])
def test_nobody_is_put_before_or_beside_a_later_mentor(people: HybridSession, adviser: Actor, day: date):
    visible = open_through_service(people, adviser)
    first = name_mentor(people, adviser, visible, from_on=date(2026, 11, 1))
    with pytest.raises(InvalidInput) as fault:
        name_mentor(people, adviser, visible, from_on=day)
    assert (fault.value.field, fault.value.message.id) == ("from_on", "mentor.error.later_mentor")
    assert (first.to_on, first.version) == (None, 1)
    assert people.scalar(select(func.count()).select_from(MentorAssignment)) == 1


def test_a_mentor_needs_an_employer(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser, employer_name=None)
    with pytest.raises(InvalidInput) as fault:
        name_mentor(people, adviser, visible)
    assert fault.value.message.id == "mentor.error.no_employer"
    assert people.scalar(select(func.count()).select_from(WorkplacePerson)) == 0


def test_the_mentor_can_be_found_by_name(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    person = name_mentor(people, adviser, visible, name="Qvale").person
    tokens = select(func.count()).select_from(NameToken).where(NameToken.person_id == person.id)
    assert people.scalar(tokens) == len(["qv", "qva", "qval", "qvale", "qvale$"])


def test_the_version_of_the_case_stays(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    name_mentor(people, adviser, visible)
    people.flush()
    assert visible.case.version == 1
