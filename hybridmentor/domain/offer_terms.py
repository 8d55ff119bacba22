"""What a workplace or a mentor is asked about so that it can be compared with wishes: the kinds, their codes, and what cannot be.

The names of the kinds are those of `offer.Offer`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any

from hybridmentor.domain.experience_tags import read_tags
from hybridmentor.domain.wish_map import INDIFFERENT, TIMES
from hybridmentor.errors import Message

CODE_SETS: Mapping[str, str] = MappingProxyType(
    {
        "tasks": "wish_interest",
        "environment": "wish_environment",
        "times": "wish_hours",
        "support": "wish_support",
        "support_not": "wish_support",
        "gives": "wish_motivation",
    }
)
"""The kinds that are codes, with their code set. A mentor is asked about all of them."""
COMPANY_KINDS = tuple(kind for kind in CODE_SETS if kind != "support_not")
"""Those that a company is asked about."""
LONGEST_WORD, MOST_WORDS = 40, 12
"""Of a kind that is words in small letters: so long each, and so many."""


def is_asked(kind: str, code: str) -> bool:
    """Whether a code of the kind says something that a wish can be compared with."""
    return code not in INDIFFERENT and (kind != "times" or code in TIMES)


def list_term_faults(values: Mapping[str, Any], word_kinds: Iterable[str]) -> list[tuple[str, Message]]:
    """What of hours and words cannot be: the field, and what to do. `word_kinds` hold words with commas between."""
    faults: list[tuple[str, Message]] = []
    least, most = values["hours_least"], values["hours_most"]
    if (least is None) != (most is None):
        faults.append(("hours_most" if most is None else "hours_least", Message("offer.error.both_hours")))
    elif least is not None and least > most:
        faults.append(("hours_most", Message("offer.error.hours")))
    for kind in word_kinds:
        words = read_tags(values[kind])
        if len(words) > MOST_WORDS or any(len(word) > LONGEST_WORD for word in words):
            faults.append((kind, Message("offer.error.words", most=MOST_WORDS, longest=LONGEST_WORD)))
    return faults
