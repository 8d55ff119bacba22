"""The independent check as a program of its own: `python -m hybridmentor.domain.anonymity_check_program FILE`.

What is demanded comes on standard input and the verdict goes to standard output, both as JSON. Part of the independent
check (`anonymity_check`): the standard library alone, and nothing of what makes the files. Exit code 0 passes, 1 refuses.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, fields
from fractions import Fraction
from pathlib import Path
from typing import Any

from hybridmentor.domain.anonymity_check import Demands, Limits, Verdict, check_anonymity

SHARES = ("alpha", "t")
NAMES = ("quasi", "sensitive", "insensitive", "units")


def write_demands(demands: Demands) -> str:
    """Demands as JSON; fractions stay exact."""
    return json.dumps(asdict(demands), default=str, sort_keys=True)


def read_demands(text: str) -> Demands:
    """What `write_demands` wrote; ValueError, TypeError or KeyError for anything else."""
    told: dict[str, Any] = json.loads(text)
    if told.keys() != {one.name for one in fields(Demands)}:
        raise ValueError("not the demands of this version")
    told |= {name: tuple(told[name]) for name in NAMES}
    told["ordered"] = {name: tuple(values) for name, values in told["ordered"].items()}
    told["limits"] = {
        name: Limits(**read_shares({**one, "blanks": tuple(one["blanks"])}))
        for name, one in told["limits"].items()
    }
    return Demands(**read_shares(told))


def read_shares(told: Mapping[str, Any]) -> dict[str, Any]:
    """The same with shares as exact fractions."""
    shares = {name: Fraction(told[name]) for name in SHARES if told.get(name) is not None}
    return {**told, **shares}


def write_verdict(verdict: Verdict, content: bytes) -> str:
    """A verdict as JSON, with the checksum of the file that it is about."""
    return json.dumps(
        {
            "ok": verdict.ok,
            "k": verdict.k,
            "l": verdict.l,
            "t": None if verdict.t is None else str(verdict.t),
            "reasons": [{"id": reason.id, "params": reason.params} for reason in verdict.reasons],
            "sha256": hashlib.sha256(content).hexdigest(),
        },
        sort_keys=True,
    )


def main() -> int:
    """Judge the file of the first argument; the exit code."""
    content = Path(sys.argv[1]).read_bytes()
    verdict = check_anonymity(content.decode("utf-8"), read_demands(sys.stdin.read()))
    sys.stdout.write(write_verdict(verdict, content))
    return 0 if verdict.ok else 1


if __name__ == "__main__":
    sys.exit(main())
