"""Making offices."""

from sqlalchemy.orm import Session

from hybridmentor.domain.identifiers import holds_national_id, is_office_number
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import Office
from hybridmentor.queries.offices import find_office
from hybridmentor.services import audit


def create_office(
    session: Session,
    actor: Actor | None,
    *,
    number: str,
    name: str,
    county: str,
    participation: str = "participating",
    purpose: str = "practice",
) -> tuple[Office, bool]:
    """The office with the number and whether it is new; an office that is there already is left as it is."""
    if not is_office_number(number):
        raise InvalidInput(Message("office.error.number", number=number))
    if not 0 < len(name.strip()) <= 120 or not 0 < len(county.strip()) <= 80:
        raise InvalidInput(Message("office.error.name"))
    if holds_national_id(name) or holds_national_id(county):
        raise InvalidInput(Message("error.national_id"))
    office = find_office(session, number)
    if office is not None:
        return office, False
    office = Office(
        number=number, name=name.strip(), county=county.strip(), participation=participation, purpose=purpose
    )
    session.add(office)
    session.flush()
    audit.record(session, actor, "office.create", noun="office", row_id=office.id, office_id=office.id)
    return office, True
