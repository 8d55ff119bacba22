"""Planned contacts and the calendar in every state that people pass."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import begin_write
from hybridmentor.i18n import format_numeric
from hybridmentor.models import ContactPoint
from tests.browser.calendar_scenes import AGO, add_planned, find_planned_case
from tests.browser.states import VARIANTS, state
from tests.browser.tour import Tour

VARIANTS |= {"planned_ahead", "account_without_cases", "account_with_feed"}


def open_planned(tour: Tour, key: str, query: str = "") -> None:
    """The page of one of the planned contacts of these scenes."""
    with tour.site.session() as session:
        case = find_planned_case(session)
        day = clock.today() - timedelta(days=AGO[key])
        planned = select(ContactPoint.id).where(
            ContactPoint.case_id == case.id,
            ContactPoint.occurred_on == day,
            ContactPoint.outcome == "planned",
        )
        planned_id = session.scalars(planned).one()
        tour.cases["calendar"] = case.id
    tour.open_case("calendar", f"/contacts/{planned_id}/planned{query}")


@state
def case_with_planned(tour: Tour) -> None:
    open_planned(tour, "waits")
    tour.open_case("calendar")
    assert tour.find("#planned .hm-row").count() >= 3


@state
def case_with_an_answer_unfolded(tour: Tour) -> None:
    open_planned(tour, "waits")
    tour.open_case("calendar")
    tour.find("#planned .hm-more__summary").first.click()
    tour.find("#planned button[value=cancelled]:visible").first.wait_for()


@state
def case_with_planned_to_read(tour: Tour) -> None:
    open_planned(tour, "waits")
    tour.open_case("calendar", login="leder")
    assert tour.find("#planned a[href$='/event.ics']").count() >= 3


@state
def planned(tour: Tour) -> None:
    open_planned(tour, "waits", "?from=day")
    assert tour.find("#answer button[value=did_not_show]").count() == 1


@state
def planned_ahead(tour: Tour) -> None:
    open_planned(tour, "ahead")
    assert tour.find("#answer button").count() == 1


@state
def planned_moved_already(tour: Tour) -> None:
    open_planned(tour, "moved")
    assert tour.find("main .hm-alert").count() == 1


@state
def planned_answered_already(tour: Tour) -> None:
    open_planned(tour, "answered")
    assert tour.find("main .hm-alert").count() == 1
    assert tour.find("main form").count() == 0


@state
def planned_without_answers(tour: Tour) -> None:
    open_planned(tour, "waits")
    tour.submit()


@state
def planned_with_wrong_answers(tour: Tour) -> None:
    open_planned(tour, "waits")
    tour.fill(planned_on="01.01.2020", starts_at="25.00")
    tour.submit()
    assert tour.find("#error-summary + ul li").count() == 2


@state
def planned_saved(tour: Tour) -> None:
    """The notice takes it back, and offers the calendar file."""
    with tour.site.session() as session:
        begin_write(session)
        case = find_planned_case(session)
        planned_id = add_planned(session, case, 1).id
        session.commit()
        tour.cases["calendar"] = case.id
    tour.open_case("calendar", f"/contacts/{planned_id}/planned?from=day")
    tour.fill(planned_on=format_numeric(clock.today() + timedelta(days=30)))
    tour.submit()
    tour.find(".hm-toast [role=status]").wait_for()
    assert tour.find(".hm-toast a[href$='/event.ics']").count() == 1


@state
def account_without_feed(tour: Tour) -> None:
    tour.go("/account", "rolig")
    assert tour.find("#make-feed").count() == 1
    assert tour.find("#remove-feed").count() == 0


@state
def account_with_new_address(tour: Tour) -> None:
    tour.go("/account")
    tour.find("#make-feed button").click()
    tour.find("#calendar-address").wait_for()


@state
def account_with_feed(tour: Tour) -> None:
    account_with_new_address(tour)
    tour.page.goto("/account")
    assert tour.find("#calendar-address").count() == 0
    assert tour.find("#remove-feed").count() == 1


@state
def account_from_an_old_window(tour: Tour) -> None:
    tour.go("/account")
    tour.page.evaluate("document.querySelector('#make-feed [name=hm_version]').value = '7'")
    tour.find("#make-feed button").click()
    tour.find("#error-summary").wait_for()


@state
def account_without_cases(tour: Tour) -> None:
    tour.go("/account", "forsker")
    assert tour.find("#make-feed").count() == 0
