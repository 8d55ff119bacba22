"""Consents: registered, taken back, never changed otherwise and never deleted."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.domain.consent_state import Consent as Given
from hybridmentor.errors import InvalidInput, NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, Consent, Revision
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.consents import Party, find_consent, gather_parties
from hybridmentor.services.consents import give_consent, withdraw_consent
from tests.integration.scenes import load_person, look_up, name_mentor, open_through_service

TODAY = date(2026, 11, 24)
SIGNED = Given("research", 1, date(2026, 11, 2), kept_at="Skap 2, perm B")


def give(
    session: HybridSession, actor: Actor, visible: VisibleCase, person: str = "jobseeker", **changes: Any
) -> Consent:
    """An answer; signed by the person on 2 November if nothing else is said."""
    return give_consent(session, actor, visible, person=person, answer=replace(SIGNED, **changes))


def describe(parties: list[Party]) -> dict[str, dict[str, str]]:
    """The states by person and purpose."""
    return {
        f"former {one.person}" if one.is_former else one.person: {
            topic.purpose.key: topic.state.state for topic in one.topics
        }
        for one in parties
    }


def list_actions(session: HybridSession) -> list[tuple[str, str | None, str | None]]:
    events = session.scalars(
        select(AuditEvent).where(AuditEvent.action.startswith("consent.")).order_by(AuditEvent.id)
    )
    return [(one.action, one.row_id, one.detail) for one in events]


def close(session: HybridSession, actor: Actor, visible: VisibleCase) -> VisibleCase:
    """The case as it is seen once it is closed."""
    visible.case.closed_on = TODAY
    session.flush()
    return look_up(session, actor, visible.case.id)


def test_an_answer_is_kept_as_it_was_given(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    row = give(people, adviser, visible, expires_on=date(2028, 1, 1), given_by="guardian")
    people.expire_all()
    assert row.employer_id is None
    kept = (row.person, row.purpose, row.text_version, row.given_on, row.expires_on, row.withdrawn_on)
    assert kept == ("jobseeker", "research", 1, date(2026, 11, 2), date(2028, 1, 1), None)
    assert (row.given_how, row.given_by, row.is_refusal) == ("on_paper", "guardian", False)
    assert (row.kept_where, row.created_by, row.mentor_assignment_id) == (
        "Skap 2, perm B",
        adviser.user_id,
        None,
    )
    assert b"Skap" not in (row.kept_where_sealed or b"")
    assert list_actions(people) == [("consent.give", str(row.id), "jobseeker.research")]


def test_a_no_is_an_answer_and_needs_no_paper(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    row = give(people, adviser, visible, is_refusal=True, kept_at="")
    assert (row.is_refusal, row.kept_where) == (True, None)
    assert list_actions(people) == [("consent.refuse", str(row.id), "jobseeker.research")]
    assert describe(gather_parties(people, visible.case, TODAY))["jobseeker"]["research"] == "withdrawn"


@pytest.mark.parametrize(
    ("changes", "field", "message"),
    [
        ({"given_on": TODAY + timedelta(days=1)}, "given_on", "consent.error.in_future"),
        ({"kept_at": "  "}, "kept_at", "consent.error.no_place"),
        ({"expires_on": date(2026, 11, 1)}, "expires_on", "consent.error.expires_early"),
        ({"given_by": "adviser"}, "given_by", "consent.error.not_by"),
        ({"version": 2}, "version", "consent.error.version"),
        ({"version": 0}, "version", "consent.error.version"),
        ({"purpose": "employer_survey"}, None, "consent.error.not_asked"),
        ({"purpose": "anything"}, None, "consent.error.not_asked"),
    ],
)
def test_what_does_not_hold_is_refused(
    people: HybridSession, adviser: Actor, changes: dict[str, Any], field: str | None, message: str
):
    visible = open_through_service(people, adviser)
    with pytest.raises(InvalidInput) as fault:
        give(people, adviser, visible, **changes)
    assert (fault.value.field, fault.value.message.id) == (field, message)
    assert people.scalars(select(Consent)).all() == []
    assert list_actions(people) == []


@pytest.mark.parametrize(
    ("person", "message"),
    [("mentor", "consent.error.no_mentor"), ("employer", "consent.error.no_employer")],
)
def test_nobody_answers_who_is_not_there(people: HybridSession, adviser: Actor, person: str, message: str):
    visible = open_through_service(people, adviser, employer_name=None)
    with pytest.raises(InvalidInput) as fault:
        give(people, adviser, visible, person)
    assert fault.value.message.id == message


def test_a_withdrawal_leaves_the_answer_and_says_who_registered_it(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    row = give(people, adviser, visible)
    withdraw_consent(people, adviser, visible, row, withdrawn_on=date(2026, 11, 20))
    people.flush()
    people.expire_all()
    assert (row.given_on, row.withdrawn_on, row.version) == (date(2026, 11, 2), date(2026, 11, 20), 2)
    assert people.scalars(select(Consent)).all() == [row]
    kept = people.scalars(select(Revision).where(Revision.noun == "consent")).one()
    assert (kept.row_id, kept.values, kept.replaced_by) == (row.id, '{"withdrawn_on": null}', adviser.user_id)
    assert list_actions(people)[1] == ("consent.withdraw", str(row.id), "jobseeker.research")
    entry = gather_parties(people, visible.case, TODAY)[0].answers[0]
    assert (entry.registered_by, entry.withdrawal_by) == (adviser.name, adviser.name)


@pytest.mark.parametrize(
    ("day", "message"),
    [(date(2026, 11, 1), "consent.error.before_given"), (date(2026, 11, 25), "consent.error.in_future")],
)
def test_the_day_of_a_withdrawal_must_fit(people: HybridSession, adviser: Actor, day: date, message: str):
    visible = open_through_service(people, adviser)
    row = give(people, adviser, visible, kept_at="", how="spoken")
    with pytest.raises(InvalidInput) as fault:
        withdraw_consent(people, adviser, visible, row, withdrawn_on=day)
    assert (fault.value.field, fault.value.message.id) == ("withdrawn_on", message)
    assert (row.withdrawn_on, row.version) == (None, 1)


def test_only_a_yes_that_stands_is_taken_back(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    taken, refused = give(people, adviser, visible), give(people, adviser, visible, is_refusal=True)
    withdraw_consent(people, adviser, visible, taken, withdrawn_on=TODAY)
    for row in (taken, refused):
        with pytest.raises(InvalidInput) as fault:
            withdraw_consent(people, adviser, visible, row, withdrawn_on=TODAY)
        assert fault.value.message.id == "consent.error.not_standing"


def test_in_a_closed_case_one_may_take_back_and_not_give(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    row = give(people, adviser, visible)
    closed = close(people, adviser, visible)
    with pytest.raises(NotAllowed):
        give(people, adviser, closed)
    withdraw_consent(people, adviser, closed, row, withdrawn_on=TODAY)
    assert row.withdrawn_on == TODAY


def test_a_lead_only_reads(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    row = give(people, adviser, visible)
    lead = load_person(people, "leder")
    seen = look_up(people, lead, visible.case.id)
    with pytest.raises(NotAllowed):
        give(people, lead, seen)
    with pytest.raises(NotAllowed):
        withdraw_consent(people, lead, seen, row, withdrawn_on=TODAY)
    assert row.withdrawn_on is None


def test_everybody_is_asked_what_is_theirs(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    name_mentor(people, adviser, visible)
    assert describe(gather_parties(people, visible.case, TODAY)) == {
        "jobseeker": dict.fromkeys(("research", "share_with_employer", "later_follow_up"), "missing"),
        "mentor": {"research": "missing"},
        "employer": dict.fromkeys(("research", "employer_survey"), "missing"),
    }


def test_who_is_not_there_is_not_asked(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser, employer_name=None)
    parties = gather_parties(people, visible.case, TODAY)
    assert [(one.person, len(one.topics)) for one in parties] == [
        ("jobseeker", 3),
        ("mentor", 0),
        ("employer", 0),
    ]


def test_a_mentors_consent_is_the_mentors_of_that_time(people: HybridSession, adviser: Actor):
    """The one who follows is asked anew, and the earlier one's answer stays and can be taken back."""
    visible = open_through_service(people, adviser)
    first = name_mentor(people, adviser, visible, name="Første", from_on=date(2026, 10, 1))
    row = give(people, adviser, visible, "mentor")
    second = name_mentor(people, adviser, visible, name="Andre", from_on=date(2026, 11, 20))
    assert row.mentor_assignment_id == first.id
    people.flush()
    parties = gather_parties(people, visible.case, TODAY)
    assert describe(parties)["mentor"] == {"research": "missing"}
    assert describe(parties)["former mentor"] == {"research": "given"}
    assert [one.assignment for one in parties if one.person == "mentor"] == [second, first]
    assert give(people, adviser, visible, "mentor", given_on=TODAY).mentor_assignment_id == second.id
    assert describe(gather_parties(people, visible.case, TODAY))["mentor"] == {"research": "given"}
    withdraw_consent(people, adviser, visible, row, withdrawn_on=TODAY)
    states = describe(gather_parties(people, visible.case, TODAY))
    assert (states["mentor"], states["former mentor"]) == ({"research": "given"}, {"research": "withdrawn"})


def test_a_mentor_to_come_can_be_asked_where_there_is_none_yet(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    coming = name_mentor(people, adviser, visible, from_on=TODAY + timedelta(days=7))
    assert give(people, adviser, visible, "mentor").mentor_assignment_id == coming.id


def test_an_earlier_mentor_who_was_never_asked_is_not_shown(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    name_mentor(people, adviser, visible, name="Første", from_on=date(2026, 10, 1))
    name_mentor(people, adviser, visible, name="Andre", from_on=date(2026, 11, 20))
    assert [one.person for one in gather_parties(people, visible.case, TODAY)] == [
        "jobseeker",
        "mentor",
        "employer",
    ]


def test_a_companys_consent_is_that_companys(people: HybridSession, adviser: Actor):
    """The next company is asked anew; what the one that was left has answered stays its own, and can be taken back."""
    visible = open_through_service(people, adviser, employer_name="Første AS")
    first = visible.case.employer_id
    row = give(people, adviser, visible, "employer", purpose="employer_survey")
    visible.case.employer_id = open_through_service(
        people, adviser, employer_name="Andre AS"
    ).case.employer_id
    people.flush()
    assert row.employer_id == first != visible.case.employer_id
    parties = gather_parties(people, visible.case, TODAY)
    assert describe(parties)["employer"] == dict.fromkeys(("research", "employer_survey"), "missing")
    assert describe(parties)["former employer"] == {"employer_survey": "given"}
    assert [(one.company, len(one.answers)) for one in parties[-2:]] == [(None, 0), ("Første AS", 1)]
    withdraw_consent(people, adviser, visible, row, withdrawn_on=TODAY)
    parties = gather_parties(people, visible.case, TODAY)
    assert describe(parties)["former employer"] == {"employer_survey": "withdrawn"}
    visible.case.employer_id = None
    assert [len(one.topics) for one in gather_parties(people, visible.case, TODAY)[-2:]] == [0, 1]
    visible.case.employer_id = first
    assert "former employer" not in describe(gather_parties(people, visible.case, TODAY))


def test_an_answer_of_no_known_company_is_that_of_the_present_one(people: HybridSession, adviser: Actor):
    """As it was registered before it was kept whose it is."""
    visible = open_through_service(people, adviser)
    give(people, adviser, visible, "employer").employer_id = None
    people.flush()
    assert describe(gather_parties(people, visible.case, TODAY))["employer"]["research"] == "given"


def test_all_answers_are_shown_the_latest_first(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    early = give(people, adviser, visible, given_on=date(2026, 10, 1), is_refusal=True)
    late = give(people, adviser, visible, given_on=date(2026, 11, 1))
    other = give(people, adviser, visible, purpose="share_with_employer", given_on=date(2026, 10, 15))
    jobseeker = gather_parties(people, visible.case, TODAY)[0]
    assert [one.consent for one in jobseeker.answers] == [late, other, early]
    research = jobseeker.topics[0]
    assert [one.consent for one in research.history] == [late, early]
    assert research.entry is not None
    assert (research.state.state, research.entry.consent) == ("given", late)


def test_a_consent_is_found_in_its_own_case_only(people: HybridSession, adviser: Actor):
    visible, other = open_through_service(people, adviser), open_through_service(people, adviser)
    row = give(people, adviser, visible)
    assert find_consent(people, visible.case, row.id) is row
    assert find_consent(people, other.case, row.id) is None
