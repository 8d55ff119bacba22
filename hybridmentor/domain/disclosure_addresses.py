"""Addresses in a text: streets with a number, post boxes, and postal codes with a place."""

from __future__ import annotations

import re

from hybridmentor.domain.disclosure_finding import Finding
from hybridmentor.domain.disclosure_vocabulary import NO_NAMES, PLACES
from hybridmentor.domain.disclosure_words import LOWER, Word, list_plain, spell_name

STREETS = list_plain(
    """gate gata gaten gt vei veien veg vegen vn allé alle alleen alléen plass plassen torg torget terrasse brygge brygga kai
    kaia bakke bakken sti stien sving svingen ring ringen krok kroken tun tunet haug haugen park parken løkke løkka lia
    smug smuget faret grend grenda åsen jordet toppen kleiva stubben dalen lina hagen passasje boulevard gård minde"""
)
ENDINGS = (
    "gata", "gate", "gaten", "gt", "veien", "vei", "vegen", "veg", "alleen", "alléen", "allé", "plassen", "plass", "torget",
    "torg", "bakken", "stien", "svingen", "kroken", "tunet", "smuget", "faret", "grenda", "kaia", "brygga", "brygge",
    "løkka", "jordet", "terrasse", "kleiva", "stubben", "toppen", "haugen", "åsen", "hagen", "ringen", "lia", "parken",
)  # fmt: skip
WEAK_ENDINGS = ("toppen", "haugen", "åsen", "hagen", "ringen", "lia", "parken", "plass", "plassen", "bakken")
"""Endings of ordinary words too: first in a sentence such a word needs a house letter or a place behind it."""

HOUSE = re.compile(
    r"\.?[ \u00a0]{1,2}(?P<number>\d{1,4})(?:[A-Za-z](?!\w)|[ \u00a0][A-Z](?!\w)|(?!\w))(?![.,:/]\d|[ \u00a0]?%)"
)
UNIT = re.compile(
    r"[ \u00a0](?:timer?|dager?|dagar|uker?|veker?|gang(?:er)?|gong(?:ar)?|år|prosent|kr|kroner|personer?|min|minutter|måneder"
    r"|månader|mnd|stk|km|m|meter|ansatte|plasser|saker|brukere|meldinger)(?!\w)",
    re.IGNORECASE,
)
FLAT = re.compile(r",?[ \u00a0](?:[HULK]0\d0\d|leil\.?[ \u00a0]\d{1,4})(?!\w)")
PLACE = r"[^\W\d_a-zæøå][^\W\d_]{1,30}(?:[ \u00a0]i[ \u00a0][^\W\d_a-zæøå][^\W\d_]{1,30})?"
POSTAL = re.compile(rf"(?:,[ \u00a0\n]?|[ \u00a0\n]{{1,2}})(?:N-|NO-)?\d{{4}}[ \u00a0]{{1,2}}{PLACE}")
CODE = re.compile(rf"(?<![\w.,\-/+])(?P<code>\d{{4}})[ \u00a0]{{1,2}}(?P<place>{PLACE})")
BOX = re.compile(
    r"(?<!\w)[Pp](?:ost)?b(?:oks|\.)[ \u00a0]\d{1,4}(?:[ \u00a0][^\W\d_a-zæøå][^\W\d_]{1,30}(?=,))?"
)
MOST_WORDS = 4
"""Words before "gate" that may belong to its name."""


def find_addresses(text: str, words: list[Word]) -> list[Finding]:
    """Every street with a number, post box, and postal code with a place; one finding where they follow each other."""
    found = [
        Finding(start, extend_end(text, end), "address", False, "[adresse]")
        for start, end in list_streets(text, words)
    ]
    for match in BOX.finditer(text):
        found.append(Finding(match.start(), extend_end(text, match.end()), "address", False, "[adresse]"))
    for match in CODE.finditer(text):
        if is_postal(text, match):
            found.append(Finding(*match.span(), "address", False, "[adresse]"))
    return found


def extend_end(text: str, end: int) -> int:
    """Where an address ends that reads `text[:end]` so far: with the flat, the postal code and the place."""
    flat = FLAT.match(text, end)
    if flat is not None:
        end = flat.end()
    postal = POSTAL.match(text, end)
    return end if postal is None else postal.end()


def list_streets(text: str, words: list[Word]) -> list[tuple[int, int]]:
    """Where streets with a number stand."""
    found = []
    for index, word in enumerate(words):
        plain = word.plain
        if not plain.endswith(ENDINGS) and plain not in STREETS:
            continue
        house = HOUSE.match(text, word.end)
        if house is None or UNIT.match(text, house.end()):
            continue
        if plain in STREETS:
            first = find_first(words, index)
        else:
            first = index if word.style != LOWER else None
            if first is not None and plain.endswith(WEAK_ENDINGS) and word.begins:
                lettered = not house[0][-1].isdigit()
                first = first if lettered or POSTAL.match(text, house.end()) else None
        if first is not None:
            found.append((words[first].start, house.end()))
    return found


def find_first(words: list[Word], index: int) -> int | None:
    """The first word of a street whose last one is a word such as "gate"; None if it has no name before it."""
    first = None
    for place in range(index - 1, max(-1, index - 1 - MOST_WORDS), -1):
        follower = words[place + 1]
        if not (follower.is_spaced or follower.is_hyphened or follower.gap == ". "):
            break
        if words[place].style != LOWER:
            first = place
        elif words[place].plain not in {"den", "de", "og", "av", "på"} | {
            "femtes",
            "syvendes",
            "fjerdes",
            "siste",
        }:
            break
        if words[place].begins:
            break
    return first


def is_postal(text: str, match: re.Match[str]) -> bool:
    """Whether four digits and a word with a capital are a postal code and a place."""
    key = spell_name(match["place"].partition(" ")[0])
    before = text[max(0, match.start() - 2) : match.start()]
    if key in NO_NAMES or match["code"] == "0000":
        return False
    is_apart = before == "" or any(sign in before for sign in ",:\n")
    if key in PLACES:
        return is_apart or match["code"][:2] not in ("19", "20")
    return is_apart and match["code"][:2] not in ("19", "20")
