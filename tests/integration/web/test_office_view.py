"""The office's view, the county's and the goals as pages: sums that are right, what is held back, and that nobody is named."""

from __future__ import annotations

import random
import re
from collections import Counter
from contextlib import contextmanager
from datetime import date, timedelta
from statistics import median
from typing import Any

import pytest
from sqlalchemy import select, update

from hybridmentor import clock
from hybridmentor.db import begin_write
from hybridmentor.domain.few_advisers import FEWEST_ADVISERS
from hybridmentor.i18n import LANGUAGES, translate
from hybridmentor.models import AuditEvent, Case, MentorAssignment, Office, OfficeGoal, User
from hybridmentor.services.case_figures import bring_up_to_date
from hybridmentor.services.case_steps import read_step_values, save_step
from hybridmentor.services.mentors import end_assignment, read_assignment_values
from tests.integration.scenes import (
    find_step_row,
    hire,
    load_person,
    look_up,
    name_mentor,
    open_through_service,
    talk,
)
from tests.integration.survey_scenes import PERMANENT, close
from tests.integration.web.tables import read_tables
from tests.support.apps import Site
from tests.support.client import PageClient
from tests.support.queries import count_queries

VIEW, COUNTY, GOALS, STOPPED = "/office/figures", "/office/county", "/office/goals", "/office/stopped"
FEW = translate("nb", "office.collaboration.few", fewest=FEWEST_ADVISERS)
SVG = "{http://www.w3.org/2000/svg}"
NAMES = ("Jonas Prøve", "Mona Mentor", "Bakeriet", "Vilde Veileder")


def put_cases(
    site: Site,
    *advisers: int,
    office: str = "9901",
    days: int = 99,
    mentor_after: int | None = 10,
    closed: bool = False,
    told: bool = False,
) -> None:
    """A case for each adviser, named by number."""
    with site.session() as session:
        begin_write(session)
        opened = clock.today() - timedelta(days=days)
        known = set(session.scalars(select(User.login)))
        for n in advisers:
            login = f"rad{office}{n}"
            if login not in known:
                hire(session, login, office=office)
                known.add(login)
            actor = load_person(session, login)
            visible = open_through_service(session, actor, opened_on=opened)
            if mentor_after is not None:
                name_mentor(session, actor, visible, from_on=opened + timedelta(days=mentor_after))
                talk(session, actor, visible, opened + timedelta(days=mentor_after), "mentor")
            talk(session, actor, visible, opened, "jobseeker")
            if told:
                step = find_step_row(session, visible.case.id, "employer_told")
                sent = {**read_step_values(step), "status": "done", "done_on": opened}
                save_step(session, actor, visible, step, version=step.version, sent=sent)
            if closed:
                close(session, visible.case, opened + timedelta(days=80), PERMANENT)
        session.commit()


def read_view(client: PageClient, query: str = "") -> str:
    return client.get(VIEW + query).page.body_text


def read_segments(client: PageClient, url: str = VIEW) -> list[str]:
    """What each line of the recipe says of its segments."""
    page = client.get(url).page
    return [
        one.get("aria-label", "") for one in page.root.iter(f"{SVG}svg") if one.get("class") == "hm-segments"
    ]


def test_the_view_of_an_office_counted_by_hand(site: Site):
    put_cases(site, *range(5), *range(5), told=True)
    put_cases(site, *range(5), mentor_after=None)
    put_cases(site, *range(5), closed=True, mentor_after=30)
    client = site.client("leder")
    text = read_view(client)
    assert "Nav Fjordby · 20 saker" in text
    assert "5 avsluttede saker" in text
    # Ten waited 10 days, five 30 days.
    assert "I den midterste saken gikk det 10 dager til mentoren begynte (15 saker)." in text
    assert "Halvparten ventet mellom 10 og 30 dager." in text
    assert "Ingen av 15 saker med mentor har byttet." in text
    segments = read_segments(client)
    assert segments[2] == "Arbeidsgiver orientert før oppstart: ja 10, nei 10"
    assert segments[4] == "Kontakt med mentor: delvis 15, ikke aktuelt 5"
    tables = read_tables(client.get(VIEW))
    rows = {row[0]: row[1:] for row in tables["after"]}
    assert rows["Fast ansatt uten lønnstilskudd"] == ["5", "8 %"]
    assert [row[1] for row in tables["recipe-table"]][1:4] == ["0", "0", "10"]


@pytest.mark.parametrize(
    ("cases", "advisers", "is_shown"), [(10, 5, True), (9, 5, False), (10, 4, False), (11, 5, True)]
)
def test_the_recipe_from_ten_cases_and_five_advisers(site: Site, cases: int, advisers: int, is_shown: bool):
    put_cases(site, *(n % advisers for n in range(cases)))
    for login in ("leder", "fylke"):
        client = site.client(login)
        assert len(read_segments(client, f"{VIEW}?office=9901" if login == "fylke" else VIEW)) == (
            7 if is_shown else 0
        )
    text = read_view(site.client("leder"))
    assert ("Vises fra 10 saker og 5 veiledere." in text) != is_shown
    assert (f"Dere har {cases} saker." in text) != is_shown


def test_states_without_data(site: Site):
    client = site.client("leder")
    text = read_view(client)
    assert translate("nb", "stopped.none") in text
    assert translate("nb", "office.collaboration.empty") in text
    put_cases(site, 1, days=20)
    text = read_view(client)
    assert translate("nb", "office.view.none_closed") in text
    assert translate("nb", "office.view.none_measured") in text
    put_cases(site, *range(6), days=1000, closed=True)
    with site.session() as session:
        long_ago = {"opened_on": date(2020, 1, 6), "closed_on": date(2020, 3, 2)}
        session.execute(update(Case).where(Case.closed_on.is_(None)).values(**long_ago))
        session.commit()
    text = read_view(client, "?period=12")
    assert translate("nb", "office.view.no_days") in text
    assert "0 saker" not in text


def test_what_has_stopped_is_told_in_words_and_counted(site: Site):
    put_cases(site, 1, 2, days=60, mentor_after=None)
    put_cases(site, 3, days=60)
    with site.session() as session:
        begin_write(session)
        actor = load_person(session, "rad99013")
        row = session.scalars(select(MentorAssignment)).one()
        left = clock.today() - timedelta(days=40)
        sent = read_assignment_values(row) | {"to_on": left, "end_reason": "away"}
        end_assignment(
            session, actor, look_up(session, actor, row.case_id), row, version=row.version, sent=sent
        )
        session.commit()
    client = site.client("leder")
    text = read_view(client)
    assert "Mentor borte en lengre tid" in text
    assert re.search(r"Ingen mentor ennå Spør arbeidsgiveren hvem som har lyst 2 saker eldste 8 uker", text)
    assert "Vis de 3" in text
    listed = client.get(STOPPED).page.body_text
    assert listed.count("Ingen mentor ennå, åpnet") == 2
    assert "Mentor borte en lengre tid siden" in listed
    # The adviser's own day has it too, and had it before.
    assert site.client("fylke").get(STOPPED).status_code == 403


def test_only_whoever_leads_sees_which_cases(site: Site):
    put_cases(site, *range(6), days=60, mentor_after=None)
    with site.session() as session:
        ids = [str(one) for one in session.scalars(select(Case.id))]
    for login, url in (("leder", VIEW), ("fylke", f"{VIEW}?office=9901"), ("fylke", COUNTY)):
        html = site.client(login).get(url).get_data(as_text=True)
        assert [one for one in ids if one in html] == [], "no page of sums leads to a case"
    assert all(one in site.client("leder").get(STOPPED).get_data(as_text=True) for one in ids)


@pytest.mark.parametrize("advisers", [4, 5])
def test_the_county_sees_from_five_advisers_up(site: Site, advisers: int):
    put_cases(site, *range(advisers), *range(advisers), closed=True)
    client = site.client("fylke")
    [row] = [one for one in read_tables(client.get(COUNTY))["table"] if "Fjordby" in one[0]]
    hidden = translate("nb", "figures.hidden")
    # None is open: that is no split, so how many are closed is the whole.
    shown = [hidden, "10", "10 av 10", "10 dager", "0 av 10"]
    assert row[1:] == (shown if advisers == 5 else [hidden] * 5)
    text = read_view(client, "?office=9901")
    assert ("10 avsluttede saker" in text) == (advisers == 5)
    assert (FEW in text) or advisers == 5


def test_one_closed_case_of_one_adviser_does_not_come_out_as_a_difference(site: Site):
    put_cases(site, *range(7))
    put_cases(site, 1, closed=True)
    client = site.client("fylke")
    [row] = [one for one in read_tables(client.get(COUNTY))["table"] if "Fjordby" in one[0]]
    assert row[1:3] == [translate("nb", "figures.hidden")] * 2
    assert "7 saker" not in read_view(client, "?office=9901")


def test_an_office_that_is_not_ones_own_is_not_found(site: Site):
    assert site.client("leder").get(f"{VIEW}?office=9902").status_code == 404
    assert site.client("fylke").get(f"{VIEW}?office=9999").status_code == 404
    assert site.client("veileder").get(VIEW).status_code == 403
    assert site.client("leder").get(COUNTY).status_code == 403


@pytest.mark.parametrize("seed", range(3))
def test_nobody_and_no_number_of_anybody_anywhere(site: Site, seed: int):
    """Whatever the office: no name on these pages, and no number of cases that is one adviser's and nothing else's."""
    chance = random.Random(seed)
    # Each adviser has a number of cases that no sum of the page can be.
    load = {0: 29, 1: 1, 2: 1, 3: 1, 4: 1} if seed == 0 else {n: chance.randrange(1, 5) for n in range(7)}
    for n, number in load.items():
        put_cases(
            site, *([n] * number), closed=bool(seed) and chance.random() < 0.4, days=chance.randrange(40, 200)
        )
    with site.session() as session:
        hidden = list(session.scalars(select(User.name).where(User.login.startswith("rad"))))
        numbers = list(session.scalars(select(Case.number)))
    for login, url in (
        ("leder", VIEW),
        ("leder", f"{VIEW}?period=12"),
        ("fylke", f"{VIEW}?office=9901"),
        ("fylke", COUNTY),
        ("leder", GOALS),
    ):
        text = site.client(login).get(url).get_data(as_text=True)
        assert [name for name in (*hidden, *numbers, *NAMES[:3]) if name in text] == [], (login, url)
    if seed == 0:
        text = read_view(site.client("leder"))
        assert not re.search(r"\b29\b", text), "the one who has many is not to be seen in any sum"
    listed = site.client("leder").get(STOPPED).get_data(as_text=True)
    assert [name for name in (*hidden, *NAMES[:3]) if name in listed] == []


def test_the_sums_are_those_of_the_log(site: Site):
    """An office of chance, summed up anew from the rows themselves."""
    chance = random.Random(7)
    for _ in range(6):
        put_cases(
            site,
            *(chance.randrange(6) for _ in range(4)),
            days=chance.randrange(40, 400),
            mentor_after=chance.choice([None, 0, 5, 30]),
            closed=chance.random() < 0.4,
            told=chance.random() < 0.5,
        )
    with site.session() as session:
        cases = session.scalars(select(Case).where(Case.origin == "office")).all()
        firsts = {
            row.case_id: row.from_on
            for row in session.scalars(select(MentorAssignment).order_by(MentorAssignment.from_on.desc()))
        }
        waits = [max(0, (firsts[case.id] - case.opened_on).days) for case in cases if case.id in firsts]
        told = Counter(find_step_row(session, case.id, "employer_told").status == "done" for case in cases)
        closed = sum(case.closed_on is not None for case in cases)
    client = site.client("leder")
    for _ in range(2):
        text = read_view(client)
        assert f"· {len(cases)} saker ·" in text
        assert translate("nb", "office.wait.median", n=round(median(waits)), cases=len(waits)) in text
        assert f"{closed} avsluttede saker" in text
        levels = dict(re.findall(r"(ja|delvis|nei|ikke aktuelt) (\d+)", read_segments(client)[2]))
        assert int(levels.get("ja", 0)) + int(levels.get("delvis", 0)) == told[True]
        keep(site)


def keep(site: Site) -> None:
    """As each night."""

    @contextmanager
    def write() -> Any:
        with site.session() as session:
            begin_write(session)
            yield session
            session.commit()

    bring_up_to_date(write, clock.today())


def test_exactly_so_many_statements_however_many_cases(site: Site):
    put_cases(site, 1)
    client, counts = site.client("leder"), []
    client.get(VIEW)
    for number in (1, 12):
        put_cases(site, *range(number), told=True)
        for _ in range(2):
            with count_queries(site.engine) as statements:
                assert client.get(VIEW).status_code == 200
            counts.append(len(statements))
            keep(site)
    assert counts == [13, 10, 13, 10], "at most 14; three fewer where nothing has changed since the night"


def test_the_county_in_so_many_statements(site: Site):
    put_cases(site, *range(6))
    keep(site)
    client = site.client("fylke")
    client.get(COUNTY)
    with count_queries(site.engine) as statements:
        client.get(COUNTY)
    assert len(statements) == 3


def test_reading_leaves_no_trace_but_for_the_list_of_cases(site: Site):
    put_cases(site, *range(5), days=60, mentor_after=None)
    leader, county = site.client("leder"), site.client("fylke")
    with site.session() as session:
        before = set(session.scalars(select(AuditEvent.id)))
    for client, url in ((leader, VIEW), (county, COUNTY), (leader, GOALS)):
        client.get(url)
    with site.session() as session:
        assert set(session.scalars(select(AuditEvent.id))) == before
    leader.get(STOPPED)
    with site.session() as session:
        new = session.scalars(select(AuditEvent).where(AuditEvent.id.not_in(before))).all()
    assert [one.action for one in new] == ["case.stopped"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_speak_the_language(site: Site, language: str):
    put_cases(site, *range(5), *range(5), closed=True)
    client = site.client("leder")
    client.submit_form("/", "/language", extra={"language": language})
    text = client.get(VIEW).page.body_text
    for key in (
        "recipe.line.share",
        "office.view.after",
        "stopped.none",
        "survey.comparability",
        "volunteers.untold",
    ):
        assert translate(language, key) in text


def test_the_adviser_sees_the_mirror_on_the_case(site: Site):
    with site.session() as session:
        begin_write(session)
        actor = load_person(session, "veileder")
        visible = open_through_service(session, actor)
        name_mentor(session, actor, visible)
        for form in ("phone", "at_company"):
            talk(session, actor, visible, clock.today(), "mentor", form=form)
        session.commit()
    page = site.client("veileder").get(f"/cases/{visible.case.id}").page
    text = page.body_text
    for key in ("wishes", "company", "employer_told", "mentor", "collaboration", "follow_up", "share"):
        assert translate("nb", f"recipe.line.{key}") in text
    assert "2 kontakter med mentoren (på bedriften, telefon). Ja" in text
    assert translate("nb", "recipe.note") in text


def set_goal(client: PageClient, **told: Any) -> Any:
    answers = {"words": "Mentor på plass i god tid", "from_on": "01.01.2026", **told}
    return client.submit_form(GOALS, "/office/goals?office=9901", **answers)


def test_a_goal_is_added_measured_changed_and_reached(site: Site):
    put_cases(site, *range(6), days=60, mentor_after=12)
    client = site.client("leder")
    answer = set_goal(client, measure="median_wait", target="21")
    assert (answer.status_code, answer.location) == (303, f"{GOALS}?office=9901")
    text = read_view(client)
    assert "Dager til mentor i den midterste saken: 12, mål 21." in text
    assert translate("nb", "goal.state.met") in text
    with site.session() as session:
        goal_id = session.scalars(select(OfficeGoal.id)).one()
    edited = client.submit_form(
        f"{GOALS}/{goal_id}?office=9901", f"{GOALS}/{goal_id}?office=9901", target="10"
    )
    assert edited.status_code == 303
    assert translate("nb", "goal.state.not_met") in read_view(client)
    reach = f"{GOALS}/{goal_id}/reached?office=9901"
    assert client.submit_form(GOALS, reach).status_code == 303
    assert re.search(r"nådd \d+\. ", read_view(client))
    assert client.submit_form(GOALS, reach).status_code == 303
    assert translate("nb", "goal.state.not_met") in read_view(client)
    with site.session() as session:
        actions = list(
            session.scalars(
                select(AuditEvent.action).where(AuditEvent.noun == "office_goal").order_by(AuditEvent.id)
            )
        )
    assert actions == ["office_goal.add", "office_goal.edit", "office_goal.reach", "office_goal.take_up"]
    # The county reads the words, and no figure.
    county = site.client("fylke").get(COUNTY).page.body_text
    assert "Mentor på plass i god tid" in county
    assert "12, mål" not in county


@pytest.mark.parametrize(
    ("told", "fault"),
    [
        ({"words": ""}, "error.required"),
        ({"measure": "median_wait"}, "goal.error.no_target"),
        ({"target": "4"}, "goal.error.no_measure"),
        ({"measure": "median_wait", "target": "mange"}, "goal.error.target"),
        ({"to_on": "01.12.2025"}, "form.error.period_turned"),
    ],
)
def test_faults_of_a_goal_stand_at_the_field(site: Site, told: dict[str, str], fault: str):
    client = site.client("leder")
    answer = set_goal(client, **told)
    assert answer.status_code == 422
    if fault != "error.required":
        assert translate("nb", fault) in answer.page.body_text
    with site.session() as session:
        assert session.scalars(select(OfficeGoal)).all() == []


def test_two_who_change_a_goal_meet(site: Site):
    first, second = site.client("leder"), site.client("leder")
    set_goal(first)
    with site.session() as session:
        goal_id = session.scalars(select(OfficeGoal.id)).one()
    url = f"{GOALS}/{goal_id}?office=9901"
    form = second.get(url).page.form(url)
    form.values["words"] = "Noe helt annet"
    assert first.submit_form(url, url, words="Alle har mentor").status_code == 303
    assert second.post_form(form).status_code == 409


def test_the_number_of_volunteers(site: Site):
    client = site.client("leder")
    url = "/office/volunteers?office=9901"
    assert client.submit_form(GOALS, url, volunteers="4").status_code == 303
    assert "4 veiledere er med i prosjektet frivillig, oppgitt" in read_view(client)
    assert client.submit_form(GOALS, url, volunteers="4000").status_code == 422
    assert client.submit_form(GOALS, url, volunteers="").status_code == 303
    assert translate("nb", "volunteers.untold") in read_view(client)
    with site.session() as session:
        office = session.scalars(select(Office).where(Office.number == "9901")).one()
        assert (office.volunteers, office.volunteers_on) == (None, None)


def test_goals_are_the_leads_to_set_and_everybodys_at_the_office_to_read(site: Site):
    set_goal(site.client("leder"))
    adviser = site.client("veileder")
    page = adviser.get(GOALS).page
    assert "Mentor på plass i god tid" in page.body_text
    assert [one for one in page.forms if "/office/" in one.action] == []
    other = site.client("leder2").get(GOALS).page.body_text
    assert "Mentor på plass" not in other
