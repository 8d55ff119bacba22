"""The forms of pauses: one that begins or is changed, and that somebody is back."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from hybridmentor.blueprints.cases.forms import LONGEST_AGO, LONGEST_AHEAD, check_range
from hybridmentor.domain.case_course import Pause, check_pause
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.web.fields import ChoiceField, DateField, HybridForm, MayBeEmpty, NeedsAnswer, ShownField
from hybridmentor.web.practice import list_choices


class PauseForm(HybridForm):
    """A pause; `was_pause` names the one that is changed, and is empty for a new one."""

    from_on = DateField("pause.from_on", [NeedsAnswer()])
    reason = ChoiceField("pause.reason", [NeedsAnswer("error.choose")])
    to_on = DateField("pause.to_on", [MayBeEmpty()])
    follow_up_on = DateField("pause.follow_up_on", [MayBeEmpty()])
    was_pause = ShownField("")

    def offer_codes(self, practice: PracticeModel) -> None:
        """Fill the choices from the practice model."""
        self.reason.choices = list_choices(practice, "pause_reason")

    def read_values(self) -> dict[str, Any]:
        """What was typed, by field name."""
        return {name: self[name].data for name in ("from_on", "to_on", "reason", "follow_up_on")}

    def check_days(self, others: Iterable[Pause], opened_on: date | None, today: date) -> bool:
        """Whether the days fit the case and its other pauses; all faults stand at their fields."""
        fields = (self.from_on, self.to_on, self.follow_up_on)
        first, last = today - LONGEST_AGO, today + LONGEST_AHEAD
        # A list: each is asked, so that all faults are told at once.
        within = [check_range(field, first, last, late="error.date_far_ahead") for field in fields]
        from_on: Any = self.from_on.data
        if from_on is None or not all(within) or any(field.errors for field in fields):
            return False
        faults = check_pause(Pause(**self.read_values()), others, opened_on or from_on)
        for fault in faults:
            self.add_fault(fault.message, fault.field)
        return not faults


class ReturnForm(HybridForm):
    """The first day after a pause."""

    on = DateField("pause.back_on", [NeedsAnswer()])

    def check_day(self, today: date) -> bool:
        """Whether the day is neither long ago nor far ahead; the fault stands at the field."""
        return check_range(self.on, today - LONGEST_AGO, today + LONGEST_AHEAD, late="error.date_far_ahead")
