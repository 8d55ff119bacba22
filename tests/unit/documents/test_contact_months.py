"""The file of contact month by month and its pages: the same bytes, checked, nothing counted exactly."""

import hashlib
from collections.abc import Mapping

import numpy
import pytest

from hybridmentor.documents.contact_months import COUNTS_FILE, COURSES_FILE, write_contact_months
from hybridmentor.documents.release_package import CheckRefused
from hybridmentor.domain.anonymity_check import Demands, Verdict
from hybridmentor.domain.contact_months import Courses, MonthCounts, count_months, make_courses
from hybridmentor.domain.release_rules import DEFAULTS
from hybridmentor.domain.release_variables import PERSONS
from hybridmentor.gateways.independent_check import check_written
from tests.support.published_tables import STUDY

RULES = DEFAULTS["restricted"]
LANGUAGES = ("nb", "nn", "en")


def make_contacts() -> numpy.ndarray:
    return numpy.array([[[number % 2 * 3] * 6] * len(PERSONS) for number in range(200)])


@pytest.fixture(scope="module")
def courses() -> Courses:
    units = {
        unit: [f"{number % 9}" for number in range(200)]
        for unit in ("office", "employer", "mentor", "adviser")
    }
    made = make_courses(make_contacts(), PERSONS, units, RULES)
    assert made is not None
    return made


@pytest.fixture(scope="module")
def counts() -> MonthCounts:
    made = count_months(make_contacts(), PERSONS, RULES)
    assert made is not None
    return made


def digest(files: Mapping[str, bytes]) -> str:
    return hashlib.sha256(repr(sorted(files.items())).encode()).hexdigest()


def test_courses_are_checked_in_a_process_of_their_own(courses: Courses):
    seen: list[Demands] = []

    def check(content: bytes, demands: Demands) -> Verdict:
        seen.append(demands)
        return check_written(content, demands)

    files = write_contact_months(courses, RULES, STUDY, check=check)
    assert sorted(files) == sorted([COURSES_FILE, *(f"contact_months.{one}.html" for one in LANGUAGES)])
    [demands] = seen
    assert (demands.k, demands.quasi) == (RULES.k, tuple(courses.table.columns))
    lines = files[COURSES_FILE].decode("ascii").splitlines()
    assert lines[0].split(";") == courses.table.columns
    assert [tuple(line.split(";")) for line in lines[1:]] == courses.table.rows()


def test_a_course_of_one_case_is_refused(courses: Courses):
    alone = Courses(
        courses.horizon, courses.months, courses.bands, courses.table.head(1).vstack(courses.table.tail(50))
    )
    with pytest.raises(CheckRefused):
        write_contact_months(alone, RULES, STUDY)


def test_the_same_months_give_the_same_bytes(courses: Courses, counts: MonthCounts):
    for months in (courses, counts):
        first, again = (write_contact_months(months, RULES, STUDY) for _ in range(2))
        assert digest(first) == digest(again)


def test_counts_say_of_what_and_are_rounded(counts: MonthCounts):
    files = write_contact_months(counts, RULES, STUDY)
    lines = [line.split(";") for line in files[COUNTS_FILE].decode("ascii").splitlines()]
    assert lines[0] == ["relationship", "part", "band", "cases"]
    assert {line[0] for line in lines[1:]} == set(PERSONS)
    assert all(int(line[3]) % 5 == 0 for line in lines[1:])


def test_each_page_says_what_every_value_means(courses: Courses, counts: MonthCounts):
    for months in (courses, counts):
        files = write_contact_months(months, RULES, STUDY)
        for language in LANGUAGES:
            page = files[f"contact_months.{language}.html"].decode()
            assert f'<html lang="{language}">' in page
            assert all(f"<code>{band}</code>" in page for band in months.bands)
            assert "contact_months." not in page
