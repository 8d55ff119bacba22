"""A lead prepares a meeting from two experiences and one case, by keyboard alone, and hands out the agenda."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from hybridmentor import clock
from hybridmentor.i18n import format_numeric, translate
from tests.browser.keyboard import Keyboard
from tests.browser.meeting_scenes import QUESTION
from tests.browser.tour import Tour
from tests.support.browser import check_axe

POSTS = ("Et kvarter hver fredag", "Ring tilbake samme dag")
TITLE = "Erfaringsmøte før jul"


@pytest.fixture(scope="module", params=["desktop", "phone"])
def view(request: pytest.FixtureRequest) -> str:
    """Bokmål at both sizes."""
    return f"nb-{request.param}"


def list_headings(page: Page) -> list[str]:
    """What stands on the agenda, in its order."""
    return [text.strip() for text in page.locator("#agenda h3").all_text_contents()]


def test_a_meeting_of_two_experiences_and_a_case(tour: Tour):
    tour.go("/meetings", "leder")
    page, keyboard = tour.page, Keyboard(tour.page)
    check_axe(page)
    keyboard.follow(page.locator(".hm-header__actions a[href$='/meetings/new']"))
    check_axe(page)
    keyboard.fill(page.locator("[name=title]"), TITLE)
    keyboard.fill(page.locator("[name=held_on]"), format_numeric(clock.today() + timedelta(days=9)))
    keyboard.fill(page.locator("[name=starts]"), "9")
    keyboard.fill(page.locator("[name=minutes]"), "45")
    keyboard.follow(page.locator("form.hm-form .hm-save-bar button"))
    expect(page.get_by_role("status").first).to_have_text(translate("nb", "meeting.notice.created"))
    check_axe(page)
    for name in POSTS:
        keyboard.toggle(page.get_by_role("checkbox", name=name))
    keyboard.toggle(page.get_by_role("checkbox", name=QUESTION))
    keyboard.follow(page.locator("#add .hm-save-bar button"))
    expect(page.locator("h1")).to_have_text(TITLE)
    check_axe(page)
    headings = list_headings(page)
    assert len(headings) == 3
    assert set(POSTS) < set(headings)
    assert headings[2].startswith("Sak ")
    expect(page.locator("#agenda")).to_contain_text(QUESTION)

    # The case first.
    for _ in range(2):
        row = page.locator(".hm-visit", has_text=QUESTION)
        keyboard.follow(row.locator("button[value=up]"))
        expect(page.get_by_role("status").first).to_have_text(translate("nb", "meeting.notice.moved"))
    assert list_headings(page) == [headings[2], headings[0], headings[1]]
    keyboard.follow(page.locator(".hm-visit").first.locator("a[href*='/points/']"))
    check_axe(page)
    keyboard.fill(page.locator("[name=minutes]"), "20")
    keyboard.follow(page.locator("form.hm-form .hm-save-bar button"))
    expect(page.locator(".hm-visit").first).to_contain_text("20 minutter")
    check_axe(page)

    address = page.locator(".hm-header__actions a[href$='agenda.pdf']").get_attribute("href")
    answer = page.request.get(str(address))
    assert answer.headers["content-type"] == "application/pdf"
    told = " ".join(one.extract_text() for one in PdfReader(BytesIO(answer.body())).pages)
    for words in (TITLE, headings[2], QUESTION, *POSTS):
        assert words in told, words
    print(f"\na meeting of two experiences and a case: {keyboard.pressed} keys")
