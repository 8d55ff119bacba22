"""A text taken apart into words, each with what the disclosure check needs to know of where it stands."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from hybridmentor.domain.folding import APOSTROPHES, LETTERS

MARKS = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
"""Combining marks and signs that show nothing: they part no word."""

APOSTROPHE = "'`´‘’‛′"
SPACE = " \t\u00a0\u2002-\u200a\u202f\u3000"
HYPHEN = "\\-\u2010-\u2012"

WORD = re.compile(rf"[^\W\d_](?:[^\W\d_]|[{MARKS}])*(?:[{APOSTROPHE}][^\W\d_](?:[^\W\d_]|[{MARKS}])*)*")
INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")

NORWEGIAN_LETTERS = str.maketrans({"å": "aa", "æ": "ae", "ø": "oe", "ä": "ae", "ö": "oe"})


def list_plain(words: str) -> tuple[str, ...]:
    """The words of a list, as they stand."""
    return tuple(words.split())


LONGEST_WORD = 60
"""No name is longer; folding what is would take time out of proportion."""

ABBREVIATIONS = list_plain(
    """adr ang avd bl a ca dr dvs eks ev evt f fr frk hr inkl iht ift jf jfr kap kl mfl mht mob nr obs osv pga pr prof
    ref s st str tel tlf tom vedr vha"""
)
"""Words whose stop ends no sentence."""

LOWER, TITLE, UPPER = "lower", "title", "upper"


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands: `text[start:end]`; letters, marks and apostrophes between letters."""

    start: int
    end: int
    text: str
    style: str
    """`lower`, `title` (a capital first; also a single one) or `upper`."""
    gap: str
    """The signs between the word before and this one, the last four of them, line breaks told apart."""
    begins: bool
    """Whether a capital says nothing here: first in a sentence, line, quotation or bracket, or after a colon."""
    sentence: int
    """The number of its sentence in the text, from 0."""

    @property
    def plain(self) -> str:
        """The word in small letters."""
        return self.text.lower()

    @property
    def is_initial(self) -> bool:
        """A single capital, as in "Åse M. Hansen"."""
        return len(self.text) == 1 and self.style == TITLE

    @property
    def is_spaced(self) -> bool:
        """Whether nothing but one or two spaces stand between the word before and this one."""
        return self.gap != "" and not self.gap.strip(" \t\u00a0\u202f\u2009")

    @property
    def is_hyphened(self) -> bool:
        """Whether a hyphen alone stands between the word before and this one."""
        return self.gap in {"-", "\u2010", "\u2011", "\u2012"}


def spell_name(text: str) -> str:
    """The word in small letters, å as aa, æ and ä as ae, ø and ö as oe, without other marks and apostrophes.

    Unlike `folding.fold_word` it keeps "Ås" and "as", "Bø" and "bo" apart. Empty for a word longer than
    `LONGEST_WORD`.
    """
    if len(text) > LONGEST_WORD:
        return ""
    composed = unicodedata.normalize("NFKC", INVISIBLE.sub("", text)).casefold()
    plain = composed.translate(NORWEGIAN_LETTERS).translate(APOSTROPHES)
    decomposed = unicodedata.normalize("NFKD", plain).translate(LETTERS)
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def list_keys(words: str) -> frozenset[str]:
    """The words of a list, as `spell_name` spells them."""
    return frozenset(map(spell_name, words.split()))


def split_words(text: str) -> list[Word]:
    """The words of the text, from left to right. Time grows with the length of the text alone."""
    words: list[Word] = []
    sentence, end = 0, 0
    for found in WORD.finditer(text):
        gap = text[end : found.start()]
        before = words[-1].plain if words else None
        ends = before is not None and is_sentence_end(before, gap)
        begins = before is None or ends or gap[-1:] in tuple('("«“”„[') or ":" in gap or "\n" in gap
        sentence += ends
        words.append(
            Word(found.start(), found.end(), found[0], name_style(found[0]), gap[-4:], begins, sentence)
        )
        end = found.end()
    return words


def is_sentence_end(before: str, gap: str) -> bool:
    """Whether a sentence ends in the signs between two words; `before` is the first of them in small letters."""
    if "!" in gap or "?" in gap or "…" in gap or gap.count("\n") > 1:
        return True
    if "." not in gap:
        return False
    stops = gap.startswith(".") and (before in ABBREVIATIONS or len(before) == 1)
    return gap != "." and not stops


def name_style(word: str) -> str:
    """How a word is written: `lower`, `title` or `upper`."""
    if not word[0].isupper() and not word[0].istitle():
        return LOWER
    return UPPER if len(word) > 1 and word.isupper() else TITLE
