"""The disclosure check where it is known who the people are: whose name a text holds, and what to write instead.

`disclosure` finds; here each finding that is a name is laid beside the people, since a first name that several bear does
not tell who somebody is, and those who work at the office are named freely.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from hybridmentor.domain.disclosure import HOLDERS, find_disclosures
from hybridmentor.domain.disclosure_finding import Finding
from hybridmentor.domain.disclosure_known_names import (
    KnownNames,
    Match,
    classify_word,
    fold_loosely,
    is_surely_name,
    list_stems,
)
from hybridmentor.domain.disclosure_names import (
    GENITIVE_PROPOSAL,
    ROLE_GENITIVE_PROPOSAL,
    ROLE_PROPOSAL,
    find_names,
)
from hybridmentor.domain.disclosure_vocabulary import NOUN_VERBS, STRONG_VERBS
from hybridmentor.domain.disclosure_words import LOWER, TITLE, Word, list_keys, spell_name, split_words
from hybridmentor.domain.folding import WHOLE, fold_word

JOBSEEKER, MENTOR, CONTACT, OTHER, STAFF = "jobseeker", "mentor", "contact", "other", "staff"
FIRM, PLACE, OFFICE = "firm", "place", "office"
"""Whose name it is where it is nobody's: found by `experience_draft`, where neither is to be named."""
OWN = frozenset({JOBSEEKER, MENTOR, CONTACT})
"""Who belongs to the case that the text is about."""
SEVERAL = "case"
"""Whose name it is where more than one in the case bears it."""

NEUTRAL = list_keys(
    "bruker brukar mentor veileder rettleiar arbeidsgiver arbeidsgivar kontaktperson leder leiar nav"
)
"""What people write instead of a name, and therefore no part of one, whatever a name in the register says."""

DEEDS = STRONG_VERBS - NOUN_VERBS
"""What only people do: a word before one of these is a name, also first in a sentence."""

SENTENCE_ENDS = ".!?…\n"
DEN = re.compile("(?<!\\w)den[ \u00a0]{1,2}$", re.IGNORECASE)
"""Before a day, "den" goes when the day does: "flyttet til den 3. mars" becomes "flyttet til en dag i mars"."""


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody whose name is known, and what the person is: one of `OWN`, `OTHER` in the register, or `STAFF`."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A finding, and whose name it is: a role, `SEVERAL`, or None where it is no known name."""

    finding: Finding
    whose: str | None = None

    @property
    def wording(self) -> str:
        """The key of the words to write instead: the kind; for a name in the case whose it is, `_genitive` for "Åses"."""
        if self.whose in (FIRM, PLACE, OFFICE):
            return f"{self.whose}_genitive" if self.finding.proposal.endswith("s") else str(self.whose)
        is_genitive = self.finding.proposal in (GENITIVE_PROPOSAL, ROLE_GENITIVE_PROPOSAL)
        if self.finding.kind != "name":
            return self.finding.kind
        if self.whose not in OWN or self.finding.proposal in (ROLE_PROPOSAL, ROLE_GENITIVE_PROPOSAL):
            return "name_genitive" if is_genitive else "name"
        return f"{self.whose}_genitive" if is_genitive else str(self.whose)


def find_mentions(text: str, people: Iterable[KnownPerson], firms: Iterable[str] = ()) -> list[Mention]:
    """What `find_disclosures` finds, names judged by whose they are, sorted by where they start.

    - Of those in the case (`OWN`) each word of the name counts, as `find_disclosures` promises.
    - Of `OTHER` a name is sure by two of its words beside each other, or by one that only one person bears, that nobody
      of the `STAFF` is called, and whose letters or place say that it is a name. Else it is a proposal.
    - A name of the `STAFF`, whole or by a word that nobody in the case bears, is none, nor is one inside the name of a firm.
    """
    persons = [replace(one, name=strip_neutral(one.name)) for one in people]
    known = KnownNames(one.name for one in persons)
    words = split_words(text)
    firm_spans = list(list_spans(text, firms))
    mentions = []
    for finding in find_disclosures(text, [one.name for one in persons if one.role != STAFF]):
        if finding.kind != "name" and not (finding.sure and finding.kind in HOLDERS):
            mentions.append(Mention(finding))
            continue
        if any(start <= finding.start and finding.end <= end for start, end in firm_spans):
            continue
        inside = [index for index, word in enumerate(words) if finding.start <= word.start < finding.end]
        judged = judge_name(finding, words, inside, known, persons)
        if judged is not None:
            mentions.append(judged)
    return mentions


def judge_name(
    finding: Finding,
    words: list[Word],
    inside: Sequence[int],
    known: KnownNames,
    persons: Sequence[KnownPerson],
) -> Mention | None:
    """The finding, in which the words at `inside` stand, with whose name it is and as sure as that makes it.

    None for a name that may stand.
    """
    matches = {index: match for index in inside if (match := known.match(words[index])) is not None}
    counts = Counter(owner for match in matches.values() for owner in match.owners)
    most = Counter[str]()
    for owner, count in counts.items():
        role = persons[owner].role
        most[role] = max(most[role], count)
    most_own = max(most[role] for role in OWN)
    if most[STAFF] > 1 and most[STAFF] >= max(most_own, most[OTHER]):
        return keep_holder(finding)
    if most_own:
        bearers = [
            persons[owner]
            for owner, count in counts.items()
            if count == most_own and persons[owner].role in OWN
        ]
        return Mention(finding, name_role(bearers))
    if most[OTHER] > 1:
        return Mention(finding, OTHER)
    if not most[OTHER]:
        return keep_holder(finding) if most[STAFF] else Mention(finding)
    return judge_lone(finding, words, matches, persons)


def name_role(bearers: Sequence[KnownPerson]) -> str:
    """Whose name it is of those in the case who bear it; a mentor who is the contact person as well is the mentor."""
    others = [set(one.name.split()) for one in bearers if one.role != CONTACT]
    roles = {
        one.role
        for one in bearers
        if one.role != CONTACT or not any(set(one.name.split()) <= words for words in others)
    }
    return roles.pop() if len(roles) == 1 else SEVERAL


def keep_holder(finding: Finding) -> Mention | None:
    """What is left of a finding whose name may stand: an address or link with it in it is a proposal still."""
    return None if finding.kind == "name" else Mention(replace(finding, sure=False))


def judge_lone(
    finding: Finding, words: list[Word], matches: Mapping[int, Match], persons: Sequence[KnownPerson]
) -> Mention | None:
    """A name of which no two words are the same person's in the register."""
    told = {
        index: {persons[owner].name for owner in match.owners}
        for index, match in matches.items()
        if not any(persons[owner].role == STAFF for owner in match.owners)
    }
    if finding.kind == "name" and any(
        len(names) == 1 and is_telling(words, index, matches[index]) for index, names in told.items()
    ):
        return Mention(finding, OTHER)
    # A small word that is somebody's surname as well ("øvelse") is met in every second note.
    if not any(words[index].style != LOWER or is_surely(words[index]) for index in told):
        return keep_holder(finding)
    return Mention(replace(finding, sure=False))


def is_telling(words: list[Word], index: int, match: Match) -> bool:
    """Whether letters, place, an ending or what follows say that a word which one person bears is the name."""
    word = words[index]
    if is_surely(word) or (word.style == TITLE and (not word.begins or match.inflected)):
        return True
    following = words[index + 1] if index + 1 < len(words) else None
    acts = following is not None and following.is_spaced and spell_name(following.text) in DEEDS
    return word.style == TITLE and acts


def is_surely(word: Word) -> bool:
    """Whether the word, or what is left of it without an s, is hardly ever anything but a name."""
    key = spell_name(word.text)
    return is_surely_name(key) or is_surely_name(key.removesuffix("s"))


def strip_neutral(name: str) -> str:
    """The name without words that are written instead of names: of "Mona Mentor" is left "Mona"."""
    return " ".join(word for word in name.split() if spell_name(word) not in NEUTRAL)


def list_spans(text: str, firms: Iterable[str]) -> Iterable[tuple[int, int]]:
    """Where the names of firms stand in the text, whatever their letters."""
    for firm in firms:
        if firm.strip():
            for match in re.finditer(rf"(?<!\w){re.escape(firm.strip())}(?!\w)", text, re.IGNORECASE):
                yield match.span()


def list_lookup_terms(text: str) -> set[str]:
    """The terms of `folding.list_index_terms` under which a name in the text stands whole.

    Each word, and what is left of it without the endings of names. Small words that are ordinary ones are left out.
    """
    terms = set()
    for word in split_words(text):
        key = spell_name(word.text)
        is_small = word.style == LOWER
        if not key or (is_small and classify_word(key) is not None):
            continue
        for spelled in (fold_word(word.text), fold_loosely(key)):
            terms |= {stem + WHOLE for stem, _ in list_stems(spelled, not is_small) if len(stem) > 1}
    return terms


def pick_names(text: str) -> list[str]:
    """What stands as a name in a line such as "Kari Berg, daglig leder, tlf 922 33 445"."""
    return [text[found.start : found.end] for found in find_names(text, split_words(text))]


def replace_mentions(text: str, mentions: Iterable[Mention], write: Callable[[Mention], str]) -> str:
    """The text with what `write` says for each of the mentions, sorted as found; a capital where a sentence begins."""
    parts: list[str] = []
    position = 0
    for mention in mentions:
        start = mention.finding.start
        if mention.finding.kind == "date" and (den := DEN.search(text[position:start][-5:])) is not None:
            start -= len(den[0])
        before = text[:start].rstrip(' \t«"(')
        wording = write(mention)
        if not before or before[-1] in SENTENCE_ENDS:
            wording = wording[:1].upper() + wording[1:]
        parts += [text[position:start], wording]
        position = mention.finding.end
    return "".join([*parts, text[position:]])
