"""The forms of de-identified releases: what for, for whom, by which agreement and until when; and what is decided."""

from hybridmentor.blueprints.research.release_forms import APPROVE, REFUSE, DecisionForm
from hybridmentor.blueprints.research.study_forms import VariablesForm
from hybridmentor.models import Study
from hybridmentor.services.deidentified_releases import DeidentifiedOrder
from hybridmentor.web.fields import DateField, NeedsAnswer, TextField
from hybridmentor.web.words import hm_t


class DeidentifiedForm(VariablesForm):
    """What is asked for; none of the study's variables is chosen beforehand, so that no more is handed out than is needed."""

    purpose = TextField("deidentified.purpose", [NeedsAnswer()], 200, is_told=True)
    receiver = TextField("deidentified.receiver", [NeedsAnswer()], 200)
    agreement = TextField("deidentified.agreement", [NeedsAnswer()], 120)
    agreed_on = DateField("deidentified.agreed_on", [NeedsAnswer()])
    expires_on = DateField("deidentified.expires_on", [NeedsAnswer()])

    def offer_study(self, study: Study) -> None:
        """Offer the variables that the study asks for."""
        self.offer_variables([row.variable for row in study.variables], only_chosen=True, filled=True)

    def read_order(self) -> DeidentifiedOrder:
        """What is asked for, the variables in the order of their names."""
        return DeidentifiedOrder(
            self.purpose.data or "",
            self.receiver.data or "",
            self.agreement.data or "",
            self.agreed_on.data,  # type: ignore[arg-type]  # a date once the form is valid
            self.expires_on.data,  # type: ignore[arg-type]
            tuple(sorted(self.read_keys())),
        )


class DeidentifiedDecisionForm(DecisionForm):
    """Yes or no to a de-identified file, with what is said to it."""

    def offer_decisions(self) -> None:
        """Fill the choices.  # words: deidentified.decision."""
        self.decision.choices = [(key, hm_t(f"deidentified.decision.{key}")) for key in (APPROVE, REFUSE)]
