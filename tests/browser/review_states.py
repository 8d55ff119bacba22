"""The life of an experience in every state that people pass: drafts, the lead's queue, the county's."""

from __future__ import annotations

from tests.browser.board_scenes import RETURNED, WAITING, WISHED
from tests.browser.states import VARIANTS, state
from tests.browser.tour import Tour

VARIANTS |= {"experience_returned_form", "review_without_answers"}


@state
def experiences_own(tour: Tour) -> None:
    tour.go("/experiences/own")
    assert tour.find("main h2").count() > 1


@state
def experience_returned_form(tour: Tour) -> None:
    tour.go("/experiences/own")
    tour.page.locator("main a", has_text=RETURNED).click()
    tour.find("main [name=title]").wait_for()


@state
def review_queue(tour: Tour) -> None:
    tour.go("/experiences/review", "leder")
    assert tour.find(".hm-tag--overdue").count() > 0


def open_review(tour: Tour) -> None:
    """The lead opens what has waited longest."""
    tour.go("/experiences/review", "leder")
    tour.page.locator("main a", has_text=WAITING).click()
    tour.find("main [name=decision]").first.wait_for()


@state
def review_form(tour: Tour) -> None:
    open_review(tour)
    tour.choose(decision="note")
    tour.find("main [name=note_owner]").wait_for()


@state
def review_without_answers(tour: Tour) -> None:
    open_review(tour)
    tour.choose(decision="return")
    tour.submit()


@state
def spread_queue(tour: Tour) -> None:
    tour.go("/experiences/spread", "fylke")
    assert tour.page.locator("main li", has_text=WISHED).count() == 1


@state
def spread_form(tour: Tour) -> None:
    tour.go("/experiences/spread", "fylke")
    tour.page.locator("main a", has_text=WISHED).click()
    tour.find("main [name=reach]").first.wait_for()
