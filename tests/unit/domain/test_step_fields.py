"""Every field of the registration form has its place: noted in a step, typed on the form, asked at closing, or derived."""

import pytest

from hybridmentor.domain.form_fields import (
    CLOSING_ANSWERS,
    FORM_KEYS,
    list_typed_fields,
    make_rating_field,
    name_parallel,
    read_ends,
    read_parallel,
    read_ratings,
)
from hybridmentor.domain.form_state import FIELDS, FURTHER_FACTS, OPENING_FIELDS, OUTCOME_FACTS
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.step_fields import DONE_ON_FIELDS, PRIOR_FIELDS, STEP_FIELDS, list_step_fields

PRACTICE = get_practice_model("hybridmodellen")
NOTED = {field.key for fields in STEP_FIELDS.values() for field in fields}
TYPED = {field.key for field in list_typed_fields()}
ELSEWHERE = {
    *OPENING_FIELDS,
    *OUTCOME_FACTS,
    *FURTHER_FACTS,
    "closed_on",
    "later_on",
    "later_reason",
    "position_percent",
    "job_started_on",
    "parallel_measures",
    "success_ratings",
    "pauses",
}
"""What is asked when a case opens, closes or is asked about later, and what is made of several answers."""


def test_every_field_that_a_step_holds_is_on_the_page_of_its_step():
    for field in FIELDS:
        if field.source == "step":
            noted = field.key in {one.key for one in list_step_fields(field.step or "")}
            dated = DONE_ON_FIELDS.get(field.step or "") == field.key
            assert noted or dated or field.key == "prior_attachment", field.key


def test_every_typed_field_has_a_page():
    for field in FIELDS:
        if field.source == "typed":
            assert field.key in TYPED | ELSEWHERE, field.key


def test_nothing_is_asked_in_two_places():
    assert not NOTED & TYPED
    assert not (NOTED | TYPED) & ELSEWHERE
    listed = [field.key for fields in STEP_FIELDS.values() for field in fields]
    assert len(listed) == len(set(listed))


@pytest.mark.parametrize("step", list(STEP_FIELDS))
def test_the_fields_of_a_step_know_their_step_and_codes(step: str):
    assert step in {one.key for one in PRACTICE.steps}
    for field in list_step_fields(step):
        assert (field.step, field.source) == (step, "step")
        assert (field.code_set is not None) == (field.kind in ("code", "codes")), field.key
        if field.code_set:
            assert PRACTICE.find_codes(field.code_set).codes


def test_steps_without_fields_of_their_own_rest_on_the_log():
    assert {one.key for one in PRACTICE.steps} - set(STEP_FIELDS) == {"collaboration", "follow_up", "share"}
    assert list_step_fields("no such step") == ()


def test_the_prior_attachment_is_made_of_answers():
    assert set(PRIOR_FIELDS) <= {field.key for field in list_step_fields("company")}
    assert set(PRIOR_FIELDS.values()) == {"attached", "employment_form", "in_measure", "is_pupil", "words"}


def test_the_form_keeps_what_is_typed_and_what_closing_asks():
    assert set(FORM_KEYS) == TYPED | set(CLOSING_ANSWERS)
    assert len(FORM_KEYS) == len(set(FORM_KEYS))


def test_measures_in_parallel_are_rows_with_a_kind():
    answers = {
        name_parallel(1, "kind"): "aft",
        name_parallel(1, "from_on"): "2026-01-02",
        name_parallel(2, "from_on"): "2026-02-02",
        name_parallel(5, "kind"): "vta",
        name_parallel(5, "to_on"): "2026-03-01",
    }
    assert read_parallel(answers) == [
        {"kind": "aft", "from_on": "2026-01-02", "to_on": None},
        {"kind": "vta", "from_on": None, "to_on": "2026-03-01"},
    ]
    assert read_parallel({}) == []


def test_ratings_by_criterion():
    field = make_rating_field(7)
    assert (field.key, field.kind, field.code_set) == ("rating_7", "code", "success_rating")
    assert read_ratings({"rating_7": "partly"}, [7, 8]) == {"7": "partly", "8": None}


def test_the_ends_are_read_from_the_answers():
    ends = read_ends(
        {"measure_used": "yes", "measure_ended_on": "2026-03-01", "closing_talk": "held"}, None, None
    )
    assert (str(ends.measure_ended_on), ends.contact_ended_on, ends.closing_talk) == (
        "2026-03-01",
        None,
        "held",
    )
    assert ends.opened_on.year == 1
