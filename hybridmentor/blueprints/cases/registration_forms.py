"""The registration form's own page: what neither a step nor the log holds."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, ClassVar

from hybridmentor.blueprints.cases.forms import LONGEST_AGO, LONGEST_AHEAD
from hybridmentor.domain.form_fields import (
    PARALLEL_ROWS,
    TYPED_SECTIONS,
    list_typed_fields,
    make_rating_field,
    name_parallel,
    read_ends,
)
from hybridmentor.domain.form_state import FormField, check_ends
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.models import SuccessCriterion
from hybridmentor.web.answer_fields import make_answer_form
from hybridmentor.web.fields import Fault, HybridForm

NOT_AHEAD = ("contact_ended_on", "log_confirmed_to")
"""Days that must have come; a measure may be agreed to begin or end later."""


class RegistrationForm(HybridForm):
    """The typed part of the form. Nothing of it must be answered."""

    criteria: ClassVar[Sequence[SuccessCriterion]] = ()
    """The office's success criteria, each with a field of its own."""

    def check_days(self, opened_on: date | None, today: date) -> bool:
        """Whether the days can be, and stand in order; faults stand at the fields."""
        fine = True
        for field in self:
            day: Any = field.data
            if not isinstance(day, date):
                continue
            last = today if field.name in NOT_AHEAD else today + LONGEST_AHEAD
            if day > last:
                fine = self.fault(
                    field, "error.date_in_future" if field.name in NOT_AHEAD else "form.error.far_ahead"
                )
            elif day < today - LONGEST_AGO - timedelta(days=3653):
                fine = self.fault(field, "form.error.far_back")
        pairs = [("measure_from_on", "measure_ended_on")]
        pairs += [
            (name_parallel(n, "from_on"), name_parallel(n, "to_on")) for n in range(1, PARALLEL_ROWS + 1)
        ]
        for first, last_name in pairs:
            begun, ended = self[first].data, self[last_name].data
            if isinstance(begun, date) and isinstance(ended, date) and ended < begun:
                fine = self.fault(self[last_name], "form.error.period_turned")
        return self.check_ends(opened_on, today) and fine

    def check_ends(self, opened_on: date | None, today: date) -> bool:
        """Whether the ends can be, beside what is asked with them: what closing would refuse is told here already."""
        answers = {
            name: day.isoformat() if isinstance(day := self[name].data, date) else day
            for name in ("measure_used", "measure_ended_on", "contact_ended_on", "closing_talk")
        }
        fine = True
        for fault in check_ends(read_ends(answers, opened_on, None), today):
            if not self[fault.field].errors:
                self[fault.field].errors = [fault.message]
                fine = False
        return fine

    def validate(self, extra_validators: Any = None) -> bool:
        """All fields, and that the days of a measure in parallel stand with its kind: alone they would say nothing."""
        fine = bool(super().validate(extra_validators))
        for n in range(1, PARALLEL_ROWS + 1):
            kind, days = self[name_parallel(n, "kind")], ("from_on", "to_on")
            if not kind.data and any(self[name_parallel(n, part)].data for part in days):
                fine = self.fault(kind, "form.error.parallel_kind")
        return fine

    def fault(self, field: Any, message_id: str) -> bool:
        """Put a fault at a field; always False, so that one line does both."""
        field.errors = [*field.errors, Fault(message_id).args[0]]
        return False


def list_form_fields(criteria: Sequence[SuccessCriterion]) -> tuple[FormField, ...]:
    """The fields of the page, ratings included."""
    return (*list_typed_fields(), *(make_rating_field(one.id) for one in criteria))


def make_registration_form(
    criteria: Sequence[SuccessCriterion], practice: PracticeModel
) -> type[RegistrationForm]:
    """The form with a field for each of the office's criteria, labelled by its own words."""
    labels = {make_rating_field(one.id).key: one.words for one in criteria}
    made = make_answer_form(list_form_fields(criteria), practice, RegistrationForm, labels=labels)
    made.criteria = criteria
    return made


def group_fields(
    form: RegistrationForm, criteria: Sequence[SuccessCriterion]
) -> list[tuple[str, list[tuple[Any, str]]]]:
    """The fields by section, each with its kind; measures in parallel stand by themselves."""
    groups = []
    for section, fields in TYPED_SECTIONS.items():
        shown = [(form[field.key], field.kind) for field in fields if not field.key.startswith("parallel_")]
        if section == "goal":
            shown += [(form[make_rating_field(one.id).key], "code") for one in criteria]
        groups.append((section, shown))
    return groups


def list_parallel_rows(form: RegistrationForm) -> list[tuple[Any, Any, Any]]:
    """The rows for measures in parallel: those in use and one more, or all that have faults."""
    rows = [
        (form[name_parallel(n, "kind")], form[name_parallel(n, "from_on")], form[name_parallel(n, "to_on")])
        for n in range(1, PARALLEL_ROWS + 1)
    ]
    used = [
        index
        for index, row in enumerate(rows)
        if any(field.data or field.errors or field.raw_data for field in row)
    ]
    filled = [index for index in used if any(field.data or field.errors for field in rows[index])]
    return rows[: min(PARALLEL_ROWS, (max(filled) + 2) if filled else 1)]
