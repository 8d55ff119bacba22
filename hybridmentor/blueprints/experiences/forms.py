"""The form of an experience."""

from typing import Any

from hybridmentor.domain.experience_tags import LONGEST_TAG, MOST_TAGS, THEMES, read_tags
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.services.experiences import EXPERIENCE_FIELDS
from hybridmentor.web.fields import (
    ChoiceField,
    Fault,
    HybridForm,
    MayBeEmpty,
    NeedsAnswer,
    NoteField,
    SeveralField,
    ShownField,
    TextField,
    offer,
)
from hybridmentor.web.practice import list_choices
from hybridmentor.web.words import hm_pick, hm_t


def list_steps(practice: PracticeModel) -> list[tuple[str, str]]:
    """The steps of the practice model to choose from, with their numbers."""
    return [
        (step.key, hm_t("step.short", number=step.number, title=hm_pick(step.short_names)))
        for step in practice.steps
    ]


class ExperienceForm(HybridForm):
    """An experience: what was tried, what happened, what was learned. Title and learning are needed."""

    title = TextField("experience.title", [NeedsAnswer()], most=150, is_told=True)
    learned = NoteField("experience.learned", [NeedsAnswer()])
    tried = NoteField("experience.tried", [MayBeEmpty()])
    happened = NoteField("experience.happened", [MayBeEmpty()])
    differently = NoteField("experience.differently", [MayBeEmpty()])
    step = ChoiceField("experience.step", [MayBeEmpty()])
    themes = SeveralField("experience.themes", [])
    own_tags = TextField("experience.own_tags", [MayBeEmpty()], most=1000, is_told=True)

    def offer_codes(self, practice: PracticeModel) -> None:
        """Fill the choices from the practice model."""
        self.step.choices = offer(list_steps(practice), empty=hm_t("experience.step.none"))
        self.themes.choices = list_choices(practice, THEMES, short=True)

    def validate_own_tags(self, field: Any) -> None:
        """Few and short words."""
        tags = read_tags(field.data)
        if len(tags) > MOST_TAGS:
            raise Fault("experience.error.too_many_tags", most=MOST_TAGS, count=len(tags))
        if any(len(tag) > LONGEST_TAG for tag in tags):
            raise Fault("experience.error.long_tag", most=LONGEST_TAG)

    def read_values(self) -> dict[str, Any]:
        """What was typed, by field name."""
        return {name: self[name].data for name in EXPERIENCE_FIELDS}


class NewExperienceForm(ExperienceForm):
    """What shares an experience: with which office, only where there are several, and from which case."""

    office = ChoiceField("experience.office", [NeedsAnswer("error.choose")])
    case = ShownField("")
