"""Fixtures of the browser tests: a tour through a filled database, in one profile for all tests of a module."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

import tests.browser.agreement_states
import tests.browser.answer_states
import tests.browser.assignment_states
import tests.browser.board_states
import tests.browser.calendar_states
import tests.browser.cohort_states
import tests.browser.collaboration_states
import tests.browser.company_states
import tests.browser.consent_states
import tests.browser.course_states
import tests.browser.deidentified_states
import tests.browser.disclosure_states
import tests.browser.draft_states
import tests.browser.employer_states
import tests.browser.import_states
import tests.browser.log_states
import tests.browser.matching_states
import tests.browser.meeting_states
import tests.browser.mentor_states
import tests.browser.office_states
import tests.browser.questionnaire_states
import tests.browser.registration_states
import tests.browser.release_states
import tests.browser.review_states
import tests.browser.study_states
import tests.browser.survey_states  # noqa: F401  their states go on the list
from tests.browser.scenes import fill_scenes
from tests.browser.states import STATES, VARIANTS, depends_on_width
from tests.browser.tour import Tour
from tests.support.apps import Site, SiteKeeper
from tests.support.browser import VIEWPORTS

BY_KEYBOARD = ("_by_keyboard", "test_planned_answers")
"""How the files are called whose tests use the keyboard alone."""


@pytest.hookimpl(tryfirst=True)  # before -m chooses
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the everyday tests short.

    At the desktop only those states are gone to that no telephone can be made wider for. Jobs by keyboard are done at the
    desktop, where keyboards are; on a telephone too in the long run.
    """
    assert set(STATES) >= VARIANTS
    for item in items:
        chosen = (
            item.callspec.params if isinstance(item, pytest.Function) and hasattr(item, "callspec") else {}
        )
        on_phone = "phone" in (chosen.get("viewport"), chosen.get("view"))
        if on_phone and item.path.stem.endswith(BY_KEYBOARD):
            item.add_marker(pytest.mark.long)
        if chosen.get("view") == "nb-desktop" and "state" in chosen:
            state = chosen["state"]
            if state in VARIANTS or not depends_on_width(STATES[state]):
                item.add_marker(pytest.mark.long)


@pytest.fixture(scope="module")
def view() -> str:
    """Language and size of the tour; modules that look at several replace it."""
    return "nb-phone"


@pytest.fixture(scope="module")
def scenes(live_keeper: SiteKeeper, live_address: str, view: str) -> Iterator[Site]:
    """The served application with cases in every state, one database for each view of a module."""
    with live_keeper.open(live_keeper.databases.make_template(fill_scenes)) as site:
        yield site


@pytest.fixture(scope="module")
def module_tour(browser: Browser, scenes: Site, live_address: str, view: str) -> Iterator[Tour]:
    """The tour of the module, one for each view."""
    language, size = view.split("-")
    context = browser.new_context(
        base_url=live_address,
        viewport=VIEWPORTS[size],  # type: ignore[arg-type]  # a TypedDict of the library
        locale="nb-NO",
        timezone_id="Europe/Oslo",
        has_touch=size == "phone",
    )
    context.set_default_timeout(10_000)
    yield Tour(context, context.new_page(), scenes, live_address, language)
    context.close()


@pytest.fixture
def tour(module_tour: Tour) -> Iterator[Tour]:
    """The tour, with nothing held against it from before. Faults in the console and requests elsewhere fail the test."""
    module_tour.begin()
    yield module_tour
    assert module_tour.list_faults() == []
