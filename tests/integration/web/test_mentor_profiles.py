"""Persons at the workplace and mentors' profiles, as people use them."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from hybridmentor import clock
from hybridmentor.errors import NotAllowed
from hybridmentor.i18n import format_numeric
from hybridmentor.models import (
    AuditEvent,
    DataKey,
    Draft,
    Employer,
    GatheringInvitation,
    MentorProfile,
    MentorTerm,
    NameToken,
    WorkplacePerson,
)
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.queries.mentor_profiles import PAGE_SIZE
from hybridmentor.services.workplace_persons import add_person
from tests.integration.scenes import name_mentor, open_through_service
from tests.support.apps import Site
from tests.support.client import PageClient, PageResponse
from tests.support.queries import count_queries
from tests.support.seed import make_actor

TODAY = clock.today()


def add_company(tab: PageClient, name: str = "Øvre Bakeri") -> str:
    """A company; its address."""
    return tab.submit_form("/employers/new", name=name).location


def read_id(url: str) -> UUID:
    """The id in an address."""
    return UUID(urlsplit(url).path.split("/")[2])


def list_links(answer: PageResponse) -> dict[str, str]:
    """The rows of a list in order: name and address."""
    return {
        "".join(one.itertext()).split(" · ")[0]: one.get("href") or ""
        for one in answer.page.elements("a")
        if one.get("class") == "hm-row-link__a"
    }


def add(tab: PageClient, company: str, name: str, **values: object) -> str:
    """A person at a company through the pages; the person's address."""
    answer = tab.submit_form(f"/mentors/companies/{read_id(company)}/new", name=name, **values)
    assert answer.status_code == 303, answer.page.body_text
    return list_links(tab.get(company))[name]


def write(tab: PageClient, person: str, **values: object) -> PageResponse:
    """Write or change a profile through the page."""
    answer = tab.submit_form(f"{person}/profile", **values)
    assert answer.status_code == 303, answer.page.body_text
    return answer


def list_names(answer: PageResponse) -> list[str]:
    """The mentors of a list, in order."""
    return list(list_links(answer))


def seek(tab: PageClient, term: str) -> PageResponse:
    return tab.post_form(tab.read_form("/mentors", "/mentors/search"), q=term)


def count(site: Site, model: type) -> int:
    """How many rows there are."""
    with site.session() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_a_person_stands_at_the_company_for_those_who_keep_the_register(site: Site, tab: PageClient):
    company = add_company(tab)
    told = {"role": "contact", "position": "Daglig leder", "phone": "922 33 445", "email": "aase@bakeri.no"}
    person = add(tab, company, "Åse Ærlig", **told)
    page = tab.get(company).page
    for words in ("Åse Ærlig", "Kontaktperson, Daglig leder", "922 33 445", "aase@bakeri.no"):
        assert words in page.body_text
    for login in ("lokalkontakt", "marked"):
        assert "Åse Ærlig" in site.client(login).get(company).text
        assert site.client(login).get(person).status_code == 200
    lead = site.client("leder")
    assert "Åse" not in lead.get(company).text, "a lead reads the register and keeps it not"
    assert [lead.get(url).status_code for url in (person, f"{person}/edit", "/mentors")] == [403] * 3
    for login in ("fylke", "forsker", "admin", "ny"):
        assert site.client(login).get(person).status_code == 403
    stranger = site.client("veileder2")
    for url in (person, f"{person}/edit", f"{person}/profile", f"{person}/kept", f"{person}/remove"):
        assert stranger.get(url).status_code == 404, url
    assert stranger.get(f"/mentors/companies/{read_id(company)}/new").status_code == 404


def test_what_is_said_of_persons_is_sealed_and_each_look_is_logged(site: Site, tab: PageClient):
    company = add_company(tab)
    add(tab, company, "Åse Ærlig", phone="922 33 445", email="aase@bakeri.no")
    with site.session() as session:
        person = session.scalars(select(WorkplacePerson)).one()
        sealed = (person.name_sealed, person.phone_sealed, person.email_sealed)
        for one, said in zip(sealed, ("Åse", "922", "aase"), strict=True):
            assert one is not None
            assert said.encode() not in one
        assert session.scalars(select(NameToken).where(NameToken.person_id == person.id)).first()
        last = session.scalars(select(func.max(AuditEvent.id))).one()
    tab.get(company)
    site.client("leder").get(company)
    with site.session() as session:
        rows = session.scalars(
            select(AuditEvent).where(AuditEvent.id > last, AuditEvent.action == "workplace_person.list")
        ).all()
        assert [row.row_id for row in rows] == [str(read_id(company))], "the lead was shown nobody"


def test_a_person_is_corrected_and_leaves(tab: PageClient):
    company = add_company(tab)
    person = add(tab, company, "Åse Ærlig", role="mentor")
    write(tab, person)
    first, second = tab.read_form(f"{person}/edit"), tab.read_form(f"{person}/edit")
    assert tab.post_form(first, name="Ørjan Ærlig").status_code == 303
    met = tab.post_form(second, name="Åse Østby")
    assert met.status_code == 409
    assert "Ørjan Ærlig" in met.page.body_text
    assert list_names(seek(tab, "orja")) == ["Ørjan Ærlig"]
    assert list_names(seek(tab, "åse")) == [], "the former name is not found any more"
    tomorrow, yesterday = TODAY + timedelta(days=1), TODAY - timedelta(days=1)
    assert tab.submit_form(f"{person}/edit", left_on=format_numeric(tomorrow)).status_code == 303
    assert list_names(tab.get("/mentors")) == ["Ørjan Ærlig"]
    assert tab.submit_form(f"{person}/edit", left_on=format_numeric(yesterday)).status_code == 303
    assert list_names(tab.get("/mentors")) == []
    assert "1 har sluttet" in tab.get(company).page.body_text


@pytest.mark.parametrize(
    "email", ["aase", "aase@", "@bakeri.no", "aase@bakeri", "a b@bakeri.no", "a@b.no; c@d.no"]
)
def test_an_address_that_is_none_is_told(tab: PageClient, email: str):
    company = add_company(tab)
    answer = tab.submit_form(f"/mentors/companies/{read_id(company)}/new", name="Åse", email=email)
    assert answer.status_code == 422
    assert "Skriv en e-postadresse" in answer.page.body_text


def test_a_profile_is_written_shown_and_told_about(site: Site, tab: PageClient):
    person = add(tab, add_company(tab), "Åse Ærlig", role="mentor")
    told = {
        "tasks": ["food", "people"],
        "teaches": "Surdeig, kassearbeid",
        "languages": "Norsk, arabisk ",
        "times": ["daytime"],
        "hours_least": "10",
        "hours_most": "20",
        "support": ["more_time"],
        "support_not": ["language_help"],
        "gives": ["colleagues"],
        "motivation": "Vil gi noe tilbake",
        "support_needs": "Noen å spørre",
        "expert_help": "NAV Arbeidsrådgivning",
        "is_leader": "no",
        "capacity": "2",
        "wants_network": "yes",
        "told_on": format_numeric(TODAY),
        "told_how": "talk",
    }
    write(tab, person, **told)
    seen = (
        *("Mat og servering, møte mennesker", "kassearbeid, surdeig", "arabisk, norsk", "Dagtid"),
        *("10 til 20", "God tid til å lære", "Språkhjelp", "Kolleger og fellesskap", "I en samtale"),
        *("Vil gi noe tilbake", "Noen å spørre"),
    )
    for page in (tab.get(person).page, tab.get(f"{person}/kept").page):
        for words in seen:
            assert words in page.body_text, words
    kept = tab.get(f"{person}/kept").page.body_text
    for words in ("Nav Fjordby", "si nei", "slettet", "Datatilsynet", "artikkel 6"):
        assert words in kept, words
    with site.session() as session:
        profile = session.scalars(select(MentorProfile)).one()
        last_day = format_numeric(profile.keep_until_on)
        assert (profile.keep_until_on.year, profile.version) == (TODAY.year + 2, 1)
        for sealed in (profile.motivation_sealed, profile.support_needs_sealed, profile.expert_help_sealed):
            assert sealed is not None
            assert b"tilbake" not in sealed
            assert b"NAV" not in sealed
        terms = {(one.kind, one.code) for one in profile.terms}
        assert {("languages", "arabisk"), ("tasks", "food"), ("teaches", "surdeig")} <= terms
    assert last_day in kept


def test_two_who_change_a_profile_at_once_meet(tab: PageClient):
    person = add(tab, add_company(tab), "Åse Ærlig", role="mentor")
    early = tab.read_form(f"{person}/profile")
    write(tab, person, languages="norsk")
    assert tab.post_form(early, languages="arabisk").status_code == 409, "written since the form was opened"
    first, second = tab.read_form(f"{person}/profile"), tab.read_form(f"{person}/profile")
    assert tab.post_form(first, tasks=["food"], wants_network="yes").status_code == 303
    met = tab.post_form(second, tasks=["nature"])
    assert met.status_code == 409
    assert "Natur og dyr" in met.page.body_text
    assert "Mat og servering" in met.page.body_text
    solved = tab.post_form(met.page.form(), hm_keep_tasks="mine", hm_keep_wants_network="stored")
    assert solved.status_code == 303, solved.page.body_text
    shown = tab.get(person).page.body_text
    assert "Natur og dyr" in shown
    assert "Mat og servering" not in shown


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"hours_least": "20", "hours_most": "10"}, "ikke er mindre enn det minste"),
        ({"hours_least": "20"}, "Skriv både færrest og flest"),
        ({"support": ["aids"], "support_not": ["aids"]}, "Ta bort det ene krysset"),
        ({"told_on": format_numeric(TODAY)}, "både når og hvordan"),
        ({"told_on": format_numeric(TODAY + timedelta(days=2)), "told_how": "talk"}, "en dag som har vært"),
        ({"languages": "x" * 41}, "høyst 40 tegn"),
        ({"keep_until_on": format_numeric(TODAY + timedelta(days=800))}, "høyst 24 måneder"),
        ({"keep_until_on": format_numeric(TODAY - timedelta(days=1))}, "høyst 24 måneder"),
        ({"keep_until_on": ""}, "Profilen står til og med"),
        ({"motivation": "Som da jeg hjalp Kari Nordmann"}, "Kari Nordmann"),
        ({"languages": "norsk, 010170 00027"}, "fødselsnummer"),
    ],
)
def test_answers_that_cannot_be_are_told_at_their_field(
    site: Site, tab: PageClient, values: dict[str, object], said: str
):
    person = add(tab, add_company(tab), "Åse Ærlig")
    answer = tab.submit_form(f"{person}/profile", **values)
    assert answer.status_code == 422
    assert said in answer.page.body_text
    assert count(site, MentorProfile) == 0


def age_profile(site: Site, **days: int) -> None:
    """Move a profile's days: how long ago it was written, in how many days it ends."""
    values: dict[str, object] = {}
    if "written" in days:
        values["created_at"] = clock.now() - timedelta(days=days["written"])
    if "ends" in days:
        values["keep_until_on"] = TODAY + timedelta(days=days["ends"])
    with site.session() as session:
        session.execute(update(MentorProfile).values(**values))
        session.commit()


def test_a_mentor_who_has_not_been_told_is_warned_of_after_a_month(site: Site, tab: PageClient):
    person = add(tab, add_company(tab), "Åse Ærlig")
    write(tab, person)
    assert "Mentor skal få vite" in tab.get(person).page.body_text
    assert "Ikke informert" not in tab.get("/mentors").page.body_text
    age_profile(site, written=33)
    assert "artikkel 14" in tab.get(person).page.body_text
    assert "Ikke informert" in tab.get("/mentors").page.body_text
    write(tab, person, told_on=format_numeric(TODAY), told_how="email")
    assert "artikkel 14" not in tab.get(person).page.body_text
    assert "Ikke informert" not in tab.get("/mentors").page.body_text


def test_a_leader_is_warned_of_gently(tab: PageClient):
    person = add(tab, add_company(tab), "Åse Ærlig")
    write(tab, person, is_leader="yes")
    assert "Mentor er lederen" in tab.get(person).page.body_text
    assert "Er leder" in tab.get("/mentors").page.body_text


def test_a_profile_past_its_day_is_out_of_sight_and_gives_way_to_a_new_one(site: Site, tab: PageClient):
    person = add(tab, add_company(tab), "Åse Ærlig")
    write(tab, person, languages="norsk", motivation="Vil gi noe tilbake")
    age_profile(site, ends=20)
    assert "Går snart ut" in tab.get("/mentors").page.body_text
    age_profile(site, ends=0)
    assert list_names(tab.get("/mentors")) == ["Åse Ærlig"], "the last day counts"
    age_profile(site, ends=-1)
    assert list_names(tab.get("/mentors")) == []
    assert list_names(seek(tab, "åse")) == []
    shown = tab.get(person)
    assert "har ingen mentorprofil" in shown.page.body_text
    assert "tilbake" not in shown.text
    assert tab.get(f"{person}/kept").status_code == 404
    write(tab, person, languages="arabisk")
    assert count(site, MentorProfile) == 1
    assert "tilbake" not in tab.get(person).text


def test_a_mentor_who_asks_for_it_is_forgotten_at_once(site: Site, tab: PageClient):
    company = add_company(tab)
    person = add(tab, company, "Åse Ærlig", role="mentor")
    write(tab, person, languages="norsk", wants_network="yes")
    told = {"title": "Mentorkaffe", "held_on": format_numeric(TODAY)}
    gathering = tab.submit_form("/mentors/gatherings/new", **told).location
    tab.submit_form(gathering, "invite", extra={"everyone": "y"})
    assert count(site, GatheringInvitation) == 1
    refused = tab.submit_form(f"{person}/profile", languages="arabisk", hours_least="4")
    assert refused.status_code == 422, "what was typed is kept as a draft"
    assert count(site, Draft) == 1
    assert "navn og kontaktopplysninger blir også slettet" in tab.get(f"{person}/remove").page.body_text
    assert tab.submit_form(f"{person}/remove").status_code == 422, "one has to be sure"
    assert tab.submit_form(f"{person}/remove", sure="y").status_code == 303
    for model in (MentorProfile, MentorTerm, WorkplacePerson, GatheringInvitation, NameToken, Draft):
        assert count(site, model) == 0, model
    with site.session() as session:
        owners = session.scalars(select(DataKey.owner)).all()
        assert owners == ["search"], "the person's key has gone, and the draft's"
        done = session.scalars(select(AuditEvent.action)).all()
    assert {"mentor_profile.remove", "workplace_person.erase"} <= set(done)
    assert tab.get(person).status_code == 404


def test_whom_a_case_speaks_of_stays_as_a_person(site: Site, tab: PageClient):
    with site.session() as session:
        actor = make_actor(session, "veileder")
        assignment = name_mentor(session, actor, open_through_service(session, actor))
        person = f"/mentors/{assignment.person_id}"
        session.commit()
    write(tab, person, capacity="2")
    assert "Plass til 1" in tab.get("/mentors").page.body_text
    assert "blir stående" in tab.get(f"{person}/remove").page.body_text
    assert tab.submit_form(f"{person}/remove", sure="y").status_code == 303
    assert (count(site, MentorProfile), count(site, WorkplacePerson)) == (0, 1)
    assert "har ingen mentorprofil" in tab.get(person).page.body_text


@pytest.mark.parametrize("term", ["åse", "ase", "AASE", "ærl", "aase aerlig"])
def test_the_beginning_of_a_word_of_the_name_is_enough(site: Site, tab: PageClient, term: str):
    company = add_company(tab)
    for name in ("Åse Ærlig", "Ole Åsen"):
        write(tab, add(tab, company, name))
    found = list_names(seek(tab, term))
    assert "Åse Ærlig" in found
    assert ("Ole Åsen" in found) == (term in ("åse", "ase", "AASE"))
    assert list_names(seek(tab, f"{term} x")) == [], "one letter finds nobody"
    assert list_names(seek(site.client("veileder2"), term)) == []


def test_an_identity_number_is_not_searched_for(tab: PageClient):
    answer = seek(tab, "010170 00027")
    assert answer.status_code == 422
    assert "00027" not in answer.text


def test_the_list_is_narrowed(tab: PageClient):
    company = add_company(tab)
    told = {"tasks": ["food"], "languages": "norsk, arabisk", "wants_network": "yes"}
    write(tab, add(tab, company, "Åse Ærlig"), **told)
    write(tab, add(tab, company, "Ole Åsen"), tasks=["nature"], languages="norsk")
    for query, names in {
        "task=food": {"Åse Ærlig"},
        "language=norsk": {"Åse Ærlig", "Ole Åsen"},
        "language=arabisk": {"Åse Ærlig"},
        "network=1": {"Åse Ærlig"},
        "task=nature&network=1": set(),
        "task=humbug&after=humbug": {"Åse Ærlig", "Ole Åsen"},
    }.items():
        assert set(list_names(tab.get(f"/mentors?{query}"))) == names, query
    assert "None" not in tab.get("/mentors").page.body_text


def plant_mentors(site: Site, number: int, prefix: str) -> None:
    """Mentors, two at each company, fast."""
    with site.session() as session:
        office = make_actor(session, "veileder").memberships[0]
        until = TODAY + timedelta(days=99)
        for company in range((number + 1) // 2):
            employer = Employer(office_id=office.office_id, name=f"Bedrift {company:03d}")
            session.add(employer)
            session.flush()
            for one in range(2):
                key = DataKey.make(session.info["keyring"], "person")
                name = f"{prefix} {company:03d} {one}"
                person = WorkplacePerson(data_key=key, employer_id=employer.id, name=name)
                profile = MentorProfile(person=person, office_id=office.office_id, keep_until_on=until)
                profile.terms = [MentorTerm(kind="languages", code="norsk")]
                session.add(profile)
        session.commit()


def test_pages_and_queries(site: Site, tab: PageClient):
    tab.get("/mentors")
    plant_mentors(site, 2, "Første")
    with count_queries(site.engine) as few:
        assert len(list_names(tab.get("/mentors"))) == 2
    plant_mentors(site, PAGE_SIZE, "Andre")
    with count_queries(site.engine) as many:
        answer = tab.get("/mentors")
    assert len(few) == len(many) <= 8
    names = list_names(answer)
    assert len(names) == PAGE_SIZE
    (onwards,) = [link for link in answer.page.links if "after=" in link]
    rest = list_names(tab.get(onwards))
    assert len(rest) == 2
    assert len({*names, *rest}) == PAGE_SIZE + 2
    assert len(list_names(tab.get("/mentors?after=humbug"))) == PAGE_SIZE


def test_the_service_asks_for_the_right_itself(site: Site, tab: PageClient):
    company = add_company(tab)
    with site.session() as session:
        employer = session.get(Employer, read_id(company))
        assert employer is not None
        facts = OfficeFacts(employer.office_id, "practice")
        with pytest.raises(NotAllowed):
            add_person(session, make_actor(session, "leder"), employer, facts=facts, values={})
