"""The cases to choose from when something is to be logged: one's own, what presses first; or those that a search finds."""

from datetime import date, time, timedelta

import pytest

from hybridmentor.db import HybridSession
from hybridmentor.errors import Message
from hybridmentor.identity import Actor
from hybridmentor.models import CasePause, Recusal
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.log_choices import LogChoice, list_own_choices, search_choices
from hybridmentor.services.outcomes import close_case
from tests.integration.scenes import (
    agree,
    give_part,
    hire,
    load_person,
    name_mentor,
    open_through_service,
    plant_cases,
    talk,
)
from tests.support.queries import count_queries

TODAY = date(2026, 11, 24)
LONG_AGO = date(2026, 9, 1)


def begin(session: HybridSession, actor: Actor, name: str, **values: object) -> VisibleCase:
    """A case opened long ago with a mentor."""
    visible = open_through_service(session, actor, name=name, opened_on=LONG_AGO, **values)
    name_mentor(session, actor, visible, from_on=LONG_AGO)
    return visible


def name_all(choices: list[LogChoice]) -> list[str]:
    return [one.jobseeker for one in choices]


def test_what_presses_comes_first_then_what_was_logged_last(people: HybridSession, adviser: Actor):
    never = begin(people, adviser, "Aldri Logget")
    early = begin(people, adviser, "Tidlig Logget")
    talk(people, adviser, early, TODAY - timedelta(days=40), "jobseeker")
    late = begin(people, adviser, "Nylig Logget")
    talk(people, adviser, late, TODAY - timedelta(days=1), "jobseeker", outcome="attempted")
    soon = begin(people, adviser, "Snart Frist")
    agree(people, adviser, soon, 7, LONG_AGO, "employer")
    talk(people, adviser, soon, TODAY - timedelta(days=6), "employer")
    overdue = begin(people, adviser, "Forfalt Frist")
    agree(people, adviser, overdue, 7, LONG_AGO)
    talk(people, adviser, overdue, TODAY - timedelta(days=20))
    unanswered = begin(people, adviser, "Ubesvart Avtale")
    talk(people, adviser, unanswered, TODAY - timedelta(days=1), outcome="planned", form=None)
    planned = begin(people, adviser, "Planlagt Idag")
    talk(people, adviser, planned, TODAY, "jobseeker", outcome="planned", form=None, starts_at=time(10, 0))
    choices = list_own_choices(people, adviser)
    order = (planned, overdue, unanswered, soon, late, early, never)
    assert [one.case_id for one in choices] == [visible.case.id for visible in order]
    kinds = ["planned_today", "overdue", "did_it_happen", "soon", None, None, None]
    assert [one.kind for one in choices] == kinds
    assert [one.relationship for one in choices[:4]] == ["jobseeker", "mentor", "mentor", "employer"]
    assert choices[0].planned[0].starts_at == time(10, 0)
    assert choices[0].planned[0].relationships == ("jobseeker",)
    assert choices[4].reason == Message("log.last", day=TODAY - timedelta(days=1)), (
        "an attempt was logged too"
    )
    assert choices[6].reason == Message("log.none_yet")
    assert {one.mentor for one in choices} == {"Mona Mentor"}


def test_whom_it_is_about_comes_from_the_agreement(people: HybridSession, adviser: Actor):
    """Nothing presses: then whose turn comes first. Without any agreement nobody is guessed."""
    visible = begin(people, adviser, "Jonas Prøve")
    assert list_own_choices(people, adviser)[0].relationship is None
    for key, days in (("mentor", 60), ("jobseeker", 30)):
        agree(people, adviser, visible, days, LONG_AGO, key)
        talk(people, adviser, visible, TODAY - timedelta(days=5), key)
    assert list_own_choices(people, adviser)[0].relationship == "jobseeker"


def test_only_ones_own_open_cases_are_offered(people: HybridSession, adviser: Actor):
    own = begin(people, adviser, "Egen Sak")
    closed = begin(people, adviser, "Lukket Sak")
    close_case(
        people,
        adviser,
        closed,
        closed_on=TODAY,
        follow_up_on=TODAY,
        facts={"attached": "yes"},
        note=None,
    )
    shut = begin(people, adviser, "Inhabil Sak")
    people.add(Recusal(case_id=shut.case.id, user_id=adviser.user_id, reason="close_relation"))
    hire(people, "kollega")
    colleague = load_person(people, "kollega")
    begin(people, colleague, "Kollegas Sak")
    lent = begin(people, colleague, "Lånt Sak")
    give_part(people, "veileder", lent.case.id, TODAY)
    gone = begin(people, colleague, "Avgitt Sak")
    give_part(people, "veileder", gone.case.id, LONG_AGO, TODAY - timedelta(days=1))
    people.flush()
    assert sorted(name_all(list_own_choices(people, adviser))) == ["Egen Sak", "Lånt Sak"]
    assert own.case.jobseeker is not None


def test_a_paused_case_can_be_chosen_and_does_not_press(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser, "Pauset Sak")
    agree(people, adviser, visible, 7, LONG_AGO)
    rests = {"from_on": TODAY - timedelta(days=2), "follow_up_on": TODAY + timedelta(days=9)}
    people.add(CasePause(case_id=visible.case.id, reason="leave", **rests))
    people.flush()
    (only,) = list_own_choices(people, adviser)
    assert only.kind is None


def test_a_search_finds_colleagues_cases_and_none_that_one_may_not_log_in(
    people: HybridSession, adviser: Actor, neighbour: Actor
):
    begin(people, adviser, "Åse Lindvåg")
    hire(people, "kollega")
    begin(people, load_person(people, "kollega"), "Åse Kollegasen")
    begin(people, neighbour, "Åse Annensteds")
    closed = begin(people, adviser, "Åse Avsluttet")
    close_case(
        people, adviser, closed, closed_on=TODAY, follow_up_on=None, facts={"attached": "yes"}, note=None
    )
    found, more = search_choices(people, adviser, "åse")
    assert sorted(name_all(found)) == ["Åse Kollegasen", "Åse Lindvåg"]
    assert not more
    assert search_choices(people, adviser, "finnes ikke") == ([], False)
    assert search_choices(people, adviser, "") == ([], False)
    lead = load_person(people, "leder")
    assert search_choices(people, lead, "åse")[0] == [], "who reads only has nothing to log in"


@pytest.mark.parametrize("cases", [1, 40])
def test_the_number_of_queries_stays(people: HybridSession, adviser: Actor, cases: int):
    plant_cases(people, adviser, [LONG_AGO + timedelta(days=n) for n in range(cases)], name="Åse Mange")
    people.flush()
    people.expunge_all()
    with count_queries(people.get_bind().engine) as own:
        assert len(list_own_choices(people, adviser)) == cases
    with count_queries(people.get_bind().engine) as searched:
        assert len(search_choices(people, adviser, "åse")[0]) == cases
    assert (len(own), len(searched)) == (7, 10), (own, searched)
