"""Undo in the notice, and the page that corrects an entry."""

from functools import partial
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select

from hybridmentor.models import ContactPoint
from tests.integration.crowd import open_tabs, run_at_once
from tests.support.apps import Site
from tests.support.client import PageClient

CONTACT: dict[str, Any] = {
    "relationships": ["mentor"],
    "day": "today",
    "form": "phone",
    "outcome": "took_place",
}


def count(site: Site) -> int:
    with site.session() as session:
        return session.scalar(select(func.count()).select_from(ContactPoint)) or 0


def find_id(site: Site) -> UUID:
    with site.session() as session:
        return session.scalars(select(ContactPoint.id)).one()


def test_the_notice_takes_the_contact_back(site: Site, tab: PageClient, case_id: UUID):
    answer = tab.submit_form(f"/cases/{case_id}/contacts/new?from=day", extra=CONTACT)
    page = tab.follow(answer).page
    (undo,) = [form for form in page.forms if form.action.endswith("/undo?from=day")]
    undo.action = f"https://localhost{undo.action}"
    answer = tab.post_form(undo)
    assert (answer.status_code, answer.location) == (303, "/")
    assert "Kontakten er angret" in tab.follow(answer).page.body_text
    assert count(site) == 0
    assert tab.post_form(undo).status_code == 303, "the second tap on the button gets the first answer"


def test_the_button_is_gone_on_the_next_page(tab: PageClient, case_id: UUID):
    tab.follow(tab.submit_form(f"/cases/{case_id}/contacts/new", extra=CONTACT))
    page = tab.get(f"/cases/{case_id}").page
    assert not [form for form in page.forms if "/undo" in form.action]


def test_ten_taps_at_once_are_one(site: Site, tab: PageClient, case_id: UUID):
    tab.submit_form(f"/cases/{case_id}/contacts/new", extra=CONTACT)
    url = f"/cases/{case_id}/contacts/{find_id(site)}"
    form = tab.read_form(url, "undo")
    tabs = open_tabs(tab, 10)
    answers = run_at_once([partial(one.post_form, form) for one in tabs])
    assert {answer.status_code for answer in answers} == {303}
    assert count(site) == 0


def test_an_entry_is_corrected_on_its_page(site: Site, tab: PageClient, case_id: UUID):
    tab.submit_form(f"/cases/{case_id}/contacts/new", extra={**CONTACT, "note": "Ringte"})
    url = f"/cases/{case_id}/contacts/{find_id(site)}"
    assert url in tab.get(f"/cases/{case_id}/contacts").text
    form = tab.read_form(url, "correct")
    assert (form.values["note"].strip(), form.values["form"]) == ("Ringte", "phone")
    assert "planned" not in [
        one.get("value") for one in form.element.iter("input") if one.get("name") == "outcome"
    ]
    answer = tab.post_form(form, note="Møttes")
    assert answer.status_code == 303
    assert "Møttes" in tab.follow(answer).page.body_text
    versions = tab.get(f"/cases/{case_id}/versions").page.body_text
    assert "Ringte" in versions
    assert "Møttes" in versions


def test_two_who_correct_the_same_meet(site: Site, tab: PageClient, case_id: UUID):
    tab.submit_form(f"/cases/{case_id}/contacts/new", extra={**CONTACT, "note": "Ringte"})
    url = f"/cases/{case_id}/contacts/{find_id(site)}"
    first, second = tab.read_form(url, "correct"), tab.read_form(url, "correct")
    assert tab.post_form(first, note="Den ene").status_code == 303
    answer = tab.post_form(second, note="Den andre", extra={"hm_key": str(uuid4())})
    assert answer.status_code == 409
    assert "Den ene" in answer.page.body_text
    assert "Den andre" in answer.page.body_text


def test_faults_stand_at_the_fields(site: Site, tab: PageClient, case_id: UUID):
    tab.submit_form(f"/cases/{case_id}/contacts/new", extra=CONTACT)
    url = f"/cases/{case_id}/contacts/{find_id(site)}"
    form = tab.read_form(url, "correct")
    answer = tab.post_form(form, occurred_on="31.12.2099", relationships=None, sub_form="video")
    assert answer.status_code == 422
    for field in ("occurred_on", "relationships", "sub_form"):
        assert answer.page.find(f"{field}-error") is not None, field


def test_what_is_not_there_and_what_is_planned_is_not_found(site: Site, tab: PageClient, case_id: UUID):
    assert tab.get(f"/cases/{case_id}/contacts/{uuid4()}").status_code == 404
