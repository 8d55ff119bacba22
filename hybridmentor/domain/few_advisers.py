"""Which figures are held back because few advisers stand behind them, or behind what could be computed from them.

Figures that leave an office, or divide it, need five advisers behind each column (own definition, AFI-notat 2022:01 says
nothing of it): with fewer they are figures about somebody's work. What is held back must not come out as a difference
either, so a divided figure is also compared with what it is a part of. Cases stand for what is counted; a case that
nobody has counts as a case and as no adviser.

Known limits: two periods of one's own that differ by some days can be subtracted from each other, and so can what several
offices show together. Such questions are without number, and the answers would have to remember who has asked what.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import product
from typing import NamedTuple

FEWEST_ADVISERS = 5

Column = Sequence[Hashable]
"""What each case adds to a figure, in the order of the cases; None where it adds nothing."""
Chosen = tuple[str | None, ...]
"""One category for each way to divide the cases, None where all are wanted."""


class Part(NamedTuple):
    """A case, as far as it matters who stands behind it."""

    adviser: int | None
    categories: tuple[str, ...]
    """Where it falls, for each way to divide the cases."""


def is_few(cases: Iterable[Part], fewest: int = FEWEST_ADVISERS) -> bool:
    """Whether there are cases, and too few advisers have them."""
    found = list(cases)
    return bool(found) and count_advisers(found) < fewest


def count_advisers(cases: Iterable[Part]) -> int:
    """How many advisers have the cases."""
    return len({case.adviser for case in cases} - {None})


def may_show_whole(
    cases: Sequence[Part],
    column: Column,
    *,
    counts: Callable[[Hashable], bool],
    fewest: int = FEWEST_ADVISERS,
) -> bool:
    """Whether an undivided figure may leave its office: enough advisers have a case that answers. None at all is too few."""
    return count_advisers(_list_answering(cases, column, counts)) >= fewest


def may_show_part(
    cases: Sequence[Part],
    column: Column,
    wider: Sequence[Column],
    chosen: Chosen,
    *,
    counts: Callable[[Hashable], bool],
    fewest: int = FEWEST_ADVISERS,
) -> bool:
    """Whether a divided figure may be shown: of some categories, of a period, or both.

    `column` is what the cases add in the period, whatever their category; `wider` the same in each longer period that is
    asked for in one step, all days among them; `counts` tells an answer from the lack of one. Three things are needed:

    1. Enough advisers have a case in it that answers.
    2. In whatever is got by undoing some of the choices, the cases that make the difference have enough advisers, or there
       is no such case. With a period these are the cases that drop out, and those that answer otherwise there.
    3. Of the categories beside it, what is held back has enough advisers together, else it would come out when all that is
       shown is taken from the sum; then the smallest that could be shown is held back too. Where the cases are divided in
       two ways at once every field must have enough advisers, or none that answers.
    """
    fits = _list_fits(cases, chosen)
    ours = [value if fit else None for value, fit in zip(column, fits, strict=True)]
    if not may_show_whole(cases, ours, counts=counts, fewest=fewest):
        return False
    for undone in product(*({category, None} for category in chosen)):
        others_fit = _list_fits(cases, undone)
        for other in (column, *wider):
            pairs = zip(cases, ours, other, others_fit, strict=True)
            if is_few([case for case, mine, value, fit in pairs if mine != (value if fit else None)], fewest):
                return False
    return _is_safe_beside_others(_list_answering(cases, column, counts), chosen, fewest)


def _list_answering(cases: Sequence[Part], column: Column, counts: Callable[[Hashable], bool]) -> list[Part]:
    return [case for case, value in zip(cases, column, strict=True) if value is not None and counts(value)]


def _list_fits(cases: Sequence[Part], chosen: Chosen) -> list[bool]:
    """Whether each case is in the categories that are wanted."""
    wanted = [(place, category) for place, category in enumerate(chosen) if category is not None]
    return [all(case.categories[place] == category for place, category in wanted) for case in cases]


def _is_safe_beside_others(answering: Sequence[Part], chosen: Chosen, fewest: int) -> bool:
    """The third rule of `may_show_part`."""
    # A choice that leaves nothing out divides nothing.
    ways = [
        place
        for place, wanted in enumerate(chosen)
        if wanted is not None and len({case.categories[place] for case in answering}) > 1
    ]
    fields: dict[tuple[str, ...], list[Part]] = {}
    for case in answering:
        fields.setdefault(tuple(case.categories[place] for place in ways), []).append(case)
    if len(ways) > 1:
        return not any(is_few(field, fewest) for field in fields.values())
    held = {name for name, field in fields.items() if is_few(field, fewest)}
    shown = sorted(fields.keys() - held, key=lambda name: (count_advisers(fields[name]), name))
    while shown and is_few([case for name in held for case in fields[name]], fewest):
        held.add(shown.pop(0))
    return tuple(str(chosen[place]) for place in ways) not in held
