"""Health in releases: where all may have a data set that may tell of it, more cases are alike than else.

What is held and what not is a property of the variable (`release_variables`), laid down without a look at any case. The figure is
that of `docs/decisions/0040-releases.md`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from hybridmentor.domain.release_rules import ReleaseRules
from hybridmentor.domain.release_variables import Variable

OPEN = "open"
HEALTH_K = 20
"""Cases that are alike, at least, in an open release with a variable that may tell of health."""


def fit_rules(rules: ReleaseRules, variables: Iterable[Variable]) -> ReleaseRules:
    """The rules for a release of these variables: never softer than those that are given, and no other than k is touched."""
    if rules.kind == OPEN and any(one.is_about_health for one in variables):
        return replace(rules, k=max(rules.k, HEALTH_K))
    return rules


def list_deciding(rules: ReleaseRules, variables: Iterable[Variable]) -> tuple[str, ...]:
    """The keys of the variables for which so many cases are alike; none where the rules ask for more by themselves."""
    if rules.kind != OPEN or rules.k != HEALTH_K:
        return ()
    return tuple(one.key for one in variables if one.is_about_health)
