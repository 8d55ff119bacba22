"""Findings of a comparison in words: made when somebody reads, by the practice model's words, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from hybridmentor.domain.match_criteria import CODE_SETS, Finding
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.domain.wish_map import Hours
from hybridmentor.errors import Message, NotFound


@dataclass(frozen=True)
class Wording:
    """How codes and numbers are said to one reader: by the practice model's words, in a language."""

    practice: PracticeModel
    language: str

    def name_codes(self, code_set: str | None, keys: Iterable[str]) -> str:
        """Codes in words with commas between, in the model's order; a key that the model has not stands as it is."""
        if code_set is None or code_set not in self.practice.code_sets:
            return ", ".join(sorted(keys))
        codes = self.practice.code_sets[code_set]
        places = {key: place for place, key in enumerate(codes.keys)}
        return ", ".join(
            self._name(code_set, key) for key in sorted(keys, key=lambda key: (places.get(key, 999), key))
        )

    def _name(self, code_set: str, key: str) -> str:
        try:
            names = self.practice.code_sets[code_set].label(key)
        except NotFound:
            return key
        return names[self.language].lower()

    def say_hours(self, hours: Hours) -> str:
        """20-37,5, or 20 where both ends are alike."""
        ends = [self._say_number(hours.least), self._say_number(hours.most)]
        return "-".join(dict.fromkeys(ends))

    def _say_number(self, number: float) -> str:
        text = f"{number:g}"
        return text if self.language == "en" else text.replace(".", ",")


def name_criterion(key: str) -> Message:
    """What a criterion is called."""
    # words: match.criterion.
    return Message(f"match.criterion.{key}")


def name_verdict(verdict: str) -> Message:
    """What a verdict is called; `not_compared` is one too (`match_reasons`)."""
    # words: match.verdict.
    return Message(f"match.verdict.{verdict}")


def name_own_wish(about: str) -> Message:
    """What one of `OWN_WISHES` is called."""
    # words: match.own_wish.
    return Message(f"match.own_wish.{about}")


def explain(finding: Finding, wording: Wording) -> Message:
    """Why, as a sentence for one reader."""
    code_set = CODE_SETS[finding.criterion]
    return Message(
        finding.reason,
        criterion=name_criterion(finding.criterion),
        what=wording.name_codes(code_set, finding.what),
        lacks=wording.name_codes(code_set, finding.lacks),
        km=max(1, round(finding.number)),
        limit=round(finding.limit),
        offered=wording.say_hours(finding.offered),
        wished=wording.say_hours(finding.wished),
    )
