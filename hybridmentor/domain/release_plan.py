"""How a release is to be made: a choice and the rules as the engine takes them, and what can be said before anything is tried.

What may never be published in detail is no level of the search at all: the hierarchies begin at the floor of their
variable, or where earlier releases of the study have left it. What is lost is still counted from the value itself.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import prod

import numpy as np
import polars as pl

from hybridmentor.domain.anonymity.coding import Numbers, code_counted
from hybridmentor.domain.anonymity.config import Column, Config, Rule
from hybridmentor.domain.anonymity.grouping import Classes
from hybridmentor.domain.anonymity.hierarchy import Hierarchy
from hybridmentor.domain.anonymity.privacy import Judge, find_poor
from hybridmentor.domain.release_choice import ReleaseChoice
from hybridmentor.domain.release_demands import find_limits
from hybridmentor.domain.release_facts import band_count
from hybridmentor.domain.release_health import fit_rules, list_deciding
from hybridmentor.domain.release_problems import Problem
from hybridmentor.domain.release_rules import ReleaseRules, check_floor
from hybridmentor.domain.release_variables import Variable, find_variable, get_hierarchy
from hybridmentor.errors import InvalidInput, Message

MOST_NODES = 4_000_000
"""More choices of levels are not looked through: fewer variables are asked for instead."""
CASE = "_case"
UNITS = {"_office": "offices", "_employer": "employers", "_mentor": "mentors", "_adviser": "advisers"}
"""The columns that name what each class needs several of, and the rule that says how many. They are never published."""


@dataclass(frozen=True)
class ReleasePlan:
    """How a release is to be made."""

    config: Config
    hierarchies: Mapping[str, Hierarchy]
    """Of every variable; of a quasi-identifier from its least level on."""
    rules: ReleaseRules
    choice: ReleaseChoice
    variables: tuple[Variable, ...]
    """In the order of the choice."""
    least: Mapping[str, int]
    """The finest level of each quasi-identifier that may be published, by its whole hierarchy."""
    frozen: tuple[str, ...]
    """Those that earlier releases of the study keep from a finer level."""

    @property
    def quasi(self) -> tuple[str, ...]:
        """What others may know, in the order of the choice."""
        return tuple(one.key for one in self.variables if one.is_quasi)

    @property
    def sensitive(self) -> tuple[str, ...]:
        """What nobody shall learn of a case, in the order of the choice."""
        return tuple(one.key for one in self.variables if not one.is_quasi)

    @property
    def nodes(self) -> int:
        """How many choices of levels there are."""
        return prod(self.hierarchies[key].height for key in self.quasi)


def make_plan(
    choice: ReleaseChoice, rules: ReleaseRules, frozen: Mapping[str, int] | None = None
) -> ReleasePlan:
    """The plan of a choice; `frozen` are the levels of earlier releases of the study, by variable and whole hierarchy.

    Its rules are those given, or stricter where the variables ask for it (`release_health`), wherever they were kept.
    InvalidInput for rules of another kind or under the floor, for a variable that there is not, and for a choice
    without anything that others may know: then there is nothing to make alike, and tables are the way.
    """
    check_floor(rules)
    if rules.kind != choice.kind:
        raise InvalidInput(Message("release_choice.error.kind"), field="kind")
    variables = []
    for key in choice.variables:
        variable = find_variable(key)
        if variable is None:
            raise InvalidInput(Message("release_choice.error.unknown"), field="variables")
        variables.append(variable)
    if not any(one.is_quasi for one in variables):
        raise InvalidInput(Message("release_choice.error.no_quasi"), field="variables")
    rules = fit_rules(rules, variables)
    least, hierarchies, held = {}, {}, []
    for one in variables:
        whole = get_hierarchy(one.hierarchy)
        hierarchies[one.key] = whole
        if one.is_quasi:
            before = min((frozen or {}).get(one.key, 0), whole.height - 1)
            least[one.key] = max(one.floor, before)
            hierarchies[one.key] = whole.start_at(least[one.key])
            if before > one.floor:
                held.append(one.key)
    columns = [_make_column(one, choice, rules) for one in variables]
    columns += [
        Column(name, "drop", rule=Rule(distinct=getattr(rules, rule))) for name, rule in UNITS.items()
    ]
    config = Config(columns, k=rules.k, suppression_limit=rules.suppression_limit, metric="loss_am")
    return ReleasePlan(config, hierarchies, rules, choice, tuple(variables), least, tuple(held))


def _make_column(variable: Variable, choice: ReleaseChoice, rules: ReleaseRules) -> Column:
    if variable.is_quasi:
        weight = float(choice.weights.get(variable.key, 1.0))
        return Column(variable.key, "quasi", variable.hierarchy, weight)
    limits = find_limits(variable, rules)
    rule = Rule(
        entropy_l=limits.entropy_l,
        alpha=limits.alpha,
        t=limits.t,
        distance=variable.distance,
        distinct=limits.l or 1,
        blanks=frozenset(limits.blanks),
    )
    return Column(variable.key, "sensitive", variable.hierarchy, rule=rule)


def check_frame(frame: pl.DataFrame, plan: ReleasePlan) -> pl.DataFrame:
    """The columns of the plan, as text and in its order.

    InvalidInput, its `field` the column, unless every column is there, nothing is missing or empty, every value of a
    variable stands in its hierarchy as it is written there, and no case stands twice.
    """
    names = [*plan.choice.variables, *UNITS]
    for name in names:
        if name not in frame.columns:
            raise InvalidInput(Message("release_choice.error.frame"), field=name)
    if CASE in frame.columns and frame[CASE].n_unique() < frame.height:
        raise InvalidInput(Message("release_choice.error.frame"), field=CASE)
    chosen = frame.select(pl.col(names).cast(pl.String))
    for name in names:
        values = set(chosen[name].unique().to_list())
        known = plan.hierarchies[name].rows.keys() if name not in UNITS else values - {None, ""}
        if not values <= known:
            raise InvalidInput(Message("release_choice.error.frame"), field=name)
    return chosen


def list_problems(frame: pl.DataFrame, plan: ReleasePlan) -> tuple[Problem, ...]:
    """What stands in the way, as far as it can be told without a search; InvalidInput as `check_frame`.

    Limits of the whole file are told first, then what no choice of levels could mend.
    """
    chosen = check_frame(frame, plan)
    found = [*_list_size_problems(chosen, plan), *_list_unit_problems(chosen, plan)]
    if chosen.height:
        found += [
            Problem("sensitive_alike", (one.key,))
            for one in plan.variables
            if not one.is_quasi and _is_hopeless(chosen[one.key], one.key, plan)
        ]
    if plan.nodes > MOST_NODES:
        found.append(Problem("too_many_variables", params={"quasi": len(plan.quasi)}))
    if plan.frozen:
        found.append(Problem("frozen_levels", plan.frozen, stops=False))
    deciding = list_deciding(plan.rules, plan.variables)
    if deciding:
        found.append(Problem("about_health", deciding, {"k": plan.rules.k}, stops=False))
    return tuple(found)


def _list_size_problems(frame: pl.DataFrame, plan: ReleasePlan) -> list[Problem]:
    rules, found = plan.rules, []
    if frame.height < rules.fewest_cases:
        most = min(band_count(frame.height, rules.k).high, rules.fewest_cases - 1)
        found.append(Problem("too_few_cases", params={"needed": rules.fewest_cases, "most": most}))
    if frame["_office"].n_unique() < max(rules.fewest_offices, rules.offices):
        needed = max(rules.fewest_offices, rules.offices)
        found.append(Problem("too_few_offices", params={"needed": needed}))
    return found


def _list_unit_problems(frame: pl.DataFrame, plan: ReleasePlan) -> list[Problem]:
    return [
        Problem(f"too_few_{rule}", params={"needed": getattr(plan.rules, rule)})
        for name, rule in UNITS.items()
        if name != "_office" and frame[name].n_unique() < getattr(plan.rules, rule)
    ]


def _is_hopeless(series: pl.Series, key: str, plan: ReleasePlan) -> bool:
    """Whether so many cases would have to be held back for this variable alone, at any levels, that it is more than may be.

    All cases as one class: what must be held back of it must be held back of every division of it.
    """
    column = next(one for one in plan.config.columns if one.name == key)
    counted = code_counted(series, column, plan.hierarchies[key])
    rows, most = len(series), plan.config.count_suppressible(len(series))
    there: Numbers = np.flatnonzero(counted.counts)
    start = np.zeros(1, dtype=np.int64)
    whole = Classes(start, np.array([rows]), there, counted.counts[there])
    judge = Judge(1, [counted], rows, most)
    return judge.bound_suppressed([whole], find_poor(whole, counted)) > most + 0.001
