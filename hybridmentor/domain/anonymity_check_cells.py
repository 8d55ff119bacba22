"""What a single cell of an anonymous file may not hold, and when two cells are one value written in two ways.

Part of the independent check (`anonymity_check`): the standard library alone, and nothing of what makes the files.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from fractions import Fraction

MISSING = frozenset({"", "*", "-", ".", "na", "n/a", "nan", "null", "none", "nil", "#n/a"})
"""What stands for nothing, in small letters."""
MOST_LETTERS = 200
"""Longer than the longest name of a public code; beyond it is free text."""
LONGEST_NUMBER = 40

NUMBER = re.compile(r"[+\-]?\d+(?:[.,]\d+)?(?:e[+\-]?\d{1,3})?", re.ASCII | re.IGNORECASE)
PLAIN_NUMBER = re.compile(r"[+\-]?\d+(?:[.,]\d+)?", re.ASCII)
LONG_DIGITS = re.compile(r"(?<![\d])(?<!\d[.,])\d{8,}", re.ASCII)
GROUPED_DIGITS = re.compile(
    r"(?<!\d)(?<!\d[.,\- ])(?:\d{6}[ \-]\d{5}|\d{4}[ .]\d{2}[ .]\d{5}"
    r"|[2-9]\d[ .]\d{2}[ .]\d{2}[ .]\d{2}|[2-9]\d{2}[ .]\d{2}[ .]\d{3}|[89]\d{2}[ .]\d{3}[ .]\d{3})(?!\d|[.,\- ]\d)",
    re.ASCII,
)
JOINED = re.compile(r"(?<=\d)[ .\-/:]{1,3}(?=\d)", re.ASCII)
ELEVEN = re.compile(r"(?<!\d)\d{11}(?!\d)", re.ASCII)
CONTROL = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
COUNTRY_PHONE = re.compile(r"(?<!\w)(?<!\d )(?:\+|00)[1-9]\d{0,2}[ \-.]?\d(?:[ \-.]?\d){5,}", re.ASCII)
ADDRESS = re.compile(r"@|https?:|www\.|\w\.(?:no|com|org|net|se|dk)\b", re.IGNORECASE)
KEY = re.compile(
    r"(?<![0-9a-z])(?:[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|(?=[a-f]*\d)(?=\d*[a-f])[0-9a-f]{16,})",
    re.I,
)
MONTH = (
    r"(?:jan(?:uary?)?|feb(?:r|ruary?)?|mar(?:s|ch)?|apr(?:il)?|ma[iy]|jun[ei]?|jul[iy]?|aug(?:ust)?|sep(?:t|tember)?"
    r"|o[kc]t(?:ober)?|nov(?:ember)?|de[sc](?:ember)?)"
)
FIGURE_DAY = re.compile(
    r"(?<![\d.,/\-])(?:(?P<d>\d{1,2})(?P<s>[./\-])\s?(?P<m>\d{1,2})(?P=s)\s?(?:\d{4}|\d{2})"
    r"|(?:19|20)\d{2}(?P<t>[./\-])(?P<m2>\d{1,2})(?P=t)(?P<d2>\d{1,2}))(?!\d)",
    re.ASCII,
)
WORDED_DAY = re.compile(
    rf"(?<!\w)(?:\d{{1,2}}\.? ?{MONTH}(?!\w)|{MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?!\d| ?-))", re.IGNORECASE
)
INSTANT = re.compile(r"(?<!\d)\d{1,2}:\d{2}:\d{2}(?!\d)|\dT\d{2}:\d{2}", re.ASCII)
DASHES = str.maketrans(dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d", "-"))
PASSED_OVER = re.compile(r"(?<!\d)[.,:;'`´’_/\\]|[.,:;'`´’_/\\](?!\d)|[\"\s]")


def list_faults(value: str, separator: str) -> Iterator[str]:
    """The kinds of fault of one cell, as the ends of their message ids; none for a value that may be published."""
    if value != value.strip():
        yield "space"
    if unicodedata.normalize("NFC", value) != value or "  " in value:
        yield "writing"
    if any(map(is_foreign, value)):
        yield "letters"
    if "\n" in value or "\r" in value:
        yield "line_break"
    if '"' in value or (separator == "," and ";" in value):
        yield "parting"
    if is_formula(value):
        yield "formula"
    if len(value) > MOST_LETTERS:
        yield "free_text"
    yield from list_identifiers(value)


def list_identifiers(value: str) -> Iterator[str]:
    """What in a value points at one person, company or day: `number`, `address`, `key`, `date`."""
    plain = make_plain(value)
    if KEY.search(plain):
        yield "key"
    numbers = (LONG_DIGITS, GROUPED_DIGITS, COUNTRY_PHONE)
    if any(pattern.search(plain) for pattern in numbers) or holds_identity_number(plain):
        yield "number"
    if ADDRESS.search(plain):
        yield "address"
    if INSTANT.search(plain) or WORDED_DAY.search(plain) or any(map(is_day, FIGURE_DAY.finditer(plain))):
        yield "date"


def holds_identity_number(plain: str) -> bool:
    """Whether eleven digits, however parted, are a national identity number by date and last control digit.

    D-numbers (day + 40), auxiliary and synthetic ones (month + 40, + 80) are such numbers too.
    """
    for match in ELEVEN.finditer(JOINED.sub("", plain)):
        digits = match[0]
        day, month = int(digits[:2]) % 40, int(digits[2:4]) % 40
        control = sum(int(digit) * weight for digit, weight in zip(digits, CONTROL, strict=True))
        if 1 <= day <= 31 and 1 <= month <= 12 and control % 11 == 0:
            return True
    return False


def make_plain(value: str) -> str:
    """The value with plain digits, dashes and spaces, and without letters that do not show."""
    letters = (
        str(unicodedata.digit(letter)) if letter.isdecimal() else letter
        for letter in unicodedata.normalize("NFKC", value).translate(DASHES)
        if unicodedata.category(letter) != "Cf"
    )
    return " ".join("".join(letters).split())


def is_day(match: re.Match[str]) -> bool:
    """Whether figures that are written as a day can be one, the day or the month first."""
    first, second = int(match["d"] or match["d2"]), int(match["m"] or match["m2"])
    return 1 <= min(first, second) <= 12 and 1 <= max(first, second) <= 31


def is_formula(value: str) -> bool:
    """Whether a spreadsheet would reckon with the text: it begins with = + - @, also wide ones, and is no plain number."""
    opening = make_plain(value)[:1]
    return opening in {"=", "+", "-", "@"} and value != "-" and not PLAIN_NUMBER.fullmatch(value)


def is_foreign(letter: str) -> bool:
    """Whether a letter or digit only looks like one of ours: another alphabet's, a wide one, another script's digit."""
    if letter.isascii():
        return False
    if letter.isdecimal():
        return True
    return letter.isalpha() and letter not in "ªºµ" and not unicodedata.name(letter, "").startswith("LATIN")


def is_hidden(letter: str) -> bool:
    """Whether a letter does not show, or shows as a space without being one; line ends are judged apart."""
    if letter.isascii():
        return not letter.isprintable() and letter not in "\r\n"
    return unicodedata.category(letter) in {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"}


def read_number(value: str) -> Fraction | None:
    """The number that a value is, decimal point or comma; None where it is none."""
    compact = value.replace(" ", "")
    if len(compact) > LONGEST_NUMBER or not NUMBER.fullmatch(compact):
        return None
    return Fraction(compact.replace(",", "."))


def is_missing(value: str) -> bool:
    """Whether the value says that there is none."""
    return value.strip().casefold() in MISSING


def fold_value(value: str) -> str:
    """What is left of a value without case, blanks, kinds of dashes and marks between words: alike means one value."""
    return PASSED_OVER.sub("", make_plain(value).casefold())


def has_variants(values: Iterable[str]) -> bool:
    """Whether one value is written in two ways among them."""
    folded = [fold_value(value) for value in values if not is_missing(value)]
    return len(set(folded)) < len(folded)


def has_two_number_writings(values: Iterable[str]) -> bool:
    """Whether one number is written in two ways (1 and 1,0), or decimals with both comma and point."""
    written = [(read_number(value), value) for value in values]
    numbers = [number for number, _ in written if number is not None]
    texts = [value for number, value in written if number is not None]
    both = any("," in text for text in texts) and any("." in text for text in texts)
    return both or len(set(numbers)) < len(numbers)
