"""Consents of a case, and the office's questions and success criteria, in every state that people pass."""

from __future__ import annotations

from tests.browser.consent_scenes import OWN_QUESTION
from tests.browser.states import NATIONAL_ID, VARIANTS, state
from tests.browser.tour import Tour

VARIANTS |= {
    "consents_of_closed_case",
    "consents_read_only",
    "consents_of_example",
    "consents_with_long_words",
    "withdrawal_of_nothing",
    "questions_of_market_contact",
    "criteria_of_adviser",
}


@state
def consents(tour: Tour) -> None:
    tour.open_case("running", "/consents")
    tour.unfold()
    shapes = ("on_track", "closed", "soon", "overdue", "to_ask")
    assert all(tour.find(f"main .hm-tag--{shape}").count() for shape in shapes)


@state
def consents_none_yet(tour: Tour) -> None:
    tour.open_case("new", "/consents")
    assert tour.find("main .hm-tag--to_ask").count() == 3


@state
def consents_of_those_who_were_left(tour: Tour) -> None:
    tour.open_case("spare", "/consents")
    assert tour.find("main .hm-panel:has(.hm-mark--mentor)").count() == 2
    assert tour.find("main .hm-panel:has(.hm-mark--employer)").count() == 2


@state
def consents_of_closed_case(tour: Tour) -> None:
    tour.open_case("closed", "/consents")
    assert tour.find("main a[href*='/consents/new']").count() == 0


@state
def consents_read_only(tour: Tour) -> None:
    tour.open_case("running", "/consents", login="leder")
    assert tour.find("main .hm-row .hm-button").count() == 0


@state
def consents_of_example(tour: Tour) -> None:
    tour.open_case("example", "/consents")
    assert tour.find(".hm-empty").count() == 1


@state
def consents_with_long_words(tour: Tour) -> None:
    tour.open_case("long", "/consents")
    tour.unfold()


@state
def consent_choice(tour: Tour) -> None:
    tour.open_case("running", "/consents/new")
    assert tour.find("main .hm-row-link").count() == 6


@state
def consent_form(tour: Tour) -> None:
    tour.open_case("running", "/consents/new?person=mentor&purpose=research")


@state
def consent_form_without_answers(tour: Tour) -> None:
    tour.open_case("running", "/consents/new?person=employer&purpose=employer_survey")
    tour.fill(given_on="")
    tour.submit()
    assert tour.find("#error-summary + ul li").count() == 3


@state
def consent_form_with_wrong_answers(tour: Tour) -> None:
    tour.open_case("running", "/consents/new?person=jobseeker&purpose=research")
    tour.choose(answer="yes", given_how="on_paper")
    tour.fill(given_on="01.01.1999", kept_at=NATIONAL_ID, expires_on="31.02.2030")
    tour.submit()
    assert tour.find("#error-summary + ul li").count() == 3


@state
def consent_saved(tour: Tour) -> None:
    tour.open_case("edited", "/consents/new?person=jobseeker&purpose=later_follow_up")
    tour.choose(answer="no", given_how="spoken")
    tour.submit()
    tour.find(".hm-toast [role=status]").wait_for()


@state
def withdrawal_form(tour: Tour) -> None:
    open_withdrawal(tour)


@state
def withdrawal_form_with_errors(tour: Tour) -> None:
    open_withdrawal(tour)
    tour.fill(withdrawn_on="01.01.1999")
    tour.submit()
    assert tour.find("#error-summary + ul li").count() == 1


@state
def withdrawal_of_nothing(tour: Tour) -> None:
    open_withdrawal(tour, "stepped")
    address = tour.page.url
    if tour.find("main [name=withdrawn_on]").count():
        tour.submit()
    tour.page.goto(address)
    assert tour.find("main .hm-alert").count() == 1


def open_withdrawal(tour: Tour, key: str = "running") -> None:
    """The page to take back the first consent of a case that can be taken back."""
    tour.open_case(key, "/consents")
    tour.find("main a[href$='/withdraw']").first.click()
    tour.find("main form, main .hm-alert").first.wait_for()


@state
def questions(tour: Tour) -> None:
    tour.go("/office/questions")
    assert tour.find("main form[action*='/remove']").count() == 3


@state
def questions_with_errors(tour: Tour) -> None:
    tour.go("/office/questions")
    tour.fill(words=f"Spør {NATIONAL_ID}")
    tour.submit()
    assert tour.find("#error-summary + ul li").count() == 3


@state
def questions_of_market_contact(tour: Tour) -> None:
    tour.go("/office/questions", "marked")
    assert tour.find("main form").count() == 0


@state
def questions_on_step(tour: Tour) -> None:
    tour.open_case("running", "/steps/mentor")
    assert OWN_QUESTION in tour.find("main .hm-own-questions").inner_text()


@state
def criteria(tour: Tour) -> None:
    tour.go("/office/criteria", "leder")
    assert tour.find("main form[action*='/remove']").count() == 2


@state
def criteria_with_errors(tour: Tour) -> None:
    tour.go("/office/criteria", "leder")
    tour.submit()
    assert tour.find("#error-summary + ul li").count() == 1


@state
def criteria_of_adviser(tour: Tour) -> None:
    tour.go("/office/criteria")
    assert tour.find("main form").count() == 0


@state
def criteria_none(tour: Tour) -> None:
    tour.go("/office/criteria", "fersk")
    assert tour.find(".hm-empty").count() == 1
