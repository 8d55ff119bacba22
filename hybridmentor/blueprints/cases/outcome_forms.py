"""How a case went: what closing asks, what is mended afterwards, and what is asked later."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from hybridmentor.blueprints.cases.forms import LONGEST_AGO, LONGEST_AHEAD
from hybridmentor.domain.form_fields import CLOSING_ANSWERS, make_rating_field
from hybridmentor.domain.form_state import OUTCOME_FACTS, FormField, find_field
from hybridmentor.models import SuccessCriterion
from hybridmentor.web.fields import DateField, Fault, HybridForm, MayBeEmpty, NeedsAnswer, NoteField

LATER_FACTS = (
    "attached",
    "employment_form",
    "wage_subsidy",
    "elsewhere",
    "in_education",
    "relevant",
    "position_percent",
    "permanent",
    "job_started_on",
    "through_whom",
    "direct_result",
    "planned",
)
"""What a later measurement asks; it is about the day it is made."""
MORE_FACTS = ("in_education", "measure_end", "planned")
"""Facts that closing does not ask, and that are there for those who know more."""
CLOSED_ON, LATER_ON = "closed_on", "later_on"


class OutcomeForm(HybridForm):
    """Facts, days and words. What is not known is left open, and is unknown."""

    note = NoteField("close.note", [MayBeEmpty()])

    def check_days(self, opened_on: date | None, today: date) -> bool:
        """Whether the days can be; faults stand at the fields."""
        fine = True
        closed: Any = self[CLOSED_ON].data if CLOSED_ON in self else None
        if isinstance(closed, date) and closed > today:
            fine = self.fault(CLOSED_ON, "error.date_in_future")
        elif isinstance(closed, date) and opened_on and closed < opened_on:
            fine = self.fault(CLOSED_ON, "close.error.before_opening")
        later: Any = self[LATER_ON].data if LATER_ON in self else None
        made: Any = self["measured_on"].data if "measured_on" in self else None
        first = next((day for day in (closed, made) if isinstance(day, date)), opened_on or today)
        if isinstance(later, date) and not first <= later <= first + LONGEST_AHEAD:
            fine = self.fault(LATER_ON, "close.error.follow_up")
        started: Any = self["job_started_on"].data if "job_started_on" in self else None
        if isinstance(started, date) and not today - LONGEST_AGO <= started <= today:
            fine = self.fault(
                "job_started_on", "error.date_in_future" if started > today else "form.error.far_back"
            )
        return fine

    def fault(self, name: str, message_id: str) -> bool:
        """Put a fault at a field; always False, so that one line does both."""
        self[name].errors = [*self[name].errors, Fault(message_id).args[0]]
        return False


class ClosingForm(OutcomeForm):
    """What closing asks."""

    closed_on = DateField("form.field.closed_on", [NeedsAnswer()])


class LaterForm(OutcomeForm):
    """What a later measurement asks."""

    measured_on = DateField("outcome.measured_on", [NeedsAnswer()])

    def check_days(self, opened_on: date | None, today: date) -> bool:
        """The days of the facts, and that the measurement lies after the opening and not ahead."""
        fine = super().check_days(opened_on, today)
        day: Any = self.measured_on.data
        if isinstance(day, date) and day > today:
            fine = self.fault("measured_on", "error.date_in_future")
        return fine


def list_correction_fields(criteria: Iterable[SuccessCriterion]) -> tuple[FormField, ...]:
    """All that may be mended of a closing, ratings last."""
    keys = (CLOSED_ON, *CLOSING_ANSWERS[:-1], *OUTCOME_FACTS, *MORE_FACTS, LATER_ON, "later_reason")
    return (*map(find_field, keys), *(make_rating_field(one.id) for one in criteria))


def list_later_fields() -> tuple[FormField, ...]:
    """What a later measurement asks beside its own day."""
    return (*map(find_field, LATER_FACTS), find_field(LATER_ON), find_field("later_reason"))


def label_ratings(criteria: Iterable[SuccessCriterion]) -> dict[str, str]:
    """The label of each rating: the office's own words."""
    return {make_rating_field(one.id).key: one.words for one in criteria}
