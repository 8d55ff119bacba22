"""The forms of the account."""

from collections.abc import Iterable

from hybridmentor.queries.handovers import Receiver
from hybridmentor.web.fields import ChoiceField, DateField, HybridForm, MayBeEmpty, NeedsAnswer, offer
from hybridmentor.web.words import hm_t


class FeedForm(HybridForm):
    """Nothing to answer: the button alone, and which address the page showed."""


class AbsenceForm(HybridForm):
    """Days on which one is away, and who stands in."""

    from_on = DateField("absence.from_on", [NeedsAnswer()])
    to_on = DateField("absence.to_on", [NeedsAnswer()])
    stand_in = ChoiceField("absence.stand_in", [MayBeEmpty()])

    def offer_stand_ins(self, receivers: Iterable[Receiver]) -> None:
        """The colleagues to choose from, each once."""
        named = {str(one.user_id): one.name for one in receivers}
        self.stand_in.choices = offer(list(named.items()), empty=hm_t("absence.nobody"))


class EndForm(HybridForm):
    """Nothing to answer: the button alone."""


class DigestForm(HybridForm):
    """Whether one wants the weekly letter."""

    wanted = ChoiceField("digest.wanted", [NeedsAnswer()], offered=(("yes", "yes"), ("no", "no")))
