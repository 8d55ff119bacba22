"""The choices of what a workplace or a mentor is asked about so that it can be compared with wishes."""

from collections.abc import Iterable

from hybridmentor.domain.offer_terms import CODE_SETS, is_asked
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.web.fields import HybridForm
from hybridmentor.web.practice import list_choices


def offer_terms(form: HybridForm, practice: PracticeModel, kinds: Iterable[str]) -> None:
    """Fill the fields that are called as the kinds with the codes that say something."""
    for kind in kinds:
        form[kind].choices = [
            choice for choice in list_choices(practice, CODE_SETS[kind]) if is_asked(kind, choice[0])
        ]
