"""The form of a mentor's profile."""

from datetime import date
from typing import Any

from hybridmentor.domain.mentor_profile import list_faults
from hybridmentor.domain.offer_terms import CODE_SETS
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.errors import Message
from hybridmentor.services.mentor_profiles import PROFILE_FIELDS
from hybridmentor.web.fields import (
    ChoiceField,
    DateField,
    HybridForm,
    MayBeEmpty,
    NeedsAnswer,
    NoteField,
    SeveralField,
    TextField,
    WholeNumberField,
    YesField,
    offer,
)
from hybridmentor.web.offer_terms import offer_terms
from hybridmentor.web.practice import list_choices
from hybridmentor.web.words import hm_t

LONGEST_WORDS, LONGEST_TOLD = 400, 80


class ProfileForm(HybridForm):
    """What a mentor has told, each answer as far as it is known; the last day to keep it is needed."""

    tasks = SeveralField("mentor_profile.tasks", [])
    teaches = TextField("mentor_profile.teaches", [MayBeEmpty()], LONGEST_WORDS, is_told=True)
    languages = TextField("mentor_profile.languages", [MayBeEmpty()], LONGEST_WORDS)
    environment = SeveralField("mentor_profile.environment", [])
    times = SeveralField("mentor_profile.times", [])
    hours_least = WholeNumberField("mentor_profile.hours_least", [MayBeEmpty()], least=0, greatest=168)
    hours_most = WholeNumberField("mentor_profile.hours_most", [MayBeEmpty()], least=0, greatest=168)
    support = SeveralField("mentor_profile.support", [])
    support_not = SeveralField("mentor_profile.support_not", [])
    gives = SeveralField("mentor_profile.gives", [])
    motivation = NoteField("mentor_profile.motivation", [MayBeEmpty()])
    is_leader = ChoiceField("mentor_profile.is_leader", [MayBeEmpty()])
    capacity = WholeNumberField("mentor_profile.capacity", [MayBeEmpty()], least=0, greatest=99)
    role_training_on = DateField("mentor_profile.role_training_on", [MayBeEmpty()])
    expectation_talk_on = DateField("mentor_profile.expectation_talk_on", [MayBeEmpty()])
    support_needs = NoteField("mentor_profile.support_needs", [MayBeEmpty()])
    expert_help = NoteField("mentor_profile.expert_help", [MayBeEmpty()])
    wants_network = ChoiceField("mentor_profile.wants_network", [MayBeEmpty()])
    tells_sex = TextField("match.own_wish.sex", [MayBeEmpty()], LONGEST_TOLD)
    tells_age_group = TextField("match.own_wish.age_group", [MayBeEmpty()], LONGEST_TOLD)
    tells_background = TextField("match.own_wish.background", [MayBeEmpty()], LONGEST_TOLD)
    tells_religion = TextField("match.own_wish.religion", [MayBeEmpty()], LONGEST_TOLD)
    tells_health_experience = TextField("match.own_wish.health_experience", [MayBeEmpty()], LONGEST_TOLD)
    tells_other = TextField("match.own_wish.other", [MayBeEmpty()], LONGEST_TOLD)
    told_on = DateField("mentor_profile.told_on", [MayBeEmpty()])
    told_how = ChoiceField("mentor_profile.told_how", [MayBeEmpty()])
    keep_until_on = DateField("mentor_profile.keep_until_on", [NeedsAnswer()])

    def offer_codes(self, practice: PracticeModel) -> None:
        """Fill the choices: codes of the practice model that a wish can be compared with."""
        offer_terms(self, practice, CODE_SETS)
        yes_or_no = [("yes", hm_t("form.yes")), ("no", hm_t("form.no"))]
        self.is_leader.choices = offer(yes_or_no)
        self.wants_network.choices = offer(yes_or_no)
        unset = hm_t("form.not_chosen")
        self.told_how.choices = offer(list_choices(practice, "mentor_told_how"), empty=unset)

    def read_values(self) -> dict[str, Any]:
        """What was typed, by field name."""
        return {name: self[name].data for name in PROFILE_FIELDS}

    def check_values(self, today: date) -> bool:
        """Whether the answers fit each other; the faults stand at their fields."""
        values = {**self.read_values(), **{kind: self[kind].data or [] for kind in CODE_SETS}}
        found = [(name, fault) for name, fault in list_faults(values, today) if not self[name].errors]
        for name, fault in found:
            self.add_fault(fault, name)
        return not found


class RemovalForm(HybridForm):
    """Deleting a profile, which cannot be taken back: one has to say that one is sure."""

    sure = YesField("mentor_profile.remove.sure")

    def check_sure(self) -> bool:
        """Whether the box is ticked; the fault stands at it."""
        if not self.sure.data:
            self.add_fault(Message("mentor_profile.error.sure"), "sure")
        return bool(self.sure.data)
