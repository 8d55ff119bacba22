"""The forms of studies: what one is about, which offices and variables, what people are told, and an adviser's own answer."""

from collections.abc import Collection, Iterable
from typing import Any

from hybridmentor.domain.release_variables import GROUPS, list_variables, name_label
from hybridmentor.domain.study_consent import PARTS
from hybridmentor.identity import Membership
from hybridmentor.models import Study
from hybridmentor.queries.studies import PartLine
from hybridmentor.services.studies import CONTACT_FIELDS, STUDY_FIELDS, TEXT_FIELDS, list_fields
from hybridmentor.web.fields import (
    ButtonForm,
    ChoiceField,
    DateField,
    EmailField,
    HybridForm,
    NeedsAnswer,
    NoteField,
    SeveralField,
    ShownField,
    TextField,
    YesField,
)
from hybridmentor.web.words import hm_t

YES, NO = "yes", "no"


class StudyForm(HybridForm):
    """What a study is about, and whom to ask about data protection; which office keeps it, only where there are several."""

    title = TextField("study.title", [NeedsAnswer()], 160, is_told=True)
    purpose = NoteField("study.purpose", [NeedsAnswer()], 2000)
    legal_basis = TextField("study.legal_basis", [NeedsAnswer()], 500, is_told=True)
    from_on = DateField("study.from_on", [NeedsAnswer()])
    to_on = DateField("study.to_on", [NeedsAnswer()])
    contact_name = TextField("study.contact_name", [NeedsAnswer()], 120)
    contact_email = EmailField("study.contact_email", [NeedsAnswer()], 254)
    office = ChoiceField("study.office", [NeedsAnswer("error.choose")])

    def fit(self, study: Study | None) -> None:
        """Leave out what cannot be changed any more."""
        for name in STUDY_FIELDS:
            if name not in list_fields(study):
                del self[name]
        if study is not None:
            del self["office"]

    def offer_offices(self, offices: Iterable[Membership]) -> None:
        """Offer the offices; the only one is chosen."""
        named = {str(m.office_id): f"{m.office_name} ({m.office_number})" for m in offices}
        self.office.choices = list(named.items())
        if len(named) == 1:
            self.office.data = next(iter(named))

    def read_values(self) -> dict[str, Any]:
        """What was typed, by field name."""
        return {name: self[name].data for name in (*STUDY_FIELDS, *CONTACT_FIELDS) if name in self}


class PartForm(HybridForm):
    """An office and its part in a study."""

    office = ChoiceField("study.part.office", [NeedsAnswer("error.choose")])
    part = ChoiceField("study.part", [NeedsAnswer("error.choose")])

    def offer_choices(self, offices: Iterable[PartLine]) -> None:
        """Fill the choices.  # words: study.part."""
        named = [(str(row.office_id), f"{row.number} {row.name}, {row.county}") for row in offices]
        self.office.choices = [("", hm_t("study.part.choose")), *named]
        self.part.choices = [(part, hm_t(f"study.part.{part}")) for part in PARTS]


class VariablesForm(HybridForm):
    """The variables that a study asks for, a field for each group of them."""

    group_place = SeveralField("release_group.place")
    group_person = SeveralField("release_group.person")
    group_course = SeveralField("release_group.course")
    group_steps = SeveralField("release_group.steps")
    group_contact_mentor = SeveralField("release_group.contact_mentor")
    group_contact_jobseeker = SeveralField("release_group.contact_jobseeker")
    group_contact_employer = SeveralField("release_group.contact_employer")
    group_contact_mentor_jobseeker = SeveralField("release_group.contact_mentor_jobseeker")
    group_outcome = SeveralField("release_group.outcome")

    def offer_variables(self, chosen: Collection[str], *, only_chosen: bool, filled: bool) -> None:
        """Fill the choices; a study that has begun may only ask for fewer. `filled` leaves what was sent as it is."""
        for group in GROUPS:
            field = self[f"group_{group}"]
            field.choices = [
                (one.key, hm_t(name_label(one)))
                for one in list_variables()
                if one.group == group and (one.key in chosen or not only_chosen)
            ]
            if not filled:
                field.data = [key for key, _ in field.choices if key in chosen]

    def read_keys(self) -> set[str]:
        """The keys of the variables that were ticked."""
        return {key for group in GROUPS for key in self[f"group_{group}"].data or ()}


class StudyTextForm(HybridForm):
    """The next version of what an audience is told, in bokmål and nynorsk."""

    words_nb = NoteField("study.text.words_nb", [NeedsAnswer()], 10_000)
    words_nn = NoteField("study.text.words_nn", [NeedsAnswer()], 10_000)
    withdrawal_nb = NoteField("study.text.withdrawal_nb", [NeedsAnswer()], 2000)
    withdrawal_nn = NoteField("study.text.withdrawal_nn", [NeedsAnswer()], 2000)
    keeps_earlier = YesField("study.text.keeps_earlier")
    is_longitudinal = YesField("study.text.is_longitudinal")

    def read_values(self) -> dict[str, str]:
        """What was typed, by field name."""
        return {name: self[name].data or "" for name in TEXT_FIELDS}


class OwnAnswerForm(ButtonForm):
    """An adviser's own yes or no, to the version of the text that was shown."""

    was_text = ShownField("")

    def read_text_number(self) -> int:
        """The version that was shown; 0 where it cannot be read, which no text has."""
        text = self.was_text.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0


class StudyButton(ButtonForm):
    """A lone button: open the study, end it, take an office out. `answer` says which."""
