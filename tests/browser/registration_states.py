"""The registration form, steps, how a case went, and corrections of the log, in every state that people pass."""

from __future__ import annotations

from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.models import Case, CaseForm
from hybridmentor.services.case_forms import save_answers
from tests.browser.states import NATIONAL_ID, VARIANTS, state
from tests.browser.tour import Tour
from tests.support.seed import make_actor, see_case

VARIANTS |= {
    "registration_of_new_case",
    "registration_read_only",
    "step_of_told_employer",
    "step_of_follow_up",
    "step_of_long_names",
}


@state
def registration(tour: Tour) -> None:
    tour.open_case("running", "/form")
    tour.unfold()
    assert tour.find("[id=line-agreement_number] dd").first.inner_text() == "M-1047"


@state
def registration_of_new_case(tour: Tour) -> None:
    tour.open_case("new", "/form")
    assert tour.find("#missing a").count() > 8


@state
def registration_of_closed_case(tour: Tour) -> None:
    tour.open_case("closed", "/form")
    assert tour.find("main .hm-panel").count() > 12


@state
def registration_read_only(tour: Tour) -> None:
    tour.open_case("running", "/form", login="leder")
    assert tour.find("#missing a").count() == 0


@state
def registration_as_text(tour: Tour) -> None:
    tour.open_case("running", "/form/text")
    assert "M-1047" in tour.find("#form-text").input_value()


@state
def registration_form(tour: Tour) -> None:
    tour.open_case("running", "/form/edit")
    assert tour.find("[name=parallel_3_kind]").count() == 1


@state
def registration_form_with_errors(tour: Tour) -> None:
    tour.open_case("running", "/form/edit")
    tour.fill(
        hours_per_month="mange",
        measure_ended_on="01.01.2020",
        agreement_purpose=f"Se {NATIONAL_ID}",
        contact_at_nav="x" * 201,
        parallel_3_from_on="02.02.2026",
    )
    tour.submit()
    assert tour.find("#error-summary + ul li").count() == 5
    assert tour.find("[name=hours_per_month]").input_value() == "mange"


@state
def registration_conflict(tour: Tour) -> None:
    tour.open_case("edited", "/form/edit")
    tour.fill(agreement_purpose="<script>alert(1)</script> " + "langt ord " * 40, contact_at_nav="x" * 120)
    tour.choose(measure_used="yes")
    with tour.site.session() as session:
        actor = make_actor(session, "veileder")
        visible = see_case(session, actor, session.get_one(Case, tour.cases["edited"]))
        row = session.scalars(select(CaseForm).where(CaseForm.case_id == visible.case.id)).first()
        sent = {
            "agreement_purpose": f"Endret {clock.now()}",
            "contact_at_nav": f"{clock.now()}",
            "measure_used": "no",
        }
        save_answers(session, actor, visible, version=row.version if row else 1, sent=sent)
        session.commit()
    tour.submit()
    assert tour.find(".hm-conflict").count() == 3


@state
def step_of_company(tour: Tour) -> None:
    tour.open_case("running", "/steps/company")
    tour.unfold()


@state
def step_of_wishes_unfolded(tour: Tour) -> None:
    tour.open_case("new", "/steps/wishes")
    tour.unfold()
    assert tour.find("[name=openness_on]").is_visible()


@state
def step_of_told_employer(tour: Tour) -> None:
    tour.open_case("running", "/steps/employer_told")


@state
def step_of_mentor(tour: Tour) -> None:
    tour.open_case("running", "/steps/mentor")
    tour.unfold()


@state
def step_of_collaboration(tour: Tour) -> None:
    tour.open_case("running", "/steps/collaboration")
    assert tour.find(".hm-log").count() > 1


@state
def step_of_follow_up(tour: Tour) -> None:
    tour.open_case("running", "/steps/follow_up")


@state
def step_of_sharing(tour: Tour) -> None:
    tour.open_case("running", "/steps/share")


@state
def step_of_long_names(tour: Tour) -> None:
    tour.open_case("long", "/steps/mentor")


@state
def step_answers_with_errors(tour: Tour) -> None:
    tour.open_case("new", "/steps/wishes")
    tour.unfold()
    tour.choose(status="done")
    tour.fill(tasks=f"Se {NATIONAL_ID}", openness_on="snart", languages="x" * 201)
    tour.submit()
    assert tour.find("#error-summary + ul li").count() == 3
    assert tour.find("[name=openness_on]").is_visible(), "a fold with a fault stands open"


@state
def outcome_to_correct(tour: Tour) -> None:
    tour.open_case("closed", "/outcome")


@state
def outcome_with_errors(tour: Tour) -> None:
    tour.open_case("closed", "/outcome")
    tour.fill(closed_on="31.12.2099", later_on="aldri")
    tour.submit()
    assert tour.find("#error-summary + ul li").count() == 2


@state
def later_measurement(tour: Tour) -> None:
    tour.open_case("closed", "/follow-ups/new")


@state
def later_measurement_with_errors(tour: Tour) -> None:
    tour.open_case("closed", "/follow-ups/new")
    tour.fill(position_percent="120", job_started_on="snart")
    tour.submit()
    assert tour.find("#error-summary + ul li").count() >= 1


@state
def contact_to_correct(tour: Tour) -> None:
    tour.open_case("running", "/contacts")
    tour.find("main li a.aksel-link").first.click()
    assert tour.find("#correct [name=form]:checked").count() == 1


@state
def contact_correction_with_errors(tour: Tour) -> None:
    tour.open_case("running", "/contacts")
    tour.find("main li a.aksel-link").first.click()
    tour.fill(occurred_on="31.12.2099", note=f"Se {NATIONAL_ID}")
    with tour.page.expect_navigation():
        tour.find("#correct .hm-save-bar button").click()
    assert tour.find("#error-summary + ul li").count() == 2


@state
def step_read_only(tour: Tour) -> None:
    tour.open_case("running", "/steps/wishes", login="leder")
    assert tour.find("main form").count() == 0
    assert tour.find("main dd").count() > 2
