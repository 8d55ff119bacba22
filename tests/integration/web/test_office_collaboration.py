"""The office's figures of collaboration as pages: who sees which office, what is held back, and what the filters do."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import begin_write
from hybridmentor.domain.few_advisers import FEWEST_ADVISERS
from hybridmentor.i18n import LANGUAGES, translate
from hybridmentor.models import AuditEvent, Case, CaseForm, Office, OfficeMembership, Role, User
from hybridmentor.services.contacts import log_contact
from tests.integration.scenes import hire, load_person, name_mentor, open_through_service, talk
from tests.integration.web.tables import ask_for, read_tables
from tests.support.apps import Site
from tests.support.client import PageClient, PageResponse
from tests.support.queries import count_queries

URL = "/office/collaboration"
SVG = "{http://www.w3.org/2000/svg}"
FEW = translate("nb", "office.collaboration.few", fewest=FEWEST_ADVISERS)


def put_cases(
    site: Site,
    *advisers: int,
    office: str = "9901",
    entry: str = "start",
    days: int = 99,
    is_closed: bool = False,
    told: bool = False,
) -> None:
    """A case of so many days for each adviser, named by number, with the jobseeker met every week and the mentor once."""
    with site.session() as session:
        begin_write(session)
        opened = clock.today() - timedelta(days=days)
        known = set(session.scalars(select(User.login)))
        for n in advisers:
            login = f"rad{office}{n}"
            if login not in known:
                hire(session, login, office=office)
            actor = load_person(session, login)
            visible = open_through_service(session, actor, opened_on=opened, entry_point=entry)
            name_mentor(session, actor, visible, from_on=opened)
            for week in range(12):
                talk(session, actor, visible, opened + timedelta(days=7 * week), "jobseeker")
            talk(session, actor, visible, opened, "mentor", form="at_company")
            if told:
                log_contact(
                    session,
                    actor,
                    visible,
                    occurred_on=opened,
                    relationships=["mentor_jobseeker"],
                    outcome="took_place",
                    form="digital",
                    reported_by="mentor",
                )
            form = CaseForm(case=visible.case, log_confirmed_on=clock.today())
            session.add(form)
            if is_closed:
                visible.case.closed_on = opened + timedelta(days=90)
        session.commit()


def ask(site: Site, query: str = "", login: str = "leder") -> PageResponse:
    return ask_for(site, URL + query, login)


def test_the_lead_sees_the_whole_of_few(site: Site):
    put_cases(site, 1, 2)
    answer = ask(site)
    tables = read_tables(answer)
    assert list(tables) == ["table-contact_frequency", "table-contact_intensity", "table-contact_form"]
    frequency = tables["table-contact_frequency"]
    assert frequency[0] == [
        "Svar",
        "Bruker (n = 2)",
        "AFI: bruker",
        "Mentor (n = 2)",
        "AFI: mentor",
        "Arbeidsgiver (n = 2)",
    ]
    # 12 contact days in 100 are 3.65 a month, and one is 0.3. The log is confirmed, so silence is never.
    assert ["Ukentlig", "100 % (2)", "14 %", "0 % (0)", "4 %", "0 % (0)"] in frequency
    assert ["Mindre enn 1 gang per måned", "0 % (0)", "16 %", "100 % (2)", "18 %", "0 % (0)"] in frequency
    assert ["Aldri", "0 % (0)", "–", "0 % (0)", "3 %", "100 % (2)"] in frequency
    assert ["Ikke registrert", "0", "–", "0", "–", "0"] in frequency
    assert ["For lite til å si", "0", "–", "2", "–", "2"] in tables["table-contact_intensity"]
    assert ["Uten kjent form", "0", "–", "0", "–", "2"] in tables["table-contact_form"]
    said = answer.page.body_text
    assert translate("nb", "survey.comparability") in said
    assert "Utenom prosentene: for lite til å si 2." in said
    assert FEW not in said


def test_every_bar_has_its_number_and_the_picture_is_told(site: Site):
    put_cases(site, 1)
    page = ask(site).page
    drawings = [one for one in page.elements("svg") if "hm-bars--" in str(one.get("class"))]
    assert len(drawings) == 9
    for drawing in drawings:
        named = str(drawing.get("aria-labelledby")).split()
        title, description = ("".join(page.find(one).itertext()) for one in named)  # type: ignore[union-attr]
        numbers = [one for one in drawing.iter(f"{SVG}text") if "-words" in str(one.get("class"))]
        assert title.split(",")[0] in ("Bruker", "Mentor", "Arbeidsgiver")
        assert len(numbers) >= 4
        for number in numbers:
            assert "".join(number.itertext()) in description
        bars = list(drawing.iter(f"{SVG}rect"))
        assert len(bars) <= len(numbers)
        assert all(one.get("class") in ("hm-bars__own", "hm-bars__afi") for one in bars)
        assert ("AFI" in description) == (not title.startswith("Arbeidsgiver"))


def test_what_others_told_of_stands_apart(site: Site):
    put_cases(site, 1, told=True)
    answer = ask(site)
    tables = read_tables(answer)
    assert tables["told-contact_form"][0] == ["Svar", "Mentor og bruker (n = 1)"]
    assert ["Digital kommunikasjon", "100 % (1)"] in tables["told-contact_form"]
    assert ["Digital kommunikasjon", "0 % (0)", "53 %", "0 % (0)", "13 %", "–"] in tables[
        "table-contact_form"
    ]
    assert translate("nb", "office.collaboration.told") in answer.page.body_text
    # Nobody told of anything: nothing is said of it.
    put_cases(site, 1, office="9902")
    said = ask(site, login="leder2").page.body_text
    assert translate("nb", "office.collaboration.told") not in said


def test_the_county_sees_from_five_advisers(site: Site):
    put_cases(site, 1, 2, 3, 4)
    answer = ask(site, login="fylke")
    assert read_tables(answer) == {}
    assert FEW in answer.page.body_text
    assert translate("nb", "office.collaboration.few_text", fewest=5) in answer.page.body_text
    put_cases(site, 4)
    assert read_tables(ask(site, login="fylke")) == {}, "five cases, still four advisers"
    put_cases(site, 5)
    answer = ask(site, login="fylke")
    frequency = read_tables(answer)["table-contact_frequency"]
    assert ["Ukentlig", "100 % (6)", "14 %", "0 % (0)", "4 %", "0 % (0)"] in frequency
    # Nobody has told of mentor and jobseeker: that is a number of few too.
    assert FEW in answer.page.body_text
    # Of the mentor's intensity nobody can say anything yet, and that is not told to others.
    intensity = read_tables(answer)["table-contact_intensity"]
    assert intensity[0][3] == "Mentor"
    assert intensity[1][3] == translate("nb", "figures.hidden")
    told = answer.page.find("mentor-contact_intensity-text")
    assert told is not None
    assert (
        "".join(told.itertext()).replace("\u00a0", " ").startswith("Mest i begynnelsen: AFI 48 %. Like mye")
    )
    # The other office of the county is not shown, though it is chosen.
    assert read_tables(ask(site, "?office=9902", "fylke")) == {}


def test_a_part_is_shown_where_neither_it_nor_the_rest_is_of_few(site: Site):
    put_cases(site, 1, 2, 3, 4, 5)
    put_cases(site, 1, 2, 3, 4, entry="job_at_risk")
    for login in ("leder", "fylke"):
        for entry in ("start", "job_at_risk", "at_workplace"):
            answer = ask(site, f"?entry={entry}&office=9901", login)
            # "start" has five, but the four come out when it is taken from the whole.
            assert read_tables(answer) == {} or entry == "at_workplace"
            assert "%" not in answer.page.body_text
    put_cases(site, 5, entry="job_at_risk")
    for login, entry in (("leder", "start"), ("fylke", "job_at_risk")):
        tables = read_tables(ask(site, f"?entry={entry}", login))
        assert tables["table-contact_frequency"][0][1] == "Bruker (n = 5)"
    assert read_tables(ask(site, "?practice=hybridmodellen")) != {}, "it leaves nothing out"


def test_a_period_takes_what_lies_in_it(site: Site):
    put_cases(site, *range(5))
    put_cases(site, *range(6), days=800, is_closed=True)
    whole = read_tables(ask(site))["table-contact_frequency"]
    year = read_tables(ask(site, "?period=12"))["table-contact_frequency"]
    two = read_tables(ask(site, "?period=24"))["table-contact_frequency"]
    assert (whole[0][1], year[0][1], two[0][1]) == ("Bruker (n = 11)", "Bruker (n = 5)", "Bruker (n = 5)")
    begins, ends = clock.today() - timedelta(days=99), clock.today() - timedelta(days=50)
    days = f"?period=own&from_on={begins:%d.%m.%Y}&to_on={ends:%d.%m.%Y}"
    part = read_tables(ask(site, days))
    assert ["Ukentlig", "100 % (5)", "14 %", "0 % (0)", "4 %", "0 % (0)"] in part["table-contact_frequency"]
    # 50 days are too few to tell when in the period it was.
    assert part["table-contact_intensity"][1][1] == "vises ikke"


def test_own_days_up_to_today_are_compared_with_the_last_months(site: Site):
    """Against all days six drop out, but against the last two years only one."""
    put_cases(site, *range(6))
    put_cases(site, *range(6), days=1000, is_closed=True)
    put_cases(site, 7, days=600, is_closed=True)
    begins = clock.today() - timedelta(days=300)
    for end in ("", f"{clock.today():%d.%m.%Y}", f"{clock.today() + timedelta(days=30):%d.%m.%Y}"):
        answer = ask(site, f"?period=own&from_on={begins:%d.%m.%Y}&to_on={end}")
        assert read_tables(answer) == {}, end
        assert FEW in answer.page.body_text
    ahead = clock.today() + timedelta(days=3)
    said = ask(site, f"?period=own&from_on={ahead:%d.%m.%Y}").page.body_text
    assert translate("nb", "office.collaboration.no_days") in said


def test_a_period_without_data_is_something_else_than_nought(site: Site):
    put_cases(site, 1)
    past = "?period=own&from_on=01.01.2020&to_on=31.01.2020"
    answer = ask(site, past)
    said = answer.page.body_text
    assert translate("nb", "office.collaboration.no_days") in said
    assert "0 %" not in said
    assert FEW not in said
    assert URL in answer.page.links
    # To the county it is not told either way, for the office is too small.
    assert FEW in ask(site, past, "fylke").page.body_text
    assert translate("nb", "office.collaboration.empty") in ask(site, login="leder2").page.body_text


def test_a_guest_office_has_no_figures(site: Site):
    put_cases(site, 1)
    with site.session() as session:
        session.scalars(select(Office).where(Office.number == "9901")).one().participation = "guest"
        session.commit()
    answer = ask(site)
    assert translate("nb", "office.collaboration.guest") in answer.page.body_text
    assert read_tables(answer) == {}


@pytest.mark.parametrize("number", ["9902", "9903", "0000", "1234", "x", "9901 "])
def test_another_office_is_not_found(site: Site, number: str):
    answer = site.client("leder").get(URL, query_string={"office": number})
    assert answer.status_code == 404
    with site.session() as session:
        denied = session.scalars(select(AuditEvent).where(AuditEvent.decision == "deny")).one()
        assert (denied.action, denied.noun, denied.row_id) == ("denied.not_visible", "office", None)


@pytest.mark.parametrize(
    "login", ["veileder", "lokalkontakt", "marked", "forsker", "godkjenner", "admin", "ny"]
)
def test_others_are_refused(site: Site, login: str):
    assert site.client(login).get(URL).status_code == 403


def test_the_county_chooses_among_its_offices(site: Site):
    page = ask(site, login="fylke").page
    assert page.form(URL).values["office"] == "9901"
    (choice,) = [one for one in page.elements("select") if one.get("name") == "office"]
    assert [one.get("value") for one in choice.iter("option")] == ["9901", "9902"]
    assert ask(site, "?office=9902", "fylke").page.form(URL).values["office"] == "9902"
    assert site.client("fylke").get(URL + "?office=9903").status_code == 404
    assert "office" not in ask(site).page.form(URL).names, "one office is no choice"


def test_the_tab_goes_with_the_office_only_where_it_may(site: Site):
    """A lead here who is an adviser there: the way from there leads to the figures of here."""
    with site.session() as session:
        user = session.scalars(select(User.id).where(User.login == "leder")).one()
        office = session.scalars(select(Office.id).where(Office.number == "9902")).one()
        began = clock.today() - timedelta(days=9)
        session.add(OfficeMembership(user_id=user, office_id=office, role=Role.ADVISER, from_on=began))
        session.commit()
    client = site.client("leder")
    for number, way in (("9901", f"{URL}?office=9901"), ("9902", URL)):
        page = client.get(f"/office/questions?office={number}").page
        assert [one for one in page.links if one.startswith(URL)] == [way]
        assert client.get(way).status_code == 200


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("?period=own", "from_on"),
        ("?period=own&from_on=i+fjor", "from_on"),
        ("?period=own&to_on=31.02.2026", "to_on"),
        ("?period=own&from_on=02.01.2026&to_on=01.01.2026", "to_on"),
        ("?period=36", "period"),
        ("?practice=humbug", "practice"),
        ("?entry=window", "entry"),
    ],
)
def test_faults_stand_at_their_field_and_no_figures_are_shown(site: Site, query: str, field: str):
    put_cases(site, 1)
    answer = site.client("leder").get(URL + query)
    assert answer.status_code == 422
    page = answer.page
    fault = page.find(f"{field}-error")
    assert fault is not None
    assert "".join(fault.itertext()).strip()
    assert page.title.startswith("Feil: ")
    assert f"#{field}" in page.links
    assert read_tables(answer) == {}
    assert "%" not in page.body_text


def test_days_count_only_where_own_days_are_chosen(site: Site):
    put_cases(site, 1)
    assert read_tables(ask(site, "?from_on=tull&to_on=")) != {}
    assert ask(site, "?period=own&from_on=&to_on=01.01.2099").page.form(URL).values["to_on"] == "01.01.2099"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("login", ["leder", "fylke"])
def test_the_page_speaks_the_language(site: Site, language: str, login: str):
    put_cases(site, *range(5), told=True)
    client = site.client(login)
    client.submit_form("/", "/language", extra={"language": language})
    text = client.get(URL).page.body_text
    assert translate(language, "office.collaboration.no_afi") in text
    assert translate(language, "office.collaboration.not_in_source") in text


@pytest.mark.parametrize(
    ("query", "number"),
    [("", 6), ("?entry=start", 6), ("?period=12", 7), ("?period=own&from_on=01.01.2026", 7)],
)
def test_the_number_of_statements_does_not_grow(site: Site, query: str, number: int):
    """Without a period the answers are those that are kept: three statements fewer where nothing has changed since."""
    put_cases(site, 1)
    client = site.client("leder")
    client.get(URL)
    counts = []
    for _ in range(2):
        with count_queries(site.engine) as statements:
            assert client.get(URL + query).status_code == 200
        print(statements)
        counts.append(len(statements))
        put_cases(site, *range(6), told=True)
    assert counts == [number, number]


def test_reading_leaves_no_trace_and_opens_no_name(site: Site):
    """Sums are no reading of a case: no audit row, as for the other figures; and no name of anybody."""
    put_cases(site, *range(5))
    clients = [site.client(login) for login in ("leder", "fylke")]
    with site.session() as session:
        before = set(session.scalars(select(AuditEvent.id)))
    for client in clients:
        text = client.get(URL).get_data(as_text=True)
        with site.session() as session:
            hidden = [*session.scalars(select(User.name).where(User.login.startswith("rad")))]
            hidden += list(session.scalars(select(Case.number)))
        assert [name for name in (*hidden, "Jonas Prøve", "Mona Mentor", "Bakeriet") if name in text] == []
    with site.session() as session:
        assert set(session.scalars(select(AuditEvent.id))) == before


def test_the_page_is_not_kept(site: Site) -> None:
    put_cases(site, 1)
    client: PageClient = site.client("leder")
    headers: Any = client.get(URL).headers
    assert "no-store" in headers["Cache-Control"]
