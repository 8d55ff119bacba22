"""Bad input in the browser: the errors come first, have the focus, lead to their fields, and nothing typed is lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from hybridmentor.i18n import translate
from tests.browser.scenes import NOTE
from tests.browser.states import STATES
from tests.browser.tour import Tour
from tests.support.apps import Site
from tests.support.browser import VIEWPORTS

FORMS = (
    "sign_in_without_answers",
    "case_form_without_answers",
    "case_form_with_wrong_answers",
    "edit_form_with_errors",
    "step_form_with_errors",
    "mentor_form_with_errors",
    "plan_form_with_errors",
    "contact_form_without_answers",
    "contact_form_with_wrong_answers",
    "closing_form_with_errors",
)
COMES_BEFORE_FIELDS = """() => {
    const summary = document.getElementById('error-summary');
    return [...document.querySelectorAll('main :is(input:not([type=hidden]), select, textarea, button)')]
        .every((field) => summary.compareDocumentPosition(field) & Node.DOCUMENT_POSITION_FOLLOWING);
}"""
TELLS_ITS_ERROR = """(field) => {
    const group = field.closest('fieldset');
    const told = [field, group].filter(Boolean).flatMap((one) => (one.getAttribute('aria-describedby') ?? '').split(' '));
    return told.map((id) => document.getElementById(id)?.innerText ?? '').join(' ');
}"""


@pytest.fixture(scope="module", params=["nb-phone", pytest.param("nb-desktop", marks=pytest.mark.long)])
def view(request: pytest.FixtureRequest) -> str:
    """Both sizes."""
    return str(request.param)


@pytest.mark.parametrize("state", FORMS)
def test_errors_come_first_and_lead_to_their_fields(tour: Tour, state: str):
    STATES[state](tour)
    page = tour.page
    expect(page.locator("#error-summary")).to_be_focused()
    assert page.evaluate(COMES_BEFORE_FIELDS)
    links = page.locator("#error-summary + ul a")
    assert links.count() >= 1
    for number in range(links.count()):
        link = links.nth(number)
        link.focus()
        page.keyboard.press("Enter")
        field = page.locator(":focus")
        expect(field).to_be_visible()
        assert field.get_attribute("name"), f"{link.inner_text()!r} leads to no field"
        assert f"#{field.get_attribute('id')}" == link.get_attribute("href")
        # What the summary says stands at the field too, where a screen reader reads it.
        assert link.inner_text() in field.evaluate(TELLS_ITS_ERROR)


def test_what_was_typed_is_kept(tour: Tour):
    tour.open_case("no_mentor", "/steps/wishes")
    tour.choose(status="done")
    tour.fill(done_on="31.02.2026", note=NOTE)
    tour.submit()
    expect(tour.find("#error-summary + ul a")).to_have_count(1)
    expect(tour.find("[name=status][value=done]")).to_be_checked()
    expect(tour.find("[name=done_on]")).to_have_value("31.02.2026")
    expect(tour.find("[name=note]")).to_have_value(NOTE)


def test_the_conflict_page_keeps_both_texts(tour: Tour):
    STATES["edit_conflict"](tour)
    sides = tour.find(".hm-conflict__text")
    expect(sides).to_have_count(2)
    expect(sides.first).to_have_text("400 00 000")
    expect(sides.last).to_have_text(re.compile(r"^4\d{7}$"))
    tour.submit()
    expect(tour.page.get_by_role("status")).to_have_text(translate("nb", "notice.saved"))
    tour.open_case("edited", "/edit")
    expect(tour.find("[name=phone]")).to_have_value("400 00 000")


@pytest.fixture
def plain_tour(browser: Browser, scenes: Site, live_address: str, view: str) -> Iterator[Tour]:
    """A tour in a browser that runs no script."""
    size = VIEWPORTS[view.split("-")[1]]
    context = browser.new_context(
        base_url=live_address,
        viewport=size,  # type: ignore[arg-type]  # a TypedDict of the library
        java_script_enabled=False,
    )
    context.set_default_timeout(10_000)
    tour = Tour(context, context.new_page(), scenes, live_address)
    yield tour
    context.close()
    assert tour.list_faults() == []


@pytest.mark.parametrize("state", ["case_form_without_answers", "contact_form_without_answers"])
def test_without_script_the_errors_are_a_step_away(plain_tour: Tour, state: str):
    STATES[state](plain_tour)
    page = plain_tour.page
    summary = page.locator("#error-summary")
    expect(summary).to_be_visible()
    box = summary.bounding_box()
    assert box is not None
    size = page.viewport_size
    assert size is not None
    assert box["y"] + box["height"] < size["height"], "the errors are below what one sees first"
    first = page.locator("#error-summary + ul a").first
    first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(str(first.get_attribute("href")))).to_be_focused()
