"""What a study has and what it lacks: in sums for researchers, and case by case for the adviser who works with them."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, lazyload

from hybridmentor.domain.consent_purposes import PERSONS as ASKED
from hybridmentor.domain.release_variables import list_variables
from hybridmentor.identity import Actor
from hybridmentor.models import Case, Study
from hybridmentor.queries.research_records import read_records
from hybridmentor.queries.study_cases import (
    StudyCaseState,
    cases_of_study,
    judge_cases,
    judge_own_answer,
    own_cases_of_study,
)

MOST_LOOKED_AT = 5000
"""So many cases are looked at for the sums, those closed last."""
MOST_READ = 1000
"""Of so many ready cases it is said what is missing per field."""
MOST_OWN = 200
WAYS = ("mark", "consent", "adviser", "protected")
"""What is asked of a closed case, one after the other: sent, the jobseeker's yes, the adviser's yes, no protected address."""
MISSING = frozenset({"unknown", "not_registered"})
"""The values of a field that say that nothing is known; that there was none is an answer."""


@dataclass(frozen=True)
class Readiness:
    """Sums of a study's cases; every number is to be shown as a band (`study_consent.band_count`)."""

    closed: int
    """Closed in the period of the study, at its participating offices."""
    left: Mapping[str, int]
    """How many of them are left after each of `WAYS`; after the last they are ready."""
    with_mentor: int
    """Of the ready ones, with every mentor's yes."""
    with_employer: int
    missing: Mapping[str, int]
    """In how many of `looked_at` ready cases nothing is known of a variable, by its key."""
    looked_at: int
    is_cut: bool
    """Whether there are more cases than were looked at."""

    @property
    def ready(self) -> int:
        """How many can be handed out."""
        return self.left[WAYS[-1]]


@dataclass(frozen=True)
class OwnCase:
    """A case of the adviser's, how it stands in the study, and of which variables nothing is known."""

    case: Case
    state: StudyCaseState
    missing: tuple[str, ...]
    lacks: tuple[str, ...]
    """What is missing as the adviser may see it (`StudyCaseState.list_shown_lacks`)."""

    @property
    def is_ready(self) -> bool:
        """Whether nothing is missing that the adviser may see."""
        return not self.lacks


def measure_readiness(session: Session, study: Study, today: date) -> Readiness:
    """What the study has and lacks on the day. Sums, so no actor; nobody may be shown a number under five."""
    wanted = cases_of_study(study).where(
        Case.closed_on.between(study.from_on, min(study.to_on, today)),
    )
    newest = wanted.order_by(Case.closed_on.desc(), Case.id).limit(MOST_LOOKED_AT + 1)
    states = judge_cases(session, study, newest, today)
    is_cut = len(states) > MOST_LOOKED_AT
    states = states[:MOST_LOOKED_AT]
    left: dict[str, int] = {}
    rest = states
    for way in WAYS:
        rest = [state for state in rest if way not in state.lacks]
        left[way] = len(rest)
    ready = [state for state in states if state.is_ready]
    read = ready[:MOST_READ]
    keys = [row.variable for row in study.variables]
    allowed = {state.case_id: state.allowed for state in read}
    return Readiness(
        closed=len(states),
        left=left,
        with_mentor=sum("mentor" in state.allowed for state in ready),
        with_employer=sum("employer" in state.allowed for state in ready),
        missing=count_missing(session, allowed, keys, today),
        looked_at=len(read),
        is_cut=is_cut,
    )


def count_missing(
    session: Session, allowed: Mapping[UUID, frozenset[str]], keys: Collection[str], today: date
) -> dict[str, int]:
    """In how many of the cases nothing is known of each variable."""
    counts = Counter(
        key for keys_of in find_missing(session, allowed, keys, today).values() for key in keys_of
    )
    return {key: counts[key] for key in keys}


def find_missing(
    session: Session, allowed: Mapping[UUID, frozenset[str]], keys: Collection[str], today: date
) -> dict[UUID, tuple[str, ...]]:
    """Of which of the variables nothing is known, by case, in the order of the variables."""
    known = [one.key for one in list_variables() if one.key in set(keys)]
    if not allowed or not known:
        return {}
    records = read_records(session, sorted(allowed), today=today, allowed=allowed, variables=known)
    return {
        UUID(hex=row["_case"]): tuple(key for key in known if row[key] in MISSING)
        for row in records.to_dicts()
    }


def list_own_cases(session: Session, actor: Actor, study: Study) -> Sequence[OwnCase]:
    """The actor's cases that the study is about, those that are closed first, at most 200.

    Which fields are empty is told whoever has consented: it is the actor's own case, and filling it in comes first.
    """
    wanted = own_cases_of_study(actor, study).order_by(
        Case.closed_on.is_(None), Case.closed_on.desc(), Case.id
    )
    states = judge_cases(session, study, wanted.limit(MOST_OWN), actor.today)
    ids = [state.case_id for state in states]
    statement = (
        select(Case).where(Case.id.in_(ids)).options(lazyload(Case.data_key), joinedload(Case.jobseeker))
    )
    cases = {case.id: case for case in session.scalars(statement)}
    everybody, own = frozenset(ASKED), judge_own_answer(session, actor, study.id)
    missing = find_missing(
        session, dict.fromkeys(ids, everybody), [row.variable for row in study.variables], actor.today
    )
    return [
        OwnCase(cases[state.case_id], state, missing.get(state.case_id, ()), state.list_shown_lacks(own))
        for state in states
        if state.case_id in cases
    ]
