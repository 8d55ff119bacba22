"""A cohort: jobseekers on the left, offers on the right, paired by scores, what both sides have chosen, and locks.

After a matching meeting both sides may have chosen, in an order, or declined (Fafo 2019, p. 68). A pair that either has
declined is never made. What each jobseeker gets of their wishes is told in words, and two pairings stand side by side.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Mapping, Sequence
from dataclasses import dataclass
from math import fsum
from typing import TypeVar

from hybridmentor.domain.match_criteria import (
    ABOUT_OFFER,
    AGAINST,
    CRITERIA,
    FITS,
    PARTLY,
    UNKNOWN,
    Finding,
)
from hybridmentor.domain.offer import Offer
from hybridmentor.domain.pairing import Pairing, Ranks, Scores, keep_together, pair_stably
from hybridmentor.domain.suggestions import DEFAULT_WEIGHTS, POINTS, Suggestion, Weights, suggest
from hybridmentor.domain.wish_map import WishMap
from hybridmentor.errors import InvalidInput, Message

T = TypeVar("T", WishMap, Offer)
Choices = Mapping[int, Sequence[int]]
"""For those of a side who have chosen, those of the other side, the first choice first."""
Pairs = Collection[tuple[int, int]]

CHOICE_WORTH = 3.0
"""What a first choice is worth beside the score, and the second half of it, the third a third (own definition).

As much as the whole span of a score, so that what people have chosen after they have met goes before what is written down.
"""


def score_cohort(
    wishes: Sequence[WishMap], offers: Sequence[Offer], weights: Weights = DEFAULT_WEIGHTS
) -> list[list[float]]:
    """A row for each wish map with the score of each offer, the same as `suggest` gives.

    What is alike is compared once: 500 times 500, all different, take 0.8 s of one core (CPython 3.11).
    """
    # Takes long to load, and most commands and pages have no use for it.
    import numpy

    points = numpy.zeros((len(wishes), len(offers)), dtype=int)
    most = numpy.zeros_like(points)
    against = numpy.zeros_like(points)
    for criterion in CRITERIA:
        weight = weights.by_criterion[criterion.key]
        rows, alike_wishes = _group(wishes, criterion.of_wish)
        columns, alike_offers = _group(offers, criterion.of_offer)
        if not (weight and rows and columns):
            continue
        worth = [[_judge(criterion.compare(wish, offer)) for offer in alike_offers] for wish in alike_wishes]
        found = numpy.array(worth)[numpy.ix_(rows, columns)]
        points += found[:, :, 0] * weight
        most += found[:, :, 1] * weight
        against |= found[:, :, 2]
    shares = numpy.divide(points, 2 * most, out=numpy.zeros(points.shape), where=most > 0)
    return [list(map(float, row)) for row in shares - against]


def _group(people: Sequence[T], look_at: Callable[[T], Hashable]) -> tuple[list[int], list[T]]:
    """For each the number of its group, of those that look alike; and one of each group."""
    numbers: dict[Hashable, int] = {}
    places: list[int] = []
    firsts: list[T] = []
    for one in people:
        looked_at = look_at(one)
        if looked_at not in numbers:
            numbers[looked_at] = len(firsts)
            firsts.append(one)
        places.append(numbers[looked_at])
    return places, firsts


NOT_WISHED = (0, 0, 0)
JUDGED = {verdict: (points, 1, int(verdict == AGAINST)) for verdict, points in POINTS.items()}
"""For each verdict its points, that it counts, and whether it speaks against."""


def _judge(finding: Finding | None) -> tuple[int, int, int]:
    return NOT_WISHED if finding is None else JUDGED[finding.verdict]


def pair_cohort(
    scores: Scores,
    right: int,
    method: str = "optimal",
    *,
    left_choices: Choices | None = None,
    right_choices: Choices | None = None,
    declined: Pairs = (),
    locked: Mapping[int, int] | None = None,
) -> Pairing:
    """A pairing by one of `match_file.METHODS`; locked pairs stand, and the others are paired around them.

    Optimal: the greatest sum of scores and choices, with as many pairs as can be where nobody has declined. Stable: each one's
    choices first, in order, then the others by score. InvalidInput for an unknown method, and where somebody is locked to two
    or to one of a declined pair: a lock takes no right to decline away.
    """
    locks = dict(locked or {})
    refused = set(declined)
    if refused & set(locks.items()):
        raise InvalidInput(Message("match.error.locked_declined"))
    if method == "stable":
        by_left, by_right = rank_both(scores, right, left_choices or {}, right_choices or {}, refused)
        return _pair_rest_stably(by_left, by_right, locks)
    if method != "optimal":
        raise InvalidInput(Message("match.error.method"), field="method")
    worth = count_choices(scores, left_choices or {}, right_choices or {})
    # Worse than anything that the others could make up for, so that such a pair is made only where none else is left.
    never = -(min(len(scores), right) + 1) * (max((abs(x) for row in worth for x in row), default=0) + 1) * 2
    weighed = [
        [never if (one, other) in refused else value for other, value in enumerate(row)]
        for one, row in enumerate(worth)
    ]
    found = keep_together(weighed, right, locks)
    partners = {one: other for one, other in found.pairs if (one, other) not in refused}
    return Pairing.make(partners, len(scores), right)


def count_choices(scores: Scores, left_choices: Choices, right_choices: Choices) -> list[list[float]]:
    """The scores with what both sides' choices are worth (`CHOICE_WORTH`)."""
    worth = [list(row) for row in scores]
    for one, choices in left_choices.items():
        for place, other in enumerate(choices, 1):
            worth[one][other] += CHOICE_WORTH / place
    for other, choices in right_choices.items():
        for place, one in enumerate(choices, 1):
            worth[one][other] += CHOICE_WORTH / place
    return worth


def rank_both(
    scores: Scores, right: int, left_choices: Choices, right_choices: Choices, declined: Pairs = ()
) -> tuple[Ranks, Ranks]:
    """What both sides prefer: their choices in order, then the others by score; a declined pair is acceptable to neither."""
    refused = set(declined)
    by_left = [
        {
            other: rank
            for other, rank in _rank_one(left_choices.get(one, ()), row).items()
            if (one, other) not in refused
        }
        for one, row in enumerate(scores)
    ]
    by_right = [
        {
            one: rank
            for one, rank in _rank_one(right_choices.get(other, ()), [row[other] for row in scores]).items()
            if (one, other) not in refused
        }
        for other in range(right)
    ]
    return by_left, by_right


def _rank_one(choices: Sequence[int], row: Sequence[float]) -> dict[int, float]:
    # Scores lie between -2 and 1, so that 1 - score follows the choices, whose ranks are below.
    ranks = {other: 1 - score for other, score in enumerate(row)}
    ranks.update({other: place - len(choices) - 1.0 for place, other in enumerate(choices)})
    return ranks


def _pair_rest_stably(by_left: Ranks, by_right: Ranks, locks: Mapping[int, int]) -> Pairing:
    if len(set(locks.values())) < len(locks):
        raise InvalidInput(Message("match.error.locked_twice"))
    taken = set(locks.values())
    free_left = [
        {} if one in locks else {other: rank for other, rank in ranks.items() if other not in taken}
        for one, ranks in enumerate(by_left)
    ]
    found = pair_stably(free_left, by_right)
    return Pairing.make({**dict(found.pairs), **locks}, len(by_left), len(by_right))


@dataclass(frozen=True)
class Gain:
    """What a jobseeker gets of their wishes from one offer; without one all is empty."""

    got: tuple[Finding, ...] = ()
    partly: tuple[Finding, ...] = ()
    unknown: tuple[Finding, ...] = ()
    missed: tuple[Finding, ...] = ()
    score: float | None = None
    """For comparing; not shown to people. None without an offer."""

    @property
    def summary(self) -> Message:
        """The gain in a sentence; the findings stand beside it."""
        if self.score is None:
            return Message("match.gain.nobody")
        known = len(self.got) + len(self.partly) + len(self.missed)
        if not known:
            return Message("match.gain.unknown")
        if not self.missed and not self.partly:
            return Message("match.gain.all")
        return Message("match.gain.some", got=len(self.got), partly=len(self.partly), known=known)


NOBODY = Gain()


def describe_gain(suggestion: Suggestion) -> Gain:
    """What of their wishes the jobseeker gets; what is about the offer alone is left out."""

    def pick(verdict: str) -> tuple[Finding, ...]:
        return tuple(
            one
            for one in suggestion.list_by(verdict)
            if one.criterion not in ABOUT_OFFER and one.reason != "match.reason.unasked"
        )

    return Gain(pick(FITS), pick(PARTLY), pick(UNKNOWN), pick(AGAINST), suggestion.score)


def describe_gains(
    pairing: Pairing,
    wishes: Sequence[WishMap],
    offers: Sequence[Offer],
    weights: Weights = DEFAULT_WEIGHTS,
) -> tuple[Gain, ...]:
    """The gain of each jobseeker of a cohort, in their order."""
    partners = dict(pairing.pairs)
    return tuple(
        describe_gain(suggest(wish, offers[partners[one]], weights)) if one in partners else NOBODY
        for one, wish in enumerate(wishes)
    )


@dataclass(frozen=True)
class ComparedRow:
    """One jobseeker in two pairings."""

    left: int
    first: int | None
    second: int | None
    first_gain: Gain
    second_gain: Gain

    @property
    def change(self) -> Message:
        """In which of the two the jobseeker gets more of their wishes."""
        if self.first == self.second:
            return Message("match.change.same")
        first, second = _value(self.first_gain), _value(self.second_gain)
        if first == second:
            return Message("match.change.equal")
        return Message("match.change.first") if first > second else Message("match.change.second")


@dataclass(frozen=True)
class Compared:
    """Two pairings of one cohort side by side, a row for each jobseeker in order."""

    rows: tuple[ComparedRow, ...]
    first_total: float
    second_total: float
    """The sums of the scores, for whoever computes with them."""

    @property
    def summary(self) -> Message:
        """How many get the same, how many more in the one and in the other."""
        told = [row.change.id for row in self.rows]
        return Message(
            "match.change.summary",
            same=told.count("match.change.same") + told.count("match.change.equal"),
            first=told.count("match.change.first"),
            second=told.count("match.change.second"),
        )


def _value(gain: Gain) -> float:
    # To be without an offer is less than any offer.
    return -3.0 if gain.score is None else gain.score


def compare_pairings(
    first: Pairing,
    second: Pairing,
    wishes: Sequence[WishMap],
    offers: Sequence[Offer],
    weights: Weights = DEFAULT_WEIGHTS,
) -> Compared:
    """Two pairings of one cohort side by side."""
    gains = [describe_gains(one, wishes, offers, weights) for one in (first, second)]
    partners = [dict(one.pairs) for one in (first, second)]
    rows = tuple(
        ComparedRow(left, partners[0].get(left), partners[1].get(left), gains[0][left], gains[1][left])
        for left in range(len(wishes))
    )
    totals = [fsum(gain.score for gain in side if gain.score is not None) for side in gains]
    return Compared(rows, totals[0], totals[1])
