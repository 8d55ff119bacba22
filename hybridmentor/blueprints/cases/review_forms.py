"""The form of a case review: what was agreed, and when to look again."""

from datetime import date
from typing import Any

from hybridmentor.blueprints.cases.forms import LONGEST_AGO, LONGEST_AHEAD, check_range
from hybridmentor.domain.case_review import check_review
from hybridmentor.services.case_reviews import REVIEW_FIELDS
from hybridmentor.web.fields import DateField, HybridForm, MayBeEmpty, NeedsAnswer, NoteField

DONE, OPEN = "done", "open"
"""What the button says of something to follow up: that it has been, or has not after all."""


class ReviewForm(HybridForm):
    """A review: when, what to change, what to follow up, when to look again."""

    held_on = DateField("review.held_on", [NeedsAnswer()])
    change = NoteField("review.change", [MayBeEmpty()])
    follow_up = NoteField("review.follow_up", [MayBeEmpty()])
    follow_up_on = DateField("review.follow_up_on", [MayBeEmpty()])
    next_on = DateField("review.next_on", [MayBeEmpty()])

    def read_values(self) -> dict[str, Any]:
        """What was typed, by field name."""
        return {name: self[name].data for name in REVIEW_FIELDS}

    def check_days(self, opened_on: date | None, today: date) -> bool:
        """Whether the days fit each other and the case; all faults stand at their fields."""
        first, last = today - LONGEST_AGO, today + LONGEST_AHEAD
        fields = (self.follow_up_on, self.next_on)
        within = [
            check_range(self.held_on, first, today),
            *(check_range(field, first, last, late="error.date_far_ahead") for field in fields),
        ]
        values = self.read_values()
        if values["held_on"] is None or not all(within) or any(field.errors for field in fields):
            return False
        values.pop("change")
        faults = check_review(**values, opened_on=opened_on, today=today)
        for fault in faults:
            self.add_fault(fault.message, fault.field)
        return not faults
