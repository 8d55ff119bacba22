"""Persons, gatherings and cohorts: rules as predicates and rules as SQL say the same, for every role and kind of office."""

from __future__ import annotations

from itertools import combinations, product
from uuid import UUID

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.identity import Actor, Membership
from hybridmentor.models import (
    Cohort,
    DataKey,
    Employer,
    MentorGathering,
    Office,
    Role,
    User,
    WorkplacePerson,
)
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.policy.rules import permits
from hybridmentor.policy.scopes import visible_cohorts, visible_gatherings, visible_persons
from hybridmentor.queries.cohorts import find_cohort
from hybridmentor.queries.mentor_gatherings import find_gathering
from hybridmentor.queries.workplace_persons import find_person, list_persons

PLACES = (("0101", "practice"), ("0102", "practice"), ("0001", "examples"))


def list_actors(offices: dict[str, Office], user_id: int) -> list[Actor]:
    """Nobody's, every role at every office, and two of them at once."""
    single = [
        Membership(office.id, office.number, office.name, office.county, office.purpose, role, service)
        for office, role, service in product(offices.values(), Role, (None, "municipal"))
    ]
    held = [(), *((one,) for one in single), *combinations(single[::3], 2)]
    return [Actor(user_id, "Den som ser", clock.today(), memberships=some) for some in held]


def test_what_the_scope_shows_is_what_the_rules_permit(session: HybridSession):
    offices = {
        number: Office(number=number, name=f"Nav {number}", county="Innhavet", purpose=purpose)
        for number, purpose in PLACES
    }
    user = User(name="Den som ser", email="b@example.org", subject="b")
    session.add_all([*offices.values(), user])
    session.flush()
    for office in offices.values():
        office.shares_register = True  # with the companies no person is shared
    persons: dict[UUID, tuple[OfficeFacts, UUID]] = {}
    gatherings: dict[UUID, OfficeFacts] = {}
    cohorts: dict[UUID, OfficeFacts] = {}
    for office in offices.values():
        employer = Employer(office_id=office.id, name="Bakeriet")
        session.add(employer)
        session.flush()
        key = DataKey.make(session.info["keyring"], "person")
        person = WorkplacePerson(data_key=key, employer_id=employer.id, name="Mona Mentor")
        gathering = MentorGathering(office_id=office.id, title="Mentorkaffe", held_on=clock.today())
        cohort = Cohort(office_id=office.id, title="Våren", kind="mentors")
        session.add_all([person, gathering, cohort])
        session.flush()
        facts = OfficeFacts(office.id, office.purpose)
        persons[person.id], gatherings[gathering.id] = (facts, employer.id), facts
        cohorts[cohort.id] = facts
    answers = set()
    for actor in list_actors(offices, user.id):
        seen = {row.id for row in session.scalars(visible_persons(actor))}
        asked = {row.id for row in session.scalars(visible_gatherings(actor))}
        for person_id, (facts, employer_id) in persons.items():
            may = permits(actor, Permission.KEEP_PERSONS, facts) and facts.purpose == "practice"
            answers.add(may)
            assert (person_id in seen) == may, actor.memberships
            found = find_person(session, actor, person_id)
            assert (found is not None) == may
            assert found is None or found.facts == facts
            assert [row.id for row in list_persons(session, actor, employer_id)] == [person_id] * may
        for gathering_id, facts in gatherings.items():
            may = permits(actor, Permission.KEEP_PERSONS, facts) and facts.purpose == "practice"
            assert (gathering_id in asked) == may
            assert (find_gathering(session, actor, gathering_id) is not None) == may
        paired = {row.id for row in session.scalars(visible_cohorts(actor))}
        for cohort_id, facts in cohorts.items():
            may = permits(actor, Permission.PAIR_COHORTS, facts)
            assert (cohort_id in paired) == may
            assert (find_cohort(session, actor, cohort_id) is not None) == may
    assert answers == {True, False}
