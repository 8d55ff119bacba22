"""Consents through the pages: seen with their reasons, registered, taken back, and asked for on my day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.i18n import LANGUAGES, format_numeric, translate
from hybridmentor.models import AuditEvent, Case, Consent, Office
from tests.integration.scenes import look_up, name_mentor, open_through_service
from tests.integration.web.conftest import open_for_site
from tests.support.apps import Site
from tests.support.client import PageClient, PageResponse
from tests.support.queries import count_queries
from tests.support.seed import make_actor

PAGE, NEW = "/cases/{}/consents", "/cases/{}/consents/new?person={}&purpose={}"
YES = {"answer": "yes", "given_how": "on_paper", "kept_at": "Skap 2, perm B"}
TODAY = clock.today()


def write_day(ago: int) -> str:
    """So many days ago, as it is typed."""
    return format_numeric(TODAY - timedelta(days=ago))


def give(
    tab: PageClient, case_id: UUID, person: str = "jobseeker", purpose: str = "research", **told: Any
) -> PageResponse:
    """Send the form of an answer; a yes on paper if nothing else is told."""
    return tab.submit_form(NEW.format(case_id, person, purpose), **{**YES, **told})


def find_withdrawal(tab: PageClient, case_id: UUID) -> str:
    """The address of the only consent that can be taken back."""
    (address,) = [one for one in tab.get(PAGE.format(case_id)).page.links if one.endswith("/withdraw")]
    return address


def read_rows(site: Site) -> list[Consent]:
    with site.session() as session:
        return list(session.scalars(select(Consent).order_by(Consent.given_on)))


def close(site: Site, case_id: UUID) -> None:
    with site.session() as session:
        session.get_one(Case, case_id).closed_on = TODAY
        session.commit()


def test_an_answer_is_registered_and_shown(site: Site, tab: PageClient, case_id: UUID):
    answer = give(tab, case_id, given_on=write_day(3), expires_on=write_day(-400))
    assert (answer.status_code, answer.location) == (303, PAGE.format(case_id))
    text = tab.follow(answer).page.body_text
    for words in ("Har samtykket", f"Samtykket {write_day(3)}", "Ligger: Skap 2, perm B", "Signert på papir"):
        assert words in text
    assert text.count("Registrert av Vilde Veileder") == 2  # the row, and the history
    (row,) = read_rows(site)
    assert (row.person, row.purpose, row.text_version, row.is_refusal) == ("jobseeker", "research", 1, False)
    assert (row.given_by, row.expires_on) == ("person", TODAY + timedelta(days=400))


@pytest.mark.parametrize(
    ("person", "purpose"),
    [
        ("jobseeker", "research"),
        ("jobseeker", "share_with_employer"),
        ("jobseeker", "later_follow_up"),
        ("mentor", "research"),
        ("employer", "research"),
        ("employer", "employer_survey"),
    ],
)
def test_everybody_can_answer_what_is_asked_of_them(
    site: Site, tab: PageClient, case_id: UUID, person: str, purpose: str
):
    assert give(tab, case_id, person, purpose).status_code == 303
    (row,) = read_rows(site)
    assert (row.person, row.purpose) == (person, purpose)
    assert (row.mentor_assignment_id is not None) == (person == "mentor")


def test_an_earlier_company_stands_with_its_own_name(site: Site, tab: PageClient, case_id: UUID):
    give(tab, case_id, "employer")
    with site.session() as session:
        case = session.get_one(Case, case_id)
        earlier = case.employer.name if case.employer else ""
        actor = make_actor(session, "veileder")
        case.employer_id = open_through_service(session, actor, employer_name="Annen AS").case.employer_id
        session.commit()
    page = tab.get(PAGE.format(case_id)).page
    assert "Tidligere bedrift" in page.body_text
    assert earlier
    assert earlier in page.body_text
    assert "Annen AS" in page.body_text
    asked = tab.get(find_withdrawal(tab, case_id)).page.body_text
    assert earlier in asked
    assert "Annen AS" not in asked


def test_a_no_is_registered_without_a_paper(site: Site, tab: PageClient, case_id: UUID):
    answer = give(tab, case_id, answer="no", given_how="spoken", kept_at="")
    page = tab.follow(answer).page
    assert "Sa nei" in page.body_text
    assert [one for one in page.links if one.endswith("/withdraw")] == []
    assert read_rows(site)[0].is_refusal


@pytest.mark.parametrize(
    "query", ["", "?person=jobseeker", "?person=mentor&purpose=later_follow_up", "?purpose=x"]
)
def test_without_a_person_and_a_purpose_there_is_a_choice(tab: PageClient, case_id: UUID, query: str):
    page = tab.get(f"{PAGE.format(case_id)}/new{query}").page
    addresses = [one for one in page.links if "purpose=" in one]
    assert len(addresses) == 6
    assert all(tab.get(one).page.form() for one in addresses)


@pytest.mark.parametrize(
    "query", ["person=adviser&purpose=research", "person=mentor&purpose=employer_survey", ""]
)
def test_what_is_not_asked_is_not_registered(site: Site, tab: PageClient, case_id: UUID, query: str):
    form = tab.read_form(NEW.format(case_id, "jobseeker", "research"))
    form.action = f"https://localhost{PAGE.format(case_id)}/new?{query}"
    assert tab.post_form(form, **YES).status_code == 404
    assert read_rows(site) == []


def test_a_mentor_who_is_not_there_is_not_asked(site: Site, tab: PageClient):
    with site.session() as session:
        actor = make_actor(session, "veileder")
        case_id = open_through_service(session, actor).case.id
        session.commit()
    assert "Ingen mentor ennå" in tab.get(PAGE.format(case_id)).page.body_text
    page = tab.get(NEW.format(case_id, "mentor", "research")).page
    assert page.heading == translate("nb", "consent.choose.title")


@pytest.mark.parametrize(
    ("told", "field", "message"),
    [
        ({"answer": None}, "answer", "error.choose"),
        ({"given_how": None}, "given_how", "error.choose"),
        ({"given_by": None}, "given_by", "error.choose"),
        ({"given_by": "adviser"}, "given_by", "error.choice"),
        ({"given_how": "on_stone"}, "given_how", "error.choice"),
        ({"answer": "maybe"}, "answer", "error.choice"),
        ({"given_on": ""}, "given_on", None),
        ({"given_on": "i går"}, "given_on", "error.date"),
        ({"given_on": write_day(-1)}, "given_on", "consent.error.in_future"),
        ({"given_on": "01.01.1999"}, "given_on", None),
        ({"kept_at": ""}, "kept_at", "consent.error.no_place"),
        ({"kept_at": "x" * 201}, "kept_at", None),
        ({"kept_at": "02013299997"}, "kept_at", None),
        ({"expires_on": "31.02.2030"}, "expires_on", "error.date"),
        ({"expires_on": "01.01.2020"}, "expires_on", None),
    ],
)
def test_faults_stand_at_their_field_and_what_was_typed_is_kept(
    site: Site, tab: PageClient, case_id: UUID, told: dict[str, Any], field: str, message: str | None
):
    values: dict[str, Any] = {**YES, "given_on": write_day(2), **told}
    answer = tab.submit_form(NEW.format(case_id, "jobseeker", "research"), **values)
    assert answer.status_code == 422
    page = answer.page
    assert page.title.startswith("Feil: ")
    fault = page.find(f"{field}-error")
    assert fault is not None
    sentence = " ".join("".join(fault.itertext()).split())
    assert sentence
    if message == "error.choose":
        assert "Velg et svar" in sentence
    elif message:
        assert translate("nb", message) in sentence
    assert f"#{field}" in page.links
    assert [one for one in page.links if one.startswith("#") and one not in (f"#{field}", "#main")] == []
    kept = page.form().values
    for name, value in values.items():
        if value is not None and name not in ("answer", "given_by", "given_how"):
            assert kept[name] == value
    assert read_rows(site) == []


def test_a_consent_is_taken_back_and_stays_in_the_history(site: Site, tab: PageClient, case_id: UUID):
    give(tab, case_id, given_on=write_day(9))
    address = find_withdrawal(tab, case_id)
    page = tab.get(address).page
    assert "Jonas Prøve" in page.body_text
    assert translate("nb", "consent.undo.not_back") in page.body_text
    answer = tab.submit_form(address, withdrawn_on=write_day(1))
    assert (answer.status_code, answer.location) == (303, PAGE.format(case_id))
    text = tab.follow(answer).page.body_text
    assert f"Samtykket ble trukket {write_day(1)}." in text
    assert f"Trukket tilbake {write_day(1)} · Registrert av Vilde Veileder" in text
    (row,) = read_rows(site)
    assert (row.given_on, row.withdrawn_on) == (TODAY - timedelta(days=9), TODAY - timedelta(days=1))
    assert translate("nb", "consent.error.not_standing") in tab.get(address).page.body_text


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("", None),
        ("snart", "error.date"),
        (write_day(-1), "consent.error.in_future"),
        (write_day(10), None),
    ],
)
def test_the_day_of_a_withdrawal_is_checked(
    site: Site, tab: PageClient, case_id: UUID, day: str, message: str | None
):
    give(tab, case_id, given_on=write_day(9))
    answer = tab.submit_form(find_withdrawal(tab, case_id), withdrawn_on=day)
    assert answer.status_code == 422
    fault = answer.page.find("withdrawn_on-error")
    assert fault is not None
    assert message is None or translate("nb", message) in "".join(fault.itertext())
    assert answer.page.form().values["withdrawn_on"] == day
    assert read_rows(site)[0].withdrawn_on is None


def test_two_who_take_the_same_back_meet_in_words(site: Site, tab: PageClient, case_id: UUID):
    give(tab, case_id)
    address = find_withdrawal(tab, case_id)
    first, second = tab.read_form(address), site.client("veileder").read_form(address)
    assert tab.post_form(first).status_code == 303
    answer = tab.post_form(second, extra={"csrf_token": first.values["csrf_token"]})
    assert answer.status_code == 422
    assert translate("nb", "consent.error.not_standing") in answer.page.body_text
    assert tab.post_form(first).status_code == 303, "the same form again is no fault"


def test_in_a_closed_case_one_may_take_back_and_not_give(site: Site, tab: PageClient, case_id: UUID):
    give(tab, case_id)
    close(site, case_id)
    links = tab.get(PAGE.format(case_id)).page.links
    assert [one for one in links if "/consents/new" in one] == []
    assert tab.get(NEW.format(case_id, "jobseeker", "research")).status_code == 403
    assert tab.submit_form(find_withdrawal(tab, case_id)).status_code == 303
    assert read_rows(site)[0].withdrawn_on == TODAY


def test_a_lead_sees_and_changes_nothing(site: Site, tab: PageClient, case_id: UUID):
    give(tab, case_id)
    address = find_withdrawal(tab, case_id)
    lead = site.client("leder")
    page = lead.get(PAGE.format(case_id)).page
    assert "Har samtykket" in page.body_text
    assert [one for one in page.links if "/consents/" in one] == []
    assert (
        lead.get(address).status_code
        == lead.get(NEW.format(case_id, "jobseeker", "research")).status_code
        == 403
    )


def test_a_consent_of_another_case_is_not_found(site: Site, tab: PageClient, case_id: UUID):
    give(tab, case_id)
    other = open_for_site(site, name="Annen Bruker")
    (row,) = read_rows(site)
    for found in (row.id, uuid4()):
        assert tab.get(f"{PAGE.format(other)}/{found}/withdraw").status_code == 404
    form = tab.read_form(find_withdrawal(tab, case_id))
    form.action = f"https://localhost{PAGE.format(other)}/{row.id}/withdraw"
    assert tab.post_form(form).status_code == 404
    assert read_rows(site)[0].withdrawn_on is None


def test_a_mentor_who_left_stands_apart_from_the_one_who_came(site: Site, tab: PageClient, case_id: UUID):
    give(tab, case_id, "mentor")
    with site.session() as session:
        actor = make_actor(session, "veileder")
        visible = look_up(session, actor, case_id)
        name_mentor(session, actor, visible, name="Nina Neste", from_on=TODAY)
        session.commit()
    text = tab.get(PAGE.format(case_id)).page.body_text
    assert text.index("Nina Neste") < text.index("Tidligere mentor") < text.index("Mona Mentor")
    assert give(tab, case_id, "mentor").status_code == 303
    assert len({row.mentor_assignment_id for row in read_rows(site)}) == 2


def test_my_day_asks_for_what_is_missing_and_leads_there(site: Site, tab: PageClient, case_id: UUID):
    page = tab.get("/").page
    assert "Samtykke mangler" in page.body_text
    (address,) = [one for one in page.links if "/consents/new" in one]
    assert tab.submit_form(address, **YES).status_code == 303
    assert "Samtykke mangler" not in tab.get("/").page.body_text


def test_my_day_asks_nothing_at_an_office_that_does_not_take_part(site: Site, tab: PageClient, case_id: UUID):
    with site.session() as session:
        session.scalars(select(Office).where(Office.number == "9901")).one().participation = "control"
        session.commit()
    assert "Samtykke mangler" not in tab.get("/").page.body_text
    assert "Registrer svar" in tab.get(PAGE.format(case_id)).page.body_text


def test_the_case_leads_to_its_consents(tab: PageClient, case_id: UUID):
    assert PAGE.format(case_id) in tab.get(f"/cases/{case_id}").page.links


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_its_words(site: Site, tab: PageClient, case_id: UUID, language: str):
    tab.submit_form("/cases", "/language", extra={"language": language})
    ways = {
        "given": {},
        "expiring": {"expires_on": write_day(-10)},
        "expired": {"given_on": write_day(9), "expires_on": write_day(5)},
        "refused": {"answer": "no"},
    }
    for state, told in ways.items():
        give(tab, case_id, **{"given_on": write_day(0), **told})
        assert translate(language, f"consent.state.{state}") in tab.get(PAGE.format(case_id)).page.body_text
        with site.session() as session:
            for row in session.scalars(select(Consent)):
                session.delete(row)
            session.commit()
    assert translate(language, "consent.state.missing") in tab.get(PAGE.format(case_id)).page.body_text


def test_the_place_of_the_paper_is_sealed_and_not_in_the_log(site: Site, tab: PageClient, case_id: UUID):
    give(tab, case_id, kept_at="Hemmelig skap")
    with site.session() as session:
        assert "Hemmelig" not in str([vars(one) for one in session.scalars(select(AuditEvent))])
        (row,) = session.scalars(select(Consent))
        assert b"Hemmelig" not in (row.kept_where_sealed or b"")


def test_the_page_sends_as_many_statements_however_many_answers(site: Site, tab: PageClient, case_id: UUID):
    counts = []
    for _ in range(2):
        for number in range(5):
            give(tab, case_id, given_on=write_day(number))
        give(tab, case_id, "mentor")
        with count_queries(site.engine) as statements:
            assert tab.get(PAGE.format(case_id)).status_code == 200
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 6
