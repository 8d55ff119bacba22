"""The registration form in words: each value as a person reads it, with where it comes from."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import url_for

from hybridmentor.domain.collaboration import Forms, Frequency, Intensity
from hybridmentor.domain.fact_keys import UNKNOWN
from hybridmentor.domain.form_fields import FORM_KEYS
from hybridmentor.domain.form_state import (
    FIELDS,
    OPENING_FIELDS,
    OUTCOME_FACTS,
    SECTIONS,
    FormField,
    is_answered,
)
from hybridmentor.domain.outcome import build_outcome
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.domain.prior_attachment import PriorAttachment
from hybridmentor.domain.step_fields import PRIOR_FIELDS, list_step_fields
from hybridmentor.i18n import format_numeric
from hybridmentor.models import Case, CaseOutcome, CaseTurn
from hybridmentor.queries.contact_plans import describe_agreement
from hybridmentor.queries.form_values import FormValues
from hybridmentor.web.practice import name_agreement, name_code
from hybridmentor.web.words import hm_n, hm_say, hm_t

HIDDEN = frozenset({"initiator_detail", "openness_on", "goal_number", "agreement_other_help"})
"""Fields that are left out of the page while they stand open: they belong to an answer given elsewhere."""
PLACES: Mapping[str, tuple[str, ...]] = {
    "hybridmentor.cases.edit": ("jobseeker_name", "service", "entry_point", "employer_name", "industry"),
    "hybridmentor.cases.mentor": ("mentors",),
    "hybridmentor.cases.plan": ("agreed_contact",),
    "hybridmentor.cases.pause": ("pauses",),
    "hybridmentor.cases.handover": ("handovers",),
}
"""The pages of fields that are neither noted in a step nor typed on the form."""
AFTER_CLOSING = ("success_ratings", "log_confirmed_to")
"""What else the page that mends a closing holds."""
ENDING = ("ending", "outcome")
"""The sections that are asked when a case closes."""


@dataclass(frozen=True)
class Line:
    """One field of the form: its label, its value in words (several lines, none where it stands open), and its source."""

    key: str
    label: str
    values: tuple[str, ...]
    source: str
    """The message id of where it comes from."""
    url: str | None
    """Where it is changed; None for what comes by itself."""
    is_missing: bool

    @property
    def is_open(self) -> bool:
        """Whether it stands open and need not be filled in."""
        return not self.values and not self.is_missing


@dataclass(frozen=True)
class Section:
    """A part of the form."""

    key: str
    title: str
    lines: tuple[Line, ...]


def write_form(
    case: Case, content: FormValues, practice: PracticeModel, places: Mapping[str, str]
) -> list[Section]:
    """The whole form by sections. Fields that stand open are in it too, so that one sees what it lacks.

    `places` are the pages where fields are filled in, by key: see `find_places`.
    """
    missing = {field.key for field in content.missing}
    sections = []
    for key in SECTIONS:
        lines = []
        for field in FIELDS:
            if field.section != key:
                continue
            values = tuple(put_in_words(field, content, practice))
            if not values and field.key in HIDDEN and field.key not in missing:
                continue
            source = "form.source.case" if field.key in OPENING_FIELDS else f"form.source.{field.source}"
            lines.append(
                Line(
                    field.key, hm_t(field.label), values, source, places.get(field.key), field.key in missing
                )
            )
        sections.append(Section(key, hm_t(f"form.section.{key}"), tuple(lines)))
    return sections


def find_places(case: Case, *, may_edit: bool, may_follow_up: bool) -> dict[str, str]:
    """The page where each field is filled in, by key; what comes by itself, or is not the actor's to change, has none."""
    if may_edit:
        found = {field.key: find_place(field, case) for field in FIELDS}
        return {key: url for key, url in found.items() if url}
    if may_follow_up:
        url = url_for("hybridmentor.cases.outcome", case_id=case.id)
        return {
            field.key: url
            for field in FIELDS
            if field.source == "typed" and (field.section in ENDING or field.key in AFTER_CLOSING)
        }
    return {}


def find_place(field: FormField, case: Case) -> str | None:
    """The page where a field of an open case is filled in; None for what comes by itself or with closing."""
    if field.step is not None:
        return url_for("hybridmentor.cases.step", case_id=case.id, step=field.step)
    for endpoint, keys in PLACES.items():
        if field.key in keys:
            return url_for(endpoint, case_id=case.id)
    if field.key in FORM_KEYS or field.key in ("parallel_measures", "success_ratings"):
        return url_for("hybridmentor.cases.edit_form", case_id=case.id)
    return None


def put_in_words(field: FormField, content: FormValues, practice: PracticeModel) -> list[str]:
    """The value of a field, a text for each of its parts; none where it stands open."""
    value = content.values.get(field.key)
    if field.key == "success_ratings":
        return [
            f"{one.words}: {name_code(practice, 'success_rating', value[str(one.id)])}"
            for one in content.criteria
            if value and value.get(str(one.id))
        ]
    if field.key == "adviser_minutes":
        # Work without contact stands beside the time of the contacts; neither is written over the other.
        worked = _write_minutes(content.values.get("work_minutes") or {}, practice)
        return [
            *_write_minutes(value or {}, practice),
            *(hm_t("form.without_contact", times=line) for line in worked),
        ]
    if not is_answered(value):
        return []
    if isinstance(value, Frequency | Intensity | Forms):
        codes = value.keys if isinstance(value, Forms) else [value.code] if value.code else []
        words = ", ".join(name_code(practice, field.code_set or "", code) for code in codes)
        # The reason stands with it: without a code it is the answer.
        return [*([words] if words else []), hm_say(value.reason)]
    if field.key == "handovers":
        return [*_write_advisers(value or [], practice), *map(_write_turn, content.values["turns"])]
    special = SPECIAL.get(field.key)
    if special is not None:
        return special(value, practice)
    return describe(field, value, practice)


def describe(field: FormField, value: Any, practice: PracticeModel) -> list[str]:
    """A plain value by its kind: words of codes, days as dd.mm.yyyy, numbers with comma."""
    if field.kind in ("code", "codes"):
        keys = [value] if isinstance(value, str) else list(value)
        return [name_code(practice, field.code_set or "", key) for key in keys]
    if field.kind == "yes_no":
        return [hm_t("form.yes" if value == "yes" else "form.no")]
    if isinstance(value, date):
        return [format_numeric(value)]
    if field.kind == "number":
        return [f"{value:g}".replace(".", ",") if isinstance(value, float) else str(value).replace(".", ",")]
    return [str(value)]


def describe_answer(field: FormField, value: Any, practice: PracticeModel) -> str:
    """A kept answer in one line; empty where it stands open."""
    if not is_answered(value):
        return ""
    if field.kind == "date" and isinstance(value, str):
        value = date.fromisoformat(value)
    return ", ".join(describe(field, value, practice))


def describe_outcome(row: CaseOutcome, practice: PracticeModel) -> list[tuple[str, list[str]]]:
    """The facts of an outcome as pairs of label and values; at closing the unknown ones that it always asks, too."""
    facts = build_outcome(row.facts)
    pairs = []
    for field in FIELDS:
        if field.section != "outcome" or not hasattr(facts, field.key):
            continue
        value = getattr(facts, field.key)
        if value in (None, UNKNOWN) and not (row.moment == "closing" and field.key in OUTCOME_FACTS):
            continue
        pairs.append((hm_t(field.label), describe(field, value, practice)))
    return pairs


def describe_prior(prior: PriorAttachment, practice: PracticeModel) -> list[str]:
    """The attachment before, a line for each fact that is known."""
    fields = {field.key: field for field in list_step_fields("company")}
    lines = []
    for key, fact in PRIOR_FIELDS.items():
        known = getattr(prior, fact)
        if known and known != ("unknown",):
            words = ", ".join(describe(fields[key], known, practice))
            lines.append(known if isinstance(known, str) else f"{hm_t(fields[key].label)} {words}")
    return lines


def describe_period(from_on: date | None, to_on: date | None) -> str:
    """24.11.2026-30.11.2026, or from a day on."""
    if from_on is None:
        return hm_t("form.until", day=format_numeric(to_on)) if to_on else ""
    return hm_t("form.period", start=format_numeric(from_on), end=format_numeric(to_on))


def _write_mentors(rows: Sequence[Any], practice: PracticeModel) -> list[str]:
    return [
        f"{one.person.name} ({describe_period(one.from_on, one.to_on)})"
        + (f", {hm_t('mentor.employer_is')}" if one.is_employer else "")
        for one in rows
    ]


def _write_advisers(rows: Sequence[Any], practice: PracticeModel) -> list[str]:
    return [f"{one.user.name} ({describe_period(one.from_on, one.to_on)})" for one in rows]


def _write_turn(turn: CaseTurn) -> str:
    """The note of a handover, or the reason of a reopening, with its day."""
    return hm_t(f"form.turn.{turn.kind}", day=format_numeric(turn.turned_on), note=turn.note)


# words: form.turn.


def _write_plans(rows: Sequence[Any], practice: PracticeModel) -> list[str]:
    return [
        f"{hm_t('relationship.' + one.relationship_key)}: {name_agreement(practice, describe_agreement(one))}"
        f" ({describe_period(one.from_on, one.to_on)})"
        for one in rows
    ]


def _write_pauses(rows: Sequence[Any], practice: PracticeModel) -> list[str]:
    return [
        f"{describe_period(one.from_on, one.to_on)}: {name_code(practice, 'pause_reason', one.reason)}"
        for one in rows
    ]


def _write_parallel(rows: Iterable[Mapping[str, Any]], practice: PracticeModel) -> list[str]:
    lines = []
    for row in rows:
        first, last = (date.fromisoformat(day) if day else None for day in (row["from_on"], row["to_on"]))
        period = describe_period(first, last)
        lines.append(name_code(practice, "measure_kind", row["kind"]) + (f" ({period})" if period else ""))
    return lines


def _write_minutes(bands: Mapping[str, int], practice: PracticeModel) -> list[str]:
    return [
        hm_n(
            "form.times",
            count,
            band=name_code(practice, "minutes_band", band) if band else hm_t("form.no_minutes"),
        )
        for band, count in sorted(bands.items(), key=lambda one: (not one[0], one[0]))
    ]


SPECIAL: Mapping[str, Callable[[Any, PracticeModel], list[str]]] = {
    "mentors": _write_mentors,
    "adviser": _write_advisers,
    "agreed_contact": _write_plans,
    "pauses": _write_pauses,
    "parallel_measures": _write_parallel,
    "prior_attachment": describe_prior,
}


def write_text(
    case: Case,
    sections: Iterable[Section],
    follow_ups: Iterable[tuple[date, list[tuple[str, list[str]]], str | None]] = (),
    *,
    agreement: str | None,
    journalled: str | None,
) -> str:
    """The form as plain text for the case system: agreement number and whether it is journalled first."""
    lines = [
        hm_t("form.text.title", number=case.number),
        join_line(hm_t("form.field.agreement_number"), agreement or hm_t("form.not_registered")),
        join_line(hm_t("form.field.is_journalled"), journalled or hm_t("form.not_registered")),
    ]
    for section in sections:
        known = [line for line in section.lines if line.values]
        if known:
            lines += ["", section.title.upper()]
            lines += [join_line(line.label, "; ".join(line.values)) for line in known]
    for day, facts, note in follow_ups:
        lines += ["", hm_t("outcome.later_on", day=format_numeric(day)).upper()]
        lines += [join_line(label, ", ".join(values)) for label, values in facts]
        lines += [note] if note else []
    return "\n".join(lines) + "\n"


def join_line(label: str, value: str) -> str:
    """A label and its value; after a question no colon is needed."""
    return f"{label} {value}" if label.endswith("?") else f"{label}: {value}"
