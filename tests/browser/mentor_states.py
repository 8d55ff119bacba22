"""Persons at the workplace, mentors' profiles and their network, in the states that people pass."""

from __future__ import annotations

from tests.browser.mentor_scenes import MENTORS
from tests.browser.states import state
from tests.browser.tour import Tour

WHOLE, LEADER, UNTOLD = MENTORS


def open_mentor(tour: Tour, name: str, path: str = "") -> None:
    """The page of a mentor, or one beside it."""
    tour.go("/mentors")
    address = (
        tour.find(
            ".hm-row-link__a",
        )
        .filter(has_text=name)
        .get_attribute("href")
    )
    tour.page.goto(f"{address}{path}")


@state
def mentors(tour: Tour) -> None:
    tour.go("/mentors")
    assert tour.find(".hm-rows .hm-row-link__a").count() >= 3
    assert tour.find(".hm-rows .hm-tag").count() >= 3


@state
def mentors_narrowed_to_none(tour: Tour) -> None:
    tour.go("/mentors?task=nature&network=1")
    assert tour.find(".hm-empty").count() == 1


@state
def mentors_found(tour: Tour) -> None:
    tour.go("/mentors")
    tour.fill(q="ornulf")
    tour.find("main .hm-search__go").click()
    tour.find(".hm-rows .hm-row-link__a").wait_for()


@state
def mentors_not_found(tour: Tour) -> None:
    tour.go("/mentors")
    tour.fill(q="zzzz")
    tour.find("main .hm-search__go").click()
    assert tour.find(".hm-empty").count() == 1


@state
def mentors_empty(tour: Tour) -> None:
    tour.go("/mentors", "fersk")
    assert tour.find(".hm-empty").count() == 1


@state
def company_with_persons(tour: Tour) -> None:
    open_mentor(tour, WHOLE)
    tour.find(".hm-back").click()
    tour.find("#persons .hm-row-link__a").first.wait_for()
    tour.unfold()


@state
def mentor_profile(tour: Tour) -> None:
    open_mentor(tour, WHOLE)


@state
def mentor_profile_of_leader(tour: Tour) -> None:
    open_mentor(tour, LEADER)
    assert tour.find(".hm-alert").count() >= 1


@state
def mentor_profile_untold(tour: Tour) -> None:
    open_mentor(tour, UNTOLD)
    assert tour.find(".hm-alert").count() == 2


@state
def mentor_profile_form(tour: Tour) -> None:
    open_mentor(tour, WHOLE, "/profile")


@state
def mentor_profile_form_with_errors(tour: Tour) -> None:
    open_mentor(tour, WHOLE, "/profile")
    tour.fill(hours_least="mange", told_on="snart", keep_until_on="", motivation="Ring Kari på 922 33 445")
    tour.submit()
    assert tour.find("main .aksel-form-field__error").count() >= 3


@state
def mentor_kept(tour: Tour) -> None:
    open_mentor(tour, WHOLE, "/kept")


@state
def mentor_profile_removal(tour: Tour) -> None:
    open_mentor(tour, WHOLE, "/remove")


@state
def person_without_profile(tour: Tour) -> None:
    open_mentor(tour, WHOLE)
    tour.find(".hm-back").click()
    tour.find("#persons .hm-row-link__a").first.wait_for()
    tour.unfold()
    tour.page.goto(
        str(
            tour.find(
                "#persons a",
            )
            .filter(has_text="Sigrun Sluttet")
            .get_attribute("href")
        )
    )


@state
def person_form(tour: Tour) -> None:
    open_mentor(tour, WHOLE, "/edit")


@state
def person_form_with_errors(tour: Tour) -> None:
    open_mentor(tour, WHOLE, "/edit")
    tour.fill(name="", phone="ring meg", email="ingen")
    tour.submit()
    assert tour.find("main .aksel-form-field__error").count() >= 3


@state
def gatherings(tour: Tour) -> None:
    tour.go("/mentors/gatherings")
    assert tour.find(".hm-rows .hm-row-link__a").count() == 1


@state
def gatherings_empty(tour: Tour) -> None:
    tour.go("/mentors/gatherings", "fersk")
    assert tour.find(".hm-empty").count() == 1


@state
def gathering(tour: Tour) -> None:
    tour.go("/mentors/gatherings")
    tour.find(".hm-rows .hm-row-link__a").click()
    tour.find("textarea#invitation-text").wait_for()


@state
def gathering_form_with_errors(tour: Tour) -> None:
    tour.go("/mentors/gatherings/new")
    tour.fill(words="Ring Kari på 922 33 445")
    tour.submit()
    assert tour.find("main .aksel-form-field__error").count() >= 2
