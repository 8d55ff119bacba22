"""The forms of an office's goals: a goal, marking it as reached, and how many are volunteers."""

from typing import Any

from hybridmentor.domain.practice import PracticeModel
from hybridmentor.services.office_goals import GOAL_FIELDS
from hybridmentor.web.fields import (
    ChoiceField,
    DateField,
    HybridForm,
    MayBeEmpty,
    NeedsAnswer,
    NoteField,
    ShownField,
    WholeNumberField,
    offer,
)
from hybridmentor.web.practice import list_choices
from hybridmentor.web.words import hm_t


class GoalForm(HybridForm):
    """A goal in the office's own words, perhaps held against one of its figures."""

    words = NoteField("goal.words", [NeedsAnswer()], most=300)
    from_on = DateField("goal.from_on", [NeedsAnswer()])
    to_on = DateField("goal.to_on", [MayBeEmpty()])
    measure = ChoiceField("goal.measure", [MayBeEmpty()])
    target = WholeNumberField("goal.target", [MayBeEmpty()], greatest=10_000, message_id="goal.error.target")

    def offer_codes(self, practice: PracticeModel) -> None:
        """Fill the choices of what a goal can be held against."""
        choices = list_choices(practice, "goal_measure")
        self.measure.choices = offer(choices, empty=hm_t("goal.measure.none"))

    def read_values(self) -> dict[str, Any]:
        """What was typed, by field name."""
        values = {name: self[name].data for name in GOAL_FIELDS}
        return values | {"measure": values["measure"] or None}


class ReachedForm(HybridForm):
    """The button that says that a goal is reached, or that it is not after all."""

    reached = ShownField("")


class VolunteersForm(HybridForm):
    """How many advisers are in the project of their own will."""

    volunteers = WholeNumberField(
        "volunteers.number", [MayBeEmpty()], greatest=1000, message_id="volunteers.error"
    )
