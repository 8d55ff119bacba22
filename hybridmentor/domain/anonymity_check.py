"""The independent check of an anonymous file: reads what was written and trusts nothing.

Other code than what makes the files, and the standard library alone, so that one fault cannot hide in both. What it
says never holds a value of the file: columns by their declared name or their place, lines by number, classes by size.
"""

from __future__ import annotations

import csv
import io
import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from hybridmentor.domain.anonymity_check_cells import (
    fold_value,
    has_two_number_writings,
    has_variants,
    is_hidden,
    is_missing,
    list_faults,
    read_number,
)
from hybridmentor.errors import InvalidInput, Message

SEPARATORS = (",", ";", "\t", "|")
STAR = "*"
FEWEST_FOR_KEY = 20
"""Rows from which on a sensitive column without any repetition is taken for a key."""
LEADING_NUMBER = re.compile(r"[^\d]{0,8}(\d+(?:[.,]\d+)?)")
ROUNDING = 1e-9
"""How far an entropy, the one figure that is no fraction, may pass its limit for the last digits of logarithms."""

Row = tuple[str, ...]


@dataclass(frozen=True)
class Limits:
    """What a class is held against in one sensitive column; what is None is not asked for."""

    l: int | None = None  # noqa: E741 - the literature's name
    """Fewest distinct values, without the blanks."""
    blanks: tuple[str, ...] = ()
    """Values that tell nothing, such as that something is not known."""
    entropy_l: float | None = None
    """The entropy of the values is at least the logarithm of this."""
    alpha: Fraction | None = None
    """Greatest share of a single value."""
    t: Fraction | None = None
    """Greatest distance to the file."""

    @property
    def are_possible(self) -> bool:
        """Whether each that is asked for lies where it has a sense."""
        least = min(1 if self.l is None else self.l, 1.0 if self.entropy_l is None else self.entropy_l)
        shares = (one for one in (self.alpha, self.t) if one is not None)
        return least >= 1 and all(0 <= share <= 1 for share in shares)


@dataclass(frozen=True)
class Demands:
    """What a file is held against. Every column has exactly one of the three roles; units may be any of them."""

    k: int
    quasi: tuple[str, ...]
    sensitive: tuple[str, ...] = ()
    insensitive: tuple[str, ...] = ()
    """Published as they are, and counted neither as known to others nor as a secret."""
    l: int | None = None  # noqa: E741 - the literature's name
    """Fewest distinct values of each sensitive column in a class."""
    t: Fraction | None = None
    """Greatest distance between a class and the file."""
    limits: Mapping[str, Limits] = field(default_factory=dict)
    """Sensitive columns with limits of their own, which hold there instead of `l` and `t`."""
    ordered: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Sensitive columns with the ordered distance, and their values from low to high; empty where these are numbers."""
    background: bool = False
    """Not even somebody who knows all other columns of a row, the sensitive ones too, may read off one of them."""
    units: tuple[str, ...] = ()
    """Columns that name companies, mentors or offices, of which a class must hold several."""
    fewest_units: int = 3
    starred: bool = False
    """Rows with a star in every cell are suppressed ones and count for nothing."""
    any_order: bool = False
    """The order of the rows is not judged."""
    separator: str | None = None
    """Found by the heading where it is not told."""

    @property
    def columns(self) -> tuple[str, ...]:
        """All that are declared."""
        roles = (*self.quasi, *self.sensitive, *self.insensitive)
        return (*roles, *(name for name in self.units if name not in roles))

    def find_limits(self, name: str) -> Limits:
        """What a sensitive column is held against."""
        return self.limits.get(name) or Limits(l=self.l, t=self.t)


@dataclass
class Verdict:
    """What was found: figures that could be reckoned, and every reason to refuse."""

    k: int | None = None
    l: int | None = None  # noqa: E741 - the literature's name
    t: Fraction | None = None
    reasons: list[Message] = field(default_factory=list)

    @property
    def ok(self) -> bool:
        """Whether nothing speaks against the file."""
        return not self.reasons

    def refuse(self, message_id: str, /, **params: object) -> None:
        """Add a reason."""
        self.reasons.append(Message(f"anonymity_check.{message_id}", **params))  # words: anonymity_check.


@dataclass
class Sheet:
    """The rows of a file that could be read, with the line each ends on."""

    heading: Row
    rows: list[Row]
    lines: list[int]
    separator: str

    def find_values(self, place: int) -> dict[str, int]:
        """The distinct values of a column, each with the line it is first found on."""
        first: dict[str, int] = {}
        for row, line in zip(self.rows, self.lines, strict=True):
            first.setdefault(row[place], line)
        return first


def check_anonymity(text: str, demands: Demands) -> Verdict:
    """Judge the text of a CSV file.

    Figures are None where the file could not be read as one table with the columns that were declared, and `l` and `t`
    where no column is sensitive. An ordered column whose order is not known is judged by the equal distance, which is
    never shorter. An empty or starred cell is a value like any other. InvalidInput for demands that contradict themselves.
    """
    check_demands(demands)
    verdict = Verdict()
    text = text.removeprefix("\ufeff")
    check_signs(text, demands, verdict)
    sheet = read_sheet(text, demands, verdict)
    if sheet is None:
        return verdict
    check_cells(sheet, demands, verdict)
    if not demands.any_order:
        check_order(sheet, demands, verdict)
    check_classes(sheet, demands, verdict)
    return verdict


def check_demands(demands: Demands) -> None:
    """InvalidInput where the demands contradict themselves."""
    roles = (*demands.quasi, *demands.sensitive, *demands.insensitive)
    if not demands.quasi or not all(demands.columns):
        raise InvalidInput(Message("anonymity_check.no_quasi"))
    twice = next((name for name in roles if roles.count(name) > 1), None)
    if twice is not None:
        raise InvalidInput(Message("anonymity_check.two_roles", column=twice))
    every = (Limits(l=demands.l, t=demands.t), *demands.limits.values())
    is_known = set(demands.limits) <= set(demands.sensitive)
    if min(demands.k, demands.fewest_units) < 1 or not is_known or not all(one.are_possible for one in every):
        raise InvalidInput(Message("anonymity_check.limits"))
    if (demands.l is not None or demands.t is not None) and not demands.sensitive:
        raise InvalidInput(Message("anonymity_check.no_sensitive"))
    unknown = next((name for name in demands.ordered if name not in demands.sensitive), None)
    if unknown is not None:
        raise InvalidInput(Message("anonymity_check.ordered_unknown", column=unknown))
    if demands.separator is not None and demands.separator not in SEPARATORS:
        raise InvalidInput(Message("anonymity_check.separator"))


def check_signs(text: str, demands: Demands, verdict: Verdict) -> None:
    """Refuse signs that do not show, and line ends of more than one kind."""
    for sign in sorted(filter(is_hidden, set(text))):
        if sign != demands.separator:
            verdict.refuse("hidden", line=text.count("\n", 0, text.index(sign)) + 1)
            break
    both, returns, feeds = text.count("\r\n"), text.count("\r"), text.count("\n")
    if returns != both or (both and both != feeds):
        verdict.refuse("line_ends")


def read_sheet(text: str, demands: Demands, verdict: Verdict) -> Sheet | None:
    """The table, or None and reasons where there is not one table with the declared columns."""
    separator = demands.separator or find_separator(text, demands.columns)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    before = len(verdict.reasons)
    read: list[tuple[int, list[str]]] = []
    try:
        for cells in reader:
            # A file has few values and many cells: each is kept once.
            read.append((reader.line_num, list(map(sys.intern, cells))))
    except csv.Error:
        verdict.refuse("not_csv", line=(read[-1][0] if read else 0) + 1)
        return None
    heading = tuple(read[0][1]) if read else ()
    check_heading(heading, demands, verdict)
    if len(verdict.reasons) > before:
        return None
    rows = list(read_rows(heading, read[1:], verdict))
    if not rows and len(verdict.reasons) == before:
        verdict.refuse("no_rows")
    if len(verdict.reasons) > before:
        return None
    return Sheet(heading, [row for _, row in rows], [line for line, _ in rows], separator)


def find_separator(text: str, columns: Sequence[str]) -> str:
    """Comma or semicolon, whichever parts the heading into more of the columns; a comma if both do."""
    heading = text.split("\n", 1)[0]

    def count(separator: str) -> int:
        return len({name.strip(' "\r') for name in heading.split(separator)}.intersection(columns))

    return ";" if count(";") > count(",") else ","


def check_heading(heading: Row, demands: Demands, verdict: Verdict) -> None:
    """Refuse missing, repeated and undeclared columns; undeclared ones by place, since a heading may be a row of values."""
    for name in demands.columns:
        if name not in heading:
            verdict.refuse("missing_column", column=name)
    folded = [fold_value(name) for name in heading]
    for place, name in enumerate(heading):
        if folded[place] in folded[:place]:
            verdict.refuse("column_twice", column=place + 1)
        elif name not in demands.columns:
            verdict.refuse("undeclared", column=place + 1)


def read_rows(
    heading: Row, read: Iterable[tuple[int, list[str]]], verdict: Verdict
) -> Iterator[tuple[int, Row]]:
    """The rows as wide as the heading; the first of each other kind is a reason."""
    told: set[str] = set()
    for line, cells in read:
        row = tuple(cells)
        fault = find_row_fault(heading, row)
        if fault is None:
            yield line, row
        elif fault not in told:
            told.add(fault)
            verdict.refuse(fault, line=line)


def find_row_fault(heading: Row, row: Row) -> str | None:
    """What is wrong with a row as a whole."""
    if not any(row) and len(row) < 2 and len(heading) > 1:
        return "blank_line"
    if row[:1] and row[0].lstrip().startswith("#") and not is_missing(row[0]):
        return "comment"
    if row == heading:
        return "heading_again"
    return "ragged" if len(row) != len(heading) else None


def check_cells(sheet: Sheet, demands: Demands, verdict: Verdict) -> None:
    """Refuse what no cell may hold, and columns whose values are written in several ways or are keys."""
    starred = [is_starred(row, sheet.heading, demands) for row in sheet.rows]
    for place, name in enumerate(sheet.heading):
        values = sheet.find_values(place)
        faults: dict[str, int] = {}
        for value, line in values.items():
            for fault in list_faults(value, sheet.separator):
                faults[fault] = min(line, faults.get(fault, line))
        for fault, line in faults.items():
            verdict.refuse(f"cell.{fault}", column=name, line=line)  # words: anonymity_check.cell.
        if has_variants(values):
            verdict.refuse("variants", column=name)
        if has_two_number_writings(values):
            verdict.refuse("numbers", column=name)
        shown = [row[place] for row, away in zip(sheet.rows, starred, strict=True) if not away]
        if len({value for value in shown if is_missing(value)}) > 1:
            verdict.refuse("missing_marks", column=name)
        if is_key(shown, name, demands):
            verdict.refuse("key", column=name)


def is_starred(row: Row, heading: Row, demands: Demands) -> bool:
    """Whether every quasi-identifier of the row is a star."""
    return all(value == STAR for value, name in zip(row, heading, strict=True) if name in demands.quasi)


def is_key(values: Sequence[str], name: str, demands: Demands) -> bool:
    """Whether a column tells every row from every other.

    A quasi-identifier that does has classes of one and is refused for that. Amounts are allowed to differ in a column
    with an order, and anything in a sensitive column of so few rows that it says nothing.
    """
    if len(values) < 2 or name in demands.quasi:
        return False
    counts = Counter(values)
    if name not in demands.sensitive:
        alone = sum(1 for count in counts.values() if count == 1)
        return len(counts) == len(values) or (len(values) >= FEWEST_FOR_KEY and alone * 10 > len(values) * 9)
    if len(values) < FEWEST_FOR_KEY or len(counts) < len(values):
        return False
    return name not in demands.ordered or any(read_number(value) is None for value in counts)


def check_order(sheet: Sheet, demands: Demands, verdict: Verdict) -> None:
    """Refuse rows that do not stand in the order of what they show, since any other order tells of how they came to be.

    Sorted by the columns as they stand or as they were declared, each as text or as numbers where all are numbers.
    """
    faults = [
        find_unsorted(sheet, places, numeric=numeric)
        for places in (
            range(len(sheet.heading)),
            [sheet.heading.index(name) for name in demands.columns],
        )
        for numeric in (False, True)
    ]
    if None not in faults:
        verdict.refuse("unsorted", line=max(line for line in faults if line is not None))


def find_unsorted(sheet: Sheet, places: Iterable[int], *, numeric: bool) -> int | None:
    """The line of the first row that should stand before the one above it; None where all are in order."""
    ranks = [(place, rank_values(sheet.find_values(place), numeric=numeric)) for place in places]
    above: list[int] = []
    for row, line in zip(sheet.rows, sheet.lines, strict=True):
        here = [rank[row[place]] for place, rank in ranks]
        if here < above:
            return line
        above = here
    return None


def rank_values(values: Iterable[str], *, numeric: bool) -> dict[str, int]:
    """Values by their place in the order of text, or of numbers where all that are not missing are numbers."""
    distinct = sorted(set(values))
    numbers = {value: read_number(value) for value in distinct if not is_missing(value)}
    if numeric and None not in numbers.values():
        distinct.sort(key=lambda value: numbers.get(value) or Fraction(0))
        distinct.sort(key=is_missing, reverse=True)
    return {value: place for place, value in enumerate(distinct)}


def check_classes(sheet: Sheet, demands: Demands, verdict: Verdict) -> None:
    """Reckon k, l and t of what is shown, and refuse what does not reach the demands."""
    rows = sheet.rows
    if demands.starred:
        # A star among the known columns alone is no suppression: such a row still tells the secret of one who is in no
        # other class. So only rows that show nothing at all are passed over.
        rows = [row for row in rows if any(value != STAR for value in row)]
    verdict.k = 0
    if not rows:
        verdict.refuse("no_rows")
        return
    classes = gather_classes(rows, [sheet.heading.index(name) for name in demands.quasi])
    verdict.k = min(map(len, classes))
    if verdict.k < demands.k:
        verdict.refuse("too_small", found=verdict.k, asked=demands.k)
    for name in demands.sensitive:
        check_sensitive(rows, classes, sheet.heading.index(name), name, demands, verdict)
    if demands.background:
        check_background(rows, sheet.heading, demands, verdict)
    for name in demands.units:
        place = sheet.heading.index(name)
        fewest = min(len({row[place] for row in one if not is_missing(row[place])}) for one in classes)
        if fewest < demands.fewest_units:
            verdict.refuse("few_units", column=name, found=fewest, asked=demands.fewest_units)


def gather_classes(rows: Iterable[Row], places: Sequence[int]) -> list[list[Row]]:
    """The rows that cannot be told apart by the columns at the places, class by class."""
    classes: dict[Row, list[Row]] = {}
    for row in rows:
        classes.setdefault(tuple(row[place] for place in places), []).append(row)
    return list(classes.values())


def check_background(rows: Sequence[Row], heading: Row, demands: Demands, verdict: Verdict) -> None:
    """Refuse a sensitive column that has one value alone where all other columns are alike."""
    for name in demands.sensitive:
        place = heading.index(name)
        others = [one for one in range(len(heading)) if one != place]
        if any(len({row[place] for row in one}) == 1 for one in gather_classes(rows, others)):
            verdict.refuse("told_by_others", column=name)


def check_sensitive(
    rows: Sequence[Row],
    classes: Sequence[Sequence[Row]],
    place: int,
    name: str,
    demands: Demands,
    verdict: Verdict,
) -> None:
    """One sensitive column: how few values a class has, and how far from the file it lies."""
    whole = Counter(row[place] for row in rows)
    counts = [Counter(row[place] for row in one) for one in classes]
    fewest = min(map(len, counts))
    verdict.l = fewest if verdict.l is None else min(verdict.l, fewest)
    limits = demands.find_limits(name)
    known = min(len(one.keys() - limits.blanks) for one in counts)
    if limits.l is not None and known < limits.l:
        verdict.refuse("few_values", column=name, found=known, asked=limits.l)
    check_shares(counts, name, limits, verdict)
    told = demands.ordered.get(name)
    order = None if told is None else order_values(whole, told)
    if told and order is None:
        verdict.refuse("unlisted", column=name)
    # No order lies farther than values that are all equally far apart, so an order that is not known is on the safe side.
    farthest = max(measure_distance(one, whole, order) for one in counts)
    verdict.t = farthest if verdict.t is None else max(verdict.t, farthest)
    if limits.t is not None and farthest > limits.t:
        verdict.refuse("too_far", column=name, found=show_share(farthest), asked=show_share(limits.t))
        if told == () and order is None:
            verdict.refuse("no_order", column=name)


def check_shares(counts: Sequence[Counter[str]], name: str, limits: Limits, verdict: Verdict) -> None:
    """Refuse a class in which one value is too common, or a few of them make up nearly all."""
    greatest = max(Fraction(max(one.values()), one.total()) for one in counts)
    if limits.alpha is not None and greatest > limits.alpha:
        verdict.refuse("too_common", column=name, found=show_share(greatest), asked=show_share(limits.alpha))
    if limits.entropy_l is not None:
        least = min(map(measure_entropy, counts))
        if least < math.log(limits.entropy_l) - ROUNDING:
            # Rounded down, so that what is under the limit never looks as if it were not.
            found = math.floor(math.exp(least) * 1000) / 1000
            verdict.refuse("too_uneven", column=name, found=f"{found:.3f}", asked=f"{limits.entropy_l:g}")


def measure_entropy(counts: Counter[str]) -> float:
    """The entropy of the values of a class, in natural logarithms."""
    size = counts.total()
    return -math.fsum(count / size * math.log(count / size) for count in counts.values() if count)


def order_values(values: Iterable[str], told: Sequence[str]) -> list[str] | None:
    """Values from low to high; None where their order is not known.

    As told, which must name them all; else as numbers; else by the number that each begins with ("0-3", "over 12"), where
    these differ. Missing ones that are not told stand first.
    """
    distinct = sorted(set(values))
    missing = [value for value in distinct if is_missing(value) and value not in told]
    present = [value for value in distinct if value not in missing]
    if told:
        return [*missing, *sorted(present, key=told.index)] if set(present) <= set(told) else None
    keys = [read_number(value) for value in present]
    if None in keys:
        begun = [LEADING_NUMBER.match(value) for value in present]
        keys = [read_number(match[1]) if match else None for match in begun]
        if None in keys or len(set(keys)) < len(keys):
            return None
    ranked = sorted(zip(keys, present, strict=True), key=lambda pair: (pair[0] or Fraction(0), pair[1]))
    return [*missing, *(value for _, value in ranked)]


def measure_distance(part: Counter[str], whole: Counter[str], order: Sequence[str] | None) -> Fraction:
    """The earth mover's distance of a class to the file, exactly.

    Half the sum of differences where all values are equally far apart; with an order, the mean of the summed
    differences over the steps between neighbours (Li, Li and Venkatasubramanian 2007, section 4).
    """
    size, rows = sum(part.values()), sum(whole.values())
    moved = far = 0
    for value in order if order is not None else whole:
        difference = part[value] * rows - whole[value] * size
        moved = moved + difference if order is not None else difference
        far += abs(moved)
    steps = 2 if order is None else max(len(order) - 1, 1)
    return Fraction(far, steps * size * rows)


def show_share(share: Fraction) -> str:
    """A share with three decimals, rounded up so that what is over the limit never looks as if it were not."""
    thousandths = -(-share.numerator * 1000 // share.denominator)
    return f"{thousandths / 1000:.3f}"
