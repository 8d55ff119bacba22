"""The plan of a release, and what stands in the way of it before anything is tried."""

from __future__ import annotations

from fractions import Fraction
from math import prod

import polars as pl
import pytest

from hybridmentor.domain import release_plan
from hybridmentor.domain.release_choice import ReleaseChoice
from hybridmentor.domain.release_making import make_table
from hybridmentor.domain.release_plan import UNITS, check_frame, list_problems, make_plan
from hybridmentor.domain.release_price import price_release
from hybridmentor.domain.release_problems import Problem
from hybridmentor.domain.release_rules import DEFAULTS, FLOOR
from hybridmentor.domain.release_variables import find_variable, get_hierarchy, list_variables
from hybridmentor.errors import InvalidInput
from tests.support.attacks import plan_release
from tests.support.release_cases import QUASI, VARIABLES, change_cell, draw_cases

RESTRICTED = DEFAULTS["restricted"]


def list_codes(frame: pl.DataFrame, *variables: str, **wishes: object) -> list[str]:
    return [one.code for one in list_problems(frame, plan_release(variables or VARIABLES, **wishes))]


def test_columns_have_the_roles_and_rules_of_the_decision():
    plan = plan_release(VARIABLES, k=12, mentors=4)
    columns = {one.name: one for one in plan.config.columns}
    assert list(columns) == [*VARIABLES, *UNITS]
    assert plan.quasi == QUASI
    assert plan.sensitive == ("close_cause", "with_mentor_frequency", "attached")
    assert plan.config.k == 12
    assert plan.config.suppression_limit == Fraction(1, 20)
    assert plan.config.metric == "loss_am"
    cause, often, attached = (columns[name].rule for name in plan.sensitive)
    assert (cause.distinct, cause.entropy_l, cause.alpha, cause.t) == (3, 2.0, None, Fraction(35, 100))
    assert cause.distance == "equal"
    assert (often.t, often.distance) == (Fraction(25, 100), "ordered")
    assert (attached.distinct, attached.entropy_l, attached.alpha) == (2, None, Fraction(9, 10))
    assert {"unknown", "not_registered"} < attached.blanks
    assert {name: columns[name].rule.distinct for name in UNITS} == {
        "_office": 3,
        "_employer": 3,
        "_mentor": 4,
        "_adviser": 3,
    }
    assert {columns[name].role for name in UNITS} == {"drop"}


def test_an_open_release_asks_for_more():
    plan = plan_release(VARIABLES, "open")
    rules = {one.name: one.rule for one in plan.config.columns}
    assert plan.config.k == 11
    assert rules["attached"].alpha == Fraction(8, 10)
    assert rules["close_cause"].entropy_l == 2.5
    assert (rules["close_cause"].t, rules["with_mentor_frequency"].t) == (Fraction(1, 4), Fraction(1, 5))


def test_no_level_under_the_floor_can_be_chosen_and_losses_are_counted_from_the_value():
    for variable in list_variables():
        if variable.is_quasi:
            plan = plan_release((variable.key,))
            whole = get_hierarchy(variable.hierarchy)
            mine = plan.hierarchies[variable.key]
            assert plan.least == {variable.key: variable.floor}
            assert mine.height == whole.height - variable.floor
            assert mine.leaves == whole.leaves
            assert mine.leaf_counts[0] == whole.leaf_counts[variable.floor]
            finest = {row[variable.floor] for row in whole.rows.values()}
            assert {row[0] for row in mine.rows.values()} == finest


def test_levels_of_earlier_releases_only_make_it_coarser():
    for before, least in ((0, 1), (1, 1), (2, 2), (3, 3), (9, 3)):
        plan = plan_release(("county", "age"), frozen={"county": before, "start": 3})
        assert plan.least == {"county": least, "age": 1}
        assert plan.frozen == (("county",) if before > 1 else ())
        warned = list_problems(draw_cases(400), plan)
        assert [one.code for one in warned] == (["frozen_levels"] if before > 1 else [])
        assert not any(one.stops for one in warned)


@pytest.mark.parametrize(
    ("variables", "field"), [(("county", "income"), "variables"), (("attached",), "variables")]
)
def test_a_choice_that_cannot_be_planned_is_refused(variables: tuple[str, ...], field: str):
    with pytest.raises(InvalidInput) as refused:
        make_plan(ReleaseChoice("open", variables), DEFAULTS["open"])
    assert refused.value.field == field


def test_rules_of_another_kind_or_under_the_floor_are_refused():
    for rules in (DEFAULTS["open"], FLOOR):
        with pytest.raises(InvalidInput) as refused:
            make_plan(ReleaseChoice("restricted", ("county",)), rules)
        assert refused.value.field == "kind"


def test_the_number_of_choices_is_the_product_of_the_levels():
    plan = plan_release(VARIABLES)
    heights = [get_hierarchy(one.hierarchy).height - one.floor for one in plan.variables if one.is_quasi]
    assert plan.nodes == prod(heights)


def test_too_many_choices_are_not_looked_through(monkeypatch: pytest.MonkeyPatch):
    frame = draw_cases(400)
    monkeypatch.setattr(release_plan, "MOST_NODES", plan_release(VARIABLES).nodes)
    assert list_codes(frame) == []
    monkeypatch.setattr(release_plan, "MOST_NODES", plan_release(VARIABLES).nodes - 1)
    assert list_problems(frame, plan_release(VARIABLES)) == (
        Problem("too_many_variables", params={"quasi": 6}),
    )
    assert make_table(frame, plan_release(VARIABLES)) is None
    price = price_release(frame, plan_release(VARIABLES))
    assert not price.holds
    assert price.loss_band is None


@pytest.mark.parametrize(
    ("rows", "kind", "most"),
    [
        (21, "restricted", 49),
        (60, "restricted", 99),
        (99, "restricted", 99),
        (100, "restricted", None),
        (100, "open", 149),
    ],
)
def test_a_file_that_is_too_small_is_told_with_a_band(rows: int, kind: str, most: int | None):
    frame = draw_cases(rows, seed=2)
    problems = [
        one for one in list_problems(frame, plan_release(VARIABLES, kind)) if one.code == "too_few_cases"
    ]
    if most is None:
        assert problems == []
    else:
        needed = {"restricted": 100, "open": 300}[kind]
        assert problems == [Problem("too_few_cases", params={"needed": needed, "most": most})]
        assert make_table(frame, plan_release(VARIABLES, kind)) is None


def test_offices_and_units_of_the_whole_file():
    frame = draw_cases(200)
    four = pl.Series("_office", [f"office{place % 4}" for place in range(200)])
    two = pl.Series([f"unit{place % 2}" for place in range(200)])
    assert list_problems(frame.with_columns(four), plan_release(VARIABLES)) == (
        Problem("too_few_offices", params={"needed": 5}),
    )
    for name, rule in UNITS.items():
        if name != "_office":
            changed = frame.with_columns(two.alias(name))
            expected = (Problem(f"too_few_{rule}", params={"needed": 3}),)
            assert list_problems(changed, plan_release(VARIABLES)) == expected
            assert make_table(changed, plan_release(VARIABLES)) is None


def set_answers(frame: pl.DataFrame, name: str, *answers: tuple[str, int]) -> pl.DataFrame:
    values = [value for value, count in answers for _ in range(count)]
    return frame.with_columns(pl.Series(name, values))


@pytest.mark.parametrize(
    ("name", "answers", "is_told"),
    [
        ("attached", (("yes", 179), ("no", 21)), False),
        ("attached", (("yes", 181), ("no", 19)), False),  # ten may be held back, and 171 of 190 are 0.9
        ("attached", (("yes", 182), ("no", 18)), True),
        ("attached", (("yes", 120), ("unknown", 80)), True),
        ("attached", (("yes", 60), ("no", 60), ("not_registered", 80)), False),
        ("close_cause", (("goal_reached", 100), ("left_workplace", 100)), True),
        ("close_cause", (("goal_reached", 100), ("left_workplace", 60), ("unknown", 40)), True),
        ("close_cause", (("goal_reached", 100), ("left_workplace", 60), ("never_started", 40)), False),
        ("close_cause", (("goal_reached", 198), ("left_workplace", 1), ("never_started", 1)), True),
    ],
)
def test_an_answer_that_nearly_all_have_stands_in_the_way(
    name: str, answers: tuple[tuple[str, int], ...], is_told: bool
):
    frame = set_answers(draw_cases(200), name, *answers)
    expected = (Problem("sensitive_alike", (name,)),) if is_told else ()
    assert list_problems(frame, plan_release(("age", name))) == expected
    if is_told:
        price = price_release(frame, plan_release(("age", name)))
        assert price.problems == expected
        assert not price.holds


def test_what_is_told_beforehand_is_never_wrong():
    """Whatever is said to be hopeless is found to be so by the search as well."""
    for seed in range(12):
        frame = draw_cases(150, ("age", "close_cause", "attached"), seed=seed, skew=seed / 3)
        plan = plan_release(("age", "close_cause", "attached"), fewest_cases=100)
        told = {one.code for one in list_problems(frame, plan)}
        price = price_release(frame, plan)
        assert price.holds == (make_table(frame, plan) is not None)
        if "sensitive_alike" in told:
            assert not price.levels


def test_a_frame_must_be_as_it_is_promised():
    frame, plan = draw_cases(120), plan_release(VARIABLES)
    for name in ("age", "_mentor"):
        with pytest.raises(InvalidInput) as refused:
            check_frame(frame.drop(name), plan)
        assert refused.value.field == name
    with pytest.raises(InvalidInput) as refused:
        check_frame(frame.with_columns(age=pl.lit(None, dtype=pl.String)), plan)
    assert refused.value.field == "age"
    with pytest.raises(InvalidInput):
        check_frame(change_cell(frame, 0, {"age": "under_30"}), plan)
    assert check_frame(frame, plan).columns == [*VARIABLES, *UNITS]
    assert check_frame(frame.drop("_case"), plan).height == 120


def test_a_weight_is_that_of_the_choice():
    choice = ReleaseChoice("restricted", ("county", "age"), {"age": 3.0})
    weights = {one.name: one.weight for one in make_plan(choice, RESTRICTED).config.quasi}
    assert weights == {"county": 1.0, "age": 3.0}
    assert find_variable("age") is not None
