"""Ble det noe av? Over HTTP: one press, another time, told kindly when somebody was first, and the calendar file."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

import pytest
from icalendar import Calendar
from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import begin_write
from hybridmentor.i18n import format_numeric
from hybridmentor.models import AuditEvent, Case, ContactPoint
from hybridmentor.services.outcomes import close_case
from tests.integration.crowd import open_tabs, run_at_once
from tests.integration.scenes import look_up, talk
from tests.integration.web.conftest import open_for_site
from tests.support.apps import Site
from tests.support.client import PageClient, PageResponse
from tests.support.html import Form
from tests.support.seed import make_actor

NAMES = ("Jonas", "Prøve", "Mona", "Bakeriet")


def plan(site: Site, case_id: UUID, *, ago: int = 1, **values: Any) -> UUID:
    """A planned contact so many days ago, kept for good."""
    with site.session() as session:
        begin_write(session)
        actor = make_actor(session, "veileder")
        visible = look_up(session, actor, case_id)
        day = actor.today - timedelta(days=ago)
        told = {"outcome": "planned", "form": None, **values}
        planned_id = talk(session, actor, visible, day, "mentor", "jobseeker", **told).id
        session.commit()
        return planned_id


def list_answers(site: Site, planned_id: UUID) -> list[ContactPoint]:
    with site.session() as session:
        return list(session.scalars(select(ContactPoint).where(ContactPoint.follows_id == planned_id)))


def locate(case_id: UUID, planned_id: UUID, page: str = "planned") -> str:
    return f"/cases/{case_id}/contacts/{planned_id}/{page}"


def press(tab: PageClient, form: Form, outcome: str, **extra: Any) -> PageResponse:
    """Press one of the buttons, as a browser sends it."""
    return tab.post_form(form, extra={"outcome": outcome, **extra})


def read_answer_form(tab: PageClient, case_id: UUID, planned_id: UUID, query: str = "") -> Form:
    """The buttons on the page of a planned contact."""
    action = locate(case_id, planned_id, "answer") + query
    return tab.read_form(locate(case_id, planned_id) + query, action)


@pytest.mark.parametrize(
    ("outcome", "notice"),
    [("did_not_show", "møtte ikke"), ("attempted", "fikk ikke svar"), ("cancelled", "avlyst")],
)
def test_one_press_says_that_nothing_came_of_it(
    site: Site, tab: PageClient, case_id: UUID, outcome: str, notice: str
):
    planned_id = plan(site, case_id)
    answer = press(tab, read_answer_form(tab, case_id, planned_id, "?from=day"), outcome)
    assert (answer.status_code, answer.location) == (303, "/")
    (entry,) = list_answers(site, planned_id)
    assert (entry.outcome, entry.form) == (outcome, None)
    assert entry.occurred_on == clock.today() - timedelta(days=1)
    page = tab.follow(answer).page
    assert notice in page.body_text
    (undo,) = [form for form in page.forms if form.action.endswith("/undo?from=day")]
    undo.action = f"https://localhost{undo.action}"
    assert tab.post_form(undo).status_code == 303
    assert list_answers(site, planned_id) == []
    assert str(planned_id) in tab.get("/?show=all").text, "it waits for an answer again"


def test_yes_opens_the_log_filled_in(site: Site, tab: PageClient, case_id: UUID):
    planned_id = plan(site, case_id)
    page = tab.get(locate(case_id, planned_id)).page
    (yes,) = [link for link in page.links if "/contacts/new?" in link]
    form = tab.read_form(yes)
    assert form.values["planned"] == str(planned_id)
    assert sorted(form.values.getlist("relationships")) == ["jobseeker", "mentor"]
    assert {"form", "outcome"}.isdisjoint(form.values)


def test_a_double_tap_is_one_answer(site: Site, tab: PageClient, case_id: UUID):
    planned_id = plan(site, case_id)
    form = read_answer_form(tab, case_id, planned_id)
    tabs = open_tabs(tab, 10)
    answers = run_at_once([partial(press, one, form, "did_not_show") for one in tabs])
    assert {(one.status_code, one.location) for one in answers} == {(303, f"/cases/{case_id}")}
    assert len(list_answers(site, planned_id)) == 1


def test_two_windows_are_one_answer_and_the_second_is_told(site: Site, tab: PageClient, case_id: UUID):
    planned_id = plan(site, case_id)
    first, second = (read_answer_form(tab, case_id, planned_id) for _ in range(2))
    assert press(tab, first, "did_not_show").status_code == 303
    answer = press(tab, second, "cancelled")
    assert answer.status_code == 422
    assert "Avtalen er svart på: Møtte ikke" in answer.page.body_text
    assert "Det er ikke lagret noe mer" in answer.page.body_text
    assert [form for form in answer.page.forms if form.action.endswith(("/answer", "/planned"))] == []
    assert [one.outcome for one in list_answers(site, planned_id)] == ["did_not_show"]
    assert "Avtalen er svart på" in tab.get(locate(case_id, planned_id)).page.body_text


@pytest.mark.parametrize("outcome", ["took_place", "planned", "x", "", None])
def test_no_other_word_is_an_answer(site: Site, tab: PageClient, case_id: UUID, outcome: str | None):
    planned_id = plan(site, case_id)
    form = read_answer_form(tab, case_id, planned_id)
    answer = tab.post_form(form, extra={"outcome": outcome})
    assert answer.status_code == 422
    assert list_answers(site, planned_id) == []


def test_of_a_day_ahead_it_can_be_called_off_only(site: Site, tab: PageClient, case_id: UUID):
    planned_id = plan(site, case_id, ago=-3)
    page = tab.get(locate(case_id, planned_id)).page
    assert [link for link in page.links if "/contacts/new?" in link] == []
    form = read_answer_form(tab, case_id, planned_id)
    refused = press(tab, form, "did_not_show")
    assert refused.status_code == 422
    assert "Dagen er ikke kommet ennå" in refused.page.body_text
    again = refused.page.form(locate(case_id, planned_id, "answer"))
    again.action = form.action
    assert press(tab, again, "cancelled").status_code == 303
    (entry,) = list_answers(site, planned_id)
    assert (entry.outcome, entry.occurred_on) == ("cancelled", clock.today())


def move(tab: PageClient, case_id: UUID, planned_id: UUID, day: date | str, at: str = "") -> PageResponse:
    """Fill in the new time."""
    typed = format_numeric(day) if isinstance(day, date) else day
    form = tab.read_form(locate(case_id, planned_id), "move")
    return tab.post_form(form, planned_on=typed, starts_at=at)


def test_moved_it_waits_at_its_new_time(site: Site, tab: PageClient, case_id: UUID):
    planned_id = plan(site, case_id)
    day = clock.today() + timedelta(days=2)
    answer = move(tab, case_id, planned_id, day, "9.15")
    assert (answer.status_code, answer.location) == (303, f"/cases/{case_id}")
    (moved,) = list_answers(site, planned_id)
    assert (moved.outcome, moved.occurred_on, str(moved.starts_at)) == ("planned", day, "09:15:00")
    page = tab.follow(answer).page
    assert locate(case_id, moved.id, "event.ics") in page.links, "the notice offers the calendar file"
    assert locate(case_id, planned_id, "answer") not in [form.action for form in page.forms]
    assert str(planned_id) not in tab.get("/?show=all").text


def test_the_new_time_begins_with_the_clock_it_had_and_no_day(site: Site, tab: PageClient, case_id: UUID):
    planned_id = plan(site, case_id, starts_at=clock.now().replace(hour=13, minute=5).time())
    form = tab.read_form(locate(case_id, planned_id), "move")
    assert (form.values["planned_on"], form.values["starts_at"]) == ("", "13.05")


@pytest.mark.parametrize(
    ("day", "at", "field"),
    [
        ("", "", "planned_on"),
        ("i morgen", "", "planned_on"),
        ("01.01.2020", "", "planned_on"),
        ("01.01.2099", "", "planned_on"),
        (clock.today() + timedelta(days=2), "25.00", "starts_at"),
    ],
)
def test_faults_stand_at_the_field(
    site: Site, tab: PageClient, case_id: UUID, day: date | str, at: str, field: str
):
    planned_id = plan(site, case_id)
    answer = move(tab, case_id, planned_id, day, at)
    assert answer.status_code == 422
    assert "".join(answer.page.find(f"{field}-error").itertext()).strip()
    assert f"#{field}" in answer.page.links
    assert list_answers(site, planned_id) == []


def test_the_time_it_has_is_no_new_time(site: Site, tab: PageClient, case_id: UUID):
    planned_id = plan(site, case_id, ago=0)
    answer = move(tab, case_id, planned_id, clock.today())
    assert answer.status_code == 422
    assert answer.page.find("planned_on-error") is not None


def test_who_comes_with_the_earlier_time_is_shown_the_new_one(site: Site, tab: PageClient, case_id: UUID):
    """Two windows: the second is told that it was moved, and moves it on from where it stands if asked again."""
    planned_id = plan(site, case_id)
    stale = tab.read_form(locate(case_id, planned_id), "move")
    day = clock.today() + timedelta(days=2)
    move(tab, case_id, planned_id, day)
    (moved,) = list_answers(site, planned_id)
    later = format_numeric(day + timedelta(days=1))
    answer = tab.post_form(stale, planned_on=later)
    assert answer.status_code == 422
    assert "Avtalen er flyttet alt" in answer.page.body_text
    assert "Noen har alt svart" in answer.page.body_text
    form = answer.page.form("move")
    assert form.values["planned_on"] == later, "nothing typed is lost"
    assert form.action == locate(case_id, moved.id)
    form.action = f"https://localhost{form.action}"
    assert tab.post_form(form).status_code == 303
    assert len(list_answers(site, moved.id)) == 1
    assert len(list_answers(site, planned_id)) == 1


def test_what_is_no_planned_contact_of_the_case_is_not_found(site: Site, tab: PageClient, case_id: UUID):
    other = open_for_site(site, name="Berit Dahl")
    planned_id = plan(site, other)
    with site.session() as session:
        begin_write(session)
        actor = make_actor(session, "veileder")
        held = talk(session, actor, look_up(session, actor, case_id), actor.today).id
        session.commit()
    token = tab.read_form(f"/cases/{case_id}/contacts/new").values["csrf_token"]
    for wanted in (planned_id, held, uuid4()):
        for page in ("planned", "event.ics"):
            assert tab.get(locate(case_id, wanted, page)).status_code == 404
        for page in ("planned", "answer"):
            sent = {"csrf_token": token, "hm_key": str(uuid4()), "outcome": "cancelled"}
            assert tab.post(locate(case_id, wanted, page), data=sent).status_code == 404
    assert list_answers(site, planned_id) == []


def read_file(tab: PageClient, case_id: UUID, planned_id: UUID) -> Any:
    """The event in the file."""
    answer = tab.get(locate(case_id, planned_id, "event.ics"))
    assert answer.status_code == 200
    (event,) = Calendar.from_ical(answer.data).walk("VEVENT")
    return event


def test_the_file_is_a_file_without_a_name_in_it(site: Site, tab: PageClient, case_id: UUID):
    planned_id = plan(site, case_id, ago=-2, note="Jonas vil snakke om pauser")
    answer = tab.get(locate(case_id, planned_id, "event.ics"))
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Content-Disposition"] == "attachment; filename=hybridmentor.ics"
    assert answer.headers["Cache-Control"] == "no-store"
    assert [word for word in (*NAMES, "pauser") if word in answer.get_data(as_text=True)] == []
    event = read_file(tab, case_id, planned_id)
    with site.session() as session:
        number = session.get_one(Case, case_id).number
    assert number.endswith("-0001")
    assert event["summary"] == f"Kontakt med mentor og bruker, sak {number}"
    assert event["url"] == f"https://localhost/cases/{case_id}/contacts/new?planned={planned_id}"
    assert event["url"] in event["description"]
    assert event.decoded("dtstart") == clock.today() + timedelta(days=2)
    assert tab.get(event["url"]).status_code == 200
    with site.session() as session:
        rows = session.scalars(select(AuditEvent).where(AuditEvent.action == "contact.calendar")).all()
        assert {(row.case_id, row.detail) for row in rows} == {(case_id, None)}


@pytest.mark.parametrize(
    ("language", "words"),
    [("nn", "Kontakt med mentor og brukar, sak"), ("en", "Contact with mentor and jobseeker, case")],
)
def test_the_file_is_in_the_readers_language(
    site: Site, tab: PageClient, case_id: UUID, language: str, words: str
):
    planned_id = plan(site, case_id)
    form = next(one for one in tab.get("/cases").page.forms if "language" in one.names)
    tab.post_form(form, language=language)
    assert read_file(tab, case_id, planned_id)["summary"].startswith(words)


def test_one_file_follows_the_appointment(site: Site, tab: PageClient, case_id: UUID):
    """Moved, it is the same event with a higher number; answered, it is called off; undone, it stands again."""
    planned_id = plan(site, case_id)
    first = read_file(tab, case_id, planned_id)
    day = clock.today() + timedelta(days=5)
    move(tab, case_id, planned_id, day, "10")
    (moved,) = list_answers(site, planned_id)
    for wanted in (planned_id, moved.id):
        event = read_file(tab, case_id, wanted)
        assert (event["uid"], event["sequence"], event["status"]) == (first["uid"], 1, "CONFIRMED")
        assert clock.to_oslo(event.decoded("dtstart")).strftime("%d %H.%M") == f"{day:%d} 10.00"
        assert event["dtstamp"].dt >= first["dtstamp"].dt
    assert str(planned_id) in first["uid"]
    press(tab, read_answer_form(tab, case_id, moved.id), "cancelled")
    event = read_file(tab, case_id, planned_id)
    assert (event["uid"], event["sequence"], event["status"]) == (first["uid"], 2, "CANCELLED")


def test_in_a_closed_case_it_is_called_off(site: Site, tab: PageClient, case_id: UUID):
    planned_id = plan(site, case_id)
    with site.session() as session:
        begin_write(session)
        actor = make_actor(session, "veileder")
        case = look_up(session, actor, case_id)
        told: dict[str, Any] = {"facts": {"attached": "yes"}, "note": None, "follow_up_on": None}
        close_case(session, actor, case, closed_on=actor.today, **told)
        session.commit()
    assert read_file(tab, case_id, planned_id)["status"] == "CANCELLED"
    assert tab.get(locate(case_id, planned_id)).status_code == 403


def test_who_reads_the_case_has_the_file_and_no_buttons(site: Site, tab: PageClient, case_id: UUID):
    planned_id = plan(site, case_id)
    lead = site.client("leder")
    assert read_file(lead, case_id, planned_id)["url"] == f"https://localhost/cases/{case_id}"
    page = lead.get(f"/cases/{case_id}").page
    assert locate(case_id, planned_id, "event.ics") in page.links
    assert [form for form in page.forms if form.action.endswith("/answer")] == []
    assert lead.get(locate(case_id, planned_id)).status_code == 403
    assert site.client("veileder2").get(locate(case_id, planned_id, "event.ics")).status_code == 404


def test_the_page_of_the_case_answers_in_the_row(site: Site, tab: PageClient, case_id: UUID):
    planned_id = plan(site, case_id)
    form = tab.read_form(f"/cases/{case_id}", locate(case_id, planned_id, "answer"))
    assert press(tab, form, "did_not_show").status_code == 303
    assert len(list_answers(site, planned_id)) == 1
