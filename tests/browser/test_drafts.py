"""What is typed outlives a closed tab, a crash, a sign-out and a service that is away; and nothing of it stays in the browser.

Each test is its own person at a desk: a browser profile that is signed in, and a case. Where time decides, the page's clock is
turned by hand.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from time import sleep
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Error as PlaywrightError,
    Locator,
    Page,
    Response,
    expect,
)
from sqlalchemy import select, text

from hybridmentor import clock
from hybridmentor.db import begin_write
from hybridmentor.i18n import translate
from hybridmentor.models import ContactPoint, Draft
from hybridmentor.queries.drafts import read_fields
from tests.integration.scenes import give_part, name_mentor, open_through_service
from tests.support.apps import Site, SiteKeeper
from tests.support.browser import VIEWPORTS, serve, sign_in
from tests.support.seed import make_actor

SAVES, READY = "/drafts", "/drafts/ready"
IN_THE_BROWSER = """async () => ({
    local: Object.entries(localStorage), session: Object.entries(sessionStorage), databases: await indexedDB.databases(),
    caches: await caches.keys(), workers: (await navigator.serviceWorker.getRegistrations()).length,
})"""


def say(message_id: str, **params: object) -> str:
    """The words of an id in bokmål."""
    return translate("nb", message_id, **params)


@dataclass
class Desk:
    """A browser profile, its tab with the form that logs a contact, and what reaches the database."""

    context: BrowserContext
    page: Page
    site: Site
    case_id: UUID
    faults: list[str] = field(default_factory=list)

    @property
    def url(self) -> str:
        """Where the form is."""
        return f"/cases/{self.case_id}/contacts/new"

    def open(self, path: str | None = None) -> None:
        """Open the form, with what is optional unfolded."""
        self.page.goto(path or self.url)
        self.unfold()

    def unfold(self) -> None:
        """Open what is optional, where it is closed."""
        for fold in self.page.locator("main details:not([open]) > summary").all():
            fold.click()

    @property
    def note(self) -> Locator:
        """Where the note is typed."""
        return self.page.locator("textarea[name=note]")

    @property
    def status(self) -> Locator:
        """What the page says of the draft, read out or not."""
        return self.page.locator(".hm-draft")

    def answer(self) -> None:
        """Answer what must be answered."""
        for name, value in (("relationships", "mentor"), ("form", "phone"), ("outcome", "took_place")):
            self.page.locator(f"input[name={name}][value={value}]").check(force=True)

    def save(self) -> None:
        """Press the button."""
        self.page.locator(".hm-save-bar button[type=submit]").first.click()

    def type_and_keep(self, words: str) -> None:
        """Type, and wait until the server has it."""
        with self.page.expect_response(is_save):
            self.note.press_sequentially(words)
        expect(self.status).to_contain_text(say("draft.said.kept", time="").strip())

    def read_draft(self) -> str | None:
        """The note as it is kept; None where there is no draft."""
        with self.site.session() as session:
            draft = session.scalars(select(Draft)).one_or_none()
            return dict(read_fields(draft)).get("note") if draft is not None else None

    def list_notes(self) -> list[str | None]:
        """The notes of the contacts that have been logged."""
        with self.site.session() as session:
            return [one.note for one in session.scalars(select(ContactPoint).order_by(ContactPoint.id))]

    def wait_for_draft(self, wanted: str) -> None:
        """Until the draft says so. The page is left alone: to look at another would be a reason for it to try again."""
        for _ in range(200):
            if self.read_draft() == wanted:
                return
            sleep(0.05)
        assert self.read_draft() == wanted

    def wait_for_reader(self, answer: Response) -> None:
        """Until the page has read the answer to its end.

        Its clock, turned earlier, would also use up the patience it has with a server: it would give up and send again.
        """
        answer.finished()
        self.page.evaluate("path => fetch(path).then(answer => answer.text())", READY)


def is_save(answer: Response) -> bool:
    """Whether it answers a draft."""
    return urlsplit(answer.url).path == SAVES and answer.status == 200


def open_case(site: Site) -> UUID:
    """A case of the adviser's, kept for good."""
    with site.session() as session:
        begin_write(session)
        actor = make_actor(session, "veileder")
        visible = open_through_service(session, actor, name="Jonas Prøve", birth_year=1994)
        name_mentor(session, actor, visible)
        session.commit()
        return visible.case.id


@pytest.fixture
def make_desk(browser: Browser, live_site: Site, live_address: str) -> Iterator[Callable[..., Desk]]:
    """Desks, closed at the end."""
    made: list[Desk] = []

    def make(address: str = live_address, size: str = "desktop", **options: bool) -> Desk:
        context = browser.new_context(
            base_url=address,
            viewport=VIEWPORTS[size],  # type: ignore[arg-type]  # a TypedDict of the library
            locale="nb-NO",
            timezone_id="Europe/Oslo",
            **options,
        )
        context.set_default_timeout(10_000)
        desk = Desk(context, context.new_page(), live_site, open_case(live_site))
        desk.page.on("pageerror", lambda error: desk.faults.append(str(error)))
        made.append(desk)
        sign_in(desk.page, "veileder")
        return desk

    yield make
    for desk in made:
        desk.context.close()
        assert desk.faults == []


@pytest.fixture
def desk(make_desk: Callable[..., Desk]) -> Desk:
    """The form, open."""
    desk = make_desk()
    desk.open()
    return desk


def test_it_is_saved_a_second_after_the_first_sign_however_long_one_types(desk: Desk):
    """By the page's clock: not when the form opens, and not put off while somebody types on."""
    sent: list[str] = []
    desk.page.on("request", lambda one: sent.append(one.post_data or "") if one.method == "POST" else None)
    desk.page.clock.install()
    desk.open()
    desk.page.clock.pause_at("2100-01-01")
    desk.page.clock.run_for(10_000)
    assert sent == []
    for sign in "Ring":
        desk.note.press_sequentially(sign)
        assert sent == []
        desk.page.clock.run_for(240)
    with desk.page.expect_response(is_save):
        desk.page.clock.run_for(50)
    assert "note=Ring&" in sent[-1]
    desk.wait_for_draft("Ring")
    desk.note.press_sequentially("te")
    with desk.page.expect_response(is_save) as answer:
        desk.page.clock.run_for(1_000)
    assert len(sent) == 2
    desk.wait_for_draft("Ringte")
    desk.wait_for_reader(answer.value)
    # Nothing typed, nothing sent: a page that stands open keeps nobody signed in.
    desk.page.clock.run_for(3_600_000)
    assert len(sent) == 2


@pytest.mark.parametrize("way", ["closed", "left", "hidden"])
def test_a_tab_that_goes_sends_what_it_has_at_once(desk: Desk, way: str):
    """Its clock stands still, so nothing else has sent it."""
    desk.page.clock.install()
    desk.open()
    desk.page.clock.pause_at("2100-01-01")
    desk.note.press_sequentially("Ringte om vaktplanen, og så")
    assert desk.read_draft() is None
    if way == "closed":
        desk.page.close(run_before_unload=True)
    elif way == "left":
        desk.page.goto("/cases")
    else:
        desk.page.evaluate("""() => {
            Object.defineProperty(document, 'hidden', {value: true, configurable: true});
            document.dispatchEvent(new Event('visibilitychange'));
        }""")
    desk.wait_for_draft("Ringte om vaktplanen, og så")


def test_signing_out_takes_the_last_sign_along(desk: Desk):
    """It is sent before the page lets go of the sign-in."""
    desk.page.clock.install()
    desk.open()
    desk.page.clock.pause_at("2100-01-01")
    desk.note.press_sequentially("Ringte om vaktplanen")
    # A slow net: the sign-out must not overtake the text.
    desk.page.route(f"**{SAVES}", lambda route: (sleep(0.5), route.continue_()))
    desk.page.locator(".hm-menu__summary:visible").click()
    desk.page.locator("form[action='/sign-out'] button:visible").click()
    expect(desk.page.locator("input[name=login]")).to_be_visible()
    desk.wait_for_draft("Ringte om vaktplanen")


def test_a_crash_loses_no_more_than_what_was_typed_since_the_last_save(desk: Desk):
    """The process of the page is ended: no event of any kind. Saves are a second apart, see above."""
    desk.type_and_keep("Ringte om vaktplanen.")
    kept = desk.note.input_value()
    desk.note.press_sequentially(" Og")
    crashed = desk.page
    with crashed.expect_event("crash"), suppress(PlaywrightError):
        crashed.goto("chrome://crash")
    assert (desk.read_draft() or "").startswith(kept)
    desk.page = desk.context.new_page()
    desk.open()
    note = desk.page.locator("#draft-note")
    expect(note).to_contain_text(say("draft.show"))
    expect(desk.note).to_have_value("")
    note.get_by_role("link").click()
    desk.unfold()
    assert desk.note.input_value().startswith(kept)


def test_what_is_fetched_is_sent_once_and_then_gone(desk: Desk):
    desk.answer()
    desk.type_and_keep("Ringte om vaktplanen")
    desk.page.goto("/cases")
    desk.open()
    desk.page.locator("#draft-note").get_by_role("link", name=say("draft.show")).click()
    expect(desk.note).to_have_value("Ringte om vaktplanen")
    expect(desk.page.locator("input[name=outcome][value=took_place]")).to_be_checked()
    desk.note.press("End")
    desk.note.press_sequentially(" igjen")
    desk.page.locator(".hm-save-bar button[type=submit]").dblclick()
    expect(desk.page.locator(".hm-toast [role=status]")).to_have_text(say("contact.notice.logged"))
    assert desk.list_notes() == ["Ringte om vaktplanen igjen"]
    assert desk.read_draft() is None
    desk.open()
    expect(desk.page.locator("#draft-note")).to_have_count(0)


def test_it_is_thrown_away_by_the_keyboard(desk: Desk):
    desk.type_and_keep("Ringte")
    desk.page.goto(desk.url)
    button = desk.page.locator("#draft-note").get_by_role("button", name=say("draft.discard"))
    button.focus()
    desk.page.keyboard.press("Enter")
    expect(desk.page.locator(".hm-toast [role=status]")).to_have_text(say("draft.notice.discarded"))
    assert desk.read_draft() is None


def test_what_is_offered_steps_aside_for_what_is_typed(desk: Desk):
    """Its place stays, so that nothing moves under the finger."""
    desk.type_and_keep("Gammelt")
    desk.open()
    place = "(one) => one.getBoundingClientRect().top + scrollY"
    before = desk.note.evaluate(place)
    desk.type_and_keep("Nytt")
    expect(desk.page.locator("#draft-note")).to_be_hidden()
    assert desk.note.evaluate(place) == before
    assert desk.read_draft() == "Nytt"


def test_signed_out_elsewhere_the_text_stays_and_is_saved_once_after_signing_in(desk: Desk):
    desk.answer()
    desk.type_and_keep("Ringte")
    second = desk.context.new_page()
    second.goto("/")
    second.locator(".hm-menu__summary:visible").click()
    second.locator("form[action='/sign-out'] button:visible").click()
    expect(second.locator("input[name=login]")).to_be_visible()
    desk.note.press_sequentially(" og spurte")
    desk.save()
    expect(desk.status.locator("[role=status]")).to_have_text(say("draft.said.out"))
    expect(desk.note).to_have_value("Ringte og spurte")
    assert desk.list_notes() == []
    with desk.context.expect_page() as opened:
        desk.status.get_by_role("link", name=say("draft.sign_in")).click()
    sign_in(opened.value, "veileder")
    desk.page.bring_to_front()
    desk.save()
    expect(desk.page.locator(".hm-toast [role=status]")).to_have_text(say("contact.notice.logged"))
    assert desk.list_notes() == ["Ringte og spurte"]
    assert desk.read_draft() is None


@pytest.mark.parametrize("more", ["", " og spurte"])
def test_it_is_not_saved_under_the_name_of_somebody_else(desk: Desk, more: str):
    """Whether there is more to keep or only the form to send."""
    desk.answer()
    desk.type_and_keep("Ringte")
    desk.context.clear_cookies()
    second = desk.context.new_page()
    sign_in(second, "veileder2")
    with desk.site.session() as session:
        give_part(session, "veileder2", desk.case_id, clock.today() - timedelta(days=9))
        session.commit()
    desk.note.press_sequentially(more)
    desk.save()
    expect(desk.status.locator("[role=status]")).to_have_text(say("draft.said.other"))
    expect(desk.note).to_have_value(f"Ringte{more}")
    assert desk.list_notes() == []
    assert desk.read_draft() == "Ringte"


def test_a_page_that_is_older_than_its_token_gets_a_new_one(desk: Desk):
    desk.page.evaluate(
        "document.querySelectorAll('[name=csrf_token]').forEach((one) => { one.value = 'old'; })"
    )
    desk.answer()
    desk.type_and_keep("Ringte")
    desk.page.evaluate(
        "document.querySelectorAll('[name=csrf_token]').forEach((one) => { one.value = 'old'; })"
    )
    desk.save()
    expect(desk.page.locator(".hm-toast [role=status]")).to_have_text(say("contact.notice.logged"))
    assert desk.list_notes() == ["Ringte"]


def test_without_a_net_the_text_stays_and_the_page_says_so(desk: Desk):
    desk.answer()
    desk.type_and_keep("Ringte")
    desk.context.set_offline(True)
    desk.note.press_sequentially(" og spurte")
    expect(desk.status.locator("[role=status]")).to_have_text(say("draft.said.offline"))
    desk.save()
    expect(desk.status.locator("[role=status]")).to_have_text(say("draft.said.offline"))
    expect(desk.note).to_have_value("Ringte og spurte")
    # Back on the net it is kept by itself, and can be sent.
    desk.context.set_offline(False)
    desk.wait_for_draft("Ringte og spurte")
    desk.save()
    expect(desk.page.locator(".hm-toast [role=status]")).to_be_visible()
    assert desk.list_notes() == ["Ringte og spurte"]


def test_a_service_that_is_stopped_takes_nothing_along(
    make_desk: Callable[..., Desk], live_keeper: SiteKeeper
):
    """The server is really stopped, and started again on the same port."""
    with serve(live_keeper.app) as address:
        desk = make_desk(address)
        desk.open()
        desk.answer()
        desk.type_and_keep("Ringte")
    desk.note.press_sequentially(" og spurte")
    expect(desk.status.locator("[role=status]")).to_have_text(say("draft.said.away"))
    desk.save()
    expect(desk.status.locator("[role=status]")).to_have_text(say("draft.said.away"))
    expect(desk.note).to_have_value("Ringte og spurte")
    assert desk.read_draft() == "Ringte"
    with serve(live_keeper.app, urlsplit(address).port or 0):
        desk.wait_for_draft("Ringte og spurte")
        desk.save()
        expect(desk.page.locator(".hm-toast [role=status]")).to_be_visible()
        assert desk.list_notes() == ["Ringte og spurte"]
        desk.page.close()


@contextmanager
def hold_database(site: Site) -> Iterator[None]:
    """Somebody else keeps the database from being written."""
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


def test_a_database_that_is_held_is_asked_again(desk: Desk, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("hybridmentor.db.LOCK_SECONDS", 0.1)
    desk.answer()
    with hold_database(desk.site):
        desk.note.press_sequentially("Ringte")
        expect(desk.status.locator("[role=status]")).to_have_text(say("draft.said.away"))
    desk.wait_for_draft("Ringte")
    with hold_database(desk.site):
        desk.note.press_sequentially(" igjen")
        desk.save()
        expect(desk.status.locator("[role=status]")).to_have_text(say("draft.said.away"))
        expect(desk.note).to_have_value("Ringte igjen")
    desk.wait_for_draft("Ringte igjen")
    desk.save()
    expect(desk.page.locator(".hm-toast [role=status]")).to_be_visible()
    assert desk.list_notes() == ["Ringte igjen"]


def test_nothing_stays_in_the_browser(desk: Desk):
    desk.type_and_keep("Ringte om vaktplanen")
    # The library for fetching parts of pages notes which address it stands at, until the tab is closed.
    where = [["htmx-current-path-for-history", desk.url]]
    nothing = {"local": [], "databases": [], "caches": [], "workers": 0}
    assert desk.page.evaluate(IN_THE_BROWSER) == {**nothing, "session": where}
    cookies = desk.context.cookies()
    assert [one["name"] for one in cookies] == ["hybridmentor"]
    assert "vaktplanen" not in str(desk.context.storage_state(indexed_db=True))


def test_without_script_a_refused_form_is_offered_the_next_time(make_desk: Callable[..., Desk]):
    desk = make_desk(java_script_enabled=False)
    desk.open()
    expect(desk.status).to_be_hidden()
    desk.note.fill("Ringte om vaktplanen")
    desk.save()
    expect(desk.page.locator("#error-summary")).to_be_visible()
    desk.page.goto("/cases")
    desk.open()
    expect(desk.note).to_have_value("")
    desk.page.locator("#draft-note").get_by_role("link", name=say("draft.show")).click()
    expect(desk.note).to_have_value("Ringte om vaktplanen")
    desk.answer()
    desk.save()
    assert desk.list_notes() == ["Ringte om vaktplanen"]
    desk.open()
    expect(desk.page.locator("#draft-note")).to_have_count(0)


def test_faults_and_conflicts_are_met_as_without_the_script(desk: Desk):
    """The form goes through the check to the same pages: errors first with the focus, and both texts of two editors."""
    desk.note.fill("Ringte")
    desk.save()
    expect(desk.page.locator("#error-summary")).to_be_focused()
    expect(desk.note).to_have_value("Ringte")
    url = f"/cases/{desk.case_id}/steps/wishes"
    desk.page.goto(url)
    second = desk.context.new_page()
    second.goto(url)
    for page, words in ((desk.page, "Vil jobbe ute"), (second, "Vil jobbe inne")):
        page.locator("textarea[name=note]").fill(words)
        page.locator(".hm-save-bar button[type=submit]").first.click()
        page.wait_for_url(f"**/cases/{desk.case_id}{'' if page is desk.page else '/steps/wishes'}")
    expect(second.locator(".hm-conflict")).to_have_count(1)
    second.locator(".hm-save-bar button[type=submit]").first.click()
    expect(second.locator(".hm-toast [role=status]")).to_be_visible()


def test_a_number_that_may_not_be_kept_is_told_and_the_form_refuses_it_too(desk: Desk):
    desk.note.press_sequentially("02013299997")
    expect(desk.status.locator("[role=status]")).to_have_text(say("draft.said.number"))
    assert desk.read_draft() is None
    desk.answer()
    desk.save()
    expect(desk.page.locator("#error-summary")).to_be_focused()
    assert desk.list_notes() == []


def test_the_time_is_read_out_once_and_shown_from_then_on(desk: Desk):
    """A screen reader tells that the text is kept, and not again each second."""
    said, shown = desk.status.locator("[role=status]"), desk.status.locator(".hm-draft__quiet")
    times = iter(["14.32", "14.32", "14.33", "14.34"])
    desk.page.route(
        f"**{SAVES}",
        lambda route: route.fulfill(json={"at": next(times)}) if route.request.method == "POST" else None,
    )
    kept = [say("draft.said.kept", time=f"14.{minute}") for minute in (32, 33, 34)]
    for sign, read_out, quiet in (
        ("a", kept[0], ""),
        ("b", kept[0], ""),
        ("c", "", kept[1]),
        ("d", "", kept[2]),
    ):
        with desk.page.expect_response(is_save):
            desk.note.press_sequentially(sign)
        expect(said).to_have_text(read_out)
        expect(shown).to_have_text(quiet)
