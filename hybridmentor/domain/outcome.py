"""How a case went: separate facts, and the code of AFI's table 7 derived from them.

A fact says only what somebody knows. Codes are derived and never typed; what fits no code without guessing has
none ("uten kode"), which is a count of its own and never AFI's "Annet".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from hybridmentor.domain.fact_keys import NO, UNKNOWN, YES, is_employed, list_known, read_keys, take_only
from hybridmentor.domain.fault import Fault
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.errors import InvalidInput, Message

FACT_CODE_SETS: Mapping[str, str] = MappingProxyType(
    {
        "attached": "outcome_attached",
        "employment_form": "outcome_employment_form",
        "wage_subsidy": "outcome_wage_subsidy",
        "in_measure": "outcome_in_measure",
        "leave": "outcome_leave",
        "elsewhere": "outcome_elsewhere",
        "end_reason": "outcome_end_reason",
        "in_education": "in_education",
        "measure_end": "measure_end",
        "planned": "planned_next",
        "relevant": "follow_up_relevant",
        "permanent": "follow_up_permanent",
        "through_whom": "follow_up_through_whom",
        "direct_result": "follow_up_direct_result",
    }
)
"""The coded facts of an outcome, and the code set of the practice model that each takes its keys from."""

SEVERAL_FACTS = frozenset(
    {"employment_form", "wage_subsidy", "in_measure", "elsewhere", "end_reason", "planned", "through_whom"}
)
"""The facts that may hold several keys, for combined or changing attachments ("kan være kombinerte løsninger")."""

ALONE = frozenset({"unknown", "none", "not_ended", "no_job"})
"""Keys that deny all others of their fact and so stand alone. "no" does so too, except beside "yes": see below."""

FAULTS = MappingProxyType(
    {
        "not_alone": "outcome.error.not_alone",
        "one_only": "outcome.error.one_only",
        "percent": "outcome.error.percent",
        "unattached_employed": "outcome.doubt.unattached_employed",
        "unattached_in_mentor_measure": "outcome.doubt.unattached_in_mentor_measure",
        "unattached_not_ended": "outcome.doubt.unattached_not_ended",
        "subsidy_without_employment": "outcome.doubt.subsidy_without_employment",
        "measure_over_and_not": "outcome.doubt.measure_over_and_not",
    }
)
"""The message ids of what may be wrong; `doubt` is a question to the adviser and never stops anything."""

# What is neither about where the person is nor about why somebody left. With it alone, "attached: unknown" is still a plain
# "Vet ikke"; with anything else known it is not, for the open answers show that advisers then chose "Annet".
SAYS_NOTHING: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "wage_subsidy": frozenset({"no"}),
        "in_measure": frozenset({"no"}),
        "leave": frozenset({"none"}),
        "elsewhere": frozenset({"no"}),
        "end_reason": frozenset({"period_over"}),
        "in_education": frozenset({"no"}),
        "measure_end": frozenset({"ended_as_agreed", "ended", "not_used"}),
        "planned": frozenset({"none"}),
    }
)

WITH_SUBSIDY = {"permanent": "permanent_with_subsidy", "temporary": "temporary_with_subsidy"}
WITHOUT_SUBSIDY = {"permanent": "permanent_without_subsidy", "temporary": "temporary_without_subsidy"}
EDUCATION_ELSEWHERE = frozenset({"apprenticeship_elsewhere", "education_elsewhere"})


@dataclass(frozen=True)
class Outcome:
    """How a case went at one moment: when it closed, or at a later measurement.

    Every coded fact is a tuple of keys of its code set (`FACT_CODE_SETS`), in the order given and each once:
    `("unknown",)` where nobody knows, one key as a rule, several where an attachment is combined or changes
    (`SEVERAL_FACTS`); which goes with which is then not said. From stored or posted values: `build_outcome`.
    """

    attached: tuple[str, ...] = UNKNOWN
    """Attached to the company of the mentor arrangement."""
    employment_form: tuple[str, ...] = UNKNOWN
    """At that company."""
    wage_subsidy: tuple[str, ...] = UNKNOWN
    """At that company; `("yes", "no")` where it changes."""
    in_measure: tuple[str, ...] = UNKNOWN
    leave: tuple[str, ...] = UNKNOWN
    """Away from work, an own state: it changes neither the attachment nor its code."""
    elsewhere: tuple[str, ...] = UNKNOWN
    end_reason: tuple[str, ...] = UNKNOWN
    in_education: tuple[str, ...] = UNKNOWN
    """In education now, wherever that is ("Gjennomfører fortsatt utdanning" does not say)."""
    measure_end: tuple[str, ...] = UNKNOWN
    """Whether the registered mentor measure has ended, and whether before its time."""
    planned: tuple[str, ...] = UNKNOWN
    """What is to come and has not happened yet, as a VTAO place."""
    relevant: tuple[str, ...] = UNKNOWN
    """Whether the job that the person has now, wherever it is, is relevant to what they wanted."""
    permanent: tuple[str, ...] = UNKNOWN
    """Whether that job is permanent."""
    through_whom: tuple[str, ...] = UNKNOWN
    """Through whom they got it."""
    direct_result: tuple[str, ...] = UNKNOWN
    """Whether it came of the mentor arrangement."""
    position_percent: float | None = None
    """How much of a full position that job is, above 0 and up to 100; None if unknown."""
    job_started_on: date | None = None

    def __post_init__(self) -> None:
        for name in FACT_CODE_SETS:
            object.__setattr__(self, name, read_keys(getattr(self, name)))

    @property
    def is_blank(self) -> bool:
        """Whether nothing at all is known."""
        return self == Outcome()


def build_outcome(values: Mapping[str, object]) -> Outcome:
    """The outcome in stored or posted values by field name; names that are no fact are passed over.

    A coded fact is a key, several of them, or nothing, which is unknown; a day may be ISO text. InvalidInput
    with the `field` for anything
    else, and for a percentage or a day that is none. Whether the keys exist is for `check_outcome`.
    """
    facts: dict[str, Any] = {}
    for name in FACT_CODE_SETS:
        value = values.get(name)
        keys = (value or "",) if isinstance(value, str | None) else value
        if not isinstance(keys, list | tuple) or not all(isinstance(key, str) for key in keys):
            raise InvalidInput(field=name)
        facts[name] = read_keys(keys)
    percent, started = values.get("position_percent"), _read_day(values.get("job_started_on"))
    if percent is not None and (isinstance(percent, bool) or not isinstance(percent, int | float | Decimal)):
        raise InvalidInput(field="position_percent")
    return replace(
        Outcome(**facts),
        position_percent=None if percent is None else float(percent),
        job_started_on=started,
    )


def _read_day(value: object) -> date | None:
    if value is None or value == "" or isinstance(value, date):
        return value or None  # type: ignore[return-value]  # nothing, or a day
    try:
        return date.fromisoformat(value)  # type: ignore[arg-type]  # what is no text is refused just so
    except (TypeError, ValueError):
        raise InvalidInput(field="job_started_on") from None


def write_facts(outcome: Outcome, told: Mapping[str, object] = MappingProxyType({})) -> dict[str, Any]:
    """The outcome as plain data, for `build_outcome` to read again: lists of keys, a number, ISO text.

    What is unknown is left out, but for what was `told` to be: an answer of "unknown" is not the same as a question left open.
    """
    facts: dict[str, Any] = {
        name: list(getattr(outcome, name))
        for name in FACT_CODE_SETS
        if getattr(outcome, name) != UNKNOWN or told.get(name)
    }
    if outcome.position_percent is not None:
        facts["position_percent"] = outcome.position_percent
    if outcome.job_started_on is not None:
        facts["job_started_on"] = outcome.job_started_on.isoformat()
    return facts


def check_outcome(outcome: Outcome, practice: PracticeModel) -> tuple[Fault, ...]:
    """What cannot be saved: keys the practice model has not, keys that exclude each other, an impossible percentage.

    Empty when all is well. Facts that sit badly together are no fault; ask `find_doubts`.
    """
    faults: list[Fault] = []
    for name, code_set in FACT_CODE_SETS.items():
        keys: tuple[str, ...] = getattr(outcome, name)
        known = practice.find_codes(code_set)
        for key in keys:
            if key not in known:
                faults.append(Fault(name, Message("practice.no_code", code_set=code_set, code=key)))
        if len(keys) > 1 and name not in SEVERAL_FACTS:
            faults.append(Fault(name, Message(FAULTS["one_only"])))
        elif len(keys) > 1 and _denies_itself(keys):
            faults.append(Fault(name, Message(FAULTS["not_alone"])))
    percent = outcome.position_percent
    if percent is not None and not 0 < percent <= 100:
        faults.append(Fault("position_percent", Message(FAULTS["percent"])))
    return tuple(faults)


def find_doubts(outcome: Outcome) -> tuple[Fault, ...]:
    """Facts that sit badly together: to be asked about, never a reason not to save."""
    unattached = outcome.attached == NO
    employed = is_employed(outcome.employment_form)
    in_mentor_measure = "mentor_measure" in outcome.in_measure
    over = set(outcome.measure_end) & {"ended_as_agreed", "ended_early", "ended", "not_used"}
    doubts = {
        "unattached_employed": ("employment_form", unattached and employed),
        "unattached_in_mentor_measure": ("in_measure", unattached and in_mentor_measure),
        "unattached_not_ended": ("end_reason", unattached and "not_ended" in outcome.end_reason),
        "subsidy_without_employment": (
            "wage_subsidy",
            outcome.employment_form == ("none",) and "yes" in outcome.wage_subsidy,
        ),
        "measure_over_and_not": (
            "measure_end",
            (in_mentor_measure and bool(over))
            or (outcome.in_measure == NO and outcome.measure_end == ("not_ended",)),
        ),
    }
    return tuple(Fault(field, Message(FAULTS[key])) for key, (field, found) in doubts.items() if found)


def derive_attachment_after(outcome: Outcome) -> str | None:
    """The code of table 7 (`attachment_after`) that the facts come to, or None for "uten kode".

    Own definition, AFI-notat 2022:01, table 7 ("Brukers tilknytningsform til bedrift etter avslutning"). The first
    line that fits decides:

    ==  ==============================================================  ========================================
    1   attached unknown, and nothing else says where the person is     `unknown` ("Vet ikke")
        or why somebody left (`SAYS_NOTHING`)
    2   attached unknown otherwise                                      none: the rest is half an answer
    3   still in the mentor measure                                     none: table 7 is about the time after it
    4   not attached, yet employed there                                none: the facts contradict each other
    5   not attached, apprenticeship or education now                   `apprenticeship_or_education`: AFI's code
                                                                        names no company
    6   not attached otherwise                                          `none` ("Ingen tilknytning")
    7   attached, and also an apprenticeship or education elsewhere     none: two places
    8   attached, and the facts come to exactly one of the codes below  that code
    9   attached otherwise: half known, combined or without a code      none
    ==  ==============================================================  ========================================

    For line 8, each of these is one code, and what has none there counts as one without a name:

    - *permanent* or *temporary*, with each of *wage subsidy* yes and no; with the subsidy unknown it has no name
    - *substitute* is `substitute`, with wage subsidy it has no name: AFI sums "Vikar" up with those without
    - *apprentice* is `apprenticeship_or_education`; *on call* has no name
    - wage subsidy without a known form of employment has no name ("Ja med lønnstilskudd")
    - in *work training*: `work_training`; in *training*: `apprenticeship_or_education`; in another measure: no name
    - in education and known not to be employed otherwise: `apprenticeship_or_education`; else in education: no name

    Leave, plans, reasons and what is asked at later measurements change nothing. `other` ("Annet") is never
    derived: in AFI's survey it stands for the open answers, and each of those is registered as facts.
    """
    if outcome.attached == UNKNOWN:
        return None if _tells_something(outcome) else "unknown"
    if "mentor_measure" in outcome.in_measure or "not_ended" in outcome.measure_end:
        return None
    elsewhere = bool(EDUCATION_ELSEWHERE & set(outcome.elsewhere))
    if outcome.attached == NO:
        if is_employed(outcome.employment_form):
            return None
        in_education = elsewhere or outcome.in_education == YES
        return "apprenticeship_or_education" if in_education else "none"
    if outcome.attached != YES or elsewhere:
        return None
    return take_only(
        [*_name_employments(outcome), *_name_measures(outcome.in_measure), *_name_education(outcome)]
    )


def group_attached(outcome: Outcome) -> str | None:
    """Whether somebody is attached to the company, as the text under table 1 sums it up; None where nobody knows.

    A key of `attached_at_end_group` (AFI-notat 2022:01): of those who are not, who has an apprenticeship elsewhere is a group.
    """
    if outcome.attached == YES:
        return "attached"
    if outcome.attached != NO:
        return None
    return "apprenticeship_elsewhere" if "apprenticeship_elsewhere" in outcome.elsewhere else "not_attached"


def _denies_itself(keys: tuple[str, ...]) -> bool:
    """Whether a key that says "nothing" stands beside others; "yes" and "no" together mean that it changes."""
    return bool(ALONE & set(keys)) or ("no" in keys and set(keys) != {"yes", "no"})


def _tells_something(outcome: Outcome) -> bool:
    """Whether anything beside `attached` says where the person is or why somebody left."""
    for field in fields(outcome):
        value = getattr(outcome, field.name)
        if field.name == "attached" or value in (UNKNOWN, None):
            continue
        if field.name not in SAYS_NOTHING or not set(value) <= SAYS_NOTHING[field.name]:
            return True
    return False


def _name_employments(outcome: Outcome) -> list[str | None]:
    codes: list[str | None] = []
    forms = list_known(outcome.employment_form)
    for form in forms:
        if form in WITH_SUBSIDY:
            names = {"yes": WITH_SUBSIDY[form], "no": WITHOUT_SUBSIDY[form]}
            codes += [names.get(subsidy) for subsidy in outcome.wage_subsidy]
        elif form == "substitute":
            codes.append(None if "yes" in outcome.wage_subsidy else "substitute")
        else:
            codes.append("apprenticeship_or_education" if form == "apprentice" else None)
    if not forms and "yes" in outcome.wage_subsidy:
        codes.append(None)
    return codes


def _name_measures(in_measure: tuple[str, ...]) -> list[str | None]:
    names = {"work_training": "work_training", "training": "apprenticeship_or_education"}
    return [names.get(measure) for measure in in_measure if measure not in {"no", "unknown"}]


def _name_education(outcome: Outcome) -> list[str | None]:
    if outcome.in_education != YES:
        return []
    unemployed = outcome.employment_form in (("none",), ("apprentice",))
    return ["apprenticeship_or_education" if unemployed else None]
