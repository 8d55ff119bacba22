"""The table of a release: against every choice of levels, by definitions written apart from the engine, and its facts by hand."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import polars as pl
import pytest

from hybridmentor.domain.anonymity_check import check_anonymity
from hybridmentor.domain.release_choice import ReleaseChoice
from hybridmentor.domain.release_demands import make_demands
from hybridmentor.domain.release_making import find_levels, make_facts, make_table, read_levels
from hybridmentor.domain.release_plan import UNITS, ReleasePlan, check_frame, make_plan
from hybridmentor.domain.release_rules import DEFAULTS
from hybridmentor.domain.release_variables import get_hierarchy
from tests.support.attacks import plan_release
from tests.support.release_cases import VARIABLES, change_cell, draw_cases
from tests.unit.domain.anonymity import brute

SOME = ("county", "age", "duration", "close_cause", "attached")


def find_best(frame: pl.DataFrame, plan: ReleasePlan) -> brute.Answer | None:
    """The best of all nodes, by the plain definitions."""
    rows = frame.select([*plan.choice.variables, *UNITS]).rows(named=True)
    steps = {key: plan.hierarchies[key].rows for key in plan.quasi}
    return brute.find_best(brute.Problem(rows, steps, plan.config))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("weights", [{}, {"age": 5.0}])
def test_levels_and_rows_are_the_best_of_all(seed: int, weights: dict[str, float]):
    frame = draw_cases(260, SOME, seed=seed)
    plan = make_plan(ReleaseChoice("restricted", SOME, weights), DEFAULTS["restricted"])
    # A distance of a small class is large by chance; without t there is more to choose from.
    columns = [replace(one, rule=replace(one.rule, t=None)) for one in plan.config.columns]
    plan = replace(plan, config=replace(plan.config, columns=columns, k=4))
    solved, best = find_levels(check_frame(frame, plan), plan), find_best(frame, plan)
    assert solved is not None
    assert best is not None
    assert solved.solution.node == best.node
    assert math.isclose(solved.solution.score, best.score, rel_tol=1e-12)
    kept = [place for place in range(frame.height) if place not in best.suppressed]
    assert solved.kept.rows() == solved.frame[kept].rows()
    expected = {key: plan.least[key] + level for key, level in zip(plan.quasi, best.node, strict=True)}
    assert read_levels(solved.solution, plan) == expected


def test_the_table_holds_the_kept_cases_at_their_levels_sorted_and_in_the_order_of_the_choice():
    turned = ("attached", "age", "close_cause", "county")
    frame = draw_cases(1500, turned, seed=5)
    plan = plan_release(turned)
    made, solved = make_table(frame, plan), find_levels(check_frame(frame, plan), plan)
    assert made is not None
    assert solved is not None
    steps = {key: get_hierarchy(plan_name(plan, key)).rows for key in plan.quasi}
    expected = sorted(
        tuple(steps[key][row[key]][made.levels[key]] if key in steps else row[key] for key in turned)
        for row in solved.kept.rows(named=True)
    )
    assert made.table.columns == list(turned)
    assert made.table.rows() == expected
    assert all(dtype == pl.String for dtype in made.table.dtypes)
    assert all(level >= plan.least[key] for key, level in made.levels.items())


def plan_name(plan: ReleasePlan, key: str) -> str:
    return next(one.hierarchy for one in plan.variables if one.key == key)


@pytest.mark.parametrize("kind", ["restricted", "open"])
@pytest.mark.parametrize("seed", range(5))
def test_the_independent_check_passes_every_table(kind: str, seed: int):
    variables = VARIABLES if kind == "restricted" else VARIABLES[:-2]
    frame = draw_cases(400 + 700 * seed, variables, seed=seed)
    plan = plan_release(variables, kind)
    made = make_table(frame, plan)
    assert made is not None
    text = made.table.write_csv(separator=";")
    verdict = check_anonymity(text, make_demands(plan.variables, plan.rules))
    assert verdict.ok, verdict.reasons
    assert verdict.k is not None
    assert verdict.k >= plan.rules.k


def test_every_published_class_has_what_the_rules_ask_for():
    frame = draw_cases(2500, SOME, seed=6)
    plan = plan_release(SOME)
    solved = find_levels(check_frame(frame, plan), plan)
    assert solved is not None
    levels = read_levels(solved.solution, plan)
    classes: dict[tuple[str, ...], list[dict[str, str]]] = {}
    for row in solved.kept.rows(named=True):
        key = tuple(get_hierarchy(plan_name(plan, one)).rows[row[one]][levels[one]] for one in plan.quasi)
        classes.setdefault(key, []).append(row)
    assert len(classes) > 5
    for rows in classes.values():
        assert len(rows) >= 10
        for unit in UNITS:
            assert len({row[unit] for row in rows}) >= 3
        causes = Counter(row["close_cause"] for row in rows)
        assert len(causes.keys() - {"unknown"}) >= 3
        shares = [count / len(rows) for count in causes.values()]
        assert -sum(share * math.log(share) for share in shares) >= math.log(2) - 1e-9
        answers = Counter(row["attached"] for row in rows)
        assert {"yes", "no"} <= answers.keys()
        assert max(answers.values()) <= 0.9 * len(rows)
    gone = frame.height - solved.kept.height
    assert 0 < gone <= 0.05 * frame.height


def test_facts_are_those_of_the_table():
    frame = draw_cases(2500, SOME, seed=6)
    plan = make_plan(ReleaseChoice("restricted", SOME, {"age": 3.0}), DEFAULTS["restricted"])
    made, solved = make_table(frame, plan), find_levels(check_frame(frame, plan), plan)
    assert made is not None
    assert solved is not None
    facts, rows = made.facts, made.table.height
    assert facts.variables == SOME
    assert (facts.quasi, facts.sensitive) == (SOME[:3], SOME[3:])
    assert facts.levels == made.levels
    assert facts.heights == {"county": 4, "age": 3, "duration": 4}
    assert facts.rows_band.low <= rows <= facts.rows_band.high
    assert (facts.suppressed_band.low, facts.suppressed_band.high) == (0, 5)
    losses = {}
    for key in facts.quasi:
        whole = list(get_hierarchy(plan_name(plan, key)).rows.values())
        under = Counter(row[made.levels[key]] for row in whole)
        lost = [Fraction(under[code] - 1, len(whole) - 1) for code in made.table[key].to_list()]
        losses[key] = sum(lost, Fraction(0)) / rows
        assert facts.loss_by_variable[key].low <= losses[key] * 100 <= facts.loss_by_variable[key].high
    mean = (losses["county"] + 3 * losses["age"] + losses["duration"]) / 5
    assert facts.loss_band.low <= mean * 100 <= facts.loss_band.high
    granularity = 1 - sum(losses.values(), Fraction(0)) / 3
    assert facts.granularity_band.low <= granularity * 100 <= facts.granularity_band.high
    sizes = Counter(made.table.select(facts.quasi).rows())
    assert min(sizes.values()) >= facts.smallest_class_at_least == 10
    assert facts.highest_risk == 0.1
    assert facts.average_risk_band.low <= 100 * len(sizes) / rows <= facts.average_risk_band.high
    assert facts.class_size_band.low <= rows / len(sizes) <= facts.class_size_band.high + 1
    squares = sum(size * size for size in sizes.values()) / rows**2
    assert facts.discernability_band.low <= 100 * squares <= facts.discernability_band.high
    before = Counter(solved.kept.select(facts.quasi).rows())
    alone = sum(count for count in before.values() if count == 1) / rows
    assert facts.unique_before_band.low <= 100 * alone <= facts.unique_before_band.high
    told, lost_bits = 0.0, 0.0
    for key in facts.quasi:
        old, new = Counter(solved.kept[key].to_list()), Counter(made.table[key].to_list())
        steps = get_hierarchy(plan_name(plan, key)).rows
        for value in solved.kept[key].to_list():
            told -= math.log2(old[value] / rows)
            lost_bits -= math.log2(old[value] / new[steps[value][made.levels[key]]])
    assert facts.entropy_band.low - 1e-9 <= 100 * lost_bits / told <= facts.entropy_band.high
    assert facts.coarsened == tuple(key for key in facts.quasi if made.levels[key])
    assert facts.emptied == tuple(key for key in facts.quasi if made.levels[key] == facts.heights[key] - 1)
    assert facts.optimal
    assert facts.nodes == plan.nodes
    assert facts.presence_band is None


def test_facts_know_nothing_of_what_was_held_back():
    frame = draw_cases(1500, seed=6)
    plan = plan_release(VARIABLES)
    made, solved = make_table(frame, plan), find_levels(check_frame(frame, plan), plan)
    assert made is not None
    assert solved is not None
    assert solved.kept.height < frame.height
    for other in (
        solved.frame.head(0),
        pl.concat([solved.frame, draw_cases(999).select(solved.frame.columns)]),
    ):
        assert make_facts(made.table, replace(solved, frame=other), plan) == made.facts


def test_presence_is_told_in_quarters():
    frame = draw_cases(1200, ("age", "attached"), seed=8)
    plan = plan_release(("age", "attached"), suppression_limit=0)
    alone, half = (make_table(frame, plan, population=one) for one in (frame, pl.concat([frame, frame])))
    assert alone is not None
    assert half is not None
    assert alone.facts.presence_band is not None
    assert (alone.facts.presence_band.low, alone.facts.presence_band.high) == (75, 100)
    assert half.facts.presence_band is not None
    assert (half.facts.presence_band.low, half.facts.presence_band.high) == (50, 50)


def test_in_a_hurry_it_says_that_it_is_not_proven():
    frame = draw_cases(800, seed=9)
    made = make_table(frame, plan_release(VARIABLES), time_limit=0.0)
    assert made is not None
    assert not made.facts.optimal


def test_nothing_is_made_where_a_variable_cannot_be_kept_safe():
    frame = draw_cases(400, SOME, seed=1)
    for row in range(6):
        frame = change_cell(frame, row, {"attached": "no"})
    alike = frame.with_columns(attached=pl.lit("yes"))
    assert make_table(frame, plan_release(SOME)) is not None
    assert make_table(alike, plan_release(SOME)) is None
