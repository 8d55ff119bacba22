"""What the engine makes goes through the independent check and into the files; and what it holds back reaches none of them."""

from __future__ import annotations

from dataclasses import replace

import polars as pl
import pytest

from hybridmentor.documents.release_package import CheckRefused, Package, make_package
from hybridmentor.domain.release_choice import ReleaseChoice
from hybridmentor.domain.release_making import MadeRelease, make_table
from hybridmentor.domain.release_plan import ReleasePlan, make_plan
from hybridmentor.domain.release_rules import DEFAULTS, KINDS
from hybridmentor.domain.release_variables import get_hierarchy
from tests.support.published_tables import STUDY
from tests.support.release_cases import QUASI, VARIABLES, draw_cases


def plan(kind: str = "restricted") -> ReleasePlan:
    # What is open holds against those who know all answers but one, so it has few of them.
    return make_plan(
        ReleaseChoice(kind, VARIABLES if kind == "restricted" else (*QUASI, "attached")), DEFAULTS[kind]
    )


def make(frame: pl.DataFrame, kind: str = "restricted") -> MadeRelease:
    made = make_table(frame, plan(kind))
    assert made is not None
    return made


def pack(made: MadeRelease, kind: str = "restricted") -> Package:
    return make_package(made.table, plan(kind).variables, made.facts, STUDY)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("rows", "seed"), [(600, 1), (2500, 2), (2500, 3), (6000, 4)])
def test_what_the_engine_makes_passes_the_check(kind: str, rows: int, seed: int):
    made = make(draw_cases(rows, seed=seed), kind)
    package = pack(made, kind)
    assert package.verdict.k is not None
    assert package.verdict.k >= DEFAULTS[kind].k
    assert package.files["data.csv"].count(b"\n") == made.table.height + 1


def hold_back(frame: pl.DataFrame, made: MadeRelease) -> pl.DataFrame:
    """The cases that are not published, as they would be."""
    coarse = frame.select(VARIABLES).with_columns(
        pl.col(one.key).replace_strict(
            {value: row[made.levels[one.key]] for value, row in get_hierarchy(one.hierarchy).rows.items()}
        )
        for one in plan().variables
        if one.is_quasi
    )
    return coarse.with_row_index("place").join(made.table, on=made.facts.quasi, how="anti")


def test_the_check_sees_a_row_that_the_engine_holds_back():
    frame = draw_cases(2500, seed=2)
    made = make(frame)
    held = hold_back(frame, made)
    assert 0 < held.height < 125
    wrong = pl.concat([made.table, held.select(VARIABLES).head(1)])
    with pytest.raises(CheckRefused) as fault:
        pack(replace(made, table=wrong))
    assert "anonymity_check.too_small" in [one.id for one in fault.value.verdict.reasons]


def test_cases_that_are_held_back_anyway_are_seen_in_no_file():
    """With or without some that are not published, fewer than k, every file is the same to the byte, reports among them."""
    frame = draw_cases(2500, seed=2)
    made = make(frame)
    gone = hold_back(frame, made)["place"].head(DEFAULTS["restricted"].k - 1).to_list()
    assert gone
    less = make(frame.filter(~pl.int_range(pl.len()).is_in(gone)))
    assert less.levels == made.levels
    assert less.facts == made.facts
    assert pack(less).files == pack(made).files
    assert pack(less).archive == pack(made).archive
