"""A row of segments that together are the whole: a number in each that has room for it. Places are per cent of the width."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

NARROWEST_WITH_NUMBER = 5.0
"""A segment narrower than this has its number in the words beside the picture only."""


@dataclass(frozen=True, slots=True)
class Segment:
    """One part of the whole."""

    kind: str
    x: str
    width: str
    middle: str
    text: str
    """Empty where there is no room."""


def draw_segments(counts: Iterable[tuple[str, int]]) -> tuple[Segment, ...]:
    """The segments in their order; a part of nought has none."""
    parts = [(kind, n) for kind, n in counts if n > 0]
    total, x, found = sum(n for _, n in parts), 0.0, []
    for kind, n in parts:
        width = 100 * n / total
        text = str(n) if width >= NARROWEST_WITH_NUMBER else ""
        found.append(Segment(kind, f"{x:.2f}%", f"{width:.2f}%", f"{x + width / 2:.2f}%", text))
        x += width
    return tuple(found)
