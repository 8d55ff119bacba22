"""Success criteria: the lead decides them, and none is there before."""

import pytest
from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.errors import InvalidInput, NotAllowed
from hybridmentor.identity import Actor, Membership
from hybridmentor.models import AuditEvent, SuccessCriterion
from hybridmentor.queries.success_criteria import find_criterion, list_active_criteria
from hybridmentor.services.success_criteria import add_criterion, remove_criterion
from tests.integration.scenes import load_person

WORDS = "Bruker har en fast kontaktperson på arbeidsplassen"


@pytest.fixture
def lead(people: HybridSession) -> Actor:
    """The lead at 9901."""
    return load_person(people, "leder")


def find_home(actor: Actor) -> Membership:
    """The office of somebody who has one."""
    office = actor.home_office
    assert office is not None
    return office


def add(session: HybridSession, actor: Actor, words: str = WORDS) -> SuccessCriterion:
    return add_criterion(session, actor, find_home(actor), words=words)


def list_words(session: HybridSession, actor: Actor) -> list[str]:
    return [one.words for one in list_active_criteria(session, find_home(actor).office_id)]


def test_none_is_made_up(people: HybridSession, lead: Actor):
    assert people.scalars(select(SuccessCriterion)).all() == []
    assert list_words(people, lead) == []


def test_each_office_has_its_own(people: HybridSession, lead: Actor):
    other = load_person(people, "leder2")
    first = add(people, lead)
    add(people, lead, "Mentor sier at det gikk bra")
    assert list_words(people, lead) == [WORDS, "Mentor sier at det gikk bra"]
    assert list_words(people, other) == []
    assert add(people, other).id != first.id
    assert find_criterion(people, find_home(other).office_id, first.id) is None
    assert find_criterion(people, find_home(lead).office_id, first.id) is first


def test_one_that_is_removed_comes_back_as_the_same(people: HybridSession, lead: Actor):
    """So that what was rated by it is still rated."""
    criterion = add(people, lead)
    for _ in range(2):
        remove_criterion(people, lead, find_home(lead), criterion)
    assert list_words(people, lead) == []
    assert add(people, lead) is criterion
    assert list_words(people, lead) == [WORDS]
    events = people.scalars(
        select(AuditEvent).where(AuditEvent.noun == "success_criterion").order_by(AuditEvent.id)
    ).all()
    assert [one.action.removeprefix("success_criterion.") for one in events] == ["add", "remove", "add"]


def test_the_same_words_are_not_added_twice(people: HybridSession, lead: Actor):
    add(people, lead)
    with pytest.raises(InvalidInput) as fault:
        add(people, lead)
    assert (fault.value.field, fault.value.message.id) == ("words", "criterion.error.twice")
    assert list_words(people, lead) == [WORDS]


@pytest.mark.parametrize("login", ["veileder", "lokalkontakt", "marked", "fylke", "leder2", "admin"])
def test_only_the_lead_of_the_office_decides(people: HybridSession, lead: Actor, login: str):
    criterion, other = add(people, lead), load_person(people, login)
    with pytest.raises(NotAllowed):
        add_criterion(people, other, find_home(lead), words="Noe annet")
    with pytest.raises(NotAllowed):
        remove_criterion(people, other, find_home(lead), criterion)
    assert list_words(people, lead) == [WORDS]
