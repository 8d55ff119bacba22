"""How much national data is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from hybridmentor.errors import InvalidInput, Message

CASES_PER_USER = 25
FEWEST_USERS = 3
"""At an office: a lead and two advisers."""
OPEN_SHARE = 0.10
"""Of a hundred stored cases ten are open (design data: 10 000 of 100 000)."""
MOST_OFFICES = 999
"""Offices are numbered with four digits from 9001 on."""


@dataclass(frozen=True)
class NationalSize:
    """The numbers asked for. The same ones, the same seed and the same day give the same rows.

    InvalidInput at the field for what cannot be: no office at all, more than `MOST_OFFICES`, fewer users than `FEWEST_USERS` for
    each office, and contacts without a case.
    """

    offices: int
    cases: int
    contacts: int
    seed: int
    today: date
    users: int = 0
    """0 for as many as the cases need, one for every 25."""

    def __post_init__(self) -> None:
        if not self.users:
            object.__setattr__(self, "users", max(FEWEST_USERS * self.offices, self.cases // CASES_PER_USER))
        if not 1 <= self.offices <= MOST_OFFICES:
            raise InvalidInput(Message("national_data.error.offices", most=MOST_OFFICES), field="offices")
        if self.users < FEWEST_USERS * self.offices:
            raise InvalidInput(Message("national_data.error.users", least=FEWEST_USERS), field="users")
        if self.cases < 0 or self.contacts < 0 or (self.contacts and not self.cases):
            raise InvalidInput(Message("national_data.error.contacts"), field="contacts")

    @property
    def open_cases(self) -> int:
        """How many of the cases are open."""
        return round(self.cases * OPEN_SHARE)
