"""The demo: made once, marked as made up, and never on top of real accounts."""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.db import Base
from hybridmentor.domain.study_tables import TABLES, read_definition, read_figures
from hybridmentor.models import (
    Case,
    ExperienceComment,
    ExperienceMeeting,
    ExperienceUse,
    Jobseeker,
    Office,
    PublishedExample,
    StudyLink,
    StudyTable,
    StudyWave,
    User,
)
from hybridmentor.queries.study_waves import find_groups, judge_wave
from hybridmentor.services.demo import ACCOUNTS, PASSWORD
from tests.integration.cli.conftest import Shell


def count_all(shell: Shell) -> dict[str, int]:
    """The number of rows of every table."""
    with shell.session() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table)) or 0
            for table in Base.metadata.sorted_tables
        }


def look_at_what_goes_by_the_day(session: Session) -> None:
    """A survey is over and one is open, a meeting was held and one is to come, on the day on which the demo was made."""
    waves = session.scalars(select(StudyWave).order_by(StudyWave.opens_on)).all()
    assert [judge_wave(wave, wave.study, clock.today()) for wave in waves] == ["over", "open"]
    assert [find_groups(session, wave) for wave in waves] == [
        {"participating", "control"},
        {"participating"},
    ]
    assert session.scalar(select(func.count()).where(StudyLink.closed_on.is_(None))) == 16
    held, coming = session.scalars(select(ExperienceMeeting).order_by(ExperienceMeeting.starts_at)).all()
    assert held.starts_at < clock.now() < coming.starts_at


# The days on which clocks are turned, the longest February, the first of a year, and one on which it could not be made.
@pytest.mark.parametrize("day", ["2026-11-24", "2027-01-01", "2027-03-28", "2027-10-31", "2028-02-29"])
def test_it_is_made_on_any_day(light_bare: Shell, set_clock: Callable[[datetime], None], day: str):
    set_clock(datetime.fromisoformat(f"{day}T08:00:00+00:00"))
    light_bare.run_well("demo")
    with light_bare.session() as session:
        look_at_what_goes_by_the_day(session)


def test_twice_makes_nothing_new(bare: Shell):
    first = bare.run_well("demo", "--json")
    document = json.loads(first.stdout)
    assert (document["new"], document["unchanged"]) == (21, 0)
    assert document["accounts"] == [{"login": login, "password": PASSWORD} for login, _ in ACCOUNTS]
    for login, _ in ACCOUNTS:
        assert login in first.stderr
    counts = count_all(bare)
    second = json.loads(bare.run_well("demo", "--json").stdout)
    assert (second["new"], second["unchanged"]) == (0, 21)
    assert count_all(bare) == counts
    assert bare.run_well("demo").stdout == ""
    with bare.session() as session:
        users = session.scalars(select(User)).all()
        assert all(user.is_demo for user in users)
        assert {user.login for user in users if user.login} == {login for login, _ in ACCOUNTS}
        assert session.scalar(select(func.count()).select_from(PublishedExample)) == 21
        assert session.scalar(select(func.count()).select_from(Jobseeker)) > 10
        look_at_what_goes_by_the_day(session)
        table = session.scalars(select(StudyTable)).one()
        columns = read_figures(table.figures)
        assert read_definition(table.definition).tables == TABLES
        assert set(columns) == {"zero_point.participating", "zero_point.control"}
        asked = columns["zero_point.control"]["initiator.all"]
        assert asked.n[0] + asked.missing[0] == 90
        held, coming = session.scalars(select(ExperienceMeeting).order_by(ExperienceMeeting.starts_at)).all()
        assert [bool(item.agreed) for item in (*held.items, *coming.items)] == [True] * 3 + [False] * 3
        assert {item.question is not None for item in coming.items} == {True, False}
        assert [item.followed_up_on is not None for item in held.items] == [False, True, False]
        assert session.scalar(select(func.count()).select_from(ExperienceComment)) == 3
        assert session.scalar(select(func.count()).select_from(ExperienceUse)) == 6
        closed = session.scalars(select(Case).where(Case.closed_on.is_not(None))).all()
        assert closed
        assert {office.purpose for office in session.scalars(select(Office))} == {"practice", "examples"}
    examples = bare.read("tables", "--json")["table1"]
    assert (examples["n"], examples["attached_at_end"]["attached"]) == (21, 12)


def test_it_needs_no_secret_and_keeps_its_own(tmp_path: Path, light_bare: Shell):
    unset = {"HYBRIDMENTOR_SECRET_KEY": None, "HYBRIDMENTOR_ENCRYPTION_KEYS": None}
    light_bare.run_well("demo", "--json", **unset)
    kept = sorted((tmp_path / "instance").iterdir())
    assert kept
    assert all(path.stat().st_mode & 0o077 == 0 for path in kept if path.name.startswith("demo_"))
    texts = [path.read_bytes() for path in kept]
    light_bare.run_well("demo", "--json", **unset)
    assert [path.read_bytes() for path in kept] == texts
    result = light_bare.run("doctor", "--json", **unset, HYBRIDMENTOR_DEMO="1")
    checks = {check["name"]: check["ok"] for check in json.loads(result.stdout)["checks"]}
    assert checks["encryption_keys"]


def test_it_does_not_stand_on_real_accounts(shell: Shell):
    before = count_all(shell)
    result = shell.run("demo", "--json")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.strip().endswith(".")
    assert count_all(shell) == before


@pytest.mark.parametrize("port", ["0", "65536", "åtte"])
def test_a_port_that_is_none(bare: Shell, port: str):
    assert bare.run("demo", "--port", port).exit_code == 2
    assert bare.run("serve", "--port", port).exit_code == 2
