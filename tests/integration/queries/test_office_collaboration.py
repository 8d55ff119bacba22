"""What an office's figures are made from: counted by hand, the same as the full judgement, and never more than may be seen."""

from __future__ import annotations

import random
from collections.abc import Iterable
from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.domain.answers import read_answers, read_day
from hybridmentor.domain.collaboration_figures import EVERYTHING, Answers, CountedCase, answer_relationship
from hybridmentor.domain.office_collaboration import Selection, tabulate_office
from hybridmentor.identity import Actor
from hybridmentor.models import (
    Case,
    CaseForm,
    CasePause,
    CaseRole,
    Office,
    OfficeMembership,
    Recusal,
    Role,
    User,
)
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.policy.rules import permits
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.collaboration import CaseDays, judge_cases
from hybridmentor.queries.office_collaboration import gather_kept_answers, gather_office
from hybridmentor.queries.offices import list_offices_with_figures
from hybridmentor.queries.survey import OWN, gather_survey
from hybridmentor.services.contacts import log_contact
from tests.integration.scenes import hire, load_person, name_mentor, open_through_service, talk
from tests.integration.survey_scenes import fill_form
from tests.support.queries import count_queries

TODAY = date(2026, 11, 24)
START = date(2026, 1, 5)
FIGURES = {"jobseeker": 3, "mentor": 1, "employer": 2, "mentor_jobseeker": 1}


def find_office_id(session: HybridSession, number: str = "9901") -> int:
    return session.scalars(select(Office.id).where(Office.number == number)).one()


def gather(
    session: HybridSession, login: str = "leder", number: str = "9901"
) -> dict[str | None, CountedCase]:
    """The counted cases by entry point, which tells the cases of these tests apart."""
    found = gather_office(session, load_person(session, login), find_office_id(session, number))
    return {case.entry_point: case for case in found}


def test_kept_answers_are_those_of_the_log(office: HybridSession):
    """Whole, and by entry point: as `gather_office` has them."""
    actor, office_id = load_person(office, "leder"), find_office_id(office)
    logs, kept = gather_office(office, actor, office_id), gather_kept_answers(office, actor, office_id)
    for selection in (Selection(), Selection(entry_point="start"), Selection(entry_point="job_at_risk")):
        for is_own in (True, False):
            told = [tabulate_office(one, selection, TODAY, is_own=is_own, fewest=1) for one in (logs, kept)]
            assert told[0] == told[1]


def answer(case: CountedCase) -> dict[str, Answers | None]:
    return {one.relationship: answer_relationship(one, [EVERYTHING])[0] for one in case.relationships}


def confirm(session: HybridSession, visible: VisibleCase, day: date, **answers: Any) -> None:
    """The log confirmed to a day, as the service keeps it: twice."""
    fill_form(session, visible.case, log_confirmed_to=day.isoformat(), **answers)
    session.scalars(select(CaseForm).where(CaseForm.case_id == visible.case.id)).one().log_confirmed_on = day
    session.flush()


@pytest.fixture
def office(people: HybridSession, adviser: Actor) -> HybridSession:
    """Three cases at Fjordby, by hand; each came about in a way of its own."""
    session = people
    whole = open_through_service(session, adviser, opened_on=START, entry_point="start", name="Hel Sak")
    name_mentor(session, adviser, whole, from_on=START)
    # 12 weeks: 84 days to 29 March, with the end of Nav's contact noted in the sealed form.
    for week in range(12):
        talk(session, adviser, whole, START + timedelta(days=7 * week), "jobseeker", form="phone")
    for place in (0, 1, 2, 3, 4, 20):
        form = "at_company" if place else "email"
        talk(session, adviser, whole, START + timedelta(days=place), "mentor", form=form)
    talk(session, adviser, whole, START + timedelta(days=9), "employer", outcome="attempted")
    confirm(session, whole, TODAY, contact_ended_on="2026-03-29")
    log_contact(
        session,
        adviser,
        whole,
        occurred_on=START + timedelta(days=30),
        relationships=["mentor_jobseeker"],
        outcome="took_place",
        form="digital",
        reported_by="mentor",
    )

    silent = open_through_service(
        session, adviser, opened_on=START, entry_point="at_workplace", name="Stille Sak"
    )
    confirm(session, silent, START + timedelta(days=39))

    new = open_through_service(
        session, adviser, entry_point="job_at_risk", name="Ny Sak", opened_on=TODAY, employer_name=None
    )
    talk(session, adviser, new, TODAY, "jobseeker", form=None)
    return session


def test_an_office_by_hand(office: HybridSession):
    found = gather(office)
    assert {key: answer(case) for key, case in found.items()} == {
        "start": {
            "jobseeker": Answers("weekly", "even", ("phone",)),
            # Six contact days: all in the first 28 of 84 days.
            "mentor": Answers("two_three_per_month", "most_at_start", ("at_company", "email")),
            "employer": Answers("never", "too_little", ()),
            "mentor_jobseeker": Answers("less_than_monthly", "too_little", ("digital",)),
        },
        "at_workplace": {
            "jobseeker": Answers("never", "too_little", ()),
            "employer": Answers("never", "too_little", ()),
        },
        "job_at_risk": {"jobseeker": Answers("too_early", "too_little", ())},
    }
    figures = tabulate_office(tuple(found.values()), Selection(), TODAY, is_own=True)
    assert {group.relationship: group.n for group in figures.groups} == FIGURES
    jobseeker = figures.groups[0].dimensions
    assert {row.key: (row.count, row.percent) for row in jobseeker[0].counted.rows if row.count} == {
        "weekly": (1, 50.0),
        "never": (1, 50.0),
    }
    assert jobseeker[0].counted.apart == (("not_registered", 0), ("too_early", 1))
    assert jobseeker[2].counted.apart == (("no_form", 2),)


def test_they_are_the_cases_of_tables_2_to_7(office: HybridSession):
    """Frozen cases, guests and published examples are left out of both."""
    found = gather(office)
    assert len(found) == len(gather_survey(office, TODAY, source=OWN, office_number="9901").cases) == 3
    frozen = office.scalars(select(Case).where(Case.entry_point == "at_workplace")).one()
    assert frozen.jobseeker is not None
    frozen.jobseeker.protection = "strictly_confidential"
    office.flush()
    assert set(gather(office)) == set(gather(office, "fylke")) == {"start", "job_at_risk"}
    office.scalars(select(Office).where(Office.number == "9901")).one().participation = "guest"
    office.flush()
    assert gather(office) == {}
    assert gather(office, "fylke") == {}


def test_whoever_had_the_case_last_stands_behind_it(office: HybridSession, adviser: Actor):
    hire(office, "kollega")
    case = office.scalars(select(Case).where(Case.entry_point == "start")).one()
    part = office.scalars(select(CaseRole).where(CaseRole.case_id == case.id)).one()
    part.to_on = START + timedelta(days=9)
    other = load_person(office, "kollega").user_id
    office.add(CaseRole(case_id=case.id, user_id=other, role="adviser", from_on=START + timedelta(days=10)))
    office.flush()
    found = gather(office)
    assert (found["start"].adviser, found["at_workplace"].adviser) == (other, adviser.user_id)


def test_a_lead_does_not_get_what_a_lead_may_not_open(office: HybridSession):
    """A sum with one case more than can be opened would tell about that one; the county may open none, and gets all."""
    for protection, shielded in (("confidential", False), ("none", True)):
        case = office.scalars(select(Case).where(Case.entry_point == "start")).one()
        assert case.jobseeker is not None
        case.jobseeker.protection, case.jobseeker.is_shielded = protection, shielded
        office.flush()
        assert "start" not in gather(office)
        assert "start" in gather(office, "fylke")
    assert case.jobseeker is not None
    case.jobseeker.is_shielded = False
    lead = office.scalars(select(User.id).where(User.login == "leder")).one()
    office.add(Recusal(case_id=case.id, user_id=lead, reason="close_relation"))
    office.flush()
    assert "start" not in gather(office)


def test_a_lead_for_one_service_gets_its_cases(office: HybridSession, adviser: Actor):
    open_through_service(office, adviser, service="municipal", entry_point="employer_contacted", name="Kom")
    assert "employer_contacted" in gather(office)
    membership = office.scalars(
        select(OfficeMembership).join(User, User.id == OfficeMembership.user_id).where(User.login == "leder")
    ).one()
    membership.service = "state"
    office.flush()
    assert set(gather(office)) == {"start", "at_workplace", "job_at_risk"}


@pytest.mark.parametrize("login", ["veileder", "lokalkontakt", "marked", "forsker", "admin", "leder2", "ny"])
def test_others_get_nothing(office: HybridSession, login: str):
    assert gather(office, login) == {}


def test_a_county_gets_its_own_offices_only(office: HybridSession):
    assert len(gather(office, "fylke")) == 3
    office.scalars(select(Office).where(Office.number == "9901")).one().county = "Ytterkysten"
    office.flush()
    # The membership stands at 9901, so its county is the new one; what was the county before is not.
    actor = load_person(office, "fylke")
    assert [one.number for one in list_offices_with_figures(office, actor)] == ["9901", "9903"]


def test_predicate_and_scope_say_the_same(people: HybridSession):
    """For every account with one role or two, and every office."""
    offices = people.scalars(select(Office).order_by(Office.number)).all()
    assert {one.purpose for one in offices} == {"practice", "examples"}
    actors = [load_person(people, "ny")]
    for number, (role, office) in enumerate(product(Role, offices)):
        hire(people, f"en{number}", role, office.number)
        user = hire(people, f"to{number}", role, office.number)
        second = offices[number % len(offices)]
        people.add(
            OfficeMembership(
                user_id=user.id,
                office_id=second.id,
                role=Role.LEAD if number % 2 else Role.COUNTY,
                from_on=clock.today() - timedelta(days=9),
            )
        )
        people.flush()
        actors += [load_person(people, f"en{number}"), load_person(people, f"to{number}")]
    seen = 0
    for actor in actors:
        listed = {one.id for one in list_offices_with_figures(people, actor)}
        facts = {one.id: OfficeFacts(one.id, one.purpose, county=one.county) for one in offices}
        assert listed == {key for key, one in facts.items() if permits(actor, Permission.READ_FIGURES, one)}
        seen += len(listed)
    assert seen > len(offices)


def test_what_others_told_of_does_not_make_the_log_longer(people: HybridSession, adviser: Actor):
    """Weekly for twelve weeks, and nobody has confirmed more; the mentor has told of something half a year later."""
    visible = open_through_service(people, adviser, opened_on=START)
    for week in range(12):
        talk(people, adviser, visible, START + timedelta(days=7 * week), "jobseeker")
    for outcome, expected in (("attempted", "weekly"), ("took_place", "weekly")):
        log_contact(
            people,
            adviser,
            visible,
            occurred_on=START + timedelta(days=260),
            relationships=["mentor_jobseeker"],
            outcome=outcome,
            form="phone",
            reported_by="mentor",
        )
        (case,) = gather(people).values()
        found = answer(case)
        assert found["jobseeker"] is not None
        assert found["jobseeker"].frequency == expected
    assert found["mentor_jobseeker"] == Answers("less_than_monthly", "too_little", ("phone",))
    # An attempt of the adviser's own does show that somebody kept the log.
    talk(people, adviser, visible, START + timedelta(days=260), "jobseeker", outcome="attempted")
    (case,) = gather(people).values()
    assert answer(case)["jobseeker"] == Answers("monthly", "most_at_start", ("phone",))


def test_a_destroyed_key_stops_nothing(office: HybridSession):
    case = office.scalars(select(Case).where(Case.entry_point == "start")).one()
    case.data_key.destroy(clock.now())
    office.flush()
    office.expunge_all()
    found = answer(gather(office)["start"])
    # The end of the contact is not known any more, so the log is judged to the day that it is confirmed to.
    assert found["jobseeker"] == Answers("monthly", "most_at_start", ("phone",))


def test_the_number_of_statements_does_not_grow(office: HybridSession, adviser: Actor):
    actor, office_id = load_person(office, "leder"), find_office_id(office)
    counts = []
    for _ in range(2):
        office.expunge_all()
        with count_queries(office.get_bind().engine) as statements:
            gather_office(office, actor, office_id)
        counts.append(len(statements))
        for n in range(8):
            visible = open_through_service(office, adviser, name=f"Mange Nummer{n}")
            name_mentor(office, adviser, visible)
            talk(office, adviser, visible, TODAY, "mentor", "jobseeker")
            confirm(office, visible, TODAY, contact_ended_on="2026-11-01")
    assert counts == [5, 5]


def scatter(session: HybridSession, adviser: Actor, chance: random.Random) -> VisibleCase:
    """A case with whatever may happen to one."""

    def some_day() -> date:
        return START + timedelta(days=chance.randrange(250))

    visible = open_through_service(
        session,
        adviser,
        opened_on=START + timedelta(days=chance.randrange(30)),
        employer_name=chance.choice(["Bakeriet", None]),
    )
    opened = visible.case.opened_on or START
    if visible.case.employer_id and chance.random() < 0.7:
        from_on = opened + timedelta(days=chance.randrange(40))
        mentor = name_mentor(session, adviser, visible, from_on=from_on, is_employer=chance.random() < 0.5)
        if chance.random() < 0.4:
            mentor.to_on = from_on + timedelta(days=chance.randrange(120))
    for _ in range(chance.randrange(25)):
        day = max(some_day(), opened)
        outcome = chance.choice(["took_place", "took_place", "attempted", "did_not_show", "cancelled"])
        if chance.random() < 0.15:
            who, told = ["mentor_jobseeker"], "mentor"
        else:
            who, told = chance.sample(["jobseeker", "mentor", "employer"], chance.randrange(1, 4)), None
        log_contact(
            session,
            adviser,
            visible,
            occurred_on=day,
            relationships=who,
            outcome=outcome,
            form=chance.choice(["phone", "at_company", None]) if outcome == "took_place" else "phone",
            reported_by=told,
        )
    answers = {"contact_ended_on": max(some_day(), opened).isoformat()} if chance.random() < 0.4 else {}
    if chance.random() < 0.5:
        confirm(session, visible, max(some_day(), opened), **answers)
    elif answers:
        fill_form(session, visible.case, **answers)
    for begins in {opened + timedelta(days=60 * n) for n in range(chance.randrange(3))}:
        session.add(
            CasePause(
                case_id=visible.case.id,
                reason="holiday",
                from_on=begins,
                to_on=begins + timedelta(days=chance.randrange(30)),
            )
        )
    if chance.random() < 0.3:
        visible.case.closed_on = max(some_day(), opened)
    session.flush()
    return visible


def list_judged(session: HybridSession, cases: Iterable[Case]) -> list[dict[str, Answers]]:
    """The same cases by `judge_cases`, from whole forms."""
    cases = list(cases)
    forms = {
        case.id: read_answers(
            session.scalars(select(CaseForm).where(CaseForm.case_id == case.id)).one_or_none()
        )
        for case in cases
    }
    days = [
        CaseDays(
            case.id,
            case.opened_on or TODAY,
            case.employer_id is not None,
            read_day(forms[case.id].get("contact_ended_on")),
            case.closed_on,
            read_day(forms[case.id].get("log_confirmed_to")),
        )
        for case in cases
    ]
    judged = judge_cases(session, days, select(Case.id), TODAY)
    return [
        {
            one.relationship: Answers(
                one.frequency.answer, one.intensity.answer, tuple(sorted(one.forms.keys))
            )
            for one in judged[case.id]
        }
        for case in cases
    ]


def test_what_is_read_is_judged_as_on_the_page_of_a_case(people: HybridSession, adviser: Actor):
    chance = random.Random(2026)
    for _ in range(40):
        scatter(people, adviser, chance)
    cases = people.scalars(select(Case).order_by(Case.id)).all()
    found = gather_office(people, load_person(people, "leder"), find_office_id(people))
    judged = list_judged(people, cases)
    assert [answer(one) for one in found] == judged
    kinds = {one.frequency for case in judged for one in case.values()}
    assert kinds >= {"never", "not_registered", "too_early", "less_than_monthly", "monthly"}
    assert {len(case) for case in judged} >= {1, 2, 3, 4}
