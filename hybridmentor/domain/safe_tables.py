"""Tables of counts that nobody can be found in: small cells are hidden, and enough others that they cannot be reckoned.

A table has one to three dimensions and all its margins; the last place along each dimension is the total. Whoever reads
it knows all shown cells, that margins are sums, that counts are whole, and that a hidden cell is no nought where all
noughts are shown. `audit_table` finds what such a reader can reckon from what is published and from nothing else;
`protect_table` chooses what to hide, and gives nothing that the audit has not passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

    Counts: TypeAlias = NDArray[numpy.int64]
    Mask: TypeAlias = NDArray[numpy.bool_]

Cell: TypeAlias = tuple[int, ...]
Interval: TypeAlias = tuple[int, int | None]
"""Least and greatest count that is possible; no greatest one where nothing bounds it."""

HIDDEN = -1
"""What stands for a hidden cell in a published table."""
MOST_DIMENSIONS = 3
SMALL = 48
"""Up to so many cells that may be hidden, the least is looked for and proven."""
MOST_ROUNDS = 15
"""Rounds of that search, before what was found without proof is taken."""
MARGIN_COST = 4
"""A total costs as much as so many cells of what it sums up, since more readers need it."""


@dataclass(frozen=True)
class Rule:
    """What is promised of a table."""

    threshold: int = 5
    """Counts from 1 to one less are hidden."""
    width: int = 5
    """Between the least and the greatest possible count of a hidden cell lies at least this; not below the threshold."""
    zeros_shown: bool = True
    """Noughts are shown; else only those that cannot be anything else (structural ones)."""
    smallest_base: int = 10
    """Shares are shown of bases from here on."""

    def __post_init__(self) -> None:
        if self.threshold < 2 or self.width < self.threshold:
            raise ValueError("a threshold is at least 2, and the width at least the threshold")

    @property
    def least(self) -> int:
        """The least count that a reader must think a hidden cell may have."""
        return 1 if self.zeros_shown else 0

    def is_small(self, count: int) -> bool:
        """Whether a count is hidden for its own sake, unless it is a structural nought."""
        return 0 < count < self.threshold or (count == 0 and not self.zeros_shown)


@dataclass(frozen=True)
class SafeTable:
    """A table that may be published."""

    published: Counts
    """With margins; `HIDDEN` where nothing is told. Which cells were small is told nowhere."""
    intervals: dict[Cell, Interval]
    """What can be reckoned of each hidden cell."""
    proven_least: bool
    """Nothing less could have been hidden (by number of cells, totals counted fourfold, then by what they hold)."""
    rule: Rule

    @property
    def narrowest(self) -> int | None:
        """The width of the narrowest interval; None where all are unbounded or nothing is hidden."""
        widths = [high - low for low, high in self.intervals.values() if high is not None]
        return min(widths, default=None)

    def get(self, cell: Cell) -> int | None:
        """The count of a cell, or None where it is hidden."""
        count = int(self.published[cell])
        return None if count == HIDDEN else count

    def get_share(self, cell: Cell, axis: int) -> Fraction | None:
        """A cell as share of the total along an axis; None where either is hidden or the base is too small for a share."""
        whole = (*cell[:axis], self.published.shape[axis] - 1, *cell[axis + 1 :])
        part, base = self.get(cell), self.get(whole)
        if part is None or base is None or base < self.rule.smallest_base:
            return None
        return Fraction(part, base)


class AuditFailed(Exception):
    """A table that was to be published would have told too much; it is a fault of ours and nothing is given out."""


def share_safely(part: int, base: int, rule: Rule | None = None) -> Fraction | None:
    """A part of a base where both it and what is left of the base may be known; else None."""
    rule = rule or Rule()
    if base < rule.smallest_base or rule.is_small(part) or rule.is_small(base - part):
        return None
    return Fraction(part, base)


def protect_complement(total: int, group: int, rule: Rule | None = None) -> tuple[int | None, int | None]:
    """A total and one of its two groups, without what would give the other group away."""
    safe = protect_table([group, total - group], rule)
    rest_shown = safe.get((1,)) is not None
    return safe.get((2,)), safe.get((0,)) if rest_shown else None


def extend_table(counts: Sequence[Any] | Counts) -> Counts:
    """The table with its margins; ValueError for anything but one to three dimensions of counts."""
    import numpy

    table = numpy.asarray(counts)
    if not 1 <= table.ndim <= MOST_DIMENSIONS or not table.size:
        raise ValueError("a table has one to three dimensions")
    if not numpy.issubdtype(table.dtype, numpy.integer) or table.min() < 0:
        raise ValueError("counts are whole numbers from 0")
    table = table.astype(numpy.int64)
    for axis in range(table.ndim):
        table = numpy.concatenate([table, table.sum(axis=axis, keepdims=True)], axis=axis)
    return table


def protect_table(
    counts: Sequence[Any] | Counts,
    rule: Rule | None = None,
    structural: Sequence[Any] | Mask | None = None,
    *,
    poor: Sequence[Any] | Mask | None = None,
) -> SafeTable:
    """Hide what must be hidden of a table without margins, and give it with them.

    `structural` marks cells that are nought because nothing else is possible; they are shown in any case. `poor` marks cells of
    the table with its margins that are hidden for their own sake like small ones, whatever they hold. The same table gives the
    same answer. AuditFailed if what was chosen does not stand the audit.
    """
    import numpy

    rule = rule or Rule()
    table = extend_table(counts)
    known = numpy.zeros(table.shape, dtype=bool)
    if structural is not None:
        inner = tuple(slice(0, -1) for _ in table.shape)
        known[inner] = numpy.asarray(structural, dtype=bool)
        if table[known].any():
            raise ValueError("a structural nought is nought")
        for axis in range(table.ndim):
            total = [slice(None)] * table.ndim
            total[axis] = slice(-1, None)
            part = [slice(None)] * table.ndim
            part[axis] = slice(0, -1)
            known[tuple(total)] = known[tuple(part)].all(axis=axis, keepdims=True)
    choice = Choice(table, rule, known)
    if poor is not None:
        choice.primary |= ~choice.fixed & numpy.asarray(poor, dtype=bool).reshape(-1)
    hidden, proven = choice.choose()
    published = numpy.where(hidden.reshape(table.shape), HIDDEN, table)
    intervals = audit_table(published, least=rule.least)
    if any(high is not None and high - low < rule.width for low, high in intervals.values()):
        raise AuditFailed("a hidden cell can be reckoned too closely")
    return SafeTable(published, intervals, proven, rule)


def audit_table(published: Counts, *, least: int = 0) -> dict[Cell, Interval]:
    """What can be reckoned of each hidden cell of a table with margins, from what is published alone.

    The least and greatest count over all tables of whole numbers from `least` on that have the shown cells. One and two
    dimensions are solved as linear programmes, whose answers there are whole by themselves; with three, those that are
    not whole are solved again in whole numbers, since a reader can do so too. ValueError for a table that cannot be.
    """
    return Audit(published, least).find_intervals()


def list_lines(shape: Sequence[int]) -> list[Counts]:
    """The places of every line of a table with margins along every dimension; the last of each is the line's total."""
    import numpy

    places = numpy.arange(int(numpy.prod(shape))).reshape(shape)
    return [
        line
        for axis in range(len(shape))
        for line in numpy.moveaxis(places, axis, -1).reshape(-1, shape[axis])
    ]


def build_sums(shape: Sequence[int]) -> Any:
    """A sparse matrix that is nought times every table with right margins: a row for each line."""
    import numpy
    from scipy.sparse import csc_array

    lines = list_lines(shape)
    rows = numpy.concatenate([numpy.full(len(line), number) for number, line in enumerate(lines)])
    signs = numpy.concatenate([[*[1.0] * (len(line) - 1), -1.0] for line in lines])
    return csc_array((signs, (rows, numpy.concatenate(lines))), shape=(len(lines), int(numpy.prod(shape))))


def is_whole(values: NDArray[numpy.float64]) -> bool:
    """Whether all are whole numbers, as near as a solver comes."""
    import numpy

    return bool(numpy.abs(values - numpy.round(values)).max(initial=0) < 1e-6)


class Audit:
    """The reckoning of one published table."""

    def __init__(self, published: Counts, least: int) -> None:
        import numpy

        self.shape = published.shape
        flat = published.reshape(-1)
        self.places = numpy.flatnonzero(flat == HIDDEN)
        sums = build_sums(self.shape)
        given = -(sums @ numpy.where(flat == HIDDEN, 0, flat))
        parts = sums[:, self.places]
        used = numpy.diff(parts.tocsr().indptr) > 0
        if given[~used].any() or (flat < HIDDEN).any():
            raise ValueError("no table has these cells")
        self.sums, self.given = parts.tocsr()[used], given[used]
        # Beyond any count that the shown cells can bound: what reaches it is bounded by nothing.
        self.beyond = 2.0 * float(numpy.abs(flat).sum() + (least + 1) * flat.size)
        self.low = numpy.full(len(self.places), float(least))
        self.high = numpy.full(len(self.places), self.beyond)
        self.seen_low, self.seen_high = self.high.copy(), self.low.copy() - 1

    def find_intervals(self) -> dict[Cell, Interval]:
        """The interval of each hidden cell.

        Every table that is found tells of all cells, so most ends are met by a table before they are asked for.
        """
        import numpy

        if not len(self.places):
            return {}
        self.narrow_by_lines()
        self.solve(numpy.ones(len(self.places)))
        self.solve(-numpy.ones(len(self.places)))
        for number in range(len(self.places)):
            aim = numpy.zeros(len(self.places))
            if self.seen_low[number] > self.low[number]:
                aim[number] = 1
                self.low[number] = self.solve(aim)[number]
            if self.seen_high[number] < self.high[number]:
                aim[number] = -1
                self.high[number] = self.solve(aim)[number]
        return {
            tuple(int(one) for one in numpy.unravel_index(place, self.shape)): (
                int(low),
                None if high >= self.beyond / 2 else int(high),
            )
            for place, low, high in zip(self.places, self.low, self.high, strict=True)
        }

    def narrow_by_lines(self) -> None:
        """Bounds that a line gives by itself: no end beyond them need be asked for."""
        for row in range(self.sums.shape[0]):
            columns = self.sums.indices[self.sums.indptr[row] : self.sums.indptr[row + 1]]
            signs = self.sums.data[self.sums.indptr[row] : self.sums.indptr[row + 1]]
            if (signs > 0).all():
                rest = self.given[row] - self.low[columns].sum()
                for column in columns:
                    self.high[column] = min(self.high[column], rest + self.low[column])

    def solve(self, aim: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
        """The table with the least of what is aimed at."""
        import numpy
        from scipy.optimize import linprog

        if (self.high < self.low).any():
            raise ValueError("no table has these cells")
        asked = {
            "c": aim,
            "A_eq": self.sums,
            "b_eq": self.given,
            "bounds": numpy.column_stack([self.low_bounds, self.high]),
        }
        found = linprog(**asked, method="highs")
        if found.status == 0 and len(self.shape) > 2 and not is_whole(found.x):
            found = linprog(**asked, method="highs", integrality=numpy.ones(len(self.places)))
        if found.status != 0:
            raise ValueError("no table has these cells")
        whole: NDArray[numpy.float64] = numpy.round(found.x)
        self.seen_low = numpy.minimum(self.seen_low, whole)
        self.seen_high = numpy.maximum(self.seen_high, whole)
        return whole

    @cached_property
    def low_bounds(self) -> NDArray[numpy.float64]:
        """The least that each cell may be, before anything was found."""
        return self.low.copy()


class Choice:
    """What to hide of one table.

    First by moves: for each cell that can be reckoned too closely, the cheapest change of the table that moves it far
    enough and leaves all sums right, the cells of which are then hidden; after that each is shown again that need not
    be hidden. In a small table the least is then looked for: a set that is least for what is known so far, and for each
    cell of it that can be reckoned too closely the finding that one more of certain cells must be hidden with it.
    """

    def __init__(self, table: Counts, rule: Rule, structural: Mask) -> None:
        import numpy

        self.rule = rule
        self.whole_by_itself = table.ndim < MOST_DIMENSIONS
        self.values = table.reshape(-1).astype(float)
        self.fixed = structural.reshape(-1) | ((self.values == 0) & rule.zeros_shown)
        self.primary = ~self.fixed & numpy.array([rule.is_small(int(count)) for count in self.values])
        self.lines = list_lines(table.shape)
        self.sums = build_sums(table.shape)
        totals = sum(
            (places == size - 1).astype(int)
            for places, size in zip(numpy.indices(table.shape), table.shape, strict=True)
        )
        # What the cells hold decides between sets of the same cost, and the place between cells that hold the same.
        size = self.values.size
        shade = (self.values + numpy.arange(size) / size) / (1 + self.values.max()) / size / 2
        self.costs = MARGIN_COST ** numpy.asarray(totals, dtype=float).reshape(-1) + shade
        self.moves = numpy.zeros((1, size))

    def choose(self) -> tuple[Mask, bool]:
        """The cells to hide, and whether nothing less would do."""
        hidden = self.hide_by_moves()
        if not hidden.any():
            return hidden, True
        hidden = self.show_again(hidden)
        if int((~self.fixed).sum()) > SMALL:
            return hidden, False
        return self.find_least(hidden)

    def list_open(self, hidden: Mask, moves: NDArray[numpy.float64]) -> list[int]:
        """The hidden cells that no move shows to be wide enough yet, small ones first."""
        import numpy

        spread = moves.max(axis=0) - moves.min(axis=0)
        places = numpy.flatnonzero(hidden & (spread < self.rule.width - 0.5))
        return sorted((int(place) for place in places), key=lambda place: (not self.primary[place], place))

    def hide_by_moves(self) -> Mask:
        """Enough to hide, not the least."""
        import numpy

        hidden = self.primary.copy()
        while remaining := self.list_open(hidden, self.moves):
            place = remaining[0]
            for move in self.find_moves(hidden, place):
                hidden |= move != 0
                self.moves = numpy.vstack([self.moves, move])
        return hidden

    def find_moves(self, hidden: Mask, place: int) -> list[NDArray[numpy.float64]]:
        """The cheapest changes that together move a place as far as is promised: down as far as it can, the rest up.

        All the way up where it cannot go down, as a total of several cells that are at least one each; up any can go.
        """
        width = float(self.rule.width)
        down = min(float(self.values[place]) - self.rule.least, width)
        first = self.find_move(hidden, place, -down) if down else None
        up = width if first is None else width - down
        if not up:
            return [] if first is None else [first]
        wider = hidden if first is None else hidden | (first != 0)
        second = self.find_move(wider, place, up)
        if second is None:
            raise AuditFailed("no change of the table is possible")
        return [second] if first is None else [first, second]

    def find_move(self, hidden: Mask, place: int, amount: float) -> NDArray[numpy.float64] | None:
        """The change by an amount at a place that touches the fewest and cheapest shown cells; None where there is none."""
        import numpy

        free = numpy.flatnonzero(~self.fixed)
        costs = numpy.where(hidden[free], 1e-4, self.costs[free])
        up, down = numpy.full(len(free), numpy.inf), self.values[free] - self.rule.least
        least_up, least_down = numpy.zeros(len(free)), numpy.zeros(len(free))
        number = int(numpy.searchsorted(free, place))
        if amount > 0:
            least_up[number] = up[number] = amount
            down[number] = 0
        else:
            least_down[number] = down[number] = -amount
            up[number] = 0
        parts = self.sums[:, free]
        found = self.solve(
            numpy.concatenate([costs, costs]), _beside(parts, -parts), numpy.concatenate([least_up, least_down]),
            numpy.concatenate([up, down]),
        )  # fmt: skip
        if found is None:
            return None
        move = numpy.zeros(self.values.size)
        move[free] = found[: len(free)] - found[len(free) :]
        return move

    def solve(
        self, costs: NDArray[Any], sums: Any, low: NDArray[Any], high: NDArray[Any]
    ) -> NDArray[numpy.float64] | None:
        """The cheapest whole change that leaves the sums right; None where there is none."""
        import numpy
        from scipy.optimize import Bounds, LinearConstraint, milp

        constraints, bounds = LinearConstraint(sums, 0, 0), Bounds(low, high)
        found = milp(costs, constraints=constraints, bounds=bounds)
        if not self.whole_by_itself and (found.x is None or not is_whole(found.x)):
            found = milp(costs, constraints=constraints, bounds=bounds, integrality=numpy.ones(len(costs)))
        return None if found.x is None else numpy.round(found.x)

    def reach(self, hidden: Mask, place: int) -> list[NDArray[numpy.float64]]:
        """The changes within the hidden cells that move a place farthest up, and down as far as the promise asks."""
        import numpy

        places = numpy.flatnonzero(hidden)
        number = int(numpy.searchsorted(places, place))
        low = self.rule.least - self.values[places]
        high = numpy.full(len(places), float(self.rule.width) * (1 + self.values.size) + self.values.max())
        aim = numpy.zeros(len(places))
        found = []
        needed = float(self.rule.width)
        for sign in (-1.0, 1.0):
            aim[number] = sign
            ends = low.copy(), high.copy()
            if sign < 0:
                ends[1][number] = needed
            else:
                ends[0][number] = max(low[number], -needed)
            change = self.solve(aim, self.sums[:, places], *ends)
            if change is None:
                break
            move = numpy.zeros(self.values.size)
            move[places] = change
            found.append(move)
            needed -= move[place]
            if needed < 0.5:
                break
        return found

    def prove_wide(self, hidden: Mask, moves: NDArray[numpy.float64]) -> NDArray[numpy.float64] | None:
        """Moves within the hidden cells that show all of them wide enough; None where one is not."""
        import numpy

        if any(hidden[line].sum() == 1 for line in self.lines):
            return None
        moves = moves[~(moves[:, ~hidden] != 0).any(axis=1)]
        while remaining := self.list_open(hidden, moves):
            found = self.reach(hidden, remaining[0])
            moves = numpy.vstack([moves, *found])
            if remaining[0] in self.list_open(hidden, moves):
                return None
        return moves

    def show_again(self, hidden: Mask) -> Mask:
        """Without the cells that need not be hidden, the most costly first."""
        import numpy

        proven = self.prove_wide(hidden, self.moves)
        if proven is None:
            raise AuditFailed("what was hidden is not enough")
        self.moves = proven
        extra = numpy.flatnonzero(hidden & ~self.primary)
        for place in sorted((int(one) for one in extra), key=lambda one: -self.costs[one]):
            fewer = hidden.copy()
            fewer[place] = False
            proven = self.prove_wide(fewer, self.moves)
            if proven is not None:
                hidden, self.moves = fewer, proven
        return hidden

    def find_least(self, known: Mask) -> tuple[Mask, bool]:
        """The least set, beginning from one that will do; that one, unproven, where the rounds run out."""
        import numpy
        from scipy.optimize import Bounds, LinearConstraint, milp

        free = numpy.flatnonzero(~self.fixed)
        low = self.primary[free].astype(float)
        findings = self.list_findings_of_lines(free)
        best = float(self.costs[known].sum())
        for _ in range(MOST_ROUNDS):
            rows = numpy.vstack(findings)
            found = milp(
                self.costs[free],
                constraints=LinearConstraint(rows, 0, numpy.inf),
                bounds=Bounds(low, 1),
                integrality=numpy.ones(len(free)),
                options={"mip_rel_gap": 0},
            )
            if found.x is None:
                return known, False
            if found.fun > best - 1e-9:
                return known, True
            hidden = numpy.zeros(self.values.size, dtype=bool)
            hidden[free[numpy.round(found.x) == 1]] = True
            narrow = self.list_narrow(hidden)
            if not narrow:
                return hidden, True
            findings += [self.find_lacking(hidden, place, free) for place in narrow]
        return known, False

    def list_findings_of_lines(self, free: Counts) -> list[NDArray[numpy.float64]]:
        """A hidden cell of a line needs another one beside it."""
        import numpy

        findings = []
        for line in self.lines:
            members = numpy.isin(free, line)
            for number in numpy.flatnonzero(members):
                row = members.astype(float)
                row[number] = -1
                findings.append(row)
        return findings

    def list_narrow(self, hidden: Mask) -> list[int]:
        """The cells of a set that can be reckoned too closely if it is hidden: the first three of them."""
        import numpy

        moves = numpy.zeros((1, self.values.size))
        narrow: list[int] = []
        while remaining := [one for one in self.list_open(hidden, moves) if one not in narrow]:
            moves = numpy.vstack([moves, *self.reach(hidden, remaining[0])])
            if remaining[0] in self.list_open(hidden, moves):
                narrow.append(remaining[0])
                if len(narrow) == 3:
                    break
        return narrow

    def find_lacking(self, hidden: Mask, place: int, free: Counts) -> NDArray[numpy.float64]:
        """The finding that with the place one of certain other cells must be hidden, as few of these as can be told."""
        import numpy

        wider = hidden.copy()
        for other in sorted((int(one) for one in free if not hidden[one]), key=lambda one: self.costs[one]):
            wider[other] = True
            moves = self.reach(wider, place)
            ends = [0.0, *(float(move[place]) for move in moves)]
            if max(ends) - min(ends) > self.rule.width - 0.5:
                wider[other] = False
        row = (~wider[free]).astype(float)
        row[numpy.searchsorted(free, place)] = -1
        return row


def _beside(left: Any, right: Any) -> Any:
    """Two sparse matrices side by side."""
    from scipy.sparse import hstack

    return hstack([left, right], format="csc")
