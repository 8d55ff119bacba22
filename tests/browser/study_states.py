"""Studies in the states that people pass: defined, opened, answered, and cases sent to them."""

from __future__ import annotations

from tests.browser.states import VARIANTS, state
from tests.browser.study_scenes import ADVISER, DRAFT, ENDED, LACKING, OPEN, OTHER, READY
from tests.browser.tour import Tour

VARIANTS |= {"study_ended", "study_of_approver", "study_offices_ended", "study_answer_ended"}
LIST = "/research/studies"


def open_study(tour: Tour, title: str, path: str = "", login: str = "forsker") -> None:
    """The page of a study, or one beside it."""
    tour.go(LIST, login)
    address = tour.find(".hm-row-link__a").filter(has_text=title).get_attribute("href")
    tour.page.goto(f"{address}{path}")


def open_case_studies(tour: Tour, name: str, login: str = ADVISER) -> None:
    """The studies of a case, by the list of the adviser's own."""
    open_study(tour, OPEN, "/cases", login)
    tour.find(".hm-row-link__a").filter(has_text=name).click()
    tour.find("h1").filter(has_text=OPEN).wait_for(state="detached")


@state
def studies(tour: Tour) -> None:
    tour.go(LIST, "forsker")
    assert tour.find(".hm-rows .hm-row-link__a").count() == 3


@state
def studies_empty(tour: Tour) -> None:
    tour.go(LIST)
    assert tour.find(".hm-empty").count() == 1


@state
def day_with_study_that_asks(tour: Tour) -> None:
    tour.go("/", OTHER)
    assert tour.find("#asks .hm-row-link__a").count() == 1


@state
def study_form(tour: Tour) -> None:
    tour.go(f"{LIST}/new", "forsker")


@state
def study_form_with_errors(tour: Tour) -> None:
    tour.go(f"{LIST}/new", "forsker")
    tour.fill(title="En studie", contact_email="ingen adresse")
    tour.submit()
    assert tour.find("main .aksel-form-field__error").count() >= 4


@state
def study_draft(tour: Tour) -> None:
    open_study(tour, DRAFT)
    assert tour.find("#open form").count() == 1


@state
def study_open(tour: Tour) -> None:
    open_study(tour, OPEN)
    assert tour.find("#end form").count() == 1


@state
def study_ended(tour: Tour) -> None:
    open_study(tour, ENDED)
    assert tour.find("#end, #open").count() == 0


@state
def study_of_approver(tour: Tour) -> None:
    open_study(tour, OPEN, login="godkjenner")


@state
def study_of_begun_to_edit(tour: Tour) -> None:
    open_study(tour, OPEN, "/edit")
    assert tour.find("[name=title]").count() == 0


@state
def study_offices(tour: Tour) -> None:
    open_study(tour, DRAFT, "/offices")
    assert tour.find("[name=part]").count() == 3


@state
def study_offices_with_errors(tour: Tour) -> None:
    open_study(tour, DRAFT, "/offices")
    tour.find("#add button").click()
    tour.find(".aksel-error-summary").wait_for()


@state
def study_offices_ended(tour: Tour) -> None:
    open_study(tour, ENDED, "/offices")


@state
def study_variables(tour: Tour) -> None:
    open_study(tour, DRAFT, "/variables")
    assert tour.find("[type=checkbox]").count() > 40


@state
def study_text(tour: Tour) -> None:
    open_study(tour, OPEN, "/texts/persons")
    tour.find("main summary").first.click()


@state
def study_text_with_errors(tour: Tour) -> None:
    open_study(tour, OPEN, "/texts/advisers")
    tour.fill(words_nb="")
    tour.submit()
    assert tour.find("main .aksel-form-field__error").count() >= 1


@state
def study_readiness(tour: Tour) -> None:
    open_study(tour, OPEN, "/readiness")
    assert tour.find("main table").count() >= 2


@state
def study_to_answer(tour: Tour) -> None:
    open_study(tour, OPEN, login=OTHER)
    assert tour.find(".hm-panel--next").count() == 1


@state
def study_answer(tour: Tour) -> None:
    open_study(tour, OPEN, "/answer", OTHER)
    assert tour.find("#answer form").count() == 2


@state
def study_answer_ended(tour: Tour) -> None:
    open_study(tour, ENDED, "/answer", ADVISER)
    assert tour.find("#answer form").count() == 1


@state
def study_cases(tour: Tour) -> None:
    open_study(tour, OPEN, "/cases", ADVISER)
    assert tour.find(".hm-row-link__a").count() == 8


@state
def study_cases_without_own_yes(tour: Tour) -> None:
    open_study(tour, OPEN, "/cases", OTHER)
    assert tour.find(".hm-alert").count() == 1


@state
def case_in_study(tour: Tour) -> None:
    open_case_studies(tour, READY)
    assert tour.find("form[action$=take-back]").count() == 1
    # Jobseeker and the company that the case has left.
    assert tour.find("main a[href$='/withdraw']").count() == 2


@state
def case_not_in_study(tour: Tour) -> None:
    open_case_studies(tour, LACKING)
    assert tour.find("form[action$=send]").count() == 1


@state
def case_in_no_study(tour: Tour) -> None:
    tour.open_case("running", "/studies")
    assert tour.find(".hm-empty").count() == 1


@state
def study_consent(tour: Tour) -> None:
    open_case_studies(tour, LACKING)
    tour.find("a[href*='/consents/']").first.click()
    tour.find("[name=kept_at]").wait_for()


@state
def study_consent_with_errors(tour: Tour) -> None:
    study_consent(tour)
    tour.fill(given_on="")
    tour.submit()
    assert tour.find("main .aksel-form-field__error").count() >= 2


@state
def day_with_study_consents(tour: Tour) -> None:
    tour.go("/", ADVISER)
    assert tour.find("a[href*='/consents/jobseeker']").count() >= 1
