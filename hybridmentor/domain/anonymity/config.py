"""What is asked for: which column is what, how alike the rows must become, and what may be given up for it. Parsed from TOML."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hybridmentor.domain.csv_sheet import show_word
from hybridmentor.errors import InvalidInput, Message

ROLES = ("quasi", "sensitive", "insensitive", "drop")
"""Known to others, so made alike; what others shall not learn; published as it is; left out."""
METRICS = ("loss_am", "loss_gm", "entropy", "discernability")
DISTANCES = ("equal", "ordered")
SUPPRESSED_ROWS = ("left_out", "starred")
DEFAULT_K = 10
DEFAULT_SUPPRESSION = Fraction(1, 20)

RULES = {"l", "entropy_l", "alpha", "t"}
KEYS = {
    "k",
    *RULES,
    "suppression_limit",
    "metric",
    "suppressed_rows",
    "separator",
    "time_limit",
    "column",
}
COLUMN_KEYS = {"name", "role", "hierarchy", "weight", "distance", "distinct", *RULES}


@dataclass(frozen=True)
class Rule:
    """What a class must have in one column that is counted; what is None, or 1 of `l` and `distinct`, is not asked for.

    `l` different values; an entropy of at least log `entropy_l`; no value with a share above `alpha`; a distribution
    at most `t` from that of all published rows, by the distance; `distinct` different values that are not empty,
    nor one of `blanks`.
    """

    l: int = 1  # noqa: E741 - the name of the criterion
    entropy_l: float | None = None
    alpha: Fraction | None = None
    t: Fraction | None = None
    distance: str = "equal"
    distinct: int = 1
    blanks: frozenset[str] = frozenset()
    """Values that name nothing, as the empty one does: they count for `l`, not for `distinct`."""

    @property
    def is_naming(self) -> bool:
        """Whether nothing but `distinct` is asked for, so that no count of a value matters."""
        return self.distinct > 1 and self.l == 1 and not self.has_shares

    @property
    def has_shares(self) -> bool:
        """Whether something is asked of the shares of the values."""
        return not (self.entropy_l is None and self.alpha is None and self.t is None)


@dataclass(frozen=True)
class Column:
    """One column of the data and what happens to it."""

    name: str
    role: str
    hierarchy: str | None = None
    """The file of its hierarchy as the config names it; None for a column that is published as it is or as `*`."""
    weight: float = 1.0
    rule: Rule = field(default_factory=Rule)

    @property
    def is_counted(self) -> bool:
        """Whether its values are looked at in each class."""
        return self.role == "sensitive" or self.rule.distinct > 1


@dataclass(frozen=True)
class Config:
    """All that a run is told. Limits are exact fractions, so that 5 % of 100 rows are 5."""

    columns: Sequence[Column]
    k: int = DEFAULT_K
    suppression_limit: Fraction = DEFAULT_SUPPRESSION
    metric: str = "loss_am"
    suppressed_rows: str = "left_out"
    separator: str | None = None
    """None: comma or semicolon, whichever parts the heading into more of the columns."""
    time_limit: float | None = None

    @property
    def quasi(self) -> Sequence[Column]:
        """The columns that are made alike, in the order of the config."""
        return [column for column in self.columns if column.role == "quasi"]

    @property
    def counted(self) -> Sequence[Column]:
        """The columns whose values are looked at in each class."""
        return [column for column in self.columns if column.is_counted]

    def count_suppressible(self, rows: int) -> int:
        """How many of so many rows may be suppressed."""
        return int(self.suppression_limit * rows)


def read_config(content: bytes) -> Config:
    """The config in a TOML file's content; InvalidInput that says what to do where a key is unknown, missing or no sense.

    Left out, `k` is 10, `suppression_limit` 0.05, `metric` loss_am; a left-out `l`, `entropy_l`, `alpha` or `t` is
    not asked for. These four hold for every sensitive column; one of them at a column holds there instead.
    """
    try:
        table = tomllib.loads(content.decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError:
        raise InvalidInput(Message("anonymity.error.config_encoding")) from None
    except tomllib.TOMLDecodeError as fault:
        where = re.search(r"line (\d+)", str(fault))
        if where is None:
            raise InvalidInput(Message("anonymity.error.config_ends")) from None
        raise InvalidInput(Message("anonymity.error.config_not_toml", line=int(where[1]))) from None
    _refuse_others(table, KEYS, "")
    columns = _read_columns(table)
    time_limit = _take_number(table, "time_limit", "", least=0)
    limit = _take_fraction(table, "suppression_limit", "")
    return Config(
        columns=columns,
        k=_take_count(table, "k", "", DEFAULT_K),
        suppression_limit=DEFAULT_SUPPRESSION if limit is None else limit,
        metric=_take_choice(table, "metric", "", METRICS, "loss_am"),
        suppressed_rows=_take_choice(table, "suppressed_rows", "", SUPPRESSED_ROWS, "left_out"),
        separator=_take_separator(table),
        time_limit=None if time_limit is None else float(time_limit),
    )


def _read_columns(table: Mapping[str, Any]) -> Sequence[Column]:
    entries = table.get("column")
    if not isinstance(entries, list) or not entries or not all(isinstance(one, dict) for one in entries):
        raise InvalidInput(Message("anonymity.error.no_columns"))
    columns = [_read_column(entry, table, number) for number, entry in enumerate(entries, 1)]
    names = [column.name for column in columns]
    for name in names:
        if names.count(name) > 1:
            raise InvalidInput(Message("anonymity.error.declared_twice", column=show_word(name)), field=name)
    weights = [column.weight for column in columns if column.role == "quasi"]
    if not weights:
        raise InvalidInput(Message("anonymity.error.no_quasi"))
    if not any(weights):
        raise InvalidInput(Message("anonymity.error.no_weight"))
    return columns


def _read_column(entry: Mapping[str, Any], table: Mapping[str, Any], number: int) -> Column:
    name = entry.get("name")
    if not isinstance(name, str) or not name:
        raise InvalidInput(Message("anonymity.error.column_unnamed", number=number))
    place = show_word(name)
    _refuse_others(entry, COLUMN_KEYS, place)
    role = _take_choice(entry, "role", place, ROLES, None)
    hierarchy = entry.get("hierarchy")
    if hierarchy is not None and (not isinstance(hierarchy, str) or not hierarchy):
        raise InvalidInput(Message("anonymity.error.hierarchy_name", column=place), field=name)
    if role != "quasi" and "weight" in entry:
        raise InvalidInput(Message("anonymity.error.only_quasi", column=place, key="weight"), field=name)
    for key in sorted({*RULES, "distance"}):
        if role != "sensitive" and key in entry:
            raise InvalidInput(Message("anonymity.error.only_sensitive", column=place, key=key), field=name)
    if role == "quasi" and "distinct" in entry:
        raise InvalidInput(Message("anonymity.error.distinct_quasi", column=place), field=name)
    weight = _take_number(entry, "weight", place, least=0)
    return Column(
        name, role, hierarchy, 1.0 if weight is None else float(weight), _read_rule(entry, table, role, place)
    )


def _read_rule(entry: Mapping[str, Any], table: Mapping[str, Any], role: str, place: str) -> Rule:
    own = {key: (entry, place) if key in entry else (table, "") for key in RULES}
    entropy_l = _take_number(*_name(own, "entropy_l"), least=1)
    alpha, t = _take_fraction(*_name(own, "alpha")), _take_fraction(*_name(own, "t"))
    if alpha is not None and not alpha:
        raise InvalidInput(Message("anonymity.error.alpha_nothing"))
    distinct = _take_count(entry, "distinct", place, 1)
    least = _take_count(*_name(own, "l"), 1)
    if role != "sensitive":
        return Rule(distinct=distinct)
    return Rule(
        l=least,
        entropy_l=None if entropy_l is None else float(entropy_l),
        alpha=alpha,
        t=t,
        distance=_take_choice(entry, "distance", place, DISTANCES, "equal"),
        distinct=distinct,
    )


def _name(own: Mapping[str, tuple[Mapping[str, Any], str]], key: str) -> tuple[Mapping[str, Any], str, str]:
    entries, place = own[key]
    return entries, key, place


def _refuse_others(entries: Mapping[str, Any], known: set[str], place: str) -> None:
    for key in entries:
        if key not in known:
            raise _refuse("unknown_key", key, place, known=", ".join(sorted(known)))


def _take_choice(
    entries: Mapping[str, Any], key: str, place: str, known: Sequence[str], default: str | None
) -> str:
    value = entries.get(key, default)
    if value is None or value not in known:
        raise _refuse("choice", key, place, known=", ".join(known))
    return str(value)


def _take_count(entries: Mapping[str, Any], key: str, place: str, default: int) -> int:
    value = entries.get(key, default)
    if type(value) is not int or value < 1:
        raise _refuse("count", key, place)
    return value


def _take_number(entries: Mapping[str, Any], key: str, place: str, *, least: int) -> Decimal | int | None:
    value = entries.get(key)
    if value is None:
        return None
    if not _is_number(value) or value < least:
        raise _refuse("number", key, place, least=least)
    return value


def _take_fraction(entries: Mapping[str, Any], key: str, place: str) -> Fraction | None:
    value = entries.get(key)
    if value is None:
        return None
    if not _is_number(value) or not 0 <= value <= 1:
        raise _refuse("fraction", key, place)
    return Fraction(value)


def _is_number(value: object) -> bool:
    return type(value) is int or (isinstance(value, Decimal) and value.is_finite())


def _take_separator(table: Mapping[str, Any]) -> str | None:
    value = table.get("separator")
    if value is None:
        return None
    if not isinstance(value, str) or len(value) != 1 or not value.isascii() or value in '"\r\n\0':
        raise _refuse("separator", "separator", "")
    return value


def _refuse(fault: str, key: str, place: str, **params: object) -> InvalidInput:
    # words: anonymity.error.bad.
    shown = f"{place}: {show_word(key)}" if place else show_word(key)
    return InvalidInput(Message(f"anonymity.error.bad.{fault}", key=shown, **params), field=place or None)
