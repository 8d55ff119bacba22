"""Limits that a sensitive column has of its own in the independent check."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from math import log

import pytest

from hybridmentor.domain.anonymity_check import Demands, Limits, check_anonymity, measure_entropy
from hybridmentor.errors import InvalidInput


def judge(answers: list[str], **limits: object) -> list[str]:
    """The reasons against a file with one class of these answers."""
    text = "\n".join(["a,b", *(f"x,{answer}" for answer in sorted(answers)), ""])
    demands = Demands(k=2, quasi=("a",), sensitive=("b",), limits={"b": Limits(**limits)})  # type: ignore[arg-type]
    return [one.id.removeprefix("anonymity_check.") for one in check_anonymity(text, demands).reasons]


NINE_OF_TEN = ["yes"] * 9 + ["no"]


def test_a_share_at_the_limit_is_kept_and_one_above_is_not():
    assert judge(NINE_OF_TEN, alpha=Fraction(9, 10)) == []
    assert judge(NINE_OF_TEN, alpha=Fraction(899, 1000)) == ["too_common"]


def test_an_entropy_at_the_limit_is_kept_and_one_under_is_not():
    even = ["a", "b", "c"] * 3
    assert judge(even, entropy_l=3.0) == []
    assert judge([*even, "a"], entropy_l=3.0) == ["too_uneven"]
    assert judge([*even, "a"], entropy_l=2.9) == []
    assert judge(["a"] * 3, entropy_l=1.0) == []


def test_blanks_are_no_values_of_their_own():
    answers = ["yes", "no", "unknown"]
    assert judge(answers, l=3) == []
    assert judge(answers, l=3, blanks=("unknown",)) == ["few_values"]
    assert judge(answers, l=2, blanks=("unknown",)) == []


def test_the_worst_class_decides():
    text = "a,b\nx,1\nx,2\ny,1\ny,1\n"
    demands = Demands(k=2, quasi=("a",), sensitive=("b",), limits={"b": Limits(alpha=Fraction(1, 2))})
    assert [one.id for one in check_anonymity(text, demands).reasons] == ["anonymity_check.too_common"]


def test_own_limits_hold_instead_of_those_for_all():
    text = "a,b,c\nx,1,1\nx,1,2\n"
    demands = Demands(k=2, quasi=("a",), sensitive=("b", "c"), l=2, limits={"b": Limits(l=1)})
    assert check_anonymity(text, demands).ok
    demands = Demands(k=2, quasi=("a",), sensitive=("b", "c"), l=1, t=Fraction(1), limits={"b": Limits(l=2)})
    assert [one.id for one in check_anonymity(text, demands).reasons] == ["anonymity_check.few_values"]


def test_what_the_other_answers_tell_is_refused_where_it_is_asked():
    text = "a,b,c\nx,1,1\nx,1,1\nx,2,2\nx,2,2\n"
    demands = Demands(k=2, quasi=("a",), sensitive=("b", "c"), l=2)
    assert check_anonymity(text, demands).ok
    reasons = check_anonymity(text, replace(demands, background=True)).reasons
    assert [(one.id, one.params["column"]) for one in reasons] == [
        ("anonymity_check.told_by_others", "b"),
        ("anonymity_check.told_by_others", "c"),
    ]
    mixed = "a,b,c\nx,1,1\nx,1,2\nx,2,1\nx,2,2\n"
    assert check_anonymity(mixed, replace(demands, background=True)).ok


def test_entropy_is_that_of_the_shares():
    assert measure_entropy(Counter("aabb")) == pytest.approx(log(2))
    assert measure_entropy(Counter("aaab")) == pytest.approx(0.75 * log(4 / 3) + 0.25 * log(4))


@pytest.mark.parametrize(
    "limits",
    [
        {"b": Limits(alpha=Fraction(2))},
        {"b": Limits(entropy_l=0.5)},
        {"b": Limits(l=0)},
        {"b": Limits(t=Fraction(-1))},
        {"x": Limits()},
    ],
)
def test_limits_without_sense_are_refused(limits: dict[str, Limits]):
    with pytest.raises(InvalidInput):
        check_anonymity("a,b\nx,1\nx,2\n", Demands(k=2, quasi=("a",), sensitive=("b",), limits=limits))
