"""The forms of releases: what is chosen, and what is decided."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from hybridmentor.domain.release_choice import ReleaseChoice
from hybridmentor.domain.release_order import PriceOrder
from hybridmentor.domain.release_periods import Period, read_period
from hybridmentor.domain.release_rules import KINDS, ReleaseRules
from hybridmentor.domain.release_variables import Variable, name_label
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.web.addresses import read_id
from hybridmentor.web.fields import (
    ChoiceField,
    HybridForm,
    MayBeEmpty,
    NeedsAnswer,
    NoteField,
    SeveralField,
    ShownField,
    TextField,
    YesField,
)
from hybridmentor.web.words import hm_t

IMPORTANT = 3.0
"""What the detail of an important variable weighs against that of another."""
APPROVE, REFUSE = "approve", "refuse"


class ReleaseForm(HybridForm):
    """What a release is for, of which kind and period, and with which variables; `was_priced` is the price that was shown."""

    purpose = TextField("release.purpose", [MayBeEmpty()], 200, is_told=True)
    kind = ChoiceField("release.kind", [NeedsAnswer("error.choose")])
    period = ChoiceField("release.period", [NeedsAnswer("error.choose")])
    variables = SeveralField("release.variables", [NeedsAnswer("release_choice.error.variables")])
    important = SeveralField("release.important", [])
    with_months = YesField("release.months")
    was_priced = ShownField("")

    def offer_choices(
        self,
        periods: Iterable[tuple[Period, str]],
        variables: Sequence[Variable],
        limits: Mapping[str, ReleaseRules],
    ) -> None:
        """Fill the choices.  # words: release.kind_k."""
        self.kind.choices = [(kind, hm_t(f"release.kind_k.{kind}", k=limits[kind].k)) for kind in KINDS]
        self.period.choices = [(period.write(), words) for period, words in periods]
        self.variables.choices = [(one.key, hm_t(name_label(one))) for one in variables]
        self.important.choices = [(one.key, hm_t(name_label(one))) for one in variables if one.is_quasi]

    def fill(self, order: PriceOrder | None, periods: Collection[Period]) -> None:
        """Show what was asked about before, as far as it can still be asked; else the usual kind and the latest period."""
        self.kind.data = order.choice.kind if order is not None else KINDS[0]
        period = order.period if order is not None and order.period in periods else next(iter(periods), None)
        self.period.data = period.write() if period is not None else None
        if order is not None:
            self.purpose.data = order.purpose
            self.variables.data = list(order.choice.variables)
            self.with_months.data = order.choice.with_months
            self.important.data = [key for key, weight in order.choice.weights.items() if weight > 1]

    def read_order(self, study_id: UUID) -> PriceOrder:
        """What was chosen, in the order of the variables; InvalidInput where it is no choice."""
        period = read_period(self.period.data or "")
        if period is None:
            raise InvalidInput(Message("release.error.period"), field="period")
        chosen = set(self.variables.data or ())
        keys = tuple(key for key, _ in self.variables.choices if key in chosen)
        weights = {key: IMPORTANT for key in keys if key in (self.important.data or ())}
        choice = ReleaseChoice(self.kind.data or "", keys, weights, bool(self.with_months.data))
        return PriceOrder(study_id, period, choice, self.purpose.data or "")

    def read_priced(self) -> UUID | None:
        """The job of the price that was shown."""
        return read_id(self.was_priced.data or "")


class DecisionForm(HybridForm):
    """Yes or no to a release, with what is said to it."""

    decision = ChoiceField("release.decision", [NeedsAnswer("error.choose")])
    reply = NoteField("release.reply", [MayBeEmpty()], 1000, is_told=True)

    def offer_decisions(self) -> None:
        """Fill the choices.  # words: release.decision."""
        self.decision.choices = [(key, hm_t(f"release.decision.{key}")) for key in (APPROVE, REFUSE)]
