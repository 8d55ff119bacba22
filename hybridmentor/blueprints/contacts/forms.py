"""The forms that log a contact, tell of one that others had, and correct one."""

from datetime import date, timedelta
from typing import Any

import wtforms

from hybridmentor.domain.contact_plan import FARTHEST_AHEAD
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
OWN_RELATIONSHIPS = ("mentor", "jobseeker", "employer")
"""Whom the adviser is in touch with. What mentor and jobseeker have together is told on a page of its own."""
LONGEST_BEFORE = timedelta(days=366)
"""A jobseeker may have been at the workplace before the case was opened."""


def offer_days(field: ChoiceField) -> None:
    """Today, yesterday, or another day that is typed."""
    field.choices = [(key, hm_t(f"contact.day.{key}")) for key in ("today", "yesterday", "other")]


# words: contact.day.


def find_day(day: ChoiceField, other_day: DateField, today: date) -> date | None:
    """The day that was chosen or typed; None if none was, or it could not be read."""
    typed: Any = other_day.data
    if day.data == "other":
        return typed if isinstance(typed, date) else None
    return {"today": today, "yesterday": today - timedelta(days=1)}.get(day.data or "")


def check_day(day: ChoiceField, other_day: DateField, today: date, opened_on: date | None) -> bool:
    """Whether a day that has been can be told from the two fields; the fault stands at the typed one."""
    found = find_day(day, other_day, today)
    if day.data != "other":
        fault = "contact.error.two_days" if found is not None and other_day.data is not None else None
    elif found is None:
        fault = None if other_day.errors else "contact.error.other_day"
    else:
        fault = find_day_fault(found, today, opened_on)
    if fault is not None:
        other_day.errors = [Fault(fault).args[0]]
    return fault is None and found is not None


def find_day_fault(day: date, today: date, opened_on: date | None) -> str | None:
    """What is wrong with the day of something that has been, as an id of the catalogue; None where nothing is."""
    if day > today:
        return "contact.error.in_future"
    if opened_on is not None and day < opened_on - LONGEST_BEFORE:
        return "contact.error.long_before"
    return None


class ContactForm(HybridForm):
    """A contact: who was there, when, how, and how it went. Form and outcome are never filled in beforehand.

    `also` are other cases with the same mentor that the contact was about too.
    """

    relationships = SeveralField("contact.who", [NeedsAnswer("contact.error.who")])
    day = ChoiceField("contact.when", [NeedsAnswer("contact.error.when")])
    other_day = DateField("contact.other_day", [MayBeEmpty()])
    form = ChoiceField("contact.how", [MayBeEmpty()])
    outcome = ChoiceField("contact.outcome", [NeedsAnswer("contact.error.outcome")])
    planned_on = DateField("contact.planned_on", [MayBeEmpty()])
    starts_at = TimeField("contact.starts_at", [MayBeEmpty()])
    sub_form = ChoiceField("contact.sub_form", [MayBeEmpty()])
    also = SeveralField("contact.also", [], offered=[])
    held_by = ChoiceField("contact.held_by", [MayBeEmpty()])
    via = ChoiceField("contact.via", [MayBeEmpty()])
    minutes_band = ChoiceField("contact.minutes", [MayBeEmpty()])
    themes = SeveralField("contact.themes", [])
    note = NoteField("contact.note", [MayBeEmpty()])
    next_step = TextField("contact.next_step", [MayBeEmpty()], most=500, is_told=True)
    planned = wtforms.HiddenField(filters=[clean_text])

    def offer_codes(self, practice: PracticeModel) -> None:
        """Fill the choices from the practice model."""
        offer_contact_codes(self, practice)
        offer_days(self.day)

    def find_day(self, today: date) -> date | None:
        """The day that was chosen or typed; None if it could not be read."""
        return find_day(self.day, self.other_day, today)

    def check(self, today: date, opened_on: date | None) -> bool:
        """Whether the answers fit each other and the case; faults stand at the fields."""
        fine = True
        planned: Any = self.planned_on.data
        if self.outcome.data == "planned":
            if planned is None:
                self.planned_on.errors = self.planned_on.errors or [Fault("contact.error.planned_on").args[0]]
                fine = False
            elif not today <= planned <= today + FARTHEST_AHEAD:
                self.planned_on.errors = [Fault("contact.error.planned_range").args[0]]
                fine = False
        else:
            fine = check_day(self.day, self.other_day, today, opened_on)
            if self.form.data is None:
                self.form.errors = [Fault("contact.error.how").args[0]]
                fine = False
        return check_sub_form(self) and fine

    def check_also(self, today: date, opened: dict[str, date | None]) -> bool:
        """Whether the day fits the other cases that were chosen, by id with the day they were opened; the fault stands there."""
        day = self.find_day(today)
        if self.outcome.data == "planned" or day is None:
            return True
        for key in self.also.data or ():
            if find_day_fault(day, today, opened.get(key)) == "contact.error.long_before":
                self.also.errors = [Fault("contact.error.long_before_also").args[0]]
                return False
        return True


class TellForm(HybridForm):
    """A contact that mentor and jobseeker had without the adviser, and who told of it."""

    reported_by = ChoiceField("contact.reported_by", [NeedsAnswer("contact.error.reported_by")])
    day = ChoiceField("contact.when", [NeedsAnswer("contact.error.when")])
    other_day = DateField("contact.other_day", [MayBeEmpty()])
    form = ChoiceField("contact.how", [MayBeEmpty()])
    sub_form = ChoiceField("contact.sub_form", [MayBeEmpty()])
    note = NoteField("contact.note", [MayBeEmpty()])

    def offer_codes(self, practice: PracticeModel) -> None:
        """Fill the choices from the practice model."""
        offer_told_codes(self, practice)
        offer_days(self.day)

    def find_day(self, today: date) -> date | None:
        """The day that was chosen or typed; None if it could not be read."""
        return find_day(self.day, self.other_day, today)

    def check(self, today: date, opened_on: date | None) -> bool:
        """Whether the answers fit each other and the case; faults stand at the fields."""
        fine = check_day(self.day, self.other_day, today, opened_on)
        return check_sub_form(self) and fine


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
    next_step = TextField("contact.next_step", [MayBeEmpty()], most=500, is_told=True)
    held_by = ChoiceField("contact.held_by", [MayBeEmpty()])
    via = ChoiceField("contact.via", [MayBeEmpty()])

    def offer_codes(self, practice: PracticeModel) -> None:
        """Fill the choices from the practice model; a planned contact is given a new time and not made of another one."""
        offer_contact_codes(self, practice)
        self.outcome.choices = [choice for choice in self.outcome.choices or () if choice[0] != "planned"]

    def check(self, today: date, opened_on: date | None) -> bool:
        """Whether the answers fit each other and the case; faults stand at the fields."""
        fine = check_corrected_day(self.occurred_on, today, opened_on)
        return check_sub_form(self) and fine


class ToldCorrectionForm(HybridForm):
    """What somebody told of, to be corrected: it stays between mentor and jobseeker."""

    reported_by = ChoiceField("contact.reported_by", [NeedsAnswer("contact.error.reported_by")])
    occurred_on = DateField("contact.when", [NeedsAnswer()])
    form = ChoiceField("contact.how", [MayBeEmpty()])
    sub_form = ChoiceField("contact.sub_form", [MayBeEmpty()])
    note = NoteField("contact.note", [MayBeEmpty()])

    def offer_codes(self, practice: PracticeModel) -> None:
        """Fill the choices from the practice model."""
        offer_told_codes(self, practice)

    def check(self, today: date, opened_on: date | None) -> bool:
        """Whether the answers fit each other and the case; faults stand at the fields."""
        fine = check_corrected_day(self.occurred_on, today, opened_on)
        return check_sub_form(self) and fine


def check_corrected_day(field: DateField, today: date, opened_on: date | None) -> bool:
    """Whether the typed day can be that of a contact; the fault stands at the field."""
    day: Any = field.data
    fault = find_day_fault(day, today, opened_on) if isinstance(day, date) else None
    if fault is not None:
        field.errors = [Fault(fault).args[0]]
    return fault is None


def check_sub_form(form: Any) -> bool:
    """Whether a kind of digital contact stands with digital contact; the fault stands at the kind."""
    if form.sub_form.data and form.form.data != "digital":
        form.sub_form.errors = [Fault("contact.error.sub_form").args[0]]
        return False
    return True


def offer_forms(form: Any, practice: PracticeModel) -> None:
    """The forms of contact: those at a distance first, as drawn, then face to face; and the kinds of digital contact."""
    forms = {code.key: code for code in practice.find_codes("contact_form").codes}
    shown = [*AT_A_DISTANCE, *(key for key in forms if key not in AT_A_DISTANCE)]
    words = dict(list_choices(practice, "contact_form", short=True))
    form.form.choices = [(key, words[key]) for key in shown]
    form.sub_form.choices = offer_unknown() + list_choices(practice, "contact_sub_form")


def offer_unknown() -> list[tuple[str, str]]:
    """The choice to say nothing."""
    return [("", hm_t("contact.not_told"))]


def offer_told_codes(form: Any, practice: PracticeModel) -> None:
    """The choices of the forms about what others told of."""
    offer_forms(form, practice)
    form.reported_by.choices = list_choices(practice, "reported_by")


def offer_contact_codes(form: Any, practice: PracticeModel) -> None:
    """The choices of the forms about the adviser's own contacts."""
    offer_forms(form, practice)
    form.relationships.choices = [
        choice for choice in list_choices(practice, "relationship") if choice[0] in OWN_RELATIONSHIPS
    ]
    form.outcome.choices = list_choices(practice, "contact_outcome")
    form.held_by.choices = list_choices(practice, "held_by")
    form.via.choices = [("", hm_t("contact.via.direct")), *list_choices(practice, "via")]
    form.minutes_band.choices = offer_unknown() + list_choices(practice, "minutes_band", short=True)
    form.themes.choices = list_choices(practice, "contact_theme", short=True)
