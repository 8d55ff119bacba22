"""A data set by keyboard alone: chosen, priced, asked for, approved by somebody else, made and fetched."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from hybridmentor.jobs.worker import Worker
from tests.browser.keyboard import Keyboard
from tests.support.apps import Site, SiteKeeper
from tests.support.browser import VIEWPORTS, Watch, check_axe, sign_in
from tests.support.release_world import KEYS, SCRIPT, fill_release_world


@pytest.fixture
def study_site(live_keeper: SiteKeeper, live_address: str) -> Iterator[Site]:
    """The served application with a study of which a data set can be handed out."""
    with live_keeper.open(live_keeper.databases.make_template(fill_release_world)) as site:
        yield site


@pytest.fixture
def context(browser: Browser, study_site: Site, live_address: str, viewport: str) -> Iterator[BrowserContext]:
    """A browser profile at both sizes."""
    context = browser.new_context(
        base_url=live_address,
        viewport=VIEWPORTS[viewport],  # type: ignore[arg-type]  # a TypedDict of the library
        locale="nb-NO",
        timezone_id="Europe/Oslo",
        accept_downloads=True,
    )
    context.set_default_timeout(10_000)
    yield context
    context.close()


def enter(context: BrowserContext, login: str) -> Page:
    """A tab of somebody who has signed in."""
    context.clear_cookies()
    page = context.new_page()
    sign_in(page, login)
    return page


def test_from_a_choice_to_the_file(
    study_site: Site, context: BrowserContext, live_address: str, tmp_path: Path
):
    watch, worker = Watch(live_address), Worker(study_site.app.extensions["hybridmentor"])
    page = enter(context, "forsker")
    watch.attach(page)
    page.goto("/research/releases")
    keyboard = Keyboard(page)
    keyboard.follow(page.locator(".hm-row-link__a").filter(has_text=SCRIPT["title"]))
    for key in KEYS:
        keyboard.toggle(page.locator(f"#variable-{key}"))
    keyboard.follow(page.locator("#job-ways button"))
    worker.empty()
    # The page finds the price by itself, and what was ticked stays ticked.
    expect(page.locator("#send button")).to_be_enabled(timeout=20_000)
    expect(page.locator("#promises .hm-tag--on_track")).to_have_count(3)
    assert all(page.locator(f"#variable-{key}").is_checked() for key in KEYS)
    check_axe(page)
    page.reload()
    keyboard.fill(page.locator("#purpose"), "Hva som hjelper")
    keyboard.follow(page.locator("#send button"))
    expect(page.locator("h1")).to_contain_text("U-")
    address = page.url
    page.close()

    page = enter(context, "godkjenner")
    watch.attach(page)
    page.goto(address)
    keyboard = Keyboard(page)
    keyboard.tab_to(page.locator("#approval input[value=approve]"))
    keyboard.press("Space")
    keyboard.follow(page.locator("#approval button[data-variant=primary]"))
    worker.empty()
    expect(page.locator("h1 ~ .hm-tag--on_track")).to_be_visible(timeout=20_000)
    check_axe(page)
    page.close()

    page = enter(context, "forsker")
    watch.attach(page)
    page.goto(address)
    keyboard = Keyboard(page)
    keyboard.tab_to(page.locator("a").filter(has_text="data.csv"))
    with page.expect_download() as fetched:
        keyboard.press("Enter")
    fetched.value.save_as(tmp_path / "data.csv")
    lines = (tmp_path / "data.csv").read_text("ascii").splitlines()
    assert lines[0] == ";".join(KEYS)
    assert len(lines) > 95
    assert watch.faults == []
