"""The focus on the pages of the main job: where it goes, that one sees it, that nothing lies over it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.focus import walk_through
from tests.browser.states import STATES
from tests.browser.tour import Tour

PAGES = (
    "sign_in_without_answers",
    "day",
    "cases",
    "search_with_hits",
    "case_form_unfolded",
    "case_with_everything_unfolded",
    "case_closed",
    "case_published",
    "edit_form_with_errors",
    "edit_conflict",
    "step_form_with_errors",
    "mentor_form",
    "plan_form",
    "contact_form_unfolded",
    "contact_form_without_answers",
    "contact_saved_on_day",
    "contacts_all",
    "planned",
    "account_with_new_address",
    "board_filtered",
    "experience_own",
    "experience_form_with_wrong_answers",
    "candidate_choice_is_asked_about",
    "company_board",
    "company_tour",
    "closing_form",
    "welcome_of_researcher",
    "table1",
    "office_view_of_county",
    "admin",
    "error_404",
)


@pytest.fixture(scope="module", params=["nb-phone", pytest.param("nb-desktop", marks=pytest.mark.long)])
def view(request: pytest.FixtureRequest) -> str:
    """Both sizes."""
    return str(request.param)


@pytest.fixture(scope="module")
def darkroom(module_tour: Tour) -> Iterator[Page]:
    """An empty page where pictures are compared."""
    page = module_tour.context.new_page()
    # Chromium draws a page behind another one once a second only.
    module_tour.page.bring_to_front()
    yield page
    page.close()


@pytest.mark.parametrize("state", PAGES)
def test_focus_is_seen_and_goes_in_order(tour: Tour, view: str, state: str):
    STATES[state](tour)
    walk = walk_through(tour.page)
    assert len(walk.stops) > 3
    faults = walk.find_faults(in_order=view.endswith("phone"))
    assert not faults, f"{tour.page.url}:\n  " + "\n  ".join(faults)


@pytest.mark.long
@pytest.mark.parametrize("state", PAGES)
def test_focus_is_seen_in_a_picture(tour: Tour, darkroom: Page, state: str):
    STATES[state](tour)
    walk = walk_through(tour.page, darkroom)
    assert walk.faint == []


def test_the_skip_link_leads_past_the_header(tour: Tour):
    tour.go("/cases")
    page = tour.page
    page.keyboard.press("Tab")
    link = page.locator(".hm-skip")
    expect(link).to_be_focused()
    expect(link).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.locator("main :focus").count() == 1


def test_the_menu_opens_and_shuts_by_keyboard(tour: Tour):
    tour.go("/")
    page = tour.page
    summary = page.locator(".hm-menu__summary:visible")
    menu = page.locator(".hm-menu:has(> .hm-menu__summary:visible)")
    summary.focus()
    page.keyboard.press("Enter")
    inside = menu.locator("a, button")
    for number in range(inside.count()):
        page.keyboard.press("Tab")
        expect(inside.nth(number)).to_be_focused()
        expect(inside.nth(number)).to_be_in_viewport(ratio=1)
    page.keyboard.press("Tab")
    assert page.locator("main :focus").count() == 1
    expect(menu).not_to_have_attribute("open", "")
    summary.focus()
    page.keyboard.press("Space")
    page.keyboard.press("Tab")
    page.keyboard.press("Escape")
    expect(menu).not_to_have_attribute("open", "")
    expect(summary).to_be_focused()
