"""The form of a new survey of a study."""

from hybridmentor.models.study_wave import KINDS
from hybridmentor.web.fields import ChoiceField, DateField, HybridForm, NeedsAnswer
from hybridmentor.web.words import hm_t


class WaveForm(HybridForm):
    """Which survey, from when to when."""

    kind = ChoiceField("study_wave.kind", [NeedsAnswer("error.choose")])
    opens_on = DateField("study_wave.opens_on", [NeedsAnswer()])
    closes_on = DateField("study_wave.closes_on", [NeedsAnswer()])

    def offer_choices(self) -> None:
        """Fill the choices.  # words: study_wave.kind."""
        self.kind.choices = [(kind, hm_t(f"study_wave.kind.{kind}")) for kind in KINDS]
