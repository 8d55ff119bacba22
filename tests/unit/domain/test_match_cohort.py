"""Cohorts: scores against single comparisons, pairings against all there are, and what each one gets."""

from __future__ import annotations

from itertools import permutations

import pytest
from hypothesis import given, settings, strategies as st

from hybridmentor.domain.match_cohort import (
    CHOICE_WORTH,
    compare_pairings,
    describe_gain,
    describe_gains,
    pair_cohort,
    rank_both,
    score_cohort,
)
from hybridmentor.domain.offer import Offer
from hybridmentor.domain.pairing import Pairing, count_blocking_pairs
from hybridmentor.domain.suggestions import Weights, suggest
from hybridmentor.domain.wish_map import WishMap
from hybridmentor.errors import InvalidInput, Message
from tests.unit.domain.test_suggestions import OFFERS, WEIGHTS, WISHES

FOOD, SHOP = frozenset({"food"}), frozenset({"shop"})
SMALL = 4


@settings(deadline=None)  # the first one loads numpy
@given(st.lists(WISHES, max_size=5), st.lists(OFFERS, max_size=5), WEIGHTS)
def test_scores_are_those_of_single_comparisons(
    wishes: list[WishMap], offers: list[Offer], chosen: dict[str, int]
):
    weights = Weights(chosen)
    assert score_cohort(wishes, offers, weights) == [
        [suggest(wish, offer, weights).score for offer in offers] for wish in wishes
    ]


@st.composite
def draw_cohort(draw: st.DrawFn):
    left, right = draw(st.integers(0, SMALL)), draw(st.integers(0, SMALL))
    value = st.integers(-16, 8).map(lambda number: number / 8)
    scores = [[draw(value) for _ in range(right)] for _ in range(left)]
    pairs = [(one, other) for one in range(left) for other in range(right)]

    def draw_choices(own: int, others: int):
        return {
            one: draw(st.permutations(range(others)))[: draw(st.integers(0, others))]
            for one in range(own)
            if draw(st.booleans())
        }

    declined = draw(st.frozensets(st.sampled_from(pairs))) if pairs else frozenset()
    free = [pair for pair in pairs if pair not in declined]
    locked = dict([draw(st.sampled_from(free))]) if free and draw(st.booleans()) else {}
    return scores, right, draw_choices(left, right), draw_choices(right, left), declined, locked


def list_pairings(left: int, right: int) -> list[frozenset[tuple[int, int]]]:
    """All ways to pair the whole smaller side."""
    if left <= right:
        return [frozenset(enumerate(chosen)) for chosen in permutations(range(right), left)]
    return [
        frozenset((one, other) for other, one in enumerate(chosen))
        for chosen in permutations(range(left), right)
    ]


@settings(deadline=None)
@given(draw_cohort())
def test_optimal_is_the_best_of_all_that_nobody_has_declined(drawn):
    scores, right, by_left, by_right, declined, locked = drawn
    found = pair_cohort(
        scores, right, left_choices=by_left, right_choices=by_right, declined=declined, locked=locked
    )

    def weigh(pairs: frozenset[tuple[int, int]]) -> float:
        worth = 0.0
        for one, other in pairs:
            worth += scores[one][other]
            if other in by_left.get(one, ()):
                worth += CHOICE_WORTH / (list(by_left[one]).index(other) + 1)
            if one in by_right.get(other, ()):
                worth += CHOICE_WORTH / (list(by_right[other]).index(one) + 1)
        return worth

    possible = [pairs for pairs in list_pairings(len(scores), right) if set(locked.items()) <= pairs]
    kept = [pairs - declined for pairs in possible]
    best = max((len(pairs), weigh(pairs)) for pairs in kept)
    chosen = frozenset(found.pairs)
    assert chosen.isdisjoint(declined)
    assert set(locked.items()) <= chosen
    assert len(chosen) == best[0]
    assert weigh(chosen) == pytest.approx(best[1])


@given(draw_cohort())
def test_stable_has_no_blocking_pair_beside_the_locks(drawn):
    scores, right, by_left, by_right, declined, locked = drawn
    found = pair_cohort(
        scores,
        right,
        "stable",
        left_choices=by_left,
        right_choices=by_right,
        declined=declined,
        locked=locked,
    )
    assert set(found.pairs).isdisjoint(declined)
    assert set(locked.items()) <= set(found.pairs)
    ranks = rank_both(scores, right, by_left, by_right, declined)
    if not locked:
        assert count_blocking_pairs(found, *ranks) == 0
    free = [
        [
            {other: rank for other, rank in ranks_of.items() if one not in own and other not in others}
            for one, ranks_of in enumerate(side)
        ]
        for side, own, others in (
            (ranks[0], set(locked), set(locked.values())),
            (ranks[1], set(locked.values()), set(locked)),
        )
    ]
    rest = Pairing.make({one: other for one, other in found.pairs if one not in locked}, len(scores), right)
    assert count_blocking_pairs(rest, *free) == 0


def test_choices_go_before_scores():
    by_left, by_right = rank_both([[1.0, -2.0, 0.5]], 3, {0: [1]}, {}, {(0, 2)})
    assert sorted(by_left[0], key=by_left[0].__getitem__) == [1, 0]
    assert by_right == [{0: 0.0}, {0: 3.0}, {}]


@pytest.mark.parametrize("method", ["optimal", "stable"])
def test_a_lock_takes_no_right_to_decline_away(method: str):
    with pytest.raises(InvalidInput) as refused:
        pair_cohort([[1.0]], 1, method, declined={(0, 0)}, locked={0: 0})
    assert refused.value.message == Message("match.error.locked_declined")


@pytest.mark.parametrize("method", ["optimal", "stable"])
def test_nobody_is_locked_to_two(method: str):
    with pytest.raises(InvalidInput) as refused:
        pair_cohort([[1.0], [1.0]], 1, method, locked={0: 0, 1: 0})
    assert refused.value.message == Message("match.error.locked_twice")


def test_another_method_is_refused():
    with pytest.raises(InvalidInput) as refused:
        pair_cohort([[1.0]], 1, "best")
    assert refused.value.message == Message("match.error.method")


def wish(key: str, **values: object) -> WishMap:
    return WishMap(key, **values)  # type: ignore[arg-type]


COOK = Offer("cook", "mentor", tasks=FOOD, capacity=0, is_leader=True)
SELLER = Offer("seller", "mentor", tasks=SHOP, languages=frozenset({"norsk"}))
ANNA = wish("anna", tasks=FOOD)
BO = wish("bo", tasks=SHOP, languages=frozenset({"norsk", "polsk"}))


def test_what_each_one_gets():
    gain = describe_gain(suggest(ANNA, COOK))
    # Room and leader are no wishes, and what nobody has asked about is none either.
    assert [one.criterion for one in gain.got] == ["tasks"]
    assert (gain.partly, gain.unknown, gain.missed) == ((), (), ())
    assert gain.summary == Message("match.gain.all")
    wrong = describe_gain(suggest(BO, COOK))
    assert [one.criterion for one in wrong.missed] == ["tasks"]
    assert [one.criterion for one in wrong.unknown] == ["languages"]
    assert wrong.summary == Message("match.gain.some", got=0, partly=0, known=1)
    assert describe_gain(suggest(wish("x"), COOK)).summary == Message("match.gain.unknown")


def test_who_gets_nobody_is_told():
    alone = Pairing.make({1: 0}, 2, 1)
    assert [one.summary.id for one in describe_gains(alone, [ANNA, BO], [SELLER])] == [
        "match.gain.nobody",
        "match.gain.all",
    ]


def test_two_pairings_side_by_side():
    wishes, offers = [ANNA, BO], [COOK, SELLER]
    right = Pairing.make({0: 0, 1: 1}, 2, 2)
    wrong = Pairing.make({0: 1, 1: 0}, 2, 2)
    half = Pairing.make({0: 0}, 2, 2)
    compared = compare_pairings(right, wrong, wishes, offers)
    assert [(row.left, row.first, row.second) for row in compared.rows] == [(0, 0, 1), (1, 1, 0)]
    assert [row.change.id for row in compared.rows] == ["match.change.first"] * 2
    assert compared.summary == Message("match.change.summary", same=0, first=2, second=0)
    scores = score_cohort(wishes, offers)
    assert compared.first_total == pytest.approx(scores[0][0] + scores[1][1])
    assert compared.second_total == pytest.approx(scores[0][1] + scores[1][0])
    fewer = compare_pairings(half, right, wishes, offers)
    assert [row.change.id for row in fewer.rows] == ["match.change.same", "match.change.second"]


def test_different_offers_that_are_as_good():
    twins = [Offer("a", "employer", tasks=FOOD), Offer("b", "employer", tasks=FOOD)]
    compared = compare_pairings(Pairing.make({0: 0}, 1, 2), Pairing.make({0: 1}, 1, 2), [ANNA], twins)
    assert [row.change.id for row in compared.rows] == ["match.change.equal"]
    assert compared.summary == Message("match.change.summary", same=1, first=0, second=0)
