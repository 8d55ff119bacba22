"""Values of a case put into the codes of the hierarchies: bands, shares and answers, each in one named function.

The limits are our own definition, laid down without a look at any case.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from hybridmentor.domain.collaboration import (
    NOT_REGISTERED as NO_LOG,
    PROPOSED,
    TOO_EARLY,
    compute_rate,
    list_face_to_face,
)
from hybridmentor.domain.counties import find_county
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.release_variables import (
    NONE,
    NOT_REGISTERED,
    OTHER,
    SEVERAL,
    UNKNOWN,
    get_hierarchy,
)

COUNTS = ((2, "1_2"), (5, "3_5"), (10, "6_10"), (20, "11_20"), (40, "21_40"))
FEW = ("none", "1", "2")
DAYS = ((7, "up_to_7"), (14, "8_14"), (28, "15_28"), (56, "29_56"), (112, "57_112"))
DELAYS = ((0, "same_day"), (1, "1_day"), (3, "2_3_days"), (7, "4_7_days"), (14, "8_14_days"))
HOURS = ((10, "up_to_10"), (20, "11_20"), (40, "21_40"))
AGES = (
    (19, "under_20"),
    (24, "20_24"),
    (29, "25_29"),
    (39, "30_39"),
    (49, "40_49"),
    (59, "50_59"),
)
RATES = (
    (0.5, "under_half"),
    (1, "half_to_one"),
    (2, "one_to_two"),
    (4, "two_to_four"),
    (8, "four_to_eight"),
)
SHARES = (
    (0.25, "under_quarter"),
    (0.5, "quarter_to_half"),
    (0.75, "half_to_three_quarters"),
)
KEPT = ((0.5, "under_half"), (0.8, "half_to_most"), (1.25, "as_agreed"))
POSITIONS = ((50, "under_50"), (80, "50_79"), (100, "80_99"))
FIRST_YEAR, LAST_YEAR = 2018, 2032


def keep_code(hierarchy: str, code: object) -> str:
    """The code where the hierarchy has it, else `other`; `unknown` for none."""
    if not code:
        return UNKNOWN
    return str(code) if code in get_hierarchy(hierarchy).rows else OTHER


def keep_codes(hierarchy: str, codes: object, *, empty: str = UNKNOWN) -> str:
    """The one code of an answer that may have several; `several` for more, `empty` for none at all.

    Two codes of an answer that has but one are like a code that nobody knows.
    """
    listed = (codes,) if isinstance(codes, str) else tuple(codes) if isinstance(codes, Iterable) else ()
    known = {keep_code(hierarchy, code) for code in listed if code}
    if len(known) > 1:
        return keep_code(hierarchy, SEVERAL)
    return known.pop() if known else empty


def band(bands: Sequence[tuple[float, str]], value: float, beyond: str) -> str:
    """The first band whose last value is not below the value."""
    return next((code for last, code in bands if value <= last), beyond)


def band_below(bands: Sequence[tuple[float, str]], value: float, beyond: str) -> str:
    """The first band whose end lies above the value."""
    return next((code for end, code in bands if value < end), beyond)


def band_county(name: str | None) -> str:
    """The county of the office."""
    number = find_county(name)
    return f"county_{number}" if number else OTHER if name else UNKNOWN


def band_half_year(day: date | None) -> str:
    """The half of the year."""
    if day is None:
        return UNKNOWN
    if day.year < FIRST_YEAR:
        return "earlier"
    return "later" if day.year > LAST_YEAR else f"{day.year}_h{1 if day.month <= 6 else 2}"


def band_age(birth_year: int | None, day: date | None) -> str:
    """The age that is reached in the year of the day."""
    if birth_year is None or day is None or birth_year > day.year:
        return UNKNOWN
    return band(AGES, day.year - birth_year, "60_or_more")


def band_few(count: int) -> str:
    """A small number of things."""
    return FEW[count] if count < len(FEW) else "3_or_more"


def band_count(count: int) -> str:
    """How many contact days."""
    return band(COUNTS, count, "over_40") if count else NONE


def band_days(days: int) -> str:
    """How many days something took."""
    return band(DAYS, days, "over_112")


def band_per_month(contact_days: int, effective_days: int) -> str:
    """Contact days a month of 30.4375 days; the limit belongs to the band above."""
    rate = compute_rate(contact_days, effective_days)
    if rate is None or effective_days < PROPOSED.fewest_days:
        return TOO_EARLY
    return band_below(RATES, rate, "over_eight") if contact_days else NONE


def band_share(part: int, whole: int) -> str:
    """A share; `none` of nothing."""
    if not whole:
        return NONE
    return band_below(SHARES, part / whole, "three_quarters_or_more") if part else "nothing"


def band_kept(kept: int, expected: int | None) -> str:
    """Contact days beside those on which contact was due."""
    if expected is None:
        return NONE
    return band_below(KEPT, kept / expected, "more") if expected else TOO_EARLY


def band_delay(delays: Sequence[int]) -> str:
    """The middle delay, the lower of two; `none` without a contact."""
    return band(DELAYS, sorted(delays)[(len(delays) - 1) // 2], "over_14_days") if delays else NONE


def band_hours(hours: float | None) -> str:
    """Hours a month."""
    return NOT_REGISTERED if hours is None else band(HOURS, hours, "over_40")


def band_position(percent: float | None) -> str:
    """How much of a full position."""
    return UNKNOWN if percent is None else band_below(POSITIONS, percent, "100")


def mix_forms(forms: Sequence[str | None]) -> str:
    """In which forms contact took place, as `collaboration` sees a combination; `none` without a contact."""
    used = {form for form in forms if form is not None}
    if not used:
        return UNKNOWN if forms else NONE
    met = used & list_met()
    if met:
        return "combination" if len(used) > 1 else "face_to_face_only"
    if len(used) > 1:
        return "several_at_distance"
    return {"phone": "phone_only", "email": "written_only", "digital": "digital_only"}.get(
        used.pop(), "several_at_distance"
    )


@cache
def list_met() -> frozenset[str]:
    """The forms in which people meet, looked up once."""
    return list_face_to_face()


@cache
def _list_frequencies() -> tuple[str, ...]:
    return get_practice_model("hybridmodellen").find_codes("contact_frequency").keys


def compare_frequency(reported: str | None, computed: str) -> str:
    """What the adviser says beside what the log says; `not_comparable` where one of the two is no frequency."""
    if not reported:
        return UNKNOWN
    if computed == NO_LOG:
        return NOT_REGISTERED
    order = _list_frequencies()
    if reported not in order or computed not in order:
        return "not_comparable"
    difference = order.index(computed) - order.index(reported)
    return "same" if not difference else "reported_more" if difference > 0 else "reported_less"
