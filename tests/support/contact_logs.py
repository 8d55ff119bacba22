"""Made-up contact logs with the edges of the definitions, and a second calculation that looks at every day by itself."""

from __future__ import annotations

import csv
import io
import math
import random
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

RELATIONSHIPS = ("mentor", "jobseeker", "employer", "mentor_jobseeker")
FORMS = {
    "Telefon": "phone",
    "E-post": "email",
    "På bedriften": "at_company",
    "På NAV-kontoret": "at_nav_office",
    "Digital kommunikasjon": "digital",
    "Annet sted": "elsewhere",
    "phone": "phone",
    "at_company": "at_company",
    "sms": "digital",
    "video": "digital",
    "activity_plan_dialogue": "digital",
    "": None,
}
TOOK_PLACE = ("", "took_place")
OTHERWISE = ("attempted", "no_show", "cancelled", "planned")
MONTH = Fraction(487, 16)
SUMMER_TIME = (date(2026, 3, 29), date(2026, 10, 25))
LEAP_DAY = date(2028, 2, 29)
LENGTHS = (1, 2, 3, 27, 28, 29, 83, 84, 85, 90, 120, 180, 365, 487, 488)

Span = tuple[date, date]
"""Two days, both inside."""


@dataclass
class MadeLog:
    """One relationship in a case."""

    case: str
    relationship: str
    periods: list[Span]
    contacts: list[tuple[date, str, str]]
    """Day, word of the form, word of the outcome."""
    pauses: list[Span] = field(default_factory=list)
    pauses_of_case: list[Span] = field(default_factory=list)
    confirmed_none: str = ""


def list_days(spans: Iterable[Span]) -> set[date]:
    """Every day of the spans."""
    return {
        date.fromordinal(number)
        for first, last in spans
        for number in range(first.toordinal(), last.toordinal() + 1)
    }


def judge_by_days(made: MadeLog) -> dict[str, Any]:
    """What the command must print of it, from sets of days and exact fractions."""
    effective = sorted(list_days(made.periods) - list_days([*made.pauses, *made.pauses_of_case]))
    kept = [
        (day, form) for day, form, outcome in made.contacts if outcome in TOOK_PLACE and day in set(effective)
    ]
    met = {day for day, _ in kept}
    picture = "".join("x" if day in met else "." for day in effective)
    size, n = len(picture), len(met)
    times = [Fraction(2 * number - 1, 2 * size) for number, mark in enumerate(picture, 1) if mark == "x"]
    first = len([time for time in times if time < Fraction(1, 3)])
    last = len([time for time in times if time > Fraction(2, 3)])
    silence = max(map(len, picture.split("x")))
    rate = n * MONTH / size if size else None
    return {
        "case": made.case,
        "relationship": made.relationship,
        "n": n,
        "rate_per_month": None if rate is None else float(rate),
        "frequency": name_frequency(n, size, rate, made.confirmed_none.strip().lower() == "yes"),
        "u": float(sum(times) / n - Fraction(1, 2)) * math.sqrt(12 * n) if n else None,
        "intensity": name_intensity(n, size, Fraction(first - last, n or 1), silence),
        "first_third": first,
        "last_third": last,
        "longest_silence_days": silence,
        "forms": dict(Counter(FORMS[form] for _, form in kept if FORMS[form])),
    }


def name_frequency(n: int, size: int, rate: Fraction | None, is_confirmed: bool) -> str:
    """The code of the frequency."""
    if size < 28 or rate is None:
        return "too_early"
    if n == 0:
        return "never" if is_confirmed else "not_registered"
    limits = (
        (Fraction(3, 4), "less_than_monthly"),
        (Fraction(3, 2), "monthly"),
        (Fraction(7, 2), "two_three_per_month"),
    )
    return next((code for limit, code in limits if rate < limit), "weekly")


def name_intensity(n: int, size: int, lean: Fraction, silence: int) -> str:
    """The code of the intensity."""
    if n < 6 or size < 84:
        return "too_little"
    if lean >= Fraction(3, 10):
        return "mostly_early"
    if lean <= Fraction(-3, 10):
        return "mostly_late"
    return "uneven" if Fraction(silence, size) > Fraction(1, 3) else "even"


def make_logs(seed: int, count: int) -> list[MadeLog]:
    """So many relationships, one to four a case, the same for the same seed; every kind of edge comes again and again."""
    chance = random.Random(seed)
    made: list[MadeLog] = []
    while len(made) < count:
        case = f"S-{len(made) + 1}"
        names = chance.sample(RELATIONSHIPS, chance.randint(1, 4))
        shared = [choose_span(chance, chance.randint(1, 20))] if chance.random() < 0.2 else []
        for name in names[: count - len(made)]:
            one = KINDS[len(made) % len(KINDS)](chance, case, name)
            one.pauses_of_case = shared
            made.append(one)
    return made


def choose_span(chance: random.Random, days: int) -> Span:
    """So many days in 2026 or 2027, or over the leap day."""
    start = date(2026, 1, 1) + timedelta(days=chance.randrange(700))
    if chance.random() < 0.15:
        start = LEAP_DAY - timedelta(days=chance.randrange(days))
    return start, start + timedelta(days=days - 1)


def make_contact(chance: random.Random, day: date, *, took_place: bool = True) -> tuple[date, str, str]:
    """A contact on the day, in any form."""
    return day, chance.choice([*FORMS]), chance.choice(TOOK_PLACE if took_place else OTHERWISE)


def move(day: date, by: int) -> date:
    """So many days on."""
    return day + timedelta(days=by)


def make_sparse(chance: random.Random, case: str, name: str) -> MadeLog:
    """0, 1, 5, 6 or 7 contacts on days of their own, in a period at a limit, beside attempts and contact outside."""
    first, last = choose_span(chance, chance.choice(LENGTHS))
    size = (last - first).days + 1
    places = chance.sample(range(size), min(size, chance.choice((0, 1, 5, 6, 7))))
    contacts = [make_contact(chance, move(first, place)) for place in places]
    contacts += [
        make_contact(chance, move(first, chance.randrange(size)), took_place=False) for _ in range(3)
    ]
    contacts += [make_contact(chance, move(first, -1)), make_contact(chance, move(last, 1))]
    confirmed = chance.choice(("", "no", "yes", "YES"))
    return MadeLog(case, name, [(first, last)], contacts, confirmed_none=confirmed)


def make_crowded(chance: random.Random, case: str, name: str) -> MadeLog:
    """All contact on one day, which may be the first, the last, the leap day or one when the clocks change."""
    first, last = choose_span(chance, chance.choice(LENGTHS))
    inside = [day for day in (*SUMMER_TIME, LEAP_DAY) if first <= day <= last]
    day = chance.choice([first, last, *inside])
    return MadeLog(
        case, name, [(first, last)], [make_contact(chance, day) for _ in range(chance.choice((1, 2, 6, 9)))]
    )


def make_paused(chance: random.Random, case: str, name: str) -> MadeLog:
    """Pauses at any place, also over each other, beyond the period, of one day, or over all of it."""
    first, last = choose_span(chance, chance.choice(LENGTHS))
    size = (last - first).days + 1
    pauses = []
    for _ in range(chance.randint(1, 3)):
        start = move(first, chance.randrange(-5, size))
        pauses.append((start, move(start, chance.choice((0, 6, 30, 60)))))
    if chance.random() < 0.3:
        pauses = [(move(first, -chance.randrange(2)), move(last, chance.randrange(2)))]
    contacts = [
        make_contact(chance, move(first, chance.randrange(-3, size + 3)))
        for _ in range(chance.randint(0, 40))
    ]
    return MadeLog(case, name, [(first, last)], contacts, pauses, confirmed_none=chance.choice(("no", "yes")))


def make_fading(chance: random.Random, case: str, name: str) -> MadeLog:
    """Weekly for 120 days, then silence of any length; or the other way round."""
    days = 120 + chance.choice((0, 1, 20, 45, 59, 60, 61, 120, 240))
    first, last = choose_span(chance, days)
    places = range(0, 120, 7)
    contacts = [make_contact(chance, move(first, place)) for place in places]
    if chance.random() < 0.4:
        contacts = [make_contact(chance, move(last, -place)) for place in places]
    return MadeLog(case, name, [(first, last)], contacts)


def make_steady(chance: random.Random, case: str, name: str) -> MadeLog:
    """At a limit of the rate: 12, 24 and 56 days of 487 are just 0.75, 1.5 and 3.5 a month."""
    first, last = choose_span(chance, chance.choice((486, 487, 488)))
    n = chance.choice((11, 12, 13, 23, 24, 25, 55, 56, 57))
    places = chance.sample(range(486), n)
    return MadeLog(
        case, name, [(first, last)], [make_contact(chance, move(first, place)) for place in places]
    )


def make_leaning(chance: random.Random, case: str, name: str) -> MadeLog:
    """Ten or twenty days of contact that lean to one end about as much as the limit says."""
    size = chance.choice((84, 90, 120, 300))
    first, last = choose_span(chance, size)
    n = chance.choice((10, 20))
    early, late = chance.randint(0, n // 2), chance.randint(0, n // 2)
    third = size // 3
    places = chance.sample(range(third), early)
    places += chance.sample(range(size - third, size), late)
    places += chance.sample(range(third + 1, size - third - 1), n - early - late)
    return MadeLog(
        case, name, [(first, last)], [make_contact(chance, move(first, place)) for place in places]
    )


def make_parted(chance: random.Random, case: str, name: str) -> MadeLog:
    """Two or three periods of one relationship, some next to each other, with contact also between them."""
    first, last = choose_span(chance, chance.choice((10, 28, 84)))
    periods = [(first, last)]
    for _ in range(chance.randint(1, 2)):
        start = move(periods[-1][1], chance.choice((1, 2, 15)))
        periods.append((start, move(start, chance.choice((0, 13, 55, 84)))))
    size = (periods[-1][1] - first).days + 1
    contacts = [
        make_contact(chance, move(first, chance.randrange(size))) for _ in range(chance.randint(0, 25))
    ]
    pauses = [choose_span(chance, 9)] if chance.random() < 0.5 else []
    return MadeLog(case, name, periods, contacts, pauses)


KINDS = (make_sparse, make_crowded, make_paused, make_fading, make_steady, make_leaning, make_parted)


def write_rows(columns: Sequence[str], rows: Iterable[Sequence[object]], delimiter: str = ",") -> str:
    """A CSV file as a spreadsheet writes it."""
    stream = io.StringIO()
    writer = csv.writer(stream, delimiter=delimiter)
    writer.writerow(columns)
    writer.writerows(rows)
    return stream.getvalue()


def write_log(made: Iterable[MadeLog]) -> str:
    """The contacts of all, in order of time, so that the relationships lie scattered in the file."""
    rows = [(day, one.case, one.relationship, form, how) for one in made for day, form, how in one.contacts]
    return write_rows(
        ("case", "relationship", "date", "form", "outcome"),
        [(case, name, day, form, how) for day, case, name, form, how in sorted(rows, key=lambda row: row[0])],
    )


def write_periods(made: Iterable[MadeLog]) -> str:
    """The file of periods."""
    return write_rows(
        ("case", "relationship", "from", "to", "confirmed_none"),
        [(one.case, one.relationship, *span, one.confirmed_none) for one in made for span in one.periods],
    )


def write_pauses(made: Iterable[MadeLog]) -> str:
    """The file of pauses; those of a whole case once."""
    of_cases = {(one.case, "", *span) for one in made for span in one.pauses_of_case}
    own = [(one.case, one.relationship, *span) for one in made for span in one.pauses]
    return write_rows(("case", "relationship", "from", "to"), [*sorted(of_cases), *own])


def sort_as_printed(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """In the order that the command promises, given the cases in the order of the file."""
    listed = list(rows)
    cases = {case: place for place, case in enumerate(dict.fromkeys(row["case"] for row in listed))}
    return sorted(listed, key=lambda row: (cases[row["case"]], RELATIONSHIPS.index(str(row["relationship"]))))


def assert_same(found: Sequence[dict[str, Any]], wanted: Sequence[dict[str, Any]]) -> None:
    """Every figure is the same; U, which has a root in it, as near as floating point goes."""
    assert len(found) == len(wanted)
    for one, other in zip(found, wanted, strict=True):
        u, expected = one["u"], other["u"]
        assert one == {**other, "u": u}
        assert (u is None) == (expected is None), one
        assert u is None or math.isclose(u, expected, rel_tol=1e-9, abs_tol=1e-12), (one, other)
