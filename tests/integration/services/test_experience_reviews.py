"""What the lead and the coordinator decide of an experience, and what the author's own changes do to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.errors import InvalidInput, NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, Experience
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.queries.experience_queues import (
    count_waiting,
    list_note_owners,
    list_notes_due,
    list_to_review,
    list_to_spread,
)
from hybridmentor.queries.experiences import VisibleExperience, find_experience, list_own
from hybridmentor.services.experience_reviews import (
    LEFT_OPEN,
    accept_experience,
    keep_as_note,
    remove_experience,
    return_experience,
    spread_experience,
)
from hybridmentor.services.experiences import edit_experience, read_experience_values, write_experience
from tests.integration.scenes import PRACTICE, find_step_row, load_person, open_through_service, share

TODAY = date(2026, 11, 24)
"""A Tuesday."""
MONDAY, LATER = date(2026, 11, 23), date(2027, 5, 25)


def see(session: HybridSession, actor: Actor, experience: Experience) -> VisibleExperience:
    """The experience as the actor sees it now."""
    visible = find_experience(session, actor, experience.id)
    assert visible is not None
    return visible


def edit(
    session: HybridSession, actor: Actor, experience: Experience, *, share: bool = True, **sent: Any
) -> None:
    """Save the author's form; what is not named stands as it is now."""
    visible = see(session, actor, experience)
    version = experience.version
    edit_experience(session, actor, visible, practice=PRACTICE, version=version, sent=sent, is_shared=share)


def draft(session: HybridSession, actor: Actor, **values: Any) -> Experience:
    """A draft at the actor's first office."""
    home = actor.memberships[0]
    office = OfficeFacts(home.office_id, home.purpose)
    return write_experience(session, actor, office=office, practice=PRACTICE, values=values)


@pytest.fixture
def lead(people: HybridSession) -> Actor:
    """The lead of the adviser's office."""
    return load_person(people, "leder")


@pytest.fixture
def county(people: HybridSession) -> Actor:
    """The coordinator of the county."""
    return load_person(people, "fylke")


def test_a_draft_may_lack_everything_and_is_its_authors_alone(
    people: HybridSession, adviser: Actor, lead: Actor
):
    experience = draft(people, adviser)
    assert (experience.status, experience.shared_on, experience.title) == ("draft", None, None)
    assert find_experience(people, lead, experience.id) is None
    assert [one.experience for one in list_own(people, adviser)] == [experience]
    assert list_own(people, lead) == []
    assert count_waiting(people, lead) == (0, 0)


@pytest.mark.parametrize("missing", ["title", "learned", "confirmation"])
def test_what_is_needed_is_asked_for_when_it_is_shared(people: HybridSession, adviser: Actor, missing: str):
    with pytest.raises(InvalidInput) as met:
        share(people, adviser, **{missing: None})
    assert met.value.field == missing


def test_what_is_shared_waits_at_the_office_whatever_it_wishes(
    people: HybridSession, adviser: Actor, lead: Actor, county: Actor
):
    experience = share(people, adviser, wanted_reach="all")
    told = (experience.status, experience.reach, experience.wanted_reach, experience.shared_on)
    assert told == ("review", "office", "all", TODAY)
    assert [one.experience for one in list_to_review(people, lead)] == [experience]
    assert count_waiting(people, lead) == (1, 0)
    assert list_to_spread(people, county) == []
    assert find_experience(people, county, experience.id) is None


@pytest.mark.parametrize("days", range(-1, 6))
def test_without_name_it_is_of_the_week_and_names_nobody(people: HybridSession, adviser: Actor, days: int):
    experience = share(people, replace(adviser, today=TODAY + timedelta(days=days)), is_nameless=True)
    assert experience.shared_on == MONDAY
    assert see(people, adviser, experience).author is None


def test_without_name_no_step_of_the_case_is_marked(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    share(people, adviser, from_case=visible.case.id, is_nameless=True, has_marked=False)
    assert find_step_row(people, visible.case.id, "share").status == "open"


def test_the_lead_finds_it_useful_and_spreads_it_as_far_as_is_wished(
    people: HybridSession, adviser: Actor, lead: Actor
):
    experience = share(people, adviser, wanted_reach="county")
    visible = see(people, lead, experience)
    with pytest.raises(InvalidInput):
        accept_experience(people, lead, visible, version=1, reach="all")
    accept_experience(people, lead, visible, version=1, reach="county")
    told = (experience.status, experience.reach, experience.wanted_reach, experience.reviewed_on)
    assert told == ("shared", "county", "county", TODAY)
    assert (experience.version, experience.shared_on) == (2, TODAY)
    assert list_to_review(people, lead) == []
    assert see(people, load_person(people, "veileder2"), experience)


def test_what_the_lead_leaves_open_the_county_decides(
    people: HybridSession, adviser: Actor, lead: Actor, county: Actor
):
    experience = share(people, adviser, wanted_reach="all")
    accept_experience(people, lead, see(people, lead, experience), version=1, reach=LEFT_OPEN)
    assert (experience.reach, experience.wanted_reach) == ("office", "all")
    (waiting,) = list_to_spread(people, county)
    assert count_waiting(people, county) == (0, 1)
    assert find_experience(people, load_person(people, "veileder2"), experience.id) is None
    spread_experience(people, county, waiting, version=2, reach="county")
    assert (experience.reach, experience.wanted_reach) == ("county", "county")
    assert list_to_spread(people, county) == []
    assert see(people, load_person(people, "veileder2"), experience)


def test_nothing_is_left_open_where_nothing_is_wished(people: HybridSession, adviser: Actor, lead: Actor):
    experience = share(people, adviser)
    with pytest.raises(InvalidInput):
        accept_experience(people, lead, see(people, lead, experience), version=1, reach=LEFT_OPEN)


def test_what_is_to_be_reworded_goes_back_with_a_comment(people: HybridSession, adviser: Actor, lead: Actor):
    experience = share(people, adviser, is_nameless=True)
    return_experience(people, lead, see(people, lead, experience), version=1, comment="Ta bort bransjen")
    people.expire_all()
    assert (experience.status, experience.shared_on, experience.comment) == (
        "draft",
        None,
        "Ta bort bransjen",
    )
    assert experience.comment_sealed is not None
    assert b"bransjen" not in experience.comment_sealed
    assert find_experience(people, lead, experience.id) is None
    edit(people, adviser, experience, share=False, tried="Mer")
    assert experience.comment == "Ta bort bransjen", "a draft saved again keeps what is asked for"
    edit(people, adviser, experience, tried="Enda mer")
    assert (experience.status, experience.comment, experience.shared_on) == ("review", None, MONDAY)


def make_note(session: HybridSession, lead: Actor, experience: Experience, **more: Any) -> None:
    """Have the experience be a practice note of the lead's."""
    sent = {"reach": "office", "owner_id": lead.user_id, "look_again_on": LATER, **more}
    keep_as_note(session, lead, see(session, lead, experience), version=experience.version, **sent)


def test_a_note_has_an_owner_and_comes_back_when_its_day_comes(
    people: HybridSession, adviser: Actor, lead: Actor
):
    experience = share(people, adviser)
    owners = [one.user_id for one in list_note_owners(people, see(people, lead, experience), TODAY)]
    assert {lead.user_id, adviser.user_id} <= set(owners)
    for wrong in (
        {"owner_id": load_person(people, "veileder2").user_id},
        {"look_again_on": TODAY},
        {"reach": "county"},
    ):
        with pytest.raises(InvalidInput):
            make_note(people, lead, experience, **wrong)
    make_note(people, lead, experience)
    told = (experience.status, experience.note_owner_id, experience.look_again_on)
    assert told == ("note", lead.user_id, LATER)
    assert list_notes_due(people, lead) == []
    assert [one.experience for one in list_notes_due(people, replace(lead, today=LATER))] == [experience]
    assert count_waiting(people, replace(lead, today=LATER)) == (1, 0)
    later = replace(lead, today=LATER)
    accept_experience(people, later, see(people, later, experience), version=2, reach="office")
    assert (experience.status, experience.note_owner_id, experience.look_again_on) == ("shared", None, None)


def test_the_lead_takes_it_off_the_board(people: HybridSession, adviser: Actor, lead: Actor):
    experience = share(people, adviser)
    remove_experience(people, lead, see(people, lead, experience), version=1)
    assert (experience.status, experience.shared_on, experience.version) == ("withdrawn", None, 2)
    assert find_experience(people, lead, experience.id) is None
    assert [one.experience for one in list_own(people, adviser, ["withdrawn"])] == [experience]


@pytest.mark.parametrize("status", ["shared", "note"])
def test_the_authors_change_puts_it_back_to_be_looked_at(
    people: HybridSession, adviser: Actor, lead: Actor, status: str
):
    experience = share(people, adviser, wanted_reach="county")
    if status == "note":
        make_note(people, lead, experience, reach="county")
    else:
        accept_experience(people, lead, see(people, lead, experience), version=1, reach="county")
    later = replace(adviser, today=TODAY + timedelta(days=40))
    edit(people, later, experience)
    assert experience.status == status, "saved unchanged it stays as it is"
    edit(people, later, experience, learned="Noe mer")
    told = (experience.status, experience.reach, experience.reviewed_on, experience.note_owner_id)
    assert told == ("review", "office", None, None)
    assert experience.shared_on == later.today, "it waits from the day on which it was changed"


def test_what_waits_keeps_its_day_when_it_is_changed(people: HybridSession, adviser: Actor):
    experience = share(people, adviser)
    later = replace(adviser, today=TODAY + timedelta(days=9))
    edit(people, later, experience, learned="Noe mer")
    assert experience.shared_on == TODAY
    edit(people, later, experience, is_nameless=True)
    assert experience.shared_on == MONDAY


def test_the_author_takes_it_back_and_shares_it_again(people: HybridSession, adviser: Actor, lead: Actor):
    experience = share(people, adviser)
    edit(people, adviser, experience, share=False)
    assert (experience.status, experience.shared_on) == ("withdrawn", None)
    assert find_experience(people, lead, experience.id) is None
    edit(people, adviser, experience, share=False)
    assert experience.status == "draft"
    edit(people, adviser, experience)
    assert (experience.status, experience.shared_on) == ("review", TODAY)
    statement = (
        select(AuditEvent.action).where(AuditEvent.row_id == str(experience.id)).order_by(AuditEvent.id)
    )
    assert people.scalars(statement).all() == [
        "experience.share",
        "experience.withdraw",
        "experience.draft",
        "experience.share",
    ]


def test_what_has_changed_since_it_was_read_is_not_decided(
    people: HybridSession, adviser: Actor, lead: Actor, county: Actor
):
    experience = share(people, adviser, wanted_reach="county")
    visible = see(people, lead, experience)
    edit(people, adviser, experience, learned="Noe annet")
    for decide in (
        lambda: accept_experience(people, lead, visible, version=1, reach="office"),
        lambda: return_experience(people, lead, visible, version=1, comment="Nei"),
        lambda: remove_experience(people, lead, visible, version=1),
    ):
        with pytest.raises(InvalidInput) as met:
            decide()
        assert met.value.message.id == "experience.error.changed"
    assert (experience.status, experience.version) == ("review", 2)


@pytest.mark.parametrize("login", ["veileder", "lokalkontakt", "marked", "fylke", "admin"])
def test_nobody_but_the_lead_decides(people: HybridSession, adviser: Actor, login: str):
    experience = share(people, adviser)
    visible = see(people, adviser, experience)
    actor = load_person(people, login)
    for decide in (
        lambda: accept_experience(people, actor, visible, version=1, reach="office"),
        lambda: return_experience(people, actor, visible, version=1, comment="Nei"),
        lambda: remove_experience(people, actor, visible, version=1),
        lambda: spread_experience(people, actor, visible, version=1, reach="office"),
    ):
        with pytest.raises(NotAllowed):
            decide()


def test_what_is_not_said_stays_as_it_is(people: HybridSession, adviser: Actor):
    told = {
        "learners": ["mentor", "nav"],
        "practice_model": "hybridmodellen",
        "entry_point": "start",
        "industry": "retail",
        "audience": "Alle",
        "wanted_reach": "county",
    }
    experience = share(people, adviser, **told)
    edit(people, adviser, experience, title="Ny tittel")
    people.expire_all()
    values = read_experience_values(experience, PRACTICE)
    assert {name: values[name] for name in told} == told
    assert values["title"] == "Ny tittel"
