"""How long `hybridmentor quality` takes for a large contact log; run it from the project's folder.

    python -m bench.quality [--rows 1500000] [--cases 100000] [--seed 2026] [--limit 15] [--folder DIR] [--no-file]

Makes a log, a file of periods and one of pauses (the same for the same seed), runs the command once with --from and --to
and once with --periods and --pauses, both with --json, each in a process of its own, and writes one JSON line to standard
output and to `bench/results/quality.json`: `{"rows", "cases", "seed", "runs": [{"name", "relationships", "user_s", "system_s",
"wall_s", "memory_mib"}], "limit_s", ...}` with the machine, its load and the commit. What counts is `user_s`, processor time,
since others may use the machine too. The files are kept where --folder is given. Exit code 1 if a run takes more than --limit
seconds of user time.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from bench.machine import ROOT, describe_machine, keep_result

FIRST, LAST = date(2025, 1, 1), date(2026, 12, 31)
DAYS = (LAST - FIRST).days + 1
RELATIONSHIPS = ("mentor", "jobseeker", "employer", "mentor_jobseeker")
SHARES = (0.40, 0.38, 0.17, 0.05)
FORMS = ("Telefon", "E-post", "På bedriften", "På NAV-kontoret", "Digital kommunikasjon", "sms", "phone", "")
OUTCOMES = ("", "took_place", "took_place", "took_place", "attempted", "no_show", "planned", "cancelled")


def make_rows(chance: random.Random, rows: int, cases: int) -> Iterator[tuple[str, ...]]:
    """A log in order of time in each case, as an export would be."""
    words = [(FIRST + timedelta(days=place)).isoformat() for place in range(DAYS)]
    for number in range(cases):
        case = f"{number % 300:04}-{number // 300:05}"
        wanted = (number + 1) * rows // cases - number * rows // cases
        names = chance.choices(RELATIONSHIPS, SHARES, k=wanted)
        lean = chance.choice((0.6, 1.0, 1.0, 1.0, 1.7))
        places = sorted(int(DAYS * chance.random() ** lean) for _ in range(wanted))
        for name, place in zip(names, places, strict=True):
            yield case, name, words[place], chance.choice(FORMS), chance.choice(OUTCOMES)


def write_files(folder: Path, rows: int, cases: int, seed: int) -> None:
    """The three files; each relationship of the log has a period, and every tenth case a pause."""
    chance = random.Random(seed)
    known: dict[tuple[str, str], None] = {}
    with (folder / "log.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("case", "relationship", "date", "form", "outcome"))
        for row in make_rows(chance, rows, cases):
            known[row[0], row[1]] = None
            writer.writerow(row)
    with (folder / "periods.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("case", "relationship", "from", "to", "confirmed_none"))
        for case, name in known:
            from_on = FIRST + timedelta(days=chance.randrange(60))
            writer.writerow((case, name, from_on, LAST - timedelta(days=chance.randrange(60)), "no"))
    with (folder / "pauses.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(("case", "relationship", "from", "to"))
        for case in list(dict.fromkeys(case for case, _ in known))[::10]:
            from_on = FIRST + timedelta(days=chance.randrange(DAYS))
            writer.writerow((case, "", from_on, from_on + timedelta(days=chance.randrange(1, 90))))


def measure(name: str, folder: Path, *words: str) -> dict[str, Any]:
    """The command in a process of its own, in the folder and without any of our settings."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("HYBRIDMENTOR_")}
    program = "from hybridmentor.cli import main; main()"
    environment["PYTHONPATH"] = str(ROOT)
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with (folder / f"{name}.json").open("wb") as out, (folder / f"{name}.txt").open("wb") as said:
        subprocess.run(
            [sys.executable, "-c", program, "quality", "log.csv", *words, "--json"],
            cwd=folder,
            env=environment,
            stdout=out,
            stderr=said,
            check=True,
        )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    with (folder / f"{name}.json").open("rb") as out:
        relationships = len(json.load(out)["relationships"])
    return {
        "name": name,
        "relationships": relationships,
        "user_s": round(after.ru_utime - before.ru_utime, 2),
        "system_s": round(after.ru_stime - before.ru_stime, 2),
        "wall_s": round(time.perf_counter() - began, 2),
        "memory_mib": round(after.ru_maxrss / 1024),
    }


def main() -> int:
    """Make the files, run, write the result; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rows", type=int, default=1_500_000)
    parser.add_argument("--cases", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=2026)
    parser.add_argument("--limit", type=float, default=15.0)
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--no-file", action="store_true")
    arguments = parser.parse_args()
    # Before the runs, which are a load of their own.
    machine = describe_machine()
    with tempfile.TemporaryDirectory() as scratch:
        folder = arguments.folder or Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        write_files(folder, arguments.rows, arguments.cases, arguments.seed)
        runs = [
            measure("one_period", folder, "--from", str(FIRST), "--to", str(LAST)),
            measure("periods", folder, "--periods", "periods.csv", "--pauses", "pauses.csv"),
        ]
    result = {
        "rows": arguments.rows,
        "cases": arguments.cases,
        "seed": arguments.seed,
        "runs": runs,
        "limit_s": arguments.limit,
        **machine,
    }
    sys.stdout.write(json.dumps(result) + "\n")
    if not arguments.no_file:
        keep_result("quality", result)
    return int(any(run["user_s"] > arguments.limit for run in runs))


if __name__ == "__main__":
    sys.exit(main())
