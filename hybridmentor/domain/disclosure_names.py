"""Names in a text: those that somebody has told us, however inflected, and those that look like names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hybridmentor.domain.disclosure_evidence import MAYBE, NO, SURE, Evidence
from hybridmentor.domain.disclosure_finding import Finding
from hybridmentor.domain.disclosure_gazetteer import GIVEN, NOUN_ENDINGS, SURNAME_ENDINGS, SURNAMES
from hybridmentor.domain.disclosure_known_names import KnownNames, classify_word
from hybridmentor.domain.disclosure_vocabulary import (
    BEFORE_TIME,
    CALLED,
    NO_NAMES,
    NO_PERSON_AFTER,
    PARTICLES,
    ROLES,
    TIMES,
)
from hybridmentor.domain.disclosure_words import LOWER, TITLE, UPPER, Word

PROPOSAL, GENITIVE_PROPOSAL = "bruker", "brukerens"
ROLE_PROPOSAL, ROLE_GENITIVE_PROPOSAL = "[navn]", "[navn]s"
"""Behind a word such as "mentor"."""
MOST_ADDED = 2
"""Unknown words with a capital that a given name may have behind it."""


def find_names(text: str, words: list[Word], names: Iterable[str] = ()) -> list[Finding]:
    """Every name, words that follow each other as one finding, with an ending such as the s of "Åses".

    Sure are the words of `names`, each a full name, whatever letters and endings they stand with. Where such a word
    is an ordinary word too, capitals, place and neighbours must say that it is the name. What is no such word and
    looks like a name (a given name that we have listed, or a word with a capital after "mentor" or "heter") is a proposal.
    """
    evidence = Evidence(text, words, KnownNames(names))
    verdicts = [evidence.judge(index) for index in range(len(words))]
    found: list[Finding] = []
    for first, last in list_runs(evidence):
        for begin, end, sure in list_parts(evidence, verdicts, first, last):
            found.append(make_finding(evidence, begin, end, sure))
    return found


def make_finding(evidence: Evidence, first: int, last: int, sure: bool) -> Finding:
    """The finding of the words from `first` to `last`."""
    words = evidence.words
    apostrophe = evidence.is_genitive(last)
    match = evidence.matches[last]
    inflected = apostrophe or (
        match.inflected if match is not None else is_listed_genitive(evidence.key(last))
    )
    proposal = GENITIVE_PROPOSAL if inflected else PROPOSAL
    if evidence.previous_key(first) in ROLES:
        proposal = ROLE_GENITIVE_PROPOSAL if inflected else ROLE_PROPOSAL
    if first and words[first].is_hyphened and evidence.key(first - 1) in PARTICLES:
        first -= 1
    end = words[last].end + apostrophe
    if not inflected and has_initial_behind(evidence, last):
        end = words[last + 1].end + 1
    return Finding(words[first].start, end, "name", sure, proposal)


def has_initial_behind(evidence: Evidence, last: int) -> bool:
    """Whether a single capital with a stop follows, as in "Fatuma W."."""
    if last + 1 >= len(evidence.words) or evidence.words[last].style == LOWER:
        return False
    following = evidence.words[last + 1]
    return (
        following.is_spaced
        and following.is_initial
        and evidence.text[following.end : following.end + 1] == "."
    )


def is_listed_genitive(key: str) -> bool:
    """Whether the word is a listed name with an s."""
    return not is_listed(key) and key.endswith("s") and is_listed(key[:-1])


def is_listed(key: str) -> bool:
    """Whether a word spelled by `spell_name` is one of the names that we have listed."""
    return key in GIVEN or key in SURNAMES


def list_runs(evidence: Evidence) -> Iterator[tuple[int, int]]:
    """First and last place of the longest rows of words that may be one name together."""
    index, count = 0, len(evidence.words)
    while index < count:
        if not may_be_name(evidence, index):
            index += 1
            continue
        last = index
        while last + 1 < count and is_linked(evidence, last) and may_continue(evidence, last + 1):
            last += 1
        while not may_be_name(evidence, last):
            last -= 1
        yield index, last
        index = last + 1


def may_be_name(evidence: Evidence, index: int) -> bool:
    """Whether the word is a known or a listed name, or is said to be a name by the word before."""
    word = evidence.words[index]
    if evidence.matches[index] is not None:
        return True
    if word.style == LOWER or word.is_initial:
        return False
    key = evidence.key(index)
    if key in NO_NAMES:
        return False
    if is_listed(key) or (key.endswith("s") and is_listed(key[:-1])):
        return True
    is_plain = word.style == TITLE and not word.begins and classify_word(key) is None
    return is_plain and (evidence.previous_key(index) in ROLES | CALLED or is_shaped(key, "sen"))


def is_shaped(key: str, *endings: str) -> bool:
    """Whether a word ends as a surname does, with something before it."""
    stem = key.removesuffix("s")
    return len(stem) > 5 and stem.endswith(endings or SURNAME_ENDINGS) and not stem.endswith(NOUN_ENDINGS)


def may_continue(evidence: Evidence, index: int) -> bool:
    """Whether the word may stand inside a name: another name, an initial, or a part such as "van"."""
    word = evidence.words[index]
    if may_be_name(evidence, index):
        return word.style != LOWER or evidence.words[index - 1].style == LOWER
    return word.is_initial or (evidence.key(index) in PARTICLES and evidence.words[index - 1].style != LOWER)


def is_linked(evidence: Evidence, index: int) -> bool:
    """Whether the word and the next one may be parts of one name, by what stands between them."""
    word, following = evidence.words[index], evidence.words[index + 1]
    if word.style == LOWER and following.style != LOWER and evidence.key(index) not in PARTICLES:
        return False
    if following.is_hyphened:
        return True
    match = evidence.matches[index]
    if evidence.is_genitive(index):
        return False
    if match.inflected if match is not None else is_listed_genitive(evidence.key(index)):
        return False
    return following.is_spaced or (word.is_initial and following.gap in {". ", "."})


def list_parts(
    evidence: Evidence, verdicts: list[int], first: int, last: int
) -> Iterator[tuple[int, int, bool]]:
    """First and last place, and sureness, of the names in a row of words."""
    taken = [verdicts[index] == SURE for index in range(first, last + 1)]
    for index in range(first, last):
        if is_full_name(evidence, index):
            taken[index - first] = taken[index + 1 - first] = True
    spread_names(evidence, taken, first)
    index = first
    while index <= last:
        if taken[index - first]:
            end = index
            while end < last and taken[end + 1 - first]:
                end += 1
            yield index, extend_name(evidence, end) if end == last else end, True
            index = end + 1
        else:
            end = index
            while end < last and not taken[end + 1 - first]:
                end += 1
            yield from list_proposals(evidence, verdicts, index, end)
            index = end + 1


def is_full_name(evidence: Evidence, index: int) -> bool:
    """Whether the word and the next one are words of the same known name, and not both ordinary words in small letters."""
    one, other = evidence.matches[index], evidence.matches[index + 1]
    if one is None or other is None or one.owners.isdisjoint(other.owners):
        return False
    if evidence.words[index].style != LOWER:
        return evidence.words[index + 1].style != LOWER and not is_time(evidence, index)
    return (one.ordinary is None or other.ordinary is None) and not is_time(evidence, index)


def is_time(evidence: Evidence, index: int) -> bool:
    """Whether the word is a time: "i dag", "hver vår"."""
    return evidence.key(index) in TIMES and evidence.previous_key(index) in BEFORE_TIME


def spread_names(evidence: Evidence, taken: list[bool], first: int) -> None:
    """Take what stands beside a sure name in the same letters and may be part of it."""
    for steps in (range(1, len(taken)), range(len(taken) - 2, -1, -1)):
        forwards = steps.step > 0
        for place in steps:
            beside = place - 1 if forwards else place + 1
            if taken[beside] and not taken[place] and is_part(evidence, first + place, forwards):
                taken[place] = True
    # An initial or "van" at an end belongs to no name.
    while taken and taken[-1] and is_filling(evidence, first + len(taken) - 1):
        taken.pop()
        taken.append(False)
        break


def is_filling(evidence: Evidence, index: int) -> bool:
    """Whether the word is an initial or a part such as "van", and no known name."""
    return evidence.matches[index] is None and (
        evidence.words[index].is_initial or evidence.key(index) in PARTICLES
    )


def is_part(evidence: Evidence, index: int, forwards: bool) -> bool:
    """Whether a word beside a sure name is part of the same name."""
    word = evidence.words[index]
    if is_filling(evidence, index):
        return True
    if word.style == LOWER:
        return False
    key = evidence.key(index)
    ordinary = classify_word(key)
    if ordinary in {"closed", "place"}:
        return False
    if ordinary in {"function", "mass", "count"} and word.begins:
        return key in GIVEN and not is_time(evidence, index) and ordinary != "function"
    return forwards or not is_listed_genitive(key)


def extend_name(evidence: Evidence, last: int) -> int:
    """The last word of a name that ends so far at `last`: a given name takes the unknown surname behind it along."""
    added = 0
    while added < MOST_ADDED and last + 1 < len(evidence.words) and is_linked(evidence, last):
        word, key = evidence.words[last + 1], evidence.key(last + 1)
        if word.style != TITLE or word.is_initial or key in NO_NAMES or key in NO_PERSON_AFTER:
            break
        if evidence.matches[last + 1] is not None or classify_word(key) in {"closed", "place"}:
            break
        if not (evidence.key(last) in GIVEN or added or word.is_hyphened):
            break
        last += 1
        added += 1
    return last


def list_proposals(
    evidence: Evidence, verdicts: list[int], first: int, last: int
) -> Iterator[tuple[int, int, bool]]:
    """The names in a row of words of which none is sure."""
    anchors = [
        index
        for index in range(first, last + 1)
        if verdicts[index] == MAYBE or (evidence.matches[index] is None and is_likely(evidence, index))
    ]
    if not anchors:
        return
    begin, end = anchors[0], anchors[-1]
    if begin > first and verdicts[begin - 1] == NO and evidence.words[begin].style != LOWER:
        key = evidence.key(begin - 1)
        if key in GIVEN and not evidence.words[begin - 1].begins:
            begin -= 1
    yield begin, extend_name(evidence, end), False


def is_likely(evidence: Evidence, index: int) -> bool:
    """Whether a word that nobody has told us is a name: listed and nothing else, or said to be one."""
    word, key = evidence.words[index], evidence.key(index)
    if word.is_initial or word.style == LOWER or key in PARTICLES:
        return False
    said = evidence.previous_key(index) in ROLES | CALLED and not word.begins
    ordinary = classify_word(key) or classify_word(key.removesuffix("s"))
    if said and ordinary in {None, "rare", "count"}:
        return True
    if ordinary == "rare":
        return word.style == TITLE
    if ordinary is not None:
        return has_surname(evidence, index)
    given = key in GIVEN or key.removesuffix("s") in GIVEN
    if given:
        return word.style == TITLE or evidence.words[index - 1].style == UPPER
    return word.style == TITLE and (not word.begins or is_shaped(key, "sen")) and not evidence.is_firm(index)


def has_surname(evidence: Evidence, index: int) -> bool:
    """Whether an ordinary word that is a given name has a surname behind it: "Dag Hansen", "Liv Berg"."""
    word = evidence.words[index]
    if evidence.key(index) not in GIVEN or index + 1 >= len(evidence.words) or is_time(evidence, index):
        return False
    following = evidence.words[index + 1]
    key = evidence.key(index + 1)
    if word.style == LOWER or following.style != word.style or not is_linked(evidence, index):
        return False
    return (key in SURNAMES or is_shaped(key)) and classify_word(key) not in {"closed", "place"}
