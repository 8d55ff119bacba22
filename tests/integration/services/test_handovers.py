"""Handovers: whose the case is before and after, who may receive it, and what the page has shown."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from hybridmentor.db import HybridSession
from hybridmentor.errors import InvalidInput, NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.models import AuditEvent, CaseRole, CaseTurn, OfficeMembership, Recusal, User
from hybridmentor.queries.case_pages import gather_case_page
from hybridmentor.queries.cases import VisibleCase, list_advisers
from hybridmentor.queries.handovers import (
    follow_tenures,
    list_case_receivers,
    list_cases_to_hand_over,
    list_handover_advisers,
    list_tenures,
    name_last_role,
)
from hybridmentor.services.handovers import hand_over_case
from tests.integration.scenes import PRACTICE, give_part, hire, load_person, look_up, open_through_service

TODAY = date(2026, 11, 24)
OPENED = date(2026, 9, 1)
MONDAY = date(2026, 11, 30)


@pytest.fixture
def visible(people: HybridSession, adviser: Actor) -> VisibleCase:
    """A case of the adviser's."""
    return open_through_service(people, adviser, opened_on=OPENED)


def read_last_role(session: HybridSession, actor: Actor, visible: VisibleCase) -> str:
    """What a page would have shown now."""
    return name_last_role(follow_tenures(list_tenures(session, [visible.case.id])[visible.case.id], actor))


def give(
    session: HybridSession,
    actor: Actor,
    visible: VisibleCase,
    to: User,
    on: date = TODAY,
    note: str | None = "Ring mentor på mandager.",
    last_role: str | None = None,
) -> CaseTurn:
    shown = read_last_role(session, actor, visible) if last_role is None else last_role
    return hand_over_case(session, actor, visible, to_user_id=to.id, on=on, note=note, last_role=shown)


def list_roles(session: HybridSession, visible: VisibleCase) -> list[tuple[str, date, date | None]]:
    tenures = list_tenures(session, [visible.case.id])[visible.case.id]
    return [(one.name, one.from_on, one.to_on) for one in tenures]


def test_the_case_has_a_new_adviser(people: HybridSession, adviser: Actor, visible: VisibleCase):
    ola = hire(people, "ola")
    turn = give(people, adviser, visible, ola)
    assert list_roles(people, visible) == [
        ("Vilde Veileder", OPENED, TODAY - timedelta(days=1)),
        ("Ola", TODAY, None),
    ]
    assert (turn.kind, turn.turned_on, turn.from_user_id, turn.to_user_id) == (
        "handover",
        TODAY,
        adviser.user_id,
        ola.id,
    )
    assert turn.note == "Ring mentor på mandager."
    assert b"mandager" not in (turn.note_sealed or b"")
    assert list_advisers(people, [visible.case.id], TODAY) == {visible.case.id: "Ola"}
    event = people.scalars(select(AuditEvent).where(AuditEvent.action == "case.hand_over")).one()
    assert (event.case_id, event.detail) == (visible.case.id, str(ola.id))


def test_a_handover_to_come_leaves_the_case_until_then(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    ola, kari = hire(people, "ola"), hire(people, "kari")
    give(people, adviser, visible, ola, MONDAY)
    assert list_advisers(people, [visible.case.id], TODAY) == {visible.case.id: "Vilde Veileder"}
    assert list_advisers(people, [visible.case.id], MONDAY) == {visible.case.id: "Ola"}
    chain = follow_tenures(list_tenures(people, [visible.case.id])[visible.case.id], adviser)
    assert [one.name for one in chain] == ["Vilde Veileder", "Ola"]
    with pytest.raises(InvalidInput) as caught:
        give(people, adviser, visible, kari, MONDAY)
    assert caught.value.field == "from_on"
    give(people, adviser, visible, kari, MONDAY + timedelta(days=1))
    assert list_roles(people, visible) == [
        ("Vilde Veileder", OPENED, MONDAY - timedelta(days=1)),
        ("Ola", MONDAY, MONDAY),
        ("Kari", MONDAY + timedelta(days=1), None),
    ]


def test_who_began_today_hands_over_tomorrow(people: HybridSession, adviser: Actor):
    """An adviser's time is never a day that ends before it begins."""
    visible, ola = open_through_service(people, adviser, opened_on=TODAY), hire(people, "ola")
    with pytest.raises(InvalidInput) as caught:
        give(people, adviser, visible, ola)
    assert caught.value.field == "from_on"
    give(people, adviser, visible, ola, TODAY + timedelta(days=1))
    assert list_roles(people, visible)[0] == ("Vilde Veileder", TODAY, TODAY)


def test_a_day_before_today_is_refused(people: HybridSession, adviser: Actor, visible: VisibleCase):
    with pytest.raises(InvalidInput) as caught:
        give(people, adviser, visible, hire(people, "ola"), TODAY - timedelta(days=1))
    assert caught.value.field == "from_on"


def test_only_advisers_of_the_office_and_service_receive(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    shut = hire(people, "stengt")
    shut.is_active = False
    left = hire(people, "gikk")
    people.scalars(select(OfficeMembership).where(OfficeMembership.user_id == left.id)).one().to_on = (
        TODAY - timedelta(days=1)
    )
    recused = hire(people, "inhabil")
    people.add(Recusal(case_id=visible.case.id, user_id=recused.id, reason="close_relation"))
    hire(people, "stat", service="state")
    refused = [
        shut,
        left,
        recused,
        hire(people, "kommune", service="municipal"),
        hire(people, "nabo", office="9902"),
        hire(people, "ingen", None),
        people.scalars(select(User).where(User.login == "leder")).one(),
        people.scalars(select(User).where(User.login == "veileder2")).one(),
    ]
    people.flush()
    offered = {one.name for one in list_case_receivers(people, visible.case, TODAY)}
    assert offered == {"Vilde Veileder", "Stat"}
    for user in refused:
        with pytest.raises(InvalidInput) as caught:
            give(people, adviser, visible, user)
        assert caught.value.field == "to", user.login
    assert list_roles(people, visible) == [("Vilde Veileder", OPENED, None)]


def test_not_to_who_has_it(people: HybridSession, adviser: Actor, visible: VisibleCase):
    vilde = people.get_one(User, adviser.user_id)
    with pytest.raises(InvalidInput) as caught:
        give(people, adviser, visible, vilde)
    assert caught.value.field == "to"
    hire(people, "ola")
    give_part(people, "ola", visible.case.id, OPENED)
    with pytest.raises(InvalidInput):
        give(people, adviser, visible, people.scalars(select(User).where(User.login == "ola")).one())


def test_what_the_page_has_shown_must_still_hold(people: HybridSession, adviser: Actor, visible: VisibleCase):
    ola, kari = hire(people, "ola"), hire(people, "kari")
    shown = read_last_role(people, adviser, visible)
    give(people, adviser, visible, ola, MONDAY, last_role=shown)
    with pytest.raises(InvalidInput) as caught:
        give(people, adviser, visible, kari, MONDAY + timedelta(days=5), last_role=shown)
    assert (caught.value.field, caught.value.message.id) == ("to", "handover.error.changed")
    assert len(list_roles(people, visible)) == 2


def test_of_several_advisers_the_own_time_is_handed_over(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    guest, ola = load_person(people, "veileder2"), hire(people, "ola")
    give_part(people, "veileder2", visible.case.id, OPENED + timedelta(days=3))
    give(people, guest, look_up(people, guest, visible.case.id), ola)
    assert list_roles(people, visible) == [
        ("Vilde Veileder", OPENED, None),
        ("Viggo Veileder", OPENED + timedelta(days=3), TODAY - timedelta(days=1)),
        ("Ola", TODAY, None),
    ]


def test_a_case_that_nobody_has_is_taken_over(people: HybridSession, adviser: Actor, visible: VisibleCase):
    people.scalars(select(CaseRole)).one().to_on = TODAY - timedelta(days=5)
    people.flush()
    lead, ola = load_person(people, "leder"), hire(people, "ola")
    turn = give(people, lead, look_up(people, lead, visible.case.id), ola)
    assert turn.from_user_id is None
    assert list_roles(people, visible) == [
        ("Vilde Veileder", OPENED, TODAY - timedelta(days=5)),
        ("Ola", TODAY, None),
    ]


def test_a_lead_hands_over_and_a_local_contact_does_not(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    local, ola = load_person(people, "lokalkontakt"), hire(people, "ola")
    with pytest.raises(NotAllowed):
        give(people, local, look_up(people, local, visible.case.id), ola)
    lead = load_person(people, "leder")
    give(people, lead, look_up(people, lead, visible.case.id), ola)
    assert list_advisers(people, [visible.case.id], TODAY) == {visible.case.id: "Ola"}


def test_the_new_adviser_finds_the_note_for_a_month(
    people: HybridSession, adviser: Actor, visible: VisibleCase
):
    ola = hire(people, "ola")
    turn = give(people, adviser, visible, ola)
    for days, shown in ((0, True), (29, True), (30, False)):
        later = load_person(people, "ola", TODAY + timedelta(days=days))
        page = gather_case_page(people, later, visible.case, PRACTICE)
        assert (page.handover is turn) == shown, days
    assert gather_case_page(people, adviser, visible.case, PRACTICE).handover is None
    kari = hire(people, "kari")
    give(people, load_person(people, "ola"), visible, kari, TODAY + timedelta(days=1))
    page = gather_case_page(people, load_person(people, "ola"), visible.case, PRACTICE)
    assert page.handover is None, "it has gone on to somebody else"


def test_the_list_holds_own_cases_and_a_leads_whole_office(people: HybridSession, adviser: Actor):
    ola = hire(people, "ola")
    told: list[tuple[Actor, str, str]] = [
        (adviser, "Min", "state"),
        (load_person(people, "ola"), "Deres", "state"),
        (adviser, "Kommunal", "municipal"),
        (adviser, "Skjermet", "state"),
        (adviser, "Lukket", "state"),
        (load_person(people, "veileder2"), "Borte", "state"),
    ]
    cases = {
        name: open_through_service(
            people, actor, name=name, service=service, opened_on=OPENED + timedelta(days=n)
        )
        for n, (actor, name, service) in enumerate(told)
    }
    shielded, closed = cases["Skjermet"], cases["Lukket"]
    assert shielded.case.jobseeker is not None
    shielded.case.jobseeker.is_shielded = True
    closed.case.closed_on = TODAY
    people.flush()

    def name_rows(login: str, adviser_id: int | None = None) -> list[str]:
        rows, more, _ = list_cases_to_hand_over(people, load_person(people, login), adviser_id=adviser_id)
        assert not more
        return [row.jobseeker for row in rows]

    assert name_rows("veileder") == ["Min", "Kommunal", "Skjermet"]
    assert name_rows("ola") == ["Deres"]
    assert name_rows("leder") == ["Deres", "Min", "Kommunal"]
    assert name_rows("leder", ola.id) == ["Deres"]
    assert name_rows("veileder", ola.id) == []
    assert name_rows("lokalkontakt") == []
    assert name_rows("veileder2") == ["Borte"]
    lead = load_person(people, "leder")
    assert [name for _, name in list_handover_advisers(people, lead)] == ["Ola", "Vilde Veileder"]
    people.scalars(
        select(OfficeMembership).where(OfficeMembership.user_id == lead.user_id)
    ).one().service = "municipal"
    people.flush()
    assert name_rows("leder") == ["Kommunal"]
