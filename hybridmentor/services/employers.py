"""Employers of an office."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.identity import Actor
from hybridmentor.models import Employer
from hybridmentor.services import audit


def find_or_add_employer(
    session: Session,
    actor: Actor,
    *,
    office_id: int,
    name: str,
    organisation_number: str | None,
    industry: str | None,
) -> Employer:
    """The office's employer with the organisation number, or with the very name where no number is given; else a new one."""
    statement = select(Employer).where(Employer.office_id == office_id)
    if organisation_number:
        statement = statement.where(Employer.organisation_number == organisation_number)
    else:
        statement = statement.where(Employer.organisation_number.is_(None), Employer.name == name)
    employer = session.scalars(statement.order_by(Employer.id)).first()
    if employer is not None:
        return employer
    employer = Employer(
        office_id=office_id,
        name=name,
        organisation_number=organisation_number,
        industry=industry,
        created_by=actor.user_id or None,
    )
    session.add(employer)
    session.flush()
    audit.record(session, actor, "employer.create", noun="employer", row_id=employer.id, office_id=office_id)
    return employer
