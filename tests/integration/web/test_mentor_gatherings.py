"""Gatherings of the mentor network, as people use them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from hybridmentor import clock
from hybridmentor.i18n import format_numeric
from hybridmentor.models import GatheringInvitation, MentorGathering, Office, WorkplacePerson
from tests.integration.web.test_mentor_profiles import add, add_company, list_names, read_id, write
from tests.support.apps import Site
from tests.support.client import PageClient

TODAY = clock.today()


def begin_gathering(tab: PageClient, **values: object) -> str:
    """A gathering; its address."""
    told = {"title": "Mentorkaffe", "held_on": format_numeric(TODAY + timedelta(days=9)), **values}
    answer = tab.submit_form("/mentors/gatherings/new", **told)
    assert answer.status_code == 303, answer.page.body_text
    return answer.location


def test_a_gathering_is_arranged_and_answered(site: Site, tab: PageClient):
    company = add_company(tab)
    inside = add(tab, company, "Åse Ærlig", email="aase@bakeri.no")
    write(tab, inside, wants_network="yes")
    write(tab, add(tab, company, "Ole Åsen"), wants_network="yes")
    outside = add(tab, company, "Utenfor Nettverk", email="ute@bakeri.no")
    write(tab, outside, wants_network="no")
    url = begin_gathering(tab, place="Kantina", words="Kl. 14. Vi snakker om å gi tilbakemelding.")
    page = tab.get(url).page
    assert "Utenfor" not in page.text
    for words in ("Nav Fjordby inviterer", "Mentorkaffe", "Hvor: Kantina", "Vi snakker om"):
        assert words in page.text
    assert tab.submit_form(url, "invite", people=[str(read_id(inside))]).status_code == 303
    page = tab.get(url).page
    assert "1 invitert, 0 kommer, 0 kommer ikke" in page.body_text
    assert "aase@bakeri.no" in page.text
    late = tab.read_form(url, "answers")
    assert tab.submit_form(url, "invite", extra={"everyone": "y"}).status_code == 303
    assert "1 av de inviterte har ingen e-postadresse" in tab.get(url).page.body_text
    # The page was opened before the second was asked: only the first is answered for.
    assert tab.post_form(late, **{f"answer_{read_id(inside).hex}": "comes"}).status_code == 303
    assert "2 invitert, 1 kommer, 0 kommer ikke" in tab.get(url).page.body_text
    assert "2 invitert, 1 kommer" in tab.get("/mentors/gatherings").page.body_text
    # Who is asked already keeps the answer, who is taken away loses it.
    assert tab.submit_form(url, "invite", people=[str(read_id(inside))]).status_code == 303
    assert "1 invitert, 1 kommer, 0 kommer ikke" in tab.get(url).page.body_text
    # Who leaves the network stays asked.
    write(tab, inside, wants_network="no")
    assert "1 invitert, 1 kommer" in tab.get(url).page.body_text
    empty = tab.submit_form(url, "invite", people=[])
    assert "minst én mentor" in empty.page.body_text
    stranger = site.client("veileder2")
    assert stranger.get(url).status_code == 404
    assert "Mentorkaffe" not in stranger.get("/mentors/gatherings").text
    assert site.client("leder").get(url).status_code == 403


def test_a_gathering_goes_into_a_calendar_and_names_nobody(tab: PageClient):
    write(tab, add(tab, add_company(tab), "Åse Ærlig"), wants_network="yes")
    url = begin_gathering(tab, place="Kantina")
    tab.submit_form(url, "invite", extra={"everyone": "y"})
    answer = tab.get(f"{url}/event.ics")
    assert answer.mimetype == "text/calendar"
    day = f"{TODAY + timedelta(days=9):%Y%m%d}"
    for words in ("SUMMARY:Mentorkaffe", "LOCATION:Kantina", f"DTSTART;VALUE=DATE:{day}"):
        assert words in answer.text
    assert "Åse" not in answer.text
    assert "URL" not in answer.text


def test_a_gathering_names_nobody_and_is_changed_by_one_at_a_time(tab: PageClient):
    told = {"title": "Mentorkaffe", "held_on": format_numeric(TODAY), "words": "Ring Kari på 922 33 445"}
    refused = tab.submit_form("/mentors/gatherings/new", **told)
    assert refused.status_code == 422
    assert "telefonnummer" in refused.page.body_text
    url = begin_gathering(tab)
    first, second = tab.read_form(f"{url}/edit"), tab.read_form(f"{url}/edit")
    assert tab.post_form(first, place="Kantina").status_code == 303
    assert tab.post_form(second, place="Møterommet").status_code == 409
    assert tab.submit_form(f"{url}/edit", place="Møterommet").status_code == 303
    assert "Møterommet" in tab.get(url).page.body_text


def test_an_office_asks_its_own_network_only(site: Site, tab: PageClient):
    write(tab, add(tab, add_company(tab), "Åse Ærlig"), wants_network="yes")
    away = site.client("veileder2")
    url = begin_gathering(away)
    assert "Åse" not in away.get(url).text
    with site.session() as session:
        person_id = session.scalars(select(WorkplacePerson.id)).one()
    form = away.read_form("/mentors/gatherings/new")
    sent = {name: form.values[name] for name in ("csrf_token", "hm_key")}
    assert away.post(f"{url}/invite", data={**sent, "people": str(person_id)}).status_code == 422
    with site.session() as session:
        assert session.scalar(select(func.count()).select_from(GatheringInvitation)) == 0


def test_gatherings_are_paged(site: Site, tab: PageClient):
    with site.session() as session:
        office = session.scalars(select(Office.id).where(Office.number == "9901")).one()
        session.add_all(
            MentorGathering(office_id=office, title=f"Samling {n}", held_on=TODAY - timedelta(days=n // 2))
            for n in range(60)
        )
        session.commit()
    first = tab.get("/mentors/gatherings")
    (onwards,) = [link for link in first.page.links if "after=" in link]
    names = [*list_names(first), *list_names(tab.get(onwards))]
    assert len(set(names)) == len(names) == 60
    assert len(list_names(tab.get("/mentors/gatherings?after=2026-99-99_humbug"))) == 50
