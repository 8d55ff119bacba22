"""Attacks on what is handed out, each as a function that returns what the attacker has learnt: empty where it learns nothing.

The attacker has the published tables and their levels, and knows of everybody what `known` says. Whatever a function
gets beside these is what only the judge of the attack knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
import polars as pl

from hybridmentor.domain.anonymity.config import Rule
from hybridmentor.domain.anonymity.hierarchy import make_flat
from hybridmentor.domain.anonymity.release import make_release
from hybridmentor.domain.release_choice import ReleaseChoice
from hybridmentor.domain.release_making import find_levels, read_levels
from hybridmentor.domain.release_plan import CASE, UNITS, ReleasePlan, make_plan
from hybridmentor.domain.release_rules import raise_rules
from hybridmentor.domain.release_variables import find_variable, get_hierarchy
from hybridmentor.domain.safe_tables import HIDDEN

Learnt = list[tuple[str, ...]]


@dataclass(frozen=True)
class Published:
    """A table as the attacker has it."""

    table: pl.DataFrame
    levels: Mapping[str, int]

    @property
    def quasi(self) -> list[str]:
        """Its quasi-identifiers."""
        return list(self.levels)


def plan_release(
    variables: Sequence[str],
    kind: str = "restricted",
    *,
    frozen: Mapping[str, int] | None = None,
    **wishes: object,
) -> ReleasePlan:
    """The plan of a choice by the default rules, or stricter ones."""
    return make_plan(ReleaseChoice(kind, tuple(variables)), raise_rules(kind, wishes), frozen)


def weaken(
    plan: ReleasePlan,
    *,
    k: int | None = None,
    rules: bool = True,
    t: bool = True,
    units: bool = True,
    limit: Fraction | None = None,
) -> ReleasePlan:
    """The same plan with a defence off: another k, no rules for sensitive columns, no closeness, or no rules for units."""
    columns = []
    for column in plan.config.columns:
        rule = column.rule
        if column.role == "sensitive":
            kept = rule if t else replace(rule, t=None)
            rule = kept if rules else Rule()
        if column.name in UNITS and not units:
            continue
        columns.append(replace(column, rule=rule))
    config = replace(
        plan.config,
        columns=columns,
        k=k or plan.config.k,
        suppression_limit=plan.config.suppression_limit if limit is None else limit,
    )
    return replace(plan, config=config)


def publish(frame: pl.DataFrame, plan: ReleasePlan) -> Published:
    """What the engine gives for a plan, whatever else would have refused it."""
    names = [column.name for column in plan.config.columns]
    solved = find_levels(frame.select(pl.col(names).cast(pl.String)), plan)
    assert solved is not None, "there is nothing to attack"
    table = make_release(solved.frame, plan.config, solved.table, solved.solution)
    return Published(
        table.select(pl.col(plan.choice.variables).cast(pl.String)), read_levels(solved.solution, plan)
    )


def publish_by_data(frame: pl.DataFrame, plan: ReleasePlan, name: str) -> Published:
    """The same with the hierarchy of one column made from the values that the cases have, as where no list of them is kept."""
    hierarchies = {**plan.hierarchies, name: make_flat(frame[name].unique())}
    return publish(frame, replace(plan, hierarchies=hierarchies, least={**plan.least, name: 0}))


def publish_as_typed(frame: pl.DataFrame, name: str, k: int) -> Published:
    """One column as it was typed, of the cases of which k look alike to a reader.

    To a reader capitals and spaces are nothing, and an empty cell may be any value.
    """
    read = [" ".join(value.split()).casefold() for value in frame[name]]
    counts = Counter(read) | Counter({"": len(read)})
    return Published(frame.select(name).filter(pl.Series([counts[one] >= k for one in read])), {name: 0})


def find_rare(published: Published, k: int) -> Learnt:
    """The combinations of quasi-identifiers that 1 to k - 1 rows show, letter by letter."""
    counts = Counter(published.table.select(published.quasi).iter_rows())
    return [key for key, count in counts.items() if count < k]


def leave_rule_out(plan: ReleasePlan, unit: str) -> ReleasePlan:
    """The same plan without the rule on one kind of unit."""
    columns = [column for column in plan.config.columns if column.name != unit]
    return replace(plan, config=replace(plan.config, columns=columns))


def publish_raw(frame: pl.DataFrame, variables: Sequence[str]) -> Published:
    """The cases as they are."""
    quasi = [name for name in variables if is_quasi(name)]
    return Published(frame.select(variables), dict.fromkeys(quasi, 0))


def is_quasi(name: str) -> bool:
    """Whether others may know it."""
    variable = find_variable(name)
    assert variable is not None
    return variable.is_quasi


def see(frame: pl.DataFrame, names: Iterable[str], levels: Mapping[str, int]) -> pl.DataFrame:
    """What an attacker who knows these of the cases looks for in a table of these levels."""
    columns = []
    for name in names:
        variable = find_variable(name)
        assert variable is not None
        rows = get_hierarchy(variable.hierarchy).rows
        level = levels.get(name, 0)
        columns.append(frame[name].replace_strict({value: row[level] for value, row in rows.items()}))
    return pl.DataFrame(columns)


def count_matches(published: Published, frame: pl.DataFrame, names: Sequence[str]) -> list[int]:
    """For each case how many published rows fit what is known of it."""
    looked_for = see(frame, names, published.levels)
    counts = published.table.select(names).group_by(names).len("rows")
    joined = looked_for.with_row_index("place").join(counts, on=list(names), how="left")
    return joined.sort("place")["rows"].fill_null(0).to_list()


def link(published: Published, frame: pl.DataFrame, names: Sequence[str], k: int) -> Learnt:
    """Linkage: the cases that fit 1 to k - 1 rows by what is known of them."""
    counts = count_matches(published, frame, names)
    return [(str(place), str(count)) for place, count in enumerate(counts) if 0 < count < k]


def choose_subsets(names: Sequence[str], most: int) -> list[tuple[str, ...]]:
    """Every subset of one to so many."""
    return [one for size in range(1, most + 1) for one in combinations(names, size)]


def group_secrets(
    published: Published, secret: str, beside: Sequence[str] = ()
) -> dict[tuple[str, ...], Counter[str]]:
    """How often each value of a secret stands in each class, parted further by what else is known."""
    keys = [*published.quasi, *beside]
    found: dict[tuple[str, ...], Counter[str]] = {}
    for *key, value in published.table.select(*keys, secret).iter_rows():
        found.setdefault(tuple(key), Counter())[value] += 1
    return found


def find_homogeneous(
    published: Published, secret: str, *, beside: Sequence[str] = (), ruled_out: int = 0
) -> Learnt:
    """Homogeneity: the classes whose members all have one secret, once so many other values are ruled out by what one knows."""
    return [
        (*key, secret)
        for key, values in group_secrets(published, secret, beside).items()
        if len({" ".join(value.split()).casefold() for value in values}) <= 1 + ruled_out
    ]


def find_known_homogeneous(published: Published, secret: str, blanks: Iterable[str]) -> Learnt:
    """The classes where all who have a known answer have the same."""
    return [
        (*key, secret)
        for key, values in group_secrets(published, secret).items()
        if len(values.keys() - set(blanks)) == 1
    ]


def find_skewed(published: Published, secret: str, gain: float) -> Learnt:
    """Skewness: the classes that raise the chance of some value by more than `gain` over that in the whole table."""
    whole = Counter(published.table[secret].to_list())
    rows = published.table.height
    return [
        (*key, value)
        for key, values in group_secrets(published, secret).items()
        for value, count in values.items()
        if count / values.total() - whole[value] / rows > gain
    ]


def find_similar(published: Published, secret: str, alike: Iterable[str], share: float) -> Learnt:
    """Similarity: the classes where values that mean much the same have more than this share, though they are different codes."""
    chosen = set(alike)
    return [
        key
        for key, values in group_secrets(published, secret).items()
        if sum(count for value, count in values.items() if value in chosen) > share * values.total()
    ]


def find_few_units(published: Published, frame: pl.DataFrame, unit: str, fewest: int) -> Learnt:
    """Unit size: the published classes that come from fewer units than that, seen by one who knows which cases each has."""
    seen = see(frame, published.quasi, published.levels).with_columns(frame[unit])
    counts = seen.group_by(published.quasi).agg(pl.col(unit).n_unique().alias("units"))
    there = published.table.select(published.quasi).unique()
    few = there.join(counts, on=published.quasi).filter(pl.col("units") < fewest)
    return list(few.select(published.quasi).iter_rows())


def subtract(one: Published, other: Published, k: int) -> Learnt:
    """Differencing: the combinations of values, at the coarser level of the two, that 1 to k - 1 cases more have in one table."""
    common = [name for name in one.table.columns if name in other.table.columns]
    coarser = {
        name: max(one.levels[name], other.levels[name])
        for name in common
        if name in one.levels and name in other.levels
    }
    mine, theirs = (coarsen(table, common, coarser) for table in (one, other))
    found: Learnt = []
    for names in [*choose_subsets(common, 3), tuple(common)]:
        before, after = (Counter(table.select(names).iter_rows()) for table in (mine, theirs))
        for key in before.keys() | after.keys():
            if 0 < abs(before[key] - after[key]) < k:
                found.append(key)
        if found:
            return found
    return found


def coarsen(published: Published, names: Sequence[str], levels: Mapping[str, int]) -> pl.DataFrame:
    """Columns of a published table at coarser levels."""
    columns = []
    for name in names:
        if name in levels:
            variable = find_variable(name)
            assert variable is not None
            rows = get_hierarchy(variable.hierarchy).rows.values()
            steps = {row[published.levels[name]]: row[levels[name]] for row in rows}
            columns.append(published.table[name].replace_strict(steps))
        else:
            columns.append(published.table[name])
    return pl.DataFrame(columns)


def intersect(one: Published, other: Published, frame: pl.DataFrame, secret: str) -> Learnt:
    """Two studies with the same cases: those whose secret is the only value that both of their classes have."""
    here, there = group_secrets(one, secret), group_secrets(other, secret)
    mine = see(frame, one.quasi, one.levels).rows()
    theirs = see(frame, other.quasi, other.levels).rows()
    found = []
    for place, (left, right) in enumerate(zip(mine, theirs, strict=True)):
        if left in here and right in there:
            common = here[left].keys() & there[right].keys()
            if len(common) == 1:
                found.append((str(place), *common))
    return found


def guess_by_place(published: Published, register: pl.DataFrame) -> float:
    """Row order: for what share of the cases the row at their place in the register has their values."""
    seen = see(register, published.quasi, published.levels)
    secrets = [name for name in published.table.columns if name not in published.levels]
    expected = pl.concat([seen, register.select(secrets)], how="horizontal").select(published.table.columns)
    pairs = zip(expected.iter_rows(), published.table.iter_rows(), strict=False)
    return sum(one == other for one, other in pairs) / published.table.height


Parts = dict[tuple[str, ...], dict[tuple[str, ...], Counter[str]]]
"""The cases of each published class by what they were before: how often each part of it has each secret."""


def gather_parts(published: Published, frame: pl.DataFrame, secret: str) -> Parts:
    """The classes of a published table that hold several parts."""
    names = published.quasi
    seen = see(frame, names, published.levels).rows()
    there = set(published.table.select(names).iter_rows())
    parts: Parts = {}
    for key, (*before, value) in zip(seen, frame.select(*names, secret).iter_rows(), strict=True):
        if key in there:
            parts.setdefault(key, {}).setdefault(tuple(before), Counter())[value] += 1
    return {key: found for key, found in parts.items() if len(found) > 1}


def recode_locally(frame: pl.DataFrame, names: Sequence[str], secret: str, k: int, least: int) -> Parts:
    """What local recoding would join: a part becomes coarser only where it has fewer than k cases or too few secrets."""
    whole: dict[tuple[str, ...], Counter[str]] = {}
    for *key, value in frame.select(*names, secret).iter_rows():
        whole.setdefault(tuple(key), Counter())[value] += 1
    parts: Parts = {}
    for place, values in whole.items():
        if values.total() < k or len(values) < least:
            coarse = tuple(get_parent(name, value) for name, value in zip(names, place, strict=True))
            parts.setdefault(coarse, {})[place] = values
    return parts


def claim_small_parts(parts: Parts, k: int) -> Fraction:
    """Downcoding: the attacker says of each part of a class that it had fewer than k cases; how often that is true.

    Parts that fail for what is secret are left aside: they are the other attack.
    """
    counts = [values.total() for found in parts.values() for values in found.values() if len(values) > 2]
    return Fraction(sum(count < k for count in counts), len(counts))


def claim_failing_parts(parts: Parts, k: int, least: int) -> Fraction | None:
    """Minimality: of parts with k cases and more that were joined all the same the attacker says that they had too few secrets.

    How often that is true; None where there are no such parts.
    """
    large = [values for found in parts.values() for values in found.values() if values.total() >= k]
    return Fraction(sum(len(values) < least for values in large), len(large)) if large else None


def get_parent(name: str, value: str) -> str:
    """One step up."""
    variable = find_variable(name)
    assert variable is not None
    return get_hierarchy(variable.hierarchy).rows[value][1]


def reckon_cells(published: np.ndarray[Any, np.dtype[np.int64]]) -> dict[tuple[int, ...], int]:
    """Complement: every hidden cell that is the only one in a line, once more for each that was found so."""
    table = published.copy()
    found: dict[tuple[int, ...], int] = {}
    while True:
        news = dict(_reckon_once(table))
        if not news:
            return found
        found |= news
        for cell, count in news.items():
            table[cell] = count


def _reckon_once(table: np.ndarray[Any, np.dtype[np.int64]]) -> Iterator[tuple[tuple[int, ...], int]]:
    for axis in range(table.ndim):
        for place in np.ndindex(*(size for other, size in enumerate(table.shape) if other != axis)):
            cells = [(*place[:axis], step, *place[axis:]) for step in range(table.shape[axis])]
            hidden = [cell for cell in cells if table[cell] == HIDDEN]
            if len(hidden) == 1:
                shown = sum(int(table[cell]) for cell in cells[:-1] if cell != hidden[0])
                total = hidden[0] == cells[-1]
                yield hidden[0], shown if total else int(table[cells[-1]]) - shown


def tell_apart(plan: ReleasePlan, frame: pl.DataFrame, others: Iterable[pl.DataFrame]) -> Learnt:
    """Minimality: one who knows all but one thing makes the release for each way that it may be, and compares the levels.

    The ways that are ruled out by the levels alone.
    """
    published = publish(frame, plan).levels
    return [(str(number),) for number, one in enumerate(others) if publish(one, plan).levels != published]


def drop_case(frame: pl.DataFrame, place: int) -> pl.DataFrame:
    """The cases without one."""
    return frame.filter(pl.col(CASE) != frame[CASE][place])
