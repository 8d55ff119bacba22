"""Releases: asked for by one, decided by another, numbered, within closed periods and the year's cap, kept or left as a whole."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.domain.release_choice import ReleaseChoice, write_choice
from hybridmentor.domain.release_limits import read_limits
from hybridmentor.domain.release_periods import Period
from hybridmentor.domain.release_problems import Problem, read_problems
from hybridmentor.domain.release_rules import read_rules
from hybridmentor.errors import InvalidInput, NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, Job, OfficeMembership, Release, Role, Study, StudyVariable
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.releases import find_latest_price, find_release, list_releases
from hybridmentor.services.jobs import JobClaim, JobLost, claim_job
from hybridmentor.services.releases import (
    ask_price,
    ask_release,
    begin_release,
    decide_release,
    fail_release,
    list_free_periods,
    settle_releases,
    stop_release,
    withdraw_release,
)
from tests.integration.scenes import load_person
from tests.support.release_world import KEYS, make_order, put_price, put_release, see_release, see_study
from tests.support.seed import make_actor
from tests.support.studies import make_study

LIMITS = read_limits("")
FIRST_HALF = Period(date(2025, 1, 1), date(2025, 6, 30))
SECOND_HALF = Period(date(2025, 7, 1), date(2025, 12, 31))
THIRD_HALF = Period(date(2026, 1, 1), date(2026, 6, 30))


@pytest.fixture
def study(people: HybridSession) -> Study:
    """An open study of the researcher's office, from 2025 to 2027, that asks for the variables of the tests."""
    office = load_person(people, "forsker").memberships[0].office_id
    made = make_study(people, office, {office: "participating"})
    made.variables = [StudyVariable(variable=key) for key in KEYS]
    people.flush()
    return made


@pytest.fixture
def researcher(people: HybridSession) -> Actor:
    """Who asks."""
    return load_person(people, "forsker")


@pytest.fixture
def approver(people: HybridSession) -> Actor:
    """Who decides."""
    return load_person(people, "godkjenner")


def ask(session: HybridSession, study: Study, period: Period = THIRD_HALF, **more: Any) -> Release:
    """Ask for a release of which the price has been seen."""
    order = make_order(study, period, **more)
    visible = see_study(session, study_id=study.id)
    price = put_price(session, order)
    return ask_release(session, load_person(session, "forsker"), visible, order, limits=LIMITS, price=price)


def list_deeds(session: HybridSession) -> list[tuple[str, str | None]]:
    """What the audit log says of releases."""
    rows = select(AuditEvent.action, AuditEvent.detail).where(AuditEvent.noun == "release")
    return [(action, detail) for action, detail in session.execute(rows.order_by(AuditEvent.id))]


@pytest.mark.parametrize(
    ("period", "is_given"),
    [(FIRST_HALF, True), (Period(date(2025, 1, 1), date(2025, 12, 31)), True), (SECOND_HALF, False)],
)
def test_contact_month_by_month_is_handed_out_once_for_a_case(
    people: HybridSession, study: Study, researcher: Actor, period: Period, is_given: bool
):
    """Whichever study had it; without it the period can be asked for."""
    office = researcher.memberships[0].office_id
    other = make_study(people, office, {office: "participating"}, title="En annen studie")
    with_months = ReleaseChoice("restricted", KEYS, with_months=True)
    done = {"state": "done", "levels": "{}", "facts": "{}", "done_at": clock.now()}
    put_release(people, other, choice=write_choice(with_months), **done)
    visible = see_study(people, study_id=study.id)
    order = make_order(study, period, with_months=True)
    if not is_given:
        ask_price(people, researcher, visible, order)
        return
    with pytest.raises(InvalidInput) as refusal:
        ask_price(people, researcher, visible, order)
    assert (refusal.value.message.id, refusal.value.field) == ("release.error.months_given", "with_months")
    ask_price(people, researcher, visible, make_order(study, period))


def refused(session: HybridSession, study: Study, **more: Any) -> str:
    """Why asking is refused."""
    with pytest.raises(InvalidInput) as fault:
        ask(session, study, **more)
    return fault.value.message.id


@pytest.mark.parametrize(
    ("kind", "keys", "k"),
    [("open", (*KEYS, "leave"), 20), ("open", KEYS, 11), ("restricted", (*KEYS, "leave"), 10)],
)
def test_an_open_release_that_may_tell_of_health_is_asked_for_by_stricter_rules(
    people: HybridSession, study: Study, kind: str, keys: tuple[str, ...], k: int
):
    study.variables.append(StudyVariable(variable="leave"))
    people.flush()
    rules = read_rules(ask(people, study, kind=kind, keys=keys).rules)
    assert rules == replace(LIMITS[kind], k=k)


def test_a_release_is_asked_for_with_a_number_by_the_rules_of_its_kind(
    people: HybridSession, study: Study, researcher: Actor
):
    first, second = ask(people, study), ask(people, study, SECOND_HALF)
    assert (first.number, second.number, first.state, first.asked_by) == (1, 2, "asked", researcher.user_id)
    assert read_rules(first.rules) == LIMITS["restricted"]
    assert json.loads(first.price)["holds"] is True
    assert list_deeds(people) == [("release.ask", "restricted")] * 2
    shown = list_releases(people, researcher, study.id)
    assert {one.name for one in shown} == {"U-2026-001", "U-2026-002"}
    assert (shown[0].asked_by, shown[0].decided_by) == (researcher.name, None)


def test_an_administrators_stricter_limits_are_kept_with_the_release(people: HybridSession, study: Study):
    order = make_order(study, THIRD_HALF)
    release = ask_release(
        people,
        load_person(people, "forsker"),
        see_study(people, study_id=study.id),
        order,
        limits=read_limits("k=15"),
        price=put_price(people, order),
    )
    assert read_rules(release.rules).k == 15


@pytest.mark.parametrize(
    "period",
    [
        Period(date(2026, 7, 1), date(2026, 12, 31)),
        Period(date(2024, 7, 1), date(2024, 12, 31)),
        Period(date(2025, 2, 1), date(2025, 6, 30)),
    ],
)
def test_only_closed_periods_of_the_study_are_asked_for(people: HybridSession, study: Study, period: Period):
    assert refused(people, study, period=period) == "release.error.period"


@pytest.mark.parametrize("state", ["asked", "approved", "running", "done"])
def test_a_period_that_is_taken_is_not_asked_for_again(people: HybridSession, study: Study, state: str):
    made = {"done_at": clock.now(), "levels": "{}", "facts": "{}"} if state == "done" else {}
    put_release(people, study, state=state, **made)
    assert refused(people, study, period=FIRST_HALF) == "release.error.period"
    assert FIRST_HALF not in list_free_periods(people, study)
    assert ask(people, study, SECOND_HALF).number == 2


@pytest.mark.parametrize("state", ["refused", "failed", "stopped", "withdrawn"])
def test_what_came_to_nothing_takes_no_period(people: HybridSession, study: Study, state: str):
    put_release(people, study, state=state)
    assert ask(people, study, FIRST_HALF).number == 2


def test_a_study_has_so_many_releases_a_year(people: HybridSession, study: Study):
    put_release(people, study, asked_at=datetime(2025, 12, 31, 22, tzinfo=UTC))
    ask(people, study, SECOND_HALF)
    ask(people, study, THIRD_HALF)
    study.from_on = date(2024, 1, 1)
    assert refused(people, study, period=Period(date(2024, 1, 1), date(2024, 6, 30))) == "release.error.cap"


def test_only_what_the_study_asks_for_and_something_that_others_may_know(people: HybridSession, study: Study):
    assert refused(people, study, keys=(*KEYS, "age")) == "release.error.variable"
    assert refused(people, study, keys=("attached",)) == "release_choice.error.no_quasi"


def test_the_price_of_this_very_choice_has_been_seen_and_holds(people: HybridSession, study: Study):
    order, visible = make_order(study, THIRD_HALF), see_study(people, study_id=study.id)
    actor = load_person(people, "forsker")
    others = [
        (None, "price_first"),
        (put_price(people, make_order(study, THIRD_HALF, KEYS[1:])), "price_first"),
        (put_price(people, make_order(study, SECOND_HALF)), "price_first"),
        (put_price(people, make_order(study, THIRD_HALF, county=3.0)), "price_first"),
        (put_price(people, order, holds=False), "not_holding"),
    ]
    running = put_price(people, order)
    running.job.state = "running"
    for price, why in [*others, (running, "price_first")]:
        with pytest.raises(InvalidInput) as fault:
            ask_release(people, actor, visible, order, limits=LIMITS, price=price)
        assert fault.value.message.id == f"release.error.{why}"


def test_a_purpose_is_said(people: HybridSession, study: Study):
    order = make_order(study, THIRD_HALF)
    without = type(order)(order.study_id, order.period, order.choice)
    with pytest.raises(InvalidInput) as fault:
        ask_release(
            people,
            load_person(people, "forsker"),
            see_study(people, study_id=study.id),
            without,
            limits=LIMITS,
            price=put_price(people, order),
        )
    assert fault.value.field == "purpose"


def test_a_new_price_stops_the_one_that_is_waited_for(people: HybridSession, study: Study, researcher: Actor):
    visible, order = see_study(people, study_id=study.id), make_order(study, THIRD_HALF)
    first = ask_price(people, researcher, visible, order)
    second = ask_price(people, researcher, visible, make_order(study, SECOND_HALF))
    people.refresh(first)
    assert (first.state, second.state) == ("stopped", "waiting")
    found = find_latest_price(people, researcher, study.id)
    assert found is not None
    assert (found.job.id, found.order.period) == (second.id, SECOND_HALF)
    assert find_latest_price(people, load_person(people, "godkjenner"), study.id) is None


def test_who_asks_never_decides_whatever_other_roles_that_one_has(people: HybridSession, study: Study):
    release = ask(people, study)
    both = load_person(people, "forsker")
    people.add(
        OfficeMembership(
            user_id=both.user_id,
            office_id=study.office_id,
            role=Role.RELEASE_APPROVER,
            from_on=date(2026, 1, 1),
        )
    )
    people.flush()
    both = make_actor(people, "forsker")
    visible = see_release(people, release.id, "forsker")
    assert permits(both, Permission.DECIDE_RELEASE, visible.facts)
    with pytest.raises(NotAllowed) as fault:
        decide_release(people, both, visible, is_approved=True, reply=None)
    assert fault.value.message.id == "release.error.own"
    assert release.state == "asked"


def test_a_researcher_decides_nothing_and_an_approver_asks_for_nothing(
    people: HybridSession, study: Study, researcher: Actor, approver: Actor
):
    release = ask(people, study)
    with pytest.raises(NotAllowed):
        decide_release(people, researcher, see_release(people, release.id), is_approved=True, reply=None)
    with pytest.raises(NotAllowed):
        withdraw_release(people, approver, see_release(people, release.id))
    with pytest.raises(NotAllowed):
        ask_price(people, approver, see_study(people, study_id=study.id), make_order(study, SECOND_HALF))


def test_what_is_approved_is_made_by_a_job(people: HybridSession, study: Study, approver: Actor):
    release = ask(people, study)
    job = decide_release(people, approver, see_release(people, release.id), is_approved=True, reply=None)
    assert job is not None
    assert (job.kind, job.state, job.office_id, job.source) == (
        "release_run",
        "waiting",
        study.office_id,
        None,
    )
    assert (release.state, release.job_id, release.decided_by) == ("approved", job.id, approver.user_id)
    assert list_deeds(people)[-1] == ("release.approved", "restricted")
    with pytest.raises(InvalidInput) as fault:
        decide_release(people, approver, see_release(people, release.id), is_approved=False, reply="Nei")
    assert fault.value.message.id == "release.error.decided"


def test_a_refusal_says_why(people: HybridSession, study: Study, approver: Actor):
    release = ask(people, study)
    visible = see_release(people, release.id)
    with pytest.raises(InvalidInput) as fault:
        decide_release(people, approver, visible, is_approved=False, reply=None)
    assert fault.value.field == "reply"
    decide_release(people, approver, visible, is_approved=False, reply="For mange variabler")
    assert (release.state, release.reply, release.job_id) == ("refused", "For mange variabler", None)


def test_what_was_asked_for_is_withdrawn_until_it_is_decided(
    people: HybridSession, study: Study, researcher: Actor, approver: Actor
):
    release = ask(people, study)
    withdraw_release(people, researcher, see_release(people, release.id))
    assert release.state == "withdrawn"
    with pytest.raises(InvalidInput):
        decide_release(people, approver, see_release(people, release.id), is_approved=True, reply=None)


def approve(session: HybridSession, study: Study) -> tuple[Release, JobClaim]:
    """A release whose job a worker has claimed."""
    release = ask(session, study)
    approver = load_person(session, "godkjenner")
    job = decide_release(session, approver, see_release(session, release.id), is_approved=True, reply=None)
    assert job is not None
    claim = claim_job(session, job.id)
    assert claim is not None
    return release, claim


def test_a_release_that_waits_is_stopped_at_once(people: HybridSession, study: Study, researcher: Actor):
    release = ask(people, study)
    approver = load_person(people, "godkjenner")
    decide_release(people, approver, see_release(people, release.id), is_approved=True, reply=None)
    stop_release(people, researcher, see_release(people, release.id))
    people.refresh(release)
    assert release.state == "stopped"
    with pytest.raises(InvalidInput):
        stop_release(people, researcher, see_release(people, release.id))


def test_one_that_runs_is_stopped_at_its_next_step(people: HybridSession, study: Study, researcher: Actor):
    release, claim = approve(people, study)
    begin_release(people, claim)
    stop_release(people, researcher, see_release(people, release.id))
    assert release.state == "running"
    assert people.get_one(Job, claim.job_id).is_stopped


def test_whoever_reads_no_release_stops_none(people: HybridSession, study: Study):
    release, _ = approve(people, study)
    with pytest.raises(NotAllowed):
        stop_release(people, load_person(people, "leder"), see_release(people, release.id))


def test_it_is_begun_again_after_a_kill_and_only_under_its_claim(people: HybridSession, study: Study):
    release, claim = approve(people, study)
    begin_release(people, claim)
    assert begin_release(people, claim)[0].state == "running"
    assert [deed for deed, _ in list_deeds(people)].count("release.begin") == 1
    release.state = "withdrawn"
    people.flush()
    with pytest.raises(JobLost):
        begin_release(people, claim)


def test_what_cannot_be_made_says_why_and_leaves_no_file(people: HybridSession, study: Study):
    release, claim = approve(people, study)
    begin_release(people, claim)
    fail_release(people, claim, [Problem("too_few_offices", params={"needed": 5})])
    assert (release.state, read_problems(release.problem)[0].code) == ("failed", "too_few_offices")
    assert people.get_one(Job, claim.job_id).state == "failed"
    visible = see_release(people, release.id, "forsker")
    assert (visible.release.files, visible.told) == ([], None)


@pytest.mark.parametrize("state", ["failed", "stopped"])
def test_a_release_follows_its_job_that_ended_without_it(people: HybridSession, study: Study, state: str):
    release, claim = approve(people, study)
    begin_release(people, claim)
    people.get_one(Job, claim.job_id).state = state
    people.flush()
    settle_releases(people)
    assert release.state == state


def test_nobody_else_sees_a_release(people: HybridSession, study: Study):
    release = ask(people, study)
    for login in ("veileder", "leder", "fylke", "admin", "veileder2", "marked"):
        actor = load_person(people, login)
        assert find_release(people, actor, release.id) is None, login
        assert list_releases(people, actor) == [], login
