"""The independent check, run in a process of its own on what was written.

The process begins with nothing of ours in its memory and is told the path of the file and what is demanded: a fault in the
engine, or in what it left in memory, cannot reach it. Whatever goes wrong on the way is a refusal.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hybridmentor.domain.anonymity_check import Demands, Verdict
from hybridmentor.domain.anonymity_check_program import write_demands
from hybridmentor.errors import Message

PROGRAM = "hybridmentor.domain.anonymity_check_program"
SOURCES = Path(__file__).parents[2]
TIME_LIMIT = 120.0
"""Seconds. A hundred thousand rows of sixteen columns take two to four."""
MOST_ANSWER = 1_000_000
"""Letters of an answer; a verdict has a few hundred for each column."""


def check_written(
    content: bytes, demands: Demands, *, time_limit: float = TIME_LIMIT, program: str = PROGRAM
) -> Verdict:
    """The verdict on the bytes of a CSV file, written for the check to a place that this account alone can read.

    A check that does not answer in time, ends badly, or answers for another file refuses; nothing is left of the file.
    """
    with TemporaryDirectory(prefix="hybridmentor-check-") as folder:
        path = Path(folder) / "data.csv"
        path.write_bytes(content)
        try:
            # What the process complains of is dropped: a traceback may hold values of the file.
            answer = subprocess.run(  # noqa: S603
                [sys.executable, "-B", "-P", "-s", "-m", program, str(path)],
                input=write_demands(demands),
                env=make_environment(),
                cwd=folder,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                encoding="utf-8",
                timeout=time_limit,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return refuse("check_slow")
        except (OSError, UnicodeDecodeError):
            return refuse("check_away")
    return read_verdict(answer.returncode, answer.stdout, content)


def make_environment() -> Mapping[str, str]:
    """Where our sources are, and that text is UTF-8: nothing else of the surroundings is known there."""
    return {"PYTHONPATH": str(SOURCES), "PYTHONUTF8": "1"}


def read_verdict(code: int, answer: str, content: bytes) -> Verdict:
    """What the process answered; a refusal where it is no whole answer about this file."""
    try:
        told = read_answer(answer)
        verdict = Verdict(
            k=told["k"],
            l=told["l"],
            t=None if told["t"] is None else Fraction(told["t"]),
            reasons=[Message(one["id"], **one["params"]) for one in told["reasons"]],
        )
        is_whole = (
            told["sha256"] == hashlib.sha256(content).hexdigest()
            and told["ok"] is verdict.ok
            and code == (0 if verdict.ok else 1)
        )
    except (ValueError, TypeError, KeyError, ZeroDivisionError):
        return refuse("check_away")
    return verdict if is_whole else refuse("check_away")


def read_answer(answer: str) -> Mapping[str, Any]:
    """The answer as a mapping; ValueError where it is none."""
    told = json.loads(answer) if len(answer) <= MOST_ANSWER else None
    if not isinstance(told, dict):
        raise ValueError("no answer")  # noqa: TRY004 - as any other answer that is none
    return told


def refuse(message_id: str) -> Verdict:
    """A verdict that refuses for something other than what stands in the file."""
    verdict = Verdict()
    verdict.refuse(message_id)
    return verdict
