"""Agreed contact in full, confirming the log, narrowing my day and being away, by form."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.i18n import format_numeric
from hybridmentor.models import Absence, CaseForm, ContactPlan, User
from hybridmentor.services.contact_plans import write_agreed
from tests.support.apps import Site
from tests.support.client import PageClient, PageResponse


def read_plan(site: Site, relationship: str) -> list[str]:
    with site.session() as session:
        statement = select(ContactPlan).where(ContactPlan.relationship_key == relationship)
        return [write_agreed(plan) for plan in session.scalars(statement).unique()]


def read_value(answer: PageResponse, field: str) -> str | None:
    found = answer.page.find(field)
    return None if found is None else found.get("value")


def send(tab: PageClient, case_id: UUID, relationship: str = "mentor", **values: Any) -> PageResponse:
    url = f"/cases/{case_id}/agreed-contact/{relationship}"
    return tab.submit_form(url, **{"state": "ongoing", **values})


def test_a_rhythm_that_tapers(site: Site, tab: PageClient, case_id: UUID):
    answer = send(tab, case_id, every_1="7", form_1="phone", week_2="9", every_2="14")
    assert answer.location == f"/cases/{case_id}/agreed-contact"
    assert read_plan(site, "mentor") == ["1:7:phone,9:14"]
    shown = tab.follow(answer).page.body_text
    assert "Hver uke (telefon), fra uke 9 hver 14. dag" in shown
    page = tab.get(f"/cases/{case_id}").page.body_text
    assert "Hver uke (telefon), fra uke 9 hver 14. dag" in page
    assert read_value(tab.get(f"/cases/{case_id}/agreed-contact/mentor"), "every_1") == "7"


def test_a_suggestion_is_chosen_with_one_click(site: Site, tab: PageClient, case_id: UUID):
    tab.submit_form(f"/cases/{case_id}/agreed-contact", mentor="1:7,9:14,17:28")
    assert read_plan(site, "mentor") == ["1:7,9:14,17:28"]


def test_the_relationship_is_not_followed_and_why(site: Site, tab: PageClient, case_id: UUID):
    send(tab, case_id, "employer", state="others_follow", every_1="7")
    assert read_plan(site, "employer") == ["others_follow"]
    page = tab.get(f"/cases/{case_id}").page.body_text
    assert "Følges opp av andre" in page
    send(tab, case_id, "employer")
    assert read_plan(site, "employer") == [], "ongoing without a rhythm is no agreement"


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"every_1": "0"}, "1"),
        ({"every_1": "x"}, "366"),
        ({"week_2": "9", "every_2": "14"}, "Skriv hvor mange dager det skal gå fra starten."),
        ({"every_1": "7", "week_2": "9"}, "Linjen trenger både uke og antall dager."),
        ({"every_1": "7", "every_2": "9"}, "Linjen trenger både uke og antall dager."),
        (
            {"every_1": "7", "week_2": "9", "every_2": "14", "week_3": "9", "every_3": "28"},
            "Uken må være senere enn i linjen over.",
        ),
        ({"form_1": "phone"}, "Skriv hvor mange dager det skal gå mellom hver gang."),
        ({"state": "employer_is_mentor"}, "Velg"),
    ],
)
def test_what_makes_no_sense_is_told_at_its_field(
    site: Site, tab: PageClient, case_id: UUID, values: dict[str, str], sentence: str
):
    answer = send(tab, case_id, **values)
    assert answer.status_code == 422
    assert sentence in answer.page.body_text
    assert read_plan(site, "mentor") == []
    for name, value in values.items():
        if name.startswith(("every", "week")):
            assert read_value(answer, name) == value, "nothing typed is lost"


def test_somebody_who_has_agreed_otherwise_meanwhile_is_met(site: Site, tab: PageClient, case_id: UUID):
    mine = tab.read_form(f"/cases/{case_id}/agreed-contact/mentor")
    send(tab, case_id, every_1="14")
    answer = tab.post_form(mine, state="ongoing", every_1="7")
    assert answer.status_code == 422
    assert "Noen har avtalt noe annet i mellomtiden: hver 14. dag." in answer.page.body_text
    again = tab.post_form(answer.page.form())
    assert again.status_code == 303
    assert read_plan(site, "mentor") == ["7"]


def test_no_such_relationship_is_not_found(tab: PageClient, case_id: UUID):
    assert tab.get(f"/cases/{case_id}/agreed-contact/neighbour").status_code == 404


def test_confirming_the_log(site: Site, tab: PageClient, case_id: UUID):
    url = f"/cases/{case_id}/log-complete"
    assert tab.submit_form(url, to_on=format_numeric(clock.today())).location == f"/cases/{case_id}"
    with site.session() as session:
        assert session.scalars(select(CaseForm.log_confirmed_on)).one() == clock.today()
    assert "Sist bekreftet til og med" in tab.get(url).page.body_text
    ahead = tab.submit_form(url, to_on=format_numeric(clock.today() + timedelta(days=1)))
    assert ahead.status_code == 422
    long_ago = tab.submit_form(url, to_on="01.01.2001")
    assert (long_ago.status_code, "Velg en senere dag" in long_ago.page.body_text) == (422, True)


def test_my_day_is_narrowed_and_stays_so(site: Site, tab: PageClient, case_id: UUID):
    send(tab, case_id, "jobseeker", every_1="1")
    answer = tab.submit_form("/", form="/my-day", relationship="mentor")
    assert (answer.status_code, answer.location) == (303, "/")
    pressed = [one for one in tab.get("/").page.elements("button") if one.get("aria-pressed") == "true"]
    assert [one.get("value") for one in pressed] == ["mentor"]
    with site.session() as session:
        kept = session.scalars(select(User.day_filter).where(User.login == "veileder")).one()
        assert kept == {"relationship": "mentor"}
    tab.submit_form("/", form="/my-day", relationship="neighbour")
    with site.session() as session:
        still = session.scalars(select(User.day_filter).where(User.login == "veileder")).one()
        assert still == kept, "no such choice changes nothing"


def test_being_away(site: Site, tab: PageClient):
    day = format_numeric(clock.today() + timedelta(days=3))
    answer = tab.submit_form("/account", form="/account/absences", from_on=day, to_on=day)
    assert answer.location == "/account#absence"
    assert "Uten vikar" in tab.follow(answer).page.body_text
    twice = tab.submit_form("/account", form="/account/absences", from_on=day, to_on=day)
    assert (twice.status_code, "Du er registrert som borte" in twice.page.body_text) == (422, True)
    with site.session() as session:
        number = session.scalars(select(Absence.id)).one()
    back = tab.submit_form("/account", form=f"/account/absences/{number}/end")
    assert back.location == "/account#absence"
    with site.session() as session:
        assert session.scalars(select(Absence)).all() == []


def test_the_weekly_letter_is_switched(site: Site, tab: PageClient):
    for wanted in (False, True):
        answer = tab.submit_form("/account", form="/account/digest")
        assert answer.location == "/account#digest"
        with site.session() as session:
            kept = session.scalars(select(User.wants_digest).where(User.login == "veileder")).one()
            assert kept is wanted
