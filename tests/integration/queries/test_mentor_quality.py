"""The collaboration with each mentor and with all of them, against a count of the days one by one."""

from datetime import date, timedelta

import pytest

from hybridmentor.db import HybridSession
from hybridmentor.domain.attention import list_needs
from hybridmentor.identity import Actor
from hybridmentor.policy import scopes
from hybridmentor.queries.case_pages import gather_case_page
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.collaboration import CaseDays, judge_one
from hybridmentor.queries.mentor_pages import gather_mentor_page
from hybridmentor.queries.office_collaboration import gather_office
from hybridmentor.queries.situations import gather_situations
from hybridmentor.services.case_forms import confirm_log
from hybridmentor.services.mentors import end_assignment
from hybridmentor.services.pauses import begin_pause
from tests.integration.scenes import PRACTICE, agree, load_person, name_mentor, open_through_service, talk

TODAY = date(2026, 11, 24)
FIRST, CHANGE = date(2026, 1, 5), date(2026, 6, 1)
MONTH = 30.4375


def begin(people: HybridSession, adviser: Actor, **values: object) -> VisibleCase:
    """A case with Ada as mentor from the start and Bo from the change; neither is the employer."""
    visible = open_through_service(people, adviser, opened_on=FIRST - timedelta(days=4))
    name_mentor(people, adviser, visible, name="Ada", from_on=FIRST)
    name_mentor(people, adviser, visible, name="Bo", from_on=CHANGE, **values)
    return visible


def judge(people: HybridSession, visible: VisibleCase, to_on: date = TODAY):
    case = visible.case
    days = CaseDays(case.id, case.opened_on, has_employer=True, confirmed_to=to_on)
    found, turns = judge_one(people, days, TODAY)
    whole = next(one for one in found if one.relationship == "mentor")
    return whole, [one.collaboration for one in turns]


def count_silence(days: set[date], period: list[date]) -> int:
    """The most days on end without contact, counted one by one."""
    longest = now = 0
    for day in period:
        now = 0 if day in days else now + 1
        longest = max(longest, now)
    return longest


def list_days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def test_each_and_the_whole_agree_with_a_count_of_days(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser)
    # Weekly with Ada, on the day of the change too; every twenty-fifth day with Bo.
    with_ada = [FIRST + timedelta(days=7 * n) for n in range(22)]
    with_bo = [CHANGE + timedelta(days=25 * n) for n in range(8)]
    assert CHANGE in with_ada[-1:] + with_bo
    for day in sorted({*with_ada, *with_bo}):
        talk(people, adviser, visible, day)
    logged = {*with_ada, *with_bo}
    confirm_log(people, adviser, visible, to_on=TODAY)
    whole, (ada, bo) = judge(people, visible)
    spans = list_days(FIRST, CHANGE - timedelta(days=1)), list_days(CHANGE, TODAY)
    for one, span in ((ada, spans[0]), (bo, spans[1]), (whole, spans[0] + spans[1])):
        own = logged & set(span)
        assert one.contact_days == len(own)
        assert one.effective_days == len(span)
        assert one.frequency.per_month == pytest.approx(len(own) * MONTH / len(span))
        assert one.intensity.longest_silence == count_silence(own, span)
        assert one.outside == 0
    assert (ada.frequency.code, bo.frequency.code) == ("weekly", "monthly")
    assert whole.contact_days == ada.contact_days + bo.contact_days
    assert whole.intensity.code == "most_at_start"
    assert (ada.intensity.code, bo.intensity.code) == ("even", "even")


def test_a_contact_on_the_day_of_the_change_is_the_new_ones(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser)
    talk(people, adviser, visible, CHANGE)
    talk(people, adviser, visible, CHANGE - timedelta(days=1))
    _, (ada, bo) = judge(people, visible)
    assert (ada.contact_days, bo.contact_days) == (1, 1)


def test_days_without_a_mentor_are_cut_out(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser, opened_on=FIRST)
    ada = name_mentor(people, adviser, visible, name="Ada", from_on=FIRST)
    sent = {"to_on": date(2026, 3, 31), "end_reason": "left_job", "end_words": None}
    end_assignment(people, adviser, visible, ada, version=1, sent=sent)
    name_mentor(people, adviser, visible, name="Bo", from_on=CHANGE)
    days = [FIRST, date(2026, 3, 31), date(2026, 4, 15), CHANGE, date(2026, 6, 20)]
    for day in days:
        talk(people, adviser, visible, day)
    whole, (one, other) = judge(people, visible)
    span = list_days(FIRST, date(2026, 3, 31)) + list_days(CHANGE, TODAY)
    assert (whole.effective_days, whole.contact_days) == (len(span), 4)
    assert whole.intensity.longest_silence == count_silence(set(days), span)
    assert whole.effective_days == one.effective_days + other.effective_days
    assert (one.contact_days, other.contact_days) == (2, 2)
    # In a pause of the case on top of the gap no day is taken away twice.
    begin_pause(
        people,
        adviser,
        visible,
        from_on=date(2026, 5, 20),
        to_on=date(2026, 6, 10),
        reason="other",
        follow_up_on=None,
    )
    whole, (one, other) = judge(people, visible)
    assert whole.effective_days == len(span) - 10 == one.effective_days + other.effective_days


def test_the_employer_as_mentor_counts_for_both_in_that_time_only(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser, is_employer=True)
    talk(people, adviser, visible, FIRST, "employer")
    talk(people, adviser, visible, CHANGE, "employer")
    whole, (ada, bo) = judge(people, visible)
    assert (whole.contact_days, ada.contact_days, bo.contact_days) == (1, 0, 1)


def test_the_same_person_twice_has_two_times(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser)
    ada = next(
        turn.row for turn in gather_mentor_page(people, adviser, visible.case).turns if turn.row.to_on
    ).person
    again = date(2026, 9, 1)
    back = name_mentor(people, adviser, visible, name="", person_id=ada.id, from_on=again)
    assert back.person_id == ada.id
    for day in (FIRST, date(2026, 7, 1), again):
        talk(people, adviser, visible, day)
    page = gather_mentor_page(people, adviser, visible.case)
    assert [turn.row.person.name for turn in page.turns] == ["Ada", "Bo", "Ada"]
    assert [turn.contact_days for turn in page.turns] == [1, 1, 1]
    assert [turn.waited for turn in page.turns] == [0, 0, 4]


def test_somebody_who_said_no_is_in_no_figure(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser, opened_on=FIRST)
    name_mentor(people, adviser, visible, name="Ada", from_on=FIRST)
    name_mentor(people, adviser, visible, name="Bo", from_on=CHANGE, end_reason="mentor_declined")
    talk(people, adviser, visible, CHANGE)
    whole, turns = judge(people, visible)
    assert len(turns) == 1
    assert whole.period is not None
    assert (whole.period.from_on, whole.effective_days) == (CHANGE, (TODAY - CHANGE).days + 1)
    page = gather_mentor_page(people, adviser, visible.case)
    assert [(turn.state, turn.waited) for turn in page.turns] == [
        ("current", (CHANGE - FIRST).days),
        ("declined", None),
    ]


def test_the_office_counts_the_same(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser, opened_on=FIRST)
    ada = name_mentor(people, adviser, visible, name="Ada", from_on=FIRST)
    sent = {"to_on": date(2026, 3, 31), "end_reason": None, "end_words": None}
    end_assignment(people, adviser, visible, ada, version=1, sent=sent)
    name_mentor(people, adviser, visible, name="Bo", from_on=CHANGE)
    for number in range(20):
        talk(people, adviser, visible, FIRST + timedelta(days=15 * number))
    whole, _ = judge(people, visible, to_on=FIRST + timedelta(days=285))
    lead = load_person(people, "leder", TODAY)
    (counted,) = [
        one
        for one in gather_office(people, lead, visible.case.office_id)
        if any(rel.days for rel in one.relationships)
    ]
    mentor = next(one for one in counted.relationships if one.relationship == "mentor")
    gaps = [(pause.from_on, pause.to_on) for pause in mentor.pauses]
    assert gaps == [(date(2026, 4, 1), CHANGE - timedelta(days=1))]
    assert whole.period is not None
    assert mentor.period.from_on == whole.period.from_on


def test_the_rhythm_begins_again_on_the_case_and_on_my_day(people: HybridSession, adviser: Actor):
    began = TODAY - timedelta(days=4)
    visible = open_through_service(people, adviser, opened_on=FIRST)
    name_mentor(people, adviser, visible, name="Ada", from_on=FIRST)
    agree(people, adviser, visible, 14, FIRST)
    talk(people, adviser, visible, date(2026, 10, 1))
    for ago in (12, 9, 7):
        talk(people, adviser, visible, TODAY - timedelta(days=ago), outcome="attempted")
    assert find_state(people, adviser, visible) == ("overdue", date(2026, 10, 15), 3)
    assert "no_answer" in list_kinds(people, adviser, visible)
    name_mentor(people, adviser, visible, name="Bo", from_on=began)
    assert find_state(people, adviser, visible) == ("on_track", began + timedelta(days=14), 0)
    assert set(list_kinds(people, adviser, visible)) & {"overdue", "no_answer", "soon"} == set()
    talk(people, adviser, visible, TODAY - timedelta(days=1), outcome="attempted")
    assert find_state(people, adviser, visible) == ("on_track", began + timedelta(days=14), 1)
    talk(people, adviser, visible, TODAY)
    assert find_state(people, adviser, visible) == ("on_track", TODAY + timedelta(days=14), 0)


def test_without_a_mentor_nothing_is_overdue(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser, opened_on=FIRST)
    ada = name_mentor(people, adviser, visible, name="Ada", from_on=FIRST)
    agree(people, adviser, visible, 14, FIRST)
    sent = {"to_on": TODAY - timedelta(days=20), "end_reason": "away", "end_words": None}
    end_assignment(people, adviser, visible, ada, version=1, sent=sent)
    assert find_state(people, adviser, visible) == ("not_followed", None, 0)
    kinds = list_kinds(people, adviser, visible)
    assert "no_mentor" in kinds
    assert "overdue" not in kinds


def list_kinds(people: HybridSession, adviser: Actor, visible: VisibleCase) -> list[str]:
    """What the case needs today, as my day asks."""
    (listed,) = gather_situations(people, scopes.visible_cases(adviser, [visible.case.id]), TODAY)
    return [need.kind for need in list_needs(listed.situation, TODAY)]


def find_state(people: HybridSession, adviser: Actor, visible: VisibleCase):
    """How the mentor's relationship stands on the case's page; the list of cases has to say the same."""
    page = gather_case_page(people, adviser, visible.case, PRACTICE)
    relation = next(one for one in page.relations if one.key == "mentor")
    (listed,) = gather_situations(people, scopes.visible_cases(adviser, [visible.case.id]), TODAY)
    followed = next(one for one in listed.situation.followed if one.relationship == "mentor")
    present = relation.with_present
    assert followed.last_on == (present.last_on if present else None)
    return relation.state.state, relation.state.due_on, followed.attempts_since
