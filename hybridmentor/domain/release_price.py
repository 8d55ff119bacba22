"""What a choice of variables costs, told before anything is made: in bands alone, of what would be published alone."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

import polars as pl

from hybridmentor.domain.anonymity.release import make_release
from hybridmentor.domain.release_facts import Band, band_count, band_share
from hybridmentor.domain.release_making import (
    Solved,
    band_limit,
    find_levels,
    leave_out,
    list_pointing,
    measure_losses,
    read_levels,
    weigh_losses,
)
from hybridmentor.domain.release_plan import ReleasePlan, check_frame, list_problems
from hybridmentor.domain.release_problems import Problem, read_problems, write_problems
from hybridmentor.domain.release_variables import get_hierarchy

SMALL = 300_000_000
"""Up to so many levels times cases, what the rest would cost without a variable is searched for, else only estimated."""


@dataclass(frozen=True)
class ReleasePrice:
    """What it costs. Bands without another word are percents; there are none where nothing could be made."""

    quasi: tuple[str, ...]
    """What others may know: the fewer, the more detail is left."""
    sensitive: tuple[str, ...]
    holds: bool
    """Whether a release could be made of these cases."""
    problems: tuple[Problem, ...]
    rows_band: Band
    """A band of counts: the cases that are ready."""
    suppressed_band: Band
    """From 0 to the limit, whatever would be held back."""
    loss_band: Band | None
    """Of the detail of all quasi-identifiers, by their weights, in the cases that would be published."""
    loss_by_variable: Mapping[str, Band]
    levels: Mapping[str, int]
    """Of each quasi-identifier, by its whole hierarchy."""
    heights: Mapping[str, int]
    emptied: tuple[str, ...]
    """Those that would say nothing any more."""
    dearest: str | None
    """The variable without which most detail of the others would be left, if it is a band's width at least."""
    without: Mapping[str, Band]
    """For each variable what would be lost of the quasi-identifiers that are left, if it were not asked for."""
    estimated: bool
    """Whether that is the most that would be lost, found at the same levels, and not what would be."""
    optimal: bool
    nodes: int


def price_release(frame: pl.DataFrame, plan: ReleasePlan, *, time_limit: float | None = None) -> ReleasePrice:
    """The price of a plan for these cases; InvalidInput as `check_frame`.

    With a time limit, in seconds, the levels may not be proven to be the best. Where the file is too small the price is
    told all the same, so that it can be seen what would be left; where a variable stands in the way there is none.
    """
    problems = list(list_problems(frame, plan))
    chosen = check_frame(frame, plan)
    solved = None
    if chosen.height >= plan.rules.k and not _has(problems, "too_many_variables"):
        solved = find_levels(chosen, plan, time_limit=time_limit)
        if solved is None and not _has(problems, "sensitive_alike"):
            helping = _find_helping(chosen, plan, time_limit)
            problems.append(Problem("no_solution_with", helping) if helping else Problem("no_solution"))
    if solved is None:
        return _tell_nothing(chosen, plan, problems)
    return _tell(solved, plan, problems, time_limit)


def _has(problems: list[Problem], code: str) -> bool:
    return any(one.code == code for one in problems)


def _find_helping(frame: pl.DataFrame, plan: ReleasePlan, time_limit: float | None) -> tuple[str, ...]:
    """The variables without any one of which there would be a solution."""
    return tuple(
        one.key
        for one in plan.variables
        if plan.quasi != (one.key,)
        and find_levels(*leave_out(frame, plan, one.key), time_limit=time_limit) is not None
    )


def _tell_nothing(frame: pl.DataFrame, plan: ReleasePlan, problems: list[Problem]) -> ReleasePrice:
    return ReleasePrice(
        quasi=plan.quasi,
        sensitive=plan.sensitive,
        holds=False,
        problems=tuple(problems),
        rows_band=band_count(frame.height, plan.rules.k),
        suppressed_band=band_limit(plan),
        loss_band=None,
        loss_by_variable={},
        levels={},
        heights=_read_heights(plan),
        emptied=(),
        dearest=None,
        without={},
        estimated=False,
        optimal=False,
        nodes=plan.nodes,
    )


def _tell(
    solved: Solved, plan: ReleasePlan, problems: list[Problem], time_limit: float | None
) -> ReleasePrice:
    levels = read_levels(solved.solution, plan)
    heights = _read_heights(plan)
    published = _publish(solved, plan)
    losses = _measure(published, solved, plan)
    emptied = tuple(key for key in plan.quasi if levels[key] == heights[key] - 1)
    if len(emptied) == len(plan.quasi):
        problems.append(Problem("nothing_left", stops=False))
    elif emptied:
        problems.append(Problem("emptied", emptied, stops=False))
    if not solved.solution.optimal:
        problems.append(Problem("not_optimal", stops=False))
    pointing = list_pointing(published, plan)
    if pointing:
        problems.append(Problem("told_by_others", pointing, stops=plan.rules.kind == "open"))
    estimated = plan.nodes * solved.frame.height > SMALL
    without = {
        one.key: _price_rest(solved, plan, one.key, losses, time_limit, estimated)
        for one in plan.variables
        if plan.quasi != (one.key,)
    }

    def band(loss: Fraction) -> Band:
        return band_share(loss, solved.kept.height, plan.rules.k)

    return ReleasePrice(
        quasi=plan.quasi,
        sensitive=plan.sensitive,
        holds=not any(one.stops for one in problems),
        problems=tuple(problems),
        rows_band=band_count(solved.frame.height, plan.rules.k),
        suppressed_band=band_limit(plan),
        loss_band=band(weigh_losses(losses, plan)),
        loss_by_variable={key: band(loss) for key, loss in losses.items()},
        levels=levels,
        heights=heights,
        emptied=emptied,
        dearest=_find_dearest(losses, without, plan, solved),
        without={key: band(loss) for key, loss in without.items()},
        estimated=estimated,
        optimal=solved.solution.optimal,
        nodes=plan.nodes,
    )


def _read_heights(plan: ReleasePlan) -> dict[str, int]:
    return {one.key: get_hierarchy(one.hierarchy).height for one in plan.variables if one.is_quasi}


def _publish(solved: Solved, plan: ReleasePlan) -> pl.DataFrame:
    """What would be published."""
    published = make_release(solved.frame, plan.config, solved.table, solved.solution)
    return published.select(pl.col(plan.choice.variables).cast(pl.String))


def _measure(published: pl.DataFrame, solved: Solved, plan: ReleasePlan) -> dict[str, Fraction]:
    quasi = [one for one in plan.variables if one.is_quasi]
    return measure_losses(published, quasi, read_levels(solved.solution, plan))


def _price_rest(
    solved: Solved,
    plan: ReleasePlan,
    key: str,
    losses: Mapping[str, Fraction],
    time_limit: float | None,
    estimated: bool,
) -> Fraction:
    """What would be lost of the other quasi-identifiers without a variable; never more than at the same levels."""
    frame, smaller = leave_out(solved.frame, plan, key)
    same = weigh_losses({one: losses[one] for one in smaller.quasi}, smaller)
    if estimated:
        return same
    share = None if time_limit is None else time_limit / len(plan.variables)
    better = find_levels(frame, smaller, time_limit=share)
    return (
        same
        if better is None
        else min(same, weigh_losses(_measure(_publish(better, smaller), better, smaller), smaller))
    )


def _find_dearest(
    losses: Mapping[str, Fraction], without: Mapping[str, Fraction], plan: ReleasePlan, solved: Solved
) -> str | None:
    """Compared with what these others lose now; of equal ones the first in the choice."""
    saved = {
        key: weigh_losses({one: loss for one, loss in losses.items() if one != key}, plan) - rest
        for key, rest in without.items()
    }
    if all(not saving for saving in saved.values()):
        saved = {key: losses[key] - rest for key, rest in without.items() if key in losses}
    best = max(saved, key=lambda key: saved[key], default=None)
    whole = band_share(Fraction(0), solved.kept.height, plan.rules.k).high
    return best if best is not None and saved[best] * 100 >= whole else None


def write_price(price: ReleasePrice) -> str:
    """As JSON; the same price gives the same text."""
    problems = json.loads(write_problems(price.problems))
    return json.dumps({**asdict(price), "problems": problems}, sort_keys=True)


def read_price(text: str) -> ReleasePrice:
    """From JSON."""
    found: dict[str, Any] = json.loads(text)
    for name in ("quasi", "sensitive", "emptied"):
        found[name] = tuple(found[name])
    for name in ("rows_band", "suppressed_band", "loss_band"):
        found[name] = found[name] and Band(**found[name])
    for name in ("loss_by_variable", "without"):
        found[name] = {key: Band(**band) for key, band in found[name].items()}
    found["problems"] = read_problems(json.dumps(found["problems"]))
    return ReleasePrice(**found)
