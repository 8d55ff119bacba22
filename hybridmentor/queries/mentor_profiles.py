"""Mentors' profiles: one, a page of them, what they can be narrowed to. Every list starts from the scope."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session, contains_eager, selectinload

from hybridmentor import clock
from hybridmentor.crypto import hash_token
from hybridmentor.domain.folding import list_prefixes, split_name
from hybridmentor.domain.mentor_profile import list_warnings
from hybridmentor.identity import Actor
from hybridmentor.models import (
    Case,
    Employer,
    MentorAssignment,
    MentorProfile,
    MentorTerm,
    NameToken,
    WorkplacePerson,
)
from hybridmentor.policy import scopes
from hybridmentor.queries.search_key import find_search_key

PAGE_SIZE = 50
LONGEST_TERM = 100
MOST_LANGUAGES = 200


@dataclass(frozen=True)
class MentorFilter:
    """What of the mentors is shown: the beginnings of a name's words, a field, a language, only those of the network."""

    term: str = ""
    task: str | None = None
    language: str | None = None
    in_network: bool = False
    office_id: int | None = None
    """Only the mentors of this office, where one is meant."""

    @property
    def is_narrowed(self) -> bool:
        """Whether a choice leaves anybody out; a search is none."""
        return self.task is not None or self.language is not None or self.in_network


@dataclass(frozen=True)
class ListKey:
    """Where a mentor stands in the list: the company's folded name, the profile's id."""

    company: str
    profile_id: UUID


@dataclass(frozen=True)
class MentorLine:
    """A mentor of the list. `running` is in how many open cases they are a mentor, now or from a day to come."""

    profile: MentorProfile
    running: int
    warnings: Sequence[str]

    @property
    def person(self) -> WorkplacePerson:
        """Who it is."""
        return self.profile.person

    @property
    def room(self) -> int | None:
        """For how many more there is room; None where nobody has asked."""
        return find_room(self.profile.capacity, self.running)


def find_room(capacity: int | None, running: int) -> int | None:
    """For how many more a mentor has room; None where nobody has asked."""
    return None if capacity is None else max(capacity - running, 0)


def find_list_key(line: MentorLine) -> ListKey:
    """The key of a row of `list_mentors`."""
    return ListKey(line.person.employer.name_folded, line.profile.id)


def warn_of(profile: MentorProfile, today: date) -> Sequence[str]:
    """What is to be warned of, as `domain.mentor_profile.list_warnings`."""
    return list_warnings(
        told_on=profile.told_on,
        written_on=clock.to_oslo(profile.created_at).date(),
        is_leader=profile.is_leader,
        keep_until_on=profile.keep_until_on,
        today=today,
    )


def find_profile(session: Session, person_id: UUID) -> MentorProfile | None:
    """The profile of a person whom the actor has been shown, past its day or not; None if there is none."""
    statement = (
        select(MentorProfile)
        .where(MentorProfile.person_id == person_id)
        .options(selectinload(MentorProfile.terms))
        .execution_options(populate_existing=True)
    )
    return session.scalars(statement).first()


def _start(actor: Actor) -> Select[Any]:
    """The profiles that the actor may see, not past their day, of persons who have not left; with the company."""
    return (
        scopes.visible_mentors(actor)
        .join(WorkplacePerson, WorkplacePerson.id == MentorProfile.person_id)
        .join(Employer, Employer.id == MentorProfile.employer_id)
    )


def list_mentors(
    session: Session, actor: Actor, wanted: MentorFilter, *, after: ListKey | None = None
) -> tuple[list[MentorLine], bool]:
    """A page of the mentors by company, and whether there are more. `after` is the key of the last of the page before.

    A term finds whoever has a name in which each of its words begins a word, whatever the letters (Å, aa and a are one).
    """
    statement = _start(actor).with_only_columns(MentorProfile.id, maintain_column_froms=True)
    term = wanted.term[:LONGEST_TERM].strip()
    if term:
        tokens = _hash_words(session, term)
        if not tokens:
            return [], False
        for token in tokens:
            named = select(NameToken.person_id).where(
                NameToken.token == token, NameToken.person_id.is_not(None)
            )
            statement = statement.where(WorkplacePerson.id.in_(named))
    for kind, code in (("tasks", wanted.task), ("languages", wanted.language)):
        if code is not None:
            having = select(MentorTerm.profile_id).where(MentorTerm.kind == kind, MentorTerm.code == code)
            statement = statement.where(MentorProfile.id.in_(having))
    if wanted.in_network:
        statement = statement.where(MentorProfile.wants_network)
    if wanted.office_id is not None:
        statement = statement.where(MentorProfile.office_id == wanted.office_id)
    if after is not None:
        same = and_(Employer.name_folded == after.company, MentorProfile.id > after.profile_id)
        statement = statement.where(or_(Employer.name_folded > after.company, same))
    # Who they are first, what stands there of them after: a database need not put all of it in order.
    page = statement.order_by(Employer.name_folded, MentorProfile.id).limit(PAGE_SIZE + 1).subquery()
    person = contains_eager(MentorProfile.person)
    rows = session.scalars(
        select(MentorProfile)
        .join(page, page.c.id == MentorProfile.id)
        .join(MentorProfile.person)
        .join(WorkplacePerson.employer)
        .options(person.contains_eager(WorkplacePerson.employer), selectinload(MentorProfile.terms))
        .order_by(Employer.name_folded, MentorProfile.id)
    ).all()
    running = count_running(session, [row.person_id for row in rows[:PAGE_SIZE]], actor.today)
    lines = [
        MentorLine(row, running.get(row.person_id, 0), warn_of(row, actor.today)) for row in rows[:PAGE_SIZE]
    ]
    return lines, len(rows) > PAGE_SIZE


def _hash_words(session: Session, term: str) -> list[bytes]:
    """The tokens of a term's words; none where a word is too short to be found, or no name has been kept yet."""
    key, words = find_search_key(session), split_name(term)
    if key is None or any(len(word) < 2 for word in words):
        return []
    # The whole word, or its longest beginning that is kept.
    return [hash_token(key, list_prefixes(word)[-1]) for word in words]


def count_running(session: Session, person_ids: Collection[UUID], today: date) -> Mapping[UUID, int]:
    """In how many open cases each is a mentor, now or from a day to come; a number of cases, whoever sees them."""
    if not person_ids:
        return {}
    statement = (
        select(MentorAssignment.person_id, func.count())
        .join(Case, Case.id == MentorAssignment.case_id)
        .where(
            MentorAssignment.person_id.in_(person_ids),
            or_(MentorAssignment.to_on.is_(None), MentorAssignment.to_on >= today),
            Case.closed_on.is_(None),
        )
        .group_by(MentorAssignment.person_id)
    )
    return dict(session.execute(statement).all())


def list_languages(session: Session, actor: Actor) -> Sequence[str]:
    """The languages of the mentors whom the actor may see, in the order of the alphabet."""
    profiles = scopes.visible_mentors(actor).with_only_columns(MentorProfile.id, maintain_column_froms=True)
    statement = (
        select(MentorTerm.code)
        .where(MentorTerm.kind == "languages", MentorTerm.profile_id.in_(profiles))
        .distinct()
        .order_by(MentorTerm.code)
        .limit(MOST_LANGUAGES)
    )
    return session.scalars(statement).all()


def list_network(session: Session, actor: Actor, office_id: int) -> Sequence[MentorProfile]:
    """The profiles of those at an office who wish to be in the network, with the person and the company."""
    person = contains_eager(MentorProfile.person)
    statement = (
        _start(actor)
        .with_only_columns(MentorProfile, maintain_column_froms=True)
        .where(MentorProfile.wants_network, Employer.office_id == office_id)
        .options(person.contains_eager(WorkplacePerson.employer))
        .order_by(Employer.name_folded, MentorProfile.id)
    )
    return session.scalars(statement).all()


def list_profiled(session: Session, person_ids: Collection[UUID], today: date) -> Collection[UUID]:
    """Those of the persons, whom the actor has been shown, who have a profile that is not past its day."""
    if not person_ids:
        return set()
    statement = select(MentorProfile.person_id).where(
        MentorProfile.person_id.in_(person_ids), MentorProfile.keep_until_on >= today
    )
    return set(session.scalars(statement))
