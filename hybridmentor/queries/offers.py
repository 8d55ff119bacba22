"""Offers to compare with a wish map: companies of the register and mentors, the nearest by industry and place first."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from hybridmentor.domain.counties import find_county_of
from hybridmentor.domain.offer import Offer
from hybridmentor.domain.suggestions import MOST_COMPARED, Terms
from hybridmentor.domain.wish_map import Hours, Place
from hybridmentor.identity import Actor
from hybridmentor.models import (
    Employer,
    EmployerTerm,
    MentorProfile,
    MentorTerm,
)
from hybridmentor.policy import scopes
from hybridmentor.queries.mentor_profiles import count_running, find_room
from hybridmentor.queries.told_of_self import Told, map_told

ANYWHERE = (None, None, None)


Where = tuple[str | None, str | None, str | None]
"""What a query can order by: industry, place and municipality."""
WHERE = (Employer.industry, Employer.place, Employer.municipality)
EMPLOYER_COLUMNS = (Employer.id, *WHERE, Employer.hours_least, Employer.hours_most)
MENTOR_COLUMNS = (
    MentorProfile.id,
    MentorProfile.person_id,
    *WHERE,
    MentorProfile.hours_least,
    MentorProfile.hours_most,
    MentorProfile.capacity,
    MentorProfile.is_leader,
)


def _choose(session: Session, seen: Select[Any], terms: Terms) -> tuple[list[tuple[Where, int]], int]:
    """The kinds of rows that are compared, the best first, with how many of each; and how many rows there are in all.

    Alike in industry and place is alike in points, so that the kinds are counted and the best of them taken, until there
    are `MOST_COMPARED`: no row has to be sorted.
    """
    counted = seen.with_only_columns(*WHERE, func.count()).group_by(*WHERE).order_by(None)
    kinds: list[tuple[Where, int]] = [
        ((industry, place, municipality), number)
        for industry, place, municipality, number in session.execute(counted)
    ]
    kinds.sort(key=lambda kind: (-_count_points(terms, kind[0]), str(kind[0])))
    chosen: list[tuple[Where, int]] = []
    room = MOST_COMPARED
    for where, number in kinds:
        if room <= 0:
            break
        chosen.append((where, min(number, room)))
        room -= number
    return chosen, sum(number for _, number in kinds)


def _count_points(terms: Terms, where: Where) -> int:
    industry, place, municipality = where
    return terms.count_points(
        {industry} if industry else None,
        municipality=municipality,
        county=find_county_of(municipality),
        place_name=place,
    )


def _take(
    session: Session, seen: Select[Any], terms: Terms, columns: Sequence[Any]
) -> tuple[Sequence[Any], int]:
    chosen, total = _choose(session, seen, terms)
    if not chosen:
        return [], 0
    statement = seen.with_only_columns(*columns)
    if total <= MOST_COMPARED:
        return session.execute(statement).all(), total
    *whole, (last, number) = chosen
    rows = list(session.execute(statement.where(_is_of([where for where, _ in whole])))) if whole else []
    # Of the last kind there may be more than there is room for: those with the least ids, the same each time.
    rows += session.execute(statement.where(_is_of([last])).order_by(columns[0]).limit(number))
    return rows, total


def _is_of(kinds: Sequence[Where]) -> ColumnElement[bool]:
    return or_(
        *(
            and_(
                *(
                    column.is_(None) if value is None else column == value
                    for column, value in zip(WHERE, where, strict=True)
                )
            )
            for where in kinds
        )
    )


def list_employer_offers(
    session: Session, actor: Actor, terms: Terms, *, only: UUID | None = None
) -> tuple[list[Offer], int]:
    """The companies to compare, and how many there are in all: at most `MOST_COMPARED`, by the points of `terms`.

    `only` is the id of the one that is wanted, if it is one.
    """
    seen = scopes.visible_employers(actor)
    if only is not None:
        seen = seen.where(Employer.id == only)
    rows, total = _take(session, seen, terms, EMPLOYER_COLUMNS)
    return _make_employer_offers(session, rows), total


def map_employer_offers(session: Session, actor: Actor, employer_ids: Collection[UUID]) -> dict[UUID, Offer]:
    """What each of some companies offers, as many as they are; those that the actor does not see are left out."""
    seen = scopes.visible_employers(actor).where(Employer.id.in_(employer_ids))
    rows = session.execute(seen.with_only_columns(*EMPLOYER_COLUMNS)).all()
    return {UUID(one.key): one for one in _make_employer_offers(session, rows)}


def _make_employer_offers(session: Session, rows: Sequence[Any]) -> list[Offer]:
    said = _read_terms(session, EmployerTerm.employer_id, EmployerTerm, [row.id for row in rows])
    return [_make_offer("employer", row, said.get(row.id, {})) for row in rows]


def list_mentor_offers(
    session: Session, actor: Actor, terms: Terms, *, only: UUID | None = None, with_told: bool = False
) -> tuple[list[Offer], int]:
    """The mentors to compare, as `list_employer_offers`: those whose profile may be kept today and who have not left.

    What they have told of themselves is opened only `with_told`: where the jobseeker has wished for something of the kind.
    """
    seen = scopes.visible_mentors(actor).join(Employer, Employer.id == MentorProfile.employer_id)
    if only is not None:
        seen = seen.where(MentorProfile.person_id == only)
    rows, total = _take(session, seen, terms, MENTOR_COLUMNS)
    return _make_mentor_offers(session, actor, rows, with_told=with_told), total


def map_mentor_offers(
    session: Session, actor: Actor, person_ids: Collection[UUID], *, with_told: bool = False
) -> dict[UUID, Offer]:
    """What each of some mentors offers, as many as they are, by person; those whom `list_mentor_offers` has not are left out."""
    seen = scopes.visible_mentors(actor).join(Employer, Employer.id == MentorProfile.employer_id)
    seen = seen.where(MentorProfile.person_id.in_(person_ids))
    rows = session.execute(seen.with_only_columns(*MENTOR_COLUMNS)).all()
    return {UUID(one.key): one for one in _make_mentor_offers(session, actor, rows, with_told=with_told)}


def _make_mentor_offers(
    session: Session, actor: Actor, rows: Sequence[Any], *, with_told: bool
) -> list[Offer]:
    said = _read_terms(session, MentorTerm.profile_id, MentorTerm, [row.id for row in rows])
    busy = count_running(session, [row.person_id for row in rows], actor.today)
    told = map_told(session, [row.id for row in rows]) if with_told else {}
    return [
        _make_offer(
            "mentor",
            row,
            said.get(row.id, {}),
            key=row.person_id,
            capacity=find_room(row.capacity, busy.get(row.person_id, 0)),
            is_leader=row.is_leader,
            told=told.get(row.id, {}),
        )
        for row in rows
    ]


def _read_terms(
    session: Session, owner: Any, table: type[EmployerTerm] | type[MentorTerm], ids: Sequence[UUID]
) -> Mapping[UUID, Mapping[str, set[str]]]:
    found: dict[UUID, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    if ids:
        rows: Iterable[Any] = session.execute(select(owner, table.kind, table.code).where(owner.in_(ids)))
        for row_id, kind, code in rows:
            found[row_id][kind].add(code)
    return found


def _make_offer(
    kind: str,
    row: Any,
    said: Mapping[str, set[str]],
    *,
    key: UUID | None = None,
    capacity: int | None = None,
    is_leader: bool | None = None,
    told: Told = MappingProxyType({}),
) -> Offer:
    where = (row.place, row.municipality, find_county_of(row.municipality))

    def read(name: str) -> frozenset[str] | None:
        return frozenset(said[name]) if said.get(name) else None

    return Offer(
        (key or row.id).hex,
        kind,
        industries=frozenset({row.industry}) if row.industry else None,
        tasks=read("tasks"),
        environment=read("environment"),
        hours=None if row.hours_least is None else Hours(row.hours_least, row.hours_most),
        times=read("times"),
        place=None if where == ANYWHERE else Place(*where),
        languages=read("languages"),
        teaches=read("teaches"),
        support=read("support"),
        support_not=read("support_not") or frozenset(),
        gives=read("gives"),
        capacity=capacity,
        is_leader=is_leader,
        told=frozenset((about, word) for about, words in told.items() for word in words),
    )
