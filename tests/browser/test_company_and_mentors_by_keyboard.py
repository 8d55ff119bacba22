"""A case by keyboard alone: three companies put on the list, visited and one chosen, then two mentors one after the other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from hybridmentor import clock
from hybridmentor.i18n import format_numeric, translate
from tests.browser.keyboard import Keyboard
from tests.browser.tour import Tour
from tests.support.browser import check_axe

MENTORS = ("Mona Måneskinn", "Nils Nattverd")
NAMES = ("Anlegg Nord AS", "Bakeriet Sør AS", "Cafeen Vest AS")


@pytest.fixture(scope="module", params=["desktop", "phone"])
def view(request: pytest.FixtureRequest) -> str:
    """Bokmål at both sizes."""
    return f"nb-{request.param}"


def list_visited(page: Page) -> list[str]:
    """The names of a tour, in their order."""
    return [text.strip() for text in page.locator(".hm-visit a.hm-name").all_text_contents()]


def expect_notice(page: Page, message_id: str) -> None:
    """The page says what has been done."""
    expect(page.get_by_role("status")).to_have_text(translate("nb", message_id))


def test_three_companies_and_two_mentors(tour: Tour):
    tour.go("/cases/new")
    tour.fill(name="Cato Kandidat")
    tour.choose(service="state", entry_point="start")
    tour.submit()
    page, keyboard = tour.page, Keyboard(tour.page)
    companies = f"{page.url}/companies"
    day = format_numeric(clock.today() + timedelta(days=2))
    for name in NAMES:
        page.goto(companies)
        keyboard.follow(page.locator(".hm-header__actions a[href$='/companies/new']"))
        keyboard.fill(page.locator("[name=company]"), name)
        keyboard.fill(page.locator("[name=visit_on]"), day)
        keyboard.fill(page.locator("[name=pitch]"), "En rolig start.")
        keyboard.follow(page.locator("form.hm-form .hm-save-bar button"))
        expect_notice(page, "candidate.notice.added")

    keyboard.follow(page.locator(".hm-header__actions a[href$='/tour']"))
    assert list_visited(page) == list(NAMES)
    last = page.locator(".hm-visit", has_text=NAMES[2]).locator("button[value=up]")
    keyboard.follow(last)
    expect_notice(page, "tour.notice.moved")
    assert list_visited(page) == [NAMES[0], NAMES[2], NAMES[1]]

    check_axe(page)
    page.goto(f"{companies}?view=board")
    check_axe(page)
    card = page.locator(".hm-board__card", has_text=NAMES[1])
    keyboard.pick(card.locator("select"), "Positiv")
    keyboard.follow(card.locator(".hm-board__move button"))
    expect_notice(page, "candidate.notice.moved")
    expect(page.locator(".hm-board__column:has(#board-positive) .hm-board__card")).to_have_count(1)
    keyboard.follow(page.locator("form[action$='/choose'] button"))
    expect_notice(page, "candidate.notice.chosen")
    expect(page.locator("tr", has_text=NAMES[1])).to_contain_text(translate("nb", "candidate.is_chosen"))
    check_axe(page)
    name_mentors(page, keyboard, companies.removesuffix("/companies"))
    print(f"\nthree companies and two mentors: {keyboard.pressed} keys")


def name_mentors(page: Page, keyboard: Keyboard, case: str) -> None:
    """A mentor, and another one who follows for a reason that is told."""
    page.goto(f"{case}/mentor")
    check_axe(page)
    keyboard.fill(page.locator("[name=name]"), MENTORS[0])
    keyboard.fill(page.locator("[name=hours_per_month]"), "7,5")
    keyboard.follow(page.locator("form.hm-form .hm-save-bar button"))
    expect_notice(page, "mentor.notice.assigned")
    page.goto(f"{case}/mentor")
    keyboard.toggle(page.locator("summary", has_text=translate("nb", "mentor.replace.title")))
    keyboard.fill(page.locator("[name=name]"), MENTORS[1])
    keyboard.fill(page.locator("[name=from_on]"), format_numeric(clock.today() + timedelta(days=1)))
    keyboard.pick(page.locator("[name=end_reason]"), "Ferdig")
    check_axe(page)
    keyboard.follow(page.locator("form.hm-form .hm-save-bar button"))
    expect_notice(page, "mentor.notice.assigned")
    page.goto(f"{case}/mentor")
    told = page.locator("main")
    for words in (*MENTORS, "7,5"):
        expect(told).to_contain_text(words)
    expect(page.locator("[name=name]")).to_have_count(1)
    check_axe(page)
