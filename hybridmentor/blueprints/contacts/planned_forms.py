"""The forms of a planned contact: another time, and what came of it."""

from datetime import date
from typing import Any

from hybridmentor.domain.contact_plan import FARTHEST_AHEAD
from hybridmentor.services.appointments import ANSWERS
from hybridmentor.web.fields import (
    ChoiceField,
    DateField,
    Fault,
    HybridForm,
    MayBeEmpty,
    NeedsAnswer,
    TimeField,
)


class MoveForm(HybridForm):
    """Another day, and a time where one is agreed."""

    planned_on = DateField("contact.planned_on", [NeedsAnswer("contact.error.planned_on")])
    starts_at = TimeField("contact.starts_at", [MayBeEmpty()])

    def check_day(self, today: date) -> bool:
        """Whether the day is today or later, and within a year; the fault stands at the field."""
        day: Any = self.planned_on.data
        if not isinstance(day, date) or today <= day <= today + FARTHEST_AHEAD:
            return True
        self.planned_on.errors = [Fault("contact.error.planned_range").args[0]]
        return False


class AnswerForm(HybridForm):
    """What came of it: the button that was pressed."""

    outcome = ChoiceField(
        "contact.outcome", [NeedsAnswer("contact.error.outcome")], [(key, "") for key in ANSWERS]
    )
