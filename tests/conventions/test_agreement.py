"""`make agreement`: what is compared, and what is said where the two do not agree or nothing can be compared."""

from __future__ import annotations

import re
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bench import pycanon_agreement as agreement
from bench.pycanon_agreement import SECRET, Figures, compare, find_python, make_tables, measure

TABLES = list(make_tables())
ROOT = Path(__file__).parents[2]


def make_python(folder: Path, name: str, version: str) -> None:
    """A program that says it is such a Python."""
    path = folder / name
    path.write_text(f"#!/bin/sh\necho '{version}'\n", "utf-8")
    path.chmod(0o755)


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder in which programs are looked for."""
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path


def test_some_hundred_tables_of_every_form_are_compared():
    assert len(TABLES) >= 300
    assert {len(one.columns) for one in TABLES} == {2, 3, 4, 5}
    assert sum(one.is_ordered for one in TABLES) > 100
    assert sum(not one.is_ordered for one in TABLES) > 100
    for one in TABLES:
        assert one.columns[-1] == SECRET
        assert one.rows == sorted(one.rows)
        assert all(isinstance(cell, str) and cell for row in one.rows for cell in row)
    found = [measure(one) for one in TABLES]
    assert len({one.k for one in found}) > 10
    assert {1, 2, 3, 4} <= {one.l for one in found}
    assert len({round(one.t, 3) for one in found}) > 100


@pytest.mark.parametrize("other", [{"k": 4}, {"l": 1}, {"t": 0.2500001}])
def test_a_table_of_which_the_two_do_not_say_the_same_is_told(other: dict[str, Any]):
    said = Figures(3, 2, 0.25)
    assert compare([said, said], [said, replace(said, t=0.25 + 1e-12)]) == []
    (line,) = compare([said, said], [said, replace(said, **other)])
    assert line.startswith("table 2: ")
    with pytest.raises(ValueError, match="zip"):
        compare([said], [])


def test_the_first_python_that_has_packages_is_taken(path: Path):
    make_python(path, "python3", "[3, 13]")
    assert find_python(["python3", "python3.12"]) is None
    make_python(path, "python3.12", "[3, 12]")
    make_python(path, "python3.11", "[3, 11]")
    assert find_python(["python3", "python3.12", "python3.11"]) == "python3.12"
    (path / "python3.12").write_text("#!/bin/sh\nexit 1\n", "utf-8")
    assert find_python(["python3", "python3.12", "python3.11"]) == "python3.11"


def test_without_one_it_says_that_nothing_was_compared(path: Path, capsys: pytest.CaptureFixture[str]):
    make_python(path, "python3.13", "[3, 13]")
    for words, code in ([], agreement.NO_PYTHON), (["--where-possible"], 0):
        assert agreement.main(["--python", "python3.13", *words]) == code
        assert "NOT RUN" in capsys.readouterr().err


@pytest.mark.parametrize(("l_of_other", "code"), [(0, 0), (1, 1)])
def test_the_exit_code_is_whether_they_agree(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], l_of_other: int, code: int
):
    found = [measure(one) for one in TABLES]
    found[7] = replace(found[7], l=found[7].l + l_of_other)
    monkeypatch.setattr(agreement, "find_python", lambda names: "python3.11")
    monkeypatch.setattr(agreement, "prepare", lambda python: Path("other"))
    monkeypatch.setattr(agreement, "ask_pycanon", lambda other, tables: ("1.3.6", found))
    assert agreement.main([]) == code
    told = capsys.readouterr()
    assert ("disagree on 1 of 400" in told.out) == bool(code)
    assert ("table 8: " in told.err) == bool(code)


def test_what_cannot_be_installed_is_no_agreement(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def fail(python: str) -> Path:
        raise subprocess.CalledProcessError(1, "pip")

    monkeypatch.setattr(agreement, "find_python", lambda names: "python3.11")
    monkeypatch.setattr(agreement, "prepare", fail)
    assert agreement.main(["--where-possible"]) == agreement.NOT_RUN
    assert "NOT RUN" in capsys.readouterr().err


def test_the_checks_of_a_change_run_it_and_clean_removes_its_environment():
    assert "agreement" in (ROOT / ".ci" / "run").read_text("utf-8")
    clean = (ROOT / "Makefile").read_text("utf-8").partition("\nclean:")[2]
    assert re.search(rf"rm -rf .*{re.escape(agreement.FOLDER.name)}\b", clean)
