"""What is noted on the page of each step (own definition after AFI-notat 2022:01, ch. 4.5 and 4.6).

The fields that the registration form needs are its own (`form_state.FIELDS`) and are asked here, once; the others belong to
the talk itself. A step's day done answers the form's date for it. Nothing here must be answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hybridmentor.domain.form_state import FormField, find_field
from hybridmentor.domain.wish_map import OWN_WISH_FIELDS, OWN_WISHES_DAY

DONE_ON_FIELDS: Mapping[str, str] = MappingProxyType(
    {"wishes": "wishes_mapped_on", "employer_told": "employer_told_on", "share": "shared_on"}
)
"""The field of the form that the day of a step answers."""

PRIOR_FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "prior_attached": "attached",
        "prior_employment_form": "employment_form",
        "prior_in_measure": "in_measure",
        "prior_is_pupil": "is_pupil",
        "prior_words": "words",
    }
)
"""The answers that make `prior_attachment`, and the fact of `outcome.PriorAttachment` that each is."""

DEPENDENT_FIELDS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {"initiator_detail": ("initiator", "other")}
)
"""Fields that tell more about one answer of another field, and are nothing without it."""

CASE_COLUMNS = ("mentor_of_interest",)
"""What a step asks and the case itself keeps, because lists and my day go by it."""


def _note(key: str, section: str, step: str, kind: str, code_set: str | None = None) -> FormField:
    return FormField(key, section, "step", kind, code_set, step, needed="optional")


STEP_FIELDS: Mapping[str, tuple[FormField, ...]] = MappingProxyType(
    {
        "wishes": (
            _note("interests", "wishes", "wishes", "codes", "wish_interest"),
            _note("wished_industries", "wishes", "wishes", "codes", "industry"),
            _note("tasks", "wishes", "wishes", "text"),
            _note("environment", "wishes", "wishes", "codes", "wish_environment"),
            _note("hours", "wishes", "wishes", "codes", "wish_hours"),
            _note("home_place", "wishes", "wishes", "text"),
            _note("travel", "wishes", "wishes", "codes", "wish_travel"),
            _note("languages", "wishes", "wishes", "text"),
            _note("learning", "wishes", "wishes", "text"),
            find_field("interpreter"),
            _note("support", "wishes", "wishes", "codes", "wish_support"),
            _note("motivation", "wishes", "wishes", "codes", "wish_motivation"),
            find_field("mentor_of_interest"),
            _note("mentor_asked_by", "wishes", "wishes", "text"),
            *(_note(key, "wishes", "wishes", "text") for key in OWN_WISH_FIELDS),
            _note(OWN_WISHES_DAY, "wishes", "wishes", "date"),
            find_field("reasons"),
            find_field("goal"),
            find_field("openness"),
            find_field("openness_on"),
            find_field("may_be_shared"),
            find_field("not_to_be_shared"),
        ),
        "company": (
            find_field("how_found"),
            find_field("helpers"),
            find_field("initiator"),
            find_field("initiator_detail"),
            find_field("adviser_knew_company"),
            _note("prior_attached", "company", "company", "code", "outcome_attached"),
            _note("prior_employment_form", "company", "company", "codes", "outcome_employment_form"),
            _note("prior_in_measure", "company", "company", "codes", "measure_kind"),
            _note("prior_is_pupil", "company", "company", "code", "outcome_attached"),
            _note("prior_words", "company", "company", "text"),
        ),
        "employer_told": (
            _note("told_whom", "company", "employer_told", "text"),
            _note("told_what", "company", "employer_told", "text"),
        ),
        "mentor": (
            find_field("mentor_chosen_with"),
            find_field("start_meeting_on"),
            find_field("start_meeting_participants"),
            _note("expectations_jobseeker", "mentor", "mentor", "text"),
            _note("expectations_mentor", "mentor", "mentor", "text"),
            _note("expectations_employer", "mentor", "mentor", "text"),
            _note("expectations_nav", "mentor", "mentor", "text"),
        ),
    }
)
"""The fields of each step, in the order in which they are asked; the other steps rest on the log."""

# words: form.field.


def list_step_fields(step: str) -> tuple[FormField, ...]:
    """The fields of a step by its key; none for a step that has only its day and note."""
    return STEP_FIELDS.get(step, ())
