"""Cohorts: made, filled with cases and offers, told what each side has said, decided, and opened again."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from hybridmentor.domain.cohort_pairing import LAST_PLACE, METHODS, MOST_MEMBERS
from hybridmentor.domain.suggestions import Weights, suggest
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import Cohort, CohortCase, CohortChoice, CohortLock, CohortOffer
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.queries.cases import hold_cases
from hybridmentor.queries.cohort_pairings import DECLINED, TOGETHER, read_pairings
from hybridmentor.queries.cohorts import (
    CASE,
    MENTORS,
    Members,
    VisibleCohort,
    list_case_ids,
    list_cohort_matches,
    list_members,
    list_offered,
    list_workable,
    map_choices,
    map_locks,
    map_offer_ids,
)
from hybridmentor.services import audit
from hybridmentor.services.demands import demand
from hybridmentor.services.matches import offer_match
from hybridmentor.services.revisions import EditConflict, merge_fields, merge_unkept

COHORT_FIELDS = ("title",)
"""What the form of a cohort holds once it is made; its kind stays."""
SAY, LOCK = "say_", "lock_"
"""What the names of the answers about one of the other side begin with; the other's id follows."""
NO = "no"
SAYINGS = (*map(str, range(1, LAST_PLACE + 1)), NO)
"""What one side can say of one of the other: which choice it is, or no."""

Pair = tuple[UUID, UUID]
"""A case and an offer."""


def read_cohort_values(cohort: Cohort) -> dict[str, Any]:
    """What the form of a cohort holds, by field name."""
    return {name: getattr(cohort, name) for name in COHORT_FIELDS}


def add_cohort(session: Session, actor: Actor, *, office: OfficeFacts, values: Mapping[str, Any]) -> Cohort:
    """A cohort of an office; nobody is in it yet."""
    demand(actor, Permission.PAIR_COHORTS, office)
    cohort = Cohort(
        office_id=office.office_id, title=values["title"], kind=values["kind"], created_by=actor.user_id
    )
    session.add(cohort)
    session.flush()
    _record(session, actor, cohort, "cohort.create")
    session.flush()
    return cohort


def edit_cohort(
    session: Session, actor: Actor, visible: VisibleCohort, *, version: int, sent: Mapping[str, Any]
) -> None:
    """Change what a cohort is called; EditConflict if it has been changed since the form was filled in."""
    demand(actor, Permission.PAIR_COHORTS, visible.facts)
    cohort = visible.cohort
    before = read_cohort_values(cohort)
    values = merge_unkept(cohort, before, {name: sent[name] for name in COHORT_FIELDS}, version)
    if values == before:
        return
    for name, value in values.items():
        setattr(cohort, name, value)
    cohort.version += 1
    _record(session, actor, cohort, "cohort.edit")
    session.flush()


def change_cases(
    session: Session,
    actor: Actor,
    visible: VisibleCohort,
    *,
    add: Collection[UUID],
    remove: Collection[UUID],
) -> None:
    """Put cases into a cohort and take others out, with what has been said of them there.

    InvalidInput once it is decided, for a case that is not the office's, not open or not worked on by the actor, and for
    more than a cohort holds.
    """
    demand(actor, Permission.PAIR_COHORTS, visible.facts)
    cohort = visible.cohort
    _refuse_decided(visible)
    held = list_case_ids(session, cohort.id)
    new, gone = sorted(set(add) - held), sorted(set(remove) & held)
    if len({one.case.id for one in list_workable(session, actor, cohort, new)}) < len(new):
        raise InvalidInput(Message("cohort.error.case_gone"), field="chosen")
    _refuse_many(len(held) + len(new) - len(gone))
    _take_cases(session, cohort.id, gone)
    session.add_all(CohortCase(cohort_id=cohort.id, case_id=case_id) for case_id in new)
    for action, ids in (("cohort.put_case", new), ("cohort.take_case", gone)):
        for case_id in ids:
            _record(session, actor, cohort, action, case_id=case_id)
    session.flush()


def take_out_hidden(session: Session, actor: Actor, visible: VisibleCohort) -> int:
    """Take the cases out that the actor may not read; how many. Each gets its audit row, as if it had been seen.

    Else a case that nobody may read any more (an address has become secret) would hold the cohort for good.
    """
    demand(actor, Permission.PAIR_COHORTS, visible.facts)
    _refuse_decided(visible)
    cohort = visible.cohort
    seen = {one.case.id for one in list_members(session, actor, cohort).cases}
    hidden = sorted(list_case_ids(session, cohort.id) - seen)
    _take_cases(session, cohort.id, hidden)
    for case_id in hidden:
        _record(session, actor, cohort, "cohort.take_case", case_id=case_id)
    session.flush()
    return len(hidden)


def change_offers(
    session: Session,
    actor: Actor,
    visible: VisibleCohort,
    *,
    add: Collection[UUID],
    remove: Collection[UUID],
) -> None:
    """Put companies or mentors into a cohort and take others out, with what has been said of them there; ids of the register.

    InvalidInput once it is decided, for one that the office has not, and for more than a cohort holds.
    """
    demand(actor, Permission.PAIR_COHORTS, visible.facts)
    cohort = visible.cohort
    _refuse_decided(visible)
    held = map_offer_ids(session, cohort.id)
    new, gone = sorted(set(add) - held.keys()), sorted(set(remove) & held.keys())
    if len(list_offered(session, actor, cohort, new)) < len(new):
        raise InvalidInput(Message("cohort.error.offer_gone"), field="chosen")
    _refuse_many(len(held) + len(new) - len(gone))
    _take_offers(session, [held[row_id] for row_id in gone])
    column = "person_id" if cohort.kind == MENTORS else "employer_id"
    session.add_all(CohortOffer(cohort_id=cohort.id, **{column: row_id}) for row_id in new)
    for action, ids in (("cohort.put_offers", new), ("cohort.take_offers", gone)):
        if ids:
            _record(session, actor, cohort, action, detail=str(len(ids)))
    session.flush()


def leave_cohorts(session: Session, person_id: UUID) -> None:
    """Take a person out of all cohorts: nothing is kept there of whoever is a mentor no more."""
    offers = session.scalars(select(CohortOffer.id).where(CohortOffer.person_id == person_id)).all()
    _take_offers(session, offers)
    session.flush()


def _take_cases(session: Session, cohort_id: UUID, case_ids: Collection[UUID]) -> None:
    if case_ids:
        for table in (CohortChoice, CohortLock, CohortCase):
            session.execute(delete(table).where(table.cohort_id == cohort_id, table.case_id.in_(case_ids)))


def _take_offers(session: Session, offer_ids: Collection[UUID]) -> None:
    if offer_ids:
        for table in (CohortChoice, CohortLock):
            session.execute(delete(table).where(table.offer_id.in_(offer_ids)))
        session.execute(delete(CohortOffer).where(CohortOffer.id.in_(offer_ids)))


def _refuse_decided(visible: VisibleCohort) -> None:
    if visible.is_decided:
        raise InvalidInput(Message("cohort.error.decided"))


def _refuse_many(number: int) -> None:
    if number > MOST_MEMBERS:
        raise InvalidInput(Message("cohort.error.too_many", most=MOST_MEMBERS, number=number), field="chosen")


def make_pair(side: str, own: UUID, other: UUID) -> Pair:
    """The case and the offer, of which `own` is on the side."""
    return (own, other) if side == CASE else (other, own)


def read_said(
    side: str,
    own: UUID,
    others: Iterable[UUID],
    choices: Mapping[tuple[UUID, UUID, str], int],
    locks: Mapping[Pair, str],
) -> dict[str, str | None]:
    """What one has said of others, and which of the pairs are locked, by field name; None for nothing."""
    values: dict[str, str | None] = {}
    for other in others:
        pair = make_pair(side, own, other)
        place = choices.get((*pair, side))
        values[SAY + other.hex] = None if place is None else str(place) if place else NO
        values[LOCK + other.hex] = locks.get(pair)
    return values


def save_said(
    session: Session,
    actor: Actor,
    visible: VisibleCohort,
    *,
    side: str,
    own: UUID,
    sent: Mapping[str, str | None],
    shown: Mapping[str, str | None],
) -> None:
    """Keep what one of a side has said of some of the other side, and which of those pairs are locked.

    `sent` and `shown` are as `read_said` gives them, `shown` what the form was filled in with. EditConflict where another has
    said otherwise meanwhile. InvalidInput once the cohort is decided, for a choice that stands twice, and for a lock on a
    declined pair or on somebody who is locked already.
    """
    demand(actor, Permission.PAIR_COHORTS, visible.facts)
    cohort = visible.cohort
    _refuse_decided(visible)
    members = list_members(session, actor, cohort)
    others = {UUID(name.rpartition("_")[2]) for name in sent}
    _refuse_strangers(members, side, own, others)
    choices, locks = dict(map_choices(session, cohort.id)), dict(map_locks(session, cohort.id))
    current = read_said(side, own, others, choices, locks)
    merged, conflicts = merge_fields(shown, current, sent)
    if conflicts:
        raise EditConflict(conflicts, current, cohort.version, merged=merged)
    changed = {name: value for name, value in merged.items() if value != current[name]}
    if not changed:
        return
    for name, value in changed.items():
        pair = make_pair(side, own, UUID(name.rpartition("_")[2]))
        if name.startswith(SAY):
            choices.pop((*pair, side), None)
            if value is not None:
                choices[*pair, side] = 0 if value == NO else int(value)
        else:
            locks.pop(pair, None)
            if value is not None:
                locks[pair] = value
    _refuse_doubles(side, own, choices, changed)
    _refuse_locks(side, own, choices, locks, changed, _list_declined(session, members))
    _store_said(session, cohort, side, own, choices, locks, changed)
    case_id = own if side == CASE else None
    _record(session, actor, cohort, "cohort.say", case_id=case_id, detail=str(own))
    session.flush()


def _refuse_strangers(members: Members, side: str, own: UUID, others: Collection[UUID]) -> None:
    workable = {one.case.id for one in members.workable}
    offers = {one.offer_id for one in members.offers}
    mine, theirs = (workable, offers) if side == CASE else (offers, workable)
    if own not in mine or not theirs.issuperset(others):
        raise InvalidInput(Message("cohort.error.member_gone"))


def _refuse_doubles(
    side: str,
    own: UUID,
    choices: Mapping[tuple[UUID, UUID, str], int],
    changed: Mapping[str, str | None],
) -> None:
    at, other_at = (0, 1) if side == CASE else (1, 0)
    mine = {key[other_at]: place for key, place in choices.items() if key[2] == side and key[at] == own}
    for name, value in changed.items():
        if name.startswith(SAY) and value not in (None, NO) and list(mine.values()).count(int(value)) > 1:
            raise InvalidInput(Message("cohort.error.choice_twice", place=value), field=name)


def _list_declined(session: Session, members: Members) -> set[Pair]:
    """The pairs of which one side has declined what was offered."""
    return {
        (match.case_id, offer_id)
        for match, offer_id in list_cohort_matches(session, members)
        if DECLINED in (match.jobseeker_answer, match.other_answer)
    }


def _refuse_locks(
    side: str,
    own: UUID,
    choices: Mapping[tuple[UUID, UUID, str], int],
    locks: Mapping[Pair, str],
    changed: Mapping[str, str | None],
    declined: Collection[Pair],
) -> None:
    together = [pair for pair, kind in locks.items() if kind == TOGETHER]
    for name in changed:
        pair = make_pair(side, own, UUID(name.rpartition("_")[2]))
        if locks.get(pair) != TOGETHER:
            continue
        said_no = any(place == 0 for key, place in choices.items() if key[:2] == pair)
        if said_no or pair in declined:
            raise InvalidInput(Message("cohort.error.lock_declined"), field=name)
        if sum(one[0] == pair[0] for one in together) > 1 or sum(one[1] == pair[1] for one in together) > 1:
            raise InvalidInput(Message("cohort.error.lock_twice"), field=name)


def _store_said(
    session: Session,
    cohort: Cohort,
    side: str,
    own: UUID,
    choices: Mapping[tuple[UUID, UUID, str], int],
    locks: Mapping[Pair, str],
    changed: Collection[str],
) -> None:
    for name in changed:
        case_id, offer_id = pair = make_pair(side, own, UUID(name.rpartition("_")[2]))
        row: CohortChoice | CohortLock | None
        if name.startswith(SAY):
            row = session.get(CohortChoice, (cohort.id, case_id, offer_id, side))
            place = choices.get((*pair, side))
            if row is not None and place is not None:
                row.place = place
            elif place is not None:
                session.add(
                    CohortChoice(
                        cohort_id=cohort.id, case_id=case_id, offer_id=offer_id, side=side, place=place
                    )
                )
            elif row is not None:
                session.delete(row)
            continue
        row = session.get(CohortLock, (cohort.id, case_id, offer_id))
        kind = locks.get(pair)
        if row is not None and kind is not None:
            row.kind = kind
        elif kind is not None:
            session.add(CohortLock(cohort_id=cohort.id, case_id=case_id, offer_id=offer_id, kind=kind))
        elif row is not None:
            session.delete(row)


def decide_cohort(
    session: Session, actor: Actor, visible: VisibleCohort, *, method: str, seen: str, weights: Weights
) -> int:
    """Choose one of a cohort's pairings: what has not been offered of it yet is offered; how many that are.

    `seen` is the sign of the pairing that the page has shown. InvalidInput where it is another by now, for a cohort that is
    decided, in which nobody has anybody, or of which the actor does not work on all cases.
    """
    demand(actor, Permission.PAIR_COHORTS, visible.facts)
    cohort = visible.cohort
    _refuse_decided(visible)
    if method not in METHODS:
        raise InvalidInput(Message("error.choice"), field="method")
    hold_cases(session, list_case_ids(session, cohort.id), "edit")
    members = list_members(session, actor, cohort)
    if not members.is_whole:
        raise InvalidInput(Message("cohort.error.not_whole"))
    paired = read_pairings(session, actor, cohort, members, weights)
    pairing = paired.pairings.by_method[method]
    if paired.sign(method) != seen:
        raise InvalidInput(Message("cohort.error.changed"))
    if not pairing.pairs:
        raise InvalidInput(Message("cohort.error.nobody"), field="method")
    offered = {(match.case_id, offer_id) for match, offer_id in list_cohort_matches(session, members)}
    new = [
        (one, other)
        for one, other in pairing.pairs
        if (paired.cases[one].case.id, paired.offers[other].offer_id) not in offered
    ]
    for one, other in new:
        suggestion = suggest(paired.data.wishes[one], paired.data.offers[other], weights)
        offer_match(session, actor, paired.cases[one], suggestion)
    cohort.method, cohort.decided_on = method, actor.today
    cohort.version += 1
    _record(session, actor, cohort, "cohort.decide", detail=method)
    session.flush()
    return len(new)


def reopen_cohort(session: Session, actor: Actor, visible: VisibleCohort) -> None:
    """Open a decided cohort again, to be changed and decided anew; what was offered stays. InvalidInput if it is open."""
    demand(actor, Permission.PAIR_COHORTS, visible.facts)
    cohort = visible.cohort
    if not visible.is_decided:
        raise InvalidInput(Message("cohort.error.open"))
    cohort.method = cohort.decided_on = None
    cohort.version += 1
    _record(session, actor, cohort, "cohort.reopen")
    session.flush()


def _record(
    session: Session,
    actor: Actor,
    cohort: Cohort,
    action: str,
    *,
    case_id: UUID | None = None,
    detail: str | None = None,
) -> None:
    audit.record(
        session,
        actor,
        action,
        noun="cohort",
        row_id=cohort.id,
        case_id=case_id,
        office_id=cohort.office_id,
        detail=detail,
    )
