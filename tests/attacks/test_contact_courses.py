"""Who knows some of a person's contacts looks for them in the courses that were handed out."""

from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import numpy

from hybridmentor.domain.contact_months import BANDS, band_contacts, make_courses
from hybridmentor.domain.release_rules import DEFAULTS

RULES = DEFAULTS["restricted"]
OFF = replace(RULES, k=1, offices=1, employers=1, mentors=1, advisers=1, suppression_limit=Fraction(0))
RELATIONSHIPS = ("mentor", "jobseeker")
CASES, HORIZON = 400, 12


def make_log() -> tuple[numpy.ndarray, dict[str, list[str]]]:
    """Cases of four kinds, with chance in every month."""
    chance = numpy.random.default_rng(7)
    rates = numpy.array([0.2, 1.0, 2.5, 5.0])[numpy.arange(CASES) % 4]
    contacts = chance.poisson(rates[:, None, None], (CASES, len(RELATIONSHIPS), HORIZON))
    units = {
        unit: [f"{unit}{number}" for number in chance.integers(0, 30, CASES)]
        for unit in ("office", "employer", "mentor", "adviser")
    }
    return contacts, units


def single_out(contacts: numpy.ndarray, courses: object) -> int:
    """How many persons are alone in the file for somebody who knows their whole log with the adviser and the mentor."""
    assert courses is not None
    level = next(place for place, bands in enumerate(BANDS) if len(bands) == len(courses.bands))
    known = band_contacts(contacts, courses.months, level).reshape(CASES, -1)
    rows = Counter(courses.table.rows())
    return sum(rows[tuple(courses.bands[code] for code in codes)] == 1 for codes in known)


def test_nobody_is_alone_with_a_course():
    contacts, units = make_log()
    assert single_out(contacts, make_courses(contacts, RELATIONSHIPS, units, RULES)) == 0


def test_without_the_defence_most_are():
    contacts, units = make_log()
    assert single_out(contacts, make_courses(contacts, RELATIONSHIPS, units, OFF)) > CASES / 2


def test_a_few_months_that_somebody_knows_find_nobody_either():
    """Three parts known, whichever: as many share them as share a course, or more."""
    contacts, units = make_log()
    courses = make_courses(contacts, RELATIONSHIPS, units, RULES)
    assert courses is not None
    for known in combinations(courses.table.columns, min(3, courses.table.width)):
        assert min(Counter(courses.table.select(known).rows()).values()) >= RULES.k
