"""Words and codes of a case's practice model, in the language of the request."""

from typing import Any

from hybridmentor.domain.attention import describe_interval
from hybridmentor.domain.contact_plan import ONGOING, Agreement, Rhythm
from hybridmentor.domain.practice import PracticeModel, get_practice_model
from hybridmentor.models import Case
from hybridmentor.web.words import hm_pick, hm_say, hm_t

STANDARD = "hybridmodellen"


def find_practice(case: Case | None = None) -> PracticeModel:
    """The practice model that a case follows; the hybrid model for a new case."""
    return get_practice_model(case.practice_model if case is not None else STANDARD)


def list_choices(
    practice: PracticeModel, code_set: str, *, short: bool = False, printed: bool = False
) -> list[tuple[str, str]]:
    """The codes of a set with their words, in the set's order; `printed` only those that AFI's tables have."""
    return [
        (code.key, hm_pick((short and code.short_names) or code.names))
        for code in practice.find_codes(code_set).codes
        if code.afi or not printed
    ]


def name_code(practice: PracticeModel, code_set: str, key: str | None, *, short: bool = False) -> str:
    """The words of a code; the key itself where the model has it no more, empty for none."""
    if key is None:
        return ""
    codes = practice.find_codes(code_set)
    if key not in codes:
        return key
    code: Any = codes.code(key)
    return hm_pick((short and code.short_names) or code.names)


def begin_small(text: str) -> str:
    """Small only at the beginning: "på Nav-kontoret"."""
    return text[:1].lower() + text[1:]


def begin_large(text: str) -> str:
    """Large at the beginning, the rest as it is."""
    return text[:1].upper() + text[1:]


def name_agreement(practice: PracticeModel, agreement: Agreement | None) -> str:
    """What is agreed, in running text: "hver uke, fra uke 9 hver 14. dag", or why there is nothing; empty for no agreement."""
    if agreement is None:
        return ""
    if agreement.state != ONGOING:
        return begin_small(name_code(practice, "relationship_state", agreement.state))
    return name_rhythm(practice, agreement.rhythm)


def name_rhythm(practice: PracticeModel, rhythm: Rhythm) -> str:
    """A rhythm in running text; empty for none."""
    parts = []
    for phase in rhythm:
        text = hm_say(describe_interval(phase.every_days))
        if phase.form:
            text += f" ({begin_small(name_code(practice, 'contact_form', phase.form, short=True))})"
        parts.append(
            f"{hm_t('plan.from_week', week=phase.from_week)} {text}" if phase.from_week > 1 else text
        )
    return ", ".join(parts)


class PracticeWords:
    """A practice model's words for a template: `words.name("contact_form", "phone")`."""

    def __init__(self, practice: PracticeModel) -> None:
        self.practice = practice

    def title(self, code_set: str) -> str:
        """The words of a code set itself."""
        return hm_pick(self.practice.find_codes(code_set).names)

    def name(self, code_set: str, key: str | None) -> str:
        """The words of a code."""
        return name_code(self.practice, code_set, key)

    def agreed(self, agreement: Agreement | None) -> str:
        """What is agreed, as a sentence begins; empty for no agreement."""
        return begin_large(name_agreement(self.practice, agreement))

    def short(self, code_set: str, key: str | None) -> str:
        """The short words of a code."""
        return name_code(self.practice, code_set, key, short=True)
