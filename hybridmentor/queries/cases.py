"""Cases: one, a list page, a search. Every statement starts from the scope."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, SQLColumnExpression, and_, func, or_, select
from sqlalchemy.orm import Session, aliased, joinedload, lazyload

from hybridmentor.crypto import hash_token
from hybridmentor.domain.folding import list_prefixes, split_name
from hybridmentor.identity import Actor
from hybridmentor.models import Case, CaseRole, Employer, MentorAssignment, NameToken, PublishedExample, User
from hybridmentor.policy import scopes
from hybridmentor.policy.facts import gather_case_facts
from hybridmentor.policy.predicates import CaseFacts
from hybridmentor.queries.search_key import find_search_key

PAGE_SIZE = 50
NO_DAY = date(1900, 1, 1)
LONGEST_TERM = 100
SHOWN = (
    # Nothing of a row is sealed with the case's own key.
    lazyload(Case.data_key),
    joinedload(Case.jobseeker),
    joinedload(Case.employer),
    joinedload(Case.office),
    joinedload(Case.example),
)


@dataclass(frozen=True)
class VisibleCase:
    """A case that the actor may read, with the facts that the rules ask for."""

    case: Case
    facts: CaseFacts


@dataclass(frozen=True)
class CaseFilter:
    """What the list shows: `state` open, closed, examples or all; `mine` only where the actor has a part."""

    state: str = "open"
    mine: bool = False


@dataclass(frozen=True)
class ListKey:
    """Where a row stands in the list: its day, its place in the printed table, its id."""

    opened_on: date
    place: int
    case_id: UUID


def find_list_key(case: Case) -> ListKey:
    """The key of a row of `list_cases`."""
    return ListKey(case.opened_on or NO_DAY, case.example.position if case.example else 0, case.id)


def find_case(
    session: Session, actor: Actor, case_id: UUID, *, lock: str | None = None
) -> VisibleCase | None:
    """The case with jobseeker, employer and office; None if it is not there or not for the actor to see.

    `lock` is `edit` to hold the row against others who edit, `share` to hold it only against being edited meanwhile.
    """
    statement = (
        scopes.visible_cases(actor, [case_id])
        .add_columns(scopes.has_part(actor))
        .options(joinedload(Case.jobseeker), joinedload(Case.employer), joinedload(Case.office))
        .execution_options(populate_existing=True)
    )
    if lock is not None and session.get_bind().dialect.name != "sqlite":
        # Locked in a statement of its own: PostgreSQL would read the joined rows as they were before the wait.
        held = select(Case.id).where(Case.id == case_id)
        session.execute(held.with_for_update(read=lock == "share", key_share=lock == "edit"))
    row = session.execute(statement).first()
    if row is None:
        return None
    return VisibleCase(row[0], gather_case_facts(row[0], actor_has_part=bool(row[1]), actor_is_recused=False))


def hold_cases(session: Session, case_ids: Iterable[UUID], lock: str) -> None:
    """Lock several cases, `lock` as for `find_case`, in one order for everybody, so that no two wait for each other.

    Who may see them is asked afterwards, of each. SQLite has one writer at a time anyway.
    """
    wanted = sorted(set(case_ids))
    if wanted and session.get_bind().dialect.name != "sqlite":
        held = select(Case.id).where(Case.id.in_(wanted)).order_by(Case.id)
        session.execute(held.with_for_update(read=lock == "share", key_share=lock == "edit"))


def _narrow(actor: Actor, wanted: CaseFilter) -> Select[Case]:
    statement = scopes.own_cases(actor) if wanted.mine else scopes.visible_cases(actor)
    if wanted.state == "open":
        statement = statement.where(Case.origin == "office", Case.closed_on.is_(None))
    elif wanted.state == "closed":
        statement = statement.where(Case.origin == "office", Case.closed_on.is_not(None))
    elif wanted.state == "examples":
        statement = statement.where(Case.origin == "published_example")
    return statement


def list_cases(
    session: Session, actor: Actor, wanted: CaseFilter, *, after: ListKey | None = None
) -> tuple[Sequence[Case], bool]:
    """A page of cases, newest first, and whether there are more. `after` is the key of the last row of the page before.

    Published examples stand in the order of the printed table.
    """
    printed = aliased(PublishedExample)
    statement = _narrow(actor, wanted).outerjoin(printed, printed.case_id == Case.id)
    # Examples have no dates; a day before all others keeps them last and the key complete.
    opened = func.coalesce(Case.opened_on, NO_DAY)
    place = func.coalesce(printed.position, 0)
    if after is not None:
        later = or_(place > after.place, and_(place == after.place, Case.id > after.case_id))
        statement = statement.where(or_(opened < after.opened_on, and_(opened == after.opened_on, later)))
    return _load_page(session, statement, opened.desc(), place, Case.id)


def _load_page(session: Session, chosen: Select[Any], *order: Any) -> tuple[Sequence[Case], bool]:
    """The first cases of a statement in an order, with what a row of a list shows, and whether there are more.

    The statement's first column is the id of the case.
    """
    # Which cases first, what belongs to them after: with all tables in one list a database does not find the best way.
    ranked = func.row_number().over(order_by=order).label("rank")
    ids = chosen.with_only_columns(chosen.selected_columns[0].label("id"), ranked).order_by(ranked)
    page = ids.limit(PAGE_SIZE + 1).subquery()
    rows = session.scalars(
        select(Case).join(page, page.c.id == Case.id).options(*SHOWN).order_by(page.c.rank)
    ).all()
    return rows[:PAGE_SIZE], len(rows) > PAGE_SIZE


def search_cases(
    session: Session, actor: Actor, term: str, *, open_at: int | None = None
) -> tuple[Sequence[Case], bool]:
    """Cases whose number, employer, jobseeker or mentor has every word of the term as a beginning of a word.

    Words of one letter find numbers and companies only: names are indexed from two letters. With `open_at` only the open
    cases of that office.
    """
    cleaned = " ".join(term[:LONGEST_TERM].split())
    words = split_name(cleaned)
    if not cleaned or not words:
        return [], False
    wanted = cleaned.removeprefix("sak ").removeprefix("Sak ")
    # What the actor sees is listed first, once: it is a small part of the whole, and the words are looked for in it.
    visible = scopes.visible_cases(actor)
    if open_at is not None:
        visible = visible.where(Case.office_id == open_at, Case.origin == "office", Case.closed_on.is_(None))
    seen = (
        visible.with_only_columns(
            Case.id, Case.number, Case.jobseeker_id, Case.employer_id, Case.opened_on, Case.closed_on
        )
        .cte("seen")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    numbered = or_(seen.c.number.istartswith(wanted, autoescape=True), seen.c.number == f"AFI-sak {wanted}")
    company = or_(
        _in_small_letters(Employer.name).contains(cleaned.lower(), autoescape=True),
        Employer.organisation_number == cleaned.replace(" ", ""),
    )
    conditions = [numbered, company]
    key = find_search_key(session)
    if key is not None and all(len(word) >= 2 for word in words):
        # The whole word, or its longest beginning that is kept.
        tokens = [hash_token(key, list_prefixes(word)[-1]) for word in words]
        conditions.append(
            and_(*(seen.c.jobseeker_id.in_(_find_named("jobseeker_id", token)) for token in tokens))
        )
        mentored = select(seen.c.id).join(MentorAssignment, MentorAssignment.case_id == seen.c.id)
        named = [MentorAssignment.person_id.in_(_find_named("person_id", token)) for token in tokens]
        conditions.append(seen.c.id.in_(mentored.where(*named)))
    statement = (
        select(seen.c.id).outerjoin(Employer, Employer.id == seen.c.employer_id).where(or_(*conditions))
    )
    opened = func.coalesce(seen.c.opened_on, NO_DAY)
    return _load_page(session, statement, seen.c.closed_on.is_not(None), opened.desc(), seen.c.id)


def _find_named(column: str, token: bytes) -> Select[UUID]:
    return select(getattr(NameToken, column)).where(NameToken.token == token)


def _in_small_letters(column: SQLColumnExpression[str]) -> SQLColumnExpression[str]:
    """The text in small letters; `lower` alone knows only English ones on SQLite, and on PostgreSQL in the locale C."""
    for capital, small in ("Ææ", "Øø", "Åå"):
        column = func.replace(column, capital, small)
    return func.lower(column)


def list_advisers(session: Session, case_ids: Sequence[UUID], today: date) -> dict[UUID, str]:
    """The name of the adviser of each case today, the earliest if there are several. The cases come from a scoped query."""
    if not case_ids:
        return {}
    statement = (
        select(CaseRole.case_id, User.name)
        .join(User, User.id == CaseRole.user_id)
        .where(
            CaseRole.case_id.in_(case_ids),
            CaseRole.role == "adviser",
            CaseRole.from_on <= today,
            or_(CaseRole.to_on.is_(None), CaseRole.to_on >= today),
        )
        .order_by(CaseRole.from_on.desc(), CaseRole.id.desc())
    )
    return dict(session.execute(statement).all())
