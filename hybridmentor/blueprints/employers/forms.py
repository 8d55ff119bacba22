"""The form of a company in the register."""

from typing import Any

from hybridmentor.domain.practice import PracticeModel
from hybridmentor.services.employers import REGISTER_FIELDS
from hybridmentor.web.fields import (
    ChoiceField,
    HybridForm,
    MayBeEmpty,
    NeedsAnswer,
    NoteField,
    OrganisationNumberField,
    SeveralField,
    TextField,
    offer,
)
from hybridmentor.web.practice import list_choices
from hybridmentor.web.words import hm_t


class EmployerForm(HybridForm):
    """A company: its name is needed, the rest as far as it is known."""

    name = TextField("employer.name", [NeedsAnswer()], most=200)
    organisation_number = OrganisationNumberField("case.organisation_number", [MayBeEmpty()], most=20)
    industry = ChoiceField("case.industry", [MayBeEmpty()])
    place = TextField("employer.place", [MayBeEmpty()], most=80)
    offers = SeveralField("employer.offers", [])
    note = NoteField("employer.note", [MayBeEmpty()])

    def offer_codes(self, practice: PracticeModel) -> None:
        """Fill the choices from the practice model."""
        self.industry.choices = offer(list_choices(practice, "industry"), empty=hm_t("form.not_chosen"))
        self.offers.choices = list_choices(practice, "employer_offer")

    def read_values(self) -> dict[str, Any]:
        """What was typed, by field name."""
        return {name: self[name].data or None for name in REGISTER_FIELDS}


class NewEmployerForm(EmployerForm):
    """What adds a company: to which office, only where there are several."""

    office = ChoiceField("employer.office", [NeedsAnswer("error.choose")])
