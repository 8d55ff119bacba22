"""Facts that are harmless one by one and point at somebody together."""

from __future__ import annotations

from hybridmentor.domain.disclosure_ages import find_ages
from hybridmentor.domain.disclosure_finding import Finding
from hybridmentor.domain.disclosure_gazetteer import GIVEN
from hybridmentor.domain.disclosure_illnesses import CAPITALS, find_illnesses
from hybridmentor.domain.disclosure_trades import is_trade
from hybridmentor.domain.disclosure_vocabulary import NO_NAMES, PLACE_BEFORE, PLACES
from hybridmentor.domain.disclosure_words import LOWER, TITLE, Word, list_plain, spell_name

LEAST_FACTS = 2
IN = frozenset({"i", "på", "fra", "frå", "ved", "til", "utenfor", "utanfor", "nær"})
NO_PLACES = frozenset(
    list_plain(
        """modia gosys arena psys pesys outlook sharepoint linkedin instagram youtube snapchat tiktok finn nav aktivitetsplanen
        excel stortinget internett facebook jobbsøkerkurset kelvin tiltakspenger"""
    )
)
"""What stands with a capital after "i" and is no place."""


def find_combinations(text: str, words: list[Word]) -> list[Finding]:
    """One finding for each illness that stands with two or three of age, place and trade.

    They stand with it in the same sentence or the ones right before and after. The finding is the illness itself:
    without it the others are harmless.
    """
    illnesses = list(find_illnesses(words))
    if not illnesses:
        return []
    told = {words[first].sentence for first, _ in illnesses}
    near_by = {sentence + step for sentence in told for step in (-1, 0, 1)}
    facts: dict[int, set[str]] = {}
    for index, word in enumerate(words):
        if word.sentence not in near_by:
            continue
        if is_trade(words, index):
            facts.setdefault(word.sentence, set()).add("trade")
        if is_somewhere(words, index):
            facts.setdefault(word.sentence, set()).add("place")
    for sentence in locate_ages(text, words):
        facts.setdefault(sentence, set()).add("age")
    found = []
    for first, last in illnesses:
        sentence = words[first].sentence
        near = set().union(*(facts.get(sentence + step, set()) for step in (-1, 0, 1)))
        if len(near) >= LEAST_FACTS:
            found.append(
                Finding(words[first].start, words[last].end, "combination", False, "[helseopplysning]")
            )
    return found


def is_somewhere(words: list[Word], index: int) -> bool:
    """Whether a word is a place that we know, or one with a capital after a word such as "i" that is nothing else."""
    if is_place(words, index):
        return True
    word = words[index]
    if word.style != TITLE or word.is_initial or not index or not word.is_spaced:
        return False
    if words[index - 1].plain not in IN or word.text in CAPITALS:
        return False
    key = spell_name(word.text)
    return key not in NO_NAMES and word.plain not in NO_PLACES and key not in GIVEN


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
    for end in sorted(find_ages(text)):
        while place < len(words) and words[place].start < end:
            place += 1
        if place:
            sentences.append(words[place - 1].sentence)
    return sentences
