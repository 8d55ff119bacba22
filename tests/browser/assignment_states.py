"""The mentors of a case: the list with figures, the form unfolded, what is agreed, and the end of a time."""

from __future__ import annotations

from sqlalchemy import select

from hybridmentor.models import MentorAssignment
from tests.browser.states import VARIANTS, state
from tests.browser.tour import Tour

VARIANTS |= {"mentor_change_of_one_who_has_ended"}


def open_turn(tour: Tour, path: str = "", *, ended: bool = False) -> None:
    """The page of a mentor's time in the spare case: of the present one, or of the one who has ended."""
    case_id = tour.cases["spare"]
    with tour.site.session() as session:
        rows = session.scalars(select(MentorAssignment).where(MentorAssignment.case_id == case_id))
        row_id = next(row.id for row in rows if (row.to_on is not None) == ended)
    tour.open_case("spare", f"/mentor/{row_id}{path}")


@state
def mentors_of_case(tour: Tour) -> None:
    tour.open_case("spare", "/mentor")
    assert tour.find("main .hm-panel:has(.hm-mark--mentor)").count() == 2
    assert tour.find("main table tbody tr").count() == 3
    assert tour.find("main .hm-alert").count() == 1


@state
def mentor_form_unfolded(tour: Tour) -> None:
    tour.open_case("spare", "/mentor")
    tour.unfold()
    assert tour.find("main [name=person]").is_visible()
    assert tour.find("main [name=right_told_mentor_on]").is_visible()


@state
def mentor_form_of_a_change_with_errors(tour: Tour) -> None:
    tour.open_case("spare", "/mentor")
    tour.unfold()
    tour.fill(hours_per_month="4,55", confidentiality_on="snart", from_on="01.01.2020")
    tour.submit()
    assert tour.find("main .hm-field .aksel-error-message, main .hm-error").count() >= 3


@state
def mentor_change(tour: Tour) -> None:
    open_turn(tour)
    assert tour.find("main [name=end_reason]").count() == 0


@state
def mentor_change_of_one_who_has_ended(tour: Tour) -> None:
    open_turn(tour, ended=True)
    assert tour.find("main [name=end_reason]").count() == 1


@state
def mentor_ending(tour: Tour) -> None:
    open_turn(tour, "/end")


@state
def mentor_ending_without_a_day(tour: Tour) -> None:
    open_turn(tour, "/end")
    tour.fill(to_on="")
    tour.choose(end_reason="left_job")
    tour.submit()
    assert tour.find("#error-summary").count() == 1
