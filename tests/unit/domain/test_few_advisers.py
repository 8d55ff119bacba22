"""What is held back: by hand at the limits, and against somebody who subtracts all that is shown."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given, strategies as st

from hybridmentor.domain.few_advisers import (
    FEWEST_ADVISERS,
    Part,
    count_advisers,
    is_few,
    may_show_part,
    may_show_whole,
)

YES = "weekly"
ONE = ("hybrid",)


def counts(value: object) -> bool:
    return value not in (None, "too_early")


def each(category: str, advisers: Iterable[int | None]) -> list[Part]:
    """A case for each of the advisers."""
    return [Part(adviser, (category,)) for adviser in advisers]


def may_show(
    cases: Sequence[Part],
    *chosen: str | None,
    column: Sequence[str | None] = (),
    wider: Sequence[Sequence[str | None]] = (),
) -> bool:
    return may_show_part(cases, list(column) or [YES] * len(cases), wider, chosen, counts=counts)


def test_five_is_what_the_brief_says():
    assert FEWEST_ADVISERS == 5


def test_a_case_of_nobody_is_a_case_and_no_adviser():
    assert not is_few([])
    assert is_few(each("a", [None]))
    assert is_few(each("a", [None, 1, 2, 3, 4]))
    assert not is_few(each("a", [None, 1, 2, 3, 4, 5]))
    assert count_advisers(each("a", [None, 1, 1, 2])) == 2


@pytest.mark.parametrize(
    ("advisers", "column", "shown"),
    [
        ((1, 2, 3, 4, 5), (YES,) * 5, True),
        ((1, 2, 3, 4, 4), (YES,) * 5, False),
        ((1, 2, 3, 4, None), (YES,) * 5, False),
        ((1, 2, 3, 4, 5), (YES, YES, YES, YES, "too_early"), False),
        ((1, 2, 3, 4, 5), (YES, YES, YES, YES, None), False),
        ((1, 2, 3, 4, 5, 6), (YES, YES, YES, YES, YES, None), True),
        ((), (), False),
    ],
)
def test_the_whole_needs_five_with_an_answer(
    advisers: tuple[int | None, ...], column: tuple[str | None, ...], *, shown: bool
):
    assert may_show_whole(each("a", advisers), column, counts=counts) is shown
    assert may_show(each("a", advisers), None, column=column) is shown


@pytest.mark.parametrize(
    ("inside", "outside", "shown"),
    [
        (range(5), range(5, 10), True),
        (range(4), range(5, 10), False),
        (range(5), range(5, 9), False),
        (range(5), range(5, 6), False),
        (range(5), range(0), True),
        # The same advisers on both sides: what counts is how many stand behind each side.
        (range(5), range(5), True),
        (range(5), range(4), False),
        (range(5), [None], False),
    ],
)
def test_neither_the_part_nor_the_rest_may_be_of_few(
    inside: Sequence[int], outside: Sequence[int | None], *, shown: bool
):
    cases = each("in", inside) + each("out", outside)
    assert may_show(cases, "in") is shown


def test_what_is_held_back_does_not_come_out_of_the_others():
    """Six and seven could be shown, and two not; then the six are held back with the two."""
    cases = each("two", (1, 2)) + each("six", range(6)) + each("seven", range(7))
    assert [may_show(cases, name) for name in ("two", "six", "seven")] == [False, False, True]
    # Held back together the small ones are enough: nothing else has to go.
    cases += each("three", (3, 4, 5))
    assert [may_show(cases, name) for name in ("two", "three", "six", "seven")] == [False, False, True, True]


def test_the_last_one_is_held_back_too_where_nothing_else_helps():
    cases = each("two", (1, 2)) + each("six", (1, 2, 3, 4, 5, 6))
    assert not may_show(cases, "six")


def test_divided_in_two_ways_every_field_needs_five():
    fields = {("a", "x"): range(9), ("a", "y"): range(5, 10), ("b", "x"): range(5), ("b", "y"): range(5)}
    cases = [Part(adviser, field) for field, advisers in fields.items() for adviser in advisers]
    assert may_show(cases, "a", "x")
    few = [case for case in cases if case.categories != ("b", "y")] + [Part(1, ("b", "y"))]
    assert not may_show(few, "a", "x")
    # One way alone: "b" has five advisers even so.
    assert may_show(few, "a", None)


def test_a_choice_that_leaves_nothing_out_divides_nothing():
    cases = [Part(adviser, ("hybrid", "x" if adviser < 6 else "y")) for adviser in range(11)]
    assert may_show(cases, "hybrid", None)
    assert may_show(cases, "hybrid", "x") is may_show(cases, None, "x") is True
    assert not may_show([Part(adviser, ("hybrid", "x")) for adviser in range(4)], "hybrid", None)


@pytest.mark.parametrize(
    ("changed", "shown"), [({}, True), ({0: "never"}, False), (dict.fromkeys(range(5), "never"), True)]
)
def test_a_case_that_answers_otherwise_in_the_period_is_a_difference(changed: dict[int, str], *, shown: bool):
    cases = each("a", range(8))
    whole = [YES] * 8
    part = [changed.get(place, YES) for place in range(8)]
    assert may_show(cases, None, column=part, wider=[whole]) is shown


def test_a_period_is_compared_with_every_longer_one():
    """All days against two years is fine, two years against one is not: one case makes the difference."""
    cases = each("a", range(16))
    whole = [YES] * 16
    two_years: list[str | None] = [*[None] * 5, *[YES] * 11]
    year: list[str | None] = [*[None] * 6, *[YES] * 10]
    assert may_show(cases, None, column=two_years, wider=[whole])
    assert may_show(cases, None, column=year, wider=[whole])
    assert not may_show(cases, None, column=year, wider=[whole, two_years])


def test_both_period_and_category_are_undone_one_by_one():
    """Twenty cases: against the whole office ten are left out, but against the same category only one."""
    cases = each("a", range(10)) + each("b", range(10))
    whole = [YES] * 20
    year: list[str | None] = [None, *[YES] * 19]
    assert may_show(cases, "a", column=whole, wider=[whole])
    assert not may_show(cases, "a", column=year, wider=[whole])


office = st.lists(
    st.tuples(
        st.one_of(st.none(), st.integers(1, 9)),
        st.sampled_from("abc"),
        st.sampled_from([YES, "never", "too_early", None]),
    ),
    max_size=60,
)


@given(office)
def test_nobody_gets_at_few_by_subtraction(told: list[tuple[int | None, str, str | None]]):
    cases = [Part(adviser, (category,)) for adviser, category, _ in told]
    column = [value for *_, value in told]
    shown = {name for name in "abc" if may_show(cases, name, column=column)}
    there = [(case, value) for case, value in zip(cases, column, strict=True) if value is not None]
    for name in shown:
        inside = [case for case, value in there if case.categories == (name,) and counts(value)]
        assert count_advisers(inside) >= FEWEST_ADVISERS
        assert not is_few([case for case, _ in there if case.categories != (name,)])
    if shown:
        rest = [case for case, value in there if case.categories[0] not in shown and counts(value)]
        assert not is_few(rest)


@given(office, st.data())
def test_a_period_that_is_shown_differs_by_none_or_by_enough(
    told: list[tuple[int | None, str, str | None]], data: st.DataObject
):
    cases = [Part(adviser, ONE) for adviser, *_ in told]
    whole = [value for *_, value in told]
    part = [data.draw(st.sampled_from([value, None, "never"])) for value in whole]
    if may_show(cases, None, column=part, wider=[whole]):
        differing = [case for case, a, b in zip(cases, whole, part, strict=True) if a != b]
        assert not is_few(differing)


def test_the_limit_is_given():
    cases = each("a", range(2))
    column = [YES] * 2
    assert may_show_part(cases, column, [], (None,), counts=counts, fewest=2)
    assert not may_show_part(cases, column, [], (None,), counts=counts, fewest=3)
