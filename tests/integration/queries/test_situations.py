"""What is known of cases when their needs are judged: shared clocks, attempts in a row, the whole log of one case."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.domain.attention import list_needs
from hybridmentor.errors import InvalidInput
from hybridmentor.identity import Actor
from hybridmentor.models import CasePause
from hybridmentor.policy import scopes
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.contacts import summarise_contacts
from hybridmentor.queries.days import DayFilter, plan_day
from hybridmentor.queries.log_entries import list_log, list_planned, list_waiting, summarise_log
from hybridmentor.queries.situations import gather_situations
from hybridmentor.services.case_forms import confirm_log
from hybridmentor.services.contact_plans import agree_contact
from hybridmentor.services.day_filters import narrow_day
from tests.integration.scenes import agree, load_person, name_mentor, open_through_service, talk

TODAY = date(2026, 11, 24)
LONG_AGO = date(2026, 9, 1)


def begin(session: HybridSession, actor: Actor, *, employer_is_mentor: bool = False) -> VisibleCase:
    visible = open_through_service(session, actor, opened_on=LONG_AGO)
    name_mentor(session, actor, visible, from_on=LONG_AGO, is_employer=employer_is_mentor)
    return visible


def list_kinds(session: HybridSession, actor: Actor) -> list[tuple[str, str | None]]:
    [seen] = gather_situations(session, scopes.visible_cases(actor), TODAY)
    return [(need.kind, need.relationship) for need in list_needs(seen.situation, TODAY)]


def test_where_the_employer_is_the_mentor_one_entry_counts_for_both(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser, employer_is_mentor=True)
    for key in ("mentor", "employer"):
        agree(people, adviser, visible, 7, LONG_AGO, key)
    assert ("overdue", "employer") in list_kinds(people, adviser)
    talk(people, adviser, visible, TODAY, "mentor")
    due = [kind for kind, _ in list_kinds(people, adviser) if kind in ("overdue", "soon")]
    assert due == []


def test_otherwise_each_has_its_own_clock(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser)
    for key in ("mentor", "employer"):
        agree(people, adviser, visible, 7, LONG_AGO, key)
    talk(people, adviser, visible, TODAY, "mentor")
    assert ("overdue", "employer") in list_kinds(people, adviser)


def test_attempts_are_counted_from_the_last_contact(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser)
    for ago, outcome in (
        (9, "attempted"),
        (8, "took_place"),
        (7, "did_not_show"),
        (3, "attempted"),
        (1, "cancelled"),
    ):
        talk(people, adviser, visible, TODAY - timedelta(days=ago), outcome=outcome)
    summary = summarise_contacts(people, [visible.case.id])[visible.case.id, "mentor"]
    assert (summary.attempts_since, summary.count, summary.entries) == (2, 1, 5)
    agree(people, adviser, visible, 7, LONG_AGO)
    assert plan_day(people, adviser).no_answer == []
    talk(people, adviser, visible, TODAY, outcome="attempted")
    assert [row.relationship for row in plan_day(people, adviser).no_answer] == ["mentor"]


def test_the_whole_log_says_the_same_as_the_summaries(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser)
    days = (30, 20, 20, 11, 4, 3)
    outcomes = ("took_place", "attempted", "took_place", "cancelled", "did_not_show", "attempted")
    for ago, outcome in zip(days, outcomes, strict=True):
        talk(people, adviser, visible, TODAY - timedelta(days=ago), "mentor", "jobseeker", outcome=outcome)
    waiting = [
        talk(people, adviser, visible, TODAY, "employer", outcome="planned", form=None, starts_at=at)
        for at in (time(14), time(9))
    ]
    answered = talk(people, adviser, visible, TODAY, "employer", outcome="planned", form=None)
    talk(people, adviser, visible, TODAY, "employer", follows_id=answered.id)
    people.flush()
    log = list_log(people, visible.case.id)
    told = {key: value for (_, key), value in summarise_contacts(people, [visible.case.id]).items()}
    assert summarise_log(log) == told
    assert [one.id for one in list_waiting(log, TODAY)] == [waiting[1].id, waiting[0].id]
    assert [one.id for one in list_planned(people, [visible.case.id], TODAY)] == [
        waiting[1].id,
        waiting[0].id,
    ]


def test_confirming_the_log_takes_it_off_my_day(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser)
    assert len(plan_day(people, adviser).confirm_log) == 1
    confirm_log(people, adviser, visible, to_on=TODAY)
    with pytest.raises(InvalidInput):
        confirm_log(people, adviser, visible, to_on=TODAY - timedelta(days=40))
    assert plan_day(people, adviser).confirm_log == []


def test_my_day_can_be_narrowed_and_the_account_keeps_it(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser)
    for key in ("mentor", "jobseeker"):
        agree(people, adviser, visible, 7, LONG_AGO, key)
    narrow_day(people, adviser, "relationship", "jobseeker")
    again = load_person(people, "veileder")
    narrowed = DayFilter.read(again.day_filter)
    day = plan_day(people, again, narrowed)
    assert [row.relationship for row in day.overdue] == ["jobseeker"]
    assert (day.cases, len(day.confirm_log)) == (1, 1), "what is about the case stands"
    elsewhere = DayFilter(office_id=987654)
    assert plan_day(people, again, elsewhere).overdue == []
    narrow_day(people, adviser, "relationship", "")
    assert DayFilter.read(load_person(people, "veileder").day_filter) == DayFilter()
    assert DayFilter.read({"relationship": "nobody", "office": "x"}) == DayFilter()


def test_what_others_told_of_is_followed_by_itself(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser)
    agree_contact(people, adviser, visible, relationship_key="mentor_jobseeker", agreed="7", from_on=LONG_AGO)
    assert ("overdue", "mentor_jobseeker") in list_kinds(people, adviser)
    talk(people, adviser, visible, TODAY, "mentor", "jobseeker")
    assert ("overdue", "mentor_jobseeker") in list_kinds(people, adviser), (
        "the adviser's own contact is another"
    )


def test_a_pause_is_in_the_situation(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser)
    people.add(
        CasePause(case_id=visible.case.id, reason="leave", from_on=TODAY, to_on=None, follow_up_on=TODAY)
    )
    people.flush()
    assert list_kinds(people, adviser)[0] == ("look_at_pause", None)
    assert people.scalars(select(CasePause)).one().follow_up_on == TODAY


def test_where_the_employer_is_the_mentor_attempts_and_plans_are_shared_too(
    people: HybridSession, adviser: Actor
):
    visible = begin(people, adviser, employer_is_mentor=True)
    for key in ("mentor", "employer"):
        agree(people, adviser, visible, 7, LONG_AGO, key)
    talk(people, adviser, visible, TODAY - timedelta(days=10), "mentor", "employer")
    for ago in (9, 8, 1):
        talk(people, adviser, visible, TODAY - timedelta(days=ago), "mentor", outcome="attempted")
    talk(people, adviser, visible, TODAY - timedelta(days=7), "employer")
    case_id = visible.case.id
    summaries = summarise_contacts(people, [case_id], [case_id])
    summary = summaries[case_id, "mentor"]
    assert (summary.count, summary.entries, summary.attempts_since) == (2, 5, 1)
    assert summaries[case_id, "employer"] == summary
    log = summarise_log(list_log(people, case_id), is_shared=True)
    assert log == {"mentor": summary, "employer": summary}
    talk(people, adviser, visible, TODAY, "mentor", outcome="planned", form=None)
    assert [kind for kind, _ in list_kinds(people, adviser) if kind in ("overdue", "soon", "no_answer")] == []


def test_a_contact_with_several_is_shown_for_each_of_them(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser)
    agree(people, adviser, visible, 7, LONG_AGO, "employer")
    talk(people, adviser, visible, TODAY, "jobseeker", "employer", outcome="planned", form=None)
    for key, shown in (("employer", 1), ("jobseeker", 1), ("mentor", 0)):
        day = plan_day(people, adviser, DayFilter(relationship=key))
        assert (len(day.planned_today), len(day.overdue)) == (shown, 0), key


def test_an_office_that_one_has_left_narrows_nothing():
    kept = {"relationship": "mentor", "office": "7"}
    assert DayFilter.read(kept, [3, 7]) == DayFilter("mentor", 7)
    assert DayFilter.read(kept, [3]) == DayFilter("mentor")
    assert DayFilter.read(kept) == DayFilter("mentor")


def test_three_attempts_are_told_without_an_agreement_too(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser)
    for ago in (3, 2, 1):
        talk(people, adviser, visible, TODAY - timedelta(days=ago), outcome="attempted")
    [row] = plan_day(people, adviser).no_answer
    assert row.need is not None
    assert row.need.detail is not None
    assert (row.relationship, row.need.detail.id) == ("mentor", "attention.no_answer.unagreed")


def test_a_plan_that_was_never_answered_covers_nothing_for_ever(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser)
    agree(people, adviser, visible, 7, LONG_AGO)
    talk(people, adviser, visible, TODAY - timedelta(days=7), outcome="planned", form=None)
    assert ("overdue", "mentor") not in list_kinds(people, adviser)
    talk(people, adviser, visible, TODAY - timedelta(days=20), outcome="planned", form=None)
    assert ("overdue", "mentor") not in list_kinds(people, adviser), "the later one may have been it"
    [seen] = gather_situations(people, scopes.visible_cases(adviser), TODAY + timedelta(days=1))
    kinds = [(need.kind, need.relationship) for need in list_needs(seen.situation, TODAY + timedelta(days=1))]
    assert ("overdue", "mentor") in kinds
    assert ("did_it_happen", "mentor") in kinds
