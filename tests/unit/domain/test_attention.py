"""Attention: what a case needs from a person, in which order, and when it has stopped."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest

from hybridmentor.domain.attention import (
    KINDS,
    Followed,
    Need,
    PlannedContact,
    Situation,
    StudyConsent,
    describe_interval,
    list_needs,
    name_day,
)
from hybridmentor.domain.case_course import Pause
from hybridmentor.domain.consent_state import ConsentState
from hybridmentor.domain.contact_plan import Agreement, Away
from hybridmentor.errors import Message

TODAY = date(2026, 11, 24)
"""A Tuesday."""
WEEKLY = Agreement.every(7, date(2026, 9, 1))
MISSING = ConsentState("missing", Message("consent.reason.missing", version=1))


def follow(last_on: date | None = TODAY, agreement: Agreement | None = WEEKLY, **values: object) -> Followed:
    return Followed("mentor", agreement, last_on, **values)  # type: ignore[arg-type]


def situate(*followed: Followed, **values: object) -> Situation:
    told: dict[str, object] = {
        "opened_on": date(2026, 9, 1),
        "has_mentor": True,
        "confirmed_to": TODAY,
        **values,
    }
    return Situation(followed=followed or (follow(),), **told)  # type: ignore[arg-type]


def name_kinds(situation: Situation, away: tuple[Away, ...] = ()) -> list[str]:
    return [need.kind for need in list_needs(replace(situation, away=away), TODAY)]


def find(situation: Situation) -> Need:
    [need] = list_needs(situation, TODAY)
    return need


def test_a_case_that_is_well_needs_nothing():
    assert list_needs(situate(), TODAY) == ()


@pytest.mark.parametrize(
    ("last_on", "kind", "cause"),
    [
        (date(2026, 11, 3), "overdue", Message("attention.overdue", n=21)),
        (date(2026, 11, 17), "soon", Message("attention.soon", day=Message("day.when.today"))),
        (date(2026, 11, 18), "soon", Message("attention.soon", day=Message("day.when.tomorrow"))),
        (date(2026, 11, 19), "soon", Message("attention.soon", day=date(2026, 11, 26))),
    ],
)
def test_what_is_due_says_why(last_on: date, kind: str, cause: Message):
    need = find(situate(follow(last_on)))
    assert (need.kind, need.cause, need.relationship) == (kind, cause, "mentor")
    assert need.detail == Message("attention.agreed", agreed=Message("interval.7"))


def test_never_any_contact_says_so():
    assert find(situate(follow(None))).cause == Message("attention.none_yet")


def test_an_attempt_is_told_and_does_not_stop_the_clock():
    need = find(situate(follow(date(2026, 11, 3), last_attempt_on=date(2026, 11, 20), attempts_since=1)))
    assert need.kind == "overdue"
    assert need.detail == Message(
        "attention.agreed_tried", agreed=Message("interval.7"), day=date(2026, 11, 20)
    )
    earlier = find(situate(follow(date(2026, 11, 3), last_attempt_on=date(2026, 11, 1))))
    assert earlier.detail == Message("attention.agreed", agreed=Message("interval.7"))


@pytest.mark.parametrize(("attempts", "kind"), [(2, "overdue"), (3, "no_answer"), (5, "no_answer")])
def test_three_attempts_in_a_row_stand_by_themselves(attempts: int, kind: str):
    situation = situate(
        follow(date(2026, 11, 3), last_attempt_on=date(2026, 11, 20), attempts_since=attempts)
    )
    assert name_kinds(situation) == [kind]


def test_what_is_planned_in_time_covers_what_is_due():
    planned = PlannedContact(uuid4(), TODAY + timedelta(days=3), ("mentor",))
    assert name_kinds(situate(follow(date(2026, 11, 3), planned_on=planned.day), planned=(planned,))) == []
    far = PlannedContact(uuid4(), TODAY + timedelta(days=30), ("mentor",))
    assert name_kinds(situate(follow(date(2026, 11, 3), planned_on=far.day), planned=(far,))) == ["overdue"]


def test_planned_today_and_before():
    now = PlannedContact(uuid4(), TODAY, ("employer", "jobseeker"))
    before = PlannedContact(uuid4(), TODAY - timedelta(days=1), ("employer",))
    needs = list_needs(situate(planned=(before, now)), TODAY)
    assert [(need.kind, need.contact_id, need.relationship) for need in needs] == [
        ("planned_today", now.id, "jobseeker"),
        ("did_it_happen", before.id, "employer"),
    ]
    assert needs[1].cause == Message("attention.did_it_happen", day=Message("day.when.yesterday"))


def test_nothing_presses_in_a_pause():
    planned = PlannedContact(uuid4(), TODAY, ("mentor",))
    before = PlannedContact(uuid4(), TODAY - timedelta(days=1), ("mentor",))
    pause = Pause(date(2026, 11, 1), date(2026, 12, 24), follow_up_on=date(2026, 12, 25))
    paused = situate(
        follow(date(2026, 10, 1)), planned=(before, planned), pause=pause, has_mentor=False, confirmed_to=None
    )
    assert name_kinds(paused) == ["planned_today"]
    assert name_kinds(situate(pause=pause, consent=MISSING)) == ["consent"]


@pytest.mark.parametrize(
    ("pause", "cause"),
    [
        (
            Pause(date(2026, 11, 1), None, follow_up_on=TODAY),
            Message("attention.pause_since", day=date(2026, 11, 1)),
        ),
        (
            Pause(date(2026, 11, 1), date(2026, 12, 1), follow_up_on=TODAY),
            Message("attention.pause_until", day=date(2026, 12, 1)),
        ),
        (
            Pause(date(2026, 11, 1), date(2026, 11, 22), follow_up_on=date(2026, 11, 23)),
            Message("attention.pause_ended", day=date(2026, 11, 22)),
        ),
    ],
)
def test_a_pause_to_look_at(pause: Pause, cause: Message):
    need = find(situate(follow(date(2026, 10, 30)), pause=pause, last_entry_on=date(2026, 10, 30)))
    assert (need.kind, need.cause) == ("look_at_pause", cause)


@pytest.mark.parametrize(
    ("again", "kinds"), [(TODAY, ["follow_up"]), (TODAY + timedelta(days=1), []), (None, [])]
)
def test_a_closed_case_needs_only_the_question_put_off(again: date | None, kinds: list[str]):
    closed = situate(
        follow(date(2026, 1, 1)),
        closed_on=date(2026, 10, 1),
        follow_up_on=again,
        has_mentor=False,
        consent=MISSING,
    )
    assert name_kinds(closed) == kinds


def test_what_is_missing():
    bare = situate(follow(None, None), has_mentor=False, confirmed_to=None, consent=MISSING)
    assert name_kinds(bare) == ["no_mentor", "no_agreement", "consent", "confirm_log"]
    assert name_kinds(situate(follow(None, None), has_mentor=False, is_mentor_wanted=False)) == [
        "no_agreement"
    ]


def test_that_somebody_does_not_want_contact_is_an_agreement_too():
    assert name_kinds(situate(follow(None, Agreement(TODAY, state="declined")))) == []


def test_a_mentor_who_left_is_named_by_the_day():
    need = find(situate(has_mentor=False, mentor_left_on=date(2026, 11, 20)))
    assert (need.cause, need.is_stopped) == (Message("attention.mentor_left", day=date(2026, 11, 20)), False)


@pytest.mark.parametrize(
    ("confirmed_to", "asked"),
    [(TODAY - timedelta(days=56), False), (TODAY - timedelta(days=57), True)],
)
def test_the_log_is_confirmed_now_and_then(confirmed_to: date, asked: bool):
    assert name_kinds(situate(confirmed_to=confirmed_to)) == (["confirm_log"] if asked else [])


def test_a_new_case_is_not_asked_to_confirm():
    assert name_kinds(situate(opened_on=TODAY - timedelta(days=56), confirmed_to=None)) == []
    assert name_kinds(situate(opened_on=TODAY - timedelta(days=57), confirmed_to=None)) == ["confirm_log"]


@pytest.mark.parametrize(
    ("last_on", "stopped"), [(date(2026, 11, 3), False), (date(2026, 11, 2), True), (None, True)]
)
def test_a_case_has_stopped_fourteen_days_past_its_due_day(last_on: date | None, stopped: bool):
    assert find(situate(follow(last_on))).is_stopped is stopped


def test_a_case_has_stopped_without_a_mentor_for_four_weeks():
    for days, stopped in ((28, False), (29, True)):
        opened_on = TODAY - timedelta(days=days)
        needs = list_needs(situate(follow(None, None), opened_on=opened_on, has_mentor=False), TODAY)
        assert [(need.kind, need.is_stopped) for need in needs] == [
            ("no_mentor", stopped),
            ("no_agreement", stopped),
        ]


def test_absence_moves_what_is_due():
    away = (Away(date(2026, 11, 24), date(2026, 11, 27)),)
    assert name_kinds(situate(follow(date(2026, 11, 17)))) == ["soon"]
    assert name_kinds(situate(follow(date(2026, 11, 17))), away) == []


def test_the_order_is_what_needs_a_person_most():
    planned = PlannedContact(uuid4(), TODAY, ("employer",))
    before = PlannedContact(uuid4(), TODAY - timedelta(days=2), ("employer",))
    all_at_once = situate(
        follow(TODAY - timedelta(days=6)),
        Followed("jobseeker", WEEKLY, date(2026, 11, 3)),
        Followed("employer", WEEKLY, date(2026, 11, 2), date(2026, 11, 20), 3),
        planned=(before, planned),
        has_mentor=False,
        confirmed_to=None,
        consent=MISSING,
    )
    kinds = name_kinds(all_at_once)
    assert kinds == sorted(kinds, key=KINDS.index)
    assert set(kinds) == {
        "planned_today",
        "no_answer",
        "overdue",
        "did_it_happen",
        "soon",
        "no_mentor",
        "consent",
        "confirm_log",
    }


def test_words_for_days_and_intervals():
    assert name_day(TODAY, TODAY) == Message("day.when.today")
    assert name_day(TODAY - timedelta(days=2), TODAY) == TODAY - timedelta(days=2)
    assert describe_interval(14) == Message("interval.14")
    assert describe_interval(10) == Message("interval.days", n=10)


def test_each_study_asks_for_its_own_consent():
    first, second = (StudyConsent(uuid4(), title, MISSING) for title in ("Første", "Andre"))
    needs = list_needs(situate(consent=MISSING, study_consents=(first, second)), TODAY)
    assert [(need.kind, need.study_id) for need in needs] == [
        ("consent", None),
        ("consent", first.study_id),
        ("consent", second.study_id),
    ]
    assert needs[0].detail is None
    assert needs[2].detail == Message("attention.consent.study", study="Andre")
    assert not any(need.is_stopped for need in needs)


def test_a_closed_case_is_not_asked_for_a_study_s_consent():
    asked = StudyConsent(uuid4(), "Studie", MISSING)
    assert list_needs(situate(study_consents=(asked,), closed_on=TODAY), TODAY) == ()
