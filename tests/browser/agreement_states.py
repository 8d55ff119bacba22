"""Agreed contact in full, confirming the log, narrowing my day and being away."""

from __future__ import annotations

from datetime import timedelta

from hybridmentor import clock
from hybridmentor.i18n import format_numeric
from tests.browser.states import VARIANTS, state
from tests.browser.tour import Tour

VARIANTS |= {"day_narrowed", "account_away"}


@state
def rhythm_form(tour: Tour) -> None:
    tour.open_case("running", "/agreed-contact/mentor")
    assert tour.find("main select").count() == 4


@state
def rhythm_form_with_errors(tour: Tour) -> None:
    tour.open_case("running", "/agreed-contact/employer")
    tour.unfold()
    tour.fill(every_1="ofte", week_2="9", week_3="4", every_3="14")
    tour.submit()
    assert tour.find("main .hm-error, main .aksel-form-field__error").count() >= 2


@state
def confirmation_form(tour: Tour) -> None:
    tour.open_case("running", "/log-complete")


@state
def confirmation_form_with_errors(tour: Tour) -> None:
    tour.open_case("running", "/log-complete")
    tour.fill(to_on="snart")
    tour.submit()


@state
def day_narrowed(tour: Tour) -> None:
    tour.go("/")
    tour.find("button[name=relationship][value=mentor]").click()
    tour.page.wait_for_load_state()
    assert tour.find("button[name=relationship][aria-pressed=true]").get_attribute("value") == "mentor"


@state
def account_away(tour: Tour) -> None:
    """Of somebody whom nothing else is about: while the adviser of the others is away, what is due waits."""
    first, last = (format_numeric(clock.today() + timedelta(days=ahead)) for ahead in (9, 12))
    tour.go("/account", "borte")
    tour.fill(from_on=first, to_on=last)
    tour.find("#absence form[action$='/absences'] button").click()
    tour.page.wait_for_load_state()
    assert tour.find("#absence .hm-pairs li").count() == 1


@state
def account_away_with_errors(tour: Tour) -> None:
    tour.go("/account")
    tour.fill(from_on="i morgen", to_on="01.01.2020")
    tour.find("#absence form[action$='/absences'] button").click()
    tour.page.wait_for_load_state()
