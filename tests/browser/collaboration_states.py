"""The office's figures of collaboration in every state that people pass; a busy office is made up, and stored nowhere."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from unittest import mock

from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.domain.collaboration import LogPeriod
from hybridmentor.domain.collaboration_figures import GROUPS, CountedCase, CountedRelationship
from hybridmentor.models import Office
from tests.browser.states import VARIANTS, state
from tests.browser.tour import Tour

VARIANTS |= {"collaboration_of_county", "collaboration_without_cases", "collaboration_of_guest"}
URL = "/office/collaboration"
VIEWS = "hybridmentor.blueprints.office.collaboration_views"


def make_cases(advisers: int, cases: int) -> tuple[CountedCase, ...]:
    """A made-up office, the same each time; in a third of the cases somebody has told of mentor and jobseeker."""
    chance, today = random.Random(2026), clock.today()
    forms = ["phone", "email", "at_company", "at_nav_office", "digital", "elsewhere", None]
    found = []
    for number in range(cases):
        length = chance.randrange(10, 500)
        end = today - timedelta(days=chance.randrange(300))
        begin = end - timedelta(days=length)
        there = GROUPS if number % 3 == 0 else GROUPS[:3]
        relationships = []
        for group in there:
            held = [begin + timedelta(days=chance.randrange(length + 1)) for _ in range(chance.randrange(30))]
            how = [chance.choice(forms) for _ in held]
            confirmed = end if chance.random() < 0.5 else None
            period = LogPeriod(begin, end, confirmed is not None)
            relationships.append(CountedRelationship(group, period, confirmed, held, how, []))
        entry = chance.choice(["start", "at_workplace"])
        found.append(CountedCase(chance.randrange(advisers), "hybridmodellen", entry, tuple(relationships)))
    return tuple(found)


@contextmanager
def make_up_office(advisers: int, cases: int) -> Iterator[None]:
    """The office has these cases while it lasts."""
    made = make_cases(advisers, cases)
    with (
        mock.patch(f"{VIEWS}.gather_office", return_value=made),
        mock.patch(f"{VIEWS}.gather_kept_answers", return_value=made),
    ):
        yield


@state
def collaboration(tour: Tour) -> None:
    with make_up_office(12, 400):
        tour.go(URL, "leder")
    assert tour.find(".hm-bars").count() == 12


@state
def collaboration_unfolded(tour: Tour) -> None:
    with make_up_office(12, 400):
        tour.go(URL, "leder")
    tour.unfold()
    assert tour.find("main table:visible").count() == 6


@state
def collaboration_of_few_cases(tour: Tour) -> None:
    tour.go(URL, "leder")
    tour.unfold()
    assert tour.find(".hm-bars").count() >= 9


@state
def collaboration_divided(tour: Tour) -> None:
    with make_up_office(12, 400):
        tour.go(f"{URL}?entry=start", "leder")
    assert tour.find(".hm-bars").count() == 12
    assert tour.find("main [name=entry]:visible").count() == 1


@state
def collaboration_partly_held_back(tour: Tour) -> None:
    with make_up_office(7, 14):
        tour.go(URL, "fylke")
    tour.unfold()
    assert tour.find(".hm-bars").count() >= 6
    assert tour.find("td:has-text('–')").count() > 0


@state
def collaboration_held_back(tour: Tour) -> None:
    tour.go(f"{URL}?period=12", "leder")
    assert tour.find(".hm-empty a").count() == 1


@state
def collaboration_of_county(tour: Tour) -> None:
    tour.go(URL, "fylke")
    assert tour.find("main [name=office]:visible").count() == 1
    assert tour.find(".hm-empty a").count() == 0


@state
def collaboration_without_data(tour: Tour) -> None:
    tour.go(f"{URL}?period=own&from_on=01.01.2020&to_on=31.01.2020", "leder")
    assert tour.find(".hm-empty a").count() == 1
    assert tour.find("main [name=from_on]:visible").count() == 1


@state
def collaboration_without_cases(tour: Tour) -> None:
    with make_up_office(1, 0):
        tour.go(URL, "leder")
    assert tour.find(".hm-empty").count() == 1


@state
def collaboration_of_guest(tour: Tour) -> None:
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
    assert tour.find(".hm-empty").count() == 1


@state
def collaboration_with_wrong_days(tour: Tour) -> None:
    tour.expect_fault("422")
    tour.go(f"{URL}?period=own&from_on=i+fjor&to_on=31.02.2026", "leder")
    assert tour.find("#error-summary + ul li").count() == 2
