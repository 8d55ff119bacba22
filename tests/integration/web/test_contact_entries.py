"""One entry for several cases, through whom, what others told of, work without contact, and what the notice says."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from hybridmentor import clock
from hybridmentor.db import begin_write
from hybridmentor.models import CasePause, CaseWork, ContactPoint, MentorAssignment
from hybridmentor.services.contacts import UNDO_TIME
from tests.integration.crowd import open_tabs, run_at_once
from tests.integration.scenes import agree, look_up
from tests.integration.web.conftest import open_for_site
from tests.support.apps import Site
from tests.support.client import PageClient, PageResponse
from tests.support.html import Form
from tests.support.seed import make_actor

CONTACT: dict[str, Any] = {
    "relationships": ["mentor"],
    "day": "today",
    "form": "phone",
    "outcome": "took_place",
}
TOLD: dict[str, Any] = {"reported_by": "mentor", "day": "today", "form": "at_company"}
WORK: dict[str, Any] = {"kind": "travel", "day": "today", "minutes_band": "30_60"}


@pytest.fixture
def other_id(site: Site) -> UUID:
    """A second case of the adviser's with the same mentor at the same company."""
    return open_for_site(site, name="Åse Dahl")


def list_contacts(site: Site) -> list[ContactPoint]:
    with site.session() as session:
        rows = list(session.scalars(select(ContactPoint).order_by(ContactPoint.created_at)))
        _ = [(row.note, row.relationship_keys, [part.person_id for part in row.participants]) for row in rows]
        return rows


def count(site: Site, model: type) -> int:
    with site.session() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def log(tab: PageClient, case_id: UUID, query: str = "", **values: Any) -> PageResponse:
    return tab.submit_form(f"/cases/{case_id}/contacts/new{query}", extra={**CONTACT, **values})


def find_undo(page: Any) -> Form:
    """The button in the notice."""
    (undo,) = {form.action: form for form in page.forms if "/undo" in form.action}.values()
    undo.action = f"https://localhost{undo.action}"
    return undo


def test_other_cases_of_the_mentor_are_offered_and_none_is_chosen(
    tab: PageClient, case_id: UUID, other_id: UUID
):
    form = tab.read_form(f"/cases/{case_id}/contacts/new?with=mentor")
    offered = [one for one in form.element.iter("input") if one.get("name") == "also"]
    assert [one.get("value") for one in offered] == [str(other_id)]
    assert form.values.getlist("also") == []


def test_no_question_where_the_mentor_has_one_case(tab: PageClient, case_id: UUID):
    assert "also" not in tab.read_form(f"/cases/{case_id}/contacts/new").names


def test_one_form_makes_one_contact_in_each_case(site: Site, tab: PageClient, case_id: UUID, other_id: UUID):
    answer = log(tab, case_id, also=[str(other_id)], note="Om begge", via="hr", themes=["language"])
    assert (answer.status_code, answer.location) == (303, f"/cases/{case_id}")
    assert "2 kontakter er logget" in tab.follow(answer).page.body_text
    rows = list_contacts(site)
    assert {row.case_id for row in rows} == {case_id, other_id}
    assert len({row.entry_id for row in rows} - {None}) == 1
    assert {(row.note, row.via, row.form) for row in rows} == {("Om begge", "hr", "phone")}
    with site.session() as session:
        mentors = dict(session.execute(select(MentorAssignment.case_id, MentorAssignment.person_id)).all())
    assert {row.case_id: row.participants[0].person_id for row in rows} == mentors, "each case's own person"
    page = tab.get(f"/cases/{other_id}/contacts").page
    assert "Om begge" in page.body_text
    assert "gjennom HR" in page.body_text


def test_one_undo_takes_both(site: Site, tab: PageClient, case_id: UUID, other_id: UUID):
    page = tab.follow(log(tab, case_id, "?from=day", also=[str(other_id)])).page
    answer = tab.post_form(find_undo(page))
    assert (answer.status_code, answer.location) == (303, "/")
    assert "2 kontakter er angret" in tab.follow(answer).page.body_text
    assert list_contacts(site) == []


def test_the_page_of_one_says_that_it_was_saved_with_another(
    site: Site, tab: PageClient, case_id: UUID, other_id: UUID
):
    log(tab, case_id, also=[str(other_id)], note="Om begge")
    second = next(row for row in list_contacts(site) if row.case_id == other_id)
    url = f"/cases/{other_id}/contacts/{second.id}"
    words = tab.get(url).page.body_text
    assert "Ble lagret sammen med 1 annen" in words
    assert "Angre tar bort alle 2" in words
    form = tab.read_form(url, "correct")
    assert tab.post_form(form, note="Bare her", via="leader").status_code == 303
    notes = {row.case_id: (row.note, row.via) for row in list_contacts(site)}
    assert notes == {case_id: ("Om begge", None), other_id: ("Bare her", "leader")}
    told = tab.get(f"/cases/{other_id}/versions").page.body_text
    assert "Gjennom hvem?" in told
    assert "En leder" in told


def test_ten_sends_at_once_make_one_row_for_each_case(
    site: Site, tab: PageClient, case_id: UUID, other_id: UUID
):
    form = tab.read_form(f"/cases/{case_id}/contacts/new")
    sent = {**CONTACT, "also": [str(other_id)]}
    answers = run_at_once([lambda one=one: one.post_form(form, extra=sent) for one in open_tabs(tab, 10)])
    assert {answer.status_code for answer in answers} == {303}
    assert sorted(row.case_id for row in list_contacts(site)) == sorted([case_id, other_id])


def test_many_log_in_the_same_cases_from_either_of_them(
    site: Site, tab: PageClient, case_id: UUID, other_id: UUID
):
    forms = [
        (tab.read_form(f"/cases/{one}/contacts/new"), two)
        for one, two in [(case_id, other_id), (other_id, case_id)] * 6
    ]
    answers = run_at_once(
        [
            lambda one=one, form=form, also=also: one.post_form(
                form, extra={**CONTACT, "also": [str(also)], "hm_key": str(uuid4())}
            )
            for one, (form, also) in zip(open_tabs(tab, 12), forms, strict=True)
        ]
    )
    assert {answer.status_code for answer in answers} == {303}
    assert len(list_contacts(site)) == 24


def test_a_case_that_was_not_offered_cannot_be_named(site: Site, tab: PageClient, case_id: UUID):
    theirs = open_for_site(site, "veileder2", "Siri Annen")
    for also in (theirs, case_id, uuid4(), "abc"):
        answer = log(tab, case_id, also=[str(also)])
        assert answer.status_code == 422, also
        assert "Siri" not in answer.text
    assert list_contacts(site) == []


def test_a_day_long_before_the_other_case_is_told_at_the_choice(
    site: Site, tab: PageClient, case_id: UUID, other_id: UUID
):
    with site.session() as session:
        actor = make_actor(session, "veileder")
        case = look_up(session, actor, case_id).case
        case.opened_on = actor.today - timedelta(days=500)
        session.commit()
    day = (clock.today() - timedelta(days=450)).strftime("%d.%m.%Y")
    answer = log(tab, case_id, also=[str(other_id)], day="other", other_day=day)
    assert answer.status_code == 422
    assert "".join(answer.page.find("also-error").itertext()).strip()
    assert answer.page.form().values.getlist("also") == [str(other_id)]
    assert log(tab, case_id, day="other", other_day=day).status_code == 303


def test_a_new_time_is_agreed_in_both_and_taken_back_in_both(
    site: Site, tab: PageClient, case_id: UUID, other_id: UUID
):
    day = clock.today().strftime("%d.%m.%Y")
    answer = log(tab, case_id, also=[str(other_id)], outcome="planned", form=None, planned_on=day)
    page = tab.follow(answer).page
    assert {(row.case_id, row.outcome) for row in list_contacts(site)} == {
        (case_id, "planned"),
        (other_id, "planned"),
    }
    assert tab.post_form(find_undo(page)).status_code == 303
    assert list_contacts(site) == []


def test_a_contact_within_a_pause_is_saved_and_said_not_to_count(site: Site, tab: PageClient, case_id: UUID):
    with site.session() as session:
        rest = {"from_on": clock.today(), "follow_up_on": clock.today()}
        session.add(CasePause(case_id=case_id, reason="leave", **rest))
        session.commit()
    page = tab.follow(log(tab, case_id)).page
    assert "Den telles ikke, saken har pause" in page.body_text
    assert len(list_contacts(site)) == 1
    page = tab.follow(log(tab, case_id, day="yesterday")).page
    assert "Den telles ikke" not in page.body_text, "the day before the pause"


def test_the_third_attempt_in_a_row_hints_at_another_way(site: Site, tab: PageClient, case_id: UUID):
    told = [
        tab.follow(log(tab, case_id, outcome=outcome)).page.body_text
        for outcome in ("attempted", "did_not_show", "attempted")
    ]
    assert ["forsøk uten svar" in words for words in told] == [False, False, True]
    page = tab.get(f"/cases/{case_id}/contacts/new?with=mentor").page
    assert "3 forsøk uten svar på rad" in page.body_text
    assert f"/cases/{case_id}/agreed-contact" in page.links
    assert "3 forsøk" not in tab.get(f"/cases/{case_id}/contacts/new?with=jobseeker").page.body_text
    words = tab.follow(log(tab, case_id)).page.body_text
    assert "forsøk uten svar" not in words
    assert "forsøk uten svar" not in tab.follow(log(tab, case_id, outcome="attempted")).page.body_text


def test_what_mentor_and_jobseeker_had_is_told_on_a_page_of_its_own(
    site: Site, tab: PageClient, case_id: UUID
):
    assert f"/cases/{case_id}/contacts/told" in tab.get(f"/cases/{case_id}/contacts").page.links
    answer = tab.submit_form(
        f"/cases/{case_id}/contacts/told", extra={**TOLD, "note": "Går gjennom uken hver fredag"}
    )
    assert (answer.status_code, answer.location) == (303, f"/cases/{case_id}/contacts")
    (row,) = list_contacts(site)
    assert (row.relationship_keys, row.reported_by, row.outcome) == (
        ("mentor_jobseeker",),
        "mentor",
        "took_place",
    )
    assert (row.held_by, row.form, row.participants[0].person_id) == ("other", "at_company", None)
    page = tab.follow(answer).page
    assert "Fortalt av mentor" in page.body_text
    assert tab.post_form(find_undo(page)).status_code == 303
    assert list_contacts(site) == []


def test_only_who_told_it_must_be_answered(site: Site, tab: PageClient, case_id: UUID):
    url = f"/cases/{case_id}/contacts/told"
    answer = tab.submit_form(url, note="Skal stå", day="other")
    assert answer.status_code == 422
    for field in ("reported_by", "other_day"):
        assert "".join(answer.page.find(f"{field}-error").itertext()).strip(), field
    assert answer.page.form().values["note"] == "Skal stå"
    assert tab.submit_form(url, reported_by="jobseeker").status_code == 303
    assert list_contacts(site)[0].form is None


def test_it_is_corrected_as_what_it_is(site: Site, tab: PageClient, case_id: UUID):
    tab.submit_form(f"/cases/{case_id}/contacts/told", extra=TOLD)
    url = f"/cases/{case_id}/contacts/{list_contacts(site)[0].id}"
    form = tab.read_form(url, "correct")
    assert {"relationships", "outcome", "held_by", "via"}.isdisjoint(form.names)
    first, second = tab.read_form(url, "correct"), tab.read_form(url, "correct")
    assert tab.post_form(first, reported_by="jobseeker").status_code == 303
    answer = tab.post_form(second, reported_by="jobseeker", note="Noe nytt")
    assert answer.status_code == 303, "different fields merge"
    (row,) = list_contacts(site)
    assert (row.reported_by, row.note, row.held_by) == ("jobseeker", "Noe nytt", "other")
    third = tab.read_form(url, "correct")
    tab.submit_form(url, "correct", note="Den ene")
    assert tab.post_form(third, note="Den andre").status_code == 409
    assert "Hvem fortalte det?" in tab.get(f"/cases/{case_id}/versions").page.body_text


def test_agreed_contact_between_the_two_leads_to_that_page(site: Site, tab: PageClient, case_id: UUID):
    with site.session() as session:
        begin_write(session)
        actor = make_actor(session, "veileder")
        day = actor.today - timedelta(days=40)
        agree(session, actor, look_up(session, actor, case_id), 7, day, "mentor_jobseeker")
        session.commit()
    answer = tab.get(f"/cases/{case_id}/contacts/new?with=mentor_jobseeker&from=day")
    assert (answer.status_code, answer.location) == (303, f"/cases/{case_id}/contacts/told?from=day")
    told = tab.submit_form(answer.location, extra=TOLD)
    assert (told.status_code, told.location) == (303, "/")


@pytest.mark.parametrize("page", ["new", "told"])
def test_the_fourth_relationship_is_no_tile(tab: PageClient, case_id: UUID, page: str):
    form = tab.read_form(f"/cases/{case_id}/contacts/{page}")
    assert "mentor_jobseeker" not in {one.get("value") for one in form.element.iter("input")}


def test_nobody_slips_it_in_among_ones_own(site: Site, tab: PageClient, case_id: UUID):
    for who in (["mentor_jobseeker"], ["mentor", "mentor_jobseeker"]):
        assert log(tab, case_id, relationships=who).status_code == 422
    assert list_contacts(site) == []


def test_work_is_time_among_the_contacts(site: Site, tab: PageClient, case_id: UUID):
    log(tab, case_id)
    answer = tab.submit_form(f"/cases/{case_id}/contacts/work", extra=WORK)
    assert (answer.status_code, answer.location) == (303, f"/cases/{case_id}/contacts")
    page = tab.follow(answer).page
    assert "Tiden er lagret" in page.body_text
    assert "Uten kontakt" in page.body_text
    assert "Reise" in page.body_text
    told = tab.get(f"/cases/{case_id}/form").page.body_text
    assert "Uten kontakt, 1 gang: 30–60 minutter" in told
    text = tab.get(f"/cases/{case_id}/form/text").get_data(as_text=True)
    assert "Uten kontakt, 1 gang: 30–60 minutter" in text


def test_work_without_any_contact_stands_in_the_form_too(tab: PageClient, case_id: UUID):
    tab.submit_form(f"/cases/{case_id}/contacts/work", extra=WORK)
    assert "Uten kontakt, 1 gang" in tab.get(f"/cases/{case_id}/form").page.body_text


def test_work_is_taken_back_from_the_notice(site: Site, tab: PageClient, case_id: UUID):
    undo = find_undo(tab.follow(tab.submit_form(f"/cases/{case_id}/contacts/work?from=day", extra=WORK)).page)
    answers = run_at_once([lambda one=one: one.post_form(undo) for one in open_tabs(tab, 5)])
    assert {(one.status_code, one.location) for one in answers} == {(303, "/")}
    assert count(site, CaseWork) == 0


def test_and_from_the_log_while_there_is_time(
    site: Site, tab: PageClient, case_id: UUID, set_clock: Callable[[datetime], None]
):
    tab.submit_form(f"/cases/{case_id}/contacts/work", extra=WORK)
    tab.get("/")
    url = f"/cases/{case_id}/contacts"
    form = tab.read_form(url)
    set_clock(clock.now() + UNDO_TIME + timedelta(minutes=1))
    assert not [one for one in tab.get(url).page.forms if "/undo" in one.action]
    assert tab.post_form(form).status_code == 422
    set_clock(clock.now() - timedelta(minutes=5))
    assert tab.post_form(form, extra={"hm_key": str(uuid4())}).status_code == 303
    assert count(site, CaseWork) == 0


def test_work_needs_what_it_is_and_how_long(site: Site, tab: PageClient, case_id: UUID):
    answer = tab.submit_form(f"/cases/{case_id}/contacts/work", day="other", other_day="01.01.2099")
    assert answer.status_code == 422
    for field in ("kind", "minutes_band", "other_day"):
        assert "".join(answer.page.find(f"{field}-error").itertext()).strip(), field
    assert count(site, CaseWork) == 0


@pytest.mark.parametrize(
    ("page", "values", "model"), [("work", WORK, CaseWork), ("told", TOLD, ContactPoint)]
)
def test_ten_sends_at_once_are_one(
    site: Site, tab: PageClient, case_id: UUID, page: str, values: dict[str, Any], model: type
):
    form = tab.read_form(f"/cases/{case_id}/contacts/{page}")
    answers = run_at_once([lambda one=one: one.post_form(form, extra=values) for one in open_tabs(tab, 10)])
    assert {answer.status_code for answer in answers} == {303}
    assert count(site, model) == 1


def test_who_may_only_read_finds_no_way_to_log(site: Site, tab: PageClient, case_id: UUID):
    tab.submit_form(f"/cases/{case_id}/contacts/work", extra=WORK)
    page = site.client("leder").get(f"/cases/{case_id}/contacts").page
    assert "Uten kontakt" in page.body_text
    assert not [link for link in page.links if link.endswith(("/work", "/told", "/new"))]
    assert not [form for form in page.forms if "/undo" in form.action]
