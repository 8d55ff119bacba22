"""What the demo's register of companies says, and what its mentors have told: all made up."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hybridmentor.domain.mentor_profile import find_last_day
from hybridmentor.identity import Actor
from hybridmentor.models import Employer, EmployerTerm, MentorProfile, Office, WorkplacePerson
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.queries.employers import find_employer
from hybridmentor.queries.workplace_persons import find_person
from hybridmentor.services.employers import (
    REGISTER_FIELDS,
    add_employer,
    edit_employer,
    read_employer_values,
    tell_acquaintance,
)
from hybridmentor.services.mentor_profiles import PROFILE_FIELDS, save_profile


def fill_register(session: Session, actor: Actor, office: Office, script: Mapping[str, Any]) -> None:
    """The companies and the profiles of the script, for the office of the actor, where there are none yet."""
    if not session.scalar(select(func.count()).select_from(EmployerTerm)):
        for entry in script["companies"]:
            _fill_company(session, actor, office, entry)
    if not session.scalar(select(func.count()).select_from(MentorProfile)):
        for entry in script["profiles"]:
            _fill_profile(session, actor, office, entry)


def _fill_company(session: Session, actor: Actor, office: Office, entry: Mapping[str, Any]) -> None:
    told = {key: value for key, value in entry.items() if key != "known"}
    statement = select(Employer.id).where(Employer.office_id == office.id, Employer.name == entry["name"])
    known = session.scalars(statement.order_by(Employer.id)).first()
    if known is None:
        facts = OfficeFacts(office.id, office.purpose)
        known = add_employer(session, actor, office=facts, values=dict.fromkeys(REGISTER_FIELDS) | told).id
    visible = find_employer(session, actor, known)
    if visible is None:
        raise RuntimeError("an adviser sees the companies of the office")
    employer = visible.employer
    edit_employer(
        session, actor, visible, version=employer.version, sent=read_employer_values(employer) | told
    )
    if entry.get("known"):
        tell_acquaintance(session, actor, visible, knows=True)


def _fill_profile(session: Session, actor: Actor, office: Office, entry: Mapping[str, Any]) -> None:
    statement = (
        select(WorkplacePerson)
        .join(Employer, Employer.id == WorkplacePerson.employer_id)
        .where(Employer.office_id == office.id)
        .order_by(WorkplacePerson.created_at, WorkplacePerson.id)
    )
    person = next(one for one in session.scalars(statement) if one.name == entry["name"])
    visible = find_person(session, actor, person.id)
    if visible is None:
        raise RuntimeError("an adviser sees the persons at the companies of the office")
    told = {key: value for key, value in entry.items() if key not in ("name", "told")}
    days = {
        "told_on": actor.today - timedelta(days=entry["told"]) if "told" in entry else None,
        "told_how": "talk" if "told" in entry else None,
        "keep_until_on": find_last_day(actor.today),
    }
    save_profile(session, actor, visible, version=1, sent=dict.fromkeys(PROFILE_FIELDS) | days | told)
