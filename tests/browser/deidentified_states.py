"""De-identified releases in the states that people pass: asked for, decided, fetched, ended, and what stands in the way."""

from __future__ import annotations

from tests.browser.deidentified_scenes import GONE, NO, THERE, WAITS
from tests.browser.states import VARIANTS, state
from tests.browser.study_scenes import ENDED, OPEN
from tests.browser.study_states import open_study
from tests.browser.tour import Tour

VARIANTS |= {"deidentified_refused", "deidentified_own", "deidentified_of_approver"}
KEY = "HYBRIDMENTOR_PSEUDONYM_KEY"


def open_release(tour: Tour, receiver: str, login: str = "forsker") -> None:
    """The page of the release that a receiver is to get."""
    open_study(tour, OPEN, "/deidentified", login)
    tour.find("main .hm-panel--flush a").filter(has_text=receiver).click()
    tour.find("h1").filter(has_text=receiver).wait_for()


@state
def deidentified_ledger(tour: Tour) -> None:
    open_study(tour, OPEN, "/deidentified")
    assert tour.find("main .hm-panel--flush tbody tr").count() == 4


@state
def deidentified_hindered(tour: Tour) -> None:
    with tour.change_setting(KEY, None):
        open_study(tour, ENDED, "/deidentified")
        assert tour.find(".hm-alert li").count() == 2


@state
def deidentified_form(tour: Tour) -> None:
    open_study(tour, OPEN, "/deidentified/new")
    assert tour.find("main input[type=checkbox]:checked").count() == 0


@state
def deidentified_form_with_errors(tour: Tour) -> None:
    open_study(tour, OPEN, "/deidentified/new")
    tour.fill(purpose="Hvor lenge folk blir", agreed_on="i fjor")
    tour.submit()
    assert tour.find("main .aksel-form-field__error").count() >= 3


@state
def deidentified_decision(tour: Tour) -> None:
    open_release(tour, WAITS, "godkjenner")
    assert tour.find("#deciding form").count() == 1


@state
def deidentified_own(tour: Tour) -> None:
    open_release(tour, WAITS)
    assert tour.find("#deciding form").count() == 0


@state
def deidentified_file(tour: Tour) -> None:
    open_release(tour, THERE)
    assert tour.find("#delete code").count() == 2


@state
def deidentified_of_approver(tour: Tour) -> None:
    open_release(tour, THERE, "godkjenner")
    assert tour.find("#delete code").count() == 0


@state
def deidentified_with_another_key(tour: Tour) -> None:
    with tour.change_setting(KEY, "S0tLSkpKSUlJSEhIR0dHRkZGRUVFRERDQ0NCQkJBQUE="):
        open_release(tour, THERE)
        assert tour.find("#delete .hm-alert").count() == 1


@state
def deidentified_refused(tour: Tour) -> None:
    open_release(tour, NO)


@state
def deidentified_ended(tour: Tour) -> None:
    open_release(tour, GONE)
    assert tour.find("#file .hm-button").count() == 0
