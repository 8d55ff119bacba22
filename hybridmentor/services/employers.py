"""Employers of an office: found, added and corrected, for they are shared by cases."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import Case, Employer
from hybridmentor.services import audit
from hybridmentor.services.revisions import keep_revision

REGISTER_LOCK = 0x686D_4550
"""The first half of the advisory lock under which an office's register is written; the office is the second."""
FIELDS = ("name", "organisation_number", "industry")


def lock_register(session: Session, office_id: int) -> None:
    """Let one at a time write the office's register, so that two do not add the same; SQLite has one writer anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(REGISTER_LOCK, office_id)))


def find_registered(
    session: Session, office_id: int, name: str, organisation_number: str | None
) -> Employer | None:
    """The office's employer with the number, or without one and with the very name where no number is given."""
    statement = select(Employer).where(Employer.office_id == office_id)
    if organisation_number:
        statement = statement.where(Employer.organisation_number == organisation_number)
    else:
        statement = statement.where(Employer.organisation_number.is_(None), Employer.name == name)
    return session.scalars(statement.order_by(Employer.id).execution_options(populate_existing=True)).first()


def find_or_add_employer(
    session: Session,
    actor: Actor,
    *,
    office_id: int,
    name: str,
    organisation_number: str | None,
    industry: str | None,
) -> Employer:
    """The registered employer, else a new one.

    InvalidInput if the register knows the number under another name or in another industry: nothing typed is dropped
    in silence, and nobody renames a company that other cases share by opening a case.
    """
    lock_register(session, office_id)
    employer = find_registered(session, office_id, name, organisation_number)
    if employer is None:
        employer = Employer(
            office_id=office_id,
            name=name,
            organisation_number=organisation_number,
            industry=industry,
            created_by=actor.user_id or None,
        )
        session.add(employer)
        session.flush()
        audit.record(
            session, actor, "employer.create", noun="employer", row_id=employer.id, office_id=office_id
        )
        return employer
    if employer.name != name:
        raise InvalidInput(Message("employer.error.registered_as", name=employer.name), field="employer_name")
    if industry and employer.industry is None:
        employer.industry = industry
        employer.version += 1
        audit.record(
            session, actor, "employer.edit", noun="employer", row_id=employer.id, office_id=office_id
        )
    elif industry and employer.industry != industry:
        raise InvalidInput(
            Message("employer.error.registered_industry", name=employer.name), field="industry"
        )
    return employer


def settle_employer(
    session: Session,
    actor: Actor,
    case: Case,
    *,
    name: str,
    organisation_number: str | None,
    industry: str | None,
) -> Employer:
    """The employer that the case's form now tells: its own one corrected, or another one.

    It is its own one if the number is the same, or if it had none and the name is the same. A correction is seen by all
    cases of the employer, and the values before are kept.
    """
    lock_register(session, case.office_id)
    own = case.employer
    is_own = own is not None and (
        own.organisation_number == organisation_number
        if own.organisation_number
        else own.name == name
        and (
            not organisation_number
            or find_registered(session, case.office_id, name, organisation_number) is None
        )
    )
    if own is None or not is_own:
        return find_or_add_employer(
            session,
            actor,
            office_id=case.office_id,
            name=name,
            organisation_number=organisation_number,
            industry=industry,
        )
    before = {field: getattr(own, field) for field in FIELDS}
    after = {"name": name, "organisation_number": organisation_number, "industry": industry}
    if after != before:
        keep_revision(session, actor, case, "employer", own, before)
        for field, value in after.items():
            setattr(own, field, value)
        audit.record(
            session,
            actor,
            "employer.edit",
            noun="employer",
            row_id=own.id,
            case_id=case.id,
            office_id=case.office_id,
        )
    return own
