"""What the choice of levels tells: minimality, and downcoding."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

import polars as pl
import pytest

from hybridmentor.domain.release_making import make_table
from hybridmentor.domain.release_variables import get_hierarchy
from tests.support.attacks import (
    Parts,
    claim_failing_parts,
    claim_small_parts,
    drop_case,
    gather_parts,
    plan_release,
    publish,
    recode_locally,
    tell_apart,
)
from tests.support.release_cases import change_cell, draw_cases

QUASI = ("age", "duration")
VARIABLES = (*QUASI, "close_cause")
K, L = 10, 3


def draw(seed: int) -> pl.DataFrame:
    """Cases of which those of one age and duration have all the same secret."""
    frame = draw_cases(1500, VARIABLES, seed=seed)
    alike = (pl.col("age") == "30_39") & (pl.col("duration") == frame["duration"].mode().sort()[0])
    changed = pl.when(alike).then(pl.lit("left_workplace")).otherwise(pl.col("close_cause"))
    return frame.with_columns(changed.alias("close_cause"))


def publish_parts(seed: int) -> Parts:
    """The cases of each published class by what they were before."""
    frame = draw(seed)
    published = publish(frame, plan_release(VARIABLES))
    assert any(published.levels.values())
    return gather_parts(published, frame, "close_cause")


def recode_parts(seed: int) -> Parts:
    """The same where each class was made coarser for itself, and only where it had to be."""
    return recode_locally(draw(seed), QUASI, "close_cause", K, L)


def test_downcoding_claims_are_often_wrong_where_a_column_has_one_level():
    """That a value was made coarser says nothing of the cases that have it: it may have been for the sake of any others."""
    local = [claim_small_parts(recode_parts(seed), K) for seed in range(5)]
    assert local == [1] * 5, "where each class is coarsened for itself the claim is always right"
    assert all(claim_small_parts(publish_parts(seed), K) < Fraction(1, 2) for seed in range(5))


def test_so_are_claims_that_a_class_was_made_coarser_for_what_is_secret():
    """Minimality: parts that were large enough and were joined all the same must have had too few answers, or must they."""
    local = [claim_failing_parts(recode_parts(seed), K, L) for seed in range(5)]
    assert local == [1] * 5
    full = [claim_failing_parts(publish_parts(seed), K, L) for seed in range(5)]
    assert all(share is not None and share < Fraction(1, 2) for share in full)


@pytest.mark.parametrize(("rows", "seeds", "decides"), [(90, (0, 4), True), (400, range(6), False)])
def test_no_single_case_decides_the_levels_of_a_file_of_some_size(
    rows: int, seeds: Sequence[int], decides: bool
):
    """Who knows all cases but one makes the release with and without it. In a file under the floor the levels tell."""
    variables = ("duration", "mentors", "attached")
    for seed in seeds:
        frame = draw_cases(rows, variables, seed=seed)
        plan = plan_release(variables)
        without = [drop_case(frame, place) for place in range(0, rows, rows // 30)]
        assert bool(tell_apart(plan, frame, without)) == decides, seed
        answers = [
            change_cell(frame, place, {"attached": answer})
            for place in range(0, rows, rows // 15)
            for answer in ("yes", "no")
        ]
        assert decides or not tell_apart(plan, frame, answers)
        if decides:
            assert make_table(frame, plan) is None, "so such a file is not made"


def test_levels_of_a_study_stay_as_coarse_as_they_were():
    """The next batch has more cases and could be finer; then the two could be laid upon each other."""
    first, second = (draw_cases(rows, VARIABLES, seed=rows) for rows in (300, 5000))
    levels = publish(first, plan_release(VARIABLES)).levels
    free = publish(second, plan_release(VARIABLES)).levels
    assert any(free[name] < levels[name] for name in QUASI)
    kept = publish(second, plan_release(VARIABLES, frozen=levels))
    assert all(kept.levels[name] >= levels[name] for name in QUASI)
    for name in QUASI:
        rows = get_hierarchy(get_name(name)).rows.values()
        assert set(kept.table[name].to_list()) <= {row[kept.levels[name]] for row in rows}


def get_name(key: str) -> str:
    return {"age": "age_band"}.get(key, key)
