"""The search: against every node of small lattices, by definitions written apart from it."""

from __future__ import annotations

import math
import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction

import polars as pl
import pytest
from hypothesis import given, settings, strategies as st

from hybridmentor.domain.anonymity import grouping, search
from hybridmentor.domain.anonymity.coding import CodedTable, code_table
from hybridmentor.domain.anonymity.config import METRICS, Column, Config, Rule
from hybridmentor.domain.anonymity.hierarchy import Hierarchy
from hybridmentor.domain.anonymity.lattice import Flags
from hybridmentor.domain.anonymity.measures import measure_all
from hybridmentor.domain.anonymity.privacy import find_reached
from hybridmentor.domain.anonymity.release import find_suppressed, make_release
from hybridmentor.domain.anonymity.search import Solution, find_optimum
from hybridmentor.errors import InvalidInput
from tests.unit.domain.anonymity import brute
from tests.unit.domain.anonymity.brute import Problem, draw_problem, find_best

LATTICES = 400


def make_frame(problem: Problem) -> pl.DataFrame:
    return pl.DataFrame({name: [row[name] for row in problem.rows] for name in problem.rows[0]})


def code(problem: Problem, frame: pl.DataFrame) -> CodedTable:
    hierarchies = {
        column.name: Hierarchy(
            problem.hierarchies[column.name], len(next(iter(problem.hierarchies[column.name].values())))
        )
        for column in problem.config.quasi
        if column.hierarchy is not None
    }
    return code_table(frame, problem.config, hierarchies)


def check_problem(problem: Problem) -> Solution | None:
    """The engine's answer, which must be that of the definitions: levels, score, rows that are suppressed."""
    table = code(problem, make_frame(problem))
    found, best = find_optimum(table, problem.config), find_best(problem)
    if found is None or best is None:
        assert found is None
        assert best is None
        return None
    assert found.optimal
    assert math.isclose(found.score, best.score, rel_tol=1e-12, abs_tol=1e-12)
    assert found.node == best.node
    assert frozenset(find_suppressed(table, found).nonzero()[0].tolist()) == best.suppressed
    assert found.suppressed == len(best.suppressed)
    assert found.bound == found.score
    assert found.checked <= found.nodes == len(list(brute.list_nodes(problem)))
    for metric in METRICS:
        expected = brute.score(problem, best.node, best.suppressed, metric)
        measured = measure_all(
            table, found.node, found.found.groups, found.found.classes, found.found.judgement
        )
        assert math.isclose(measured[metric], expected, rel_tol=1e-12, abs_tol=1e-12)
    return found


def use_defaults(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever is fastest."""


def always_sort(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "ROOMY", 0)


def always_count(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grouping, "ROOMY", 10**9)
    monkeypatch.setattr(grouping, "BLOCK", 3)


def use_several_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the columns did not fit one number."""
    monkeypatch.setattr(grouping, "WORD", 4)


def keep_little(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "KEPT", 0)
    monkeypatch.setattr(search, "BATCH", 3)


ways = pytest.mark.parametrize(
    "way", [use_defaults, always_sort, always_count, use_several_numbers, keep_little]
)


@ways
def test_the_answer_is_that_of_looking_at_every_node(
    way: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
):
    way(monkeypatch)
    seen: Counter[str] = Counter()
    lattices = LATTICES if way is use_defaults else LATTICES // 3
    for seed in range(lattices):
        found = check_problem(draw_problem(seed))
        seen["none" if found is None else "suppressed" if found.suppressed else "whole"] += 1
        if found is not None and any(found.node):
            seen["changed"] += 1
    assert min(seen["none"], seen["suppressed"], seen["whole"]) > lattices / 20, "the lattices try little"
    assert seen["changed"] > lattices / 4


@ways
def test_and_so_where_a_column_may_not_be_published_as_it_is(
    way: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
):
    """Its first level merges values, and what is lost is still counted from the values themselves."""
    way(monkeypatch)
    merged = 0
    for seed in range(LATTICES // 3):
        problem = draw_problem(seed)
        chance = random.Random(seed)
        cut = {}
        for column in problem.config.quasi:
            steps = problem.hierarchies[column.name]
            height = len(next(iter(steps.values())))
            level = chance.randrange(height) if column.hierarchy is not None else 0
            hierarchy = Hierarchy(steps, height).start_at(level)
            assert hierarchy.height == height - level
            assert hierarchy.leaves == len(steps)
            cut[column.name] = hierarchy.rows
            merged += level > 0
        check_problem(replace(problem, hierarchies=cut))
    assert merged > LATTICES // 4


def test_a_hierarchy_begins_at_one_of_its_levels():
    for level in (-1, 2):
        with pytest.raises(ValueError, match="begins at one of its levels"):
            Hierarchy({"a": ("a", "*")}, 2).start_at(level)


@ways
def test_and_so_where_a_class_needs_several_names(
    way: Callable[[pytest.MonkeyPatch], None], monkeypatch: pytest.MonkeyPatch
):
    """Companies, mentors, offices: counted by name alone, some of which name nobody; and a sensitive column with blanks."""
    way(monkeypatch)
    seen: Counter[str] = Counter()
    for seed in range(LATTICES // 3):
        problem = draw_problem(seed)
        chance = random.Random(seed)
        names = ["", "-", *(f"n{number}" for number in range(chance.randint(2, 9)))]
        rows = [
            {**row, "one": chance.choice(names), "two": chance.choice(names), "secret": chance.choice("-xyz")}
            for row in problem.rows
        ]
        blank = frozenset("-")
        more = [
            Column("one", "drop", rule=Rule(distinct=chance.randint(2, 3), blanks=blank)),
            Column("two", "drop", rule=Rule(distinct=2)),
            Column("secret", "sensitive", rule=Rule(l=2, distinct=2, blanks=blank)),
        ]
        config = replace(problem.config, columns=[*problem.config.columns, *more])
        found = check_problem(replace(problem, rows=rows, config=config))
        seen["none" if found is None else "suppressed" if found.suppressed else "whole"] += 1
        if found is not None:
            frame = make_frame(replace(problem, rows=rows))
            table = code(replace(problem, rows=rows, config=config), frame)
            _, reached = find_reached(found.found.every, table.counted, found.found.judgement)
            assert reached["one"].distinct >= more[0].rule.distinct
            gone = find_suppressed(table, found)
            assert reached["one"].distinct == min(count_names(problem, rows, found, gone, "one", "-"))
    assert min(seen["none"], seen["suppressed"]) > 10


def count_names(
    problem: Problem,
    rows: list[dict[str, str]],
    found: Solution,
    gone: Flags,
    name: str,
    blank: str,
) -> list[int]:
    """How many names each published class has."""
    classes: dict[tuple[str, ...], set[str]] = {}
    for row, is_gone in zip(rows, gone, strict=True):
        if not is_gone:
            names = classes.setdefault(brute.publish(problem, found.node, row), set())
            names |= {row[name]} - {"", blank}
    return [len(names) for names in classes.values()]


@settings(deadline=None, max_examples=40)
@given(st.integers(10_000, 10**9))
def test_and_so_for_any_other(seed: int):
    check_problem(draw_problem(seed))


@pytest.mark.parametrize("seed", range(60))
def test_the_order_of_rows_and_of_columns_in_the_file_plays_no_part(seed: int):
    problem = draw_problem(seed)
    rows = list(problem.rows)
    random.Random(seed).shuffle(rows)
    turned = replace(problem, rows=[dict(reversed(row.items())) for row in rows])
    frames = [make_frame(problem), make_frame(turned)]
    tables = [code(one, frame) for one, frame in zip((problem, turned), frames, strict=True)]
    one, other = (find_optimum(table, problem.config) for table in tables)
    if one is None or other is None:
        assert one is other
        return
    assert (one.node, one.score, one.suppressed) == (other.node, other.score, other.suppressed)
    assert one.checked == other.checked
    releases = [
        make_release(frame, problem.config, table, solution)
        for frame, table, solution in zip(frames, tables, (one, other), strict=True)
    ]
    columns = releases[0].columns
    assert sorted(releases[0].rows()) == sorted(releases[1].select(columns).rows())
    same_order = make_frame(replace(problem, rows=rows))
    again = make_release(same_order, problem.config, code(problem, same_order), one)
    assert again.rows() == releases[0].rows(), "the file is the same, byte for byte"


def test_what_is_published_reaches_what_was_asked():
    looked_at = 0
    for seed in range(LATTICES):
        problem = draw_problem(seed)
        table = code(problem, make_frame(problem))
        found = find_optimum(table, problem.config)
        if found is None:
            continue
        smallest, reached = find_reached(found.found.every, table.counted, found.found.judgement)
        assert smallest >= problem.config.k
        for column in table.counted:
            rule, mine = column.rule, reached[column.name]
            looked_at += 1
            assert mine.l >= rule.l
            assert mine.distinct >= rule.distinct or rule.distinct == 1
            assert rule.entropy_l is None or mine.entropy_l >= rule.entropy_l - 1e-9
            assert rule.alpha is None or mine.alpha <= float(rule.alpha) + 1e-12
            assert rule.t is None or mine.t <= float(rule.t) + 1e-12
    assert looked_at > 100


def make_plain(metric: str = "loss_am", rows: int = 200, **settings: object) -> Problem:
    """Four columns of numbers from 0 to 7, halved at each level."""
    chance = random.Random(3)
    values = [str(number) for number in range(8)]
    steps = {
        value: tuple(f"{level}:{int(value) >> level}" if level else value for level in range(4))
        for value in values
    }
    names = ["a", "b", "c", "d"]
    config = Config([Column(name, "quasi", "drawn") for name in names], k=3, metric=metric, **settings)  # type: ignore[arg-type]
    return Problem(
        [{name: chance.choice(values) for name in names} for _ in range(rows)],
        dict.fromkeys(names, steps),
        config,
    )


def test_levels_decide_between_equal_scores():
    """Two columns that are the same: either may stay; the first in the config does."""
    steps = {value: (value, "*") for value in "ab"}
    rows = [{"x": x, "y": y} for x in "ab" for y in "ab" for _ in range(2)]
    for names, node in ((("x", "y"), {"x": 0, "y": 1}), (("y", "x"), {"y": 0, "x": 1})):
        config = Config([Column(name, "quasi") for name in names], k=3, suppression_limit=Fraction(0))
        found = find_optimum(
            code(Problem(rows, dict.fromkeys("xy", steps), config), pl.DataFrame(rows)), config
        )
        assert found is not None
        assert dict(found.levels) == node


@pytest.mark.parametrize("metric", METRICS)
def test_without_time_the_answer_is_not_called_optimal(metric: str):
    problem = make_plain(metric)
    table = code(problem, make_frame(problem))
    best = find_optimum(table, problem.config)
    hurried = find_optimum(table, replace(problem.config, time_limit=0.0))
    assert best is not None
    assert hurried is not None
    assert best.optimal
    assert not hurried.optimal
    assert hurried.bound < best.score < hurried.score
    assert find_optimum(table, replace(problem.config, time_limit=60.0)) is not None


def test_few_nodes_are_counted():
    problem = make_plain(rows=2000)
    found = find_optimum(code(problem, make_frame(problem)), problem.config)
    assert found is not None
    assert found.nodes == 256
    assert found.checked < 100


def test_too_many_nodes_are_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(search, "MOST_NODES", 255)
    problem = make_plain()
    with pytest.raises(InvalidInput) as refused:
        find_optimum(code(problem, make_frame(problem)), problem.config)
    assert refused.value.message.id == "anonymity.error.too_many_nodes"


def test_a_limit_is_exact():
    """29 % of 100 rows are 29, which a rounded number would make 28."""
    rows = [{"x": "a"}] * 71 + [{"x": f"b{number}"} for number in range(29)]
    problem = Problem(
        rows, {}, Config([Column("x", "quasi")], k=2, suppression_limit=Fraction("0.29"), metric="entropy")
    )
    found = find_optimum(code(problem, pl.DataFrame(rows)), problem.config)
    assert found is not None
    assert (found.node, found.suppressed) == ((0,), 29)


def test_nothing_published_is_no_solution():
    rows = [{"x": "a"}, {"x": "b"}]
    config = Config([Column("x", "quasi")], k=3, suppression_limit=Fraction(1))
    assert find_optimum(code(Problem(rows, {}, config), pl.DataFrame(rows)), config) is None


def test_closeness_is_judged_by_what_is_published():
    """By all rows the class would pass; without the row that is suppressed it does not."""
    rows = (
        [{"x": "a", "s": s} for s in "1112"] + [{"x": "b", "s": s} for s in "1222"] + [{"x": "c", "s": "1"}]
    )
    rule = Rule(t=Fraction(1, 5))
    config = Config(
        [Column("x", "quasi"), Column("s", "sensitive", rule=rule)], k=2, suppression_limit=Fraction(1, 5)
    )
    steps = {"x": {value: (value,) for value in "abc"}}
    problem = Problem(
        rows, steps, replace(config, columns=[Column("x", "quasi", "drawn"), config.columns[1]])
    )
    assert brute.measure_distance("1112", [row["s"] for row in rows], "equal") <= rule.t  # type: ignore[operator]
    assert find_optimum(code(problem, pl.DataFrame(rows)), problem.config) is None
    assert find_best(problem) is None


def test_columns_that_fit_one_number_and_columns_that_do_not_have_the_same_classes(
    monkeypatch: pytest.MonkeyPatch,
):
    tried = 0
    for seed in range(LATTICES):
        problem = draw_problem(seed)
        if len(problem.config.counted) < 2:
            continue
        table = code(problem, make_frame(problem))
        for word in (8, 10, 11, 12, 13, 14):
            monkeypatch.setattr(grouping, "WORD", word)
            kinds = {
                type(grouping.make_groups(table.quasi, one, table.rows)).__name__ for one in table.counted
            }
            if len(kinds) == 2:
                tried += 1
                check_problem(problem)
                break
    assert tried > 20
