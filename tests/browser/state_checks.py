"""What every page and state must be, whatever its size and language."""

from __future__ import annotations

from playwright.sync_api import Page

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
from tests.browser.states import STATES, VARIANTS, depends_on_width
from tests.browser.tour import Tour
from tests.support.browser import VIEWPORTS

MOST_TOLD = 10


def check_state(tour: Tour, state: str) -> None:
    """Go to the state and look at it: by axe and by us.

    The way there is as long as the look. So the same page is looked at in a wider window too: the server sends the same to
    every width and no script asks for it. States whose way leads through what one width alone shows, such as a fold, are
    gone to again at the other width.
    """
    STATES[state](tour)
    page = tour.page
    assert depends_on_width(STATES[state]) or not tour.used_what_is_seen, (
        "the way there leads through what is visible, which `depends_on_width` does not know"
    )
    faults = [
        *find_faults_of_width(page),
        *find_title_faults(page, tour.language),
        *find_language_faults(page, tour.language),
        *find_heavy_html(page),
        *find_faults_when_enlarged(page),
    ]
    if is_looked_at_wider(tour, state):
        page.set_viewport_size(VIEWPORTS["desktop"])
        faults += [f"at {VIEWPORTS['desktop']['width']} px: {fault}" for fault in find_faults_of_width(page)]
        page.set_viewport_size(VIEWPORTS["phone"])
    assert not faults, describe(page.url, faults)


def find_faults_of_width(page: Page) -> list[str]:
    """What may be wrong at one width and right at another."""
    return [
        *find_axe_faults(page),
        *find_sideways_scroll(page),
        *find_cut_words(page),
        *find_small_targets(page),
    ]


def is_looked_at_wider(tour: Tour, state: str) -> bool:
    """Bokmål on a telephone, unless the state is a variant or must be gone to anew."""
    on_phone = tour.page.viewport_size == VIEWPORTS["phone"]
    return (
        on_phone and tour.language == "nb" and state not in VARIANTS and not depends_on_width(STATES[state])
    )


def describe(url: str, faults: list[str]) -> str:
    """The faults of a page, not more than one can read."""
    more = [f"and {len(faults) - MOST_TOLD} more"] if len(faults) > MOST_TOLD else []
    return "\n  ".join([f"{url}:", *faults[:MOST_TOLD], *more])
