"""What a study asks, of whom and to which version of its text, and how the answers stand.

The persons of a case are asked as for any other purpose (`consent_state`), each study being a purpose of its own with a text of
its own; advisers answer for themselves. What withdrawal can undo is said in each text: later releases, never one that has
been handed out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from hybridmentor.domain.consent_state import Purpose

STUDY = "study"
"""The key in `consent_purpose` of a consent to a study; which study stands beside it."""
PERSONS, ADVISERS = AUDIENCES = ("persons", "advisers")
"""Whom a text is for: those of a case, and the advisers."""
PARTICIPATING, GUEST, CONTROL = PARTS = ("participating", "guest", "control")
"""An office's part: its cases can be handed out, or none is (guest), or it answers surveys only (control)."""
ALLOWED_PARTS = {PARTICIPATING: PARTS, CONTROL: (CONTROL, GUEST), GUEST: (GUEST,)}
"""What an office can be in a study, by its part in the project: never more than that."""
ANSWERS = ("yes", "no", "old_version", "missing")
"""How an adviser's own answer stands."""


@dataclass(frozen=True)
class TextVersions:
    """Which versions of a text there are that count: the one in use, and the earliest that a yes still covers."""

    latest: int
    oldest_standing: int

    def accepts(self, number: int) -> bool:
        """Whether a yes to this version still stands."""
        return self.oldest_standing <= number <= self.latest


def find_versions(texts: Iterable[tuple[int, bool]]) -> TextVersions | None:
    """The versions that count among those of one audience, each with whether it keeps earlier consents; None without any."""
    known = sorted(texts)
    if not known:
        return None
    # The first keeps nothing: there is nothing before it.
    breaks = [number for number, keeps_earlier in known if not keeps_earlier]
    return TextVersions(known[-1][0], max(breaks, default=known[0][0]))


def find_version_on(texts: Iterable[tuple[int, date]], day: date) -> int | None:
    """The version in use on a day, of those of one audience, each with the first day it was there; None before the first.

    A version that came on the day itself was in use.
    """
    return max((number for number, from_on in texts if from_on <= day), default=None)


def make_purpose(study_id: UUID, versions: TextVersions) -> Purpose:
    """The study as a purpose of `consent_state`: a key of its own, the version in use, and those that still stand."""
    standing = frozenset(range(versions.oldest_standing, versions.latest))
    return Purpose(name_purpose(study_id), versions.latest, standing)


def name_purpose(study_id: UUID) -> str:
    """The key of a study as a purpose."""
    return f"{STUDY}-{study_id.hex}"


def judge_answer(last: tuple[int, bool] | None, versions: TextVersions | None) -> str:
    """How an adviser's answer stands, one of `ANSWERS`; `last` is the version that was read and whether it was a yes."""
    if last is None:
        return "missing"
    number, is_yes = last
    if not is_yes:
        return "no"
    return "yes" if versions is not None and versions.accepts(number) else "old_version"


def band_count(number: int) -> tuple[int, int] | None:
    """A number of cases as a band, from and to (both inside), that no one case can be told from; None for fewer than five.

    The same bands for everybody and every day, so that two looks at the page say no more than one.
    """
    if number < BANDS[0]:
        return None
    least = max(start for start in BANDS if start <= number)
    place = BANDS.index(least)
    return (least, BANDS[place + 1] - 1) if place + 1 < len(BANDS) else (least, 0)


BANDS = (5, 10, 20, 35, 50, 75, 100, 150, 200, 300, 500, 750, 1000, 2000, 5000, 10_000)
"""Where the bands of `band_count` begin; the last has no end, which is 0."""
