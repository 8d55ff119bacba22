"""Being away: what is due waits, or a stand-in has a part in the cases meanwhile and no longer."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.errors import InvalidInput, NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.models import Absence, AuditEvent, CaseRole, Recusal
from hybridmentor.queries.absences import find_absence, list_absences, map_away
from hybridmentor.queries.case_pages import gather_case_page
from hybridmentor.queries.cases import find_case
from hybridmentor.queries.days import plan_day
from hybridmentor.queries.handovers import follow_tenures, list_tenures, name_last_role
from hybridmentor.services.absences import end_absence, list_stand_ins, register_absence
from hybridmentor.services.handovers import hand_over_case
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
    [away] = map_away(people, [visible.case.id], TODAY)[visible.case.id]
    assert (away.from_on, away.to_on) == (TODAY, TODAY + timedelta(days=6))


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
    assert map_away(people, [visible.case.id], TODAY) == {}, "somebody stands in: the clocks go on"
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
    with pytest.raises(NotAllowed):
        end_absence(people, neighbour, absence)


def test_an_absence_that_is_over_is_not_made_longer(people: HybridSession, adviser: Actor):
    """A page left open may offer to end one that has ended."""
    colleague = hire(people, "vikar")
    open_through_service(people, adviser)
    absence = register_absence(people, adviser, from_on=TODAY, to_on=TODAY, stand_in_id=colleague.id)
    later = load_person(people, "veileder", today=TODAY + timedelta(days=9))
    end_absence(people, later, absence)
    roles = people.scalars(select(CaseRole).where(CaseRole.absence_id == absence.id)).all()
    assert [absence.to_on, *(role.to_on for role in roles)] == [TODAY, TODAY]


def test_who_is_away_cannot_stand_in(people: HybridSession, adviser: Actor):
    colleague = load_person(people, hire(people, "vikar").login or "")
    register_absence(people, colleague, from_on=LATER, to_on=LATER, stand_in_id=None)
    with pytest.raises(InvalidInput) as caught:
        register_absence(people, adviser, from_on=TODAY, to_on=LATER, stand_in_id=colleague.user_id)
    assert caught.value.field == "stand_in"


def test_in_a_case_that_the_stand_in_does_not_get_what_is_due_waits(people: HybridSession, adviser: Actor):
    colleague = hire(people, "vikar", service="state")
    fine = open_through_service(people, adviser, name="Fin")
    other = open_through_service(people, adviser, name="Kommunal", service="municipal")
    register_absence(people, adviser, from_on=TODAY, to_on=LATER, stand_in_id=colleague.id)
    assert list(map_away(people, [fine.case.id, other.case.id], TODAY)) == [other.case.id]


def test_whose_stand_in_one_is_does_not_move_the_days_of_the_case(people: HybridSession, adviser: Actor):
    """The days of the one who has the case count, not those of whoever looks at it."""
    colleague = load_person(people, hire(people, "vikar").login or "")
    visible = open_through_service(people, adviser, opened_on=LONG_AGO)
    name_mentor(people, adviser, visible, from_on=LONG_AGO)
    agree(people, adviser, visible, 7, LONG_AGO)
    register_absence(people, adviser, from_on=TODAY, to_on=TODAY, stand_in_id=colleague.user_id)
    register_absence(people, colleague, from_on=LATER, to_on=LATER, stand_in_id=None)
    assert len(plan_day(people, colleague).overdue) == 1


def test_the_page_of_the_case_says_what_my_day_says(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser, opened_on=LONG_AGO)
    name_mentor(people, adviser, visible, from_on=LONG_AGO)
    agree(people, adviser, visible, 7, LONG_AGO)
    talk(people, adviser, visible, TODAY - timedelta(days=12))
    register_absence(people, adviser, from_on=TODAY - timedelta(days=10), to_on=TODAY, stand_in_id=None)
    end_absence(people, adviser, list_absences(people, adviser)[0])
    page = gather_case_page(people, adviser, visible.case, get_practice_model("hybridmodellen"))
    [mentor] = [one for one in page.relations if one.key == "mentor"]
    [need] = plan_day(people, adviser).soon
    assert need.need is not None
    assert (mentor.state.state, mentor.state.due_on) == ("soon", need.need.day)


def test_a_case_that_is_handed_over_has_its_stand_in_no_more(people: HybridSession, adviser: Actor):
    stand_in, receiver = hire(people, "vikar"), hire(people, "etterfolger")
    visible = open_through_service(people, adviser, opened_on=LONG_AGO)
    register_absence(people, adviser, from_on=TODAY, to_on=LATER, stand_in_id=stand_in.id)
    tenures = list_tenures(people, [visible.case.id])[visible.case.id]
    hand_over_case(
        people,
        adviser,
        visible,
        to_user_id=receiver.id,
        on=TODAY + timedelta(days=1),
        note=None,
        last_role=name_last_role(follow_tenures(tenures, adviser)),
    )
    [role] = people.scalars(select(CaseRole).where(CaseRole.user_id == stand_in.id)).all()
    assert role.to_on == TODAY
    assert "case.end_stand_in" in people.scalars(select(AuditEvent.action)).all()
