"""Registering what persons answer when they are asked for consent, and that they take it back. Nothing is deleted."""

from dataclasses import replace
from datetime import date

from sqlalchemy.orm import Session

from hybridmentor.domain import consent_state
from hybridmentor.domain.consent_purposes import find_purpose
from hybridmentor.domain.consent_state import check_consent
from hybridmentor.domain.fault import Fault
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import Consent
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.consents import pick_mentor, read_consent
from hybridmentor.queries.mentors import list_assignments
from hybridmentor.services import audit
from hybridmentor.services.demands import demand
from hybridmentor.services.revisions import keep_revision


def check_answer(person: str, answer: consent_state.Consent, today: date) -> tuple[Fault, ...]:
    """What is wrong with an answer, at its fields; InvalidInput if the person is not asked that at all."""
    purpose = find_purpose(person, answer.purpose)
    if purpose is None:
        raise InvalidInput(Message("consent.error.not_asked"))
    return check_consent(answer, purpose, today)


def give_consent(
    session: Session, actor: Actor, visible: VisibleCase, *, person: str, answer: consent_state.Consent
) -> Consent:
    """Register what a person answered, yes or no; what was answered before stays as it is.

    A mentor's answer is that of the mentor of today, an employer's that of the company of today. InvalidInput where nobody
    is there to ask, or at the field that does not hold (see `check_answer`).
    """
    demand(actor, Permission.EDIT_CASE, visible.facts)
    case = visible.case
    for fault in check_answer(person, answer, actor.today):
        raise InvalidInput(fault.message, field=fault.field)
    mentor = pick_mentor(list_assignments(session, case.id), actor.today) if person == "mentor" else None
    if person == "mentor" and mentor is None:
        raise InvalidInput(Message("consent.error.no_mentor"))
    if person == "employer" and case.employer_id is None:
        raise InvalidInput(Message("consent.error.no_employer"))
    row = Consent(
        case=case,
        person=person,
        mentor_assignment_id=mentor.id if mentor else None,
        employer_id=case.employer_id if person == "employer" else None,
        purpose=answer.purpose,
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
    _record(session, actor, row, "consent.refuse" if answer.is_refusal else "consent.give")
    return row


def check_withdrawal(row: Consent, withdrawn_on: date, today: date) -> tuple[Fault, ...]:
    """What is wrong with the day of a withdrawal."""
    purpose = consent_state.Purpose(row.purpose, row.text_version)
    faults = check_consent(replace(read_consent(row), withdrawn_on=withdrawn_on), purpose, today)
    return tuple(fault for fault in faults if fault.field == "withdrawn_on")


def withdraw_consent(
    session: Session, actor: Actor, visible: VisibleCase, row: Consent, *, withdrawn_on: date
) -> None:
    """Register that a person takes a consent back, in an open case or a closed one; the answer itself stays.

    InvalidInput if it was a no, or has been taken back already.
    """
    demand(actor, Permission.WITHDRAW_CONSENT, visible.facts)
    if row.is_refusal or row.withdrawn_on is not None:
        raise InvalidInput(Message("consent.error.not_standing"))
    for fault in check_withdrawal(row, withdrawn_on, actor.today):
        raise InvalidInput(fault.message, field=fault.field)
    keep_revision(session, actor, visible.case, "consent", row, {"withdrawn_on": row.withdrawn_on})
    row.withdrawn_on = withdrawn_on
    session.flush()
    _record(session, actor, row, "consent.withdraw")


def _record(session: Session, actor: Actor, row: Consent, action: str) -> None:
    audit.record(
        session,
        actor,
        action,
        noun="consent",
        row_id=row.id,
        case_id=row.case_id,
        office_id=row.case.office_id,
        detail=f"{row.person}.{row.purpose}",
    )
