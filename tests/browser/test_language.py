"""The switch between the languages: it keeps the page, and what was chosen is remembered."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from hybridmentor.i18n import translate
from tests.browser.scenes import fill_scenes
from tests.support.apps import Site, SiteKeeper
from tests.support.browser import sign_in


@pytest.fixture
def live_site(live_keeper: SiteKeeper, live_address: str):
    """The served application with cases, a database for each test: the language is kept with the account."""
    with live_keeper.open(live_keeper.databases.make_template(fill_scenes)) as site:
        yield site


def switch(page: Page, language: str, viewport: str) -> None:
    """Choose a language in the header."""
    menu = page.locator(".hm-menu__summary:visible")
    if menu.count():
        menu.click()
    with page.expect_navigation():
        page.locator(f"button[name=language][value={language}]:visible").click()


def test_the_switch_keeps_the_page(page: Page, live_site: Site, viewport: str):
    sign_in(page, "veileder")
    page.get_by_role("link", name="Mentor Mona Mentor").first.click()
    case = page.url
    for language in ("nn", "en", "nb"):
        switch(page, language, viewport)
        assert page.url == case
        expect(page.locator("html")).to_have_attribute("lang", language)
        expect(page.get_by_role("main")).to_contain_text(translate(language, "contact.latest"))


def test_the_choice_is_kept_with_the_account(page: Page, live_site: Site, viewport: str):
    sign_in(page, "veileder")
    switch(page, "nn", viewport)
    expect(page.get_by_role("heading", level=1)).to_have_text(translate("nn", "day.title"))
    page.goto("/cases/new")
    expect(page.locator("html")).to_have_attribute("lang", "nn")
    page.context.clear_cookies()
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "nb")
    sign_in(page, "veileder")
    expect(page.locator("html")).to_have_attribute("lang", "nn")


def test_the_choice_of_a_stranger_lasts_while_the_browser_is_open(page: Page, live_site: Site, viewport: str):
    page.goto("/sign-in")
    switch(page, "en", viewport)
    expect(page.get_by_role("heading", level=1)).to_have_text(translate("en", "sign_in.title"))
    page.goto("/sign-in")
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("main button[type=submit]").click()
    expect(page).to_have_title(
        f"{translate('en', 'form.error_title', title=translate('en', 'sign_in.title'))} - {translate('en', 'app.name')}"
    )


def test_every_choice_says_its_name_in_its_own_language(page: Page):
    page.goto("/sign-in")
    for button in page.locator("button[name=language]").all():
        assert button.get_attribute("lang") == button.get_attribute("value")
    expect(page.locator("button[name=language][aria-current=true]")).to_have_text("Bokmål")
