"""Addresses in a text: streets with a number, post boxes, and postal codes with a place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from hybridmentor.domain.disclosure_finding import Finding
from hybridmentor.domain.disclosure_gazetteer import GIVEN
from hybridmentor.domain.disclosure_vocabulary import NO_NAMES, PLACES
from hybridmentor.domain.disclosure_words import LOWER, TITLE, Word, list_keys, list_plain, spell_name

STREETS = list_plain(
    """gate gata gaten gt vei veien veg vegen vn allé alle alleen alléen plass plassen torg torget terrasse brygge brygga kai
    kaia bakke bakken sti stien sving svingen ring ringen krok kroken tun tunet haug haugen park parken løkke løkka lia
    smug smuget faret grend grenda åsen jordet toppen kleiva stubben dalen lina hagen passasje boulevard gård minde
    gangen sida tråkket tråkka moen enga neset rabben høgda høyden kollen brinken rinden geilen veita almenning
    allmenningen strete løypa"""
)
ENDINGS = (
    "gata", "gate", "gaten", "gt", "veien", "vei", "vegen", "veg", "alleen", "alléen", "allé", "plassen", "plass", "torget",
    "torg", "bakken", "stien", "svingen", "kroken", "tunet", "smuget", "faret", "grenda", "kaia", "brygga", "brygge",
    "løkka", "jordet", "terrasse", "kleiva", "stubben", "toppen", "haugen", "åsen", "hagen", "ringen", "lia", "parken",
    "vn", "gangen", "tråkket", "tråkka", "geilen", "veita", "almenningen", "allmenningen", "sida", "enga", "moen", "neset",
    "nesset", "rabben", "høgda", "høyden", "kollen", "brinken", "lunden", "bråten", "vika", "ryggen", "stranda", "bryggen",
    "bukta", "myra", "dalen", "teigen", "åkeren", "sletta", "svingane", "krysset", "kvartalet",
)  # fmt: skip
WEAK_ENDINGS = (
    "toppen", "haugen", "åsen", "hagen", "ringen", "lia", "parken", "plass", "plassen", "bakken", "gangen", "sida", "enga",
    "moen", "neset", "nesset", "høgda", "høyden", "kollen", "lunden", "bråten", "vika", "ryggen", "stranda", "bryggen",
    "bukta", "myra", "dalen", "teigen", "åkeren", "sletta", "svingane", "krysset", "kvartalet",
)  # fmt: skip
"""Endings of ordinary words too: first in a sentence such a word needs a house letter or a place behind it."""

ROADS = frozenset(
    list_plain(
        "fylkesvei fylkesveg fylkesveien riksvei riksveg riksveien europavei europaveg kommunevei motorvei motorveg"
    )
)
"""A number behind these is the road's."""

HOUSE = re.compile(
    r"\.?[ \u00a0]{1,2}(?P<number>\d{1,4})(?:[A-Za-z](?!\w)|[ \u00a0][A-Z](?!\w)|(?!\w))(?![.,:/]\d|[ \u00a0]?%)"
)
UNIT = re.compile(
    r"[ \u00a0](?:timer?|dager?|dagar|uker?|veker?|gang(?:er)?|gong(?:ar)?|år|prosent|kr|kroner|personer?|min|minutter|måneder"
    r"|månader|mnd|stk|km|m|meter|ansatte|tilsette|plasser|plassar|saker|brukere|brukarar|meldinger|møter|samtaler|besøk|elever"
    r"|elevar|deltakere|deltakarar|barn|skift|bord|boder|netter|kvelder|menn|kvinner|mentorer|mentorar|folk|stillinger"
    r"|kg|kilo|liter|mål|sider|rader|trinn|steg|forsøk|vaktmestere|veier|vegar|av|til)(?!\w)",
    re.IGNORECASE,
)
FLAT = re.compile(
    r",?[ \u00a0](?:[HULK]0\d0\d|leil\w*\.?[ \u00a0](?:nr\.?[ \u00a0])?\w?\d{1,4}|\d{1,2}\.[ \u00a0]?(?:etg|etasje))(?!\w)",
    re.IGNORECASE,
)
SPAN_AFTER = re.compile(r"[ \u00a0]?[-–/][ \u00a0]?\d{1,3}[A-Za-z]?(?![\w.,/]\d|\w)")
PLACE = r"[^\W\d_a-zæøå][^\W\d_]{1,30}(?:[ \u00a0]i[ \u00a0][^\W\d_a-zæøå][^\W\d_]{1,30})?"
POSTAL = re.compile(rf"(?:,[ \u00a0\n]?|[ \u00a0\n]{{1,2}})(?:N-|NO-)?\d{{4}}[ \u00a0]{{1,2}}{PLACE}")
TOWN = re.compile(r",[ \u00a0]?(?P<town>[^\W\d_a-zæøå][^\W\d_]{1,30})(?!\w)")
CODE = re.compile(rf"(?<![\w.,\-/+])(?:NO?-)?(?P<code>\d{{4}})[ \u00a0]{{1,2}}(?P<place>{PLACE})")
BOX = re.compile(
    r"(?<!\w)[Pp]ostboks[ \u00a0]\d{1,4}(?:[ \u00a0][^\W\d_a-zæøå][^\W\d_]{1,30})?"
    r"|(?<!\w)[Pp][Bb]\.?[ \u00a0]\d{1,4}(?:[ \u00a0][^\W\d_a-zæøå][^\W\d_]{1,30}(?=,))?"
)
MOST_WORDS = 4
"""Words before "gate" that may belong to its name."""

IN = frozenset(list_plain("i på ved til fra frå mot utenfor utanfor"))
"""Before a name with a capital and a number, what may say that somebody is to be found there."""

AT = frozenset(list_plain("i på ved utenfor utanfor"))
FARMS = frozenset(list_plain("gård gården gard garden gardsbruket småbruket bruket"))

LIVING = frozenset(
    list_plain(
        """bor bur bodde budde bo bu bosatt busett flyttet flytta flytter flyttar flytte leier leide leiger leigde leigar adresse
        adressen adressa bustad bosted bopel heim hjem hentes hentast hentet henta møtes møtest holder held"""
    )
)
"""Somewhere before the name in its sentence: an address rather than something else that has a number."""

NUMBERED = list_keys(
    """steg fase modul rom avdeling klasse kapittel trinn punkt linje spor sone uke veke versjon tabell office windows excel word
    python covid team gruppe nivå niva post hylle lager hall bygg blokk etasje dag dokument vedlegg figur side del runde
    omgang serie sesong år kurs økt del ipad iphone android modell type paragraf artikkel forskrift bilag sak ordre nummer
    nr pulje kode vg kull samling tema bolk oppgave oppgåve bås plass benk kasse port dør kai terminal gate buss trikk tog vogn
    lørdag søndag mandag tirsdag onsdag torsdag fredag laurdag sundag måndag tysdag pc maskin bane felt rute kanal p nrk
    januar februar mars april mai juni juli august september oktober november desember jul påske nav kiwi rema tv"""
)
"""What has a number and is no street."""

STRONG_NAMED = ("gata", "gate", "gaten", "veien", "vegen", "alleen", "alléen", "allé", "torget", "stien")
SHORTEST_NAMED, SHORTEST_SMALL = 8, 7
"""Letters that such a word has at least: "Parkveien", "storgata"."""
NAMED_FOLLOWERS = frozenset(
    list_plain("gate gata vei veien veg vegen allé allmenning brygge plass torg terrasse")
)
LOOK_BEFORE = 6
MODIFIERS = frozenset(
    list_plain(
        """nedre øvre vestre østre austre nordre søndre søre store lille vesle gamle nye indre ytre midtre st sankt dr prof
        professor doktor kong dronning prins biskop kaptein general"""
    )
)
"""What may stand before a street of one word and belongs to its name."""


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
    postal = POSTAL.match(text, end) or TOWN.match(text, end)
    if postal is None or (postal.re is TOWN and spell_name(postal["town"]) not in PLACES):
        return end
    return postal.end()


def list_streets(text: str, words: list[Word]) -> Iterator[tuple[int, int]]:
    """Where streets stand: with a number, or named after a word such as "i"."""
    for index, word in enumerate(words):
        plain = word.plain
        is_street = (plain.endswith(ENDINGS) or plain in STREETS) and plain not in ROADS
        house = HOUSE.match(text, word.end) if plain not in ROADS else None
        if house is None:
            first = find_named(words, index) if is_street else None
            end = word.end
        elif UNIT.match(text, house.end()):
            continue
        else:
            more = SPAN_AFTER.match(text, house.end())
            end = house.end() if more is None else more.end()
            if is_lived_in(words, index, house["number"]):
                first = find_name_start(words, index)
            else:
                first = find_street_start(text, words, index, house) if is_street else None
        if first is not None:
            yield words[first].start, end


def find_street_start(text: str, words: list[Word], index: int, house: re.Match[str]) -> int | None:
    """The first word of a street with a number, whose last word is at `index`; None for what is no street."""
    word = words[index]
    if word.plain in STREETS:
        return find_first(words, index)
    if word.style == LOWER:
        return None
    if word.plain.endswith(WEAK_ENDINGS) and word.begins:
        is_lettered = not house[0][-1].isdigit()
        return index if is_lettered or POSTAL.match(text, house.end()) else None
    return find_modified(words, index)


def find_modified(words: list[Word], index: int) -> int:
    """The first word of a street of one word, with "Nedre" or "St." before it."""
    first = index
    while first and words[first - 1].plain in MODIFIERS and words[first - 1].style != LOWER:
        if not (words[first].is_spaced or words[first].gap == ". "):
            break
        first -= 1
    return first


def is_lived_in(words: list[Word], index: int, number: str) -> bool:
    """Whether a name with a capital and a number is where somebody lives or is met, whatever it ends with.

    After "i" or its like; where the words before tell of living, a number of any length, else two digits at most and a name
    that nothing else with a number has.
    """
    word = words[index]
    is_small_street = (
        word.style == LOWER and len(word.plain) >= SHORTEST_SMALL and word.plain.endswith(STRONG_NAMED)
    )
    if not is_small_street and (word.style != TITLE or word.is_initial or spell_name(word.text) in NUMBERED):
        return False
    start = find_name_start(words, index)
    before = words[start - 1].plain if start and words[start].is_spaced else ""
    living = any(
        words[place].plain in LIVING and words[place].sentence == word.sentence
        for place in range(max(0, start - LOOK_BEFORE), start)
    )
    if before in FARMS and not is_small_street:
        return True
    if living:
        return before in IN or words[start - 1].plain.startswith(("adress", "bustad", "bosted", "bopel"))
    return not is_small_street and before in AT and len(number) < len("100") and not is_known_word(word)


def is_known_word(word: Word) -> bool:
    """Whether the word is a place, a product or a house that may have a number behind it."""
    key = spell_name(word.text)
    return key in PLACES or key in NO_NAMES or key in GIVEN


def find_name_start(words: list[Word], index: int) -> int:
    """The first word of a name with capitals that ends at `index`: "Vestre Lomma"."""
    start = index
    while start and words[index].style != LOWER and index - start < 2 and words[start].is_spaced:
        before = words[start - 1]
        if before.style != TITLE or before.is_initial or before.begins or before.plain in IN:
            break
        start -= 1
    return start


def find_named(words: list[Word], index: int) -> int | None:
    """The first word of a street that stands without a number, after a word such as "i"; None for another word."""
    word = words[index]
    if word.plain in NAMED_FOLLOWERS:
        first = find_first(words, index)
        if first is None or first == index or word.style != LOWER:
            return None
    elif word.style == TITLE and len(word.plain) >= SHORTEST_NAMED and word.plain.endswith(STRONG_NAMED):
        first = index
    else:
        return None
    if not first or not words[first].is_spaced or words[first - 1].plain not in IN:
        return None
    return first


def find_first(words: list[Word], index: int) -> int | None:
    """The first word of a street whose last one is a word such as "gate"; None if it has no name before it."""
    first = None
    for place in range(index - 1, max(-1, index - 1 - MOST_WORDS), -1):
        follower = words[place + 1]
        is_initials = follower.gap == "." and words[place].is_initial
        if not (follower.is_spaced or follower.is_hyphened or follower.gap == ". " or is_initials):
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
