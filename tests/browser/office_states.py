"""The office's and the county's view in every state that people pass; a busy office is made up, and stored nowhere."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from unittest import mock
from uuid import UUID

from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.domain.case_figures import CaseFigures, FiguredCase
from hybridmentor.domain.collaboration_figures import Answers
from hybridmentor.domain.stopped_causes import CAUSES, Stop
from hybridmentor.models import Office, OfficeGoal
from tests.browser.states import VARIANTS, state
from tests.browser.tour import Tour

VARIANTS |= {
    "office_view_of_few",
    "office_view_without_days",
    "office_view_of_guest",
    "office_view_of_county",
    "county_of_few",
    "goals_to_read",
    "stopped_none",
}
URL, COUNTY, GOALS, STOPPED = "/office/figures", "/office/county", "/office/goals", "/office/stopped"
VIEWS = "hybridmentor.blueprints.office.view_views"
COUNTY_VIEWS = "hybridmentor.blueprints.office.county_views"


def make_cases(advisers: int, cases: int, *, closed: bool = True, office_id: int = 1) -> list[FiguredCase]:
    """A made-up office, the same each time."""
    chance, today = random.Random(2026), clock.today()
    forms = ["phone", "email", "at_company", "at_nav_office", "digital"]
    outcomes = ["permanent_without_subsidy", "work_training", "none", "unknown", None]
    found = []
    for number in range(cases):
        opened = today - timedelta(days=chance.randrange(60, 900))
        ended = min(opened + timedelta(days=300), today) if closed and chance.random() < 0.5 else None
        answers = {
            name: Answers(
                chance.choice(["weekly", "monthly", "not_registered"]),
                chance.choice(["even", "most_at_start", "too_little"]),
                tuple(sorted(chance.sample(forms, 2))),
            )
            for name in ("jobseeker", "mentor")
        }
        figures = CaseFigures(
            adviser=number % advisers,
            attachment_after=chance.choice(outcomes),
            measure_used="yes",
            measure_from_on=opened,
            measure_ended_on=ended,
            first_mentor_on=opened + timedelta(days=chance.randrange(60)),
            mentor_changes=chance.choice([0, 0, 0, 1, 2]),
            recipe="".join(chance.choice("yyyppnx") for _ in range(7)),
            relationships=answers,
        )
        found.append(
            FiguredCase(UUID(int=number), office_id, opened, ended, "hybridmodellen", "start", figures)
        )
    return found


def make_stops(cases: Sequence[FiguredCase], number: int) -> list[Stop]:
    """So many of the open cases, of all causes."""
    days = [clock.today() - timedelta(days=20 + 9 * place) for place in range(number)]
    still = [case for case in cases if case.closed_on is None][:number]
    return [Stop(case.id, CAUSES[place % len(CAUSES)], days[place]) for place, case in enumerate(still)]


@contextmanager
def make_up_office(advisers: int, cases: int, stops: int = 0, *, closed: bool = True) -> Iterator[None]:
    """The office has these cases while it lasts."""
    made = make_cases(advisers, cases, closed=closed)
    with (
        mock.patch(f"{VIEWS}.list_office_cases", return_value=made),
        mock.patch(f"{VIEWS}.list_stops", return_value=make_stops(made, stops)),
    ):
        yield


@contextmanager
def keep_goals(tour: Tour) -> Iterator[None]:
    """The office has goals of all kinds, and volunteers, while it lasts."""
    today = clock.today()
    begun = today - timedelta(days=400)
    with tour.site.session() as session:
        office = session.scalars(select(Office).where(Office.number == "9901")).one()
        office.volunteers, office.volunteers_on = 4, today
        goals = [
            OfficeGoal(
                office_id=office.id,
                words="Mentor på plass i god tid",
                measure="median_wait",
                target=45,
                from_on=begun,
            ),
            OfficeGoal(
                office_id=office.id,
                words="Noe delt fra hver sak, så flere på kontoret kjenner igjen det som virker",
                measure="something_shared",
                target=100,
                from_on=begun,
            ),
            OfficeGoal(
                office_id=office.id, words="Alle har prøvd et oppstartsmøte", from_on=begun, reached_on=today
            ),
            OfficeGoal(
                office_id=office.id, words="Tre erfaringsmøter", from_on=begun, to_on=today - timedelta(2)
            ),
        ]
        session.add_all(goals)
        session.commit()
        ids = [goal.id for goal in goals]
    try:
        yield
    finally:
        with tour.site.session() as session:
            for goal_id in ids:
                session.delete(session.get_one(OfficeGoal, goal_id))
            office = session.scalars(select(Office).where(Office.number == "9901")).one()
            office.volunteers = office.volunteers_on = None
            session.commit()


@state
def office_view(tour: Tour) -> None:
    with make_up_office(7, 34, 12), keep_goals(tour):
        tour.go(URL, "leder")
    assert tour.find(".hm-segments").count() == 7
    assert tour.find(".hm-bars").count() == 6
    assert tour.find(".hm-cause").count() == 12


@state
def office_view_unfolded(tour: Tour) -> None:
    with make_up_office(7, 34, 12):
        tour.go(URL, "leder")
    tour.unfold()
    assert tour.find("main table:visible").count() == 6


@state
def office_view_of_few(tour: Tour) -> None:
    with make_up_office(3, 7, closed=False):
        tour.go(URL, "leder")
    assert tour.find(".hm-segments").count() == 0
    assert "7 saker" in tour.find("#recipe").inner_text() or tour.language != "nb"


@state
def office_view_without_cases(tour: Tour) -> None:
    with make_up_office(1, 0):
        tour.go(URL, "leder")
    assert tour.find(".hm-empty").count() == 3


@state
def office_view_without_days(tour: Tour) -> None:
    old = [
        case._replace(
            opened_on=case.opened_on - timedelta(days=3000), closed_on=clock.today() - timedelta(days=2000)
        )
        for case in make_cases(7, 20)
    ]
    with mock.patch(f"{VIEWS}.list_office_cases", return_value=old):
        tour.go(f"{URL}?period=12", "leder")
    assert tour.find(".hm-empty a").count() == 1


@state
def office_view_of_guest(tour: Tour) -> None:
    with tour.site.session() as session:
        session.scalars(select(Office).where(Office.number == "9901")).one().participation = "guest"
        session.commit()
    try:
        tour.go(URL, "leder")
    finally:
        with tour.site.session() as session:
            office = session.scalars(select(Office).where(Office.number == "9901")).one()
            office.participation = "participating"
            session.commit()
    assert tour.find(".hm-empty").count() >= 2


@state
def office_view_of_county(tour: Tour) -> None:
    with make_up_office(11, 90, 40):
        tour.go(f"{URL}?office=9901", "fylke")
    assert tour.find("main a[href*='/cases/'], main a[href*='stopped']").count() == 0


@state
def county(tour: Tour) -> None:
    with tour.site.session() as session:
        ids = session.scalars(select(Office.id).where(Office.county == "Innhavet")).all()
    made = {one: make_cases(11, 60, office_id=one) for one in ids[:1]} | {
        one: make_cases(3, 9) for one in ids[1:]
    }
    with mock.patch(f"{COUNTY_VIEWS}.map_county_cases", return_value=made), keep_goals(tour):
        tour.go(COUNTY, "fylke")
    assert tour.find("tbody tr").count() >= 2
    assert tour.find("main a[href*='/cases/']").count() == 0


@state
def county_of_few(tour: Tour) -> None:
    tour.go(COUNTY, "fylke")
    assert tour.find("tbody tr").count() >= 2


@state
def county_without_offices(tour: Tour) -> None:
    with mock.patch(f"{COUNTY_VIEWS}.list_offices_with_goals", return_value=[]):
        tour.go(COUNTY, "fylke")
    assert tour.find(".hm-empty").count() == 1


@state
def stopped(tour: Tour) -> None:
    tour.go(STOPPED, "leder")
    assert tour.find("main .hm-cause, main .hm-empty").count() >= 1


@state
def stopped_none(tour: Tour) -> None:
    with mock.patch("hybridmentor.queries.stopped_cases.list_needs", return_value=()):
        tour.go(STOPPED, "leder")
    assert tour.find(".hm-empty").count() == 1


@state
def goals(tour: Tour) -> None:
    with keep_goals(tour):
        tour.go(GOALS, "leder")
    assert tour.find("main .hm-pairs > li").count() == 4


@state
def goals_none(tour: Tour) -> None:
    tour.go(GOALS, "leder")
    assert tour.find(".hm-empty").count() == 1


@state
def goals_to_read(tour: Tour) -> None:
    with keep_goals(tour):
        tour.go(GOALS, "veileder")
    assert tour.find("main form").count() == 0


@state
def goal_with_faults(tour: Tour) -> None:
    tour.go(GOALS, "leder")
    tour.page.fill("[name=target]", "mange")
    with tour.page.expect_navigation():
        tour.page.click("#add button[type=submit]:not([value=keep])")
    assert tour.find(".hm-error-summary").count() == 1


@state
def goal_to_change(tour: Tour) -> None:
    with keep_goals(tour):
        tour.go(GOALS, "leder")
        with tour.page.expect_navigation():
            tour.page.click("main .hm-pairs a >> nth=0")
    assert tour.find("main form textarea").count() == 1
