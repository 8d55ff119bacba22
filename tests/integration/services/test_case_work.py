"""Work without contact: time in the log and in the form, and in no clock and no figure of collaboration."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.errors import InvalidInput, NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, CaseWork
from hybridmentor.queries.case_work import count_work_bands, find_work, list_work
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.form_values import gather_form_values
from hybridmentor.queries.log_pages import list_log_page
from hybridmentor.services.case_work import log_work, undo_work
from hybridmentor.services.contacts import UNDO_TIME
from hybridmentor.services.outcomes import close_case
from tests.integration.scenes import (
    agree,
    gather_figures,
    hire,
    load_person,
    look_up,
    open_through_service,
    talk,
)

TODAY = date(2026, 11, 24)


def work(
    session: HybridSession, actor: Actor, visible: VisibleCase, ago: int = 0, band: str = "15_30"
) -> CaseWork:
    """Half an hour on a plan."""
    day = TODAY - timedelta(days=ago)
    return log_work(session, actor, visible, worked_on=day, kind="plan", minutes_band=band)


def test_time_is_kept_with_who_and_what(people: HybridSession, adviser: Actor, visible: VisibleCase):
    added = work(people, adviser, visible)
    people.expire_all()
    assert (added.worked_on, added.kind, added.minutes_band) == (TODAY, "plan", "15_30")
    assert added.created_by == adviser.user_id
    event = people.scalars(select(AuditEvent).where(AuditEvent.action == "work.log")).one()
    assert (event.noun, event.row_id, event.case_id) == ("case_work", str(added.id), visible.case.id)


def test_it_moves_no_clock_and_no_figure(people: HybridSession, adviser: Actor, visible: VisibleCase):
    agree(people, adviser, visible, 7, TODAY - timedelta(days=50))
    for ago in (48, 40, 12):
        talk(people, adviser, visible, TODAY - timedelta(days=ago), minutes_band="15_30")
    before = gather_figures(people, adviser, visible)
    for ago in range(0, 30, 3):
        work(people, adviser, visible, ago, "over_60")
    assert gather_figures(people, adviser, visible) == before


def test_it_stands_beside_the_time_of_contacts_in_the_form(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    talk(people, adviser, visible, TODAY, minutes_band="15_30")
    for band in ("15_30", "15_30", "over_60"):
        work(people, adviser, visible, band=band)
    values = gather_form_values(people, adviser, visible.case).values
    assert values["adviser_minutes"] == {"15_30": 1}
    assert values["work_minutes"] == {"15_30": 2, "over_60": 1}
    assert count_work_bands(people, uuid4()) == {}


def test_it_is_taken_back_by_whoever_logged_it_within_ten_minutes(
    people: HybridSession, adviser: Actor, visible: VisibleCase, set_clock: Callable[[datetime], None]
):
    added = work(people, adviser, visible)
    hire(people, "annen")
    colleague = load_person(people, "annen")
    with pytest.raises(InvalidInput):
        undo_work(people, colleague, look_up(people, colleague, visible.case.id), added)
    started = clock.now()
    set_clock(started + UNDO_TIME + timedelta(seconds=1))
    with pytest.raises(InvalidInput):
        undo_work(people, adviser, visible, added)
    set_clock(started + UNDO_TIME)
    undo_work(people, adviser, visible, added)
    assert find_work(people, visible.case.id, added.id) is None
    assert people.scalars(select(AuditEvent).where(AuditEvent.action == "work.undo")).one().row_id == str(
        added.id
    )


def test_nothing_is_logged_in_a_closed_case(people: HybridSession, adviser: Actor, visible: VisibleCase):
    close_case(
        people, adviser, visible, closed_on=TODAY, follow_up_on=None, facts={"attached": "yes"}, note=None
    )
    with pytest.raises(NotAllowed):
        work(people, adviser, look_up(people, adviser, visible.case.id))
    assert people.scalar(select(func.count()).select_from(CaseWork)) == 0


def test_it_is_found_in_its_own_case_alone(people: HybridSession, adviser: Actor, visible: VisibleCase):
    other = open_through_service(people, adviser, name="Berit Dahl")
    added = work(people, adviser, visible)
    assert find_work(people, visible.case.id, added.id) is added
    assert find_work(people, other.case.id, added.id) is None
    assert list(list_work(people, other.case.id, limit=9)) == []


def test_the_log_is_paged_with_work_among_the_contacts(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    """Many of both on the same days: none twice, none left out, the latest first, whatever stands at the edge of a page."""
    told = {talk(people, adviser, visible, TODAY - timedelta(days=n % 4)).id for n in range(23)}
    done = {work(people, adviser, visible, n % 3).id for n in range(19)}
    seen = []
    after = None
    more = True
    while more:
        rows, more = list_log_page(people, visible.case.id, after=after, limit=7)
        assert len(rows) == 7 or not more
        seen += rows
        after = (rows[-1].day, rows[-1].id)
    assert {row.id for row in seen if row.contact} == told
    assert {row.id for row in seen if row.work} == done
    assert len(seen) == 42
    assert [row.day for row in seen] == sorted((row.day for row in seen), reverse=True)
