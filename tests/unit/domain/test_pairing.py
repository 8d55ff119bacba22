"""Pairing: against all pairings of small sides, another solver, and the definitions themselves."""

from __future__ import annotations

import random
from itertools import permutations

import pytest
from hypothesis import given, settings, strategies as st

from hybridmentor.domain.pairing import (
    Pairing,
    Ranks,
    count_blocking_pairs,
    keep_together,
    pair_optimally,
    pair_optimally_by_ranks,
    pair_stably,
    rank_by_score,
)
from hybridmentor.errors import InvalidInput

WHOLE = st.integers(-9, 9)


@st.composite
def draw_scores(draw: st.DrawFn) -> tuple[list[list[int]], int]:
    left, right = draw(st.integers(0, 5)), draw(st.integers(0, 5))
    return [[draw(WHOLE) for _ in range(right)] for _ in range(left)], right


@st.composite
def draw_ranks(draw: st.DrawFn) -> tuple[Ranks, Ranks]:
    """Incomplete lists with ties and gaps."""
    left, right = draw(st.integers(0, 6)), draw(st.integers(0, 6))

    def draw_side(own: int, others: int) -> Ranks:
        place = st.integers(0, others - 1) if others else st.nothing()
        return [
            draw(st.dictionaries(place, st.integers(1, 5), max_size=others)) if others else {}
            for _ in range(own)
        ]

    return draw_side(left, right), draw_side(right, left)


def list_all(left: int, right: int) -> list[dict[int, int]]:
    """Every way to give the smaller side partners of the other."""
    if left <= right:
        return [dict(enumerate(chosen)) for chosen in permutations(range(right), left)]
    return [{one: other for other, one in enumerate(chosen)} for chosen in permutations(range(left), right)]


@settings(deadline=None)  # the first one loads the solver
@given(draw_scores())
def test_the_sum_is_the_greatest_of_all_pairings(drawn: tuple[list[list[int]], int]):
    scores, right = drawn
    found = pair_optimally(scores, right)
    assert len(found.pairs) == min(len(scores), right)
    best = max(
        (sum(scores[one][other] for one, other in each.items()) for each in list_all(len(scores), right)),
        default=0,
    )
    assert sum(scores[one][other] for one, other in found.pairs) == best
    check_sides(found, len(scores), right)


def check_sides(found: Pairing, left: int, right: int) -> None:
    """Everybody stands once."""
    assert sorted([*(one for one, _ in found.pairs), *found.left_over]) == list(range(left))
    assert sorted([*(other for _, other in found.pairs), *found.right_over]) == list(range(right))


def find_blocking(pairs: dict[int, int], by_left: Ranks, by_right: Ranks) -> list[tuple[int, int]]:
    """By the definition: both have named each other, are not together, and both gain."""
    partner = {other: one for one, other in pairs.items()}
    return [
        (one, other)
        for one in range(len(by_left))
        for other in range(len(by_right))
        if other in by_left[one]
        and one in by_right[other]
        and (one not in pairs or by_left[one][other] < by_left[one][pairs[one]])
        and (other not in partner or by_right[other][one] < by_right[other][partner[other]])
    ]


@settings(max_examples=300)
@given(draw_ranks())
def test_nobody_would_rather_change(drawn: tuple[Ranks, Ranks]):
    by_left, by_right = drawn
    found = pair_stably(by_left, by_right)
    check_sides(found, len(by_left), len(by_right))
    assert all(other in by_left[one] and one in by_right[other] for one, other in found.pairs)
    assert find_blocking(dict(found.pairs), by_left, by_right) == []
    assert count_blocking_pairs(found, by_left, by_right) == 0


@settings(max_examples=300)
@given(draw_ranks(), st.randoms(use_true_random=False))
def test_blocking_pairs_are_counted_by_the_definition(drawn: tuple[Ranks, Ranks], chance: random.Random):
    by_left, by_right = drawn
    acceptable = [
        (one, other) for one, ranks in enumerate(by_left) for other in ranks if one in by_right[other]
    ]
    chance.shuffle(acceptable)
    pairs: dict[int, int] = {}
    for one, other in acceptable:
        if one not in pairs and other not in pairs.values() and chance.random() < 0.7:
            pairs[one] = other
    found = Pairing.make(pairs, len(by_left), len(by_right))
    assert count_blocking_pairs(found, by_left, by_right) == len(find_blocking(pairs, by_left, by_right))


@settings(max_examples=200, deadline=None)
@given(draw_ranks())
def test_as_many_pairs_as_can_be_and_then_the_smallest_ranks(drawn: tuple[Ranks, Ranks]):
    by_left, by_right = drawn
    found = pair_optimally_by_ranks(by_left, by_right)
    check_sides(found, len(by_left), len(by_right))
    best = (0, 0)
    for each in list_all(len(by_left), len(by_right)):
        kept = [
            by_left[one][other] + by_right[other][one]
            for one, other in each.items()
            if other in by_left[one] and one in by_right[other]
        ]
        best = max(best, (len(kept), -int(sum(kept))))
    sums = [by_left[one][other] + by_right[other][one] for one, other in found.pairs]
    assert (len(sums), -sum(sums)) == best


def test_without_ties_the_left_side_gets_the_best_there_is():
    """The example of three couples with two stable matchings."""
    by_left: Ranks = [{0: 1, 1: 2, 2: 3}, {1: 1, 2: 2, 0: 3}, {2: 1, 0: 2, 1: 3}]
    by_right: Ranks = [{1: 1, 2: 2, 0: 3}, {2: 1, 0: 2, 1: 3}, {0: 1, 1: 2, 2: 3}]
    assert pair_stably(by_left, by_right).pairs == ((0, 0), (1, 1), (2, 2))
    assert pair_stably(by_right, by_left).pairs == ((0, 1), (1, 2), (2, 0))


def test_a_large_cohort_has_the_optimum_of_another_solver():
    chance = random.Random(3)
    scores = [[chance.randint(0, 1000) for _ in range(60)] for _ in range(60)]
    found = pair_optimally(scores, 60)
    assert sum(scores[one][other] for one, other in found.pairs) == solve_by_shortest_paths(scores)


def solve_by_shortest_paths(scores: list[list[int]]) -> int:
    """The greatest sum, in plain Python: row by row along the cheapest alternating path (Kuhn, Munkres)."""
    size = len(scores)
    partner = [-1] * size
    for row in range(size):
        came_from, column = find_path(scores, partner, row)
        while column != -1:
            before = came_from[column]
            at = row if before == -1 else partner[before]
            partner[column], column = at, before
    return sum(scores[partner[column]][column] for column in range(size))


def find_path(scores: list[list[int]], partner: list[int], row: int) -> tuple[list[int], int]:
    """By Bellman and Ford: the cheapest way from a free row to a free column, as the column before each, and its end."""
    size = len(scores)
    cost = [-score for score in scores[row]]
    came_from = [-1] * size
    changed = True
    while changed:
        changed = False
        for column, at in enumerate(partner):
            if at == -1:
                continue
            through = cost[column] + scores[at][column]
            for other in range(size):
                if through - scores[at][other] < cost[other]:
                    cost[other], came_from[other], changed = through - scores[at][other], column, True
    free = [column for column in range(size) if partner[column] == -1]
    return came_from, min(free, key=cost.__getitem__)


def test_what_both_sides_prefer_follows_from_the_scores():
    assert rank_by_score([[3, 1], [2, 2]], 2) == (
        [{0: -3, 1: -1}, {0: -2, 1: -2}],
        [{0: -3, 1: -2}, {0: -1, 1: -2}],
    )


def test_who_is_locked_stays_together_and_the_rest_is_paired_best():
    scores = [[9, 1, 1], [8, 2, 1], [7, 3, 3]]
    assert keep_together(scores, 3, {2: 0}).pairs == ((0, 2), (1, 1), (2, 0))
    assert keep_together(scores, 3, {}).pairs == pair_optimally(scores, 3).pairs
    with pytest.raises(InvalidInput):
        keep_together(scores, 3, {0: 1, 2: 1})
