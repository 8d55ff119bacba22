"""Logging a contact over HTTP: by many at once, from a planned one, and back to where one came from."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.i18n import format_numeric
from hybridmentor.models import AuditEvent, Case, ContactPoint
from tests.integration.crowd import open_tabs, run_at_once
from tests.integration.web.conftest import open_for_site
from tests.support.apps import Site
from tests.support.client import PageClient

CONTACT: dict[str, Any] = {
    "relationships": ["mentor"],
    "day": "today",
    "form": "phone",
    "outcome": "took_place",
}
PLAN: dict[str, Any] = {"relationships": ["mentor", "employer"], "day": "today", "outcome": "planned"}


def contact_url(case_id: UUID) -> str:
    return f"/cases/{case_id}/contacts/new"


def list_contacts(site: Site, case_id: UUID) -> list[ContactPoint]:
    with site.session() as session:
        statement = (
            select(ContactPoint).where(ContactPoint.case_id == case_id).order_by(ContactPoint.created_at)
        )
        rows = list(session.scalars(statement))
        _ = [row.note for row in rows]  # a note is opened while its session is there
        return rows


def plan(tab: PageClient, case_id: UUID, **values: Any) -> None:
    """Plan a contact for today."""
    day = format_numeric(clock.today())
    answer = tab.submit_form(contact_url(case_id), extra={**PLAN, "planned_on": day, **values})
    assert answer.status_code == 303, answer.text[:2000]


def test_thirty_two_log_at_one_case(site: Site, tab: PageClient, case_id: UUID):
    """None fails, none is lost, and the case is not touched: its version stays, so nobody's form of it goes stale."""
    basics = tab.read_form(f"/cases/{case_id}/edit")
    form = tab.read_form(contact_url(case_id))
    texts = [f"Samtale {n:02d}" for n in range(32)]
    answers = run_at_once(
        [
            lambda one=one, text=text: one.post_form(
                form, extra={**CONTACT, "note": text, "hm_key": str(uuid4())}
            )
            for one, text in zip(open_tabs(tab, 32), texts, strict=True)
        ]
    )
    assert [answer.status_code for answer in answers] == [303] * 32
    with site.session() as session:
        assert sorted(row.note or "" for row in session.scalars(select(ContactPoint))) == texts
        assert session.get_one(Case, case_id).version == 1
        logged = session.scalars(select(AuditEvent).where(AuditEvent.action == "contact.log")).all()
        assert len(logged) == 32
        assert {event.case_id for event in logged} == {case_id}
    assert tab.post_form(basics, name="Jonas Lindvåg").status_code == 303


def test_none_slips_in_after_the_case_was_closed(site: Site, tab: PageClient, case_id: UUID):
    """Twelve log while one closes: each contact is there before the closing, or it was refused."""
    form = tab.read_form(contact_url(case_id))
    closing = tab.read_form(f"/cases/{case_id}/close")
    *tabs, last = open_tabs(tab, 13)

    def log(one: PageClient) -> int:
        return one.post_form(form, extra={**CONTACT, "hm_key": str(uuid4())}).status_code

    deeds = [lambda one=one: log(one) for one in tabs]
    deeds.insert(6, lambda: last.post_form(closing, extra={"attached": "yes"}).status_code)
    told = run_at_once(deeds)
    assert told.pop(6) == 303
    assert set(told) <= {303, 403}
    with site.session() as session:
        statement = select(AuditEvent.action).where(AuditEvent.action.in_(("contact.log", "case.close")))
        order = session.scalars(statement.order_by(AuditEvent.id)).all()
        assert len(session.scalars(select(ContactPoint)).all()) == told.count(303)
    assert order == ["contact.log"] * told.count(303) + ["case.close"]


def test_a_contact_is_kept_as_it_was_told(site: Site, tab: PageClient, case_id: UUID):
    yesterday = clock.today() - timedelta(days=1)
    told = {
        **CONTACT,
        "relationships": ["mentor", "jobseeker"],
        "day": "yesterday",
        "form": "digital",
        "sub_form": "video",
        "minutes_band": "15_30",
        "themes": ["tasks_and_training", "language"],
        "note": "Første linje\nAndre linje",
        "next_step": "Ringe fredag",
        "held_by": "colleague",
    }
    answer = tab.submit_form(contact_url(case_id), extra=told)
    assert (answer.status_code, answer.location) == (303, f"/cases/{case_id}")
    with site.session() as session:
        row = session.scalars(select(ContactPoint)).one()
        assert (row.occurred_on, row.form, row.sub_form) == (yesterday, "digital", "video")
        assert (row.minutes_band, row.held_by, row.outcome) == ("15_30", "colleague", "took_place")
        assert (row.note, row.next_step) == ("Første linje\nAndre linje", "Ringe fredag")
        persons = {p.relationship_key: p.person_id for p in row.participants}
        assert persons.keys() == {"mentor", "jobseeker"}
        assert persons["mentor"] is not None, "the mentor of the day is known"
        assert persons["jobseeker"] is None
        assert {theme.theme for theme in row.themes} == {"tasks_and_training", "language"}
    page = tab.follow(answer).page
    assert "Andre linje" in page.body_text


def test_form_and_outcome_are_never_filled_in(tab: PageClient, case_id: UUID):
    """To tap through what stood there would make up quality data."""
    tab.submit_form(contact_url(case_id), extra={**CONTACT, "minutes_band": "15_30"})
    form = tab.read_form(contact_url(case_id))
    assert {"form", "outcome"}.isdisjoint(form.values)
    assert form.values["minutes_band"] == "", "not told is what stands there"
    form = tab.read_form(f"{contact_url(case_id)}?with=mentor&with=rubbish&outcome=attempted")
    assert form.values.getlist("relationships") == ["mentor"]
    assert form.values["outcome"] == "attempted", "chosen on my day by a button of that name"
    assert "form" not in form.values


@pytest.mark.parametrize(
    ("query", "path"), [("", "/cases/{}"), ("?from=day", "/"), ("?from=//evil", "/cases/{}")]
)
def test_one_comes_back_to_where_one_began(tab: PageClient, case_id: UUID, query: str, path: str):
    answer = tab.submit_form(contact_url(case_id) + query, extra=CONTACT)
    assert answer.location == path.format(case_id)


def test_a_planned_contact_is_answered_from_its_page(site: Site, tab: PageClient, case_id: UUID):
    plan(tab, case_id, starts_at="14.30", note="Ta med plan")
    planned = list_contacts(site, case_id)[0]
    assert (planned.outcome, str(planned.starts_at)) == ("planned", "14:30:00")
    form = tab.read_form(f"{contact_url(case_id)}?planned={planned.id}")
    assert form.values.getlist("relationships") == ["mentor", "employer"], "who, from what was agreed"
    assert form.values["planned"] == str(planned.id)
    assert "form" not in form.values
    assert tab.post_form(form, extra={"form": "at_company", "outcome": "took_place"}).status_code == 303
    answer = list_contacts(site, case_id)[1]
    assert (answer.follows_id, answer.outcome) == (planned.id, "took_place")
    assert str(planned.id) not in tab.get("/").text, "it waits no more"


def test_of_two_who_answer_the_same_one_is_told(site: Site, tab: PageClient, case_id: UUID):
    plan(tab, case_id)
    planned = list_contacts(site, case_id)[0]
    form = tab.read_form(f"{contact_url(case_id)}?planned={planned.id}")
    answers = run_at_once(
        [
            lambda one=one, n=n: one.post_form(
                form, extra={**CONTACT, "note": f"Svar {n}", "hm_key": str(uuid4())}
            )
            for n, one in enumerate(open_tabs(tab, 2))
        ]
    )
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    refused = next(answer for answer in answers if answer.status_code == 422)
    kept = refused.page.form()
    assert kept.values["note"].startswith("Svar ")
    answered = [row for row in list_contacts(site, case_id) if row.follows_id == planned.id]
    assert len(answered) == 1
    kept.action = form.action
    assert tab.post_form(kept).status_code == 303, "sent once more it is an entry of its own"
    assert sorted(row.note or "" for row in list_contacts(site, case_id)[1:]) == ["Svar 0", "Svar 1"]


def test_a_planned_contact_of_another_case_is_none(site: Site, tab: PageClient, case_id: UUID):
    other = open_for_site(site, name="Berit Dahl")
    plan(tab, other)
    planned = list_contacts(site, other)[0]
    form = tab.read_form(f"{contact_url(case_id)}?planned={planned.id}")
    assert form.values["planned"] == ""
    answer = tab.post_form(form, extra={**CONTACT, "planned": str(planned.id)})
    assert answer.status_code in (303, 422)
    assert [row.follows_id for row in list_contacts(site, case_id)] in ([], [None])
    assert len(list_contacts(site, other)) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"relationships": []}, "relationships"),
        ({"day": None}, "day"),
        ({"outcome": None}, "outcome"),
        ({"form": None}, "form"),
        ({"day": "other"}, "other_day"),
        ({"day": "other", "other_day": "01.01.2099"}, "other_day"),
        ({"outcome": "planned"}, "planned_on"),
        ({"outcome": "planned", "planned_on": "01.01.2020"}, "planned_on"),
        ({"outcome": "planned", "planned_on": "01.01.2099"}, "planned_on"),
        ({"sub_form": "video"}, "sub_form"),
    ],
)
def test_answers_that_do_not_fit_are_told_at_the_field(
    site: Site, tab: PageClient, case_id: UUID, changes: dict[str, Any], field: str
):
    answer = tab.submit_form(contact_url(case_id), extra={**CONTACT, "note": "Skal stå", **changes})
    assert answer.status_code == 422
    assert "".join(answer.page.find(f"{field}-error").itertext()).strip()
    assert f"#{field}" in answer.page.links
    assert answer.page.form().values["note"] == "Skal stå"
    assert list_contacts(site, case_id) == []
