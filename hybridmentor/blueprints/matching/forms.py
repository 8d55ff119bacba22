"""The forms of matching."""

from typing import Any

from hybridmentor.domain.match_reasons import ANSWERS
from hybridmentor.services.matches import MATCH_FIELDS
from hybridmentor.web.fields import YES_OR_NO, ChoiceField, HybridForm, MayBeEmpty, ShownField, offer
from hybridmentor.web.words import hm_t


class OfferForm(HybridForm):
    """Noting that a company or a mentor has been offered."""

    subject = ShownField("")


class MatchForm(HybridForm):
    """What each side said, and whether it has lasted."""

    jobseeker_answer = ChoiceField("match.jobseeker_answer", [MayBeEmpty()])
    other_answer = ChoiceField("match.other_answer", [MayBeEmpty()])
    has_lasted = ChoiceField("match.has_lasted", [MayBeEmpty()])

    def offer_choices(self) -> None:
        """Fill the choices."""
        # words: match.answer.
        answers = offer(
            [(key, hm_t(f"match.answer.{key}")) for key in ANSWERS], empty=hm_t("match.answer.none")
        )
        self.jobseeker_answer.choices = answers
        self.other_answer.choices = answers
        self.has_lasted.choices = offer(
            [(key, hm_t(f"match.has_lasted.{key}")) for key in YES_OR_NO], empty=hm_t("match.has_lasted.open")
        )
        # words: match.has_lasted.

    def read_values(self) -> dict[str, Any]:
        """What was chosen, by field name."""
        values = {name: self[name].data or None for name in MATCH_FIELDS}
        return {**values, "has_lasted": YES_OR_NO.get(values["has_lasted"] or "")}
