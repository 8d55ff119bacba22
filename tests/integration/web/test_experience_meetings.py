"""Meetings about experiences, as people use them: arranged, prepared, held, followed up."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from hybridmentor import clock
from hybridmentor.errors import DocumentUnavailable
from hybridmentor.i18n import format_numeric
from hybridmentor.models import (
    DataKey,
    Experience,
    ExperienceMeeting,
    MeetingItem,
    Office,
    Recusal,
    User,
)
from hybridmentor.services.case_topics import raise_topic
from tests.support.apps import Site
from tests.support.client import PageClient
from tests.support.queries import count_queries
from tests.support.seed import make_actor, open_case, see_case

TODAY = clock.today()
TITLES = ("Spør mentor først", "Korte vakter i begynnelsen", "Lederen som mentor")
QUESTION = "Hvor lenge skal mentor være med?"


def say(ahead: int) -> str:
    """A day as people type it."""
    return format_numeric(TODAY + timedelta(days=ahead))


def share(site: Site, *titles: str, office: str = "9901", **facts: Any) -> list[UUID]:
    """Experiences that the lead has looked at; their ids."""
    with site.session() as session:
        office_id = session.scalars(select(Office.id).where(Office.number == office)).one()
        author = session.scalars(select(User.id).where(User.login == "veileder")).one()
        made = [
            Experience(
                data_key=DataKey.make(session.info["keyring"], "experience"),
                office_id=office_id,
                created_by=author,
                title=title,
                **{"status": "shared", "shared_on": TODAY, **facts},
            )
            for title in titles
        ]
        session.add_all(made)
        session.commit()
        return [one.id for one in made]


def raise_case(site: Site, question: str | None = QUESTION, **facts: Any) -> UUID:
    """A case of the adviser that is to be discussed; its id."""
    with site.session() as session:
        case = open_case(session, **facts)
        actor = make_actor(session, facts.get("login", "veileder"))
        raise_topic(session, actor, see_case(session, actor, case), question=question)
        session.commit()
        return case.id


def begin(tab: PageClient, **values: object) -> str:
    """A meeting in a week; its address."""
    told = {"title": "Erfaringsmøte", "held_on": say(7), "starts": "10.00", "minutes": "60", **values}
    answer = tab.submit_form("/meetings/new", **told)
    assert answer.status_code == 303, answer.page.body_text
    return answer.location.removesuffix("/prepare")


def choose(tab: PageClient, url: str, **values: Any) -> None:
    """Put something on the agenda."""
    answer = tab.submit_form(f"{url}/prepare", f"{url}/prepare", extra=values)
    assert answer.status_code == 303, answer.page.body_text


def list_points(site: Site) -> list[MeetingItem]:
    """The points there are, in their order."""
    with site.session() as session:
        return list(session.scalars(select(MeetingItem).order_by(MeetingItem.position)))


def locate(url: str, item: MeetingItem) -> str:
    """The address of a point."""
    return f"{url}/points/{item.id}"


@pytest.fixture
def lead(site: Site) -> PageClient:
    """The browser of the lead."""
    return site.client("leder")


@pytest.fixture
def agenda(site: Site, lead: PageClient) -> str:
    """A meeting with two experiences, a case and a topic; its address."""
    posts = share(site, *TITLES[:2])
    case = raise_case(site)
    url = begin(lead, place="Møterom 2")
    choose(lead, url, posts=[str(one) for one in posts], cases=[str(case)], topic="Hvordan vi avslutter")
    return url


def test_a_meeting_is_prepared_held_and_followed_up(site: Site, lead: PageClient, agenda: str):
    page = lead.get(agenda).page
    for words in (*TITLES[:2], "Sak 20", QUESTION, "Hvordan vi avslutter", "Møterom 2", "kl. 10.00"):
        assert words in page.body_text, words
    first, second, third, fourth = list_points(site)
    move = f"{locate(agenda, third)}/move"
    assert lead.submit_form(agenda, move, extra={"answer": "up"}).status_code == 303
    assert [one.id for one in list_points(site)] == [first.id, third.id, second.id, fourth.id]
    assert lead.submit_form(agenda, move, extra={"answer": "up"}).status_code == 303
    # The first stays where it is.
    form = lead.read_form(agenda, f"{locate(agenda, second)}/move")
    lead.post(
        move,
        data={"csrf_token": form.values["csrf_token"], "hm_key": form.values["hm_key"], "answer": "up"},
    )
    assert list_points(site)[0].id == third.id
    lead.submit_form(locate(agenda, third), minutes="20")
    lead.submit_form(locate(agenda, first), minutes="15", question="Hva gjør vi likt?")
    page = lead.get(agenda).page.body_text
    assert "Punktene tar 35 av 60 minutter" in page
    for words in ("kl. 10.00", "kl. 10.20", "kl. 10.35", "Hva gjør vi likt?"):
        assert words in page
    lead_id = read_user(site, "veileder")
    told = {"agreed": "Vi prøver i to saker", "follow_up_on": say(-1), "follow_up_by": str(lead_id)}
    assert lead.submit_form(locate(agenda, first), **told).status_code == 303
    other = site.client("veileder")
    listed = other.get("/meetings").page.body_text
    for words in ("Skulle følges opp", "Vi prøver i to saker", "Vilde Veileder", TITLES[0]):
        assert words in listed
    # Who it was left to may say so, an adviser who may keep meetings too; a market contact may not.
    mark = f"{locate(agenda, first)}/follow-up"
    assert other.submit_form("/meetings", mark).status_code == 303
    assert f"Fulgt opp {say(0)}" in lead.get(agenda).page.body_text
    assert "Skal følges opp" not in other.get("/meetings").page.body_text
    assert (
        lead.submit_form(agenda, f"{locate(agenda, second)}/remove", extra={"answer": "remove"}).status_code
        == 303
    )
    assert len(list_points(site)) == 3
    assert f"{locate(agenda, first)}/remove" not in lead.get(agenda).text  # what was agreed is kept
    kept = lead.read_form(agenda, f"{locate(agenda, third)}/remove")
    data = {name: kept.values[name] for name in ("csrf_token", "hm_key")} | {"answer": "remove"}
    assert lead.post(f"{locate(agenda, first)}/remove", data=data).status_code == 422


def read_user(site: Site, login: str) -> int:
    """The id of an account."""
    with site.session() as session:
        return session.scalars(select(User.id).where(User.login == login)).one()


def test_a_case_is_told_to_those_only_who_may_open_it(site: Site, lead: PageClient, agenda: str):
    point = next(one for one in list_points(site) if one.case_id)
    lead.submit_form(locate(agenda, point), agreed="Mentor blir til jul", follow_up_on=say(5))
    market, recused = site.client("marked"), site.client("lokalkontakt")
    with site.session() as session:
        who = session.scalars(select(User.id).where(User.login == "lokalkontakt")).one()
        session.add(Recusal(case_id=point.case_id, user_id=who, reason="close_relation"))
        session.commit()
    assert "Mentor blir til jul" in site.client("veileder").get(agenda).text
    for client in (market, recused):
        for url in (agenda, "/meetings", f"{agenda}/prepare"):
            answer = client.get(url)
            if answer.status_code == 200:
                text = answer.text
                assert "En sak" in text
                assert QUESTION not in text
                assert "Mentor blir til jul" not in text
                assert str(point.case_id) not in text
        told = read_pdf(client.get(f"{agenda}/agenda.pdf").data)
        assert "En sak" in told
        assert QUESTION not in told
        assert "Mentor blir" not in told
    assert market.get(f"{agenda}/prepare").status_code == 403
    # Who keeps meetings and may not open the case may neither read nor write about it.
    assert recused.get(locate(agenda, point)).status_code == 403
    assert recused.get(f"{agenda}/prepare").status_code == 200


def read_pdf(data: bytes) -> str:
    """The words of a document."""
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)


def test_the_agenda_is_a_tagged_document(site: Site, lead: PageClient, agenda: str):
    answer = lead.get(f"{agenda}/agenda.pdf")
    assert answer.mimetype == "application/pdf"
    reader = PdfReader(BytesIO(answer.data))
    root = reader.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "nb"
    assert reader.metadata is not None
    assert reader.metadata.title == "Erfaringsmøte"
    told = read_pdf(answer.data)
    for words in (*TITLES[:2], QUESTION, "Hvordan vi avslutter", "Nav Fjordby", "Møterom 2"):
        assert words in told, words
    assert lead.get(f"{agenda}/agenda.pdf").data == answer.data  # no time in it


def test_without_the_library_a_page_says_so(
    lead: PageClient, agenda: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fail(html: str) -> bytes:
        raise DocumentUnavailable from OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr("hybridmentor.blueprints.meetings.agenda_views.write_pdf", fail)
    answer = lead.get(f"{agenda}/agenda.pdf")
    assert answer.status_code == 503
    assert "kan ikke lages på denne maskinen" in answer.page.body_text
    assert "libpango" in caplog.text


def test_the_calendar_file_leads_to_the_agenda_and_tells_none_of_it(lead: PageClient, agenda: str):
    text = lead.get(f"{agenda}/event.ics").get_data(as_text=True).replace("\r\n ", "")
    for words in ("SUMMARY:Erfaringsmøte", "LOCATION:Møterom 2", agenda):
        assert words in text
    assert QUESTION not in text
    assert TITLES[0] not in text
    begins, ends = (
        next(line for line in text.splitlines() if line.startswith(name)) for name in ("DTSTART", "DTEND")
    )
    assert int(ends[-7:-3]) - int(begins[-7:-3]) == 100  # an hour


def test_posts_are_found_by_title_and_drafts_are_not_offered(site: Site, lead: PageClient):
    share(site, *TITLES)
    share(site, "Bare et utkast", status="draft", shared_on=None)
    share(site, "Venter på leder", status="review")
    share(site, "Annet kontors", office="9902")
    share(site, "Delt i fylket", office="9902", reach="county")
    url = begin(lead)
    page = lead.get(f"{url}/prepare").page.body_text
    for words in (*TITLES, "Delt i fylket · Nav Skogvik"):
        assert words in page
    for words in ("Bare et utkast", "Venter på leder", "Annet kontors"):
        assert words not in page
    form = lead.read_form(f"{url}/prepare", f"{url}/search")
    found = lead.post_form(form, q="korte VAKT").page
    assert TITLES[1] in found.body_text
    assert TITLES[0] not in found.body_text
    (box,) = [one for one in found.forms if "topic" in one.names]
    ids = share(site, "Funnet og valgt")
    assert lead.post_form(box, extra={"posts": [str(ids[0])]}).status_code == 303
    assert "ingen titler" in lead.post_form(form, q="finnes ikke").page.body_text.lower()
    assert "02013299997" not in lead.post_form(form, q="02013299997").text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"title": ""}, "Hva heter møtet"),
        ({"minutes": "0"}, "600"),
        ({"starts": "snart"}, "klokkeslett"),
        ({"held_on": ""}, "Dag"),
        ({"title": "Ring Kari på 922 33 445"}, "telefonnummer"),
        ({"place": "Hos 02013299997"}, "fødselsnummer"),
    ],
)
def test_what_does_not_fit_is_told(site: Site, lead: PageClient, typed: dict[str, str], words: str):
    told = {"title": "Møte", "held_on": say(7), "starts": "10", "minutes": "60", **typed}
    answer = lead.submit_form("/meetings/new", **told)
    assert answer.status_code == 422
    assert words.lower() in answer.page.body_text.lower()
    with site.session() as session:
        assert session.scalars(select(ExperienceMeeting)).all() == []


def test_what_may_tell_who_somebody_is_goes_back(site: Site, lead: PageClient, agenda: str):
    topic = lead.submit_form(f"{agenda}/prepare", f"{agenda}/prepare", topic="Ring Kari på 922 33 445")
    assert topic.status_code == 422
    point = next(one for one in list_points(site) if one.case_id)
    named = lead.submit_form(locate(agenda, point), agreed="Jonas skal få lengre vakter")
    assert named.status_code == 422  # the name of whom the case is about
    assert lead.submit_form(locate(agenda, point), follow_up_on=say(3)).status_code == 422
    assert (
        lead.submit_form(
            locate(agenda, point), agreed="Noe", follow_up_by=str(read_user(site, "leder"))
        ).status_code
        == 422
    )


def test_nothing_chosen_and_rows_of_others_are_refused(site: Site, lead: PageClient, agenda: str):
    empty = lead.submit_form(f"{agenda}/prepare", f"{agenda}/prepare")
    assert empty.status_code == 422
    away = raise_case(site, login="veileder2", name="Siri Annen")
    hidden = share(site, "Annet kontors", office="9902")[0]
    for extra in ({"posts": [str(hidden)]}, {"cases": [str(away)]}):
        answer = lead.submit_form(f"{agenda}/prepare", f"{agenda}/prepare", extra=extra)
        assert answer.status_code == 422
    assert len(list_points(site)) == 4
    # What stands there already is not put there twice.
    posts = [str(one.experience_id) for one in list_points(site) if one.experience_id]
    answer = lead.submit_form(f"{agenda}/prepare", f"{agenda}/prepare", extra={"posts": posts})
    assert answer.status_code == 422


def test_a_county_meeting_picks_posts_across_offices_and_no_case(site: Site):
    share(site, "Delt i fylket", office="9902", reach="county")
    share(site, "Bare kontoret")
    raise_case(site)
    county = site.client("fylke")
    url = begin(county, title="Fylkessamling")
    page = county.get(f"{url}/prepare").page
    assert "Delt i fylket" in page.body_text
    assert "Bare kontoret" not in page.body_text
    assert [form for form in page.forms if "cases" in form.names] == []
    with site.session() as session:
        post = session.scalars(select(Experience.id).where(Experience.reach == "county")).one()
    choose(county, url, posts=[str(post)])
    for login in ("veileder", "veileder2", "leder", "marked"):
        assert "Delt i fylket" in site.client(login).get(url).page.body_text
        assert "Fylkessamling" in site.client(login).get("/meetings").page.body_text
    assert site.client("leder").get(f"{url}/edit").status_code == 403
    assert site.client("forsker").get(url).status_code == 403
    office = begin(site.client("veileder"), title="Kontormøte")
    assert county.get(office).status_code == 404
    assert site.client("veileder2").get(office).status_code == 404


def test_two_who_change_a_meeting_or_a_point_meet(site: Site, lead: PageClient, agenda: str):
    first, second = lead.read_form(f"{agenda}/edit"), lead.read_form(f"{agenda}/edit")
    assert lead.post_form(first, starts="11.00").status_code == 303
    clash = lead.post_form(second, starts="12.00")
    assert clash.status_code == 409
    (form,) = [one for one in clash.page.forms if "hm_keep_starts" in one.names]
    assert lead.post_form(form, hm_keep_starts="mine").status_code == 303
    assert "kl. 12.00" in lead.get(agenda).page.body_text
    point = locate(agenda, list_points(site)[0])
    first, second = lead.read_form(point), lead.read_form(point)
    assert lead.post_form(first, minutes="10").status_code == 303
    assert lead.post_form(second, minutes="20").status_code == 409
    # Another point being changed is no conflict.
    later = lead.read_form(point)
    lead.submit_form(locate(agenda, list_points(site)[1]), minutes="5")
    assert lead.post_form(later, minutes="30").status_code == 303


def test_a_meeting_is_deleted_with_its_key(site: Site, lead: PageClient, agenda: str):
    assert lead.submit_form(f"{agenda}/remove").status_code == 422
    assert lead.submit_form(f"{agenda}/remove", sure="y").status_code == 303
    assert lead.get(agenda).status_code == 404
    with site.session() as session:
        assert session.scalars(select(MeetingItem)).all() == []
        owners = session.scalars(select(DataKey.owner)).all()
        assert owners.count("experience") == 2  # of the two experiences


def test_what_was_agreed_keeps_the_meeting(site: Site, lead: PageClient, agenda: str):
    form = lead.read_form(f"{agenda}/remove")
    lead.submit_form(locate(agenda, list_points(site)[0]), agreed="Vi prøver i to saker")
    assert f"{agenda}/remove" not in lead.get(agenda).text
    refused = lead.post_form(form, sure="y")
    assert refused.status_code == 422
    assert "blitt enige om noe" in refused.page.body_text
    assert lead.get(agenda).status_code == 200


def test_a_post_that_is_gone_is_told_as_gone(site: Site, lead: PageClient, agenda: str):
    with site.session() as session:
        session.execute(update(Experience).values(status="withdrawn"))
        session.commit()
    text = lead.get(agenda).text
    assert TITLES[0] not in text
    assert "ikke er på tavlen lenger" in text


def test_meetings_are_listed_by_their_day_and_paged(site: Site, lead: PageClient):
    with site.session() as session:
        office_id = session.scalars(select(Office.id).where(Office.number == "9901")).one()
        for n in range(35):
            session.add(
                ExperienceMeeting(
                    data_key=DataKey.make(session.info["keyring"], "experience"),
                    office_id=office_id,
                    starts_at=clock.now().replace(second=0, microsecond=0) - timedelta(days=2 + n // 2),
                    minutes=60,
                    title=f"Møte {n}",
                )
            )
        session.commit()
    begin(lead, held_on=say(0), title="I dag")
    first = lead.get("/meetings")
    assert "I dag" in first.page.body_text
    seen = [
        link
        for link in first.page.links
        if link.startswith("/meetings/") and len(link) > 40 and "?" not in link
    ]
    (onwards,) = [link for link in first.page.links if "after=" in link]
    seen += [
        link
        for link in lead.get(onwards).page.links
        if link.startswith("/meetings/") and len(link) > 40 and "?" not in link
    ]
    assert len(set(seen)) == len(seen) == 36
    assert lead.get("/meetings?after=humbug_1").status_code == 200


def test_pages_of_meetings_take_few_queries(site: Site, lead: PageClient, agenda: str):
    for n in range(6):
        case = raise_case(site, name=f"Sak Nummer{n}")
        choose(lead, agenda, cases=[str(case)])
    for url in ("/meetings", agenda, f"{agenda}/prepare", f"{agenda}/agenda.pdf"):
        with count_queries(site.engine) as statements:
            lead.get(url)
        assert len(statements) <= 10, (url, statements)


def test_a_script_in_a_title_stays_text(site: Site, lead: PageClient):
    payload = "<script>alert(1)</script><img src=x onerror=alert(2)>"
    url = begin(lead, title=payload)
    choose(lead, url, topic=payload)
    assert payload in lead.get(url).page.body_text
    told = read_pdf(lead.get(f"{url}/agenda.pdf").data).replace("\n", "")
    assert "<script>alert(1)</script>" in told


def test_an_adviser_may_keep_a_meeting_and_a_market_contact_reads(site: Site):
    url = begin(site.client("veileder"))
    market = site.client("marked")
    assert market.get(url).status_code == 200
    assert market.get("/meetings/new").status_code == 403
