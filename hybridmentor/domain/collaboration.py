"""Quality of collaboration, computed from the contact log: frequency, intensity and form, as three facts with their reasons.

Own definition after AFI-notat 2022:01, table 5, which asked advisers for all three. Never one score and never per adviser.
The thresholds are proposals that an office or a study may change (`Thresholds`).

- What counts: contact that took place, inside the period and outside pauses. Attempts and contact in a pause are listed
  and not counted. A contact with several counts once for each. Two contacts on one day are one contact day.
- Period: `find_log_period`. Pauses are cut out, and what is left is put together: the effective days, counted from 0. A
  silence goes on across a pause; its days are those outside.
- A month is 30.4375 days.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import NamedTuple

from hybridmentor.domain.case_course import Pause, Stretch, cut_out_pauses, find_pause
from hybridmentor.domain.contact_vocabulary import DAYS_PER_MONTH
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.errors import InvalidInput, Message

TOOK_PLACE = "took_place"
ATTEMPTS = frozenset({"attempted", "did_not_show"})
ENTRIES = ATTEMPTS | {TOOK_PLACE}
"""The outcomes that show that somebody kept the log that day."""

TOO_EARLY = "too_early"
NOT_REGISTERED = "not_registered"
TOO_LITTLE = "too_little"
COMBINATION = "combination"

WORDS = MappingProxyType(
    {
        TOO_EARLY: "collaboration.too_early",
        NOT_REGISTERED: "collaboration.not_registered",
        TOO_LITTLE: "collaboration.too_little",
        COMBINATION: "collaboration.combination",
    }
)
"""The message ids of the answers that are no code; codes have their words in the practice model."""


@dataclass(frozen=True)
class Thresholds:
    """The limits; the values here are the proposals. InvalidInput with the `field` for limits in the wrong order."""

    monthly_from: float = 0.75
    """Contact days a month from which it is "Ca 1 gang per måned"; fewer is "Mindre enn 1 gang per måned"."""
    two_three_from: float = 1.5
    """From here "2-3 ganger per måned"."""
    weekly_from: float = 3.5
    """From here "Ukentlig"."""
    fewest_days: int = 28
    """With fewer effective days nothing is said about frequency."""
    tilt: float = 0.30
    """The difference between the shares of the first and the last third from which contact is said to lean to one end."""
    longest_silence: Fraction | float = Fraction(1, 3)
    """The share of the effective days that the longest silence must exceed to be "Ujevnt"."""
    fewest_contact_days: int = 6
    """With fewer contact days nothing is said about intensity."""
    fewest_days_for_intensity: int = 84
    """Nor with fewer effective days."""

    def __post_init__(self) -> None:
        if not 0 < self.monthly_from <= self.two_three_from <= self.weekly_from:
            raise InvalidInput(field="monthly_from")
        for name in ("tilt", "longest_silence"):
            if not 0 < getattr(self, name) <= 1:
                raise InvalidInput(field=name)
        for name in ("fewest_days", "fewest_contact_days", "fewest_days_for_intensity"):
            if getattr(self, name) < 1:
                raise InvalidInput(field=name)


PROPOSED = Thresholds()


@dataclass(frozen=True)
class LoggedContact:
    """An entry of the log."""

    day: date
    relationships: tuple[str, ...]
    """Everybody who was there: keys of `relationship`."""
    form: str | None = None
    """A key of `contact_form`, None if unknown."""
    sub_form: str | None = None
    """A key of `contact_sub_form`."""
    outcome: str = TOOK_PLACE
    """A key of `contact_outcome`."""
    held_by: str = "adviser"
    """A key of `held_by`; contact that others held counts all the same, and is told apart."""


@dataclass(frozen=True)
class LogPeriod:
    """The days that are judged, both inside."""

    from_on: date
    to_on: date
    is_confirmed: bool = False
    """Whether the log has been confirmed as complete up to the end."""


class Course(NamedTuple):
    """When in the effective days the contact days lie, in figures; `Intensity` says the same in words."""

    contact_days: int
    effective_days: int
    in_first_third: int
    in_last_third: int
    longest_silence: int
    laplace_u: float | None


@dataclass(frozen=True)
class Frequency:
    """How often."""

    code: str | None
    """A key of `contact_frequency`, or None."""
    answer: str
    """The code, or `TOO_EARLY` or `NOT_REGISTERED`."""
    per_month: float | None
    """Contact days a month, not rounded; None without an effective day."""
    reason: Message


@dataclass(frozen=True)
class Intensity:
    """When in the period."""

    code: str | None
    """A key of `contact_intensity`; "uneven" is ours, outside AFI's three."""
    answer: str
    """The code, or `TOO_LITTLE`."""
    in_first_third: int
    """Contact days in the first third of the effective days."""
    in_last_third: int
    longest_silence: int
    """The most effective days on end without contact, the edges of the period included."""
    laplace_u: float | None
    """Laplace's U, (mean(t) - 1/2) * sqrt(12 n), t from 0 to 1: below 0 earlier, above 0 later. For researchers, who also
    have it where it is too little to say; None without contact. Nothing is judged by it."""
    reason: Message


@dataclass(frozen=True)
class FormShare:
    """One form, or sub-form, of contact."""

    key: str
    count: int
    share: float
    """Of all contacts with a known form, for a sub-form of all with a known sub-form; 0 to 1."""


@dataclass(frozen=True)
class Forms:
    """In which forms: several are possible, as in AFI's question."""

    shares: tuple[FormShare, ...]
    """What was used most first. Contacts are counted, not days."""
    sub_forms: tuple[FormShare, ...]
    unknown: int
    """Contacts without a known form."""
    face_to_face: int
    """Contacts in which people met."""
    is_combination: bool
    """At least two forms, of which one is face to face."""
    reason: Message

    @property
    def keys(self) -> tuple[str, ...]:
        """The forms that were used."""
        return tuple(share.key for share in self.shares)


@dataclass(frozen=True)
class Collaboration:
    """One relationship in a case: the three facts, and what they rest on."""

    relationship: str
    period: LogPeriod | None
    """None where nobody knows how far the log reaches."""
    effective_days: int
    contact_days: int
    contacts: int
    """Contacts that count, which may be several on a day."""
    held_by_others: int
    """How many of them somebody else than the adviser held."""
    attempts: int
    """Attempts in the period outside pauses: no answer, did not show up."""
    in_pauses: tuple[LoggedContact, ...]
    """Contact that took place in a pause, in order of time."""
    outside: int
    """Contacts that took place before the period or after it."""
    frequency: Frequency
    intensity: Intensity
    forms: Forms


def find_log_period(
    from_on: date | None,
    *,
    ended_on: date | None = None,
    confirmed_to: date | None = None,
    last_entry_on: date | None = None,
) -> LogPeriod | None:
    """The days that a relationship is judged by; None where its start, or how far the log reaches, is not known.

    From the relationship's start to its end. While it goes on, to the day up to which the log has been confirmed as
    complete. Where nobody has confirmed it, to the last entry: what came after may just not be written down yet. An end
    before the start says nothing.
    """
    if from_on is None:
        return None
    ends = (ended_on,) if ended_on is not None else (confirmed_to, last_entry_on)
    end = next((day for day in ends if day is not None and day >= from_on), None)
    if end is None:
        return None
    return LogPeriod(from_on, end, confirmed_to is not None and confirmed_to >= end)


def judge_collaboration(
    relationship: str,
    contacts: Iterable[LoggedContact],
    period: LogPeriod | None,
    *,
    pauses: Iterable[Pause] = (),
    thresholds: Thresholds = PROPOSED,
    face_to_face: Collection[str] | None = None,
) -> Collaboration:
    """Frequency, intensity and form of the contact with one party, from all entries of a case's log.

    **Frequency**, by the first line that fits, with r the contact days in a month of 30.4375 days:

    ===  =====================================================  ============================================
    1    fewer than 28 effective days                           "For tidlig å si"
    2    no contact, and the log is confirmed to the end        `never` ("Aldri")
    3    no contact otherwise                                   "Ikke registrert": never *Aldri* by silence
    4    r < 0.75                                               `less_than_monthly`
    5    r < 1.5                                                `monthly`
    6    r < 3.5                                                `two_three_per_month`
    7    otherwise                                              `weekly`
    ===  =====================================================  ============================================

    Without a period it is "Ikke registrert".

    **Intensity**. A day belongs to the third of the effective days that its middle lies in. The first line that fits:

    ===  =====================================================  ============================================
    1    fewer than 6 contact days or 84 effective days         "For lite til å si"
    2    share of the first third - that of the last >= 0.30    `most_at_start`
    3    share of the last third - that of the first >= 0.30    `most_at_end`
    4    the longest silence is more than a third of the days   `uneven` ("Ujevnt", ours)
    5    otherwise                                              `even`
    ===  =====================================================  ============================================

    **Form**: the forms used and their shares; a combination is at least two forms of which one is face to face.
    `face_to_face` names those, None takes them from the hybrid model. Shares count contacts, not days.
    """
    pauses = tuple(pauses)
    held = sorted((c for c in contacts if relationship in c.relationships), key=lambda c: c.day)
    stretches = cut_out_pauses(period.from_on, period.to_on, pauses) if period else ()
    effective_days = sum(stretch.days for stretch in stretches)
    placed = [(c, place) for c in held if (place := find_place(stretches, c.day)) is not None]
    took_place = [c for c in held if c.outcome == TOOK_PLACE]
    inside = [c for c in took_place if period and period.from_on <= c.day <= period.to_on]
    counted = [c for c, _ in placed if c.outcome == TOOK_PLACE]
    places = sorted({place for c, place in placed if c.outcome == TOOK_PLACE})
    attempts = sum(c.outcome in ATTEMPTS for c, _ in placed)
    in_pauses = tuple(c for c in inside if find_pause(pauses, c.day))
    if face_to_face is None:
        face_to_face = list_face_to_face()
    return Collaboration(
        relationship=relationship,
        period=period,
        effective_days=effective_days,
        contact_days=len(places),
        contacts=len(counted),
        held_by_others=sum(c.held_by != "adviser" for c in counted),
        attempts=attempts,
        in_pauses=in_pauses,
        outside=len(took_place) - len(inside),
        frequency=_judge_frequency(len(places), effective_days, period, attempts, len(in_pauses), thresholds),
        intensity=_judge_intensity(measure_course(places, effective_days), thresholds),
        forms=_judge_forms(counted, face_to_face),
    )


def list_face_to_face() -> frozenset[str]:
    """The forms of contact in which people meet, as the hybrid model says."""
    codes = get_practice_model("hybridmodellen").find_codes("contact_form").codes
    return frozenset(code.key for code in codes if code.face_to_face)


def find_place(stretches: Sequence[Stretch], day: date) -> int | None:
    """How many effective days lie before the day; None for a day that is none itself. The stretches stand in order."""
    before = 0
    for stretch in stretches:
        if stretch.from_on <= day <= stretch.to_on:
            return before + (day - stretch.from_on).days
        before += stretch.days
    return None


def compute_rate(contact_days: int, effective_days: int) -> float | None:
    """Contact days in a month of 30.4375 days, not rounded; None without an effective day."""
    return contact_days * DAYS_PER_MONTH / effective_days if effective_days else None


def answer_frequency(
    contact_days: int, effective_days: int, *, is_confirmed: bool, thresholds: Thresholds = PROPOSED
) -> str:
    """The answer for a known period, by the lines of `judge_collaboration`: a key of `contact_frequency` or of `WORDS`."""
    rate = compute_rate(contact_days, effective_days)
    if rate is None or effective_days < thresholds.fewest_days:
        return TOO_EARLY
    if not contact_days:
        return "never" if is_confirmed else NOT_REGISTERED
    if rate < thresholds.monthly_from:
        return "less_than_monthly"
    if rate < thresholds.two_three_from:
        return "monthly"
    return "two_three_per_month" if rate < thresholds.weekly_from else "weekly"


def measure_course(places: Sequence[int], effective_days: int) -> Course:
    """When the contact days lie, each given once and in order by how many effective days lie before it (`find_place`)."""
    n = len(places)
    # A day is judged by its middle: 3 (place + 1/2) < days, or > 2 days, times two. Odd numbers are never equal to even ones.
    first = bisect_right(places, (2 * effective_days - 3) // 6)
    last = n - bisect_right(places, (4 * effective_days - 3) // 6)
    silence, before = 0, -1
    for place in (*places, effective_days):
        silence = max(silence, place - before - 1)
        before = place
    laplace = None
    if n:
        mean = (2 * sum(places) + n) / (2 * effective_days * n)
        laplace = (mean - 0.5) * math.sqrt(12 * n)
    return Course(n, effective_days, first, last, silence, laplace)


def answer_intensity(course: Course, thresholds: Thresholds = PROPOSED) -> str:
    """The answer by the lines of `judge_collaboration`: a key of `contact_intensity`, or `TOO_LITTLE`."""
    n, days, first, last, silence, _ = course
    if n < thresholds.fewest_contact_days or days < thresholds.fewest_days_for_intensity:
        return TOO_LITTLE
    lean = (first - last) / n
    if abs(lean) >= thresholds.tilt:
        return "most_at_start" if lean > 0 else "most_at_end"
    return "uneven" if silence > thresholds.longest_silence * days else "even"


def _judge_frequency(
    contact_days: int,
    effective_days: int,
    period: LogPeriod | None,
    attempts: int,
    in_pauses: int,
    limits: Thresholds,
) -> Frequency:
    per_month = compute_rate(contact_days, effective_days)
    days = Message("collaboration.days", n=effective_days)
    answer = NOT_REGISTERED
    if period is not None:
        answer = answer_frequency(
            contact_days, effective_days, is_confirmed=period.is_confirmed, thresholds=limits
        )
    if answer == TOO_EARLY:
        reason = Message("collaboration.reason.too_early", days=days, fewest=limits.fewest_days)
        return Frequency(None, TOO_EARLY, per_month, reason)
    if answer == NOT_REGISTERED:
        return Frequency(None, NOT_REGISTERED, per_month, _explain_silence(attempts, in_pauses))
    if answer == "never":
        return Frequency("never", "never", per_month, Message("collaboration.reason.never", days=days))
    reason = Message(
        "collaboration.reason.frequency",
        contact_days=Message("collaboration.contact_days", n=contact_days),
        days=days,
        rate=write_rate(contact_days, effective_days),
    )
    return Frequency(answer, answer, per_month, reason)


def _explain_silence(attempts: int, in_pauses: int) -> Message:
    if in_pauses:
        return Message("collaboration.reason.only_in_pauses", n=in_pauses)
    if attempts:
        return Message("collaboration.reason.only_attempts", n=attempts)
    return Message("collaboration.reason.not_registered")


def write_rate(contact_days: int, effective_days: int) -> Message:
    """Contact days a month with two decimals, cut and not rounded, so that 1.499 is not shown as the 1.5 that it is not."""
    hundredths = int(contact_days * DAYS_PER_MONTH * 100 // effective_days)
    return Message("collaboration.rate", whole=hundredths // 100, decimals=f"{hundredths % 100:02}")


def _judge_intensity(course: Course, limits: Thresholds) -> Intensity:
    n, effective_days, first, last, silence, laplace = course
    answer = answer_intensity(course, limits)
    days = Message("collaboration.days", n=effective_days)
    contact_days = Message("collaboration.contact_days", n=n)
    if answer == TOO_LITTLE:
        reason = Message(
            "collaboration.reason.too_little",
            contact_days=contact_days,
            days=days,
            fewest_contact_days=limits.fewest_contact_days,
            fewest_days=limits.fewest_days_for_intensity,
        )
        return Intensity(None, TOO_LITTLE, first, last, silence, laplace, reason)
    if answer == "uneven":
        reason = Message("collaboration.reason.uneven", n=silence, days=days)
    else:
        reason = Message("collaboration.reason.intensity", contact_days=contact_days, first=first, last=last)
    return Intensity(answer, answer, first, last, silence, laplace, reason)


def _judge_forms(counted: Sequence[LoggedContact], face_to_face: Collection[str]) -> Forms:
    forms = [c.form for c in counted if c.form is not None]
    met = sum(form in face_to_face for form in forms)
    reason = Message("collaboration.reason.forms", n=len(forms), met=met)
    return Forms(
        shares=_share(forms),
        sub_forms=_share(c.sub_form for c in counted if c.sub_form is not None),
        unknown=len(counted) - len(forms),
        face_to_face=met,
        is_combination=len(set(forms)) > 1 and met > 0,
        reason=reason if forms else Message("collaboration.reason.no_form"),
    )


def _share(keys: Iterable[str]) -> tuple[FormShare, ...]:
    counts = Counter(keys)
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(FormShare(key, count, count / counts.total()) for key, count in ordered)
