"""The wish map: what a jobseeker wishes of a workplace and a mentor, as far as it can be compared with what is offered.

For each wish None means that nobody has asked or knows, and an empty set that it has been asked and does not matter: the first
is told as unknown, the second is not compared at all. Sex, background, religion, age and health have no field here: what the
jobseeker wishes about them stands as a wish of their own (`OwnWish`), with the day on which they said it, and is looked at for
no other. What helps in a job is about work and never a diagnosis (code set `wish_support`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from hybridmentor.domain.experience_tags import read_tags
from hybridmentor.errors import InvalidInput, Message

Codes = frozenset[str]

OWN_WISHES = ("sex", "age_group", "background", "religion", "health_experience", "other")
"""What a wish of one's own can be about (own definition; the protected grounds as a jobseeker speaks of a mentor)."""

OWN_WISH_FIELDS: Mapping[str, str] = {f"own_wish_{about}": about for about in OWN_WISHES}
"""The fields of the wishes step that hold them in words, with commas between, and what each is about."""
OWN_WISHES_DAY = "own_wishes_said_on"
"""The field that holds the day on which the jobseeker said so."""

INDIFFERENT = frozenset({"no_preference", "none", "unsure", "other"})
"""Codes that name nothing to compare with. With "unsure" or "other" alone nothing is known; the others say: does not matter."""
DOES_NOT_MATTER = frozenset({"no_preference", "none"})

TIMES = frozenset({"daytime", "evening", "night", "weekend", "shifts"})
"""The codes of `wish_hours` that say when; the others say how much."""


class Hours(NamedTuple):
    """Hours a week, from least to most."""

    least: float
    most: float


ANY_HOURS = Hours(0, 168)
FULL_TIME = Hours(35, 40)
"""What "full time" is compared as (own definition: the agreed 37.5 hours and what is near)."""
PART_TIME = Hours(1, 30)
"""What "part time" is compared as (own definition)."""

KILOMETRES_IN = {"under_30_minutes": 20.0, "under_60_minutes": 45.0}
"""How far a travelling time reaches in a straight line (own definition: about 40-50 km an hour, door to door)."""


class Place(NamedTuple):
    """Where something is, as exactly as it is known; all may be empty. For a jobseeker no more than the place's middle."""

    name: str | None = None
    """The postal place or the part of town, as it is written."""
    municipality: str | None = None
    """The four digits of the municipality."""
    county: str | None = None
    """The two digits of the county."""
    latitude: float | None = None
    longitude: float | None = None


@dataclass(frozen=True)
class OwnWish:
    """What the jobseeker has wished by their own words about something that is otherwise never compared."""

    about: str
    """One of `OWN_WISHES`."""
    value: str
    """What they wish, as a mentor who tells it would say: compared without regard to capital letters."""
    said_on: date
    """When the jobseeker said so; without that day it is not a wish of theirs."""

    def __post_init__(self) -> None:
        if self.about not in OWN_WISHES or not self.value.strip():
            raise InvalidInput(Message("match.error.own_wish"), field="own_wishes")

    @property
    def pair(self) -> tuple[str, str]:
        """As in `Offer.told`."""
        return self.about, self.value.strip().lower()


@dataclass(frozen=True)
class WishMap:
    """What one jobseeker wishes. None is unknown; an empty set does not matter.

    InvalidInput where hours or distance cannot be.
    """

    key: str
    """Whose it is: the case's id. Ties are broken by it (`suggestions.rank_offers`)."""
    industries: Codes | None = None
    """Keys of the code set `industry`; one of them is enough."""
    tasks: Codes | None = None
    """Keys of `wish_interest`."""
    environment: Codes | None = None
    """Keys of `wish_environment`."""
    hours: Hours | None = None
    times: Codes | None = None
    """When the jobseeker can work: keys of `wish_hours`."""
    place: Place | None = None
    longest_km: float | None = None
    """In a straight line; None where nobody has asked."""
    travels_anywhere: bool = False
    """Whether the distance does not matter."""
    languages: Codes | None = None
    """The languages that the jobseeker can work in, as words in small letters; one in common is enough."""
    support: Codes | None = None
    """What helps in a new job: keys of `wish_support`."""
    motivation: Codes | None = None
    """What matters: keys of `wish_motivation`."""
    learning: Codes | None = None
    """What the jobseeker wants to learn, as words in small letters: the gap that a mentor of the field sees (Fafo, p. 30)."""
    own_wishes: tuple[OwnWish, ...] = ()

    def __post_init__(self) -> None:
        check_hours(self.hours)
        if self.longest_km is not None and not 1 <= self.longest_km <= 2000:
            raise InvalidInput(Message("match.error.distance"), field="longest_km")


def check_hours(hours: Hours | None) -> None:
    """InvalidInput where the hours are no part of a week, or end before they begin."""
    if hours is not None and not 0 <= hours.least <= hours.most <= 168:
        raise InvalidInput(Message("match.error.hours"), field="hours")


def read_answers(key: str, answers: Mapping[str, Any], county: str | None = None) -> WishMap:
    """The wish map that the answers of the wishes step make, by the keys of its fields (`step_fields`).

    Codes come as lists, the rest as it was typed: languages and what the jobseeker wants to learn with commas. `county` is
    that of their office, where they are taken to live. Own wishes count only with the day on which they were said.
    """
    hours, travel = (frozenset(answers.get(name) or ()) for name in ("hours", "travel"))
    home = (answers.get("home_place") or "").strip() or None
    reach = [KILOMETRES_IN[code] for code in travel if code in KILOMETRES_IN]
    return WishMap(
        key,
        industries=_read_codes(answers.get("wished_industries")),
        tasks=_read_codes(answers.get("interests")),
        environment=_read_codes(answers.get("environment")),
        hours=_read_hours(hours),
        times=frozenset() if hours & DOES_NOT_MATTER else (hours & TIMES) or None,
        place=Place(name=home, county=county) if home else None,
        longest_km=min(reach, default=None),
        travels_anywhere="no_limit" in travel and not reach,
        languages=frozenset(read_tags(answers.get("languages"))) or None,
        support=_read_codes(answers.get("support")),
        motivation=_read_codes(answers.get("motivation")),
        learning=frozenset(read_tags(answers.get("learning"))) or None,
        own_wishes=_read_own_wishes(answers),
    )


def _read_own_wishes(answers: Mapping[str, Any]) -> tuple[OwnWish, ...]:
    said_on = answers.get(OWN_WISHES_DAY)
    if not said_on:
        return ()
    day = date.fromisoformat(said_on) if isinstance(said_on, str) else said_on
    return tuple(
        OwnWish(about, value, day)
        for field, about in OWN_WISH_FIELDS.items()
        for value in read_tags(answers.get(field))
    )


def _read_codes(chosen: Collection[str] | None) -> Codes | None:
    codes = frozenset(chosen or ())
    named = codes - INDIFFERENT
    return named if named or DOES_NOT_MATTER & codes else None


def _read_hours(chosen: Codes) -> Hours | None:
    full, part = "full_time" in chosen, "part_time" in chosen
    if full or part:
        least = PART_TIME.least if part or "step_by_step" in chosen else FULL_TIME.least
        return Hours(least, FULL_TIME.most if full else PART_TIME.most)
    if "step_by_step" in chosen:
        # A little first, and nobody has said how much in the end.
        return Hours(PART_TIME.least, FULL_TIME.most)
    return ANY_HOURS if chosen & DOES_NOT_MATTER else None
