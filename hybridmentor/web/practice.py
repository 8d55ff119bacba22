"""Words and codes of a case's practice model, in the language of the request."""

from typing import Any

from hybridmentor.domain.practice import PracticeModel, get_practice_model
from hybridmentor.models import Case
from hybridmentor.web.words import hm_pick

STANDARD = "hybridmodellen"


def find_practice(case: Case | None = None) -> PracticeModel:
    """The practice model that a case follows; the hybrid model for a new case."""
    return get_practice_model(case.practice_model if case is not None else STANDARD)


def list_choices(practice: PracticeModel, code_set: str, *, short: bool = False) -> list[tuple[str, str]]:
    """The codes of a set with their words, in the set's order."""
    return [
        (code.key, hm_pick((short and code.short_names) or code.names))
        for code in practice.find_codes(code_set).codes
    ]


def name_code(practice: PracticeModel, code_set: str, key: str | None) -> str:
    """The words of a code; the key itself where the model has it no more, empty for none."""
    if key is None:
        return ""
    codes = practice.find_codes(code_set)
    return hm_pick(codes.label(key)) if key in codes else key


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

    def short(self, code_set: str, key: str | None) -> str:
        """The short words of a code."""
        if key is None or key not in self.practice.find_codes(code_set):
            return key or ""
        code: Any = self.practice.find_codes(code_set).code(key)
        return hm_pick(code.short_names or code.names)
