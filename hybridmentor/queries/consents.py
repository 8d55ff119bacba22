"""Consents of cases that the actor has been shown, and how each person's stands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, aliased

from hybridmentor.domain import consent_state
from hybridmentor.domain.consent_purposes import PERSONS, list_purposes
from hybridmentor.domain.consent_state import ConsentState, Purpose, judge_consent
from hybridmentor.models import Case, Consent, Employer, MentorAssignment, Revision, User
from hybridmentor.queries.mentors import list_assignments

LATEST_FIRST = (Consent.given_on.desc(), Consent.created_at.desc(), Consent.id)
"""Of two answers of one day the one that was registered last goes first, and counts."""


@dataclass(frozen=True)
class Entry:
    """An answer that was registered, by whom, who registered that it was withdrawn, and the company that an employer's is of."""

    consent: Consent
    registered_by: str | None
    withdrawal_by: str | None
    company: str | None


@dataclass(frozen=True)
class Topic:
    """One person's consent to one purpose: how it stands today, and all that was ever answered, the latest first."""

    purpose: Purpose
    state: ConsentState
    entry: Entry | None
    """The answer that the state rests on."""
    history: tuple[Entry, ...]


@dataclass(frozen=True)
class Party:
    """A person of the case with what is asked of them.

    `assignment` says which mentor it is, `company` which company the case has left. Who is mentor no more, or has been left, is
    not asked again: `is_former`.
    """

    person: str
    assignment: MentorAssignment | None
    is_former: bool
    topics: tuple[Topic, ...]
    answers: tuple[Entry, ...]
    """All that the person has answered, the latest first."""
    company: str | None = None


RULED_COLUMNS = (
    Consent.purpose,
    Consent.text_version,
    Consent.given_on,
    Consent.given_how,
    Consent.given_by,
    Consent.withdrawn_on,
    Consent.expires_on,
    Consent.is_refusal,
)
"""What the rules ask of an answer, without what is sealed."""


def read_ruled(columns: Sequence[Any]) -> consent_state.Consent:
    """The answer of `RULED_COLUMNS`."""
    purpose, version, given_on, how, given_by, withdrawn_on, expires_on, is_refusal = columns
    return consent_state.Consent(
        purpose=purpose,
        version=version,
        given_on=given_on,
        how=how,
        given_by=given_by,
        withdrawn_on=withdrawn_on,
        expires_on=expires_on,
        is_refusal=is_refusal,
    )


def read_consent(row: Consent) -> consent_state.Consent:
    """The row as the rules want it, without what is sealed."""
    return read_ruled([getattr(row, column.key) for column in RULED_COLUMNS])


def find_consent(session: Session, case: Case, consent_id: UUID) -> Consent | None:
    """The answer, if it belongs to the case; read anew, so that a withdrawal just registered is seen."""
    statement = select(Consent).where(Consent.id == consent_id, Consent.case_id == case.id)
    return session.scalars(statement.execution_options(populate_existing=True)).first()


def list_entries(session: Session, case: Case) -> list[Entry]:
    """All answers of the case, the latest first."""
    by, withdrawer = aliased(User), aliased(User)
    statement = (
        select(Consent, by.name, withdrawer.name, Employer.name)
        .outerjoin(by, by.id == Consent.created_by)
        .outerjoin(Revision, and_(Revision.row_id == Consent.id, Revision.noun == "consent"))
        .outerjoin(withdrawer, withdrawer.id == Revision.replaced_by)
        .outerjoin(Employer, Employer.id == Consent.employer_id)
        .where(Consent.case_id == case.id)
        .order_by(*LATEST_FIRST)
    )
    return [Entry(*row) for row in session.execute(statement)]


def pick_mentor(assignments: Sequence[MentorAssignment], today: date) -> MentorAssignment | None:
    """Whom to ask: the mentor of today, else the one who begins first; None where neither is there."""
    running = [row for row in assignments if row.to_on is None or row.to_on >= today]
    return min(running, key=lambda row: (row.from_on > today, row.from_on), default=None)


def gather_parties(session: Session, case: Case, today: date) -> list[Party]:
    """Everybody of the case with how their consents stand, in two queries: jobseeker, mentors, employer.

    A person who is not there yet stands without topics. An earlier mentor or company stands with what was answered, and
    is no longer asked.
    """
    entries = list_entries(session, case)
    assignments = list_assignments(session, case.id)
    present = pick_mentor(assignments, today)
    parties: list[Party] = []
    for person in PERSONS:
        said = [one for one in entries if one.consent.person == person]
        if person == "mentor":
            parties += _gather_mentors(said, assignments, present, today)
        elif person == "employer":
            parties += _gather_companies(said, case.employer_id, today)
        else:
            topics = _gather_topics(person, said, today, asks=case.jobseeker_id is not None)
            parties.append(Party(person, None, False, topics, tuple(said)))
    return parties


def _gather_mentors(
    said: Sequence[Entry],
    assignments: Sequence[MentorAssignment],
    present: MentorAssignment | None,
    today: date,
) -> list[Party]:
    found = []
    for row in [present, *(one for one in assignments if one is not present)]:
        own = [one for one in said if row is not None and one.consent.mentor_assignment_id == row.id]
        if row is present or own:
            asks = row is present and row is not None
            topics = _gather_topics("mentor", own, today, asks=asks)
            found.append(Party("mentor", row, row is not present, topics, tuple(own)))
    return found


def _gather_companies(said: Sequence[Entry], present: UUID | None, today: date) -> list[Party]:
    """The company of today, and each that the case has left. An answer of no known company is taken for that of today."""
    own = [one for one in said if one.consent.employer_id in (None, present)]
    topics = _gather_topics("employer", own, today, asks=present is not None)
    found = [Party("employer", None, False, topics, tuple(own))]
    for left in dict.fromkeys(one.consent.employer_id for one in said if one not in own):
        theirs = [one for one in said if one.consent.employer_id == left]
        topics = _gather_topics("employer", theirs, today, asks=False)
        found.append(Party("employer", None, True, topics, tuple(theirs), theirs[0].company))
    return found


def _gather_topics(person: str, said: Sequence[Entry], today: date, *, asks: bool) -> tuple[Topic, ...]:
    """A topic for each purpose that is asked, and for each that was answered."""
    topics = []
    for purpose in list_purposes(person):
        history = tuple(one for one in said if one.consent.purpose == purpose.key)
        if not asks and not history:
            continue
        pairs = [(read_consent(one.consent), one) for one in history]
        state = judge_consent([word for word, _ in pairs], purpose, today)
        entry = next((one for word, one in pairs if word is state.consent), None)
        topics.append(Topic(purpose, state, entry, history))
    return tuple(topics)


def list_cases_with_answers(
    session: Session, wanted: Select[Case], person: str, purpose: str, *options: Any
) -> dict[Case, list[consent_state.Consent]]:
    """The wanted cases, the earliest opened first, each with what the person answered to the purpose.

    One statement for both. `wanted` is a scoped query with its limit; `options` say what else is loaded with a case.
    """
    ids = wanted.with_only_columns(Case.id).subquery()
    answered = and_(Consent.case_id == Case.id, Consent.person == person, Consent.purpose == purpose)
    statement = (
        select(Case, Consent)
        .join(ids, ids.c.id == Case.id)
        .outerjoin(Consent, answered)
        .options(*options)
        .order_by(Case.opened_on, Case.id, *LATEST_FIRST)
    )
    found: dict[Case, list[consent_state.Consent]] = {}
    rows: Iterable[Any] = session.execute(statement)
    for case, row in rows:
        found.setdefault(case, []).extend([read_consent(row)] if row is not None else [])
    return found
