"""The form of an experience."""

from collections.abc import Iterable
from typing import Any

from flask import request

from hybridmentor.domain.disclosure import find_disclosures
from hybridmentor.domain.disclosure_people import strip_neutral
from hybridmentor.domain.experience_life import REACHES
from hybridmentor.domain.experience_tags import LONGEST_TAG, MOST_TAGS, THEMES, read_tags, sort_tags
from hybridmentor.domain.practice import PracticeModel, list_practice_models
from hybridmentor.errors import Message
from hybridmentor.models import Experience
from hybridmentor.services.experiences import EXPERIENCE_FIELDS, NEEDED_TO_SHARE
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
    YesField,
    offer,
)
from hybridmentor.web.guards import get_actor
from hybridmentor.web.practice import PracticeWords, list_choices
from hybridmentor.web.words import hm_pick, hm_t

DEED, KEEP = "deed", "keep"
"""The name of the buttons of the form, and the value of the one that keeps a draft; any other shares."""


def list_steps(practice: PracticeModel) -> list[tuple[str, str]]:
    """The steps of the practice model to choose from, with their numbers."""
    return [
        (step.key, hm_t("step.short", number=step.number, title=hm_pick(step.short_names)))
        for step in practice.steps
    ]


def name_tags(experience: Experience, practice: PracticeModel) -> list[tuple[str, str]]:
    """The tags of an experience with their words: themes first, then the office's own."""
    themes, own = sort_tags((row.tag for row in experience.tags), practice)
    words = PracticeWords(practice)
    return [*((key, words.short(THEMES, key)) for key in themes), *((tag, tag) for tag in own)]


def list_reach_choices(reaches: Iterable[str]) -> list[tuple[str, str]]:
    """Who may read an experience, in words."""
    return [(key, hm_t(f"experience.reach.{key}")) for key in reaches]


class ExperienceForm(HybridForm):
    """An experience: what was tried, what happened, what was learned. What is needed is asked for when it is shared."""

    title = TextField("experience.title", [MayBeEmpty()], most=150, is_told=True)
    tried = NoteField("experience.tried", [MayBeEmpty()])
    happened = NoteField("experience.happened", [MayBeEmpty()])
    learned = NoteField("experience.learned", [MayBeEmpty()])
    confirmation = NoteField("experience.confirmation", [MayBeEmpty()], most=1000)
    is_nameless = YesField("experience.is_nameless")
    differently = NoteField("experience.differently", [MayBeEmpty()])
    adjusted = NoteField("experience.adjusted", [MayBeEmpty()])
    rethink = NoteField("experience.rethink", [MayBeEmpty()])
    learners = SeveralField("experience.learners", [])
    audience = TextField("experience.audience", [MayBeEmpty()], most=300, is_told=True)
    step = ChoiceField("experience.step", [MayBeEmpty()])
    themes = SeveralField("experience.themes", [])
    own_tags = TextField("experience.own_tags", [MayBeEmpty()], most=1000, is_told=True)
    practice_model = ChoiceField("experience.practice_model", [MayBeEmpty()])
    entry_point = ChoiceField("experience.entry_point", [MayBeEmpty()])
    industry = ChoiceField("experience.industry", [MayBeEmpty()])
    wanted_reach = ChoiceField("experience.wanted_reach", [MayBeEmpty()])

    def offer_codes(self, practice: PracticeModel) -> None:
        """Fill the choices from the practice model."""
        unsaid = hm_t("experience.unsaid")
        self.step.choices = offer(list_steps(practice), empty=hm_t("experience.step.none"))
        self.themes.choices = list_choices(practice, THEMES, short=True)
        self.learners.choices = list_choices(practice, "learner")
        models = [(one.id, hm_pick(one.names)) for one in list_practice_models()]
        self.practice_model.choices = offer(models, empty=unsaid)
        self.entry_point.choices = offer(list_choices(practice, "entry_point"), empty=unsaid)
        self.industry.choices = offer(list_choices(practice, "industry"), empty=unsaid)
        self.wanted_reach.choices = list_reach_choices(REACHES)

    @property
    def is_to_share(self) -> bool:
        """Whether the button that shares has been pressed, or a key that stands for it: not the one that keeps a draft."""
        return request.form.get(DEED) != KEEP

    def check_shared(self) -> bool:
        """Before it is shared, what is needed must be answered, and one without name must not have the author's in it."""
        if not self.is_to_share:
            return True
        for name in NEEDED_TO_SHARE:
            if not self[name].data and not self[name].errors:
                self.add_fault(Message("error.required", field=Message(self[name].label.text)), name)
        if self.is_nameless.data:
            self._refuse_own_name(get_actor().name)
        return not self.errors

    def _refuse_own_name(self, name: str) -> None:
        for field in self:
            if not isinstance(field, TextField) or not field.is_told or not field.data:
                continue
            for found in find_disclosures(field.data, [strip_neutral(name)]):
                if found.kind == "name" and found.sure:
                    words = field.data[found.start : found.end]
                    self.add_fault(Message("experience.error.own_name", text=words), field.name)
                    break

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

    @property
    def has_more(self) -> bool:
        """Whether something is answered, or wrong, in the part that is folded: what happens next time."""
        return self._is_used("differently", "adjusted", "rethink", "learners", "audience")

    @property
    def has_place(self) -> bool:
        """Whether something is wrong in the part that is folded: what it is about."""
        names = ("step", "themes", "own_tags", "practice_model", "entry_point", "industry")
        return any(self[name].errors for name in names)

    def _is_used(self, *names: str) -> bool:
        return any(self[name].data or self[name].errors for name in names)


class NewExperienceForm(ExperienceForm):
    """What shares an experience: with which office, only where there are several, and from which case."""

    office = ChoiceField("experience.office", [NeedsAnswer("error.choose")])
    case = ShownField("")
