"""The table of a release and the facts about it: found, made, and looked at once more before it is given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import fsum, log2

import polars as pl

from hybridmentor.domain.anonymity.coding import CodedTable, code_table
from hybridmentor.domain.anonymity.release import find_suppressed, generalise, make_release, measure_presence
from hybridmentor.domain.anonymity.search import Solution, find_optimum
from hybridmentor.domain.release_facts import Band, ReleaseFacts, band_count, band_share, band_size
from hybridmentor.domain.release_plan import UNITS, ReleasePlan, check_frame, list_problems
from hybridmentor.domain.release_variables import Variable, get_hierarchy

PRESENCE_STEP = 25
"""The width of a band of the chance to be in the file."""


@dataclass(frozen=True)
class MadeRelease:
    """What is handed out, and what may be told of it."""

    table: pl.DataFrame
    """The published cases as codes, the columns in the order of the choice, sorted by them all."""
    levels: Mapping[str, int]
    """Of each quasi-identifier, by its whole hierarchy."""
    facts: ReleaseFacts


@dataclass(frozen=True)
class Solved:
    """The best levels for some cases. It knows what was held back, so nothing of it is shown."""

    frame: pl.DataFrame
    table: CodedTable
    solution: Solution
    kept: pl.DataFrame
    """The cases that are published, as they were."""


def make_table(
    frame: pl.DataFrame,
    plan: ReleasePlan,
    *,
    population: pl.DataFrame | None = None,
    time_limit: float | None = None,
) -> MadeRelease | None:
    """The release; None where something stands in the way, or where no levels keep the rules within the limit.

    `population` has the quasi-identifiers of everybody who could have been in it, as the frame has them. The same
    cases in any order, with the same plan, give the same release. InvalidInput as `check_frame`.
    """
    if any(problem.stops for problem in list_problems(frame, plan)):
        return None
    solved = find_levels(check_frame(frame, plan), plan, time_limit=time_limit)
    if solved is None:
        return None
    published = make_release(solved.frame, plan.config, solved.table, solved.solution)
    table = published.select(pl.col(plan.choice.variables).cast(pl.String))
    if table.group_by(plan.quasi).len()["len"].min() < plan.rules.k:  # type: ignore[operator]
        raise AssertionError("a class that is too small was about to be published")
    if plan.rules.kind == "open" and list_pointing(table, plan):
        return None
    levels = read_levels(solved.solution, plan)
    presence = None if population is None else _band_presence(table, population, solved.solution, plan)
    return MadeRelease(table, levels, make_facts(table, solved, plan, presence))


def find_levels(frame: pl.DataFrame, plan: ReleasePlan, *, time_limit: float | None = None) -> Solved | None:
    """The best levels for a frame that has been checked; None where none keep the rules within the limit.

    With a time limit, in seconds, they may not be proven to be the best.
    """
    config = replace(plan.config, time_limit=time_limit)
    table = code_table(frame, config, plan.hierarchies)
    solution = find_optimum(table, config)
    if solution is None:
        return None
    return Solved(frame, table, solution, frame.filter(~find_suppressed(table, solution)))


def read_levels(solution: Solution, plan: ReleasePlan) -> dict[str, int]:
    """The level of each quasi-identifier by its whole hierarchy."""
    return {key: plan.least[key] + level for key, level in solution.levels.items()}


def make_facts(
    table: pl.DataFrame, solved: Solved, plan: ReleasePlan, presence: Band | None = None
) -> ReleaseFacts:
    """What may be told: by the published cases, what they were before, and the settings. See `release_facts`."""
    k, rows = plan.rules.k, table.height
    levels = read_levels(solved.solution, plan)
    quasi = [one for one in plan.variables if one.is_quasi]
    losses = measure_losses(table, quasi, levels)
    sizes = table.group_by(plan.quasi).len()["len"].to_list()
    unique = solved.kept.group_by(plan.quasi).len().filter(pl.col("len") == 1).height
    heights = {one.key: get_hierarchy(one.hierarchy).height for one in quasi}
    mean = sum(losses.values(), Fraction(0)) / len(losses)
    squares = sum(size * size for size in sizes)

    def band(share: Fraction | float, least: int = 5) -> Band:
        return band_share(share, rows, k, least)

    return ReleaseFacts(
        rules=plan.rules,
        variables=plan.choice.variables,
        quasi=plan.quasi,
        sensitive=plan.sensitive,
        levels=levels,
        heights=heights,
        coarsened=tuple(key for key, level in levels.items() if level),
        emptied=tuple(key for key, level in levels.items() if level == heights[key] - 1),
        rows_band=band_count(rows, k),
        suppressed_band=band_limit(plan),
        loss_band=band(weigh_losses(losses, plan)),
        loss_by_variable={key: band(loss) for key, loss in losses.items()},
        smallest_class_at_least=k,
        highest_risk=1 / k,
        average_risk_band=band(Fraction(len(sizes), rows)),
        unique_before_band=band(Fraction(unique, rows), 10),
        granularity_band=band(1 - mean),
        entropy_band=band(measure_entropy(solved.kept, table, plan.quasi), 10),
        discernability_band=band(Fraction(squares, rows * rows)),
        class_size_band=band_size(Fraction(rows, len(sizes)), k),
        presence_band=presence,
        optimal=solved.solution.optimal,
        nodes=solved.solution.nodes,
        told_by_others=list_pointing(table, plan),
    )


def list_pointing(table: pl.DataFrame, plan: ReleasePlan) -> tuple[str, ...]:
    """The sensitive variables that a published case gives away to somebody who knows all else of it, the other answers too.

    Anybody who has the table can find them. Under an agreement it is told; in an open release nothing may.
    """
    found = []
    for name in plan.sensitive:
        others = [one for one in plan.choice.variables if one != name]
        if table.group_by(others).agg(pl.col(name).n_unique())[name].min() == 1:
            found.append(name)
    return tuple(found)


def band_limit(plan: ReleasePlan) -> Band:
    """How many cases may have been held back: always from nothing to the limit, in whole percents rounded up."""
    return Band(0, -int(-plan.rules.suppression_limit * 100 // 1))


def measure_losses(
    table: pl.DataFrame, quasi: list[Variable], levels: Mapping[str, int]
) -> dict[str, Fraction]:
    """What share of the detail of each quasi-identifier is lost in a published table; anybody who has it can reckon the same."""
    losses = {}
    for one in quasi:
        whole = get_hierarchy(one.hierarchy)
        leaves, span = whole.leaf_counts[levels[one.key]], max(whole.leaves - 1, 1)
        lost = sum(count * (leaves[code] - 1) for code, count in table.group_by(one.key).len().iter_rows())
        losses[one.key] = Fraction(lost, span * table.height)
    return losses


def weigh_losses(losses: Mapping[str, Fraction], plan: ReleasePlan) -> Fraction:
    """The mean loss of several quasi-identifiers by their weights."""
    weights = {key: Fraction(plan.choice.weights.get(key, 1)) for key in losses}
    return sum((losses[key] * weight for key, weight in weights.items()), Fraction(0)) / sum(weights.values())


def measure_entropy(before: pl.DataFrame, after: pl.DataFrame, quasi: tuple[str, ...]) -> float:
    """How much of what the values told is lost, of 0 to 1: non-uniform entropy, against telling nothing at all."""
    lost, whole = [], []
    for key in quasi:
        old = before[key].value_counts()["count"].to_list()
        new = after[key].value_counts()["count"].to_list()
        rows = before.height
        told_before = fsum(count * log2(rows / count) for count in old)
        told_after = fsum(count * log2(rows / count) for count in new)
        whole.append(told_before)
        lost.append(told_before - told_after)
    return max(0.0, min(1.0, fsum(lost) / fsum(whole))) if fsum(whole) else 0.0


def _band_presence(
    table: pl.DataFrame, population: pl.DataFrame, solution: Solution, plan: ReleasePlan
) -> Band:
    """The least and greatest chance to be in the file, each to the next quarter outwards."""
    everybody = generalise(
        population.select(pl.col(plan.quasi).cast(pl.String)), plan.config, plan.hierarchies, solution.levels
    )
    least, most = measure_presence(table.select(plan.quasi), everybody)
    low = int(least * 100) // PRESENCE_STEP * PRESENCE_STEP
    return Band(min(low, 100 - PRESENCE_STEP), min(100, -(-int(most * 100) // PRESENCE_STEP) * PRESENCE_STEP))


def leave_out(frame: pl.DataFrame, plan: ReleasePlan, key: str) -> tuple[pl.DataFrame, ReleasePlan]:
    """The same cases and plan without one variable; at least one quasi-identifier must be left."""
    variables = tuple(one for one in plan.variables if one.key != key)
    smaller = replace(
        plan,
        config=replace(plan.config, columns=[one for one in plan.config.columns if one.name != key]),
        hierarchies={name: one for name, one in plan.hierarchies.items() if name != key},
        choice=plan.choice.leave_out(key),
        variables=variables,
        least={name: level for name, level in plan.least.items() if name != key},
        frozen=tuple(one for one in plan.frozen if one != key),
    )
    return frame.select([*(one.key for one in variables), *UNITS]), smaller
