"""Setting up: tables, offices, accounts, and what is said when a setting or the database is missing."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, inspect, select

from hybridmentor.gateways.schema import find_head
from hybridmentor.models import AuditEvent, Office, OfficeMembership, User
from hybridmentor.services.passwords import check_password
from tests.integration.cli.conftest import Shell
from tests.support.databases import engine_for

PASSWORD = "et langt nok passord"
OFFICE = ("create-office", "9950", "Nav Ny", "Innhavet")
USER = ("create-user", "nora", "--name", "Nora Ny", "--email", "nora@example.org", "--password-stdin")
ROLE = ("--office", "9901", "--role", "adviser")
COMMANDS: tuple[tuple[str, ...], ...] = (
    ("upgrade",),
    OFFICE,
    (*USER, *ROLE),
    ("import-cases", "-", "--office", "9901"),
    ("tables",),
    ("doctor",),
    ("serve",),
)
ids = pytest.mark.parametrize("words", COMMANDS, ids=lambda words: words[0])


def count_rows(shell: Shell, model: type[Any]) -> int:
    with shell.session() as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


def test_upgrade_makes_the_tables_and_does_nothing_the_second_time(bare: Shell):
    first = bare.run_well("upgrade")
    engine = engine_for(bare.url)
    made = set(inspect(engine).get_table_names())
    assert {"hm_case", "hm_audit_event", "hm_alembic_version"} <= made
    bare.run_well(*OFFICE)
    second = bare.run_well("upgrade")
    assert (first.stdout, second.stdout) == ("", "")
    assert find_head() in first.stderr
    assert count_rows(bare, Office) == 1
    assert set(inspect(engine_for(bare.url)).get_table_names()) == made


def test_upgrade_prints_one_document(bare: Shell):
    for _ in range(2):
        assert bare.read("upgrade", "--json") == {"revision": find_head()}


def test_an_unknown_revision_is_refused(bare: Shell):
    result = bare.run("upgrade", "--revision", "finnes-ikke")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.strip().endswith(".")


def test_an_office_is_made_once(shell: Shell):
    assert shell.read(*OFFICE, "--json") == {
        "number": "9950",
        "name": "Nav Ny",
        "county": "Innhavet",
        "new": True,
    }
    again = shell.run_well("create-office", "9950", "Noe annet", "Utlandet", "--json")
    assert json.loads(again.stdout) == {
        "number": "9950",
        "name": "Nav Ny",
        "county": "Innhavet",
        "new": False,
    }
    assert "9950" in again.stderr
    quiet = shell.run_well(*OFFICE)
    assert quiet.stdout == ""
    assert count_rows(shell, Office) == 5


@pytest.mark.parametrize("participation", ["guest", "control"])
def test_an_office_may_be_a_guest_or_control(shell: Shell, participation: str):
    shell.run_well(*OFFICE, "--participation", participation)
    with shell.session() as session:
        office = session.scalars(select(Office).where(Office.number == "9950")).one()
        assert (office.participation, office.purpose) == (participation, "practice")


@pytest.mark.parametrize(
    "words",
    [
        ("990", "Nav Ny", "Innhavet"),
        ("99011", "Nav Ny", "Innhavet"),
        ("99o1", "Nav Ny", "Innhavet"),
        ("٩٩٥٠", "Nav Ny", "Innhavet"),
        ("", "Nav Ny", "Innhavet"),
        ("9950", " ", "Innhavet"),
        ("9950", "Nav Ny", ""),
        ("9950", "Nav Ny"),
        ("9950", "Nav Ny", "Innhavet", "--participation", "maybe"),
        ("9950", "Nav Ny", "Innhavet", "--finnes-ikke"),
    ],
)
def test_what_is_no_office_is_refused(light_shell: Shell, words: tuple[str, ...]):
    result = light_shell.run("create-office", *words, "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.strip()
    assert count_rows(light_shell, Office) == 4


def test_a_name_that_is_too_long_is_refused_in_words(shell: Shell):
    """On every database, not only where the column says so."""
    result = shell.run("create-office", "9950", "N" * 5000, "Innhavet")
    assert (result.exit_code, result.stdout) == (2, "")
    assert count_rows(shell, Office) == 4


def test_an_account_with_roles(shell: Shell):
    words = (
        *USER,
        "--office",
        "9901",
        "--role",
        "adviser",
        "--role",
        "lead",
        "--nav-ident",
        "n123456",
        "--json",
    )
    told = shell.read(*words, typed=f"{PASSWORD}\nneste linje\n")
    assert told["new"] is True
    assert (told["login"], told["office"], told["roles"]) == ("nora", "9901", ["adviser", "lead"])
    with shell.session() as session:
        user = session.scalars(select(User).where(User.login == "nora")).one()
        assert (user.name, user.email, user.nav_ident, user.is_demo) == (
            "Nora Ny",
            "nora@example.org",
            "N123456",
            False,
        )
        assert check_password(user.password_hash, PASSWORD, (1, 8, 1))
        roles = session.scalars(select(OfficeMembership).where(OfficeMembership.user_id == user.id)).all()
        assert sorted(one.role for one in roles) == ["adviser", "lead"]
        assert all(one.to_on is None and one.service is None for one in roles)
        actions = session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
        assert list(actions) == ["user.create", "role.grant", "role.grant"]


def test_an_account_that_is_there_gets_the_roles_it_lacks(shell: Shell):
    shell.run_well(*USER, *ROLE, typed=PASSWORD)
    again = shell.run_well(
        *USER, "--office", "9902", "--role", "lead", "--json", typed="et annet langt passord"
    )
    assert json.loads(again.stdout)["new"] is False
    third = shell.run_well(*USER, *ROLE, typed=PASSWORD)
    assert third.stdout == ""
    with shell.session() as session:
        user = session.scalars(select(User).where(User.login == "nora")).one()
        assert check_password(user.password_hash, PASSWORD, (1, 8, 1)), "the password stays"
        statement = select(Office.number, OfficeMembership.role).join(
            OfficeMembership, OfficeMembership.office_id == Office.id
        )
        kept = session.execute(statement.where(OfficeMembership.user_id == user.id)).all()
        assert sorted(tuple(row) for row in kept) == [("9901", "adviser"), ("9902", "lead")]


def test_a_password_is_asked_for_without_showing_it(shell: Shell):
    words = [word for word in (*USER, *ROLE) if word != "--password-stdin"]
    result = shell.run_well(*words, "--json", typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert json.loads(result.stdout)["new"] is True
    assert PASSWORD not in result.output
    assert shell.run(*words, typed=f"{PASSWORD}\nnoe annet\n").exit_code != 0


@pytest.mark.parametrize(
    ("more", "typed"),
    [
        (("--office", "9999", "--role", "adviser"), PASSWORD),
        (("--office", "9901", "--role", "sjef"), PASSWORD),
        (("--office", "9901"), PASSWORD),
        (("--role", "adviser"), PASSWORD),
        (ROLE, "kort"),
        (ROLE, ""),
        (ROLE, "x" * 201),
        ((*ROLE, "--nav-ident", "123"), PASSWORD),
        ((*ROLE, "--service", "county"), PASSWORD),
        ((*ROLE, "--email", "ingen"), PASSWORD),
        ((*ROLE, "--name", ""), PASSWORD),
        ((*ROLE, "--name", "Nora 24014021406"), PASSWORD),
    ],
)
def test_what_is_no_account_is_refused(shell: Shell, more: tuple[str, ...], typed: str):
    """And nothing is left of it: neither account nor role nor a line in the log."""
    before = [count_rows(shell, model) for model in (User, OfficeMembership, AuditEvent)]
    result = shell.run(*USER, *more, "--json", typed=typed)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.strip()
    if typed:
        assert typed not in result.output
    assert [count_rows(shell, model) for model in (User, OfficeMembership, AuditEvent)] == before


def test_an_ident_of_somebody_else_is_refused(shell: Shell):
    shell.run_well(*USER, *ROLE, "--nav-ident", "N123456", typed=PASSWORD)
    other = ("create-user", "nils", *USER[2:])
    result = shell.run(*other, *ROLE, "--nav-ident", "n123456", typed=PASSWORD)
    assert result.exit_code == 2
    assert "N123456" in result.stderr


def test_a_login_or_name_that_is_too_long_is_refused(shell: Shell):
    for words in (("create-user", "n" * 65, *USER[2:], *ROLE), (*USER, *ROLE, "--name", "N" * 200)):
        result = shell.run(*words, typed=PASSWORD)
        assert (result.exit_code, result.stdout) == (2, "")


@ids
@pytest.mark.parametrize("name", ["HYBRIDMENTOR_SECRET_KEY", "HYBRIDMENTOR_ENCRYPTION_KEYS"])
def test_a_secret_that_is_not_set_is_named(light_shell: Shell, words: tuple[str, ...], name: str):
    result = light_shell.run(*words, typed=PASSWORD, **{name: None})
    assert (result.exit_code, result.stdout) == (2, "")
    assert name in result.stderr
    assert result.stderr.strip().endswith(".")
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HYBRIDMENTOR_SECRET_KEY", "for kort"),
        ("HYBRIDMENTOR_ENCRYPTION_KEYS", "a:QUJD"),
        ("HYBRIDMENTOR_DATABASE_URI", "ingen adresse"),
        ("HYBRIDMENTOR_DATABASE_URI", "mysql://root@localhost/x"),
        ("HYBRIDMENTOR_DATABASE_URI", "sqlite:////finnes/ikke/her.sqlite"),
        ("HYBRIDMENTOR_LANGUAGE", "da"),
        ("HYBRIDMENTOR_DATABSE_URI", "sqlite://"),
    ],
)
def test_a_setting_that_cannot_be_used_is_told(light_shell: Shell, name: str, value: str):
    result = light_shell.run("tables", "--json", **{name: value})
    assert (result.exit_code, result.stdout) == (2, "")
    assert len(result.stderr.strip().splitlines()) == 1
    assert result.stderr.strip().endswith((".", "?"))


@pytest.mark.parametrize(
    "words", [one for one in COMMANDS if one[0] not in ("upgrade", "doctor")], ids=lambda w: w[0]
)
def test_a_database_without_our_tables_is_told(bare: Shell, words: tuple[str, ...]):
    result = bare.run(*words, typed=PASSWORD)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "upgrade" in result.stderr


@pytest.mark.parametrize("words", [one for one in COMMANDS if one[0] != "doctor"], ids=lambda words: words[0])
@pytest.mark.parametrize("kind", ["file", "server"])
def test_a_database_that_does_not_answer_is_told(
    tmp_path: Path, light_shell: Shell, words: tuple[str, ...], kind: str
):
    broken = tmp_path / "broken.sqlite"
    broken.write_bytes(b"this is no database, only a text that is long enough to look at" * 50)
    nowhere = tmp_path / "no server"
    uri = {
        "file": f"sqlite:///{broken}",
        "server": f"postgresql://someone@/nothing?host={nowhere}&connect_timeout=1",
    }[kind]
    result = light_shell.run(*words, typed=PASSWORD, HYBRIDMENTOR_DATABASE_URI=uri)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "HYBRIDMENTOR_DATABASE_URI" in result.stderr
    assert len(result.stderr.strip().splitlines()) == 1


def test_messages_follow_the_language(light_shell: Shell):
    said = {
        language: light_shell.run("tables", "--office", "9999", HYBRIDMENTOR_LANGUAGE=language).stderr
        for language in ("nb", "nn", "en")
    }
    assert len(set(said.values())) == 3
    assert all("9999" in text for text in said.values())


def test_help_names_every_command(light_shell: Shell):
    result = light_shell.run_well("--help")
    for name in (
        "upgrade",
        "serve",
        "demo",
        "create-office",
        "create-user",
        "import-cases",
        "tables",
        "doctor",
    ):
        assert name in result.stdout
        assert light_shell.run_well(name, "--help").stdout


def test_an_unknown_command_is_refused(light_shell: Shell):
    assert light_shell.run("finnes-ikke").exit_code == 2
