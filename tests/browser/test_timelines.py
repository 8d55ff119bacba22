"""The timeline in every state, as the browser shows it: no word or tile on another, at any width and in each language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from hybridmentor.i18n import LANGUAGES
from tests.browser.gallery.render import create_gallery
from tests.browser.looks import (
    find_axe_faults,
    find_cut_words,
    find_faults_when_enlarged,
    find_sideways_scroll,
    find_small_targets,
)
from tests.support.browser import VIEWPORTS, Watch, serve

TIGHT = (1210, 320)
"""The least width that shows the whole, and the least for the recent weeks: what 400 % leaves."""
FURTHER = (1400, 1100, 360)

COLLISIONS = """() => {
    const found = [];
    for (const picture of document.querySelectorAll('.hm-timeline__svg[role=img]')) {
        if (!picture.checkVisibility()) continue;
        const edge = picture.getBoundingClientRect(), name = picture.getAttribute('aria-labelledby').split(' ')[0];
        const texts = [...picture.querySelectorAll('text')].filter((text) => !text.closest('.hm-timeline__number'));
        const signs = [...picture.querySelectorAll('use[href*="#tile-"]')];
        const boxes = [...texts, ...signs].map((one) => [one, one.getBoundingClientRect()]);
        const say = (one) => one.textContent || one.getAttribute('href').split('#')[1];
        boxes.forEach(([one, box], index) => {
            if (box.left < edge.left - 1 || box.right > edge.right + 1.5) found.push(`${name}: ${say(one)} reaches out`);
            for (const [other, there] of boxes.slice(index + 1)) {
                const wide = Math.min(box.right, there.right) - Math.max(box.left, there.left);
                const high = Math.min(box.bottom, there.bottom) - Math.max(box.top, there.top);
                // A line of text is higher than its letters, and a number's tile shows another one behind it.
                const isText = texts.includes(one);
                if (wide > (isText ? 0.5 : 1.5) && high > (isText ? 3 : 1.5)) found.push(`${name}: ${say(one)} on ${say(other)}`);
            }
        });
    }
    return found;
}"""


@pytest.fixture(scope="module")
def gallery() -> Iterator[str]:
    """Where the gallery is served."""
    with serve(create_gallery()) as address:
        yield address


@pytest.fixture
def shown(browser: Browser, gallery: str) -> Iterator[Page]:
    """A tab on the gallery; faults in the console and requests elsewhere fail the test."""
    watch = Watch(gallery)
    page = browser.new_page(base_url=gallery)
    watch.attach(page)
    yield page
    page.close()
    assert watch.faults == []


def open_timelines(page: Page, language: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"/timelines?language={language}")
    page.evaluate("document.fonts.ready")


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_lies_on_anything(shown: Page, language: str):
    for width in (*TIGHT, *FURTHER) if language == "nb" else TIGHT:
        open_timelines(shown, language, width)
        assert shown.locator(".hm-timeline__svg[role=img] >> visible=true").count() > 10
        assert shown.evaluate(COLLISIONS) == [], width


@pytest.mark.parametrize("size", VIEWPORTS)
def test_everybody_can_read_it(shown: Page, size: str):
    open_timelines(shown, "nb", VIEWPORTS[size]["width"])
    shown.evaluate("document.querySelector('.hm-timeline details').open = true")
    assert find_axe_faults(shown) == []
    assert find_sideways_scroll(shown) == []
    assert find_cut_words(shown) == []
    assert find_small_targets(shown) == []
    assert find_faults_when_enlarged(shown) == []


def test_a_wide_window_shows_the_whole_and_a_narrow_one_the_recent_weeks(shown: Page):
    for width, whole in ((1210, True), (1209, False)):
        open_timelines(shown, "nb", width)
        assert shown.locator("#timeline-typical-whole").is_visible() is whole
        assert shown.locator("#timeline-typical-recent").is_visible() is not whole


def test_the_whole_is_a_link_away_on_a_telephone(shown: Page):
    """It opens at today and scrolls in its own box; the marks of the lanes stay, and there is a way back."""
    open_timelines(shown, "nb", 360)
    whole, recent = shown.locator("#timeline-typical-whole"), shown.locator("#timeline-typical-recent")
    recent.get_by_role("link", name="hele perioden").click()
    assert whole.is_visible()
    assert recent.is_hidden()
    edges = whole.evaluate("(box) => [box.scrollWidth > box.clientWidth, box.scrollLeft]")
    assert edges == [True, 0]
    today = whole.locator(".hm-timeline__now").bounding_box()
    assert today is not None
    assert 0 < today["x"] < 360
    assert whole.locator(".hm-timeline__marks").bounding_box()["x"] == whole.bounding_box()["x"]  # type: ignore[index]
    assert find_sideways_scroll(shown) == []
    assert find_axe_faults(shown) == []
    whole.get_by_role("link", name="siste uker").click()
    assert whole.is_hidden()
    assert recent.is_visible()
