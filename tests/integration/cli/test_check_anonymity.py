"""`hybridmentor check-anonymity` as a person runs it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from hybridmentor.cli import hybridmentor

CLEAN = "a,b,c\nx,1,p\nx,1,q\nx,1,q\ny,2,p\ny,2,q\ny,2,q\n"
ASKED = ("--quasi", "a,b", "--sensitive", "c", "--k", "3")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    monkeypatch.chdir(tmp_path)

    def run_command(text: str, *words: str) -> Result:
        (tmp_path / "data.csv").write_bytes(text.encode("utf-8"))
        return CliRunner().invoke(hybridmentor, ["check-anonymity", "data.csv", *words])

    return run_command


def read(result: Result, code: int) -> dict[str, Any]:
    assert result.exit_code == code, result.stderr
    assert result.stderr == ""
    document: dict[str, Any] = json.loads(result.stdout)
    assert list(document) == ["ok", "k", "l", "t", "reasons"]
    assert document["ok"] is (code == 0)
    assert bool(document["reasons"]) is (code == 1)
    return document


@pytest.mark.parametrize(
    "words", [(), ("--json",), ("--l", "2", "--t", "0"), ("--t", "0,5"), ("--separator", ",")]
)
def test_a_file_that_passes(run: Callable[..., Result], words: tuple[str, ...]):
    assert read(run(CLEAN, *ASKED, *words), 0) == {"ok": True, "k": 3, "l": 2, "t": 0.0, "reasons": []}


def test_without_a_sensitive_column(run: Callable[..., Result]):
    text = "a,b\nx,1\nx,1\n"
    assert read(run(text, "--quasi", "a", "--quasi", "b", "--k", "2"), 0) == {
        "ok": True, "k": 2, "l": None, "t": None, "reasons": [],
    }  # fmt: skip


def test_a_file_that_fails(run: Callable[..., Result]):
    document = read(run("a,b,c\nx,1,p\nx,1,p\ny,2,p\ny,2,q\n", *ASKED, "--l", "2", "--t", "0.2"), 1)
    assert (document["k"], document["l"], document["t"]) == (2, 1, 0.25)
    assert document["reasons"] == [
        "Den minste gruppen har færre rader enn kravet: 2 mot 3.",
        "En gruppe har for få ulike verdier i «c»: 1 mot 2.",
        "En gruppe ligger lenger fra hele filen i «c» enn tillatt: 0.250 mot 0.200.",
    ]


def test_all_options(run: Callable[..., Result]):
    text = "a;e;n;c\nx;A;1;lav\nx;B;1;høy\ny;A;2;lav\ny;B;1;høy\n*;*;*;*\n"
    words = ("--quasi", "a", "--sensitive", "c", "--insensitive", "n", "--units", "e", "--m", "2", "--k", "2", "--l", "2",
             "--t", "0.1", "--order", "c=lav|høy", "--separator", ";", "--starred")  # fmt: skip
    assert read(run(text, *words), 0)["t"] == 0
    assert read(run(text, *(word for word in words if word != "--starred")), 1)["k"] == 1
    assert read(run(text, *words, "--sorted"), 1)["k"] == 2


def test_a_file_that_is_no_table_has_no_figures(run: Callable[..., Result]):
    document = read(run(CLEAN + "x,1\n", *ASKED), 1)
    assert (document["k"], document["l"], document["t"]) == (None, None, None)
    assert document["reasons"] == ["Linje 8 har flere eller færre celler enn overskriften."]


@pytest.mark.parametrize(
    "words",
    [
        ("--quasi", "a"),
        ("--k", "3"),
        ("--quasi", "", "--k", "3"),
        ("--quasi", "a", "--k", "0"),
        ("--quasi", "a", "--k", "mange"),
        ("--quasi", "a", "--sensitive", "a", "--k", "3"),
        (*ASKED, "--l", "0"),
        (*ASKED, "--t", "2"),
        (*ASKED, "--t", "litt"),
        (*ASKED, "--t", "1/0"),
        (*ASKED, "--ordered", "b"),
        (*ASKED, "--order", "c"),
        (*ASKED, "--order", "c=p|p"),
        (*ASKED, "--separator", ":"),
    ],
)
def test_bad_demands(run: Callable[..., Result], words: tuple[str, ...]):
    result = run(CLEAN, *words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr


def test_a_file_that_cannot_be_read(run: Callable[..., Result], tmp_path: Path):
    run(CLEAN, *ASKED)
    (tmp_path / "latin.csv").write_bytes("a,b,c\nØst,1,p\n".encode("latin-1"))
    for name in ("none.csv", "latin.csv", "."):
        result = CliRunner().invoke(hybridmentor, ["check-anonymity", name, *ASKED])
        assert (result.exit_code, result.stdout) == (2, "")


def test_standard_input(tmp_path: Path):
    result = CliRunner().invoke(hybridmentor, ["check-anonymity", "-", *ASKED], input=CLEAN)
    assert read(result, 0)["k"] == 3
