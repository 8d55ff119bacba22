"""An offer: what an employer or a mentor has to give, as far as it can be compared with a wish map.

None is unknown, and so is an empty set: a register knows what somebody has said, not what they have left out. What an offer
cannot give is said by itself (`support_not`). A mentor's profile holds what the mentor has told for this use (GDPR art. 14);
`told` is read only where a jobseeker has wished for it.
"""

from __future__ import annotations

from dataclasses import dataclass

from hybridmentor.domain.wish_map import Codes, Hours, Place, check_hours
from hybridmentor.errors import InvalidInput, Message

KINDS = ("employer", "mentor")
"""There are two matches: the company and the mentor (AFI-notat 2022:01, ch. 4.5)."""


@dataclass(frozen=True)
class Offer:
    """What one employer or mentor offers, in the codes of the wish map.

    InvalidInput for a kind, hours or capacity that cannot be.
    """

    key: str
    """Whose it is: the id of the employer or the person."""
    kind: str
    """One of `KINDS`."""
    industries: Codes | None = None
    """Keys of `industry`; several where the register's industry falls in several of them."""
    tasks: Codes | None = None
    """Keys of `wish_interest`: what the work is about, or the mentor's field."""
    environment: Codes | None = None
    """Keys of `wish_environment`."""
    hours: Hours | None = None
    """Hours a week that there is work for."""
    times: Codes | None = None
    """When the work is: keys of `wish_hours`."""
    place: Place | None = None
    languages: Codes | None = None
    """Languages that one can work in there, as words in small letters."""
    teaches: Codes | None = None
    """What they can teach, as words in small letters."""
    support: Codes | None = None
    """What they can give of what helps: keys of `wish_support`."""
    support_not: Codes = frozenset()
    """What they have said that they cannot give."""
    gives: Codes | None = None
    """What a job or a mentor there gives of what matters: keys of `wish_motivation`."""
    capacity: int | None = None
    """How many more they have room for now."""
    is_leader: bool | None = None
    """Whether the mentor leads the workplace, or would lead the jobseeker."""
    told: frozenset[tuple[str, str]] = frozenset()
    """What the mentor has told about something of `OWN_WISHES`: pairs of what it is about and a word in small letters."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise InvalidInput(Message("match.error.kind"), field="kind")
        check_hours(self.hours)
        if self.capacity is not None and self.capacity < 0:
            raise InvalidInput(Message("match.error.capacity"), field="capacity")
