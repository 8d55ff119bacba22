"""`seed`: fills an empty database, and no other."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from hybridmentor.models import Case, ContactPoint, Office, User
from tests.integration.cli.conftest import Shell

SMALL = ("seed", "--offices", "2", "--cases", "60", "--contacts", "700")


def count_rows(shell: Shell) -> dict[str, int]:
    with shell.session() as session:
        return {
            name: session.scalar(select(func.count()).select_from(model)) or 0
            for name, model in (
                ("offices", Office),
                ("users", User),
                ("cases", Case),
                ("contacts", ContactPoint),
            )
        }


def test_an_empty_database_is_filled_once(bare: Shell):
    bare.run_well("upgrade")
    first = bare.run_well(*SMALL, "--seed", "3", "--users", "12", "--json")
    asked = {"offices": 2, "users": 12, "cases": 60, "contacts": 700}
    assert '"seed": 3' in first.stdout
    assert count_rows(bare) == asked
    lines = [line for line in first.stderr.splitlines() if line.strip()]
    assert len(lines) == 4, "a line for each stage, and no bar where nobody looks on"
    second = bare.run(*SMALL, "--json")
    assert (second.exit_code, second.stdout) == (2, "")
    assert "60" in second.stderr
    assert second.stderr.strip().endswith(".")
    assert count_rows(bare) == asked


def test_accounts_open_in_demo_mode_alone(light_bare: Shell):
    light_bare.run_well("upgrade")
    light_bare.run_well(*SMALL)
    with light_bare.session() as session:
        users = session.scalars(select(User)).all()
    assert len(users) == 6
    assert all(user.is_demo and user.password_hash and user.login for user in users)
    assert len({user.login for user in users}) == 6


def test_a_database_with_people_in_it_is_refused(shell: Shell):
    before = count_rows(shell)
    result = shell.run(*SMALL)
    assert (result.exit_code, result.stdout) == (2, "")
    assert count_rows(shell) == before


def test_tables_must_be_there(light_bare: Shell):
    result = light_bare.run(*SMALL)
    assert (result.exit_code, result.stdout) == (2, "")


@pytest.mark.parametrize(
    "wrong",
    [
        ("--offices", "0"),
        ("--offices", "1000"),
        ("--cases", "-1"),
        ("--cases", "0"),
        ("--contacts", "mange"),
        ("--users", "5"),
    ],
)
def test_numbers_that_cannot_be(light_bare: Shell, wrong: tuple[str, str]):
    light_bare.run_well("upgrade")
    result = light_bare.run(*SMALL, *wrong)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "Traceback" not in result.stderr
    assert count_rows(light_bare)["cases"] == 0


def test_a_database_without_cases_may_be_asked_for(light_bare: Shell):
    light_bare.run_well("upgrade")
    light_bare.run_well("seed", "--offices", "1", "--cases", "0", "--contacts", "0", "--json")
    assert count_rows(light_bare) == {"offices": 1, "users": 3, "cases": 0, "contacts": 0}
