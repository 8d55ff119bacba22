"""The keys that a coded fact holds (one, several, or that nobody knows), and how a code is derived from what they come to."""

from __future__ import annotations

from collections.abc import Iterable

UNKNOWN = ("unknown",)
YES = ("yes",)
NO = ("no",)


def read_keys(value: str | Iterable[str] | None) -> tuple[str, ...]:
    """The keys in a value, each once and in order: one key, several, or none at all, which is `("unknown",)`."""
    keys = (value,) if isinstance(value, str) else tuple(value or ())
    return tuple(dict.fromkeys(key for key in keys if key)) or UNKNOWN


def list_known(keys: tuple[str, ...]) -> list[str]:
    """The keys that say something is so: without "unknown" and "none"."""
    return [key for key in keys if key not in {"unknown", "none"}]


def is_employed(employment_form: tuple[str, ...]) -> bool:
    """Whether the keys of a form of employment name one."""
    return bool(list_known(employment_form))


def take_only(codes: list[str | None]) -> str | None:
    """The one code that all come to; None if there are several, none, or one without a name."""
    return codes[0] if len(set(codes)) == 1 else None
