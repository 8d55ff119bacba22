"""What a class tells of its members without any of them being found: all alike, or much more alike than the rest."""

from __future__ import annotations

import random
from fractions import Fraction

import polars as pl

from hybridmentor.domain.release_demands import NOT_KNOWN
from hybridmentor.domain.release_variables import get_hierarchy
from tests.support.attacks import (
    find_homogeneous,
    find_known_homogeneous,
    find_similar,
    find_skewed,
    plan_release,
    publish,
    weaken,
)
from tests.support.release_cases import draw_cases

CAUSE = ("county", "age", "close_cause")
OFTEN = ("county", "age", "with_mentor_frequency")


def set_values(
    frame: pl.DataFrame, where: pl.Expr, name: str, values: list[str], seed: int = 1
) -> pl.DataFrame:
    """The same with values drawn from these in some of the rows."""
    chance = random.Random(seed)
    drawn = pl.Series(name, [chance.choice(values) for _ in range(frame.height)])
    return frame.with_columns(pl.when(where).then(drawn).otherwise(pl.col(name)).alias(name))


def pick_young(frame: pl.DataFrame) -> pl.Expr:
    """The young cases of the part of the country that has most: one class, or several where counties are told apart."""
    parts = {value: row[2] for value, row in get_hierarchy("county").rows.items()}
    seen = frame["county"].replace_strict(parts)
    young = [value for value, row in get_hierarchy("age_band").rows.items() if row[1] == "under_30"]
    return pl.lit(seen == seen.mode().sort()[0]) & pl.col("age").is_in(young)


def test_homogeneity():
    frame = draw_cases(2500, seed=21)
    frame = set_values(frame, pick_young(frame), "close_cause", ["left_workplace"])
    plan = plan_release(CAUSE, suppression_limit=0.1)
    assert find_homogeneous(publish(frame, weaken(plan, rules=False)), "close_cause")
    assert find_homogeneous(publish(frame, plan), "close_cause") == []


def test_homogeneity_of_those_whose_answer_is_known():
    """That some answers are not known makes no class safe where all the known ones are the same."""
    frame = draw_cases(2500, seed=22)
    where = pick_young(frame)
    frame = set_values(frame, where, "close_cause", ["left_workplace", "left_workplace", "unknown"])
    plan = plan_release(CAUSE, suppression_limit=0.1)
    weak = publish(frame, weaken(plan, rules=False))
    assert find_known_homogeneous(weak, "close_cause", NOT_KNOWN)
    assert find_homogeneous(weak, "close_cause") == [], "by the number of values alone they would pass"
    assert find_known_homogeneous(publish(frame, plan), "close_cause", NOT_KNOWN) == []


def test_skewness():
    """Several values, but one of them far more common than among all: the class tells more than the table."""
    frame = draw_cases(2500, seed=23)
    where = pick_young(frame)
    frame = set_values(
        frame, where, "close_cause", ["never_started"] * 3 + ["left_workplace", "goal_reached"]
    )
    plan = plan_release(CAUSE, suppression_limit=0.1)
    limit = float(plan.rules.t_equal)
    assert find_skewed(publish(frame, weaken(plan, t=False)), "close_cause", limit)
    assert find_skewed(publish(frame, plan), "close_cause", limit + 1e-9) == []


def test_similarity():
    """Different codes that mean the same: hardly any contact."""
    frame = draw_cases(2500, seed=24)
    where = pick_young(frame)
    plan = plan_release(OFTEN, suppression_limit=0.1)
    values = plan.hierarchies["with_mentor_frequency"].values
    low = values[values.index("monthly") + 1 :][:3]
    frame = set_values(frame, where, "with_mentor_frequency", low)
    usual = frame.filter(pl.col("with_mentor_frequency").is_in(low)).height / frame.height
    assert usual < 0.5
    assert find_similar(publish(frame, weaken(plan, t=False)), "with_mentor_frequency", low, 0.99)
    assert find_similar(publish(frame, plan), "with_mentor_frequency", low, 0.99) == []


def test_the_greater_of_two_answers_is_not_nearly_certain():
    frame = draw_cases(2500, seed=25)
    where = pick_young(frame)
    frame = set_values(frame, where, "attached", ["yes"] * 24 + ["no"])
    plan = plan_release(("county", "age", "attached"), suppression_limit=0.1)
    share = float(plan.rules.alpha)
    assert share == float(Fraction(9, 10))
    assert find_similar(publish(frame, weaken(plan, rules=False)), "attached", ["yes"], share)
    assert find_similar(publish(frame, plan), "attached", ["yes"], share) == []
