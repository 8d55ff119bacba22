"""The draft of an experience made from a case: its notes in neutral words, the step it has reached, what it was mostly about.

A draft is a proposal that its author reads and rewrites. What the disclosure check finds is worded neutrally, proposals too,
and beside the people the names of the companies, the places and the office: an experience is read by those who know none of them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from hybridmentor.domain.disclosure_combinations import is_place
from hybridmentor.domain.disclosure_finding import Finding
from hybridmentor.domain.disclosure_people import (
    FIRM,
    OFFICE,
    PLACE,
    STAFF,
    KnownPerson,
    Mention,
    find_mentions,
    replace_mentions,
)
from hybridmentor.domain.disclosure_words import split_words
from hybridmentor.domain.practice import PracticeModel

MOST_THEMES = 3
LONGEST_NOTE = 600
SHARING_STEP = "share"
COLLEAGUE = "colleague"
"""Somebody of the staff, where they are to be named no more than others."""
LEGAL_FORMS = re.compile(r"[ ,]+(?:AS|ASA|ANS|BA|DA|ENK|HF|IKS|KF|NUF|SA|SF)$", re.IGNORECASE)
"""What stands behind the name of a company and is seldom said."""
GENITIVE = r"(?P<genitive>['’]?s?)(?!\w)"
PROPOSALS = {
    FIRM: ("bedriften", "bedriftens"),
    PLACE: ("[sted]", "[sted]"),
    OFFICE: ("Nav-kontoret", "Nav-kontorets"),
}


@dataclass(frozen=True)
class Places:
    """What else than people tells where a case is: companies, places, and the office with and without "Nav"."""

    firms: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    offices: tuple[str, ...] = ()


def find_told(text: str, people: Iterable[KnownPerson], where: Places) -> list[Mention]:
    """What of the text tells who somebody is or where it was, sorted; a company, a place or an office wins over a name in it.

    The whole name of a company is sure, and so is what is left of it without its legal form, if it has several words or stands
    with a capital inside a sentence; at the beginning of one it may be an ordinary word. That, and a place, is a proposal.
    """
    told = [
        *_find_firms(text, where.firms),
        *_find_offices(text, where.offices),
        *_find_places(text, where.places),
    ]
    chosen: list[Mention] = []
    for one in sorted(
        told, key=lambda mention: (mention.finding.start - mention.finding.end, mention.finding.start)
    ):
        if not any(_overlap(one, other) for other in chosen):
            chosen.append(one)
    others = [
        one
        for one in find_mentions(text, people)
        if one.finding.kind in ("national_id", "email", "link", "address")
        or not any(_overlap(one, c) for c in chosen)
    ]
    kept = [one for one in chosen if not any(_overlap(one, other) for other in others)]
    return sorted([*kept, *others], key=lambda mention: mention.finding.start)


def _overlap(one: Mention, other: Mention) -> bool:
    return one.finding.start < other.finding.end and other.finding.start < one.finding.end


def _make(match: re.Match[str], whose: str, *, sure: bool) -> Mention:
    proposal = PROPOSALS[whose][bool(match["genitive"])]
    return Mention(Finding(match.start(), match.end(), "name", sure, proposal), whose)


def _find_firms(text: str, firms: Iterable[str]) -> Iterable[Mention]:
    words = {word.start: word for word in split_words(text)}
    for firm in {one.strip() for one in firms if one.strip()}:
        short = LEGAL_FORMS.sub("", firm)
        for name in {firm, short}:
            is_plain = name == short and len(name.split()) == 1
            # One word in small letters, "bakeriet", is what any bakery is called.
            flags = re.NOFLAG if is_plain else re.IGNORECASE
            for match in re.finditer(rf"(?<!\w){re.escape(name)}{GENITIVE}", text, flags):
                word = words.get(match.start())
                yield _make(match, FIRM, sure=not is_plain or word is None or not word.begins)


def _find_offices(text: str, offices: Iterable[str]) -> Iterable[Mention]:
    for office in offices:
        for match in re.finditer(rf"(?<!\w){re.escape(office)}{GENITIVE}", text, re.IGNORECASE):
            yield _make(match, OFFICE, sure=False)


def _find_places(text: str, places: Iterable[str]) -> Iterable[Mention]:
    for place in {one.strip() for one in places if one.strip()}:
        for match in re.finditer(rf"(?<!\w){re.escape(place)}{GENITIVE}", text):
            yield _make(match, PLACE, sure=False)
    words = split_words(text)
    for index, word in enumerate(words):
        if is_place(words, index):
            yield Mention(Finding(word.start, word.end, "name", False, PROPOSALS[PLACE][0]), PLACE)


def word_neutrally(
    text: str, people: Iterable[KnownPerson], where: Places, write: Callable[[Mention], str]
) -> str:
    """The text with neutral words, as `write` has them, for all that tells who or where; the staff are not named either."""
    persons = [KnownPerson(one.name, COLLEAGUE if one.role == STAFF else one.role) for one in people]
    # Twice: what stood beside a name may be one too, and is seen when the name is gone.
    for _ in range(2):
        found = find_told(text, persons, where)
        if not found:
            break
        text = replace_mentions(text, found, write)
    return text


def compose_text(notes: Iterable[str | None], reword: Callable[[str], str]) -> str | None:
    """The notes in neutral words, a paragraph each, long ones cut at a word; None for none."""
    parts = []
    for note in notes:
        text = " ".join((note or "").split())
        if len(text) > LONGEST_NOTE:
            text = text[:LONGEST_NOTE].rsplit(" ", 1)[0] + " …"
        if text:
            parts.append(reword(text))
    return "\n\n".join(dict.fromkeys(parts)) or None


def find_reached_step(
    practice: PracticeModel, statuses: Mapping[str, str], chosen: str | None = None
) -> str | None:
    """The step that an experience is about: the chosen one, else the last that is done or going on.

    The step in which experiences are shared is none to tell of.
    """
    keys = [step.key for step in practice.steps if step.key != SHARING_STEP]
    if chosen in keys:
        return chosen
    reached = [key for key in keys if statuses.get(key) in ("done", "in_progress")]
    return reached[-1] if reached else None


def choose_themes(practice_keys: Sequence[str], themes: Iterable[str]) -> list[str]:
    """The themes that contacts had most often, a few, in the model's order."""
    counts = Counter(theme for theme in themes if theme in practice_keys)
    most = sorted(counts, key=lambda key: (-counts[key], practice_keys.index(key)))[:MOST_THEMES]
    return [key for key in practice_keys if key in most]
