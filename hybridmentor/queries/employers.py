"""The register of companies: a page of it, one of them. Every statement starts from the scope."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, selectinload

from hybridmentor.domain.folding import fold_name
from hybridmentor.identity import Actor
from hybridmentor.models import Case, Employer, EmployerAcquaintance, EmployerOffer, Office, User
from hybridmentor.policy import scopes
from hybridmentor.policy.predicates import OfficeFacts

PAGE_SIZE = 50
LONGEST_TERM = 100


@dataclass(frozen=True)
class VisibleEmployer:
    """A company that the actor may see, with its office and the facts that the rules ask for."""

    employer: Employer
    office_name: str
    facts: OfficeFacts


@dataclass(frozen=True)
class EmployerFilter:
    """What of the register is shown: a part of a name or the beginning of a number, and something that they offer."""

    term: str = ""
    offer: str | None = None
    office_id: int | None = None
    """Only the register of this office, where one is meant."""

    @property
    def is_set(self) -> bool:
        """Whether anything is left out."""
        return bool(self.term or self.offer)


@dataclass(frozen=True)
class ListKey:
    """Where a company stands in the register: its folded name, its id."""

    name: str
    employer_id: UUID


@dataclass(frozen=True)
class CaseCount:
    """How many cases a company has, of those that the actor may see."""

    open: int = 0
    closed: int = 0


def find_list_key(employer: Employer) -> ListKey:
    """The key of a row of `list_employers`."""
    return ListKey(employer.name_folded, employer.id)


def _start(actor: Actor) -> Select[Any]:
    return (
        scopes.visible_employers(actor)
        .join(Office, Office.id == Employer.office_id)
        .add_columns(Office.name, Office.purpose, Office.county, Office.shares_register)
        .options(selectinload(Employer.offers))
        .execution_options(populate_existing=True)
    )


def _describe(row: Any) -> VisibleEmployer:
    employer, office_name, purpose, county, is_shared = row
    facts = OfficeFacts(employer.office_id, purpose, county=county, shares_register=is_shared)
    return VisibleEmployer(employer, office_name, facts)


def find_employer(
    session: Session, actor: Actor, employer_id: UUID, *, lock: bool = False
) -> VisibleEmployer | None:
    """The company; None if it is not there or not for the actor to see. `lock` holds it against others who edit."""
    if lock and session.get_bind().dialect.name != "sqlite":
        # In a statement of its own: PostgreSQL would read the joined rows as they were before the wait.
        session.execute(select(Employer.id).where(Employer.id == employer_id).with_for_update())
    row = session.execute(_start(actor).where(Employer.id == employer_id)).first()
    return None if row is None else _describe(row)


def map_employers(session: Session, actor: Actor, employer_ids: Collection[UUID]) -> Mapping[UUID, Employer]:
    """Those of the companies that the actor may see, by id."""
    if not employer_ids:
        return {}
    statement = scopes.visible_employers(actor).where(Employer.id.in_(employer_ids))
    return {employer.id: employer for employer in session.scalars(statement)}


def list_employers(
    session: Session, actor: Actor, wanted: EmployerFilter, *, after: ListKey | None = None
) -> tuple[list[VisibleEmployer], bool]:
    """A page of the register by name, and whether there are more. `after` is the key of the last of the page before.

    A term is found wherever it stands in a name, whatever its letters (Å, aa and a are one), and at the beginning of a number.
    """
    statement = _start(actor)
    term = wanted.term[:LONGEST_TERM].strip()
    if term:
        number = term.replace(" ", "")
        named = Employer.name_folded.contains(fold_name(term), autoescape=True) if fold_name(term) else None
        numbered = (
            Employer.organisation_number.startswith(number, autoescape=True) if number.isdigit() else None
        )
        conditions = [one for one in (named, numbered) if one is not None]
        if not conditions:
            return [], False
        statement = statement.where(or_(*conditions))
    if wanted.office_id is not None:
        statement = statement.where(Employer.office_id == wanted.office_id)
    if wanted.offer is not None:
        offering = select(EmployerOffer.employer_id).where(EmployerOffer.offer == wanted.offer)
        statement = statement.where(Employer.id.in_(offering))
    if after is not None:
        same = and_(Employer.name_folded == after.name, Employer.id > after.employer_id)
        statement = statement.where(or_(Employer.name_folded > after.name, same))
    statement = statement.order_by(Employer.name_folded, Employer.id).limit(PAGE_SIZE + 1)
    rows = session.execute(statement).all()
    return [_describe(row) for row in rows[:PAGE_SIZE]], len(rows) > PAGE_SIZE


def list_acquaintances(session: Session, employer_id: UUID) -> Sequence[User]:
    """The colleagues who know a company that the actor has been shown, by name; those whose account is closed are not told."""
    statement = (
        select(User)
        .join(EmployerAcquaintance, EmployerAcquaintance.user_id == User.id)
        .where(EmployerAcquaintance.employer_id == employer_id, User.is_active)
        .order_by(User.name, User.id)
    )
    return session.scalars(statement).all()


def count_cases(session: Session, actor: Actor, employer_ids: Sequence[UUID]) -> Mapping[UUID, CaseCount]:
    """Open and closed cases of each company that the actor may see; none where there are none."""
    if not employer_ids:
        return {}
    seen = scopes.visible_cases(actor).with_only_columns(Case.id).where(Case.employer_id.in_(employer_ids))
    statement = (
        select(
            Case.employer_id,
            func.count().filter(Case.closed_on.is_(None)),
            func.count().filter(Case.closed_on.is_not(None)),
        )
        .where(Case.id.in_(seen), Case.employer_id.is_not(None))
        .group_by(Case.employer_id)
    )
    rows: Iterable[Any] = session.execute(statement)
    return {row[0]: CaseCount(row[1], row[2]) for row in rows}
