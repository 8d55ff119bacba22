"""Tables of counts: a hidden cell is reckoned from totals, from a group and all, and from subtotals in another table."""

from __future__ import annotations

import random

import numpy as np
import pytest

from hybridmentor.domain.safe_tables import HIDDEN, Rule, extend_table, protect_complement, protect_table
from tests.support.attacks import reckon_cells

RULE = Rule(threshold=5, width=5)


def hide_small(counts: list[list[int]]) -> np.ndarray:
    """The defence off: what is small is hidden, and nothing else."""
    table = extend_table(counts)
    small = (table > 0) & (table < RULE.threshold)
    small[-1, :] = small[:, -1] = False
    return np.where(small, HIDDEN, table)


@pytest.mark.parametrize("seed", range(8))
def test_no_hidden_cell_is_reckoned_from_totals(seed: int):
    chance = random.Random(seed)
    counts = [[chance.choice((0, 2, 7, 12, 20, 31)) for _ in range(4)] for _ in range(5)]
    truth = extend_table(counts)
    assert reckon_cells(protect_table(counts, RULE).published) == {}
    learnt = reckon_cells(hide_small(counts))
    assert all(truth[cell] == count for cell, count in learnt.items())


def test_the_attack_reckons_what_is_hidden_alone():
    counts = [[3, 20, 30], [12, 9, 40], [25, 31, 8]]
    assert reckon_cells(hide_small(counts)) == {(0, 0): 3}
    assert reckon_cells(protect_table(counts, RULE).published) == {}


def test_a_group_and_all_do_not_give_the_rest():
    """All cases less those with a mentor are those without."""
    total, group = 40, 37
    shown_total, shown_group = protect_complement(total, group, RULE)
    assert total - group == 3, "the defence off: one taken from the other"
    assert shown_total is None or shown_group is None


def test_subtotals_of_two_tables_laid_into_one_are_safe():
    """One table by county and one by county and age: each is safe alone, one from the other is not."""
    by_age = [[12, 3], [20, 18], [15, 9]]
    counties = [sum(row) for row in by_age]
    alone = [row[0] for row in by_age]
    apart = [whole - part for whole, part in zip(counties, alone, strict=True)]
    assert 0 < apart[0] < RULE.threshold, "two tables audited each by itself"
    together = protect_table(by_age, RULE)
    assert reckon_cells(together.published) == {}
    assert together.get((0, 1)) is None
