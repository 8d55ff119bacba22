"""Norwegian identifiers: national identity numbers in free text (to be refused), and numbers of offices.

No national identity number is stored anywhere (personopplysningsloven section 12); this file is how one is
noticed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

FIRST_WEIGHTS = (3, 7, 6, 1, 8, 9, 4, 5, 2, 1)
SECOND_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1)
ORGANISATION_WEIGHTS = (3, 2, 7, 6, 5, 4, 3, 2, 1)

# From 2032 Skatteetaten also issues numbers whose first control sum leaves 1, 2 or 3. The date of birth says
# nothing about the date of issue, so all four remainders count for every number.
FIRST_REMAINDERS = frozenset({0, 1, 2, 3})

# 4-2-5 is left out on purpose: it is how a bank account number is written, and those share the second control
# digit.
GROUPINGS = ((11,), (6, 5), (6, 3, 2), (2, 2, 2, 5), (2, 2, 2, 3, 2))
MOST_GROUPS = 5
LONGEST_GAP = 3
"""Signs between two groups, as in "010190 - 12345"."""

DAYS_IN_MONTH = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


@dataclass(frozen=True, slots=True)
class Span:
    """Where a number stands: `text[start:end]` in code points, and its kind.

    `kind` is `birth_number`, `d_number` (day + 40), `h_number` (month + 40: auxiliary numbers and Dolly's
    synthetic ones look the same), `synthetic` (month + 80, Tenor), or `d_h_number` / `d_synthetic` for a
    D-number of those kinds.
    """

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True)
class _Run:
    """A longest row of digits, with the positions of its first digit and after its last one."""

    start: int
    end: int
    digits: tuple[int, ...]
    joined: bool
    """Exactly one separator stands between the run before and this one."""


def find_national_ids(text: str) -> list[Span]:
    """Every Norwegian national identity number in the text, from left to right, none overlapping.

    Found when all hold: eleven digits of any script, together or in the groups of `GROUPINGS` with one space,
    hyphen or dot between (any Unicode space or dash; invisible characters are passed over); not part of a
    longer row of digits; both control digits right, by today's rule or the one from 2032; and a date that
    exists in some century. Time grows with the length of the text alone.
    """
    if sum(map(str.isdigit, text)) < 11:
        return []
    runs = list(_iterate_runs(text))
    found: list[Span] = []
    index = 0
    while index < len(runs):
        size, kind = _match_groups(runs, index)
        if kind is None:
            index += 1
            continue
        found.append(Span(runs[index].start, runs[index + size - 1].end, kind))
        index += size
    return found


def holds_national_id(text: str) -> bool:
    """Whether the text holds a national identity number (see `find_national_ids`)."""
    return bool(find_national_ids(text))


def mask_national_ids(text: str) -> str:
    """The text with every national identity number replaced by eleven asterisks, for faults and logs."""
    parts: list[str] = []
    position = 0
    for span in find_national_ids(text):
        parts += [text[position : span.start], "*" * 11]
        position = span.end
    return "".join([*parts, text[position:]])


def _iterate_runs(text: str) -> Iterator[_Run]:
    """The rows of digits in the text.

    A digit that is not a decimal one (superscript, circled) begins a row of its own, so that a footnote mark
    after a number does not hide it.
    """
    start = end = -1
    digits: list[int] = []
    decimal = joined = False
    gap: list[str] = []
    for position, character in enumerate(text):
        if character.isdigit():
            if digits and (gap or character.isdecimal() != decimal):
                yield _Run(start, end, tuple(digits), joined)
                joined = 0 < len(gap) <= LONGEST_GAP and all(_is_separator(one) for one in gap)
                digits = []
            if not digits:
                start, decimal = position, character.isdecimal()
            digits.append(unicodedata.digit(character))
            end, gap = position + 1, []
        elif len(gap) <= LONGEST_GAP and not _is_invisible(character):
            gap.append(character)
    if digits:
        yield _Run(start, end, tuple(digits), joined)


def _is_separator(character: str) -> bool:
    """A space, dash or dot of any kind, a stroke, colon or line break: whatever people put between date and number."""
    return character in ".．·‧∙⋅•−/:\t\r\n" or unicodedata.category(character) in {"Zs", "Pd"}


def _is_invisible(character: str) -> bool:
    """A character that shows nothing of its own: soft hyphen, zero-width space, joiner, combining mark."""
    return not character.isascii() and unicodedata.category(character) in {"Cf", "Mn", "Me"}


def _match_groups(runs: list[_Run], index: int) -> tuple[int, str | None]:
    """How many runs from `index` on make a number, and its kind; `(0, None)` if none does."""
    lengths: list[int] = []
    digits: tuple[int, ...] = ()
    for run in runs[index : index + MOST_GROUPS]:
        if lengths and not run.joined:
            break
        lengths.append(len(run.digits))
        if len(digits) + len(run.digits) > 11:
            break
        digits += run.digits
        if len(digits) == 11:
            return (len(lengths), _judge_digits(digits)) if tuple(lengths) in GROUPINGS else (0, None)
    return 0, None


def _judge_digits(digits: tuple[int, ...]) -> str | None:
    """The kind of an eleven-digit national identity number, or None if it is none."""
    if (
        _sum_weighted(digits, FIRST_WEIGHTS) % 11 not in FIRST_REMAINDERS
        or _sum_weighted(digits, SECOND_WEIGHTS) % 11
    ):
        return None
    day, month, year = (10 * digits[place] + digits[place + 1] for place in (0, 2, 4))
    is_d_number = day > 40
    if is_d_number:
        day -= 40
    addition = 80 if month > 80 else 40 if month > 40 else 0
    month -= addition
    if not _is_date(day, month, year):
        return None
    kinds = {
        0: ("birth_number", "d_number"),
        40: ("h_number", "d_h_number"),
        80: ("synthetic", "d_synthetic"),
    }
    return kinds[addition][is_d_number]


def _is_date(day: int, month: int, year: int) -> bool:
    """Whether the day exists in some century.

    The individual number told the century until 2032 and does not after, so 29 February needs only a year
    divisible by four (00 may be 2000).
    """
    if not 1 <= month <= 12 or not 1 <= day <= DAYS_IN_MONTH[month - 1]:
        return False
    return (day, month) != (29, 2) or year % 4 == 0


def _sum_weighted(digits: tuple[int, ...], weights: tuple[int, ...]) -> int:
    return sum(digit * weight for digit, weight in zip(digits, weights, strict=False))


def normalise_organisation_number(text: str) -> str | None:
    """The nine digits of an organisation number, or None if the text is none.

    Spaces of any kind are allowed; the first digit is 8 or 9 and the last one a control digit modulo 11
    (Brønnøysundregistrene).
    """
    compact = "".join(text.split())
    if len(compact) != 9 or not compact.isdecimal():
        return None
    digits = tuple(unicodedata.digit(character) for character in compact)
    if digits[0] not in (8, 9) or _sum_weighted(digits, ORGANISATION_WEIGHTS) % 11:
        return None
    return "".join(map(str, digits))


def is_organisation_number(text: str) -> bool:
    """Whether the text is an organisation number (see `normalise_organisation_number`)."""
    return normalise_organisation_number(text) is not None


def is_nav_ident(text: str) -> bool:
    """Whether the text is a Nav ident: one letter A-Z and six digits."""
    return re.fullmatch(r"[A-Za-z][0-9]{6}", text) is not None


def is_office_number(text: str) -> bool:
    """Whether the text is an office number: four digits."""
    return re.fullmatch(r"[0-9]{4}", text) is not None


def normalise_phone(text: str) -> str | None:
    """The number as `+` and digits only, or None if the text is no phone number.

    Eight digits are Norwegian, with or without 47, 0047 or +47 before; others need + or 00 and seven to
    fifteen digits (ITU-T E.164). Spaces, dots, hyphens, strokes and brackets are passed over.
    """
    compact = re.sub(r"[\s./()\-\u00ad\u200b\u2010-\u2015\u2212]", "", text.replace("(0)", ""))
    if re.fullmatch(r"\+?\d+", compact) is None:
        return None
    digits = "".join(str(unicodedata.digit(character)) for character in compact.removeprefix("+"))
    if not compact.startswith("+"):
        if len(digits) == 8 and digits[0] not in "01":
            return f"+47{digits}"
        if digits.startswith("00"):
            digits = digits[2:]
        elif not (len(digits) == 10 and digits.startswith("47")):
            return None
    if digits.startswith("47"):
        return f"+{digits}" if len(digits) == 10 and digits[2] not in "01" else None
    return f"+{digits}" if 7 <= len(digits) <= 15 and digits[0] != "0" else None
