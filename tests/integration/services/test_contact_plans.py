"""Agreed contact: a new agreement ends the one before, and there is one at a time."""

import json
from datetime import date

import pytest
from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, ContactPlan, Revision
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.contact_plans import map_current_plans
from hybridmentor.services.contact_plans import agree_contact, agree_contacts, write_agreed
from hybridmentor.services.revisions import EditConflict
from tests.integration.scenes import agree, open_through_service

TODAY = date(2026, 11, 24)


@pytest.fixture
def visible(people: HybridSession, adviser: Actor) -> VisibleCase:
    return open_through_service(people, adviser)


def list_plans(session: HybridSession, visible: VisibleCase) -> list[tuple[str, int, date, date | None]]:
    session.flush()
    session.expire_all()
    rows = session.scalars(
        select(ContactPlan)
        .where(ContactPlan.case_id == visible.case.id)
        .order_by(ContactPlan.from_on, ContactPlan.relationship_key)
    )
    return [(row.relationship_key, int(write_agreed(row)), row.from_on, row.to_on) for row in rows.unique()]


def list_actions(session: HybridSession) -> list[str]:
    statement = select(AuditEvent.action).where(AuditEvent.action.startswith("contact_plan"))
    return list(session.scalars(statement.order_by(AuditEvent.id)))


def test_there_is_no_agreement_before_one_is_made(people: HybridSession, visible: VisibleCase):
    assert map_current_plans(people, [visible.case.id], TODAY) == {}


def test_a_new_agreement_ends_the_one_before(people: HybridSession, adviser: Actor, visible: VisibleCase):
    agree(people, adviser, visible, 14, date(2026, 10, 1))
    agree(people, adviser, visible, 30, TODAY)
    assert list_plans(people, visible) == [
        ("mentor", 14, date(2026, 10, 1), date(2026, 11, 23)),
        ("mentor", 30, TODAY, None),
    ]
    key = (visible.case.id, "mentor")
    for day, days in ((date(2026, 10, 1), 14), (date(2026, 11, 23), 14), (TODAY, 30)):
        assert map_current_plans(people, [visible.case.id], day)[key].phases[0].every_days == days
    assert map_current_plans(people, [visible.case.id], date(2026, 9, 30)) == {}


def test_one_made_the_same_day_is_replaced(people: HybridSession, adviser: Actor, visible: VisibleCase):
    agree(people, adviser, visible, 14, TODAY)
    agree(people, adviser, visible, 7, TODAY)
    assert list_plans(people, visible) == [("mentor", 7, TODAY, None)]


def test_an_agreement_can_be_ended(people: HybridSession, adviser: Actor, visible: VisibleCase):
    agree(people, adviser, visible, 14, date(2026, 10, 1))
    assert agree(people, adviser, visible, None, TODAY) is None
    assert list_plans(people, visible) == [("mentor", 14, date(2026, 10, 1), date(2026, 11, 23))]
    assert map_current_plans(people, [visible.case.id], TODAY) == {}
    assert list_actions(people) == ["contact_plan.agree", "contact_plan.end"]


def test_the_same_agreement_stands_without_a_trace(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    first = agree(people, adviser, visible, 14, date(2026, 10, 1))
    assert agree(people, adviser, visible, 14, TODAY) is first
    assert agree(people, adviser, visible, None, TODAY, "employer") is None
    assert list_plans(people, visible) == [("mentor", 14, date(2026, 10, 1), None)]
    assert list_actions(people) == ["contact_plan.agree"]


def test_each_relationship_has_its_own(people: HybridSession, adviser: Actor, visible: VisibleCase):
    agree(people, adviser, visible, 7, date(2026, 10, 1), "mentor")
    agree(people, adviser, visible, 30, date(2026, 10, 1), "jobseeker")
    agree(people, adviser, visible, None, TODAY, "mentor")
    assert list_plans(people, visible) == [
        ("jobseeker", 30, date(2026, 10, 1), None),
        ("mentor", 7, date(2026, 10, 1), date(2026, 11, 23)),
    ]
    event = people.scalars(select(AuditEvent).where(AuditEvent.action == "contact_plan.end")).one()
    assert event.detail == "mentor"


def test_what_was_agreed_the_same_day_is_kept_as_it_was(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    for days in (14, 7, None):
        agree(people, adviser, visible, days, TODAY)
    people.flush()
    rows = people.scalars(
        select(Revision).where(Revision.noun == "contact_plan").order_by(Revision.version)
    ).all()
    assert [json.loads(row.values or "")["agreed"] for row in rows] == ["14", "7"]


def test_two_who_agree_otherwise_meet(people: HybridSession, adviser: Actor, visible: VisibleCase):
    """Each relationship by itself: what only one has changed is merged."""
    shown = {"mentor": "", "jobseeker": "", "employer": ""}

    def send(**changes: str) -> bool:
        sent = {**shown, **changes}
        return agree_contacts(people, adviser, visible, sent=sent, shown=shown, from_on=TODAY)

    assert send(mentor="14") is False
    assert send(jobseeker="30") is True
    with pytest.raises(EditConflict) as met:
        send(mentor="7", employer="60")
    assert [(f.name, f.stored, f.mine) for f in met.value.fields] == [("mentor", "14", "7")]
    assert met.value.merged["employer"] == "60"
    assert list_plans(people, visible) == [("jobseeker", 30, TODAY, None), ("mentor", 14, TODAY, None)]
    assert send(mentor="14") is True, "the same from both is no conflict"


def test_a_rhythm_with_phases_and_a_state(people: HybridSession, adviser: Actor, visible: VisibleCase):
    def put(agreed: str, day: date) -> None:
        agree_contact(people, adviser, visible, relationship_key="employer", agreed=agreed, from_on=day)

    put("1:7:phone,9:14", date(2026, 10, 1))
    put("1:7,9:14", date(2026, 10, 1))
    put("declined", TODAY)
    people.expire_all()
    rows = people.scalars(select(ContactPlan).order_by(ContactPlan.from_on)).unique().all()
    assert [(write_agreed(row), row.state, row.to_on) for row in rows] == [
        ("1:7,9:14", "ongoing", date(2026, 11, 23)),
        ("declined", "declined", None),
    ]
