"""Numbers that point at somebody: national identity numbers, phones, bank accounts and organisations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from hybridmentor.domain.disclosure_finding import Finding
from hybridmentor.domain.identifiers import (
    SECOND_WEIGHTS,
    find_national_ids,
    is_organisation_number,
    normalise_phone,
)

SEPARATORS = " .-\u00a0\u2009\u202f\u2010\u2011\u2012\u2013"

PHONE_GROUPINGS = ((8,), (3, 2, 3), (2, 2, 2, 2), (4, 4), (3, 5))
ACCOUNT_GROUPINGS = ((11,), (4, 2, 5))
ORGANISATION_GROUPINGS = ((9,), (3, 3, 3))
GROUPINGS = frozenset((*PHONE_GROUPINGS, *ACCOUNT_GROUPINGS, *ORGANISATION_GROUPINGS))

ROW = re.compile(r"\d+")
NORWEGIAN = re.compile(
    r"(?<![\w+])(?:\((?:\+|00)47\)|(?:\+|00)47)(?:[ .\-\u00a0\u202f]?\d){8}(?!\d)|(?<![\w+.,])47[ \u00a0]?[2-9]\d{7}(?!\d)"
)
FOREIGN = re.compile(
    r"(?<![\w+])(?:\((?:\+|00)[1-9]\d{0,2}\)|\+[1-9]|00[1-9])(?: ?\(0\))?(?:[ .\-/\u00a0\u202f]?\d){6,14}(?!\d)"
)

# "kr 45 000 000" and "saksnummer 20261234" are no phones.
NO_PHONE_BEFORE = re.compile(
    r"(?:\b(?:kr|nok|kroner|eur|usd|saks?|saksnr|saksnummer|sak nr|ordrenr|ordre|faktura|fakturanr|bilag|journalnr"
    r"|ref|referanse|kundenr|kundenummer|løpenr|art|artikkel|nr|vare|varenr|serienr|serienummer)\.?:? ?|[\d\w][,/])$",
    re.IGNORECASE,
)
NO_PHONE_AFTER = re.compile(
    r",\d|[.,]?[/%]|,-| ?(?:kr|kroner|nok|prosent|mill|millioner|stk|euro|timer|år)\b", re.IGNORECASE
)
LOOK_BACK = 16
YEARS = ("19", "20")


@dataclass(frozen=True, slots=True)
class Row:
    """A longest row of digits, and the sign between the one before and it if that is a single separator."""

    start: int
    end: int
    separator: str


def find_numbers(text: str) -> list[Finding]:
    """Every number in the text that points at somebody; findings of different kinds may overlap.

    - `national_id`, the only sure ones: as `identifiers.find_national_ids`.
    - `phone`: eight digits not beginning with 0 or 1, in one of `PHONE_GROUPINGS`, also with +47, 0047 or 47
      before; other countries with + or 00. Amounts, case numbers and days (20240301) are none.
    - `account`: eleven digits, together or 4-2-5, whose last one is a control digit modulo 11.
    - `organisation`: nine digits, together or 3-3-3, as `identifiers.is_organisation_number`.
    """
    found = [
        Finding(span.start, span.end, "national_id", True, "[fødselsnummer]")
        for span in find_national_ids(text)
    ]
    rows = list(iterate_rows(text))
    for index in range(len(rows)):
        found += judge_rows(text, rows, index)
    for pattern in (NORWEGIAN, FOREIGN):
        for match in pattern.finditer(text):
            if normalise_phone(match[0]) is not None:
                found.append(Finding(match.start(), match.end(), "phone", False, "[telefonnummer]"))
    return found


def iterate_rows(text: str) -> Iterator[Row]:
    """The rows of digits in the text."""
    end = -2
    for match in ROW.finditer(text):
        gap = text[end : match.start()] if 0 <= end == match.start() - 1 else ""
        yield Row(match.start(), match.end(), gap if gap and gap in SEPARATORS else "")
        end = match.end()


def judge_rows(text: str, rows: list[Row], index: int) -> Iterator[Finding]:
    """The numbers of no nation that begin with a row."""
    start = rows[index].start
    lengths: list[int] = []
    for place in range(index, min(index + 4, len(rows))):
        row = rows[place]
        if lengths and (not row.separator or row.separator != rows[index + 1].separator):
            return
        lengths.append(row.end - row.start)
        grouping = tuple(lengths)
        if grouping not in GROUPINGS:
            continue
        end = row.end
        if is_part_of_word(text, start, end):
            continue
        parts = rows[index : place + 1]
        digits = "".join(str(int(sign)) for part in parts for sign in text[part.start : part.end])
        if grouping in ACCOUNT_GROUPINGS and is_account(digits):
            yield Finding(start, end, "account", False, "[kontonummer]")
        elif grouping in ORGANISATION_GROUPINGS and is_organisation_number(digits):
            yield Finding(start, end, "organisation", False, "[organisasjonsnummer]")
        elif grouping in PHONE_GROUPINGS and is_phone(text, rows, index, place, digits):
            yield Finding(start, end, "phone", False, "[telefonnummer]")


def is_part_of_word(text: str, start: int, end: int) -> bool:
    """Whether letters stand right at the digits; "tlf", "mob" and "NO ... MVA" may."""
    before, after = text[max(0, start - 5) : start].lower(), text[end : end + 3].lower()
    if after[:1].isalpha() and after != "mva":
        return True
    return (before[-1:].isalpha() or before[-1:] == "_") and not before.endswith(("tlf", "mob", "tel", "no"))


def is_account(digits: str) -> bool:
    """Whether eleven digits are a Norwegian bank account number: a control digit modulo 11, and not all zeros."""
    weighed = sum(int(digit) * weight for digit, weight in zip(digits, SECOND_WEIGHTS, strict=True))
    return weighed % 11 == 0 and digits.strip("0") != ""


def is_phone(text: str, rows: list[Row], first: int, last: int, digits: str) -> bool:
    """Whether eight digits are written as a Norwegian phone number, and nothing around says something else."""
    if digits[0] in "01" or len(set(digits)) == 1:
        return False
    if last > first:
        separator = rows[first + 1].separator
        if last - first != 2 and (
            rows[first].separator == separator
            or (last + 1 < len(rows) and rows[last + 1].separator == separator)
        ):
            return False
        if last - first == 1 and (separator not in " \u00a0\u202f" or digits.startswith(YEARS)):
            return False
    elif digits.startswith(YEARS) and "01" <= digits[4:6] <= "12" and "01" <= digits[6:] <= "31":
        return False
    start, end = rows[first].start, rows[last].end
    if NO_PHONE_BEFORE.search(text[max(0, start - LOOK_BACK) : start]):
        return False
    return NO_PHONE_AFTER.match(text, end) is None
