"""The calendar feed: made, shown once, read without signing in, renewed, removed."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from icalendar import Calendar
from sqlalchemy import select, update

from hybridmentor import clock
from hybridmentor.db import begin_write
from hybridmentor.models import AuditEvent, CalendarFeed, OfficeMembership, SignIn, User
from hybridmentor.queries.appointments import LONGEST_BACK
from hybridmentor.services.calendar_feeds import read_feed_version
from tests.access.world import read_all_rows
from tests.integration.crowd import open_tabs, run_at_once
from tests.integration.scenes import look_up, talk
from tests.integration.web.conftest import open_for_site
from tests.support.apps import Site
from tests.support.client import HEADERS, PageClient, PageResponse
from tests.support.queries import count_queries
from tests.support.seed import make_actor

ADDRESS = re.compile(r"https://localhost/calendar/([\w-]{43})\.ics")


def make_address(tab: PageClient) -> str:
    """Press the button on the page of the account; the address that is shown, as a path."""
    answer = tab.submit_form("/account", "make-feed")
    assert (answer.status_code, answer.location) == (303, "/account#calendar")
    page = tab.follow(answer)
    shown = page.page.find("calendar-address").get("value") or ""
    assert ADDRESS.fullmatch(shown)
    return shown.removeprefix("https://localhost")


def plan(site: Site, case_id: UUID, login: str = "veileder", ahead: int = 0, **values: Any) -> UUID:
    with site.session() as session:
        begin_write(session)
        actor = make_actor(session, login)
        visible = look_up(session, actor, case_id)
        day = actor.today + timedelta(days=ahead)
        told = {"outcome": "planned", "form": None, **values}
        planned_id = talk(session, actor, visible, day, "mentor", **told).id
        session.commit()
        return planned_id


def read_feed(site: Site, address: str) -> Any:
    """What a calendar program gets: no cookie, no session."""
    answer = site.client().get(address)
    assert answer.status_code == 200
    return Calendar.from_ical(answer.data)


def list_ids(calendar: Any) -> set[str]:
    return {str(event["uid"]).split("@")[0] for event in calendar.walk("VEVENT")}


def test_what_is_planned_is_read_without_signing_in(site: Site, tab: PageClient, case_id: UUID):
    planned = {str(plan(site, case_id, ahead=days)) for days in (-LONGEST_BACK.days, 0, 366)}
    for days in (-LONGEST_BACK.days - 1, 367):
        plan(site, case_id, ahead=days)
    address = make_address(tab)
    answer = site.client().get(address)
    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer.headers["Cache-Control"] == "private"
    assert "Content-Disposition" not in answer.headers
    assert "Set-Cookie" not in answer.headers
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    text = answer.get_data(as_text=True)
    assert [word for word in ("Jonas", "Prøve", "Mona", "Bakeriet", "Vilde") if word in text] == []
    calendar = Calendar.from_ical(answer.data)
    assert list_ids(calendar) == planned
    assert calendar["x-wr-calname"] == "Planlagt kontakt"
    assert {str(event["status"]) for event in calendar.walk("VEVENT")} == {"CONFIRMED"}
    head = site.client().open(address, method="HEAD")
    assert (head.status_code, head.data) == (200, b"")


def test_an_empty_feed_is_a_calendar_too(site: Site, tab: PageClient):
    assert list_ids(read_feed(site, make_address(tab))) == set()


def test_another_ones_appointments_never_stand_in_it(site: Site, tab: PageClient, case_id: UUID):
    mine = str(plan(site, case_id))
    away = open_for_site(site, "veileder2", "Siri Annen")
    theirs = str(plan(site, away, "veileder2"))
    assert list_ids(read_feed(site, make_address(tab))) == {mine}
    assert list_ids(read_feed(site, make_address(site.client("veileder2")))) == {theirs}
    assert list_ids(read_feed(site, make_address(site.client("leder")))) == set(), "a lead reads the case"


def test_the_address_is_shown_once(tab: PageClient):
    make_address(tab)
    again = tab.get("/account").page
    assert again.find("calendar-address") is None
    assert "Den kan ikke vises igjen" in again.body_text


def test_who_signs_in_next_on_the_same_browser_is_not_shown_it(site: Site, tab: PageClient):
    """The address that waits to be shown is sealed for one account: nobody else's page opens it."""
    answer = tab.submit_form("/account", "make-feed")
    kept = tab.get_cookie("__Host-hybridmentor", domain="localhost")
    assert kept is not None
    other = site.client("leder")
    other.submit_form("/account", "make-feed")
    with tab.session_transaction(base_url="https://localhost") as mine:
        waiting = mine["hm_calendar"]
    with other.session_transaction(base_url="https://localhost") as theirs:
        theirs["hm_calendar"] = waiting
    assert other.get("/account").page.find("calendar-address") is None
    assert tab.follow(answer).page.find("calendar-address") is not None
    with tab.session_transaction(base_url="https://localhost") as mine:
        assert "hm_calendar" not in mine


def test_the_database_and_the_cookie_have_no_readable_address(site: Site, tab: PageClient):
    answer = tab.submit_form("/account", "make-feed")
    with tab.session_transaction(base_url="https://localhost") as kept:
        cookie = repr(dict(kept))
    shown = tab.follow(answer).page.find("calendar-address").get("value") or ""
    token = ADDRESS.fullmatch(shown).group(1)  # type: ignore[union-attr]
    site.client().get(f"/calendar/{token}.ics")
    everything = repr(read_all_rows(site))
    assert hashlib.sha256(token.encode()).digest() in read_all_rows(site)["hm_calendar_feed"][0]
    for held in (everything, cookie):
        for form in (token, token.encode().hex(), token[:20]):
            assert form not in held


def test_renewed_the_old_address_is_nobodys(site: Site, tab: PageClient, case_id: UUID):
    planned = str(plan(site, case_id))
    old = make_address(tab)
    new = make_address(tab)
    assert site.client().get(old).status_code == 404
    assert list_ids(read_feed(site, new)) == {planned}


def test_removed_it_is_gone(site: Site, tab: PageClient):
    address = make_address(tab)
    answer = tab.submit_form("/account", "remove-feed")
    assert answer.status_code == 303
    assert "fjernet" in tab.follow(answer).page.body_text
    assert site.client().get(address).status_code == 404
    page = tab.get("/account").page
    assert [form.id for form in page.forms if form.id in ("make-feed", "remove-feed")] == ["make-feed"]


def test_two_windows_do_not_kill_each_others_address(site: Site, tab: PageClient):
    form = tab.read_form("/account", "make-feed")
    address = make_address(tab)
    answer = tab.post_form(form)
    assert answer.status_code == 422
    assert "endret i et annet vindu" in answer.page.body_text
    assert site.client().get(address).status_code == 200
    assert tab.submit_form("/account", "make-feed").status_code == 303, "the page shows how it stands now"


def test_ten_taps_at_once_make_one_address(site: Site, tab: PageClient):
    form = tab.read_form("/account", "make-feed")
    tabs = open_tabs(tab, 10)
    answers = run_at_once([partial(one.post_form, form) for one in tabs])
    assert {answer.status_code for answer in answers} == {303}
    with site.session() as session:
        made = select(AuditEvent.action).where(AuditEvent.action.startswith("calendar."))
        assert session.scalars(made).all() == ["calendar.make"]


NOBODYS = ["x", "x" * 43, "a-b_c", "%00", "%C3%A5" * 9, "x" * 3000, "x.ics"]


@pytest.mark.parametrize("token", NOBODYS)
def test_an_address_that_nobody_has_is_not_found(site: Site, tab: PageClient, token: str):
    make_address(tab)
    for client in (site.client(), tab):
        before = count_audit(site)
        answer = client.get(f"/calendar/{token}.ics")
        assert answer.status_code == 404
        assert "Vilde" not in answer.get_data(as_text=True) or client is tab
        assert count_audit(site) == before, "a program that asks for an old address for ever fills no log"


def count_audit(site: Site) -> int:
    with site.session() as session:
        return len(session.scalars(select(AuditEvent.id)).all())


def test_nobodys_address_is_answered_in_plain_text_and_without_a_session(site: Site):
    answer = site.client().get("/calendar/" + "x" * 43 + ".ics")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"


def shut_account(site: Site) -> None:
    with site.session() as session:
        session.execute(update(User).where(User.login == "veileder").values(is_active=False))
        session.commit()


def end_roles(site: Site) -> None:
    with site.session() as session:
        owner = select(User.id).where(User.login == "veileder").scalar_subquery()
        ended = clock.today() - timedelta(days=1)
        session.execute(update(OfficeMembership).where(OfficeMembership.user_id == owner).values(to_on=ended))
        session.commit()


@pytest.mark.parametrize("take_away", [shut_account, end_roles])
def test_who_may_read_no_case_any_more_has_no_feed(
    site: Site, tab: PageClient, case_id: UUID, take_away: Callable[[Site], None]
):
    """From the next reading on, and the log says that somebody tried."""
    plan(site, case_id)
    address = make_address(tab)
    read_feed(site, address)
    take_away(site)
    assert site.client().get(address).status_code == 404
    with site.session() as session:
        owner = session.scalars(select(User.id).where(User.login == "veileder")).one()
        rows = session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(2)).all()
        assert [(row.action, row.decision, row.actor_id, row.row_id) for row in rows] == [
            ("denied.calendar", "deny", owner, str(owner)),
            ("calendar.read", "permit", owner, str(owner)),
        ]


def test_who_has_lost_the_roles_can_still_remove_the_address(site: Site, tab: PageClient):
    make_address(tab)
    end_roles(site)
    page = tab.get("/account").page
    assert [form.id for form in page.forms if form.id in ("make-feed", "remove-feed")] == ["remove-feed"]
    assert tab.submit_form("/account", "remove-feed").status_code == 303


def test_the_row_is_there_before_anything_is_shown(
    site: Site, tab: PageClient, case_id: UUID, monkeypatch: pytest.MonkeyPatch
):
    address = make_address(tab)
    before = count_audit(site)
    seen: list[int] = []

    def look(*_: Any) -> list[Any]:
        seen.append(count_audit(site))
        return []

    monkeypatch.setattr("hybridmentor.blueprints.account.calendar_views.list_appointments", look)
    read_feed(site, address)
    assert seen == [before + 1]


def test_reading_is_no_sign_in(site: Site, tab: PageClient, set_clock: Callable[[datetime], None]):
    """Neither a new one, nor that the one of this browser is kept alive."""
    address = make_address(tab)
    with site.session() as session:
        before = session.execute(select(SignIn.token_hash, SignIn.seen_at)).all()
    set_clock(clock.now().astimezone(UTC) + timedelta(minutes=20))
    assert tab.get(address).status_code == 200
    with site.session() as session:
        assert session.execute(select(SignIn.token_hash, SignIn.seen_at)).all() == before


def test_it_is_in_the_owners_language_whoever_asks(site: Site, tab: PageClient, case_id: UUID):
    plan(site, case_id)
    address = make_address(tab)
    form = next(one for one in tab.get("/cases").page.forms if "language" in one.names)
    tab.post_form(form, language="en")
    calendar = read_feed(site, address)
    assert calendar["x-wr-calname"] == "Planned contact"
    assert [str(event["summary"])[:19] for event in calendar.walk("VEVENT")] == ["Contact with mentor"]


def test_so_many_queries_however_much_is_planned(site: Site, tab: PageClient, case_id: UUID):
    address = make_address(tab)

    def ask() -> PageResponse:
        return site.client().get(address)

    plan(site, case_id)
    with count_queries(site.engine) as few:
        ask()
    for number in range(12):
        plan(site, open_for_site(site, name=f"Bruker Nummer{number}"), ahead=number)
    with count_queries(site.engine) as many:
        assert len(Calendar.from_ical(ask().data).walk("VEVENT")) == 13
    assert len(few) == len(many) <= 7


def test_no_log_line_has_the_address(
    site: Site, tab: PageClient, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    """Read, renewed, and when it breaks: the log knows the place of the fault, not what was asked for."""
    caplog.set_level(logging.DEBUG)
    address = make_address(tab)
    site.client().get(address)

    def break_down(*_: Any) -> None:
        raise RuntimeError(address)

    monkeypatch.setattr("hybridmentor.blueprints.account.calendar_views.list_appointments", break_down)
    answer = site.client().get(address)
    assert answer.status_code == 500
    assert "RuntimeError" in caplog.text
    token = address.removeprefix("/calendar/").removesuffix(".ics")
    assert token not in caplog.text
    site.client().get("/calendar/" + token[::-1] + ".ics")
    assert token[::-1] not in caplog.text


def test_who_works_with_no_cases_is_told_and_has_no_button(site: Site):
    page = site.client("forsker").get("/account").page
    assert [form for form in page.forms if form.id == "make-feed"] == []
    assert "Rollen din har ingen saker" in page.body_text


def test_the_version_on_the_page_tells_nothing_of_the_address(site: Site, tab: PageClient):
    address = make_address(tab)
    form = tab.read_form("/account", "make-feed")
    with site.session() as session:
        feed = session.scalars(select(CalendarFeed)).one()
        assert form.values["hm_version"] == str(read_feed_version(feed))
    assert address not in tab.get("/account").text


def test_the_menu_leads_to_the_account(tab: PageClient):
    assert "/account" in tab.get("/").page.links


@pytest.mark.parametrize("base", ["https://jobb.example.no", "https://jobb.example.no/stotte"])
def test_addresses_begin_as_the_setting_says(site: Site, tab: PageClient, case_id: UUID, base: str):
    """Behind a proxy the request does not know what people type."""
    settings = site.app.extensions["hybridmentor"].config
    planned_id = plan(site, case_id)
    settings["HYBRIDMENTOR_BASE_URL"] = base
    try:
        answer = tab.follow(tab.submit_form("/account", "make-feed"))
        shown = answer.page.find("calendar-address").get("value") or ""
        assert shown.startswith(f"{base}/calendar/")
        calendar = read_feed(site, shown.removeprefix(base))
    finally:
        settings["HYBRIDMENTOR_BASE_URL"] = None
    urls = [str(event["url"]) for event in calendar.walk("VEVENT")]
    assert urls == [f"{base}/cases/{case_id}/contacts/new?planned={planned_id}"]
