"""`hybridmentor disclosure`: without an application, a database or a setting."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from hybridmentor.cli import hybridmentor
from hybridmentor.config import PREFIX
from tests.integration.cli.test_console_script import PATIENCE, PROGRAM

TEXT = "Åses mentor ringte fra 922 33 445.\nFnr 020132 99997 😀 Dag\n"


def run(*words: str | Path, typed: bytes | None = None, language: str | None = None) -> Result:
    """The command in this process, with no setting of ours but the language; a fault that is no exit fails the test."""
    foreign = {name: None for name in os.environ if name.startswith(PREFIX)}
    result = CliRunner().invoke(
        hybridmentor,
        ["disclosure", *map(str, words)],
        input=typed,
        env={**foreign, "HYBRIDMENTOR_LANGUAGE": language, "HYBRIDMENTOR_DATABASE_URI": "no database"},
    )
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def note(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_bytes(TEXT.encode())
    return path


@pytest.fixture
def names(tmp_path: Path) -> Path:
    path = tmp_path / "names.txt"
    path.write_bytes("\ufeffÅse Hansen\r\n\r\nDag Berg\r\n".encode())
    return path


def test_one_document_alone(note: Path, names: Path):
    result = run(note, "--names", names, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    document = json.loads(result.stdout)
    assert [list(one) for one in document] == [["start", "end", "kind", "sure", "proposal"]] * 4
    assert [(TEXT[one["start"] : one["end"]], one["kind"], one["sure"]) for one in document] == [
        ("Åses", "name", True),
        ("922 33 445", "phone", False),
        ("020132 99997", "national_id", True),
        ("Dag", "name", True),
    ]


def test_without_names(note: Path):
    kinds = [one["kind"] for one in json.loads(run(note, "--json").stdout) if one["sure"]]
    assert kinds == ["national_id"]


def test_standard_input_for_either_file(note: Path, names: Path):
    expected = run(note, "--names", names, "--json").stdout
    assert run("-", "--names", names, "--json", typed=TEXT.encode()).stdout == expected
    assert run(note, "--names", "-", "--json", typed=names.read_bytes()).stdout == expected
    both = run("-", "--names", "-", "--json", typed=TEXT.encode())
    assert (both.exit_code, both.stdout) == (2, "")
    assert "standard inn" in both.stderr


def test_nothing_found_is_done(tmp_path: Path):
    empty = tmp_path / "empty.txt"
    empty.write_bytes(b"")
    result = run(empty, "--json")
    assert (result.exit_code, json.loads(result.stdout), result.stderr) == (0, [], "")
    told = run(empty)
    assert (told.exit_code, told.stdout) == (0, "")
    assert "ingenting" in told.stderr


def test_line_breaks_count_as_they_stand_and_a_mark_at_the_beginning_does_not():
    document = json.loads(run("-", "--json", typed="\ufeffHei\r\n02013299997".encode()).stdout)
    assert [(one["start"], one["end"]) for one in document] == [(5, 16)]


@pytest.mark.parametrize("typed", [b"\xff\xfe", "Åse".encode("latin-1"), b"ok \xed\xa0\x80"])
@pytest.mark.parametrize("which", ["text", "names"])
def test_what_is_not_utf8_is_refused(note: Path, typed: bytes, which: str):
    words = ("-",) if which == "text" else (note, "--names", "-")
    result = run(*words, "--json", typed=typed)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "UTF-8" in result.stderr


def test_what_cannot_be_read_is_refused(note: Path, tmp_path: Path):
    for words in ((tmp_path / "none.txt",), (tmp_path,), (note, "--names", tmp_path / "none.txt"), ()):
        result = run(*words, "--json")
        assert (result.exit_code, result.stdout) == (2, "")
        assert result.stderr


def test_for_people_to_read(note: Path, names: Path):
    lines = run(note, "--names", names).stdout.splitlines()
    assert lines[0] == "0-4, sikkert, navn: Åses -> brukerens"
    assert lines[1] == "23-33, forslag, telefonnummer: 922 33 445 -> [telefonnummer]"
    assert "sure, national identity number" in run(note, language="en").stdout
    assert "sikkert, namn" in run(note, "--names", names, language="nn").stdout


def test_the_console_script_needs_no_setting(note: Path, names: Path, tmp_path: Path):
    result = subprocess.run(
        [PROGRAM, "disclosure", note, "--names", names, "--json"],
        capture_output=True,
        env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "PYTHONWARNINGS": "error"},
        cwd=tmp_path,
        timeout=PATIENCE,
        check=False,
    )
    assert (result.returncode, result.stderr) == (0, b"")
    assert len(json.loads(result.stdout.decode("utf-8"))) == 4
    assert sorted(path.name for path in tmp_path.iterdir()) == ["names.txt", "note.txt"]
