"""The companies of a case on their own page, and the tour of them, in the states that people pass."""

from __future__ import annotations

from tests.browser.states import NATIONAL_ID, VARIANTS, state
from tests.browser.tour import Tour

VARIANTS |= {"company_table_read", "company_board_read", "company_board_refused", "company_register_nothing"}


@state
def company_table(tour: Tour) -> None:
    tour.open_case("no_mentor", "/companies")
    assert tour.find("table tbody tr").count() == 6


@state
def company_table_unfolded(tour: Tour) -> None:
    tour.open_case("long", "/companies")
    tour.find("table summary").click()
    tour.find("table .hm-log__note").first.wait_for()


@state
def company_table_read(tour: Tour) -> None:
    tour.open_case("no_mentor", "/companies", "leder")
    assert tour.find("main form").count() == 0


@state
def company_board(tour: Tour) -> None:
    tour.open_case("no_mentor", "/companies?view=board")
    assert tour.find(".hm-board__column").count() == 6


@state
def company_board_read(tour: Tour) -> None:
    tour.open_case("long", "/companies?view=board", "leder")
    assert tour.find(".hm-board__card").count() == 1


@state
def company_board_refused(tour: Tour) -> None:
    tour.open_case("no_mentor", "/companies?view=board")
    tour.find(".hm-board__move button").first.click()
    tour.find("#error-summary").wait_for()


@state
def company_list_empty(tour: Tour) -> None:
    tour.open_case("new", "/companies")
    assert tour.find(".hm-empty").count() == 1


def seek(tour: Tour, term: str) -> None:
    """Look for a company in the register, from the page of the companies of a case."""
    tour.open_case("no_mentor", "/companies")
    tour.fill(q=term)
    tour.find("main .hm-search__go").click()
    tour.find("#found").wait_for()


@state
def company_register_found(tour: Tour) -> None:
    seek(tour, "a")
    assert tour.find("#found form").count() >= 1


@state
def company_register_nothing(tour: Tour) -> None:
    seek(tour, "zzzz")
    assert tour.find("#found .hm-empty").count() == 1


@state
def company_register_refused(tour: Tour) -> None:
    seek(tour, NATIONAL_ID)
    assert tour.find("#found .hm-empty").count() == 1


@state
def company_tour(tour: Tour) -> None:
    tour.open_case("no_mentor", "/companies/tour")
    assert tour.find(".hm-visit").count() == 3


@state
def company_tour_empty(tour: Tour) -> None:
    tour.open_case("new", "/companies/tour")
    assert tour.find(".hm-empty").count() == 1
