"""Every page, in every state that the main job passes: a function for each, which brings a tour there.

A state changes no case that another one shows, so that each can be looked at alone and in any order.
"""

from __future__ import annotations

from dis import get_instructions
from inspect import isfunction
from unittest import mock

from sqlalchemy import select, update

from hybridmentor import clock
from hybridmentor.errors import AuditUnavailable, Message
from hybridmentor.models import Case, CaseStep, SignIn
from hybridmentor.services.case_steps import save_step
from hybridmentor.services.cases import edit_case, read_case_values
from hybridmentor.services.sign_ins import ATTEMPTS, note_failure
from tests.browser.scenes import NOTE
from tests.browser.tour import State, Tour
from tests.support.browser import sign_in as sign_in_through_page
from tests.support.seed import make_actor, see_case

STATES: dict[str, State] = {}
VARIANTS = {
    "sign_in_of_the_demo",
    "sign_in_with_wrong_password",
    "sign_in_held_back",
    "day_with_nothing_urgent",
    "day_of_many_cases",
    "day_with_all_rows",
    "cases_that_are_mine",
    "cases_closed",
    "cases_of_all_kinds",
    "cases_last_page",
    "cases_none_open",
    "cases_none_closed",
    "cases_none_published",
    "search_for_nothing",
    "case_without_mentor",
    "case_ended",
    "case_read_only",
    "step_form_skipped",
    "mentor_form_without_workplace",
    "contact_form_first_ever",
    "contact_saved_on_case",
    "contacts_none",
    "welcome_of_researcher",
    "welcome_without_role",
    "table1_empty",
    "error_400",
    "error_401",
    "error_403_closed_case",
    "error_404_for_strangers",
    "error_405",
    "error_409",
}
"""States that look like another one: at the desktop they are looked at only where there is time, see `state_checks.py`."""
NATIONAL_ID = "02013299997"


def state(function: State) -> State:
    """Put a state on the list."""
    STATES[function.__name__] = function
    return function


def depends_on_width(function: State) -> bool:
    """Whether the way to the state leads through what is seen: the menu of this width, or the folds that it has.

    Read from the function and those of ours that it calls.
    """
    code = function.__code__
    if "unfold" in code.co_names or any(":visible" in one for one in code.co_consts if isinstance(one, str)):
        return True
    named = {step.argval for step in get_instructions(function) if step.opname == "LOAD_GLOBAL"}
    called = [function.__globals__.get(name) for name in named]
    return any(
        depends_on_width(one)
        for one in called
        if isfunction(one) and one.__module__.startswith("tests.browser.")
    )


@state
def sign_in(tour: Tour) -> None:
    tour.go("/sign-in", None)


@state
def sign_in_of_the_demo(tour: Tour) -> None:
    with tour.change_setting("HYBRIDMENTOR_DEMO", True):
        tour.go("/sign-in", None)
    assert tour.find("dl").count() == 1


@state
def sign_in_without_answers(tour: Tour) -> None:
    tour.go("/sign-in", None)
    tour.submit()


@state
def sign_in_with_wrong_password(tour: Tour) -> None:
    tour.go("/sign-in", None)
    tour.fill(login="veileder", password="feil")
    tour.submit()


@state
def sign_in_held_back(tour: Tour) -> None:
    with tour.site.session() as session:
        for _ in range(ATTEMPTS):
            note_failure(session, "hastverk")
        session.commit()
    tour.go("/sign-in", None)
    tour.fill(login="hastverk", password="feil")
    tour.submit()


@state
def day(tour: Tour) -> None:
    tour.go("/")
    assert tour.find(".hm-tag--overdue, .hm-tag--did_it_happen, .hm-tag--soon, .hm-agenda").count() == 4


@state
def day_without_cases(tour: Tour) -> None:
    tour.go("/", "fersk")
    assert tour.find(".hm-empty").count() == 1


@state
def day_with_nothing_urgent(tour: Tour) -> None:
    tour.go("/", "rolig")
    assert tour.find(".hm-empty").count() == 1


@state
def day_of_many_cases(tour: Tour) -> None:
    tour.go("/", "veileder2")
    assert tour.find("a[href*='show=all']").count() > 1


@state
def day_with_all_rows(tour: Tour) -> None:
    tour.go("/?show=all", "veileder2")


@state
def menu_open(tour: Tour) -> None:
    tour.go("/")
    tour.find(".hm-menu__summary:visible").click()
    tour.find("button[value=en]:visible").wait_for()


@state
def cases(tour: Tour) -> None:
    tour.go("/cases")


@state
def cases_that_are_mine(tour: Tour) -> None:
    tour.go("/cases?mine=1")


@state
def cases_closed(tour: Tour) -> None:
    tour.go("/cases?state=closed")


@state
def cases_published(tour: Tour) -> None:
    tour.go("/cases?state=examples")
    assert tour.find("tbody tr").count() == 21


@state
def cases_of_all_kinds(tour: Tour) -> None:
    tour.go("/cases?state=all")


@state
def cases_over_several_pages(tour: Tour) -> None:
    tour.go("/cases", "veileder2")
    assert tour.find(".hm-pager a").count() == 1


@state
def cases_last_page(tour: Tour) -> None:
    tour.go("/cases", "veileder2")
    tour.find(".hm-pager a").click()
    tour.find(".hm-pager a").wait_for()


@state
def cases_none_open(tour: Tour) -> None:
    tour.go("/cases?mine=1", "leder")
    assert tour.find(".hm-empty").count() == 1


@state
def cases_none_closed(tour: Tour) -> None:
    tour.go("/cases?state=closed", "rolig")
    assert tour.find(".hm-empty").count() == 1


@state
def cases_none_published(tour: Tour) -> None:
    tour.go("/cases?state=examples", "rolig")
    assert tour.find(".hm-empty").count() == 1


def look_for(tour: Tour, term: str) -> None:
    """Search the cases."""
    tour.go("/cases")
    tour.fill(q=term)
    tour.find("main [name=q]").press("Enter")
    tour.page.wait_for_url("**/search")


@state
def search_with_hits(tour: Tour) -> None:
    look_for(tour, "AFI-sak 2")
    assert tour.find("tbody tr").count() == 3


@state
def search_without_hits(tour: Tour) -> None:
    look_for(tour, "Ingenting heter dette")
    assert tour.find(".hm-empty").count() == 1


@state
def search_for_nothing(tour: Tour) -> None:
    look_for(tour, "")
    assert tour.find(".hm-empty").count() == 1


@state
def case_form(tour: Tour) -> None:
    tour.go("/cases/new")


@state
def case_form_unfolded(tour: Tour) -> None:
    tour.go("/cases/new")
    tour.unfold()
    assert tour.find("[name=phone]").is_visible()


@state
def case_form_without_answers(tour: Tour) -> None:
    tour.go("/cases/new")
    tour.submit()


@state
def case_form_with_wrong_answers(tour: Tour) -> None:
    tour.go("/cases/new")
    tour.unfold()
    tour.fill(name=NATIONAL_ID, organisation_number="123", birth_year="94", phone="12", opened_on="i fjor")
    tour.submit()
    assert tour.find("#error-summary + ul li").count() >= 6


@state
def case_new(tour: Tour) -> None:
    tour.open_case("new")


@state
def case_running(tour: Tour) -> None:
    tour.open_case("running")


@state
def case_with_everything_unfolded(tour: Tour) -> None:
    tour.open_case("running")
    tour.unfold()
    assert tour.find("main details:not([open], .hm-more) > summary:visible").count() == 0


@state
def case_without_mentor(tour: Tour) -> None:
    tour.open_case("no_mentor")


@state
def case_with_planned_contact(tour: Tour) -> None:
    tour.open_case("unanswered")


@state
def case_closed(tour: Tour) -> None:
    tour.open_case("closed")
    tour.unfold()


@state
def case_ended(tour: Tour) -> None:
    tour.open_case("ended")


@state
def case_with_long_names(tour: Tour) -> None:
    tour.open_case("long")
    tour.unfold()


@state
def case_read_only(tour: Tour) -> None:
    tour.open_case("closed", login="leder")


@state
def case_published(tour: Tour) -> None:
    tour.open_case("example")


@state
def edit_form(tour: Tour) -> None:
    tour.open_case("running", "/edit")


@state
def edit_form_with_errors(tour: Tour) -> None:
    tour.open_case("running", "/edit")
    tour.fill(name="", organisation_number="123456789", employer_name="", birth_year="nitten")
    tour.submit()


@state
def edit_conflict(tour: Tour) -> None:
    tour.open_case("edited", "/edit")
    tour.fill(phone="400 00 000")
    with tour.site.session() as session:
        actor = make_actor(session, "veileder")
        visible = see_case(session, actor, session.get_one(Case, tour.cases["edited"]))
        sent = read_case_values(visible.case) | {"phone": f"4{clock.now():%M%S%f}"[:8]}
        edit_case(session, actor, visible, version=visible.case.version, sent=sent)
        session.commit()
    tour.submit()
    assert tour.find(".hm-conflict").count() == 1


@state
def step_form(tour: Tour) -> None:
    tour.open_case("running", "/steps/wishes")


@state
def step_form_skipped(tour: Tour) -> None:
    tour.open_case("running", "/steps/company")
    assert tour.find("[name=skip_reason]").is_visible()


@state
def step_form_with_errors(tour: Tour) -> None:
    tour.open_case("no_mentor", "/steps/share")
    tour.choose(status="skipped")
    tour.fill(done_on="32.13.2026", note=f"Se {NATIONAL_ID}")
    tour.submit()
    assert tour.find("#error-summary + ul li").count() == 3


@state
def step_conflict(tour: Tour) -> None:
    tour.open_case("stepped", "/steps/wishes")
    tour.fill(note=NOTE)
    with tour.site.session() as session:
        actor = make_actor(session, "veileder")
        visible = see_case(session, actor, session.get_one(Case, tour.cases["stepped"]))
        wanted = select(CaseStep).where(CaseStep.case_id == visible.case.id, CaseStep.step == "wishes")
        row = session.scalars(wanted).one()
        sent = {"status": "in_progress", "done_on": None, "note": f"Sett {clock.now()}", "skip_reason": None}
        save_step(session, actor, visible, row, version=row.version, sent=sent)
        session.commit()
    tour.submit()
    assert tour.find(".hm-conflict").count() == 1


@state
def mentor_form_without_workplace(tour: Tour) -> None:
    tour.open_case("new", "/mentor")
    assert tour.find("main [name=name]").count() == 0


@state
def mentor_form(tour: Tour) -> None:
    tour.open_case("running", "/mentor")


@state
def mentor_form_with_errors(tour: Tour) -> None:
    tour.open_case("no_mentor", "/mentor")
    tour.unfold()
    tour.fill(phone="ring meg", from_on="snart", hours_per_month="mange")
    tour.submit()


@state
def plan_form(tour: Tour) -> None:
    tour.open_case("running", "/agreed-contact")


@state
def plan_form_with_errors(tour: Tour) -> None:
    tour.open_case("running", "/agreed-contact")
    # Nobody can choose this; the page that refuses it must be a good one all the same.
    tour.find("[name=mentor]").first.evaluate("radio => { radio.value = '13'; radio.checked = true; }")
    tour.submit()


@state
def closing_form(tour: Tour) -> None:
    tour.open_case("running", "/close")


@state
def closing_form_with_errors(tour: Tour) -> None:
    tour.open_case("running", "/close")
    tour.fill(closed_on="01.01.2000", later_on="31.02.2027")
    tour.submit()


@state
def contact_form_from_day(tour: Tour) -> None:
    tour.open_case("running", "/contacts/new?with=mentor&from=day")
    assert tour.find("[name=relationships]:checked").count() == 1


@state
def contact_form_first_ever(tour: Tour) -> None:
    tour.open_case("new", "/contacts/new")


@state
def contact_form_unfolded(tour: Tour) -> None:
    tour.open_case("running", "/contacts/new?with=jobseeker")
    tour.choose(day="other", form="digital", outcome="planned")
    tour.unfold()
    for name in ("other_day", "planned_on", "starts_at", "next_step"):
        assert tour.find(f"[name={name}]").is_visible(), name


@state
def contact_form_about_planned(tour: Tour) -> None:
    tour.go("/")
    tour.find(".hm-group:has(.hm-tag--did_it_happen) .hm-button").first.click()
    tour.find("[name=planned]:not([value=''])").wait_for(state="attached")


@state
def contact_form_without_answers(tour: Tour) -> None:
    tour.open_case("running", "/contacts/new")
    tour.submit()


@state
def contact_form_with_wrong_answers(tour: Tour) -> None:
    tour.open_case("running", "/contacts/new?with=mentor")
    tour.choose(day="other", form="digital", outcome="planned")
    tour.unfold()
    tour.choose(sub_form="video")
    tour.fill(
        other_day="40.40.2026",
        planned_on="01.01.2000",
        starts_at="25.61",
        next_step=NATIONAL_ID,
        note=NATIONAL_ID,
    )
    tour.submit()
    assert tour.find("#error-summary + ul li").count() >= 5


@state
def contact_saved_on_day(tour: Tour) -> None:
    tour.open_case("spare", "/contacts/new?with=employer&from=day")
    tour.choose(form="phone", outcome="took_place")
    tour.submit()
    tour.find(".hm-toast [role=status]").wait_for()


@state
def contact_saved_on_case(tour: Tour) -> None:
    tour.open_case("spare", "/contacts/new?with=mentor")
    tour.choose(form="at_company", outcome="attempted")
    tour.submit()
    tour.find(".hm-toast [role=status]").wait_for()


@state
def contacts_all(tour: Tour) -> None:
    tour.open_case("running", "/contacts")


@state
def contacts_none(tour: Tour) -> None:
    tour.open_case("alone", "/contacts")
    assert tour.find(".hm-empty").count() == 1


@state
def contacts_over_several_pages(tour: Tour) -> None:
    tour.open_case("full_log", "/contacts", "veileder2")
    assert tour.find(".hm-pager a").count() == 1


@state
def welcome_of_lead(tour: Tour) -> None:
    tour.go("/", "leder")


@state
def welcome_of_researcher(tour: Tour) -> None:
    tour.go("/", "forsker")


@state
def welcome_without_role(tour: Tour) -> None:
    tour.go("/", "ny")


@state
def table1(tour: Tour) -> None:
    tour.go("/research/table-1", "forsker")
    assert tour.find("[aria-labelledby=rows-caption] tbody tr").count() == 21


@state
def table1_empty(tour: Tour) -> None:
    with mock.patch("hybridmentor.blueprints.research.views.list_published_examples", return_value=[]):
        tour.go("/research/table-1", "godkjenner")
    assert tour.find(".hm-empty").count() == 1


@state
def admin(tour: Tour) -> None:
    tour.go("/admin", "admin")


def leave_at(tour: Tour, status: int) -> None:
    """The page is the one about the status."""
    assert f" {status}" in tour.find("main").inner_text()


@state
def error_400(tour: Tour) -> None:
    tour.go("/cases/new")
    tour.find("main [name=csrf_token]").evaluate("field => { field.value = 'gammelt'; }")
    tour.submit_unasked()
    leave_at(tour, 400)


@state
def error_401(tour: Tour) -> None:
    tour.enter(None)
    sign_in_through_page(tour.page, "rolig")
    tour.page.goto("/cases/new")
    with tour.site.session() as session:
        newest = select(SignIn.token_hash).order_by(SignIn.created_at.desc()).limit(1).scalar_subquery()
        session.execute(update(SignIn).where(SignIn.token_hash == newest).values(ended_at=clock.now()))
        session.commit()
    tour.submit_unasked()
    leave_at(tour, 401)


@state
def error_403(tour: Tour) -> None:
    tour.go("/admin")
    leave_at(tour, 403)


@state
def error_403_closed_case(tour: Tour) -> None:
    tour.open_case("ended", "/edit")
    leave_at(tour, 403)


@state
def error_404(tour: Tour) -> None:
    tour.open_case("elsewhere")
    leave_at(tour, 404)


@state
def error_404_for_strangers(tour: Tour) -> None:
    tour.go("/finnes-ikke", None)


@state
def error_405(tour: Tour) -> None:
    tour.go("/cases/search")
    leave_at(tour, 405)


@state
def error_409(tour: Tour) -> None:
    tour.open_case("spare", "/contacts/new?with=mentor")
    tour.choose(form="email", outcome="took_place")
    tour.submit()
    tour.page.go_back()
    tour.choose(form="phone")
    tour.submit()


@state
def error_500(tour: Tour) -> None:
    tour.expect_fault("answered 500")
    fault = mock.patch("hybridmentor.blueprints.cases.views.gather_case_page", side_effect=RuntimeError)
    with fault:
        tour.open_case("running")
    leave_at(tour, 500)


@state
def error_503(tour: Tour) -> None:
    tour.expect_fault("answered 503")
    fault = AuditUnavailable(Message("error.audit_unavailable"))
    tour.enter("veileder")
    with mock.patch("hybridmentor.services.audit.record_apart", side_effect=fault):
        tour.open_case("running")
    leave_at(tour, 503)
