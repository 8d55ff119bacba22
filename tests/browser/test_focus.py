"""The focus on the pages of the main job: where it goes, that one sees it, that nothing lies over it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

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
    "closing_form",
    "welcome_of_researcher",
    "table1",
    "figures_of_county",
    "admin",
    "error_404",
)


@pytest.fixture(scope="module", params=["nb-desktop", "nb-phone"])
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
