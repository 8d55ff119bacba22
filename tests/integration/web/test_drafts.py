"""What is typed is never lost: kept while it is typed and when it is refused, offered the next time, gone when it is sent."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import OperationalError

from hybridmentor import clock
from hybridmentor.i18n import LANGUAGES, format_day, translate
from hybridmentor.models import AuditEvent, ContactPoint, Draft, SignIn
from hybridmentor.queries.drafts import KEPT_FOR, read_fields
from tests.integration.scenes import find_step_row
from tests.integration.web.conftest import open_for_site
from tests.support.apps import Site
from tests.support.client import ROOT, PageClient, PageResponse
from tests.support.html import Form
from tests.support.queries import count_queries

CONTACT: dict[str, Any] = {
    "relationships": ["mentor"],
    "day": "today",
    "form": "phone",
    "outcome": "took_place",
    "note": "Ringte om vaktplanen",
}
NATIONAL_ID = "02013299997"


def list_drafts(site: Site) -> list[dict[str, str]]:
    """What is kept, oldest first."""
    with site.session() as session:
        return [dict(read_fields(one)) for one in session.scalars(select(Draft).order_by(Draft.created_at))]


def list_actions(site: Site) -> list[str]:
    """What the audit log says of drafts."""
    with site.session() as session:
        told = select(AuditEvent.action).where(AuditEvent.action.startswith("draft.")).order_by(AuditEvent.id)
        return list(session.scalars(told))


def contact_url(case_id: UUID) -> str:
    return f"/cases/{case_id}/contacts/new"


def find_keeper(form: Form) -> dict[str, str]:
    """What the page tells its script."""
    return next(one.attrib for one in form.element.iter() if "data-hm-draft" in one.attrib)


def keep(tab: PageClient, form: Form, **values: str) -> PageResponse:
    """Send what the form holds to be kept, as the page's script does."""
    keeper = find_keeper(form)
    guards = {
        "hm_address": form.action.removeprefix(ROOT),
        "hm_reader": keeper["data-hm-reader"],
        "hm_age": "0",
    }
    return tab.post(keeper["data-hm-save"], data={**form.values.to_dict(flat=False), **guards, **values})


def find_note(answer: PageResponse) -> str | None:
    """What the page says of a draft: found, shown or gone; None where it says nothing."""
    found = answer.page.find("draft-note")
    return found.get("data-hm-state") if found is not None else None


def read_note(answer: PageResponse) -> str:
    """The same in its words."""
    found = answer.page.find("draft-note")
    assert found is not None
    return " ".join("".join(found.itertext()).split())


def test_without_script_a_refused_form_is_kept_and_offered(site: Site, tab: PageClient, case_id: UUID):
    url = contact_url(case_id)
    answer = tab.submit_form(url, extra={**CONTACT, "outcome": None})
    assert answer.status_code == 422
    assert find_note(answer) is None, "the text stands in the page"
    (kept,) = list_drafts(site)
    assert kept["note"] == CONTACT["note"]
    page = tab.get(url)
    assert find_note(page) == "found"
    assert CONTACT["note"] not in page.text
    shown = tab.read_form(f"{url}?draft=1")
    assert shown.values["note"].strip() == CONTACT["note"]
    assert shown.values["relationships"] == "mentor"
    assert "outcome" not in shown.values
    assert tab.post_form(shown, outcome="took_place").status_code == 303
    assert list_drafts(site) == []
    assert list_actions(site) == ["draft.begin", "draft.read", "draft.drop"]
    assert find_note(tab.get(url)) is None


def test_it_outlives_the_sign_out_and_another_browser_gets_it(site: Site, tab: PageClient, case_id: UUID):
    url = contact_url(case_id)
    assert keep(tab, tab.read_form(url), note="Ringte").status_code == 200
    tab.sign_out()
    other = site.client("veileder")
    assert find_note(other.get(url)) == "found"
    assert other.read_form(f"{url}?draft=1").values["note"].strip() == "Ringte"
    assert find_note(site.client("leder").get(f"/cases/{case_id}")) is None


def test_a_form_that_is_opened_and_sent_unanswered_is_no_draft(site: Site, tab: PageClient, case_id: UUID):
    assert tab.get(contact_url(case_id)).status_code == 200
    empty = tab.read_form("/experiences/new")
    assert tab.post_form(empty).status_code == 422
    assert list_drafts(site) == []
    assert list_actions(site) == []


def test_the_words_say_when(
    site: Site, tab: PageClient, case_id: UUID, set_clock: Callable[[datetime], None]
):
    """In the three languages: today, yesterday, and on a day before."""
    url = contact_url(case_id)
    began = clock.now().replace(hour=11, minute=32)
    set_clock(began)
    tab = site.client("veileder")
    keep(tab, tab.read_form(url), note="Ringte")
    time = clock.to_oslo(began).strftime("%H.%M")
    for days, day in ((0, "draft.today"), (1, "draft.yesterday"), (3, None)):
        set_clock(began + timedelta(days=days))
        later = site.client("veileder")
        for language in LANGUAGES:
            later.submit_form("/", "/language", language=language)
            named = translate(language, day) if day else format_day(language, began)
            assert translate(language, "draft.when", day=named, time=time) in read_note(later.get(url))
        later.submit_form("/", "/language", language="nb")


def test_it_can_be_thrown_away_twice(site: Site, tab: PageClient, case_id: UUID):
    url = f"{contact_url(case_id)}?from=day"
    keep(tab, tab.read_form(url), note="Ringte")
    button = tab.read_form(url, "draft-discard")
    for _ in range(2):
        answer = tab.post_form(button)
        assert (answer.status_code, answer.location) == (303, url)
    assert list_drafts(site) == []
    assert list_actions(site) == ["draft.begin", "draft.drop"]
    page = tab.follow(answer)
    assert translate("nb", "draft.notice.discarded") in page.page.body_text
    assert find_note(page) is None
    assert find_note(tab.get(f"{url}&draft=1")) == "gone"


def test_throwing_away_leads_nowhere_else(tab: PageClient, case_id: UUID):
    form = tab.read_form(contact_url(case_id))
    for address in (f"//example.org{contact_url(case_id)}", f"https://example.org{contact_url(case_id)}"):
        data = {"csrf_token": form.values["csrf_token"], "hm_address": address}
        assert tab.post("/drafts/discard", data=data).status_code == 404


def test_what_was_fetched_is_sent_with_the_way_back(site: Site, tab: PageClient, case_id: UUID):
    """What else stands in the address stays: where one came from, and with whom the contact was."""
    url = f"{contact_url(case_id)}?from=day&with=mentor"
    keep(tab, tab.read_form(url), note="Ringte")
    note = tab.get(url).page.find("draft-note")
    assert note is not None
    (link,) = [one.get("href") or "" for one in note.iter("a")]
    assert link == f"{url}&draft=1"
    shown = tab.read_form(link)
    assert shown.action.endswith("?from=day")


def change_step(tab: PageClient, case_id: UUID, note: str) -> PageResponse:
    """Somebody saves the step of wishes."""
    return tab.submit_form(f"/cases/{case_id}/steps/wishes", note=note)


def test_a_fetched_draft_meets_what_others_saved_meanwhile(site: Site, tab: PageClient, case_id: UUID):
    """It keeps the version that it was written on: what a colleague saved is not written over unseen."""
    url = f"/cases/{case_id}/steps/wishes"
    other = site.client("veileder")
    keep(tab, tab.read_form(url), note="Vil jobbe ute")
    assert change_step(other, case_id, "Vil jobbe inne").status_code == 303
    assert list_drafts(site) == [], "the same form of the same user has been carried out"
    form = tab.read_form(url)
    keep(tab, form, note="Vil jobbe ute")
    with site.session() as session:
        row = find_step_row(session, case_id, "wishes")
        row.note, row.version = "Vil jobbe med dyr", row.version + 1
        session.commit()
    shown = tab.read_form(f"{url}?draft=1")
    assert shown.values["hm_version"] == form.values["hm_version"]
    answer = tab.post_form(shown)
    assert answer.status_code == 409
    assert "Vil jobbe med dyr" in answer.page.body_text
    assert "Vil jobbe ute" in answer.page.body_text
    # The conflict page sends what was chosen; it is looked after, but writes no draft of its own.
    keeper = find_keeper(answer.page.form())
    assert "data-hm-save" not in keeper
    assert keeper["data-hm-ready"]
    (kept,) = list_drafts(site)
    assert (kept["note"], kept["hm_version"]) == ("Vil jobbe ute", form.values["hm_version"])
    assert tab.post_form(tab.read_form(f"{url}?draft=1")).status_code == 409


def test_a_chosen_text_of_the_conflict_page_is_kept_with_its_choice(
    site: Site, tab: PageClient, case_id: UUID
):
    url = f"/cases/{case_id}/steps/wishes"
    form = tab.read_form(url)
    change_step(site.client("veileder"), case_id, "Vil jobbe inne")
    answer = tab.post_form(form, note="Vil jobbe ute")
    assert answer.status_code == 409
    conflict = answer.page.form()
    conflict.action = f"{ROOT}{url}"
    assert tab.post_form(conflict, hm_keep_note="stored", extra={"done_on": "i går"}).status_code == 422
    shown = tab.read_form(f"{url}?draft=1")
    assert shown.values["note"].strip() == "Vil jobbe inne"
    assert shown.values["done_on"] == "i går"
    assert shown.values["hm_version"] == conflict.values["hm_version"]


def test_each_consent_has_a_draft_of_its_own(site: Site, tab: PageClient, case_id: UUID):
    """Which one it is stands behind the question mark of the address."""
    url = f"/cases/{case_id}/consents/new?person={{}}&purpose=research"
    first, second = url.format("jobseeker"), url.format("mentor")
    keep(tab, tab.read_form(first), kept_at="Perm A")
    assert find_note(tab.get(second)) is None
    keep(tab, tab.read_form(second), kept_at="Perm B")
    assert tab.read_form(f"{first}&draft=1").values["kept_at"] == "Perm A"
    assert tab.read_form(f"{second}&draft=1").values["kept_at"] == "Perm B"


def test_a_national_identity_number_is_not_kept(site: Site, tab: PageClient, case_id: UUID):
    """Neither while it is typed nor with the refused form; what stood there before stays."""
    url = contact_url(case_id)
    form = tab.read_form(url)
    assert keep(tab, form, note="Ringte").status_code == 200
    answer = keep(tab, form, note=f"Ringte om {NATIONAL_ID}")
    assert (answer.status_code, answer.json) == (422, {"fault": "number"})
    assert tab.submit_form(url, extra={**CONTACT, "note": NATIONAL_ID}).status_code == 422
    assert [one["note"] for one in list_drafts(site)] == ["Ringte"]


def test_too_much_is_not_kept(site: Site, tab: PageClient, case_id: UUID):
    answer = keep(tab, tab.read_form(contact_url(case_id)), note="x" * 300_001)
    assert (answer.status_code, answer.json) == (413, {"fault": "long"})
    assert list_drafts(site) == []
    assert keep(tab, tab.read_form(contact_url(case_id)), note="x" * 250_000).status_code == 200


def test_what_comes_after_the_form_was_sent_is_no_draft(site: Site, tab: PageClient, case_id: UUID):
    form = tab.read_form(contact_url(case_id))
    assert keep(tab, form, note="Ringte").status_code == 200
    assert tab.post_form(form, extra=CONTACT).status_code == 303
    answer = keep(tab, form, note="Ringte om")
    assert (answer.status_code, answer.json) == (409, {"fault": "sent"})
    assert list_drafts(site) == []


def test_the_tab_that_was_typed_in_last_stands(site: Site, tab: PageClient, case_id: UUID):
    """Also where its text comes first, for the other had to wait."""
    one, other = tab.read_form(contact_url(case_id)), tab.read_form(contact_url(case_id))
    assert keep(tab, one, note="Skrevet sist").status_code == 200
    assert keep(tab, other, note="Skrevet først", hm_age="60000").status_code == 200
    assert [kept["note"] for kept in list_drafts(site)] == ["Skrevet sist"]
    for age in ("", "-1", "x", "9" * 30):
        assert keep(tab, other, note=f"Alder {age}", hm_age=age).status_code == 200


def test_a_save_tells_the_time_in_norway(tab: PageClient, case_id: UUID):
    answer = keep(tab, tab.read_form(contact_url(case_id)), note="Ringte")
    assert set(answer.json) == {"at"}
    near = {(clock.to_oslo(clock.now()) - timedelta(seconds=ago)).strftime("%H.%M") for ago in (0, 60)}
    assert answer.json["at"] in near


def test_signed_out_nothing_is_kept_and_after_signing_in_it_is(site: Site, tab: PageClient, case_id: UUID):
    """The page of the first sign-in gets the token of the second and goes on as before."""
    form = tab.read_form(contact_url(case_id))
    with site.session() as session:
        for sign_in in session.scalars(select(SignIn)):
            sign_in.ended_at = clock.now()
        session.commit()
    assert keep(tab, form, note="Ringte").status_code == 401
    assert tab.get("/drafts/ready").status_code == 303
    tab.sign_in("veileder")
    assert keep(tab, form, note="Ringte").status_code == 400
    ready = tab.get("/drafts/ready").json
    assert ready["reader"] == find_keeper(form)["data-hm-reader"]
    assert keep(tab, form, note="Ringte", csrf_token=ready["token"]).status_code == 200
    assert tab.post_form(form, extra={**CONTACT, "csrf_token": ready["token"]}).status_code == 303


def test_somebody_else_who_has_signed_in_meanwhile_is_told_apart(site: Site, tab: PageClient, case_id: UUID):
    form = tab.read_form(contact_url(case_id))
    tab.sign_out()
    tab.sign_in("leder")
    ready = tab.get("/drafts/ready").json
    assert ready["reader"] != find_keeper(form)["data-hm-reader"]
    answer = keep(tab, form, note="Ringte", csrf_token=ready["token"])
    assert (answer.status_code, answer.json) == (409, {"fault": "reader"})
    assert list_drafts(site) == []


def test_asking_whether_one_is_ready_leaves_no_trace(site: Site, tab: PageClient):
    with site.session() as session:
        before = len(session.scalars(select(AuditEvent)).all())
    answer = tab.get("/drafts/ready")
    assert answer.headers["Cache-Control"] == "no-store"
    assert set(answer.json) == {"token", "reader"}
    with site.session() as session:
        assert len(session.scalars(select(AuditEvent)).all()) == before


def test_typing_is_use(site: Site, case_id: UUID, set_clock: Callable[[datetime], None]):
    """Who only writes for more than the idle hour stays signed in; who writes nothing does not, and ten hours end it all."""
    began = clock.now()
    set_clock(began)
    tab = site.client("veileder")
    form = tab.read_form(contact_url(case_id))
    for minutes in (50, 100, 150):
        set_clock(began + timedelta(minutes=minutes))
        assert keep(tab, form, note=f"Etter {minutes}").status_code == 200
    set_clock(began + timedelta(minutes=150 + 66))
    assert keep(tab, form, note="For sent").status_code == 401
    set_clock(began)
    tab = site.client("veileder")
    form = tab.read_form(contact_url(case_id))
    for minutes in range(50, 600, 50):
        set_clock(began + timedelta(minutes=minutes))
        assert keep(tab, form, note=f"Etter {minutes}").status_code == 200
    set_clock(began + timedelta(minutes=601))
    assert keep(tab, form, note="For sent").status_code == 401


def test_a_fault_of_ours_keeps_what_was_sent(
    site: Site, tab: PageClient, case_id: UUID, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: Any, **__: Any) -> None:
        raise RuntimeError("a fault of the test")

    form = tab.read_form(contact_url(case_id))
    with monkeypatch.context() as patch:
        patch.setattr("hybridmentor.blueprints.contacts.views.log_contact", fail)
        answer = tab.post_form(form, extra=CONTACT)
    assert answer.status_code == 500
    assert translate("nb", "draft.kept") in answer.page.body_text
    assert [kept["note"] for kept in list_drafts(site)] == [CONTACT["note"]]
    assert tab.post_form(tab.read_form(f"{contact_url(case_id)}?draft=1")).status_code == 303
    with site.session() as session:
        assert session.scalars(select(ContactPoint)).one().note == CONTACT["note"]


def test_a_lock_that_is_not_had_in_time_keeps_what_was_sent(
    site: Site, tab: PageClient, monkeypatch: pytest.MonkeyPatch
):
    """The next try is the draft's: where that has its way, it is kept."""
    form = tab.read_form("/experiences/new")

    def fail(*_: Any, **__: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    with monkeypatch.context() as patch:
        patch.setattr("hybridmentor.blueprints.experiences.share_views.share_experience", fail)
        answer = tab.post_form(form, title="Spør først", learned="Praktiske ting", confirmation="Ingen")
    assert answer.status_code == 503
    assert translate("nb", "draft.kept") in answer.page.body_text
    assert [kept["learned"] for kept in list_drafts(site)] == ["Praktiske ting"]


@contextmanager
def hold_everything(site: Site) -> Iterator[None]:
    """Somebody else holds the database for writing: on SQLite the file, on PostgreSQL the tables of drafts and the log."""
    if site.engine.dialect.name == "sqlite":
        with site.engine.connect() as connection:
            listed = connection.execute(text("PRAGMA database_list")).all()
        other = sqlite3.connect(
            next(str(file) for _, name, file in listed if name == "main"), isolation_level=None
        )
        other.execute("BEGIN IMMEDIATE")
        try:
            yield
        finally:
            other.execute("ROLLBACK")
            other.close()
    else:
        with site.engine.connect() as connection:
            connection.execute(text("LOCK TABLE hm_draft, hm_data_key, hm_audit_event IN EXCLUSIVE MODE"))
            yield
            connection.rollback()


def test_a_save_that_meets_a_lock_is_told_to_come_again(
    site: Site, tab: PageClient, case_id: UUID, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("hybridmentor.db.LOCK_SECONDS", 0.15)
    form = tab.read_form(contact_url(case_id))
    with hold_everything(site):
        answer = keep(tab, form, note="Ringte")
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) > 0
        # A form that is sent then loses nothing either: it stands on the page to be copied.
        sent = tab.post_form(form, extra=CONTACT)
    assert sent.status_code == 503
    assert CONTACT["note"] in sent.text
    assert translate("nb", "draft.kept") not in sent.text
    assert keep(tab, form, note="Ringte").status_code == 200


def test_a_page_whose_draft_cannot_be_kept_is_shown_all_the_same(
    site: Site, tab: PageClient, case_id: UUID, monkeypatch: pytest.MonkeyPatch
):
    def fail(*_: Any, **__: Any) -> None:
        raise OperationalError("INSERT", {}, Exception("database is locked"))

    monkeypatch.setattr("hybridmentor.web.drafts.save_draft", fail)
    answer = tab.submit_form(contact_url(case_id), extra={**CONTACT, "outcome": None})
    assert answer.status_code == 422
    assert answer.page.form().values["note"].strip() == CONTACT["note"]


def test_after_twelve_weeks_it_is_not_offered(site: Site, tab: PageClient, case_id: UUID):
    url = contact_url(case_id)
    keep(tab, tab.read_form(url), note="Ringte")
    with site.session() as session:
        session.scalars(select(Draft)).one().saved_at = clock.now() - KEPT_FOR - timedelta(minutes=1)
        session.commit()
    assert find_note(tab.get(url)) is None
    assert find_note(tab.get(f"{url}?draft=1")) == "gone"
    assert keep(tab, tab.read_form(url), note="Nytt").status_code == 200
    assert [kept["note"] for kept in list_drafts(site)] == ["Nytt"]


def test_a_draft_of_one_case_is_not_offered_in_another(site: Site, tab: PageClient, case_id: UUID):
    other = open_for_site(site, name="Berit Dahl")
    keep(tab, tab.read_form(contact_url(case_id)), note="Ringte")
    assert find_note(tab.get(contact_url(other))) is None
    assert find_note(tab.get(contact_url(case_id))) == "found"


def test_a_closed_case_offers_it_again_when_it_is_opened(site: Site, tab: PageClient, case_id: UUID):
    url = contact_url(case_id)
    form = tab.read_form(url)
    keep(tab, form, note="Ringte")
    assert tab.submit_form(f"/cases/{case_id}/close", attached="yes").status_code == 303
    assert tab.get(f"{url}?draft=1").status_code == 403
    assert keep(tab, form, note="Mer").status_code == 404
    assert tab.submit_form(f"/cases/{case_id}/reopen", reason="Feil").status_code == 303
    assert tab.read_form(f"{url}?draft=1").values["note"].strip() == "Ringte"


def test_a_save_is_short(site: Site, tab: PageClient, case_id: UUID):
    """It comes each second from everybody who types: who, which case, is it sent, the draft, its text. One more to begin."""
    form = tab.read_form(contact_url(case_id))
    keep(tab, form, note="R")
    with count_queries(site.engine) as statements:
        assert keep(tab, form, note="Ri").status_code == 200
    print(statements)
    assert len(statements) == 6


def test_showing_a_draft_changes_nothing_and_is_written_down(site: Site, tab: PageClient, case_id: UUID):
    url = contact_url(case_id)
    keep(tab, tab.read_form(url), note="Ringte")
    before = list_drafts(site)
    for method in ("GET", "HEAD"):
        assert tab.open(f"{url}?draft=1", method=method).status_code == 200
    assert list_drafts(site) == before
    with site.session() as session:
        assert session.scalars(select(ContactPoint)).all() == []
        rows = session.scalars(select(AuditEvent).where(AuditEvent.action == "draft.read")).all()
    assert [(row.case_id, row.decision) for row in rows] == [(case_id, "permit")] * 2


def test_the_sign_in_and_lone_buttons_have_none(tab: PageClient, case_id: UUID, site: Site):
    assert "data-hm-draft" not in site.client().get("/sign-in").text
    for url in (f"/cases/{case_id}", "/", f"/cases/{case_id}/contacts"):
        assert "data-hm-draft" not in tab.get(url).text
