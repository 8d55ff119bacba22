"""Cases that have stopped, for whoever leads the office: which, why and since when. Nobody's name, and nobody's ranking."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session

from hybridmentor.domain.attention import Need, list_needs
from hybridmentor.domain.stopped_causes import Stop, name_cause
from hybridmentor.identity import Actor
from hybridmentor.models import Case, Office
from hybridmentor.policy import scopes
from hybridmentor.queries.situations import CaseInView, CaseLine, gather_situations
from hybridmentor.queries.survey import is_counted

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


def list_stopped(session: Session, actor: Actor, *, office_id: int | None = None) -> StoppedCases:
    """Open cases that have stopped at the offices that the actor leads, or at the one; at most 200, the longest waiting first.

    Only cases that the actor may read: none of another office or service, none of a protected person unless the actor has
    a part in it, none that the actor is shut out of. What is due is judged as on the adviser's own day, so a case does not
    stop for the office while its adviser is away and nobody stands in.
    """
    if not actor.has_role("lead"):
        return StoppedCases()
    found = _find_stopped(session, _choose_led(actor, office_id), actor.today)
    found.sort(key=lambda one: (one.since, one.case.number, one.case.id))
    return StoppedCases(tuple(found[:MOST_CASES]), Counter(one.kind for one in found))


def list_stops(session: Session, actor: Actor, office_id: int) -> list[Stop]:
    """The stopped cases of an office without anybody in them, for an actor who may see its figures.

    Whoever leads it gets those that he or she may open, others all that are counted: those are for `sum_for_others` to hold back.
    """
    if any(m.office_id == office_id for m in actor.list_offices("lead")):
        wanted = _choose_led(actor, office_id)
    else:
        wanted = (
            select(Case)
            .join(Office, Office.id == Case.office_id)
            .where(
                Office.id == office_id, scopes.shows_figures(actor), is_counted(), Case.closed_on.is_(None)
            )
        )
    found = _find_stopped(session, wanted, actor.today)
    return [Stop(one.case.id, name_cause(one.needs[0]), one.since) for one in found]


def _choose_led(actor: Actor, office_id: int | None) -> Select[Case]:
    wanted = scopes.visible_cases(actor).where(
        scopes.leads_at_office(actor), Case.origin == "office", Case.closed_on.is_(None)
    )
    return wanted if office_id is None else wanted.where(Case.office_id == office_id)


def _find_stopped(session: Session, wanted: Select[Case], today: date) -> list[StoppedCase]:
    found = []
    for batch in _list_batches(session, wanted, today):
        for seen in batch:
            stopped = tuple(need for need in list_needs(seen.situation, today) if need.is_stopped)
            if stopped:
                found.append(StoppedCase(seen.case, stopped))
    return found


def _list_batches(session: Session, wanted: Select[Case], today: date) -> Iterator[Sequence[CaseInView]]:
    after: tuple[date, UUID] | None = None
    while True:
        batch = gather_situations(session, _go_on(wanted, after), today)
        yield batch
        if len(batch) < BATCH:
            return
        last = batch[-1].case
        after = (last.opened_on or today, last.id)


def _go_on(wanted: Select[Case], after: tuple[date, UUID] | None) -> Select[Case]:
    if after is not None:
        opened_on, case_id = after
        wanted = wanted.where(
            or_(Case.opened_on > opened_on, and_(Case.opened_on == opened_on, Case.id > case_id))
        )
    return wanted.order_by(Case.opened_on, Case.id).limit(BATCH)
