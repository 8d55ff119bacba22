"""Mentors' profiles and gatherings of their network, for looking at pages."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select, update

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.models import Case, Employer, MentorProfile, WorkplacePerson
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.queries.mentor_gatherings import find_gathering
from hybridmentor.queries.workplace_persons import find_person
from hybridmentor.services.mentor_gatherings import add_gathering, invite_mentors
from hybridmentor.services.mentor_profiles import PROFILE_FIELDS, save_profile
from hybridmentor.services.workplace_persons import PERSON_FIELDS, add_person
from tests.support.seed import make_actor

MENTORS = ("Mina Mentorås", "Ørnulf Overbaker", "Ulla Uteninfo")
LONG_WORD = "truckføreropplæringskoordinering"


def fill_mentors(session: HybridSession, cases: dict[str, Case]) -> None:
    """At a company: a mentor with a whole profile, a leader, one who should have been told, and one who has left."""
    actor = make_actor(session, "veileder")
    employer = session.scalars(
        select(Employer).join(Case, Case.employer_id == Employer.id).where(Case.id == cases["running"].id)
    ).one()
    facts = OfficeFacts(employer.office_id, "practice")
    persons = []
    for name in (*MENTORS, "Sigrun Sluttet"):
        told: dict[str, Any] = {**dict.fromkeys(PERSON_FIELDS), "name": name, "role": "mentor"}
        told |= {"position": "Baker", "phone": "90000000", "email": "mentor@example.org"}
        if name == "Sigrun Sluttet":
            told["left_on"] = clock.today() - timedelta(days=9)
        persons.append(add_person(session, actor, employer, facts=facts, values=told))
    whole = {
        "tasks": ["food", "people", "practical"],
        "teaches": f"surdeig, {LONG_WORD}",
        "languages": "norsk, arabisk",
        "times": ["daytime"],
        "hours_least": 10,
        "hours_most": 20,
        "support": ["shown_in_practice", "more_time"],
        "support_not": ["language_help"],
        "gives": ["colleagues"],
        "motivation": "Vil gi noe tilbake.",
        "support_needs": "Noen å spørre når noe er vanskelig.",
        "capacity": 2,
        "told_on": clock.today(),
        "told_how": "talk",
        "role_training_on": clock.today(),
    }
    for person, more in zip(persons, (whole, {"is_leader": "yes"}, {}), strict=False):
        write_profile(session, person, **more)
    session.execute(
        update(MentorProfile)
        .where(MentorProfile.person_id == persons[2].id)
        .values(created_at=clock.now() - timedelta(days=40), keep_until_on=clock.today() + timedelta(days=9))
    )
    words = "Kl. 14 til 15.30. Vi snakker om å gi tilbakemelding."
    values = {"title": "Mentorkaffe", "held_on": clock.today() + timedelta(days=9), "place": "Kantina"}
    office = OfficeFacts(employer.office_id, "practice")
    gathering = add_gathering(session, actor, office=office, values={**values, "words": words})
    seen = find_gathering(session, actor, gathering.id)
    assert seen is not None
    invite_mentors(session, actor, seen, person_ids=[person.id for person in persons[:2]])


def write_profile(session: HybridSession, person: WorkplacePerson, **told: Any) -> MentorProfile:
    """A profile of somebody who wants to be in the network."""
    actor = make_actor(session, "veileder")
    visible = find_person(session, actor, person.id)
    assert visible is not None
    until = clock.today() + timedelta(days=300)
    sent = {**dict.fromkeys(PROFILE_FIELDS), "wants_network": "yes", "keep_until_on": until, **told}
    return save_profile(session, actor, visible, version=0, sent=sent)
