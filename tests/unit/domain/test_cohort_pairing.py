"""A cohort in both ways: what is held, what differs, who would rather be together, and a sign of who is with whom."""

from __future__ import annotations

from itertools import product
from typing import Any

from hypothesis import given, strategies as st

from hybridmentor.domain.cohort_pairing import METHODS, OPTIMAL, STABLE, CohortData, pair_both, sign_pairing
from hybridmentor.domain.match_cohort import rank_both, score_cohort
from hybridmentor.domain.offer import Offer
from hybridmentor.domain.pairing import Pairing
from hybridmentor.domain.wish_map import WishMap


def make_data(left: int = 3, right: int = 3, **more: Any) -> CohortData:
    """People of whom nothing is known but what is said."""
    wishes = [WishMap(f"case{number}") for number in range(left)]
    return CohortData(wishes, [Offer(f"offer{number}", "mentor") for number in range(right)], **more)


def test_what_is_held_by_hand_goes_before_what_both_have_accepted():
    held = make_data(together={0: 0}, accepted=[(1, 0), (0, 2), (2, 2), (2, 1)], declined={(2, 2)})
    assert held.hold_together() == {0: 0, 2: 1}
    found = pair_both(held)
    for method in METHODS:
        assert dict(found.by_method[method].pairs) == {0: 0, 1: 2, 2: 1}
    assert found.differing == ()


def test_the_two_differ_where_the_sum_and_the_choices_do():
    """The first two want each other most; the sum is greater where both give way."""
    found = pair_both(make_data(2, 2, left_choices={0: [0, 1], 1: [0]}, right_choices={0: [0, 1], 1: [0]}))
    assert dict(found.by_method[STABLE].pairs) == {0: 0, 1: 1}
    assert dict(found.by_method[OPTIMAL].pairs) == {0: 1, 1: 0}
    assert found.differing == (0, 1)
    assert found.blocking == {OPTIMAL: ((0, 0),), STABLE: ()}


def test_a_sign_tells_one_pairing_from_another_whatever_the_order():
    data = make_data(2, 2)
    first, second = Pairing.make({0: 0, 1: 1}, 2, 2), Pairing.make({0: 1, 1: 0}, 2, 2)
    assert sign_pairing(first, data.wishes, data.offers) != sign_pairing(second, data.wishes, data.offers)
    turned = sign_pairing(second, data.wishes, list(reversed(data.offers)))
    assert turned == sign_pairing(first, data.wishes, data.offers)


@given(
    st.integers(0, 4),
    st.integers(0, 4),
    st.sets(st.tuples(st.integers(0, 3), st.integers(0, 3))),
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3))),
)
def test_nobody_is_lost_no_no_is_broken_and_who_would_rather_is_told(
    left: int, right: int, refused: set[tuple[int, int]], agreed: list[tuple[int, int]]
):
    inside = set(product(range(left), range(right)))
    data = make_data(
        left, right, declined=refused & inside, accepted=[pair for pair in agreed if pair in inside]
    )
    found = pair_both(data)
    scores = score_cohort(data.wishes, data.offers)
    by_left, by_right = rank_both(scores, right, {}, {}, data.declined)
    for method in METHODS:
        pairing = found.by_method[method]
        assert sorted([one for one, _ in pairing.pairs] + list(pairing.left_over)) == list(range(left))
        assert sorted([other for _, other in pairing.pairs] + list(pairing.right_over)) == list(range(right))
        assert not set(pairing.pairs) & set(data.declined)
        assert set(found.held.items()) <= set(pairing.pairs)
        mine, theirs = dict(pairing.pairs), {other: one for one, other in pairing.pairs}
        rather = {
            (one, other)
            for one, other in inside - set(data.declined) - set(pairing.pairs)
            if (one not in mine or by_left[one][other] < by_left[one][mine[one]])
            and (other not in theirs or by_right[other][one] < by_right[other][theirs[other]])
        }
        assert set(found.blocking[method]) == rather
