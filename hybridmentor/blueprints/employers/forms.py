"""The form of a company in the register."""

import re
from typing import Any

from hybridmentor.domain.counties import find_county_of
from hybridmentor.domain.offer_terms import COMPANY_KINDS, list_term_faults
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.services.employers import REGISTER_FIELDS, WORD_KINDS
from hybridmentor.web.fields import (
    ChoiceField,
    Fault,
    HybridForm,
    MayBeEmpty,
    NeedsAnswer,
    NoteField,
    OrganisationNumberField,
    SeveralField,
    ShownField,
    TextField,
    WholeNumberField,
    offer,
)
from hybridmentor.web.offer_terms import offer_terms
from hybridmentor.web.practice import list_choices
from hybridmentor.web.words import hm_t


class MunicipalityField(TextField):
    """The number of a municipality: four digits that begin with a county's."""

    def pre_validate(self, form: Any) -> None:
        """Refuse what is no such number."""
        super().pre_validate(form)
        number = self.data or ""
        if number and not (re.fullmatch(r"[0-9]{4}", number) and find_county_of(number)):
            raise Fault("employer.error.municipality")


class EmployerForm(HybridForm):
    """A company: its name is needed, the rest as far as it is known."""

    name = TextField("employer.name", [NeedsAnswer()], most=200)
    organisation_number = OrganisationNumberField("case.organisation_number", [MayBeEmpty()], most=20)
    industry = ChoiceField("case.industry", [MayBeEmpty()])
    place = TextField("employer.place", [MayBeEmpty()], most=80)
    municipality = MunicipalityField("employer.municipality", [MayBeEmpty()], most=4)
    offers = SeveralField("employer.offers", [])
    tasks = SeveralField("employer.tasks", [])
    environment = SeveralField("employer.environment", [])
    times = SeveralField("employer.times", [])
    hours_least = WholeNumberField("employer.hours_least", [MayBeEmpty()], least=0, greatest=168)
    hours_most = WholeNumberField("employer.hours_most", [MayBeEmpty()], least=0, greatest=168)
    languages = TextField("employer.languages", [MayBeEmpty()], most=400)
    support = SeveralField("employer.support", [])
    gives = SeveralField("employer.gives", [])
    note = NoteField("employer.note", [MayBeEmpty()])

    def offer_codes(self, practice: PracticeModel) -> None:
        """Fill the choices from the practice model."""
        self.industry.choices = offer(list_choices(practice, "industry"), empty=hm_t("form.not_chosen"))
        self.offers.choices = list_choices(practice, "employer_offer")
        offer_terms(self, practice, COMPANY_KINDS)

    def read_values(self) -> dict[str, Any]:
        """What was typed, by field name."""
        return {name: self[name].data for name in REGISTER_FIELDS}

    def check_values(self) -> bool:
        """Whether the answers fit each other; the faults stand at their fields."""
        found = [
            (name, fault)
            for name, fault in list_term_faults(self.read_values(), WORD_KINDS)
            if not self[name].errors
        ]
        for name, fault in found:
            self.add_fault(fault, name)
        return not found

    @property
    def has_workplace(self) -> bool:
        """Whether anything is said, or wrong, of what the workplace is like: then it is not folded."""
        names = (*COMPANY_KINDS, *WORD_KINDS, "hours_least", "hours_most", "municipality")
        return any(self[name].data not in (None, "", []) or self[name].errors for name in names)


class AcquaintanceForm(HybridForm):
    """Saying that one knows a company, or does not any more."""

    knows = ShownField("")


class NewEmployerForm(EmployerForm):
    """What adds a company: to which office, only where there are several."""

    office = ChoiceField("employer.office", [NeedsAnswer("error.choose")])
