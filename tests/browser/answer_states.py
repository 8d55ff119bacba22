"""Searching the board, answering an experience, what one follows, and experiences met elsewhere."""

from __future__ import annotations

from tests.browser.answer_scenes import ANSWERED
from tests.browser.board_states import open_experience
from tests.browser.states import NATIONAL_ID, VARIANTS, state
from tests.browser.tour import Tour

VARIANTS |= {"board_search_without_hits", "use_refused", "followed_nothing", "themes_of_county"}


@state
def board_searched(tour: Tour) -> None:
    tour.go("/experiences?q=samtaler&where=office")
    assert tour.find("mark").count() >= 1


@state
def board_search_without_hits(tour: Tour) -> None:
    tour.go("/experiences?q=finnesikke&tag=language")
    assert tour.find(".hm-empty").count() == 1


@state
def experience_with_answers(tour: Tour) -> None:
    open_experience(tour, ANSWERED)
    assert tour.find(".hm-comments > li").count() == 3
    assert tour.find("[aria-pressed=true]").count() == 1
    assert tour.find(".hm-prose a[rel]").count() == 1


@state
def comment_refused(tour: Tour) -> None:
    open_experience(tour, ANSWERED)
    tour.fill(comment=f"Ring {NATIONAL_ID}")
    tour.find("main form:has([name=comment]) button[type=submit]").last.click()
    tour.find("#error-summary").wait_for()


@state
def use_refused(tour: Tour) -> None:
    open_experience(tour, ANSWERED)
    if not tour.find("main [name=how]").is_visible():
        tour.find("#useful summary").click()
    tour.find("main form:has([name=how]) button[type=submit]").click()
    tour.find("#error-summary").wait_for()


@state
def followed(tour: Tour) -> None:
    tour.go("/experiences/followed")
    assert tour.find(".hm-follows > li").count() == 5


@state
def followed_nothing(tour: Tour) -> None:
    tour.go("/experiences/followed", "marked")


@state
def search_refused(tour: Tour) -> None:
    tour.go("/experiences?q=samtale")
    tour.find(".hm-buttons--line summary").click()
    tour.find(".hm-buttons--line form:has([name=name]) button").click()
    tour.find("#error-summary").wait_for()


@state
def themes_over_time(tour: Tour) -> None:
    tour.go("/experiences/trends", "leder")


@state
def themes_of_county(tour: Tour) -> None:
    tour.go("/experiences/trends", "fylke")


@state
def contact_form_with_experiences(tour: Tour) -> None:
    tour.open_case("running", "/contacts/new")
    tour.find("main details:has([name=themes]) > summary").click()
    tour.find("main [name=themes][value=expectations]").check(force=True)
    assert tour.find(".hm-if--theme-expectations").is_visible()
    assert not tour.find(".hm-if--theme-openness").is_visible()


@state
def step_with_experiences(tour: Tour) -> None:
    tour.open_case("running", "/steps/wishes")
    assert tour.find(".hm-hits li").count() >= 1
