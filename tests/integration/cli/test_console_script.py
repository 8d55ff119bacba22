"""The console script as a process of its own: a clean environment, streams apart, UTF-8 whatever the terminal says."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.integration.cli.conftest import COST, SECRET, Shell
from tests.integration.cli.test_import_cases import PRINTED, ROW, write_rows
from tests.support.databases import KEYS

PROGRAM = Path(sys.executable).with_name("hybridmentor")
PATIENCE = 60


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Nothing but our settings, and a terminal that says nothing of UTF-8."""
    return {
        "PATH": os.environ.get("PATH", ""),
        "LC_ALL": "C",
        "PYTHONWARNINGS": "error",
        "HYBRIDMENTOR_DATABASE_URI": f"sqlite:///{tmp_path / 'console.sqlite'}",
        "HYBRIDMENTOR_SECRET_KEY": SECRET,
        "HYBRIDMENTOR_ENCRYPTION_KEYS": KEYS,
        "HYBRIDMENTOR_ARGON2": COST,
    }


def run(
    environment: dict[str, str], folder: Path, *words: str, typed: bytes = b""
) -> subprocess.CompletedProcess[bytes]:
    """The console script; a traceback fails the test."""
    result = subprocess.run(
        [PROGRAM, *words],
        input=typed,
        capture_output=True,
        env=environment,
        cwd=folder,
        timeout=PATIENCE,
        check=False,
    )
    assert b"Traceback" not in result.stderr, result.stderr.decode()
    return result


@pytest.fixture
def filled(environment: dict[str, str], light_shell: Shell) -> dict[str, str]:
    """The environment with a database that has offices and accounts."""
    return {
        **environment,
        "HYBRIDMENTOR_DATABASE_URI": str(light_shell.settings["HYBRIDMENTOR_DATABASE_URI"]),
    }


def test_from_nothing_to_the_tables(environment: dict[str, str], tmp_path: Path):
    assert run(environment, tmp_path, "upgrade").returncode == 0
    office = run(environment, tmp_path, "create-office", "9950", "Nav Åmot", "Østlandet", "--json")
    assert json.loads(office.stdout.decode("utf-8"))["name"] == "Nav Åmot"
    imported = run(environment, tmp_path, "import-cases", "-", "--office", "9950", typed=PRINTED.encode())
    assert json.loads(imported.stdout) == {"new": 21, "unchanged": 0, "failed": 0}
    tables = run(environment, tmp_path, "tables", "--json")
    assert json.loads(tables.stdout.decode("utf-8"))["table1"]["industry"]["Helse og omsorg"] == 4
    assert tables.stderr == b""


USER = ("create-user", "åse", "--name", "Åse Ødegård", "--email", "ase@example.org", "--office", "9901")
ROLE = ("--role", "adviser", "--password-stdin", "--json")


def test_a_password_with_letters_of_ours(filled: dict[str, str], tmp_path: Path):
    user = run(filled, tmp_path, *USER, *ROLE, typed="et langt nok påssord\n".encode())
    assert json.loads(user.stdout.decode("utf-8"))["login"] == "åse", user.stderr.decode()


def test_what_is_no_text_is_refused(filled: dict[str, str], tmp_path: Path):
    result = run(filled, tmp_path, *USER, *ROLE, typed=b"\xff\xfe" * 10 + b"\n")
    assert (result.returncode, result.stdout) == (2, b"")
    assert "UTF-8" in result.stderr.decode("utf-8")


def test_a_refused_file(filled: dict[str, str], tmp_path: Path):
    faulty = write_rows([{**ROW, "attached_at_end": "Tja"}]).encode()
    result = run(
        filled, tmp_path, "import-cases", "-", "--office", "9901", "--errors", "ut.csv", typed=faulty
    )
    assert result.returncode == 2
    assert json.loads(result.stdout) == {"new": 0, "unchanged": 0, "failed": 1}
    assert "Rad 2, attached_at_end" in result.stderr.decode("utf-8")
    assert "errors" in (tmp_path / "ut.csv").read_text("utf-8")


def test_a_secret_that_is_not_set(filled: dict[str, str], tmp_path: Path):
    del filled["HYBRIDMENTOR_ENCRYPTION_KEYS"]
    result = run(filled, tmp_path, "doctor", "--json")
    assert (result.returncode, result.stdout) == (2, b"")
    assert "HYBRIDMENTOR_ENCRYPTION_KEYS" in result.stderr.decode("utf-8")


def test_under_flask(filled: dict[str, str], tmp_path: Path):
    """The standalone application is a host like any other."""
    words = [
        sys.executable,
        "-m",
        "flask",
        "--app",
        "hybridmentor:create_app",
        "hybridmentor",
        "upgrade",
        "--json",
    ]
    result = subprocess.run(
        words, capture_output=True, env=filled, cwd=tmp_path, timeout=PATIENCE, check=False
    )
    assert result.returncode == 0, result.stderr.decode()
    assert json.loads(result.stdout)["revision"]


@pytest.fixture
def port() -> int:
    """A port that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture
def serving(filled: dict[str, str], tmp_path: Path, port: int) -> Iterator[subprocess.Popen[bytes]]:
    """The server as `serve` starts it, ended at the end."""
    filled.pop("PYTHONWARNINGS")
    server = subprocess.Popen(
        [PROGRAM, "serve", "--port", str(port), "--workers", "1"],
        env=filled,
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    yield server
    server.terminate()
    server.communicate(timeout=PATIENCE)


def test_serve_answers(serving: subprocess.Popen[bytes], port: int):
    deadline = time.monotonic() + PATIENCE
    while True:
        assert serving.poll() is None, "the server ended"
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=5) as answer:
                assert answer.status == 200
                assert "Nav" in answer.read().decode("utf-8")
            break
        except OSError:
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.1)
