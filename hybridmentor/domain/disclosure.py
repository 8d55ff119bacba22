"""The disclosure check: what in a text tells, or may tell, who somebody is.

A sure finding may not be kept; the rest is a proposal, which a person judges. Nothing is sent anywhere and nothing is
guessed by a model: each rule stands in one of the modules `disclosure_*` beside this one.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import replace

from hybridmentor.domain.disclosure_addresses import find_addresses
from hybridmentor.domain.disclosure_combinations import find_combinations
from hybridmentor.domain.disclosure_dates import find_dates
from hybridmentor.domain.disclosure_finding import KIND_WORDS as KIND_WORDS, Finding as Finding
from hybridmentor.domain.disclosure_links import find_emails, find_links
from hybridmentor.domain.disclosure_names import find_names
from hybridmentor.domain.disclosure_numbers import find_numbers
from hybridmentor.domain.disclosure_words import split_words

HOLDERS = frozenset({"email", "link"})
"""A sure finding inside one of these makes it sure."""


def find_disclosures(text: str, names: Iterable[str] = ()) -> list[Finding]:
    """Every finding in the text, sorted by where it starts, none overlapping another.

    Kinds (each with its definition where it is found):

    - `national_id`: a Norwegian national identity number of any kind; always sure.
    - `name`: a word of `names` (full names, each word of them counts), inflected too, is sure; what looks like another
      name is a proposal.
    - `phone`, `email`, `account`, `organisation`, `date`, `address`, `link`: proposals.
    - `combination`: a word for an illness beside two or three of age, place and trade; a proposal.

    Where findings overlap a national identity number wins, then the longest, then the surest one. A link or an e-mail
    address with a known name in it is sure; before a national identity number it is cut off. Offsets are code
    points. Time grows with the length of the text alone.
    """
    words = split_words(text)
    found = [
        *find_numbers(text),
        *find_emails(text),
        *find_links(text),
        *find_dates(text),
        *find_addresses(text, words),
        *find_names(text, words, names),
        *find_combinations(text, words),
    ]
    return choose_findings(found)


def choose_findings(found: list[Finding]) -> list[Finding]:
    """The findings that stay where some overlap, sorted."""
    chosen: list[Finding] = []
    starts: list[int] = []
    for one in sorted(found, key=rank_finding):
        place = bisect_left(starts, one.end)
        before = chosen[place - 1] if place else None
        if before is None or before.end <= one.start:
            kept = one
        elif one.sure and before.kind in HOLDERS and before.start <= one.start and one.end <= before.end:
            chosen[place - 1] = replace(before, sure=True)
            continue
        elif one.kind in HOLDERS and before.kind == "national_id" and one.start < before.start:
            kept = replace(one, end=starts[bisect_right(starts, one.start)])
        else:
            continue
        place = bisect_right(starts, kept.start)
        if place and chosen[place - 1].end > kept.start:
            continue
        starts.insert(place, kept.start)
        chosen.insert(place, kept)
    return chosen


def rank_finding(finding: Finding) -> tuple[bool, int, bool, int]:
    """The order in which findings are chosen."""
    return finding.kind != "national_id", finding.start - finding.end, not finding.sure, finding.start
