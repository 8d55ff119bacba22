"""How wide a text is when it is drawn, near enough to keep two labels apart."""

from __future__ import annotations

from functools import lru_cache

_NARROW, _SLIM, _CAPITAL, _BROAD, _WIDEST = "ijlIt.,:;'()[]|/› ", "fr-", "BCDGHKNOPQRUØ", "wMW%æ", "mÆ"
_WIDTHS = {
    **dict.fromkeys(_NARROW, 0.34),
    **dict.fromkeys(_SLIM, 0.38),
    **dict.fromkeys(_CAPITAL, 0.67),
    **dict.fromkeys(_BROAD, 0.82),
    **dict.fromkeys(_WIDEST, 0.88),
    "→": 1.02,
}
_OTHER = 0.57
"""Shares of the size of the letters, rounded up from Source Sans 3 in weight 600."""


@lru_cache(maxsize=512)
def measure_text(text: str, size: float = 12) -> float:
    """At least the width of a line of text in letters of a size, both in pixels."""
    return size * sum(_WIDTHS.get(letter, _OTHER) for letter in text)


@lru_cache(maxsize=64)
def wrap_text(text: str, room: float, size: float = 12) -> tuple[str, ...]:
    """The text in lines that are no wider than the room, broken at spaces; a longer word keeps a line of its own."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and measure_text(longer, size) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)
