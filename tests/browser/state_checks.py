"""What every page and state must be, whatever its size and language."""

from __future__ import annotations

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


def check_state(tour: Tour, state: str) -> None:
    """Go to the state and look at it: by axe and by us."""
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
