"""The forms that give cases to another adviser: one case, or several at once."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any

from flask import request
from wtforms.form import BaseForm

from hybridmentor.blueprints.cases.forms import check_range
from hybridmentor.queries.handovers import HandoverRow, Receiver
from hybridmentor.web.fields import (
    ChoiceField,
    DateField,
    Fault,
    HybridForm,
    MayBeEmpty,
    NeedsAnswer,
    NoteField,
    ShownField,
    YesField,
    offer,
)
from hybridmentor.web.words import hm_t

LONGEST_AHEAD = timedelta(days=366)
PICK, NOTE, WAS = "pick_", "note_", "was_"
"""What the names of the fields of a row begin with; the case's id follows."""


class HandoverForm(HybridForm):
    """A case's next adviser; `was_role` tells whose time with the case the page has shown as the last."""

    to = ChoiceField("handover.to", [NeedsAnswer("error.choose")])
    from_on = DateField("handover.from_on", [NeedsAnswer()])
    note = NoteField("handover.note", [MayBeEmpty()])
    was_role = ShownField("")

    def offer_receivers(self, receivers: Iterable[Receiver], *, without: int | None = None) -> None:
        """The advisers to choose from, each once."""
        named = {str(one.user_id): one.name for one in receivers if one.user_id != without}
        self.to.choices = offer(list(named.items()), empty=hm_t("form.not_chosen"))

    def check_day(self, today: date) -> bool:
        """Whether the new adviser begins today or within a year; the fault stands at the field."""
        day: Any = self.from_on.data
        if day is not None and day < today:
            self.from_on.errors = [Fault("handover.error.past").args[0]]
            return False
        return check_range(self.from_on, today, today + LONGEST_AHEAD, late="error.date_far_ahead")


class HandoverListForm(HandoverForm):
    """Several cases' next adviser. Each case has a box, a note of its own, and whose time was shown as the last."""

    def add_row(self, row: HandoverRow, sent: Any) -> None:
        """The fields of a case, with what was sent or, without that, what is shown."""
        fields: dict[str, tuple[Any, Any]] = {
            PICK + row.key: (YesField("handover.case"), None),
            NOTE + row.key: (NoteField("handover.note_of_case", [MayBeEmpty()]), None),
            WAS + row.key: (ShownField(""), row.last_role),
        }
        for name, (field, shown) in fields.items():
            # WTForms gives fields to classes only; a class for each list would stay in memory.
            BaseForm.__setitem__(self, name, field)
            self[name].process(sent, shown)

    def list_chosen(self, rows: Sequence[HandoverRow]) -> list[HandoverRow]:
        """The rows that are ticked."""
        return [row for row in rows if self[PICK + row.key].data]

    def check_choice(self, rows: Sequence[HandoverRow], sent: Iterable[str]) -> bool:
        """Whether a case is ticked, and each that is ticked is still in the list; a fault stands at the first box."""
        known = {PICK + row.key for row in rows}
        if any(name.startswith(PICK) and name not in known for name in sent):
            self.form_errors.append(Fault("handover.error.gone").args[0])
            return False
        if self.list_chosen(rows):
            return True
        if rows:
            self[PICK + rows[0].key].errors = [Fault("handover.error.none").args[0]]
        else:
            self.form_errors.append(Fault("handover.error.none").args[0])
        return False


def make_list_form(rows: Sequence[HandoverRow], *, filled: bool) -> HandoverListForm:
    """The form of the list with the fields of its rows; `filled` reads what was sent."""
    form = HandoverListForm() if filled else HandoverListForm(formdata=None)
    for row in rows:
        form.add_row(row, request.form if filled else None)
    return form
