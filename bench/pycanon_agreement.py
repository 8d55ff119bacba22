"""Whether another measure of anonymity agrees with the independent check: `make agreement`.

    python -m bench.pycanon_agreement [--python python3.12] [--where-possible]

k, distinct l and t, equal and ordered, of a few hundred made-up tables. pycanon asks for exact versions of ten packages and has
none for Python 3.13, so it gets an environment of its own, `.venv-pycanon`, which stays for the next time. Exit code 0 where both
agree, 1 where they do not, 3 where no Python here can have pycanon (0 with `--where-possible`), 4 where it could not be
installed or run.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import math
import random
import shutil
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.machine import ROOT
from hybridmentor.domain.anonymity_check import Demands, check_anonymity

WANTED = "pycanon>=1.3.6,<1.4"
FITTING = ((3, 11), (3, 12))
"""The versions of Python that it has packages for."""
NAMES = ("python3.12", "python3.11", "python3", "python")
FOLDER = ROOT / ".venv-pycanon"
TABLES = 400
SECRET = "secret"
NEAR = 1e-9
"""Its t is a float, ours a fraction."""
DISAGREE, NO_PYTHON, NOT_RUN = 1, 3, 4

OTHER_SIDE = """
import json, sys
import pandas
import pycanon
from pycanon import anonymity
found = []
for one in json.load(sys.stdin):
    # Text, no missing values and an index from 0: fed otherwise, version 1.3.6 gives wrong answers.
    frame = pandas.DataFrame(one["rows"], columns=one["columns"], dtype=str).reset_index(drop=True)
    assert isinstance(frame.index, pandas.RangeIndex) and not frame.isna().any().any()
    assert all(type(cell) is str for column in frame for cell in frame[column])
    if one["is_ordered"]:
        # Numbers get the ordered distance.
        frame["secret"] = frame["secret"].astype(int)
    quasi = one["columns"][:-1]
    found.append([
        int(anonymity.k_anonymity(frame, quasi)),
        int(anonymity.l_diversity(frame, quasi, ["secret"])),
        float(anonymity.t_closeness(frame, quasi, ["secret"])),
    ])
json.dump({"version": getattr(pycanon, "__version__", ""), "found": found}, sys.stdout)
"""


@dataclass(frozen=True)
class Table:
    """A made-up table: text alone, sorted, the last column the secret."""

    columns: tuple[str, ...]
    rows: list[list[str]]
    is_ordered: bool
    """Whether the secret is a number and its distance goes by the order."""

    @property
    def text(self) -> str:
        """As a file."""
        stream = io.StringIO()
        csv.writer(stream, lineterminator="\n").writerows([self.columns, *self.rows])
        return stream.getvalue()


@dataclass(frozen=True)
class Figures:
    """What one of the two says of a table."""

    k: int
    l: int  # noqa: E741 - the name of the criterion
    t: float


def make_tables(count: int = TABLES, seed: int = 38) -> Iterator[Table]:
    """Tables of one to four quasi-identifiers, 1 to 200 rows, and secrets of 1 to 7 values, in some the first likelier."""
    chance = random.Random(seed)
    for number in range(count):
        width, is_ordered = 1 + number % 4, number % 2 == 0
        values = 1 + number % 7
        weights = [1 + (number % 3) * 4 * (value == 0) for value in range(values)]
        rows = []
        for _ in range(chance.randint(1, 200)):
            known = [f"{'ABÆØ'[chance.randrange(2 + number % 3)]} {column}" for column in range(width)]
            secret = chance.choices(range(values), weights)[0]
            rows.append([*known, str(secret * secret) if is_ordered else f"svar {'abcdefg'[secret]}"])
        columns = (*(f"quasi{column}" for column in range(width)), SECRET)
        # Of a single value there is no order, and pycanon would divide by zero.
        yield Table(columns, sorted(rows), is_ordered and len({row[-1] for row in rows}) > 1)


def measure(table: Table) -> Figures:
    """The figures of the independent check; ValueError where it finds anything else to say about a table that is clean."""
    ordered = {SECRET: ()} if table.is_ordered else {}
    demands = Demands(k=1, quasi=table.columns[:-1], sensitive=(SECRET,), ordered=ordered)
    verdict = check_anonymity(table.text, demands)
    if verdict.reasons or verdict.l is None or verdict.t is None:
        raise ValueError([reason.id for reason in verdict.reasons])
    return Figures(verdict.k, verdict.l, float(verdict.t))


def compare(ours: Iterable[Figures], theirs: Iterable[Figures]) -> list[str]:
    """A line for each table of which the two do not say the same."""
    return [
        f"table {number}: the independent check says {asdict(one)}, pycanon says {asdict(other)}"
        for number, (one, other) in enumerate(zip(ours, theirs, strict=True), 1)
        if (one.k, one.l) != (other.k, other.l) or not math.isclose(one.t, other.t, abs_tol=NEAR)
    ]


def find_python(names: Sequence[str]) -> str | None:
    """The first of the Pythons that has packages of pycanon and can make environments; None where there is none."""
    ask = "import ensurepip, json, sys, venv; print(json.dumps(sys.version_info[:2]))"
    for name in names:
        if shutil.which(name) is None:
            continue
        answer = subprocess.run([name, "-c", ask], capture_output=True, text=True, check=False)
        if answer.returncode == 0 and tuple(json.loads(answer.stdout)) in FITTING:
            return name
    return None


def prepare(python: str, folder: Path = FOLDER) -> Path:
    """The Python of the environment, which is made unless it is there as wanted."""
    mark, other = folder / ".installed", folder / "bin" / "python"
    wanted = f"{WANTED} {python}\n"
    if not (mark.is_file() and mark.read_text("utf-8") == wanted and other.exists()):
        print(
            f"Making {folder.name} with {python} and {WANTED}; the first time takes about a minute.",
            flush=True,
        )
        subprocess.run([python, "-m", "venv", "--clear", folder], check=True)
        install = [other, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", WANTED]
        subprocess.run(install, check=True)
        mark.write_text(wanted, "utf-8")
    return other


def ask_pycanon(other: Path, tables: Sequence[Table]) -> tuple[str, list[Figures]]:
    """Its version and figures."""
    told = json.dumps([asdict(one) for one in tables])
    run = subprocess.run([other, "-c", OTHER_SIDE], input=told, stdout=subprocess.PIPE, text=True, check=True)
    answer = json.loads(run.stdout)
    return answer["version"], [Figures(*one) for one in answer["found"]]


def main(words: Sequence[str] | None = None) -> int:
    """Make the environment, compare and say what came of it; the exit code."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--python", help="A Python of 3.11 or 3.12; else the first that is found.")
    parser.add_argument("--where-possible", action="store_true", help="No fault where there is none.")
    told = parser.parse_args(words)
    python = find_python([told.python] if told.python else [sys.executable, *NAMES])
    if python is None:
        print(
            "NOT RUN: the comparison with pycanon, which has packages for Python 3.11 and 3.12 alone: none was found.",
            file=sys.stderr,
        )
        return 0 if told.where_possible else NO_PYTHON
    tables = list(make_tables())
    try:
        version, theirs = ask_pycanon(prepare(python), tables)
    except (subprocess.CalledProcessError, OSError) as fault:
        print(f"NOT RUN: pycanon could not be installed or run ({type(fault).__name__}).", file=sys.stderr)
        return NOT_RUN
    faults = compare(map(measure, tables), theirs)
    for fault in faults[:10]:
        print(fault, file=sys.stderr)
    if faults:
        print(
            f"pycanon {version} and the independent check disagree on {len(faults)} of {len(tables)} tables."
        )
        return DISAGREE
    print(f"pycanon {version} and the independent check agree on k, l and t of {len(tables)} tables.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
