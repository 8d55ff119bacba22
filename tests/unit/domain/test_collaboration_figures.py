"""What a relationship answers in a period, against the full judgement, and the answers counted, against tables 2 to 7."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from hybridmentor.domain.case_course import Pause
from hybridmentor.domain.collaboration import (
    NOT_REGISTERED,
    TOO_EARLY,
    TOO_LITTLE,
    LoggedContact,
    LogPeriod,
    Thresholds,
    judge_collaboration,
)
from hybridmentor.domain.collaboration_figures import (
    APART,
    EVERYTHING,
    NO_FORM,
    TOLD,
    Answers,
    CountedCase,
    CountedRelationship,
    Window,
    answer_relationship,
    clip_period,
    count_answers,
    find_last_months,
    is_answer,
    list_answers,
)
from hybridmentor.domain.survey_tables import (
    UNCODED,
    CaseRecord,
    RelationshipRecord,
    SurveyRecords,
    tabulate_survey,
)
from hybridmentor.errors import InvalidInput

START = date(2026, 1, 5)


def day(place: int) -> date:
    return START + timedelta(days=place)


def log(
    period: tuple[int, int] | None,
    contacts: Iterable[tuple[int, str | None]] = (),
    *,
    confirmed: int | None = None,
    pauses: Iterable[Pause] = (),
) -> CountedRelationship:
    """The mentor's relationship, with days counted from 0."""
    confirmed_to = None if confirmed is None else day(confirmed)
    end = None if period is None else day(period[1])
    judged = end and LogPeriod(
        day(period[0] if period else 0), end, confirmed_to is not None and confirmed_to >= end
    )
    held = list(contacts)
    days, forms = [day(place) for place, _ in held], [form for _, form in held]
    return CountedRelationship("mentor", judged, confirmed_to, days, forms, list(pauses))


def answer(one: CountedRelationship, window: Window = EVERYTHING) -> Answers | None:
    (found,) = answer_relationship(one, [window])
    return found


def test_without_a_known_period_nothing_is_registered():
    one = log(None, [(3, "phone")])
    assert answer(one) == Answers(NOT_REGISTERED, TOO_LITTLE, ())
    assert answer(one, Window(day(0), day(99))) is None, "it has no day in the period"


def test_silence_is_never_only_where_somebody_has_confirmed_it():
    found = [answer(log((0, 99), confirmed=place)) for place in (99, 98)] + [answer(log((0, 99)))]
    assert [one and one.frequency for one in found] == ["never", NOT_REGISTERED, NOT_REGISTERED]
    # Confirmed to day 98 it is confirmed to the end of a period that ends there.
    part = answer(log((0, 99), confirmed=98), Window(None, day(98)))
    assert part is not None
    assert part.frequency == "never"


def test_a_window_cuts_the_period_and_the_contacts():
    weekly = [(place, "phone") for place in range(0, 100, 7)]
    one = log((0, 399), [*weekly, (200, "at_company")])
    whole, first, last = answer_relationship(
        one, [EVERYTHING, Window(None, day(99)), Window(day(300), day(399))]
    )
    assert whole == Answers("monthly", "most_at_start", ("at_company", "phone"))
    assert first == Answers("weekly", "even", ("phone",))
    assert last == Answers(NOT_REGISTERED, TOO_LITTLE, ())


def test_without_an_effective_day_a_relationship_is_left_out():
    one = log((50, 99), [(60, "phone")], pauses=[Pause(day(50), day(79))])
    assert answer(one, Window(day(0), day(49))) is None
    assert answer(one, Window(day(40), day(79))) is None, "nothing but pause"
    assert answer(one, Window(day(100), None)) is None
    within = answer(one, Window(day(79), day(80)))
    assert within is not None
    assert within.frequency == TOO_EARLY
    paused = answer(log((0, 9), pauses=[Pause(day(0), None)]))
    assert paused is not None, "of all days nothing is left out"
    assert paused.frequency == TOO_EARLY


def test_a_form_that_the_model_has_not_is_without_a_code():
    found = answer(log((0, 99), [(1, "pigeon"), (2, "phone"), (3, None), (4, "raven")]))
    assert found is not None
    assert found.forms == ("phone", UNCODED)


places = st.integers(0, 240)
logs = st.builds(
    log,
    st.one_of(st.none(), st.tuples(st.integers(0, 60), st.integers(60, 240))),
    st.lists(st.tuples(places, st.sampled_from(["phone", "email", "at_company", None])), max_size=40),
    confirmed=st.one_of(st.none(), places),
    pauses=st.lists(
        st.builds(
            lambda first, length: Pause(day(first), None if length is None else day(first + length)),
            places,
            st.one_of(st.none(), st.integers(0, 60)),
        ),
        max_size=3,
    ),
)
windows = st.builds(
    lambda first, length: Window(
        None if first is None else day(first), None if length is None else day((first or 0) + length)
    ),
    st.one_of(st.none(), places),
    st.one_of(st.none(), st.integers(0, 240)),
)


@given(logs, st.lists(windows, min_size=1, max_size=4))
def test_the_answers_are_those_of_the_full_judgement(one: CountedRelationship, wanted: list[Window]):
    contacts = [LoggedContact(on, ("mentor",), form) for on, form in zip(one.days, one.forms, strict=True)]
    for window, found in zip(wanted, answer_relationship(one, wanted), strict=True):
        period = clip_period(one.period, window, one.confirmed_to)
        judged = judge_collaboration("mentor", contacts, period, pauses=one.pauses)
        if window != EVERYTHING and not judged.effective_days:
            assert found is None
            continue
        assert found == Answers(
            judged.frequency.answer, judged.intensity.answer, tuple(sorted(judged.forms.keys))
        )


@given(logs)
def test_a_window_over_everything_changes_nothing(one: CountedRelationship):
    assert clip_period(one.period, EVERYTHING, one.confirmed_to) == one.period
    wide, everything = answer_relationship(one, [Window(day(-9), day(999)), EVERYTHING])
    assert wide in (everything, None)


def test_the_thresholds_are_given():
    one = log((0, 30), [(1, "phone")])
    found = [
        answer_relationship(one, [EVERYTHING], *given)[0] for given in ((), (Thresholds(fewest_days=60),))
    ]
    assert [answers and answers.frequency for answers in found] == ["monthly", TOO_EARLY]


@pytest.mark.parametrize(
    ("today", "months", "first"),
    [
        (date(2026, 11, 22), 12, date(2025, 11, 23)),
        (date(2026, 11, 22), 24, date(2024, 11, 23)),
        (date(2026, 2, 28), 12, date(2025, 3, 1)),
        (date(2024, 2, 29), 12, date(2023, 3, 1)),
        (date(2028, 2, 29), 24, date(2026, 3, 1)),
        (date(2026, 1, 31), 2, date(2025, 12, 1)),
        (date(2026, 12, 31), 12, date(2026, 1, 1)),
    ],
)
def test_months_up_to_today(today: date, months: int, first: date):
    assert find_last_months(today, months) == Window(first, today)


def test_which_window_reaches_beyond_which():
    year, half = Window(day(0), day(364)), Window(day(100), day(364))
    assert EVERYTHING.reaches_beyond(year)
    assert year.reaches_beyond(half)
    assert not half.reaches_beyond(year)
    assert not year.reaches_beyond(year)
    assert not year.reaches_beyond(EVERYTHING)
    assert not Window(day(0), None).reaches_beyond(Window(None, day(9)))
    assert Window(day(0), None).reaches_beyond(Window(day(0), day(9)))
    assert not Window(day(50), day(99)).reaches_beyond(Window(day(90), day(120)))
    with pytest.raises(InvalidInput):
        Window(day(1), day(0))


answers = st.builds(
    Answers,
    st.sampled_from(["weekly", "two_three_per_month", "never", TOO_EARLY, NOT_REGISTERED]),
    st.sampled_from(["even", "uneven", "most_at_end", TOO_LITTLE]),
    st.sampled_from([(), ("phone",), ("at_company", "phone"), ("elsewhere",), ("phone", UNCODED)]),
)


@given(st.lists(answers, max_size=12), st.sampled_from(["jobseeker", "mentor", "employer"]))
def test_the_counts_are_those_of_table_5(given_answers: list[Answers], group: str):
    records = [
        RelationshipRecord(
            group,
            one.frequency if is_answer(one.frequency) else None,
            one.intensity if is_answer(one.intensity) else None,
            one.forms,
        )
        for one in given_answers
    ]
    table = tabulate_survey(
        SurveyRecords(cases=tuple(CaseRecord(relationships=(record,)) for record in records))
    )["table5"]
    for counted in count_answers(group, given_answers):
        assert counted.base == table["bases"][counted.dimension][group]
        assert counted.base + sum(n for _, n in counted.apart) == len(given_answers)
        assert tuple(key for key, _ in counted.apart) == APART[counted.dimension]
        rows = [
            (row["count"], row["percent"], row["afi_percent"])
            for row in table["rows"]
            if (row["dimension"], row["group"]) == (counted.dimension, group)
            and (row["category"] != UNCODED or row["count"])
        ]
        assert [(row.count, row.percent, row.afi_percent) for row in counted.rows] == rows


def test_what_is_no_answer_is_counted_apart_from_never():
    frequency, intensity, form = count_answers(
        "mentor",
        [
            Answers("never", TOO_LITTLE, ()),
            Answers(NOT_REGISTERED, TOO_LITTLE, ()),
            Answers(TOO_EARLY, TOO_LITTLE, ("phone",)),
            Answers("weekly", "even", ("email", "phone")),
        ],
    )
    assert {row.key: row.count for row in frequency.rows if row.count} == {"never": 1, "weekly": 1}
    assert frequency.apart == ((NOT_REGISTERED, 1), (TOO_EARLY, 1))
    assert (frequency.base, intensity.base, form.base) == (2, 1, 2)
    assert intensity.apart == ((TOO_LITTLE, 3),)
    assert form.apart == ((NO_FORM, 2),)
    assert {row.key: row.percent for row in form.rows if row.count} == {"phone": 100.0, "email": 50.0}


def test_afi_stands_beside_jobseeker_and_mentor_alone():
    def read(group: str) -> dict[str, float | None]:
        return {row.key: row.afi_percent for row in count_answers(group, ())[0].rows}

    assert read("jobseeker") == {
        "weekly": 14,
        "monthly": 36,
        "two_three_per_month": 32,
        "less_than_monthly": 16,
        "never": None,
    }
    assert read("mentor")["never"] == 3
    for group in ("employer", TOLD):
        assert set(read(group).values()) == {None}
    uneven = count_answers("mentor", ())[1].rows[-1]
    assert (uneven.key, uneven.is_printed, uneven.afi_percent) == ("uneven", False, None)


def test_the_answers_of_a_group_stand_in_the_order_of_the_cases():
    case = CountedCase(1, "hybridmodellen", None, (log((0, 99), [(1, "phone")]),))
    other = replace(case, relationships=(log((0, 9))._replace(relationship="jobseeker"),))
    columns = list_answers([case, other, case], "mentor", [EVERYTHING, Window(day(200), None)])
    assert [[one is not None for one in column] for column in columns] == [[True, False, True], [False] * 3]
    assert list_answers([], "mentor", [EVERYTHING, EVERYTHING]) == [[], []]
