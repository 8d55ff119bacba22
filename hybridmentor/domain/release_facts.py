"""What may be told of a release: limits that were kept, and bands wide enough that no count from 1 to k - 1 can be read.

Everything is reckoned from what is published, from the settings, and from what the published cases were before; how
many cases were held back is told only as the limit that they stay under. So a file made from a few more or fewer
held-back cases has the very same facts, but for the presence: that is counted against all who could have been in it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from fractions import Fraction
from math import ceil
from typing import Any

from hybridmentor.domain.release_rules import ReleaseRules, read_rules, write_rules

WARNED = 2
"""Where more percent of the cases may be held back, it is said what that means."""
STEPS = (5, 10, 20, 25, 50, 100)
"""Widths that a band of percents may have."""


@dataclass(frozen=True)
class Band:
    """From `low` up to `high`: both ends belong to a band of counts; a band of percents goes up to, not with, its high end.

    The highest band of percents goes with its end.
    """

    low: int
    high: int


@dataclass(frozen=True)
class ReleaseFacts:
    """What report, page and ledger may show. Bands without another word are percents."""

    rules: ReleaseRules
    variables: tuple[str, ...]
    """All, in the order of the file."""
    quasi: tuple[str, ...]
    """Those that others may know, which were made alike."""
    sensitive: tuple[str, ...]
    levels: Mapping[str, int]
    """Of each quasi-identifier, by its whole hierarchy: 0 is the value itself."""
    heights: Mapping[str, int]
    """How many levels each of these has."""
    coarsened: tuple[str, ...]
    """Those above level 0."""
    emptied: tuple[str, ...]
    """Those that say nothing any more."""
    rows_band: Band
    """A band of counts: the published cases."""
    suppressed_band: Band
    """From 0 to the limit, whatever was held back."""
    loss_band: Band
    """Of the detail of all quasi-identifiers, by their weights, in the published cases."""
    loss_by_variable: Mapping[str, Band]
    smallest_class_at_least: int
    highest_risk: float
    """Not above this is the chance that a guess at whose row it is hits: 1/k."""
    average_risk_band: Band
    """The same over the published cases: classes by cases."""
    unique_before_band: Band
    """Of the published cases: how many were alone in all quasi-identifiers before these were made alike."""
    granularity_band: Band
    """What of the detail is left, all columns counted alike."""
    entropy_band: Band
    """How much of what the values told is lost (non-uniform entropy)."""
    discernability_band: Band
    """The chance that two published cases are in one class."""
    class_size_band: Band
    """A band of counts: cases by classes."""
    presence_band: Band | None
    """The least and greatest chance that somebody who fits a class is in the file; None where nobody else was counted."""
    optimal: bool
    """It is proven that no other choice of levels loses less."""
    nodes: int
    """How many choices of levels there were."""
    told_by_others: tuple[str, ...] = ()
    """Sensitive variables that can be read off for somebody of whom all else is known, the other sensitive ones too."""

    @property
    def kind(self) -> str:
        """Restricted or open."""
        return self.rules.kind

    @property
    def k(self) -> int:
        """Cases that are alike."""
        return self.rules.k


def choose_step(rows: int, k: int, least: int = 5) -> int:
    """The width of a band of percents of so many rows: at least `least`, and so wide that it holds k rows."""
    return next((step for step in STEPS if step >= least and step * rows >= 100 * k), 100)


def band_share(share: Fraction | float, rows: int, k: int, least: int = 5) -> Band:
    """A share from 0 to 1 as a band of percents that is worth at least k of the rows."""
    step = choose_step(rows, k, least)
    low = min(int(Fraction(share) * 100) // step * step, 100 - step)
    return Band(low, low + step)


def band_count(count: int, k: int) -> Band:
    """A count of cases as a band at least k wide: 0-49, 100-149, from 1 000 on 1 000-1 499, and so on."""
    step = 50
    while count >= 20 * step:
        step *= 10
    step *= ceil(k / step)
    low = count // step * step
    return Band(low, low + step - 1)


def band_size(size: Fraction | float, k: int) -> Band:
    """A mean size of classes, which is at least k, as a band of k: k to 2k - 1, and so on."""
    low = int(size) // k * k
    return Band(low, low + k - 1)


def may_miss_many(suppressed: Band) -> bool:
    """Whether so many cases may have been held back that results may move: by the limit that was chosen, not by how many were."""
    return suppressed.high > WARNED


def write_facts(facts: ReleaseFacts) -> str:
    """As JSON; the same facts give the same text."""
    return json.dumps({**asdict(facts), "rules": json.loads(write_rules(facts.rules))}, sort_keys=True)


def read_facts(text: str) -> ReleaseFacts:
    """From JSON. InvalidInput where its rules go under the floor."""
    found: dict[str, Any] = json.loads(text)
    for name, value in found.items():
        if name.endswith("_band") and value is not None:
            found[name] = Band(**value)
        elif isinstance(value, list):
            found[name] = tuple(value)
    found["rules"] = read_rules(json.dumps(found["rules"]))
    found["loss_by_variable"] = {key: Band(**band) for key, band in found["loss_by_variable"].items()}
    return ReleaseFacts(**found)
