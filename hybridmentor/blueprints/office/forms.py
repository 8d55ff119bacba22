"""The forms of an office: a question, a success criterion, and taking one away."""

from hybridmentor.domain.practice import PracticeModel
from hybridmentor.web.fields import ChoiceField, HybridForm, NeedsAnswer, NoteField, ShownField, offer
from hybridmentor.web.words import hm_pick, hm_t

AUDIENCES = ("jobseeker", "mentor", "employer")


class QuestionForm(HybridForm):
    """A question to ask somebody at a step; it names nobody."""

    step = ChoiceField("question.step", [NeedsAnswer("error.choose")])
    audience = ChoiceField("question.audience", [NeedsAnswer("error.choose")])
    words = NoteField("question.words", [NeedsAnswer()], most=300)

    def offer_codes(self, practice: PracticeModel) -> None:
        """Fill the choices from the practice model."""
        steps = [
            (step.key, hm_t("step.short", number=step.number, title=hm_pick(step.short_names)))
            for step in practice.steps
        ]
        self.step.choices = offer(steps, empty=hm_t("form.not_chosen"))
        # words: relationship.
        self.audience.choices = [(key, hm_t(f"relationship.{key}")) for key in AUDIENCES]


class CriterionForm(HybridForm):
    """A success criterion, in the office's own words."""

    words = NoteField("criterion.words", [NeedsAnswer()], most=200)


class RemovalForm(HybridForm):
    """The button that takes a question or a criterion out of use."""


class ShareForm(HybridForm):
    """Sharing the office's companies with its county, or not any more."""

    shares = ShownField("")
