"""One case as a researcher may have it: a code of its hierarchy for each of `release_variables`.

Pure: what is read of a case goes in as `CaseFacts`, codes come out. Every judgement is that of the pages (`collaboration`,
`outcome`, `survey_tables`); here it is only put into bands. A code that no hierarchy has becomes `other`, and what concerns
somebody who has not said yes becomes `unknown`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache, lru_cache
from types import MappingProxyType

from hybridmentor.domain.case_course import Pause, Stretch, cut_out_pauses
from hybridmentor.domain.collaboration import (
    NOT_REGISTERED as NO_LOG,
    LogPeriod,
    answer_frequency,
    answer_intensity,
    find_place,
    measure_course,
)
from hybridmentor.domain.contact_plan import ONGOING, Agreement, list_expected
from hybridmentor.domain.contact_vocabulary import DAYS_PER_MONTH
from hybridmentor.domain.nace import find_industry, find_section
from hybridmentor.domain.outcome import Outcome, derive_attachment_after
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.domain.recipe import STEPS, read_levels
from hybridmentor.domain.record_bands import (
    band_age,
    band_count,
    band_county,
    band_days,
    band_delay,
    band_few,
    band_half_year,
    band_hours,
    band_kept,
    band_per_month,
    band_position,
    band_share,
    compare_frequency,
    keep_code,
    keep_codes,
    list_met,
    mix_forms,
)
from hybridmentor.domain.release_variables import (
    NONE,
    NOT_REGISTERED,
    NOT_RELEVANT,
    OTHER,
    UNKNOWN,
    list_variables,
)
from hybridmentor.domain.survey_tables import UNCODED, classify_duration, count_months

NOT_CLOSED = "not_closed"
COMPUTED = ("mentor", "jobseeker", "employer")
TOLD = "mentor_jobseeker"
MEASUREMENTS: Mapping[int, tuple[int, int]] = MappingProxyType({3: (46, 136), 6: (137, 273), 12: (274, 548)})
"""A later measurement counts for so many months after the closing from the first to the last of these days: each day belongs
to the nearest of the three, and the last reaches half a year further (own definition)."""
LONGEST = 12
FACTS = (
    "attachment_after",
    "attached",
    "employment_form",
    "wage_subsidy",
    "in_measure",
    "leave",
    "elsewhere",
    "end_reason",
    "position",
)
"""What is told of how things stood at one moment."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Contact that took place."""

    day: date
    form: str | None = None
    """A key of `contact_form`; None if unknown."""
    delay: int = 0
    """Days until it was written down."""


@dataclass(frozen=True, slots=True)
class ContactFacts:
    """Contact with one party, in the days by which the relationship is judged; attempts are no contact."""

    effective_days: int | None = None
    """The days of the period outside pauses; None where nobody knows how far the log reaches."""
    is_confirmed: bool = False
    """Whether the log has been confirmed as complete up to the end of the period."""
    places: tuple[int, ...] = ()
    """The contact days, each once and in order, by how many effective days lie before it."""
    forms: tuple[str | None, ...] = ()
    """Of each contact the form, a key of `contact_form`."""
    delays: tuple[int, ...] = ()
    """Of each contact the days until it was written down."""
    expected: int | None = None
    """On how many effective days contact was due by what was agreed; None where nothing was agreed."""
    kept: int = 0
    """On how many effective days with an agreement there was contact."""
    reported: str | None = None
    """How often the adviser says that there was contact, a key of `contact_frequency`."""
    told_by: frozenset[str] = frozenset()
    """Who told of it, keys of `reported_by`; only of what mentor and jobseeker have together."""


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """What is read of one case. None is not known; codes are those of the practice model."""

    today: date
    allowed: frozenset[str] = frozenset()
    """Of `release_variables.PERSONS` those who have said yes."""
    county: str | None = None
    """The name of the office's county."""
    practice_model: str | None = None
    has_employer: bool = False
    industry: str | None = None
    nace: str | None = None
    birth_year: int | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    entry_point: str | None = None
    initiator: str | None = None
    mentor_of_interest: str | None = None
    answers: Mapping[str, object] = field(default_factory=dict)
    """Answers of the registration form and of the steps about wishes and company, by field."""
    attachment_before: str | None = None
    """A key of `attachment_before`, or `survey_tables.UNCODED`."""
    recipe: str | None = None
    """The levels of the steps, as `recipe.write_levels` writes them."""
    mentors: tuple[MentorFacts, ...] = ()
    """Those who have begun, the earliest first."""
    adviser_changes: int = 0
    pause_reasons: tuple[str, ...] = ()
    """Of each pause that has begun."""
    measure_used: str | None = None
    measure_months: float | None = None
    is_measure_running: bool = False
    contacts: Mapping[str, ContactFacts] = field(default_factory=dict)
    """By key of `relationship`; one that is not there had nobody to be in touch with."""
    closing: Outcome | None = None
    """How the case closed."""
    later: tuple[tuple[date, Outcome], ...] = ()
    """Later measurements and their days, in order."""

    @property
    def is_closed(self) -> bool:
        """Whether the case is closed on the day."""
        return self.closed_on is not None and self.closed_on <= self.today


@dataclass(frozen=True, slots=True)
class MentorFacts:
    """A person's time as mentor."""

    from_on: date
    to_on: date | None = None
    is_employer: bool = False
    hours_per_month: float | None = None
    chosen_by: str | None = None
    end_reason: str | None = None


def make_record(facts: CaseFacts) -> dict[str, str]:
    """The code of every variable, in the order of `list_variables`: always a value of the variable's hierarchy."""
    found = (
        _describe_person(facts) | _describe_course(facts) | _describe_mentors(facts) | _describe_steps(facts)
    )
    for name in COMPUTED:
        found |= describe_contact(name, facts.contacts.get(name))
    found |= _describe_told(facts.contacts.get(TOLD)) | _describe_outcome(facts)
    return {key: found[key] if is_told else UNKNOWN for key, is_told in _list_told(facts.allowed)}


@lru_cache(maxsize=16)
def _list_told(allowed: frozenset[str]) -> tuple[tuple[str, bool], ...]:
    """Each variable, and whether all whom it concerns have said yes."""
    return tuple((one.key, allowed.issuperset(one.concerns)) for one in list_variables())


def measure_contact(
    entries: Iterable[Entry],
    period: LogPeriod | None,
    *,
    pauses: Sequence[Pause] = (),
    agreements: Sequence[Agreement] = (),
    reported: str | None = None,
    told_by: frozenset[str] = frozenset(),
) -> ContactFacts:
    """What is counted of a relationship's contacts: those in the period and outside pauses, as `judge_collaboration` has it."""
    if period is None:
        return ContactFacts(reported=reported, told_by=told_by)
    stretches = cut_out_pauses(period.from_on, period.to_on, pauses)
    placed = [(place, one) for one in entries if (place := find_place(stretches, one.day)) is not None]
    expected, kept = _count_agreed([one.day for _, one in placed], period, stretches, agreements)
    return ContactFacts(
        effective_days=sum([stretch.days for stretch in stretches]),
        is_confirmed=period.is_confirmed,
        places=tuple(sorted({place for place, _ in placed})),
        forms=tuple([one.form for _, one in placed]),
        delays=tuple([one.delay for _, one in placed]),
        expected=expected,
        kept=kept,
        reported=reported,
        told_by=told_by,
    )


def _count_agreed(
    days: Iterable[date], period: LogPeriod, stretches: Sequence[Stretch], agreements: Sequence[Agreement]
) -> tuple[int | None, int]:
    """On how many effective days contact was due, and on how many with an agreement there was some."""
    agreed = [
        one
        for one in agreements
        if one.rhythm
        and one.state == ONGOING
        and one.from_on <= period.to_on
        and (one.to_on is None or one.to_on >= period.from_on)
    ]
    if not agreed:
        return None, 0
    # All agreements are given: one that is no longer ongoing ends the one before it.
    due = list_expected(agreements, period.from_on, period.to_on)
    kept = {
        day
        for day in days
        if any(one.from_on <= day and (one.to_on is None or day <= one.to_on) for one in agreed)
    }
    return sum(find_place(stretches, day) is not None for day in due), len(kept)


def describe_contact(name: str, facts: ContactFacts | None) -> dict[str, str]:
    """The variables of the adviser's contact with one party."""
    has_report = name != "employer"
    if facts is None:
        reported = NOT_RELEVANT if has_report else None
        return _name_contact(name, [NOT_RELEVANT] * len(PARTS), reported)
    frequency, _ = _judge_log(facts)
    reported = compare_frequency(facts.reported, frequency) if has_report else None
    return _name_contact(name, _describe_log(facts), reported)


def _describe_log(facts: ContactFacts) -> list[str]:
    """What the log says of a relationship, in the order of `PARTS`."""
    days, n = facts.effective_days, len(facts.places)
    frequency, has_log = _judge_log(facts)
    if days is None or not has_log:
        return [frequency if part == FREQUENCY else NOT_REGISTERED for part in PARTS]
    course = measure_course(facts.places, days)
    known = [form for form in facts.forms if form is not None]
    return [
        band_count(n),
        band_per_month(n, days),
        mix_forms(facts.forms),
        band_share(sum([form in list_met() for form in known]), len(known)),
        band_days(course.longest_silence),
        band_days(facts.places[0]) if n else NONE,
        frequency,
        answer_intensity(course),
        band_kept(facts.kept, facts.expected),
        band_delay(facts.delays),
    ]


def _judge_log(facts: ContactFacts) -> tuple[str, bool]:
    """The frequency, and whether a log was kept: silence without a confirmed log says nothing."""
    if facts.effective_days is None:
        return NO_LOG, False
    n = len(facts.places)
    frequency = answer_frequency(n, facts.effective_days, is_confirmed=facts.is_confirmed)
    return frequency, bool(n) or facts.is_confirmed


FREQUENCY = "frequency"
PARTS = (
    "total",
    "per_month",
    "forms",
    "met_share",
    "silence",
    "first",
    FREQUENCY,
    "intensity",
    "kept",
    "logged",
)


@cache
def _name_parts(start: str) -> tuple[str, ...]:
    return tuple(f"{start}_{part}" for part in PARTS)


def _name_contact(name: str, values: Sequence[str], reported: str | None) -> dict[str, str]:
    named = dict(zip(_name_parts(f"with_{name}"), values, strict=True))
    if reported is not None:
        named[f"with_{name}_reported"] = reported
    return named


def _describe_told(facts: ContactFacts | None) -> dict[str, str]:
    """What mentor and jobseeker had together, as somebody told of it: counted as a log, and nobody reports it beside that."""
    values = [NOT_REGISTERED] * len(PARTS) if facts is None else _describe_log(facts)
    told_by = NOT_REGISTERED if facts is None else keep_codes("told_by", facts.told_by)
    return {**dict(zip(_name_parts(TOLD), values, strict=True)), f"{TOLD}_told_by": told_by}


def _describe_person(facts: CaseFacts) -> dict[str, str]:
    industry, section = NONE, NONE
    if facts.has_employer:
        nearest, section = _read_nace(facts.nace)
        industry = keep_code("industry", facts.industry or nearest)
    answers = facts.answers
    return {
        "county": band_county(facts.county),
        "practice_model": keep_code("practice_model", facts.practice_model),
        "industry": industry,
        "nace_section": section,
        "age": band_age(facts.birth_year, facts.opened_on),
        "target_group": keep_codes("target_group", answers.get("target_groups")),
        "interpreter": _ask("interpreter", answers.get("interpreter")),
        "attachment_before": _write_uncoded("attachment_before", facts.attachment_before),
        "goal": keep_code("goal", answers.get("goal")),
        "reason": keep_codes("reason", answers.get("reasons")),
        "mentor_of_interest": _ask("answer", facts.mentor_of_interest),
        "openness": _ask("answer", answers.get("openness")),
    }


@lru_cache(maxsize=2048)
def _read_nace(number: str | None) -> tuple[str | None, str]:
    """The industry that comes nearest to a number of the register, and its section."""
    if not number:
        return None, UNKNOWN
    known, section = get_practice_model("hybridmodellen").find_codes("industry").keys, find_section(number)
    return find_industry(number, known), OTHER if section is None else f"section_{section.section.lower()}"


def _ask(hierarchy: str, answer: object) -> str:
    """An answer to a question that may not have been put."""
    return UNKNOWN if answer in ("not_asked", "not_stated") else keep_code(hierarchy, answer)


def _write_uncoded(hierarchy: str, code: str | None) -> str:
    return "uncoded" if code == UNCODED else keep_code(hierarchy, code)


def _describe_course(facts: CaseFacts) -> dict[str, str]:
    answers, opened_on, closed_on = facts.answers, facts.opened_on, facts.closed_on
    months = None
    if facts.is_closed and opened_on is not None and closed_on is not None and closed_on >= opened_on:
        months = count_months(opened_on, closed_on)
    measure = classify_duration(facts.measure_months, is_running=facts.is_measure_running)
    kinds = [row.get("kind") for row in _list_rows(answers.get("parallel"))]
    return {
        "start": band_half_year(opened_on),
        "duration": classify_duration(months, is_running=not facts.is_closed) or UNKNOWN,
        "entry_point": keep_code("entry_point", facts.entry_point),
        "initiator": keep_code("initiator", facts.initiator),
        "how_found": keep_code("how_found", answers.get("how_found")),
        "adviser_knew_company": _ask("yes_no", answers.get("adviser_knew_company")),
        "adviser_changes": band_few(facts.adviser_changes),
        "pauses": band_few(len(facts.pause_reasons)),
        "measure_used": keep_code("yes_no", facts.measure_used),
        "measure_duration": NONE if facts.measure_used == "no" else measure or UNKNOWN,
        "other_measures": keep_codes("measure_kind", kinds, empty=NOT_REGISTERED),
        "pause_reason": keep_codes("pause_reason", facts.pause_reasons, empty=NONE),
        "close_cause": _answer_closed(facts, "close_cause", answers.get("contact_end_reason")),
        "closing_talk": _answer_closed(facts, "closing_talk", answers.get("closing_talk")),
        "criteria_reached": judge_criteria(
            [value for key, value in answers.items() if key.startswith("rating_")]
        ),
    }


def _list_rows(rows: object) -> list[Mapping[str, object]]:
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list | tuple) else []


def _answer_closed(facts: CaseFacts, hierarchy: str, answer: object) -> str:
    return keep_code(hierarchy, answer) if facts.is_closed else NOT_CLOSED


def judge_criteria(ratings: Sequence[object]) -> str:
    """How many of the office's success criteria were reached, keys of `success_rating`."""
    rated = [one for one in ratings if one in ("reached", "partly", "not_reached")]
    if not rated:
        return "not_rated" if "not_rated" in ratings else UNKNOWN
    if all(one == "reached" for one in rated):
        return "all"
    return "not_reached" if all(one == "not_reached" for one in rated) else "some"


def _describe_mentors(facts: CaseFacts) -> dict[str, str]:
    mentors = facts.mentors
    found = {"mentors": band_few(len(mentors)), "mentor_changes": band_few(max(0, len(mentors) - 1))}
    if not mentors:
        alone = ("mentor_wait", "mentor_hours", "mentor_chosen_by", "employer_is_mentor", "mentor_end_reason")
        return found | dict.fromkeys(alone, NONE)
    over = [one for one in mentors if one.to_on is not None and one.to_on <= facts.today]
    hours = mentors[-1].hours_per_month
    waited = (mentors[0].from_on - facts.opened_on).days if facts.opened_on is not None else None
    return found | {
        "mentor_wait": UNKNOWN if waited is None else band_days(max(0, waited)),
        "mentor_hours": band_hours(
            _read_number(facts.answers.get("hours_per_month")) if hours is None else hours
        ),
        "mentor_chosen_by": keep_codes("chosen_by", [one.chosen_by for one in mentors]),
        "employer_is_mentor": "yes" if any(one.is_employer for one in mentors) else "no",
        "mentor_end_reason": keep_code("mentor_end_reason", over[-1].end_reason) if over else "not_ended",
    }


def _read_number(text: object) -> float | None:
    try:
        return float(str(text).replace(",", ".")) if text else None
    except ValueError:
        return None


def _describe_steps(facts: CaseFacts) -> dict[str, str]:
    return dict(_read_recipe(facts.recipe))


@cache
def _read_recipe(letters: str | None) -> Mapping[str, str]:
    levels = (UNKNOWN,) * len(STEPS) if letters is None else read_levels(letters)
    return MappingProxyType({f"step_{step}": level for step, level in zip(STEPS, levels, strict=True)})


def _describe_outcome(facts: CaseFacts) -> dict[str, str]:
    last = facts.later[-1][1] if facts.later else None
    if facts.is_closed:
        found = dict(describe_facts(facts.closing) if facts.closing else dict.fromkeys(FACTS, UNKNOWN))
    else:
        found = dict.fromkeys(FACTS, NOT_CLOSED)
    for months in MEASUREMENTS:
        outcome = _find_measurement(facts, months)
        later = describe_facts(outcome) if outcome else {}
        missing = NOT_REGISTERED if facts.is_closed else NOT_CLOSED
        found[f"attached_{months}_months"] = later.get("attached", missing)
        found[f"after_{months}_months"] = later.get("attachment_after", missing)
        if months == LONGEST:
            found[f"position_{months}_months"] = later.get("position", missing)
    found["direct_result"] = (
        NOT_REGISTERED if last is None else keep_codes("direct_result", last.direct_result)
    )
    return found


@lru_cache(maxsize=4096)
def describe_facts(outcome: Outcome) -> Mapping[str, str]:
    """The variables of `FACTS` at one moment."""
    derived = derive_attachment_after(outcome) or "uncoded"
    values = (
        keep_code("attachment_after", derived),
        keep_codes("outcome_attached", outcome.attached),
        keep_codes("employment_form", outcome.employment_form),
        keep_codes("outcome_attached", outcome.wage_subsidy),
        keep_codes("in_measure", outcome.in_measure),
        keep_codes("leave", outcome.leave),
        keep_codes("elsewhere", outcome.elsewhere),
        keep_codes("end_reason", outcome.end_reason),
        band_position(outcome.position_percent),
    )
    return MappingProxyType(dict(zip(FACTS, values, strict=True)))


def _find_measurement(facts: CaseFacts, months: int) -> Outcome | None:
    """The measurement nearest to so many months after the closing, of two as near the later one; None if none is near."""
    if facts.closed_on is None or not facts.is_closed:
        return None
    first, last = MEASUREMENTS[months]
    wanted = months * DAYS_PER_MONTH
    near = [
        (abs(days - wanted), -days, outcome)
        for day, outcome in facts.later
        if first <= (days := (day - facts.closed_on).days) <= last
    ]
    return min(near, key=lambda one: one[:2])[2] if near else None
