"""The forms of companies that come into question."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from hybridmentor.blueprints.cases.forms import LONGEST_AGO, LONGEST_AHEAD, check_range
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.errors import Message
from hybridmentor.queries.colleagues import Colleague
from hybridmentor.services.candidates import CANDIDATE_FIELDS
from hybridmentor.web.addresses import read_id
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


class RegisteredCandidateForm(HybridForm):
    """A company of the register that may fit, and how far the talk with it has come; it is called what it is called there."""

    status = ChoiceField("candidate.status", [NeedsAnswer("error.choose")])
    helper = ChoiceField("candidate.helper", [MayBeEmpty()])
    asked_by = ChoiceField("candidate.asked_by", [MayBeEmpty()])
    asked_on = DateField("candidate.asked_on", [MayBeEmpty()])
    pitch = NoteField("candidate.pitch", [MayBeEmpty()])
    reflection = NoteField("candidate.reflection", [MayBeEmpty()])
    note = NoteField("candidate.note", [MayBeEmpty()])
    visit_on = DateField("candidate.visit_on", [MayBeEmpty()])

    def offer_codes(self, practice: PracticeModel, colleagues: Iterable[Colleague]) -> None:
        """Fill the choices from the practice model, and who may have asked."""
        self.status.choices = list_choices(practice, "candidate_status")
        self.helper.choices = offer(list_choices(practice, "helper"), empty=hm_t("form.not_chosen"))
        named = [(str(one.user_id), one.name) for one in colleagues]
        self.asked_by.choices = offer(named, empty=hm_t("form.not_chosen"))

    def check_days(self, today: date) -> bool:
        """Whether no day is long ago, the one of asking not in the future, and the visit not years ahead."""
        ahead = today + LONGEST_AHEAD
        # Both are asked, so that all faults are told at once.
        return all(
            [
                check_range(self.asked_on, today - LONGEST_AGO, today),
                check_range(self.visit_on, today - LONGEST_AGO, ahead, late="error.date_far_ahead"),
            ]
        )

    def read_values(self) -> dict[str, Any]:
        """What was typed, by field name; who asked by id."""
        values = {name: self[name].data for name in CANDIDATE_FIELDS if name in self}
        asker = self.asked_by.data
        return {**values, "asked_by": int(asker) if asker is not None else None}


class CandidateForm(RegisteredCandidateForm):
    """A company that may fit, told by hand, and how far the talk with it has come."""

    company = TextField("candidate.company", [NeedsAnswer()], most=200)


class RegisterForm(HybridForm):
    """Putting a company of the register on the list, or tying one that stands there to it."""

    employer = ShownField("")
    candidate = ShownField("")

    def read_candidate(self) -> UUID | None:
        """The id of the company on the list that is to be tied; None where a new one is put there."""
        return read_id(self.candidate.data)

    def read_employer(self) -> UUID | None:
        """The id of the company; None for what is no id."""
        return read_id(self.employer.data)


class MoveForm(HybridForm):
    """Changing how far the talk with a company has come, and nothing else, from the board."""

    status = ChoiceField("candidate.status")

    def offer_codes(self, practice: PracticeModel) -> None:
        """Fill the choices from the practice model."""
        self.status.choices = list_choices(practice, "candidate_status")

    def check_status(self) -> bool:
        """Whether a status is chosen. The fault is the page's: each card has a field of the kind."""
        if self.status.data is not None and not self.status.errors:
            return True
        self.status.errors = []
        self.form_errors.append(Message("candidate.error.no_status"))
        return False


class VisitForm(HybridForm):
    """Moving a visit within the day."""

    direction = ShownField("")

    def check_direction(self) -> bool:
        """Whether it is told which way; the fault is the page's."""
        if self.direction.data in ("up", "down"):
            return True
        self.form_errors.append(Message("tour.error.no_direction"))
        return False


class ChooseForm(HybridForm):
    """Choosing a company: with the id of the employer that one has been told it replaces."""

    replaces = ShownField("")
