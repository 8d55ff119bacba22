"""Days in a text, in figures and in words."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
GAP = "[ \u00a0\u202f]{1,2}"
MAYBE = "[ \u00a0\u202f]{0,2}"
YEAR = rf"(?:{GAP}(?:i{GAP})?(?:19|20)\d\d(?!\d))?"

FIGURES = re.compile(
    r"(?<![\w.,/\-])(?:"
    r"(?P<day>\d{1,2})(?P<sign>\. ?|/|-)(?P<month>\d{1,2})(?:\. ?|/|-)(?:(?:19|20)?\d\d)"
    r"|(?:19|20)\d\d(?P<sign2>-|\.|/)(?P<month2>\d\d)(?P=sign2)(?P<day2>\d\d)"
    r"|(?:19|20)\d\d(?P<month3>\d\d)(?P<day3>\d\d)"
    r")(?!\d|[/\-,.]\d)"
)
WORDS = re.compile(
    rf"(?<![\w.,/])(?:(?:{WEEKDAYS}),?{GAP}(?:den{GAP})?)?"
    rf"(?:(?P<first>\d{{1,2}})\.?{MAYBE}(?:[-–]|og|til){MAYBE})?"
    rf"(?P<day>\d{{1,2}})\.?{MAYBE}"
    rf"(?:(?P<month>{'|'.join((*MONTHS, *ENGLISH_MONTHS))})(?![^\W_])|(?P<short>{'|'.join(SHORT_MONTHS)})(?![^\W_])"
    rf"(?:\.(?={GAP}(?:19|20)\d\d))?){YEAR}",
    re.IGNORECASE,
)
ORDINAL = re.compile(
    rf"(?<!\w)(?:(?:{WEEKDAYS}),?{GAP}(?:den{GAP})?)?(?:{'|'.join(ORDINALS)}){GAP}(?P<month>{'|'.join(MONTHS)})(?!\w){YEAR}",
    re.IGNORECASE,
)
ENGLISH = re.compile(
    rf"(?<!\w)(?P<month>{'|'.join((*ENGLISH_MONTHS, 'april', 'august', 'september', 'november'))}){GAP}"
    rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?{GAP}(?:19|20)\d\d(?!\d)",
    re.IGNORECASE,
)
# Without a year "3.4" may be anything, so a word before must say that it is a day.
CUED = re.compile(
    rf"(?<!\w)(?:den|dato|datert|født|fødd|frist|innen|{WEEKDAYS})[:,]?{GAP}(?:den{GAP})?"
    r"(?P<span>(?P<day>\d{1,2})[./](?P<month>\d{1,2})(?:\.(?=\s[a-zæøå]))?)(?!\d|[/.,\-]\d|%| ?prosent)",
    re.IGNORECASE,
)
BORN = re.compile(
    r"(?<!\w)(?:født|fødd|f\.|fødselsdato)[:]?[ \u00a0]{0,2}(?P<span>(?P<day>\d\d)(?P<month>\d\d)\d\d)(?!\d|[ \-.]?\d)",
    re.IGNORECASE,
)


def find_dates(text: str) -> list[Finding]:
    """Every day that exists: in figures with a year or after a word such as "den", or with the month in words.

    A weekday before and a year after belong to the finding, "den" does not. A month or a year alone is none.
    """
    return [*find_figures(text), *find_worded_days(text)]


def find_figures(text: str) -> Iterator[Finding]:
    """Days in figures alone."""
    for match in FIGURES.finditer(text):
        for day, month in (("day", "month"), ("day2", "month2"), ("day3", "month3")):
            if match[day] and is_day(int(match[day]), int(match[month])):
                yield make_date(*match.span(), int(match[month]))
    for pattern in (CUED, BORN):
        for match in pattern.finditer(text):
            if is_day(int(match["day"]), int(match["month"])):
                yield make_date(*match.span("span"), int(match["month"]))


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


def is_day(day: int, month: int) -> bool:
    """Whether the month has such a day in some year."""
    return 1 <= month <= 12 and 1 <= day <= DAYS_IN_MONTH[month - 1]


def make_date(start: int, end: int, month: int) -> Finding:
    """A finding that may be replaced by its month."""
    return Finding(start, end, "date", False, f"en dag i {MONTHS[month - 1]}")
