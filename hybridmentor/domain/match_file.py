"""The sides of a cohort as CSV files: scores of pairs, or what each side prefers; read, checked and paired.

Nothing is guessed: a pair without a score, a score that is no number and somebody named twice are faults with line and column.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hybridmentor.domain.csv_sheet import Faults, Sheet
from hybridmentor.domain.pairing import (
    Pairing,
    Ranks,
    count_blocking_pairs,
    pair_optimally,
    pair_optimally_by_ranks,
    pair_stably,
    rank_by_score,
)

SCORE_COLUMNS = ("left", "right", "score")
PREFERENCE_COLUMNS = ("person", "rank", "choice")
METHODS = ("optimal", "stable")


@dataclass(frozen=True)
class ScoreFile:
    """The score of each pair of two sides, who stand in the order in which the file first names them."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    scores: Mapping[tuple[str, str], float]
    faults: Faults
    ignored: tuple[str, ...] = ()
    """Names of columns that are not used."""


@dataclass(frozen=True)
class PreferenceFile:
    """For each person of a side, those of the other side by rank, 1 for the best; the same rank is a tie."""

    ranks: Mapping[str, Mapping[str, int]]
    faults: Faults
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True)
class Match:
    """A pairing in names. A pair's score is the file's; from preferences it is minus the sum of both sides' ranks."""

    pairs: tuple[tuple[str, str, float], ...]
    left_over: tuple[str, ...]
    right_over: tuple[str, ...]
    blocking_pairs: int

    @property
    def total(self) -> float:
        """The sum of the scores."""
        return tidy_number(math.fsum(score for _, _, score in self.pairs))

    def describe(self) -> dict[str, object]:
        """As the document of `hybridmentor match --json`."""
        return {
            "pairs": [list(pair) for pair in self.pairs],
            "unmatched": {"left": list(self.left_over), "right": list(self.right_over)},
            "total": self.total,
            "blocking_pairs": self.blocking_pairs,
        }


def tidy_number(number: float) -> float:
    """A whole number as such: 3 and not 3.0."""
    return int(number) if number == int(number) else number


def read_scores(lines: Iterable[str]) -> ScoreFile:
    """The scores of a file with the columns left, right and score; every pair of the two sides must have one."""
    sheet = Sheet(lines, SCORE_COLUMNS)
    scores: dict[tuple[str, str], float] = {}
    lefts: dict[str, None] = {}
    rights: dict[str, None] = {}
    for left_cell, right_cell, score_cell in sheet.read_rows():
        if not (left_cell + right_cell + score_cell).strip():
            continue
        left, right = _read_name(sheet, "left", left_cell), _read_name(sheet, "right", right_cell)
        score = _read_score(sheet, score_cell)
        if left is None or right is None:
            continue
        lefts[left] = rights[right] = None
        if (left, right) in scores:
            sheet.refuse("score", "match.error.pair_twice", left=left, right=right)
        # Kept although it is a fault, so that it is not told as missing too.
        scores[left, right] = math.nan if score is None else score
    for left in lefts:
        for right in rights:
            if (left, right) not in scores:
                sheet.refuse("score", "match.error.pair_missing", left=left, right=right)
    return ScoreFile(tuple(lefts), tuple(rights), scores, sheet.faults, sheet.ignored)


def read_preferences(lines: Iterable[str]) -> PreferenceFile:
    """The preferences of one side: a row for each choice of a person, with its rank."""
    sheet = Sheet(lines, PREFERENCE_COLUMNS)
    ranks: dict[str, dict[str, int]] = {}
    for person_cell, rank_cell, choice_cell in sheet.read_rows():
        if not (person_cell + rank_cell + choice_cell).strip():
            continue
        person, choice = _read_name(sheet, "person", person_cell), _read_name(sheet, "choice", choice_cell)
        rank = _read_rank(sheet, rank_cell)
        if person is None or choice is None or rank is None:
            continue
        if choice in ranks.setdefault(person, {}):
            sheet.refuse("choice", "match.error.choice_twice", person=person, choice=choice)
        ranks[person][choice] = rank
    return PreferenceFile(ranks, sheet.faults, sheet.ignored)


def match_by_scores(file: ScoreFile, method: str) -> Match:
    """Pair the sides of a file without faults by one of `METHODS`."""
    scores = [[file.scores[left, right] for right in file.right] for left in file.left]
    by_left, by_right = rank_by_score(scores, len(file.right))
    found = pair_stably(by_left, by_right) if method == "stable" else pair_optimally(scores, len(file.right))
    values = {pair: tidy_number(scores[pair[0]][pair[1]]) for pair in found.pairs}
    return _name_all(found, file.left, file.right, values, count_blocking_pairs(found, by_left, by_right))


def match_by_preferences(left: PreferenceFile, right: PreferenceFile, method: str) -> Match:
    """Pair two sides by what they prefer. Who is only named by the other side belongs to it and has named nobody."""
    lefts = _list_side(left, right)
    rights = _list_side(right, left)
    by_left, by_right = _number(left, lefts, rights), _number(right, rights, lefts)
    pair = pair_stably if method == "stable" else pair_optimally_by_ranks
    found = pair(by_left, by_right)
    values = {(one, other): -(by_left[one][other] + by_right[other][one]) for one, other in found.pairs}
    return _name_all(found, lefts, rights, values, count_blocking_pairs(found, by_left, by_right))


def _list_side(own: PreferenceFile, others: PreferenceFile) -> list[str]:
    named = (choice for choices in others.ranks.values() for choice in choices)
    return list(dict.fromkeys([*own.ranks, *named]))


def _number(file: PreferenceFile, own: Sequence[str], others: Sequence[str]) -> Ranks:
    places = {name: place for place, name in enumerate(others)}
    return [{places[choice]: rank for choice, rank in file.ranks.get(name, {}).items()} for name in own]


def _name_all(
    found: Pairing,
    left: Sequence[str],
    right: Sequence[str],
    scores: Mapping[tuple[int, int], float],
    blocking: int,
) -> Match:
    return Match(
        tuple((left[one], right[other], scores[one, other]) for one, other in found.pairs),
        tuple(left[one] for one in found.left_over),
        tuple(right[other] for other in found.right_over),
        blocking,
    )


def _read_name(sheet: Sheet, column: str, cell: str) -> str | None:
    return sheet.read_name(column, cell, "match.error.no_name")


def _read_score(sheet: Sheet, cell: str) -> float | None:
    word = cell.strip()
    try:
        # A decimal comma is how the number is written where columns are parted by semicolons.
        score = float(word.replace(",", ".", 1) if "." not in word else word)
    except ValueError:
        score = math.nan
    if not math.isfinite(score) or "_" in word or not word.isascii():
        sheet.refuse_word("score", word, "match.error.no_score")
        return None
    return score


def _read_rank(sheet: Sheet, cell: str) -> int | None:
    word = cell.strip()
    if not (word.isascii() and word.isdigit() and len(word) <= 9 and int(word) >= 1):
        sheet.refuse_word("rank", word, "match.error.no_rank")
        return None
    return int(word)
