"""Days in a text, in figures and in words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from hybridmentor.domain.disclosure_finding import Finding
from hybridmentor.domain.disclosure_words import list_plain
from hybridmentor.domain.identifiers import DAYS_IN_MONTH

MONTHS = ("januar", "februar", "mars", "april", "mai", "juni", "juli", "august", "september", "oktober",
          "november", "desember")  # fmt: skip
SHORT_MONTHS = {
    "jan": 1, "feb": 2, "febr": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9,
    "okt": 10, "nov": 11, "des": 12,
}  # fmt: skip
ENGLISH_MONTHS = {
    "january": 1, "february": 2, "march": 3, "may": 5, "june": 6, "july": 7, "october": 10, "december": 12,
}  # fmt: skip
NUMBER_OF_MONTH = {
    **{name: number for number, name in enumerate(MONTHS, 1)}, **SHORT_MONTHS, **ENGLISH_MONTHS
}  # fmt: skip
ORDINALS = list_plain(
    "første andre tredje fjerde femte sjette sjuende syvende åttende niende tiende ellevte tolvte trettende fjortende"
    " femtende sekstende syttende attende nittende tjuende tyvende tjueførste tjueandre tjuetredje tjuefjerde tjuefemte"
    " tjuesjette tjuesjuende tjueåttende tjueniende trettiende trettiførste"
    " fyrste sjuande åttande niande tiande trettande fjortande femtande sekstande syttande nittande tjuande"
)
WEEKDAYS = "mandag|tirsdag|onsdag|torsdag|fredag|lørdag|søndag|måndag|tysdag|laurdag|sundag"
SHORT_WEEKDAYS = "man|tir|tirs|tys|ons|tor|tors|fre|lør|lau|søn"
GAP = "[ \u00a0\u202f]{1,2}"
MAYBE = "[ \u00a0\u202f]{0,2}"
YEAR = rf"(?:{GAP}(?:i{GAP})?(?:19|20)\d\d(?!\d))?"

DEN = re.compile(rf"(?<!\w)den{GAP}$", re.IGNORECASE)
YEAR_AFTER = rf"(?:{MAYBE}(?:i{GAP})?(?:19|20)\d\d(?!\d))?"

FIGURES = re.compile(
    r"(?<![\w.,/])(?<![^\d]-)(?:"
    r"(?P<day>\d{1,2})(?P<sign>\. ?|/|-)(?P<month>\d{1,2})(?:\. ?|/|-)(?:(?:19|20)?\d\d)"
    r"|(?:19|20)\d\d(?P<sign2>-|\.|/)(?P<month2>\d\d)(?P=sign2)(?P<day2>\d\d)"
    r"|(?:19|20)\d\d(?P<month3>\d\d)(?P<day3>\d\d)"
    r")(?!\d|[/,.]\d|-\d(?!\d?[./]\d))"
)
WORDS = re.compile(
    rf"(?<![\w.,/])(?:(?:{WEEKDAYS}),?{GAP}(?:den{GAP})?)?"
    rf"(?:(?P<first>\d{{1,2}})\.?{MAYBE}(?:[-–]|og|til){MAYBE})?"
    rf"(?P<day>\d{{1,2}})\.?{MAYBE}"
    rf"(?:(?P<month>{'|'.join((*MONTHS, *ENGLISH_MONTHS))})(?![^\W_])|(?P<short>{'|'.join(SHORT_MONTHS)})(?![^\W_])"
    rf"(?:\.(?={MAYBE}(?:19|20)\d\d))?){YEAR_AFTER}",
    re.IGNORECASE,
)
ORDINAL = re.compile(
    rf"(?<!\w)(?:(?:{WEEKDAYS}),?{GAP}(?:den{GAP})?)?(?:{'|'.join(ORDINALS)}){GAP}(?P<month>{'|'.join(MONTHS)})(?!\w){YEAR}",
    re.IGNORECASE,
)
ENGLISH = re.compile(
    rf"(?<!\w)(?P<month>{'|'.join((*ENGLISH_MONTHS, 'april', 'august', 'september', 'november', *SHORT_MONTHS))})\.?{GAP}"
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?{GAP}(?:19|20)\d\d(?!\d)",
    re.IGNORECASE,
)
# Without a year "3.4" may be anything, so a word before or behind must say that it is a day.
SURE_CUES = f"den|dato|datert|dagsett|født|fødd|frist|fristen|innen|innan|{WEEKDAYS}|{SHORT_WEEKDAYS}"
CUES = frozenset(
    list_plain(
        """møte møtet møttes møttest samtale samtalen oppfølging oppstart start starta startet startar starter starte begynte
        begynner begynne byrja byrjar byrje slutt slutta sluttet sluttar slutter slutte ferie permisjon sykmeldt sjukmeld
        sykemeldt avtalt avtale fra frå til siden sidan før etter f.o.m t.o.m fom tom per pr sist kontakt besøk intervju kurs
        praksis oppmøte referat ringte ringde perioden perioda mellom"""
    )
)
SURE_WORDS = frozenset(SURE_CUES.split("|"))
CUED = re.compile(
    rf"(?<!\w)(?P<cue>{SURE_CUES})[.:,]?{GAP}(?:den{GAP})?"
    r"(?P<span>(?P<day>\d{1,2})[./](?P<month>\d{1,2})(?:\.(?=\s[a-zæøå]|[,;:)–-]))?)(?!\d|[/.,\-]\d|%| ?prosent)",
    re.IGNORECASE,
)
# "fra 1.2. til 15.2.": two stops, or a stroke.
PLAIN = re.compile(
    r"(?<![\w.,/§])(?<![^\d]-)(?:(?P<day>\d{1,2})\.[ \u00a0]?(?P<month>\d{1,2})\.(?![\w.])(?!\s\d)"
    r"|(?P<day2>\d{1,2})/(?P<month2>\d{1,2})(?![\w/.,%]\d|-\d(?!\d?/\d)|\d)"
    r"|(?P<day3>\d{1,2})\.(?P<month3>\d{1,2})(?=,?[ \u00a0](?:kl|klokka|klokken)(?!\w)))"
)
NO_DAY = frozenset(
    list_plain(
        """§ §§ versjon utgave utgåve vedlegg kapittel kap punkt pkt tabell figur avsnitt side s rom bok standard ip steg trinn
        oppgave oppgåve modul nr ver v rev release artikkel ledd kode karakter stilling blodtrykk forhold"""
    )
)
"""Behind these stands the number of something."""
PART_AFTER = re.compile(
    r"[ \u00a0]?(?:%|prosent|stilling|stillinger|del|deler|delar|av|format|drift|vakt|ferdig|time|timer|timar|liter|år"
    r"|plass|plasser|plassar|uker|veker|måneder|månader|dager|dagar|ganger|gonger|poeng|rette|riktige|-format|-drift|-vakt)(?!\w)",
    re.IGNORECASE,
)
CLOCK_AFTER = re.compile(r"\.?,?[ \u00a0](?:kl|klokka|klokken)(?!\w)", re.IGNORECASE)
GOES_ON = re.compile(r"\s{1,2}[a-zæøå]|[,;:)–-]")
LINK_BETWEEN = re.compile(r"\s?(?:,|og|til|eller|–|-|/|samt)\s?")
PARTS = frozenset({(1, 2), (1, 3), (2, 3), (1, 4), (3, 4), (1, 5), (2, 5), (3, 5), (4, 5)})
"""Fractions that people write: "fra 1/2 til 3/4 stilling"."""
LAST_FRACTION, LOOK_BACK, WIDEST = 12, 24, 3
BORN = re.compile(
    r"(?<!\w)(?:født|fødd|f\.|fødselsdato)[:]?[ \u00a0]{0,2}(?P<span>(?P<day>\d\d)(?P<month>\d\d)\d\d)(?!\d|[ \-.]?\d)",
    re.IGNORECASE,
)


def find_dates(text: str) -> list[Finding]:
    """Every day that exists: in figures with a year or after a word such as "den", or with the month in words.

    A weekday before and a year after belong to the finding, "den" does not. A month or a year alone is none, nor is a time
    as wide as "i fjor vår": that is what stands instead of a day.
    """
    found = [*find_figures(text), *find_worded_days(text)]
    return [
        replace(one, proposal=one.proposal.replace("en dag", "aktuelle dagen"))
        if DEN.search(text[max(0, one.start - len("den  ")) : one.start])
        else one
        for one in found
    ]


def find_figures(text: str) -> Iterator[Finding]:
    """Days in figures alone."""
    for match in FIGURES.finditer(text):
        if find_word_before(text, match.start()) in NO_DAY:
            continue
        for day, month in (("day", "month"), ("day2", "month2"), ("day3", "month3")):
            if match[day] and is_day(int(match[day]), int(match[month])):
                yield make_date(*match.span(), int(match[month]))
    for pattern in (CUED, BORN):
        for match in pattern.finditer(text):
            if PART_AFTER.match(text, match.end()) is None and is_day(int(match["day"]), int(match["month"])):
                yield make_date(*match.span("span"), int(match["month"]))
    yield from find_short_days(text)


def find_short_days(text: str) -> Iterator[Finding]:
    """Days such as "3.4." and "22/4", where what stands around says so, or another day right before."""
    found: list[tuple[int, int, int, bool]] = []
    for match in PLAIN.finditer(text):
        day = int(match["day"] or match["day2"] or match["day3"])
        month = int(match["month"] or match["month2"] or match["month3"])
        if not is_day(day, month) or (day, month) == (24, 7):
            continue
        before = find_word_before(text, match.start())
        if before in NO_DAY or PART_AFTER.match(text, match.end()):
            continue
        is_stroke = match["day2"] is not None
        stops = match["day"] is not None and not GOES_ON.match(text, match.end())
        is_padded = match["day"] is not None and match["month"][0] == "0"
        is_part = is_stroke and (day, month) in PARTS
        is_cued = before in SURE_WORDS or (before in CUES and not is_part and (not stops or is_padded))
        is_plain = (is_stroke and day > LAST_FRACTION) or (is_padded and not stops)
        is_meant = is_cued or is_plain or CLOCK_AFTER.match(text, match.end()) is not None
        found.append((match.start(), match.end() - stops, month, is_meant))
    meant = [one[3] for one in found]
    # "1/3-15/4", "3.3. og 17.3.": one says what the one beside it is.
    for steps in (range(1, len(found)), range(len(found) - 2, -1, -1)):
        for place in steps:
            beside = place - steps.step
            first, second = found[min(place, beside)], found[max(place, beside)]
            if meant[beside] and LINK_BETWEEN.fullmatch(text, first[1], second[0]):
                meant[place] = True
    for (start, end, month, _), is_meant in zip(found, meant, strict=True):
        if is_meant:
            yield make_date(start, end, month)


def find_worded_days(text: str) -> Iterator[Finding]:
    """Days with the month in words."""
    for match in WORDS.finditer(text):
        word = (match["month"] or match["short"]).lower()
        if is_day(int(match["day"]), NUMBER_OF_MONTH[word]):
            yield make_date(*match.span(), NUMBER_OF_MONTH[word])
    for match in ORDINAL.finditer(text):
        yield make_date(*match.span(), NUMBER_OF_MONTH[match["month"].lower()])
    for match in ENGLISH.finditer(text):
        month = NUMBER_OF_MONTH[match["month"].lower()]
        if is_day(int(match["day"]), month):
            yield make_date(*match.span(), month)


def find_word_before(text: str, start: int) -> str:
    """The word right before a place, in small letters and without its stop; empty if something else stands between."""
    before = text[max(0, start - LOOK_BACK) : start]
    word = before.rstrip(" \u00a0:.,")
    return "" if len(before) - len(word) > WIDEST else word[word.rfind(" ") + 1 :].lstrip("(«\"'\n").lower()


def is_day(day: int, month: int) -> bool:
    """Whether the month has such a day in some year."""
    return 1 <= month <= 12 and 1 <= day <= DAYS_IN_MONTH[month - 1]


def make_date(start: int, end: int, month: int) -> Finding:
    """A finding that may be replaced by its month."""
    return Finding(start, end, "date", False, f"en dag i {MONTHS[month - 1]}")
