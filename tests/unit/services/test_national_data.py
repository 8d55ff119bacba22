"""The pure parts of the national data: chance that can be repeated, patterns that come to their answers, courses in order."""

from datetime import date
from random import Random
from uuid import UUID

import pytest

from hybridmentor.domain.collaboration import answer_frequency, answer_intensity, measure_course
from hybridmentor.domain.outcome import build_outcome, check_outcome, derive_attachment_after, find_doubts
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.prior_attachment import derive_attachment_before
from hybridmentor.domain.survey_tables import classify_duration, count_months
from hybridmentor.errors import InvalidInput
from hybridmentor.queries.form_values import read_prior
from hybridmentor.services.national_data.afi_shares import find_form_chances, find_shares
from hybridmentor.services.national_data.answers import OUTCOMES, PRIOR
from hybridmentor.services.national_data.caseload import (
    FULL_LOAD,
    MOST_OPEN,
    OPEN_KINDS,
    PLAIN,
    divide_caseload,
)
from hybridmentor.services.national_data.chance import Lot, Ration, divide, make_id, start_chance
from hybridmentor.services.national_data.contact_days import RATES, find_counts, place_contacts
from hybridmentor.services.national_data.course import LENGTHS, make_course
from hybridmentor.services.national_data.size import NationalSize
from hybridmentor.services.national_data.staff import hire_staff

TODAY = date(2026, 11, 22)
KINDS = (*OPEN_KINDS, "recent", "old", PLAIN)


def make_size(**values: int) -> NationalSize:
    return NationalSize(**{"offices": 3, "cases": 2000, "contacts": 30_000, "seed": 1, **values}, today=TODAY)


def test_a_part_has_draws_of_its_own():
    assert start_chance(1, "a").random() == start_chance(1, "a").random()
    assert len({start_chance(seed, part).random() for seed in (1, 2) for part in "ab"}) == 4


def test_ids_are_of_version_4():
    chance = Random(1)
    ids = [UUID(make_id(chance)) for _ in range(200)]
    assert {one.version for one in ids} == {4}
    assert len(set(ids)) == 200


@pytest.mark.parametrize(
    ("total", "weights"), [(10, [1, 1, 1]), (0, [1, 2]), (7, [0, 0]), (1_500_000, [3.5] * 300)]
)
def test_parts_add_up(total: int, weights: list[float]):
    parts = divide(total, weights)
    assert (sum(parts), len(parts)) == (total, len(weights))
    assert min(parts) >= 0


def test_a_lot_keeps_its_shares():
    chance, lot = Random(1), Lot({"a": 3, "b": 1})
    drawn = [lot.draw(chance) for _ in range(8000)]
    assert 0.72 < drawn.count("a") / 8000 < 0.78


def test_a_ration_pays_what_was_not_possible():
    chance, ration = Random(1), Ration({"a": 1.0, "b": 1.0, "c": 2.0})
    drawn = [ration.draw(chance, lambda key, odd=number % 2: key != "c" or not odd) for number in range(4000)]
    assert 0.46 < drawn.count("c") / 4000 < 0.54
    assert "c" not in drawn[1::2]


@pytest.mark.parametrize("days", [45, 84, 90, 133, 250, 700])
@pytest.mark.parametrize("frequency", RATES)
def test_counts_come_to_the_frequency(frequency: str, days: int):
    fewest, most = find_counts(frequency, days)
    assert fewest <= most
    for count in (fewest, most):
        assert answer_frequency(count, days, is_confirmed=False) == frequency


@pytest.mark.parametrize("intensity", ["most_at_start", "even", "most_at_end", "uneven"])
def test_patterns_come_to_the_intensity(intensity: str):
    chance = Random(7)
    for _ in range(400):
        count, days = chance.randint(6, 40), chance.randint(90, 600)
        places = place_contacts(chance, count, days, intensity)
        assert places == sorted(set(places))
        assert (len(places), places[0] >= 0, places[-1] < days) == (count, True, True)
        assert answer_intensity(measure_course(places, days)) == intensity, (count, days, places)


def test_more_contacts_than_days_fill_the_days():
    assert place_contacts(Random(1), 9, 4, "even") == [0, 1, 2, 3]


@pytest.mark.parametrize("group", ["jobseeker", "mentor"])
def test_forms_drawn_until_there_is_one_come_to_afis_shares(group: str):
    chances, none = find_form_chances(group), 1.0
    for one in chances.values():
        none *= 1 - one
    for form, percent in find_shares("contact_form", group).items():
        assert chances[form] / (1 - none) == pytest.approx(percent / 100, abs=0.001)


@pytest.mark.parametrize("code", find_shares("outcome"))
def test_outcomes_come_to_their_code(code: str):
    practice = get_practice_model("hybridmodellen")
    for facts in OUTCOMES[code]:
        outcome = build_outcome(facts)
        assert derive_attachment_after(outcome) == (None if code == "other" else code)
        assert check_outcome(outcome, practice) == ()
        assert find_doubts(outcome) == ()


@pytest.mark.parametrize("code", find_shares("attachment_at_start"))
def test_prior_attachments_come_to_their_code(code: str):
    for answers in PRIOR[code]:
        prior = read_prior(answers)
        assert prior is not None
        assert derive_attachment_before(prior) == (None if code == "other" else code)


@pytest.mark.parametrize("name", LENGTHS)
def test_lengths_lie_inside_their_class(name: str):
    for days in LENGTHS[name]:
        for month in range(1, 13):
            begun = date(2025, month, 28)
            ended = date.fromordinal(begun.toordinal() + days - 1)
            assert classify_duration(count_months(begun, ended)) == name


@pytest.mark.parametrize("kind", KINDS)
def test_the_days_of_a_case_are_in_order(kind: str):
    chance, today = Random(3), TODAY.toordinal()
    for _ in range(300):
        course = make_course(chance, 0, kind, today)
        ends = [day for day in (course.measure_end, course.contact_end, course.closed) if day is not None]
        starts = [day for day in (course.mentor_from, course.measure_from) if day is not None]
        assert all(course.opened <= day <= today for day in starts)
        assert ends == sorted(ends)
        assert all(max([course.opened, *starts]) <= day <= today for day in ends)
        assert course.is_open == (kind in OPEN_KINDS)
        for pause in course.pauses:
            assert course.opened < pause.from_on <= today
            assert pause.to_on is None or pause.to_on >= pause.from_on
            assert pause.to_on is not None or pause.follow_up_on is not None


def test_the_caseload_is_as_asked_and_one_has_sixty():
    size = make_size()
    loads = divide_caseload(size, hire_staff(size))
    assert sum(len(load.cases) for load in loads) == size.cases
    assert sum(load.contacts for load in loads) == size.contacts
    still_open = sorted(
        sum(kind in OPEN_KINDS for place, kind in load.cases if place == adviser)
        for load in loads
        for adviser in range(len(load.advisers))
    )
    assert sum(still_open) == 200
    assert still_open[-1] == FULL_LOAD
    assert still_open[-2] <= MOST_OPEN


@pytest.mark.parametrize(
    "wrong", [{"offices": 0}, {"offices": 1000}, {"users": 8}, {"cases": 0}, {"contacts": -1}]
)
def test_sizes_that_cannot_be(wrong: dict[str, int]):
    with pytest.raises(InvalidInput):
        make_size(**wrong)


def test_users_follow_from_the_cases():
    assert make_size(offices=300, cases=100_000).users == 4000
    assert make_size(offices=300, cases=10).users == 900
