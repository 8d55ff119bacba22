"""The doctor: whole is 0, ill is 1, and what is wrong is said."""

import base64
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from hybridmentor.db import begin_write
from tests.integration.cli.conftest import Shell
from tests.integration.scenes import open_through_service
from tests.support.databases import KEYS
from tests.support.seed import make_actor

OTHER_KEY = "test:" + base64.b64encode(b"another key of thirty-two bytes!").decode()


@pytest.fixture
def lived_in(shell: Shell) -> Shell:
    """A shell on a database with something sealed in it."""
    if shell.url.database and shell.url.get_backend_name() == "sqlite":
        Path(shell.url.database).chmod(0o600)
    with shell.session() as session:
        begin_write(session)
        open_through_service(session, make_actor(session, "veileder"), name="Åse Lindvåg")
        session.commit()
    return shell


def examine(shell: Shell, code: int, **settings: str | None) -> dict[str, Any]:
    """What the doctor finds, by name."""
    result = shell.run("doctor", "--json", **settings)
    assert result.exit_code == code, result.output
    document = json.loads(result.stdout)
    assert document["ok"] is (code == 0)
    assert all(set(check) == {"name", "ok", "message"} for check in document["checks"])
    found = {check["name"]: check for check in document["checks"]}
    assert len(found) == len(document["checks"])
    return found


def list_ill(found: dict[str, Any]) -> list[str]:
    return [name for name, check in found.items() if not check["ok"]]


def test_a_whole_installation(lived_in: Shell):
    found = examine(lived_in, 0)
    assert {"database", "schema", "encryption_keys", "assets", "catalogues"} <= set(found)
    assert ("database_file" in found) is (lived_in.url.get_backend_name() == "sqlite")
    plain = lived_in.run_well("doctor")
    for name, check in found.items():
        assert f"{name}: {check['message']}" in plain.output


def test_without_tables(bare: Shell):
    if bare.url.get_backend_name() == "sqlite" and Path(str(bare.url.database)).exists():
        Path(str(bare.url.database)).chmod(0o600)
    assert list_ill(examine(bare, 1)) == ["schema"]
    assert "upgrade" in bare.run("doctor").output
    bare.run_well("upgrade")
    assert list_ill(examine(bare, 0)) == []


def test_with_another_key(lived_in: Shell):
    found = examine(lived_in, 1, HYBRIDMENTOR_ENCRYPTION_KEYS=OTHER_KEY)
    assert list_ill(found) == ["encryption_keys"]
    assert "HYBRIDMENTOR_ENCRYPTION_KEYS" in found["encryption_keys"]["message"]


def test_with_the_key_under_another_name(lived_in: Shell):
    renamed = KEYS.replace("test:", "ny:")
    assert list_ill(examine(lived_in, 1, HYBRIDMENTOR_ENCRYPTION_KEYS=renamed)) == ["encryption_keys"]


def test_with_a_new_key_before_the_old_one(lived_in: Shell):
    both = f"{OTHER_KEY.replace('test:', 'ny:')},{KEYS}"
    assert list_ill(examine(lived_in, 0, HYBRIDMENTOR_ENCRYPTION_KEYS=both)) == []


def test_with_a_file_that_others_can_read(lived_in: Shell):
    if lived_in.url.get_backend_name() != "sqlite":
        assert "database_file" not in examine(lived_in, 0)
        return
    path = Path(str(lived_in.url.database))
    for mode in (0o644, 0o602, 0o666):
        path.chmod(mode)
        assert list_ill(examine(lived_in, 1)) == ["database_file"], oct(mode)
    path.chmod(0o640)
    assert list_ill(examine(lived_in, 0)) == []


def test_a_new_file_is_closed_to_others(tmp_path: Path, bare: Shell):
    path = tmp_path / "new.sqlite"
    bare.run_well("upgrade", HYBRIDMENTOR_DATABASE_URI=f"sqlite:///{path}")
    assert path.stat().st_mode & 0o077 == 0


def test_when_the_database_does_not_answer(tmp_path: Path, bare: Shell):
    uri = f"postgresql://someone@/nothing?host={tmp_path}&connect_timeout=1"
    found = examine(bare, 1, HYBRIDMENTOR_DATABASE_URI=uri)
    assert list_ill(found) == ["database"]


def test_when_a_file_is_missing(lived_in: Shell, monkeypatch: pytest.MonkeyPatch):
    module = sys.modules["hybridmentor.cli.doctor"]  # the package calls its command by the same name
    monkeypatch.setattr(module, "ASSETS", ("vendor/finnes-ikke.css",))
    found = examine(lived_in, 1)
    assert list_ill(found) == ["assets"]
    assert "finnes-ikke.css" in found["assets"]["message"]


def test_demo_mode_is_told(lived_in: Shell):
    assert "demo" in examine(lived_in, 0, HYBRIDMENTOR_DEMO="1")
