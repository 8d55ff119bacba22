"""The studies of a case: how it stands in each, and what its persons have answered."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from hybridmentor.domain.consent_state import ConsentState
from hybridmentor.domain.study_consent import PARTICIPATING, STUDY
from hybridmentor.identity import Actor
from hybridmentor.models import (
    Case,
    Consent,
    Employer,
    MentorAssignment,
    Office,
    Study,
    StudyCase,
    StudyOffice,
)
from hybridmentor.policy.predicates import StudyFacts
from hybridmentor.queries.consents import LATEST_FIRST
from hybridmentor.queries.mentors import list_assignments
from hybridmentor.queries.studies import VisibleStudy
from hybridmentor.queries.study_cases import StudyCaseState, judge_cases, judge_own_answer

MOST_STUDIES = 10


@dataclass(frozen=True)
class StudyParty:
    """Somebody of the case who is asked: how the answer stands, and the yes that can be taken back, if there is one."""

    key: str
    """`jobseeker`, `employer`, or the id of a mentor's assignment: how an address names them."""
    person: str
    assignment: MentorAssignment | None
    state: ConsentState
    standing: Consent | None


@dataclass(frozen=True)
class EarlierCompany:
    """A company that the case has left, whose yes has not been taken back: it can be, and is asked for nothing more."""

    name: str
    standing: Consent


@dataclass(frozen=True)
class CaseInStudy:
    """A study with how the case stands in it."""

    visible: VisibleStudy
    state: StudyCaseState
    parties: tuple[StudyParty, ...]
    lacks: tuple[str, ...]
    """What is missing as the actor may see it (`StudyCaseState.list_shown_lacks`)."""
    earlier: tuple[EarlierCompany, ...] = ()

    @property
    def study(self) -> Study:
        """The study."""
        return self.visible.study


def list_case_studies(
    session: Session, actor: Actor, case: Case, *, is_adviser: bool = False
) -> list[CaseInStudy]:
    """The studies that ask for the case or that it was sent to, the one opened last first, at most ten.

    `is_adviser` says that the actor has a part in the case, and so sees what is missing of their own.

    The case is one that the actor has been shown: whoever reads it reads which studies ask for it.
    """
    taking = (
        select(StudyOffice.study_id)
        .join(Office, Office.id == StudyOffice.office_id)
        .where(
            StudyOffice.office_id == case.office_id,
            StudyOffice.part == PARTICIPATING,
            Office.participation == PARTICIPATING,
        )
    )
    sent = select(StudyCase.study_id).where(StudyCase.case_id == case.id)
    answered = select(Consent.study_id).where(Consent.case_id == case.id, Consent.purpose == STUDY)
    statement = (
        select(Study, Office.name)
        .join(Office, Office.id == Study.office_id)
        .where(
            Study.state != "draft",
            or_(
                (Study.state == "open") & Study.id.in_(taking),
                Study.id.in_(sent),
                Study.id.in_(answered),
            ),
        )
        .order_by(Study.opened_on.desc(), Study.id)
        .limit(MOST_STUDIES)
    )
    rows = session.execute(statement).all()
    if not rows:
        return []
    assignments = list_assignments(session, case.id)
    said = list_study_consents(session, case)
    wanted = select(Case).where(Case.id == case.id)
    found = []
    for study, office_name in rows:
        (state,) = judge_cases(session, study, wanted, actor.today)
        parts = {row.office_id: row.part for row in study.offices}
        facts = StudyFacts(study.office_id, study.state, parts)
        # What an earlier company said is no answer of this one.
        of_study = [row for row in said if row.study_id == study.id]
        mine = [row for row in of_study if row.person != "employer" or row.employer_id == case.employer_id]
        parties = tuple(_list_parties(state, assignments, mine))
        earlier = tuple(_list_earlier(session, [row for row in of_study if row not in mine]))
        own = judge_own_answer(session, actor, study.id) if is_adviser else None
        lacks = state.list_shown_lacks(own)
        found.append(CaseInStudy(VisibleStudy(study, office_name, facts), state, parties, lacks, earlier))
    return found


def list_study_consents(session: Session, case: Case) -> Sequence[Consent]:
    """What the persons of the case have answered to studies, the latest first."""
    statement = select(Consent).where(Consent.case_id == case.id, Consent.purpose == STUDY)
    return session.scalars(statement.order_by(*LATEST_FIRST)).all()


def _list_parties(
    state: StudyCaseState, assignments: Sequence[MentorAssignment], said: Sequence[Consent]
) -> Iterable[StudyParty]:
    yield StudyParty("jobseeker", "jobseeker", None, state.jobseeker, _find_standing(said, "jobseeker"))
    for row in assignments:
        judged = state.mentors.get(row.id)
        if judged is not None:
            own: set[UUID | None] = {one.id for one in assignments if one.person_id == row.person_id}
            standing = _find_standing(said, "mentor", own)
            yield StudyParty(str(row.id), "mentor", row, judged, standing)
    if state.employer is not None:
        yield StudyParty("employer", "employer", None, state.employer, _find_standing(said, "employer"))


def _list_earlier(session: Session, said: Sequence[Consent]) -> Iterable[EarlierCompany]:
    """The companies of these answers, each with the yes that stands."""
    for employer_id in dict.fromkeys(row.employer_id for row in said):
        standing = _find_standing([row for row in said if row.employer_id == employer_id], "employer")
        if standing is not None:
            yield EarlierCompany(_find_company_name(session, standing) or "", standing)


def _find_company_name(session: Session, consent: Consent) -> str | None:
    """The company that the answer is of; None for an answer that names none, as a person's."""
    return session.scalars(select(Employer.name).where(Employer.id == consent.employer_id)).first()


def _find_standing(
    said: Sequence[Consent], person: str, assignments: Collection[UUID | None] = ()
) -> Consent | None:
    """The latest yes that has not been taken back; None where the last word was a no, or there is none."""
    own = [
        row
        for row in said
        if row.person == person and (not assignments or row.mentor_assignment_id in assignments)
    ]
    last = own[0] if own else None
    return last if last is not None and not last.is_refusal and last.withdrawn_on is None else None
