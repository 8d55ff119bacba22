"""The figures of one dimension of a study's table, safe to publish: counts, how many answered, and who did not.

Small counts are hidden, and so many others that they cannot be reckoned (`safe_tables`). Those who have not answered are a
category like the others: n is told where they may be. The groups that are published beside each other are one table.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias

from hybridmentor.domain.safe_tables import HIDDEN, Rule, SafeTable, audit_table, protect_table

RULE = Rule()
"""What is promised of every table of a study."""

Span: TypeAlias = tuple[int, int]
"""The least and greatest that a number can be, as a reader can reckon; the same twice where it is told."""


@dataclass(frozen=True)
class Figures:
    """One dimension of one column, for one group of persons; safe to publish.

    A count of None is hidden. `n` and `missing` say who answered and who did not. Nothing at all is told where `is_hidden`.
    """

    counts: Mapping[str, int | None]
    n: Span
    missing: Span
    is_hidden: bool = False

    def share(self, count: int | None) -> float | None:
        """A count in per cent of those who answered; of the middle of what n can be where it is not told; None under 10."""
        if count is None or self.is_hidden or self.n[0] < RULE.smallest_base:
            return None
        return 100 * count / (sum(self.n) / 2)

    @property
    def is_about(self) -> bool:
        """Whether its shares are of the middle of what n can be."""
        return self.n[0] != self.n[1]


HIDDEN_FIGURES = Figures(MappingProxyType({}), (0, 0), (0, 0), is_hidden=True)

Column: TypeAlias = Mapping[str, Figures]
"""By `dimension.group`."""


def protect_one(
    cells: Sequence[Mapping[str, int]], missing: Sequence[int], *, poor: Collection[str] = ()
) -> list[Figures]:
    """The figures of a dimension with one answer each: its categories and those missing, by part.

    The categories in `poor` are hidden like small ones, however many they are of.
    """
    names = list(cells[0])
    counts = [[one[name] for one in cells] for name in names] + [list(missing)]
    safe = _protect(counts, [name in poor for name in names])
    return [
        _tell_all(
            {name: _get(safe, row, part, len(cells)) for row, name in enumerate(names)},
            safe,
            len(names),
            part,
            len(cells),
        )
        for part in range(len(cells))
    ]


def protect_several(
    cells: Sequence[Mapping[str, int]], bases: Sequence[int], missing: Sequence[int]
) -> list[Figures]:
    """The same where several answers can be given: each answer is a table of its own of those who gave it and who did not."""
    whole = _protect([list(bases), list(missing)])
    told: list[dict[str, int | None]] = [{} for _ in cells]
    for name in cells[0]:
        given = [one[name] for one in cells]
        safe = _protect([given, [base - count for base, count in zip(bases, given, strict=True)]])
        for part, counts in enumerate(told):
            # n stands beside it: where those who did not give it are hidden, so are those who did.
            pair = [_get(safe, row, part, len(cells)) for row in (0, 1)]
            counts[name] = None if None in pair else pair[0]
    return [_tell_all(counts, whole, 1, part, len(cells)) for part, counts in enumerate(told)]


def hide_again(counts: Mapping[str, int], missing: int, hidden: Collection[str | None]) -> Figures:
    """The figures of a dimension of one part where just these are hidden; None stands for those missing."""
    import numpy

    table = [*counts.values(), missing, sum(counts.values()) + missing]
    published = numpy.array(table, dtype=numpy.int64)
    for place, name in enumerate([*counts, None]):
        if name in hidden:
            published[place] = HIDDEN
    safe = SafeTable(published, audit_table(published, least=RULE.least), proven_least=False, rule=RULE)
    told = {name: safe.get((place,)) for place, name in enumerate(counts)}
    return _tell_all(told, safe, len(counts), 0, 1)


def _protect(counts: Sequence[Sequence[int]], poor: Sequence[bool] = ()) -> SafeTable:
    parts = len(counts[0])
    marks = [*poor, *[False] * (len(counts) + 1 - len(poor))]
    if parts == 1:
        return protect_table([row[0] for row in counts], RULE, poor=marks)
    return protect_table(counts, RULE, poor=[[*[mark] * parts, False] for mark in marks])


def _get(safe: SafeTable, row: int, part: int, parts: int) -> int | None:
    return safe.get((row,) if parts == 1 else (row, part))


def _find_span(safe: SafeTable, row: int, part: int, parts: int) -> tuple[int, int | None]:
    count = _get(safe, row, part, parts)
    return (count, count) if count is not None else safe.intervals[(row,) if parts == 1 else (row, part)]


def _tell_all(
    counts: Mapping[str, int | None], safe: SafeTable, missing_row: int, part: int, parts: int
) -> Figures:
    """The figures with n and missing as far as they can be reckoned; nothing where not even the whole is told."""
    total = _get(safe, safe.published.shape[0] - 1, part, parts)
    if total is None:
        return HIDDEN_FIGURES
    least, most = _find_span(safe, missing_row, part, parts)
    most = total if most is None else min(most, total)
    return Figures(counts, (total - most, total - least), (least, most))
