"""What is known of an office and of a case while their rows are being made."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from hybridmentor.domain.practice import PracticeModel
from hybridmentor.services.national_data.course import Course
from hybridmentor.services.national_data.log import Log
from hybridmentor.services.national_data.rows import Rows
from hybridmentor.services.national_data.sealing import Sealer


@dataclass
class Office:
    """What the cases of an office have in common."""

    office: int
    advisers: Sequence[int]
    criteria: Sequence[int]
    today: int
    chance: Random
    sealer: Sealer
    practice: PracticeModel
    companies: list[tuple[str, str]] = field(default_factory=list)
    """Id and industry."""
    mentors: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: defaultdict(list))
    """Persons by company: id and name."""
    numbers: Counter[int] = field(default_factory=Counter)
    """The last case number of each year."""
    rows: Rows = field(default_factory=Rows)


@dataclass
class Mentorship:
    """A mentor's time in a case, as ordinals."""

    id: str
    person: str
    name: str
    from_on: int
    to_on: int | None
    is_employer: bool


@dataclass
class MadeCase:
    """A case with what its rows have in common."""

    id: str
    key: bytes
    course: Course
    log: Log
    user_id: int
    made_at: str
    entry_point: str
    company: str | None = None
    mentorships: list[Mentorship] = field(default_factory=list)

    def find_mentor(self, day: int) -> Mentorship | None:
        """Who was mentor that day."""
        for one in self.mentorships:
            if one.from_on <= day and (one.to_on is None or day <= one.to_on):
                return one
        return None
