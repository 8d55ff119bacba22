"""The forms of a case. Codes and their words come from the practice model of the case."""

from datetime import date, timedelta
from typing import Any

from hybridmentor import clock
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.i18n import format_numeric
from hybridmentor.services.cases import COMPANY_FIELDS
from hybridmentor.web.fields import (
    ChoiceField,
    DateField,
    Fault,
    HybridForm,
    MayBeEmpty,
    NeedsAnswer,
    OrganisationNumberField,
    PhoneField,
    ShownField,
    TextField,
    WholeNumberField,
    clean_text,
    offer,
)
from hybridmentor.web.practice import list_choices
from hybridmentor.web.words import hm_t

LONGEST_AHEAD = timedelta(days=366 * 3)
LONGEST_AGO = timedelta(days=3653)
"""Ten years: further back a day is a slip of the finger."""


def check_range(field: Any, first: date, last: date, *, late: str = "error.date_in_future") -> bool:
    """Whether the day of a field lies between the two, both inside; the fault stands at the field. An empty one is fine.

    `late` is the message about a day after the last.
    """
    day: Any = field.data
    if not isinstance(day, date) or first <= day <= last:
        return True
    message_id = late if day > last else "error.date_long_ago"
    field.errors = [Fault(message_id, first=format_numeric(first), last=format_numeric(last)).args[0]]
    return False


class CaseForm(HybridForm):
    """A case's basics."""

    name = TextField("case.name", [NeedsAnswer()], most=120)
    birth_year = WholeNumberField(
        "case.birth_year", [MayBeEmpty()], least=1900, greatest=2100, message_id="error.birth_year"
    )
    phone = PhoneField("case.phone", [MayBeEmpty()], most=30)
    service = ChoiceField("case.service", [NeedsAnswer("error.choose")])
    entry_point = ChoiceField("case.entry_point", [NeedsAnswer("error.choose")])
    employer_name = TextField("case.employer_name", [MayBeEmpty()], most=200)
    organisation_number = OrganisationNumberField("case.organisation_number", [MayBeEmpty()], most=20)
    industry = ChoiceField("case.industry", [MayBeEmpty()])

    was_employer_name = ShownField("")
    was_organisation_number = ShownField("")
    was_industry = ShownField("")

    def read_shown(self) -> dict[str, str | None]:
        """What the form was filled in with of the employer, by field name; nothing where it does not tell."""
        fields = {name: self[f"was_{name}"] for name in COMPANY_FIELDS}
        return {name: clean_text(field.data) for name, field in fields.items() if field.raw_data}

    def offer_codes(self, practice: PracticeModel) -> None:
        """Fill the choices from the practice model."""
        self.service.choices = list_choices(practice, "service")
        self.entry_point.choices = [
            c for c in list_choices(practice, "entry_point") if c[0] in practice.entry_points
        ]
        self.industry.choices = offer(list_choices(practice, "industry"), empty=hm_t("form.not_chosen"))

    def validate_birth_year(self, field: Any) -> None:
        """A jobseeker is at least thirteen and has been born."""
        if field.data is not None and not 1900 <= field.data <= clock.today().year - 13:
            raise Fault("error.birth_year")

    def validate(self, extra_validators: Any = None) -> bool:
        """All fields, and that a number or an industry stands with the name of the company; alone it would be dropped."""
        fine = bool(super().validate(extra_validators))
        if not self.employer_name.data and (self.organisation_number.data or self.industry.data):
            self.employer_name.errors = [
                *self.employer_name.errors,
                Fault("case.error.employer_name").args[0],
            ]
            return False
        return fine


class NewCaseForm(CaseForm):
    """What opens a case; office and day only where they are not plain."""

    office = ChoiceField("case.office", [NeedsAnswer("error.choose")])
    opened_on = DateField("case.opened_on", [NeedsAnswer()])

    def check_day(self, today: date) -> bool:
        """Whether the day is neither in the future nor long ago; the fault stands at the field."""
        return check_range(self.opened_on, today - LONGEST_AGO, today)
