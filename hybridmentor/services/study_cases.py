"""Sending a case to a study, taking that back, and what its persons answer. Nothing of the case leaves with the mark."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.domain import consent_state
from hybridmentor.domain.consent_state import Purpose, check_consent
from hybridmentor.domain.fault import Fault
from hybridmentor.domain.study_consent import (
    PARTICIPATING,
    PERSONS,
    STUDY,
    find_version_on,
    make_purpose,
)
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import Consent, MentorAssignment, StudyCase
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.mentors import list_assignments
from hybridmentor.queries.studies import VisibleStudy, list_texts, pick_versions
from hybridmentor.services import audit
from hybridmentor.services.demands import demand


def send_case(session: Session, actor: Actor, visible: VisibleCase, study: VisibleStudy) -> None:
    """Say that the case is ready for the study. InvalidInput if the study does not take it, or it has been sent already."""
    demand(actor, Permission.SEND_TO_STUDY, visible.facts)
    refuse_untaken(visible, study)
    if session.get(StudyCase, (study.study.id, visible.case.id)) is not None:
        raise InvalidInput(Message("study.error.sent"))
    session.add(StudyCase(study_id=study.study.id, case_id=visible.case.id, created_by=actor.user_id))
    _record(session, actor, visible, study, "study.send")
    session.flush()


def take_back_case(session: Session, actor: Actor, visible: VisibleCase, study: VisibleStudy) -> None:
    """Take back that the case was sent, at any time: later releases go without it. InvalidInput if it was not sent."""
    demand(actor, Permission.SEND_TO_STUDY, visible.facts)
    mark = session.get(StudyCase, (study.study.id, visible.case.id))
    if mark is None:
        raise InvalidInput(Message("study.error.not_sent"))
    session.delete(mark)
    _record(session, actor, visible, study, "study.take_back")
    session.flush()


def refuse_untaken(visible: VisibleCase, study: VisibleStudy) -> None:
    """InvalidInput unless the study is open and about cases of this office."""
    if study.study.state != "open":
        raise InvalidInput(Message("study.error.not_open"))
    if study.facts.parts.get(visible.case.office_id) != PARTICIPATING:
        raise InvalidInput(Message("study.error.other_office"))


def find_study_purpose(session: Session, study: VisibleStudy) -> Purpose:
    """What is consented to: the study with the text that is in use. InvalidInput before there is one."""
    versions = pick_versions(list_texts(session, study.study.id, PERSONS), PERSONS)
    if versions is None:
        raise InvalidInput(Message("study.error.no_text"))
    return make_purpose(study.study.id, versions)


def date_answer(
    session: Session, study: VisibleStudy, answer: consent_state.Consent
) -> consent_state.Consent:
    """The answer with the version of the text that was in use on the day it was given. InvalidInput for a day before the first.

    A paper that is registered later says nothing about what came after it was signed.
    """
    texts = list_texts(session, study.study.id, PERSONS)
    days = [(one.number, clock.to_oslo(one.created_at).date()) for one in texts]
    number = find_version_on(days, answer.given_on)
    if number is None:
        raise InvalidInput(Message("study.error.before_text"), field="given_on")
    return replace(answer, version=number)


def check_study_answer(answer: consent_state.Consent, purpose: Purpose, today: date) -> tuple[Fault, ...]:
    """What is wrong with an answer, at its fields."""
    return check_consent(replace(answer, purpose=purpose.key), purpose, today)


def give_study_consent(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    study: VisibleStudy,
    *,
    person: str,
    assignment_id: UUID | None = None,
    answer: consent_state.Consent,
) -> Consent:
    """Register what the jobseeker, a mentor or the employer's contact answered to the study, yes or no, of a case open or closed.

    A mentor is named by the assignment, also one who has left; the employer's answer is that of the company of the case now. It
    is to the text that was in use on its day, whatever version it names (`date_answer`). InvalidInput where nobody is there to
    ask, or at the field.
    """
    demand(actor, Permission.SEND_TO_STUDY, visible.facts)
    refuse_untaken(visible, study)
    case = visible.case
    purpose = find_study_purpose(session, study)
    answer = date_answer(session, study, answer)
    for fault in check_study_answer(answer, purpose, actor.today):
        raise InvalidInput(fault.message, field=fault.field)
    if person == "employer" and case.employer_id is None:
        raise InvalidInput(Message("consent.error.no_employer"))
    mentor = find_mentor(session, case.id, assignment_id) if person == "mentor" else None
    if person == "mentor" and mentor is None:
        raise InvalidInput(Message("consent.error.no_mentor"))
    row = Consent(
        case=case,
        person=person,
        mentor_assignment_id=mentor.id if mentor else None,
        employer_id=case.employer_id if person == "employer" else None,
        purpose=STUDY,
        study_id=study.study.id,
        text_version=answer.version,
        is_refusal=answer.is_refusal,
        given_how=answer.how,
        given_by=answer.given_by,
        given_on=answer.given_on,
        expires_on=answer.expires_on,
        kept_where=answer.kept_at or None,
        created_by=actor.user_id,
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        "consent.refuse" if answer.is_refusal else "consent.give",
        noun="consent",
        row_id=row.id,
        case_id=case.id,
        office_id=case.office_id,
        detail=f"{person}.{purpose.key}",
    )
    return row


def find_mentor(session: Session, case_id: UUID, assignment_id: UUID | None) -> MentorAssignment | None:
    """The mentor of the case by the assignment; None if the case has none with the id."""
    return next((row for row in list_assignments(session, case_id) if row.id == assignment_id), None)


def _record(session: Session, actor: Actor, visible: VisibleCase, study: VisibleStudy, action: str) -> None:
    audit.record(
        session,
        actor,
        action,
        noun="study",
        row_id=study.study.id,
        case_id=visible.case.id,
        office_id=visible.case.office_id,
    )
