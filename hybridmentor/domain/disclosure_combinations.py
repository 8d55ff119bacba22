"""Facts that are harmless one by one and point at somebody together."""

from __future__ import annotations

import re

from hybridmentor.domain.disclosure_finding import Finding
from hybridmentor.domain.disclosure_gazetteer import DIAGNOSES, TRADES
from hybridmentor.domain.disclosure_vocabulary import PLACE_BEFORE, PLACES
from hybridmentor.domain.disclosure_words import LOWER, Word, spell_name

AGE = re.compile(
    r"(?<![\w.,])(?:1[5-9]|[2-7]\d)(?:-| )?(?:åring\w*|år gammel|år gamal|år|years old)(?!\w)", re.IGNORECASE
)
LEAST_FACTS = 2


def find_combinations(text: str, words: list[Word]) -> list[Finding]:
    """One finding for each word for an illness that stands with two or three of age, place and trade.

    They stand with it in the same sentence or the ones right before and after. The finding is the word itself:
    without it the others are harmless.
    """
    illnesses: list[Word] = []
    facts: dict[int, set[str]] = {}
    for index, word in enumerate(words):
        plain = word.plain
        if plain.startswith(DIAGNOSES):
            illnesses.append(word)
        if plain.startswith(TRADES):
            facts.setdefault(word.sentence, set()).add("trade")
        if is_place(words, index):
            facts.setdefault(word.sentence, set()).add("place")
    if not illnesses:
        return []
    for sentence in locate_ages(text, words):
        facts.setdefault(sentence, set()).add("age")
    found = []
    for word in illnesses:
        near = set().union(*(facts.get(word.sentence + step, set()) for step in (-1, 0, 1)))
        if len(near) >= LEAST_FACTS:
            found.append(Finding(word.start, word.end, "combination", False, "[helseopplysning]"))
    return found


def is_place(words: list[Word], index: int) -> bool:
    """Whether a word is a place: known as one, with a capital, and after a word such as "i" or not first."""
    word = words[index]
    if word.style == LOWER or word.is_initial:
        return False
    key = spell_name(word.text)
    if key not in PLACES and key.removesuffix("s") not in PLACES:
        return False
    return not word.begins or (index > 0 and words[index - 1].plain in PLACE_BEFORE)


def locate_ages(text: str, words: list[Word]) -> list[int]:
    """The sentences in which an age stands."""
    sentences = []
    place = 0
    for match in AGE.finditer(text):
        while place < len(words) and words[place].end <= match.start():
            place += 1
        if place < len(words):
            sentences.append(words[place].sentence)
    return sentences
