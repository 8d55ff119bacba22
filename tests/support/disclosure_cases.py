"""The sentences that the disclosure check is measured by, and how well it does: `python -m tests.support.disclosure_cases`.

`tests/unit/domain/disclosure_cases/` has a folder for each set, with a file for each kind. A line is `+` or `-`, a space and a
text: `+` has a place of the file's kind, `-` looks like it and has none. `{tel:900 00 012}` marks a place in it,
`{name?:Kari}` one that may be found or not; backslashes stand as in Python. Every place of every kind is marked, in both.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from hybridmentor.domain.disclosure import KIND_WORDS, find_disclosures

HERE = Path(__file__).parents[1] / "unit" / "domain" / "disclosure_cases"
CODES = {
    "id": "national_id",
    "tel": "phone",
    "mail": "email",
    "acc": "account",
    "org": "organisation",
    "name": "name",
    "date": "date",
    "addr": "address",
    "link": "link",
    "combo": "combination",
}
MARK = re.compile(r"\{([a-z]+)(\??):((?:[^{}]|\{[^{}:]*\})*)\}")
ESCAPE = re.compile(r"\\(?:u[0-9a-f]{4}|.)")
PLAIN = {"\\n": "\n", "\\t": "\t", "\\\\": "\\"}


@dataclass(frozen=True, slots=True)
class Place:
    """`text[start:end]` of a case is of the kind; `is_open` where a person may judge either way."""

    start: int
    end: int
    kind: str
    is_open: bool


@dataclass(frozen=True, slots=True)
class Case:
    """One text with its places; `about` is the kind that it is a positive of, or a look-alike."""

    about: str
    is_positive: bool
    text: str
    places: tuple[Place, ...]
    line: str


@dataclass(slots=True)
class Figures:
    """What was counted for one kind, over all texts of a set."""

    positives: int = 0
    look_alikes: int = 0
    places: int = 0
    found: int = 0
    exact: int = 0
    """Places found with the very ends that are marked."""
    false: int = 0
    """Findings of the kind where no place of it stands, in any text of the set."""
    alarms: int = 0
    """Look-alikes of the kind in which it is found all the same."""

    @property
    def recall(self) -> float:
        """Part of the places that are found, 0 to 1."""
        return self.found / self.places

    @property
    def precision(self) -> float:
        """Part of the findings that are places, 0 to 1."""
        return self.found / (self.found + self.false) if self.found else 0.0


def list_sets() -> list[str]:
    """The names of the sets."""
    return sorted(path.name for path in HERE.iterdir() if path.is_dir())


def read_names() -> list[str]:
    """The known names that all sets are measured with."""
    return (HERE / "names.txt").read_text("utf-8").splitlines()


def read_cases(name: str) -> Iterator[Case]:
    """The cases of a set."""
    for kind in KIND_WORDS:
        for line in (HERE / name / f"{kind}.txt").read_text("utf-8").splitlines():
            if line and not line.startswith("#"):
                yield read_case(kind, line)


def read_case(about: str, line: str) -> Case:
    """The case that a line has."""
    if line[:2] not in {"+ ", "- "}:
        raise ValueError(line)
    text, places, end = "", [], 2
    for mark in MARK.finditer(line):
        text += unescape(line[end : mark.start()])
        inside = unescape(mark[3])
        places.append(Place(len(text), len(text) + len(inside), CODES[mark[1]], bool(mark[2])))
        text, end = text + inside, mark.end()
    text += unescape(line[end:])
    return Case(about, line[0] == "+", text, tuple(places), line)


def unescape(text: str) -> str:
    """The text with what stands behind backslashes."""
    return ESCAPE.sub(lambda one: PLAIN.get(one[0]) or chr(int(one[0][2:], 16)), text)


def measure(cases: Iterable[Case], names: list[str], faults: list[str] | None = None) -> dict[str, Figures]:
    """The figures of each kind; a place is found where a finding of its kind lies over a part of it.

    What is missed or found for nothing is told in `faults`.
    """
    figures = {kind: Figures() for kind in KIND_WORDS}
    for case in cases:
        own = figures[case.about]
        own.positives += case.is_positive
        own.look_alikes += not case.is_positive
        findings = [(one.start, one.end, one.kind) for one in find_disclosures(case.text, names)]
        for place in case.places:
            if place.is_open:
                continue
            count = figures[place.kind]
            count.places += 1
            hit = any(
                kind == place.kind and start < place.end and place.start < end
                for start, end, kind in findings
            )
            count.found += hit
            count.exact += (place.start, place.end, place.kind) in findings
            if not hit and faults is not None:
                faults.append(f"{place.kind} missed: {case.text[place.start : place.end]!r} in {case.line}")
        alarm = False
        for start, end, kind in findings:
            if any(kind == one.kind and start < one.end and one.start < end for one in case.places):
                continue
            figures[kind].false += 1
            alarm = alarm or (kind == case.about and not case.is_positive)
            if faults is not None:
                faults.append(f"{kind} for nothing: {case.text[start:end]!r} in {case.line}")
        own.alarms += alarm
    return figures


def print_table(name: str, figures: dict[str, Figures]) -> None:
    """The figures as rows of a Markdown table."""
    print(f"\n**{name}**\n")
    print(
        "| kind | texts | places | found | exact ends | found for nothing | look-alikes marked | recall | precision |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    total = Figures()
    for kind, one in figures.items():
        print_row(kind, one)
        for key in Figures.__slots__:
            setattr(total, key, getattr(total, key) + getattr(one, key))
    print_row("all", total)


def print_row(title: str, one: Figures) -> None:
    """One row of the table."""
    print(
        f"| {title} | {one.positives} + {one.look_alikes} | {one.places} | {one.found} | {one.exact} | {one.false} "
        f"| {one.alarms} of {one.look_alikes} | {one.recall:.3f} | {one.precision:.3f} |"
    )


if __name__ == "__main__":
    chosen = [word for word in sys.argv[1:] if not word.startswith("-")]
    for each in chosen or list_sets():
        told: list[str] = []
        print_table(each, measure(read_cases(each), read_names(), told))
        if "-v" in sys.argv:
            print("\n".join(told))
