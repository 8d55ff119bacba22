"""Experiences: the rules as predicates and the rules as SQL say the same, for every role at every kind of office."""

from __future__ import annotations

from itertools import combinations, product
from uuid import UUID

import pytest
from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.identity import Actor, Membership
from hybridmentor.models import DataKey, Experience, Office, Role, User
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import ExperienceFacts
from hybridmentor.policy.rules import permits
from hybridmentor.policy.scopes import visible_experiences
from hybridmentor.queries.experiences import find_experience

PLACES = (("0101", "practice"), ("0102", "practice"), ("0001", "examples"))
CHANGING = (Permission.EDIT_EXPERIENCE,)


def list_actors(offices: dict[str, Office], user_id: int) -> list[Actor]:
    """Nobody's, every role at every office, and two of them at once."""
    single = [
        Membership(office.id, office.number, office.name, office.county, office.purpose, role, service)
        for office, role, service in product(offices.values(), Role, (None, "municipal"))
    ]
    held = [(), *((one,) for one in single), *combinations(single[::3], 2)]
    return [Actor(user_id, "Den som ser", clock.today(), memberships=some) for some in held]


def fill(session: HybridSession) -> tuple[list[Actor], dict[UUID, ExperienceFacts]]:
    """The actors, and an experience of the one who looks and one of somebody else's at each office."""
    offices = {
        number: Office(number=number, name=f"Nav {number}", county="Innhavet", purpose=purpose)
        for number, purpose in PLACES
    }
    users = [User(name=name, email="b@example.org", subject=name) for name in ("Den som ser", "En annen")]
    session.add_all([*offices.values(), *users])
    session.flush()
    facts = {}
    for office, user in product(offices.values(), users):
        experience = Experience(
            data_key=DataKey.make(session.info["keyring"], "experience"),
            office_id=office.id,
            created_by=user.id,
            title="Tittel",
        )
        session.add(experience)
        facts[experience.id] = ExperienceFacts(office.id, office.purpose, is_author=user is users[0])
    session.flush()
    return list_actors(offices, users[0].id), facts


def test_what_the_scope_shows_is_what_the_rules_permit(session: HybridSession):
    actors, facts = fill(session)
    answers = set()
    for actor in actors:
        shown = set(session.scalars(visible_experiences(actor).with_only_columns(Experience.id)))
        for experience_id, known in facts.items():
            allowed = permits(actor, Permission.READ_EXPERIENCES, known)
            assert allowed == (experience_id in shown), (actor.memberships, known)
            answers.add((allowed, known.purpose))
            if not allowed:
                assert not any(permits(actor, one, known) for one in CHANGING)
    assert answers == {(True, "practice"), (False, "practice"), (False, "examples")}


@pytest.mark.parametrize("role", ["adviser", "lead", "local_contact", "market_contact"])
def test_facts_from_the_database_are_those_the_rules_need(session: HybridSession, role: str):
    actors, facts = fill(session)
    offices = session.scalars(select(Office)).all()
    (actor,) = [
        one
        for one in actors
        if len(one.memberships) == 1
        and one.memberships[0].role == role
        and one.memberships[0].service is None
        and one.memberships[0].office_number == "0102"
    ]
    home = next(office.id for office in offices if office.number == "0102")
    found = {key: find_experience(session, actor, key) for key in facts}
    seen = {key: visible.facts for key, visible in found.items() if visible is not None}
    assert seen == {key: known for key, known in facts.items() if known.office_id == home}
    may = {known.is_author for known in seen.values() if permits(actor, Permission.EDIT_EXPERIENCE, known)}
    assert may == (set() if role == "market_contact" else {True})
