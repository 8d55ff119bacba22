"""No audit row, no page: a read is logged and committed before anything is shown, and where it cannot be, nothing is."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask, before_render_template, request
from sqlalchemy import text

from hybridmentor import clock
from hybridmentor.documents.calendar import write_calendar
from tests.access.table import ENDPOINTS, Endpoint
from tests.access.world import SECRETS, World, change_nothing
from tests.support.apps import Site
from tests.support.client import PASSWORD, PageResponse

CASE_PAGES = [one for one in ENDPOINTS if one.method == "GET" and one.is_about_a_case]
CASE_FORMS = [one for one in ENDPOINTS if one.method == "POST" and one.is_about_a_case]
LIST_NAMES = {
    "home.day",
    "cases.index",
    "cases.search",
    "cases.handover_list",
    "log.choose",
    "log.search",
    "log.batch",
    "mentors.index",
    "mentors.search",
    "mentors.show",
    "mentors.kept",
    "mentors.edit_person",
    "mentors.edit_profile",
    "mentors.confirm_removal",
    "mentors.gathering",
    "cohorts.show",
    "cohorts.cases",
    "cohorts.search_cases",
    "cohorts.offers",
    "cohorts.search_offers",
    "cohorts.said",
    "research.study_cases",
}
LISTS = [one for one in ENDPOINTS if one.name in LIST_NAMES]
FILES = {"contacts.calendar_file"}
"""What is written without a template; that it names nobody is tested with the file."""
EVERY_GET = [one for one in ENDPOINTS if one.method == "GET"]
SIGN_IN_TABLES = ("hm_audit_event", "hm_sign_in")
NAMELESS = {
    "cases.plan",
    "cases.agree",
    "cases.rhythm",
    "cases.set_rhythm",
    "cases.confirm",
    "cases.confirm_complete",
    "cases.save",
    "cases.save_step",
    "cases.save_form",
    "cases.follow_up",
    "cases.save_outcome",
    "cases.save_follow_up",
    "cases.save_later",
}
"""Pages that name nobody, or show only what was sent: here nothing."""
NO_CASE = {
    "home.day": "adviser",
    "admin.index": "admin",
    "office.figures": "lead",
    "office.collaboration": "lead",
    "office.county": "county",
    "office.edit_goal": "lead",
    "office.stopped": "lead",
    "meetings.cases": "lead",
    "experiences.trends": "lead",
    "research.study_readiness": "researcher",
}
"""Who sees what stands behind a page that is not about a case; an adviser the others."""


def name_endpoint(endpoint: Endpoint) -> str:
    """How a test is called."""
    return endpoint.name


@pytest.mark.parametrize("endpoint", CASE_PAGES + CASE_FORMS + LISTS, ids=name_endpoint)
def test_the_row_is_there_for_others_when_the_page_is_begun(
    module_world: World, endpoint: Endpoint, monkeypatch: pytest.MonkeyPatch
):
    """Asked on a connection of one's own at the moment a template is begun: the row is committed, not only written."""
    module_world.find_client("adviser")
    last = module_world.count_audit_rows()
    seen: list[list[Any]] = []

    def look(sender: Flask, **_: Any) -> None:
        if request.endpoint == f"hybridmentor.{endpoint.name}":
            seen.append(module_world.list_audit_rows(last))

    def write(events: Any, **options: Any) -> bytes:
        look(module_world.site.app)
        return write_calendar(events, **options)

    monkeypatch.setattr("hybridmentor.web.calendars.write_calendar", write)
    with before_render_template.connected_to(look, module_world.site.app):
        answer = module_world.ask(endpoint, "adviser", endpoint.some_case)
    assert answer.status_code == endpoint.status
    assert seen
    assert all(len(rows) == 1 and rows[0].decision == "permit" for rows in seen)
    if endpoint.name not in NAMELESS | FILES:
        assert any(word in answer.get_data(as_text=True) for word in SECRETS), (
            "the page shows nothing of a case"
        )


def test_each_kind_of_page_has_a_name_of_its_own_in_the_log(module_world: World):
    """So that the log tells who looked at contacts from who looked at a plan."""
    actions = {}
    for endpoint in CASE_PAGES:
        last = module_world.count_audit_rows()
        module_world.ask(endpoint, "adviser", endpoint.some_case)
        (row,) = module_world.list_audit_rows(last)
        actions[endpoint.name] = row.action
        assert row.office_id is not None
        assert row.request_id
        assert row.noun == "case"
    assert len(set(actions.values())) >= 5, actions


def find_file(site: Site) -> str:
    """The file of the database, on SQLite."""
    with site.engine.connect() as connection:
        listed = connection.execute(text("PRAGMA database_list")).all()
    return next(str(file) for _, name, file in listed if name == "main")


@contextmanager
def hold_audit_table(site: Site) -> Iterator[None]:
    """Somebody else keeps the audit table: on SQLite the whole file for writing."""
    if site.engine.dialect.name == "sqlite":
        other = sqlite3.connect(find_file(site), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()
    else:
        with site.engine.connect() as connection:
            connection.execute(text("LOCK TABLE hm_audit_event IN ACCESS EXCLUSIVE MODE"))
            yield
            connection.rollback()


@contextmanager
def take_audit_table_away(site: Site) -> Iterator[None]:
    """The audit table cannot be written for another reason: it is not where it should be."""
    with site.engine.begin() as connection:
        connection.execute(text("ALTER TABLE hm_audit_event RENAME TO hm_audit_gone"))
    yield
    with site.engine.begin() as connection:
        connection.execute(text("ALTER TABLE hm_audit_gone RENAME TO hm_audit_event"))


HINDRANCES: dict[str, Callable[[Site], Any]] = {"locked": hold_audit_table, "gone": take_audit_table_away}


@pytest.fixture
def _short_lock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hybridmentor.db.LOCK_SECONDS", 0.15)


def check_refusal(answer: PageResponse, *statuses: int) -> None:
    """503, when to come back, a reference, and not a word of a case."""
    assert answer.status_code in (503, *statuses)
    assert answer.status_code != 503 or int(answer.headers["Retry-After"]) > 0
    text_shown = answer.get_data(as_text=True)
    assert [word for word in (*SECRETS, "40123987") if word in text_shown] == []
    answer.page  # noqa: B018  it is a page like others, in words


@pytest.mark.usefixtures("_short_lock")
@pytest.mark.parametrize("hindrance", HINDRANCES)
@pytest.mark.parametrize("endpoint", CASE_PAGES + CASE_FORMS + LISTS, ids=name_endpoint)
def test_without_a_row_there_is_no_page(module_world: World, endpoint: Endpoint, hindrance: str):
    module_world.find_client("adviser").checks_pages = True
    with HINDRANCES[hindrance](module_world.site):
        answer = module_world.ask(endpoint, "adviser", endpoint.some_case)
    check_refusal(answer)
    last = module_world.count_audit_rows()
    answer = module_world.ask(endpoint, "adviser", endpoint.some_case)
    assert answer.status_code == endpoint.status
    assert len(module_world.list_audit_rows(last)) == 1


@pytest.mark.usefixtures("_short_lock")
@pytest.mark.parametrize("hindrance", HINDRANCES)
def test_without_a_row_users_are_not_listed(module_world: World, hindrance: str):
    admin = module_world.find_client("admin")
    with HINDRANCES[hindrance](module_world.site):
        answer = admin.get("/admin")
    check_refusal(answer)
    assert "@example.org" not in answer.get_data(as_text=True)


@pytest.mark.usefixtures("_short_lock")
@pytest.mark.parametrize("hindrance", HINDRANCES)
def test_without_a_row_there_is_no_calendar_feed(module_world: World, hindrance: str):
    """Nor is it told whose it is: a program that is no person's browser gets the page of a stranger."""
    url, client = module_world.build_url("account.feed"), module_world.site.client()
    with HINDRANCES[hindrance](module_world.site):
        answer = client.get(url)
    check_refusal(answer)
    assert "Bruker adviser" not in answer.get_data(as_text=True)
    assert client.get(url).status_code == 200


@pytest.mark.usefixtures("_short_lock")
@pytest.mark.parametrize("hindrance", HINDRANCES)
@pytest.mark.parametrize("case", ["kode_6", "other", "unknown", "closed"])
def test_a_refusal_that_cannot_be_logged_is_no_page_either(module_world: World, case: str, hindrance: str):
    """And it tells the same of a hidden case as of one that is not there."""
    edit = next(one for one in CASE_PAGES if one.name == "cases.edit")
    module_world.find_client("adviser")
    with HINDRANCES[hindrance](module_world.site):
        check_refusal(module_world.ask(edit, "adviser", case))


@pytest.mark.usefixtures("_short_lock")
@pytest.mark.parametrize("hindrance", HINDRANCES)
def test_nothing_is_changed_without_its_row(module_world: World, hindrance: str):
    """A form that would be carried out is not, and its key may be sent again: once the log is back, it is."""
    visitor, case_id = module_world.find_visitor("adviser"), module_world.cases["municipal"]
    form = visitor.client.read_form(f"/cases/{case_id}/agreed-contact")
    tables = ("hm_audit_event", "hm_sign_in")
    days = "60" if hindrance == "locked" else "90"
    with change_nothing(module_world.site, *tables):
        with HINDRANCES[hindrance](module_world.site):
            answer = visitor.client.post_form(form, employer=days)
        # A table that is not there at all is a fault of ours to PostgreSQL, and an absence to SQLite.
        check_refusal(answer, *([500] if hindrance == "gone" else []))
    assert visitor.client.post_form(form, employer=days).status_code == 303


@pytest.mark.usefixtures("_short_lock")
def test_nobody_signs_in_without_a_row(module_world: World):
    client = module_world.site.client()
    form = client.read_form("/sign-in")
    with (
        change_nothing(module_world.site, "hm_audit_event"),
        hold_audit_table(module_world.site),
    ):
        assert client.post_form(form, login="lead", password=PASSWORD).status_code == 503
    assert client.get("/").status_code == 303


@pytest.mark.same_on_both
@pytest.mark.parametrize("endpoint", EVERY_GET, ids=name_endpoint)
def test_a_get_leaves_audit_and_sign_in_rows_and_nothing_else(
    module_world: World, endpoint: Endpoint, set_clock: Callable[[datetime], None]
):
    """Six minutes after the sign-in, when it is marked as seen: that and the audit row are all."""
    actor = NO_CASE.get(endpoint.name, "adviser")
    module_world.find_client(actor)
    set_clock(clock.now().astimezone(UTC) + timedelta(minutes=6))
    last = module_world.count_audit_rows()
    with change_nothing(module_world.site, *SIGN_IN_TABLES):
        for case in ("open", "example", "kode_6") if endpoint.is_about_a_case else (None,):
            module_world.ask(endpoint, actor, case)
            module_world.ask(endpoint, actor, case, method="HEAD")
    assert len(module_world.list_audit_rows(last)) <= 6
    signs = module_world.site.witness.take_snapshot().rows["hm_sign_in"]
    assert len(signs) == len(module_world.visitors)


def test_a_filled_in_address_of_a_get_changes_nothing_either(module_world: World):
    """What looks like orders in an address is none."""
    client = module_world.find_client("adviser")
    url = module_world.build_url("contacts.new", "open")
    with change_nothing(module_world.site, *SIGN_IN_TABLES):
        for query in (
            "?with=mentor&outcome=took_place&from=day",
            "?planned=" + str(module_world.cases["open"]),
            "?_method=POST&note=x&hm_key=1",
        ):
            assert client.get(url + query).status_code == 200


def test_forms_of_cases_are_all_looked_at():
    assert len(CASE_FORMS) >= 19
