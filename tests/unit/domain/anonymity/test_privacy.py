"""The rules for classes: what must be suppressed at least rules out no node that is a solution, and the traps of measuring."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import polars as pl
import pytest

from hybridmentor.domain.anonymity.coding import code_table
from hybridmentor.domain.anonymity.config import Column, Config, Rule
from hybridmentor.domain.anonymity.grouping import Classes
from hybridmentor.domain.anonymity.hierarchy import Hierarchy
from hybridmentor.domain.anonymity.lattice import Flags, Lattice
from hybridmentor.domain.anonymity.privacy import Judge, Reached, find_poor, find_reached, find_small
from hybridmentor.domain.anonymity.search import Counter, find_optimum

RULES = {
    "t": Rule(t=Fraction(1, 5)),
    "ordered t": Rule(t=Fraction(1, 10), distance="ordered"),
    "alpha": Rule(alpha=Fraction(3, 5)),
    "entropy": Rule(entropy_l=2.5),
    "all": Rule(l=2, entropy_l=1.8, alpha=Fraction(7, 10), t=Fraction(3, 10)),
}


def find_hopeless(judge: Judge, every: Sequence[Classes]) -> Flags:
    """Which classes fail and have only parts that fail."""
    hopeless = find_small(every[0], judge.k)
    for classes, column in zip(every, judge.columns, strict=True):
        hopeless |= find_poor(classes, column)
    return hopeless


@pytest.mark.parametrize("name", RULES)
@pytest.mark.parametrize("seed", range(6))
def test_what_must_be_suppressed_at_least_is_so_in_every_finer_node(name: str, seed: int):
    chance = random.Random(seed)
    rows = []
    for _ in range(300):
        x, y = chance.randrange(8), chance.randrange(8)
        s = min(3, int(chance.expovariate(0.4 + 0.1 * x))) if chance.random() < 0.7 else chance.randrange(4)
        rows.append({"x": str(x), "y": str(y), "s": str(s)})
    steps = {str(n): [str(n), f"{n // 2}'", f"{n // 4}''", "*"] for n in range(8)}
    columns = [
        Column("x", "quasi", "drawn"),
        Column("y", "quasi", "drawn"),
        Column("s", "sensitive", rule=RULES[name]),
    ]
    table = code_table(pl.DataFrame(rows), Config(columns), dict.fromkeys("xy", Hierarchy(steps, 4)))
    lattice = Lattice([4, 4])
    bounds, solutions, useful = {}, {}, 0
    judge = Judge(2, table.counted, len(rows), 30)
    for node in map(lattice.read_node, range(lattice.size)):
        every = [classes for _, classes in Counter(table, lattice).count(node)]
        hopeless = find_hopeless(judge, every)
        bounds[node] = judge.bound_suppressed(every, hopeless)
        judgement = judge.judge(every, hopeless)
        if judgement is not None:
            solutions[node] = judgement.rows
        useful += bounds[node] > every[0].sizes[hopeless].sum() + 1
    for coarse, least in bounds.items():
        for fine, rows_gone in solutions.items():
            if all(a <= b for a, b in zip(fine, coarse, strict=True)):
                assert least <= rows_gone + 1e-6, (coarse, fine)
    assert useful, "the bound knows no more than the sizes"
    assert solutions


def reach(values: dict[str, str], distance: str = "equal", **frame: str) -> Reached:
    """What classes reach, each letter of the text being the value of a row; rows in an order of no class."""
    rows = [{"x": name, "s": value} for name, text in values.items() for value in text]
    random.Random(1).shuffle(rows)
    columns = [Column("x", "quasi", "flat"), Column("s", "sensitive", rule=Rule(distance=distance))]
    config = Config(columns, k=1, suppression_limit=Fraction(0))
    hierarchy = Hierarchy({name: (name,) for name in values}, 1)
    table = code_table(pl.DataFrame(rows), config, {"x": hierarchy})
    found = find_optimum(table, config)
    assert found is not None
    return find_reached(found.found.every, table.counted, found.found.judgement)[1]["s"]


def test_a_homogeneous_class_is_seen_whatever_the_order_of_the_rows():
    reached = reach({"a": "1111", "b": "2222"})
    assert (reached.l, reached.alpha, reached.t) == (1, 1.0, 0.5)
    assert math.isclose(reached.entropy_l, 1)


def test_codes_that_look_like_numbers_have_no_order_unless_it_is_said():
    values = {"a": "1133", "b": "1234"}
    nominal, ordered = reach(values), reach(values, "ordered")
    # a: 1/2 0 1/2 0, b: 1/4 each, all: 3/8 1/8 3/8 1/8
    assert math.isclose(nominal.t, 1 / 4)
    assert math.isclose(ordered.t, (1 / 8 + 0 + 1 / 8) / 3)


def test_order_is_that_of_numbers():
    """As text 10 would stand between 1 and 2."""
    rows = [{"x": x, "s": s} for x, s in [("a", "1"), ("a", "10"), ("b", "2"), ("b", "2")]]
    columns = [Column("x", "quasi", "flat"), Column("s", "sensitive", rule=Rule(distance="ordered"))]
    config = Config(columns, k=1, suppression_limit=Fraction(0))
    table = code_table(pl.DataFrame(rows), config, {"x": Hierarchy({"a": ("a",), "b": ("b",)}, 1)})
    found = find_optimum(table, config)
    assert found is not None
    reached = find_reached(found.found.every, table.counted, found.found.judgement)[1]["s"]
    # all: 1/4 1/2 1/4; a: 1/2 0 1/2
    assert math.isclose(reached.t, (1 / 4 + 1 / 4) / 2)


def test_an_empty_cell_is_a_value_but_names_nobody():
    rows = [{"x": "a", "office": office} for office in ("A", "A", "", "")]
    for rule, passes in ((Rule(l=2), True), (Rule(l=3), False), (Rule(distinct=2), False)):
        config = Config(
            [Column("x", "quasi"), Column("office", "sensitive", rule=rule)],
            k=1,
            suppression_limit=Fraction(0),
        )
        assert (find_optimum(code_table(pl.DataFrame(rows), config, {}), config) is not None) == passes


def test_each_sensitive_column_is_judged():
    """Either alone passes at the values themselves; together they do not."""
    rows = [
        {"x": x, "s": s, "u": u}
        for x, s, u in [("a", "1", "1"), ("a", "2", "1"), ("b", "1", "1"), ("b", "1", "2")]
    ]
    config = Config([Column("x", "quasi")], k=2, suppression_limit=Fraction(0))

    def find_level(*names: str) -> int:
        columns = [*config.columns, *(Column(name, "sensitive", rule=Rule(l=2)) for name in names)]
        asked = replace(config, columns=columns)
        found = find_optimum(code_table(pl.DataFrame(rows), asked, {}), asked)
        assert found is not None
        return found.levels["x"]

    assert (find_level(), find_level("s"), find_level("u"), find_level("s", "u")) == (0, 1, 1, 1)


def test_suppressed_rows_count_for_nothing():
    """With the lone row the other class would be close to all rows; published without it, all rows are that class."""
    rows = [{"x": "a", "s": s} for s in "12121212"] + [{"x": "b", "s": "3"}]
    columns = [Column("x", "quasi"), Column("s", "sensitive", rule=Rule(t=Fraction(0), l=2))]
    config = Config(columns, k=2, suppression_limit=Fraction(1, 5), metric="entropy")
    found = find_optimum(code_table(pl.DataFrame(rows), config, {}), config)
    assert found is not None
    assert (found.node, found.suppressed) == ((0,), 1)


def test_the_bound_is_reached():
    """Eight of ten alike, half may be: four rows can be parted off well, the other six must go."""
    rows = [{"x": x, "s": s} for x, text in (("a", "1122"), ("b", "111111")) for s in text]
    columns = [Column("x", "quasi"), Column("s", "sensitive", rule=Rule(alpha=Fraction(1, 2)))]
    table = code_table(pl.DataFrame(rows), Config(columns), {})
    lattice, judge = Lattice([2]), Judge(1, table.counted, len(rows), 6)
    whole, parts = ([classes for _, classes in Counter(table, lattice).count((level,))] for level in (1, 0))
    assert judge.bound_suppressed(whole, find_hopeless(judge, whole)) == pytest.approx(6, abs=1e-9)
    judgement = judge.judge(parts, find_hopeless(judge, parts))
    assert judgement is not None
    assert judgement.rows == 6
    assert judge.judge(whole, find_hopeless(judge, whole)) is None
