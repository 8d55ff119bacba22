"""What is typed on the registration form itself: all that neither a step, the log nor the case already holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from hybridmentor.domain.answers import read_day
from hybridmentor.domain.form_state import (
    QUALITY,
    REPORTED,
    REPORTED_OF,
    CaseEnds,
    FormField,
    find_field,
)

PARALLEL_ROWS = 5
"""So many measures in parallel have room on the form."""
PARALLEL_PARTS = ("kind", "from_on", "to_on")
RATING = "rating_"
"""What the key of a rating begins with; the criterion's id follows."""


def name_parallel(row: int, part: str) -> str:
    """The key of one part of a measure in parallel; rows count from 1."""
    return f"parallel_{row}_{part}"


def _list_parallel() -> tuple[FormField, ...]:
    kinds = {"kind": ("code", "measure_kind"), "from_on": ("date", None), "to_on": ("date", None)}
    return tuple(
        FormField(name_parallel(row, part), "agreement", "typed", *kinds[part], needed="optional")
        for row in range(1, PARALLEL_ROWS + 1)
        for part in PARALLEL_PARTS
    )


TYPED_SECTIONS: Mapping[str, tuple[FormField, ...]] = MappingProxyType(
    {
        "case": (find_field("target_groups"),),
        "agreement": (
            find_field("measure_used"),
            find_field("agreement_number"),
            find_field("measure_from_on"),
            find_field("hours_per_month"),
            find_field("agreement_purpose"),
            find_field("agreement_other_help"),
            find_field("contact_at_nav"),
            find_field("contact_at_workplace"),
            find_field("is_journalled"),
            *_list_parallel(),
        ),
        "goal": (find_field("goal_number"), find_field("goal_on")),
        "collaboration": (
            find_field("log_confirmed_to"),
            *(find_field(f"{REPORTED}{name}_{who}") for who in REPORTED_OF for name, _, _ in QUALITY),
        ),
        "ending": (
            find_field("measure_ended_on"),
            find_field("contact_ended_on"),
            find_field("closing_talk"),
            find_field("contact_end_reason"),
        ),
    }
)
"""The fields of the form's own page, by section and in the order in which they are asked; ratings follow the goal."""

CLOSING_ANSWERS = (
    "measure_ended_on",
    "contact_ended_on",
    "closing_talk",
    "contact_end_reason",
    "log_confirmed_to",
    "later_reason",
)
"""What closing asks and the form keeps; the facts of the outcome and the days of the case are kept by those."""


def list_typed_fields() -> tuple[FormField, ...]:
    """All fields that are typed on the form, ratings left out, for they are the office's."""
    return tuple(field for fields in TYPED_SECTIONS.values() for field in fields)


FORM_KEYS = tuple(dict.fromkeys((*(field.key for field in list_typed_fields()), *CLOSING_ANSWERS)))
"""The keys of all answers that the form keeps, ratings left out."""


def make_rating_field(criterion_id: int) -> FormField:
    """The field that rates one of the office's success criteria; its label is the criterion's own words."""
    return FormField(f"{RATING}{criterion_id}", "goal", "typed", "code", "success_rating", needed="optional")


def read_parallel(answers: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The measures in parallel in the answers: kind, from_on and to_on (ISO text or None) each; rows without kind left out."""
    rows = [
        {part: answers.get(name_parallel(row, part)) for part in PARALLEL_PARTS}
        for row in range(1, PARALLEL_ROWS + 1)
    ]
    return [row for row in rows if row["kind"]]


def read_ratings(answers: Mapping[str, Any], criteria: Iterable[int]) -> dict[str, str | None]:
    """The rating of each criterion by its id as text, None where it has not been rated."""
    return {str(one): answers.get(f"{RATING}{one}") for one in criteria}


def read_ends(answers: Mapping[str, Any], opened_on: date | None, closed_on: date | None) -> CaseEnds:
    """The three ends of a case as the form's answers have them; a case without a first day began before all others."""
    return CaseEnds(
        opened_on=opened_on or date.min,
        measure_used=answers.get("measure_used"),
        closing_talk=answers.get("closing_talk"),
        closed_on=closed_on,
        measure_ended_on=read_day(answers.get("measure_ended_on")),
        contact_ended_on=read_day(answers.get("contact_ended_on")),
    )
