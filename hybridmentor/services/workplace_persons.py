"""Persons at the workplace: added, corrected, and erased where nobody has use for them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from hybridmentor.identity import Actor
from hybridmentor.models import DataKey, Employer, NameToken, WorkplacePerson
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.queries.workplace_persons import VisiblePerson
from hybridmentor.services import audit
from hybridmentor.services.demands import demand
from hybridmentor.services.revisions import merge_unkept
from hybridmentor.services.search_key import index_name

PERSON_FIELDS = ("name", "role", "position", "phone", "email", "left_on")
"""What the form of a person holds."""


def read_person_values(person: WorkplacePerson) -> dict[str, Any]:
    """What the form of a person holds, by field name."""
    return {name: getattr(person, name) for name in PERSON_FIELDS}


def add_person(
    session: Session, actor: Actor, employer: Employer, *, facts: OfficeFacts, values: Mapping[str, Any]
) -> WorkplacePerson:
    """A person at a company that the actor has been shown; the name is sealed and can be found."""
    demand(actor, Permission.KEEP_PERSONS, facts)
    person = WorkplacePerson(
        data_key=DataKey.make(session.info["keyring"], "person"),
        employer_id=employer.id,
        created_by=actor.user_id,
        **{name: values[name] for name in PERSON_FIELDS},
    )
    session.add(person)
    session.flush()
    index_name(session, person)
    record_deed(session, actor, person, "workplace_person.create", facts)
    session.flush()
    return person


def edit_person(
    session: Session, actor: Actor, visible: VisiblePerson, *, version: int, sent: Mapping[str, Any]
) -> None:
    """Change a person, for all cases that have them; EditConflict if it has been changed since the form was filled in."""
    demand(actor, Permission.KEEP_PERSONS, visible.facts)
    person = visible.person
    before = read_person_values(person)
    values = merge_unkept(person, before, {name: sent[name] for name in PERSON_FIELDS}, version)
    if values == before:
        return
    for name, value in values.items():
        setattr(person, name, value)
    person.version += 1
    if values["name"] != before["name"]:
        index_name(session, person)
    record_deed(session, actor, person, "workplace_person.edit", visible.facts)
    session.flush()


def erase_person(session: Session, actor: Actor | None, person: WorkplacePerson, *, office_id: int) -> None:
    """Delete a person of whom no case speaks, with the key and what the name was found by."""
    session.execute(delete(NameToken).where(NameToken.person_id == person.id))
    audit.record(
        session,
        actor,
        "workplace_person.erase",
        noun="workplace_person",
        row_id=person.id,
        office_id=office_id,
    )
    session.delete(person)
    session.delete(person.data_key)
    session.flush()


def record_deed(
    session: Session, actor: Actor, person: WorkplacePerson, action: str, facts: OfficeFacts
) -> None:
    """The audit row of a change."""
    audit.record(session, actor, action, noun="workplace_person", row_id=person.id, office_id=facts.office_id)
