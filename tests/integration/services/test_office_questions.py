"""The office's own questions: added, found by step, taken out of use."""

import pytest
from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.errors import InvalidInput, NotAllowed
from hybridmentor.identity import Actor, Membership
from hybridmentor.models import AuditEvent, OfficeQuestion
from hybridmentor.queries.office_questions import find_office_question, list_office_questions
from hybridmentor.services.office_questions import add_question, remove_question
from tests.integration.scenes import load_person

WORDS = "Hva er vanskeligst akkurat nå?"


def find_home(actor: Actor) -> Membership:
    """The office of somebody who has one."""
    office = actor.home_office
    assert office is not None
    return office


def add(session: HybridSession, actor: Actor, words: str = WORDS, step: str = "mentor") -> OfficeQuestion:
    return add_question(session, actor, find_home(actor), step=step, audience="mentor", words=words)


def list_words(session: HybridSession, actor: Actor, step: str | None = None) -> list[str]:
    return [one.words for one in list_office_questions(session, find_home(actor).office_id, step)]


def test_a_question_is_found_by_office_and_step(people: HybridSession, adviser: Actor, neighbour: Actor):
    question = add(people, adviser)
    add(people, adviser, "Rekker du arbeidet ditt?", "collaboration")
    add(people, neighbour, "Et annet kontors spørsmål")
    assert (question.audience, question.created_by) == ("mentor", adviser.user_id)
    assert list_words(people, adviser) == [WORDS, "Rekker du arbeidet ditt?"]
    assert list_words(people, adviser, "mentor") == [WORDS]
    assert list_words(people, adviser, "share") == []
    assert list_words(people, neighbour) == ["Et annet kontors spørsmål"]


def test_a_question_that_is_removed_is_out_of_use_and_kept(people: HybridSession, adviser: Actor):
    question = add(people, adviser)
    for _ in range(2):
        remove_question(people, adviser, find_home(adviser), question)
    people.expire_all()
    assert question.is_active is False
    assert list_words(people, adviser) == []
    events = people.scalars(
        select(AuditEvent).where(AuditEvent.noun == "office_question").order_by(AuditEvent.id)
    ).all()
    assert [(one.action, one.detail, one.office_id) for one in events] == [
        ("office_question.add", "mentor", question.office_id),
        ("office_question.remove", "mentor", question.office_id),
    ]


def test_the_same_question_is_not_asked_twice(people: HybridSession, adviser: Actor):
    question = add(people, adviser)
    with pytest.raises(InvalidInput) as fault:
        add(people, adviser, WORDS.upper())
    assert (fault.value.field, fault.value.message.id) == ("words", "question.error.twice")
    add(people, adviser, step="share")
    remove_question(people, adviser, find_home(adviser), question)
    assert add(people, adviser).id != question.id


@pytest.mark.parametrize("login", ["marked", "fylke", "forsker", "admin", "veileder2"])
def test_who_does_not_develop_the_practice_there_adds_nothing(
    people: HybridSession, adviser: Actor, login: str
):
    question, other = add(people, adviser), load_person(people, login)
    with pytest.raises(NotAllowed):
        add_question(people, other, find_home(adviser), step="mentor", audience="mentor", words="Noe")
    with pytest.raises(NotAllowed):
        remove_question(people, other, find_home(adviser), question)
    assert list_words(people, adviser) == [WORDS]


def test_another_offices_question_is_not_found(people: HybridSession, adviser: Actor, neighbour: Actor):
    question = add(people, adviser)
    assert find_office_question(people, find_home(adviser).office_id, question.id) is question
    assert find_office_question(people, find_home(neighbour).office_id, question.id) is None
