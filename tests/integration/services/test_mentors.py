"""Mentors in a case: one after the other."""

import json
from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import func, select

from hybridmentor.db import HybridSession
from hybridmentor.errors import InvalidInput
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, MentorAssignment, NameToken, Revision, WorkplacePerson
from hybridmentor.queries.mentors import list_assignments, list_known_persons, map_current_mentors
from hybridmentor.services.mentors import edit_assignment, end_assignment, read_assignment_values
from hybridmentor.services.revisions import EditConflict
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


AGREED = {
    "hours_per_month": "4.5",
    "tasks": "Viser vei i kassen",
    "confidentiality_on": date(2026, 10, 2),
    "family_tie": "no",
    "chosen_by": "together",
    "chosen_how": "Spurt på oppstartsmøtet",
    "right_told_mentor_on": date(2026, 10, 3),
    "right_told_jobseeker_on": None,
}


def test_what_is_agreed_is_kept_and_sealed(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    row = name_mentor(people, adviser, visible, from_on=date(2026, 10, 1), agreed=AGREED)
    people.flush()
    people.expire_all()
    assert row.hours_per_month == Decimal("4.5")
    assert row.has_no_family_tie is True
    assert b"kassen" not in (row.tasks_sealed or b"")
    values = read_assignment_values(row)
    assert {name: values[name] for name in AGREED} == AGREED
    assert (values["is_employer"], values["to_on"], values["end_reason"]) == ("no", None, None)


def test_a_known_person_is_not_written_anew(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    first = name_mentor(people, adviser, visible, name="Ada", from_on=date(2026, 10, 1))
    assert list_known_persons(people, adviser, visible.case) == []
    name_mentor(people, adviser, visible, name="Bo", from_on=date(2026, 10, 20))
    assert [one.name for one in list_known_persons(people, adviser, visible.case)] == ["Ada"]
    again = name_mentor(people, adviser, visible, name="", person_id=first.person_id, from_on=TODAY)
    assert again.person_id == first.person_id
    assert people.scalar(select(func.count()).select_from(WorkplacePerson)) == 2


def test_a_person_of_another_company_or_one_who_has_left_is_refused(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    other = open_through_service(people, adviser, name="Siri", employer_name="Fiskeriet")
    theirs = name_mentor(people, adviser, other).person_id
    left = name_mentor(people, adviser, visible, name="Ada", from_on=date(2026, 10, 1)).person
    name_mentor(people, adviser, visible, name="Bo", from_on=date(2026, 10, 20))
    left.left_on = date(2026, 10, 19)
    people.flush()
    for person_id in (theirs, left.id):
        with pytest.raises(InvalidInput) as fault:
            name_mentor(people, adviser, visible, name="", person_id=person_id, from_on=TODAY)
        assert (fault.value.field, fault.value.message.id) == ("person", "mentor.error.unknown_person")


def test_why_the_one_before_ended_is_kept_with_the_version_before(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    first = name_mentor(people, adviser, visible, from_on=date(2026, 10, 1))
    name_mentor(people, adviser, visible, from_on=TODAY, end_reason="left_job", end_words="Ny jobb")
    assert (first.to_on, first.end_reason, first.end_words) == (date(2026, 11, 23), "left_job", "Ny jobb")
    kept = people.scalars(select(Revision).where(Revision.row_id == first.id)).one()
    assert (kept.noun, kept.version, json.loads(kept.values or "")["to_on"]) == ("mentor_assignment", 1, None)


def test_one_who_said_no_keeps_a_day_and_stands_in_nobodys_way(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    first = name_mentor(people, adviser, visible, from_on=TODAY)
    # The new one begins on the same day, or before.
    day = date(2026, 11, 20)
    second = name_mentor(people, adviser, visible, from_on=day, end_reason="jobseeker_declined")
    assert (first.from_on, first.to_on) == (TODAY, TODAY)
    assert map_current_mentors(people, [visible.case.id], TODAY) == {visible.case.id: second}


def test_only_whose_time_goes_on_gets_the_reason(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    now = name_mentor(people, adviser, visible, from_on=date(2026, 10, 1))
    coming = name_mentor(people, adviser, visible, from_on=date(2026, 12, 1), end_reason="left_job")
    name_mentor(people, adviser, visible, from_on=date(2026, 11, 25), end_reason="mentor_declined")
    assert (now.to_on, now.end_reason) == (date(2026, 11, 24), "left_job")
    assert (coming.to_on, coming.end_reason) == (date(2026, 12, 1), "mentor_declined")


def test_a_time_is_changed_with_the_version_before(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    row = name_mentor(people, adviser, visible, from_on=date(2026, 10, 1))
    sent = {"from_on": date(2026, 10, 5), "is_employer": "yes", **AGREED}
    assert edit_assignment(people, adviser, visible, row, version=1, sent=sent) is False
    assert (row.from_on, row.is_employer, row.version) == (date(2026, 10, 5), True, 2)
    # Nothing changed: no version, no row in the log.
    assert edit_assignment(people, adviser, visible, row, version=2, sent=sent) is False
    assert row.version == 2
    actions = people.scalars(select(AuditEvent.action).where(AuditEvent.row_id == str(row.id)))
    assert sorted(actions) == ["mentor.assign", "mentor.save"]


def test_two_who_change_one_time(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    row = name_mentor(people, adviser, visible, from_on=date(2026, 10, 1))
    base = {"from_on": row.from_on, "is_employer": "no", **dict.fromkeys(AGREED)}
    edit_assignment(people, adviser, visible, row, version=1, sent={**base, "hours_per_month": "4"})
    assert edit_assignment(people, adviser, visible, row, version=1, sent={**base, "tasks": "Vise vei"})
    assert (row.hours_per_month, row.tasks) == (Decimal(4), "Vise vei")
    with pytest.raises(EditConflict) as conflict:
        edit_assignment(people, adviser, visible, row, version=1, sent={**base, "hours_per_month": "8"})
    assert [one.name for one in conflict.value.fields] == ["hours_per_month"]


@pytest.mark.parametrize(
    ("changes", "message_id", "field"),
    [
        ({"to_on": date(2026, 9, 30)}, "mentor.error.ends_before", "to_on"),
        ({"to_on": date(2026, 11, 1)}, "mentor.error.overlaps", "to_on"),
        ({"to_on": None}, "mentor.error.reason_without_end", "to_on"),
        ({"to_on": None, "end_reason": None}, "mentor.error.overlaps", "to_on"),
    ],
)
def test_days_that_do_not_fit_are_refused(
    people: HybridSession, adviser: Actor, changes: dict[str, object], message_id: str, field: str
):
    visible = open_through_service(people, adviser)
    first = name_mentor(people, adviser, visible, from_on=date(2026, 10, 1))
    name_mentor(people, adviser, visible, from_on=date(2026, 11, 1), end_reason="practical")
    version = first.version
    with pytest.raises(InvalidInput) as fault:
        edit_assignment(people, adviser, visible, first, version=version, sent=changes)
    assert (fault.value.message.id, fault.value.field) == (message_id, field)
    assert (first.to_on, first.version) == (date(2026, 10, 31), version)


def test_a_time_ends_without_another(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    row = name_mentor(people, adviser, visible, from_on=date(2026, 10, 1))
    sent = {"to_on": date(2026, 11, 20), "end_reason": "mentor_wish", "end_words": "For mange vakter"}
    end_assignment(people, adviser, visible, row, version=1, sent=sent)
    assert (row.to_on, row.end_reason, row.end_words) == tuple(sent.values())
    assert map_current_mentors(people, [visible.case.id], TODAY) == {}
    assert people.scalars(select(AuditEvent).where(AuditEvent.action == "mentor.end")).one()


def test_one_who_said_no_needs_no_last_day(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    row = name_mentor(people, adviser, visible, from_on=date(2026, 12, 1))
    sent = {"to_on": TODAY, "end_reason": "mentor_declined", "end_words": None}
    end_assignment(people, adviser, visible, row, version=1, sent=sent)
    assert row.to_on == date(2026, 12, 1)
