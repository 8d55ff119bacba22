"""Answering a survey by an office's link: in no script, without signing in, and without a trace of who."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from hybridmentor.db import begin_write
from hybridmentor.models import AuditEvent, Office, SignIn, StudyLink, StudyReply, StudyWave, Submission
from hybridmentor.queries.studies import find_study
from hybridmentor.services.study_replies import MOST_A_MINUTE
from hybridmentor.services.study_waves import add_wave, make_links
from tests.access.world import read_all_rows
from tests.support.apps import Site
from tests.support.client import PageClient, PageResponse
from tests.support.seed import make_actor
from tests.support.studies import add_survey, make_study

TOKEN = "c" * 32
ADDRESS = f"/survey/{TOKEN}"


@pytest.fixture
def wave_id(site: Site) -> UUID:
    """A survey that the office 9902 answers as a control."""
    with site.session() as session:
        begin_write(session)
        offices = {office.number: office.id for office in session.scalars(select(Office))}
        study = make_study(
            session, offices["9901"], {offices["9901"]: "participating", offices["9902"]: "control"}
        )
        wave = add_survey(session, study, offices["9902"], TOKEN)
        session.commit()
        return wave.id


@pytest.fixture
def visitor(site: Site, wave_id: UUID) -> PageClient:
    """A browser in which nobody has signed in."""
    return site.client()


def answer(client: PageClient, **values: Any) -> Any:
    return client.post_form(client.read_form(ADDRESS, ADDRESS), **values)


def list_replies(site: Site) -> list[StudyReply]:
    with site.session() as session:
        return list(session.scalars(select(StudyReply)))


def test_the_page_says_what_one_must_know(visitor: PageClient):
    page = visitor.get(ADDRESS).page
    for words in (
        "Frivillig",
        "Anonymt",
        "Kan ikke trekkes tilbake",
        "Personvernombudet",
        "ombud@example.org",
    ):
        assert words in page.body_text
    assert "Å vite hva som hjelper" in page.body_text


@pytest.mark.parametrize(("language", "words"), [("nn", "Nullpunktundersøking"), ("en", "Zero-point survey")])
def test_in_the_language_of_the_reader(visitor: PageClient, language: str, words: str):
    form = next(one for one in visitor.get(ADDRESS).page.forms if "language" in one.names)
    answered = visitor.post_form(form, language=language)
    assert answered.location == ADDRESS
    assert visitor.follow(answered).page.heading == words


def test_an_answer_is_kept_and_thanked_for(site: Site, visitor: PageClient, wave_id: UUID):
    answered = answer(visitor, initiator="adviser", form_mentor=["phone", "email"])
    assert (answered.status_code, answered.location) == (303, "/survey/answers/sent")
    assert "Takk" in visitor.follow(answered).page.heading
    (reply,) = list_replies(site)
    assert (reply.wave_id, reply.part) == (wave_id, "control")
    assert reply.answers == '{"form_mentor":["phone","email"],"initiator":"adviser"}'


def test_sent_twice_it_is_kept_once(site: Site, visitor: PageClient):
    form = visitor.read_form(ADDRESS, ADDRESS)
    for _ in range(2):
        assert visitor.post_form(form, initiator="adviser").status_code == 303
    other = visitor.post_form(form, initiator="employer")
    assert other.status_code == 422
    assert "Det du sendte først" in other.page.body_text
    assert len(list_replies(site)) == 1


def test_nothing_chosen_is_lost_on_a_fault(site: Site, visitor: PageClient):
    form = visitor.read_form(ADDRESS, ADDRESS)
    returned = visitor.post_form(
        form, initiator="adviser", form_mentor=["phone"], extra={"duration": "a week"}
    )
    assert returned.status_code == 422
    values = returned.page.form(ADDRESS).values
    assert values.getlist("initiator") == ["adviser"]
    assert values.getlist("form_mentor") == ["phone"]
    empty = visitor.post_form(form)
    assert empty.status_code == 422
    assert "minst ett" in empty.page.body_text
    assert list_replies(site) == []
    # The form that came back can be sent.
    assert visitor.post_form(returned.page.form(ADDRESS)).status_code == 303


def test_what_cannot_be_kept_waits_for_nobody_who_writes(site: Site, visitor: PageClient):
    """An empty form, and an address that there is not: no stranger stands in the queue of those who save."""
    form, astray = (visitor.read_form(ADDRESS, ADDRESS) for _ in range(2))
    astray.action = "/survey/" + "d" * 32
    with site.session() as other:
        begin_write(other)
        assert visitor.post_form(form).status_code == 422
        assert visitor.post_form(astray, initiator="adviser").status_code == 404
        other.rollback()


def test_words_are_kept_nowhere(site: Site, visitor: PageClient):
    form = visitor.read_form(ADDRESS, ADDRESS)
    assert visitor.post_form(form, initiator="other", extra={"comment": "Kari sa nei"}).status_code == 303
    assert "Kari" not in repr(read_all_rows(site))


def test_who_has_signed_in_leaves_no_trace(site: Site, visitor: PageClient, wave_id: UUID):
    client = site.client("veileder2")
    with site.session() as session:
        seen = session.scalars(select(SignIn.seen_at)).all()
        rows = session.scalar(select(func.count()).select_from(AuditEvent))
    page = client.get(ADDRESS)
    assert page.page.elements("nav") == []
    assert "veileder2" not in page.text
    assert answer(client, initiator="adviser").status_code == 303
    with site.session() as session:
        assert session.scalars(select(SignIn.seen_at)).all() == seen
        (event,) = session.scalars(select(AuditEvent).order_by(AuditEvent.id).offset(rows)).all()
        assert (event.actor_id, event.office_id, event.request_id, event.row_id) == (
            None,
            None,
            None,
            str(wave_id),
        )
        # No key of the form, and so no row that says who sent what.
        assert session.scalars(select(Submission)).all() == []


@pytest.mark.parametrize("token", ["c" * 31, "d" * 32, "sent2", "æ"])
def test_an_unknown_address_says_so(visitor: PageClient, token: str):
    answered = visitor.get(f"/survey/{token}")
    assert answered.status_code == 404
    assert answered.page.heading == "Lenken virker ikke"


@pytest.mark.parametrize("how", ["closed", "over", "ahead"])
def test_a_survey_that_is_not_open_says_so(site: Site, visitor: PageClient, how: str):
    form = visitor.read_form(ADDRESS, ADDRESS)
    with site.session() as session:
        begin_write(session)
        wave, link = session.scalars(select(StudyWave)).one(), session.scalars(select(StudyLink)).one()
        if how == "closed":
            link.closed_on = wave.opens_on
        elif how == "over":
            wave.closes_on = wave.opens_on
        else:
            wave.opens_on = wave.closes_on
        session.commit()
    for answered in (visitor.get(ADDRESS), visitor.post_form(form, initiator="adviser")):
        assert answered.status_code == 410
        assert answered.page.heading == "Undersøkelsen er ikke åpen"
        assert "ombud@example.org" in answered.page.body_text
    assert list_replies(site) == []


def test_a_flood_waits_and_loses_nothing(site: Site, visitor: PageClient, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("hybridmentor.services.study_replies.MOST_A_MINUTE", 2)
    assert MOST_A_MINUTE > 20, "an office may answer in a meeting"
    for _ in range(2):
        assert answer(visitor, initiator="adviser").status_code == 303
    held = answer(visitor, initiator="employer")
    assert (held.status_code, held.headers["Retry-After"]) == (429, "60")
    assert held.page.form(ADDRESS).values.getlist("initiator") == ["employer"]
    assert len(list_replies(site)) == 2


def test_a_form_without_a_key_is_not_kept(site: Site, visitor: PageClient):
    form = visitor.read_form(ADDRESS, ADDRESS)
    for key in ("", "abc"):
        assert visitor.post_form(form, initiator="adviser", hm_key=key).status_code == 422
    assert list_replies(site) == []
    assert visitor.post_form(form, initiator="adviser", hm_key=str(uuid4())).status_code == 303


def test_a_researcher_makes_a_survey_and_sees_none_of_its_links(site: Site):
    with site.session() as session:
        begin_write(session)
        offices = {office.number: office.id for office in session.scalars(select(Office))}
        study = make_study(
            session, offices["9901"], {offices["9901"]: "participating", offices["9902"]: "control"}
        )
        session.commit()
    client = site.client("forsker")
    surveys = f"/research/studies/{study.id}/surveys"
    form = client.read_form(surveys, surveys)
    assert (
        client.post_form(form, kind="zero_point", opens_on="01.02.2027", closes_on="01.01.2027").status_code
        == 422
    )
    made = client.post_form(form, kind="zero_point", opens_on="24.11.2025", closes_on="24.11.2025")
    assert made.status_code == 422, "it is over before it begins"
    with site.session() as session:
        begin_write(session)
        wave = add_survey(session, study, offices["9902"], TOKEN)
        session.commit()
    place = f"{surveys}/{wave.id}"
    linked = client.follow(client.post_form(client.read_form(place, f"{place}/links")))
    # Whoever makes the survey could answer it by its links: they are not on the page.
    text = linked.get_data(as_text=True)
    assert "Lederen ved kontoret har lenken" in text
    assert "/survey/" not in text
    ended = client.follow(client.post_form(client.read_form(place, f"{place}/end")))
    assert "ut dagen" in ended.page.body_text


LINKS = "/office/surveys"


@pytest.fixture
def asked(site: Site) -> UUID:
    """A survey that the office 9901 answers, made by the researcher; the id of its link."""
    with site.session() as session:
        begin_write(session)
        researcher = make_actor(session, "forsker")
        offices = {office.number: office.id for office in session.scalars(select(Office))}
        study = make_study(session, offices["9901"], {offices["9901"]: "participating"})
        visible = find_study(session, researcher, study.id)
        assert visible is not None
        days = {"opens_on": researcher.today, "closes_on": researcher.today + timedelta(days=14)}
        wave = add_wave(session, researcher, visible, kind="zero_point", **days)
        make_links(session, researcher, visible, wave)
        session.commit()
        return session.scalars(select(StudyLink.id)).one()


def list_addresses(answer: PageResponse) -> list[str]:
    """The addresses that a page shows, within the site."""
    fields = [one for one in answer.page.elements("input") if one.get("readonly") is not None]
    return [str(one.get("value")).removeprefix("https://localhost") for one in fields]


def test_the_lead_passes_the_link_on(site: Site, asked: UUID):
    lead = site.client("leder")
    day = lead.get("/")
    assert "Undersøkelsen er åpen til og med" in day.page.body_text
    assert LINKS in day.page.links
    (address,) = list_addresses(lead.get(LINKS))
    assert site.client().get(address).status_code == 200
    for login in ("forsker", "leder2", "fylke"):
        other = site.client(login)
        assert "/survey/" not in other.get(LINKS).get_data(as_text=True)
        assert LINKS not in {*other.get("/").page.links} or login != "forsker"


def test_the_lead_has_a_new_link_and_closes_it(site: Site, asked: UUID):
    lead, visitor = site.client("leder"), site.client()
    (old,) = list_addresses(lead.get(LINKS))
    sent = lead.read_form(LINKS, f"{LINKS}/{asked}")
    assert sent.values["answer"] == "renew"
    renewed = lead.follow(lead.post_form(sent))
    (new,) = list_addresses(renewed)
    assert [visitor.get(one).status_code for one in (old, new)] == [404, 200]
    # The page from before would renew an address that it has never shown.
    again = lead.post_form(sent, hm_key=str(uuid4()))
    assert again.status_code == 422
    assert list_addresses(again) == [new]
    closed = lead.follow(lead.post_form(sent, hm_key=str(uuid4()), answer="close", was_number="2"))
    assert list_addresses(closed) == []
    assert "Lenken ble stengt" in closed.page.body_text
    assert visitor.get(new).status_code == 410
    assert "Undersøkelsen er åpen" not in lead.get("/").page.body_text
    assert lead.post_form(sent, hm_key=str(uuid4()), answer="open").status_code == 422


def test_a_look_at_the_links_leaves_a_row_without_any(site: Site, asked: UUID):
    (address,) = list_addresses(site.client("leder").get(LINKS))
    with site.session() as session:
        row = session.scalars(select(AuditEvent).where(AuditEvent.action == "study_link.list")).one()
        assert (row.decision, row.row_id) == ("permit", None)
    assert address.rpartition("/")[2] not in repr(read_all_rows(site))


def test_a_researcher_who_sends_the_leads_form_is_refused(site: Site, asked: UUID):
    lead, researcher = site.client("leder"), site.client("forsker")
    sent = lead.read_form(LINKS, f"{LINKS}/{asked}")
    token = researcher.get("/").page.forms[0].values["csrf_token"]
    assert researcher.post_form(sent, csrf_token=token).status_code == 403
    assert site.client("leder2").get(f"{LINKS}/{asked}").status_code == 405
