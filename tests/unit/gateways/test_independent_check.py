"""The check in a process of its own: what it is told and not told, and that anything but a whole yes is a no."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from hybridmentor.domain.anonymity_check import Demands, Limits, check_anonymity
from hybridmentor.domain.anonymity_check_program import read_demands, write_demands
from hybridmentor.gateways.independent_check import (
    MOST_ANSWER,
    PROGRAM,
    check_written,
    make_environment,
    read_verdict,
)

ROWS = [
    f"{place};{answer}" for place in ("east", "west") for answer in ("no", "unknown", "yes") for _ in range(4)
]
CONTENT = "\n".join(["county;attached", *ROWS, ""]).encode()
DEMANDS = Demands(
    k=12,
    quasi=("county",),
    sensitive=("attached",),
    limits={"attached": Limits(l=2, blanks=("unknown",), alpha=Fraction(1, 3), t=Fraction(0), entropy_l=2.5)},
    separator=";",
)
ENGINE = {"numpy", "polars", "scipy", "pyreadstat", "hybridmentor.domain.anonymity", "hybridmentor.documents"}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files are put; nothing may be left there."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_a_good_file_passes_with_the_figures_of_the_check(place: Path):
    verdict = check_written(CONTENT, DEMANDS)
    assert verdict == check_anonymity(CONTENT.decode(), DEMANDS)
    assert (verdict.ok, verdict.k, verdict.l, verdict.t) == (True, 12, 3, 0)
    assert list(place.iterdir()) == []


@pytest.mark.parametrize(
    ("demands", "reason"),
    [
        (replace(DEMANDS, k=13), "too_small"),
        (replace(DEMANDS, limits={"attached": Limits(l=3, blanks=("unknown",))}), "few_values"),
        (replace(DEMANDS, limits={"attached": Limits(alpha=Fraction(1, 4))}), "too_common"),
        (replace(DEMANDS, limits={"attached": Limits(entropy_l=3.1)}), "too_uneven"),
        (replace(DEMANDS, quasi=("county", "attached"), sensitive=(), limits={}), "too_small"),
        (replace(DEMANDS, sensitive=(), limits={}), "undeclared"),
    ],
    ids=lambda one: one if isinstance(one, str) else "",
)
def test_a_file_that_does_not_keep_a_demand_is_refused(demands: Demands, reason: str, place: Path):
    verdict = check_written(CONTENT, demands)
    assert f"anonymity_check.{reason}" in [one.id for one in verdict.reasons]
    assert verdict == check_anonymity(CONTENT.decode(), demands)
    assert list(place.iterdir()) == []


@pytest.mark.parametrize(
    "content",
    [
        CONTENT.replace(b"east;no\n", b"", 1),
        CONTENT.replace(b"west;yes", b"north;yes", 1),
        CONTENT.replace(b"west;yes", b"west;=1+1", 1),
        b"\n".join(CONTENT.split(b"\n")[:1] + CONTENT.split(b"\n")[:0:-1]),
        CONTENT.replace(b"county", b"_office", 1),
        CONTENT + b"west;yes;secret\n",
        CONTENT + b"\xff\n",
        b"",
    ],
    ids=[
        "a row gone",
        "a value changed",
        "a formula",
        "reversed",
        "renamed",
        "a cell more",
        "no text",
        "nothing",
    ],
)
def test_a_file_that_was_tampered_with_is_refused(content: bytes, place: Path):
    assert not check_written(content, DEMANDS).ok
    assert list(place.iterdir()) == []


def test_a_check_that_takes_too_long_refuses(place: Path):
    verdict = check_written(CONTENT, DEMANDS, time_limit=0.001)
    assert [one.id for one in verdict.reasons] == ["anonymity_check.check_slow"]
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("program", ["hybridmentor.no_such_program", "this", "json.tool"])
def test_a_program_that_is_away_or_another_refuses(program: str, place: Path):
    verdict = check_written(CONTENT, DEMANDS, program=program)
    assert [one.id for one in verdict.reasons] == ["anonymity_check.check_away"]
    assert list(place.iterdir()) == []


def test_no_process_at_all_refuses(place: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "executable", str(place / "no-python"))
    assert [one.id for one in check_written(CONTENT, DEMANDS).reasons] == ["anonymity_check.check_away"]
    assert list(place.iterdir()) == []


def answer(**changes: object) -> str:
    told: dict[str, object] = {
        "ok": True, "k": 12, "l": 3, "t": "0", "reasons": [], "sha256": hashlib.sha256(CONTENT).hexdigest(), **changes,
    }  # fmt: skip
    return json.dumps(told)


def test_a_whole_answer_is_believed():
    assert read_verdict(0, answer(), CONTENT).ok
    verdict = read_verdict(1, answer(ok=False, reasons=[{"id": "a.b", "params": {"line": 3}}]), CONTENT)
    assert [(one.id, one.params) for one in verdict.reasons] == [("a.b", {"line": 3})]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (1, answer()),
        (-9, answer()),
        (0, answer(ok=False)),
        (1, answer(ok=False)),
        (0, answer(ok="yes")),
        (0, answer(reasons=[{"id": "a.b", "params": {}}])),
        (0, answer(sha256=hashlib.sha256(b"other").hexdigest())),
        (0, answer(t="1/0")),
        (0, answer(reasons=None)),
        (0, answer(reasons=[{"params": {}}])),
        (0, answer()[:-1]),
        (0, "[]"),
        (0, '{"ok": true}'),
        (0, ""),
        (0, answer() + " " * MOST_ANSWER),
    ],
)
def test_anything_else_is_a_refusal(code: int, told: str):
    verdict = read_verdict(code, told, CONTENT)
    assert [one.id for one in verdict.reasons] == ["anonymity_check.check_away"]


def test_the_process_loads_nothing_of_the_engine():
    """Neither the check nor the program that runs it; the gateway, which runs in the process of the engine, is not asked."""
    found = subprocess.run(
        [sys.executable, "-P", "-s", "-c", f"import sys, {PROGRAM}; print(*sys.modules, sep='\\n')"],
        env=make_environment(),
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    loaded = {name for name in found if any(name == one or name.startswith(f"{one}.") for one in ENGINE)}
    assert loaded == set()
    assert {name for name in found if name.startswith("hybridmentor.")} == {
        "hybridmentor._version",
        "hybridmentor.errors",
        "hybridmentor.domain",
        "hybridmentor.domain.anonymity_check",
        "hybridmentor.domain.anonymity_check_cells",
        PROGRAM,
    }


def test_the_process_knows_nothing_of_its_surroundings(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HYBRIDMENTOR_MASTER_KEY", "secret")
    kept: dict[str, Any] = {}

    def note(command: list[str], **told: Any) -> subprocess.CompletedProcess[str]:
        kept.update(
            told,
            command=command,
            content=Path(command[-1]).read_bytes(),
            mode=Path(command[-1]).parent.stat().st_mode,
        )
        return subprocess.CompletedProcess(command, 0, answer(), None)

    monkeypatch.setattr(subprocess, "run", note)
    assert check_written(CONTENT, DEMANDS).ok
    assert set(kept["env"]) == {"PYTHONPATH", "PYTHONUTF8"}
    assert kept["content"] == CONTENT
    assert kept["mode"] & 0o077 == 0
    assert kept["stderr"] == subprocess.DEVNULL
    assert read_demands(kept["input"]) == DEMANDS


def test_demands_come_over_whole():
    demands = replace(
        DEMANDS, t=Fraction(1, 3), l=2, ordered={"attached": ("no", "yes", "unknown")}, units=("county",)
    )
    assert read_demands(write_demands(demands)) == demands
    assert read_demands(write_demands(Demands(k=2, quasi=("a",)))) == Demands(k=2, quasi=("a",))


def test_demands_of_another_version_are_refused():
    told = json.loads(write_demands(DEMANDS))
    for wrong in ({**told, "more": 1}, {name: one for name, one in told.items() if name != "t"}):
        with pytest.raises(ValueError, match="this version"):
            read_demands(json.dumps(wrong))
