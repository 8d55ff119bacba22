"""What every release keeps to: the defaults of each kind, the floor under them, and wishes, which only make them stricter.

Where the figures come from: `docs/decisions/0040-releases.md`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from hybridmentor.errors import InvalidInput, Message

KINDS = ("restricted", "open")
"""To a recipient under an agreement; to everybody."""


@dataclass(frozen=True)
class ReleaseRules:
    """What a release must keep. Limits are exact fractions of 1."""

    kind: str
    k: int
    """Cases that are alike in all that others may know."""
    l: int  # noqa: E741 - the name of the criterion
    """Different known values of a sensitive variable in each class; 2 where the variable has but two."""
    entropy_l: float
    """And so even, where the variable has more than two."""
    alpha: Fraction
    """The greatest share of one value in a class, where the variable has but two."""
    t_equal: Fraction
    """How far a class may be from all published cases."""
    t_ordered: Fraction
    """The same where the values have an order."""
    suppression_limit: Fraction
    """So many of the cases may be held back. A choice between detail and cases; it may go either way."""
    most_suppressed: Fraction
    """Above this no limit goes."""
    offices: int
    """Different ones in each class; so the next three."""
    employers: int
    mentors: int
    advisers: int
    fewest_cases: int
    """In the whole file."""
    fewest_offices: int
    cell: int
    """Counts from 1 to one less are hidden in tables."""
    most_per_year: int
    """Releases of a study in a year."""


HIGHER = frozenset(
    {
        "k",
        "l",
        "entropy_l",
        "offices",
        "employers",
        "mentors",
        "advisers",
        "fewest_cases",
        "fewest_offices",
        "cell",
    }
)
"""Stricter when higher."""
LOWER = frozenset({"alpha", "t_equal", "t_ordered", "most_suppressed", "most_per_year"})
"""Stricter when lower."""
WISHES = tuple(sorted({*HIGHER, *LOWER, "suppression_limit"}))
"""What may be wished for."""
SHARES = frozenset({"alpha", "t_equal", "t_ordered", "suppression_limit", "most_suppressed"})
MOST = 1_000_000
"""No wish for a count is higher."""

FLOOR = ReleaseRules(
    kind="floor",
    k=6,
    l=2,
    entropy_l=2.0,
    alpha=Fraction(9, 10),
    t_equal=Fraction(1, 2),
    t_ordered=Fraction(1, 2),
    suppression_limit=Fraction(1, 10),
    most_suppressed=Fraction(1, 10),
    offices=3,
    employers=3,
    mentors=3,
    advisers=3,
    fewest_cases=50,
    fewest_offices=5,
    cell=3,
    most_per_year=4,
)
"""No setting, file or later version of a default goes under this: rules that do are refused when they are read."""

DEFAULTS: Mapping[str, ReleaseRules] = MappingProxyType(
    {
        "restricted": ReleaseRules(
            kind="restricted",
            k=10,
            l=3,
            entropy_l=2.0,
            alpha=Fraction(9, 10),
            t_equal=Fraction(35, 100),
            t_ordered=Fraction(25, 100),
            suppression_limit=Fraction(5, 100),
            most_suppressed=Fraction(10, 100),
            offices=3,
            employers=3,
            mentors=3,
            advisers=3,
            fewest_cases=100,
            fewest_offices=5,
            cell=5,
            most_per_year=2,
        ),
        "open": ReleaseRules(
            kind="open",
            k=11,
            l=3,
            entropy_l=2.5,
            alpha=Fraction(8, 10),
            t_equal=Fraction(25, 100),
            t_ordered=Fraction(20, 100),
            suppression_limit=Fraction(5, 100),
            most_suppressed=Fraction(10, 100),
            offices=3,
            employers=3,
            mentors=3,
            advisers=3,
            fewest_cases=300,
            fewest_offices=5,
            cell=10,
            most_per_year=2,
        ),
    }
)


def raise_rules(kind: str, wanted: Mapping[str, object]) -> ReleaseRules:
    """The rules of a kind, made stricter by wishes; a wish that is None or an empty text is none.

    InvalidInput, naming the field, for a wish that is softer than the kind's default, for one that is no number or out
    of range, and for one that there is not.
    """
    if kind not in DEFAULTS:
        raise InvalidInput(Message("release_rules.error.kind"), field="kind")
    least = DEFAULTS[kind]
    values: dict[str, Any] = {one.name: getattr(least, one.name) for one in fields(least)}
    for name, wish in wanted.items():
        if name not in WISHES:
            raise InvalidInput(Message("release_rules.error.unknown"), field=name)
        if wish is None or wish == "":
            continue
        values[name] = _read_wish(name, wish)
        if is_softer(name, values[name], getattr(least, name)):
            raise InvalidInput(
                Message("release_rules.error.softer", limit=show_limit(getattr(least, name))), field=name
            )
    if values["suppression_limit"] > values["most_suppressed"]:
        raise InvalidInput(
            Message("release_rules.error.softer", limit=show_limit(values["most_suppressed"])),
            field="suppression_limit",
        )
    return ReleaseRules(**values)


def is_softer(name: str, value: Fraction | float, limit: Fraction | float) -> bool:
    """Whether a value promises less than the limit."""
    if name in HIGHER:
        return value < limit
    return name in LOWER and value > limit


def show_limit(value: Fraction | float) -> str:
    """A limit as it is typed: 10, 0.35."""
    return f"{float(value):g}"


def _read_wish(name: str, wish: object) -> Fraction | float:
    try:
        number = Decimal(str(wish).strip().replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if name in SHARES:
        if not (number.is_finite() and 0 <= number <= 1) or (name == "alpha" and not number):
            raise InvalidInput(Message("release_rules.error.share"), field=name)
        return Fraction(number)
    if not (number.is_finite() and 1 <= number <= MOST):
        raise InvalidInput(Message("release_rules.error.count"), field=name)
    if name == "entropy_l":
        return float(number)
    if number != int(number):
        raise InvalidInput(Message("release_rules.error.count"), field=name)
    return int(number)


def write_rules(rules: ReleaseRules) -> str:
    """As JSON; the same rules give the same text."""
    values = {
        name: float(value) if isinstance(value, Fraction) else value for name, value in asdict(rules).items()
    }
    return json.dumps(values, sort_keys=True)


def read_rules(text: str) -> ReleaseRules:
    """From JSON. InvalidInput for rules that go under the floor, whoever wrote them."""
    found = json.loads(text)
    values: dict[str, Any] = {
        one.name: Fraction(str(found[one.name])) if one.name in SHARES else found[one.name]
        for one in fields(ReleaseRules)
    }
    rules = ReleaseRules(**values)
    check_floor(rules)
    return rules


def check_floor(rules: ReleaseRules) -> None:
    """InvalidInput, naming the field, for rules that go under the floor, or are of no kind."""
    if rules.kind not in KINDS:
        raise InvalidInput(Message("release_rules.error.kind"), field="kind")
    for name in WISHES:
        limit = getattr(FLOOR, name)
        if is_softer(name, getattr(rules, name), limit):
            raise InvalidInput(Message("release_rules.error.softer", limit=show_limit(limit)), field=name)
    if not 0 <= rules.suppression_limit <= rules.most_suppressed:
        raise InvalidInput(
            Message("release_rules.error.softer", limit=show_limit(rules.most_suppressed)),
            field="suppression_limit",
        )
