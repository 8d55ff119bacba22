"""The register of companies as people use it: found, added, changed, and never with a person in it."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID

import pytest
from sqlalchemy import select

from hybridmentor.models import AuditEvent, Case, Employer, Office, OfficeMembership, User
from hybridmentor.queries.employers import PAGE_SIZE
from tests.integration.scenes import open_through_service
from tests.support.apps import Site
from tests.support.client import PageClient, PageResponse
from tests.support.queries import count_queries
from tests.support.seed import make_actor
from tests.support.unit_register import (
    UnitServer,
    make_legal,
    make_number,
    make_operating,
    run_unit_server,
)


def add(tab: PageClient, name: str, **values: object) -> str:
    """Add a company through the page; its address."""
    answer = tab.submit_form("/employers/new", **{"name": name, **values})
    assert answer.status_code == 303, answer.page.body_text
    return answer.location


def seek(tab: PageClient, term: str) -> PageResponse:
    form = tab.read_form("/employers", "/employers/search")
    return tab.post_form(form, q=term)


def list_names(answer: PageResponse) -> list[str]:
    """The companies of a list, in order."""
    return [
        "".join(one.itertext()).split(" · ")[0]
        for one in answer.page.elements("a")
        if one.get("class") == "hm-row-link__a"
    ]


def test_what_is_added_is_found_by_the_office_and_nobody_else(site: Site, tab: PageClient):
    told = {"organisation_number": "974 760 673", "place": "Fjellbyen", "offers": ["visit", "job"]}
    url = add(tab, "Ågård Snekkerverksted", **told, note="Rolig om morgenen.")
    page = tab.get(url).page
    for words in ("974760673", "Fjellbyen", "Omvisning", "Jobb", "Rolig om morgenen."):
        assert words in page.body_text
    for login in ("leder", "lokalkontakt", "marked"):
        assert site.client(login).get(url).status_code == 200
    stranger = site.client("veileder2")
    assert stranger.get(url).status_code == 404
    assert list_names(stranger.get("/employers")) == []
    assert list_names(seek(stranger, "Ågård")) == []


@pytest.mark.parametrize(
    "term", ["ågård", "aagaard", "agard", "SNEKKER", "verksted", "ard snek", "974", "974 760"]
)
def test_a_part_of_the_name_or_the_beginning_of_the_number_is_enough(tab: PageClient, term: str):
    add(tab, "Ågård Snekkerverksted", organisation_number="974760673")
    add(tab, "Øvre Bakeri")
    assert list_names(seek(tab, term)) == ["Ågård Snekkerverksted"]


@pytest.mark.parametrize(
    ("term", "said"), [("%", "passer med"), ("_", "passer med"), ("  ", "Skriv noe"), ("760", "passer med")]
)
def test_what_finds_nothing_says_so(tab: PageClient, term: str, said: str):
    add(tab, "Ågård Snekkerverksted", organisation_number="974760673")
    answer = seek(tab, term)
    assert list_names(answer) == []
    assert said in answer.page.body_text


def test_an_identity_number_is_not_searched_for(tab: PageClient):
    answer = seek(tab, "010170 00027")
    assert answer.status_code == 422
    assert "00027" not in answer.text


def test_the_register_is_narrowed_to_what_they_offer(tab: PageClient):
    add(tab, "Ågård", offers=["visit"])
    add(tab, "Øvre Bakeri", offers=["visit", "job"])
    assert list_names(tab.get("/employers?offer=job")) == ["Øvre Bakeri"]
    assert list_names(tab.get("/employers?offer=visit")) == ["Ågård", "Øvre Bakeri"]
    assert len(list_names(tab.get("/employers?offer=money"))) == 2, "an unknown code is passed over"


def test_the_same_company_is_not_added_twice(tab: PageClient):
    add(tab, "Ågård", organisation_number="974760673")
    add(tab, "Øvre Bakeri")
    for values, field in (
        ({"name": "Et annet navn", "organisation_number": "974760673"}, "organisation_number"),
        ({"name": "Øvre Bakeri"}, "name"),
    ):
        answer = tab.submit_form("/employers/new", **values)
        assert answer.status_code == 422
        assert "Registeret har den allerede" in answer.page.body_text
        assert [one for one in answer.page.elements("input") if one.get("name") == field]


def test_a_person_does_not_get_into_the_note(tab: PageClient):
    answer = tab.submit_form("/employers/new", name="Ågård", note="Ring Kari på 922 33 445")
    assert answer.status_code == 422
    assert "telefonnummer" in answer.page.body_text
    assert list_names(tab.get("/employers")) == []


def test_a_change_is_seen_by_the_cases_and_kept_apart_from_another_one(site: Site, tab: PageClient):
    url = add(tab, "Ågård")
    first, second = tab.read_form(f"{url}/edit"), tab.read_form(f"{url}/edit")
    assert tab.post_form(first, place="Fjellbyen").status_code == 303
    met = tab.post_form(second, place="Dalen")
    assert met.status_code == 409
    assert "Fjellbyen" in met.page.body_text
    with site.session() as session:
        row = session.scalars(select(Employer).where(Employer.name == "Ågård")).one()
        assert (row.place, row.version) == ("Fjellbyen", 2)
        wanted = select(AuditEvent.action).where(AuditEvent.row_id == str(row.id)).order_by(AuditEvent.id)
        actions = list(session.scalars(wanted))
    assert actions[0] == "employer.create"
    assert "employer.edit" in actions
    assert "employer.read" in actions


def test_a_name_that_is_changed_is_found_by_the_new_one(tab: PageClient):
    url = add(tab, "Ågård")
    assert tab.submit_form(f"{url}/edit", name="Ørnes Verft").status_code == 303
    assert list_names(seek(tab, "orne")) == ["Ørnes Verft"]
    assert list_names(seek(tab, "ågård")) == []


def test_cases_are_told_in_numbers_of_those_that_one_sees(site: Site, tab: PageClient):
    with site.session() as session:
        actor = make_actor(session, "veileder")
        visible = open_through_service(session, actor)
        employer_id = visible.case.employer_id
        hidden = open_through_service(session, actor, name="Sperret Person")
        assert hidden.case.jobseeker is not None
        hidden.case.jobseeker.protection = "strictly_confidential"
        session.commit()
    assert "1 åpne saker, 0 avsluttede" in tab.get(f"/employers/{employer_id}").page.body_text
    assert "1 åpne saker, 0 avsluttede" in tab.get("/employers").page.body_text


def test_a_lead_reads_and_does_not_change(site: Site, tab: PageClient):
    url = add(tab, "Ågård")
    lead = site.client("leder")
    assert f"{url}/edit" not in lead.get(url).page.links
    assert lead.get(f"{url}/edit").status_code == 403
    assert lead.get("/employers/new").status_code == 403


def test_pages_and_queries(site: Site, tab: PageClient):
    tab.get("/employers")
    counts = []
    for many in (2, PAGE_SIZE):
        with site.session() as session:
            office = session.scalars(
                select(Office.id).join(OfficeMembership).join(User).where(User.login == "veileder")
            ).first()
            assert office is not None
            session.add_all(
                Employer(office_id=office, name=f"Bedrift {many:03d} {number:03d}") for number in range(many)
            )
            session.commit()
        with count_queries(site.engine) as statements:
            answer = tab.get("/employers")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 8
    names = list_names(answer)
    assert len(names) == PAGE_SIZE
    (onwards,) = [link for link in answer.page.links if "after=" in link]
    rest = list_names(tab.get(onwards))
    assert len(rest) == 2
    assert names + rest == sorted(names + rest)
    assert len(list_names(tab.get("/employers?after=humbug"))) == PAGE_SIZE


def test_a_case_that_names_a_company_puts_it_into_the_register(site: Site, tab: PageClient):
    with site.session() as session:
        open_through_service(session, make_actor(session, "veileder"))
        session.commit()
        found: UUID | None = session.scalars(select(Case.employer_id)).first()
    assert found is not None
    assert list_names(seek(tab, "baker")) == ["Bakeriet"]


@pytest.fixture
def register(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[UnitServer]:
    """A public register that answers as ours should be told."""
    state = site.app.extensions["hybridmentor"]
    with run_unit_server() as server:
        monkeypatch.setitem(state.config, "HYBRIDMENTOR_UNIT_REGISTER", server.address)
        state.held.pop("unit_register", None)
        yield server
        state.held.pop("unit_register", None)


def look_up(tab: PageClient, number: str, chosen: str = "", **values: object) -> PageResponse:
    form = tab.read_form("/employers/new")
    return tab.post_form(form, organisation_number=number, **values, extra={"lookup": chosen})


def read_field(answer: PageResponse, name: str) -> str:
    (field,) = [one for one in answer.page.elements("input") if one.get("name") == name]
    return field.get("value") or ""


def test_a_company_is_filled_in_from_the_public_register(tab: PageClient, register: UnitServer):
    register.operating.append(make_operating(1, "EKSEMPEL BAKERI OSLO"))
    answer = look_up(tab, make_number(1), note="Rolig om morgenen.")
    assert answer.status_code == 200
    assert read_field(answer, "name") == "EKSEMPEL BAKERI OSLO"
    assert read_field(answer, "organisation_number") == make_number(1)
    assert "Rolig om morgenen." in answer.page.body_text, "what was typed stays"
    assert list_names(tab.get("/employers")) == [], "looking up stores nothing"
    assert tab.post_form(answer.page.form()).status_code == 303
    assert list_names(tab.get("/employers")) == ["EKSEMPEL BAKERI OSLO"]


def test_of_a_legal_unit_one_of_its_operating_units_is_chosen(tab: PageClient, register: UnitServer):
    register.legal.append(make_legal(2, "EKSEMPEL BAKERI AS"))
    register.operating.append(make_operating(3, "EKSEMPEL BAKERI NORD", overordnetEnhet=make_number(2)))
    answer = look_up(tab, make_number(2))
    assert "EKSEMPEL BAKERI NORD" in answer.page.body_text
    (button,) = [one for one in answer.page.elements("button") if one.get("value") == make_number(3)]
    assert button.get("name") == "lookup"
    chosen = look_up(tab, make_number(2), chosen=make_number(3))
    assert read_field(chosen, "organisation_number") == make_number(3)


@pytest.mark.parametrize("number", ["123456789", "", "1"])
def test_a_number_that_is_none_is_told_and_nobody_asked(tab: PageClient, register: UnitServer, number: str):
    answer = look_up(tab, number, name="Ågård")
    assert answer.status_code == 200
    assert [one for one in answer.page.elements("a") if one.get("href") == "#organisation_number"]
    assert read_field(answer, "name") == "Ågård", "one can go on by hand"
    assert register.list_paths() == []


def test_one_can_go_on_by_hand_when_the_register_does_not_know(tab: PageClient, register: UnitServer):
    answer = look_up(tab, make_number(9), name="Ågård")
    assert register.list_paths()
    assert [one for one in answer.page.elements("a") if one.get("href") == "#organisation_number"]
    assert tab.post_form(answer.page.form(), organisation_number="").status_code == 303


def test_without_a_register_nothing_is_offered(tab: PageClient):
    assert "Enhetsregisteret" not in tab.get("/employers/new").page.body_text
    assert look_up(tab, make_number(1), name="Ågård").status_code == 303, (
        "the button is as if it were not there"
    )


def test_who_knows_a_company_says_so(tab: PageClient):
    url = add(tab, "Kjent Snekkerverksted")
    form = f"{url}/acquaintance"
    assert "Ingen har sagt fra" in tab.get(url).page.body_text
    for nobody in (False, True):
        assert tab.submit_form(url, form).status_code == 303
        assert ("Ingen har sagt fra" in tab.get(url).page.body_text) is nobody
    assert tab.submit_form(url, form, knows="perhaps").status_code == 422


def test_a_lead_shares_the_companies_with_the_county_and_no_person(site: Site, tab: PageClient):
    url = add(tab, "Delt Snekkerverksted")
    stranger = site.client("veileder2")
    with site.session() as session:
        first, second = (
            session.scalars(select(Office).where(Office.number == number)).one()
            for number in ("9901", "9902")
        )
        first.county = second.county = "Vestland"
        session.commit()
    assert stranger.get(url).status_code == 404
    lead = site.client("leder")
    assert lead.submit_form("/office/register", "/office/register").status_code == 303
    page = stranger.get(url)
    assert page.status_code == 200
    assert "Personer" not in page.page.heading
    assert not [link for link in page.page.links if link.endswith("/edit") or "/mentors/companies" in link]
    assert stranger.get(f"{url}/edit").status_code == 403
    assert list_names(seek(stranger, "delt snek")) == ["Delt Snekkerverksted"]
    with site.session() as session:
        second = session.get_one(Office, second.id)
        second.county = "Agder"
        session.commit()
    assert stranger.get(url).status_code == 404, "another county"
    with site.session() as session:
        session.get_one(Office, second.id).county = "Vestland"
        session.commit()
    assert lead.submit_form("/office/register", "/office/register").status_code == 303
    assert stranger.get(url).status_code == 404, "not shared any more"


def test_what_a_workplace_is_like_is_kept_and_must_fit(tab: PageClient):
    url = add(
        tab,
        "Travelt Kjøkken",
        tasks=["food"],
        times=["evening"],
        hours_least="10",
        hours_most="20",
        languages="Norsk, arabisk",
        municipality="4618",
    )
    text = tab.get(url).page.body_text
    for words in ("Mat og servering", "10–20", "arabisk, norsk"):
        assert words in text
    edit = f"{url}/edit"
    for wrong in ({"hours_most": "5"}, {"hours_most": ""}, {"municipality": "9999"}, {"languages": "x" * 41}):
        assert tab.submit_form(edit, edit, **wrong).status_code == 422
    assert tab.submit_form(edit, edit, tasks=["people"], languages="").status_code == 303
    text = tab.get(url).page.body_text
    assert "Mat og servering" not in text
    assert "arabisk" not in text
