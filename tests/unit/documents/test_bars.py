"""Bars: as long as their share, a line where it is nought, none where there is no figure, and all of it in words."""

from __future__ import annotations

from itertools import pairwise

import pytest

from hybridmentor.documents.bars import LABEL, WIDEST, Bar, Figure, draw_bars


def find_bars(*figures: Figure) -> list[Bar]:
    return [bar for row in draw_bars("Bruker", figures).rows for bar in row.bars]


@pytest.mark.parametrize(
    ("share", "width", "x"),
    [
        (100.0, f"{WIDEST}%", f"{WIDEST}%"),
        (50.0, "36.0%", "36.0%"),
        (0.5, "0.4%", "0.4%"),
        (0.0, "1", "0.0%"),
        (None, None, "0%"),
    ],
)
def test_a_bar_is_as_long_as_its_share(share: float | None, width: str | None, x: str):
    (bar,) = find_bars(Figure("Ukentlig", share, "så mye"))
    assert (bar.kind, bar.width, bar.x, bar.text) == ("own", width, x, "så mye")
    (afi,) = find_bars(Figure("Ukentlig", None, None, share, "så mye"))
    assert (afi.kind, afi.width, afi.x) == ("afi", width, x)


def test_rows_stand_under_each_other_without_touching():
    picture = draw_bars(
        "Bruker",
        [Figure("Ukentlig", 20, "20 % (2)", 14, "14 %"), Figure("Aldri", 0, "0 % (0)"), Figure("Ujevnt")],
    )
    places = [(bar.y, bar.y + bar.height) for row in picture.rows for bar in row.bars]
    assert places == sorted(places)
    assert all(end < begin for (_, end), (begin, _) in pairwise(places))
    assert [len(row.bars) for row in picture.rows] == [2, 1, 0]
    tops = [row.y for row in picture.rows]
    assert tops == sorted(tops)
    assert tops[1] > places[1][1]
    assert picture.height == tops[-1] + LABEL - picture.rows[0].y
    assert draw_bars("Bruker", []).height == 0


def test_the_picture_is_told_in_words():
    picture = draw_bars(
        "Bruker, hyppighet",
        [
            Figure("Ukentlig", 18.2, "18 % (2)", 14.0, "14 %"),
            Figure("Aldri", 0.0, "0 % (0)", None, "ikke oppgitt"),
        ],
    )
    assert picture.title == "Bruker, hyppighet"
    assert picture.text == "Ukentlig: 18 % (2), AFI 14 %. Aldri: 0 % (0), AFI ikke oppgitt"
