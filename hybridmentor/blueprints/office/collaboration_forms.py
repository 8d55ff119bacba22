"""What of an office's figures of collaboration one wants to see. Sent as GET: no person data stands in it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from hybridmentor.domain.collaboration_figures import EVERYTHING, Window, find_last_months
from hybridmentor.domain.office_collaboration import MONTHS, NOT_TOLD, Selection
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.errors import Message
from hybridmentor.models import Office
from hybridmentor.web.fields import ChoiceField, DateField, HybridForm, MayBeEmpty, offer
from hybridmentor.web.words import hm_pick, hm_t

ALL, OWN_DAYS = "all", "own"


class CollaborationFilter(HybridForm):
    """Office, period, practice model and entry point."""

    office = ChoiceField("case.office", [MayBeEmpty()])
    period = ChoiceField("office.collaboration.period", [MayBeEmpty()], default=ALL)
    from_on = DateField("office.collaboration.from_on", [MayBeEmpty()])
    to_on = DateField("office.collaboration.to_on", [MayBeEmpty()])
    practice = ChoiceField("office.collaboration.practice", [MayBeEmpty()])
    entry = ChoiceField("case.entry_point", [MayBeEmpty()])

    def offer_codes(self, offices: Sequence[Office], practices: Sequence[PracticeModel]) -> None:
        """Fill the choices: the same whatever is registered, so that no list tells of what is held back."""
        self.office.choices = [(one.number, f"{one.name} ({one.number})") for one in offices]
        months = [(str(n), hm_t("office.collaboration.months", months=n)) for n in MONTHS]
        self.period.choices = [
            (ALL, hm_t("office.collaboration.all_time")),
            *months,
            (OWN_DAYS, hm_t("office.collaboration.own_days")),
        ]
        self.practice.choices = offer(
            [(one.id, hm_pick(one.names)) for one in practices],
            empty=hm_t("office.collaboration.all_practices"),
        )
        entries = {
            code.key: hm_pick(code.names) for one in practices for code in one.find_codes("entry_point").codes
        }
        self.entry.choices = offer(
            [*entries.items(), (NOT_TOLD, hm_t("office.collaboration.not_told"))],
            empty=hm_t("office.collaboration.all_entries"),
        )

    def check(self) -> bool:
        """Whether all can be read. Days count only where own days are chosen: then at least one, and in the right order."""
        self.validate()
        if self.period.data != OWN_DAYS:
            self.from_on.errors = self.to_on.errors = []
        elif not self.from_on.errors and not self.to_on.errors:
            begins, ends = self.from_on.data, self.to_on.data
            if begins is None and ends is None:
                self.add_fault(Message("office.collaboration.error.no_days"), at="from_on")
            elif begins and ends and ends < begins:
                self.add_fault(Message("form.error.period_turned"), at="to_on")
        return not self.errors

    def read_selection(self, today: date) -> Selection:
        """What is wanted, of a form without faults."""
        return Selection(self.read_window(today), self.practice.data, self.entry.data)

    def read_window(self, today: date) -> Window:
        """The days that are wanted; own days without an end, or with one that lies ahead, reach to today."""
        if self.period.data == OWN_DAYS:
            begins: Any = self.from_on.data
            ends: Any = self.to_on.data
            to_on = max(min(ends or today, today), begins or date.min)
            return Window(begins, to_on)
        return (
            find_last_months(today, int(self.period.data))
            if self.period.data in map(str, MONTHS)
            else EVERYTHING
        )
