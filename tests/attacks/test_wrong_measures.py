"""Files that a careless measure calls safe: each wrong way of counting is seen to pass what the independent check refuses.

The ways are those in which tools have been seen to go wrong: rows looked up by their label, rows with an empty cell left out or
matching any value, codes taken for amounts, what is not known taken for an answer, closeness to rows that are not published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from itertools import accumulate

from hybridmentor.domain.anonymity_check import Demands, Limits, check_anonymity

DEMANDS = Demands(k=4, quasi=("place",), sensitive=("answer",), any_order=True)
Rows = Sequence[tuple[str, str]]


def refuse(rows: Rows, demands: Demands) -> set[str]:
    """What the check says of the rows, without the common beginning."""
    text = "".join(f"{place},{answer}\n" for place, answer in [("place", "answer"), *rows])
    return {one.id.removeprefix("anonymity_check.") for one in check_anonymity(text, demands).reasons}


def group(rows: Rows) -> dict[str, list[str]]:
    """The answers of each place."""
    found: dict[str, list[str]] = {}
    for place, answer in rows:
        found.setdefault(place, []).append(answer)
    return found


def measure_distance(own: Sequence[str], whole: Sequence[str], *, ordered: bool = False) -> Fraction:
    """How far the shares of a class lie from those of all."""
    mine, all_ = Counter(own), Counter(whole)
    gaps = [Fraction(mine[one], len(own)) - Fraction(all_[one], len(whole)) for one in sorted(all_)]
    return sum(map(abs, accumulate(gaps))) / (len(gaps) - 1) if ordered else sum(map(abs, gaps)) / 2


def test_rows_are_not_looked_up_where_they_stood_before_they_were_sorted():
    before = [(place, answer) for answer in ("a", "b", "c", "d") for place in ("east", "west")]
    before = [("east", "a") if place == "east" else (place, answer) for place, answer in before]
    order = sorted(range(len(before)), key=lambda place: before[place])
    rows = [before[place] for place in order]
    # The careless way: the labels of the class, taken for places among the sorted rows.
    labels = [place for place in order if before[place][0] == "east"]
    assert len({rows[label][1] for label in labels}) > 1, "with the defence off the class looks diverse"
    assert set(group(rows)["east"]) == {"a"}
    assert refuse(rows, replace(DEMANDS, l=2)) == {"few_values"}


def test_a_row_with_an_empty_cell_does_not_vanish():
    rows = [("", "a")] + [("east", answer) for answer in "abab"]
    assert min(Counter(place for place, _ in rows if place).values()) == 4, "with the defence off"
    assert refuse(rows, DEMANDS) == {"too_small"}


def test_an_empty_or_starred_cell_is_like_no_other():
    for mark in ("", "*"):
        rows = [(mark, answer) for answer in "ab"] + [("east", "a"), ("east", "b")]
        places = [place for place, _ in rows]
        fits = [sum(mark in (one, other) or one == other for other in places) for one in places]
        assert min(fits) == 4, "with the defence off: the cell fits every row"
        assert refuse(rows, DEMANDS) == {"too_small"}


def test_codes_that_look_like_numbers_are_no_amounts():
    rows = [("east", one) for one in "1133"] + [("west", one) for one in "1234"]
    whole, limit = [answer for _, answer in rows], Fraction(1, 5)
    by_order, by_name = (
        max(measure_distance(own, whole, ordered=way) for own in group(rows).values())
        for way in (True, False)
    )
    assert by_order <= limit < by_name, "with the defence off the class is close enough"
    assert refuse(rows, replace(DEMANDS, t=limit)) == {"too_far"}
    assert refuse(rows, replace(DEMANDS, t=limit, ordered={"answer": ()})) == set()


def test_what_is_not_known_is_no_second_answer():
    for blank in ("", "unknown"):
        rows = [("east", "a"), ("east", "a"), ("east", "a"), ("east", blank)]
        assert len({answer for _, answer in rows}) == 2, "with the defence off there are two answers"
        limits = {"answer": Limits(l=2, blanks=(blank,))}
        assert refuse(rows, replace(DEMANDS, limits=limits)) == {"few_values"}


def test_closeness_is_to_the_rows_that_are_there():
    published = [("east", one) for one in "1112"] + [("west", one) for one in "11221122"]
    limit = Fraction(3, 20)

    def find_farthest(*held_back: str) -> Fraction:
        whole = [answer for _, answer in published] + list(held_back)
        return max(measure_distance(own, whole) for own in group(published).values())

    assert find_farthest("1") <= limit, "with the defence off: a row that is not published brings all nearer"
    assert find_farthest() == Fraction(1, 6)
    assert refuse(published, replace(DEMANDS, t=limit)) == {"too_far"}
    assert refuse(published, replace(DEMANDS, t=Fraction(1, 6))) == set()
