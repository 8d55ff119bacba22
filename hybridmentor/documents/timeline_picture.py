"""One picture of a timeline: where each line, tile and word stands.

Places across are per cent of the width, so that a wider window gives more air and not larger letters; they are laid out
for the least width that the picture is shown at. Places down are pixels.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from hybridmentor.documents.calendar_axis import Axis
from hybridmentor.documents.text_width import measure_text, wrap_text
from hybridmentor.documents.tiles import MOST_AWAY, SLOT, Tile, place_tiles, spread_out
from hybridmentor.documents.timeline_facts import Timeline, TimelineLane
from hybridmentor.documents.timeline_words import TimelineWords
from hybridmentor.domain.case_course import Pause, Stretch, cut_out_pauses, find_pause

DAY = timedelta(days=1)
EDGE = SLOT / 2
CLEAR = 12.0
"""From the line of today to the middle of the nearest tile."""
SMALL, NORMAL = 12, 13
NAME_SIZE = 14
RING = 6.0
"""Half of the ring of a due day, with its line."""
LEAST_TICK = 8.0
"""So far apart the marks of agreed days stand at least, taken together."""
MOST_SHOWN = 99

Entry = tuple[date, str, str]
"""Day, kind (`FULL`, `LINE`, `PLAN`) and sign of something on a lane."""
FULL, LINE, PLAN = "full", "line", "plan"


@dataclass(frozen=True, slots=True)
class Frame:
    """The measures of one of the two pictures, in pixels."""

    name: str
    width: float
    """The least width of the part where time runs."""
    top: int
    """Where the first lane begins, under the axis."""
    lane: int
    line: int
    """From the top of a lane to the middle of its tiles."""
    foot: int
    """And to the base line of the words at its foot."""
    names: int
    """How wide the names of the lanes are at the left of the picture; 0 where they stand above each lane."""


WHOLE = Frame("whole", 1000.0, top=42, lane=64, line=26, foot=57, names=112)
"""The style sheet has the same width of names, and shows this picture from 1000 + 112 pixels on."""
RECENT = Frame("recent", 254.0, top=42, lane=78, line=41, foot=71, names=0)


@dataclass(frozen=True, slots=True)
class Label:
    """A line of text: place, which end of it stands there, how far it is moved from it, base line."""

    x: str
    anchor: str
    dx: int
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Band:
    """A pause over all lanes, and what it says where there is room."""

    x: str
    width: str
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class LanePicture:
    """One lane. Places and texts stand in tuples, which a template takes apart quickly."""

    key: str
    """The relationship that gives it its colour."""
    names: tuple[Label, ...]
    marks: tuple[tuple[str, str, int, int, int], ...]
    """Relationship, sign, left, top and size."""
    y: int
    """The middle of the tiles."""
    tick: int
    """The upper end of the marks at its foot."""
    bottom: int
    solid: tuple[tuple[str, str], ...]
    """The line while the relationship lasts, pauses cut out: from, to."""
    dotted: tuple[tuple[str, str], ...]
    """The same for the days to come."""
    ticks: tuple[str, ...]
    tiles: tuple[tuple[str, list[str]], ...]
    """Each sign, and its places."""
    numbers: tuple[tuple[str, str], ...]
    """The numbers of tiles that stand for several: place and number; `numbers_line` those on hollow ones."""
    numbers_line: tuple[tuple[str, str], ...]
    ring: str | None
    """The next due day."""
    triangle: str | None
    """The day that has passed."""
    due: Label | None
    note: Label | None


@dataclass(frozen=True, slots=True)
class Picture:
    """One of the two pictures."""

    name: str
    height: int
    top: int
    bottom: int
    left: int
    """How far the lines between the lanes reach out to the left."""
    title: str
    text: str
    """What is to be seen, in words."""
    week: str | None
    """The word for what the lower row of the axis counts, where there is room for it."""
    heads: tuple[tuple[str, str, bool], ...]
    labels: tuple[tuple[str, str], ...]
    lines: tuple[str, ...]
    bands: tuple[Band, ...]
    lanes: tuple[LanePicture, ...]
    now: str | None
    """Where today ends, or the case ended."""
    now_label: Label | None

    def list_marks(self) -> set[str]:
        """The signs in it that stand for no single entry."""
        lanes = self.lanes
        found = {
            "tile-many-full": any(lane.numbers or lane.numbers_line for lane in lanes),
            "tile-pause": bool(self.bands),
            "tile-ticks": any(lane.ticks for lane in lanes),
            "tile-ring": any(lane.ring for lane in lanes),
        }
        return {sign for sign, occurs in found.items() if occurs}


def draw_picture(
    frame: Frame,
    axis: Axis,
    timeline: Timeline,
    lanes: Sequence[tuple[TimelineLane, Sequence[Entry]]],
    words: TimelineWords,
    text: str,
) -> Picture:
    """The picture of what lies on the axis, told in `text`; the entries of a lane come in the order of time."""
    return _Sheet(frame, axis, timeline, words).draw(lanes, text)


class _Sheet:
    """What the parts of one picture have in common."""

    def __init__(self, frame: Frame, axis: Axis, timeline: Timeline, words: TimelineWords) -> None:
        self.frame, self.axis, self.timeline, self.words = frame, axis, timeline, words
        self.per_cent = 100 / frame.width
        self.has_ended = timeline.to_on is not None
        self.now_on = timeline.to_on if timeline.to_on is not None else timeline.today
        # Not where it would be cut off: a picture of what came after the end has no line of it.
        self.now = axis.find_start(self.now_on + DAY) if axis.has(self.now_on) else None
        self.pauses = [Pause(pause.from_on, pause.to_on) for pause in timeline.pauses]

    def write(self, place: float) -> str:
        """A place across, as the picture has it."""
        return f"{place * self.per_cent:.2f}%"

    def draw(self, lanes: Sequence[tuple[TimelineLane, Sequence[Entry]]], text: str) -> Picture:
        frame, axis, words, write = self.frame, self.axis, self.words, self.write
        bottom = frame.top + frame.lane * len(lanes)
        shown = [
            (lane, [entry for entry in entries if axis.first <= entry[0] <= axis.last])
            for lane, entries in lanes
        ]
        drawn = tuple(self.draw_lane(number, *one) for number, one in enumerate(shown))
        whole = frame.names > 0
        return Picture(
            name=frame.name,
            height=bottom + 24,
            top=frame.top,
            bottom=bottom,
            left=-frame.names,
            title=words.name_picture(axis.unit, axis.first, axis.last, self.timeline, is_whole=whole),
            text=text,
            week=words.week if whole and axis.unit == "week" else None,
            heads=tuple((write(x), label, has_line) for x, label, has_line in axis.heads),
            labels=tuple((write(x), label) for x, label in axis.labels),
            lines=tuple(map(write, axis.lines)),
            bands=self.draw_bands(len(lanes)),
            lanes=drawn,
            now=write(self.now) if self.now is not None else None,
            now_label=self.draw_now_label(bottom + 18),
        )

    def draw_now_label(self, y: int) -> Label | None:
        if self.now is None:
            return None
        text = self.words.say_closed(self.now_on) if self.has_ended else self.words.today
        return self.keep_inside(self.now, y, text, NORMAL)

    def keep_inside(self, x: float, y: int, text: str, size: int, least: float = 0.0) -> Label:
        """A label in the middle under a place, moved where it would leave the picture or pass `least`."""
        half = measure_text(text, size) / 2
        if x + half > self.frame.width:
            return Label("100%", "end", 0, y, text)
        if x - half < least:
            return Label(self.write(least), "start", 0, y, text)
        return Label(self.write(x), "middle", 0, y, text)

    def draw_bands(self, lanes: int) -> tuple[Band, ...]:
        axis, bands = self.axis, []
        for pause in self.timeline.pauses:
            last = min(pause.to_on or axis.last, axis.last)
            first = max(pause.from_on, axis.first)
            if first > last:
                continue
            start, end = axis.find_start(first), axis.find_start(last + DAY)
            labels = self.label_band(pause.reason, start, end, lanes)
            bands.append(Band(self.write(start), self.write(end - start), labels))
        return tuple(bands)

    def label_band(self, reason: str | None, start: float, end: float, lanes: int) -> tuple[Label, ...]:
        """The word, and the reason under it, between the tiles of the middle lanes where no entry hides them."""
        if self.now is not None and start < self.now < end:
            # Beside the line of today, on its broader side.
            start, end = (start, self.now) if self.now - start >= end - self.now else (self.now, end)
        room, middle = end - start - 8, self.write((start + end) / 2)
        word, why = self.words.pause, self.words.name_pause(reason)
        if measure_text(word, NORMAL) > room:
            return ()
        lines = [word]
        if why and measure_text(why, SMALL) <= room:
            lines.append(why)
        # Between two lanes of the whole picture there is room for two lines, and at the foot of a lane for one.
        above = max(lanes // 2, 1)
        if self.frame.names and lanes > 1:
            y = self.frame.top + self.frame.lane * above
            return tuple(
                Label(middle, "middle", 0, y + (1 if len(lines) == 1 else -5) + 15 * number, line)
                for number, line in enumerate(lines)
            )
        y = self.frame.top + self.frame.lane * (above - 1) + self.frame.foot
        return (Label(middle, "middle", 0, y, word),)

    def draw_lane(self, number: int, lane: TimelineLane, entries: Sequence[Entry]) -> LanePicture:
        frame, axis, write = self.frame, self.axis, self.write
        top = frame.top + frame.lane * number
        due_on = lane.due_on if not self.has_ended else None
        is_overdue = lane.state == "overdue" and due_on is not None
        ring_on = None if is_overdue else due_on
        placed, ring = self.place_entries(entries, ring_on)
        tiles: dict[str, list[str]] = {}
        numbers: list[tuple[str, str]] = []
        numbers_line: list[tuple[str, str]] = []
        for place, tile in placed:
            x = write(place)
            if tile.entries == 1:
                tiles.setdefault(tile.sign, []).append(x)
            else:
                tiles.setdefault(f"tile-many-{tile.kind}", []).append(x)
                count = str(tile.entries) if tile.entries <= MOST_SHOWN else f"{MOST_SHOWN}+"
                (numbers if tile.kind == FULL else numbers_line).append((x, count))
        overdue = None
        if is_overdue and due_on is not None and due_on <= axis.last:
            overdue = max(axis.find_middle(due_on), RING + 2)
        label = None
        if overdue is not None and due_on is not None:
            label = self.label_overdue(overdue, top + frame.foot, due_on)
        elif ring_on is not None and ring_on >= axis.first:
            label = self.label_due(ring, [place for place, _ in placed], top, ring_on)
        hidden = self.find_extent(label, overdue)
        solid, dotted = self.draw_line(lane, entries)
        names, marks = self.name_lane(lane, top)
        return LanePicture(
            key=lane.relationships[0],
            names=names,
            marks=marks,
            y=top + frame.line,
            tick=top + frame.lane - 10,
            bottom=top + frame.lane,
            solid=solid,
            dotted=dotted,
            ticks=self.draw_ticks(lane.agreed, hidden),
            tiles=tuple(tiles.items()),
            numbers=tuple(numbers),
            numbers_line=tuple(numbers_line),
            ring=write(ring) if ring is not None else None,
            triangle=write(overdue) if overdue is not None else None,
            due=label,
            note=self.draw_note(lane, entries, top),
        )

    def place_entries(
        self, entries: Sequence[Entry], ring_on: date | None
    ) -> tuple[list[tuple[float, Tile]], float | None]:
        """The tiles left of today and those to come, and the ring of a due day in line with these."""
        find_middle, most = self.axis.find_middle, self.frame.width - EDGE
        before: list[Tile] = []
        after: list[Tile] = []
        for day, kind, sign in entries:
            (before if day <= self.now_on else after).append(Tile(find_middle(day), kind, sign))
        now = (
            self.now if self.now is not None else (0.0 if self.now_on < self.axis.first else self.frame.width)
        )
        placed = place_tiles(before, EDGE, min(now - CLEAR, most)) if before else []
        wanted = find_middle(ring_on) if ring_on is not None and self.axis.has(ring_on) else None
        coming, ring = _place_with_ring(after, wanted, max(now + CLEAR, EDGE), most)
        return placed + coming, ring

    def label_overdue(self, x: float, y: int, due_on: date) -> Label:
        """The words before the triangle, or after it where there is no room."""
        text = self.words.say_overdue(due_on)
        if x - RING - 4 >= measure_text(text, SMALL):
            return Label(self.write(x), "end", -10, y, text)
        return Label(self.write(x), "start", 10, y, text)

    def label_due(self, ring: float | None, tiles: Sequence[float], top: int, due_on: date) -> Label:
        """The day beside the ring where there is room, or else under it; at the edge for a day beyond it."""
        text, foot, now = self.words.write_day(due_on), top + self.frame.foot, self.now or 0.0
        if ring is None:
            if measure_text(f"{text} →", SMALL) > self.frame.width - now - 4:
                text = self.words.write_day(due_on, dated=False)
            return Label("100%", "end", 0, foot, f"{text} →")
        reach = RING + 4 + measure_text(text, SMALL)
        if ring + reach <= min((place - EDGE for place in tiles if place > ring), default=self.frame.width):
            return Label(self.write(ring), "start", 10, top + self.frame.line + 4, text)
        if (
            ring - reach >= max((place + EDGE for place in tiles if place < ring), default=0.0)
            and ring - reach > now
        ):
            return Label(self.write(ring), "end", -10, top + self.frame.line + 4, text)
        return self.keep_inside(ring, foot, text, SMALL, now + 5)

    def find_extent(self, label: Label | None, overdue: float | None) -> tuple[float, float]:
        """From where to where words at the foot of the lane hide the marks there."""
        if label is None or (overdue is None and label.dx):
            return 0.0, -1.0
        x = float(label.x[:-1]) / self.per_cent
        width = measure_text(label.text, SMALL) + 4
        if label.anchor == "middle":
            return x - width / 2, x + width / 2
        reach = abs(label.dx) + width
        return (x - reach, x + 8) if label.anchor == "end" else (x - 8, x + reach)

    def draw_ticks(self, days: Sequence[date], hidden: tuple[float, float]) -> tuple[str, ...]:
        """The marks of agreed days, none where they would run into a comb."""
        axis = self.axis
        shown = [day for day in days if axis.has(day) and find_pause(self.pauses, day) is None]
        places = [axis.find_middle(day) for day in shown]
        if len(places) > 1 and places[-1] - places[0] < LEAST_TICK * (len(places) - 1):
            return ()
        return tuple(self.write(place) for place in places if not hidden[0] <= place <= hidden[1])

    def draw_line(
        self, lane: TimelineLane, entries: Sequence[Entry]
    ) -> tuple[tuple[tuple[str, str], ...], tuple[tuple[str, str], ...]]:
        first = lane.from_on or (entries[0][0] if entries else None)
        if first is None:
            return (), ()
        first = max(first, self.axis.first)
        last = min(lane.to_on or self.now_on, self.now_on, self.axis.last)
        solid = cut_out_pauses(first, last, self.pauses) if first <= last else ()
        dotted: tuple[Stretch, ...] = ()
        if lane.to_on is None and not self.has_ended:
            coming = max(self.now_on + DAY, first)
            dotted = cut_out_pauses(coming, self.axis.last, self.pauses) if coming <= self.axis.last else ()
        return self.write_stretches(solid), self.write_stretches(dotted)

    def write_stretches(self, stretches: Sequence[Stretch]) -> tuple[tuple[str, str], ...]:
        find_start, write = self.axis.find_start, self.write
        return tuple(
            (write(find_start(one.from_on)), write(find_start(one.to_on + DAY))) for one in stretches
        )

    def name_lane(
        self, lane: TimelineLane, top: int
    ) -> tuple[tuple[Label, ...], tuple[tuple[str, str, int, int, int], ...]]:
        """The name of the lane, and the marks of the relationships in it."""
        name, signs = self.words.name_lane(lane.relationships), self.words.list_marks(lane.relationships)
        if not self.frame.names:
            marks = tuple((key, sign, 20 * index, top + 6, 18) for index, (key, sign) in enumerate(signs))
            return (Label("0%", "start", 20 * len(signs) + 4, top + 20, name),), marks
        left, line = -self.frame.names, top + self.frame.line
        lines = wrap_text(name, self.frame.names - 28, NAME_SIZE)
        first = line + 5 - 9 * (len(lines) - 1)
        labels = tuple(
            Label("0%", "start", left + 24, first + 18 * index, text) for index, text in enumerate(lines)
        )
        start = line - 8 - 9 * (len(signs) - 1)
        marks = tuple((key, sign, left, start + 18 * index, 16) for index, (key, sign) in enumerate(signs))
        return labels, marks

    def draw_note(self, lane: TimelineLane, entries: Sequence[Entry], top: int) -> Label | None:
        if lane.note is None or entries:
            return None
        return Label("0%", "start", 4, top + self.frame.line + 5, self.words.say(lane.note))


def _place_with_ring(
    tiles: Sequence[Tile], wanted: float | None, least: float, most: float
) -> tuple[list[tuple[float, Tile]], float | None]:
    """The tiles and a ring among them, which is never gathered: where they are too many it stands before or after them."""
    if wanted is None or not tiles:
        return place_tiles(tiles, least, most), None if wanted is None else min(max(wanted, least), most)
    index = bisect_right([tile.place for tile in tiles], wanted)
    row = [tile.place for tile in tiles]
    row.insert(index, wanted)
    row = [min(max(place, least), most) for place in row]
    places = spread_out(row, least, most)
    if places is not None and all(abs(one - two) <= MOST_AWAY for one, two in zip(row, places, strict=True)):
        ring = places.pop(index)
        return list(zip(places, tiles, strict=True)), ring
    if 2 * index >= len(tiles):
        placed = place_tiles(tiles, least, most - SLOT)
        return placed, min(max(wanted, placed[-1][0] + SLOT), most)
    placed = place_tiles(tiles, least + SLOT, most)
    return placed, max(min(wanted, placed[0][0] - SLOT), least)
