"""What is asked of whom: each purpose and person has its words, and its version is one."""

import pytest

from hybridmentor.domain.consent_purposes import ASKED_OF, PERSONS, PURPOSES, find_purpose, list_purposes
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.study_consent import STUDY


def test_purposes_and_persons_are_those_of_the_practice_model():
    practice = get_practice_model("hybridmodellen")
    codes = set(practice.find_codes("consent_purpose").keys)
    assert set(PURPOSES) == set(ASKED_OF) == codes - {STUDY}
    assert STUDY in codes, "each study is a purpose of its own"
    assert set(PERSONS) < set(practice.find_codes("consent_person").keys)
    assert {person for persons in ASKED_OF.values() for person in persons} == set(PERSONS)


def test_all_texts_are_in_their_first_version():
    assert {key: (one.key, one.version) for key, one in PURPOSES.items()} == {
        key: (key, 1) for key in PURPOSES
    }


@pytest.mark.parametrize(
    ("person", "asked"),
    [
        ("jobseeker", ["research", "share_with_employer", "later_follow_up"]),
        ("mentor", ["research"]),
        ("employer", ["research", "employer_survey"]),
        ("adviser", []),
        ("", []),
    ],
)
def test_who_is_asked_what(person: str, asked: list[str]):
    assert [one.key for one in list_purposes(person)] == asked
    assert [key for key in PURPOSES if find_purpose(person, key)] == asked


@pytest.mark.parametrize(
    ("person", "purpose"), [(None, None), ("mentor", "later_follow_up"), ("jobseeker", "x")]
)
def test_what_is_not_asked_is_not_found(person: str | None, purpose: str | None):
    assert find_purpose(person, purpose) is None
