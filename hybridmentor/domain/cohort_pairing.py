"""A cohort paired in both ways at once: by the best for all together, and so that no two would rather change.

Who has declined, who is held apart and who is held together come as numbers of the two sides; a pair that both have accepted
is held together too. What is left of the two pairings is numbers as well: names and words are put to them where they are shown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from hybridmentor.domain.match_cohort import Choices, Pairs, pair_cohort, rank_both, score_cohort
from hybridmentor.domain.offer import Offer
from hybridmentor.domain.pairing import Pairing, list_blocking_pairs
from hybridmentor.domain.suggestions import DEFAULT_WEIGHTS, Weights
from hybridmentor.domain.wish_map import WishMap

OPTIMAL, STABLE = METHODS = ("optimal", "stable")
"""The ways to pair a cohort, in the order in which they stand side by side."""
MOST_MEMBERS = 500
"""So many cases and so many offers a cohort can hold: what is paired while somebody waits (own definition)."""
LAST_PLACE = 3
"""The last of the choices that are asked for (own definition: a first, a second and a third)."""


@dataclass(frozen=True)
class CohortData:
    """All that a cohort's pairings follow from, by number of each side."""

    wishes: Sequence[WishMap]
    offers: Sequence[Offer]
    weights: Weights = DEFAULT_WEIGHTS
    left_choices: Choices = field(default_factory=dict)
    right_choices: Choices = field(default_factory=dict)
    declined: Pairs = ()
    """Pairs that either side has declined, or that are held apart by hand."""
    together: Mapping[int, int] = field(default_factory=dict)
    """Pairs that are held together by hand."""
    accepted: Sequence[tuple[int, int]] = ()
    """Pairs that both sides have accepted, the latest first."""

    def hold_together(self) -> dict[int, int]:
        """Who belongs together whatever the scores: by hand first, then who has accepted each other and is still free to."""
        held = dict(self.together)
        taken, refused = set(held.values()), set(self.declined)
        for one, other in self.accepted:
            if one not in held and other not in taken and (one, other) not in refused:
                held[one] = other
                taken.add(other)
        return held


@dataclass(frozen=True)
class CohortPairings:
    """The pairings of a cohort by method, and for each the pairs that would both rather be together."""

    by_method: Mapping[str, Pairing]
    blocking: Mapping[str, Sequence[tuple[int, int]]]
    held: Mapping[int, int]
    """Who is held together in both."""

    @property
    def differing(self) -> tuple[int, ...]:
        """Those of the left side who are with somebody else, or with nobody, in the other pairing."""
        first, second = (dict(self.by_method[method].pairs) for method in METHODS)
        both = first.keys() | second.keys()
        return tuple(one for one in sorted(both) if first.get(one) != second.get(one))


def pair_both(data: CohortData) -> CohortPairings:
    """Pair a cohort by each of `METHODS`."""
    held = data.hold_together()
    scores = score_cohort(data.wishes, data.offers, data.weights)
    right = len(data.offers)
    by_method = {
        method: pair_cohort(
            scores,
            right,
            method,
            left_choices=data.left_choices,
            right_choices=data.right_choices,
            declined=data.declined,
            locked=held,
        )
        for method in METHODS
    }
    by_left, by_right = rank_both(scores, right, data.left_choices, data.right_choices, data.declined)
    blocking = {
        method: tuple(list_blocking_pairs(pairing, by_left, by_right))
        for method, pairing in by_method.items()
    }
    return CohortPairings(by_method, blocking, held)


def sign_pairing(pairing: Pairing, wishes: Sequence[WishMap], offers: Sequence[Offer]) -> str:
    """A sign of who is with whom: another one if anybody is with somebody else. What was seen can be compared with what is."""
    told = sorted(f"{wishes[one].key}:{offers[other].key}" for one, other in pairing.pairs)
    return blake2b("|".join(told).encode(), digest_size=16).hexdigest()
