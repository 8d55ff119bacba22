"""The form of a de-identified release: what for, for whom, by which agreement, until when, and which variables."""

from hybridmentor.blueprints.research.study_forms import VariablesForm
from hybridmentor.models import Study
from hybridmentor.services.deidentified_releases import DeidentifiedOrder
from hybridmentor.web.fields import DateField, NeedsAnswer, TextField


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
