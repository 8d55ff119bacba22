"""Pairing two sides of a cohort: an optimal assignment by scores, and a stable matching by what both sides prefer.

People and places are numbered by side; the words for them stand in `match_file`. Optimal: as many pairs as the smaller side has,
with the greatest sum of scores (the assignment problem, solved by SciPy). Stable: nobody could better themselves together
with somebody who would gladly change too (Gale and Shapley 1962; with ties and incomplete lists the weak form, in which both must
gain: Irving 1994). Which of several equally good results is taken follows from the order of the sides alone.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hybridmentor.errors import InvalidInput, Message

Ranks = Sequence[Mapping[int, float]]
"""For each person of a side, how those of the other side are ranked: the lower the better, the same number for a tie.

Who is not named is not acceptable.
"""
Scores = Sequence[Sequence[float]]
"""A row for each person of the left side with the score of each of the right: the higher the better."""


@dataclass(frozen=True)
class Pairing:
    """Who belongs together, as numbers of the left and the right side in the left side's order; and who is left over."""

    pairs: tuple[tuple[int, int], ...]
    left_over: tuple[int, ...]
    right_over: tuple[int, ...]

    @classmethod
    def make(cls, partners: Mapping[int, int], left: int, right: int) -> Pairing:
        """The pairing of sides with so many people each; `partners` by the left side."""
        taken = set(partners.values())
        return cls(
            tuple(sorted(partners.items())),
            tuple(one for one in range(left) if one not in partners),
            tuple(one for one in range(right) if one not in taken),
        )


def rank_by_score(scores: Scores, right: int) -> tuple[Ranks, Ranks]:
    """What both sides prefer where all that is known is the score of each pair: the higher score."""
    by_left = [{other: -score for other, score in enumerate(row)} for row in scores]
    by_right = [{one: -scores[one][other] for one in range(len(scores))} for other in range(right)]
    return by_left, by_right


def pair_optimally(scores: Scores, right: int) -> Pairing:
    """As many pairs as the smaller of the sides, with the greatest sum of scores."""
    # Takes half a second to load, and most commands and pages have no use for it.
    import numpy
    from scipy.optimize import linear_sum_assignment

    if not scores or not right:
        return Pairing.make({}, len(scores), right)
    rows, columns = linear_sum_assignment(numpy.array(scores, dtype=float), maximize=True)
    return Pairing.make(dict(zip(rows.tolist(), columns.tolist(), strict=True)), len(scores), right)


def pair_optimally_by_ranks(by_left: Ranks, by_right: Ranks) -> Pairing:
    """As many pairs of people who have named each other as there can be, with the smallest sum of both sides' ranks."""
    cost = {
        (one, other): rank + by_right[other][one]
        for one, ranks in enumerate(by_left)
        for other, rank in ranks.items()
        if one in by_right[other]
    }
    if not cost:
        return Pairing.make({}, len(by_left), len(by_right))
    # More than all ranks of a whole pairing together: one pair more is worth any ranks.
    out_of_question = -(min(len(by_left), len(by_right)) + 1) * (max(cost.values()) + 1)
    scores = [
        [-cost[one, other] if (one, other) in cost else out_of_question for other in range(len(by_right))]
        for one in range(len(by_left))
    ]
    found = pair_optimally(scores, len(by_right))
    partners = {one: other for one, other in found.pairs if (one, other) in cost}
    return Pairing.make(partners, len(by_left), len(by_right))


def pair_stably(by_left: Ranks, by_right: Ranks) -> Pairing:
    """A stable matching, the best for the left side that there is where nobody has ties.

    The left side asks in the order of its ranks; whoever is asked keeps the better one. In a tie the one that is held stays.
    """
    wishes = [
        sorted((rank, other) for other, rank in ranks.items() if one in by_right[other])
        for one, ranks in enumerate(by_left)
    ]
    asked = [0] * len(wishes)
    held: dict[int, int] = {}
    free = list(range(len(wishes)))
    while free:
        one = heapq.heappop(free)
        while asked[one] < len(wishes[one]):
            other = wishes[one][asked[one]][1]
            asked[one] += 1
            holder = held.get(other)
            if holder is None:
                held[other] = one
                break
            if by_right[other][one] < by_right[other][holder]:
                held[other] = one
                heapq.heappush(free, holder)
                break
    return Pairing.make({one: other for other, one in held.items()}, len(by_left), len(by_right))


def list_blocking_pairs(pairing: Pairing, by_left: Ranks, by_right: Ranks) -> list[tuple[int, int]]:
    """The pairs of people who have named each other, are not together, and would both rather be; by the left side."""
    partner_of_left = dict(pairing.pairs)
    partner_of_right = {other: one for one, other in pairing.pairs}
    blocking = []
    for one, ranks in enumerate(by_left):
        mine = partner_of_left.get(one)
        worst = None if mine is None else ranks[mine]
        for other, rank in ranks.items():
            theirs = by_right[other]
            if one not in theirs or (worst is not None and rank >= worst):
                continue
            holder = partner_of_right.get(other)
            if holder is None or theirs[one] < theirs[holder]:
                blocking.append((one, other))
    return blocking


def count_blocking_pairs(pairing: Pairing, by_left: Ranks, by_right: Ranks) -> int:
    """How many such pairs there are."""
    return len(list_blocking_pairs(pairing, by_left, by_right))


def keep_together(scores: Scores, right: int, locked: Mapping[int, int]) -> Pairing:
    """The optimal pairing of those who are not locked together, with those who are.

    InvalidInput where somebody is locked to two.
    """
    if len(set(locked.values())) < len(locked):
        raise InvalidInput(Message("match.error.locked_twice"))
    rows = [one for one in range(len(scores)) if one not in locked]
    columns = [other for other in range(right) if other not in locked.values()]
    found = pair_optimally([[scores[one][other] for other in columns] for one in rows], len(columns))
    partners = {**locked, **{rows[one]: columns[other] for one, other in found.pairs}}
    return Pairing.make(partners, len(scores), right)
