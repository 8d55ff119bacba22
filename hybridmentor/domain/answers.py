"""Answers by field key, as one JSON text of the row that they belong to (which seals it)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

Answers = dict[str, Any]
"""Keys of codes as text or sorted lists, days as ISO text, numbers and texts as text; what is unanswered is left out."""


class HoldsAnswers(Protocol):
    """A row with answers: a step, or the registration form."""

    answers: Any


def read_day(kept: str | None) -> date | None:
    """The day of a kept answer; None where there is none."""
    return date.fromisoformat(kept) if kept else None


def read_answers(row: HoldsAnswers | None) -> Answers:
    """All answers of a row; none where there is no row, or its key has been destroyed."""
    if row is None or not row.answers:
        return {}
    answers: Answers = json.loads(row.answers)
    return answers


def write_answers(row: HoldsAnswers, answers: Mapping[str, Any]) -> None:
    """Put the answers in the row, leaving out what is unanswered."""
    kept = {key: value for key, value in answers.items() if value is not None and value != [] and value != ""}
    row.answers = json.dumps(kept, ensure_ascii=False) if kept else None
