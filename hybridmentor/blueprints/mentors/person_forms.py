"""The form of a person at the workplace."""

from typing import Any

from hybridmentor.domain.practice import PracticeModel
from hybridmentor.services.workplace_persons import PERSON_FIELDS
from hybridmentor.web.fields import (
    ChoiceField,
    DateField,
    EmailField,
    HybridForm,
    MayBeEmpty,
    NeedsAnswer,
    PhoneField,
    TextField,
    offer,
)
from hybridmentor.web.practice import list_choices
from hybridmentor.web.words import hm_t


class PersonForm(HybridForm):
    """Somebody at a company: the name is needed, the rest as far as it is known."""

    name = TextField("person.name", [NeedsAnswer()], most=120)
    role = ChoiceField("person.role", [MayBeEmpty()])
    position = TextField("person.position", [MayBeEmpty()], most=80)
    phone = PhoneField("person.phone", [MayBeEmpty()], most=30)
    email = EmailField("person.email", [MayBeEmpty()], most=120)
    left_on = DateField("person.left_on", [MayBeEmpty()])

    def offer_codes(self, practice: PracticeModel) -> None:
        """Fill the choices from the practice model."""
        self.role.choices = offer(list_choices(practice, "workplace_role"), empty=hm_t("form.not_chosen"))

    def read_values(self) -> dict[str, Any]:
        """What was typed, by field name."""
        return {name: self[name].data for name in PERSON_FIELDS}
