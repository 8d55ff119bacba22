"""What a wish map and an offer are compared by: for each criterion whether it fits, fits partly, is unknown or speaks against.

A finding says why by the id of a sentence and what it names; the sentence is made when somebody reads it (`match_wording`).
What the jobseeker has said does not matter is not compared, so it has no finding.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from math import asin, cos, radians, sin, sqrt
from operator import attrgetter
from typing import Any, NamedTuple

from hybridmentor.domain.offer import Offer
from hybridmentor.domain.wish_map import ANY_HOURS, Codes, Hours, Place, WishMap

FITS, PARTLY, UNKNOWN, AGAINST = "fits", "partly", "unknown", "against"
VERDICTS = (FITS, PARTLY, UNKNOWN, AGAINST)

NEAR_HOURS = 5.0
"""So many hours a week between what is wished and what there is still fit partly (own definition: one short day)."""
NEAR_DISTANCE = 1.25
"""So many times the longest distance still fit partly (own definition)."""
EARTH_KM = 6371.0

OPPOSITES = {
    one: other
    for pair in (
        ("small_place", "large_place"),
        ("calm", "lively"),
        ("with_others", "by_oneself"),
        ("indoors", "outdoors"),
        ("fixed_tasks", "varied_tasks"),
    )
    for one, other in (pair, pair[::-1])
}
"""Codes of `wish_environment` that deny each other (own definition)."""


class Finding(NamedTuple):
    """How one criterion stands, and why."""

    criterion: str
    verdict: str
    """One of `VERDICTS`."""
    reason: str
    """The id of the sentence."""
    what: Codes = frozenset()
    """What there is of what is wished."""
    lacks: Codes = frozenset()
    """What is wished and is not there, or not known to be."""
    number: float = 0
    limit: float = 0
    """The distance and the longest one, in km."""
    wished: Hours = ANY_HOURS
    offered: Hours = ANY_HOURS


Compare = Callable[[WishMap, Offer], Finding | None]


@dataclass(frozen=True)
class Criterion:
    """One way to compare. Only the named fields are looked at: two offers alike in them get the same finding."""

    key: str
    compare: Compare
    wish_fields: tuple[str, ...]
    offer_fields: tuple[str, ...]
    code_set: str | None = None
    """Where the words of what it names stand; None where they are words already."""

    @property
    def of_wish(self) -> Callable[[WishMap], Any]:
        """What of a wish map is looked at."""
        return attrgetter(*self.wish_fields)

    @property
    def of_offer(self) -> Callable[[Offer], Any]:
        """What of an offer is looked at."""
        return attrgetter(*self.offer_fields)


@cache
def _find_unknown(criterion: str, is_asked: bool) -> Finding:
    return Finding(criterion, UNKNOWN, "match.reason.unsaid" if is_asked else "match.reason.unasked")


def compare_industry(wish: WishMap, offer: Offer) -> Finding | None:
    """One of the wished industries is enough."""
    if wish.industries is not None and not wish.industries:
        return None
    if not wish.industries or not offer.industries:
        return _find_unknown("industry", wish.industries is not None)
    shared = wish.industries & offer.industries
    if shared:
        return Finding("industry", FITS, "match.reason.industry.fits", shared)
    return Finding("industry", AGAINST, "match.reason.industry.against", offer.industries, wish.industries)


def compare_tasks(wish: WishMap, offer: Offer) -> Finding | None:
    """What the work is about: all of it, some of it, or nothing of what the jobseeker likes."""
    if wish.tasks is not None and not wish.tasks:
        return None
    if not wish.tasks or not offer.tasks:
        return _find_unknown("tasks", wish.tasks is not None)
    shared = wish.tasks & offer.tasks
    if not shared:
        return Finding("tasks", AGAINST, "match.reason.tasks.against", frozenset(), wish.tasks)
    lacks = wish.tasks - shared
    if lacks:
        return Finding("tasks", PARTLY, "match.reason.tasks.partly", shared, lacks)
    return Finding("tasks", FITS, "match.reason.tasks.fits", shared)


def compare_environment(wish: WishMap, offer: Offer) -> Finding | None:
    """The kind of workplace. Only what denies a wish (`OPPOSITES`) speaks against; what is not said is not known."""
    if wish.environment is not None and not wish.environment:
        return None
    if not wish.environment or not offer.environment:
        return _find_unknown("environment", wish.environment is not None)
    shared = wish.environment & offer.environment
    lacks = wish.environment - shared
    if not lacks:
        return Finding("environment", FITS, "match.reason.environment.fits", shared)
    if shared:
        return Finding("environment", PARTLY, "match.reason.environment.partly", shared, lacks)
    denied = frozenset(code for code in lacks if OPPOSITES.get(code) in offer.environment)
    if denied:
        return Finding("environment", AGAINST, "match.reason.environment.against", offer.environment, denied)
    return Finding("environment", UNKNOWN, "match.reason.environment.unknown", shared, lacks)


def compare_hours(wish: WishMap, offer: Offer) -> Finding | None:
    """Hours a week: there must be a number that both can; near it fits partly (`NEAR_HOURS`)."""
    wished, offered = wish.hours, offer.hours
    if wished == ANY_HOURS:
        return None
    if wished is None or offered is None:
        return _find_unknown("hours", wished is not None)
    gap = max(wished.least - offered.most, offered.least - wished.most)
    if gap <= 0:
        verdict, reason = FITS, "match.reason.hours.fits"
    elif gap <= NEAR_HOURS:
        verdict, reason = PARTLY, "match.reason.hours.partly"
    else:
        verdict, reason = AGAINST, "match.reason.hours.against"
    return Finding("hours", verdict, reason, wished=wished, offered=offered)


def compare_times(wish: WishMap, offer: Offer) -> Finding | None:
    """When the work is: all of it, some of it or nothing of it when the jobseeker can."""
    if wish.times is not None and not wish.times:
        return None
    if not wish.times or not offer.times:
        return _find_unknown("times", wish.times is not None)
    possible = offer.times & wish.times
    if not possible:
        return Finding("times", AGAINST, "match.reason.times.against", frozenset(), offer.times)
    if lacks := offer.times - possible:
        return Finding("times", PARTLY, "match.reason.times.partly", possible, lacks)
    return Finding("times", FITS, "match.reason.times.fits", possible)


def measure_distance(one: Place, other: Place) -> float | None:
    """The straight line between two places in km (haversine); None where either has no coordinates."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    north, south = radians(one.latitude), radians(other.latitude)
    across = radians(other.longitude - one.longitude)
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(across / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(min(1.0, half)))


def compare_travel(wish: WishMap, offer: Offer) -> Finding | None:
    """The way to work: by distance where it is known, else by place, municipality and county."""
    if wish.travels_anywhere:
        return None
    if wish.place is None or offer.place is None:
        return _find_unknown("travel", wish.place is not None)
    distance = measure_distance(wish.place, offer.place) if wish.longest_km else None
    if distance is not None and wish.longest_km:
        if distance <= wish.longest_km:
            verdict, reason = FITS, "match.reason.travel.fits"
        elif distance <= wish.longest_km * NEAR_DISTANCE:
            verdict, reason = PARTLY, "match.reason.travel.partly"
        else:
            verdict, reason = AGAINST, "match.reason.travel.against"
        return Finding("travel", verdict, reason, number=distance, limit=wish.longest_km)
    return _compare_places(wish.place, offer.place)


def _compare_places(wished: Place, offered: Place) -> Finding:
    if _is_same_name(wished.name, offered.name) or _is_same_name(wished.municipality, offered.municipality):
        return Finding("travel", FITS, "match.reason.travel.same_place")
    if wished.county is None or offered.county is None:
        return _find_unknown("travel", any(wished))
    if wished.county == offered.county:
        return Finding("travel", PARTLY, "match.reason.travel.same_county")
    return Finding("travel", AGAINST, "match.reason.travel.other_county")


def _is_same_name(one: str | None, other: str | None) -> bool:
    return bool(one and other and one.strip().lower() == other.strip().lower())


def compare_languages(wish: WishMap, offer: Offer) -> Finding | None:
    """One language in common is enough."""
    if wish.languages is not None and not wish.languages:
        return None
    if not wish.languages or not offer.languages:
        return _find_unknown("languages", wish.languages is not None)
    shared = wish.languages & offer.languages
    if shared:
        return Finding("languages", FITS, "match.reason.languages.fits", shared)
    return Finding("languages", AGAINST, "match.reason.languages.against", offer.languages, wish.languages)


def compare_support(wish: WishMap, offer: Offer) -> Finding | None:
    """What helps in a new job. Only what they have said they cannot give speaks against, though it be one of several."""
    if wish.support is not None and not wish.support:
        return None
    if not wish.support:
        return _find_unknown("support", is_asked=False)
    given = offer.support or frozenset()
    refused = wish.support & offer.support_not
    if refused:
        return Finding("support", AGAINST, "match.reason.support.against", wish.support & given, refused)
    if not given:
        return _find_unknown("support", is_asked=True)
    return _compare_open("support", wish.support, given)


def compare_motivation(wish: WishMap, offer: Offer) -> Finding | None:
    """What matters to the jobseeker; what is not said to be there is not known."""
    if wish.motivation is not None and not wish.motivation:
        return None
    if not wish.motivation or not offer.gives:
        return _find_unknown("motivation", wish.motivation is not None)
    return _compare_open("motivation", wish.motivation, offer.gives)


def compare_learning(wish: WishMap, offer: Offer) -> Finding | None:
    """What the jobseeker wants to learn; what is not said to be taught is not known."""
    if wish.learning is not None and not wish.learning:
        return None
    if not wish.learning or not offer.teaches:
        return _find_unknown("learning", wish.learning is not None)
    return _compare_open("learning", wish.learning, offer.teaches)


OPEN_REASONS = {
    "support": (
        "match.reason.support.fits",
        "match.reason.support.partly",
        "match.reason.support.unknown",
    ),
    "motivation": (
        "match.reason.motivation.fits",
        "match.reason.motivation.partly",
        "match.reason.motivation.unknown",
    ),
    "learning": (
        "match.reason.learning.fits",
        "match.reason.learning.partly",
        "match.reason.learning.unknown",
    ),
}
"""The sentences of criteria where nothing follows from what is left out: fits, partly, unknown."""


def _compare_open(criterion: str, wished: Codes, offered: Codes) -> Finding:
    fits, partly, unknown = OPEN_REASONS[criterion]
    shared = wished & offered
    lacks = wished - shared
    if not lacks:
        return Finding(criterion, FITS, fits, shared)
    if shared:
        return Finding(criterion, PARTLY, partly, shared, lacks)
    return Finding(criterion, UNKNOWN, unknown, shared, lacks)


def compare_own_wishes(wish: WishMap, offer: Offer) -> Finding | None:
    """What the jobseeker has wished by their own words of a mentor; nothing is looked at that they have not named."""
    if not wish.own_wishes or offer.kind != "mentor":
        return None
    wished = frozenset(one.pair for one in wish.own_wishes)
    met = wished & offer.told
    # Someone may have wished for two values of one thing, either of which is well.
    fulfilled = {key for key, _ in met}
    lacks = {(key, value) for key, value in wished if key not in fulfilled}
    told = {key for key, _ in offer.told}
    values = frozenset(value for _, value in met)
    missing = frozenset(value for _, value in lacks)
    denied = frozenset(value for key, value in lacks if key in told)
    if denied:
        return Finding("own_wish", AGAINST, "match.reason.own_wish.against", values, denied)
    if not missing:
        return Finding("own_wish", FITS, "match.reason.own_wish.fits", values)
    if met:
        return Finding("own_wish", PARTLY, "match.reason.own_wish.partly", values, missing)
    return Finding("own_wish", UNKNOWN, "match.reason.own_wish.unknown", frozenset(), missing)


def compare_capacity(wish: WishMap, offer: Offer) -> Finding | None:
    """Whether there is room for one more now."""
    if offer.capacity is None:
        return _find_unknown("capacity", is_asked=True)
    if offer.capacity > 0:
        return Finding("capacity", FITS, "match.reason.capacity.fits")
    return Finding("capacity", AGAINST, "match.reason.capacity.against")


def compare_leader(wish: WishMap, offer: Offer) -> Finding | None:
    """A gentle warning: a leader is often not in the daily work (AFI-notat 2022:01, ch. 3.4 and 4.4)."""
    if offer.kind != "mentor":
        return None
    if offer.is_leader is None:
        return _find_unknown("leader", is_asked=True)
    if offer.is_leader:
        return Finding("leader", PARTLY, "match.reason.leader.partly")
    return Finding("leader", FITS, "match.reason.leader.fits")


CRITERIA: tuple[Criterion, ...] = (
    Criterion("industry", compare_industry, ("industries",), ("industries",), "industry"),
    Criterion("tasks", compare_tasks, ("tasks",), ("tasks",), "wish_interest"),
    Criterion("environment", compare_environment, ("environment",), ("environment",), "wish_environment"),
    Criterion("hours", compare_hours, ("hours",), ("hours",)),
    Criterion("times", compare_times, ("times",), ("times",), "wish_hours"),
    Criterion("travel", compare_travel, ("place", "longest_km", "travels_anywhere"), ("place",)),
    Criterion("languages", compare_languages, ("languages",), ("languages",)),
    Criterion("support", compare_support, ("support",), ("support", "support_not"), "wish_support"),
    Criterion("motivation", compare_motivation, ("motivation",), ("gives",), "wish_motivation"),
    Criterion("learning", compare_learning, ("learning",), ("teaches",)),
    Criterion("own_wish", compare_own_wishes, ("own_wishes",), ("told", "kind")),
    Criterion("capacity", compare_capacity, ("key",), ("capacity",)),
    Criterion("leader", compare_leader, ("key",), ("is_leader", "kind")),
)
"""All criteria, in the order in which they are told."""
CRITERION_KEYS = tuple(criterion.key for criterion in CRITERIA)
ABOUT_OFFER = frozenset({"capacity", "leader"})
"""Criteria about the offer alone: no wish is fulfilled by them."""
CODE_SETS = {criterion.key: criterion.code_set for criterion in CRITERIA}
