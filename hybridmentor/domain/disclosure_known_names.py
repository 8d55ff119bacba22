"""The names that somebody has told us, and how a word of a text is known as one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hybridmentor.domain.disclosure_gazetteer import GIVEN
from hybridmentor.domain.disclosure_vocabulary import CLOSED, COUNT, FUNCTION, MASS, PARTICLES, PLACES, RARE
from hybridmentor.domain.disclosure_words import LOWER, WORD, Word, spell_name
from hybridmentor.domain.folding import fold_word

CLASSES = (
    ("closed", CLOSED),
    ("mass", MASS),
    ("function", FUNCTION),
    ("count", COUNT),
    ("place", PLACES),
    ("rare", RARE),
)
LEAST_LETTERS = 3
"""A shorter name is weighed as an ordinary word."""

FAMILY_ENDINGS = ("ene", "ane")
"""\"Hansenene\": the whole family."""


@dataclass(frozen=True, slots=True)
class Match:
    """How a word of a text is a known name."""

    owners: frozenset[int]
    """The full names it is part of, by their place in the list."""
    ordinary: str | None
    """What it is besides: one of `CLASSES`, or None for nothing but a name."""
    inflected: bool
    """Whether an ending was taken off: "Åses", "Hansen's"."""


def classify_word(key: str) -> str | None:
    """What a word spelled by `spell_name` is besides a name, or None."""
    return next((name for name, words in CLASSES if key in words), None)


def is_surely_name(key: str) -> bool:
    """Whether a word spelled by `spell_name` is hardly ever anything but a name, even in small letters."""
    return key in GIVEN or (key.endswith("sen") and len(key) > 5)


class KnownNames:
    """Full names, one a text; each word of them counts, but for initials and parts such as "van"."""

    def __init__(self, names: Iterable[str]) -> None:
        strict: dict[str, set[int]] = {}
        for number, name in enumerate(names):
            for word in list_name_words(name):
                key = spell_name(word)
                if len(word) > 1 and len(key) > 1 and key not in PARTICLES:
                    strict.setdefault(key, set()).add(number)
        self._strict = {key: frozenset(owners) for key, owners in strict.items()}
        loose: dict[str, set[int]] = {}
        for key, owners in strict.items():
            loose.setdefault(fold_loosely(key), set()).update(owners)
        self._loose = {key: frozenset(owners) for key, owners in loose.items()}
        self._cache: dict[tuple[str, bool], Match | None] = {}

    def match(self, word: Word) -> Match | None:
        """How the word is one of the names, whatever its letters are; None if it is none."""
        if not self._strict:
            return None
        question = word.text, word.style != LOWER
        if question not in self._cache:
            self._cache[question] = self._find(*question)
        return self._cache[question]

    def _find(self, text: str, capital: bool) -> Match | None:
        key = spell_name(text)
        for stem, inflected in list_stems(key, capital):
            if stem in self._strict:
                return Match(self._strict[stem], self._judge(stem, key), inflected)
        if not capital or len(key) < LEAST_LETTERS or classify_word(key) is not None:
            return None
        loose = fold_loosely(key)
        for stem, inflected in list_stems(loose, capital):
            if len(stem) >= LEAST_LETTERS and stem in self._loose and classify_word(stem) is None:
                return Match(self._loose[stem], None, inflected)
        return None

    def _judge(self, stem: str, key: str) -> str | None:
        """What a name is besides, by itself or as it stands there."""
        ordinary = classify_word(stem) or (classify_word(key) if key != stem else None)
        if ordinary is None and len(stem) < LEAST_LETTERS:
            return "count"
        return ordinary


def list_name_words(name: str) -> list[str]:
    """The words of a full name, and what stands with hyphens between also as one: "Anne-Marie" is "AnneMarie" too."""
    words = [found[0] for found in WORD.finditer(name)]
    joined = [
        "".join(found[0] for found in WORD.finditer(part)) for part in name.split() if "-" in part.strip("-")
    ]
    return [*words, *joined]


def list_stems(key: str, capital: bool) -> list[tuple[str, bool]]:
    """The word itself, and what is left of it without an ending that names take."""
    stems = [(key, False)]
    if key.endswith("s") and len(key) > 2:
        stems.append((key[:-1], True))
    if capital and key.endswith(FAMILY_ENDINGS) and len(key) > 7:
        stems.append((key[:-3], True))
    return stems


def fold_loosely(key: str) -> str:
    """The word as somebody types it who has none of our letters: å is a, ø is o."""
    return fold_word(key).replace("oe", "o")
