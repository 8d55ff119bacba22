"""Opening and changing a case."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from hybridmentor.domain.practice import PracticeModel
from hybridmentor.errors import Message, NotAllowed
from hybridmentor.identity import Actor, Membership
from hybridmentor.models import Case, CaseRole, CaseStep, DataKey, Employer, Jobseeker
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.services import audit
from hybridmentor.services.case_numbers import take_case_number
from hybridmentor.services.demands import demand
from hybridmentor.services.employers import find_or_add_employer, lock_register, settle_employer
from hybridmentor.services.revisions import EditConflict, FieldConflict, keep_revision, merge_changes
from hybridmentor.services.search_key import index_name

COMPANY_FIELDS = ("employer_name", "organisation_number", "industry")
"""What the case's form tells of its employer, whose row other cases share."""
CASE_FIELDS = (
    "name",
    "birth_year",
    "phone",
    "service",
    "entry_point",
    "employer_name",
    "organisation_number",
    "industry",
)


def open_case(
    session: Session,
    actor: Actor,
    *,
    office: Membership,
    practice: PracticeModel,
    name: str,
    service: str,
    entry_point: str,
    opened_on: date,
    birth_year: int | None = None,
    phone: str | None = None,
    employer_name: str | None = None,
    organisation_number: str | None = None,
    industry: str | None = None,
) -> Case:
    """A new case at the office with the actor as adviser, all steps of the practice model open."""
    demand(actor, Permission.OPEN_CASE, OfficeFacts(office.office_id, office.purpose, service))
    keyring = session.info["keyring"]
    jobseeker = Jobseeker(
        data_key=DataKey.make(keyring, "person"),
        name=name,
        phone=phone,
        birth_year=birth_year,
        created_by=actor.user_id,
    )
    case = Case(
        data_key=DataKey.make(keyring, "case"),
        office_id=office.office_id,
        number=take_case_number(session, office.office_id, opened_on.year),
        practice_model=practice.id,
        practice_version=practice.version,
        jobseeker=jobseeker,
        service=service,
        entry_point=entry_point,
        opened_on=opened_on,
        created_by=actor.user_id,
    )
    if employer_name:
        case.employer = find_or_add_employer(
            session,
            actor,
            office_id=office.office_id,
            name=employer_name,
            organisation_number=organisation_number,
            industry=industry,
        )
    session.add(case)
    session.flush()
    for step in practice.steps:
        session.add(CaseStep(case=case, step=step.key, status="open", created_by=actor.user_id))
    session.add(
        CaseRole(
            case_id=case.id,
            user_id=actor.user_id,
            role="adviser",
            from_on=opened_on,
            created_by=actor.user_id,
        )
    )
    index_name(session, jobseeker)
    audit.record(
        session, actor, "case.open", noun="case", row_id=case.id, case_id=case.id, office_id=case.office_id
    )
    session.flush()
    return case


def read_case_values(case: Case) -> dict[str, Any]:
    """What the form of a case's basics holds, by field name."""
    jobseeker, employer = case.jobseeker, case.employer
    return {
        "name": jobseeker.name if jobseeker else None,
        "birth_year": jobseeker.birth_year if jobseeker else None,
        "phone": jobseeker.phone if jobseeker else None,
        "service": case.service,
        "entry_point": case.entry_point,
        "employer_name": employer.name if employer else None,
        "organisation_number": employer.organisation_number if employer else None,
        "industry": employer.industry if employer else None,
    }


def edit_case(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    *,
    version: int,
    sent: Mapping[str, Any],
    shown: Mapping[str, Any] | None = None,
) -> bool:
    """Change a case's basics; whether others' changes were merged in. EditConflict if the same field was changed by both.

    `shown` is what the form was filled in with of the employer: another case may have changed it since.
    """
    demand(actor, Permission.EDIT_CASE, visible.facts)
    case = visible.case
    lock_register(session, case.office_id)
    if case.employer is not None:
        session.refresh(case.employer)
    before = read_case_values(case)
    values, merged = merge_changes(
        session, case, "case", before, {name: sent[name] for name in CASE_FIELDS}, version, shown=shown
    )
    if not values["employer_name"] and (values["organisation_number"] or values["industry"]):
        # One has taken the company away that the other tells more about.
        company = FieldConflict("employer_name", None, before["employer_name"], sent["employer_name"])
        raise EditConflict([company], before, case.version, merged=values)
    if values == before:
        return merged
    keep_revision(session, actor, case, "case", case, before)
    jobseeker = case.jobseeker
    if jobseeker is None:
        raise NotAllowed(Message("error.not_allowed"))
    renamed = values["name"] != before["name"]
    jobseeker.name, jobseeker.phone, jobseeker.birth_year = (
        values["name"],
        values["phone"],
        values["birth_year"],
    )
    if renamed:
        index_name(session, jobseeker)
    case.service, case.entry_point = values["service"], values["entry_point"]
    if any(values[name] != before[name] for name in COMPANY_FIELDS):
        case.employer = (
            settle_employer(
                session,
                actor,
                case,
                name=values["employer_name"],
                organisation_number=values["organisation_number"],
                industry=values["industry"],
            )
            if values["employer_name"]
            else None
        )
    audit.record(
        session, actor, "case.edit", noun="case", row_id=case.id, case_id=case.id, office_id=case.office_id
    )
    session.flush()
    return merged


def set_employer(session: Session, actor: Actor, visible: VisibleCase, employer: Employer) -> None:
    """Make a company of the register the case's own, that very row, with the earlier values kept; nothing if it is already."""
    demand(actor, Permission.EDIT_CASE, visible.facts)
    case = visible.case
    if employer.office_id != case.office_id:
        raise NotAllowed(Message("error.not_allowed"))
    if case.employer_id == employer.id:
        return
    keep_revision(session, actor, case, "case", case, read_case_values(case))
    case.employer = employer
    audit.record(
        session, actor, "case.edit", noun="case", row_id=case.id, case_id=case.id, office_id=case.office_id
    )
    session.flush()
