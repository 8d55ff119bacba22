"""The forms of a case's mentors: naming one, changing what is kept of one, ending one."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hybridmentor.blueprints.cases.forms import LONGEST_AGO, check_range
from hybridmentor.domain.mentor_turns import DECLINED
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.errors import Message
from hybridmentor.models import WorkplacePerson
from hybridmentor.services.mentors import AGREED_FIELDS, END_FIELDS
from hybridmentor.web.answer_fields import DecimalField, offer_open
from hybridmentor.web.fields import (
    ChoiceField,
    DateField,
    Fault,
    HybridForm,
    MayBeEmpty,
    NeedsAnswer,
    NoteField,
    PhoneField,
    TextField,
    YesField,
    offer,
)
from hybridmentor.web.practice import list_choices
from hybridmentor.web.words import hm_t

MOST_HOURS = Decimal(744)
"""The hours of a month of 31 days."""
LONGEST_AHEAD = timedelta(days=366)
TOLD_ON = ("confidentiality_on", "right_told_mentor_on", "right_told_jobseeker_on")
"""Days on which something was signed or said: none of them is in the future."""


class AgreedForm(HybridForm):
    """What is agreed with a mentor; nothing of it must be answered."""

    hours_per_month = DecimalField(
        "mentor.hours_per_month",
        [MayBeEmpty()],
        largest=MOST_HOURS,
        decimals=1,
        message_id="mentor.error.hours",
    )
    tasks = NoteField("mentor.tasks", [MayBeEmpty()], most=1000)
    confidentiality_on = DateField("mentor.confidentiality_on", [MayBeEmpty()])
    family_tie = ChoiceField("mentor.family_tie", [MayBeEmpty()])
    chosen_by = ChoiceField("mentor.chosen_by", [MayBeEmpty()])
    chosen_how = NoteField("mentor.chosen_how", [MayBeEmpty()], most=1000)
    right_told_mentor_on = DateField("mentor.right_told_mentor_on", [MayBeEmpty()])
    right_told_jobseeker_on = DateField("mentor.right_told_jobseeker_on", [MayBeEmpty()])

    def offer_agreed(self, practice: PracticeModel) -> None:
        """Fill the choices of what is agreed."""
        self.family_tie.choices = offer_open([("yes", hm_t("form.yes")), ("no", hm_t("form.no"))])
        chosen_by = list_choices(practice, "mentor_chosen_by")
        self.chosen_by.choices = offer(chosen_by, empty=hm_t("form.not_registered"))

    def check_agreed(self, today: date) -> bool:
        """Whether no day of what was signed and said is in the future or long ago; the faults stand at the fields."""
        # Every day is looked at, so that every fault is told.
        fine = [check_range(self[name], today - LONGEST_AGO, today) for name in TOLD_ON]
        return all(fine)

    def read_agreed(self) -> dict[str, Any]:
        """What was typed of it, by field name."""
        return {name: self[name].data for name in AGREED_FIELDS}


class MentorForm(AgreedForm):
    """A new mentor of a case; where somebody is mentor already, also why that one ends."""

    person = ChoiceField("mentor.person", [MayBeEmpty()])
    name = TextField("mentor.name", [MayBeEmpty()], most=120)
    from_on = DateField("mentor.from_on", [NeedsAnswer()])
    position = TextField("mentor.position", [MayBeEmpty()], most=80)
    phone = PhoneField("mentor.phone", [MayBeEmpty()], most=30)
    is_employer = YesField("mentor.is_employer")
    end_reason = ChoiceField("mentor.end_reason", [MayBeEmpty()])
    end_words = NoteField("mentor.end_words", [MayBeEmpty()], most=1000)

    def offer_choices(self, practice: PracticeModel, persons: Sequence[WorkplacePerson]) -> None:
        """Fill the choices: codes of the practice model, and persons of the company; where none is known, it is not asked."""
        self.offer_agreed(practice)
        known = [(str(one.id), ", ".join(filter(None, (one.name, one.position)))) for one in persons]
        self.person.choices = offer(known, empty=hm_t("mentor.person.new"))
        if not known:
            del self.person
        reasons = list_choices(practice, "mentor_end_reason")
        self.end_reason.choices = offer(reasons, empty=hm_t("form.not_registered"))

    def validate(self, extra_validators: Any = None) -> bool:
        """All fields, and that a person is chosen or a name typed, not both."""
        fine = bool(super().validate(extra_validators))
        if "person" not in self and not self.name.data and not self.name.errors:
            self.name.errors = [Fault("error.required", field=Message(self.name.label.text)).args[0]]
            return False
        if bool(self.read_person()) != bool(self.name.data):
            return fine
        message_id = "mentor.error.who_twice" if self.name.data else "mentor.error.who"
        self.name.errors = [*self.name.errors, Fault(message_id).args[0]]
        return False

    def read_person(self) -> str | None:
        """The id of the chosen person; None for a new one."""
        return self.person.data if "person" in self else None

    def check_days(self, today: date) -> bool:
        """Whether the mentor begins within a year and not long ago, and the other days are none to come."""
        return all(
            [check_range(self.from_on, today - LONGEST_AGO, today + LONGEST_AHEAD), self.check_agreed(today)]
        )


class AssignmentForm(AgreedForm):
    """What is kept of a mentor's time; the last fields are left out of one that goes on (`leave_out_end`)."""

    from_on = DateField("mentor.from_on", [NeedsAnswer()])
    is_employer = ChoiceField("mentor.is_employer", [MayBeEmpty()])
    to_on = DateField("mentor.to_on", [MayBeEmpty()])
    end_reason = ChoiceField("mentor.end_reason", [MayBeEmpty()])
    end_words = NoteField("mentor.end_words", [MayBeEmpty()], most=1000)

    def offer_choices(self, practice: PracticeModel) -> None:
        """Fill the choices."""
        self.offer_agreed(practice)
        self.is_employer.choices = [("no", hm_t("form.no")), ("yes", hm_t("form.yes"))]
        reasons = list_choices(practice, "mentor_end_reason")
        self.end_reason.choices = offer(reasons, empty=hm_t("form.not_registered"))

    def leave_out_end(self) -> None:
        """Do not ask how it ended."""
        for name in END_FIELDS:
            del self[name]

    def check_days(self, today: date) -> bool:
        """Whether the days are within reach, and those of what was signed and said none to come."""
        days = [self[name] for name in ("from_on", "to_on") if name in self]
        fine = [check_range(day, today - LONGEST_AGO, today + LONGEST_AHEAD) for day in days]
        return all([*fine, self.check_agreed(today)])

    def read_values(self) -> dict[str, Any]:
        """What was typed, by field name."""
        ends = {name: self[name].data for name in END_FIELDS if name in self}
        told = {"from_on": self.from_on.data, "is_employer": self.is_employer.data or "no"}
        return {**told, **self.read_agreed(), **ends}


class EndForm(HybridForm):
    """The end of a mentor's time, with no other named yet."""

    end_reason = ChoiceField("mentor.end_reason", [MayBeEmpty()])
    to_on = DateField("mentor.to_on", [MayBeEmpty()])
    end_words = NoteField("mentor.end_words", [MayBeEmpty()], most=1000)

    def offer_choices(self, practice: PracticeModel) -> None:
        """Fill the choices."""
        self.end_reason.choices = offer_open(list_choices(practice, "mentor_end_reason"))

    def check_day(self, today: date) -> bool:
        """Whether the last day is there, and within reach; who said no before the start needs none. Faults stand at the field."""
        if self.end_reason.data in DECLINED:
            return True
        if self.to_on.data is None:
            self.to_on.errors = [*self.to_on.errors, Fault("mentor.error.needs_end").args[0]]
            return False
        return check_range(self.to_on, today - LONGEST_AGO, today + LONGEST_AHEAD)

    def read_values(self) -> dict[str, Any]:
        """What was typed, by field name."""
        return {name: self[name].data for name in END_FIELDS}
