"""Cohorts in the states that people pass."""

from __future__ import annotations

from tests.browser.cohort_scenes import DECIDED, HIDDEN, OPEN
from tests.browser.states import state
from tests.browser.tour import Tour


def open_cohort(tour: Tour, title: str, path: str = "") -> None:
    """The page of a cohort, or one beside it."""
    tour.go("/cohorts")
    address = tour.find(".hm-row-link__a").filter(has_text=title).get_attribute("href")
    tour.page.goto(f"{address}{path}")


def open_sheet(tour: Tour, link: str) -> None:
    """The page of what one has said, by the first such link of the open cohort."""
    open_cohort(tour, OPEN)
    tour.find(link).first.click()
    tour.find("form#said").wait_for()


@state
def cohorts(tour: Tour) -> None:
    tour.go("/cohorts")
    assert tour.find(".hm-rows .hm-row-link__a").count() == 3


@state
def cohorts_empty(tour: Tour) -> None:
    tour.go("/cohorts", "veileder2")
    assert tour.find(".hm-empty").count() == 1


@state
def cohort_form_with_errors(tour: Tour) -> None:
    tour.go("/cohorts/new")
    tour.submit()
    assert tour.find("main .aksel-form-field__error").count() >= 1


@state
def cohort_paired(tour: Tour) -> None:
    open_cohort(tour, OPEN)
    assert tour.find(".hm-pairing__half").count() >= 4
    summary = tour.find(".hm-pairing summary")
    if summary.count():
        summary.first.click()


@state
def cohort_without_choice(tour: Tour) -> None:
    open_cohort(tour, OPEN)
    tour.find("#decision button").click()
    tour.find(".aksel-error-summary").wait_for()


@state
def cohort_decided(tour: Tour) -> None:
    open_cohort(tour, DECIDED)
    assert tour.find("form#reopening").count() == 1


@state
def cohort_with_hidden_case(tour: Tour) -> None:
    open_cohort(tour, HIDDEN)
    tour.find("summary").last.click()
    tour.find("#sure").wait_for()


@state
def cohort_cases(tour: Tour) -> None:
    open_cohort(tour, OPEN, "/cases")
    assert tour.find("[name=chosen]").count() >= 3


@state
def cohort_mentors(tour: Tour) -> None:
    open_cohort(tour, OPEN, "/offers")
    assert tour.find("[name=chosen]").count() >= 2


@state
def cohort_cases_not_found(tour: Tour) -> None:
    open_cohort(tour, OPEN, "/cases")
    tour.fill(q="zzzz")
    tour.find("main .hm-search__go").click()
    assert tour.find(".hm-empty").count() == 1


@state
def cohort_said_by_jobseeker(tour: Tour) -> None:
    open_sheet(tour, ".hm-pairing__head a")


@state
def cohort_said_by_mentor_with_errors(tour: Tour) -> None:
    open_sheet(tour, ".hm-pairing__half a")
    for one in tour.find("select[name^=say_]").all():
        one.select_option("1")
    tour.submit()
    assert tour.find("main .aksel-form-field__error").count() >= 1
