"""Suggestions for a case as a page shows them: ranked, named and put into words, a page of them at a time."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from flask import request

from hybridmentor.domain.match_criteria import CRITERION_KEYS, VERDICTS, Finding
from hybridmentor.domain.match_wording import Wording, explain, name_criterion
from hybridmentor.domain.suggestions import (
    Suggestion,
    Weights,
    choose_terms,
    describe_standing,
    get_weights,
    list_unasked,
    rank_offers,
    tell_limit,
)
from hybridmentor.errors import Message
from hybridmentor.models import Case
from hybridmentor.queries.offers import list_employer_offers, list_mentor_offers
from hybridmentor.queries.wish_maps import read_wish_map
from hybridmentor.web.guards import get_actor
from hybridmentor.web.practice import begin_small, find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.words import get_language, hm_say

KINDS = {"companies": "employer", "mentors": "mentor"}
PAGE_SIZE = 20
# words: match.count.
CHOICES = {"none": 0, "little": 3, "usual": 6, "much": 10}
"""How much a criterion counts, as people choose it."""


@dataclass(frozen=True)
class Told:
    """A suggestion in words."""

    suggestion: Suggestion
    row_id: UUID
    standing: str
    reasons: tuple[tuple[str, tuple[str, ...]], ...]
    """For each verdict that has any its reasons, but for what the jobseeker has not been asked: that is told once."""

    @property
    def tone(self) -> str:
        """How it stands, as a key."""
        return describe_standing(self.suggestion).id.rpartition(".")[2]


@dataclass(frozen=True)
class Page:
    """The suggestions from one place on."""

    told: tuple[Told, ...]
    start: int
    compared: int
    unasked: tuple[str, ...]
    """The criteria that nobody has asked the jobseeker about."""
    limit: Message | None
    """How many were not compared, if any."""

    @property
    def next_start(self) -> int | None:
        """Where the next page begins; None at the end."""
        following = self.start + PAGE_SIZE
        return following if following < self.compared else None


def read_choices() -> dict[str, str]:
    """What the reader has chosen for each criterion, from the address; what is no choice is passed over."""
    return {key: word for key in CRITERION_KEYS if (word := request.args.get(f"count_{key}", "")) in CHOICES}


def choose_weights(case: Case, choices: Mapping[str, str]) -> Weights:
    """The practice model's weights with the reader's choices; without them where nothing would count any more."""
    model = find_practice(case).match_weights
    changes = {key: CHOICES[word] for key, word in choices.items()}
    usual = get_weights(model)
    if not any({**usual.by_criterion, **changes}.values()):
        return usual
    return get_weights(model, changes)


def list_suggestions(
    case: Case, kind: str, weights: Weights, *, only: UUID | None = None
) -> tuple[list[Suggestion], int]:
    """All that are compared for a case, the best first, and how many there are in the register; or the one with the id."""
    session, actor = get_session(), get_actor()
    wishes = read_wish_map(session, case)
    terms = choose_terms(wishes, weights)
    if kind == "employer":
        offers, total = list_employer_offers(session, actor, terms, only=only)
    else:
        offers, total = list_mentor_offers(
            session, actor, terms, only=only, with_told=bool(wishes.own_wishes)
        )
    return rank_offers(wishes, offers, weights), total


def make_page(case: Case, kind: str, weights: Weights, start: int) -> Page:
    """The page of suggestions that begins at a place; a place beyond the end is the first."""
    ranked, total = list_suggestions(case, kind, weights)
    start = start if 0 <= start < len(ranked) else 0
    wording = Wording(find_practice(case), get_language())
    return Page(
        tuple(tell(one, wording) for one in ranked[start : start + PAGE_SIZE]),
        start,
        len(ranked),
        list_unasked(ranked),
        tell_limit(len(ranked), total),
    )


def tell(suggestion: Suggestion, wording: Wording) -> Told:
    """A suggestion in the reader's words."""
    reasons = ((verdict, tell_findings(suggestion.list_by(verdict), wording)) for verdict in VERDICTS)
    return Told(
        suggestion,
        UUID(suggestion.offer.key),
        hm_say(describe_standing(suggestion)),
        tuple((verdict, sentences) for verdict, sentences in reasons if sentences),
    )


def tell_findings(findings: Iterable[Finding], wording: Wording) -> tuple[str, ...]:
    """The findings of one verdict as sentences; what the other side has not said anything of in one."""
    told, unsaid = [], []
    for finding in findings:
        if finding.reason == "match.reason.unsaid":
            unsaid.append(begin_small(hm_say(name_criterion(finding.criterion))))
        elif finding.reason != "match.reason.unasked":
            told.append(hm_say(explain(finding, wording)))
    if unsaid:
        told.append(hm_say(Message("match.unsaid", what=", ".join(unsaid))))
    return tuple(told)
