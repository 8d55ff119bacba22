"""Experiences: the rules as predicates and the rules as SQL say the same, for every role at every kind of office."""

from __future__ import annotations

from datetime import date
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
from hybridmentor.policy.scopes import is_to_review, is_to_spread, visible_experiences
from hybridmentor.queries.experiences import find_experience

PLACES = (
    ("0101", "Innhavet", "practice", "participating"),
    ("0102", "Innhavet", "practice", "participating"),
    ("0103", "Innhavet", "practice", "guest"),
    ("0201", "Uthavet", "practice", "participating"),
    ("0202", "Uthavet", "practice", "control"),
    ("0001", "Innhavet", "examples", "participating"),
)
STATES = (
    ("draft", "office", "office"),
    ("draft", "office", "all"),
    ("review", "office", "office"),
    ("review", "office", "all"),
    ("review", "county", "county"),
    ("shared", "office", "office"),
    ("shared", "office", "county"),
    ("shared", "county", "county"),
    ("shared", "all", "all"),
    ("note", "county", "all"),
    ("note", "all", "all"),
    ("withdrawn", "all", "all"),
)
"""Where an experience stands, its reach, and the wished one; some that no service makes."""
CHANGING = (Permission.EDIT_EXPERIENCE, Permission.REVIEW_EXPERIENCES, Permission.SPREAD_EXPERIENCES)


def list_actors(offices: dict[str, Office], user_id: int) -> list[Actor]:
    """Nobody's, every role at every office, and two of them at once."""
    single = [
        Membership(
            office.id,
            office.number,
            office.name,
            office.county,
            office.purpose,
            role,
            service,
            office.participation,
        )
        for office, role, service in product(offices.values(), Role, (None, "municipal"))
    ]
    held = [(), *((one,) for one in single), *combinations(single[::5], 2)]
    return [Actor(user_id, "Den som ser", clock.today(), memberships=some) for some in held]


def fill(session: HybridSession) -> tuple[list[Actor], dict[UUID, ExperienceFacts]]:
    """The actors, and experiences of the one who looks and of somebody else at each office, standing in every way."""
    offices = {
        number: Office(
            number=number, name=f"Nav {number}", county=county, purpose=purpose, participation=participation
        )
        for number, county, purpose, participation in PLACES
    }
    users = [User(name=name, email="b@example.org", subject=name) for name in ("Den som ser", "En annen")]
    key = DataKey.make(session.info["keyring"], "experience")
    session.add_all([key, *offices.values(), *users])
    session.flush()
    facts = {}
    for office, user, (status, reach, wanted) in product(offices.values(), users, STATES):
        is_note = status == "note"
        experience = Experience(
            data_key=key,
            office_id=office.id,
            created_by=user.id,
            status=status,
            reach=reach,
            wanted_reach=wanted,
            shared_on=None if status == "draft" else date(2026, 11, 2),
            note_owner_id=users[1].id if is_note else None,
            look_again_on=date(2027, 5, 3) if is_note else None,
        )
        session.add(experience)
        facts[experience.id] = ExperienceFacts(
            office.id,
            office.purpose,
            county=office.county,
            is_author=user is users[0],
            status=status,
            reach=reach,
            wanted_reach=wanted,
        )
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
            answers.add((allowed, known.purpose, known.status))
            if not allowed:
                assert not any(permits(actor, one, known) for one in CHANGING), (actor.memberships, known)
    states = {status for status, _, _ in STATES}
    assert answers == {(True, "practice", one) for one in states} | {
        (False, purpose, one) for purpose in ("practice", "examples") for one in states
    }


def test_the_queues_hold_what_may_be_decided(session: HybridSession):
    actors, facts = fill(session)
    decided = set()
    for actor in actors:
        seen = visible_experiences(actor).with_only_columns(Experience.id)
        for permission, scope in (
            (Permission.REVIEW_EXPERIENCES, is_to_review(actor)),
            (Permission.SPREAD_EXPERIENCES, is_to_spread(actor)),
        ):
            shown = set(session.scalars(seen.where(scope)))
            may = {key for key, known in facts.items() if permits(actor, permission, known)}
            assert shown == may, (actor.memberships, permission)
            decided.update((permission, facts[key].status) for key in may)
    on_board, looked_at = ("review", "shared", "note"), ("shared", "note")
    assert decided == {(Permission.REVIEW_EXPERIENCES, one) for one in on_board} | {
        (Permission.SPREAD_EXPERIENCES, one) for one in looked_at
    }


def make_reader(actors: list[Actor], role: str, number: str) -> Actor:
    """The one with the role at the office and nothing else."""
    (found,) = [
        one
        for one in actors
        if len(one.memberships) == 1
        and one.memberships[0].role == role
        and one.memberships[0].service is None
        and one.memberships[0].office_number == number
    ]
    return found


READERS = (
    # Of an experience of somebody else at 0101, by status and reach: who reads it.
    ("draft", "office", set()),
    ("withdrawn", "all", set()),
    ("review", "office", {("adviser", "0101"), ("market_contact", "0101"), ("lead", "0101")}),
    ("shared", "office", {("adviser", "0101"), ("market_contact", "0101"), ("lead", "0101")}),
    (
        "shared",
        "county",
        {
            ("adviser", "0101"),
            ("market_contact", "0101"),
            ("lead", "0101"),
            ("adviser", "0102"),
            ("adviser", "0103"),
            ("county", "0102"),
        },
    ),
    (
        "note",
        "all",
        {
            ("adviser", "0101"),
            ("market_contact", "0101"),
            ("lead", "0101"),
            ("adviser", "0102"),
            ("adviser", "0103"),
            ("adviser", "0201"),
            ("county", "0102"),
        },
    ),
)


@pytest.mark.parametrize(("status", "reach", "readers"), READERS)
def test_who_reads_what_somebody_else_has_written(
    session: HybridSession, status: str, reach: str, readers: set[tuple[str, str]]
):
    actors, facts = fill(session)
    home = session.scalars(select(Office.id).where(Office.number == "0101")).one()
    wanted = {
        key
        for key, known in facts.items()
        if (known.office_id, known.status, known.reach, known.wanted_reach) == (home, status, reach, reach)
        and not known.is_author
    }
    asked = [
        ("adviser", "0101"),
        ("market_contact", "0101"),
        ("lead", "0101"),
        ("adviser", "0102"),
        ("adviser", "0103"),
        ("adviser", "0201"),
        ("adviser", "0202"),
        ("adviser", "0001"),
        ("county", "0102"),
        ("county", "0201"),
        ("researcher", "0101"),
        ("admin", "0101"),
    ]
    found = set()
    for role, number in asked:
        actor = make_reader(actors, role, number)
        if wanted & set(session.scalars(visible_experiences(actor).with_only_columns(Experience.id))):
            found.add((role, number))
    assert len(wanted) == 1
    assert found == readers


@pytest.mark.parametrize("role", ["adviser", "lead", "local_contact", "market_contact", "county"])
def test_facts_from_the_database_are_those_the_rules_need(session: HybridSession, role: str):
    actors, facts = fill(session)
    actor = make_reader(actors, role, "0102")
    found = {key: find_experience(session, actor, key) for key in facts}
    seen = {key: visible.facts for key, visible in found.items() if visible is not None}
    expected = {
        key: known for key, known in facts.items() if permits(actor, Permission.READ_EXPERIENCES, known)
    }
    assert seen == expected
    may = {known.is_author for known in seen.values() if permits(actor, Permission.EDIT_EXPERIENCE, known)}
    assert may == (set() if role in ("market_contact", "county") else {True})
