"""The people, offices and cases that HTTP tests start from: one template for all of them, see `conftest.py`.

Accounts, all with the password `client.PASSWORD`; the names are those of the demo, `...2` is the same at another office.

| login | is |
|---|---|
| veileder, veileder2 | adviser at Fjordby, at Skogvik |
| leder, leder2 | lead at Fjordby, at Skogvik |
| lokalkontakt | local contact at Fjordby |
| marked | market contact at Fjordby: employers, no case |
| fylke | county coordinator of Innhavet: numbers, no case |
| forsker, godkjenner, admin | researcher, release approver, administrator |
| sluttet | adviser at Fjordby until a month ago |
| sperret | adviser at Fjordby whose account has been shut |
| ny | an account without any role |
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.identity import Actor, Claim
from hybridmentor.models import Case, MentorAssignment, Office, OfficeMembership, Role, User
from hybridmentor.queries.actors import load_actor
from hybridmentor.queries.cases import VisibleCase, find_case
from hybridmentor.services import cases
from hybridmentor.services.mentors import assign_mentor
from hybridmentor.services.passwords import hash_password
from tests.support.client import PASSWORD

CHEAP_COST = (1, 8, 1)
"""Argon2id for tests, (passes, KiB, lanes): the defaults take 0.4 s a sign-in."""

OFFICES = (
    ("9901", "Nav Fjordby", "Innhavet"),
    ("9902", "Nav Skogvik", "Innhavet"),
    ("9903", "Nav Utnes", "Ytterkysten"),
)
ACCOUNTS: dict[str, tuple[str, Role | None, str]] = {
    "veileder": ("Vilde Veileder", Role.ADVISER, "9901"),
    "veileder2": ("Viggo Veileder", Role.ADVISER, "9902"),
    "leder": ("Lea Leder", Role.LEAD, "9901"),
    "leder2": ("Leon Leder", Role.LEAD, "9902"),
    "lokalkontakt": ("Lone Lokal", Role.LOCAL_CONTACT, "9901"),
    "marked": ("Mads Marked", Role.MARKET_CONTACT, "9901"),
    "fylke": ("Frida Fylke", Role.COUNTY, "9901"),
    "forsker": ("Fredrik Forsker", Role.RESEARCHER, "9901"),
    "godkjenner": ("Gro Godkjenner", Role.RELEASE_APPROVER, "9901"),
    "admin": ("Ada Admin", Role.ADMIN, "9901"),
    "sluttet": ("Sluttet Sørensen", Role.ADVISER, "9901"),
    "sperret": ("Sperret Solberg", Role.ADVISER, "9901"),
    "ny": ("Nils Ny", None, "9901"),
}


def seed_people(session: Session) -> None:
    """Offices, accounts and memberships. Commits nothing."""
    offices = {number: Office(number=number, name=name, county=county) for number, name, county in OFFICES}
    offices["examples"] = Office(
        number="0000", name="Publiserte eksempler", county="Hele landet", purpose="examples"
    )
    session.add_all(offices.values())
    hashed = hash_password(PASSWORD, CHEAP_COST)
    users = {
        login: User(login=login, name=name, email=f"{login}@example.org", password_hash=hashed)
        for login, (name, _, _) in ACCOUNTS.items()
    }
    users["sperret"].is_active = False
    session.add_all(users.values())
    session.flush()
    began = clock.today() - timedelta(days=400)
    for login, (_, role, number) in ACCOUNTS.items():
        if role is not None:
            ended = clock.today() - timedelta(days=30) if login == "sluttet" else None
            session.add(
                OfficeMembership(
                    user_id=users[login].id,
                    office_id=offices[number].id,
                    role=role,
                    from_on=began,
                    to_on=ended,
                )
            )
    session.flush()


def make_actor(session: Session, login: str) -> Actor:
    """The actor that an account is today, as a request would load it."""
    user_id = session.scalars(select(User.id).where(User.login == login)).one()
    week = timedelta(days=7)
    actor, _ = load_actor(
        session, Claim(user_id=user_id), idle=week, longest=week, demo=False, request_id="test"
    )
    assert actor is not None, f"{login} cannot act"
    return actor


def open_case(
    session: Session,
    login: str = "veileder",
    *,
    name: str = "Jonas Prøve",
    opened_on: date | None = None,
    protection: str = "none",
    is_shielded: bool = False,
    **facts: Any,
) -> Case:
    """A case of the account's office, opened through the service; `facts` are more of its arguments. Commits nothing."""
    actor = make_actor(session, login)
    office = actor.home_office
    assert office is not None
    given = {"service": "state", "entry_point": "start", "employer_name": "Bakeriet på hjørnet", **facts}
    day = opened_on or clock.today() - timedelta(days=60)
    practice = get_practice_model("hybridmodellen")
    case = cases.open_case(
        session, actor, office=office, practice=practice, name=name, opened_on=day, **given
    )
    assert case.jobseeker is not None
    case.jobseeker.protection, case.jobseeker.is_shielded = protection, is_shielded
    session.flush()
    return case


def see_case(session: Session, actor: Actor, case: Case) -> VisibleCase:
    """The case as services want it: loaded within the actor's scope."""
    visible = find_case(session, actor, case.id)
    assert visible is not None, f"{actor.name} does not see the case"
    return visible


def add_mentor(
    session: Session, case: Case, login: str = "veileder", name: str = "Mona Mentor"
) -> MentorAssignment:
    """A mentor in the case from the day it was opened, through the service. Commits nothing."""
    actor = make_actor(session, login)
    return assign_mentor(
        session,
        actor,
        see_case(session, actor, case),
        name=name,
        phone="90000000",
        position="Baker",
        from_on=case.opened_on or clock.today(),
        is_employer=False,
    )
