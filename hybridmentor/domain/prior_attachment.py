"""Where a case began: the jobseeker's attachment to the company before, as facts, and the code of AFI's table 4.

A fact says only what somebody knows. The code is derived and never typed; what fits none without guessing has none ("uten kode").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from hybridmentor.domain.fact_keys import NO, UNKNOWN, YES, is_employed, list_known, read_keys, take_only
from hybridmentor.domain.fault import Fault
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.errors import InvalidInput, Message

PRIOR_CODE_SETS: Mapping[str, str] = MappingProxyType(
    {
        "attached": "outcome_attached",
        "employment_form": "outcome_employment_form",
        "in_measure": "measure_kind",
        "is_pupil": "outcome_attached",
    }
)
"""The facts about the attachment before, and their code sets (`is_pupil` is a plain yes, no or unknown)."""


@dataclass(frozen=True)
class PriorAttachment:
    """The jobseeker's attachment to the company before the mentor arrangement, as facts."""

    attached: tuple[str, ...] = UNKNOWN
    employment_form: tuple[str, ...] = UNKNOWN
    in_measure: tuple[str, ...] = ()
    """Keys of `measure_kind`; empty for none or unknown."""
    is_pupil: tuple[str, ...] = UNKNOWN
    words: str = ""
    """The adviser's own words where the facts do not cover it; kept, never coded."""

    def __post_init__(self) -> None:
        for name in ("attached", "employment_form", "is_pupil"):
            object.__setattr__(self, name, read_keys(getattr(self, name)))
        measures = read_keys(self.in_measure)
        object.__setattr__(self, "in_measure", () if measures == UNKNOWN else measures)


PRIOR_OF_CODE: Mapping[str, PriorAttachment] = MappingProxyType(
    {
        "none": PriorAttachment(attached=NO),
        "work_training": PriorAttachment(attached=YES, in_measure=("work_training",)),
        "clarification": PriorAttachment(attached=YES, in_measure=("clarification",)),
        "substitute": PriorAttachment(attached=YES, employment_form=("substitute",)),
        "pupil": PriorAttachment(attached=YES, is_pupil=YES),
        "temporary": PriorAttachment(attached=YES, employment_form=("temporary",)),
        "permanent": PriorAttachment(attached=YES, employment_form=("permanent",)),
    }
)
"""What a code of table 4 says, as facts; "Annet" says nothing."""


def check_prior_attachment(prior: PriorAttachment, practice: PracticeModel) -> tuple[Fault, ...]:
    """Keys that the practice model has not; empty when all is well."""
    return tuple(
        Fault(name, Message("practice.no_code", code_set=code_set, code=key))
        for name, code_set in PRIOR_CODE_SETS.items()
        for key in getattr(prior, name)
        if key not in practice.find_codes(code_set)
    )


def derive_attachment_before(prior: PriorAttachment) -> str | None:
    """The code of table 4 (`attachment_before`) that the facts come to, or None for "uten kode".

    Own definition, AFI-notat 2022:01, table 4 ("Brukers eventuelle tilknytning til bedrift ved iverksettelse"). The
    first line that fits decides:

    ==  ===========================================================  ====================================
    1   not attached, yet employed, in a measure or a pupil there    none: the facts contradict each other
    2   not attached                                                 `none` ("Ingen")
    3   attached unknown                                             none: table 4 has no "Vet ikke"
    4   attached, and the facts come to exactly one code             that code
    5   attached otherwise                                           none
    ==  ===========================================================  ====================================

    For line 4: permanent, temporary and substitute, work training, clarification and pupil are codes; on call
    ("Tilkallingshjelp"), apprentice and every other measure have none. Wage subsidy beside a form of employment
    changes nothing, for table 4 does not ask about it. `other` ("Annet") is never derived.
    """
    employed = is_employed(prior.employment_form)
    is_pupil = prior.is_pupil == YES
    if prior.attached == NO:
        return None if employed or prior.in_measure or is_pupil else "none"
    if prior.attached != YES:
        return None
    codes: list[str | None] = []
    for form in list_known(prior.employment_form):
        codes.append(form if form in {"permanent", "temporary", "substitute"} else None)
    for measure in prior.in_measure:
        if measure in {"work_training", "clarification"}:
            codes.append(measure)
        elif not (measure == "wage_subsidy" and employed):
            codes.append(None)
    if is_pupil:
        codes.append("pupil")
    return take_only(codes)


def describe_prior_code(code: str) -> PriorAttachment:
    """The facts that a code of table 4 stands for; InvalidInput for "Annet" and what is no such code."""
    if code not in PRIOR_OF_CODE:
        raise InvalidInput(Message("practice.no_code", code_set="attachment_before", code=code))
    return PRIOR_OF_CODE[code]
