"""Finding a mentor in a case: the one before ends when a new one begins."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import DataKey, MentorAssignment, WorkplacePerson
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.mentors import list_assignments
from hybridmentor.services import audit
from hybridmentor.services.demands import demand
from hybridmentor.services.search_key import index_name


def assign_mentor(
    session: Session,
    actor: Actor,
    visible: VisibleCase,
    *,
    name: str,
    phone: str | None,
    position: str | None,
    from_on: date,
    is_employer: bool,
) -> MentorAssignment:
    """A person at the case's employer becomes mentor from the day; an earlier mentor's time ends the day before."""
    demand(actor, Permission.EDIT_CASE, visible.facts)
    case = visible.case
    if case.employer_id is None:
        raise InvalidInput(Message("mentor.error.no_employer"))
    for earlier in list_assignments(session, case.id):
        if earlier.to_on is None or earlier.to_on >= from_on:
            if earlier.from_on >= from_on:
                raise InvalidInput(Message("mentor.error.later_mentor"), field="from_on")
            earlier.to_on = from_on - timedelta(days=1)
            earlier.version += 1
    person = WorkplacePerson(
        data_key=DataKey.make(session.info["keyring"], "person"),
        employer_id=case.employer_id,
        name=name,
        phone=phone,
        position=position,
        created_by=actor.user_id,
    )
    session.add(person)
    session.flush()
    assignment = MentorAssignment(
        case_id=case.id, person=person, from_on=from_on, is_employer=is_employer, created_by=actor.user_id
    )
    session.add(assignment)
    index_name(session, person)
    session.flush()
    audit.record(
        session,
        actor,
        "mentor.assign",
        noun="mentor_assignment",
        row_id=assignment.id,
        case_id=case.id,
        office_id=case.office_id,
    )
    return assignment
