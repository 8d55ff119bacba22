"""Logging in every state that people pass: choosing a case, a day of visits, several cases at once, what others told of, work."""

from __future__ import annotations

from tests.browser.course_states import open_course
from tests.browser.states import NATIONAL_ID, VARIANTS, state
from tests.browser.tour import Tour

VARIANTS |= {
    "log_choice_of_many",
    "log_choice_none",
    "log_search_without_hits",
    "batch_none",
    "batch_with_more_rows",
    "batch_saved",
    "contact_saved_in_pause",
    "work_form_without_answers",
}
SAVE = "main .hm-save-bar button"


def save(tour: Tour) -> None:
    """Press Save, which is the first button of the bar."""
    with tour.page.expect_navigation():
        tour.find(SAVE).first.click()


@state
def log_choice(tour: Tour) -> None:
    tour.go("/log")
    assert tour.find(".hm-row-link").count() == 12
    assert tour.find("a[href*='show=all']").count() == 1


@state
def log_choice_of_many(tour: Tour) -> None:
    tour.go("/log?show=all", "veileder2")
    assert tour.find(".hm-row-link").count() > 50


@state
def log_choice_none(tour: Tour) -> None:
    tour.go("/log", "fersk")
    assert tour.find(".hm-empty").count() == 1


def look_for(tour: Tour, term: str) -> None:
    """Search among the cases to log in."""
    tour.go("/log")
    tour.fill(q=term)
    tour.find("main [name=q]").press("Enter")
    tour.page.wait_for_url("**/log/search")


@state
def log_search_with_hits(tour: Tour) -> None:
    look_for(tour, "bakeriet")
    assert tour.find(".hm-row-link").count() > 2


@state
def log_search_without_hits(tour: Tour) -> None:
    look_for(tour, "Ingenting heter dette")
    assert tour.find(".hm-empty").count() == 1


@state
def batch(tour: Tour) -> None:
    tour.go("/log/batch")
    assert tour.find(".hm-batch").count() >= 5
    assert tour.find("main select[name^=case_]").count() == 2


@state
def batch_none(tour: Tour) -> None:
    tour.go("/log/batch", "fersk")
    assert tour.find(".hm-empty").count() == 1


@state
def batch_with_more_rows(tour: Tour) -> None:
    tour.go("/log/batch", "veileder2")
    before = tour.find(".hm-batch").count()
    tour.find("main [name=note_0]").fill("Halvferdig")
    with tour.page.expect_navigation():
        tour.find("main button[name=more]").click()
    assert tour.find(".hm-batch").count() == before + 2
    assert tour.find("main [name=note_0]").input_value() == "Halvferdig"


@state
def batch_without_answers(tour: Tour) -> None:
    tour.go("/log/batch")
    save(tour)
    assert tour.find("#error-summary").count() == 1


@state
def batch_with_wrong_answers(tour: Tour) -> None:
    tour.go("/log/batch")
    tour.find("main [name=day_0]").select_option("other")
    tour.find("main [name=other_day_0]").fill("40.40.2026")
    tour.find("main [name=note_1]").fill(f"Se {NATIONAL_ID}")
    last = tour.find("main select[name^=case_]").last.get_attribute("name") or ""
    tour.find(f"main [name={last.replace('case', 'outcome')}]").select_option("attempted")
    save(tour)
    assert tour.find("#error-summary + ul li").count() >= 7


@state
def batch_saved(tour: Tour) -> None:
    tour.go("/log/batch", "veileder2")
    for name, value in (("form_0", "phone"), ("outcome_0", "attempted")):
        tour.find(f"main [name={name}]").select_option(value)
    tour.find("main select[name^=case_]").last.select_option(index=1)
    number = (tour.find("main select[name^=case_]").last.get_attribute("name") or "").removeprefix("case_")
    tour.find(f"main input[name=relationships_{number}]").first.check()
    tour.find(f"main [name=form_{number}]").select_option("email")
    tour.find(f"main [name=outcome_{number}]").select_option("attempted")
    save(tour)
    tour.find(".hm-toast form").wait_for()


@state
def contact_form_for_several(tour: Tour) -> None:
    tour.open_case("planned", "/contacts/new?with=mentor")
    assert tour.find("main [name=also]").first.is_visible()


@state
def contact_form_without_the_mentor(tour: Tour) -> None:
    """Who shares the mentor is asked where the mentor was there."""
    tour.open_case("planned", "/contacts/new?with=jobseeker")
    assert tour.find("main [name=also]").first.is_hidden()


@state
def contact_of_several_to_correct(tour: Tour) -> None:
    tour.open_case("planned", "/contacts/new?with=mentor")
    tour.find("main [name=also]").first.check()
    tour.choose(form="phone", outcome="cancelled")
    tour.submit()
    tour.find(".hm-toast [role=status]").wait_for()
    tour.open_case("planned", "/contacts")
    tour.find("main .hm-log a").first.click()
    tour.find("#correct").wait_for()
    assert tour.find("main .hm-alert").count() == 1


@state
def contact_form_after_three_attempts(tour: Tour) -> None:
    for _ in range(3):
        tour.open_case("stepped", "/contacts/new?with=jobseeker")
        tour.choose(form="phone", outcome="attempted")
        tour.submit()
        tour.find(".hm-toast [role=status]").wait_for()
    tour.open_case("stepped", "/contacts/new?with=jobseeker")
    assert tour.find("main .hm-alert").count() == 1


@state
def contact_saved_in_pause(tour: Tour) -> None:
    open_course(tour, "paused", "/contacts/new?with=jobseeker")
    tour.choose(form="phone", outcome="took_place")
    tour.submit()
    tour.find(".hm-toast [role=status]").wait_for()


@state
def told_form(tour: Tour) -> None:
    tour.open_case("running", "/contacts/told")


@state
def told_form_with_wrong_answers(tour: Tour) -> None:
    tour.open_case("running", "/contacts/told")
    tour.choose(day="other", form="digital")
    tour.fill(other_day="01.01.2090", note=f"Se {NATIONAL_ID}")
    tour.submit()
    assert tour.find("#error-summary + ul li").count() == 3


@state
def told_of_and_to_correct(tour: Tour) -> None:
    tour.open_case("unanswered", "/contacts/told")
    tour.choose(reported_by="mentor", form="at_company")
    tour.submit()
    tour.find(".hm-toast [role=status]").wait_for()
    tour.find("main .hm-log a").first.click()
    tour.find("#correct [name=reported_by]").first.wait_for(state="attached")


@state
def work_form(tour: Tour) -> None:
    tour.open_case("running", "/contacts/work")


@state
def work_form_without_answers(tour: Tour) -> None:
    tour.open_case("running", "/contacts/work")
    tour.submit()


@state
def contacts_with_work(tour: Tour) -> None:
    tour.open_case("unanswered", "/contacts/work")
    tour.choose(kind="travel", minutes_band="30_60")
    tour.submit()
    tour.find(".hm-toast [role=status]").wait_for()
    assert tour.find("main .hm-log form").count() >= 1
