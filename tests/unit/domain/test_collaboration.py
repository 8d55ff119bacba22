"""Quality of collaboration: calculated by hand, at and around every limit, and against a plain second calculation."""

import math
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, strategies as st

from hybridmentor.domain.case_course import Pause
from hybridmentor.domain.collaboration import (
    NOT_REGISTERED,
    TOO_EARLY,
    TOO_LITTLE,
    WORDS,
    Collaboration,
    FormShare,
    LoggedContact,
    LogPeriod,
    Thresholds,
    find_log_period,
    judge_collaboration,
    list_face_to_face,
)
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.i18n import LANGUAGES, say

START = date(2026, 1, 5)


def on(*places: int, **values: Any) -> list[LoggedContact]:
    """A contact with the mentor on each of the days, counted from 0."""
    return [LoggedContact(START + timedelta(days=place), ("mentor",), **values) for place in places]


def span(days: int, *, is_confirmed: bool = False) -> LogPeriod:
    """A period of so many days."""
    return LogPeriod(START, START + timedelta(days=days - 1), is_confirmed)


def pause(first: int, last: int | None) -> Pause:
    """A pause, both days inside, counted from 0."""
    return Pause(START + timedelta(days=first), None if last is None else START + timedelta(days=last))


def judge(contacts: Iterable[LoggedContact], days: int, *pauses: Pause, **values: Any) -> Collaboration:
    return judge_collaboration("mentor", contacts, span(days), pauses=pauses, **values)


def spread(count: int, days: int) -> list[int]:
    """So many days, evenly over the period."""
    return [(2 * k + 1) * days // (2 * count) for k in range(count)]


def speak(message: Message) -> str:
    return say("nb", message)


# 487 days are 16 months of 30.4375 days: 12 contact days are 0.75 a month, 24 are 1.5 and 56 are 3.5.
@pytest.mark.parametrize(
    ("count", "days", "code", "rate"),
    [
        (12, 487, "monthly", 0.75),
        (12, 488, "less_than_monthly", 365.25 / 488),
        (11, 487, "less_than_monthly", 0.6875),
        (13, 487, "monthly", 0.8125),
        (24, 487, "two_three_per_month", 1.5),
        (24, 488, "monthly", 730.5 / 488),
        (23, 487, "monthly", 1.4375),
        (56, 487, "weekly", 3.5),
        (56, 488, "two_three_per_month", 1704.5 / 488),
        (55, 487, "two_three_per_month", 3.4375),
        (1, 28, "monthly", 30.4375 / 28),
        (1, 40, "monthly", 30.4375 / 40),
        (1, 41, "less_than_monthly", 30.4375 / 41),
        (4, 28, "weekly", 121.75 / 28),
        (28, 28, "weekly", 30.4375),
    ],
)
def test_frequency_by_hand(count: int, days: int, code: str, rate: float):
    found = judge(on(*spread(count, days)), days)
    assert (found.contact_days, found.effective_days) == (count, days)
    assert (found.frequency.code, found.frequency.answer) == (code, code)
    assert found.frequency.per_month == rate


def test_28_days_are_enough_and_27_are_not():
    late = judge(on(3, 10), 28).frequency
    assert (late.code, late.per_month) == ("two_three_per_month", 2 * 30.4375 / 28)
    early = judge(on(3, 10), 27).frequency
    assert (early.code, early.answer) == (None, TOO_EARLY)
    assert speak(early.reason) == "Perioden er 27 dager utenom pauser. Det trengs minst 28."
    paused = judge(on(3, 10), 40, pause(20, 31)).frequency
    assert paused.answer == "two_three_per_month", "28 of the 40 days are left"
    assert judge(on(3, 10), 40, pause(20, 32)).frequency.answer == TOO_EARLY


def test_never_only_where_somebody_has_confirmed_it():
    attempts = on(5, 9, outcome="attempted")
    for contacts in ([], attempts):
        silent = judge_collaboration("mentor", contacts, span(90))
        assert (silent.frequency.code, silent.frequency.answer) == (None, NOT_REGISTERED)
        sure = judge_collaboration("mentor", contacts, span(90, is_confirmed=True))
        assert (sure.frequency.code, sure.frequency.per_month) == ("never", 0)
    young = judge_collaboration("mentor", [], span(27, is_confirmed=True))
    assert young.frequency.answer == TOO_EARLY
    spoken = judge_collaboration("mentor", on(5), span(90, is_confirmed=True))
    assert spoken.frequency.code == "less_than_monthly", "one contact in 90 days is not never"


def test_without_a_period_nothing_is_said():
    found = judge_collaboration("mentor", on(1, 2), None)
    assert (found.frequency.answer, found.intensity.answer) == (NOT_REGISTERED, TOO_LITTLE)
    assert (found.effective_days, found.contact_days, found.frequency.per_month) == (0, 0, None)
    assert (found.outside, found.forms.keys) == (2, ())


def test_two_contacts_on_one_day_are_one_contact_day():
    contacts = [*on(0, 0, 0, form="phone"), *on(14, form="email")]
    found = judge(contacts, 28)
    assert (found.contact_days, found.contacts) == (2, 4)
    assert found.frequency.per_month == 2 * 30.4375 / 28
    assert found.forms.shares == (FormShare("phone", 3, 0.75), FormShare("email", 1, 0.25))


def test_contact_in_a_pause_is_listed_and_not_counted():
    found = judge(on(9, 10, 15, 19, 20), 58, pause(10, 19))
    assert [(c.day - START).days for c in found.in_pauses] == [10, 15, 19]
    assert (found.contact_days, found.contacts, found.effective_days, found.outside) == (2, 2, 48, 0)
    assert found.frequency.per_month == 2 * 30.4375 / 48
    only = judge(on(12), 58, pause(10, 19))
    assert only.frequency.answer == NOT_REGISTERED
    assert (
        speak(only.frequency.reason) == "1 kontakt er registrert, men den ligger i en pause og telles ikke."
    )


def test_a_pause_without_an_end_takes_the_rest():
    found = judge(on(1, 30, 70), 90, pause(40, None))
    assert (found.effective_days, found.contact_days, len(found.in_pauses)) == (40, 2, 1)


def test_what_counts():
    there = START + timedelta(days=5)
    contacts = [
        LoggedContact(there, ("mentor", "jobseeker"), "at_company"),
        LoggedContact(there + timedelta(days=1), ("jobseeker",), "phone"),
        LoggedContact(there + timedelta(days=2), ("mentor",), "phone", outcome="attempted"),
        LoggedContact(there + timedelta(days=3), ("mentor",), outcome="did_not_show"),
        LoggedContact(there + timedelta(days=4), ("mentor",), outcome="cancelled"),
        LoggedContact(there + timedelta(days=5), ("mentor",), outcome="planned"),
        LoggedContact(there + timedelta(days=6), ("mentor",), "email", held_by="aft"),
        LoggedContact(START - timedelta(days=1), ("mentor",), "phone"),
        LoggedContact(START + timedelta(days=90), ("mentor",), "phone"),
    ]
    mentor = judge(contacts, 90)
    assert (mentor.contacts, mentor.attempts, mentor.held_by_others, mentor.outside) == (2, 2, 1, 2)
    jobseeker = judge_collaboration("jobseeker", contacts, span(90))
    assert (jobseeker.contacts, jobseeker.attempts) == (2, 0)
    assert judge_collaboration("employer", contacts, span(90)).contacts == 0
    assert judge(reversed(contacts), 90) == mentor, "the order of the log does not matter"


# 90 days: the thirds are the days 0-29, 30-59 and 60-89.
@pytest.mark.parametrize(
    ("places", "first", "last", "silence", "code"),
    [
        # 5 of 10 less 2 of 10 is exactly 0.30
        ((0, 8, 15, 22, 29, 40, 50, 59, 60, 80), 5, 2, 19, "most_at_start"),
        ((0, 20, 30, 40, 50, 60, 67, 74, 81, 89), 2, 5, 19, "most_at_end"),
        # 4 of 10 less 2 of 10 is 0.20
        ((0, 8, 15, 22, 30, 40, 50, 59, 60, 80), 4, 2, 19, "even"),
        # 3 and 3 of 7, and 30 days of silence are exactly a third
        ((5, 15, 25, 56, 66, 76, 86), 3, 3, 30, "even"),
        # the same, and 31 days: more than a third
        ((5, 15, 24, 56, 66, 76, 86), 3, 3, 31, "uneven"),
        # the edges of the period count as silence: 31 days before the first contact
        ((31, 40, 45, 50, 55, 59), 0, 0, 31, "uneven"),
        ((30, 35, 40, 45, 50, 58), 0, 0, 31, "uneven"),
        ((30, 35, 40, 45, 50, 59), 0, 0, 30, "even"),
        # a lean goes before a silence
        ((0, 1, 2, 3, 4, 5), 6, 0, 84, "most_at_start"),
        ((84, 85, 86, 87, 88, 89), 0, 6, 84, "most_at_end"),
        # the first and last days of each third
        ((0, 29, 30, 59, 60, 89), 2, 2, 28, "even"),
    ],
)
def test_intensity_by_hand(places: tuple[int, ...], first: int, last: int, silence: int, code: str):
    found = judge(on(*places), 90).intensity
    assert (found.in_first_third, found.in_last_third, found.longest_silence) == (first, last, silence)
    assert (found.code, found.answer) == (code, code)


def test_six_contact_days_and_84_days_are_enough():
    places = (0, 16, 33, 50, 67, 83)
    assert judge(on(*places), 84).intensity.code == "even"
    five = judge(on(*places[:5], places[0]), 84).intensity
    assert (five.code, five.answer) == (None, TOO_LITTLE)
    assert speak(five.reason) == (
        "5 dager med kontakt på 84 dager utenom pauser. Det trengs minst 6 dager med kontakt og 84 dager i alt."
    )
    assert judge(on(0, 16, 33, 50, 67, 82), 83).intensity.answer == TOO_LITTLE
    assert judge(on(*places), 84, pause(20, 20)).intensity.answer == TOO_LITTLE


# Neither 85 nor 86 days can be cut in three: the middle third takes or gives the odd day, so that both ends are alike.
@pytest.mark.parametrize(("days", "outer"), [(84, 28), (85, 28), (86, 29), (87, 29)])
def test_thirds_are_the_same_from_both_ends(days: int, outer: int):
    found = judge(on(*range(days)), days).intensity
    assert (found.in_first_third, found.in_last_third) == (outer, outer)
    assert found.laplace_u == pytest.approx(0, abs=1e-9)


def test_time_runs_on_across_a_pause():
    """90 days of which 30-59 are a pause, and 30 more: the effective days are 0-29 and 60-119, 90 in all."""
    found = judge(on(0, 10, 20, 60, 70, 80, 90, 100, 110), 120, pause(30, 59))
    assert found.effective_days == 90
    # Day 60 is the 31st effective day, place 30: the second third; day 90 is place 60: the last.
    assert (found.intensity.in_first_third, found.intensity.in_last_third) == (3, 3)
    assert found.intensity.longest_silence == 9
    assert found.intensity.code == "even"
    across = judge(on(0, 10, 14, 76, 90, 100, 110), 120, pause(30, 59)).intensity
    # Days 15-29 and 60-75 are 31 days of silence without the pause.
    assert (across.longest_silence, across.code) == (31, "uneven")


def test_laplace_by_hand():
    # t = 0.5/90, 1.5/90, 2.5/90, their mean 1.5/90 = 1/60; U = (1/60 - 1/2) * sqrt(36) = -2.9
    assert judge(on(0, 1, 2), 90).intensity.laplace_u == pytest.approx(-2.9)
    assert judge(on(87, 88, 89), 90).intensity.laplace_u == pytest.approx(2.9)
    # one contact in the middle of 29 days
    assert judge(on(14), 29).intensity.laplace_u == pytest.approx(0)
    assert judge([], 90).intensity.laplace_u is None


def test_forms_by_hand():
    contacts = [
        *on(1, 2, 3, form="phone"),
        *on(4, 5, form="digital", sub_form="sms"),
        *on(6, form="digital", sub_form="video"),
        *on(7, form="at_company"),
        *on(8),
    ]
    forms = judge(contacts, 90).forms
    assert [(share.key, share.count) for share in forms.shares] == [
        ("digital", 3),
        ("phone", 3),
        ("at_company", 1),
    ]
    assert [share.share for share in forms.shares] == [3 / 7, 3 / 7, 1 / 7]
    assert forms.sub_forms == (FormShare("sms", 2, 2 / 3), FormShare("video", 1, 1 / 3))
    assert (forms.unknown, forms.face_to_face, forms.is_combination) == (1, 1, True)
    assert speak(forms.reason) == "7 kontakter med kjent form, 1 av dem ansikt til ansikt."


@pytest.mark.parametrize(
    ("forms", "is_combination"),
    [
        ((), False),
        ((None,), False),
        (("at_company", "at_company"), False),
        (("at_company", None), False),
        (("phone", "email"), False),
        (("phone", "elsewhere"), True),
        (("at_nav_office", "at_company"), True),
    ],
)
def test_a_combination_has_two_forms_of_which_one_is_a_meeting(
    forms: tuple[str | None, ...], is_combination: bool
):
    contacts = [one for place, form in enumerate(forms) for one in on(place, form=form)]
    assert judge(contacts, 90).forms.is_combination == is_combination


def test_meetings_are_those_of_the_practice_model():
    assert list_face_to_face() == {"at_company", "at_nav_office", "elsewhere"}
    contacts = [*on(1, form="phone"), *on(2, form="stand")]
    assert not judge(contacts, 90).forms.is_combination
    assert judge(contacts, 90, face_to_face={"stand"}).forms.is_combination


def test_the_thresholds_are_settings():
    proposed = Thresholds()
    assert (proposed.monthly_from, proposed.two_three_from, proposed.weekly_from) == (0.75, 1.5, 3.5)
    assert (proposed.fewest_days, proposed.fewest_contact_days, proposed.fewest_days_for_intensity) == (
        28,
        6,
        84,
    )
    assert (proposed.tilt, proposed.longest_silence) == (0.30, Fraction(1, 3))
    ours = Thresholds(
        monthly_from=1.0,
        weekly_from=4.0,
        fewest_days=14,
        tilt=0.2,
        longest_silence=0.25,
        fewest_contact_days=4,
        fewest_days_for_intensity=60,
    )
    assert judge(on(1), 14).frequency.answer == TOO_EARLY
    assert judge(on(1), 14, thresholds=ours).frequency.code == "two_three_per_month"
    assert judge(on(1), 31, thresholds=ours).frequency.code == "less_than_monthly"
    assert judge(on(0, 8, 15, 22, 30, 40, 50, 59, 60, 80), 90, thresholds=ours).intensity.code == (
        "most_at_start"
    )
    assert judge(on(5, 20, 36, 55), 60, thresholds=ours).intensity.code == "uneven", "18 of 60 days"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("monthly_from", 0),
        ("monthly_from", 2.0),
        ("weekly_from", 1.0),
        ("tilt", 0),
        ("tilt", 1.5),
        ("longest_silence", Fraction(0)),
        ("fewest_days", 0),
        ("fewest_contact_days", 0),
        ("fewest_days_for_intensity", -1),
    ],
)
def test_impossible_thresholds_are_refused(field: str, value: Any):
    with pytest.raises(InvalidInput):
        Thresholds(**{field: value})


def test_how_far_a_log_reaches():
    def day(place: int) -> date:
        return START + timedelta(days=place)

    # while it goes on: what is confirmed, else the last entry
    assert find_log_period(START, last_entry_on=day(9)) == LogPeriod(START, day(9), False)
    assert find_log_period(START, confirmed_to=day(5), last_entry_on=day(9)) == LogPeriod(START, day(5), True)
    assert find_log_period(START, confirmed_to=day(20), last_entry_on=day(9)) == LogPeriod(
        START, day(20), True
    )
    # ended: to the end, confirmed or not
    assert find_log_period(START, ended_on=day(30), last_entry_on=day(9)) == LogPeriod(START, day(30), False)
    assert find_log_period(START, ended_on=day(30), confirmed_to=day(29)) == LogPeriod(START, day(30), False)
    assert find_log_period(START, ended_on=day(30), confirmed_to=day(30)) == LogPeriod(START, day(30), True)
    assert find_log_period(START, ended_on=START) == LogPeriod(START, START, False)
    # confirmed before the relationship began: that says nothing about it
    assert find_log_period(START, confirmed_to=day(-1), last_entry_on=day(9)) == LogPeriod(
        START, day(9), False
    )
    # nothing to go by
    assert find_log_period(None, ended_on=day(3)) is None
    assert find_log_period(START) is None
    assert find_log_period(START, last_entry_on=day(-1)) is None
    assert find_log_period(START, ended_on=day(-1), confirmed_to=day(4), last_entry_on=day(3)) is None


def test_every_reason_is_said_in_three_languages():
    reasons: list[Message] = []
    for contacts, days, confirmed in (
        ([], 20, False),
        ([], 90, False),
        ([], 90, True),
        (on(3, outcome="attempted"), 90, False),
        (on(3, form="phone"), 90, False),
        (on(*spread(12, 90)), 90, False),
        (on(31, 40, 45, 50, 55, 59), 90, False),
    ):
        found = judge_collaboration("mentor", contacts, span(days, is_confirmed=confirmed))
        reasons += [found.frequency.reason, found.intensity.reason, found.forms.reason]
    reasons.append(judge(on(3), 90, pause(0, 9)).frequency.reason)
    assert len({reason.id for reason in reasons}) == 11
    for language in LANGUAGES:
        spoken = [say(language, reason) for reason in reasons]
        assert all(text.endswith(".") and "collaboration." not in text for text in spoken)
        assert all(not say(language, Message(word)).startswith("collaboration.") for word in WORDS.values())
    weekly = judge(on(*spread(12, 90)), 90).frequency.reason
    assert say("nb", weekly) == "12 dager med kontakt på 90 dager utenom pauser: 4,05 i måneden."
    assert say("en", weekly) == "12 days with contact in 90 days outside pauses: 4.05 a month."


def test_a_rate_is_cut_and_never_rounded_up_to_a_limit_it_has_not_reached():
    # 24 * 30.4375 / 488 = 1.4969...
    below = judge(on(*spread(24, 488)), 488).frequency
    assert below.code == "monthly"
    assert ": 1,49 i måneden." in speak(below.reason)


def test_codes_are_those_of_the_practice_model():
    practice = get_practice_model("hybridmodellen")
    frequencies = {
        judge_collaboration("mentor", on(*spread(n, 487)), span(487, is_confirmed=True)).frequency.code
        for n in (0, 1, 12, 24, 56)
    }
    assert frequencies == {code.key for code in practice.find_codes("contact_frequency").codes}
    assert {"most_at_start", "even", "most_at_end", "uneven"} == {
        code.key for code in practice.find_codes("contact_intensity").codes
    }


@given(
    days=st.integers(1, 200),
    places=st.lists(st.integers(-5, 210), max_size=30),
    pauses=st.lists(st.tuples(st.integers(-5, 205), st.integers(0, 60)), max_size=3),
)
def test_against_a_plain_count(days: int, places: list[int], pauses: list[tuple[int, int]]):
    """Day by day: a list of the effective days, and where each contact day stands in it."""
    cut = {day for first, length in pauses for day in range(first, first + length + 1)}
    effective = [day for day in range(days) if day not in cut]
    met = [place for place, day in enumerate(effective) if day in places]
    found = judge(on(*places), days, *(pause(first, first + length) for first, length in pauses))
    assert (found.effective_days, found.contact_days) == (len(effective), len(met))
    assert len(found.in_pauses) == sum(place in cut and 0 <= place < days for place in places)
    assert found.outside == sum(not 0 <= place < days for place in places)
    longest = run = 0
    for place in range(len(effective)):
        run = 0 if place in met else run + 1
        longest = max(longest, run)
    assert found.intensity.longest_silence == longest
    times = [(place + 0.5) / len(effective) for place in met]
    assert found.intensity.in_first_third == sum(
        Fraction(2 * p + 1, 2 * len(effective)) < Fraction(1, 3) for p in met
    )
    assert found.intensity.in_last_third == sum(
        Fraction(2 * p + 1, 2 * len(effective)) > Fraction(2, 3) for p in met
    )
    if met:
        u = (sum(times) / len(times) - 0.5) * math.sqrt(12 * len(times))
        assert found.intensity.laplace_u == pytest.approx(u, abs=1e-9)
        assert found.frequency.per_month == pytest.approx(len(met) / (len(effective) / 30.4375))
