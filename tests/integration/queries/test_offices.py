"""Figures of offices: numbers that leave an office need five advisers behind them."""

from datetime import date

import pytest

from hybridmentor.db import HybridSession
from hybridmentor.identity import Actor
from hybridmentor.queries.offices import FEWEST_ADVISERS, count_members, list_figures, list_offices
from hybridmentor.services.outcomes import close_case
from tests.integration.scenes import give_part, hire, load_person, open_through_service

TODAY = date(2026, 11, 24)
Numbers = dict[str, tuple[int, int | None, int | None]]


def read_figures(session: HybridSession, login: str) -> Numbers:
    """Advisers, open and closed cases by office, as this person is shown them."""
    rows = list_figures(session, load_person(session, login))
    assert [row.office.number for row in rows] == sorted({row.office.number for row in rows})
    return {row.office.number: (row.advisers, row.open, row.closed) for row in rows}


def fill(session: HybridSession, office: str, advisers: int) -> None:
    """So many advisers with a case each, the first of them closed."""
    for n in range(advisers):
        hire(session, f"rad{office}{n}", office=office)
        actor = load_person(session, f"rad{office}{n}")
        visible = open_through_service(session, actor)
        if n == 0:
            close_case(session, actor, visible, closed_on=TODAY, follow_up_on=None, facts={}, note=None)


def test_five_is_what_the_brief_says():
    assert FEWEST_ADVISERS == 5


def test_numbers_of_few_advisers_stay_in_the_office(people: HybridSession):
    fill(people, "9901", 4)
    fill(people, "9902", 5)
    assert read_figures(people, "fylke") == {"9901": (0, None, None), "9902": (5, 4, 1)}
    assert read_figures(people, "leder") == {"9901": (4, 3, 1)}
    assert read_figures(people, "leder2") == {"9902": (5, 4, 1)}


def test_two_with_a_part_in_one_case_count_once_as_a_case(people: HybridSession, adviser: Actor):
    visible = open_through_service(people, adviser)
    for n in range(4):
        hire(people, f"med{n}")
        give_part(people, f"med{n}", visible.case.id, TODAY)
    give_part(people, "veileder", visible.case.id, TODAY)
    assert read_figures(people, "fylke")["9901"] == (5, 1, 0)


def test_an_office_without_cases_shows_none(people: HybridSession):
    """To its lead as nought, to others not at all: that too is a number of few."""
    assert read_figures(people, "leder") == {"9901": (0, 0, 0)}
    assert read_figures(people, "fylke") == {"9901": (0, None, None), "9902": (0, None, None)}


@pytest.mark.parametrize("login", ["veileder", "lokalkontakt", "marked", "forsker", "admin", "ny", "sluttet"])
def test_others_get_no_figures(people: HybridSession, adviser: Actor, login: str):
    open_through_service(people, adviser)
    assert read_figures(people, login) == {}


def test_members_are_counted_once_and_only_today(people: HybridSession):
    numbers = {office.id: office.number for office in list_offices(people)}
    counted = {numbers[office]: count for office, count in count_members(people, TODAY).items()}
    # Of the accounts at 9901 one has left and one has no role.
    assert counted == {"9901": 9, "9902": 2}
