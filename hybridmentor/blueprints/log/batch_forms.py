"""The form that logs several contacts at once, a row each."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from wtforms.form import BaseForm

from hybridmentor.blueprints.contacts.forms import (
    AT_A_DISTANCE,
    OWN_RELATIONSHIPS,
    check_day,
    find_day,
    offer_days,
    offer_unknown,
)
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.errors import Message
from hybridmentor.queries.log_choices import LogChoice, PlannedVisit
from hybridmentor.web.fields import (
    ChoiceField,
    DateField,
    HybridForm,
    MayBeEmpty,
    SeveralField,
    ShownField,
    TextField,
    offer,
)
from hybridmentor.web.practice import list_choices
from hybridmentor.web.words import hm_t

DUE = ("planned_today", "no_answer", "overdue", "soon")
DUE_ROWS = 6
"""So many cases that are due stand in the form from the start, beside all that was planned, ..."""
FREE_ROWS = 2
"""... and so many rows to choose a case in. As many more are added at a time."""
MOST_ROWS = 40
OUTCOMES = ("took_place", "attempted", "did_not_show", "cancelled")
"""What can have come of a visit; agreeing on a new time has a form of its own."""
NOTE_LENGTH = 500
ANSWERED = ("case", "relationships", "day", "other_day", "form", "outcome", "minutes_band", "note")
"""The parts of a row that one sees, in order. Names of fields are the part and the number of the row."""
HIDDEN = ("fixed", "planned", "shown")
"""What a row was filled in with: whether its case stood there from the start, what it answers, and who and which day."""


@dataclass(frozen=True)
class Start:
    """What a row is filled in with: a case, whom it was with, and the planned contact that it answers."""

    case_id: str = ""
    relationships: tuple[str, ...] = ()
    planned: PlannedVisit | None = None
    day: str = "today"


def list_starts(choices: Iterable[LogChoice], today: date) -> list[Start]:
    """The rows of a new form: what was planned yesterday and today by its time, what is due, and some to choose a case in."""
    days = {today: "today", today - timedelta(days=1): "yesterday"}
    visits = [(visit, one) for one in choices for visit in one.planned if visit.day in days]
    visits.sort(key=lambda pair: (pair[0].day, str(pair[0].starts_at or ""), pair[1].number))
    starts = [
        Start(str(one.case_id), _keep_own(visit.relationships), visit, days[visit.day])
        for visit, one in visits
    ]
    there = {start.case_id for start in starts}
    due = [one for one in choices if one.kind in DUE and str(one.case_id) not in there]
    starts += [
        Start(str(one.case_id), _keep_own((one.relationship,) if one.relationship else ()))
        for one in due[:DUE_ROWS]
    ]
    return [*starts[: MOST_ROWS - FREE_ROWS], *([Start()] * FREE_ROWS)]


def _keep_own(relationships: Iterable[str]) -> tuple[str, ...]:
    return tuple(key for key in relationships if key in OWN_RELATIONSHIPS)


@dataclass(frozen=True)
class BatchRow:
    """A row of the form: its fields by part, and its case, None while none is chosen."""

    number: int
    fields: Mapping[str, Any]
    choice: LogChoice | None

    @property
    def is_fixed(self) -> bool:
        """Whether the case stood there from the start, and is not chosen from a list."""
        return self.choice is not None and self.fields["fixed"].data == "1"

    @property
    def visit(self) -> PlannedVisit | None:
        """The planned contact that the row answers, if it still waits."""
        planned = self.choice.planned if self.choice else ()
        wanted = self.fields["planned"].data
        return next((one for one in planned if str(one.contact_id) == wanted), None)

    @property
    def is_begun(self) -> bool:
        """Whether somebody has answered anything in it. Who and day are filled in, and say nothing as they stood."""
        typed = ("other_day", "form", "outcome", "minutes_band", "note")
        if any(self.fields[part].data or self.fields[part].errors for part in typed):
            return True
        answers = [self.fields["day"].data or "", *sorted(self.fields["relationships"].data or ())]
        # A case that stood there from the start was chosen by nobody.
        return " ".join(answers) != (self.fields["shown"].data or "") or (
            bool(self.fields["case"].data) and self.fields["fixed"].data != "1"
        )

    def find_day(self, today: date) -> date | None:
        """The day that was chosen or typed."""
        return find_day(self.fields["day"], self.fields["other_day"], today)

    def check(self, today: date) -> bool:
        """Whether a row that has been begun is whole; each fault stands at its field."""
        needed = {
            "case": "contact.batch.error.case",
            "relationships": "contact.error.who",
            "day": "contact.error.when",
            "form": "contact.error.how",
            "outcome": "contact.error.outcome",
        }
        for part, message_id in needed.items():
            if not self.fields[part].data and not self.fields[part].errors:
                self.fields[part].errors = [Message(message_id)]
        opened_on = self.choice.opened_on if self.choice else None
        check_day(self.fields["day"], self.fields["other_day"], today, opened_on)
        return not any(self.fields[part].errors for part in ANSWERED)

    def name_fault(self, fault: Message) -> Message:
        """A fault with whose row it is."""
        if self.choice is not None:
            return Message("contact.batch.error.row", who=self.choice.jobseeker, fault=fault)
        return Message("contact.batch.error.free_row", number=self.number + 1, fault=fault)


@dataclass(frozen=True)
class NamedFaults:
    """The faults at a field, each with whose row it is; stands in a summary as the field does."""

    id: str
    errors: Sequence[Message]


@dataclass(frozen=True)
class BatchSummary:
    """The faults of all rows together, for the summary of a page: there, a field alone does not say whose it is."""

    form_errors: Sequence[Message]
    faulty: Sequence[NamedFaults]

    @property
    def errors(self) -> bool:
        """Whether there are any."""
        return bool(self.form_errors or self.faulty)

    def __iter__(self) -> Iterator[NamedFaults]:
        return iter(self.faulty)


class BatchForm(HybridForm):
    """Several contacts, a row each. Rows in which nothing is answered are passed over. Form and outcome are never filled in."""

    size = ShownField("")
    """How many rows the page has."""

    def read_size(self) -> int:
        """How many rows were sent."""
        text = self.size.data or ""
        return min(int(text), MOST_ROWS) if text.isascii() and text.isdigit() and len(text) < 4 else 0

    def add_row(self, sent: Any, start: Start, practice: PracticeModel) -> None:
        """One more row at the end, with what was sent or, without that, what it starts with."""
        number = int(self.size.data or 0)
        shown = " ".join([start.day, *sorted(start.relationships)])
        fields: dict[str, tuple[Any, Any]] = {
            "case": (ChoiceField("contact.batch.case", [MayBeEmpty()]), start.case_id),
            "fixed": (ShownField(""), "1" if start.case_id else ""),
            "planned": (ShownField(""), str(start.planned.contact_id) if start.planned else ""),
            "shown": (ShownField(""), shown),
            "relationships": (SeveralField("contact.who", []), list(start.relationships)),
            "day": (ChoiceField("contact.when", [MayBeEmpty()]), start.day),
            "other_day": (DateField("contact.other_day", [MayBeEmpty()]), None),
            "form": (ChoiceField("contact.how", [MayBeEmpty()]), None),
            "outcome": (ChoiceField("contact.outcome", [MayBeEmpty()]), None),
            "minutes_band": (ChoiceField("contact.minutes", [MayBeEmpty()]), None),
            "note": (TextField("contact.note", [MayBeEmpty()], NOTE_LENGTH, is_told=True), None),
        }
        for part, (field, value) in fields.items():
            # WTForms gives fields to classes only; a class for each page would stay in memory.
            BaseForm.__setitem__(self, f"{part}_{number}", field)
            self[f"{part}_{number}"].process(sent, value)
        self.offer_codes(number, practice)
        self.size.data = str(number + 1)

    def offer_codes(self, number: int, practice: PracticeModel) -> None:
        """Fill the choices of a row from the practice model."""
        unset = hm_t("form.not_chosen")
        forms = dict(list_choices(practice, "contact_form", short=True))
        ordered = [*AT_A_DISTANCE, *(key for key in forms if key not in AT_A_DISTANCE)]
        outcomes = dict(list_choices(practice, "contact_outcome"))
        self[f"relationships_{number}"].choices = [
            choice for choice in list_choices(practice, "relationship") if choice[0] in OWN_RELATIONSHIPS
        ]
        offer_days(self[f"day_{number}"])
        self[f"form_{number}"].choices = offer([(key, forms[key]) for key in ordered], empty=unset)
        self[f"outcome_{number}"].choices = offer([(key, outcomes[key]) for key in OUTCOMES], empty=unset)
        bands = list_choices(practice, "minutes_band", short=True)
        self[f"minutes_band_{number}"].choices = offer_unknown() + bands

    def list_rows(self, choices: Sequence[LogChoice]) -> list[BatchRow]:
        """The rows with their cases, of those that the actor may choose."""
        known = {str(one.case_id): one for one in choices}
        named = sorted(((key, name_choice(one)) for key, one in known.items()), key=lambda one: one[1])
        offered = offer(named, empty=hm_t("contact.batch.choose"))
        rows = []
        for number, fields in enumerate(self._list_fields()):
            fields["case"].choices = offered
            row = BatchRow(number, fields, known.get(fields["case"].data or ""))
            if row.choice is None and not row.is_begun:
                # Its case is not to be had any more, and nobody has asked for it.
                fields["case"].data = ""
            rows.append(row)
        return rows

    def _list_fields(self) -> list[dict[str, Any]]:
        """The fields of each row by part."""
        return [
            {part: self[f"{part}_{number}"] for part in (*ANSWERED, *HIDDEN)}
            for number in range(int(self.size.data or 0))
        ]

    @property
    def is_begun(self) -> bool:
        """Whether anything is answered in any row."""
        return any(
            BatchRow(number, fields, None).is_begun for number, fields in enumerate(self._list_fields())
        )

    def check_rows(self, rows: Iterable[BatchRow], today: date) -> bool:
        """Whether every row that has been begun is whole, and one has been; faults stand at their fields."""
        begun = [row for row in rows if row.is_begun]
        if not begun:
            self.form_errors.append(Message("contact.batch.error.none"))
        # All are asked, so that all faults are told at once.
        faulty = [row for row in begun if not row.check(today)]
        return bool(begun) and not faulty


def summarise_faults(form: BatchForm, rows: Iterable[BatchRow]) -> BatchSummary:
    """What must be mended, row by row."""
    faulty = [(row, row.fields[part]) for row in rows for part in ANSWERED if row.fields[part].errors]
    return BatchSummary(
        tuple(form.form_errors),
        tuple(
            NamedFaults(field.id, tuple(row.name_fault(fault) for fault in field.errors))
            for row, field in faulty
        ),
    )


def name_choice(choice: LogChoice) -> str:
    """A case in the list to choose from."""
    return " · ".join(part for part in (choice.jobseeker, choice.employer, choice.number) if part)
