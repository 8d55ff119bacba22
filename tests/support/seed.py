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

from sqlalchemy import select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.models import (
    Case,
    CaseRole,
    DataKey,
    Employer,
    Jobseeker,
    Office,
    OfficeMembership,
    Role,
    User,
    WorkplacePerson,
)
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


def seed_people(session: HybridSession) -> None:
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


def open_case(
    session: HybridSession,
    office: str = "9901",
    *,
    adviser: str = "veileder",
    number: str = "2026-1",
    name: str = "Jonas Prøve",
    opened_on: date | None = None,
    protection: str = "none",
) -> Case:
    """A case with its jobseeker, employer and adviser, put there without asking any rule. Commits nothing."""
    keyring = session.info["keyring"]
    place = session.scalars(select(Office).where(Office.number == office)).one()
    user = session.scalars(select(User).where(User.login == adviser)).one()
    opened = opened_on or clock.today() - timedelta(days=60)
    jobseeker = Jobseeker(
        data_key=DataKey.make(keyring, "person"),
        name=name,
        phone="40000000",
        birth_year=1994,
        protection=protection,
    )
    employer = Employer(office_id=place.id, name=f"Bakeriet {number}", organisation_number=None)
    session.add_all([jobseeker, employer])
    case = Case(
        data_key=DataKey.make(keyring, "case"),
        office_id=place.id,
        number=number,
        practice_model="hybridmodellen",
        practice_version=1,
        service="state",
        jobseeker=jobseeker,
        employer=employer,
        opened_on=opened,
    )
    session.add(case)
    session.flush()
    session.add(CaseRole(case_id=case.id, user_id=user.id, role="adviser", from_on=opened))
    session.flush()
    return case


def add_workplace_person(session: HybridSession, case: Case, name: str = "Mona Mentor") -> WorkplacePerson:
    """Somebody at the case's employer. Commits nothing."""
    person = WorkplacePerson(
        data_key=DataKey.make(session.info["keyring"], "person"),
        employer_id=case.employer_id,
        name=name,
        phone="90000000",
    )
    session.add(person)
    session.flush()
    return person
