"""The office's view: what has stopped and why, how cases went beside AFI's figures, "slik gjorde vi det", the local goals.

Sums only: no person, nothing of an adviser, no time of anybody's. Which cases have stopped stands on a page of its own, for
whoever leads the office.
"""

from collections.abc import Sequence
from datetime import date

from flask import request, url_for

from hybridmentor.blueprints.office.choice import choose_office, list_own_offices
from hybridmentor.blueprints.office.tabs import Tab, list_office_tabs, list_tabs
from hybridmentor.domain.collaboration_figures import EVERYTHING, Window, find_last_months
from hybridmentor.domain.few_advisers import FEWEST_ADVISERS
from hybridmentor.domain.office_collaboration import MONTHS
from hybridmentor.domain.office_view import sum_office
from hybridmentor.domain.recipe import FEWEST_CASES
from hybridmentor.domain.stopped_causes import sum_for_others, sum_own
from hybridmentor.domain.survey_tables import COMPARABILITY
from hybridmentor.models import Office, OfficeGoal
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.office_goals import list_offices_with_goals
from hybridmentor.queries.office_view import is_led_by, list_office_cases
from hybridmentor.queries.stopped_cases import list_stopped, list_stops
from hybridmentor.web.collaboration_words import describe_figures
from hybridmentor.web.guards import audit_read, get_actor, refuse_missing, requires
from hybridmentor.web.office_words import (
    describe_causes,
    describe_changes,
    describe_goals,
    describe_table,
    describe_waits,
)
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import find_practice
from hybridmentor.web.recipe_words import describe_sums
from hybridmentor.web.state import get_session
from hybridmentor.web.words import hm_t

HERE, STOPPED = "hybridmentor.office.figures", "hybridmentor.office.stopped"


def read_months() -> int | None:
    """How many months up to today are asked for; None is all days, and so is what is no choice."""
    asked = request.args.get("period", "")
    return next((months for months in MONTHS if str(months) == asked), None)


def list_periods(number: str | None, months: int | None) -> list[Tab]:
    """The periods that can be chosen, as links."""
    tabs = [
        (hm_t("office.collaboration.months", months=n), url_for(HERE, office=number, period=n), n == months)
        for n in MONTHS
    ]
    return [(hm_t("office.collaboration.all_time"), url_for(HERE, office=number), months is None), *tabs]


def find_window(months: int | None, today: date) -> Window:
    """The days that are asked for."""
    return find_last_months(today, months) if months else EVERYTHING


@requires(Permission.READ_FIGURES)
def figures() -> str:
    """The view of one office; an office whose figures the actor may not see is not found."""
    session, actor = get_session(), get_actor()
    offices = list_offices_with_goals(session, actor)
    number, months = request.args.get("office"), read_months()
    chosen = next((one for one in offices if one[0].number == number), None) if number else None
    if number and chosen is None:
        refuse_missing("office")
    if chosen is None and offices:
        chosen = next((one for one in offices if is_led_by(actor, one[0].id)), offices[0])
    return show_view(offices, *chosen, months=months) if chosen else show_nothing()


def show_nothing() -> str:
    """The page of somebody whose county has no office."""
    return render_page("hybridmentor/office/view.html", office=None, tabs=list_tabs(HERE), office_tabs=[])


def show_view(
    offices: Sequence[tuple[Office, Sequence[OfficeGoal]]],
    office: Office,
    goals: Sequence[OfficeGoal],
    *,
    months: int | None,
) -> str:
    """The page of an office."""
    session, actor, practice = get_session(), get_actor(), find_practice()
    today, is_own = actor.today, is_led_by(actor, office.id)
    is_guest = office.participation == "guest"
    cases = [] if is_guest else list_office_cases(session, actor, office.id)
    stops = list_stops(session, actor, office.id)
    stopped = sum_own(stops) if is_own else sum_for_others(stops, cases, today)
    sums = sum_office(cases, today, find_window(months, today), is_own=is_own)
    here = office.number if len(offices) > 1 else None
    led = [one for one, _ in offices if is_led_by(actor, one.id)]
    return render_page(
        "hybridmentor/office/view.html",
        office=office,
        is_own=is_own,
        is_guest=is_guest,
        months=months,
        periods=list_periods(here, months),
        tabs=list_tabs(HERE, list_own_offices().get(office.number)),
        office_tabs=[
            (one.name, url_for(HERE, office=one.number, period=months), one is office) for one in led
        ]
        if len(led) > 1 and is_own
        else [],
        here=here,
        has_county=actor.has_role("county"),
        stopped=stopped,
        causes=describe_causes(stopped, today),
        sums=sums,
        collaboration=describe_figures(sums.collaboration, practice),
        recipe=describe_sums(sums.recipe) if sums.recipe is not None else None,
        outcomes=describe_table(sums.outcomes) if sums.outcomes is not None else None,
        durations=describe_table(sums.durations) if sums.durations is not None else None,
        waits=describe_waits(sums.waits) if sums.waits is not None else None,
        changes=describe_changes(sums.changes) if sums.changes is not None and sums.changes.n else None,
        goals=describe_goals(
            goals, cases if is_own and not is_guest else None, today, practice, is_own=is_own
        ),
        comparability=COMPARABILITY,
        fewest=FEWEST_ADVISERS,
        fewest_cases=FEWEST_CASES,
    )


@requires(Permission.READ_STOPPED)
def stopped() -> str:
    """Which cases have stopped at the office one leads, what at, and since when; the one that has waited longest first."""
    office = choose_office(Permission.READ_STOPPED)
    audit_read("case.stopped", office_id=office.office_id)
    session, actor = get_session(), get_actor()
    return render_page(
        "hybridmentor/office/stopped.html",
        office=office,
        found=list_stopped(session, actor, office_id=office.office_id),
        back=url_for(HERE, office=office.office_number if len(list_own_offices()) > 1 else None),
        office_tabs=list_office_tabs(STOPPED, office),
    )
