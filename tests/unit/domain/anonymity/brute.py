"""The definitions once more, in plain Python and exact numbers: every node of a small lattice is looked at.

Shares nothing with the engine but the config, which says what is asked for.
"""

from __future__ import annotations

import math
import random
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from hybridmentor.domain.anonymity.config import METRICS, Column, Config, Rule

Node = tuple[int, ...]
Steps = Mapping[str, Sequence[str]]
"""For each value what is published instead of it, from itself to the top."""
CLOSE = 1e-12


@dataclass(frozen=True)
class Problem:
    """A small table and what is asked of it."""

    rows: Sequence[Mapping[str, str]]
    hierarchies: Mapping[str, Steps]
    config: Config


@dataclass(frozen=True)
class Answer:
    """One node that is a solution, or the best of them."""

    node: Node
    score: float | Fraction
    suppressed: frozenset[int]
    """Which rows."""


def list_nodes(problem: Problem) -> Iterator[Node]:
    """Every node, the levels rising."""
    heights = [len(next(iter(problem.hierarchies[column.name].values()))) for column in problem.config.quasi]
    return product(*map(range, heights))


def publish(problem: Problem, node: Node, row: Mapping[str, str]) -> tuple[str, ...]:
    """The quasi-identifiers of a row as they are published."""
    return tuple(
        problem.hierarchies[column.name][row[column.name]][level]
        for column, level in zip(problem.config.quasi, node, strict=True)
    )


def is_good(values: Sequence[str], rule: Rule) -> bool:
    """Whether the values of one class pass, whatever the other classes are."""
    counts = Counter(values)
    if (
        len(counts) < rule.l
        or sum(1 for value in counts if value and value not in rule.blanks) < rule.distinct
    ):
        return rule.distinct == 1 and len(counts) >= rule.l
    if rule.alpha is not None and Fraction(max(counts.values()), len(values)) > rule.alpha:
        return False
    if rule.entropy_l is not None:
        entropy = math.log(len(values)) - sum(n * math.log(n) for n in counts.values()) / len(values)
        return entropy >= math.log(rule.entropy_l) - CLOSE
    return True


def sort_values(values: set[str]) -> list[str]:
    """Numbers as numbers; the empty value first."""
    if all(value.lstrip("-").isdigit() for value in values if value):
        return sorted(values, key=lambda value: (value != "", int(value or 0)))
    return sorted(values)


def measure_distance(values: Sequence[str], everybody: Sequence[str], distance: str) -> Fraction:
    """How far a class is from all that is published."""
    mine, whole = Counter(values), Counter(everybody)
    differences = [
        Fraction(mine[value], len(values)) - Fraction(whole[value], len(everybody))
        for value in sort_values(set(whole))
    ]
    if distance == "equal":
        return sum(map(abs, differences), Fraction(0)) / 2
    if len(differences) < 2:
        return Fraction(0)
    moved, way = Fraction(0), Fraction(0)
    for difference in differences:
        moved += difference
        way += abs(moved)
    return way / (len(differences) - 1)


def find_suppressed(problem: Problem, node: Node) -> frozenset[int] | None:
    """Which rows are suppressed; None if the node is no solution."""
    rows, config = problem.rows, problem.config
    classes: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        classes[publish(problem, node, row)].append(number)
    counted = [column for column in config.columns if column.role == "sensitive" or column.rule.distinct > 1]
    left = [
        members
        for members in classes.values()
        if len(members) >= config.k
        and all(is_good([rows[one][column.name] for one in members], column.rule) for column in counted)
    ]
    while True:
        everybody = [one for members in left for one in members]
        close = [
            members
            for members in left
            if all(
                measure_distance(
                    [rows[one][column.name] for one in members],
                    [rows[one][column.name] for one in everybody],
                    column.rule.distance,
                )
                <= column.rule.t
                for column in counted
                if column.rule.t is not None
            )
        ]
        if len(close) == len(left):
            break
        left = close
    suppressed = frozenset(range(len(rows))).difference(one for members in left for one in members)
    if not left or len(suppressed) > config.suppression_limit * len(rows):
        return None
    return suppressed


def score(problem: Problem, node: Node, suppressed: frozenset[int], metric: str) -> float | Fraction:
    """The score, exact where the measure is."""
    rows, columns = problem.rows, problem.config.quasi
    if metric == "discernability":
        sizes = Counter(
            publish(problem, node, row) for number, row in enumerate(rows) if number not in suppressed
        )
        return Fraction(sum(size * size for size in sizes.values()) + len(suppressed) * len(rows))
    if metric == "entropy":
        return math.fsum(
            -math.log2(Fraction(before[steps[row[column.name]][0]], after[steps[row[column.name]][level]]))
            for column, level in zip(columns, node, strict=True)
            for steps in [problem.hierarchies[column.name]]
            for before in [Counter(steps[row[column.name]][0] for row in rows)]
            for after in [Counter(steps[row[column.name]][level] for row in rows)]
            for row in rows
        )
    losses = []
    for column, level in zip(columns, node, strict=True):
        steps = problem.hierarchies[column.name]
        under = Counter(row[level] for row in steps.values())
        cells = [
            Fraction(1)
            if number in suppressed
            else Fraction(under[steps[row[column.name]][level]] - 1, max(len(steps) - 1, 1))
            for number, row in enumerate(rows)
        ]
        losses.append(sum(cells, Fraction(0)) / len(rows))
    weights = [Fraction(column.weight) for column in columns]
    if metric == "loss_am":
        return sum((w * loss for w, loss in zip(weights, losses, strict=True)), Fraction(0)) / sum(weights)
    mean = math.fsum(float(w) * math.log(1 + loss) for w, loss in zip(weights, losses, strict=True))
    return math.exp(mean / float(sum(weights))) - 1


def find_best(problem: Problem) -> Answer | None:
    """The solution with the smallest score; of equal ones that with the smaller levels, the first column first."""
    best: Answer | None = None
    for node in list_nodes(problem):
        suppressed = find_suppressed(problem, node)
        if suppressed is None:
            continue
        mine = score(problem, node, suppressed, problem.config.metric)
        if best is None or (
            mine < best.score and not math.isclose(mine, best.score, rel_tol=CLOSE, abs_tol=CLOSE)
        ):
            best = Answer(node, mine, suppressed)
    return best


def draw_hierarchy(chance: random.Random, values: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Steps that merge more and more; the top may have several values."""
    rows = {value: [value] for value in values}
    for level in range(1, chance.randint(1, 4)):
        groups: dict[str, str] = {}
        labels = [f"{level}:{number}" for number in range(max(1, len(values) - level - chance.randint(0, 1)))]
        for row in rows.values():
            row.append(groups.setdefault(row[-1], chance.choice(labels)))
    return {value: tuple(row) for value, row in rows.items()}


def draw_rule(chance: random.Random) -> Rule:
    """Some of the criteria, rarely all."""

    def some(values: Sequence[Fraction]) -> Fraction | None:
        return chance.choice(values) if chance.random() < 0.3 else None

    return Rule(
        l=chance.choice([1, 1, 1, 2, 3]),
        entropy_l=chance.choice([None, None, None, None, 1.5, 2.0, 1.0]),
        alpha=some([Fraction(1, 2), Fraction(2, 3), Fraction(9, 10), Fraction(1)]),
        t=some([Fraction(0), Fraction(1, 10), Fraction(1, 4), Fraction(1, 2)]),
        distance=chance.choice(["equal", "ordered"]),
        distinct=chance.choice([1, 1, 1, 1, 2]),
    )


def draw_problem(seed: int) -> Problem:
    """A small problem, the same for the same seed."""
    chance = random.Random(seed)
    rows: list[dict[str, str]] = [{} for _ in range(chance.choice([1, 8, 15, 20, 30, 45, 60]))]
    columns: list[Column] = []
    hierarchies: dict[str, Steps] = {}
    for number in range(chance.choice([1, 2, 2, 3, 3, 4])):
        name = f"q{number}"
        values = ["", *"abcdefg"][: chance.randint(1, 6)]
        used = values if len(values) == 1 else values[chance.randint(0, 1) :]
        for row in rows:
            row[name] = used[min(int(chance.expovariate(0.7)), len(used) - 1)]
        if chance.random() < 0.2:
            known = {row[name] for row in rows}
            hierarchies[name] = {value: (value, "*") for value in known}
            columns.append(Column(name, "quasi", None, chance.choice([1.0, 2.0, 0.25])))
        else:
            hierarchies[name] = draw_hierarchy(chance, values)
            columns.append(Column(name, "quasi", "drawn", chance.choice([1.0, 1.0, 2.5, 0.0])))
    if not any(column.weight for column in columns):
        columns[0] = Column("q0", "quasi", columns[0].hierarchy, 1.0)
    for number in range(chance.choice([0, 1, 1, 2])):
        name = f"s{number}"
        values = [["ja", "nei"], ["1", "2", "10", ""], ["x", "y", "z"]][chance.randint(0, 2)]
        for row in rows:
            row[name] = values[min(int(chance.expovariate(0.9)), len(values) - 1)]
        columns.append(Column(name, "sensitive", rule=draw_rule(chance)))
    if chance.random() < 0.3:
        for row in rows:
            row["office"] = chance.choice(["", "A", "B", "C"])
        columns.append(Column("office", "drop", rule=Rule(distinct=chance.choice([2, 3]))))
    config = Config(
        columns,
        k=chance.choice([1, 2, 2, 3, 5]),
        suppression_limit=chance.choice(
            [Fraction(0), Fraction(1, 10), Fraction(1, 20), Fraction(1, 5), Fraction(1, 2), Fraction(1)]
        ),
        metric=METRICS[seed % len(METRICS)],
    )
    return Problem(rows, hierarchies, config)
