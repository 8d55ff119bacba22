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
VIEWS = (
    "nb-desktop",
    "nb-phone",
    pytest.param("nn-phone", marks=pytest.mark.long),
    pytest.param("en-desktop", marks=pytest.mark.long),
)


@pytest.fixture(scope="module", params=VIEWS)
def view(request: pytest.FixtureRequest) -> str:
    """Bokmål at both sizes, nynorsk and English at one."""
    return str(request.param)


@pytest.mark.parametrize("state", STATES)
def test_state_is_a_good_page(tour: Tour, state: str):
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
