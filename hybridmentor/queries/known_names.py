"""The names that the check of a text is to know: those of the case, of the register that the actor sees, and of the staff.

Names are sealed, so the register is not read: the words of the text are hashed and looked up, and only the names that
were met are opened.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    ScalarSelect,
    SelectBase,
    Uuid,
    func,
    literal,
    null,
    or_,
    select,
    union,
)
from sqlalchemy.orm import Session, joinedload

from hybridmentor.crypto import hash_token
from hybridmentor.domain.answers import read_answers
from hybridmentor.domain.disclosure_people import (
    CONTACT,
    JOBSEEKER,
    MENTOR,
    OTHER,
    STAFF,
    KnownPerson,
    pick_names,
)
from hybridmentor.identity import Actor
from hybridmentor.models import (
    Case,
    CaseForm,
    Employer,
    Jobseeker,
    MentorAssignment,
    NameToken,
    OfficeMembership,
    User,
    WorkplacePerson,
)
from hybridmentor.policy import scopes
from hybridmentor.queries.search_key import find_search_key

CONTACT_ANSWER = "contact_at_workplace"


@dataclass(frozen=True)
class Surroundings:
    """Who may be meant in a text, and the firms that are named freely."""

    people: tuple[KnownPerson, ...]
    firms: tuple[str, ...]


def gather_known_names(
    session: Session, actor: Actor, terms: Iterable[str], case_ids: Sequence[UUID] = ()
) -> Surroundings:
    """The people of the cases, whoever the actor sees that bears one of the terms, and the staff of the offices.

    `terms` are those of `disclosure_people.list_lookup_terms`. Five statements at most, whatever the number of people. A case
    that the actor does not see adds nobody, so the answer tells nothing about it.
    """
    people = list_people(session, actor, terms, case_ids)
    staff = _aggregate_staff(actor, case_ids)
    if not case_ids:
        names = session.scalar(select(staff))
        return Surroundings((*people, *_read_staff(names)), ())
    statement = (
        scopes.visible_cases(actor, case_ids)
        .outerjoin(CaseForm, CaseForm.case_id == Case.id)
        .outerjoin(Employer, Employer.id == Case.employer_id)
        .with_only_columns(CaseForm, Employer.name, staff)
        .options(joinedload(CaseForm.case))
    )
    rows = session.execute(statement).all()
    contacts = [
        KnownPerson(name, CONTACT)
        for form, _, _ in rows
        for name in pick_names(str(read_answers(form).get(CONTACT_ANSWER) or ""))
    ]
    names = rows[0][2] if rows else session.scalar(select(staff))
    firms = tuple(name for _, name, _ in rows if name)
    return Surroundings((*people, *contacts, *_read_staff(names)), firms)


def list_people(
    session: Session, actor: Actor, terms: Iterable[str], case_ids: Sequence[UUID]
) -> list[KnownPerson]:
    """Jobseekers and mentors of the cases, and those of all the actor's visible cases with one of the terms in their name."""
    found = _choose_people(session, actor, terms, case_ids)
    if found is None:
        return []
    jobseekers: dict[UUID, str] = {}
    persons: dict[UUID, str] = {}
    # Those of the cases come last, and so it is their role that stands.
    rows: Iterable[Any] = session.execute(found)
    for is_own, jobseeker_id, person_id in sorted(rows, key=lambda row: row[0]):
        if jobseeker_id is not None:
            jobseekers[jobseeker_id] = JOBSEEKER if is_own else OTHER
        else:
            persons[person_id] = MENTOR if is_own else OTHER
    return [
        *_name_all(session, Jobseeker, jobseekers),
        *_name_all(session, WorkplacePerson, persons),
    ]


def _name_all(
    session: Session, kind: type[Jobseeker] | type[WorkplacePerson], roles: Mapping[UUID, str]
) -> Iterable[KnownPerson]:
    """The people of a kind by name. Asked for by id: joined to a list of unknown length the whole register would be read."""
    rows: Iterable[Jobseeker | WorkplacePerson] = (
        session.scalars(select(kind).where(kind.id.in_(roles))) if roles else ()
    )
    return (KnownPerson(row.name, roles[row.id]) for row in rows if row.name)


def _choose_people(
    session: Session, actor: Actor, terms: Iterable[str], case_ids: Sequence[UUID]
) -> CompoundSelect[Any] | None:
    """Ids of jobseekers and persons, and whether they belong to the cases; None where there is nobody to look for."""
    nobody = null().cast(Uuid())
    # Asked once for all parts.
    seen = scopes.visible_cases(actor).with_only_columns(Case.id, Case.jobseeker_id).cte("seen")
    mentors = select(MentorAssignment.person_id).join(seen, seen.c.id == MentorAssignment.case_id)
    parts: list[SelectBase] = []
    if case_ids:
        own = seen.c.id.in_(case_ids)
        parts.append(
            select(literal(True).label("is_own"), seen.c.jobseeker_id, nobody.label("person_id")).where(own)
        )
        parts.append(mentors.where(own).with_only_columns(literal(True), nobody, MentorAssignment.person_id))
    key = find_search_key(session)
    tokens = [hash_token(key, term) for term in sorted(terms)] if key is not None else []
    if tokens:
        is_seen = or_(
            NameToken.jobseeker_id.in_(select(seen.c.jobseeker_id)), NameToken.person_id.in_(mentors)
        )
        parts.append(
            select(
                literal(False).label("is_own"),
                NameToken.jobseeker_id,
                NameToken.person_id.label("person_id"),
            ).where(NameToken.token.in_(tokens), is_seen)
        )
    return union(*parts) if parts else None


def _aggregate_staff(actor: Actor, case_ids: Sequence[UUID]) -> ScalarSelect[str]:
    """The names of all who work or have worked at the actor's offices and those of the cases, a line each."""
    offices: ColumnElement[bool] = OfficeMembership.office_id.in_(
        sorted({one.office_id for one in actor.memberships})
    )
    if case_ids:
        own = scopes.visible_cases(actor, case_ids).with_only_columns(Case.office_id)
        offices = or_(offices, OfficeMembership.office_id.in_(own))
    names = (
        select(User.name)
        .where(User.id.in_(select(OfficeMembership.user_id).where(offices)))
        .distinct()
        .subquery()
    )
    return select(func.aggregate_strings(names.c.name, "\n")).scalar_subquery()


def _read_staff(names: str | None) -> Iterable[KnownPerson]:
    return (KnownPerson(name, STAFF) for name in (names or "").splitlines())
