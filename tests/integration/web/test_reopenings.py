"""Opening a closed case again by form, and what its pages show then."""

from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from hybridmentor.models import Case, CaseOutcome, CaseTurn
from tests.integration.crowd import open_tabs, run_at_once
from tests.support.apps import Site
from tests.support.client import PageClient


@pytest.fixture
def closed_id(tab: PageClient, case_id: UUID) -> UUID:
    """A case that has been closed."""
    answer = tab.submit_form(f"/cases/{case_id}/close", attached="yes", note="Fast jobb i butikken")
    assert answer.status_code == 303, answer.page.body_text
    return case_id


def count(site: Site, model: type[Any]) -> int:
    with site.session() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_case_is_opened_again(site: Site, tab: PageClient, closed_id: UUID):
    url = f"/cases/{closed_id}"
    assert f"{url}/reopen" in tab.get(url).page.links
    assert f"{url}/edit" not in tab.get(url).page.links
    answer = tab.submit_form(f"{url}/reopen", reason="Mistet jobben igjen.\nVil prøve på nytt.")
    assert (answer.status_code, answer.location) == (303, url)
    page = tab.follow(answer).page
    assert "Saken er åpnet igjen" in page.body_text
    assert "Mistet jobben igjen. Vil prøve på nytt." in page.body_text
    assert f"{url}/edit" in page.links
    assert f"{url}/reopen" not in page.links
    assert "Fast jobb" not in page.body_text
    versions = tab.get(f"{url}/versions").page.body_text
    assert "Fast jobb i butikken" in versions
    assert "Saken ble åpnet igjen" in versions
    assert count(site, CaseOutcome) == 0
    answer = tab.submit_form(f"{url}/close", attached="no")
    assert answer.status_code == 303, answer.page.body_text
    assert count(site, CaseOutcome) == 1


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("", "Skriv kort hvorfor saken åpnes igjen."),
        (" \n ", "Skriv kort hvorfor saken åpnes igjen."),
        ("x" * 2001, "2001 tegn"),
        ("Fnr 02013299997", "fødselsnummer"),
    ],
)
def test_the_reason_is_needed(site: Site, tab: PageClient, closed_id: UUID, reason: str, sentence: str):
    answer = tab.submit_form(f"/cases/{closed_id}/reopen", reason=reason)
    assert answer.status_code == 422
    element = answer.page.find("reason-error")
    assert element is not None
    assert sentence in "".join(element.itertext())
    assert answer.page.form().values["reason"].strip() == reason.strip()
    with site.session() as session:
        assert session.get_one(Case, closed_id).closed_on is not None


def test_ten_who_open_it_at_once(site: Site, tab: PageClient, closed_id: UUID):
    """Forms of their own: one opens it, to the others it is open already."""
    forms = [tab.read_form(f"/cases/{closed_id}/reopen") for _ in range(10)]
    deeds = [
        lambda one=one, form=form: one.post_form(form, reason="Feil sak")
        for one, form in zip(open_tabs(tab, 10), forms, strict=True)
    ]
    answers = run_at_once(deeds)
    assert sorted(answer.status_code for answer in answers) == [303] + [403] * 9
    assert count(site, CaseTurn) == 1


def test_the_second_tap_gets_the_first_answer(site: Site, tab: PageClient, closed_id: UUID):
    form = tab.read_form(f"/cases/{closed_id}/reopen")
    answers = [tab.post_form(form, reason="Feil sak") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [303, 303]
    assert count(site, CaseTurn) == 1


def test_it_stands_on_my_day_again(tab: PageClient, closed_id: UUID):
    assert "Jonas Prøve" not in tab.get("/").page.body_text
    tab.submit_form(f"/cases/{closed_id}/reopen", reason="Feil sak")
    assert "Jonas Prøve" in tab.get("/").page.body_text
