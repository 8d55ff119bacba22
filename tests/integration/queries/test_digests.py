"""The weekly letter: who may have it, and that it holds what the reader's own pages show and nothing else."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.domain.week import Week
from hybridmentor.identity import Actor
from hybridmentor.models import Absence, CaseRole, Digest, Jobseeker, OfficeMembership, Recusal, Role, User
from hybridmentor.queries.days import DayFilter, plan_day
from hybridmentor.queries.digests import (
    OWN_KINDS,
    DigestContent,
    find_reader,
    gather_digest,
    list_readers,
)
from hybridmentor.services.day_filters import narrow_day
from hybridmentor.services.outcomes import close_case
from tests.integration.scenes import (
    LONG_AGO,
    begin,
    give_part,
    hire,
    load_person,
    talk,
)

TODAY = date(2026, 11, 24)
"""A Tuesday."""
WEEK = Week.of(TODAY)


def gather(session: HybridSession, login: str, today: date = TODAY) -> DigestContent:
    return gather_digest(session, load_person(session, login, today), Week.of(today))


def test_nothing_to_say(people: HybridSession):
    logins = people.scalars(select(User.login).where(User.is_active, User.login != "sluttet")).all()
    assert len(logins) > 8
    for login in logins:
        assert gather(people, str(login)).count() == {}, login


def test_what_is_told_is_what_my_day_shows(people: HybridSession, adviser: Actor):
    late, tried, soon, quiet = (begin(people, adviser, name) for name in ("Åse", "Bo", "Cato", "Dina"))
    talk(people, adviser, late, TODAY - timedelta(days=10))
    for ago in (3, 2, 1):
        talk(people, adviser, tried, TODAY - timedelta(days=ago), outcome="attempted")
    talk(people, adviser, soon, TODAY - timedelta(days=6))
    talk(people, adviser, quiet, TODAY)
    talk(people, adviser, quiet, TODAY - timedelta(days=1), "employer", outcome="planned", form=None)
    done = begin(people, adviser, "Eli")
    close_case(people, adviser, done, closed_on=date(2026, 10, 1), follow_up_on=TODAY, facts={}, note=None)
    content = gather(people, "veileder")
    day = plan_day(people, adviser)
    for kind in OWN_KINDS:
        assert [(row.case.id, row.need) for row in content.list_rows(kind)] == [
            (row.case.id, row.need) for row in getattr(day, kind)
        ]
    assert content.count() == {"no_answer": 1, "overdue": 1, "did_it_happen": 1, "soon": 1, "follow_up": 1}


def test_what_is_planned_in_the_rest_of_the_week(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser)
    days = [TODAY + timedelta(days=ahead) for ahead in (-1, 0, 2, 5, 6)]
    for day in days:
        talk(people, adviser, visible, day, "mentor", "jobseeker", outcome="planned", form=None)
    early = talk(people, adviser, visible, days[2], outcome="planned", form=None, starts_at=time(9))
    content = gather(people, "veileder")
    assert [one.contact.occurred_on for one in content.planned] == [days[1], days[2], days[2], days[3]]
    assert early.id in {one.contact.id for one in content.planned}
    assert [row.contact.occurred_on for row in content.list_rows("did_it_happen") if row.contact] == [days[0]]
    assert {one.number for one in content.planned} == {visible.case.number}
    sunday = gather(people, "veileder", days[3])
    assert [one.contact.occurred_on for one in sunday.planned] == [days[3]]


def test_over_new_year_the_week_ends_on_its_sunday(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser)
    for day in (date(2026, 12, 31), date(2027, 1, 3), date(2027, 1, 4)):
        talk(people, adviser, visible, day, outcome="planned", form=None)
    content = gather(people, "veileder", date(2026, 12, 30))
    assert [one.contact.occurred_on for one in content.planned] == [date(2026, 12, 31), date(2027, 1, 3)]


def test_a_narrowed_day_does_not_narrow_the_letter(people: HybridSession, adviser: Actor):
    begin(people, adviser)
    narrow_day(people, adviser, "relationship", "employer")
    again = load_person(people, "veileder")
    assert plan_day(people, again, DayFilter.read(again.day_filter)).overdue == []
    assert gather(people, "veileder").count() == {"overdue": 1}


def test_a_lead_is_told_what_has_stopped_and_an_adviser_is_not(people: HybridSession, adviser: Actor):
    begin(people, adviser)
    assert gather(people, "leder").count() == {"stopped": 1}
    assert gather(people, "veileder").count() == {"overdue": 1}
    assert gather(people, "leder2").count() == {}


def test_somebody_who_is_both_is_told_both(people: HybridSession, adviser: Actor):
    begin(people, adviser)
    hire(people, "begge", Role.LEAD)
    assert gather(people, "begge").count() == {"stopped": 1}
    [case] = [one.case for one in gather(people, "begge").stopped.cases]
    give_part(people, "begge", case.id, TODAY)
    assert gather(people, "begge").count() == {"overdue": 1, "stopped": 1}


@pytest.mark.parametrize("fact", ["recused", "strictly_confidential", "role_ended", "part_ended"])
def test_what_my_day_hides_the_letter_hides(people: HybridSession, adviser: Actor, fact: str):
    visible = begin(people, adviser)
    assert gather(people, "veileder").count() == {"overdue": 1}
    today = TODAY
    if fact == "recused":
        people.add(Recusal(case_id=visible.case.id, user_id=adviser.user_id, reason="own_case"))
    elif fact == "strictly_confidential":
        people.scalars(select(Jobseeker)).one().protection = fact
    elif fact == "role_ended":
        own = select(OfficeMembership).where(OfficeMembership.user_id == adviser.user_id)
        people.scalars(own).one().to_on = TODAY - timedelta(days=1)
    else:
        people.scalars(select(CaseRole)).one().to_on = TODAY
        today = TODAY + timedelta(days=1)
    people.flush()
    assert gather(people, "veileder", today).count() == {}


def test_a_protected_case_of_ones_own_is_told_by_its_number_as_on_my_day(
    people: HybridSession, adviser: Actor
):
    visible = begin(people, adviser)
    people.scalars(select(Jobseeker)).one().protection = "confidential"
    people.flush()
    assert [row.case.id for row in gather(people, "veileder").list_rows("overdue")] == [visible.case.id]
    assert gather(people, "leder").count() == {}


def test_readers(people: HybridSession, adviser: Actor):
    users = {user.login: user for user in people.scalars(select(User))}
    users["leder"].wants_digest = False
    users["fylke"].is_demo = True
    people.add_all(
        [
            Absence(user_id=users["veileder"].id, from_on=TODAY, to_on=TODAY),
            Absence(user_id=users["veileder2"].id, from_on=LONG_AGO, to_on=TODAY - timedelta(days=1)),
            Absence(user_id=users["veileder2"].id, from_on=TODAY + timedelta(days=1), to_on=date(2027, 1, 1)),
            Digest(user_id=users["lokalkontakt"].id, week=str(WEEK)),
            Digest(user_id=users["marked"].id, week=str(WEEK), sent_at=clock.now()),
            Digest(user_id=users["forsker"].id, week="2026-W47", sent_at=clock.now()),
        ]
    )
    people.flush()
    readers = {one.user_id: one for one in list_readers(people, TODAY, WEEK, demo=False)}
    assert list(readers) == sorted(readers)
    assert users["sperret"].id not in readers
    assert users["fylke"].id not in readers
    named = {login: readers.get(user.id) for login, user in users.items()}
    assert [login for login, one in named.items() if one and not one.wants_digest] == ["leder"]
    assert [login for login, one in named.items() if one and one.is_away] == ["veileder"]
    assert {login for login, one in named.items() if one and one.is_claimed} == {"lokalkontakt", "marked"}
    assert [login for login, one in named.items() if one and one.is_sent] == ["marked"]
    assert all(one.email == f"{login}@example.org" for login, one in named.items() if one)
    demo = {one.user_id for one in list_readers(people, TODAY, WEEK, demo=True)}
    assert demo - set(readers) == {users["fylke"].id}
    for user_id, one in readers.items():
        assert find_reader(people, user_id, TODAY, WEEK, demo=False) == one
    assert find_reader(people, users["sperret"].id, TODAY, WEEK, demo=True) is None


def test_two_absences_of_one_day_are_one_reader(people: HybridSession, adviser: Actor):
    """Whatever has been typed, nobody is listed twice."""
    for _ in range(2):
        people.add(Absence(user_id=adviser.user_id, from_on=TODAY, to_on=TODAY))
    people.flush()
    ids = [one.user_id for one in list_readers(people, TODAY, WEEK, demo=False)]
    assert len(ids) == len(set(ids))
