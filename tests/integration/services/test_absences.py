"""Being away: what is due waits, or a stand-in has a part in the cases meanwhile and no longer."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.errors import InvalidInput
from hybridmentor.identity import Actor
from hybridmentor.models import Absence, AuditEvent, CaseRole, Recusal
from hybridmentor.queries.absences import find_absence, list_absences, list_away
from hybridmentor.queries.cases import find_case
from hybridmentor.queries.days import plan_day
from hybridmentor.services.absences import end_absence, list_stand_ins, register_absence
from tests.integration.scenes import agree, hire, load_person, name_mentor, open_through_service, talk

TODAY = date(2026, 11, 24)
LATER = TODAY + timedelta(days=7)
LONG_AGO = date(2026, 9, 1)


def test_without_a_stand_in_what_is_due_waits(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser, opened_on=LONG_AGO)
    name_mentor(people, adviser, visible, from_on=LONG_AGO)
    agree(people, adviser, visible, 7, LONG_AGO)
    talk(people, adviser, visible, TODAY - timedelta(days=7))
    assert len(plan_day(people, adviser).soon) == 1
    register_absence(people, adviser, from_on=TODAY, to_on=TODAY + timedelta(days=6), stand_in_id=None)
    assert plan_day(people, adviser).soon == []
    assert [(one.from_on, one.to_on) for one in list_away(people, adviser.user_id, TODAY)] == [
        (TODAY, TODAY + timedelta(days=6))
    ]


def test_what_fell_due_meanwhile_is_due_on_the_first_day_back(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser, opened_on=LONG_AGO)
    name_mentor(people, adviser, visible, from_on=LONG_AGO)
    agree(people, adviser, visible, 7, LONG_AGO)
    talk(people, adviser, visible, TODAY - timedelta(days=12))
    assert len(plan_day(people, adviser).overdue) == 1
    register_absence(people, adviser, from_on=TODAY - timedelta(days=10), to_on=TODAY, stand_in_id=None)
    end_absence(people, adviser, list_absences(people, adviser)[0])
    assert (len(plan_day(people, adviser).overdue), len(plan_day(people, adviser).soon)) == (0, 1)


def test_a_stand_in_has_the_cases_on_those_days_only(people: HybridSession, adviser: Actor):
    colleague = hire(people, "vikar")
    visible = open_through_service(people, adviser)
    register_absence(people, adviser, from_on=LATER, to_on=LATER, stand_in_id=colleague.id)
    for day, cases in ((TODAY, 0), (LATER, 1), (LATER + timedelta(days=1), 0)):
        assert plan_day(people, load_person(people, "vikar", today=day)).cases == cases
    role = people.scalars(select(CaseRole).where(CaseRole.user_id == colleague.id)).one()
    assert (role.case_id, role.role, role.from_on, role.to_on) == (visible.case.id, "stand_in", LATER, LATER)
    assert list_away(people, adviser.user_id, TODAY) == (), "somebody stands in: the clocks go on"
    actions = people.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert list(actions[-2:]) == ["case.stand_in", "absence.register"]


def test_what_a_stand_in_does_not_get(people: HybridSession, adviser: Actor):
    """Closed to the stand-in, of the other service, or of a protected person: handed over one by one."""
    colleague = hire(people, "vikar", service="state")
    fine = open_through_service(people, adviser, name="Fin")
    open_through_service(people, adviser, name="Kommunal", service="municipal")
    protected = open_through_service(people, adviser, name="Sperret")
    shut = open_through_service(people, adviser, name="Slekt")
    assert protected.case.jobseeker is not None
    protected.case.jobseeker.protection = "confidential"
    people.add(Recusal(case_id=shut.case.id, user_id=colleague.id, reason="close_relation"))
    people.flush()
    register_absence(people, adviser, from_on=TODAY, to_on=LATER, stand_in_id=colleague.id)
    roles = people.scalars(select(CaseRole.case_id).where(CaseRole.user_id == colleague.id)).all()
    assert roles == [fine.case.id]


def test_only_own_cases_are_given(people: HybridSession, adviser: Actor):
    other = load_person(people, hire(people, "kollega").login or "")
    open_through_service(people, other)
    colleague = hire(people, "vikar")
    register_absence(people, adviser, from_on=TODAY, to_on=LATER, stand_in_id=colleague.id)
    assert people.scalars(select(CaseRole.id).where(CaseRole.user_id == colleague.id)).all() == []


@pytest.mark.parametrize(
    ("first", "last", "field"),
    [
        (LATER, TODAY, "to_on"),
        (TODAY - timedelta(days=3), TODAY - timedelta(days=1), "to_on"),
        (TODAY + timedelta(days=400), TODAY + timedelta(days=401), "to_on"),
        (TODAY, TODAY + timedelta(days=400), "to_on"),
    ],
)
def test_days_without_sense(people: HybridSession, adviser: Actor, first: date, last: date, field: str):
    with pytest.raises(InvalidInput) as caught:
        register_absence(people, adviser, from_on=first, to_on=last, stand_in_id=None)
    assert caught.value.field == field
    assert list_absences(people, adviser) == []


def test_two_absences_do_not_overlap(people: HybridSession, adviser: Actor):
    register_absence(people, adviser, from_on=TODAY, to_on=LATER, stand_in_id=None)
    with pytest.raises(InvalidInput):
        register_absence(people, adviser, from_on=LATER, to_on=LATER, stand_in_id=None)
    register_absence(
        people,
        adviser,
        from_on=LATER + timedelta(days=1),
        to_on=LATER + timedelta(days=1),
        stand_in_id=None,
    )


def test_who_can_stand_in(people: HybridSession, adviser: Actor):
    hire(people, "vikar")
    hire(people, "annen", office="9902")
    assert [one.name for one in list_stand_ins(people, adviser)] == ["Vikar"]
    for user in (adviser.user_id, load_person(people, "annen").user_id, 987654):
        with pytest.raises(InvalidInput) as caught:
            register_absence(people, adviser, from_on=TODAY, to_on=LATER, stand_in_id=user)
        assert caught.value.field == "stand_in"


def test_coming_back_early_ends_the_stand_ins_part(people: HybridSession, adviser: Actor):
    colleague = hire(people, "vikar")
    visible = open_through_service(people, adviser)
    absence = register_absence(
        people, adviser, from_on=TODAY - timedelta(days=3), to_on=LATER, stand_in_id=colleague.id
    )
    stand_in = load_person(people, "vikar")
    assert plan_day(people, stand_in).cases == 1
    end_absence(people, adviser, absence)
    assert plan_day(people, stand_in).cases == 0
    assert absence.to_on == TODAY - timedelta(days=1)
    assert list_absences(people, adviser) == []
    assert find_case(people, stand_in, visible.case.id) is not None, "still a colleague at the office"


def test_an_absence_that_has_not_begun_goes_away(people: HybridSession, adviser: Actor):
    colleague = hire(people, "vikar")
    open_through_service(people, adviser)
    absence = register_absence(people, adviser, from_on=TODAY, to_on=LATER, stand_in_id=colleague.id)
    end_absence(people, adviser, absence)
    assert people.scalars(select(Absence)).all() == []
    assert people.scalars(select(CaseRole).where(CaseRole.role == "stand_in")).all() == []


def test_nobody_ends_anothers_absence(people: HybridSession, adviser: Actor, neighbour: Actor):
    absence = register_absence(people, adviser, from_on=TODAY, to_on=LATER, stand_in_id=None)
    assert find_absence(people, neighbour, absence.id) is None
    with pytest.raises(InvalidInput):
        end_absence(people, neighbour, absence)
