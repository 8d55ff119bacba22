"""The surveys and tables of a study in the states that people pass: answered, sent, shut, made, counted."""

from __future__ import annotations

from datetime import timedelta

from hybridmentor import clock
from hybridmentor.i18n import format_numeric
from tests.browser.questionnaire_scenes import ANSWERED, LEAD, SHUT
from tests.browser.states import VARIANTS, state
from tests.browser.study_scenes import DRAFT, OPEN
from tests.browser.study_states import open_study
from tests.browser.tour import Tour

VARIANTS |= {
    "survey_unknown",
    "study_waves_empty",
    "study_tables_empty",
    "study_tables_of_approver",
    "study_links_none",
}


@state
def survey_to_answer(tour: Tour) -> None:
    tour.go(f"/survey/{ANSWERED}", None)
    assert tour.find("fieldset").count() == 11


@state
def survey_with_errors(tour: Tour) -> None:
    tour.go(f"/survey/{ANSWERED}", None)
    tour.find("main form .hm-button").click()
    assert tour.find(".hm-error-summary").count() == 1


@state
def survey_sent(tour: Tour) -> None:
    tour.go(f"/survey/{ANSWERED}", None)
    tour.page.check("input[name=initiator][value=adviser]")
    tour.page.check("input[name=form_mentor][value=phone]")
    tour.find("main form .hm-button").click()
    tour.page.wait_for_url("**/survey/answers/sent")


@state
def survey_shut(tour: Tour) -> None:
    tour.go(f"/survey/{SHUT}", None)
    assert tour.find("form[method=post] fieldset").count() == 0


@state
def survey_unknown(tour: Tour) -> None:
    tour.go("/survey/nobodys", None)
    assert tour.find("main .hm-panel").count() == 1


@state
def study_waves(tour: Tour) -> None:
    open_study(tour, OPEN, "/surveys")
    assert tour.find(".hm-rows .hm-row-link__a").count() >= 2


@state
def study_waves_empty(tour: Tour) -> None:
    open_study(tour, DRAFT, "/surveys")
    assert tour.find(".hm-empty").count() == 1


@state
def study_waves_with_errors(tour: Tour) -> None:
    open_study(tour, OPEN, "/surveys")
    tour.fill(opens_on="i dag", closes_on=format_numeric(clock.today() - timedelta(days=1)))
    tour.find("#new .hm-button").click()
    assert tour.find("main .aksel-form-field__error p").count() >= 2


@state
def study_wave_open(tour: Tour) -> None:
    open_study(tour, OPEN, "/surveys")
    tour.find(".hm-rows .hm-row-link__a").last.click()
    tour.find(".hm-links li").first.wait_for()


@state
def study_wave_over(tour: Tour) -> None:
    open_study(tour, OPEN, "/surveys")
    tour.find(".hm-rows .hm-row-link__a").first.click()
    tour.find(".hm-links li").first.wait_for()
    assert tour.find("main form").count() == 0


@state
def study_links(tour: Tour) -> None:
    tour.go("/office/surveys", LEAD)
    assert tour.find("main input[readonly]").count() == 1
    assert tour.find("main details[open]").count() == 1


@state
def study_links_told_on_the_front_page(tour: Tour) -> None:
    tour.go("/", LEAD)
    tour.find("main a[href='/office/surveys']").wait_for()


@state
def study_links_none(tour: Tour) -> None:
    tour.go("/office/surveys", "fylke")
    assert tour.find(".hm-empty").count() == 1


@state
def study_tables_empty(tour: Tour) -> None:
    open_study(tour, DRAFT, "/tables")
    assert tour.find(".hm-empty").count() == 1


@state
def study_tables_of_approver(tour: Tour) -> None:
    open_study(tour, OPEN, "/tables", "godkjenner")
    assert tour.find("main form").count() == 0


@state
def study_tables_with_errors(tour: Tour) -> None:
    open_study(tour, OPEN, "/tables")
    with tour.page.expect_navigation():
        tour.find("#new .hm-button").click()
    assert tour.find("main .aksel-form-field__error p").count() == 1


@state
def study_table_counted(tour: Tour) -> None:
    open_study(tour, OPEN, "/tables")
    tour.fill(title="Nullpunktet")
    tour.find("#new .hm-button").click()
    tour.page.wait_for_url("**/tables/*")
    tour.find("main details > summary").first.click()
    assert tour.find("main svg.hm-bars").first.is_visible()
