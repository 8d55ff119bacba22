"""Rules of releases: defaults, the floor under them, and wishes that only make them stricter."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from hybridmentor.domain.release_rules import (
    DEFAULTS,
    FLOOR,
    HIGHER,
    KINDS,
    LOWER,
    WISHES,
    check_floor,
    is_softer,
    raise_rules,
    read_rules,
    write_rules,
)
from hybridmentor.errors import InvalidInput

SOFTER = {
    "k": 9,
    "l": 2,
    "entropy_l": 1.9,
    "alpha": "0.91",
    "t_equal": "0.36",
    "t_ordered": "0,26",
    "most_suppressed": "0.11",
    "offices": 2,
    "employers": 2,
    "mentors": 2,
    "advisers": 2,
    "fewest_cases": 99,
    "fewest_offices": 4,
    "cell": 4,
    "most_per_year": 3,
}


def test_defaults_are_those_of_the_decision():
    restricted, public = DEFAULTS["restricted"], DEFAULTS["open"]
    assert (restricted.k, restricted.l, restricted.entropy_l, restricted.alpha) == (
        10,
        3,
        2.0,
        Fraction(9, 10),
    )
    assert (restricted.t_equal, restricted.t_ordered) == (Fraction(35, 100), Fraction(1, 4))
    assert (restricted.suppression_limit, restricted.most_suppressed) == (Fraction(1, 20), Fraction(1, 10))
    assert (restricted.fewest_cases, restricted.fewest_offices, restricted.cell) == (100, 5, 5)
    assert (public.k, public.l, public.entropy_l, public.alpha) == (11, 3, 2.5, Fraction(4, 5))
    assert (public.t_equal, public.t_ordered) == (Fraction(1, 4), Fraction(1, 5))
    assert (public.fewest_cases, public.fewest_offices, public.cell) == (300, 5, 10)
    for rules in DEFAULTS.values():
        assert (rules.offices, rules.employers, rules.mentors, rules.advisers) == (3, 3, 3, 3)
    assert (FLOOR.k, FLOOR.l, FLOOR.t_equal, FLOOR.t_ordered, FLOOR.fewest_cases) == (
        6,
        2,
        Fraction(1, 2),
        Fraction(1, 2),
        50,
    )


def test_no_default_goes_under_the_floor_and_open_is_at_least_as_strict():
    for kind in KINDS:
        check_floor(DEFAULTS[kind])
    for name in WISHES:
        assert not is_softer(name, getattr(DEFAULTS["open"], name), getattr(DEFAULTS["restricted"], name))


@pytest.mark.parametrize("name", sorted({*HIGHER, *LOWER}))
def test_a_wish_can_only_make_a_rule_stricter(name: str):
    with pytest.raises(InvalidInput) as refused:
        raise_rules("restricted", {name: SOFTER[name]})
    assert refused.value.field == name
    assert refused.value.message.id == "release_rules.error.softer"
    least = getattr(DEFAULTS["restricted"], name)
    assert getattr(raise_rules("restricted", {name: str(float(least))}), name) == least
    stricter = least + 1 if name in HIGHER else float(least / 2)
    raised = raise_rules(
        "restricted", {name: stricter if name != "most_per_year" else 1, "suppression_limit": 0}
    )
    assert is_softer(name, least, getattr(raised, name))


def test_the_limit_of_suppression_may_go_either_way_up_to_the_most():
    assert raise_rules("open", {"suppression_limit": "0.1"}).suppression_limit == Fraction(1, 10)
    assert raise_rules("open", {"suppression_limit": 0}).suppression_limit == 0
    for wanted in ({"suppression_limit": "0.11"}, {"most_suppressed": "0.04"}):
        with pytest.raises(InvalidInput) as refused:
            raise_rules("open", wanted)
        assert refused.value.field == "suppression_limit"


@pytest.mark.parametrize(
    ("name", "wish"),
    [
        ("k", "ten"),
        ("k", "10.5"),
        ("k", "nan"),
        ("k", 10**9),
        ("k", "Infinity"),
        ("alpha", 0),
        ("alpha", -1),
        ("t_equal", "1.2"),
        ("t_equal", []),
        ("colour", 1),
        ("kind", "open"),
    ],
)
def test_what_is_no_number_or_no_rule_is_refused(name: str, wish: object):
    with pytest.raises(InvalidInput) as refused:
        raise_rules("restricted", {name: wish})
    assert refused.value.field == name


def test_nothing_wished_is_the_default():
    assert raise_rules("restricted", {"k": None, "l": ""}) == DEFAULTS["restricted"]
    with pytest.raises(InvalidInput):
        raise_rules("secret", {})


@given(
    st.sampled_from(KINDS),
    st.integers(11, 500),
    st.integers(3, 9),
    st.decimals("0.01", "0.2", places=3),
    st.decimals("0", "0.1", places=4),
)
def test_rules_are_read_as_they_were_written(kind: str, k: int, least: int, t: object, limit: object):
    rules = raise_rules(kind, {"k": k, "l": least, "t_ordered": t, "suppression_limit": limit})
    text = write_rules(rules)
    assert read_rules(text) == rules
    assert write_rules(read_rules(text)) == text


@pytest.mark.parametrize("name", WISHES)
def test_rules_under_the_floor_are_refused_whoever_wrote_them(name: str):
    limit = getattr(FLOOR, name)
    softer = limit - 1 if name in HIGHER else limit + 1
    rules = replace(DEFAULTS["restricted"], **{name: softer})
    with pytest.raises(InvalidInput) as refused:
        read_rules(write_rules(rules))
    assert refused.value.field == name


@pytest.mark.parametrize("kind", KINDS)
def test_no_rules_let_more_than_a_tenth_be_held_back(kind: str):
    """Not by a wish, and not by rules that were kept, whether the limit or the most was changed."""
    for share in ("0.1001", "0.11", "1"):
        with pytest.raises(InvalidInput):
            raise_rules(kind, {"suppression_limit": share})
        for changed in ({"suppression_limit"}, {"suppression_limit", "most_suppressed"}):
            rules = replace(DEFAULTS[kind], **dict.fromkeys(changed, Fraction(share)))
            with pytest.raises(InvalidInput):
                read_rules(write_rules(rules))
    assert read_rules(
        write_rules(raise_rules(kind, {"suppression_limit": "0.1"}))
    ).suppression_limit == Fraction(1, 10)


def test_rules_of_no_kind_are_refused():
    with pytest.raises(InvalidInput):
        check_floor(FLOOR)
