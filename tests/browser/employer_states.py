"""The register of companies, in the states that people pass."""

from __future__ import annotations

from tests.browser.states import state
from tests.browser.tour import Tour

FIRST = ".hm-rows .hm-row-link__a"


@state
def employers(tour: Tour) -> None:
    tour.go("/employers")
    assert tour.find(FIRST).count() >= 1


@state
def employers_without_hits(tour: Tour) -> None:
    tour.go("/employers")
    tour.fill(q="zzzz")
    tour.find("main .hm-search__go").click()
    assert tour.find(".hm-empty").count() == 1


@state
def employers_empty(tour: Tour) -> None:
    tour.go("/employers?offer=apprenticeship", "fersk")
    assert tour.find(".hm-empty").count() == 1


@state
def employer_form(tour: Tour) -> None:
    tour.go("/employers/new")


@state
def employer_form_with_errors(tour: Tour) -> None:
    tour.go("/employers/new")
    tour.fill(organisation_number="123456789", note="Ring Kari på 922 33 445")
    tour.submit()
    assert tour.find("main .hm-error, main .aksel-form-field__error").count() >= 2


@state
def employer_page(tour: Tour) -> None:
    tour.go("/employers")
    tour.find(FIRST).first.click()
    tour.find("a[href$='/edit']").wait_for()


@state
def employer_edit_form(tour: Tour) -> None:
    tour.go("/employers")
    tour.find(FIRST).first.click()
    tour.find("a[href$='/edit']").click()
    tour.find("form [name=place]").wait_for()
