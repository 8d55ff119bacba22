"""The form of a questionnaire: a field for each question, and no field for words."""

from hybridmentor.domain.questionnaire import Questionnaire
from hybridmentor.web.fields import ChoiceField, HybridForm, SeveralField
from hybridmentor.web.words import hm_pick


class ReplyForm(HybridForm):
    """The questions of a questionnaire; `make_reply_form` adds them."""

    def read_answers(self, questionnaire: Questionnaire) -> dict[str, list[str]]:
        """What was chosen, by question."""
        chosen = {}
        for question in questionnaire.questions:
            data = self[question.key].data
            chosen[question.key] = list(data or ()) if question.several else [data] if data else []
        return chosen


def make_reply_form(questionnaire: Questionnaire, *, filled: bool) -> ReplyForm:
    """The form of a questionnaire in the language of the request; `filled` reads what was sent."""
    fields = {
        question.key: (SeveralField if question.several else ChoiceField)(
            "reply.question",
            offered=[(answer.key, hm_pick(answer.names)) for answer in question.answers],
        )
        for question in questionnaire.questions
    }
    kind = type("QuestionnaireForm", (ReplyForm,), fields)
    form: ReplyForm = kind() if filled else kind(formdata=None)
    return form
