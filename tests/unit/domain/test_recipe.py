"""The mirror of the recipe: each line by hand, and what no line may do."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies as st

from hybridmentor.domain.recipe import (
    FOUR,
    LEVELS,
    NO,
    NOT_RELEVANT,
    PARTLY,
    STEPS,
    YES,
    RecipeFacts,
    StepNote,
    judge_recipe,
    read_levels,
    sum_levels,
    write_levels,
)
from hybridmentor.errors import InvalidInput

DAY, LATER = date(2026, 3, 2), date(2026, 3, 20)


def done(day: date | None = DAY, **answers: Any) -> StepNote:
    return StepNote("done", day, answers)


def noted(**answers: Any) -> StepNote:
    return StepNote("in_progress", None, answers)


def level(step: str, **facts: Any) -> str:
    return next(line.level for line in judge_recipe(RecipeFacts(**facts)) if line.step == step)


def basis(step: str, **facts: Any) -> list[str]:
    return [one.id for line in judge_recipe(RecipeFacts(**facts)) if line.step == step for one in line.basis]


def test_a_case_without_anything():
    lines = judge_recipe(RecipeFacts())
    assert [line.step for line in lines] == list(STEPS)
    # Nothing can be said of contact with a mentor that there is not.
    assert [line.level for line in lines] == [NO, NO, NO, NO, NOT_RELEVANT, NO, NO]
    assert all(line.basis for line in lines), "each says what it rests on"


@pytest.mark.parametrize(
    ("step", "of_interest", "expected"),
    [
        (done(), "yes", YES),
        (done(), "no", YES),  # talked about and declined is talked about
        (done(), "unsure", YES),
        (done(), "not_asked", PARTLY),
        (done(), None, PARTLY),
        (noted(), "yes", PARTLY),
        (noted(), None, NO),
        (StepNote("skipped"), "yes", NOT_RELEVANT),
    ],
)
def test_wishes_mapped_and_mentor_talked_about(step: StepNote, of_interest: str | None, expected: str):
    assert level("wishes", steps={"wishes": step}, mentor_of_interest=of_interest) == expected


@pytest.mark.parametrize(
    ("how", "employer", "entry", "expected"),
    [
        ("from_wishes", True, "start", YES),
        ("employer_contacted", True, "employer_contacted", YES),  # no fault
        ("unknown", True, "start", PARTLY),
        (None, True, "start", PARTLY),
        ("from_wishes", False, "start", PARTLY),
        (None, False, "start", NO),
        (None, True, "at_workplace", NOT_RELEVANT),
        (None, True, "job_at_risk", NOT_RELEVANT),
        ("already_there", True, "at_workplace", YES),
    ],
)
def test_how_the_company_was_found(how: str | None, employer: bool, entry: str, expected: str):
    steps = {"company": noted(how_found=how)}
    assert level("company", steps=steps, has_employer=employer, entry_point=entry) == expected


@pytest.mark.parametrize(
    ("step", "began", "expected"),
    [
        (done(DAY), LATER, YES),
        (done(DAY), DAY, YES),
        (done(LATER), DAY, PARTLY),
        (done(DAY), None, YES),
        (done(None), LATER, PARTLY),
        (noted(), LATER, NO),
        (StepNote("skipped"), LATER, NOT_RELEVANT),
    ],
)
def test_employer_told_before_start(step: StepNote, began: date | None, expected: str):
    assert level("employer_told", steps={"employer_told": step}, first_mentor_on=began) == expected


ALL = sorted(FOUR)


@pytest.mark.parametrize(
    ("answers", "facts", "expected"),
    [
        ({"mentor_chosen_with": ["employer"], "start_meeting_participants": ALL}, {}, YES),
        ({"start_meeting_participants": ALL}, {"chosen_by": frozenset({"together"})}, YES),
        ({"mentor_chosen_with": ["employer"]}, {}, PARTLY),
        ({"start_meeting_participants": ALL}, {}, PARTLY),
        ({"mentor_chosen_with": ["jobseeker"]}, {}, NO),
        (
            {"mentor_chosen_with": ["employer"], "start_meeting_participants": ["nav", "jobseeker"]},
            {},
            PARTLY,
        ),
        ({"start_meeting_on": "2026-03-02"}, {}, PARTLY),
        # Where the employer is the mentor, three are all who can meet.
        (
            {
                "mentor_chosen_with": ["employer"],
                "start_meeting_participants": ["nav", "jobseeker", "employer"],
            },
            {"is_employer_mentor": True},
            YES,
        ),
        (
            {
                "mentor_chosen_with": ["employer"],
                "start_meeting_participants": ["nav", "jobseeker", "employer"],
            },
            {},
            PARTLY,
        ),
        (
            {"mentor_chosen_with": ["employer"], "start_meeting_participants": ["nav", "jobseeker"]},
            {"is_employer_mentor": True},
            PARTLY,
        ),
        ({}, {"mentor_of_interest": "no"}, NOT_RELEVANT),
        ({}, {"mentor_of_interest": "no", "first_mentor_on": DAY}, NO),
    ],
)
def test_mentor_chosen_together(answers: dict[str, Any], facts: dict[str, Any], expected: str):
    assert level("mentor", steps={"mentor": noted(**answers)}, **facts) == expected


@pytest.mark.parametrize(
    ("forms", "began", "expected"),
    [
        (["phone", "at_company"], DAY, YES),
        (["phone", "email", "digital"], DAY, PARTLY),  # no two met
        (["at_company", "at_company"], DAY, PARTLY),  # one form
        ([None], DAY, PARTLY),
        ([], DAY, NO),
        ([], None, NOT_RELEVANT),
        (["phone"], None, PARTLY),
    ],
)
def test_contact_with_the_mentor(forms: list[str | None], began: date | None, expected: str):
    assert level("collaboration", forms={"mentor": forms}, first_mentor_on=began) == expected


@pytest.mark.parametrize(
    ("jobseeker", "employer", "has_employer", "expected"),
    [
        (["phone"], ["email"], True, YES),
        (["phone"], [], True, PARTLY),
        ([], ["email"], True, PARTLY),
        ([], [], True, NO),
        (["phone"], [], False, YES),
        ([], [], False, NO),
        ([], ["phone"], False, PARTLY),
    ],
)
def test_both_followed_up(jobseeker: list[str], employer: list[str], has_employer: bool, expected: str):
    forms = {"jobseeker": jobseeker, "employer": employer}
    assert level("follow_up", forms=forms, has_employer=has_employer) == expected


@pytest.mark.parametrize(
    ("step", "expected"),
    [(done(), YES), (noted(), PARTLY), (StepNote(), NO), (StepNote("skipped"), NOT_RELEVANT)],
)
def test_something_shared(step: StepNote, expected: str):
    assert level("share", steps={"share": step}) == expected


def test_what_a_line_rests_on():
    told = {"steps": {"employer_told": done(LATER)}, "first_mentor_on": DAY}
    assert basis("employer_told", **told) == ["recipe.basis.told_on", "recipe.basis.started_on"]
    assert basis("company", has_employer=True) == ["recipe.basis.company", "recipe.basis.not_told_how"]


codes = st.sampled_from(["phone", "at_company", None])
facts = st.builds(
    RecipeFacts,
    steps=st.dictionaries(
        st.sampled_from(STEPS),
        st.builds(
            StepNote,
            status=st.sampled_from(["open", "in_progress", "done", "skipped"]),
            done_on=st.none() | st.dates(date(2026, 1, 1), date(2026, 6, 1)),
        ),
    ),
    entry_point=st.none() | st.sampled_from(["start", "at_workplace"]),
    mentor_of_interest=st.none() | st.sampled_from(["yes", "no"]),
    has_employer=st.booleans(),
    first_mentor_on=st.none() | st.dates(date(2026, 1, 1), date(2026, 6, 1)),
    forms=st.dictionaries(st.sampled_from(["mentor", "jobseeker", "employer"]), st.lists(codes, max_size=3)),
)


@given(facts)
def test_always_seven_lines_with_a_basis_that_can_be_kept(found: RecipeFacts):
    lines = judge_recipe(found)
    assert [line.step for line in lines] == list(STEPS)
    assert all(line.level in LEVELS and line.basis for line in lines)
    assert read_levels(write_levels(lines)) == tuple(line.level for line in lines)
    for line in lines:
        if found.find(line.step).status == "skipped":
            assert line.level == NOT_RELEVANT, "a reason is an answer"


def test_sums():
    assert [dict(one) for one in sum_levels(["ypnxynp", "ypnxynn"])][-1] == {
        YES: 0,
        PARTLY: 1,
        NO: 1,
        NOT_RELEVANT: 0,
    }
    assert sum_levels(["yyyyyyy"] * 3)[0][YES] == 3
    assert len(sum_levels([])) == 7
    for broken in ("", "yyyyyy", "yyyyyyq"):
        with pytest.raises(InvalidInput):
            read_levels(broken)
