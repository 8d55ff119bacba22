"""What a study asks, which texts count, how answers stand, and numbers as bands."""

from datetime import date
from uuid import UUID

import pytest

from hybridmentor.domain.consent_state import Consent, judge_consent
from hybridmentor.domain.study_consent import (
    ALLOWED_PARTS,
    ANSWERS,
    BANDS,
    PARTS,
    TextVersions,
    band_count,
    find_version_on,
    find_versions,
    judge_answer,
    make_purpose,
    name_purpose,
)

STUDY = UUID(int=7)
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("texts", "versions"),
    [
        ([], None),
        ([(1, False)], (1, 1)),
        ([(1, False), (2, True)], (2, 1)),
        ([(3, True), (1, False), (2, False)], (3, 2)),
        ([(1, False), (2, True), (3, False)], (3, 3)),
        ([(1, True)], (1, 1)),
    ],
)
def test_which_versions_count(texts: list[tuple[int, bool]], versions: tuple[int, int] | None):
    assert find_versions(texts) == (TextVersions(*versions) if versions else None)


@pytest.mark.parametrize(
    ("day", "number"),
    [
        (date(2026, 1, 4), None),
        (date(2026, 1, 5), 1),
        (date(2026, 1, 31), 1),
        (date(2026, 2, 1), 2),
        (date(2026, 3, 9), 2),
    ],
)
def test_the_version_of_a_day_is_the_one_in_use_then(day: date, number: int | None):
    assert find_version_on([(2, date(2026, 2, 1)), (1, date(2026, 1, 5))], day) == number
    assert find_version_on([], day) is None


@pytest.mark.parametrize(("given", "state"), [(1, "old_version"), (2, "given"), (3, "given")])
def test_a_consent_stands_as_long_as_its_version_does(given: int, state: str):
    purpose = make_purpose(STUDY, TextVersions(3, 2))
    said = Consent(name_purpose(STUDY), given, date(2026, 3, 2))
    assert judge_consent([said], purpose, TODAY).state == state


def test_a_consent_to_one_study_is_none_to_another():
    purpose = make_purpose(STUDY, TextVersions(1, 1))
    for other in (name_purpose(UUID(int=8)), "research"):
        said = Consent(other, 1, date(2026, 3, 2))
        assert judge_consent([said], purpose, TODAY).state == "missing"


@pytest.mark.parametrize(
    ("last", "versions", "state"),
    [
        (None, TextVersions(1, 1), "missing"),
        ((1, True), TextVersions(1, 1), "yes"),
        ((1, True), TextVersions(2, 1), "yes"),
        ((1, True), TextVersions(2, 2), "old_version"),
        ((1, True), None, "old_version"),
        ((1, False), TextVersions(2, 2), "no"),
    ],
)
def test_how_an_adviser_s_answer_stands(
    last: tuple[int, bool] | None, versions: TextVersions | None, state: str
):
    assert judge_answer(last, versions) == state
    assert state in ANSWERS


def test_no_office_is_more_in_a_study_than_in_the_project():
    assert set(ALLOWED_PARTS) == set(PARTS)
    assert ALLOWED_PARTS["guest"] == ("guest",)
    assert "participating" not in ALLOWED_PARTS["control"]


def test_a_small_number_is_never_told():
    assert [band_count(number) for number in range(5)] == [None] * 5
    assert band_count(5) == (5, 9)


def test_bands_cover_every_number_once():
    for number in range(BANDS[0], 20_500):
        band = band_count(number)
        assert band is not None
        least, most = band
        assert least <= number
        assert most == 0 or number <= most
        # One case more or less seldom shows, and never tells which.
        assert most == 0 or most - least >= 4
    assert band_count(10_000) == (10_000, 0)
