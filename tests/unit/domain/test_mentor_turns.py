"""Mentors one after the other: gaps, waits, overlaps, and where the rhythm starts anew."""

from datetime import date, timedelta

import pytest
from hypothesis import given, strategies as st

from hybridmentor.domain.attention import Followed, Situation, judge_relationships, list_needs
from hybridmentor.domain.contact_plan import Agreement, Phase
from hybridmentor.domain.mentor_turns import (
    Standing,
    Turn,
    Waits,
    find_overlap,
    find_standing,
    list_doubts,
    list_gaps,
    list_served,
    measure_waits,
    restart,
)

OPENED = date(2026, 1, 1)
FIRST = Turn(date(2026, 2, 1), date(2026, 3, 31), "left_job")
SECOND = Turn(date(2026, 5, 1))
REFUSED = Turn(date(2026, 4, 10), date(2026, 4, 10), "mentor_declined")
DAYS = st.integers(0, 60).map(lambda n: OPENED + timedelta(days=n))


def day(number: int) -> date:
    return OPENED + timedelta(days=number)


def test_waits_before_each_and_none_while_there_is_one():
    assert measure_waits([SECOND, FIRST], OPENED, date(2026, 6, 1)) == Waits((30, 31), None)
    assert measure_waits([FIRST], OPENED, date(2026, 3, 31)).now is None
    assert measure_waits([FIRST], OPENED, date(2026, 4, 1)).now == 1
    assert measure_waits([FIRST], OPENED, date(2026, 4, 30)).now == 30
    assert measure_waits([FIRST], OPENED, date(2026, 4, 30), closed_on=date(2026, 4, 2)).now is None
    assert measure_waits([], OPENED, date(2026, 1, 10)) == Waits((), 10)


def test_somebody_who_said_no_stops_no_wait():
    assert measure_waits([SECOND, REFUSED, FIRST], OPENED, date(2026, 6, 1)).before == (30, None, 31)
    assert measure_waits([REFUSED], OPENED, date(2026, 4, 10)) == Waits((None,), 100)


def test_a_mentor_from_the_first_day_or_before_it_is_not_waited_for():
    for first in (OPENED, OPENED - timedelta(days=9)):
        assert measure_waits([Turn(first)], OPENED, OPENED).before == (0,)
    early = Turn(date(2025, 11, 1), date(2025, 12, 1))
    assert measure_waits([early, SECOND], OPENED, SECOND.from_on).before == (0, 120)


def test_one_who_is_to_come_ends_the_wait_that_is_told():
    assert measure_waits([FIRST, SECOND], OPENED, date(2026, 4, 15)).now is None


@given(st.lists(st.tuples(DAYS, DAYS).map(sorted), max_size=4), DAYS)
def test_the_gaps_are_the_days_between_that_nobody_has(spans: list[list[date]], today: date):
    turns = [Turn(first, last) for first, last in spans]
    has = {first + timedelta(days=n) for first, last in spans for n in range((last - first).days + 1)}
    whole = {min(has) + timedelta(days=n) for n in range((max(has) - min(has)).days + 1)} if has else set()
    cut = [
        gap.from_on + timedelta(days=n)
        for gap in list_gaps(turns)
        for n in range(((gap.to_on or today) - gap.from_on).days + 1)
    ]
    assert sorted(cut) == sorted(whole - has)


def test_no_gap_after_one_who_goes_on_or_for_one_who_said_no():
    assert list_gaps([SECOND]) == ()
    assert [(gap.from_on, gap.to_on) for gap in list_gaps([SECOND, REFUSED, FIRST])] == [
        (date(2026, 4, 1), date(2026, 4, 30))
    ]
    assert list_served([SECOND, REFUSED, FIRST]) == [FIRST, SECOND]


@pytest.mark.parametrize(
    ("turn", "other"),
    [
        (Turn(date(2026, 3, 31)), FIRST),
        (Turn(date(2026, 1, 1), date(2026, 2, 1)), FIRST),
        (Turn(date(2026, 2, 2), date(2026, 2, 3)), FIRST),
        (Turn(date(2026, 4, 1)), SECOND),
        (Turn(date(2026, 4, 1), date(2026, 4, 30)), None),
        (Turn(date(2026, 4, 10)), SECOND),
        (Turn(date(2026, 3, 1), date(2026, 3, 1), "jobseeker_declined"), None),
    ],
)
def test_overlaps(turn: Turn, other: Turn | None):
    assert find_overlap(turn, [SECOND, REFUSED, FIRST]) is other


def test_standing():
    turns = [SECOND, REFUSED, FIRST]
    assert find_standing(turns, date(2026, 1, 31)) == Standing()
    assert find_standing(turns, date(2026, 2, 1)) == Standing(began_on=FIRST.from_on)
    assert find_standing(turns, date(2026, 3, 31)) == Standing(began_on=FIRST.from_on)
    assert find_standing(turns, date(2026, 4, 10)) == Standing(
        left_on=FIRST.to_on, left_reason=FIRST.end_reason
    )
    assert find_standing(turns, SECOND.from_on) == Standing(SECOND.from_on, FIRST.to_on)
    again = Turn(date(2026, 4, 1), date(2026, 4, 30))
    assert find_standing([FIRST, again, SECOND], date(2026, 6, 1)) == Standing(SECOND.from_on, again.to_on)


WEEKLY_FIRST = Agreement(OPENED, (Phase(1, 7), Phase(5, 28)))


def judge(followed: Followed, turns: list[Turn], today: date):
    situation = Situation(opened_on=OPENED, followed=(restart(followed, find_standing(turns, today)),))
    return judge_relationships(situation, today)[followed.relationship]


def test_nobody_is_overdue_for_what_the_one_before_was_owed():
    late = Followed("mentor", Agreement.every(14, OPENED), last_on=date(2026, 2, 3), attempts_since=4)
    before = judge(late, [FIRST, SECOND], date(2026, 3, 31))
    assert before.state == "overdue"
    after = judge(late, [FIRST, SECOND], SECOND.from_on)
    assert (after.state, after.due_on, after.days_since) == ("on_track", date(2026, 5, 15), None)


def test_the_first_phase_begins_again():
    followed = Followed("mentor", WEEKLY_FIRST, last_on=date(2026, 3, 30))
    assert judge(followed, [FIRST, SECOND], SECOND.from_on).every_days == 7
    # Without the change it would be every fourth week by now.
    assert judge(followed, [Turn(OPENED)], SECOND.from_on).every_days == 28


def test_an_agreement_made_with_the_new_one_keeps_its_own_first_day():
    newer = Agreement.every(14, date(2026, 5, 10))
    followed = restart(Followed("mentor", newer), find_standing([FIRST, SECOND], date(2026, 5, 12)))
    assert followed.agreement == newer


def test_contact_in_the_gap_is_the_new_ones_and_on_the_last_day_the_former_ones():
    standing = find_standing([FIRST, SECOND], SECOND.from_on)
    kept = restart(Followed("mentor", None, last_on=date(2026, 4, 1)), standing)
    gone = restart(Followed("mentor", None, last_on=FIRST.to_on, last_attempt_on=FIRST.to_on), standing)
    assert (kept.last_on, gone.last_on, gone.last_attempt_on) == (date(2026, 4, 1), None, None)


def test_others_than_the_mentor_keep_their_clock():
    agreement = Agreement.every(14, OPENED)
    for key in ("jobseeker", "employer"):
        followed = Followed(key, agreement, last_on=date(2026, 2, 3))
        assert restart(followed, find_standing([FIRST, SECOND], SECOND.from_on)) == followed


def test_without_a_mentor_nothing_is_due():
    followed = Followed(
        "mentor",
        Agreement.every(14, OPENED),
        last_on=date(2026, 2, 3),
        last_attempt_on=date(2026, 3, 1),
        attempts_since=5,
    )
    today = date(2026, 4, 20)
    state = judge(followed, [FIRST], today)
    assert (state.state, state.due_on) == ("not_followed", None)
    situation = Situation(
        opened_on=OPENED,
        followed=(restart(followed, find_standing([FIRST], today)),),
        mentor_left_on=FIRST.to_on,
        confirmed_to=today,
    )
    assert [need.kind for need in list_needs(situation, today)] == ["no_mentor"]


def ask(turn: Turn, **known: object) -> list[str]:
    asked = {
        "confidentiality_on": None,
        "has_no_family_tie": None,
        "told_mentor_on": None,
        "told_jobseeker_on": None,
        "today": date(2026, 6, 1),
    }
    return [one.id.removeprefix("mentor.doubt.") for one in list_doubts(turn, **{**asked, **known})]


def test_doubts():
    assert ask(SECOND) == ["confidentiality", "right_untold"]
    assert ask(SECOND, confidentiality_on=OPENED, told_mentor_on=OPENED) == ["right_untold.jobseeker"]
    assert ask(SECOND, confidentiality_on=OPENED, told_jobseeker_on=OPENED) == ["right_untold.mentor"]
    told = {"confidentiality_on": OPENED, "told_mentor_on": OPENED, "told_jobseeker_on": OPENED}
    assert ask(SECOND, **told) == ask(SECOND, **told, has_no_family_tie=True) == []
    assert ask(SECOND, **told, has_no_family_tie=False) == ["family_tie"]
    assert ask(REFUSED) == ask(FIRST) == []
    assert ask(Turn(FIRST.from_on, FIRST.to_on)) == ["no_reason"]
    assert ask(Turn(FIRST.from_on, date(2026, 6, 1))) == ["confidentiality", "right_untold"]
