"""Bands of facts: wide enough that no few cases can be read from them."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, strategies as st

from hybridmentor.domain.release_facts import (
    STEPS,
    Band,
    band_count,
    band_share,
    band_size,
    may_miss_many,
    read_facts,
    write_facts,
)
from hybridmentor.domain.release_making import band_limit, make_table
from tests.support.attacks import plan_release
from tests.support.release_cases import draw_cases

ROWS = st.integers(20, 200_000)
K = st.integers(6, 60)


@given(ROWS, K, st.integers(0, 10**6), st.sampled_from([5, 10]))
def test_a_band_of_percents_holds_the_share_and_at_least_k_cases(rows: int, k: int, part: int, least: int):
    share = Fraction(part % (rows + 1), rows)
    band = band_share(share, rows, k, least)
    width = band.high - band.low
    assert band.low <= share * 100 <= band.high
    assert share * 100 < band.high or band.high == 100
    assert width in STEPS
    assert width >= least
    assert width == 100 or Fraction(width, 100) * rows >= k
    assert band.low % width == 0


@given(st.fractions(0, Fraction(1, 10)))
def test_it_is_warned_of_exactly_where_the_limit_is_above_two_percent(limit: Fraction):
    plan = plan_release(("age",), suppression_limit=f"{float(limit):.12f}")
    assert may_miss_many(band_limit(plan)) == (plan.rules.suppression_limit > Fraction(2, 100))


@given(st.integers(0, 10**6), K)
def test_a_band_of_counts_holds_the_count_and_is_at_least_k_wide(count: int, k: int):
    band = band_count(count, k)
    assert band.low <= count <= band.high
    assert band.high - band.low + 1 >= k
    assert band_count(band.low, k) == band_count(band.high, k) == band


@pytest.mark.parametrize(
    ("count", "k", "band"),
    [
        (0, 10, (0, 49)),
        (21, 10, (0, 49)),
        (100, 10, (100, 149)),
        (999, 10, (950, 999)),
        (1000, 10, (1000, 1499)),
        (123_456, 10, (100_000, 149_999)),
        (60, 51, (0, 99)),
    ],
)
def test_bands_of_counts(count: int, k: int, band: tuple[int, int]):
    assert band_count(count, k) == Band(*band)


def test_a_mean_size_is_told_in_steps_of_k():
    assert band_size(Fraction(101, 10), 10) == Band(10, 19)
    assert band_size(20, 10) == Band(20, 29)


def test_facts_are_read_as_they_were_written():
    frame = draw_cases(900, seed=3)
    for population in (None, frame):
        made = make_table(frame, plan_release(("county", "age", "attached")), population=population)
        assert made is not None
        text = write_facts(made.facts)
        assert read_facts(text) == made.facts
        assert write_facts(read_facts(text)) == text
        assert made.facts.kind == "restricted"
        assert made.facts.k == 10
