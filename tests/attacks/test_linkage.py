"""Linkage: somebody knows some things of a person and looks for the row. Each attack is seen to succeed with the defence off."""

from __future__ import annotations

import pytest

from tests.support.attacks import (
    Published,
    choose_subsets,
    find_homogeneous,
    link,
    plan_release,
    publish,
    publish_raw,
    weaken,
)
from tests.support.release_cases import QUASI, VARIABLES, draw_cases

FRAME = draw_cases(2500, seed=11)
K = 10


@pytest.fixture(scope="module")
def published() -> Published:
    return publish(FRAME, plan_release(VARIABLES))


def test_no_four_things_known_of_a_person_fit_few_rows(published: Published):
    subsets = choose_subsets(QUASI, 4)
    assert len(subsets) == 56
    for names in subsets:
        assert link(published, FRAME, names, K) == [], names
    assert link(published, FRAME, QUASI, K) == []
    assert published.table.height > 2300
    assert any(published.levels[name] < 2 for name in QUASI), "there is something to look for"


def test_the_cases_as_they_are_fit_one_row():
    raw = publish_raw(FRAME, VARIABLES)
    alone = [
        names for names in choose_subsets(QUASI, 4) if any(n == "1" for _, n in link(raw, FRAME, names, K))
    ]
    assert len(alone) > 40


def test_without_k_the_levels_alone_do_not_help():
    weak = publish(FRAME, weaken(plan_release(VARIABLES), k=1, rules=False, units=False))
    assert len(link(weak, FRAME, QUASI, K)) > 1000


@pytest.mark.parametrize("known", [("attached",), ("close_cause",), ("attached", "with_mentor_frequency")])
def test_who_knows_the_outcome_too_learns_nothing_more_from_an_open_release(known: tuple[str, ...]):
    """One answer in a row leaves nothing to learn; the rows that fit do not have one value of what is not known."""
    for secret in ("attached", "close_cause", "with_mentor_frequency"):
        if secret not in known:
            plan = plan_release((*QUASI[:2], secret), "open")
            alone = publish(FRAME, plan)
            assert not set(known) & set(alone.table.columns)
            assert find_homogeneous(alone, secret) == []


def test_with_several_answers_in_a_row_who_knows_one_may_learn_another(published: Published):
    """The same attack where the answers stand together: an open release is refused for it, see `test_several_answers.py`."""
    assert find_homogeneous(published, "close_cause", beside=["attached"])
    assert find_homogeneous(published, "attached", beside=["close_cause", "with_mentor_frequency"])
