"""Cases that have stopped: whose they are to see, why, since when, and that nobody has to be at work for a case not to stop."""

from datetime import date, timedelta

import pytest

from hybridmentor.db import HybridSession
from hybridmentor.identity import Actor
from hybridmentor.models import Absence, Recusal, Role
from hybridmentor.queries import stopped_cases
from hybridmentor.queries.absences import LOOKS_BACK, map_away
from hybridmentor.queries.days import plan_day
from hybridmentor.queries.stopped_cases import list_stopped
from hybridmentor.services.absences import register_absence
from hybridmentor.services.outcomes import close_case
from tests.integration.scenes import (
    LONG_AGO,
    agree,
    begin,
    give_part,
    hire,
    load_person,
    open_through_service,
    plant_cases,
    talk,
)
from tests.support.queries import count_queries

TODAY = date(2026, 11, 24)


@pytest.fixture
def lead(people: HybridSession) -> Actor:
    return load_person(people, "leder")


def number_all(session: HybridSession, actor: Actor) -> list[str]:
    return [one.case.number for one in list_stopped(session, actor).cases]


def test_none(people: HybridSession, lead: Actor, adviser: Actor):
    begin(people, adviser, last_on=TODAY - timedelta(days=21))
    stopped = list_stopped(people, lead)
    assert (stopped.cases, stopped.total) == ((), 0)


def test_each_with_its_causes_the_longest_first(people: HybridSession, lead: Actor, adviser: Actor):
    fresh = begin(people, adviser, last_on=TODAY - timedelta(days=22))
    bare = open_through_service(people, adviser, opened_on=date(2026, 10, 1))
    old = begin(people, adviser)
    stopped = list_stopped(people, lead)
    assert [(one.case.id, [need.kind for need in one.needs], one.since) for one in stopped.cases] == [
        (old.case.id, ["overdue"], date(2026, 9, 8)),
        (bare.case.id, ["no_mentor", "no_agreement"], date(2026, 10, 1)),
        (fresh.case.id, ["overdue"], date(2026, 11, 9)),
    ]
    assert (dict(stopped.counts), stopped.total) == ({"overdue": 2, "no_mentor": 1}, 3)


def test_what_only_presses_is_left_to_the_adviser(people: HybridSession, lead: Actor, adviser: Actor):
    """Of a case that has stopped, only what it has stopped at is told."""
    visible = begin(people, adviser)
    agree(people, adviser, visible, 7, LONG_AGO, "jobseeker")
    talk(people, adviser, visible, TODAY - timedelta(days=10), "jobseeker")
    [one] = list_stopped(people, lead).cases
    assert [need.relationship for need in one.needs] == ["mentor"]
    assert len(plan_day(people, adviser).overdue) == 2


def test_only_who_leads(people: HybridSession, adviser: Actor):
    begin(people, adviser)
    for login in ("veileder", "lokalkontakt", "marked", "fylke", "forsker", "godkjenner", "admin", "ny"):
        assert list_stopped(people, load_person(people, login)).total == 0, login


def test_only_the_leads_own_office(people: HybridSession, lead: Actor, adviser: Actor, neighbour: Actor):
    here, there = begin(people, adviser), begin(people, neighbour)
    assert [one.case.id for one in list_stopped(people, lead).cases] == [here.case.id]
    other = load_person(people, "leder2")
    assert [one.case.id for one in list_stopped(people, other).cases] == [there.case.id]


def test_a_part_in_a_case_elsewhere_does_not_make_a_lead_there(people: HybridSession, neighbour: Actor):
    elsewhere = begin(people, neighbour)
    give_part(people, "leder", elsewhere.case.id, LONG_AGO)
    assert number_all(people, load_person(people, "leder")) == []


def test_only_the_leads_own_service(people: HybridSession, adviser: Actor):
    hire(people, "statlig", Role.LEAD, service="state")
    state = begin(people, adviser)
    begin(people, adviser, service="municipal")
    assert number_all(people, load_person(people, "statlig")) == [state.case.number]
    assert len(number_all(people, load_person(people, "leder"))) == 2


@pytest.mark.parametrize("protection", ["confidential", "strictly_confidential"])
def test_protected_persons_are_not_there(people: HybridSession, lead: Actor, adviser: Actor, protection: str):
    visible = begin(people, adviser)
    assert visible.case.jobseeker is not None
    visible.case.jobseeker.protection = protection
    people.flush()
    assert number_all(people, lead) == []


def test_shielded_persons_are_not_there(people: HybridSession, lead: Actor, adviser: Actor):
    visible = begin(people, adviser)
    assert visible.case.jobseeker is not None
    visible.case.jobseeker.is_shielded = True
    people.flush()
    assert number_all(people, lead) == []


def test_who_is_shut_out_does_not_see_it(people: HybridSession, lead: Actor, adviser: Actor):
    visible = begin(people, adviser)
    people.add(Recusal(case_id=visible.case.id, user_id=lead.user_id, reason="own_case"))
    people.flush()
    assert number_all(people, lead) == []


def test_a_closed_case_has_not_stopped(people: HybridSession, lead: Actor, adviser: Actor):
    visible = begin(people, adviser)
    assert number_all(people, lead) == [visible.case.number]
    close_case(people, adviser, visible, closed_on=TODAY, follow_up_on=None, facts={}, note=None)
    assert number_all(people, lead) == []


def test_away_counts_only_without_a_stand_in_and_for_one_adviser(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser)
    ids = [visible.case.id]
    colleague = hire(people, "kollega")
    assert map_away(people, ids, TODAY) == {}
    register_absence(
        people, adviser, from_on=TODAY, to_on=TODAY + timedelta(days=3), stand_in_id=colleague.id
    )
    assert map_away(people, ids, TODAY) == {}
    register_absence(
        people, adviser, from_on=TODAY + timedelta(days=9), to_on=TODAY + timedelta(days=12), stand_in_id=None
    )
    assert [one.from_on for one in map_away(people, ids, TODAY)[visible.case.id]] == [
        TODAY + timedelta(days=9)
    ]
    long_over = TODAY + timedelta(days=13) + LOOKS_BACK
    assert map_away(people, ids, long_over) == {}
    give_part(people, "kollega", visible.case.id, LONG_AGO)
    assert map_away(people, ids, TODAY) == {}, "somebody else is there"


def test_a_case_does_not_stop_while_its_adviser_is_away(people: HybridSession, lead: Actor, adviser: Actor):
    """As on the adviser's own day: a due day inside the absence is moved past it."""
    begin(people, adviser, last_on=TODAY - timedelta(days=25))
    assert len(number_all(people, lead)) == 1
    people.add(Absence(user_id=adviser.user_id, from_on=TODAY - timedelta(days=20), to_on=TODAY))
    people.flush()
    assert number_all(people, lead) == []
    assert plan_day(people, adviser).overdue == []


def test_at_most_so_many_but_all_are_counted(
    people: HybridSession, lead: Actor, adviser: Actor, monkeypatch: pytest.MonkeyPatch
):
    """Looked at in batches: none is left out or taken twice, and the longest waiting are those that are listed."""
    monkeypatch.setattr(stopped_cases, "BATCH", 3)
    monkeypatch.setattr(stopped_cases, "MOST_CASES", 4)
    days = [date(2026, 9, 1), *[date(2026, 9, 2)] * 4, *[date(2026, 8, 1)] * 2, date(2026, 11, 20)]
    planted = plant_cases(people, adviser, days)
    stopped = list_stopped(people, lead)
    assert (stopped.total, dict(stopped.counts)) == (7, {"no_mentor": 7})
    assert [one.since for one in stopped.cases] == [date(2026, 8, 1)] * 2 + days[:2]
    assert {one.case.id for one in stopped.cases[:2]} == set(planted[5:7])
    for size in (1, 2, 7, 8, 500):
        monkeypatch.setattr(stopped_cases, "BATCH", size)
        assert list_stopped(people, lead) == stopped, size


def test_no_more_queries_for_more_cases(people: HybridSession, lead: Actor, adviser: Actor):
    counts = []
    for number in (1, 6):
        for _ in range(number):
            begin(people, adviser)
        people.expire_all()
        with count_queries(people.get_bind().engine) as statements:
            list_stopped(people, lead)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8
