"""Every page and state that the main job passes, looked at by axe and by us: at both sizes and in three languages."""

from __future__ import annotations

import pytest

from tests.browser.looks import (
    find_axe_faults,
    find_cut_words,
    find_faults_when_enlarged,
    find_heavy_html,
    find_language_faults,
    find_sideways_scroll,
    find_small_targets,
    find_title_faults,
)
from tests.browser.states import STATES
from tests.browser.tour import Tour

MOST_TOLD = 10
VIEWS = ("nb-desktop", "nb-phone", "nn-phone", "en-desktop")
EVERY_DAY = ("nb-desktop", "nb-phone")
VARIANTS = {
    "sign_in_of_the_demo",
    "sign_in_with_wrong_password",
    "sign_in_held_back",
    "day_with_nothing_urgent",
    "day_of_many_cases",
    "day_with_all_rows",
    "cases_that_are_mine",
    "cases_closed",
    "cases_of_all_kinds",
    "cases_last_page",
    "cases_none_open",
    "cases_none_closed",
    "cases_none_published",
    "search_for_nothing",
    "case_without_mentor",
    "case_ended",
    "case_read_only",
    "step_form_skipped",
    "mentor_form_without_workplace",
    "contact_form_first_ever",
    "contact_saved_on_case",
    "contacts_none",
    "welcome_of_researcher",
    "welcome_without_role",
    "table1_empty",
    "figures_of_lead",
    "figures_empty",
    "error_400",
    "error_401",
    "error_403_closed_case",
    "error_404_for_strangers",
    "error_405",
    "error_409",
}
"""States that look like another one: every day on a telephone only, where there is less room for mistakes."""


@pytest.fixture(scope="module")
def view(request: pytest.FixtureRequest) -> str:
    """Bokmål at both sizes, nynorsk and English at one."""
    return str(request.param)


def is_long(view: str, state: str) -> bool:
    """Whether the state is looked at in this view only where there is time."""
    return view not in EVERY_DAY or (view == "nb-desktop" and state in VARIANTS)


@pytest.mark.parametrize(
    ("view", "state"),
    [
        pytest.param(view, state, marks=[pytest.mark.long] if is_long(view, state) else [])
        for view in VIEWS
        for state in STATES
    ],
    indirect=["view"],
)
def test_state_is_a_good_page(tour: Tour, view: str, state: str):
    STATES[state](tour)
    page = tour.page
    faults = [
        *find_axe_faults(page),
        *find_sideways_scroll(page),
        *find_cut_words(page),
        *find_small_targets(page),
        *find_title_faults(page, tour.language),
        *find_language_faults(page, tour.language),
        *find_heavy_html(page),
        *find_faults_when_enlarged(page),
    ]
    assert not faults, describe(page.url, faults)


def describe(url: str, faults: list[str]) -> str:
    """The faults of a page, not more than one can read."""
    more = [f"and {len(faults) - MOST_TOLD} more"] if len(faults) > MOST_TOLD else []
    return "\n  ".join([f"{url}:", *faults[:MOST_TOLD], *more])


def test_variants_are_states():
    assert set(STATES) >= VARIANTS
