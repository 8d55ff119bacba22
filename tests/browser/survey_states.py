"""Tables 2 to 7 beside AFI's figures, in every state that people pass."""

from __future__ import annotations

from unittest import mock

from tests.browser.states import VARIANTS, state
from tests.browser.tour import Tour

VARIANTS |= {"survey_of_own_cases", "survey_of_few"}


@state
def survey_of_examples(tour: Tour) -> None:
    tour.go("/research/tables?source=examples", "forsker")
    assert tour.find("main tbody").count() == 8


@state
def survey_of_own_cases(tour: Tour) -> None:
    with mock.patch("hybridmentor.blueprints.research.survey_views.FEWEST_ADVISERS", 1):
        tour.go("/research/tables", "forsker")
    assert tour.find("[data-color=warning]").count() == 0


@state
def survey_of_few(tour: Tour) -> None:
    tour.go("/research/tables", "godkjenner")
    assert tour.find("[data-color=warning]").count() == 1
