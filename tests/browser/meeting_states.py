"""Meetings about experiences, reviews of cases and what is to be discussed, in the states that people pass."""

from __future__ import annotations

from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.models import ExperienceMeeting, MeetingItem
from hybridmentor.queries.experience_meetings import find_meeting
from tests.browser.meeting_scenes import AGREED, COMING, HELD, QUESTION, note
from tests.browser.states import state
from tests.browser.tour import Tour
from tests.support.seed import make_actor


def open_meeting(tour: Tour, title: str, login: str = "leder") -> None:
    """The page of a meeting."""
    tour.go("/meetings", login)
    tour.find(".hm-row-link__a").filter(has_text=title).click()
    tour.find("#agenda").wait_for()


@state
def case_reviews(tour: Tour) -> None:
    tour.open_case("stepped", "/reviews")
    assert tour.find("#reviews .hm-entry").count() == 3
    assert tour.find("#reviews .hm-tag--overdue").count() == 1


@state
def case_reviews_read_only(tour: Tour) -> None:
    tour.open_case("stepped", "/reviews", "lokalkontakt")
    assert tour.find("#new-review").count() == 0


@state
def case_reviews_with_errors(tour: Tour) -> None:
    tour.open_case("spare", "/reviews")
    tour.fill(held_on="24.11.2099", follow_up_on="snart", next_on="01.01.2001")
    tour.submit()
    assert tour.find("main .aksel-form-field__error .hm-error").count() >= 3


@state
def case_review_form(tour: Tour) -> None:
    tour.open_case("stepped", "/reviews")
    tour.find("#reviews a[href*='/reviews/']").first.click()
    tour.find(".hm-form [name=change]").wait_for()


@state
def case_reviewed(tour: Tour) -> None:
    tour.open_case("stepped")
    assert tour.find("#reviewed dt").count() == 3


@state
def case_topic_form(tour: Tour) -> None:
    tour.open_case("spare", "/topic")
    assert tour.find("#raise").count() == 1


@state
def case_topic_raised(tour: Tour) -> None:
    tour.open_case("edited", "/topic")
    assert QUESTION in tour.find("main").inner_text()


@state
def cases_to_go_through(tour: Tour) -> None:
    tour.go("/meetings/cases", "leder")
    assert tour.find(".hm-rows .hm-row-link__a").count() >= 2


@state
def cases_to_go_through_none(tour: Tour) -> None:
    tour.go("/meetings/cases?after=2999-01-01_00000000-0000-0000-0000-000000000000", "leder")
    assert tour.find(".hm-empty").count() == 1


@state
def meetings(tour: Tour) -> None:
    tour.go("/meetings", "leder")
    assert tour.find("#coming .hm-row-link__a").count() >= 1
    assert tour.find("#past .hm-row-link__a").count() == 1
    assert tour.find("#follow-ups .hm-tag--overdue").count() == 1


@state
def meetings_empty(tour: Tour) -> None:
    tour.go("/meetings", "fersk")
    assert tour.find(".hm-empty").count() == 1


@state
def meeting_to_come(tour: Tour) -> None:
    open_meeting(tour, COMING)
    assert tour.find("#agenda .hm-visit").count() == 3
    assert QUESTION in tour.find("#agenda").inner_text()


@state
def meeting_as_others_read_it(tour: Tour) -> None:
    open_meeting(tour, COMING, "marked")
    assert QUESTION not in tour.find("#agenda").inner_text()
    assert tour.find("#agenda form").count() == 0


@state
def meeting_held(tour: Tour) -> None:
    open_meeting(tour, HELD, "veileder")
    assert AGREED in tour.find("#agenda").inner_text()


@state
def meeting_form(tour: Tour) -> None:
    tour.go("/meetings/new", "leder")


@state
def meeting_form_with_errors(tour: Tour) -> None:
    tour.go("/meetings/new", "leder")
    tour.fill(title="Ring Kari på 922 33 445", starts="snart", minutes="0")
    tour.submit()
    assert tour.find("main .aksel-form-field__error .hm-error").count() >= 4


@state
def meeting_prepared(tour: Tour) -> None:
    open_meeting(tour, COMING)
    tour.find("#agenda a[href$='/prepare']").click()
    tour.find("#add").wait_for()


@state
def meeting_prepared_without_hits(tour: Tour) -> None:
    meeting_prepared(tour)
    tour.fill(q="zzzz")
    tour.find("main .hm-search__go").click()
    tour.find("#posts .hm-subtle").wait_for()


@state
def meeting_prepared_with_nothing(tour: Tour) -> None:
    meeting_prepared(tour)
    tour.submit()
    assert tour.find(".hm-error-summary").count() == 1


@state
def meeting_point_form(tour: Tour) -> None:
    open_meeting(tour, COMING)
    tour.find("#agenda a[href*='/points/']").first.click()
    tour.find(".hm-form [name=agreed]").wait_for()


@state
def meeting_point_form_with_errors(tour: Tour) -> None:
    meeting_point_form(tour)
    tour.fill(minutes="mange", follow_up_on="24.11.2099", question="Ring Kari på 922 33 445")
    tour.submit()
    assert tour.find("main .aksel-form-field__error .hm-error").count() >= 3


@state
def meeting_point_conflict(tour: Tour) -> None:
    open_meeting(tour, HELD)
    tour.find("#agenda a[href*='/points/']").first.click()
    tour.find(".hm-form [name=agreed]").wait_for()
    with tour.site.session() as session:
        actor = make_actor(session, "leder")
        item = session.scalars(select(MeetingItem).where(MeetingItem.follow_up_on.is_not(None))).one()
        meeting = session.get_one(ExperienceMeeting, item.meeting_id)
        visible = find_meeting(session, actor, meeting.id)
        assert visible is not None
        note(session, actor, visible, item, question=f"Sett {clock.now():%H:%M:%S}")
        session.commit()
    tour.fill(question="Noe annet")
    tour.expect_fault("409")
    tour.submit()
    tour.find("input[name=hm_keep_question]").first.wait_for()


@state
def meeting_removal(tour: Tour) -> None:
    open_meeting(tour, COMING)
    tour.page.goto(f"{tour.page.url.split('#')[0]}/remove")
    tour.find(".hm-form [name=sure]").wait_for()
