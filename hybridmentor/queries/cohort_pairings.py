"""A cohort's two pairings, from what is known of everybody in it at this moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from hybridmentor.domain.cohort_pairing import CohortData, CohortPairings, pair_both, sign_pairing
from hybridmentor.domain.match_reasons import ANSWERS
from hybridmentor.domain.offer import Offer
from hybridmentor.domain.suggestions import Weights
from hybridmentor.domain.wish_map import WishMap
from hybridmentor.identity import Actor
from hybridmentor.models import Cohort, Match
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.cohorts import (
    CASE,
    COMPANIES,
    Members,
    OfferMember,
    list_cohort_matches,
    map_choices,
    map_locks,
)
from hybridmentor.queries.offers import map_employer_offers, map_mentor_offers
from hybridmentor.queries.wish_maps import list_wish_maps

ACCEPTED, DECLINED = ANSWERS
TOGETHER, APART = LOCKS = ("together", "apart")


@dataclass(frozen=True)
class PairedCohort:
    """The cases and offers that are paired, by the numbers of the pairings, and all that the pairings follow from."""

    cases: Sequence[VisibleCase]
    offers: Sequence[OfferMember]
    data: CohortData
    pairings: CohortPairings
    choices: Mapping[tuple[int, int, str], int]
    """What has been said, by case, offer and side."""
    locks: Mapping[tuple[int, int], str]

    def sign(self, method: str) -> str:
        """A sign of one pairing, to tell whether it is the one that somebody has seen."""
        return sign_pairing(self.pairings.by_method[method], self.data.wishes, self.data.offers)


def read_pairings(
    session: Session, actor: Actor, cohort: Cohort, members: Members, weights: Weights
) -> PairedCohort:
    """Pair a cohort's open cases with those of its offers that can be had, for an actor who works on all of the cases."""
    cases = members.open_cases
    wishes = list_wish_maps(session, [one.case for one in cases])
    known = _map_offers(session, actor, cohort, members, wishes)
    offers = [one for one in members.current_offers if one.row_id in known]
    left = {one.case.id: number for number, one in enumerate(cases)}
    right = {one.offer_id: number for number, one in enumerate(offers)}
    choices = {
        (left[case_id], right[offer_id], side): place
        for (case_id, offer_id, side), place in map_choices(session, cohort.id).items()
        if case_id in left and offer_id in right
    }
    locks = {
        (left[case_id], right[offer_id]): kind
        for (case_id, offer_id), kind in map_locks(session, cohort.id).items()
        if case_id in left and offer_id in right
    }
    matches = [
        (left[match.case_id], right[offer_id], match)
        for match, offer_id in list_cohort_matches(session, members)
        if match.case_id in left and offer_id in right
    ]
    data = _gather(wishes, [known[one.row_id] for one in offers], weights, choices, locks, matches)
    return PairedCohort(cases, offers, data, pair_both(data), choices, locks)


def _map_offers(
    session: Session, actor: Actor, cohort: Cohort, members: Members, wishes: Sequence[WishMap]
) -> Mapping[UUID, Offer]:
    ids = [one.row_id for one in members.current_offers]
    if cohort.kind == COMPANIES:
        return map_employer_offers(session, actor, ids)
    with_told = any(one.own_wishes for one in wishes)
    return map_mentor_offers(session, actor, ids, with_told=with_told)


def _gather(
    wishes: Sequence[WishMap],
    offers: Sequence[Offer],
    weights: Weights,
    choices: Mapping[tuple[int, int, str], int],
    locks: Mapping[tuple[int, int], str],
    matches: Sequence[tuple[int, int, Match]],
) -> CohortData:
    left_places: dict[int, list[tuple[int, int]]] = {}
    right_places: dict[int, list[tuple[int, int]]] = {}
    declined = {pair for pair, kind in locks.items() if kind == APART}
    for (one, other, side), place in choices.items():
        if not place:
            declined.add((one, other))
        elif side == CASE:
            left_places.setdefault(one, []).append((place, other))
        else:
            right_places.setdefault(other, []).append((place, one))
    answered = [(one, other, {match.jobseeker_answer, match.other_answer}) for one, other, match in matches]
    declined |= {(one, other) for one, other, answers in answered if DECLINED in answers}
    # A lock is refused where somebody has declined; who declines after it was set goes before it.
    together = {
        one: other
        for (one, other), kind in locks.items()
        if kind == TOGETHER and (one, other) not in declined
    }
    return CohortData(
        wishes,
        offers,
        weights,
        left_choices={one: [other for _, other in sorted(found)] for one, found in left_places.items()},
        right_choices={other: [one for _, one in sorted(found)] for other, found in right_places.items()},
        declined=declined,
        together=together,
        accepted=[(one, other) for one, other, answers in answered if answers == {ACCEPTED}],
    )
