"""What a workplace is like, as it can be compared with wishes: which kinds of answers there are, and which fit each other."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from hybridmentor.domain.experience_tags import read_tags
from hybridmentor.errors import Message

CODE_KINDS: Mapping[str, str] = MappingProxyType(
    {
        "tasks": "wish_interest",
        "environment": "wish_environment",
        "times": "wish_hours",
        "support": "wish_support",
        "gives": "wish_motivation",
    }
)
"""Kinds of a company's terms that are codes, with their code set; the names are those of `offer.Offer`."""
LANGUAGES = "languages"
"""The kind that is words in small letters."""
LONGEST_WORD, MOST_WORDS = 40, 12


def list_faults(values: Mapping[str, Any]) -> list[tuple[str, Message]]:
    """What of a company's values does not fit each other: the field, and what to do."""
    faults: list[tuple[str, Message]] = []
    least, most = values["hours_least"], values["hours_most"]
    if (least is None) != (most is None):
        faults.append(("hours_most" if most is None else "hours_least", Message("employer.error.both_hours")))
    elif least is not None and least > most:
        faults.append(("hours_most", Message("employer.error.hours")))
    words = read_tags(values[LANGUAGES])
    if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
        faults.append((LANGUAGES, Message("employer.error.languages", most=MOST_WORDS, longest=LONGEST_WORD)))
    return faults
