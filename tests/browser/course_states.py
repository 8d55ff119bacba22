"""The course of a case in every state that people pass: pauses, handovers, reopenings, earlier versions."""

from __future__ import annotations

from sqlalchemy import select

from hybridmentor.models import Case
from hybridmentor.queries.pauses import list_pauses
from hybridmentor.services.pauses import change_pause, read_pause_values
from tests.browser.course_scenes import COURSE
from tests.browser.states import NATIONAL_ID, VARIANTS, state
from tests.browser.tour import Tour
from tests.support.seed import make_actor, see_case

VARIANTS |= {
    "pause_form_of_a_pause",
    "return_form_without_pause",
    "handover_form_without_receiver",
    "handover_list_of_lead",
    "handover_list_empty",
    "versions_none",
    "versions_of_example",
    "case_reopened",
}


def open_course(tour: Tour, key: str, path: str = "", login: str = "veileder") -> None:
    """Open one of the cases of these scenes, or a page of it."""
    with tour.site.session() as session:
        cases = session.scalars(select(Case).where(Case.origin == "office")).all()
        case_id = next(one.id for one in cases if one.jobseeker and one.jobseeker.name == COURSE[key])
    tour.cases[key] = case_id
    tour.open_case(key, path, login)


@state
def day_with_pauses(tour: Tour) -> None:
    tour.go("/")
    assert tour.find("main .hm-tag--paused").count() == 1
    assert tour.find("main a[href$='/return']").count() == 1


@state
def case_menu_open(tour: Tour) -> None:
    tour.open_case("running")
    tour.find(".hm-more__summary").click()
    tour.find(".hm-more__a").last.wait_for()
    assert tour.find(".hm-more__a").count() == 7


@state
def case_paused(tour: Tour) -> None:
    open_course(tour, "paused")
    assert tour.find("main .hm-tag--paused").count() == 1


@state
def case_handed_over(tour: Tour) -> None:
    open_course(tour, "handed")
    assert tour.find("#handover").count() == 1


@state
def case_reopened(tour: Tour) -> None:
    open_course(tour, "reopened")


@state
def pause_form(tour: Tour) -> None:
    tour.open_case("running", "/pause")


@state
def pause_form_of_a_pause(tour: Tour) -> None:
    open_course(tour, "paused", "/pause")
    assert tour.find("[name=reason]:checked").count() == 1


@state
def pause_form_without_answers(tour: Tour) -> None:
    tour.open_case("running", "/pause")
    tour.fill(from_on="")
    tour.submit()


@state
def pause_form_with_wrong_answers(tour: Tour) -> None:
    tour.open_case("running", "/pause")
    tour.fill(from_on="01.01.2090", to_on="31.02.2027", follow_up_on=NATIONAL_ID)
    tour.submit()
    assert tour.find("#error-summary + ul li").count() == 4


@state
def pause_conflict(tour: Tour) -> None:
    open_course(tour, "to_see", "/pause")
    tour.choose(reason="absence")
    with tour.site.session() as session:
        actor = make_actor(session, "veileder")
        visible = see_case(session, actor, session.get_one(Case, tour.cases["to_see"]))
        row = list_pauses(session, visible.case.id)[0]
        reason = "leave" if row.reason == "workplace" else "workplace"
        sent = {**read_pause_values(row), "reason": reason}
        change_pause(session, actor, visible, row, version=row.version, sent=sent)
        session.commit()
    tour.submit()
    assert tour.find(".hm-conflict").count() == 1


@state
def return_form(tour: Tour) -> None:
    open_course(tour, "paused", "/return")


@state
def return_form_without_pause(tour: Tour) -> None:
    tour.open_case("running", "/return")
    assert tour.find("main .hm-alert").count() == 1


@state
def return_form_with_wrong_answers(tour: Tour) -> None:
    open_course(tour, "paused", "/return")
    tour.fill(on="snart")
    tour.submit()


@state
def handover_form(tour: Tour) -> None:
    tour.open_case("running", "/handover")


@state
def handover_form_without_receiver(tour: Tour) -> None:
    tour.open_case("elsewhere", "/handover", login="veileder2")
    assert tour.find(".hm-empty").count() == 1


@state
def handover_form_with_wrong_answers(tour: Tour) -> None:
    tour.open_case("running", "/handover")
    tour.fill(from_on="01.01.2020", note=f"Se {NATIONAL_ID}")
    tour.submit()
    assert tour.find("#error-summary + ul li").count() == 3


@state
def handover_list(tour: Tour) -> None:
    tour.go("/cases/handover")
    tour.unfold()
    assert tour.find("main input[type=checkbox]").count() > 10


@state
def handover_list_of_lead(tour: Tour) -> None:
    tour.go("/cases/handover", "leder")


@state
def handover_list_empty(tour: Tour) -> None:
    tour.go("/cases/handover", "fersk")
    assert tour.find(".hm-empty").count() == 1


@state
def handover_list_without_answers(tour: Tour) -> None:
    tour.go("/cases/handover")
    tour.submit()


@state
def handover_list_with_a_fault_at_a_case(tour: Tour) -> None:
    """Handed over today: not again before tomorrow."""
    tour.go("/cases/handover")
    tour.find(f"main li:has-text('{COURSE['handed']}') input[type=checkbox]").check()
    tour.find("main [name=to]").select_option(label="Nora Neste-Hallingskarvet")
    tour.submit()
    assert tour.find("main li .hm-error").count() == 1


@state
def reopen_form(tour: Tour) -> None:
    tour.open_case("closed", "/reopen")


@state
def reopen_form_without_answers(tour: Tour) -> None:
    tour.open_case("closed", "/reopen")
    tour.submit()


@state
def versions(tour: Tour) -> None:
    open_course(tour, "reopened", "/versions")
    assert tour.find(".hm-version").count() > 5


@state
def versions_none(tour: Tour) -> None:
    tour.open_case("new", "/versions")
    assert tour.find(".hm-empty").count() == 1


@state
def versions_of_example(tour: Tour) -> None:
    tour.open_case("example", "/versions")
