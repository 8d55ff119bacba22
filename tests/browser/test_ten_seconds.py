"""Logging a contact in ten seconds, standing outside a company: taps and keys from my day until it is saved."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from hybridmentor.i18n import translate
from tests.browser.keyboard import Keyboard
from tests.browser.tour import Tour

MOST_TAPS = 3
"""Before Save: log, how, how it went."""
MOST_KEYS = 12
"""From the top of my day until the contact is saved."""


@pytest.fixture
def phone_day(tour: Tour) -> Page:
    """My day of an adviser who is late with a mentor, on a telephone, open at its top."""
    tour.go("/")
    return tour.page


def is_in_window(page: Page, selector: str) -> bool:
    """Whether all of an element can be seen without scrolling, and nothing lies over its middle."""
    seen: bool = page.locator(selector).first.evaluate(
        """element => {
            const box = element.getBoundingClientRect();
            const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
            const isFree = element.contains(hit) || hit.closest('label')?.control === element;
            return isFree && box.top >= 0 && box.bottom <= innerHeight;
        }"""
    )
    return seen


def test_three_taps_and_save(phone_day: Page):
    page, taps = phone_day, 0
    first_row = page.locator(".hm-group:has(.hm-tag--overdue) .hm-row").first
    with page.expect_navigation():
        first_row.get_by_role("link", name=translate("nb", "contact.log")).tap()
    taps += 1
    for name, value in (("form", "phone"), ("outcome", "took_place")):
        page.locator(f"[name={name}][value={value}]").tap()
        taps += 1
    assert is_in_window(page, ".hm-save-bar button[type=submit]"), "Save must be looked for"
    with page.expect_navigation():
        page.locator(".hm-save-bar button[type=submit]").tap()
    expect(page.get_by_role("status")).to_have_text(translate("nb", "contact.notice.logged"))
    print(f"\ntaps before Save: {taps}")
    assert taps <= MOST_TAPS


def test_the_questions_that_must_be_answered_fit_on_a_telephone(tour: Tour):
    """All of step one in 780 px, Save included: nothing to scroll before the ten seconds are over."""
    tour.open_case("running", "/contacts/new?with=mentor&from=day")
    for selector in ("[name=relationships]", "[name=form][value=phone]", "[name=outcome][value=took_place]"):
        assert is_in_window(tour.page, selector), selector
    assert is_in_window(tour.page, ".hm-save-bar button[type=submit]")


def test_keys_from_my_day_to_the_saved_contact(phone_day: Page):
    page, keyboard = phone_day, Keyboard(phone_day)
    keyboard.follow(page.locator(".hm-shortcut"))
    expect(page).to_have_title(re.compile("^" + translate("nb", "contact.log_contact")))
    on_day = keyboard.pressed
    keyboard.choose(page.locator("[name=form][value=phone]"))
    keyboard.choose(page.locator("[name=outcome][value=took_place]"))
    keyboard.send("Enter")
    expect(page.get_by_role("status")).to_have_text(translate("nb", "contact.notice.logged"))
    on_form = keyboard.pressed - on_day
    print(f"\nkeys: {on_day} on my day, {on_form} on the form, {keyboard.pressed} together")
    assert keyboard.pressed <= MOST_KEYS
