"""Cases that have stopped, for whoever leads the office: which, why and since when. Nobody's name, and nobody's ranking."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import Select, and_, or_
from sqlalchemy.orm import Session

from hybridmentor.domain.attention import Need, list_needs
from hybridmentor.identity import Actor
from hybridmentor.models import Case
from hybridmentor.policy import scopes
from hybridmentor.queries.situations import CaseInView, CaseLine, gather_situations

MOST_CASES = 200
BATCH = 500
"""So many cases are judged at a time: what has stopped follows from the whole situation and cannot be asked of the database."""


@dataclass(frozen=True)
class StoppedCase:
    """A case with what it has stopped at, what needs a person most first; there is at least one."""

    case: CaseLine
    needs: tuple[Need, ...]

    @property
    def kind(self) -> str:
        """What the case is counted under: the first of what it has stopped at."""
        return self.needs[0].kind

    @property
    def since(self) -> date:
        """The earliest day that something has waited from."""
        return min((need.day for need in self.needs if need.day is not None), default=date.max)


@dataclass(frozen=True)
class StoppedCases:
    """The cases that have waited longest, and the number of all by what they have stopped at, each counted once."""

    cases: tuple[StoppedCase, ...] = ()
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many have stopped, those that are not listed included."""
        return sum(self.counts.values())


def list_stopped(session: Session, actor: Actor) -> StoppedCases:
    """Open cases that have stopped at the offices that the actor leads; at most 200, the one that has waited longest first.

    Only cases that the actor may read: none of another office or service, none of a protected person unless the actor has
    a part in it, none that the actor is shut out of. What is due is judged as on the adviser's own day, so a case does not
    stop for the office while its adviser is away and nobody stands in.
    """
    if not actor.has_role("lead"):
        return StoppedCases()
    found = []
    for batch in _list_batches(session, actor):
        for seen in batch:
            needs = list_needs(seen.situation, actor.today)
            stopped = tuple(need for need in needs if need.is_stopped)
            if stopped:
                found.append(StoppedCase(seen.case, stopped))
    found.sort(key=lambda one: (one.since, one.case.number, one.case.id))
    return StoppedCases(tuple(found[:MOST_CASES]), Counter(one.kind for one in found))


def _list_batches(session: Session, actor: Actor) -> Iterator[Sequence[CaseInView]]:
    after: tuple[date, UUID] | None = None
    while True:
        batch = gather_situations(session, _choose(actor, after), actor.today)
        yield batch
        if len(batch) < BATCH:
            return
        last = batch[-1].case
        after = (last.opened_on or actor.today, last.id)


def _choose(actor: Actor, after: tuple[date, UUID] | None) -> Select[Case]:
    wanted = scopes.visible_cases(actor).where(
        scopes.leads_at_office(actor), Case.origin == "office", Case.closed_on.is_(None)
    )
    if after is not None:
        opened_on, case_id = after
        wanted = wanted.where(
            or_(Case.opened_on > opened_on, and_(Case.opened_on == opened_on, Case.id > case_id))
        )
    return wanted.order_by(Case.opened_on, Case.id).limit(BATCH)
