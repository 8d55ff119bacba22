"""The forms of a gathering: what it is, who is asked, and what they answer."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from wtforms.form import BaseForm

from hybridmentor.errors import Message
from hybridmentor.models import GatheringInvitation, WorkplacePerson
from hybridmentor.services.mentor_gatherings import GATHERING_FIELDS
from hybridmentor.web.addresses import read_id
from hybridmentor.web.fields import (
    ChoiceField,
    DateField,
    HybridForm,
    MayBeEmpty,
    NeedsAnswer,
    NoteField,
    SeveralField,
    TextField,
    offer,
)
from hybridmentor.web.words import hm_t

ANSWERS = ("comes", "comes_not")


class GatheringForm(HybridForm):
    """A gathering: what it is about and when."""

    title = TextField("gathering.title", [NeedsAnswer()], 120, is_told=True)
    held_on = DateField("gathering.held_on", [NeedsAnswer()])
    place = TextField("gathering.place", [MayBeEmpty()], 120, is_told=True)
    words = NoteField("gathering.words", [MayBeEmpty()])

    def read_values(self) -> dict[str, Any]:
        """What was typed, by field name."""
        return {name: self[name].data for name in GATHERING_FIELDS}


class NewGatheringForm(GatheringForm):
    """What adds a gathering: of which office, only where there are several."""

    office = ChoiceField("gathering.office", [NeedsAnswer("error.choose")])


class InviteForm(HybridForm):
    """Who is asked to a gathering."""

    people = SeveralField("gathering.people", [])

    def offer_people(self, people: Iterable[WorkplacePerson]) -> None:
        """Fill the choices: those who may be asked, with where they are."""
        self.people.choices = [
            (str(one.id), f"{one.name or hm_t('person.unreadable')} · {one.employer.name}") for one in people
        ]

    def check_people(self, *, everyone: bool) -> bool:
        """Whether somebody is chosen, or all are; the fault stands at the field."""
        if not everyone and not self.people.data:
            self.add_fault(Message("gathering.error.nobody"), "people")
        return everyone or bool(self.people.data)

    def read_people(self) -> set[UUID]:
        """The ids that were chosen."""
        found = (read_id(one) for one in self.people.data or ())
        return {one for one in found if one is not None}


class AnswerForm(HybridForm):
    """What those who were asked have said, a field each."""

    def offer_answers(self, invitations: Sequence[GatheringInvitation], sent: Any) -> None:
        """A field for each who was asked, with what was sent or, without that, what is stored.  # words: gathering.answer."""
        choices = offer(
            [(key, hm_t(f"gathering.answer.{key}")) for key in ANSWERS], empty=hm_t("gathering.answer.none")
        )
        for one in invitations:
            name = f"answer_{one.person_id.hex}"
            # WTForms gives fields to classes only; a class for each page would stay in memory.
            BaseForm.__setitem__(self, name, ChoiceField("gathering.answer", [MayBeEmpty()]))
            self[name].process(sent, one.answer)
            self[name].choices = choices

    def check_sent(self, invitations: Sequence[GatheringInvitation]) -> bool:
        """Whether anything was sent for those who are asked now; else others have been asked meanwhile."""
        found = any(self[f"answer_{one.person_id.hex}"].raw_data for one in invitations)
        if not found:
            self.add_fault(Message("gathering.error.others"))
        return found

    def read_answers(self, invitations: Sequence[GatheringInvitation]) -> dict[UUID, str | None]:
        """What was chosen, by person; who was asked after the page had been opened is left out."""
        fields = {one.person_id: self[f"answer_{one.person_id.hex}"] for one in invitations}
        return {person_id: field.data or None for person_id, field in fields.items() if field.raw_data}
