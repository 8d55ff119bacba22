"""The words of a text by their stems, so that "bedriftene" is found by "bedrift": what a search is made of and looked up in.

The stems are those of Snowball's algorithm for Norwegian. Letters and digits make words, anything else parts them, and a word
of both is two, so that every database reads the words that are written here as the same words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import snowballstemmer

ALGORITHM = "norwegian"
LONGEST = 60
"""A longer word is cut, here as in what is searched for."""
LEAST_PREFIX = 2
"""A single letter is looked for as a word, not as the beginning of one."""
MOST_TERMS = 8
"""What is searched for beyond so many words is passed over."""
WORD = re.compile(r"[^\W\d_]+|\d+")
PLAIN = re.compile(r"[a-zæøå0-9]*")
"""What most words are made of, which need not be looked at letter by letter."""
LETTERS = frozenset({"Lu", "Ll", "Lt", "Lo"})


@dataclass(frozen=True)
class Term:
    """A word that is searched for: it is found by its stem, or as the beginning of a longer word."""

    word: str
    stem: str

    @property
    def is_prefix(self) -> bool:
        """Whether it may be the beginning of a longer word."""
        return len(self.word) >= LEAST_PREFIX and not self.word.isdigit()


@dataclass(frozen=True)
class Piece:
    """A piece of a text, and whether it is a word that was searched for."""

    text: str
    is_found: bool


def fold_letters(text: str) -> str:
    """The word in small composed letters, æ, ø and å kept, without signs that one database knows and another does not."""
    folded = unicodedata.normalize("NFC", text.casefold())
    if PLAIN.fullmatch(folded):
        return folded[:LONGEST]
    return "".join(map(_keep_letter, folded))[:LONGEST]


def _keep_letter(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    if digit is not None:
        return str(digit)
    # Letters that have come with later versions are known to some programs only.
    return character if unicodedata.ucd_3_2_0.category(character) in LETTERS else ""


def find_words(text: str) -> list[str]:
    """The words of a text, folded, in their order."""
    folded = (fold_letters(found[0]) for found in WORD.finditer(unicodedata.normalize("NFC", text)))
    return [word for word in folded if word]


def stem_words(words: Sequence[str]) -> list[str]:
    """The stem of each folded word."""
    # A stemmer remembers the word it works on, so each call has its own.
    return [str(stem) for stem in snowballstemmer.stemmer(ALGORITHM).stemWords(list(words))]


def write_stems(texts: Iterable[str | None]) -> str:
    """All words of the texts and their stems, each once, in the order of the alphabet: of the sentences nothing is left."""
    words = {word for text in texts for word in find_words(text or "")}
    return " ".join(sorted(words | set(stem_words(sorted(words)))))


def read_terms(text: str | None) -> list[Term]:
    """The words that somebody searches for, each once, at most `MOST_TERMS`."""
    words = list(dict.fromkeys(find_words(text or "")))[:MOST_TERMS]
    return [Term(word, stem) for word, stem in zip(words, stem_words(words), strict=True)]


def is_found(word: str, stem: str, terms: Iterable[Term]) -> bool:
    """Whether a folded word with its stem is one that is searched for, as the databases find it in `write_stems`."""
    # The index holds a word beside its stem, and both are looked through.
    written = (word, stem)
    return any(
        term.stem in written
        or term.word in written
        or (term.is_prefix and any(one.startswith(term.word) for one in written))
        for term in terms
    )


def mark_words(text: str, terms: Sequence[Term]) -> Iterator[Piece]:
    """The text in pieces, one for each word that is searched for and one for what stands between; together they are the text."""
    text = unicodedata.normalize("NFC", text)
    # A stem begins its word, so that a word that begins with none of those searched for need not be stemmed.
    begun = tuple(term.stem for term in terms)
    folded = ((found.start(), found.end(), fold_letters(found[0])) for found in WORD.finditer(text))
    spans = [span for span in folded if span[2].startswith(begun)] if begun else []
    stems = stem_words([word for _, _, word in spans])
    place = 0
    for (start, end, word), stem in zip(spans, stems, strict=True):
        if is_found(word, stem, terms):
            if place < start:
                yield Piece(text[place:start], is_found=False)
            yield Piece(text[start:end], is_found=True)
            place = end
    if place < len(text):
        yield Piece(text[place:], is_found=False)


def find_first(text: str, terms: Sequence[Term]) -> int | None:
    """Where the first word stands that is searched for; None where none does."""
    place = 0
    for piece in mark_words(text, terms):
        if piece.is_found:
            return place
        place += len(piece.text)
    return None


def cut_excerpt(text: str, most: int, around: int | None = None) -> str:
    """At most about so many letters of a text on one line, from its beginning or with the place `around` in sight.

    It is cut between words, and an ellipsis stands where something is left out.
    """
    if len(text) <= most:
        return text
    start = 0
    if around is not None and around > most * 2 // 3:
        start = text.find(" ", around - most // 3, around) + 1 or around
    end = start + most
    if end >= len(text):
        return f"…{text[start:]}"
    last = text.rfind(" ", start + most // 2, end)
    return f"{'…' if start else ''}{text[start : last if last > 0 else end].rstrip()}…"
