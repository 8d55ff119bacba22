"""Earlier versions in words: what was changed, and each field's value before and after as a person reads it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from hybridmentor.domain.contact_plan import Agreement
from hybridmentor.domain.form_fields import RATING, list_typed_fields, make_rating_field
from hybridmentor.domain.form_state import FIELDS, FormField
from hybridmentor.domain.outcome import FACT_CODE_SETS
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.domain.step_fields import STEP_FIELDS
from hybridmentor.i18n import format_numeric
from hybridmentor.models import CaseTurn
from hybridmentor.services.contact_plans import read_agreed
from hybridmentor.services.versions import FieldChange, Version
from hybridmentor.web.form_words import describe_answer
from hybridmentor.web.practice import name_agreement
from hybridmentor.web.words import hm_pick, hm_t

NOUNS: Mapping[str, str] = MappingProxyType(
    {
        "case": "version.noun.case",
        "case_closing": "version.noun.case_closing",
        "case_form": "version.noun.case_form",
        "case_outcome": "version.noun.case_outcome",
        "case_pause": "version.noun.case_pause",
        "case_review": "version.noun.case_review",
        "case_step": "version.noun.case_step",
        "candidate": "version.noun.candidate",
        "consent": "version.noun.consent",
        "contact_plan": "version.noun.contact_plan",
        "contact_point": "version.noun.contact_point",
        "employer": "version.noun.employer",
        "match": "version.noun.match",
        "mentor_assignment": "version.noun.mentor_assignment",
    }
)
"""What each noun of a revision is called; another one is called something else that was changed."""

OWN_FIELDS: Mapping[str, tuple[str, str, str | None]] = MappingProxyType(
    {
        "case.name": ("case.name", "text", None),
        "case.birth_year": ("case.birth_year", "text", None),
        "case.phone": ("case.phone", "text", None),
        "case.organisation_number": ("case.organisation_number", "text", None),
        "case.employer_name": ("case.employer_name", "text", None),
        "case.entry_point": ("case.entry_point", "code", "entry_point"),
        "case_closing.follow_up_on": ("form.field.later_on", "date", None),
        "case_outcome.follow_up_on": ("form.field.later_on", "date", None),
        "case_outcome.measured_on": ("outcome.measured_on", "date", None),
        "case_outcome.note": ("close.note", "text", None),
        "case_pause.from_on": ("pause.from_on", "date", None),
        "case_pause.to_on": ("pause.to_on", "date", None),
        "case_pause.reason": ("pause.reason", "code", "pause_reason"),
        "case_pause.follow_up_on": ("pause.follow_up_on", "date", None),
        "case_review.held_on": ("review.held_on", "date", None),
        "case_review.change": ("review.change", "text", None),
        "case_review.follow_up": ("review.follow_up", "text", None),
        "case_review.follow_up_on": ("review.follow_up_on", "date", None),
        "case_review.next_on": ("review.next_on", "date", None),
        "case_step.status": ("step.status", "code", "step_status"),
        "case_step.done_on": ("step.done_on", "date", None),
        "case_step.note": ("step.note", "text", None),
        "case_step.skip_reason": ("step.skip_reason", "text", None),
        "candidate.company": ("candidate.company", "text", None),
        "candidate.status": ("candidate.status", "code", "candidate_status"),
        "candidate.helper": ("candidate.helper", "code", "helper"),
        "candidate.asked_on": ("candidate.asked_on", "date", None),
        "candidate.asked_by": ("candidate.asked_by", "user", None),
        "candidate.pitch": ("candidate.pitch", "text", None),
        "candidate.reflection": ("candidate.reflection", "text", None),
        "candidate.note": ("candidate.note", "text", None),
        "candidate.visit_on": ("candidate.visit_on", "date", None),
        "consent.withdrawn_on": ("consent.withdrawn_on", "date", None),
        "employer.name": ("case.employer_name", "text", None),
        "employer.organisation_number": ("case.organisation_number", "text", None),
        "contact_point.occurred_on": ("contact.when", "date", None),
        "contact_point.relationships": ("contact.who", "codes", "relationship"),
        "contact_point.form": ("contact.how", "code", "contact_form"),
        "contact_point.sub_form": ("contact.sub_form", "code", "contact_sub_form"),
        "contact_point.outcome": ("contact.outcome", "code", "contact_outcome"),
        "contact_point.minutes_band": ("contact.minutes", "code", "minutes_band"),
        "contact_point.themes": ("contact.themes", "codes", "contact_theme"),
        "contact_point.held_by": ("contact.held_by", "code", "held_by"),
        "contact_point.via": ("contact.via", "code", "via"),
        "contact_point.reported_by": ("contact.reported_by", "code", "reported_by"),
        "contact_point.note": ("contact.note", "text", None),
        "contact_point.next_step": ("contact.next_step", "text", None),
        "match.jobseeker_answer": ("match.jobseeker_answer", "answer", None),
        "match.other_answer": ("match.other_answer", "answer", None),
        "match.has_lasted": ("match.has_lasted", "yes_no", None),
        "mentor_assignment.from_on": ("mentor.from_on", "date", None),
        "mentor_assignment.to_on": ("mentor.to_on", "date", None),
        "mentor_assignment.is_employer": ("mentor.is_employer", "yes_no", None),
        "mentor_assignment.hours_per_month": ("mentor.hours_per_month", "number", None),
        "mentor_assignment.tasks": ("mentor.tasks", "text", None),
        "mentor_assignment.confidentiality_on": ("mentor.confidentiality_on", "date", None),
        "mentor_assignment.family_tie": ("mentor.family_tie", "yes_no", None),
        "mentor_assignment.chosen_by": ("mentor.chosen_by", "code", "mentor_chosen_by"),
        "mentor_assignment.chosen_how": ("mentor.chosen_how", "text", None),
        "mentor_assignment.right_told_mentor_on": ("mentor.right_told_mentor_on", "date", None),
        "mentor_assignment.right_told_jobseeker_on": ("mentor.right_told_jobseeker_on", "date", None),
        "mentor_assignment.end_reason": ("mentor.end_reason", "code", "mentor_end_reason"),
        "mentor_assignment.end_words": ("mentor.end_words", "text", None),
        "contact_plan.agreed": ("plan.name", "agreed", None),
    }
)
"""Fields that are none of the registration form's: message id of the label, kind, and code set."""

PARALLEL = re.compile(r"parallel_(?P<row>\d+)_(?P<part>kind|from_on|to_on)")
PARALLEL_LABELS = MappingProxyType(
    {"kind": "form.parallel_kind", "from_on": "form.parallel_from", "to_on": "form.parallel_to"}
)
"""The parts of a measure in parallel, whose labels stand once for all rows."""

FORM_FIELDS: Mapping[str, FormField] = MappingProxyType(
    {field.key: field for fields in (FIELDS, list_typed_fields(), *STEP_FIELDS.values()) for field in fields}
)


@dataclass(frozen=True)
class Line:
    """A changed field in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class Entry:
    """An entry of the list in words."""

    at: datetime
    author: str | None
    title: str
    lines: tuple[Line, ...]
    text: str | None = None
    """The note of a handover, or why the case was opened again."""
    is_gone: bool = False
    is_shut: bool = False
    is_turn: bool = False

    @property
    def moment(self) -> str:
        """The instant for machines."""
        return self.at.isoformat()


def list_rated(versions: Iterable[Version]) -> set[int]:
    """The ids of the success criteria whose ratings were changed."""
    keys = {change.key for version in versions for change in version.fields if change.key.startswith(RATING)}
    return {int(key.removeprefix(RATING)) for key in keys if key.removeprefix(RATING).isdigit()}


def list_named(versions: Iterable[Version]) -> set[int]:
    """The ids of the users who stand in a field that was changed."""
    values = {
        value
        for version in versions
        for change in version.fields
        if OWN_FIELDS.get(f"{version.noun}.{change.key}", ("", "", None))[1] == "user"
        for value in (change.before, change.after)
    }
    return {value for value in values if isinstance(value, int)}


def put_version_in_words(
    version: Version, practice: PracticeModel, criteria: Mapping[int, str], names: Mapping[int, str]
) -> Entry:
    """The entry as the page shows it.

    `criteria` are the words of the office's success criteria by id, `names` those of `list_named`.
    """
    if version.turn is not None:
        turn = version.turn
        return Entry(version.at, version.author, name_turn(turn), (), turn.note, is_turn=True)
    lines = tuple(
        describe_change(version.noun, change, practice, criteria, names) for change in version.fields
    )
    title = name_noun(version, practice)
    return Entry(version.at, version.author, title, lines, None, version.is_gone, version.is_shut)


def name_turn(turn: CaseTurn) -> str:
    """A handover with its two advisers and its day, or that the case was opened again."""
    if turn.kind == "reopening":
        return hm_t("turn.reopening")
    day, receiver = format_numeric(turn.turned_on), turn.to_user.name if turn.to_user else ""
    if turn.from_user is None:
        return hm_t("turn.taken_over", to=receiver, day=day)
    return hm_t("turn.handover", giver=turn.from_user.name, to=receiver, day=day)


def name_noun(version: Version, practice: PracticeModel) -> str:
    """What was changed: for a step which one, for agreed contact with whom, for a company which one."""
    name = hm_t(NOUNS.get(version.noun, "version.noun.other"))
    about = ""
    if version.noun == "case_step" and version.row is not None:
        step = practice.step(version.row.step)
        return hm_t("version.step", number=step.number, title=hm_pick(step.short_names))
    if version.noun == "contact_plan" and version.row is not None:
        about = hm_t(f"relationship.{version.row.relationship_key}").lower()
    elif version.noun == "candidate" and version.row is not None:
        about = version.row.company
    elif version.noun == "match" and version.row is not None:
        about = version.row.employer.name if version.row.employer else version.row.person.name or ""
    elif version.noun == "mentor_assignment" and version.row is not None:
        about = version.row.person.name or ""
    return f"{name}: {about}" if about else name


def describe_change(
    noun: str,
    change: FieldChange,
    practice: PracticeModel,
    criteria: Mapping[int, str],
    names: Mapping[int, str],
) -> Line:
    """A changed field: its label, and both values in words."""
    field, label = find_label(noun, change.key, criteria)
    sides = (change.before, change.after)
    if field is not None and field.kind == "user":
        before, after = (names.get(value, "") for value in sides)
    else:
        before, after = (write_value(field, value, practice) for value in sides)
    return Line(label, before or hm_t("conflict.empty"), after or hm_t("conflict.empty"))


def find_label(noun: str, key: str, criteria: Mapping[int, str]) -> tuple[FormField | None, str]:
    """The field of a key with its label in words; what has no label of its own is a field by another name."""
    own = OWN_FIELDS.get(f"{noun}.{key}")
    if own is not None:
        return FormField(key, "", "typed", own[1], own[2]), hm_t(own[0])
    if key.startswith(RATING) and key.removeprefix(RATING).isdigit():
        number = int(key.removeprefix(RATING))
        return make_rating_field(number), criteria.get(number) or hm_t("form.field.success_ratings")
    field = FORM_FIELDS.get(key)
    parallel = PARALLEL.fullmatch(key)
    if field is not None and parallel is not None:
        row = hm_t("form.parallel_row", number=parallel["row"])
        return field, f"{row}: {hm_t(PARALLEL_LABELS[parallel['part']]).lower()}"
    label = hm_t(field.label) if field is not None else hm_t("version.other_field")
    return field, label


def write_value(field: FormField | None, value: Any, practice: PracticeModel) -> str:
    """A value as JSON holds it, in words; empty where nothing stands there."""
    if value is None or value in ("", []):
        return ""
    if field is None:
        return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    if field.kind == "agreed":
        state, rhythm = read_agreed(str(value))
        return name_agreement(practice, Agreement(date.min, rhythm, state))
    if field.kind == "answer":
        # words: match.answer.
        return hm_t(f"match.answer.{value}")
    if field.kind == "date" and not is_day(value):
        return str(value)
    if field.key in FACT_CODE_SETS or field.kind in ("code", "codes"):
        value = value if isinstance(value, list) else [str(value)]
    return describe_answer(field, value, practice)


def is_day(value: object) -> bool:
    """Whether a value is a day in ISO text."""
    try:
        date.fromisoformat(str(value))
    except ValueError:
        return False
    return True
