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

DASHES = tuple("-\u2010\u2011\u2012\u2013")
WIDEST_GAP = 3

PHONE_GROUPINGS = ((8,), (3, 2, 3), (2, 2, 2, 2), (4, 4), (3, 5))
ACCOUNT_GROUPINGS = ((11,), (4, 2, 5), (4, 7))
ORGANISATION_GROUPINGS = ((9,), (3, 3, 3))
GROUPINGS = frozenset((*PHONE_GROUPINGS, *ACCOUNT_GROUPINGS, *ORGANISATION_GROUPINGS))

ROW = re.compile(r"\d+")
NORWEGIAN = re.compile(
    r"(?<![\w+])(?:\((?:\+|00)47\)|(?:\+|00)47)(?:[ .\-\u00a0\u202f]?\d){8}(?!\d)|(?<![\w+.,])47[ \u00a0]?[2-9]"
    r"(?:\d{7}|\d{2}[ \u00a0]\d{2}[ \u00a0]\d{3}|\d(?:[ \u00a0]\d{2}){3})(?!\d)"
)
FOREIGN = re.compile(
    r"(?<![\w+])(?:\((?:\+|00)[1-9]\d{0,2}\)|\+[1-9]|00[1-9])(?: ?\(0\))?(?:[ .\-/\u00a0\u202f]?\d){6,14}(?!\d)"
)

# "kr 45 000 000" and "saksnummer 20261234" are no phones.
AMOUNT_BEFORE = re.compile(
    r"(?<!\w)(?:kr|nok|kroner|eur|euro|usd|sek|dkk|beløp(?:et)?)\.?:? ?$", re.IGNORECASE
)
# "Ordrenummer 90112233" names what the number is, right before it.
OTHER_THING = (
    "(?:sak|saka|saken|journalposten?|ordren?|bestillingen?|bestillinga|faktura|fakturaen|bilag|ref|referansen?|art|artikkel|vare"
    "|varen|avvik|oppdrag|kode|koden|kid|sporing|pakken?|billett|ticket|isbn|issn|ean|imei|strekkoden?|modell|parti|batch|rom"
    "|romma|rommene|hylle|vognkort|id|pin|passord|versjon|utgave)"
)
OTHER_BEFORE = re.compile(
    rf"(?<!\w)(?:{OTHER_THING}|[^\W\d_]{{2,40}}-?(?:nummer(?:et)?|nr|id|kode|koden|ref))"
    r"(?: (?:vårt|hans|hennes|hennar|deres|deira|mitt|sitt))?(?:[.:]{0,2} ?| ?[=#] ?| (?:er|var) )$",
    re.IGNORECASE,
)
PHONE_BEFORE = re.compile(
    r"(?:(?<!\w)(?:tlf|tel|mob|faks\w*|fax|sms|vipps|ring|ringe|ringte|ringde|nås|nåast|kontakt\w*)|telefon\w*|mobil\w*"
    r"|sentralbord\w*|(?:tlf|telefon|mobil|mob|jobb|privat|vakt|hjemme|heime|direkte|nød|arbeids)[. \-]?(?:nummer\w*|nr))"
    r"\.?(?: (?:er|var|på|til|hans|hennes|hennar|nr))?[.:=]{0,2} ?$",
    re.IGNORECASE,
)
BUSINESS_BEFORE = re.compile(
    r"(?:org|orgnr|organisasjon\w*|foretak\w*|virksomhets?\w*|verksemd\w*|bedrift\w*|enhet\w*|eining\w*|mva\w*|moms\w*"
    r"|konto\w*|kto|kt|bank\w*|iban|giro\w*)[. \-]{0,2}(?:nr|nummer\w*)?(?: er)?[.:=]{0,2} ?$",
    re.IGNORECASE,
)
NUMBER_BEFORE = re.compile(r"(?<!\w)nummer(?:et)?(?: (?:er|var|sitt))?[.:=]{0,2} ?$", re.IGNORECASE)
NUMBERED_BEFORE = re.compile(r"(?<!\w)nr\.? ?$", re.IGNORECASE)
FRACTION_BEFORE, FRACTION_AFTER = re.compile(r"\w[,/]$"), re.compile(r"[.,]?/")
AMOUNT_AFTER = re.compile(
    r",\d|[.,]?%|,-| ?(?:kr|kroner|nok|prosent|mill|millioner|stk|euro|timer|timar|år|øre|liter|kilo|kg|gram|tonn|meter|km|mil"
    r"|mm|cm|kwh|poeng|steg|deler|delar|enheter|einingar|innbyggere|innbyggjarar|pakker|pakkar|varer|skruer|skruar)\b",
    re.IGNORECASE,
)
MORE_AFTER = re.compile(r",? ?(?:og |eller |, ?)\d{4}(?!\d| ?\d)", re.IGNORECASE)
LOOK_BACK = 48
IBAN = re.compile(r"(?<!\w)NO\d\d(?:[ \u00a0]?\d){11}(?!\w)", re.IGNORECASE)
SPELLED = re.compile(r"(?<![\w.,+])[2-9](?:[ \u00a0]\d){7}(?![ \u00a0]?\d|\w)")
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
    - `account`: eleven digits, together, 4-2-5 or 4-7, also as an IBAN, whose last one is a control digit modulo 11.
    - `organisation`: nine digits, together or 3-3-3, as `identifiers.is_organisation_number`.
    """
    found = [
        Finding(span.start, span.end, "national_id", True, "[fødselsnummer]")
        for span in find_national_ids(text)
    ]
    rows = list(iterate_rows(text))
    for index in range(len(rows)):
        found += judge_rows(text, rows, index)
    for match in IBAN.finditer(text):
        if is_iban(match[0]):
            found.append(Finding(match.start(), match.end(), "account", False, "[kontonummer]"))
    for match in SPELLED.finditer(text):
        before = text[max(0, match.start() - LOOK_BACK) : match.start()]
        if PHONE_BEFORE.search(before) or NUMBER_BEFORE.search(before):
            found.append(Finding(match.start(), match.end(), "phone", False, "[telefonnummer]"))
    for pattern in (NORWEGIAN, FOREIGN):
        for match in pattern.finditer(text):
            if normalise_phone(match[0]) is not None:
                found.append(Finding(match.start(), match.end(), "phone", False, "[telefonnummer]"))
    return found


def iterate_rows(text: str) -> Iterator[Row]:
    """The rows of digits in the text."""
    end = -2
    for match in ROW.finditer(text):
        gap = text[end : match.start()] if 0 <= match.start() - end <= WIDEST_GAP else ""
        # A dash with spaces around it is as good as a dash, but for phones.
        is_gap = (len(gap) == 1 and gap in SEPARATORS) or (gap[1:2] in DASHES and gap[::2] == "  ")
        yield Row(match.start(), match.end(), gap if is_gap else "")
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
        if grouping in ACCOUNT_GROUPINGS and is_account(digits) and not is_other(text, start, end):
            yield Finding(start, end, "account", False, "[kontonummer]")
        elif (
            grouping in ORGANISATION_GROUPINGS
            and is_organisation_number(digits)
            and not is_other(text, start, end)
        ):
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


def is_iban(text: str) -> bool:
    """Whether a Norwegian account number with NO and two digits before it is right (ISO 13616, modulo 97)."""
    digits = "".join(str(int(sign)) for sign in text if sign.isdigit())
    return int(f"{digits[2:]}2324{digits[:2]}") % 97 == 1 and is_account(digits[2:])


def is_other(text: str, start: int, end: int) -> bool:
    """Whether the words around say that a number is an amount or the number of something: an order, a case."""
    before = text[max(0, start - LOOK_BACK) : start]
    if AMOUNT_BEFORE.search(before) or AMOUNT_AFTER.match(text, end):
        return True
    if PHONE_BEFORE.search(before) or BUSINESS_BEFORE.search(before):
        return False
    return OTHER_BEFORE.search(before) is not None


def is_phone(text: str, rows: list[Row], first: int, last: int, digits: str) -> bool:
    """Whether eight digits are written as a Norwegian phone number, and nothing around says something else."""
    if digits[0] in "01" or len(set(digits)) == 1:
        return False
    if last > first:
        if not is_grouped_phone(text, rows, first, last, digits):
            return False
    elif digits.startswith(YEARS) and "01" <= digits[4:6] <= "12" and "01" <= digits[6:] <= "31":
        return False
    start, end = rows[first].start, rows[last].end
    if FRACTION_BEFORE.search(text[max(0, start - 2) : start]) or FRACTION_AFTER.match(text, end):
        return False
    before = text[max(0, start - LOOK_BACK) : start]
    if NUMBERED_BEFORE.search(before) and not PHONE_BEFORE.search(before):
        return False
    return not is_other(text, start, end)


def is_grouped_phone(text: str, rows: list[Row], first: int, last: int, digits: str) -> bool:
    """Whether eight digits in groups may be a phone number by what stands between the groups and beside them."""
    separator = rows[first + 1].separator
    if len(separator) > 1:
        return False
    goes_on = last + 1 < len(rows) and rows[last + 1].separator == separator
    if last - first != 2 and (rows[first].separator == separator or goes_on):
        return False
    if last - first > 1:
        return True
    is_pair = separator in " \u00a0\u202f" and not digits.startswith(YEARS)
    return is_pair and MORE_AFTER.match(text, rows[last].end) is None
