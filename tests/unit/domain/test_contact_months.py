"""Contact month by month: bands, courses shared by several cases, rounded counts; against plain counting."""

import itertools
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import numpy
import pytest
from hypothesis import given, settings, strategies as st

from hybridmentor.domain.contact_months import (
    BANDS,
    HORIZONS,
    PARTS,
    band_contacts,
    count_months,
    find_bounds,
    find_horizon,
    is_open,
    make_courses,
    round_counts,
)
from hybridmentor.domain.release_rules import DEFAULTS, ReleaseRules

RULES = DEFAULTS["restricted"]
RELATIONSHIPS = ("mentor", "jobseeker", "employer")
UNITS = ("office", "employer", "mentor", "adviser")


def make_contacts(cases: int, horizon: int = 12, kinds: int = 4, seed: int = 1) -> numpy.ndarray:
    """So many cases of `kinds` courses, each with a rate of its own and some noise in one month."""
    chance = random.Random(seed)
    rows = []
    for number in range(cases):
        rate = number % kinds
        row = [[rate + kind for _ in range(horizon)] for kind in range(len(RELATIONSHIPS))]
        row[0][chance.randrange(horizon)] += chance.choice([0, 0, 1])
        rows.append(row)
    return numpy.array(rows)


def make_units(cases: int, of: int = 7) -> dict[str, list[str]]:
    return {unit: [f"{unit}{(number * 31 // 7) % of}" for number in range(cases)] for unit in UNITS}


def band_by_hand(contacts: int, months: int, level: int) -> str:
    """The band as it would be told to somebody."""
    if not contacts:
        return "none"
    rate = Fraction(contacts, months)
    if level == 2:
        return "some"
    if rate < 1:
        return "less_than_monthly"
    if level == 1:
        return "monthly_or_more"
    return "monthly" if rate < 2 else "two_three_per_month" if rate < 4 else "weekly"


@pytest.mark.parametrize("level", range(len(BANDS)))
@pytest.mark.parametrize("months", PARTS)
def test_a_band_says_how_many_contacts_a_month(months: int, level: int):
    for contacts in range(8 * months):
        spread = numpy.zeros((1, 1, months), dtype=int)
        spread[0, 0, contacts % months] = contacts
        [code] = band_contacts(spread, months, level).ravel()
        assert BANDS[level][code][0] == band_by_hand(contacts, months, level)


@pytest.mark.parametrize(
    ("lengths", "horizon"),
    [([12] * 100, 12), ([12] * 99 + [11], 6), ([6] * 99 + [5], 3), ([3] * 99 + [2], None), ([], None)],
)
def test_the_horizon_is_the_longest_that_enough_cases_have_lasted(lengths: list[int], horizon: int | None):
    assert find_horizon(lengths, RULES) == horizon


def test_every_published_course_is_shared():
    contacts, units = make_contacts(600), make_units(600)
    courses = make_courses(contacts, RELATIONSHIPS, units, RULES)
    assert courses is not None
    counts = Counter(courses.table.rows())
    assert min(counts.values()) >= RULES.k
    assert sum(counts.values()) >= 600 * (1 - RULES.suppression_limit)
    assert courses.table.rows() == sorted(courses.table.rows())
    wanted = [f"{key}_{part:02d}" for key in RELATIONSHIPS for part in range(1, 12 // courses.months + 1)]
    assert courses.table.columns == wanted


def list_shared(
    rows: Sequence[tuple[str, ...]], units: dict[str, list[str]], rules: ReleaseRules
) -> list[int]:
    """The cases whose course is shared as it must be, counted one by one."""
    found = []
    for course in set(rows):
        members = [number for number, row in enumerate(rows) if row == course]
        distinct = {unit: len({values[number] for number in members}) for unit, values in units.items()}
        if len(members) >= rules.k and all(distinct[unit] >= getattr(rules, f"{unit}s") for unit in UNITS):
            found += members
    return found


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_the_finest_that_keeps_the_rules_is_taken(data: st.DataObject):
    """Every choice of parts and bands is tried in plain Python; none that tells more keeps the rules."""
    horizon = data.draw(st.sampled_from(HORIZONS))
    cases = data.draw(st.integers(20, 60))
    kinds = data.draw(st.integers(1, 3))
    contacts = make_contacts(cases, horizon, kinds, seed=data.draw(st.integers(0, 99)))
    units = make_units(cases, of=data.draw(st.integers(2, 9)))
    rules = replace(RULES, k=data.draw(st.integers(2, 12)))
    holding = []
    for months, level in itertools.product(PARTS, range(len(BANDS))):
        if horizon % months:
            continue
        rows = [
            tuple(
                band_by_hand(sum(counts[part : part + months]), months, level)
                for counts in case.tolist()
                for part in range(0, horizon, months)
            )
            for case in contacts
        ]
        shared = list_shared(rows, units, rules)
        if len({rows[number] for number in shared}) > 1 and cases - len(shared) <= cases * Fraction(1, 20):
            detail = len(BANDS[level]) ** (horizon // months)
            holding.append((-detail, months, level, sorted(rows[number] for number in shared)))
    courses = make_courses(contacts, RELATIONSHIPS, units, rules)
    if not holding:
        assert courses is None
        return
    _, months, level, rows = min(holding)
    assert courses is not None
    assert (courses.months, courses.bands) == (months, tuple(name for name, _ in BANDS[level]))
    assert courses.table.rows() == rows


@pytest.mark.parametrize("unit", UNITS)
def test_a_course_of_one_unit_alone_is_held_back(unit: str):
    contacts = numpy.ones((300, 1, 3), dtype=int)
    contacts[:10] = 5
    units = make_units(300)
    assert make_courses(contacts, ("mentor",), units, RULES) is not None
    units[unit][:10] = ["the only one"] * 10
    courses = make_courses(contacts, ("mentor",), units, RULES)
    assert courses is None or all("weekly" not in row for row in courses.table.rows())


def test_counts_are_of_cases_and_in_fives():
    contacts = make_contacts(240)
    counts = count_months(contacts, RELATIONSHIPS, RULES)
    assert counts is not None
    assert (counts.base, set(counts.table["cases"] % 5)) == (RULES.cell, {0})
    for relationship, part, band, told in counts.table.rows():
        kind, first = RELATIONSHIPS.index(relationship), (part - 1) * counts.months
        sums = contacts[:, kind, first : first + counts.months].sum(axis=1)
        exact = sum(
            band_by_hand(int(one), counts.months, list(map(len, BANDS)).index(len(counts.bands))) == band
            for one in sums
        )
        assert abs(exact - told) <= 2
    parts = 12 // counts.months
    assert counts.table.height == len(RELATIONSHIPS) * parts * len(counts.bands)


def test_too_few_cases_have_no_counts():
    assert count_months(make_contacts(RULES.fewest_cases - 1), RELATIONSHIPS, RULES) is None


@pytest.mark.parametrize(
    ("count", "base", "told"),
    [
        (0, 5, 0),
        (2, 5, 0),
        (3, 5, 5),
        (7, 5, 5),
        (8, 5, 10),
        (103, 5, 105),
        (4, 10, 0),
        (5, 10, 10),
        (14, 10, 10),
    ],
)
def test_rounding(count: int, base: int, told: int):
    assert round_counts(numpy.array([count]), base).tolist() == [told]


@pytest.mark.parametrize("base", [3, 5, 10])
def test_the_bounds_are_all_that_is_rounded_so(base: int):
    counts = numpy.arange(60)
    rounded = round_counts(counts, base)
    low, high = find_bounds(rounded, base)
    for told, least, most in set(zip(rounded.tolist(), low.tolist(), high.tolist(), strict=True)):
        if most < 60:
            assert counts[rounded == told].tolist() == list(range(least, most + 1))


@settings(max_examples=150, deadline=None)
@given(
    st.sampled_from([3, 5]),
    st.lists(st.lists(st.integers(0, 9), min_size=2, max_size=3), min_size=1, max_size=3).filter(
        lambda lines: len({len(line) for line in lines}) == 1 and len({sum(line) for line in lines}) == 1
    ),
)
def test_what_can_be_reckoned_is_found(base: int, lines: list[list[int]]):
    """Against all tables of whole numbers that round to the same, with lines of one sum."""
    rounded = round_counts(numpy.array(lines), base)
    choices = [
        [one for one in range(30) if round_counts(numpy.array([one]), base)[0] == cell] for cell in range(30)
    ]
    behind = [list(itertools.product(*(choices[cell] for cell in told))) for told in rounded.tolist()]
    sums = set.intersection(*({sum(line) for line in tables} for tables in behind))
    left = [
        {line[place] for line in tables if sum(line) in sums} == set(choices[told[place]])
        for tables, told in zip(behind, rounded.tolist(), strict=True)
        for place in range(len(lines[0]))
    ]
    assert is_open(rounded, base) is all(left)


def test_counts_that_pin_each_other_are_coarsened():
    """Down in one part and up in the next, all of them: only one sum fits both, and with it every count."""
    assert not is_open(numpy.array([[5, 5, 5, 5, 5], [5, 0, 0, 0, 0]]), 5)
    assert is_open(numpy.array([[5, 5, 5, 5, 5], [10, 5, 5, 5, 0]]), 5)
