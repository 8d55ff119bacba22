"""The timeline of a case: who had contact with whom, when and in which form, as a picture and as a table.

Three lanes, one for each relationship, and a fourth for mentor with jobseeker where somebody has told of such contact. A
tile is an entry, its shape and sign the form; attempts and plans are hollow. Pauses cut the lane. The marks at the foot of
a lane are the days that contact was agreed for; a ring is the day it is due next, a triangle the day that has passed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hybridmentor.documents.calendar_axis import draw_axis, find_monday
from hybridmentor.documents.timeline_facts import (
    PLANNED,
    REPORTED,
    Timeline,
    TimelineLane,
    TimelinePause,
    TimelinePoint,
    name_form,
)
from hybridmentor.documents.timeline_picture import (
    FULL,
    LINE,
    PLAN,
    RECENT,
    WHOLE,
    Entry,
    Picture,
    draw_picture,
)
from hybridmentor.documents.timeline_words import LegendEntry, TimelineRow, TimelineWords, list_signs
from hybridmentor.domain.collaboration import ATTEMPTS, TOOK_PLACE
from hybridmentor.domain.practice import PracticeModel

__all__ = [
    "Timeline",
    "TimelineDrawing",
    "TimelineLane",
    "TimelinePause",
    "TimelinePoint",
    "draw_timeline",
]

DAY, WEEK = timedelta(days=1), timedelta(days=7)
RECENT_WEEKS, WEEKS_AHEAD = 7, 2
LEAST_WEEKS = 12
"""The whole picture is never shorter: in a new case one week would fill it."""
LEAST_AHEAD = timedelta(days=42)
"""So far ahead the whole picture reaches for what is planned or due, or a fifth of the case's days where that is more."""
KINDS = {TOOK_PLACE: FULL, PLANNED: PLAN, **dict.fromkeys(ATTEMPTS, LINE)}
ORDER = {outcome: (FULL, LINE, PLAN).index(kind) for outcome, kind in KINDS.items()}


@dataclass(frozen=True, slots=True)
class TimelineDrawing:
    """All that the component shows, in words and in places."""

    heading: str
    whole: Picture
    """From the first day on, for a wide window."""
    recent: Picture
    """The recent weeks, for a narrow one."""
    recent_word: str
    is_longer: bool
    """Whether the whole shows more than the recent weeks."""
    note: str | None
    """What stands instead of entries."""
    legend: tuple[LegendEntry, ...]
    summary: tuple[str, ...]
    """The whole told in sentences."""
    rows: tuple[TimelineRow, ...]
    """The entries, the latest first."""


def draw_timeline(timeline: Timeline, practice: PracticeModel, language: str) -> TimelineDrawing:
    """The timeline of a case in a language, whole and recent weeks, and as a table.

    Entries of other outcomes than contact, attempts and plans, such as cancelled ones, are left out of all three. A lane of
    `mentor_jobseeker` is there where there is such contact, whether one is given or not.
    """
    words = TimelineWords(practice, language, timeline.today)
    points = sorted((one for one in timeline.points if one.outcome in KINDS), key=lambda one: one.day)
    lanes = list_lanes(timeline.lanes, points)
    own = share_points(lanes, points)
    entries = [(lane, list_entries(some)) for lane, some in own]
    axis = draw_axis(*find_span(timeline, points), WHOLE.width, language)
    recent_axis = draw_axis(*find_recent_span(timeline), RECENT.width, language)
    recent_points = [point for point in points if recent_axis.has(point.day)]
    summary = words.summarise(timeline, own)
    recent_summary = words.summarise(timeline, share_points(lanes, recent_points), axis=recent_axis)
    whole = draw_picture(WHOLE, axis, timeline, entries, words, " ".join(summary))
    recent = draw_picture(RECENT, recent_axis, timeline, entries, words, " ".join(recent_summary))
    signs = list_signs(points) | whole.list_marks(), list_signs(recent_points) | recent.list_marks()
    legend = words.explain(signs[0] | signs[1], {point.outcome for point in points})
    return TimelineDrawing(
        heading=words.name_heading(axis.unit),
        whole=whole,
        recent=recent,
        recent_word=words.name_recent(RECENT_WEEKS),
        is_longer=min(timeline.from_on, points[0].day if points else timeline.from_on) < recent_axis.first,
        note=words.say_empty() if all(point.outcome == PLANNED for point in points) else None,
        legend=tuple(entry._replace(only=say_where(entry.sign, *signs)) for entry in legend),
        summary=summary,
        rows=words.list_rows(points),
    )


def list_lanes(lanes: Sequence[TimelineLane], points: Sequence[TimelinePoint]) -> list[TimelineLane]:
    """The lanes, the one for reported contact only where there is some."""
    if not any(REPORTED in point.relationships for point in points):
        return [lane for lane in lanes if REPORTED not in lane.relationships]
    has_lane = any(REPORTED in lane.relationships for lane in lanes)
    return list(lanes) if has_lane else [*lanes, TimelineLane((REPORTED,))]


def share_points(
    lanes: Sequence[TimelineLane], points: Iterable[TimelinePoint]
) -> list[tuple[TimelineLane, list[TimelinePoint]]]:
    """The lanes, each with the points that stand on it: one with several parties stands on several, on none twice."""
    places = {key: place for place, lane in enumerate(lanes) for key in lane.relationships}
    shared: list[list[TimelinePoint]] = [[] for _ in lanes]
    for point in points:
        for place in {places[key] for key in point.relationships if key in places}:
            shared[place].append(point)
    return list(zip(lanes, shared, strict=True))


def list_entries(points: Iterable[TimelinePoint]) -> list[Entry]:
    """What stands on a lane in the order of time, and on the same day what took place first."""
    ordered = sorted(points, key=lambda point: (point.day, ORDER[point.outcome]))
    return [
        (point.day, kind := KINDS[point.outcome], f"tile-{name_form(point.form)}-{kind}") for point in ordered
    ]


def find_span(timeline: Timeline, points: Sequence[TimelinePoint]) -> tuple[date, date]:
    """The first and the last day that the whole picture must show."""
    days = [timeline.from_on, *(point.day for point in points)]
    if timeline.to_on is not None:
        first, last = min(days), max(timeline.to_on + WEEK, *days)
    else:
        # Two weeks before today at least, so that what happened today has a place at the left of its line.
        first = min(*days, timeline.today - 2 * WEEK)
        length = timeline.today - first
        # Some days after what comes last, for the words beside it.
        days.extend(lane.due_on + length / 20 for lane in timeline.lanes if lane.due_on is not None)
        furthest = timeline.today + max(LEAST_AHEAD, length / 5)
        last = max(timeline.today + max(WEEKS_AHEAD * WEEK, length / 20), min(max(days), furthest))
    return first, max(last, first + LEAST_WEEKS * WEEK - DAY)


def find_recent_span(timeline: Timeline) -> tuple[date, date]:
    """The first and the last day of the recent weeks and the next ones, also where they begin before the case."""
    first = find_monday(timeline.to_on or timeline.today) - (RECENT_WEEKS - 1) * WEEK
    return first, first + (RECENT_WEEKS + WEEKS_AHEAD) * WEEK - DAY


def say_where(sign: str, whole: Collection[str], recent: Collection[str]) -> str:
    """The picture that alone has the sign, or an empty text."""
    if sign in whole and sign in recent:
        return ""
    return WHOLE.name if sign in whole else RECENT.name
