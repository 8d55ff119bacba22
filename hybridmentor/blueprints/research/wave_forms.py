"""The forms of a study's surveys: a new wave, and the buttons of a wave and its links."""

from hybridmentor.models.study_wave import KINDS
from hybridmentor.web.fields import ButtonForm, ChoiceField, DateField, HybridForm, NeedsAnswer, ShownField
from hybridmentor.web.words import hm_t


class WaveForm(HybridForm):
    """Which survey, from when to when."""

    kind = ChoiceField("study_wave.kind", [NeedsAnswer("error.choose")])
    opens_on = DateField("study_wave.opens_on", [NeedsAnswer()])
    closes_on = DateField("study_wave.closes_on", [NeedsAnswer()])

    def offer_choices(self) -> None:
        """Fill the choices.  # words: study_wave.kind."""
        self.kind.choices = [(kind, hm_t(f"study_wave.kind.{kind}")) for kind in KINDS]


class LinkButton(ButtonForm):
    """A button beside a link: what it stands for, and which of the office's addresses was shown."""

    was_number = ShownField("")

    def read_number(self) -> int:
        """The address that was shown; 0 where it cannot be read, which none is."""
        text = self.was_number.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 5 else 0
