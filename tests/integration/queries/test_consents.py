"""Who is to be asked, on my day: by the same rule as on the page of the case, in the statement that fetches the cases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.domain.consent_purposes import PURPOSES, RESEARCH
from hybridmentor.domain.consent_state import Consent as Given
from hybridmentor.identity import Actor
from hybridmentor.models import Case, Consent, Office
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.consents import gather_parties, list_cases_with_answers
from hybridmentor.queries.days import plan_day
from hybridmentor.services.consents import give_consent, withdraw_consent
from tests.integration.scenes import hire, load_person, name_mentor, open_through_service, plant_cases
from tests.support.queries import count_queries

TODAY = date(2026, 11, 24)
SIGNED = Given(RESEARCH, 1, date(2026, 11, 2), kept_at="Perm B")


def give(session: HybridSession, actor: Actor, visible: VisibleCase, answer: Given = SIGNED) -> Consent:
    return give_consent(session, actor, visible, person="jobseeker", answer=answer)


def name_asked(session: HybridSession, actor: Actor) -> dict[str, str]:
    """The state of each case on my day, by jobseeker."""
    rows = plan_day(session, actor).consent
    return {
        str(row.case.jobseeker.name): row.need.cause.id.rpartition(".")[2]
        for row in rows
        if row.case.jobseeker
    }


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        (None, "missing"),
        (SIGNED, None),
        (replace(SIGNED, expires_on=TODAY + timedelta(days=400)), None),
        (replace(SIGNED, expires_on=TODAY + timedelta(days=10)), "expiring"),
        (replace(SIGNED, expires_on=TODAY - timedelta(days=1)), "expired"),
        (replace(SIGNED, is_refusal=True), None),
        (replace(SIGNED, purpose="later_follow_up"), "missing"),
    ],
)
def test_who_is_to_be_asked(people: HybridSession, adviser: Actor, answer: Given | None, state: str | None):
    visible = open_through_service(people, adviser, name="Åse")
    if answer is not None:
        give(people, adviser, visible, answer)
    assert name_asked(people, adviser) == ({"Åse": state} if state else {})


def test_who_consented_to_an_earlier_text_is_asked_again(
    people: HybridSession, adviser: Actor, monkeypatch: pytest.MonkeyPatch
):
    give(people, adviser, open_through_service(people, adviser, name="Åse"))
    newer = {**PURPOSES, RESEARCH: replace(PURPOSES[RESEARCH], version=2)}
    monkeypatch.setattr("hybridmentor.queries.situations.PURPOSES", newer)
    assert name_asked(people, adviser) == {"Åse": "old_version"}


def test_who_took_it_back_is_left_alone(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser, name="Åse")
    withdraw_consent(people, adviser, visible, give(people, adviser, visible), withdrawn_on=TODAY)
    assert name_asked(people, adviser) == {}


def test_the_mentors_answer_is_not_the_jobseekers(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser, name="Åse")
    name_mentor(people, adviser, visible)
    give_consent(people, adviser, visible, person="mentor", answer=SIGNED)
    assert name_asked(people, adviser) == {"Åse": "missing"}


@pytest.mark.parametrize(
    ("participation", "names"), [("participating", {"Åse"}), ("guest", set()), ("control", set())]
)
def test_only_offices_that_take_part(
    people: HybridSession, adviser: Actor, participation: str, names: set[str]
):
    people.scalars(select(Office).where(Office.number == "9901")).one().participation = participation
    open_through_service(people, adviser, name="Åse")
    assert set(name_asked(people, adviser)) == names


def test_only_own_open_cases(people: HybridSession, adviser: Actor):
    hire(people, "kollega")
    open_through_service(people, load_person(people, "kollega"), name="En Annens")
    closed = open_through_service(people, adviser, name="Ferdig")
    closed.case.closed_on = TODAY
    people.flush()
    open_through_service(people, adviser, name="Åse")
    assert name_asked(people, adviser) == {"Åse": "missing"}


def test_several_answers_make_no_case_stand_twice(people: HybridSession, adviser: Actor):
    first = open_through_service(people, adviser, name="Åse")
    open_through_service(people, adviser, name="Bo")
    for day in (1, 2, 3):
        give(people, adviser, first, replace(SIGNED, given_on=date(2026, 11, day)))
    day = plan_day(people, adviser)
    assert day.cases == 2
    assert len(day.no_mentor) == 2
    assert name_asked(people, adviser) == {"Bo": "missing"}


def test_the_day_says_the_same_as_the_case(people: HybridSession, adviser: Actor):
    """For many cases with answers at random; both from one rule, and this in one statement for all."""
    random = Random(2022)
    visible = [open_through_service(people, adviser, name=f"Bruker {number}") for number in range(40)]
    for one in visible:
        for _ in range(random.randrange(4)):
            given_on = TODAY - timedelta(days=random.randrange(6))
            last = (
                given_on + timedelta(days=random.choice([1, 3, 20, 300])) if random.random() < 0.5 else None
            )
            answer = replace(SIGNED, given_on=given_on, expires_on=last, is_refusal=random.random() < 0.2)
            row = give(people, adviser, one, answer)
            if not answer.is_refusal and random.random() < 0.3:
                back = given_on + timedelta(days=random.randrange((TODAY - given_on).days + 1))
                withdraw_consent(people, adviser, one, row, withdrawn_on=back)
    shown = name_asked(people, adviser)
    wanted = {}
    for one in visible:
        state = gather_parties(people, one.case, TODAY)[0].topics[0].state.state
        if state not in ("given", "withdrawn") and one.case.jobseeker:
            wanted[str(one.case.jobseeker.name)] = state
    assert shown == wanted
    assert len(set(wanted.values())) == 3


def test_cases_keep_their_order_and_their_limit(people: HybridSession, adviser: Actor):
    ids = plant_cases(people, adviser, [TODAY - timedelta(days=n) for n in range(9)])
    wanted = select(Case).order_by(Case.opened_on, Case.id).limit(5)
    with count_queries(people.connection().engine) as statements:
        found = list_cases_with_answers(people, wanted, "jobseeker", RESEARCH)
    assert [case.id for case in found] == ids[:3:-1]
    assert list(found.values()) == [[]] * 5
    assert len(statements) == 1


def test_the_page_of_a_case_takes_two_queries(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    counts = []
    for number in (0, 1, 2):
        name_mentor(people, adviser, visible, from_on=date(2026, 10, 1 + number))
        give_consent(people, adviser, visible, person="mentor", answer=SIGNED)
        give(people, adviser, visible)
        people.flush()
        people.expunge_all()
        case = people.scalars(select(Case).where(Case.id == visible.case.id)).one()
        with count_queries(people.connection().engine) as statements:
            parties = gather_parties(people, case, TODAY)
            assert [one.assignment.person.name for one in parties if one.assignment]
        counts.append(len(statements))
        visible = replace(visible, case=case)
    assert counts == [2, 2, 2]


def test_of_two_answers_of_one_day_the_one_registered_last_counts(
    people: HybridSession, adviser: Actor, set_clock: Callable[[datetime], None]
):
    visible = open_through_service(people, adviser, name="Åse")
    soon = replace(SIGNED, expires_on=TODAY + timedelta(days=2))
    for hour, (answer, state) in enumerate(((soon, "expiring"), (SIGNED, None), (soon, "expiring")), 10):
        set_clock(datetime(2026, 11, 24, hour, tzinfo=UTC))
        give(people, adviser, visible, answer)
        assert name_asked(people, adviser) == ({"Åse": state} if state else {})
        shown = gather_parties(people, visible.case, TODAY)[0].topics[0].state.state
        assert shown == (state or "given")
