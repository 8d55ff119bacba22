"""What sums over cases need to know of one: a few plain codes and days, kept beside it so that no page opens hundreds of cases.

What follows from the day it is asked on (whether a measure is still going on, whether a case is closed) is not kept but made
from the days that are. The rest can change by itself only when a day that lies ahead comes, and then `holds_until_on` says so.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple
from uuid import UUID

from hybridmentor.domain.collaboration_figures import Answers
from hybridmentor.domain.survey_tables import measure_duration

RULES = 1
"""Which definitions figures were made by. Raise it with every change of what they mean: those kept by others are made again."""


@dataclass(frozen=True)
class CaseFigures:
    """The figures of one case; None is not registered, and counts nowhere."""

    adviser: int | None = None
    """Who had it last, by any number that tells advisers apart: only for holding figures back."""
    initiator: str | None = None
    """A key of `initiator`."""
    attachment_before: str | None = None
    """A key of `attachment_before`, or `survey_tables.UNCODED`."""
    attachment_after: str | None = None
    """A key of `attachment_after` by the outcome at the closing, or `survey_tables.UNCODED`."""
    measure_used: str | None = None
    measure_from_on: date | None = None
    measure_ended_on: date | None = None
    first_mentor_on: date | None = None
    """The first day of the first mentor who began, even if it lies ahead."""
    mentor_changes: int = 0
    """How many mentors have followed another."""
    recipe: str = "x" * 7
    """As `recipe.write_levels` writes it."""
    relationships: Mapping[str, Answers] = field(default_factory=dict)
    """What table 5 asks of each relationship, of all its days."""
    holds_until_on: date | None = None
    """The last day that all of it holds for; None until something changes."""

    def measure_months(self, *, is_closed: bool, today: date) -> tuple[float | None, bool]:
        """How long the registered mentor measure lasted, and whether it goes on (`survey_tables.measure_duration`)."""
        return measure_duration(
            self.measure_used,
            self.measure_from_on,
            self.measure_ended_on,
            is_closed=is_closed,
            today=today,
        )


class FiguredCase(NamedTuple):
    """A case with its figures, as whoever sums them up gets it."""

    id: UUID
    office_id: int
    opened_on: date
    closed_on: date | None
    practice_model: str
    entry_point: str | None
    figures: CaseFigures

    def is_closed(self, today: date) -> bool:
        """Whether the case is closed on the day."""
        return self.closed_on is not None and self.closed_on <= today
