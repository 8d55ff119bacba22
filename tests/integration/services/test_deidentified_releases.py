"""Asking for a de-identified file and deciding it: what is required, who may, and what is written down."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.errors import InvalidInput, NotAllowed
from hybridmentor.models import AuditEvent, DeidentifiedRelease, OfficeMembership, Role, Study, StudyText
from hybridmentor.queries.deidentified_releases import list_deidentified_releases, list_followed_cases
from hybridmentor.services.deidentified_releases import (
    ask_deidentified,
    check_fetchable,
    decide_deidentified,
    end_expired_releases,
    find_last_day,
    find_study_key,
    list_hindrances,
    may_decide_deidentified,
)
from tests.support.deidentified import (
    Followed,
    add_followed,
    approve,
    ask,
    make_order,
    say,
    see_release,
    seed_followed,
)
from tests.support.seed import make_actor
from tests.support.studies import add_text


@pytest.fixture
def followed(people: HybridSession) -> Followed:
    """A study with two cases that are ready."""
    return seed_followed(people, 2)


def test_what_is_asked_for_is_written_down(people: HybridSession, followed: Followed):
    release = ask(people, followed)
    people.expire_all()
    assert (release.state, release.receiver, release.agreement) == (
        "asked",
        "Forskningsinstituttet",
        "2026/117",
    )
    assert release.asked_on == clock.today()
    deeds = people.scalars(select(AuditEvent).where(AuditEvent.noun == "deidentified_release")).all()
    assert [(one.action, one.row_id) for one in deeds] == [("deidentified_release.ask", str(release.id))]
    listed = list_deidentified_releases(people, make_actor(people, "godkjenner"), followed.study_id)
    assert [one.release.id for one in listed] == [release.id]
    assert list_deidentified_releases(people, make_actor(people, "leder"), followed.study_id) == []


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"variables": ()}, "variables"),
        ({"variables": ("county", "industry")}, "variables"),
        ({"agreed_on": date(2026, 11, 25)}, "agreed_on"),
        ({"expires_on": date(2026, 11, 24)}, "expires_on"),
        ({"expires_on": date(2027, 11, 25)}, "expires_on"),
    ],
)
def test_what_may_not_be_asked_for(
    people: HybridSession, followed: Followed, changes: dict[str, Any], field: str
):
    with pytest.raises(InvalidInput) as fault:
        ask(people, followed, **changes)
    assert fault.value.field == field


@pytest.mark.parametrize("day", [date(2026, 11, 25), date(2027, 11, 24)])
def test_the_last_day_is_at_most_a_year_ahead(people: HybridSession, followed: Followed, day: date):
    assert ask(people, followed, expires_on=day).expires_on == day


def test_a_year_from_the_last_of_february():
    assert find_last_day(date(2028, 2, 29)) == date(2029, 2, 28)
    assert find_last_day(date(2027, 2, 28)) == date(2028, 2, 28)


def lose_key(session: HybridSession, followed: Followed) -> bytes | None:
    return find_study_key(None, followed.study_id)


def say_nothing_of_time(session: HybridSession, followed: Followed) -> bytes | None:
    session.execute(update(StudyText).values(is_longitudinal=False))
    return followed.key


def ask_for_nothing(session: HybridSession, followed: Followed) -> bytes | None:
    session.get_one(Study, followed.study_id).variables = []
    session.flush()
    return followed.key


@pytest.mark.parametrize(
    ("lose", "hindrance"), [(lose_key, "key"), (say_nothing_of_time, "text"), (ask_for_nothing, "variables")]
)
def test_what_stands_in_the_way(
    people: HybridSession,
    followed: Followed,
    lose: Callable[[HybridSession, Followed], bytes | None],
    hindrance: str,
):
    study = people.get_one(Study, followed.study_id)
    assert list_hindrances(people, study, followed.key) == []
    key = lose(people, followed)
    assert list_hindrances(people, study, key) == [hindrance]
    with pytest.raises(InvalidInput):
        ask_deidentified(people, make_actor(people, "forsker"), followed.see(people), make_order(), key)
    assert people.scalars(select(DeidentifiedRelease)).all() == []


@pytest.mark.parametrize("login", ["godkjenner", "veileder", "leder", "admin"])
def test_only_a_researcher_of_the_study_asks(people: HybridSession, followed: Followed, login: str):
    with pytest.raises(NotAllowed):
        ask_deidentified(people, make_actor(people, login), followed.see(people), make_order(), followed.key)


def test_nobody_decides_what_they_have_asked_for(people: HybridSession, followed: Followed):
    release = ask(people, followed)
    researcher = make_actor(people, "forsker")
    role = {"office_id": researcher.memberships[0].office_id, "from_on": clock.today()}
    people.add(OfficeMembership(user_id=researcher.user_id, role=Role.RELEASE_APPROVER, **role))
    people.flush()
    both = make_actor(people, "forsker")
    visible = see_release(people, release.id, "forsker")
    assert not may_decide_deidentified(both, visible)
    with pytest.raises(NotAllowed):
        decide_deidentified(people, both, visible, followed.key, is_approved=True, reply=None)
    assert may_decide_deidentified(make_actor(people, "godkjenner"), visible)


def test_a_no_needs_a_reason_and_a_yes_a_key(people: HybridSession, followed: Followed):
    release, actor = ask(people, followed), make_actor(people, "godkjenner")
    visible = see_release(people, release.id)
    with pytest.raises(InvalidInput) as fault:
        decide_deidentified(people, actor, visible, followed.key, is_approved=False, reply=None)
    assert fault.value.field == "reply"
    with pytest.raises(InvalidInput):
        decide_deidentified(people, actor, visible, None, is_approved=True, reply=None)
    assert release.state == "asked"
    job = decide_deidentified(people, actor, visible, followed.key, is_approved=False, reply="For lenge")
    assert (job, release.state, release.reply, release.job_id) == (None, "refused", "For lenge", None)
    with pytest.raises(InvalidInput):
        decide_deidentified(
            people, actor, see_release(people, release.id), followed.key, is_approved=True, reply=None
        )


def test_what_nobody_decided_ends_with_its_last_day(
    people: HybridSession, followed: Followed, set_clock: Callable[[Any], None]
):
    release = ask(people, followed, expires_on=clock.today() + timedelta(days=2))
    set_clock(clock.now() + timedelta(days=3))
    visible = see_release(people, release.id)
    assert visible.state == "ended"
    with pytest.raises(InvalidInput):
        decide_deidentified(
            people, make_actor(people, "godkjenner"), visible, followed.key, is_approved=True, reply=None
        )
    assert end_expired_releases(people) == 1
    assert (release.state, release.decided_by) == ("ended", None)


def fetch(session: HybridSession, followed: Followed, release_id: UUID) -> None:
    visible = see_release(session, release_id, "forsker")
    check_fetchable(session, make_actor(session, "forsker"), visible, followed.key)


def test_what_is_not_made_cannot_be_fetched(people: HybridSession, followed: Followed):
    release = ask(people, followed)
    with pytest.raises(NotAllowed):
        fetch(people, followed, release.id)
    approve(people, followed, release.id)
    with pytest.raises(NotAllowed):
        fetch(people, followed, release.id)


def test_a_job_that_was_lost_leaves_no_release_under_way(people: HybridSession, followed: Followed):
    release = ask(people, followed)
    approve(people, followed, release.id)
    visible = see_release(people, release.id)
    assert visible.state == "approved"
    assert visible.job is not None
    visible.job.state = "failed"
    people.flush()
    assert see_release(people, release.id).state == "failed"


def test_an_older_yes_that_still_stands_is_none_to_being_followed(people: HybridSession, followed: Followed):
    study, today = people.get_one(Study, followed.study_id), clock.today()
    add_text(people, study.id, "persons", 2, keeps_earlier=True)
    later = StudyText.number == 2
    people.execute(update(StudyText).where(StudyText.audience == "persons").values(is_longitudinal=later))
    people.expire_all()
    assert list_followed_cases(people, study, today) == []
    say(people, study.id, followed.case_ids[0], version=2)
    assert [one.case_id for one in list_followed_cases(people, study, today)] == [followed.case_ids[0]]


def test_a_paper_from_before_the_text_about_time_is_no_yes_to_being_followed(
    people: HybridSession, followed: Followed
):
    study, today = people.get_one(Study, followed.study_id), clock.today()
    new = clock.now() - timedelta(days=4)
    add_text(people, study.id, "persons", 2, keeps_earlier=True, created_at=new)
    later = StudyText.number == 2
    people.execute(update(StudyText).where(StudyText.audience == "persons").values(is_longitudinal=later))
    people.expire_all()
    # The day before the new text came, registered now.
    say(people, study.id, followed.case_ids[0], version=2, given_on=today - timedelta(days=5))
    assert say(people, study.id, followed.case_ids[1], given_on=today - timedelta(days=4)).text_version == 2
    assert [one.case_id for one in list_followed_cases(people, study, today)] == [followed.case_ids[1]]


def test_a_case_that_is_ready_but_said_no_is_left_out(people: HybridSession, followed: Followed):
    study, today = people.get_one(Study, followed.study_id), clock.today()
    assert len(list_followed_cases(people, study, today)) == 2
    add_followed(people, study, "Nei Prøve", is_refusal=True, kept_at="")
    assert {one.case_id for one in list_followed_cases(people, study, today)} == set(followed.case_ids)
