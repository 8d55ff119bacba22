"""The forms of companies that come into question."""

from datetime import date
from typing import Any

from hybridmentor.blueprints.cases.forms import LONGEST_AGO, check_range
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.services.candidates import CANDIDATE_FIELDS
from hybridmentor.web.fields import (
    ChoiceField,
    DateField,
    HybridForm,
    MayBeEmpty,
    NeedsAnswer,
    NoteField,
    ShownField,
    TextField,
    offer,
)
from hybridmentor.web.practice import list_choices
from hybridmentor.web.words import hm_t


class CandidateForm(HybridForm):
    """A company that may fit, and how far the talk with it has come."""

    company = TextField("candidate.company", [NeedsAnswer()], most=200)
    status = ChoiceField("candidate.status", [NeedsAnswer("error.choose")])
    helper = ChoiceField("candidate.helper", [MayBeEmpty()])
    asked_on = DateField("candidate.asked_on", [MayBeEmpty()])
    note = NoteField("candidate.note", [MayBeEmpty()])

    def offer_codes(self, practice: PracticeModel) -> None:
        """Fill the choices from the practice model."""
        self.status.choices = list_choices(practice, "candidate_status")
        self.helper.choices = offer(list_choices(practice, "helper"), empty=hm_t("form.not_chosen"))

    def check_day(self, today: date) -> bool:
        """Whether the day is neither in the future nor long ago; the fault stands at the field."""
        return check_range(self.asked_on, today - LONGEST_AGO, today)

    def read_values(self) -> dict[str, Any]:
        """What was typed, by field name."""
        return {name: self[name].data for name in CANDIDATE_FIELDS}


class ChooseForm(HybridForm):
    """Choosing a company: with the id of the employer that one has been told it replaces."""

    replaces = ShownField("")
