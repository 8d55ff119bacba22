"""The form of a step: how far it has come, and what is noted in it."""

from datetime import date, timedelta
from typing import Any

from hybridmentor.blueprints.cases.forms import LONGEST_AGO, check_range
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.domain.step_fields import list_step_fields
from hybridmentor.domain.wish_map import OWN_WISH_FIELDS, OWN_WISHES_DAY
from hybridmentor.errors import Message
from hybridmentor.web.answer_fields import make_answer_form
from hybridmentor.web.fields import (
    ChoiceField,
    DateField,
    Fault,
    HybridForm,
    MayBeEmpty,
    NeedsAnswer,
    NoteField,
)
from hybridmentor.web.practice import list_choices

LONGEST_PLANNED = timedelta(days=366)
"""A start-up meeting may be noted before it has been held."""

GROUPS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "wishes": (
        (
            "step.group.wishes",
            (
                "interests",
                "wished_industries",
                "tasks",
                "environment",
                "hours",
                "home_place",
                "travel",
                "languages",
                "learning",
                "interpreter",
            ),
        ),
        ("step.group.support", ("support", "motivation")),
        ("step.group.mentor", ("mentor_of_interest", "mentor_asked_by", "reasons", "goal")),
        ("step.group.own_wishes", (*OWN_WISH_FIELDS, OWN_WISHES_DAY)),
        ("step.group.openness", ("openness", "openness_on", "may_be_shared", "not_to_be_shared")),
    ),
    "company": (
        (
            "step.group.found",
            ("how_found", "helpers", "initiator", "initiator_detail", "adviser_knew_company"),
        ),
        (
            "step.group.before",
            ("prior_attached", "prior_employment_form", "prior_in_measure", "prior_is_pupil", "prior_words"),
        ),
    ),
    "employer_told": (("step.group.told", ("told_whom", "told_what")),),
    "mentor": (
        (
            "step.group.start_meeting",
            ("mentor_chosen_with", "start_meeting_on", "start_meeting_participants"),
        ),
        (
            "step.group.expectations",
            ("expectations_jobseeker", "expectations_mentor", "expectations_employer", "expectations_nav"),
        ),
    ),
}
"""The fields of each step under headings, as they stand on its page."""


class StepForm(HybridForm):
    """How far a step has come."""

    status = ChoiceField("step.status", [NeedsAnswer("error.choose")])
    done_on = DateField("step.done_on", [MayBeEmpty()])
    note = NoteField("step.note", [MayBeEmpty()])
    skip_reason = NoteField("step.skip_reason", [], most=500)

    def offer_codes(self, practice: PracticeModel) -> None:
        """Fill the choices from the practice model."""
        self.status.choices = list_choices(practice, "step_status")

    def check_days(self, today: date) -> bool:
        """Whether the days are neither long ago nor, but for a meeting that is planned, in the future."""
        fine = check_range(self.done_on, today - LONGEST_AGO, today)
        for name, ahead in (
            ("openness_on", timedelta()),
            (OWN_WISHES_DAY, timedelta()),
            ("start_meeting_on", LONGEST_PLANNED),
        ):
            if name in self:
                fine = check_range(self[name], today - LONGEST_AGO, today + ahead) and fine
        return self.check_own_wishes() and fine

    def check_own_wishes(self) -> bool:
        """Whether own wishes have the day on which the jobseeker said so: without it they would be somebody else's."""
        said = any(self[name].data for name in OWN_WISH_FIELDS if name in self)
        if said and not self[OWN_WISHES_DAY].data and not self[OWN_WISHES_DAY].errors:
            self.add_fault(Message("step.error.own_wishes_said_on"), OWN_WISHES_DAY)
            return False
        return True

    def validate_skip_reason(self, field: Any) -> None:
        """A skipped step needs its reason."""
        if self.status.data == "skipped" and not field.data:
            raise Fault("step.error.skip_reason")


def make_step_form(step: str, practice: PracticeModel) -> type[StepForm]:
    """The form of one step with its own fields."""
    return make_answer_form(list_step_fields(step), practice, StepForm)
