"""How long a cohort of two sides takes to pair, in the solver and as a command; run it from the project's folder.

    python -m bench.pairing [--people 500] [--times 5] [--seed 1] [--strict]

Writes a made-up file of scores, each of the one side with each of the other, and pairs it by both methods: `solver_s` is the
pairing alone, in this process; `process_s` is `hybridmentor match FILE.csv --method METHOD --json`, its start and its reading
included. Both are the medians of --times. Writes one JSON line to standard output and to `bench/results/pairing.json`, with the
machine, its load and the commit. With --strict exit code 1 above `SOLVER_BAR` or `PROCESS_BAR`, which are for 500 and 500.
"""

from __future__ import annotations

import argparse
import csv
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.machine import ROOT, describe_machine, keep_result
from hybridmentor.domain.match_file import METHODS, read_scores
from hybridmentor.domain.pairing import pair_optimally, pair_stably, rank_by_score

SOLVER_BAR, PROCESS_BAR = 1.0, 3.0
"""Seconds."""


def write_scores(path: Path, people: int, seed: int) -> None:
    """A score for each pair, the same for the same seed."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("left", "right", "score"))
        for left in range(people):
            rows.writerows((f"l{left}", f"r{right}", round(chance.random(), 3)) for right in range(people))


def take_time(deed: Callable[[], Any], times: int) -> float:
    """The median of so many, in seconds."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        deed()
        taken.append(time.perf_counter() - began)
    return round(statistics.median(taken), 3)


def measure(path: Path, method: str, times: int) -> dict[str, Any]:
    """One method: the pairing alone, and the command."""
    with path.open(encoding="utf-8", newline="") as file:
        read = read_scores(file)
    scores = [[read.scores[left, right] for right in read.right] for left in read.left]

    def solve() -> None:
        if method == "stable":
            pair_stably(*rank_by_score(scores, len(read.right)))
        else:
            pair_optimally(scores, len(read.right))

    solve()  # what is loaded the first time is no part of the solver
    run = [sys.executable, "-c", "from hybridmentor.cli import main; main()"]
    command = [*run, "match", str(path), "--method", method, "--json"]
    return {
        "solver_s": take_time(solve, times),
        "process_s": take_time(
            lambda: subprocess.run(command, cwd=ROOT, check=True, capture_output=True), times
        ),
    }


def main() -> int:
    """Write the scores, measure, keep the result; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name, number in (("people", 500), ("times", 5), ("seed", 1)):
        parser.add_argument(f"--{name}", type=int, default=number)
    parser.add_argument("--strict", action="store_true")
    arguments = parser.parse_args()
    machine = describe_machine()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "scores.csv"
        write_scores(path, arguments.people, arguments.seed)
        methods = {method: measure(path, method, arguments.times) for method in METHODS}
    misses = sum(
        found["solver_s"] > SOLVER_BAR or found["process_s"] > PROCESS_BAR for found in methods.values()
    )
    result = {"people": arguments.people, "times": arguments.times, **machine, **methods, "misses": misses}
    keep_result("pairing", result)
    print(json.dumps(result, ensure_ascii=False))
    return int(arguments.strict and misses > 0)


if __name__ == "__main__":
    sys.exit(main())
