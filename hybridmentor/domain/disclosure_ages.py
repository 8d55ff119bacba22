"""Ages of people in a text, in figures and in words; how long something lasts is none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hybridmentor.domain.disclosure_words import list_plain

NUMBER = r"(?:1[5-9]|[2-8]\d)"
TENS = "(?:tjue|tretti|førti|femti|seksti|sytti|åtti|tredve)"
SPELLED = (
    rf"(?:femten|seksten|sytten|atten|nitten|{TENS}(?:en|ett|éin|ein|to|tre|fire|fem|seks|sju|syv|åtte|ni)?)"
)
GAP = "[ \u00a0]"
PERSON = (
    "(?:mann|mannen|kvinne|kvinna|kvinnen|dame|dama|gutt|gutten|guten|gut|jente|jenta|kar|karen|person|personen|bruker"
    "|brukeren|brukar|brukaren|mentor|mentoren|deltaker|deltakeren|deltakar|deltakaren|han|hun|ho|hen|ein|en|ei)"
)
SAID = re.compile(
    rf"(?<![\w.,])(?:{NUMBER}|{SPELLED})[- \u00a0]?(?:åring\w*|årig\w*|år{GAP}ga(?:mm|m)\w+)"
    rf"|(?<!\w)(?:{NUMBER}|20|30)-(?:åra|årene|års?alder\w*)(?!\w)"
    rf"|(?<!\w){TENS}-?(?:åra|årene)(?!\w)"
    r"|(?<!\w)tenåring\w*"
    rf"|(?<!\w)(?:født|fødd|f\.){GAP}?(?:i{GAP})?(?:19|20)\d\d(?!\d)"
    rf"|(?<!\w)årgang{GAP}?(?:19|20)?\d\d(?!\d)"
    rf"|(?<!\w)(?:fylte|fyller|fylde|fyl){GAP}(?:snart{GAP})?{NUMBER}(?!\w)"
    rf"|\({NUMBER}\)"
    rf"|(?<!\w){PERSON}{GAP}på{GAP}{NUMBER}(?!\w|[.,]\d|%)"
    rf"|(?<=[^\W\d_]){GAP}på{GAP}{NUMBER}(?=,{GAP}|\.(?!\d)|{GAP}(?:fra|frå|ved|i|med|som|og|har)(?!\w))"
    rf"|(?<!\w)(?:er|var|blir|ble|vart){GAP}(?:(?:nå|no|bare|berre|snart){GAP})?{NUMBER}"
    rf"(?=,{GAP}|\.(?!\d)|;|{GAP}(?:og|som|fra|frå|med|bor|bur)(?!\w))"
    rf"|(?<=[^\W\d_]),{GAP}{NUMBER}(?=,{GAP}|\.(?:\s|$)|$)",
    re.IGNORECASE | re.MULTILINE,
)
YEARS = re.compile(
    rf"(?<![\w.,–-])(?:{NUMBER}|{SPELLED}){GAP}(?:år|years{GAP}old)(?!\w)"
    rf"(?!{GAP}(?:siden|sidan|sia|med|erfaring|erfaren|som|ago|senere|seinare|tilbake|i{GAP}(?:år|bransjen|yrket)))",
    re.IGNORECASE,
)
LASTING = frozenset(
    list_plain(
        """i etter for over under siste hele heile gjennom cirka ca minst nesten mer meir enn til fra frå om hver kvar siden
        inntil"""
    )
)
"""Before "20 år" what makes a time of it."""

BEFORE = re.compile(r"([^\W\d_]+)[ \u00a0]$")
FIRST_TIME = re.compile(rf"(?<!\w)(?:gang|gangen|gong|gongen|over|nesten){GAP}på{GAP}$", re.IGNORECASE)
"""Before "20 år" with "på": "for første gang på 20 år"; else it is an age, as in "en mann på 61 år"."""
LOOK_BACK = 24


def find_ages(text: str) -> Iterator[int]:
    """Where each age ends."""
    for match in SAID.finditer(text):
        yield match.end()
    for match in YEARS.finditer(text):
        before = text[max(0, match.start() - LOOK_BACK) : match.start()]
        word = BEFORE.search(before)
        if (word is None or word[1].lower() not in LASTING) and not FIRST_TIME.search(before):
            yield match.end()
