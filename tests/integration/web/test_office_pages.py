"""The pages of the office: questions to ask and success criteria, seen by all, changed by those who may."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.i18n import LANGUAGES, pick, translate
from hybridmentor.models import (
    AuditEvent,
    Office,
    OfficeMembership,
    OfficeQuestion,
    Role,
    SuccessCriterion,
    User,
)
from tests.support.apps import Site
from tests.support.client import PageClient, PageResponse
from tests.support.queries import count_queries

QUESTIONS, CRITERIA = "/office/questions", "/office/criteria"
GOALS, COUNTY, COLLABORATION = "/office/goals", "/office/county", "/office/collaboration"
QUESTION = {"step": "mentor", "audience": "mentor", "words": "Er det noe vi burde ha fortalt deg?"}


def ask(client: PageClient, url: str = QUESTIONS, **told: Any) -> PageResponse:
    """Send the form of a new question."""
    return client.submit_form(url, QUESTIONS, **{**QUESTION, **told})


def decide(client: PageClient, words: str) -> PageResponse:
    """Send the form of a new criterion."""
    return client.submit_form(CRITERIA, CRITERIA, words=words)


def list_removals(client: PageClient, url: str) -> list[str]:
    """The addresses of the buttons that take something away."""
    forms = client.get(url).page.forms
    return [urlsplit(one.action).path for one in forms if "/remove" in one.action]


def add_membership(site: Site, login: str, number: str, role: Role) -> None:
    """One more role at another office."""
    with site.session() as session:
        user = session.scalars(select(User.id).where(User.login == login)).one()
        office = session.scalars(select(Office.id).where(Office.number == number)).one()
        began = clock.today() - timedelta(days=9)
        session.add(OfficeMembership(user_id=user, office_id=office, role=role, from_on=began))
        session.commit()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_models_questions_stand_by_their_step(tab: PageClient, language: str):
    tab.submit_form("/cases", "/language", extra={"language": language})
    text = tab.get(QUESTIONS).page.body_text
    places = []
    for step in get_practice_model("hybridmodellen").steps:
        places.append(text.index(f"{step.number}. {pick(language, step.short_names)}"))
        for question in step.questions:
            assert text.index(pick(language, question)) > places[-1]
    assert places == sorted(places)


def test_a_question_is_added_shown_and_removed(site: Site, tab: PageClient):
    answer = ask(tab)
    assert (answer.status_code, answer.location) == (303, f"{QUESTIONS}?office=9901#step-mentor")
    text = tab.get(QUESTIONS).page.body_text
    assert "Er det noe vi burde ha fortalt deg? Spør mentoren" in text
    assert text.index("4. Mentor valgt") < text.index("Kontorets egne") < text.index("5. Tett på")
    (address,) = list_removals(tab, QUESTIONS)
    answer = tab.submit_form(QUESTIONS, address)
    assert answer.location == f"{QUESTIONS}?office=9901#step-mentor"
    assert "Kontorets egne" not in tab.get(QUESTIONS).page.body_text
    with site.session() as session:
        assert session.scalars(select(OfficeQuestion.is_active)).all() == [False]


def test_a_colleague_sees_the_question_and_another_office_does_not(site: Site, tab: PageClient):
    ask(tab)
    assert "burde ha fortalt deg" in site.client("marked").get(QUESTIONS).page.body_text
    assert list_removals(site.client("lokalkontakt"), QUESTIONS)
    assert list_removals(site.client("marked"), QUESTIONS) == []
    assert (
        site.client("veileder2").get(QUESTIONS).page.body_text.count("burde ha fortalt deg") == 1
    )  # the model's


def test_another_offices_question_is_not_found(site: Site, tab: PageClient):
    ask(tab)
    (address,) = list_removals(tab, QUESTIONS)
    stranger = site.client("veileder2")
    ask(stranger, words="Hva trenger du av oss?")
    form = stranger.read_form(QUESTIONS, list_removals(stranger, QUESTIONS)[0])
    for target in (address, "/office/questions/987654/remove", f"{address}?office=9902"):
        form.action = f"https://localhost{target}"
        assert stranger.post_form(form).status_code == 404
    form.action = f"https://localhost{address}?office=9901"
    assert stranger.post_form(form).status_code == 403
    with site.session() as session:
        assert session.scalars(select(OfficeQuestion.is_active)).all() == [True, True]
        denied = session.scalars(
            select(AuditEvent).where(AuditEvent.decision == "deny").order_by(AuditEvent.id)
        ).all()
        assert [one.action for one in denied] == ["denied.not_visible"] * 3 + ["denied.add_question"]


@pytest.mark.parametrize(
    ("told", "field"),
    [
        ({"step": ""}, "step"),
        ({"step": "lunch"}, "step"),
        ({"audience": None}, "audience"),
        ({"audience": "adviser"}, "audience"),
        ({"words": " \u200b"}, "words"),
        ({"words": "x" * 301}, "words"),
        ({"words": "Spør 02013299997"}, "words"),
    ],
)
def test_faults_of_a_question_stand_at_their_field(
    site: Site, tab: PageClient, told: dict[str, Any], field: str
):
    answer = ask(tab, **told)
    assert answer.status_code == 422
    page = answer.page
    fault = page.find(f"{field}-error")
    assert fault is not None
    assert "".join(fault.itertext()).strip()
    assert page.title.startswith("Feil: ")
    assert f"#{field}" in page.links
    kept = page.form(QUESTIONS).values
    if "words" not in told:
        assert kept["words"] == QUESTION["words"]
    with site.session() as session:
        assert session.scalars(select(OfficeQuestion)).all() == []


def test_the_same_question_twice_is_told(tab: PageClient):
    ask(tab)
    answer = ask(tab)
    assert answer.status_code == 422
    assert translate("nb", "question.error.twice") in answer.page.body_text


def test_the_step_of_the_address_is_chosen(tab: PageClient):
    assert tab.read_form(f"{QUESTIONS}?step=follow_up", QUESTIONS).values["step"] == "follow_up"
    assert tab.read_form(f"{QUESTIONS}?step=lunch", QUESTIONS).values["step"] == ""


def test_the_page_of_a_step_shows_the_offices_questions_and_leads_to_all(tab: PageClient, case_id: UUID):
    ask(tab)
    page = tab.get(f"/cases/{case_id}/steps/mentor").page
    assert "burde ha fortalt deg? Spør mentoren" in page.body_text
    (address,) = [one for one in page.links if QUESTIONS in one and "step=" in one]
    assert address == f"{QUESTIONS}?step=mentor#step-mentor"
    assert (
        "burde ha fortalt deg? Spør mentoren" not in tab.get(f"/cases/{case_id}/steps/share").page.body_text
    )


def test_who_has_several_offices_chooses(site: Site):
    add_membership(site, "veileder", "9902", Role.ADVISER)
    add_membership(site, "veileder", "9903", Role.MARKET_CONTACT)
    client = site.client("veileder")
    page = client.get(QUESTIONS).page
    assert {f"{QUESTIONS}?office={number}" for number in ("9901", "9902", "9903")} <= set(page.links)
    assert ask(client, f"{QUESTIONS}?office=9902").location == f"{QUESTIONS}?office=9902#step-mentor"
    with site.session() as session:
        named = select(Office.number).join(OfficeQuestion, OfficeQuestion.office_id == Office.id)
        assert session.scalars(named).all() == ["9902"]
    assert "burde ha fortalt deg? Spør" not in client.get(QUESTIONS).page.body_text
    assert "burde ha fortalt deg? Spør" in client.get(f"{QUESTIONS}?office=9902").page.body_text
    # At the third office she only reads.
    form = client.read_form(QUESTIONS, QUESTIONS)
    assert len(client.get(f"{QUESTIONS}?office=9903").page.forms) < len(client.get(QUESTIONS).page.forms)
    form.action = f"https://localhost{QUESTIONS}?office=9903"
    assert client.post_form(form, **QUESTION).status_code == 403


@pytest.mark.parametrize("number", ["9902", "0000", "1", "9901 ", "<b>"])
def test_an_office_that_is_not_ones_own_is_refused(tab: PageClient, number: str):
    for url in (QUESTIONS, CRITERIA):
        assert tab.get(url, query_string={"office": number}).status_code == 403


def test_no_criterion_is_there_before_somebody_decides(site: Site, tab: PageClient):
    page = tab.get(CRITERIA).page
    assert translate("nb", "criterion.none") in page.body_text
    assert translate("nb", "criterion.none_text") in page.body_text
    lead = site.client("leder").get(CRITERIA).page
    assert translate("nb", "criterion.none_lead") in lead.body_text


def test_the_lead_decides_and_all_read(site: Site, tab: PageClient):
    lead = site.client("leder")
    answer = decide(lead, "Mentor vil gjøre det igjen")
    assert (answer.status_code, answer.location) == (303, f"{CRITERIA}?office=9901")
    assert "Mentor vil gjøre det igjen" in tab.get(CRITERIA).page.body_text
    assert list_removals(tab, CRITERIA) == []
    assert "igjen" not in site.client("veileder2").get(CRITERIA).page.body_text
    answer = decide(lead, "Mentor vil gjøre det igjen")
    assert answer.status_code == 422
    assert translate("nb", "criterion.error.twice") in answer.page.body_text
    (address,) = list_removals(lead, CRITERIA)
    assert lead.submit_form(CRITERIA, address).status_code == 303
    assert "igjen" not in tab.get(CRITERIA).page.body_text
    decide(lead, "Mentor vil gjøre det igjen")
    with site.session() as session:
        assert session.scalars(select(SuccessCriterion.is_active)).all() == [True]


@pytest.mark.parametrize("words", ["", "x" * 201, "Hun med 02013299997"])
def test_faults_of_a_criterion_stand_at_the_field(site: Site, words: str):
    answer = decide(site.client("leder"), words)
    assert answer.status_code == 422
    assert answer.page.find("words-error") is not None
    assert answer.page.form(CRITERIA).values["words"] == words


def test_another_offices_criterion_is_not_found(site: Site):
    lead, other = site.client("leder"), site.client("leder2")
    decide(lead, "Vårt eget")
    (address,) = list_removals(lead, CRITERIA)
    decide(other, "Deres eget")
    form = other.read_form(CRITERIA, list_removals(other, CRITERIA)[0])
    form.action = f"https://localhost{address}"
    assert other.post_form(form).status_code == 404
    with site.session() as session:
        assert session.scalars(select(SuccessCriterion.is_active)).all() == [True, True]


@pytest.mark.parametrize(
    ("login", "place", "tabs"),
    [
        ("veileder", QUESTIONS, [GOALS, QUESTIONS, CRITERIA]),
        ("marked", QUESTIONS, [GOALS, QUESTIONS, CRITERIA]),
        ("leder", "/office/figures", ["/office/figures", COLLABORATION, GOALS, QUESTIONS, CRITERIA]),
        ("fylke", "/office/figures", ["/office/figures", COLLABORATION, COUNTY]),
    ],
)
def test_the_office_is_one_place_in_the_menu_with_a_row_of_pages(
    site: Site, login: str, place: str, tabs: list[str]
):
    client = site.client(login)
    menu = [one for one in client.get("/").page.links if one.startswith("/office/")]
    assert set(menu) == {place}
    for url in tabs or [place]:
        page = client.get(url).page
        # The menu stands there twice, once for each width.
        assert [one for one in page.links if one.startswith("/office/") and "#" not in one].count(place) >= 2
        pages = (QUESTIONS, CRITERIA, GOALS, COUNTY, COLLABORATION, "/office/figures")
        rows = [one for one in page.links if one in pages]
        assert set(rows) == set(tabs or [place])


@pytest.mark.parametrize(("login", "url"), [("veileder", QUESTIONS), ("leder", CRITERIA)])
def test_the_lists_send_as_many_statements_however_long_they_are(site: Site, login: str, url: str):
    client, counts = site.client(login), []
    for turn in range(2):
        for number in range(6):
            if url == QUESTIONS:
                ask(client, words=f"Spørsmål {turn} {number}?")
            else:
                decide(client, f"Kriterium {turn} {number}")
        with count_queries(site.engine) as statements:
            assert client.get(url).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 3
