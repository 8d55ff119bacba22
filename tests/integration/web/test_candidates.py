"""The companies of a case through its pages: listed with the step, added, followed, chosen."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from hybridmentor.db import begin_write
from hybridmentor.models import Candidate, Case, Employer
from hybridmentor.services.cases import edit_case, read_case_values
from tests.integration.web.conftest import open_for_site
from tests.support.apps import Site
from tests.support.client import PageClient, PageResponse
from tests.support.seed import make_actor, see_case

TOLD = {"company": "Sykkelverkstedet AS", "status": "positive"}


def list_url(case_id: UUID) -> str:
    """The page on which the companies are listed."""
    return f"/cases/{case_id}/steps/company"


def add(site: Site, tab: PageClient, case_id: UUID, **values: Any) -> UUID:
    """A company added through the page; its id."""
    told = {**TOLD, **values}
    answer = tab.submit_form(f"/cases/{case_id}/companies/new", **told)
    assert answer.status_code == 303, answer.page.body_text
    with site.session() as session:
        wanted = select(Candidate.id).where(
            Candidate.case_id == case_id, Candidate.company == told["company"]
        )
        added = session.scalars(wanted).one()
    assert answer.location == f"/cases/{case_id}/companies#candidate-{added}"
    return added


def choose(tab: PageClient, case_id: UUID, candidate_id: UUID) -> PageResponse:
    """Press the button beside the company."""
    url = f"/cases/{case_id}/companies/{candidate_id}/choose"
    return tab.submit_form(list_url(case_id), url)


def read_company(site: Site, case_id: UUID) -> str | None:
    """The name of the case's own company."""
    with site.session() as session:
        wanted = select(Employer.name).join(Case, Case.employer_id == Employer.id).where(Case.id == case_id)
        return session.scalars(wanted).first()


def set_company(site: Site, case_id: UUID, name: str | None) -> None:
    """Give the case a company, or none, as if a colleague had."""
    with site.session() as session:
        begin_write(session)
        actor = make_actor(session, "veileder")
        visible = see_case(session, actor, session.get_one(Case, case_id))
        sent = read_case_values(visible.case) | {"employer_name": name}
        edit_case(session, actor, visible, version=visible.case.version, sent=sent)
        session.commit()


def test_a_company_is_listed_with_what_is_known_of_it(site: Site, tab: PageClient, case_id: UUID):
    text = tab.get(list_url(case_id)).page.body_text
    assert "Ingen bedrifter på listen ennå" in text
    told = {"status": "contacted", "helper": "inclusive_work_adviser", "asked_on": "2.11.2025"}
    add(site, tab, case_id, **told, note="Vil treffe brukeren.\nRinger fredag.")
    text = tab.get(list_url(case_id)).page.body_text
    for words in (
        "Sykkelverkstedet AS",
        "Kontaktet",
        "IA-rådgiver",
        "Spurt av ",
        "2. nov. 2025",
        "Ringer fredag.",
    ):
        assert words in text
    assert "Ingen bedrifter på listen ennå" not in text


def test_only_a_company_that_says_yes_has_the_button(site: Site, tab: PageClient, case_id: UUID):
    add(site, tab, case_id, company="Venter AS", status="awaiting_answer")
    yes = add(site, tab, case_id)
    actions = {form.action for form in tab.get(list_url(case_id)).page.forms if "/choose" in form.action}
    assert actions == {f"/cases/{case_id}/companies/{yes}/choose"}


def test_a_form_sent_twice_adds_one(site: Site, tab: PageClient, case_id: UUID):
    form = tab.read_form(f"/cases/{case_id}/companies/new")
    assert [tab.post_form(form, **TOLD).status_code for _ in range(2)] == [303, 303]
    with site.session() as session:
        assert len(session.scalars(select(Candidate)).all()) == 1


@pytest.mark.parametrize(
    ("field", "wrong", "said"),
    [
        ("company", {"company": ""}, "Fyll ut «Bedrift»."),
        ("company", {"company": "x" * 201}, "201"),
        ("company", {"company": "02013299997"}, "fødselsnummer"),
        ("status", {"status": ""}, ""),
        ("status", {"status": "none"}, ""),
        ("helper", {"helper": "none"}, ""),
        ("asked_on", {"asked_on": "i går"}, "24.11.2026"),
        ("asked_on", {"asked_on": "01.01.2099"}, ""),
        ("asked_on", {"asked_on": "01.01.1950"}, ""),
        ("note", {"note": "x" * 5001}, "5001"),
        ("note", {"note": "Nummeret er 02013299997"}, "fødselsnummer"),
        ("pitch", {"pitch": "Nummeret er 02013299997"}, "fødselsnummer"),
        ("reflection", {"reflection": "x" * 5001}, "5001"),
        ("asked_by", {"asked_by": "987654"}, ""),
        ("visit_on", {"visit_on": "i morgen"}, "24.11.2026"),
        ("visit_on", {"visit_on": "01.01.2099"}, ""),
    ],
)
def test_what_is_wrong_is_told_at_the_field_and_kept(
    tab: PageClient, case_id: UUID, field: str, wrong: dict[str, str], said: str
):
    form = tab.read_form(f"/cases/{case_id}/companies/new")
    answer = tab.post_form(form, extra={**TOLD, **wrong})
    assert answer.status_code == 422
    page = answer.page
    assert page.title.startswith("Feil: ")
    assert f"#{field}" in page.links
    told = page.find(f"{field}-error")
    assert told is not None
    assert said in "".join(told.itertext())
    assert page.form().values["company"] == {**TOLD, **wrong}["company"]


def test_the_same_company_twice_is_told_at_the_field(site: Site, tab: PageClient, case_id: UUID):
    add(site, tab, case_id)
    answer = tab.submit_form(f"/cases/{case_id}/companies/new", company="SYKKELVERKSTEDET as")
    assert answer.status_code == 422
    assert "#company" in answer.page.links


def test_two_colleagues_on_one_company(site: Site, tab: PageClient, case_id: UUID):
    url = f"/cases/{case_id}/companies/{add(site, tab, case_id)}"
    first, second, third = (tab.read_form(url) for _ in range(3))
    assert tab.post_form(first, status="contacted").status_code == 303
    assert tab.post_form(second, note="Flettet").status_code == 303
    answer = tab.post_form(third, status="not_relevant", note="Flettet")
    assert answer.status_code == 409
    for words in ("Kontaktet", "Ikke aktuell"):
        assert words in answer.page.body_text
    form = answer.page.form()
    form.action = third.action
    assert tab.post_form(form, hm_keep_status="mine").status_code == 303
    now = tab.read_form(url).values
    assert (now["status"], now["note"], now["hm_version"]) == ("not_relevant", "Flettet", "4")


def test_a_company_is_chosen_for_a_case_without_one(site: Site, tab: PageClient, case_id: UUID):
    set_company(site, case_id, None)
    answer = choose(tab, case_id, add(site, tab, case_id))
    assert answer.status_code == 303
    assert read_company(site, case_id) == "Sykkelverkstedet AS"
    page = tab.follow(answer).page
    assert "Valgt i saken" in page.body_text
    assert not [form for form in page.forms if "/choose" in form.action]


def test_another_company_is_replaced_after_a_question(site: Site, tab: PageClient, case_id: UUID):
    answer = choose(tab, case_id, add(site, tab, case_id))
    assert answer.status_code == 422
    assert not answer.page.title.startswith("Feil: "), "a question is no fault"
    for words in ("Bakeriet", "Sykkelverkstedet AS"):
        assert words in answer.page.body_text
    assert read_company(site, case_id) == "Bakeriet"
    form = answer.page.form()
    assert tab.post_form(form).status_code == 303
    assert read_company(site, case_id) == "Sykkelverkstedet AS"


def test_the_question_is_asked_again_when_the_company_has_changed_meanwhile(
    site: Site, tab: PageClient, case_id: UUID
):
    asked = choose(tab, case_id, add(site, tab, case_id)).page.form()
    set_company(site, case_id, "Blomsterbua")
    answer = tab.post_form(asked)
    assert answer.status_code == 422
    assert answer.page.title.startswith("Feil: ")
    assert "Blomsterbua" in answer.page.body_text
    assert read_company(site, case_id) == "Blomsterbua"
    assert tab.post_form(answer.page.form()).status_code == 303
    assert read_company(site, case_id) == "Sykkelverkstedet AS"


def test_a_company_that_has_said_no_meanwhile_is_not_chosen(site: Site, tab: PageClient, case_id: UUID):
    candidate_id = add(site, tab, case_id)
    page = tab.get(list_url(case_id)).page
    form = page.form(f"/cases/{case_id}/companies/{candidate_id}/choose")
    tab.submit_form(f"/cases/{case_id}/companies/{candidate_id}", status="not_relevant")
    answer = tab.post_form(form)
    assert answer.status_code == 422
    assert answer.page.title.startswith("Feil: ")
    assert f"/cases/{case_id}/companies/{candidate_id}" in answer.page.links
    assert read_company(site, case_id) == "Bakeriet"


def test_a_company_belongs_to_its_case(site: Site, tab: PageClient, case_id: UUID):
    other = open_for_site(site, name="Berit Dahl")
    candidate_id = add(site, tab, other)
    form = tab.read_form(f"/cases/{other}/companies/{candidate_id}")
    for wrong in (candidate_id, uuid4()):
        assert tab.get(f"/cases/{case_id}/companies/{wrong}").status_code == 404
        for path in ("", "/choose"):
            form.action = f"/cases/{case_id}/companies/{wrong}{path}"
            assert tab.post_form(form, company="Flyttet").status_code == 404
    assert "Sykkelverkstedet" in tab.get(list_url(other)).page.body_text
