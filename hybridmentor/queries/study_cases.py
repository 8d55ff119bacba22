"""The cases of a study: which are ready to be handed out, and what is missing in the others.

Ids and states only; no name is read here. Seven statements, however many cases there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, and_, bindparam, case, func, or_, select, type_coerce
from sqlalchemy.orm import Session
from sqlalchemy.types import NullType

from hybridmentor.domain.consent_purposes import PERSONS as ASKED
from hybridmentor.domain.consent_state import Consent as GivenConsent, ConsentState, Purpose, judge_consent
from hybridmentor.domain.study_consent import (
    ADVISERS,
    PARTICIPATING,
    PERSONS,
    TextVersions,
    judge_answer,
    make_purpose,
)
from hybridmentor.identity import Actor
from hybridmentor.models import (
    Case,
    CaseRole,
    CaseTurn,
    Consent,
    Jobseeker,
    MentorAssignment,
    Office,
    Release,
    Study,
    StudyAnswer,
    StudyCase,
    StudyOffice,
)
from hybridmentor.policy import scopes
from hybridmentor.queries.consents import RULED_COLUMNS, read_ruled
from hybridmentor.queries.mentors import has_served
from hybridmentor.queries.parameters import CASE_IDS, TODAY
from hybridmentor.queries.studies import find_own_answer, list_texts, pick_versions

LACKS = ("open", "outside", "protected", "consent", "adviser", "mark")
"""Why a case is not ready: it is not closed, was not closed in the period, is about somebody with a protected address, the
jobseeker's yes is missing, its advisers' yes is missing, or nobody has sent it."""
JOBSEEKER, MENTOR, EMPLOYER = ASKED
NOBODY = -1
AT_ONCE = 2000
ALLOWED = {
    (mentor, employer): frozenset(
        person for person, is_yes in ((JOBSEEKER, True), (MENTOR, mentor), (EMPLOYER, employer)) if is_yes
    )
    for mentor in (True, False)
    for employer in (True, False)
}
"""Whose data of a ready case may be used, by whether the mentors and the employer have said yes."""


def _as_read(column: Any) -> Any:
    """An id as the driver gives it, text or UUID: hundreds of thousands are told apart by it, and nobody reads them."""
    return type_coerce(column, NullType())


_STUDY_ID: Any = bindparam("study_id")
_LAST_WORD = case((Consent.withdrawn_on > Consent.given_on, Consent.withdrawn_on), else_=Consent.given_on)
_OF_COMPANY = or_(Consent.person != EMPLOYER, Consent.employer_id == Case.employer_id)
"""What an employer has said holds for that company: where the case has another now, nobody there has been asked."""
_SAYS_NO = case((or_(Consent.is_refusal, Consent.withdrawn_on.is_not(None)), 1), else_=0)
_SAID = (
    select(
        Consent.case_id,
        Consent.person,
        MentorAssignment.person_id.label("mentor_id"),
        Consent.text_version,
        Consent.expires_on,
        _SAYS_NO.label("says_no"),
        func.row_number()
        .over(
            partition_by=(Consent.case_id, Consent.person, MentorAssignment.person_id),
            order_by=(
                _LAST_WORD.desc(),
                _SAYS_NO.desc(),
                Consent.text_version.desc(),
                Consent.created_at.desc(),
                Consent.id,
            ),
        )
        .label("place"),
    )
    .outerjoin(MentorAssignment, MentorAssignment.id == Consent.mentor_assignment_id)
    .join(Case, Case.id == Consent.case_id)
    .where(
        Consent.case_id.in_(CASE_IDS),
        Consent.study_id == _STUDY_ID,
        Consent.given_on <= TODAY,
        _OF_COMPANY,
    )
    .subquery()
)
_STANDING = select(
    _as_read(_SAID.c.case_id), _SAID.c.person, _as_read(_SAID.c.mentor_id), _SAID.c.text_version
).where(
    _SAID.c.place == 1,
    _SAID.c.says_no == 0,
    or_(_SAID.c.expires_on.is_(None), _SAID.c.expires_on >= TODAY),
)
"""Whose last word is a yes that has not run out, as `judge_consent` finds it; whether its version still stands is asked after."""
_AGAIN = (
    select(CaseTurn.id)
    .join(StudyCase, StudyCase.case_id == CaseTurn.case_id)
    .join(Release, Release.study_id == StudyCase.study_id)
    .where(
        CaseTurn.case_id == Case.id,
        CaseTurn.kind == "reopening",
        Release.state == "done",
        Release.done_at < CaseTurn.created_at,
    )
    .exists()
)
"""Whether the case was opened again after something had been handed out of a study that it had been sent to."""
_SERVED = select(_as_read(MentorAssignment.case_id), _as_read(MentorAssignment.person_id)).where(
    MentorAssignment.case_id.in_(CASE_IDS), has_served(), MentorAssignment.from_on <= TODAY
)
_ADVISERS = (
    select(_as_read(CaseRole.case_id), CaseRole.user_id)
    .where(CaseRole.case_id.in_(CASE_IDS), CaseRole.role == "adviser")
    .order_by(CaseRole.from_on.desc(), CaseRole.id.desc())
)


@dataclass(frozen=True)
class ReadyCase:
    """A case that can be handed out, and whose data of it: of `jobseeker`, `mentor`, `employer`."""

    case_id: UUID
    allowed: frozenset[str]


@dataclass(frozen=True)
class StudyCaseState:
    """How a case stands in a study."""

    case_id: UUID
    office_id: int
    closed_on: date | None
    is_marked: bool
    jobseeker: ConsentState
    mentors: Mapping[UUID, ConsentState]
    """By assignment, each mentor who has served."""
    employer: ConsentState | None
    """None where the case has no company."""
    adviser: str
    """How its advisers' answers stand, the worst of them: one of `study_consent.ANSWERS`."""
    lacks: tuple[str, ...]
    """Of `LACKS`, in that order; none where the case is ready."""

    @property
    def is_ready(self) -> bool:
        """Whether it can be handed out."""
        return not self.lacks

    def list_shown_lacks(self, own: str | None) -> tuple[str, ...]:
        """What is missing as somebody may see it who has answered `own`; None for who is no adviser of the case.

        What another adviser has answered is shown to nobody.
        """
        others = [key for key in self.lacks if key != "adviser"]
        own_lacks = {"adviser"} if own not in (None, "yes") else set()
        return tuple(key for key in LACKS if key in others or key in own_lacks)

    @property
    def allowed(self) -> frozenset[str]:
        """Whose data may be used: of somebody who is not there nothing is known, and nobody need be asked."""
        if not self.jobseeker.is_valid:
            return frozenset()
        said = {
            JOBSEEKER: True,
            MENTOR: all(state.is_valid for state in self.mentors.values()),
            EMPLOYER: self.employer is None or self.employer.is_valid,
        }
        return frozenset(person for person, is_yes in said.items() if is_yes)


def cases_of_study(study: Study) -> Select[Case]:
    """The cases that a study is about: of its participating offices, none of an office that is a guest in the project."""
    offices = (
        select(StudyOffice.office_id)
        .join(Office, Office.id == StudyOffice.office_id)
        .where(
            StudyOffice.study_id == study.id,
            StudyOffice.part == PARTICIPATING,
            Office.participation == PARTICIPATING,
        )
    )
    return select(Case).where(Case.origin == "office", Case.office_id.in_(offices))


def own_cases_of_study(actor: Actor, study: Study) -> Select[Case]:
    """The same, of those the actor has a part in."""
    offices = select(StudyOffice.office_id).where(
        StudyOffice.study_id == study.id, StudyOffice.part == PARTICIPATING
    )
    return scopes.own_cases(actor).where(Case.origin == "office", Case.office_id.in_(offices))


def list_ready_cases(
    session: Session, study: Study, from_on: date, to_on: date, today: date
) -> list[ReadyCase]:
    """The cases that can be handed out for the period, both days inside, in the order of their ids.

    They were closed in it, at a participating office, and sent to the study. The jobseeker's yes to this study stands on the day,
    the adviser who had the case last has said yes, and none of its advisers no. Nobody of them has a protected address or is
    shielded. A case that was opened again after a release is left out: what two files of different days say would be known of it.
    It takes no actor: ids for the making of a release, which nobody is shown.

    But for that the same rules as `judge_cases` (a test holds the two against each other), without its reasons, four statements
    for each `AT_ONCE` cases: made for 100 000.
    """
    texts = list_texts(session, study.id)
    persons, advisers = (pick_versions(texts, audience) for audience in (PERSONS, ADVISERS))
    if persons is None or advisers is None:
        return []
    answers = _judge_advisers(session, study.id, advisers)
    sent = select(StudyCase.case_id).where(StudyCase.study_id == study.id)
    statement = (
        cases_of_study(study)
        .with_only_columns(
            Case.id, _as_read(Case.id).label("own"), Case.employer_id.is_not(None), maintain_column_froms=True
        )
        .join(Jobseeker, Jobseeker.id == Case.jobseeker_id)
        .where(*_closed_unprotected(from_on, to_on, today), Case.id.in_(sent), ~_AGAIN)
        .order_by(Case.id)
    )
    cases: list[Any] = list(session.execute(statement))
    found: list[ReadyCase] = []
    for start in range(0, len(cases), AT_ONCE):
        found += _pick_ready(session, study.id, cases[start : start + AT_ONCE], persons, answers, today)
    return found


def list_closed_cases(
    session: Session, study: Study, from_on: date, to_on: date, today: date
) -> Sequence[UUID]:
    """All who could be in a file of the period as an outsider sees it: closed in it at a participating office.

    Whatever anybody has said, and in the order of their ids; nobody with a protected address or who is shielded. For counting how
    certain it is that somebody is in the file, and nothing else: ids for the making of a release, which nobody is shown.
    """
    statement = (
        cases_of_study(study)
        .with_only_columns(Case.id, maintain_column_froms=True)
        .join(Jobseeker, Jobseeker.id == Case.jobseeker_id)
        .where(*_closed_unprotected(from_on, to_on, today))
        .order_by(Case.id)
    )
    return session.scalars(statement).all()


def _closed_unprotected(from_on: date, to_on: date, today: date) -> tuple[Any, ...]:
    return (
        Case.closed_on.between(from_on, min(to_on, today)),
        Jobseeker.protection == "none",
        Jobseeker.is_shielded.is_(False),
    )


def _pick_ready(
    session: Session,
    study_id: UUID,
    cases: Sequence[Any],
    versions: TextVersions,
    answers: Mapping[int, str],
    today: date,
) -> Iterable[ReadyCase]:
    """Those of some cases that are ready; each is given by its id, the same as read, and whether it has a company."""
    ids = {"case_ids": [case_id for case_id, _, _ in cases]}
    parts: dict[Any, list[int]] = {}
    for case_id, user_id in session.execute(_ADVISERS, ids):
        parts.setdefault(case_id, []).append(user_id)
    days = {"study_id": study_id, "today": today}
    standing = {
        (case_id, person if mentor_id is None else mentor_id)
        for case_id, person, mentor_id, number in session.execute(_STANDING, ids | days)
        if versions.accepts(number)
    }
    rows = session.execute(_SERVED, ids | {"today": today})
    unasked = {case_id for case_id, mentor_id in rows if (case_id, mentor_id) not in standing}
    for case_id, own, has_employer in cases:
        if (own, JOBSEEKER) in standing and _find_worst(parts.get(own, ()), answers) == "yes":
            employer = not has_employer or (own, EMPLOYER) in standing
            yield ReadyCase(case_id, ALLOWED[own not in unasked, employer])


def judge_cases(
    session: Session,
    study: Study,
    wanted: Select[Case],
    today: date,
    *,
    period: tuple[date, date] | None = None,
) -> list[StudyCaseState]:
    """How the wanted cases stand in the study, the last closed first; `period` is the study's own where none is named."""
    from_on, to_on = period or (study.from_on, study.to_on)
    texts = list_texts(session, study.id)
    persons, advisers = (pick_versions(texts, audience) for audience in (PERSONS, ADVISERS))
    purpose = make_purpose(study.id, persons or TextVersions(0, 0))
    ids = wanted.with_only_columns(Case.id, maintain_column_froms=True).subquery()
    answers = _judge_advisers(session, study.id, advisers)
    parts = _list_advisers(session, ids)
    given = _list_answers(session, study.id, ids, purpose)
    mentors = _list_mentors(session, ids, today)
    states = []
    for case_id, office_id, closed_on, employer_id, is_protected, is_marked in _list_cases(
        session, study.id, ids
    ):
        own = given.get(case_id, {})
        jobseeker = judge_consent(own.get(JOBSEEKER, ()), purpose, today)
        adviser = _find_worst(parts.get(case_id, ()), answers)
        lacking = {
            "open": closed_on is None or closed_on > today,
            "outside": closed_on is not None and not from_on <= closed_on <= to_on,
            "protected": is_protected,
            "consent": not jobseeker.is_valid,
            "adviser": adviser != "yes",
            "mark": not is_marked,
        }
        states.append(
            StudyCaseState(
                case_id,
                office_id,
                closed_on,
                is_marked,
                jobseeker,
                _judge_mentors(mentors.get(case_id, ()), own, purpose, today),
                judge_consent(own.get(EMPLOYER, ()), purpose, today) if employer_id is not None else None,
                adviser,
                tuple(key for key in LACKS if lacking[key]),
            )
        )
    return states


def _list_cases(session: Session, study_id: UUID, ids: Any) -> Iterable[Any]:
    protected = or_(Jobseeker.protection != "none", Jobseeker.is_shielded)
    statement = (
        select(
            Case.id,
            Case.office_id,
            Case.closed_on,
            Case.employer_id,
            func.coalesce(protected, True),
            StudyCase.case_id.is_not(None),
        )
        .join(ids, ids.c.id == Case.id)
        .outerjoin(Jobseeker, Jobseeker.id == Case.jobseeker_id)
        .outerjoin(StudyCase, and_(StudyCase.case_id == Case.id, StudyCase.study_id == study_id))
        .order_by(Case.closed_on.is_(None), Case.closed_on.desc(), Case.id)
    )
    return session.execute(statement)


def _list_answers(
    session: Session, study_id: UUID, ids: Any, purpose: Purpose
) -> dict[UUID, dict[object, list[GivenConsent]]]:
    """What each person of each case has answered: by `jobseeker`, `employer`, or the mentor's own id."""
    statement = (
        select(Consent.case_id, Consent.person, MentorAssignment.person_id, *RULED_COLUMNS)
        .join(ids, ids.c.id == Consent.case_id)
        .outerjoin(MentorAssignment, MentorAssignment.id == Consent.mentor_assignment_id)
        .join(Case, Case.id == Consent.case_id)
        .where(Consent.study_id == study_id, _OF_COMPANY)
        .order_by(Consent.created_at.desc(), Consent.id)
    )
    found: dict[UUID, dict[object, list[GivenConsent]]] = {}
    rows: Iterable[Any] = session.execute(statement)
    for case_id, person, mentor_id, _, *ruled in rows:
        # Which study it is for has been asked of the database: to the rules it is this purpose.
        answer = read_ruled((purpose.key, *ruled))
        who = person if mentor_id is None else mentor_id
        found.setdefault(case_id, {}).setdefault(who, []).append(answer)
    return found


def _list_mentors(session: Session, ids: Any, today: date) -> dict[UUID, list[tuple[UUID, UUID]]]:
    """The mentors who have served in each case: assignment and person."""
    statement = (
        select(MentorAssignment.case_id, MentorAssignment.id, MentorAssignment.person_id)
        .join(ids, ids.c.id == MentorAssignment.case_id)
        .where(has_served(), MentorAssignment.from_on <= today)
        .order_by(MentorAssignment.from_on, MentorAssignment.id)
    )
    found: dict[UUID, list[tuple[UUID, UUID]]] = {}
    for case_id, assignment_id, person_id in session.execute(statement):
        found.setdefault(case_id, []).append((assignment_id, person_id))
    return found


def _judge_mentors(
    mentors: Sequence[tuple[UUID, UUID]],
    given: Mapping[object, Sequence[GivenConsent]],
    purpose: Purpose,
    today: date,
) -> dict[UUID, ConsentState]:
    return {
        assignment_id: judge_consent(given.get(person_id, ()), purpose, today)
        for assignment_id, person_id in mentors
    }


def _list_advisers(session: Session, ids: Any) -> dict[UUID, list[int]]:
    """Who has been adviser of each case, the last first; those who stood in for another too."""
    statement = (
        select(CaseRole.case_id, CaseRole.user_id)
        .join(ids, ids.c.id == CaseRole.case_id)
        .where(CaseRole.role == "adviser")
        .order_by(CaseRole.from_on.desc(), CaseRole.id.desc())
    )
    found: dict[UUID, list[int]] = {}
    for case_id, user_id in session.execute(statement):
        found.setdefault(case_id, []).append(user_id)
    return found


def judge_own_answer(session: Session, actor: Actor, study_id: UUID) -> str:
    """How the actor's own answer stands, one of `study_consent.ANSWERS`."""
    said = find_own_answer(session, actor, study_id)
    versions = pick_versions(list_texts(session, study_id, ADVISERS), ADVISERS)
    return judge_answer((said.text_number, said.is_yes) if said else None, versions)


def _judge_advisers(session: Session, study_id: UUID, versions: TextVersions | None) -> dict[int, str]:
    """How the answer of each who has given one stands."""
    latest = select(func.max(StudyAnswer.id)).where(StudyAnswer.study_id == study_id)
    statement = select(StudyAnswer.user_id, StudyAnswer.text_number, StudyAnswer.is_yes).where(
        StudyAnswer.id.in_(latest.group_by(StudyAnswer.user_id))
    )
    return {
        user_id: judge_answer((number, is_yes), versions)
        for user_id, number, is_yes in session.execute(statement)
    }


def _find_worst(advisers: Sequence[int], answers: Mapping[int, str]) -> str:
    """A no of any of them counts, else how the last one's answer stands."""
    if any(answers.get(user_id) == "no" for user_id in advisers):
        return "no"
    return answers.get(advisers[0] if advisers else NOBODY, "missing")
