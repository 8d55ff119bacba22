"""Choosing the case to log in: one's own cases with what presses first, or a search; one tap from there to the form."""

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit
from uuid import UUID

from hybridmentor import clock
from hybridmentor.db import begin_write
from hybridmentor.models import AuditEvent
from hybridmentor.queries.log_choices import list_own_choices
from tests.integration.scenes import agree, look_up, plant_cases, talk
from tests.integration.web.conftest import open_for_site
from tests.support.apps import Site
from tests.support.client import PageClient, PageResponse
from tests.support.seed import make_actor

URL = "/log"


def list_rows(answer: PageResponse) -> list[str]:
    """The addresses that the rows lead to, in order."""
    return [link for link in answer.page.links if "/contacts/new" in link]


def look_for(tab: PageClient, term: str) -> PageResponse:
    return tab.submit_form(URL, "/log/search", q=term)


def test_a_row_leads_to_the_form_with_who_and_day_filled_in(site: Site, tab: PageClient, case_id: UUID):
    with site.session() as session:
        begin_write(session)
        actor = make_actor(session, "veileder")
        agree(
            session,
            actor,
            look_up(session, actor, case_id),
            7,
            actor.today - timedelta(days=40),
            "employer",
        )
        session.commit()
    (url,) = list_rows(tab.get(URL))
    parts = urlsplit(url)
    assert (parts.path, parts.fragment) == (f"/cases/{case_id}/contacts/new", "how")
    assert parse_qs(parts.query) == {"with": ["employer"], "from": ["day"]}
    page = tab.get(url.partition("#")[0]).page
    assert page.find("how") is not None, "Tab begins there"
    form = page.form()
    assert (form.values.getlist("relationships"), form.values["day"]) == (["employer"], "today")
    assert {"form", "outcome"}.isdisjoint(form.values)


def test_a_row_about_a_meeting_of_today_answers_it(site: Site, tab: PageClient, case_id: UUID):
    with site.session() as session:
        begin_write(session)
        actor = make_actor(session, "veileder")
        visible = look_up(session, actor, case_id)
        planned = talk(session, actor, visible, actor.today, "jobseeker", outcome="planned", form=None)
        session.commit()
    (url,) = list_rows(tab.get(URL))
    assert parse_qs(urlsplit(url).query) == {"planned": [str(planned.id)], "from": ["day"]}


def test_without_agreement_nobody_is_guessed(tab: PageClient, case_id: UUID):
    (url,) = list_rows(tab.get(URL))
    assert (parse_qs(urlsplit(url).query), urlsplit(url).fragment) == ({"from": ["day"]}, "")


def test_twelve_are_shown_until_one_asks_for_all(site: Site, tab: PageClient):
    with site.session() as session:
        begin_write(session)
        actor = make_actor(session, "veileder")
        plant_cases(session, actor, [clock.today() - timedelta(days=n) for n in range(15)])
        session.commit()
        order = [one.case_id for one in list_own_choices(session, actor)]
    first = tab.get(URL)
    assert len(list_rows(first)) == 12
    assert f"{URL}?show=all" in first.page.links
    shown = list_rows(tab.get(f"{URL}?show=all"))
    assert [url.split("/")[2] for url in shown] == [str(case_id) for case_id in order]


def test_a_search_is_sent_as_a_form_and_finds_colleagues_cases(site: Site, tab: PageClient):
    own = open_for_site(site, name="Åse Lindvåg")
    open_for_site(site, "veileder2", "Åse Annensteds")
    found = look_for(tab, "åse")
    assert [url.split("/")[2] for url in list_rows(found)] == [str(own)]
    assert "1 treff på «åse»" in found.page.body_text
    assert "Annensteds" not in found.text
    assert "åse" not in found.request.url
    none = look_for(tab, "Finnes Ikke")
    assert list_rows(none) == []
    assert "Finnes Ikke" in none.page.body_text
    assert look_for(tab, "").status_code == 200


def test_an_identity_number_is_not_searched_for(tab: PageClient, case_id: UUID):
    answer = look_for(tab, "02013299997")
    assert (answer.status_code, list_rows(answer)) == (422, [])


def test_what_was_looked_at_stands_in_the_audit_log_and_no_term(site: Site, tab: PageClient, case_id: UUID):
    tab.get(URL)
    look_for(tab, "jonas")
    with site.session() as session:
        rows = [
            row for row in session.query(AuditEvent).order_by(AuditEvent.id) if row.action.startswith("log.")
        ]
    assert [row.action for row in rows] == ["log.choose", "log.choose", "log.search"]
    assert all(row.detail is None for row in rows)


def test_who_has_no_case_is_shown_the_way(tab: PageClient):
    page = tab.get(URL).page
    assert list_rows(tab.get(URL)) == []
    assert "/cases" in page.links
