"""Opening a person at the workplace, and a gathering of the mentor network."""

from collections.abc import Collection, Sequence
from uuid import UUID

from hybridmentor.db import end_read
from hybridmentor.models import WorkplacePerson
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.employers import VisibleEmployer
from hybridmentor.queries.mentor_gatherings import VisibleGathering, find_gathering
from hybridmentor.queries.mentor_profiles import list_profiled
from hybridmentor.queries.workplace_persons import VisiblePerson, find_person, list_persons
from hybridmentor.web.guards import get_actor
from hybridmentor.web.office_rows import load_row, open_row, open_row_for_writing, write_row
from hybridmentor.web.state import get_session

PERSON, GATHERING = "workplace_person", "mentor_gathering"


def open_person(person_id: UUID, permission: Permission) -> VisiblePerson:
    """The person to be shown, as `office_rows.open_row`."""
    return open_row(find_person, PERSON, person_id, permission)


def open_person_for_writing(person_id: UUID, permission: Permission) -> VisiblePerson:
    """The person to be changed, as `office_rows.open_row_for_writing`."""
    return open_row_for_writing(find_person, PERSON, person_id, permission)


def load_person(person_id: UUID, permission: Permission) -> VisiblePerson:
    """The person, as `office_rows.load_row`."""
    return load_row(find_person, PERSON, person_id, permission)


def open_gathering(gathering_id: UUID, permission: Permission) -> VisibleGathering:
    """The gathering to be shown, as `office_rows.open_row`."""
    return open_row(find_gathering, GATHERING, gathering_id, permission)


def open_gathering_for_writing(gathering_id: UUID, permission: Permission) -> VisibleGathering:
    """The gathering to be changed, as `office_rows.open_row_for_writing`."""
    return open_row_for_writing(find_gathering, GATHERING, gathering_id, permission)


def load_gathering(gathering_id: UUID, permission: Permission) -> VisibleGathering:
    """The gathering, as `office_rows.load_row`."""
    return load_row(find_gathering, GATHERING, gathering_id, permission)


def show_persons(visible: VisibleEmployer) -> tuple[Sequence[WorkplacePerson], Collection[UUID]] | None:
    """The persons at a company that has been opened, and which of them have a profile; None for who may not see them.

    The audit row of the read is committed before any of them is looked up.
    """
    session, actor, employer = get_session(), get_actor(), visible.employer
    if not permits(actor, Permission.KEEP_PERSONS, visible.facts):
        return None
    employer_id = employer.id
    end_read(session)
    write_row(f"{PERSON}.list", "employer", employer_id, office_id=visible.facts.office_id)
    persons = list_persons(session, actor, employer_id)
    return persons, list_profiled(session, [one.id for one in persons], actor.today)
