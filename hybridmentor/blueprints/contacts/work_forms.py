"""The form that logs work without contact."""

from datetime import date

from hybridmentor.blueprints.contacts.forms import check_day, find_day, offer_days
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.web.fields import ChoiceField, DateField, HybridForm, MayBeEmpty, NeedsAnswer
from hybridmentor.web.practice import list_choices


class WorkForm(HybridForm):
    """Time spent on a case: what with, when, how long. All three are asked, for time is all it is."""

    kind = ChoiceField("work.kind", [NeedsAnswer("work.error.kind")])
    day = ChoiceField("contact.when", [NeedsAnswer("contact.error.when")])
    other_day = DateField("contact.other_day", [MayBeEmpty()])
    minutes_band = ChoiceField("contact.minutes", [NeedsAnswer("work.error.minutes")])

    def offer_codes(self, practice: PracticeModel) -> None:
        """Fill the choices from the practice model."""
        self.kind.choices = list_choices(practice, "work_kind", short=True)
        self.minutes_band.choices = list_choices(practice, "minutes_band", short=True)
        offer_days(self.day)

    def find_day(self, today: date) -> date | None:
        """The day that was chosen or typed; None if it could not be read."""
        return find_day(self.day, self.other_day, today)

    def check(self, today: date, opened_on: date | None) -> bool:
        """Whether the day can be; the fault stands at the field."""
        return check_day(self.day, self.other_day, today, opened_on)
