"""The form of an experience filled in from a case, drafts, and what the check says of companies and places of the case."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from sqlalchemy import select

from hybridmentor.db import begin_write
from hybridmentor.models import AuditEvent, Case, Employer, Experience
from hybridmentor.services.case_steps import read_step_values, save_step
from tests.integration.scenes import find_step_row
from tests.support.apps import Site
from tests.support.client import PageClient
from tests.support.seed import make_actor, see_case

NEEDED = {"title": "Spør først", "learned": "Det er praktiske ting", "confirmation": "Ingen er nevnt"}


def note_step(site: Site, case_id: UUID, key: str, note: str) -> str:
    """Note something in a step of the case; the name of the case's company."""
    with site.session() as session:
        begin_write(session)
        case = session.get_one(Case, case_id)
        actor = make_actor(session, "veileder")
        step = find_step_row(session, case_id, key)
        sent = {**read_step_values(step), "status": "done", "done_on": date(2026, 11, 2), "note": note}
        save_step(session, actor, see_case(session, actor, case), step, version=step.version, sent=sent)
        session.commit()
        return session.scalars(select(Employer.name).where(Employer.id == case.employer_id)).one()


def list_experiences(site: Site) -> list[tuple[str, str | None]]:
    """Where each stands, with its title."""
    with site.session() as session:
        return [(one.status, one.title) for one in session.scalars(select(Experience))]


def test_the_draft_has_the_cases_words_and_none_of_its_names(site: Site, tab: PageClient, case_id: UUID):
    firm = note_step(site, case_id, "mentor", "Jonas møtte Mona 12. mars i Bergen.")
    note_step(site, case_id, "wishes", "Vil jobbe med folk.")
    form = tab.read_form(f"/experiences/new?case={case_id}")
    tried = form.values["tried"]
    assert tried.startswith("Vil jobbe med folk.")
    assert "møtte mentor" in tried
    for name in ("Jonas", "Mona", "mars", "Bergen", firm):
        assert name not in tried.replace("en dag i mars", "")
    assert form.values["step"] == "mentor"
    assert form.values["practice_model"] == "hybridmodellen"
    of_step = tab.read_form(f"/experiences/new?case={case_id}&step=wishes")
    assert (of_step.values["tried"], of_step.values["step"]) == ("Vil jobbe med folk.", "wishes")
    with site.session() as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.action == "case.tell")).all()
        assert [row.case_id for row in rows] == [case_id] * 2
    assert list_experiences(site) == [], "nothing is kept before somebody says so"


def test_the_company_of_the_case_blocks_and_a_place_is_asked_about(
    site: Site, tab: PageClient, case_id: UUID
):
    firm = note_step(site, case_id, "mentor", "Fint.")
    form = tab.read_form(f"/experiences/new?case={case_id}")
    answer = tab.post_form(form, **NEEDED, happened=f"Det var på {firm}. De bor i Bergen.")
    assert answer.status_code == 422
    said = "".join(answer.page.find("happened-error").itertext())
    assert f"«{firm}» er navnet på en bedrift i saken. Skriv «bedriften» i stedet." in said
    assert "«Bergen» kan vise hvem det gjelder (sted)" in said
    mended = tab.post_form(answer.page.form(), extra={"hm_neutral": "happened"})
    assert mended.status_code == 303
    assert "Det var på bedriften. De bor i [sted]." in tab.follow(mended).page.body_text


def test_a_draft_is_kept_with_marks_and_never_with_an_identity_number(
    site: Site, tab: PageClient, case_id: UUID
):
    form = tab.read_form(f"/experiences/new?case={case_id}")
    refused = tab.post_form(form, title="Utkast", tried="02013299997", extra={"deed": "keep"})
    assert refused.status_code == 422
    assert list_experiences(site) == []
    kept = tab.post_form(form, title="Utkast", tried="Jonas sa ja, ring 922 33 445", extra={"deed": "keep"})
    assert kept.status_code == 303
    assert list_experiences(site) == [("draft", "Utkast")]
    page = tab.follow(kept).page
    assert "Utkast" in page.body_text
    (edit,) = [link for link in page.links if link.endswith("/edit")]
    assert site.client("leder").get(edit).status_code == 404
    assert find_step_row_status(site, case_id) == "open"
    answer = tab.submit_form(edit, **NEEDED, extra={"deed": "share"})
    assert answer.status_code == 422, "what is marked is asked about when it is shared"
    assert tab.submit_form(edit, **NEEDED, tried="De sa ja").status_code == 303
    assert list_experiences(site) == [("review", "Spør først")]


def find_step_row_status(site: Site, case_id: UUID) -> str:
    """Whether the case's step of sharing is done."""
    with site.session() as session:
        return find_step_row(session, case_id, "share").status


def test_the_author_withdraws_it_and_the_lead_meets_what_has_changed(site: Site, tab: PageClient):
    url = tab.submit_form("/experiences/new", **NEEDED).location
    lead = site.client("leder")
    review = lead.read_form(f"{url}/review")
    assert tab.submit_form(f"{url}/edit", learned="Noe annet").status_code == 303
    answer = lead.post_form(review, decision="accept")
    assert answer.status_code == 422
    assert "Les den en gang til" in answer.page.body_text
    assert "Noe annet" in answer.page.body_text
    assert lead.post_form(answer.page.form()).status_code == 303
    assert list_experiences(site) == [("shared", "Spør først")]
    assert tab.submit_form(f"{url}/edit", extra={"deed": "keep"}).status_code == 303
    assert list_experiences(site) == [("withdrawn", "Spør først")]
    assert lead.get(url).status_code == 404
    assert tab.get(url).status_code == 200


def test_from_the_office_to_the_county(site: Site, tab: PageClient):
    url = tab.submit_form("/experiences/new", **NEEDED, wanted_reach="county").location
    coordinator, neighbour = site.client("fylke"), site.client("veileder2")
    assert coordinator.get(url).status_code == 404
    lead = site.client("leder")
    assert lead.submit_form(f"{url}/review", decision="accept", reach="all").status_code == 422
    assert lead.submit_form(f"{url}/review", decision="accept", reach="county_decides").status_code == 303
    assert "Spør først" in coordinator.get("/experiences/spread").page.body_text
    assert neighbour.get(url).status_code == 404
    assert coordinator.submit_form(f"{url}/spread", reach="county").status_code == 303
    assert "Spør først" not in coordinator.get("/experiences/spread").page.body_text
    assert neighbour.get(url).status_code == 200
    assert url in neighbour.get("/experiences").page.links
    assert neighbour.get(f"{url}/review").status_code == 403
