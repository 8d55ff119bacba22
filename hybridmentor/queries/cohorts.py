"""Cohorts: the list, one, who is in it and what has been said. Every statement starts from the scope."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, joinedload, lazyload

from hybridmentor.domain.cohort_pairing import MOST_MEMBERS
from hybridmentor.identity import Actor
from hybridmentor.models import (
    Case,
    Cohort,
    CohortCase,
    CohortChoice,
    CohortLock,
    CohortOffer,
    Employer,
    Match,
    MentorProfile,
    Office,
    WorkplacePerson,
)
from hybridmentor.policy import scopes
from hybridmentor.policy.facts import gather_case_facts
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.policy.rules import permits
from hybridmentor.queries.cases import VisibleCase, search_cases

PAGE_SIZE = 50
MENTORS, COMPANIES = KINDS = ("mentors", "companies")
CASE, OFFER = SIDES = ("case", "offer")


@dataclass(frozen=True)
class VisibleCohort:
    """A cohort that the actor may see, with its office and the facts that the rules ask for."""

    cohort: Cohort
    office_name: str
    facts: OfficeFacts

    @property
    def is_decided(self) -> bool:
        """Whether a pairing has been chosen."""
        return self.cohort.method is not None


@dataclass(frozen=True)
class ListKey:
    """Where a cohort stands in the list: when it was made, its id."""

    created_at: datetime
    cohort_id: UUID


@dataclass(frozen=True)
class MemberCount:
    """How many cases and offers a cohort has, seen or not."""

    cases: int = 0
    offers: int = 0


@dataclass(frozen=True)
class OfferMember:
    """A mentor or a company in a cohort that the actor sees."""

    offer_id: UUID
    employer: Employer
    """The company, or the mentor's."""
    person: WorkplacePerson | None
    is_current: bool
    """Whether it can be paired now: a mentor whose profile may be kept today and who has not left."""

    @property
    def row_id(self) -> UUID:
        """Of the person, or else the company."""
        return self.person.id if self.person is not None else self.employer.id


@dataclass(frozen=True)
class Members:
    """Who is in a cohort, each side in an order of its own: cases by number, offers by company."""

    cases: Sequence[VisibleCase]
    """Those that the actor may read, closed ones too."""
    hidden: int
    """How many cases the actor may not read."""
    offers: Sequence[OfferMember]
    hidden_offers: int
    """How many offers the actor may not see: companies of others that are shared no more."""
    workable: Sequence[VisibleCase]
    """Those that the actor works on."""

    @property
    def unworked(self) -> int:
        """How many open cases the actor may read and not work on."""
        return len(self.open_cases) - len(self.workable)

    @property
    def open_cases(self) -> list[VisibleCase]:
        """Those that can be paired."""
        return [one for one in self.cases if not one.facts.is_closed]

    @property
    def current_offers(self) -> list[OfferMember]:
        """Those that can be paired."""
        return [one for one in self.offers if one.is_current]

    @property
    def is_whole(self) -> bool:
        """Whether the actor works on every open case of it, and so may see how they are paired."""
        return not self.hidden and not self.unworked


def find_list_key(cohort: Cohort) -> ListKey:
    """The key of a row of `list_cohorts`."""
    return ListKey(cohort.created_at, cohort.id)


def _start(actor: Actor) -> Select[Any]:
    return (
        scopes.visible_cohorts(actor)
        .join(Office, Office.id == Cohort.office_id)
        .add_columns(Office.name, Office.purpose)
        .execution_options(populate_existing=True)
    )


def _describe(row: Any) -> VisibleCohort:
    cohort, office_name, purpose = row
    return VisibleCohort(cohort, office_name, OfficeFacts(cohort.office_id, purpose))


def find_cohort(
    session: Session, actor: Actor, cohort_id: UUID, *, lock: bool = False
) -> VisibleCohort | None:
    """The cohort; None if there is none or it is not for the actor to see. `lock` holds it against others who edit."""
    if lock and session.get_bind().dialect.name != "sqlite":
        # In a statement of its own: PostgreSQL would read the joined rows as they were before the wait.
        session.execute(select(Cohort.id).where(Cohort.id == cohort_id).with_for_update())
    row = session.execute(_start(actor).where(Cohort.id == cohort_id)).first()
    return None if row is None else _describe(row)


def list_cohorts(
    session: Session, actor: Actor, *, after: ListKey | None = None
) -> tuple[list[VisibleCohort], bool]:
    """A page of the cohorts, the latest first, and whether there are more."""
    statement = _start(actor)
    if after is not None:
        same = and_(Cohort.created_at == after.created_at, Cohort.id > after.cohort_id)
        statement = statement.where(or_(Cohort.created_at < after.created_at, same))
    statement = statement.order_by(Cohort.created_at.desc(), Cohort.id).limit(PAGE_SIZE + 1)
    rows = session.execute(statement).all()
    return [_describe(row) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE


def count_members(session: Session, cohort_ids: Sequence[UUID]) -> dict[UUID, MemberCount]:
    """How many are in each cohort; the cohorts come from a scoped query."""
    if not cohort_ids:
        return {}
    counts = [
        dict(
            session.execute(
                select(table.cohort_id, func.count())
                .where(table.cohort_id.in_(cohort_ids))
                .group_by(table.cohort_id)
            ).all()
        )
        for table in (CohortCase, CohortOffer)
    ]
    return {one: MemberCount(counts[0].get(one, 0), counts[1].get(one, 0)) for one in cohort_ids}


def list_members(session: Session, actor: Actor, cohort: Cohort) -> Members:
    """Who is in a cohort that the actor has been shown, as far as the actor sees them."""
    of_cohort = select(CohortCase.case_id).where(CohortCase.cohort_id == cohort.id)
    all_cases = session.scalar(select(func.count()).select_from(of_cohort.subquery())) or 0
    cases = _list_visible(session, actor, scopes.visible_cases(actor, of_cohort))
    offers, all_offers = _list_offers(session, actor, cohort)
    workable = [one for one in cases if permits(actor, Permission.EDIT_CASE, one.facts)]
    return Members(cases, all_cases - len(cases), offers, all_offers - len(offers), workable)


def _list_visible(session: Session, actor: Actor, seen: Select[Case]) -> list[VisibleCase]:
    statement = (
        seen.add_columns(scopes.has_part(actor))
        .options(joinedload(Case.jobseeker), lazyload(Case.employer))
        .order_by(Case.number, Case.id)
        .execution_options(populate_existing=True)
    )
    rows: Sequence[Any] = session.execute(statement).all()
    return [
        VisibleCase(case, gather_case_facts(case, actor_has_part=bool(has_part), actor_is_recused=False))
        for case, has_part in rows
    ]


def _list_offers(session: Session, actor: Actor, cohort: Cohort) -> tuple[list[OfferMember], int]:
    own = CohortOffer.cohort_id == cohort.id
    total = session.scalar(select(func.count()).where(own)) or 0
    if cohort.kind == COMPANIES:
        statement = (
            scopes.visible_employers(actor).join(CohortOffer, CohortOffer.employer_id == Employer.id)
        ).add_columns(CohortOffer.id)
        companies: Sequence[Any] = session.execute(
            statement.where(own).order_by(Employer.name_folded, CohortOffer.id)
        ).all()
        return [OfferMember(offer_id, employer, None, True) for employer, offer_id in companies], total
    current = set(
        session.scalars(
            scopes.visible_mentors(actor)
            .join(CohortOffer, CohortOffer.person_id == MentorProfile.person_id)
            .where(own)
            .with_only_columns(MentorProfile.person_id)
        )
    )
    statement = (
        scopes.visible_persons(actor)
        .join(CohortOffer, CohortOffer.person_id == WorkplacePerson.id)
        .add_columns(Employer, CohortOffer.id)
        .where(own)
        .order_by(Employer.name_folded, CohortOffer.id)
    )
    mentors: Sequence[Any] = session.execute(statement).all()
    return [
        OfferMember(offer_id, employer, person, person.id in current)
        for person, employer, offer_id in mentors
    ], total


def list_addable(
    session: Session, actor: Actor, cohort: Cohort, *, after: str | None = None, most: int = PAGE_SIZE
) -> tuple[list[VisibleCase], bool]:
    """A page of the cases that the actor may put into a cohort, by number, those in it too; and whether there are more.

    `after` is the number of the last of the page before.
    """
    statement = scopes.visible_cases(actor).where(
        Case.office_id == cohort.office_id, Case.origin == "office", Case.closed_on.is_(None)
    )
    found: list[VisibleCase] = []
    while True:
        page = statement if after is None else statement.where(Case.number > after)
        ids = session.scalars(page.with_only_columns(Case.id).order_by(Case.number).limit(most + 1)).all()
        seen = _list_visible(session, actor, scopes.visible_cases(actor, ids)) if ids else []
        found += [one for one in seen if permits(actor, Permission.EDIT_CASE, one.facts)]
        # Whoever may read more cases than they work on goes on until the page is full.
        if len(found) > most or len(ids) <= most:
            return found[:most], len(found) > most
        after = seen[-1].case.number


def search_addable(
    session: Session, actor: Actor, cohort: Cohort, term: str
) -> tuple[list[VisibleCase], bool]:
    """The cases that `search_cases` finds and that the actor may put into a cohort; and whether some are left out."""
    cases, more = search_cases(session, actor, term, open_at=cohort.office_id)
    ids = [case.id for case in cases]
    return list_workable(session, actor, cohort, ids), more


def list_workable(
    session: Session, actor: Actor, cohort: Cohort, case_ids: Sequence[UUID]
) -> list[VisibleCase]:
    """Those of the cases that may be put into a cohort: open, of its office, and the actor works on them."""
    if not case_ids:
        return []
    wanted = scopes.visible_cases(actor, case_ids).where(Case.office_id == cohort.office_id)
    return [
        one
        for one in _list_visible(session, actor, wanted)
        if permits(actor, Permission.EDIT_CASE, one.facts)
    ]


def list_case_ids(session: Session, cohort_id: UUID) -> set[UUID]:
    """The cases of a cohort that the actor has been shown, seen or not: ids alone."""
    return set(session.scalars(select(CohortCase.case_id).where(CohortCase.cohort_id == cohort_id)))


def map_offer_ids(session: Session, cohort_id: UUID) -> dict[UUID, UUID]:
    """For each company or person of a cohort that the actor has been shown the id of the offer."""
    statement = select(CohortOffer).where(CohortOffer.cohort_id == cohort_id)
    rows = session.scalars(statement.execution_options(populate_existing=True))
    return {one.person_id or one.employer_id: one.id for one in rows}  # type: ignore[misc]  # one of them


def list_offerable(session: Session, actor: Actor, cohort: Cohort) -> list[UUID]:
    """All that can be put into a cohort, but no more than one beyond what it holds: companies or persons with a profile."""
    if cohort.kind == COMPANIES:
        statement = (
            scopes.visible_employers(actor)
            .where(Employer.office_id == cohort.office_id)
            .with_only_columns(Employer.id)
            .order_by(Employer.name_folded, Employer.id)
        )
    else:
        statement = (
            scopes.visible_mentors(actor)
            .where(MentorProfile.office_id == cohort.office_id)
            .with_only_columns(MentorProfile.person_id)
            .order_by(MentorProfile.id)
        )
    return list(session.scalars(statement.limit(MOST_MEMBERS + 1)))


def list_offered(session: Session, actor: Actor, cohort: Cohort, row_ids: Sequence[UUID]) -> set[UUID]:
    """Those of the companies or persons that may be put into a cohort: of its office, and a mentor has a profile."""
    if not row_ids:
        return set()
    if cohort.kind == COMPANIES:
        wanted = scopes.visible_employers(actor).where(
            Employer.id.in_(row_ids), Employer.office_id == cohort.office_id
        )
        return set(session.scalars(wanted.with_only_columns(Employer.id)))
    wanted_mentors = scopes.visible_mentors(actor).where(
        MentorProfile.person_id.in_(row_ids), MentorProfile.office_id == cohort.office_id
    )
    return set(session.scalars(wanted_mentors.with_only_columns(MentorProfile.person_id)))


Place = tuple[UUID, UUID, str]
"""A case, an offer, and the side that has said something."""


def map_choices(session: Session, cohort_id: UUID) -> Mapping[Place, int]:
    """What each side of a cohort that the actor has been shown has said: a place from 1, or 0 for a no."""
    statement = select(
        CohortChoice.case_id, CohortChoice.offer_id, CohortChoice.side, CohortChoice.place
    ).where(CohortChoice.cohort_id == cohort_id)
    return {(row[0], row[1], row[2]): row[3] for row in session.execute(statement)}


def map_locks(session: Session, cohort_id: UUID) -> Mapping[tuple[UUID, UUID], str]:
    """The pairs that are held together or apart, as case and offer."""
    statement = select(CohortLock.case_id, CohortLock.offer_id, CohortLock.kind).where(
        CohortLock.cohort_id == cohort_id
    )
    return {(row[0], row[1]): row[2] for row in session.execute(statement)}


def list_cohort_matches(session: Session, members: Members) -> list[tuple[Match, UUID]]:
    """What has been offered in a cohort's cases of its offers, with the offer's id, the latest first."""
    by_row = {one.row_id: one.offer_id for one in members.offers}
    ids = [one.case.id for one in members.cases]
    if not by_row or not ids:
        return []
    statement = select(Match).where(Match.case_id.in_(ids)).order_by(Match.offered_on.desc(), Match.id)
    rows = session.scalars(statement.execution_options(populate_existing=True))
    found = ((one, by_row.get(one.person_id or one.employer_id)) for one in rows)  # type: ignore[arg-type]
    return [(one, offer_id) for one, offer_id in found if offer_id is not None]
