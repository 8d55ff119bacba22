"""Health in releases: which variables may tell of it, and what an open release with one of them keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from hybridmentor.domain.release_choice import ReleaseChoice
from hybridmentor.domain.release_demands import make_demands
from hybridmentor.domain.release_health import HEALTH_K, fit_rules, list_deciding
from hybridmentor.domain.release_making import make_table
from hybridmentor.domain.release_plan import list_problems, make_plan
from hybridmentor.domain.release_price import price_release
from hybridmentor.domain.release_problems import Problem
from hybridmentor.domain.release_rules import (
    DEFAULTS,
    KINDS,
    WISHES,
    is_softer,
    raise_rules,
    read_rules,
    write_rules,
)
from hybridmentor.domain.release_variables import Variable, get_hierarchy, list_variables
from tests.support.release_cases import draw_cases

VARIABLES = list_variables()
ABOUT_HEALTH = tuple(one.key for one in VARIABLES if one.is_about_health)
WISHED = st.fixed_dictionaries(
    {},
    optional={
        "k": st.integers(11, 40),
        "mentors": st.integers(3, 9),
        "t_equal": st.sampled_from(["0.25", "0.1"]),
        "suppression_limit": st.sampled_from(["0", "0.02", "0.1"]),
    },
)
CHOSEN = st.lists(st.sampled_from(VARIABLES), min_size=1, max_size=8, unique=True)
AGE_AND_LEAVE = ("age", "leave")


def test_the_variables_that_may_tell_of_health():
    assert ABOUT_HEALTH == ("reason", "mentor_end_reason", "pause_reason", "leave", "end_reason")


def test_every_variable_with_a_code_of_health_is_among_them():
    """Codes that name sickness, health or being away for long; what is published of other variables names none."""
    telling = {"sick", "health", "absence", "leave", "away"}
    for variable in VARIABLES:
        published = {row[variable.floor] for row in get_hierarchy(variable.hierarchy).rows.values()}
        assert not published & telling or variable.is_about_health, variable.key


@given(st.sampled_from(KINDS), WISHED, CHOSEN)
def test_rules_only_get_stricter_and_no_other_than_k(
    kind: str, wishes: dict[str, object], chosen: list[Variable]
):
    rules = raise_rules(kind, wishes)
    fitted = fit_rules(rules, chosen)
    asks = kind == "open" and any(one.is_about_health for one in chosen)
    assert fitted.k == (max(rules.k, 20) if asks else rules.k)
    assert {**asdict(fitted), "k": rules.k} == asdict(rules)
    assert not any(is_softer(name, getattr(fitted, name), getattr(rules, name)) for name in WISHES)
    assert fit_rules(fitted, chosen) == fitted
    assert read_rules(write_rules(fitted)) == fitted
    assert fit_rules(rules, [*chosen, *VARIABLES]).k >= fitted.k, "no more variables ask for less"
    deciding = list_deciding(fitted, chosen)
    assert set(deciding) <= {one.key for one in chosen if one.is_about_health}
    assert bool(deciding) == (asks and fitted.k == HEALTH_K)


@given(st.sampled_from(KINDS), CHOSEN)
def test_plan_and_check_ask_for_the_same(kind: str, chosen: list[Variable]):
    """Also by rules that were kept before there was such a limit: what is made from now on keeps it."""
    choice = ReleaseChoice(kind, tuple(one.key for one in chosen))
    rules = DEFAULTS[kind]
    demands = make_demands(chosen, rules)
    assert demands == make_demands(chosen, fit_rules(rules, chosen))
    if any(one.is_quasi for one in chosen):
        plan = make_plan(choice, rules)
        assert plan.rules == fit_rules(rules, chosen)
        assert plan.rules.k == plan.config.k == demands.k
        assert make_plan(choice, plan.rules) == plan


def draw_leave(rows: int, seed: int) -> pl.DataFrame:
    return draw_cases(rows, AGE_AND_LEAVE, seed=seed)


@settings(max_examples=15, deadline=None)
@given(st.integers(300, 700), st.integers(0, 10_000))
def test_no_open_file_that_may_tell_of_health_has_a_smaller_class(rows: int, seed: int):
    frame = draw_leave(rows, seed)
    made = make_table(frame, make_plan(ReleaseChoice("open", AGE_AND_LEAVE), DEFAULTS["open"]))
    if made is not None:
        assert min(made.table.group_by("age").len()["len"]) >= 20
        assert (made.facts.k, made.facts.smallest_class_at_least, made.facts.highest_risk) == (20, 20, 1 / 20)


@pytest.mark.parametrize(
    ("kind", "variables", "k"),
    [
        ("open", AGE_AND_LEAVE, 20),
        ("open", ("age", "attached"), 11),
        ("restricted", AGE_AND_LEAVE, 10),
    ],
)
def test_it_is_only_said_where_it_decides(kind: str, variables: Sequence[str], k: int):
    choice = ReleaseChoice(kind, tuple(variables))
    frame = draw_cases(400, variables, seed=3)
    plan = make_plan(choice, DEFAULTS[kind])
    told = [one for one in list_problems(frame, plan) if one.code == "about_health"]
    expected = [Problem("about_health", ("leave",), {"k": 20}, stops=False)] if k == 20 else []
    assert told == expected
    assert plan.rules.k == k
    assert [one for one in price_release(frame, plan).problems if one.code == "about_health"] == expected
    stricter = make_plan(choice, replace(DEFAULTS[kind], k=30, t_equal=Fraction(1, 5)))
    assert stricter.rules.k == 30
    assert not any(one.code == "about_health" for one in list_problems(frame, stricter))
