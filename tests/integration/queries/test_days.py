"""My day: who needs what today, and in which order."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.errors import Message
from hybridmentor.identity import Actor
from hybridmentor.models import Office, Study, StudyAnswer
from hybridmentor.queries.days import MOST_CASES, Day, DayFilter, plan_day
from hybridmentor.services.outcomes import close_case
from tests.integration.scenes import (
    LONG_AGO,
    agree,
    begin,
    give_part,
    hire,
    load_person,
    name_mentor,
    open_through_service,
    plant_cases,
    talk,
)
from tests.support.studies import add_text, make_study

TODAY = date(2026, 11, 24)
"""A Tuesday."""


def name_rows(day: Day, kind: str) -> list[str]:
    return [str(row.case.jobseeker.name) for row in getattr(day, kind) if row.case.jobseeker]


def test_an_empty_day(people: HybridSession, adviser: Actor):
    assert plan_day(people, adviser) == Day()


@pytest.mark.parametrize(
    ("last_on", "kind"),
    [
        (date(2026, 11, 9), "overdue"),  # due on Monday 23
        (date(2026, 11, 10), "soon"),  # due today
        (date(2026, 11, 12), "soon"),  # due on Thursday 26
        (date(2026, 11, 13), "on_track"),  # due on Friday 27
        (date(2026, 11, 7), "overdue"),  # due on Saturday 21, moved to Monday 23
        (date(2026, 11, 23), "on_track"),
    ],
)
def test_where_a_relationship_stands(people: HybridSession, adviser: Actor, last_on: date, kind: str):
    begin(people, adviser, "Åse", 14, last_on)
    day = plan_day(people, adviser)
    counts = {"overdue": len(day.overdue), "soon": len(day.soon), "on_track": day.on_track}
    assert counts == {"overdue": 0, "soon": 0, "on_track": 0, kind: 1}


def test_what_is_due_longest_comes_first(people: HybridSession, adviser: Actor):
    begin(people, adviser, "Seksten dager", 7, date(2026, 11, 8))
    begin(people, adviser, "Femti dager", 7, date(2026, 10, 5))
    begin(people, adviser, "Tjue dager", 7, date(2026, 11, 4))
    begin(people, adviser, "Om to dager", 14, date(2026, 11, 12))
    begin(people, adviser, "I dag", 14, date(2026, 11, 10))
    day = plan_day(people, adviser)
    assert name_rows(day, "overdue") == ["Femti dager", "Tjue dager", "Seksten dager"]
    assert name_rows(day, "soon") == ["I dag", "Om to dager"]


def test_the_same_day_is_ordered_by_number(people: HybridSession, adviser: Actor):
    for name in ("Første", "Andre", "Tredje"):
        begin(people, adviser, name, 7, date(2026, 11, 2))
    assert name_rows(plan_day(people, adviser), "overdue") == ["Første", "Andre", "Tredje"]


def test_each_relationship_has_its_own_clock(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser, "Åse", 7, date(2026, 11, 23))
    agree(people, adviser, visible, 30, LONG_AGO, "employer")
    agree(people, adviser, visible, 14, LONG_AGO, "jobseeker")
    talk(people, adviser, visible, date(2026, 11, 11), "jobseeker")
    day = plan_day(people, adviser)
    assert [row.relationship for row in day.overdue] == ["employer"]
    assert [row.relationship for row in day.soon] == ["jobseeker"]
    assert day.on_track == 1
    row = day.overdue[0]
    assert row.need.cause == Message("attention.none_yet")
    assert row.need.detail == Message("attention.agreed", agreed=Message("interval.30"))


def test_only_what_took_place_stops_the_clock(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser, "Åse", 7, date(2026, 11, 2))
    for outcome in ("attempted", "did_not_show", "cancelled"):
        talk(people, adviser, visible, TODAY, outcome=outcome)
    assert name_rows(plan_day(people, adviser), "overdue") == ["Åse"]
    talk(people, adviser, visible, TODAY)
    assert name_rows(plan_day(people, adviser), "overdue") == []


def test_a_new_agreement_is_not_overdue_at_once(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser, "Åse", None, date(2026, 9, 2))
    agree(people, adviser, visible, 7, TODAY)
    day = plan_day(people, adviser)
    assert (day.overdue, day.soon, day.on_track) == ([], [], 1)


def test_without_agreement_nothing_is_due(people: HybridSession, adviser: Actor):
    begin(people, adviser, "Åse", None, date(2026, 9, 2))
    day = plan_day(people, adviser)
    assert (day.overdue, day.soon, day.on_track) == ([], [], 0)
    assert name_rows(day, "no_agreement") == ["Åse"]


def test_an_agreement_that_was_ended_is_none(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser, "Åse", 7, date(2026, 9, 2))
    agree(people, adviser, visible, None, TODAY)
    day = plan_day(people, adviser)
    assert (day.overdue, name_rows(day, "no_agreement")) == ([], ["Åse"])


def test_without_mentor(people: HybridSession, adviser: Actor):
    """One who begins later is no mentor yet, one whose time has ended no longer."""
    open_through_service(people, adviser, name="Ingen", opened_on=LONG_AGO)
    later = open_through_service(people, adviser, name="Senere", opened_on=LONG_AGO)
    name_mentor(people, adviser, later, from_on=TODAY + timedelta(days=1))
    ended = begin(people, adviser, "Sluttet", None)
    name_mentor(people, adviser, ended, from_on=TODAY + timedelta(days=7))
    begin(people, adviser, "Har", None)
    assert set(name_rows(plan_day(people, adviser), "no_mentor")) == {"Ingen", "Senere"}


def test_planned_today_and_unanswered(people: HybridSession, adviser: Actor):
    visible = begin(people, adviser, "Åse", 7, date(2026, 11, 2))
    late = talk(people, adviser, visible, TODAY, outcome="planned", form=None, starts_at=time(14, 0))
    early = talk(people, adviser, visible, TODAY, outcome="planned", form=None, starts_at=time(9, 30))
    forgotten = talk(people, adviser, visible, date(2026, 11, 20), outcome="planned", form=None)
    day = plan_day(people, adviser)
    assert [row.contact.id for row in day.planned_today] == [early.id, late.id]
    assert [row.contact.id for row in day.did_it_happen] == [forgotten.id]
    assert day.planned_today[0].mentor is not None
    talk(people, adviser, visible, TODAY, "employer", follows_id=forgotten.id)
    talk(people, adviser, visible, TODAY, "employer", follows_id=early.id, outcome="cancelled")
    day = plan_day(people, adviser)
    assert [row.contact.id for row in day.planned_today] == [late.id]
    assert day.did_it_happen == []


@pytest.mark.parametrize("planned_on", [date(2026, 11, 20), TODAY, date(2026, 11, 26)])
def test_who_has_an_appointment_is_not_called_overdue(
    people: HybridSession, adviser: Actor, planned_on: date
):
    """Neither today nor for a day within the interval; the others of the case stand as they are."""
    visible = begin(people, adviser, "Åse", 7, date(2026, 11, 2))
    agree(people, adviser, visible, 7, LONG_AGO, "jobseeker")
    soon = begin(people, adviser, "Bo", 14, date(2026, 11, 12))
    for one in (visible, soon):
        talk(people, adviser, one, planned_on, outcome="planned", form=None)
    day = plan_day(people, adviser)
    assert [row.relationship for row in day.overdue] == ["jobseeker"]
    assert day.soon == []


@pytest.mark.parametrize(
    ("planned_on", "kind"),
    [(date(2026, 12, 1), None), (date(2026, 12, 2), "overdue"), (date(2027, 3, 1), "overdue")],
)
def test_an_appointment_too_far_ahead_covers_nothing(
    people: HybridSession, adviser: Actor, planned_on: date, kind: str | None
):
    """It must come within one interval from today: else a plan for next year would hide that nobody calls."""
    visible = begin(people, adviser, "Åse", 7, date(2026, 11, 2))
    talk(people, adviser, visible, planned_on, outcome="planned", form=None)
    day = plan_day(people, adviser)
    assert [row.relationship for row in day.overdue] == (["mentor"] if kind else [])
    assert (day.planned_today, day.did_it_happen) == ([], [])


def test_only_own_open_cases(people: HybridSession, adviser: Actor):
    hire(people, "kollega")
    colleague = load_person(people, "kollega")
    begin(people, colleague, "En Annens", 7, date(2026, 11, 2))
    done = begin(people, adviser, "Ferdig", 7, date(2026, 11, 2))
    close_case(people, adviser, done, closed_on=TODAY, follow_up_on=None, facts={}, note=None)
    former = begin(people, colleague, "Tidligere", 7, date(2026, 11, 2))
    give_part(people, "veileder", former.case.id, LONG_AGO, TODAY - timedelta(days=1))
    shared = begin(people, colleague, "Delt", 7, date(2026, 11, 2))
    give_part(people, "veileder", shared.case.id, TODAY)
    day = plan_day(people, adviser)
    assert (day.cases, name_rows(day, "overdue")) == (1, ["Delt"])
    assert name_rows(plan_day(people, colleague), "overdue") == ["En Annens", "Tidligere", "Delt"]
    assert plan_day(people, load_person(people, "leder")).cases == 0


def test_closed_cases_are_asked_about_again_when_their_day_has_come(people: HybridSession, adviser: Actor):
    hire(people, "kollega")
    colleague = load_person(people, "kollega")
    for actor, name, again in (
        (adviser, "I dag", TODAY),
        (adviser, "Lenge siden", TODAY - timedelta(days=40)),
        (adviser, "I morgen", TODAY + timedelta(days=1)),
        (adviser, "Aldri", None),
        (colleague, "En Annens", TODAY),
    ):
        visible = begin(people, actor, name, None)
        close_case(
            people, actor, visible, closed_on=date(2026, 10, 1), follow_up_on=again, facts={}, note=None
        )
    day = plan_day(people, adviser)
    assert name_rows(day, "follow_up") == ["Lenge siden", "I dag"]
    assert day.cases == 0


@pytest.mark.parametrize(("protection", "cases"), [("confidential", 1), ("strictly_confidential", 0)])
def test_a_frozen_case_is_gone_from_the_day(
    people: HybridSession, adviser: Actor, protection: str, cases: int
):
    visible = begin(people, adviser, "Åse", 7, date(2026, 11, 2))
    assert visible.case.jobseeker is not None
    visible.case.jobseeker.protection = protection
    people.flush()
    assert plan_day(people, adviser).cases == cases


def test_a_very_long_list_is_cut_at_the_newest(people: HybridSession, adviser: Actor):
    """The oldest are kept: they have waited longest."""
    opened = plant_cases(people, adviser, [TODAY - timedelta(days=n) for n in range(MOST_CASES + 3)])
    day = plan_day(people, adviser)
    assert day.cases == MOST_CASES
    assert [row.case.id for row in day.no_mentor] == opened[:2:-1]


def ask(session: HybridSession, parts: dict[str, str], **values: Any) -> Study:
    """A study that asks the advisers of these offices, by number."""
    offices = {office.number: office.id for office in session.scalars(select(Office))}
    return make_study(
        session, offices["9901"], {offices[number]: part for number, part in parts.items()}, **values
    )


def list_asks(session: HybridSession, adviser: Actor) -> list[tuple[str, bool]]:
    return [(one.title, one.is_again) for one in plan_day(session, adviser).asks]


def test_a_study_waits_for_the_advisers_own_answer(people: HybridSession, adviser: Actor):
    study = ask(people, {"9901": "participating", "9902": "participating"})
    assert list_asks(people, adviser) == [(study.title, False)], "with no case of one's own"
    begin(people, adviser, "Åse", 14, date(2026, 11, 9))
    plan = plan_day(people, adviser)
    assert [(one.id, one.title) for one in plan.asks] == [(study.id, study.title)]
    assert len(plan.overdue) == 1
    assert plan_day(people, adviser, DayFilter("mentor")).asks == plan.asks


@pytest.mark.parametrize("is_yes", [True, False])
def test_either_answer_settles_it(people: HybridSession, adviser: Actor, is_yes: bool):
    study = ask(people, {"9901": "participating"})
    people.add(StudyAnswer(study_id=study.id, user_id=adviser.user_id, text_number=1, is_yes=is_yes))
    people.flush()
    assert list_asks(people, adviser) == []
    other = load_person(people, "veileder2")
    assert list_asks(people, other) == []


def test_a_new_text_asks_those_again_who_said_yes(people: HybridSession, adviser: Actor):
    study = ask(people, {"9901": "participating"})
    said = {"study_id": study.id, "user_id": adviser.user_id}
    people.add(StudyAnswer(**said, text_number=1, is_yes=True))
    add_text(people, study.id, "advisers", 2, keeps_earlier=True)
    add_text(people, study.id, "persons", 2)
    assert list_asks(people, adviser) == []
    add_text(people, study.id, "advisers", 3)
    assert list_asks(people, adviser) == [(study.title, True)]
    people.add(StudyAnswer(**said, text_number=3, is_yes=True))
    people.flush()
    assert list_asks(people, adviser) == []


@pytest.mark.parametrize(
    ("parts", "values"),
    [
        ({"9901": "guest"}, {}),
        ({"9901": "control"}, {}),
        ({"9902": "participating"}, {}),
        ({"9901": "participating"}, {"state": "draft"}),
        ({"9901": "participating"}, {"state": "ended"}),
    ],
)
def test_other_studies_wait_for_nobody(
    people: HybridSession, adviser: Actor, parts: dict[str, str], values: dict[str, str]
):
    ask(people, parts, **values)
    assert list_asks(people, adviser) == []


def test_only_advisers_are_asked(people: HybridSession):
    ask(people, {"9901": "participating"})
    for login in ("leder", "lokalkontakt", "forsker", "godkjenner"):
        assert list_asks(people, load_person(people, login)) == [], login
