"""The checks themselves: each sees the fault that it is there for, on a page that has just been spoilt."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser import looks
from tests.browser.focus import walk_through
from tests.browser.keyboard import Keyboard
from tests.browser.state_checks import check_state
from tests.browser.states import STATES, depends_on_width
from tests.browser.tour import Tour

RULE = """(rule) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(rule);
    document.adoptedStyleSheets.push(sheet);
}"""


@pytest.fixture
def form(tour: Tour) -> Page:
    """A page without faults, on a telephone."""
    tour.go("/cases/new")
    return tour.page


@pytest.mark.parametrize(
    ("find", "rule", "words"),
    [
        (
            looks.find_small_targets,
            ".hm-save-bar button { min-height: 0; height: 40px; padding: 0 }",
            "not 44",
        ),
        (looks.find_small_targets, ".hm-back { min-height: 0; height: 20px }", "not 24"),
        (looks.find_small_targets, "input[type=radio]::before { content: none }", "not 44"),
        (looks.find_cut_words, ".hm-hint { white-space: nowrap; word-spacing: 200px }", "reaches"),
        (looks.find_cut_words, "h1 { overflow: hidden; width: 20px; white-space: nowrap }", "reaches"),
        (looks.find_sideways_scroll, "main { min-width: 361px }", "361 px wide"),
        (looks.find_faults_when_enlarged, "main { min-width: 330px }", "at 400 %: 330 px wide"),
    ],
)
def test_style_that_spoils_a_page_is_seen(
    form: Page, find: Callable[[Page], list[str]], rule: str, words: str
):
    assert find(form) == []
    form.evaluate(RULE, rule)
    assert any(words in fault for fault in find(form)), find(form)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("@media (min-width: 1200px) { main { min-width: 1401px } }", "at 1400 px: 1401 px wide"),
        ("@media (min-width: 1200px) { .hm-hint { color: #ccc } }", "at 1400 px: axe on"),
    ],
)
def test_what_is_wrong_at_the_desktop_alone_is_seen_on_the_way_of_a_telephone(
    tour: Tour, monkeypatch: pytest.MonkeyPatch, rule: str, words: str
):
    def spoilt(tour: Tour) -> None:
        tour.go("/cases/new")
        tour.page.evaluate(RULE, rule)

    monkeypatch.setitem(STATES, "spoilt", spoilt)
    with pytest.raises(AssertionError, match=words):
        check_state(tour, "spoilt")


def test_a_way_through_what_one_width_shows_is_known():
    assert not depends_on_width(STATES["cases"])
    assert depends_on_width(STATES["menu_open"])
    assert depends_on_width(STATES["contact_form_worded_neutrally"]), "it unfolds in a function that it calls"


def test_a_wrong_title_is_seen(form: Page):
    assert looks.find_title_faults(form, "nb") == []
    form.evaluate("document.title = 'Sak'")
    assert len(looks.find_title_faults(form, "nb")) == 1


def test_a_title_without_the_word_for_errors_is_seen(tour: Tour, form: Page):
    title = form.title()
    tour.submit()
    assert looks.find_title_faults(form, "nb") == []
    form.evaluate("title => { document.title = title; }", title)
    assert len(looks.find_title_faults(form, "nb")) == 1


def test_a_page_that_names_the_wrong_language_is_seen(form: Page):
    assert looks.find_language_faults(form, "nb") == []
    assert len(looks.find_language_faults(form, "nn")) == 1


def test_a_heavy_page_is_seen(form: Page):
    assert looks.find_heavy_html(form) == []
    form.evaluate(
        "() => document.body.append(Array.from({length: 9000}, () => Math.random().toString(36)).join(' '))"
    )
    assert len(looks.find_heavy_html(form)) == 1


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (".hm :focus-visible, .aksel-radio::after { outline: none !important }", "the focus is not shown at"),
        (".hm-bar { position: fixed; inset: 0; z-index: 99 }", "something lies over"),
        ("main { position: relative; left: -9999px }", "out of sight"),
        (".hm-back { position: absolute; top: 2000px }", "comes after it"),
    ],
)
def test_style_that_spoils_the_focus_is_seen(form: Page, spoil: str, words: str):
    assert walk_through(form).find_faults(in_order=True) == []
    form.evaluate(RULE, spoil)
    assert any(words in fault for fault in walk_through(form).find_faults(in_order=True))


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        ("document.querySelector('[name=name]').tabIndex = 1", "goes before its turn"),
        ("document.querySelector('.hm-skip').remove()", "the first stop is not the skip link"),
        (
            "document.querySelector('[name=name]').addEventListener('keydown', (event) => event.preventDefault())",
            "Tab never reaches",
        ),
        ("document.body.append(document.querySelector('.hm-back'))", "comes after the page itself"),
    ],
)
def test_markup_that_spoils_the_focus_is_seen(form: Page, spoil: str, words: str):
    form.evaluate(spoil)
    assert any(words in fault for fault in walk_through(form).find_faults(in_order=True))


def test_a_focus_in_the_colour_of_the_page_is_seen_in_a_picture(tour: Tour, form: Page):
    """Its style changes, and nobody sees it."""
    darkroom = tour.context.new_page()
    form.bring_to_front()
    form.evaluate(RULE, ".hm-save-bar :focus-visible { outline: 3px solid white !important }")
    walk = walk_through(form, darkroom)
    darkroom.close()
    assert walk.find_faults(in_order=True) == walk.faint
    assert len(walk.faint) == 2


def test_hands_on_the_keyboard_do_not_reach_what_cannot_be_reached(form: Page):
    save = form.locator(".hm-save-bar button")
    save.evaluate("button => { button.tabIndex = -1; }")
    with pytest.raises(AssertionError, match="Tab never reaches"):
        Keyboard(form).tab_to(save)


def test_what_happens_in_the_console_is_held_against_a_page(tour: Tour, form: Page):
    assert tour.list_faults() == []
    form.evaluate("setTimeout(() => { throw new Error('broken'); }, 0)")
    form.wait_for_function("1 === 1")
    form.wait_for_timeout(50)
    assert tour.list_faults() != []
    tour.expect_fault("broken")
    assert tour.list_faults() == []
