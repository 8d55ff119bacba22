"""Suggestions for a case and what was offered, in the states that people pass."""

from __future__ import annotations

from tests.browser.states import state
from tests.browser.tour import Tour

OFFER = "form[id^='offer-'] button"


def open_offered(tour: Tour) -> None:
    """The page of what was offered in a case: noted now, or before in another view."""
    tour.open_case("spare", "/suggestions/companies")
    offers = tour.find(OFFER)
    if offers.count():
        offers.first.click()
    else:
        tour.find(".hm-rows .hm-row-link__a").first.click()
    tour.find("[name=jobseeker_answer]").first.wait_for(state="attached")


@state
def suggested_companies(tour: Tour) -> None:
    tour.open_case("spare", "/suggestions/companies")
    assert tour.find(".hm-reasons").count() >= 1


@state
def suggested_companies_weighed(tour: Tour) -> None:
    tour.open_case("spare", "/suggestions/companies")
    tour.find("summary").last.click()
    tour.find("#count_industry").select_option("none")
    tour.find("main form[method=get] button").click()
    tour.find("#count_industry").wait_for()


@state
def suggested_mentors(tour: Tour) -> None:
    tour.open_case("spare", "/suggestions/mentors")


@state
def match_form(tour: Tour) -> None:
    open_offered(tour)


@state
def match_form_with_errors(tour: Tour) -> None:
    open_offered(tour)
    tour.find("#has_lasted-1").check()
    tour.submit()
    assert tour.find("main .hm-error, main .aksel-form-field__error").count() >= 1


@state
def office_companies(tour: Tour) -> None:
    tour.go("/office/register", "leder")
    assert tour.find(".hm-empty").count() == 1
