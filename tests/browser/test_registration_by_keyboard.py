"""Opening and closing a case with hands that never leave the keyboard: how much is asked, and how many keys it takes.

Nothing here looks at the watch. What the keys come to in time is told by the keystroke-level model (Card, Moran and
Newell 1980): 0.28 s for a key of somebody who types moderately, 1.35 s of thought before each question.
"""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from hybridmentor import clock
from hybridmentor.domain.form_state import MOST_AT_CLOSING, MOST_AT_OPENING
from hybridmentor.i18n import translate
from tests.browser.keyboard import Keyboard
from tests.browser.tour import Tour

SECONDS_A_KEY, SECONDS_A_THOUGHT = 0.28, 1.35
MOST_SECONDS_TO_OPEN = 60
NAMES = "main form.hm-form :is(input:not([type=hidden]), select, textarea)"


def list_asked(page: Page) -> list[str]:
    """The names of the questions that stand open on the page, folds left out, each once and in order."""
    names = page.locator(NAMES).evaluate_all(
        "all => all.filter(one => !one.closest('details:not([open])')).map(one => one.name)"
    )
    return list(dict.fromkeys(names))


def say_time(keyboard: Keyboard, questions: int) -> float:
    """What the keys and thoughts come to, in seconds."""
    return keyboard.pressed * SECONDS_A_KEY + questions * SECONDS_A_THOUGHT


@pytest.fixture(scope="module", params=["desktop", "phone"])
def view(request: pytest.FixtureRequest) -> str:
    """Bokmål at both sizes."""
    return f"nb-{request.param}"


def test_a_case_is_opened_with_five_answers(tour: Tour):
    tour.go("/cases/new")
    page, keyboard = tour.page, Keyboard(tour.page)
    asked = list_asked(page)
    assert len(asked) <= MOST_AT_OPENING, asked
    keyboard.fill(page.locator("[name=name]"), "Amal Arbeidsglad")
    keyboard.choose(page.locator("[name=service][value=state]"))
    keyboard.choose(page.locator("[name=entry_point][value=employer_contacted]"))
    keyboard.send("Enter")
    expect(page.get_by_role("status")).to_have_text(translate("nb", "case.notice.opened"))
    seconds = say_time(keyboard, len(asked))
    print(
        f"\nopening: {len(asked)} questions, {keyboard.pressed} keys, {seconds:.0f} s by the keystroke-level model"
    )
    assert seconds < MOST_SECONDS_TO_OPEN


def test_a_case_is_closed_with_twelve_questions_at_most(tour: Tour):
    tour.go("/cases/new")
    tour.fill(name="Bo Borte")
    tour.choose(service="state", entry_point="start")
    tour.submit()
    page, keyboard = tour.page, Keyboard(tour.page)
    tour.page.goto(f"{page.url}/close")
    asked = list_asked(page)
    assert 10 <= len(asked) <= MOST_AT_CLOSING, asked
    keyboard.fill(page.locator("[name=contact_ended_on]"), clock.today().strftime("%d.%m.%Y"))
    keyboard.choose(page.locator("[name=closing_talk][value=held]"))
    for name in ("attached", "leave"):
        keyboard.choose(page.locator(f"[name={name}][value=unknown]"))
    for name in ("employment_form", "wage_subsidy", "in_measure", "elsewhere", "end_reason"):
        keyboard.toggle(page.locator(f"[name={name}][value=unknown]"))
    keyboard.fill(page.locator("[name=later_reason]"), "Bruker har flyttet")
    keyboard.follow(page.get_by_role("button", name=translate("nb", "close.save")))
    expect(page.get_by_role("status")).to_have_text(translate("nb", "case.notice.closed"))
    seconds = say_time(keyboard, len(asked))
    print(
        f"\nclosing: {len(asked)} questions, {keyboard.pressed} keys, {seconds:.0f} s by the keystroke-level model"
    )


def test_what_is_asked_at_closing_is_not_what_is_known_already(tour: Tour):
    """The ends and the talk that the form has are not asked again."""
    tour.open_case("no_mentor", "/form/edit")
    tour.choose(measure_used="no", closing_talk="held", contact_end_reason="other")
    tour.fill(contact_ended_on=clock.today().strftime("%d.%m.%Y"))
    tour.submit()
    tour.open_case("no_mentor", "/close")
    asked = set(list_asked(tour.page))
    assert not asked & {"contact_ended_on", "closing_talk", "contact_end_reason", "measure_ended_on"}
