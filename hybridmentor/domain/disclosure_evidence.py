"""Whether an ordinary word that is also a known name is the name where it stands: Dag, Liv, Vår, Bergen.

The verdict rests on the capital, the place in the sentence and the neighbours, as a reader's does.
"""

from __future__ import annotations

from hybridmentor.domain.disclosure_gazetteer import GIVEN, SURNAMES
from hybridmentor.domain.disclosure_known_names import KnownNames, Match, classify_word, is_surely_name
from hybridmentor.domain.disclosure_vocabulary import (
    BEFORE_TIME,
    CALLED,
    COMPANY,
    FIRM_FORMS,
    GREETINGS,
    LABELS,
    MODALS,
    NO_PERSON_AFTER,
    NO_PERSON_BEFORE,
    NO_VERBS,
    NOUN_VERBS,
    PERSON_CONTEXT,
    PLACE_BEFORE,
    PLACES,
    POSSESSIVES,
    ROLES,
    SINGULAR_NOUNS,
    STRONG_VERBS,
    TIMES,
    VERB_FOLLOWERS,
    WEAK_VERBS,
    WEATHER,
)
from hybridmentor.domain.disclosure_words import APOSTROPHE, LOWER, TITLE, Word, spell_name

NO, MAYBE, SURE = 0, 1, 2

VERB_ENDINGS = ("te", "et", "de", "er", "ar")
IN_PLACE = frozenset({"i", "paa", "fra", "ved"})
AND = frozenset({"og", "eller", "samt", "and"})
REACH = 12
"""So many words on is looked for what makes a person of the subject."""


class Evidence:
    """The words of a text, and what they say of the known names among them."""

    def __init__(self, text: str, words: list[Word], known: KnownNames) -> None:
        self.text = text
        self.words = words
        self.matches = [known.match(word) for word in words]
        self._is_small = not any(word.style != LOWER for word in words)
        self._keys: dict[str, str] = {}

    def key(self, index: int) -> str:
        """The word at a place, spelled by `spell_name`; empty outside the text."""
        if not 0 <= index < len(self.words):
            return ""
        text = self.words[index].text
        if text not in self._keys:
            self._keys[text] = spell_name(text)
        return self._keys[text]

    def next_key(self, index: int) -> str:
        """The next word if nothing but a space stands between, else empty."""
        return self.key(index + 1) if index + 1 < len(self.words) and self.words[index + 1].is_spaced else ""

    def previous_key(self, index: int) -> str:
        """The word before if nothing but a space stands between, else empty."""
        return self.key(index - 1) if index and self.words[index].is_spaced else ""

    def judge(self, index: int) -> int:
        """`SURE`, `MAYBE` or `NO`: whether the word is a known name, by itself and without those beside it."""
        match = self.matches[index]
        word = self.words[index]
        if match is None:
            return NO
        if word.style == LOWER:
            return self._judge_small(index, match)
        if match.ordinary is None:
            return SURE
        if self._is_no_person(index):
            return NO
        if self._is_named(index):
            return SURE
        if match.ordinary == "place":
            return self._judge_place(index)
        if word.style == TITLE and (match.ordinary == "rare" or not word.begins):
            return SURE
        if match.ordinary == "closed":
            return NO
        return self._judge_beginning(index, match)

    def is_genitive(self, index: int) -> bool:
        """Whether the word ends in an apostrophe that is no closing quotation mark: "Hans' mentor"."""
        word = self.words[index]
        after = self.text[word.end : word.end + 1]
        if after == "" or after not in APOSTROPHE or spell_name(word.text)[-1:] not in ("s", "x", "z"):
            return False
        return self.text[word.start - 1 : word.start] not in tuple(APOSTROPHE) or word.start == 0

    def is_other_name(self, index: int) -> bool:
        """Whether the word stands with a capital and is a known name, or one that we have listed."""
        if not 0 <= index < len(self.words) or self.words[index].style == LOWER:
            return False
        if self.matches[index] is not None:
            return True
        key = self.key(index)
        return key in GIVEN or key in SURNAMES

    def _judge_small(self, index: int, match: Match) -> int:
        """A known name in small letters."""
        if match.ordinary is not None:
            return NO
        key = self.key(index)
        stem = key.removesuffix("s") if match.inflected else key
        return SURE if self._is_small or is_surely_name(stem) else MAYBE

    def _is_no_person(self, index: int) -> bool:
        """Whether the neighbours make a time, a place, a firm or a title of the word."""
        word, before = self.words[index], self.previous_key(index)
        key = self.key(index)
        if key in TIMES or key.removesuffix("s") in TIMES:
            following = self.text[word.end : word.end + 2].strip(" \u00a0")
            if before in BEFORE_TIME or following[:1].isdigit() or word.gap.strip(" .\u00a0")[-1:].isdigit():
                return True
        if self.is_firm(index) or before in NO_PERSON_BEFORE:
            return True
        return key in PLACES and word.style == TITLE and self._is_in_place(index, before)

    def is_firm(self, index: int) -> bool:
        """Whether the word after makes a firm or a house of this one: "Dal AS", "Bergen kommune"; not "Dags skole"."""
        after = self.next_key(index)
        if not after:
            return False
        if self.words[index + 1].style != LOWER:
            return after in FIRM_FORMS or after in NO_PERSON_AFTER
        match = self.matches[index]
        return after in NO_PERSON_AFTER and (match is None or not match.inflected)

    def _is_in_place(self, index: int, before: str) -> bool:
        """Whether a capital stands after "på" or "i", or after another place and "og"."""
        if before in IN_PLACE:
            return True
        return before in AND and self.key(index - 2) in PLACES and self.words[index - 2].style == TITLE

    def _is_named(self, index: int) -> bool:
        """Whether the words before, or brackets, say that a name stands here."""
        word = self.words[index]
        before = self.key(index - 1) if index else ""
        if before in GREETINGS and "." not in word.gap:
            return True
        if self.previous_key(index) in ROLES | CALLED:
            return True
        if index and self.words[index - 1].is_initial and word.gap == ". ":
            return True
        if ":" in word.gap and before in LABELS and word.style == TITLE:
            return True
        return word.gap.endswith("(") and self.text[word.end : word.end + 1] == ")"

    def _judge_place(self, index: int) -> int:
        """A place that is a surname too: only what people do, or a person beside it, speaks for the person."""
        before = self.previous_key(index)
        if before in PLACE_BEFORE and before != "og":
            return NO
        if before in AND and index > 1 and self.is_plain_name(index - 2):
            return MAYBE
        after = self.next_key(index)
        if after in STRONG_VERBS - NOUN_VERBS and self.words[index + 1].style == LOWER:
            return SURE
        if self._is_with_name(index) and not self._is_with_place(index):
            return MAYBE
        return NO

    def is_plain_name(self, index: int) -> bool:
        """Whether the word is a known name and nothing else."""
        match = self.matches[index]
        return match is not None and match.ordinary is None and self.words[index].style != LOWER

    def _judge_beginning(self, index: int, match: Match) -> int:
        """A word whose capital says nothing: what follows decides."""
        word = self.words[index]
        if self.is_genitive(index):
            return SURE
        after = self.next_key(index)
        if match.inflected and word.style == TITLE:
            is_owner = after not in {"", "dato"} and classify_word(after) != "closed"
            return SURE if is_owner and self.words[index + 1].style == LOWER else NO
        if self._is_with_name(index):
            return SURE
        if self._is_clause(index):
            return MAYBE if match.ordinary == "mass" else SURE
        if after in STRONG_VERBS:
            return self._judge_strong(index, match, after)
        if after in WEAK_VERBS:
            return self._judge_weak(index, match, after)
        looks_like_verb = len(after) > 3 and after.endswith(VERB_ENDINGS) and after not in NO_VERBS
        return SURE if match.ordinary == "count" and looks_like_verb and word.style == TITLE else NO

    def _judge_strong(self, index: int, match: Match, after: str) -> int:
        nouns = NOUN_VERBS if self.key(index) in POSSESSIVES else SINGULAR_NOUNS
        if match.ordinary == "function" and after in nouns:
            return SURE if self.next_key(index + 1) in VERB_FOLLOWERS else NO
        return SURE

    def _judge_weak(self, index: int, match: Match, after: str) -> int:
        if match.ordinary != "mass":
            return SURE
        if self._has_person(index):
            return SURE
        if after not in MODALS:
            return NO
        return MAYBE if self.key(index) in WEATHER else SURE

    def _has_person(self, index: int) -> bool:
        """Whether the sentence goes on with what is said of people."""
        sentence = self.words[index].sentence
        return any(
            self.words[place].sentence == sentence and self.key(place) in PERSON_CONTEXT
            for place in range(index + 1, min(index + 1 + REACH, len(self.words)))
        )

    def _is_with_name(self, index: int) -> bool:
        """Whether "og" or a comma and another name follow."""
        if index + 1 >= len(self.words):
            return False
        if self.words[index + 1].gap == ", ":
            return self.is_other_name(index + 1)
        if self.next_key(index) not in AND:
            return False
        return self.is_other_name(index + 2) or self.next_key(index + 1) in COMPANY

    def _is_with_place(self, index: int) -> bool:
        """Whether what stands beside it after "og" or a comma is a place."""
        place = index + (1 if self.words[index + 1].gap == ", " else 2)
        return classify_word(self.key(place)) == "place"

    def _is_clause(self, index: int) -> bool:
        """Whether a comma and "som" follow: "Dag, som ..."."""
        return (
            index + 1 < len(self.words)
            and self.words[index + 1].gap == ", "
            and self.key(index + 1) in {"som", "who"}
        )
