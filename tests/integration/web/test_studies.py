"""Studies through the pages: defined, opened, answered by advisers, and cases sent to them; nothing small is ever told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.i18n import LANGUAGES, translate
from hybridmentor.models import Case, Consent, Office, Study, StudyAnswer, StudyCase, StudyText, StudyVariable
from tests.integration.scenes import name_mentor, open_through_service
from tests.support.apps import Site
from tests.support.client import PageClient
from tests.support.queries import count_queries
from tests.support.seed import make_actor
from tests.support.studies import make_study

LIST, NEW = "/research/studies", "/research/studies/new"
TODAY = clock.today()
ABOUT: dict[str, Any] = {
    "title": "Veier inn i arbeid",
    "purpose": "Vi vil vite hva som hjelper.",
    "legal_basis": "Samtykke",
    "from_on": "01.01.2025",
    "to_on": "31.12.2027",
    "contact_name": "Personvernombudet",
    "contact_email": "ombud@example.org",
}
WORDS = {"words_nb": "Les dette først.", "words_nn": "Les dette først."}
YES = {"answer": "yes", "given_how": "on_paper", "kept_at": "Skap 2, perm B"}


@pytest.fixture
def researcher(site: Site) -> PageClient:
    """The researcher's browser."""
    return site.client("forsker")


@pytest.fixture
def study_id(site: Site) -> UUID:
    """An open study of 9901 about its own cases."""
    with site.session() as session:
        office = session.scalars(select(Office.id).where(Office.number == "9901")).one()
        made = make_study(session, office, {office: "participating"}).id
        session.commit()
        return made


def press(tab: PageClient, page: str, action: str) -> Any:
    """Send the lone button of a page that goes to the address."""
    form = next(one for one in tab.get(page).page.forms if one.action == action)
    return tab.post_form(form)


def test_a_researcher_defines_a_study_and_opens_it(site: Site, researcher: PageClient):
    made = researcher.submit_form(NEW, **ABOUT)
    assert made.status_code == 303
    page = made.location
    text = researcher.follow(made).page.body_text
    for lacking in ("offices", "variables", "persons", "advisers"):
        assert translate("nb", f"study.hindrance.{lacking}") in text
    assert [form.action for form in researcher.get(page).page.forms if form.action.endswith("/open")] == []
    with site.session() as session:
        office = session.scalars(select(Office.id).where(Office.number == "9902")).one()
    researcher.submit_form(f"{page}/offices", f"{page}/offices", office=str(office), part="participating")
    assert (
        translate("nb", "release_group.contact_employer.about")
        in researcher.get(f"{page}/variables").page.body_text
    )
    researcher.submit_form(
        f"{page}/variables", group_place=["county"], group_outcome=["attached", "employment_form"]
    )
    for audience in ("persons", "advisers"):
        answer = researcher.submit_form(f"{page}/texts/{audience}", **WORDS)
        assert answer.status_code == 303, answer.page.body_text
    opened = press(researcher, page, f"{page}/open")
    assert opened.status_code == 303
    text = researcher.follow(opened).page.body_text
    assert "3 opplysninger valgt" in text
    assert "1 deltar, 0 gjest, 0 kontroll" in text
    assert "Nav Skogvik" in researcher.get(f"{page}/offices").page.body_text
    with site.session() as session:
        (study,) = session.scalars(select(Study))
        assert (study.state, study.opened_on) == ("open", TODAY)
        assert {row.variable for row in study.variables} == {"county", "attached", "employment_form"}
        texts = session.scalars(select(StudyText)).all()
        assert {text.withdrawal_nn for text in texts} == {
            translate("nn", f"study.withdrawal_words.{audience}") for audience in ("persons", "advisers")
        }


def test_the_text_says_what_withdrawal_can_and_cannot_undo():
    for language in LANGUAGES:
        for audience in ("persons", "advisers"):
            assert len(translate(language, f"study.withdrawal_words.{audience}")) > 150


def test_what_is_wrong_stands_at_its_field(researcher: PageClient):
    answer = researcher.submit_form(NEW, **ABOUT | {"to_on": "01.01.2024", "contact_email": "ombud"})
    assert answer.status_code == 422
    assert "e-post" in answer.page.body_text.lower()
    turned = researcher.submit_form(NEW, **ABOUT | {"to_on": "01.01.2024"})
    assert turned.status_code == 422
    assert ABOUT["purpose"] in turned.text


def test_a_person_in_the_words_must_be_answered_for(researcher: PageClient):
    answer = researcher.submit_form(NEW, **ABOUT | {"purpose": "Ring Kari Frantzen på 922 33 445."})
    assert answer.status_code == 422
    assert "hm_stands" in answer.text


def test_an_open_study_shows_only_what_can_be_changed(researcher: PageClient, study_id: UUID):
    page = researcher.get(f"{LIST}/{study_id}/edit").page
    names = {name for form in page.forms for name in form.names}
    assert {"contact_name", "contact_email"} <= names
    assert not names & {"title", "purpose", "from_on", "to_on", "office"}
    researcher.submit_form(f"{LIST}/{study_id}/edit", contact_name="Et annet ombud")
    assert "Et annet ombud" in researcher.get(f"{LIST}/{study_id}").page.body_text


def test_two_who_change_a_study_meet(researcher: PageClient, study_id: UUID):
    form = researcher.read_form(f"{LIST}/{study_id}/edit")
    researcher.submit_form(f"{LIST}/{study_id}/edit", contact_name="Den første")
    answer = researcher.post_form(form, contact_name="Den andre")
    assert answer.status_code == 409
    assert "Den første" in answer.text


def test_an_office_is_taken_out_and_a_study_ended(site: Site, researcher: PageClient, study_id: UUID):
    page = f"{LIST}/{study_id}"
    (remove,) = [
        form.action
        for form in researcher.get(f"{page}/offices").page.forms
        if form.action.endswith("/remove")
    ]
    assert press(researcher, f"{page}/offices", remove).status_code == 303
    assert press(researcher, page, f"{page}/end").status_code == 303
    text = researcher.get(page).page.body_text
    assert "Avsluttet" in text
    assert [
        form.action for form in researcher.get(f"{page}/offices").page.forms if "offices" in form.action
    ] == []
    with site.session() as session:
        assert session.get_one(Study, study_id).state == "ended"


def test_an_audience_that_is_none_is_not_found(researcher: PageClient, study_id: UUID):
    assert researcher.get(f"{LIST}/{study_id}/texts/everybody").status_code == 404


def test_an_adviser_says_yes_and_no_for_oneself(site: Site, study_id: UUID):
    tab, page = site.client("veileder"), f"{LIST}/{study_id}"
    assert "Ikke svart" in tab.get(page).page.body_text
    for key, word in (("yes", "Du har sagt ja"), ("no", "Du har sagt nei")):
        (form,) = [one for one in tab.get(f"{page}/answer").page.forms if one.values.get("answer") == key]
        assert tab.post_form(form).status_code == 303
        assert word in tab.get(page).page.body_text
    with site.session() as session:
        assert [row.is_yes for row in session.scalars(select(StudyAnswer).order_by(StudyAnswer.id))] == [
            True,
            False,
        ]
    for login in ("leder", "forsker", "godkjenner"):
        text = site.client(login).get(page).page.body_text
        assert "Du har sagt" not in text
        assert "Ikke svart" not in text


def test_my_day_says_that_a_study_waits_for_the_advisers_own_answer(site: Site, study_id: UUID):
    tab, answer = site.client("veileder"), f"{LIST}/{study_id}/answer"
    open_case(site)
    tab.get("/")
    with count_queries(site.engine) as statements:
        page = tab.get("/").page
    assert len(statements) <= 10
    assert answer in page.links
    assert translate("nb", "day.study_asks.read") in page.body_text
    (form,) = [one for one in tab.get(answer).page.forms if one.values.get("answer") == "no"]
    assert tab.post_form(form).status_code == 303
    assert answer not in tab.get("/").page.links
    for login in ("leder", "veileder2"):
        assert answer not in site.client(login).get("/").page.links


def test_an_answer_to_an_older_text_is_not_taken(site: Site, study_id: UUID):
    tab, page = site.client("veileder"), f"{LIST}/{study_id}/answer"
    (form,) = [one for one in tab.get(page).page.forms if one.values.get("answer") == "yes"]
    researcher = site.client("forsker")
    researcher.submit_form(f"{LIST}/{study_id}/texts/advisers", words_nb="Nytt.", words_nn="Nytt.")
    answer = tab.post_form(form)
    assert answer.status_code == 422
    assert translate("nb", "study.error.text_changed") in answer.page.body_text


def open_case(site: Site) -> UUID:
    """A case of the adviser's with a mentor."""
    with site.session() as session:
        actor = make_actor(session, "veileder")
        visible = open_through_service(session, actor)
        name_mentor(session, actor, visible)
        session.commit()
        return visible.case.id


def test_a_case_gets_its_answers_and_is_sent_and_taken_back(site: Site, study_id: UUID):
    tab, case_id = site.client("veileder"), open_case(site)
    page = f"/cases/{case_id}/studies"
    assert page in tab.get(f"/cases/{case_id}").page.links
    asked = [one for one in tab.get(page).page.links if "/consents/" in one]
    assert len(asked) == 3
    for address in asked:
        assert "Les dette, utgave 1" in tab.get(address).page.body_text
        assert tab.submit_form(address, **YES).status_code == 303
    sent = press(tab, page, f"{page}/{study_id}/send")
    assert sent.location == page
    assert "Sendt til studien" in tab.follow(sent).page.body_text
    assert "Sendt til Veier inn i arbeid" in tab.get(f"/cases/{case_id}").page.body_text
    with site.session() as session:
        assert len(session.scalars(select(StudyCase)).all()) == 1
        rows = session.scalars(select(Consent)).all()
        assert {(row.person, row.study_id) for row in rows} == {
            (person, study_id) for person in ("jobseeker", "mentor", "employer")
        }
    assert press(tab, page, f"{page}/{study_id}/take-back").status_code == 303
    assert "Ikke sendt" in tab.get(page).page.body_text


def test_a_consent_is_withdrawn_from_the_same_page(site: Site, study_id: UUID):
    tab, case_id = site.client("veileder"), open_case(site)
    page = f"/cases/{case_id}/studies"
    tab.submit_form(f"{page}/{study_id}/consents/jobseeker", **YES)
    (address,) = [one for one in tab.get(page).page.links if one.endswith("/withdraw")]
    assert tab.submit_form(address).status_code == 303
    assert "Brukerens ja til studien mangler" in tab.get(page).page.body_text


def test_a_company_that_the_case_has_left_can_still_withdraw(site: Site, study_id: UUID):
    tab, case_id = site.client("veileder"), open_case(site)
    page = f"/cases/{case_id}/studies"
    tab.submit_form(f"{page}/{study_id}/consents/employer", **YES)
    with site.session() as session:
        actor = make_actor(session, "veileder")
        other = open_through_service(session, actor, name="Siri Annen", employer_name="Annen AS").case
        session.get_one(Case, case_id).employer_id = other.employer_id
        session.commit()
    shown = tab.get(page).page
    assert "Tidligere bedrift" in shown.body_text
    (address,) = [one for one in shown.links if one.endswith("/withdraw")]
    asked = tab.get(address).page.body_text
    assert "Bakeriet" in asked
    assert "Annen AS" not in asked
    assert tab.submit_form(address).status_code == 303
    assert "Tidligere bedrift" not in tab.get(page).page.body_text
    with site.session() as session:
        assert session.scalars(select(Consent)).one().withdrawn_on == TODAY


def test_what_is_wrong_with_an_answer_stands_at_its_field(site: Site, study_id: UUID):
    tab, case_id = site.client("veileder"), open_case(site)
    address = f"/cases/{case_id}/studies/{study_id}/consents/jobseeker"
    ahead = (TODAY + timedelta(days=3)).strftime("%d.%m.%Y")
    for told in (YES | {"kept_at": ""}, YES | {"given_on": ahead}, YES | {"given_on": ""}, {}):
        assert tab.submit_form(address, **told).status_code == 422
    for nobody in ("adviser", "00000000-0000-0000-0000-000000000000"):
        assert tab.get(f"/cases/{case_id}/studies/{study_id}/consents/{nobody}").status_code == 404
    with site.session() as session:
        assert session.scalars(select(Consent)).all() == []


def test_a_study_that_does_not_ask_for_the_case_is_not_found(site: Site, study_id: UUID):
    with site.session() as session:
        actor = make_actor(session, "veileder2")
        other = open_through_service(session, actor).case.id
        session.commit()
    tab = site.client("veileder2")
    assert "Ingen studier" in tab.get(f"/cases/{other}/studies").page.body_text
    assert tab.get(f"/cases/{other}/studies/{study_id}/consents/jobseeker").status_code == 404


def test_missing_consents_stand_on_my_day_until_they_are_given(site: Site, study_id: UUID):
    tab, case_id = site.client("veileder"), open_case(site)
    address = f"/cases/{case_id}/studies/{study_id}/consents/jobseeker"
    assert address in tab.get("/?show=all").page.links
    assert "Veier inn i arbeid" in tab.get("/?show=all").page.body_text
    tab.submit_form(address, **YES | {"expires_on": (TODAY + timedelta(days=10)).strftime("%d.%m.%Y")})
    assert address in tab.get("/?show=all").page.links, "it soon expires"
    tab.submit_form(address, **YES)
    assert address not in tab.get("/?show=all").page.links


def test_a_no_is_not_asked_again(site: Site, study_id: UUID):
    tab, case_id = site.client("veileder"), open_case(site)
    address = f"/cases/{case_id}/studies/{study_id}/consents/jobseeker"
    tab.submit_form(address, answer="no", given_how="spoken")
    assert address not in tab.get("/?show=all").page.links


def test_an_adviser_sees_own_cases_with_what_they_lack(site: Site, study_id: UUID):
    case_id = open_case(site)
    with site.session() as session:
        session.add(StudyVariable(study_id=study_id, variable="industry"))
        session.commit()
    text = site.client("veileder").get(f"{LIST}/{study_id}/cases").page.body_text
    for words in ("Jonas Prøve", "Saken er ikke avsluttet", "Brukerens ja", "Ikke sendt", "Ikke registrert"):
        assert words in text
    assert f"/cases/{case_id}/studies" in site.client("veileder").get(f"{LIST}/{study_id}/cases").page.links


def test_a_researcher_sees_bands_and_no_name(site: Site, researcher: PageClient, study_id: UUID):
    for _ in range(3):
        open_case(site)
    page = f"{LIST}/{study_id}/readiness"
    text = researcher.get(page).page.body_text
    assert text.count("færre enn 5") >= 5
    assert "Jonas" not in text
    with site.session() as session:
        for case in session.scalars(select(Case)):
            case.closed_on = TODAY
        session.commit()
    assert "færre enn 5" in researcher.get(page).page.body_text, "three cases look like none"
    for _ in range(2):
        open_case(site)
    with site.session() as session:
        for case in session.scalars(select(Case)):
            case.closed_on = TODAY
        session.commit()
    assert "5–9" in researcher.get(page).page.body_text


def test_who_has_no_part_sees_no_study(site: Site, study_id: UUID):
    assert site.client("veileder2").get(f"{LIST}/{study_id}").status_code == 404
    assert "Ingen studier" in site.client("veileder2").get(LIST).page.body_text
    for login in ("fylke", "marked", "admin", "ny"):
        assert site.client(login).get(LIST).status_code == 403


def test_a_draft_is_its_researchers_own(site: Site, study_id: UUID):
    with site.session() as session:
        study = session.get_one(Study, study_id)
        study.state, study.opened_on = "draft", None
        session.commit()
    for login, status in (("forsker", 200), ("godkjenner", 200), ("veileder", 404), ("leder", 404)):
        assert site.client(login).get(f"{LIST}/{study_id}").status_code == status
