"""The setting by which an administrator makes the rules of releases stricter: text such as `k=12, open.fewest_cases=400`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from hybridmentor.domain.release_rules import KINDS, ReleaseRules, raise_rules
from hybridmentor.errors import InvalidInput, Message

LONGEST_TOLD = 60


@lru_cache(maxsize=8)
def read_limits(text: str) -> Mapping[str, ReleaseRules]:
    """The rules of each kind, made stricter as the text says; the defaults where it says nothing.

    Parts are parted by commas. `k=12` is about every kind that it makes stricter, `open.k=12` about one. InvalidInput for a part
    that cannot be read, for a name that there is not or that stands twice, and for a limit that is softer than the default.
    """
    wanted: dict[str, dict[str, object]] = {kind: {} for kind in KINDS}
    for part in filter(None, (one.strip() for one in text.split(","))):
        kinds, name, value = _read_part(part)
        taken = {kind: _find_fault(kind, name, value) for kind in kinds}
        reasons = [fault for fault in taken.values() if fault is not None]
        if len(reasons) == len(kinds):
            raise InvalidInput(
                Message("release_limits.error.refused", part=part[:LONGEST_TOLD], reason=reasons[0])
            )
        for kind in kinds:
            if name in wanted[kind]:
                raise InvalidInput(Message("release_limits.error.twice", part=part[:LONGEST_TOLD]))
            if taken[kind] is None:
                wanted[kind][name] = value
    return MappingProxyType({kind: raise_rules(kind, wishes) for kind, wishes in wanted.items()})


def _read_part(part: str) -> tuple[tuple[str, ...], str, str]:
    """The kinds that it is about, the name of the limit, and its value."""
    name, _, value = (one.strip() for one in part.partition("="))
    kind, dot, rest = name.partition(".")
    kinds = (kind,) if dot else KINDS
    if not value or not set(kinds) <= set(KINDS):
        raise InvalidInput(Message("release_limits.error.part", part=part[:LONGEST_TOLD]))
    return kinds, rest if dot else name, value


def _find_fault(kind: str, name: str, value: str) -> Message | None:
    try:
        raise_rules(kind, {name: value})
    except InvalidInput as fault:
        return fault.message
    return None
