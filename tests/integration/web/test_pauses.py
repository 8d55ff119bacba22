"""Pausing a case and coming back by form, and what the pages say meanwhile."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.i18n import format_numeric
from hybridmentor.models import CasePause
from tests.integration.crowd import open_tabs, run_at_once
from tests.integration.scenes import agree, look_up
from tests.support.apps import Site
from tests.support.client import PageClient, PageResponse
from tests.support.seed import make_actor

NATIONAL_ID = "02013299997"


def write_day(ahead: int) -> str:
    return format_numeric(clock.today() + timedelta(days=ahead))


def pause(tab: PageClient, case_id: UUID, **values: Any) -> PageResponse:
    told = {"from_on": write_day(-5), "reason": "leave", "follow_up_on": write_day(30)}
    return tab.submit_form(f"/cases/{case_id}/pause", **{**told, **values})


def list_rows(site: Site) -> list[tuple[Any, ...]]:
    with site.session() as session:
        rows = session.scalars(select(CasePause).order_by(CasePause.from_on)).all()
        return [(row.from_on, row.to_on, row.reason, row.follow_up_on, row.version) for row in rows]


@pytest.fixture
def late_case(site: Site, case_id: UUID) -> UUID:
    """A case that is late with its mentor."""
    with site.session() as session:
        actor = make_actor(session, "veileder")
        visible = look_up(session, actor, case_id)
        agree(session, actor, visible, 7, clock.today() - timedelta(days=50))
        session.commit()
    return case_id


def test_a_pause_stops_the_clock_and_the_return_starts_it(site: Site, tab: PageClient, late_case: UUID):
    url = f"/cases/{late_case}"
    assert "Forfalt" in tab.get("/").page.body_text
    assert "Forfalt mentor" in tab.get(url).page.body_text
    answer = pause(tab, late_case)
    assert (answer.status_code, answer.location) == (303, url)
    shown = tab.follow(answer).page.body_text
    assert "Pausen er lagret" in shown
    assert "Pause siden" in shown
    assert "Permisjon. Ingenting forfaller så lenge." in shown
    assert "Forfalt mentor" not in shown
    day = tab.get("/").page.body_text
    assert "0 forfalt" in day
    assert "I pause 1 sak." in day
    answer = tab.submit_form(f"{url}/return", on=write_day(0))
    assert answer.location == url
    shown = tab.follow(answer).page.body_text
    assert "Pausen er avsluttet" in shown
    assert "Pause siden" not in shown
    assert "Forfalt" not in shown
    today = clock.today()
    assert list_rows(site) == [(today - timedelta(days=5), today - timedelta(days=1), "leave", None, 2)]
    assert "1 avtale i rute" in tab.get("/").page.body_text


def test_a_pause_whose_day_has_come_is_on_my_day(tab: PageClient, late_case: UUID):
    pause(tab, late_case, follow_up_on=write_day(0))
    page = tab.get("/").page
    assert "Se på pausen igjen" in page.body_text
    assert f"/cases/{late_case}/return" in page.links
    assert "Ingenting haster" not in page.body_text


def test_the_pause_that_is_on_is_changed(site: Site, tab: PageClient, case_id: UUID):
    pause(tab, case_id)
    page = tab.get(f"/cases/{case_id}/pause").page
    assert page.heading == "Endre pausen"
    assert page.form().values["from_on"] == write_day(-5)
    assert pause(tab, case_id, reason="waiting", to_on=write_day(10)).status_code == 303
    today = clock.today()
    days = (today - timedelta(days=5), today + timedelta(days=10))
    assert list_rows(site) == [(*days, "waiting", today + timedelta(days=30), 2)]
    text = tab.get(f"/cases/{case_id}").page.body_text
    assert "Pause til og med" in text
    answer = tab.submit_form(
        f"/cases/{case_id}/pause?pause=new", from_on=write_day(20), to_on=write_day(25), reason="holiday"
    )
    assert answer.status_code == 303
    assert len(list_rows(site)) == 2
    assert tab.get(f"/cases/{case_id}/pause").page.body_text.count("Ferie") == 2, "a choice, and a row"


def test_a_change_of_two_meets(site: Site, tab: PageClient, case_id: UUID):
    pause(tab, case_id)
    url = f"/cases/{case_id}/pause"
    mine, theirs = tab.read_form(url), tab.read_form(url)
    assert tab.post_form(theirs, reason="waiting").status_code == 303
    answer = tab.post_form(mine, reason="absence")
    assert answer.status_code == 409
    assert "Venter på avtale eller vedtak" in answer.page.body_text
    form = answer.page.form()
    form.action = url
    assert tab.post_form(form, hm_keep_reason="mine").status_code == 303
    assert [row[2] for row in list_rows(site)] == ["absence"]


def test_a_pause_that_is_gone_is_not_made_anew_unseen(site: Site, tab: PageClient, case_id: UUID):
    pause(tab, case_id, from_on=write_day(0))
    form = tab.read_form(f"/cases/{case_id}/pause")
    tab.submit_form(f"/cases/{case_id}/return", on=write_day(0))
    assert list_rows(site) == []
    answer = tab.post_form(form, reason="absence")
    assert answer.status_code == 422
    assert "Pausen er tatt bort i mellomtiden" in answer.page.body_text
    assert list_rows(site) == []
    again = answer.page.form()
    again.action = form.action
    assert tab.post_form(again).status_code == 303
    assert [row[2] for row in list_rows(site)] == ["absence"]


@pytest.mark.parametrize(
    ("values", "field", "sentence"),
    [
        ({"from_on": ""}, "from_on", "Fyll ut «Pause fra»."),
        ({"from_on": "i går"}, "from_on", "Skriv datoen slik"),
        ({"from_on": NATIONAL_ID}, "from_on", "fødselsnummer"),
        ({"from_on": "01.01.1950"}, "from_on", "for langt tilbake"),
        ({"from_on": "01.01.2090"}, "from_on", "for langt fram"),
        ({"from_on": write_day(-300)}, "from_on", "før saken ble åpnet"),
        ({"reason": None}, "reason", "Velg et svar på «Hvorfor pause?»."),
        ({"to_on": write_day(-6)}, "to_on", "før pausen begynner"),
        ({"to_on": "32.01.2026"}, "to_on", "Skriv datoen slik"),
        ({"to_on": "01.01.2090"}, "to_on", "for langt fram"),
        ({"follow_up_on": ""}, "follow_up_on", "ikke har noen sluttdato"),
        ({"follow_up_on": write_day(-6)}, "follow_up_on", "før pausen begynner"),
    ],
)
def test_faults_stand_at_their_fields(
    module_site: Site,
    module_tab: PageClient,
    module_case_id: UUID,
    values: dict[str, Any],
    field: str,
    sentence: str,
):
    answer = pause(module_tab, module_case_id, **values)
    assert answer.status_code == 422
    element = answer.page.find(f"{field}-error")
    assert element is not None
    assert sentence in "".join(element.itertext())
    typed = answer.page.form().values
    if isinstance(values.get(field), str):
        assert typed[field] == values[field]
    assert list_rows(module_site) == []


def test_faults_are_told_together(module_tab: PageClient, module_case_id: UUID):
    answer = pause(module_tab, module_case_id, reason=None, follow_up_on="")
    for field in ("reason", "follow_up_on"):
        element = answer.page.find(f"{field}-error")
        assert element is not None
        assert "".join(element.itertext()).strip(), field


def test_no_pause_to_come_back_from(module_tab: PageClient, module_case_id: UUID):
    url = f"/cases/{module_case_id}/return"
    assert "Saken har ingen pause nå." in module_tab.get(url).page.body_text
    for typed, sentence in (("", "Fyll ut"), ("x", "Skriv datoen slik"), (write_day(0), "ingen pause")):
        answer = module_tab.submit_form(url, on=typed)
        assert answer.status_code == 422
        assert sentence in answer.page.body_text
        assert answer.page.form().values["on"] == typed


def test_a_pause_of_another_case_cannot_be_named(site: Site, tab: PageClient, case_id: UUID):
    pause(tab, case_id)
    with site.session() as session:
        row_id = session.scalars(select(CasePause.id)).one()
    location = tab.submit_form("/cases/new", name="Annen Sak", service="state", entry_point="start").location
    form = tab.read_form(f"{location}/pause?pause={row_id}")
    assert form.values.get("was_pause", "") == ""
    answer = tab.post_form(form, reason="holiday", to_on=write_day(9), was_pause=str(row_id))
    assert answer.status_code == 422
    assert len(list_rows(site)) == 1


def test_ten_pauses_at_once_make_one(site: Site, tab: PageClient, case_id: UUID):
    forms = [tab.read_form(f"/cases/{case_id}/pause") for _ in range(10)]
    told = {"reason": "leave", "follow_up_on": write_day(30)}
    deeds = [
        lambda one=one, form=form: one.post_form(form, **told)
        for one, form in zip(open_tabs(tab, 10), forms, strict=True)
    ]
    answers = run_at_once(deeds)
    assert sorted(answer.status_code for answer in answers) == [303] + [422] * 9
    assert len(list_rows(site)) == 1
