"""Contact month by month, in the two forms that may be handed out: whole courses that several cases share, or counts of cases.

Rows of contacts stay what they are even without names: who knows three days of a person's log finds the rest (Rafiei and van der
Aalst 2021; Elkoumy et al. 2022). So there are no dates, nothing ties a row here to a row of the data set, and what is counted is
cases. A month is 30.4375 days from the case's first day; only cases that have lasted the whole horizon are in it, so that
nothing can be reckoned from who has left it.

*Courses*: one row a case, its contacts in each part of the horizon as bands, for all relationships at once. Parts and bands are
the same for all cases, the finest for which every published course is shared by k cases of several offices, companies, mentors
and advisers, and no more are held back than the limit. *Counts*, where there are no such parts: of one month and relationship, in
how many cases each band was; rounded to the limit of small cells, and so coarse that no count can be reckoned more closely.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import log2
from typing import TYPE_CHECKING, TypeAlias

from hybridmentor.domain.release_rules import ReleaseRules

if TYPE_CHECKING:
    import numpy
    import polars
    from numpy.typing import NDArray

    Numbers: TypeAlias = NDArray[numpy.int64]

HORIZONS = (12, 6, 3)
"""Months, the longest first."""
PARTS = (1, 3, 6, 12)
"""Months in a part, the finest first."""
BANDS: Sequence[tuple[tuple[str, float], ...]] = (
    (
        ("none", 0),
        ("less_than_monthly", 0),
        ("monthly", 1),
        ("two_three_per_month", 2),
        ("weekly", 4),
    ),
    (("none", 0), ("less_than_monthly", 0), ("monthly_or_more", 1)),
    (("none", 0), ("some", 0)),
)
"""By coarseness: the bands, each from so many contacts in a month; the first is none at all, the second any."""


@dataclass(frozen=True)
class Courses:
    """One row a case, sorted by what stands in them."""

    horizon: int
    months: int
    """In each part."""
    bands: tuple[str, ...]
    table: polars.DataFrame
    """Columns `<relationship>_<part>`, parts numbered from 1; codes of `bands`."""


@dataclass(frozen=True)
class MonthCounts:
    """In how many cases each band was, rounded to the nearest multiple of `base`."""

    base: int
    horizon: int
    months: int
    bands: tuple[str, ...]
    table: polars.DataFrame
    """Columns `relationship`, `part`, `band`, `cases`; every combination has a row."""


def find_horizon(lengths: Sequence[int], rules: ReleaseRules) -> int | None:
    """The longest horizon that enough of the cases have lasted, by their lengths in whole months; None if there is none."""
    return next(
        (most for most in HORIZONS if sum(length >= most for length in lengths) >= rules.fewest_cases), None
    )


def make_courses(
    contacts: Numbers,
    relationships: Sequence[str],
    units: Mapping[str, Sequence[str]],
    rules: ReleaseRules,
) -> Courses | None:
    """The courses in the finest parts and bands that keep the rules; None where only saying nothing would.

    `contacts` is (cases, relationships, months of the horizon); `units` has the column `office`, `employer`, `mentor` and
    `adviser` of each case, and in each class of like courses there are as many different ones as the rules ask for.
    """
    import numpy

    cases, _, horizon = contacts.shape
    fewest = {unit: getattr(rules, f"{unit}s") for unit in units}
    numbered = {
        unit: numpy.unique(numpy.asarray(values), return_inverse=True)[1] for unit, values in units.items()
    }
    for months, level in _list_choices(horizon):
        codes = band_contacts(contacts, months, level).reshape(cases, -1)
        _, classes, sizes = numpy.unique(codes, axis=0, return_inverse=True, return_counts=True)
        classes = classes.reshape(-1)
        holds = sizes >= rules.k
        for unit, numbers in numbered.items():
            pairs = numpy.unique(numpy.stack([classes, numbers]), axis=1)[0]
            holds &= numpy.bincount(pairs, minlength=len(sizes)) >= fewest[unit]
        published = holds[classes]
        held_back = int(cases - published.sum())
        if published.any() and held_back <= rules.suppression_limit * cases and holds.sum() > 1:
            return _write_courses(codes[published], relationships, horizon, months, level)
    return None


def _list_choices(horizon: int) -> list[tuple[int, int]]:
    """Months in a part and coarseness of the bands, by how much a course can tell, the most first."""
    choices = [(months, level) for months in PARTS if horizon % months == 0 for level in range(len(BANDS))]
    return sorted(choices, key=lambda one: (-(horizon // one[0]) * log2(len(BANDS[one[1]])), one))


def band_contacts(contacts: Numbers, months: int, level: int) -> Numbers:
    """The number of the band of each part: (cases, relationships, parts), by contacts a month of the part."""
    import numpy

    cases, relationships, horizon = contacts.shape
    parts = contacts.reshape(cases, relationships, horizon // months, months).sum(axis=3)
    # The band from nought is not reached by any number: it is what is below the next one, and not none.
    edges = [max(least * months, 1) for _, least in BANDS[level][1:]]
    return numpy.asarray(numpy.searchsorted(edges, parts, side="right"))


def _write_courses(
    codes: Numbers, relationships: Sequence[str], horizon: int, months: int, level: int
) -> Courses:
    import polars

    bands = tuple(name for name, _ in BANDS[level])
    names = [f"{key}_{part + 1:02d}" for key in relationships for part in range(horizon // months)]
    columns = {name: [bands[code] for code in codes[:, place]] for place, name in enumerate(names)}
    return Courses(horizon, months, bands, polars.DataFrame(columns).sort(names))


def count_months(contacts: Numbers, relationships: Sequence[str], rules: ReleaseRules) -> MonthCounts | None:
    """In how many cases each band was, in the finest parts and bands in which no count can be reckoned closely; None without.

    A count is rounded to the nearest multiple of the limit of small cells, `rules.cell`, so that none from 1 to one less is told.
    Every case is counted once in each part, so the counts of the parts have the same sum: a reader learns nothing from that
    which the rounding by itself does not tell.
    """
    import numpy
    import polars

    cases, kinds, horizon = contacts.shape
    if cases < rules.fewest_cases:
        return None
    for months, level in _list_choices(horizon):
        codes = band_contacts(contacts, months, level)
        bands = tuple(name for name, _ in BANDS[level])
        parts = horizon // months
        counts = numpy.array(
            [
                [numpy.bincount(codes[:, kind, part], minlength=len(bands)) for part in range(parts)]
                for kind in range(kinds)
            ]
        )
        rounded = round_counts(counts, rules.cell)
        if not is_open(rounded.reshape(-1, len(bands)), rules.cell):
            continue
        rows = [
            (relationships[kind], part + 1, bands[band], int(rounded[kind, part, band]))
            for kind in range(kinds)
            for part in range(parts)
            for band in range(len(bands))
        ]
        names = ("relationship", "part", "band", "cases")
        return MonthCounts(
            rules.cell, horizon, months, bands, polars.DataFrame(rows, schema=names, orient="row")
        )
    return None


def round_counts(counts: Numbers, base: int) -> Numbers:
    """Each to the nearest multiple of the base; what lies halfway to the higher one."""
    return (counts + base // 2) // base * base


def find_bounds(rounded: Numbers, base: int) -> tuple[Numbers, Numbers]:
    """The least and the greatest count that is rounded to each."""
    import numpy

    return numpy.maximum(rounded - base // 2, 0), rounded + (base - 1) // 2


def is_open(rounded: Numbers, base: int) -> bool:
    """Whether every number that is rounded to a count is still possible for it, of all counts.

    `rounded` is (lines, bands); the counts behind each line have the same sum, which is told nowhere.
    """
    low, high = find_bounds(rounded, base)
    least, most = int(low.sum(axis=1).max()), int(high.sum(axis=1).min())
    others_low = low.sum(axis=1, keepdims=True) - low
    others_high = high.sum(axis=1, keepdims=True) - high
    return bool((high <= most - others_low).all() and (low >= least - others_high).all())
