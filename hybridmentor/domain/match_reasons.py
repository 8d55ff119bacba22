"""Which reasons stood in matches that were accepted, declined and lasting: counts alone, for an office to learn from.

A count says what stood there and not that it mattered. Counts from one to four are hidden, and so are those that would tell a
hidden one by subtraction: the verdicts of a criterion add up to all matches, so what is hidden in a column is two counts or more,
five or more together; and of those accepted neither the lasting nor the others may be one to four (own definition). Nothing is a
count of nobody and is shown. Known limit: tables of two days that differ by one match can be subtracted from each other.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from hybridmentor.domain.match_criteria import CRITERION_KEYS, VERDICTS
from hybridmentor.domain.suggestions import Suggestion

FEWEST_MATCHES = 5
NOT_COMPARED = "not_compared"
"""The verdict of a criterion that had no finding in a match."""
ROW_VERDICTS = (*VERDICTS, NOT_COMPARED)
ANSWERS = ("accepted", "declined")

Cell = tuple[str, str]
"""A criterion and a verdict."""


@dataclass(frozen=True)
class MatchOutcome:
    """One match that both sides have answered, with what it rested on when it was offered."""

    reasons: Mapping[str, str]
    """The verdict of each criterion."""
    answer: str
    """One of `ANSWERS`; declined where either side did."""
    has_lasted: bool = False
    """Whether an accepted match went on as long as was agreed; False also where nobody knows."""


@dataclass(frozen=True)
class ReasonRow:
    """How many matches had a criterion with a verdict; None where the count is hidden."""

    criterion: str
    verdict: str
    """One of `ROW_VERDICTS`."""
    accepted: int | None
    declined: int | None
    lasting: int | None
    """Of those accepted."""


def keep_reasons(suggestion: Suggestion) -> dict[str, str]:
    """What is kept of a suggestion when it is offered: the verdict of each criterion, and no word of a person."""
    return {finding.criterion: finding.verdict for finding in suggestion.findings}


def tabulate_reasons(matches: Iterable[MatchOutcome], fewest: int = FEWEST_MATCHES) -> tuple[ReasonRow, ...]:
    """A row for each criterion and verdict, in their order, with small counts hidden."""
    found = list(matches)
    rows: list[ReasonRow] = []
    for criterion in CRITERION_KEYS:
        verdicts = [(one.reasons.get(criterion, NOT_COMPARED), one) for one in found]

        def count(verdict: str, answer: str, verdicts: list[tuple[str, MatchOutcome]] = verdicts) -> int:
            return sum(which == verdict and one.answer == answer for which, one in verdicts)

        accepted = [count(verdict, "accepted") for verdict in ROW_VERDICTS]
        declined = [count(verdict, "declined") for verdict in ROW_VERDICTS]
        lasting = [
            sum(which == verdict and one.answer == "accepted" and one.has_lasted for which, one in verdicts)
            for verdict in ROW_VERDICTS
        ]
        rows += _hide_few(criterion, accepted, declined, lasting, fewest)
    return tuple(rows)


def _hide_few(
    criterion: str, accepted: list[int], declined: list[int], lasting: list[int], fewest: int
) -> list[ReasonRow]:
    ended = [whole - part for whole, part in zip(accepted, lasting, strict=True)]
    # One column for both: a lasting count beside a hidden number of accepted would still say something of it.
    hidden_accepted = _choose_hidden([accepted], fewest)
    hidden_declined = _choose_hidden([declined], fewest)
    hidden_lasting = _choose_hidden([lasting, ended], fewest, hidden_accepted)
    return [
        ReasonRow(
            criterion,
            verdict,
            None if place in hidden_accepted else accepted[place],
            None if place in hidden_declined else declined[place],
            None if place in hidden_lasting else lasting[place],
        )
        for place, verdict in enumerate(ROW_VERDICTS)
    ]


def _choose_hidden(parts: Sequence[Sequence[int]], fewest: int, start: Iterable[int] = ()) -> frozenset[int]:
    """The places where a part is some but below the fewest, and the smallest others until what is hidden is enough in each part.

    So there are two of them or more, if there are others: a small one alone is never enough, and would come out by subtraction.
    """
    places = range(len(parts[0]))
    hidden = {place for place in places if any(0 < part[place] < fewest for part in parts)} | set(start)
    # A place where nobody is hides nothing.
    filled = {place for place in places if any(part[place] for part in parts)}
    others = sorted(filled - hidden, key=lambda place: (sum(part[place] for part in parts), place))
    while hidden and others:
        sums = [sum(part[place] for place in hidden) for part in parts]
        is_enough = all(not some or some >= fewest for some in sums)
        if is_enough:
            break
        hidden.add(others.pop(0))
    return frozenset(hidden)
