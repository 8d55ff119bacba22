"""The words to search by: there for what stands on a board, gone with it, and never of what was refused."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, func, select, text

from hybridmentor.db import HybridSession
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.errors import InvalidInput
from hybridmentor.identity import Actor
from hybridmentor.models import Experience, ExperienceWords
from hybridmentor.models.experience import WORD_INDEX
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.queries.experiences import ExperienceFilter, find_experience, list_experiences
from hybridmentor.services.experience_words import tidy_words
from hybridmentor.services.experiences import (
    edit_experience,
    read_experience_values,
    share_experience,
    write_experience,
)
from tests.integration.scenes import share

PRACTICE = get_practice_model("hybridmodellen")


def read_words(session: HybridSession) -> list[set[str]]:
    """The words of each experience that has some."""
    return [set(stems.split()) for stems in session.scalars(select(ExperienceWords.stems))]


def find_titles(session: HybridSession, actor: Actor, words: str) -> list[str | None]:
    """What a search finds."""
    shown, _ = list_experiences(session, actor, ExperienceFilter(words=words))
    return [one.experience.title for one in shown]


def save(
    session: HybridSession, actor: Actor, experience: Experience, *, is_shared: bool, **sent: str
) -> None:
    """Save the form of an experience."""
    visible = find_experience(session, actor, experience.id)
    assert visible is not None
    values = read_experience_values(experience, PRACTICE) | sent
    edit_experience(
        session,
        actor,
        visible,
        practice=PRACTICE,
        version=experience.version,
        sent=values,
        is_shared=is_shared,
    )


def test_all_that_is_told_is_found_and_nothing_else(people: HybridSession, adviser: Actor):
    told = {
        "title": "Titulus",
        "tried": "prøvet",
        "happened": "skjedd",
        "learned": "lærdom",
        "differently": "annerledes",
        "adjusted": "justert",
        "rethink": "revurdert",
        "audience": "målgruppe",
        "confirmation": "taushet",
    }
    share(people, adviser, **told, themes=["language"], own_tags="turnus")
    [words] = read_words(people)
    assert {"titulus", "prøvet", "skjedd", "lærdom", "annerledes", "justert", "revurdert"} <= words
    assert {"språk", "language", "turnus"} <= words, "a theme is found by what it is called"
    assert not words & {"målgruppe", "taushet"}


def test_a_draft_has_no_words_and_one_taken_back_leaves_none(people: HybridSession, adviser: Actor):
    home = adviser.memberships[0]
    values = {"title": "Hemmelig", "learned": "Skjult"}
    office = OfficeFacts(home.office_id, home.purpose)
    write_experience(people, adviser, office=office, practice=PRACTICE, values=values)
    assert read_words(people) == []
    experience = share(people, adviser, title="Avklaringsmøte")
    assert find_titles(people, adviser, "avklaringsmøter") == ["Avklaringsmøte"]
    save(people, adviser, experience, is_shared=True, title="Oppfølging")
    assert find_titles(people, adviser, "avklaringsmøter") == []
    assert find_titles(people, adviser, "oppfølging") == ["Oppfølging"]
    save(people, adviser, experience, is_shared=False)
    assert read_words(people) == []
    assert experience.status == "withdrawn"
    assert find_titles(people, adviser, "oppfølging") == []
    save(people, adviser, experience, is_shared=True)
    assert find_titles(people, adviser, "oppfølging") == ["Oppfølging"]


def test_what_is_refused_never_gets_there(people: HybridSession, adviser: Actor):
    home = adviser.memberships[0]
    with pytest.raises(InvalidInput), people.begin_nested():
        share_experience(
            people,
            adviser,
            office=OfficeFacts(home.office_id, home.purpose),
            practice=PRACTICE,
            values={"title": "Uten lærdom", "learned": None, "confirmation": None},
        )
    assert read_words(people) == []


def test_tidying_writes_what_is_missing_and_leaves_nothing_of_what_is_gone(
    people: HybridSession, adviser: Actor
):
    share(people, adviser, title="Gammelord")
    people.execute(delete(ExperienceWords))
    assert find_titles(people, adviser, "gammelord") == []
    assert tidy_words(people) == 1
    assert tidy_words(people) == 0
    assert find_titles(people, adviser, "gammelord") == ["Gammelord"]
    people.execute(delete(ExperienceWords))
    people.execute(delete(Experience).where(Experience.id.is_(None)))
    experience = people.scalars(select(Experience)).one()
    experience.status = "withdrawn"
    people.flush()
    tidy_words(people)
    assert people.scalar(select(func.count()).select_from(ExperienceWords)) == 0
    if people.get_bind().dialect.name == "sqlite":
        blocks = people.execute(text(f"SELECT block FROM {WORD_INDEX}_data")).scalars()
        assert not any(b"gammel" in block for block in blocks if block)
