"""Accounts, roles and offices: made once, checked, logged."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select

from hybridmentor import clock
from hybridmentor.db import HybridSession
from hybridmentor.errors import InvalidInput
from hybridmentor.models import AuditEvent, Office, OfficeMembership, Role, User
from hybridmentor.services.offices import create_office
from hybridmentor.services.passwords import check_password
from hybridmentor.services.users import create_user, grant_role
from tests.support.seed import CHEAP_COST

PERSON: dict[str, Any] = {
    "name": "Nora Ny",
    "email": "nora@example.org",
    "login": "nora",
    "password": "et langt nok passord",
    "cost": CHEAP_COST,
}
TODAY = date(2026, 11, 24)


def count_rows(session: HybridSession, model: type[Any]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_an_account_is_made_once(people: HybridSession):
    user, is_new = create_user(people, None, **PERSON)
    assert is_new
    assert user.login == "nora"
    assert check_password(user.password_hash, PERSON["password"], CHEAP_COST)
    assert not check_password(user.password_hash, "et annet passord enn det", CHEAP_COST)
    again, is_new = create_user(
        people, None, **{**PERSON, "login": " NORA ", "name": "Andre Navn", "password": "noe helt annet nå"}
    )
    assert (again, is_new) == (user, False)
    assert user.name == "Nora Ny", "one that is there is left as it is"
    assert check_password(user.password_hash, PERSON["password"], CHEAP_COST)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"login": None}, "user.error.login"),
        ({"name": "  "}, "user.error.name"),
        ({"email": "ingen krøllalfa"}, "user.error.name"),
        ({"nav_ident": "12345"}, "user.error.nav_ident"),
        ({"password": "kort"}, "user.error.password"),
        ({"password": ""}, "user.error.password"),
        ({"password": "x" * 201}, "user.error.password"),
        ({"name": "Nora 24014021406"}, "error.national_id"),
        ({"login": "24014021406"}, "error.national_id"),
        ({"subject": "24014021406"}, "error.national_id"),
    ],
)
def test_what_is_no_account_is_refused(people: HybridSession, changes: dict[str, Any], message: str):
    before = count_rows(people, User)
    with pytest.raises(InvalidInput) as fault:
        create_user(people, None, **{**PERSON, **changes})
    assert fault.value.message.id == message
    assert count_rows(people, User) == before
    assert count_rows(people, AuditEvent) == 0


def test_a_nav_ident_belongs_to_one(people: HybridSession):
    create_user(people, None, **PERSON, nav_ident="a123456")
    assert people.scalars(select(User.nav_ident).where(User.login == "nora")).one() == "A123456"
    with pytest.raises(InvalidInput), people.begin_nested():
        create_user(people, None, **{**PERSON, "login": "nils"}, nav_ident="A123456")


def test_a_role_is_given_once(people: HybridSession):
    user, _ = create_user(people, None, **PERSON)
    office = people.scalars(select(Office).where(Office.number == "9901")).one()
    first, _ = grant_role(people, None, user, office, Role.ADVISER, from_on=TODAY)
    assert grant_role(people, None, user, office, Role.ADVISER, from_on=TODAY) == (first, False)
    assert grant_role(people, None, user, office, Role.LEAD, from_on=TODAY)[1]
    kept = people.scalars(select(OfficeMembership.role).where(OfficeMembership.user_id == user.id)).all()
    assert sorted(kept) == ["adviser", "lead"]
    events = people.scalars(
        select(AuditEvent).where(AuditEvent.action == "role.grant").order_by(AuditEvent.id)
    ).all()
    assert [(event.detail, event.office_id) for event in events] == [
        ("adviser", office.id),
        ("lead", office.id),
    ]


def test_a_role_that_has_ended_is_given_anew(people: HybridSession):
    user, _ = create_user(people, None, **PERSON)
    office = people.scalars(select(Office).where(Office.number == "9901")).one()
    first, _ = grant_role(
        people, None, user, office, Role.ADVISER, from_on=date(2025, 1, 1), to_on=date(2026, 1, 1)
    )
    second, _ = grant_role(people, None, user, office, Role.ADVISER, from_on=TODAY)
    assert first.to_on == date(2026, 1, 1)
    assert (second.from_on, second.to_on) == (TODAY, None)


def test_an_office_is_made_once(people: HybridSession):
    office, is_new = create_office(people, None, number="9950", name=" Nav Ny ", county="Innhavet")
    assert is_new
    assert (office.name, office.participation, office.purpose) == ("Nav Ny", "participating", "practice")
    assert office.created_at == clock.now()
    again, is_new = create_office(people, None, number="9950", name="Noe annet", county="Utlandet")
    assert (again, is_new) == (office, False)
    assert office.name == "Nav Ny"
    assert people.scalars(select(AuditEvent.action)).all() == ["office.create"]


@pytest.mark.parametrize("number", ["", "990", "99011", "990a", "٩٩٠١", " 9901", "-901", "9901\n"])
def test_a_number_of_an_office_is_four_digits(people: HybridSession, number: str):
    with pytest.raises(InvalidInput) as fault:
        create_office(people, None, number=number, name="Nav Ny", county="Innhavet")
    assert fault.value.message.id == "office.error.number"


@pytest.mark.parametrize(("name", "county"), [("", "Innhavet"), ("Nav Ny", " ")])
def test_an_office_has_a_name_and_a_county(people: HybridSession, name: str, county: str):
    with pytest.raises(InvalidInput):
        create_office(people, None, number="9950", name=name, county=county)
    assert count_rows(people, Office) == 4
