"""Weeks, as people in Norway count them: ISO 8601, Monday to Sunday, and the year is that of the Thursday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, order=True)
class Week:
    """A week. As text it is ISO's, such as 2026-W48; around New Year its year may differ from that of its days."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Week:
        """The week that the day lies in."""
        year, number, _ = day.isocalendar()
        return cls(year, number)

    @property
    def first_on(self) -> date:
        """Its Monday."""
        return date.fromisocalendar(self.year, self.number, 1)

    @property
    def last_on(self) -> date:
        """Its Sunday."""
        return date.fromisocalendar(self.year, self.number, 7)

    def __str__(self) -> str:
        return f"{self.year}-W{self.number:02d}"
