"""Bars that lie: our own figure filled, AFI's hollow under it, and the number at the end of each.

Places across are per cent of the width, so that a wider window gives longer bars and not larger letters. Places down are
pixels. The words are given; nothing is rounded or counted here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

WIDEST = 72.0
"""Per cent of the width that a bar of 100 per cent takes: the number stands at its end, also in the narrowest window."""
LABEL, LABEL_LINE, GAP = 18, 14, 12
"""The height of a line of words, where its letters stand in it, and the air under each row; in pixels."""
BARS = {"own": (12, 4, 6), "afi": (8, 4, 7)}
"""How high a bar is, the air above it, and how far its number stands below its middle, less the half of the letters."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A row to draw: an answer, our share and AFI's in per cent, and what stands at the end of each bar.

    A share of None has no bar, and its words stand where it would begin; words of None leave the line out.
    """

    label: str
    own: float | None = None
    own_words: str | None = None
    afi: float | None = None
    afi_words: str | None = None


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar and its number. `width` is None where there is no figure, so no bar; a share of nought is a thin line."""

    kind: str
    """`own` is filled, `afi` hollow."""
    y: int
    height: int
    width: str | None
    x: str
    """Where the bar ends and its number begins."""
    text: str
    text_y: int


@dataclass(frozen=True, slots=True)
class BarRow:
    """An answer with its bars."""

    label: str
    y: int
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class BarPicture:
    """A picture of bars. `text` says all of it in words."""

    title: str
    text: str
    height: int
    rows: tuple[BarRow, ...]


def draw_bars(title: str, figures: Iterable[Figure]) -> BarPicture:
    """The picture of the rows in their order, each one as high as it has bars."""
    rows, told, top = [], [], 0
    for figure in figures:
        bars, y = [], top + LABEL
        for kind, share, words in (
            ("own", figure.own, figure.own_words),
            ("afi", figure.afi, figure.afi_words),
        ):
            if words is None:
                continue
            height, air, below = BARS[kind]
            y += air
            bars.append(_draw_bar(kind, share, words, y, height, below))
            y += height
        rows.append(BarRow(figure.label, top + LABEL_LINE, tuple(bars)))
        told.append(f"{figure.label}: {', '.join(_tell(bar) for bar in bars)}")
        top = y + GAP
    return BarPicture(title, ". ".join(told), max(top - GAP, 0), tuple(rows))


def _draw_bar(kind: str, share: float | None, words: str, y: int, height: int, below: int) -> Bar:
    end = f"{share * WIDEST / 100:.1f}%" if share is not None else "0%"
    width = None if share is None else end if share > 0 else "1"
    return Bar(kind, y, height, width, end, words, y + height // 2 + below - 2)


def _tell(bar: Bar) -> str:
    return bar.text if bar.kind == "own" else f"AFI {bar.text}"
