"""Logging with the keyboard alone, without a case to begin from: choosing one, and a whole day of visits at once."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from hybridmentor.i18n import translate
from tests.browser.keyboard import Keyboard
from tests.browser.tour import Tour

MOST_KEYS = 8
"""From the list of cases, as my day leads to it, until the contact is saved."""


@pytest.fixture
def page(tour: Tour) -> Page:
    """The tab of an adviser with many cases."""
    tour.enter("veileder")
    return tour.page


def test_the_first_case_of_the_list_is_one_tab_away(page: Page):
    page.goto("/log#cases")
    keyboard = Keyboard(page)
    keyboard.follow(page.locator(".hm-row-link__a").first)
    expect(page.locator("h1")).to_have_text(translate("nb", "contact.log_contact"))
    keyboard.choose(page.locator("[name=form][value=phone]"))
    keyboard.choose(page.locator("[name=outcome][value=took_place]"))
    keyboard.send("Enter")
    expect(page.get_by_role("status")).to_have_text(translate("nb", "contact.notice.logged"))
    print(f"\nkeys from the list of cases: {keyboard.pressed}")
    assert keyboard.pressed <= MOST_KEYS


def test_the_page_is_not_scrolled_to_where_tab_begins(page: Page):
    """Who looks at the form on a telephone sees all of it, who and day first."""
    page.goto("/log#cases")
    assert page.evaluate("scrollY") == 0
    page.locator(".hm-row-link__a").first.click()
    page.wait_for_url("**/contacts/new*")
    page.goto(page.url.split("#")[0] + "#how")
    assert page.evaluate("scrollY") == 0


def test_a_day_of_visits_is_filled_in_and_saved(page: Page):
    """A row that stood there, a row with a case chosen in it, and Enter in a note saves instead of asking for more rows."""
    page.goto("/log/batch")
    keyboard = Keyboard(page)
    keyboard.pick(page.locator("[name=form_0]"), "På bedriften")
    keyboard.pick(page.locator("[name=outcome_0]"), "Avlyst")
    chooser = page.locator("main select[name^=case_]").first
    number = (chooser.get_attribute("name") or "").removeprefix("case_")
    keyboard.pick(chooser, "Lars Ledig")
    keyboard.toggle(page.locator(f"[name=relationships_{number}][value=jobseeker]"))
    keyboard.pick(page.locator(f"[name=form_{number}]"), "E-post")
    keyboard.pick(page.locator(f"[name=outcome_{number}]"), "Avlyst")
    keyboard.fill(page.locator(f"[name=note_{number}]"), "Ble syk")
    keyboard.send("Enter")
    expect(page.get_by_role("status")).to_have_text(translate("nb", "contact.notice.several", n=2))
    keyboard.follow(page.locator(".hm-toast form button"))
    expect(page.get_by_role("status")).to_have_text(translate("nb", "contact.notice.undone_several", n=2))


def test_a_fault_is_reached_from_the_summary(page: Page):
    page.goto("/log/batch")
    keyboard = Keyboard(page)
    keyboard.fill(page.locator("[name=note_1]"), "Bare et notat")
    keyboard.send("Enter")
    expect(page.locator("#error-summary")).to_be_focused()
    keyboard.tab_to(page.locator("#error-summary + ul a[href='#outcome_1']"))
    keyboard.press("Enter")
    expect(page.locator("#outcome_1")).to_be_focused()
    expect(page.locator("[name=note_1]")).to_have_value("Bare et notat")
