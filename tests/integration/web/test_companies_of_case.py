"""The companies of a case on their own page: as a table and a board, taken from the register, visited in an order."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import begin_write
from hybridmentor.i18n import format_numeric
from hybridmentor.models import AuditEvent, Candidate, Case, Employer, Office, User
from hybridmentor.services.candidates import add_candidate
from tests.integration.web.conftest import open_for_site
from tests.support.apps import Site
from tests.support.client import PageClient, PageResponse
from tests.support.queries import count_queries
from tests.support.seed import make_actor, see_case

STATUSES = ("proposed", "contacted", "awaiting_answer", "meeting_agreed", "positive", "not_relevant")


def put(site: Site, case_id: UUID, company: str, **values: object) -> UUID:
    """A company on the list, as if a colleague had put it there."""
    with site.session() as session:
        begin_write(session)
        actor = make_actor(session, "veileder")
        visible = see_case(session, actor, session.get_one(Case, case_id))
        told = {"company": company, "status": "proposed", **values}
        added = add_candidate(session, actor, visible, values=told)
        session.commit()
        return added.id


def register(site: Site, name: str, office: str = "Nav Fjordby", **values: object) -> UUID:
    """A company in an office's register."""
    with site.session() as session:
        office_id = session.scalars(select(Office.id).where(Office.name == office)).one()
        employer = Employer(office_id=office_id, name=name, **values)
        session.add(employer)
        session.commit()
        return employer.id


def read(site: Site, candidate_id: UUID) -> Candidate:
    """The company as it stands, with nothing of it loaded later."""
    with site.session() as session:
        row = session.get_one(Candidate, candidate_id)
        session.expunge(row)
        return row


def seek(tab: PageClient, case_id: UUID, term: str) -> PageResponse:
    url = f"/cases/{case_id}/companies"
    return tab.submit_form(url, f"{url}/search", q=term)


def list_hits(answer: PageResponse) -> list[str]:
    """The ids of the companies of the register that can be put on the list."""
    return [
        str(form.values["employer"])
        for form in answer.page.forms
        if form.action and form.action.endswith("/registered")
    ]


def list_tour(answer: PageResponse) -> list[str]:
    """The ids of the visits of a tour, in their order."""
    found = [one.get("id") or "" for one in answer.page.elements("li")]
    return [one.removeprefix("visit-") for one in found if one.startswith("visit-")]


def test_the_table_tells_all_that_is_known(site: Site, tab: PageClient, case_id: UUID):
    url = f"/cases/{case_id}/companies"
    assert "Ingen bedrifter på listen ennå" in tab.get(url).page.body_text
    year = clock.today().year
    told = {
        "helper": "job_specialist",
        "asked_on": f"2.11.{year - 1}",
        "visit_on": f"5.1.{year + 1}",
        "status": "contacted",
    }
    texts = {
        "pitch": "De har en rolig vakt.\nVi ringer hver uke.",
        "reflection": "Møt opp.",
        "note": "Ring etter to.",
    }
    assert tab.submit_form(f"{url}/new", company="Ågård", **told, **texts).status_code == 303
    for view in ("", "?view=board"):
        text = tab.get(f"{url}{view}").page.body_text
        for words in (
            "Ågård",
            "Kontaktet",
            "Jobbspesialist",
            f"2. nov. {year - 1}",
            "De har en rolig vakt.",
            f"5. jan. {year + 1}, nr. 1",
        ):
            assert words in text, (view, words)
        assert "Refleksjon skrevet" in text
        with site.session() as session:
            assert session.scalars(select(User.name).where(User.login == "veileder")).one() in text
    page = tab.get(url).page
    for words in ("Vi ringer hver uke.", "Møt opp.", "Ring etter to."):
        assert words in page.body_text
    assert page.elements("table")
    assert "Ågård" in tab.get(f"/cases/{case_id}/steps/company").page.body_text
    assert url in tab.get(f"/cases/{case_id}/steps/company").page.links


def test_the_board_has_a_column_for_each_status_with_its_count(site: Site, tab: PageClient, case_id: UUID):
    for number, status in enumerate((*STATUSES, "positive")):
        put(site, case_id, f"Bedrift {number}", status=status)
    page = tab.get(f"/cases/{case_id}/companies?view=board").page
    heads = ["".join(one.itertext()).strip() for one in page.elements("h2")]
    assert [head for head in heads if head[-1:].isdigit()] == [
        "Foreslått1",
        "Kontaktet1",
        "Avventer svar1",
        "Møte avtalt1",
        "Positiv2",
        "Ikke aktuell1",
    ]
    assert not page.elements("table")
    assert tab.get(f"/cases/{case_id}/companies?view=humbug").page.elements("table")


def test_a_card_is_moved_with_one_form(site: Site, tab: PageClient, case_id: UUID):
    one = put(site, case_id, "Ågård", note="Før")
    board, action = f"/cases/{case_id}/companies?view=board", f"/cases/{case_id}/companies/{one}/status"
    before = tab.read_form(board, action)
    answer = tab.submit_form(board, action, status="meeting_agreed")
    assert answer.status_code == 303
    assert answer.location == f"{board}#candidate-{one}"
    assert (read(site, one).status, read(site, one).version) == ("meeting_agreed", 2)
    met = tab.post_form(before, status="positive")
    assert met.status_code == 422
    assert "En kollega har flyttet Ågård" in met.page.body_text
    assert read(site, one).status == "meeting_agreed"
    assert tab.post_form(met.page.form(action), status="positive").status_code == 303
    assert read(site, one).status == "positive"


@pytest.mark.parametrize("status", ["", "none"])
def test_a_card_goes_nowhere_without_a_status(site: Site, tab: PageClient, case_id: UUID, status: str):
    one = put(site, case_id, "Ågård")
    form = tab.read_form(f"/cases/{case_id}/companies?view=board", f"/cases/{case_id}/companies/{one}/status")
    answer = tab.post_form(form, extra={"status": status})
    assert answer.status_code == 422
    assert answer.page.title.startswith("Feil: ")
    assert "Velg hvor bedriften skal flyttes" in answer.page.body_text
    assert read(site, one).version == 1


@pytest.mark.parametrize("term", ["ågård", "AAGAARD", "snekk", "9747"])
def test_a_company_of_the_register_is_found_and_put_on_the_list(
    site: Site, tab: PageClient, case_id: UUID, term: str
):
    wanted = register(site, "Ågård Snekkerverksted", organisation_number="974760673", place="Fjellbyen")
    register(site, "Øvre Bakeri")
    register(site, "Ågård Snekkerverksted Skogvik", office="Nav Skogvik")
    answer = seek(tab, case_id, term)
    assert list_hits(answer) == [str(wanted)], "of the case's office, and no other"
    added = tab.post_form(answer.page.form(f"/cases/{case_id}/companies/registered"))
    assert added.status_code == 303
    page = tab.follow(added).page
    for words in ("Ågård Snekkerverksted", "Fjellbyen", "Foreslått", "Bedriften står på listen"):
        assert words in page.body_text
    assert f"/employers/{wanted}" in page.links
    again = seek(tab, case_id, term)
    assert list_hits(again) == []
    assert "Står på listen" in again.page.body_text


def test_the_same_company_of_the_register_twice_is_refused(site: Site, tab: PageClient, case_id: UUID):
    register(site, "Ågård")
    form = seek(tab, case_id, "ågård").page.form(f"/cases/{case_id}/companies/registered")
    other = seek(tab, case_id, "ågård").page.form(f"/cases/{case_id}/companies/registered")
    assert [tab.post_form(form).status_code for _ in range(2)] == [303, 303], "the form sent twice adds one"
    answer = tab.post_form(other)
    assert answer.status_code == 422
    assert "Bedriften står allerede på listen." in answer.page.body_text
    with site.session() as session:
        assert len(session.scalars(select(Candidate)).all()) == 1


@pytest.mark.parametrize("employer", ["", "humbug", str(UUID(int=99))])
def test_what_the_register_has_not_is_not_put_on_the_list(
    site: Site, tab: PageClient, case_id: UUID, employer: str
):
    register(site, "Ågård")
    form = seek(tab, case_id, "ågård").page.form(f"/cases/{case_id}/companies/registered")
    answer = tab.post_form(form, extra={"employer": employer})
    assert answer.status_code == 422
    assert "finnes ikke i kontorets register" in answer.page.body_text


@pytest.mark.parametrize(("term", "said"), [("zzz", "zzz"), ("  ", "Skriv noe å søke etter")])
def test_what_finds_nothing_leads_to_adding_by_hand(tab: PageClient, case_id: UUID, term: str, said: str):
    answer = seek(tab, case_id, term)
    assert answer.status_code == 200
    assert said in answer.page.body_text
    assert f"/cases/{case_id}/companies/new" in answer.page.links


def test_an_identity_number_is_not_searched_for(tab: PageClient, case_id: UUID):
    answer = seek(tab, case_id, "010170 00027")
    assert answer.status_code == 422
    assert "00027" not in answer.text


def test_who_reads_the_case_sees_the_list_and_changes_nothing(site: Site, case_id: UUID):
    day = clock.today() + timedelta(days=1)
    for name in ("Ågård", "Øvre Bakeri"):
        put(site, case_id, name, status="positive", visit_on=day, pitch="Hele teksten")
    lead = site.client("leder")
    for url in ("", "?view=board", "/tour"):
        page = lead.get(f"/cases/{case_id}/companies{url}").page
        assert "Ågård" in page.body_text
        assert "Hele teksten" in page.body_text
        assert not [form for form in page.forms if f"/cases/{case_id}/companies" in (form.action or "")]
        assert not [link for link in page.links if link.endswith("/new")]
    assert site.client("veileder2").get(f"/cases/{case_id}/companies").status_code == 404


def test_the_form_of_a_company_of_the_register_keeps_its_name(site: Site, tab: PageClient, case_id: UUID):
    register(site, "Ågård")
    tab.post_form(seek(tab, case_id, "ågård").page.form(f"/cases/{case_id}/companies/registered"))
    with site.session() as session:
        one = session.scalars(select(Candidate.id)).one()
    form = tab.read_form(f"/cases/{case_id}/companies/{one}")
    assert "company" not in form.values
    assert tab.post_form(form, note="Ny", extra={"company": "Noe annet"}).status_code == 303
    assert (read(site, one).company, read(site, one).note_sealed is not None) == ("Ågård", True)


def test_the_very_company_of_the_register_becomes_the_cases(site: Site, tab: PageClient, case_id: UUID):
    wanted = register(site, "Bakeriet", organisation_number="974760673")
    answer = seek(tab, case_id, "9747")
    tab.post_form(answer.page.form(f"/cases/{case_id}/companies/registered"))
    with site.session() as session:
        one = session.scalars(select(Candidate.id)).one()
    tab.submit_form(f"/cases/{case_id}/companies/{one}", status="positive")
    asked = tab.submit_form(f"/cases/{case_id}/companies", f"/cases/{case_id}/companies/{one}/choose")
    assert asked.status_code == 422, "the case has another of the same name"
    assert tab.post_form(asked.page.form()).status_code == 303
    with site.session() as session:
        assert session.get_one(Case, case_id).employer_id == wanted
    assert "Valgt i saken" in tab.get(f"/cases/{case_id}/companies").page.body_text


def test_who_may_have_asked_is_of_the_office_and_open(tab: PageClient, case_id: UUID):
    page = tab.get(f"/cases/{case_id}/companies/new").page
    (field,) = [one for one in page.elements("select") if one.get("name") == "asked_by"]
    names = {"".join(one.itertext()) for one in field.iter() if one.get("value")}
    assert len(names) == 4, "adviser, lead, local contact and market contact"


def test_who_asked_stands_in_the_versions_by_name(site: Site, tab: PageClient, case_id: UUID):
    one = put(site, case_id, "Ågård", asked_on=clock.today())
    with site.session() as session:
        lead = session.scalars(select(User).where(User.login == "leder")).one()
        adviser = session.scalars(select(User).where(User.login == "veileder")).one()
    told = {"asked_by": str(lead.id), "pitch": "Ny tekst", "visit_on": format_numeric(clock.today())}
    assert tab.submit_form(f"/cases/{case_id}/companies/{one}", **told).status_code == 303
    text = tab.get(f"/cases/{case_id}/versions").page.body_text
    for words in ("Hvem spurte?", lead.name, adviser.name, "Ny tekst", "Når skal bedriften besøkes?"):
        assert words in text


def test_two_colleagues_on_one_company_merge_its_new_fields(site: Site, tab: PageClient, case_id: UUID):
    url = f"/cases/{case_id}/companies/{put(site, case_id, 'Ågård')}"
    first, second, third = (tab.read_form(url) for _ in range(3))
    with site.session() as session:
        lead = session.scalars(select(User).where(User.login == "leder")).one()
    assert tab.post_form(first, asked_by=str(lead.id), pitch="En").status_code == 303
    assert tab.post_form(second, reflection="To").status_code == 303
    own = tab.post_form(third, pitch="Tre", asked_by="")
    assert own.status_code == 409
    assert "En" in own.page.body_text
    form = own.page.form()
    form.action = url
    assert tab.post_form(form, hm_keep_pitch="stored").status_code == 303
    now = tab.read_form(url).values
    assert (now["pitch"], now["reflection"], now["asked_by"]) == ("En", "To", str(lead.id))


@pytest.fixture
def day() -> date:
    """A day that is to come."""
    return clock.today() + timedelta(days=3)


def test_the_tour_is_walked_in_the_order_that_is_set(site: Site, tab: PageClient, case_id: UUID, day: date):
    url = f"/cases/{case_id}/companies/tour"
    a, b, c = (
        put(site, case_id, name, visit_on=day, pitch=f"Til {name}") for name in ("A AS", "B AS", "C AS")
    )
    put(site, case_id, "Før AS", visit_on=clock.today() - timedelta(days=2))
    answer = tab.get(url)
    assert list_tour(answer) == [str(a), str(b), str(c)], "the next day that has visits"
    assert "Til B AS" in answer.page.body_text
    assert "Jonas" not in answer.page.body_text, "the sheet may be seen by others"
    moved = tab.submit_form(url, f"/cases/{case_id}/companies/{c}/visit", extra={"direction": "up"})
    assert moved.status_code == 303
    assert moved.location == f"{url}?on={day.isoformat()}#visit-{c}"
    assert list_tour(tab.get(moved.location)) == [str(a), str(c), str(b)]
    tab.submit_form(url, f"/cases/{case_id}/companies/{a}/visit", extra={"direction": "down"})
    assert list_tour(tab.get(url)) == [str(c), str(a), str(b)]
    before = clock.today() - timedelta(days=2)
    assert len(list_tour(tab.get(f"{url}?on={before.isoformat()}"))) == 1


def test_two_who_set_the_order_do_not_break_it(site: Site, tab: PageClient, case_id: UUID, day: date):
    url = f"/cases/{case_id}/companies/tour"
    ids = [put(site, case_id, name, visit_on=day) for name in ("A", "B", "C")]
    other = site.client("veileder")
    mine = tab.read_form(url, f"/cases/{case_id}/companies/{ids[2]}/visit")
    theirs = other.read_form(url, f"/cases/{case_id}/companies/{ids[1]}/visit")
    assert other.post_form(theirs, extra={"direction": "up"}).status_code == 303
    assert tab.post_form(mine, extra={"direction": "up"}).status_code == 303
    assert list_tour(tab.get(url)) == [str(ids[number]) for number in (1, 2, 0)]
    assert sorted(read(site, one).visit_order or 0 for one in ids) == [1, 2, 3]


def test_a_tour_without_visits_says_how_to_get_some(site: Site, tab: PageClient, case_id: UUID, day: date):
    url = f"/cases/{case_id}/companies/tour"
    assert "Ingen besøk er planlagt" in tab.get(url).page.body_text
    put(site, case_id, "A", visit_on=day)
    assert "Ingen besøk" in tab.get(f"{url}?on=2026-01-01").page.body_text
    assert len(list_tour(tab.get(f"{url}?on=humbug"))) == 1


def test_a_visit_goes_no_way_that_is_none(site: Site, tab: PageClient, case_id: UUID, day: date):
    url = f"/cases/{case_id}/companies/tour"
    one, _ = (put(site, case_id, name, visit_on=day) for name in ("A", "B"))
    form = tab.read_form(url, f"/cases/{case_id}/companies/{one}/visit")
    answer = tab.post_form(form, extra={"direction": "sideways"})
    assert answer.status_code == 422
    assert "opp eller ned" in answer.page.body_text
    tab.submit_form(f"/cases/{case_id}/companies/{one}", visit_on="")
    gone = tab.post_form(form, extra={"direction": "down"})
    assert gone.status_code == 422
    assert "ingen dag for besøk lenger" in gone.page.body_text


def test_a_candidate_of_another_case_is_neither_moved_nor_visited(
    site: Site, tab: PageClient, case_id: UUID, day: date
):
    other = open_for_site(site, name="Berit Dahl")
    one, _ = (put(site, other, name, visit_on=day) for name in ("A", "B"))
    for page, path in (("?view=board", "status"), ("/tour", "visit")):
        form = tab.read_form(f"/cases/{other}/companies{page}", f"/cases/{other}/companies/{one}/{path}")
        form.action = f"/cases/{case_id}/companies/{one}/{path}"
        answer = tab.post_form(form, extra={"status": "positive", "direction": "down"})
        assert answer.status_code == 404
    assert (read(site, one).status, read(site, one).visit_order) == ("proposed", 1)


def test_reading_and_writing_stand_in_the_log(site: Site, tab: PageClient, case_id: UUID, day: date):
    one, _ = (put(site, case_id, name, visit_on=day) for name in ("A", "B"))
    url = f"/cases/{case_id}/companies"
    tab.get(url)
    seek(tab, case_id, "zzz")
    tab.submit_form(f"{url}/tour", f"{url}/{one}/visit", extra={"direction": "down"})
    tab.submit_form(f"{url}?view=board", f"{url}/{one}/status", status="contacted")
    with site.session() as session:
        wanted = select(AuditEvent).where(AuditEvent.case_id == case_id)
        rows = {row.action: row for row in session.scalars(wanted)}
    assert {
        "candidate.list",
        "candidate.search",
        "candidate.tour",
        "candidate.visit",
        "candidate.save",
    } <= set(rows)
    assert rows["candidate.visit"].row_id == str(one)


def test_as_many_queries_for_many_companies_as_for_one(site: Site, tab: PageClient, case_id: UUID, day: date):
    urls = [f"/cases/{case_id}/companies{path}" for path in ("", "?view=board", "/tour")]
    counts: list[list[int]] = []
    for many in (1, 12):
        for number in range(many):
            employer = register(site, f"Bedrift {many} {number}")
            one = put(
                site, case_id, f"Bedrift {many} {number}", asked_on=clock.today(), visit_on=day, note="Ja"
            )
            with site.session() as session:
                session.get_one(Candidate, one).employer_id = employer
                session.commit()
        found = []
        for url in urls:
            tab.get(url)
            with count_queries(site.engine) as statements:
                tab.get(url)
            found.append(len(statements))
        counts.append(found)
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 9


def test_a_company_told_by_hand_is_tied_to_the_register_later(site: Site, tab: PageClient, case_id: UUID):
    one = put(site, case_id, "Ågård snekker")
    wanted = register(site, "Ågård Snekkerverksted AS", place="Fjellbyen")
    register(site, "Øvre Bakeri")
    page = f"/cases/{case_id}/companies/{one}"
    form = tab.get(page).page.form(f"/cases/{case_id}/companies/registered")
    tied = tab.post_form(form)
    assert tied.status_code == 303
    assert tied.location == page
    text = tab.get(page).page.body_text
    assert "Ågård Snekkerverksted AS" in text
    assert "Samme bedrift i registeret?" not in text
    assert read(site, one).employer_id == wanted
    again = tab.post_form(form, extra={"hm_key": str(UUID(int=5))})
    assert again.status_code == 422
    assert "er allerede knyttet til registeret" in again.page.body_text


def test_one_of_the_register_by_the_name_of_one_told_by_hand_is_the_same_row(
    site: Site, tab: PageClient, case_id: UUID
):
    one = put(site, case_id, "ågård", note="Ringer fredag")
    wanted = register(site, "Ågård")
    tab.post_form(seek(tab, case_id, "ågård").page.form(f"/cases/{case_id}/companies/registered"))
    with site.session() as session:
        row = session.scalars(select(Candidate).where(Candidate.case_id == case_id)).one()
        assert (row.id, row.employer_id, row.note) == (one, wanted, "Ringer fredag")


def test_a_company_that_another_office_shares_comes_into_the_own_register(
    site: Site, tab: PageClient, case_id: UUID
):
    values = {"organisation_number": "974760673", "place": "Fjellbyen", "note": "Hemmelig der"}
    away = register(site, "Ågård", office="Nav Skogvik", **values)
    register(site, "Øvre Bakeri")
    form = seek(tab, case_id, "øvre").page.form(f"/cases/{case_id}/companies/registered")
    assert tab.post_form(form, extra={"employer": str(away)}).status_code == 422, "not shared"
    with site.session() as session:
        office = session.get_one(Employer, away)
        shared = session.scalars(select(Office).where(Office.id == office.office_id)).one()
        shared.shares_register = True
        session.commit()
    for number in (7, 8):
        answer = tab.post_form(form, extra={"employer": str(away), "hm_key": str(UUID(int=number))})
        assert answer.status_code == (303 if number == 7 else 422), "and once only"
    with site.session() as session:
        row = session.scalars(select(Candidate).where(Candidate.case_id == case_id)).one()
        case = session.get_one(Case, case_id)
        assert row.employer is not None
        assert row.employer.id != away
        assert row.employer.office_id == case.office_id
        assert (row.employer.name, row.employer.place, row.employer.note) == ("Ågård", "Fjellbyen", None)
