"""The registration form of a case: its fields and where each comes from, what is missing, and when a case is closed.

AFI-notat 2022:01, ch. 1.5 describes the form and prints neither its fields nor its success criteria; the list is a
reconstruction from tables 1 to 7 and ch. 1.3 and 4. It settles what the offices found unclear on 24.08.2021. A form
that lacks something is saved all the same: what is missing is said, never demanded.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from types import MappingProxyType

from hybridmentor.domain.fault import Fault
from hybridmentor.domain.outcome import FACT_CODE_SETS, SEVERAL_FACTS
from hybridmentor.errors import InvalidInput, Message, NotFound

DAY = timedelta(days=1)

SECTIONS = (
    "case",
    "wishes",
    "company",
    "mentor",
    "agreement",
    "goal",
    "collaboration",
    "course",
    "ending",
    "outcome",
    "learning",
)
"""The parts of the form in order; the words are `form.section.<key>`."""
# words: form.section.

SOURCES = ("typed", "step", "contact", "mentor", "employer", "derived")
"""Where a field comes from; only what is `typed` is asked on the form itself. The words are `form.source.<key>`."""
# words: form.source.

KINDS = ("text", "code", "codes", "date", "number", "yes_no", "facts", "people", "periods", "ratings")

QUALITY = (
    ("frequency", "code", "contact_frequency"),
    ("intensity", "code", "contact_intensity"),
    ("forms", "codes", "contact_form"),
)
"""The three facts of AFI-notat 2022:01, table 5: name, kind of answer, code set."""
REPORTED = "reported_"
REPORTED_OF = ("jobseeker", "mentor")
"""Of whom the adviser may report the facts as AFI's survey asked; the log's own stand beside, and both are kept."""

MOST_AT_OPENING = 5
MOST_AT_CLOSING = 12

OUTCOME_FACTS = (
    "attached",
    "employment_form",
    "wage_subsidy",
    "in_measure",
    "leave",
    "elsewhere",
    "end_reason",
)
"""The facts that closing always asks; each may be unknown."""
FURTHER_FACTS = (
    "in_education",
    "measure_end",
    "planned",
    "relevant",
    "permanent",
    "through_whom",
    "direct_result",
)

ALWAYS_AT_CLOSING = ("closed_on", *OUTCOME_FACTS, "later_on", "later_reason")
"""Closing asks these whatever is known: how things stand that day, and when to ask again or why not."""
ALSO_AT_CLOSING = (
    "contact_ended_on",
    "measure_ended_on",
    "closing_talk",
    "contact_end_reason",
    "success_ratings",
)
"""Then these in this order, if the form needs them and lacks them, until `MOST_AT_CLOSING` are asked."""

ENTRY_POINTS = ("start", "at_workplace", "employer_contacted", "job_at_risk")
END_STATES = ("running", "measure_over", "contact_over", "closed")

WORDS = MappingProxyType(
    {
        "before_opening": "form.error.before_opening",
        "in_future": "form.error.in_future",
        "measure_not_used": "form.error.measure_not_used",
        "contact_after_closing": "form.error.contact_after_closing",
        "no_reason": "form.error.no_reason",
        "not_closed": "form.error.not_closed",
        "pause_turned": "form.error.pause_turned",
        "pause_before_opening": "form.error.pause_before_opening",
        "pause_overlaps": "form.error.pause_overlaps",
        "pause_follow_up": "form.error.pause_follow_up",
        "no_pause": "form.error.no_pause",
        "handover_early": "form.error.handover_early",
        "handover_same": "form.error.handover_same",
        "measure_end_missing": "form.open.measure_end_missing",
        "measure_runs_on": "form.open.measure_runs_on",
        "contact_end_missing": "form.open.contact_end_missing",
        "closing_talk_missing": "form.open.closing_talk_missing",
    }
)
"""The message ids of faults (`error`) and of what a closed or ended case still leaves open (`open`)."""


@dataclass(frozen=True)
class FormField:
    """One field of the registration form."""

    key: str
    section: str
    """One of `SECTIONS`."""
    source: str
    """One of `SOURCES`."""
    kind: str
    """One of `KINDS`."""
    code_set: str | None = None
    """The code set of the practice model, for `code`, `codes`, `periods` and `ratings`."""
    step: str | None = None
    """The step on whose page it is noted."""
    needed: str = "always"
    """When a whole form needs it: a key of `NEEDS`."""
    or_else: str | None = None
    """The field that answers in its place."""
    outlives_skipping: bool = False
    """Whether it is still needed when its step is skipped, because AFI's tables rest on it."""

    @property
    def label(self) -> str:
        """The message id of its words."""
        return f"form.field.{self.key}"


# words: form.field.


@dataclass(frozen=True)
class FormContext:
    """What decides which fields a whole form needs, beside the values."""

    is_closing: bool = False
    """Whether the case is about to be closed; a closed one needs the same without it."""
    skipped_steps: tuple[str, ...] = ()
    """Steps skipped with a reason, which is an answer: what would be noted there is not missing."""
    success_criteria: tuple[str, ...] = ()
    """The criteria of the office or study, to be rated each; none is made up."""


def _ask(fact: str) -> str:
    """Whether a fact of the outcome takes one key or several."""
    return "codes" if fact in SEVERAL_FACTS else "code"


def _list_fields() -> tuple[FormField, ...]:
    relationships = ("jobseeker", "mentor", "employer")
    return (
        FormField("office", "case", "typed", "text"),
        FormField("jobseeker_name", "case", "typed", "text"),
        FormField("service", "case", "typed", "code", "service"),
        FormField("entry_point", "case", "typed", "code", "entry_point"),
        FormField("opened_on", "case", "typed", "date"),
        FormField("adviser", "case", "derived", "people", needed="optional"),
        FormField("target_groups", "case", "typed", "codes", "target_group"),
        FormField("reasons", "case", "step", "codes", "reason", "wishes", outlives_skipping=True),
        FormField("initiator", "case", "step", "code", "initiator", "company", outlives_skipping=True),
        FormField(
            "initiator_detail",
            "case",
            "step",
            "code",
            "initiator_detail",
            "company",
            needed="initiator_other",
            outlives_skipping=True,
        ),
        FormField("wishes_mapped_on", "wishes", "step", "date", step="wishes"),
        FormField("mentor_of_interest", "wishes", "step", "code", "mentor_of_interest", "wishes"),
        FormField("interpreter", "wishes", "step", "code", "interpreter", "wishes", needed="optional"),
        FormField("openness", "wishes", "step", "code", "openness", "wishes"),
        FormField("openness_on", "wishes", "step", "date", step="wishes", needed="openness"),
        FormField("may_be_shared", "wishes", "step", "text", step="wishes", needed="optional"),
        FormField("not_to_be_shared", "wishes", "step", "text", step="wishes", needed="optional"),
        FormField("employer_name", "company", "employer", "text"),
        FormField("industry", "company", "employer", "code", "industry"),
        FormField("how_found", "company", "step", "code", "how_found", "company"),
        FormField("helpers", "company", "step", "codes", "helper", "company", needed="optional"),
        FormField(
            "adviser_knew_company",
            "company",
            "step",
            "code",
            "adviser_knew_company",
            "company",
            outlives_skipping=True,
        ),
        FormField("prior_attachment", "company", "step", "facts", step="company", outlives_skipping=True),
        FormField("attachment_before", "company", "derived", "code", "attachment_before", needed="optional"),
        FormField("employer_told_on", "company", "step", "date", step="employer_told"),
        FormField("mentors", "mentor", "mentor", "people"),
        FormField("mentor_chosen_with", "mentor", "step", "codes", "start_meeting_participant", "mentor"),
        FormField("start_meeting_on", "mentor", "step", "date", step="mentor"),
        FormField(
            "start_meeting_participants",
            "mentor",
            "step",
            "codes",
            "start_meeting_participant",
            "mentor",
            needed="start_meeting",
        ),
        FormField("measure_used", "agreement", "typed", "code", "measure_used"),
        FormField("agreement_number", "agreement", "typed", "text", needed="measure"),
        FormField("measure_from_on", "agreement", "typed", "date", needed="measure"),
        FormField("hours_per_month", "agreement", "typed", "number", needed="measure"),
        FormField("agreement_purpose", "agreement", "typed", "text", needed="measure"),
        FormField("agreement_other_help", "agreement", "typed", "text", needed="optional"),
        FormField("contact_at_nav", "agreement", "typed", "text", needed="measure"),
        FormField("contact_at_workplace", "agreement", "typed", "text", needed="measure"),
        FormField("is_journalled", "agreement", "typed", "yes_no", needed="measure"),
        FormField("parallel_measures", "agreement", "typed", "periods", "measure_kind", needed="optional"),
        FormField("goal", "goal", "step", "code", "goal", "wishes", outlives_skipping=True),
        FormField("goal_number", "goal", "typed", "number", needed="optional"),
        FormField("goal_on", "goal", "typed", "date", needed="optional"),
        FormField("success_ratings", "goal", "typed", "ratings", "success_rating", needed="criteria"),
        FormField("agreed_contact", "collaboration", "contact", "periods", needed="optional"),
        FormField("log_confirmed_to", "collaboration", "typed", "date", needed="ending"),
        FormField("contact_count", "collaboration", "contact", "number", needed="optional"),
        FormField("adviser_minutes", "collaboration", "contact", "number", needed="optional"),
        *(
            FormField(f"{dimension}_{who}", "collaboration", "derived", kind, code_set, needed="optional")
            for who in relationships
            for dimension, kind, code_set in QUALITY
        ),
        *(
            FormField(
                f"{REPORTED}{dimension}_{who}", "collaboration", "typed", kind, code_set, needed="optional"
            )
            for who in REPORTED_OF
            for dimension, kind, code_set in QUALITY
        ),
        FormField("pauses", "course", "typed", "periods", "pause_reason", needed="optional"),
        FormField("handovers", "course", "derived", "people", needed="optional"),
        FormField("measure_ended_on", "ending", "typed", "date", needed="ending_measure"),
        FormField("contact_ended_on", "ending", "typed", "date", needed="ending"),
        FormField("closing_talk", "ending", "typed", "code", "closing_talk", needed="ending"),
        FormField("contact_end_reason", "ending", "typed", "code", "contact_end_reason", needed="ending"),
        FormField("closed_on", "ending", "typed", "date", needed="ending"),
        FormField("duration", "ending", "derived", "code", "duration", needed="optional"),
        *(
            FormField(fact, "outcome", "typed", _ask(fact), FACT_CODE_SETS[fact], needed="ending")
            for fact in OUTCOME_FACTS
        ),
        *(
            FormField(fact, "outcome", "typed", _ask(fact), FACT_CODE_SETS[fact], needed="optional")
            for fact in FURTHER_FACTS
        ),
        FormField("position_percent", "outcome", "typed", "number", needed="optional"),
        FormField("job_started_on", "outcome", "typed", "date", needed="optional"),
        FormField("attachment_after", "outcome", "derived", "code", "attachment_after", needed="optional"),
        FormField("later_on", "outcome", "typed", "date", needed="ending", or_else="later_reason"),
        FormField("later_reason", "outcome", "typed", "text", needed="optional"),
        FormField("shared_on", "learning", "step", "date", step="share"),
    )


FIELDS = _list_fields()
"""The form, in the order in which it is shown and printed."""

OPENING_FIELDS = ("jobseeker_name", "service", "entry_point", "office", "opened_on")
"""What opens a case, and no more; an adviser with one office is not asked for it."""

Rule = Callable[[Mapping[str, object], FormContext], bool]

NEEDS: Mapping[str, Rule] = MappingProxyType(
    {
        "always": lambda values, context: True,
        "optional": lambda values, context: False,
        "initiator_other": lambda values, context: values.get("initiator") == "other",
        "openness": lambda values, context: is_answered(values.get("openness")),
        "start_meeting": lambda values, context: is_answered(values.get("start_meeting_on")),
        "measure": lambda values, context: values.get("measure_used") == "yes",
        "ending": lambda values, context: _is_ending(values, context),
        "ending_measure": lambda values, context: (
            _is_ending(values, context) and values.get("measure_used") == "yes"
        ),
        "criteria": lambda values, context: _is_ending(values, context) and bool(context.success_criteria),
    }
)
"""When a whole form needs a field; agreement basics by Tiltaksforskriften section 5-7, only with the measure."""


def find_field(key: str) -> FormField:
    """The field with this key; NotFound if there is none."""
    for field in FIELDS:
        if field.key == key:
            return field
    raise NotFound(Message("error.not_found"))


def is_answered(value: object) -> bool:
    """Whether a value answers anything: "unknown", no and 0 do; None, blank text and an empty list do not."""
    if isinstance(value, str):
        return bool(value.strip())
    if isinstance(value, Mapping | list | tuple | set | frozenset):
        return bool(value)
    return value is not None


def list_missing(values: Mapping[str, object], context: FormContext | None = None) -> tuple[FormField, ...]:
    """The fields that a whole form still lacks, in the order of the form.

    Optional and derived fields are never missing: the latter come by themselves. A field of a step that was skipped
    with a reason is not missing either, unless AFI's tables rest on it. How it ended is only asked of a case that is
    closing or closed.
    """
    context = context or FormContext()
    return tuple(field for field in FIELDS if _is_missing(field, values, context))


def list_opening_fields() -> tuple[FormField, ...]:
    """The at most `MOST_AT_OPENING` fields that open a case, in the order in which they are asked."""
    return tuple(find_field(key) for key in OPENING_FIELDS)


def list_closing_fields(
    values: Mapping[str, object], context: FormContext | None = None
) -> tuple[FormField, ...]:
    """The at most `MOST_AT_CLOSING` fields that closing asks, in the order of the form.

    `ALWAYS_AT_CLOSING`, and then of `ALSO_AT_CLOSING` what is needed and missing, as far as there is room. What finds
    none is not lost: `list_missing` names it afterwards.
    """
    context = replace(context or FormContext(), is_closing=True)
    asked = list(ALWAYS_AT_CLOSING)
    for key in ALSO_AT_CLOSING:
        if len(asked) < MOST_AT_CLOSING and _is_missing(find_field(key), values, context):
            asked.append(key)
    return tuple(field for field in FIELDS if field.key in asked)


@dataclass(frozen=True)
class EntryRule:
    """What an entry point changes: proposals shown as such and never saved by themselves."""

    entry_point: str
    skippable_steps: tuple[str, ...] = ()
    """Steps that need not be gone again, with the entry point as the reason; the adviser decides."""
    proposals: Mapping[str, str] = dataclasses.field(default_factory=dict)
    """Values by field; the field counts as missing until the adviser has confirmed one."""


ENTRY_RULES: Mapping[str, EntryRule] = MappingProxyType(
    {
        "start": EntryRule("start"),
        "at_workplace": EntryRule(
            "at_workplace", ("company",), MappingProxyType({"how_found": "already_there"})
        ),
        "employer_contacted": EntryRule(
            "employer_contacted",
            ("company",),
            MappingProxyType({"how_found": "employer_contacted", "initiator": "employer"}),
        ),
        "job_at_risk": EntryRule(
            "job_at_risk",
            ("company",),
            MappingProxyType({"how_found": "already_there", "goal": "keep_job"}),
        ),
    }
)


def find_entry_rule(entry_point: str) -> EntryRule:
    """What the entry point changes (own definition); nothing for one that is not known here.

    AFI-notat 2022:01, ch. 4.5 leaves open whether steps 1 to 5 always belong, so all four entry points are possible,
    steps come in any order, and only finding a company may be passed over because there is one already.
    """
    return ENTRY_RULES.get(entry_point, EntryRule(entry_point))


@dataclass(frozen=True)
class CaseEnds:
    """The three ends of a case, with what they are judged by."""

    opened_on: date
    measure_used: str | None = None
    """A key of `measure_used`, None if not asked yet."""
    measure_ended_on: date | None = None
    """The last day of the registered mentor measure; table 6 is about this end only."""
    contact_ended_on: date | None = None
    """The last day of Nav's agreed contact; the mentor may go on without Nav."""
    closing_talk: str | None = None
    """A key of `closing_talk`."""
    closed_on: date | None = None


@dataclass(frozen=True)
class EndState:
    """How far a case has come to its end."""

    state: str
    """One of `END_STATES`."""
    open_points: tuple[Message, ...] = ()
    """What is not settled yet, as sentences; never a reason not to close."""

    @property
    def is_closed(self) -> bool:
        """Whether the case counts as closed."""
        return self.state == "closed"


def judge_ends(ends: CaseEnds, today: date) -> EndState:
    """Whether the case counts as closed, and what its ends leave open (own definition; asked by the offices 24.08.2021).

    1. `closed`: from `closed_on` on, with or without the measure. Nothing else closes a case: not the end of the
       measure, not silence, not a mentor who goes on as natural support.
    2. `contact_over`: Nav's agreed contact has ended, as a rule with a closing talk; the case may be closed. That is
       also how a case without the measure ends.
    3. `measure_over`: the measure has ended and Nav's agreed contact goes on.
    4. `running`: otherwise.

    A day that has not come yet has not happened.
    """
    measure_over = _has_come(ends.measure_ended_on, today)
    contact_over = _has_come(ends.contact_ended_on, today)
    if _has_come(ends.closed_on, today):
        state = "closed"
    elif contact_over:
        state = "contact_over"
    else:
        state = "measure_over" if measure_over else "running"
    points = []
    if state in {"closed", "contact_over"}:
        if ends.measure_used == "yes" and not measure_over:
            points.append("measure_runs_on" if ends.measure_ended_on else "measure_end_missing")
        if ends.closing_talk is None:
            points.append("closing_talk_missing")
    if state == "closed" and not contact_over:
        points.append("contact_end_missing")
    return EndState(state, tuple(Message(WORDS[point]) for point in points))


def check_ends(ends: CaseEnds, today: date) -> tuple[Fault, ...]:
    """The ends that cannot be: before the case was opened, in the future, in the wrong order; empty when all is well.

    The measure may end later than the case (the subsidy may run on), and so may lie ahead.
    """
    faults: list[Fault] = []
    for field in ("measure_ended_on", "contact_ended_on", "closed_on"):
        day: date | None = getattr(ends, field)
        if day is None:
            continue
        if day < ends.opened_on:
            faults.append(Fault(field, Message(WORDS["before_opening"], day=write_day(ends.opened_on))))
        elif day > today and field != "measure_ended_on":
            faults.append(Fault(field, Message(WORDS["in_future"])))
    if ends.measure_ended_on is not None and ends.measure_used == "no":
        faults.append(Fault("measure_ended_on", Message(WORDS["measure_not_used"])))
    if ends.contact_ended_on and ends.closed_on and ends.contact_ended_on > ends.closed_on:
        day_text = write_day(ends.closed_on)
        faults.append(Fault("contact_ended_on", Message(WORDS["contact_after_closing"], day=day_text)))
    return tuple(faults)


def reopen_case(ends: CaseEnds, reason: str) -> CaseEnds:
    """The ends of the case opened again: contact goes on, and the measure stays as it was.

    InvalidInput at `reason` if it is blank, and if the case was not closed. What was noted at closing is kept as an
    earlier version by the caller, who keeps the reason too.
    """
    if ends.closed_on is None:
        raise InvalidInput(Message(WORDS["not_closed"]), field="closed_on")
    if not reason.strip():
        raise InvalidInput(Message(WORDS["no_reason"]), field="reason")
    return replace(ends, contact_ended_on=None, closing_talk=None, closed_on=None)


def _is_missing(field: FormField, values: Mapping[str, object], context: FormContext) -> bool:
    if not NEEDS[field.needed](values, context):
        return False
    if field.step in context.skipped_steps and not field.outlives_skipping:
        return False
    value = values.get(field.key)
    if field.kind == "ratings":
        ratings = value if isinstance(value, Mapping) else {}
        return not all(is_answered(ratings.get(criterion)) for criterion in context.success_criteria)
    return not is_answered(value) and not (field.or_else and is_answered(values.get(field.or_else)))


def _is_ending(values: Mapping[str, object], context: FormContext) -> bool:
    return context.is_closing or is_answered(values.get("closed_on"))


def _has_come(day: date | None, today: date) -> bool:
    return day is not None and day <= today


def write_day(day: date) -> str:
    """24.11.2026, as in all three languages."""
    return f"{day:%d.%m.%Y}"
