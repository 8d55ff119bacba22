"""From a case to a shared experience by keyboard; the lead sends one back with a comment and makes another a practice note."""

from __future__ import annotations

import re
import time

import pytest
from playwright.sync_api import Page, expect

from hybridmentor.i18n import translate
from tests.browser.board_scenes import WAITING
from tests.browser.keyboard import Keyboard
from tests.browser.tour import Tour
from tests.support.browser import check_axe

SECONDS = 120
"""What it may take, with the time that a person needs for the keys."""
SECONDS_PER_KEY = 0.2
TITLE = "Ti minutter hver uke holdt"
COMMENT = "Kan du si hva dere snakket om?"


@pytest.fixture(scope="module", params=["desktop", "phone"])
def view(request: pytest.FixtureRequest) -> str:
    """Bokmål at both sizes."""
    return f"nb-{request.param}"


def expect_notice(page: Page, message_id: str) -> None:
    """The page says what has been done."""
    expect(page.locator(".hm-toast [role=status]")).to_have_text(translate("nb", message_id))


def share_from_case(tour: Tour, title: str) -> tuple[Keyboard, str]:
    """From the page of a case to an experience on the board; the hands, and where it stands."""
    tour.open_case("running")
    page, keyboard = tour.page, Keyboard(tour.page)
    began = time.monotonic()
    keyboard.follow(page.locator(".hm-header__actions a[href*='/experiences/new?case=']"))
    names = ("Eksempel", "Prøve")
    for name in ("tried", "happened"):
        text = page.locator(f"[name={name}]").input_value()
        assert not any(one in text for one in names), text
    keyboard.fill(page.locator("[name=title]"), title)
    keyboard.fill(page.locator("[name=learned]"), "Det er nok å være innom.")
    check_axe(page)
    keyboard.fill(page.locator("[name=confirmation]"), "Jeg har tatt bort alle navn.")
    keyboard.follow(page.locator(".hm-save-bar button[value=share]"))
    answer_marks(page, keyboard)
    taken = time.monotonic() - began
    expect(page.locator("h1")).to_have_text(title)
    assert taken + keyboard.pressed * SECONDS_PER_KEY < SECONDS, (taken, keyboard.pressed)
    print(f"\nfrom a case to a shared experience: {keyboard.pressed} keys, {taken:.1f} s of waiting")
    return keyboard, page.url


def answer_marks(page: Page, keyboard: Keyboard) -> None:
    """What the check still marks is worded neutrally, and the form is sent again."""
    boxes = page.locator("[name=hm_neutral]")
    if boxes.count():
        for number in range(boxes.count()):
            keyboard.toggle(boxes.nth(number))
        keyboard.follow(page.locator(".hm-save-bar button[value=share]"))


def test_from_a_case_to_a_shared_experience_and_back_with_a_comment(tour: Tour):
    _, address = share_from_case(tour, TITLE)
    path = re.sub(r"^https?://[^/]+", "", address)
    tour.go(f"{path}/review", "leder")
    page, keyboard = tour.page, Keyboard(tour.page)
    check_axe(page)
    keyboard.tab_to(page.locator("[name=decision][value=accept]"))
    keyboard.press("ArrowDown")
    expect(page.locator("[name=comment]")).to_be_visible()
    keyboard.fill(page.locator("[name=comment]"), COMMENT)
    keyboard.follow(page.locator(".hm-save-bar button"))
    expect_notice(page, "experience.notice.return")
    tour.go("/experiences/own")
    expect(tour.page.locator("main")).to_contain_text(translate("nb", "experience.returned_tag"))
    hands = Keyboard(tour.page)
    hands.follow(tour.page.locator("main a", has_text=TITLE))
    expect(tour.page.locator("main")).to_contain_text(COMMENT)
    check_axe(tour.page)
    hands.fill(tour.page.locator("[name=learned]"), "Det er nok å være innom, sa de.")
    hands.follow(tour.page.locator(".hm-save-bar button[value=share]"))
    answer_marks(tour.page, hands)
    expect_notice(tour.page, "experience.notice.shared")


def test_the_lead_makes_a_practice_note(tour: Tour):
    tour.go("/experiences/review", "leder")
    page, keyboard = tour.page, Keyboard(tour.page)
    check_axe(page)
    keyboard.follow(page.locator("main a", has_text=WAITING))
    keyboard.tab_to(page.locator("[name=decision][value=accept]"))
    keyboard.press("ArrowDown", times=2)
    expect(page.locator("[name=note_owner]")).to_be_visible()
    keyboard.fill(page.locator("[name=look_again_on]"), "01.09.2099")
    check_axe(page)
    keyboard.follow(page.locator(".hm-save-bar button"))
    expect_notice(page, "experience.notice.note")
    expect(page.locator("main")).not_to_contain_text(WAITING)
    tour.go("/experiences")
    keyboard = Keyboard(tour.page)
    keyboard.follow(tour.page.locator("main a", has_text=WAITING))
    expect(tour.page.locator("h1 + .hm-tag")).to_have_text(translate("nb", "experience.status.note"))
    check_axe(tour.page)


def test_a_draft_is_kept_and_shared_later(tour: Tour):
    tour.go("/experiences/new")
    page, keyboard = tour.page, Keyboard(tour.page)
    keyboard.fill(page.locator("[name=title]"), "Et utkast")
    keyboard.follow(page.locator(".hm-save-bar button[value=keep]"))
    expect_notice(page, "experience.notice.kept")
    keyboard.follow(page.locator("main a", has_text="Et utkast"))
    keyboard.follow(page.locator(".hm-save-bar button[value=share]"))
    expect(page.locator("#error-summary + ul li")).to_have_count(2)
    check_axe(page)
    keyboard.fill(page.locator("[name=learned]"), "Noe nytt.")
    keyboard.fill(page.locator("[name=confirmation]"), "Ingen er nevnt.")
    keyboard.follow(page.locator(".hm-save-bar button[value=share]"))
    expect_notice(page, "experience.notice.shared")
