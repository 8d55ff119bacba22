"""The form that logs a contact."""

from datetime import date, timedelta
from typing import Any

import wtforms

from hybridmentor.domain.practice import PracticeModel
from hybridmentor.web.fields import (
    ChoiceField,
    DateField,
    Fault,
    HybridForm,
    MayBeEmpty,
    NeedsAnswer,
    NoteField,
    SeveralField,
    TextField,
    TimeField,
    clean_text,
)
from hybridmentor.web.practice import list_choices
from hybridmentor.web.words import hm_t

AT_A_DISTANCE = ("phone", "email", "digital")
FARTHEST_AHEAD = timedelta(days=366)
LONGEST_BEFORE = timedelta(days=366)
"""A jobseeker may have been at the workplace before the case was opened."""


class ContactForm(HybridForm):
    """A contact: who was there, when, how, and how it went. Form and outcome are never filled in beforehand."""

    relationships = SeveralField("contact.who", [NeedsAnswer("contact.error.who")])
    day = ChoiceField("contact.when", [NeedsAnswer("contact.error.when")])
    other_day = DateField("contact.other_day", [MayBeEmpty()])
    form = ChoiceField("contact.how", [MayBeEmpty()])
    outcome = ChoiceField("contact.outcome", [NeedsAnswer("contact.error.outcome")])
    planned_on = DateField("contact.planned_on", [MayBeEmpty()])
    starts_at = TimeField("contact.starts_at", [MayBeEmpty()])
    sub_form = ChoiceField("contact.sub_form", [MayBeEmpty()])
    held_by = ChoiceField("contact.held_by", [MayBeEmpty()])
    minutes_band = ChoiceField("contact.minutes", [MayBeEmpty()])
    themes = SeveralField("contact.themes", [])
    note = NoteField("contact.note", [MayBeEmpty()])
    next_step = TextField("contact.next_step", [MayBeEmpty()], most=500)
    planned = wtforms.HiddenField(filters=[clean_text])

    def offer_codes(self, practice: PracticeModel) -> None:
        """Fill the choices from the practice model."""
        offer_contact_codes(self, practice)
        self.day.choices = [(key, hm_t(f"contact.day.{key}")) for key in ("today", "yesterday", "other")]

    def find_day(self, today: date) -> date | None:
        """The day that was chosen or typed; None if it could not be read."""
        chosen = {"today": today, "yesterday": today - timedelta(days=1)}.get(self.day.data)
        typed: Any = self.other_day.data
        return chosen if self.day.data != "other" else typed

    def check(self, today: date, opened_on: date | None) -> bool:
        """Whether the answers fit each other and the case; faults stand at the fields."""
        fine = True
        day = today if self.outcome.data == "planned" else self.find_day(today)
        if day is None:
            self.other_day.errors = [*self.other_day.errors, Fault("contact.error.other_day").args[0]]
            fine = False
        elif self.outcome.data != "planned" and self.other_day.data is not None and self.day.data != "other":
            self.other_day.errors = [Fault("contact.error.two_days").args[0]]
            fine = False
        elif day > today:
            self.other_day.errors = [Fault("contact.error.in_future").args[0]]
            fine = False
        elif opened_on is not None and day < opened_on - LONGEST_BEFORE:
            self.other_day.errors = [Fault("contact.error.long_before").args[0]]
            fine = False
        planned: Any = self.planned_on.data
        if self.outcome.data == "planned":
            if planned is None:
                self.planned_on.errors = self.planned_on.errors or [Fault("contact.error.planned_on").args[0]]
                fine = False
            elif not today <= planned <= today + FARTHEST_AHEAD:
                self.planned_on.errors = [Fault("contact.error.planned_range").args[0]]
                fine = False
        elif self.form.data is None:
            self.form.errors = [Fault("contact.error.how").args[0]]
            fine = False
        if self.sub_form.data and self.form.data != "digital":
            self.sub_form.errors = [Fault("contact.error.sub_form").args[0]]
            fine = False
        return fine


class CorrectionForm(HybridForm):
    """A contact that has been logged, to be corrected. It keeps having been tried or having taken place."""

    relationships = SeveralField("contact.who", [NeedsAnswer("contact.error.who")])
    occurred_on = DateField("contact.when", [NeedsAnswer()])
    form = ChoiceField("contact.how", [NeedsAnswer("contact.error.how")])
    sub_form = ChoiceField("contact.sub_form", [MayBeEmpty()])
    outcome = ChoiceField("contact.outcome", [NeedsAnswer("contact.error.outcome")])
    minutes_band = ChoiceField("contact.minutes", [MayBeEmpty()])
    themes = SeveralField("contact.themes", [])
    note = NoteField("contact.note", [MayBeEmpty()])
    next_step = TextField("contact.next_step", [MayBeEmpty()], most=500)
    held_by = ChoiceField("contact.held_by", [MayBeEmpty()])

    def offer_codes(self, practice: PracticeModel) -> None:
        """Fill the choices from the practice model; a planned contact is given a new time and not made of another one."""
        offer_contact_codes(self, practice)
        self.outcome.choices = [choice for choice in self.outcome.choices or () if choice[0] != "planned"]

    def check(self, today: date, opened_on: date | None) -> bool:
        """Whether the answers fit each other and the case; faults stand at the fields."""
        fine = True
        day: Any = self.occurred_on.data
        if isinstance(day, date) and day > today:
            self.occurred_on.errors = [Fault("contact.error.in_future").args[0]]
            fine = False
        elif isinstance(day, date) and opened_on is not None and day < opened_on - LONGEST_BEFORE:
            self.occurred_on.errors = [Fault("contact.error.long_before").args[0]]
            fine = False
        if self.sub_form.data and self.form.data != "digital":
            self.sub_form.errors = [Fault("contact.error.sub_form").args[0]]
            fine = False
        return fine


def offer_contact_codes(form: Any, practice: PracticeModel) -> None:
    """The choices of both forms; forms of contact at a distance first, as drawn, then face to face."""
    forms = {code.key: code for code in practice.find_codes("contact_form").codes}
    shown = [*AT_A_DISTANCE, *(key for key in forms if key not in AT_A_DISTANCE)]
    words = dict(list_choices(practice, "contact_form", short=True))
    unknown = [("", hm_t("contact.not_told"))]
    form.relationships.choices = list_choices(practice, "relationship")
    form.form.choices = [(key, words[key]) for key in shown]
    form.outcome.choices = list_choices(practice, "contact_outcome")
    form.sub_form.choices = unknown + list_choices(practice, "contact_sub_form")
    form.held_by.choices = list_choices(practice, "held_by")
    form.minutes_band.choices = unknown + list_choices(practice, "minutes_band", short=True)
    form.themes.choices = list_choices(practice, "contact_theme", short=True)
