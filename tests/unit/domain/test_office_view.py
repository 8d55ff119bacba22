"""An office's sums counted by hand, and what is held back at each limit."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, settings, strategies as st

from hybridmentor.domain.attention import Situation, list_needs
from hybridmentor.domain.case_figures import CaseFigures, FiguredCase
from hybridmentor.domain.collaboration_figures import EVERYTHING, Answers, Window, find_last_months
from hybridmentor.domain.office_goals import is_met, measure_goal
from hybridmentor.domain.office_view import Changes, Waits, measure_spread, sum_office
from hybridmentor.domain.stopped_causes import Stop, name_cause, sum_for_others, sum_own
from hybridmentor.domain.survey_tables import UNCODED

TODAY = date(2026, 11, 24)
WEEKLY = Answers("weekly", "even", ("phone",))


def make(
    number: int,
    adviser: int | None = None,
    *,
    opened: date = date(2026, 1, 5),
    closed: date | None = None,
    **figures: Any,
) -> FiguredCase:
    told: dict[str, Any] = {"adviser": number if adviser is None else adviser, "recipe": "ypnxypn"}
    return FiguredCase(
        UUID(int=number), 1, opened, closed, "hybridmodellen", "start", CaseFigures(**{**told, **figures})
    )


def make_office(cases: int, advisers: int, **values: Any) -> list[FiguredCase]:
    return [make(number, number % advisers, **values) for number in range(cases)]


@pytest.mark.parametrize(
    ("cases", "advisers", "is_shown"),
    [(10, 5, True), (9, 5, False), (10, 4, False), (9, 4, False), (11, 6, True)],
)
@pytest.mark.parametrize("is_own", [True, False])
def test_the_recipe_is_shown_from_ten_cases_and_five_advisers(
    cases: int, advisers: int, is_shown: bool, is_own: bool
):
    sums = sum_office(make_office(cases, advisers), TODAY, is_own=is_own)
    assert (sums.recipe is not None) == is_shown
    if sums.recipe is not None:
        assert [one["yes"] for one in sums.recipe] == [cases, 0, 0, 0, cases, 0, 0]


@pytest.mark.parametrize(("advisers", "is_shown"), [(4, False), (5, True)])
def test_what_leaves_the_office_needs_five_advisers(advisers: int, is_shown: bool):
    office = make_office(
        12,
        advisers,
        first_mentor_on=date(2026, 1, 20),
        measure_used="yes",
        measure_from_on=date(2026, 1, 20),
        relationships={"mentor": WEEKLY, "jobseeker": WEEKLY},
    )
    sums = sum_office(office, TODAY, is_own=False)
    shown = [sums.n, sums.open, sums.waits, sums.changes, sums.durations, sums.recipe]
    assert [one is not None for one in shown] == [is_shown] * 6
    assert [group.n is not None for group in sums.collaboration.groups] == [is_shown] * 2
    own = sum_office(office, TODAY, is_own=True)
    assert own.n == own.open == 12
    assert own.waits == Waits(12, 15, 15, 15)
    assert sums.advisers == 0, "how many advisers there are is nobody else's to know"


def test_open_and_closed_are_each_others_complement():
    """One closed case of one adviser: neither number leaves the office, for the whole is known."""
    office = [*make_office(14, 7), make(20, 1, closed=TODAY)]
    sums = sum_office(office, TODAY, is_own=False)
    assert (sums.n, sums.open, sums.closed) == (15, None, None)
    own = sum_office(office, TODAY, is_own=True)
    assert (own.n, own.open, own.closed) == (15, 14, 1)


def test_those_who_are_not_in_a_figure_are_its_complement():
    """Fourteen with a mentor and one without: how long the fourteen waited tells that one has none."""
    office = [*make_office(14, 7, first_mentor_on=date(2026, 1, 20)), make(20, 1)]
    sums = sum_office(office, TODAY, is_own=False)
    assert (sums.waits, sums.changes) == (None, None)
    office += [make(30 + number, number) for number in range(5)]
    assert sum_office(office, TODAY, is_own=False).waits is not None


def test_a_period_divides_the_office_for_whoever_leads_it_too():
    old = [make(number, number % 6, opened=date(2024, 1, 8), closed=date(2024, 6, 3)) for number in range(12)]
    new = [make(50 + number, number % 6) for number in range(12)]
    year = find_last_months(TODAY, 12)
    sums = sum_office([*old, *new], TODAY, year, is_own=True)
    assert (sums.n, sums.open, sums.closed) == (12, 12, None)
    few_old = sum_office([*old[:3], *new], TODAY, year, is_own=True)
    assert (few_old.n, few_old.recipe) == (None, None), (
        "three cases of three advisers would come out as the difference"
    )
    nothing = sum_office([*old, *old], TODAY, year, is_own=True)
    assert (nothing.is_empty, nothing.n) == (True, None)
    assert not sum_office(old, TODAY, is_own=True).is_empty
    assert sum_office([], TODAY, is_own=True).is_empty
    assert not sum_office([], TODAY, is_own=False).is_empty, "that there is nothing is a figure too"


def test_tables_6_and_7_by_hand():
    office = [
        make(1, closed=date(2026, 5, 1), attachment_after="permanent_without_subsidy"),
        make(2, closed=date(2026, 5, 1), attachment_after=UNCODED),
        make(3, closed=date(2026, 5, 1)),
        make(4, attachment_after="none"),  # reopened: counts when it is closed again
        make(5, measure_used="yes", measure_from_on=date(2026, 2, 1)),
        make(6, measure_used="yes", measure_from_on=date(2026, 1, 1), measure_ended_on=date(2026, 3, 31)),
        make(7, measure_used="no"),
    ]
    sums = sum_office(office, TODAY, is_own=True)
    assert sums.outcomes is not None
    assert sums.durations is not None
    assert sums.outcomes["n"] == 2
    assert {row["category"]: row["count"] for row in sums.outcomes["rows"] if row["count"]} == {
        "Fast ansatt uten lønnstilskudd": 1,
        UNCODED: 1,
    }
    assert {row["category"]: row["count"] for row in sums.durations["rows"] if row["count"]} == {
        "Inntil 3 måneder": 1,
        "Tiltaket er ennå ikke avsluttet": 1,
    }
    assert sums.outcomes["afi_n"] == 180


def test_waits_and_changes_by_hand():
    opened = date(2026, 1, 5)
    days = [0, 3, 10, 20, 41]
    office = [
        make(number, first_mentor_on=opened + timedelta(days=wait), mentor_changes=changes)
        for number, (wait, changes) in enumerate(zip(days, [0, 0, 1, 2, 3], strict=True))
    ]
    office += [
        make(10),
        make(11, first_mentor_on=TODAY + timedelta(days=3)),
        make(12, first_mentor_on=date(2025, 12, 1)),
    ]
    sums = sum_office(office, TODAY, is_own=True)
    # A mentor from before the opening was waited for 0 days: 0 0 3 10 20 41.
    assert sums.waits == Waits(6, 6.5, 1, 18)
    assert sums.changes == Changes(6, 1, 2)
    assert measure_spread([7]) == Waits(1, 7, None, None)


def plain_sums(office: Sequence[FiguredCase]) -> dict[str, Any]:
    """The same sums written anew, as somebody with a pencil would."""
    closed = [case for case in office if case.closed_on and case.closed_on <= TODAY]
    waits = sorted(
        max(0, (case.figures.first_mentor_on - case.opened_on).days)
        for case in office
        if case.figures.first_mentor_on and case.figures.first_mentor_on <= TODAY
    )
    middle = len(waits) // 2
    return {
        "n": len(office),
        "open": len(office) - len(closed),
        "closed": len(closed),
        "outcomes": Counter(
            case.figures.attachment_after for case in closed if case.figures.attachment_after
        ),
        "median": (waits[middle] if len(waits) % 2 else (waits[middle - 1] + waits[middle]) / 2)
        if waits
        else None,
        "yes": [sum(case.figures.recipe[place] == "y" for case in office) for place in range(7)],
    }


@pytest.mark.parametrize("seed", range(8))
def test_sums_are_those_of_plain_counting(seed: int):
    chance = random.Random(seed)
    codes = {"permanent_without_subsidy": "Fast ansatt uten lønnstilskudd", "none": "Ingen tilknytning"}
    office = []
    for number in range(40):
        opened = TODAY - timedelta(days=chance.randrange(900))
        closed = opened + timedelta(days=chance.randrange(400)) if chance.random() < 0.5 else None
        first = opened + timedelta(days=chance.randrange(-5, 90)) if chance.random() < 0.7 else None
        told = {"attachment_after": chance.choice([*codes, None]), "first_mentor_on": first}
        recipe = "".join(chance.choice("ypnx") for _ in range(7))
        office.append(make(number, chance.randrange(8), opened=opened, closed=closed, recipe=recipe, **told))
    sums, plain = sum_office(office, TODAY, is_own=True), plain_sums(office)
    assert (sums.n, sums.open, sums.closed) == (plain["n"], plain["open"], plain["closed"])
    assert sums.waits is not None
    assert sums.recipe is not None
    assert sums.outcomes is not None
    assert sums.waits.median == plain["median"]
    assert [one["yes"] for one in sums.recipe] == plain["yes"]
    rows = {row["category"]: row["count"] for row in sums.outcomes["rows"]}
    assert {codes[key]: n for key, n in plain["outcomes"].items()} == {
        name: rows[name] for name in codes.values() if rows[name]
    }


cases = st.lists(
    st.tuples(st.integers(0, 7), st.booleans(), st.booleans(), st.sampled_from(["y", "n"])), max_size=40
)


@settings(max_examples=200, deadline=None)
@given(cases)
def test_nothing_shown_to_others_is_of_few_nor_leaves_few(found: list[tuple[int, bool, bool, str]]):
    """Whatever is shown of an office that is not one's own: five advisers stand behind it and behind what is left."""
    office = [
        make(
            number,
            adviser,
            closed=date(2026, 5, 4) if is_closed else None,
            first_mentor_on=date(2026, 1, 9) if has_mentor else None,
            recipe=letter * 7,
        )
        for number, (adviser, is_closed, has_mentor, letter) in enumerate(found)
    ]
    sums = sum_office(office, TODAY, is_own=False)

    def count(part: list[FiguredCase]) -> int:
        return len({case.figures.adviser for case in part})

    closed = [case for case in office if case.closed_on]
    still = [case for case in office if not case.closed_on]
    mentored = [case for case in office if case.figures.first_mentor_on]
    rest = [case for case in office if not case.figures.first_mentor_on]
    for value, part, left in (
        (sums.n, office, []),
        (sums.open, still, closed),
        (sums.closed, closed, still),
        (sums.waits, mentored, rest),
        (sums.changes, mentored, rest),
    ):
        if value is not None:
            assert count(part) >= 5
            assert not left or count(left) >= 5
    if sums.recipe is not None:
        assert len(office) >= 10
        assert count(office) >= 5


def stop(number: int, cause: str = "overdue", day: date = date(2026, 10, 1)) -> Stop:
    return Stop(UUID(int=number), cause, day)


def test_causes_of_ones_own_office():
    sums = sum_own([stop(1), stop(2, day=date(2026, 9, 1)), stop(3, "no_mentor")])
    assert [(one.cause, one.n, one.since) for one in sums.causes] == [
        ("overdue", 2, date(2026, 9, 1)),
        ("no_mentor", 1, date(2026, 10, 1)),
    ]
    assert sums.total == 3
    assert (sum_own([]).causes, sum_own([]).total) == ((), 0)


def test_causes_for_others():
    office = make_office(30, 10)
    many = [stop(number) for number in range(8)]
    sums = sum_for_others(many, office, TODAY)
    assert sums.total == 8
    assert {one.cause: one.n for one in sums.causes if one.n} == {"overdue": 8}
    assert all(one.since is None for one in sums.causes), "the oldest is one case"
    # One more cause with one case: it is held back, and so is the other, for the total is known.
    mixed = sum_for_others([*many, stop(9, "no_mentor")], office, TODAY)
    assert mixed.total == 9
    assert all(one.n is None for one in mixed.causes)
    assert sum_for_others([stop(number) for number in range(4)], office, TODAY).total is None
    assert sum_for_others([stop(number) for number in range(27)], office, TODAY).total is None, (
        "three have not"
    )


def test_how_many_have_stopped_tells_nothing_of_those_that_are_closed():
    """One is closed, and how many there are is known: all the others have stopped, so that is not told."""
    office = [*make_office(14, 7), make(20, 1, closed=date(2026, 5, 4))]
    stops = [stop(number) for number in range(14)]
    assert sum_for_others(stops, office, TODAY).total is None
    assert sum_for_others(stops, office[:14], TODAY).total == 14


def test_a_cause_of_few_does_not_come_out_of_the_sum_of_all_causes():
    """Five advisers have what has not stopped, and five what is overdue: the sixth that has stopped is the sum less five."""
    stops = [stop(0, "no_mentor"), *(stop(number) for number in range(1, 6))]
    sums = sum_for_others(stops, make_office(30, 5), TODAY)
    assert sums.total == 6
    assert all(one.n is None for one in sums.causes)


@settings(deadline=None)
@given(
    st.dictionaries(st.integers(0, 29), st.sampled_from(["overdue", "no_mentor", "mentor_left"])),
    st.integers(1, 12),
)
def test_no_cause_of_few_comes_out(found: dict[int, str], advisers: int):
    office = make_office(30, advisers)
    sums = sum_for_others([stop(number, cause) for number, cause in found.items()], office, TODAY)
    causes = {number: found.get(number, "none") for number in range(30)}

    def count(*names: str) -> int:
        return len({number % advisers for number, cause in causes.items() if cause in names})

    shown = [one.cause for one in sums.causes if one.n]
    for name in shown:
        assert count(name) >= 5
    if sums.total is not None:
        hidden = [one.cause for one in sums.causes if one.n is None]
        assert count(*hidden) == 0 or count(*hidden) >= 5
        assert count("none") == 0 or count("none") >= 5


@given(
    st.integers(0, 200),
    st.booleans(),
    st.integers(0, 200),
    st.sampled_from([None, "away", "left_job"]),
)
def test_the_adviser_sees_it_first(opened: int, has_left: bool, left: int, reason: str | None):
    """Whatever has stopped for the office has stood on the adviser's own day since its first day."""
    begun = TODAY - timedelta(days=opened)
    gone = max(begun, TODAY - timedelta(days=left)) if has_left else None
    situation = Situation(begun, mentor_left_on=gone, mentor_left_reason=reason)
    for need in list_needs(situation, TODAY):
        if not need.is_stopped:
            continue
        assert need.day is not None
        earlier = list_needs(situation, need.day + timedelta(days=1))
        assert (need.kind, need.cause) in [(one.kind, one.cause) for one in earlier]
        assert not any(one.is_stopped for one in earlier if one.kind == need.kind)


@pytest.mark.parametrize(
    ("left", "reason", "cause"),
    [
        (None, None, "no_mentor"),
        (date(2026, 5, 3), "left_job", "mentor_left"),
        (date(2026, 5, 3), "away", "mentor_away"),
    ],
)
def test_causes_of_a_missing_mentor(left: date | None, reason: str | None, cause: str):
    situation = Situation(date(2026, 1, 5), mentor_left_on=left, mentor_left_reason=reason)
    [need] = [one for one in list_needs(situation, TODAY) if one.kind == "no_mentor"]
    assert name_cause(need) == cause
    assert need.is_stopped
    assert need.cause.params["day"] == (left or date(2026, 1, 5))


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("cases_opened", 12),
        ("mentor_in_time", 50),
        ("median_wait", 30),
        ("attached_after", 75),
        ("chosen_together", 50),
        ("something_shared", 0),
    ],
)
def test_goals_are_held_against_the_offices_own_sums(measure: str, expected: int):
    opened = date(2026, 1, 5)
    office = [
        make(
            number,
            number % 6,
            opened=opened,
            closed=date(2026, 6, 1) if number < 8 else None,
            first_mentor_on=opened + timedelta(days=20 if number % 2 else 40),
            attachment_after=("none" if number < 2 else "permanent_without_subsidy"),
            recipe="nnnynnn" if number % 2 else "nnnpnnn",
        )
        for number in range(12)
    ]
    year = Window(date(2026, 1, 1), date(2026, 12, 31))
    assert measure_goal(measure, office, year, TODAY, is_own=True) == expected
    assert measure_goal(measure, office, Window(date(2027, 1, 1)), TODAY, is_own=True) is None
    assert measure_goal(measure, office[:9], EVERYTHING, TODAY, is_own=True) is not None or measure in (
        "chosen_together",
        "something_shared",
    )


def test_a_measure_of_the_recipe_needs_ten_cases_and_five_advisers():
    for cases, advisers, is_shown in ((10, 5, True), (9, 5, False), (10, 4, False)):
        found = measure_goal("something_shared", make_office(cases, advisers), EVERYTHING, TODAY, is_own=True)
        assert (found is not None) == is_shown


def test_whether_a_goal_is_met():
    assert is_met("median_wait", 20, 21)
    assert not is_met("median_wait", 22, 21)
    assert is_met("cases_opened", 22, 21)
    assert not is_met("attached_after", 49, 50)
