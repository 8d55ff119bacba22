"""Pauses: begun, changed, ended; what others do meanwhile is not written over."""

import json
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.errors import InvalidInput, NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, CasePause, Revision
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.pauses import list_pauses
from hybridmentor.services.pauses import begin_pause, change_pause, end_pause, read_pause_values
from hybridmentor.services.revisions import EditConflict
from tests.integration.scenes import load_person, look_up, open_through_service

TODAY = date(2026, 11, 24)
OPENED = date(2026, 9, 1)


@pytest.fixture
def visible(people: HybridSession, adviser: Actor) -> VisibleCase:
    """A case of the adviser's."""
    return open_through_service(people, adviser, opened_on=OPENED)


def pause(
    session: HybridSession, actor: Actor, visible: VisibleCase, from_on: date, **values: Any
) -> CasePause:
    """A pause without an end, to be looked at at Christmas, if nothing else is said."""
    told = {"to_on": None, "reason": "leave", "follow_up_on": date(2026, 12, 24)}
    return begin_pause(session, actor, visible, from_on=from_on, **{**told, **values})


def list_actions(session: HybridSession, noun: str = "case_pause") -> list[str]:
    statement = select(AuditEvent.action).where(AuditEvent.noun == noun).order_by(AuditEvent.id)
    return list(session.scalars(statement))


def test_a_pause_is_kept(people: HybridSession, adviser: Actor, visible: VisibleCase):
    row = pause(people, adviser, visible, TODAY)
    people.expire_all()
    assert read_pause_values(row) == {
        "from_on": TODAY,
        "to_on": None,
        "reason": "leave",
        "follow_up_on": date(2026, 12, 24),
    }
    assert (row.version, row.created_by) == (1, adviser.user_id)
    assert list_actions(people) == ["pause.begin"]


def test_the_day_after_its_end_is_when_to_look_at_it(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    row = pause(people, adviser, visible, TODAY, to_on=date(2026, 12, 4), follow_up_on=None)
    assert row.follow_up_on == date(2026, 12, 5)
    past = pause(people, adviser, visible, OPENED, to_on=date(2026, 9, 14), follow_up_on=None)
    assert past.follow_up_on is None


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"from_on": date(2026, 8, 31)}, "from_on"),
        ({"from_on": TODAY, "to_on": date(2026, 11, 23)}, "to_on"),
        ({"from_on": TODAY, "follow_up_on": None}, "follow_up_on"),
        ({"from_on": TODAY, "follow_up_on": date(2026, 11, 1)}, "follow_up_on"),
        ({"from_on": date(2026, 9, 20), "to_on": date(2026, 10, 1)}, "from_on"),
    ],
)
def test_days_that_do_not_fit_are_refused(
    people: HybridSession, adviser: Actor, visible: VisibleCase, values: dict[str, Any], field: str
):
    pause(people, adviser, visible, date(2026, 10, 1), to_on=date(2026, 10, 14))
    with pytest.raises(InvalidInput) as caught:
        pause(people, adviser, visible, **values)
    assert caught.value.field == field
    assert len(list_pauses(people, visible.case.id)) == 1


def test_a_change_keeps_what_stood_before(people: HybridSession, adviser: Actor, visible: VisibleCase):
    row = pause(people, adviser, visible, TODAY)
    sent = {**read_pause_values(row), "to_on": date(2026, 12, 31), "reason": "absence"}
    assert change_pause(people, adviser, visible, row, version=1, sent=sent) is False
    assert (row.to_on, row.reason, row.version) == (date(2026, 12, 31), "absence", 2)
    kept = people.scalars(select(Revision).where(Revision.noun == "case_pause")).one()
    assert json.loads(kept.values or "")["reason"] == "leave"
    assert change_pause(people, adviser, visible, row, version=2, sent=sent) is False
    assert (row.version, list_actions(people)) == (2, ["pause.begin", "pause.change"])


def test_two_who_change_a_pause(people: HybridSession, adviser: Actor, visible: VisibleCase):
    row = pause(people, adviser, visible, TODAY)
    shown = read_pause_values(row)
    change_pause(people, adviser, visible, row, version=1, sent={**shown, "reason": "absence"})
    merged = change_pause(
        people, adviser, visible, row, version=1, sent={**shown, "follow_up_on": date(2026, 12, 1)}
    )
    assert merged is True
    assert (row.reason, row.follow_up_on) == ("absence", date(2026, 12, 1))
    with pytest.raises(EditConflict) as caught:
        change_pause(people, adviser, visible, row, version=1, sent={**shown, "reason": "holiday"})
    assert [field.name for field in caught.value.fields] == ["reason"]


def test_a_changed_pause_must_not_meet_another(people: HybridSession, adviser: Actor, visible: VisibleCase):
    pause(people, adviser, visible, OPENED, to_on=date(2026, 9, 14))
    row = pause(people, adviser, visible, TODAY)
    with pytest.raises(InvalidInput) as caught:
        change_pause(
            people,
            adviser,
            visible,
            row,
            version=1,
            sent={**read_pause_values(row), "from_on": date(2026, 9, 10)},
        )
    assert caught.value.field == "from_on"


def test_returning_ends_it_the_day_before(people: HybridSession, adviser: Actor, visible: VisibleCase):
    row = pause(people, adviser, visible, date(2026, 11, 2))
    assert end_pause(people, adviser, visible, on=TODAY) is row
    people.expire_all()
    assert (row.to_on, row.follow_up_on, row.version) == (date(2026, 11, 23), None, 2)
    assert list_actions(people) == ["pause.begin", "pause.end"]
    with pytest.raises(InvalidInput) as caught:
        end_pause(people, adviser, visible, on=TODAY)
    assert caught.value.field == "on"


def test_a_pause_of_no_day_goes(people: HybridSession, adviser: Actor, visible: VisibleCase):
    pause(people, adviser, visible, TODAY)
    assert end_pause(people, adviser, visible, on=TODAY) is None
    assert list_pauses(people, visible.case.id) == []
    assert people.scalars(select(Revision.noun)).all() == ["case_pause"], "it stays readable"


def test_the_end_that_passed_by_itself_is_moved(people: HybridSession, adviser: Actor, visible: VisibleCase):
    row = pause(people, adviser, visible, date(2026, 11, 2), to_on=date(2026, 11, 15), follow_up_on=None)
    # Written down in time: the service was told on the day it began.
    row.follow_up_on = date(2026, 11, 16)
    assert end_pause(people, adviser, visible, on=TODAY) is row
    assert (row.to_on, row.follow_up_on) == (date(2026, 11, 23), None)


def test_only_who_may_edit_may_pause(people: HybridSession, adviser: Actor, visible: VisibleCase):
    row = pause(people, adviser, visible, date(2026, 11, 2))
    lead = load_person(people, "leder")
    seen = look_up(people, lead, visible.case.id)
    with pytest.raises(NotAllowed):
        pause(people, lead, seen, TODAY)
    with pytest.raises(NotAllowed):
        change_pause(people, lead, seen, row, version=1, sent=read_pause_values(row))
    with pytest.raises(NotAllowed):
        end_pause(people, lead, seen, on=TODAY)
