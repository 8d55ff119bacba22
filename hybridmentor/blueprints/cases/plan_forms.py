"""The forms of agreed contact: all relationships at once, and one of them in full."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from hybridmentor.domain.contact_plan import (
    LAST_WEEK,
    MOST_DAYS,
    MOST_PHASES,
    ONGOING,
    Agreement,
    Phase,
    make_rhythm,
    write_rhythm,
)
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.services.contact_plans import read_agreed
from hybridmentor.web.fields import (
    ChoiceField,
    Fault,
    HybridForm,
    MayBeEmpty,
    NeedsAnswer,
    ShownField,
    WholeNumberField,
)
from hybridmentor.web.practice import begin_large, list_choices, name_agreement
from hybridmentor.web.words import hm_pick, hm_t

ROWS = tuple(range(1, MOST_PHASES + 1))
"""A row for each phase that there can be."""


class PlanForm(HybridForm):
    """How often to be in touch with each; empty is no agreement. It tells what it was filled in with."""

    mentor = ChoiceField("plan.mentor", [MayBeEmpty()])
    jobseeker = ChoiceField("plan.jobseeker", [MayBeEmpty()])
    employer = ChoiceField("plan.employer", [MayBeEmpty()])
    mentor_jobseeker = ChoiceField("plan.mentor_jobseeker", [MayBeEmpty()])
    was_mentor = ShownField("")
    was_jobseeker = ShownField("")
    was_employer = ShownField("")
    was_mentor_jobseeker = ShownField("")

    INTERVALS = (7, 60, 90)
    """Beside the practice model's suggestions."""

    def offer_agreements(self, practice: PracticeModel, current: Mapping[str, str]) -> None:
        """The practice model's suggestions and a few intervals; what is agreed now stands among them."""
        suggested = {
            write_rhythm(tuple(Phase(part.from_week, part.every_days) for part in one.rhythm)): hm_pick(
                one.names
            )
            for one in practice.contact_suggestions
        }
        plain = {str(days): _name(practice, str(days)) for days in self.INTERVALS}
        for name, agreed in current.items():
            known = {**suggested, **plain}
            if agreed and agreed not in known:
                known[agreed] = _name(practice, agreed)
            self[name].choices = [("", hm_t("plan.none")), *known.items()]


class RhythmForm(HybridForm):
    """What is agreed for one relationship in full: how it is followed, and its phases. It tells what it was filled in with."""

    state = ChoiceField("plan.state", [NeedsAnswer("plan.error.state")])
    every_1 = WholeNumberField("plan.row_days", [MayBeEmpty()], least=1, greatest=MOST_DAYS)
    form_1 = ChoiceField("plan.row_form", [MayBeEmpty()])
    week_2 = WholeNumberField("plan.row_week", [MayBeEmpty()], least=2, greatest=LAST_WEEK)
    every_2 = WholeNumberField("plan.row_days", [MayBeEmpty()], least=1, greatest=MOST_DAYS)
    form_2 = ChoiceField("plan.row_form", [MayBeEmpty()])
    week_3 = WholeNumberField("plan.row_week", [MayBeEmpty()], least=2, greatest=LAST_WEEK)
    every_3 = WholeNumberField("plan.row_days", [MayBeEmpty()], least=1, greatest=MOST_DAYS)
    form_3 = ChoiceField("plan.row_form", [MayBeEmpty()])
    week_4 = WholeNumberField("plan.row_week", [MayBeEmpty()], least=2, greatest=LAST_WEEK)
    every_4 = WholeNumberField("plan.row_days", [MayBeEmpty()], least=1, greatest=MOST_DAYS)
    form_4 = ChoiceField("plan.row_form", [MayBeEmpty()])
    was_agreed = ShownField("")

    def offer_codes(self, practice: PracticeModel) -> None:
        """States and forms of the practice model; that the employer is the mentor follows from who the mentor is."""
        self.state.choices = [
            choice
            for choice in list_choices(practice, "relationship_state")
            if choice[0] != "employer_is_mentor"
        ]
        forms = [("", hm_t("plan.any_form")), *list_choices(practice, "contact_form", short=True)]
        for row in ROWS:
            self[f"form_{row}"].choices = forms

    def list_rows(self) -> list[tuple[Any, Any, Any]]:
        """The fields of each phase: week (None for the first), days, form."""
        return [
            (self[f"week_{row}"] if row > 1 else None, self[f"every_{row}"], self[f"form_{row}"])
            for row in ROWS
        ]

    def check(self) -> bool:
        """Whether each phase is whole and the weeks follow each other; faults stand at the fields."""
        fine, before = True, 1
        for week, every, form in self.list_rows():
            if week is None:
                if self.state.data == ONGOING and every.data is None and self._has_later():
                    fine = put_fault(every, "plan.error.first")
                elif every.data is None and form.data:
                    fine = put_fault(every, "plan.error.days")
                continue
            if (week.data is None) is not (every.data is None):
                fine = put_fault(every if every.data is None else week, "plan.error.half")
            elif every.data is None and form.data:
                fine = put_fault(every, "plan.error.days")
            elif week.data is not None and week.data <= before:
                fine = put_fault(week, "plan.error.order")
            before = max(before, week.data or 0)
        return fine

    def _has_later(self) -> bool:
        return any(every.data is not None for _, every, _ in self.list_rows()[1:])

    def read_agreed(self) -> str:
        """What was chosen, as `contact_plans.write_agreed` writes it."""
        if self.state.data != ONGOING:
            return str(self.state.data)
        return write_rhythm(
            make_rhythm(
                Phase(week.data if week is not None else 1, every.data, form.data)
                for week, every, form in self.list_rows()
                if every.data is not None
            )
        )


def put_fault(field: Any, message_id: str) -> bool:
    """The fault at the field, unless one stands there; false."""
    field.errors = field.errors or [Fault(message_id).args[0]]
    return False


def list_values(agreement: Agreement | None, agreed: str) -> dict[str, Any]:
    """What the form of a relationship shows of what is agreed."""
    values: dict[str, Any] = {"state": agreement.state if agreement else ONGOING, "was_agreed": agreed}
    for row, phase in zip(ROWS, agreement.rhythm if agreement else (), strict=False):
        values |= {
            f"week_{row}": phase.from_week,
            f"every_{row}": phase.every_days,
            f"form_{row}": phase.form,
        }
    return values


def _name(practice: PracticeModel, agreed: str) -> str:
    state, rhythm = read_agreed(agreed)
    return begin_large(name_agreement(practice, Agreement(date.min, rhythm, state)))
