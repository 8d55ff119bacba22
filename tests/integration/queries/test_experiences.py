"""The board: what it shows, in which order, page by page, and the tags to choose from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from hybridmentor.db import HybridSession
from hybridmentor.identity import Actor
from hybridmentor.models import Experience
from hybridmentor.queries.experiences import (
    PAGE_SIZE,
    ExperienceFilter,
    find_experience,
    find_list_key,
    list_experiences,
    list_tags,
)
from tests.integration.scenes import load_person, share


def read_titles(
    session: HybridSession, actor: Actor, step: str | None = None, tag: str | None = None
) -> list[str | None]:
    """The titles on the first page."""
    shown, _ = list_experiences(session, actor, ExperienceFilter(step, tag))
    return [one.experience.title for one in shown]


def plant(session: HybridSession, actor: Actor, ages: Sequence[int]) -> list[UUID]:
    """An experience for each age in days. Their ids."""
    ids = []
    for number, age in enumerate(ages):
        experience: Experience = share(session, actor, title=f"Erfaring {number}")
        experience.shared_on = actor.today - timedelta(days=age)
        ids.append(experience.id)
    session.flush()
    return ids


def test_newest_first_and_only_of_ones_own_offices(people: HybridSession, adviser: Actor):
    other = load_person(people, "veileder2")
    plant(people, adviser, [3, 1, 2])
    share(people, other, title="Et annet kontor")
    assert read_titles(people, adviser) == ["Erfaring 1", "Erfaring 2", "Erfaring 0"]
    assert read_titles(people, load_person(people, "marked")) == ["Erfaring 1", "Erfaring 2", "Erfaring 0"]
    assert read_titles(people, other) == ["Et annet kontor"]
    assert read_titles(people, load_person(people, "fylke")) == []


def test_narrowed_by_step_and_tag(people: HybridSession, adviser: Actor):
    share(people, adviser, title="A", step="mentor", themes=["language"], own_tags="Turnus")
    share(people, adviser, title="B", step="mentor", own_tags="turnus, besøk")
    share(people, adviser, title="C", step="wishes", themes=["language"])
    share(people, load_person(people, "veileder2"), title="D", step="mentor", own_tags="hemmelig")
    assert sorted(read_titles(people, adviser, step="mentor")) == ["A", "B"]
    assert sorted(read_titles(people, adviser, tag="language")) == ["A", "C"]
    assert sorted(read_titles(people, adviser, tag="turnus")) == ["A", "B"]
    assert read_titles(people, adviser, step="wishes", tag="language") == ["C"]
    assert read_titles(people, adviser, step="wishes", tag="turnus") == []
    assert read_titles(people, adviser, tag="hemmelig") == []
    assert list_tags(people, adviser) == ["besøk", "language", "turnus"]
    assert list_tags(people, load_person(people, "forsker")) == []


@pytest.mark.parametrize("ages", [[1] * (2 * PAGE_SIZE + 1), [n % 5 for n in range(2 * PAGE_SIZE + 1)]])
def test_pages_leave_nothing_out_and_show_nothing_twice(
    people: HybridSession, adviser: Actor, ages: list[int]
):
    told = plant(people, adviser, ages)
    seen, after, sizes = [], None, []
    for _ in range(4):
        shown, more = list_experiences(people, adviser, ExperienceFilter(), after=after)
        sizes.append(len(shown))
        seen += [one.experience for one in shown]
        if not more:
            break
        after = find_list_key(shown[-1].experience)
    assert sizes == [PAGE_SIZE, PAGE_SIZE, 1]
    assert sorted(one.id for one in seen) == sorted(told)
    assert [one.created_at for one in seen] == sorted((one.created_at for one in seen), reverse=True)


def test_one_is_found_with_its_author_or_not_at_all(people: HybridSession, adviser: Actor):
    experience = share(people, adviser)
    visible = find_experience(people, adviser, experience.id, lock=True)
    assert visible is not None
    assert (visible.author, visible.office_name, visible.facts.is_author) == (
        "Vilde Veileder",
        "Nav Fjordby",
        True,
    )
    lead = find_experience(people, load_person(people, "leder"), experience.id)
    assert lead is not None
    assert lead.facts.is_author is False
    assert find_experience(people, load_person(people, "veileder2"), experience.id) is None
    assert find_experience(people, adviser, uuid4()) is None
