"""A pause on my day and on the page of its case."""

from datetime import date, timedelta
from typing import Any

import pytest

from hybridmentor.db import HybridSession
from hybridmentor.identity import Actor
from hybridmentor.models import CasePause
from hybridmentor.queries.case_pages import gather_case_page
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.days import Day, plan_day
from tests.integration.scenes import PRACTICE, agree, name_mentor, open_through_service, talk

TODAY = date(2026, 11, 24)
LONG_AGO = date(2026, 9, 1)
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)


@pytest.fixture
def late(people: HybridSession, adviser: Actor) -> VisibleCase:
    """A case that is late with its mentor, and has a planned contact that nobody has told about."""
    visible = open_through_service(people, adviser, opened_on=LONG_AGO)
    name_mentor(people, adviser, visible, from_on=LONG_AGO)
    agree(people, adviser, visible, 14, LONG_AGO)
    talk(people, adviser, visible, date(2026, 9, 15))
    talk(people, adviser, visible, YESTERDAY, "jobseeker", outcome="planned", form=None)
    return visible


def pause(session: HybridSession, visible: VisibleCase, from_on: date, **values: Any) -> CasePause:
    told = {"to_on": None, "reason": "leave", "follow_up_on": None, **values}
    if told["to_on"] is None and told["follow_up_on"] is None:
        told["follow_up_on"] = date(2027, 1, 4)
    row = CasePause(case_id=visible.case.id, from_on=from_on, **told)
    session.add(row)
    session.flush()
    return row


def count(day: Day) -> dict[str, int]:
    lists = {name: value for name, value in vars(day).items() if isinstance(value, list)}
    return {
        name: len(value) for name, value in lists.items() if value and name not in ("consent", "confirm_log")
    } | ({"on_track": day.on_track} if day.on_track else {})


def test_without_a_pause_it_presses(people: HybridSession, adviser: Actor, late: VisibleCase):
    assert count(plan_day(people, adviser)) == {"overdue": 1, "did_it_happen": 1}


@pytest.mark.parametrize(
    ("from_on", "values", "expected"),
    [
        (date(2026, 11, 2), {}, {"paused": 1}),
        (TODAY, {}, {"paused": 1}),
        (date(2026, 11, 2), {"to_on": TODAY}, {"paused": 1}),
        (date(2026, 11, 2), {"follow_up_on": TODAY}, {"look_at_pause": 1}),
        (date(2026, 11, 2), {"follow_up_on": date(2026, 11, 10)}, {"look_at_pause": 1}),
        (TOMORROW, {}, {"overdue": 1, "did_it_happen": 1}),
        # Over since yesterday: today is the day of return, and the clock begins anew.
        (date(2026, 11, 2), {"to_on": YESTERDAY}, {"did_it_happen": 1, "on_track": 1}),
        (
            date(2026, 11, 2),
            {"to_on": YESTERDAY, "follow_up_on": TODAY},
            {"did_it_happen": 1, "on_track": 1, "look_at_pause": 1},
        ),
        (date(2026, 10, 1), {"to_on": date(2026, 10, 9)}, {"did_it_happen": 1, "overdue": 1}),
    ],
)
def test_my_day(
    people: HybridSession,
    adviser: Actor,
    late: VisibleCase,
    from_on: date,
    values: dict[str, Any],
    expected: dict[str, int],
):
    pause(people, late, from_on, **values)
    assert count(plan_day(people, adviser)) == expected


def test_an_end_that_was_noticed_is_not_told_again(people: HybridSession, adviser: Actor, late: VisibleCase):
    pause(people, late, date(2026, 11, 2), to_on=date(2026, 11, 15), follow_up_on=date(2026, 11, 16))
    assert len(plan_day(people, adviser).look_at_pause) == 1
    talk(people, adviser, late, date(2026, 11, 18), "employer", outcome="attempted")
    assert plan_day(people, adviser).look_at_pause == []


def test_an_appointment_in_a_pause_is_shown(people: HybridSession, adviser: Actor, late: VisibleCase):
    talk(people, adviser, late, TODAY, "mentor", outcome="planned", form=None)
    pause(people, late, date(2026, 11, 2))
    assert count(plan_day(people, adviser)) == {"paused": 1, "planned_today": 1}


def test_what_a_paused_case_lacks_can_wait(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser, opened_on=LONG_AGO)
    assert count(plan_day(people, adviser)) == {"no_mentor": 1, "no_agreement": 1}
    pause(people, visible, date(2026, 11, 2))
    assert count(plan_day(people, adviser)) == {"paused": 1}


def test_only_the_latest_pause_counts(people: HybridSession, adviser: Actor, late: VisibleCase):
    pause(people, late, LONG_AGO, to_on=date(2026, 9, 7), follow_up_on=date(2026, 9, 8))
    now = pause(people, late, date(2026, 11, 2))
    pause(people, late, date(2026, 12, 20), to_on=date(2027, 1, 3))
    day = plan_day(people, adviser)
    assert [row.pause.id for row in day.paused if row.pause] == [now.id]
    assert count(day) == {"paused": 1}


def test_the_page_of_a_paused_case(people: HybridSession, adviser: Actor, late: VisibleCase):
    row = pause(people, late, date(2026, 11, 2))
    page = gather_case_page(people, adviser, late.case, PRACTICE)
    assert page.pause is not None
    assert page.pause.id == row.id
    assert page.next is None
    assert {relation.state.state for relation in page.relations} == {"paused"}
    row.to_on = YESTERDAY
    people.flush()
    page = gather_case_page(people, adviser, late.case, PRACTICE)
    assert page.pause is None
    states = {relation.key: (relation.state.state, relation.state.due_on) for relation in page.relations}
    assert states["mentor"] == ("on_track", date(2026, 12, 8))
    row.to_on, late.case.closed_on = None, TODAY
    people.flush()
    assert gather_case_page(people, adviser, late.case, PRACTICE).pause is None
