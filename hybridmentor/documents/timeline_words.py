"""The words of a timeline: titles, what the picture shows told in sentences, the legend and the rows of the table."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import NamedTuple

from hybridmentor.documents.calendar_axis import Axis, list_months
from hybridmentor.documents.timeline_facts import (
    PLANNED,
    REPORTED,
    UNKNOWN,
    Timeline,
    TimelineLane,
    TimelinePause,
    TimelinePoint,
    name_form,
)
from hybridmentor.domain.case_course import Pause, cut_out_pauses
from hybridmentor.domain.collaboration import ATTEMPTS, TOOK_PLACE, find_place, measure_course
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.errors import Message
from hybridmentor.i18n import pick, say, translate

LETTERS = {"mentor": "M", "jobseeker": "B", "employer": "A"}
ENGLISH_LETTERS = {"mentor": "M", "jobseeker": "J", "employer": "E"}
TITLES = {"week": "timeline.by_week", "month": "timeline.by_month", "quarter": "timeline.by_quarter"}


ATTEMPT_SIGN = "tile-phone-line"
SIGNS = (
    ("tile-unknown-full", "timeline.no_form"),
    (ATTEMPT_SIGN, ""),
    ("tile-unknown-plan", "timeline.planned"),
    ("tile-many-full", "timeline.many"),
    ("tile-pause", "timeline.pause"),
    ("tile-ticks", "timeline.agreed"),
    ("tile-ring", "timeline.due"),
)
"""What the legend says beside the forms of contact, in its order; attempts have the words of their outcomes."""


class LegendEntry(NamedTuple):
    """What a sign stands for."""

    sign: str
    text: str
    only: str = ""
    """The picture that alone has it: whole or recent."""


TimelineRow = tuple[str, str, str]
"""One entry, as the table has it: the day, who was there, and how it was."""


class TimelineWords:
    """Words in one language, with those of a practice model; names and days are looked up once each."""

    def __init__(self, practice: PracticeModel, language: str, today: date) -> None:
        self.practice, self.language, self.today_on = practice, language, today
        self.months = list_months(language)
        self.dot = "" if language == "en" else "."
        self.known: dict[tuple[str, str], str] = {}
        self.letters = ENGLISH_LETTERS if language == "en" else LETTERS
        self.week = self.translate("timeline.week")
        self.today = self.translate("timeline.today")
        self.pause = self.translate("timeline.pause")

    def translate(self, message_id: str, /, **params: object) -> str:
        """The words of an id."""
        return translate(self.language, message_id, **params)

    def say(self, message: Message | str) -> str:
        """The words of a message."""
        return say(self.language, message)

    def write_day(self, day: date, *, dated: bool = True) -> str:
        """24. nov., with the year where it is not this one: what `i18n.format_short` says, without asking Babel each time."""
        text = f"{day.day}{self.dot} {self.months[day.month - 1]}"
        return f"{text} {day.year}" if dated and day.year != self.today_on.year else text

    def name_code(self, code_set: str, key: str) -> str:
        """The short words of a code; the key itself where the model has it no more."""
        known = self.known.get((code_set, key))
        if known is None:
            codes = self.practice.find_codes(code_set)
            code = codes.code(key) if key in codes else None
            known = pick(self.language, code.short_names or code.names) if code is not None else key
            self.known[code_set, key] = known
        return known

    def name_relationship(self, key: str) -> str:
        """The name of a relationship."""
        return self.translate("timeline.reported") if key == REPORTED else self.name_code("relationship", key)

    def name_lane(self, relationships: Sequence[str]) -> str:
        """The name of a lane."""
        if len(relationships) > 1:
            return self.translate("timeline.employer_is_mentor")
        return self.name_relationship(relationships[0])

    def list_marks(self, relationships: Sequence[str]) -> list[tuple[str, str]]:
        """The marks of a lane: relationship and sign."""
        keys = ("mentor", "jobseeker") if REPORTED in relationships else relationships
        return [(key, f"{key}-{self.letters[key]}") for key in keys]

    def name_pause(self, reason: str | None) -> str:
        """Why there is a pause; empty if nobody has said it."""
        return self.name_code("pause_reason", reason) if reason else ""

    def name_heading(self, unit: str) -> str:
        """What both pictures are called, by the unit of time of the whole."""
        return self.translate("timeline.by_week" if unit == "week" else "timeline.over_time")

    def name_recent(self, weeks: int) -> str:
        """What the smaller picture shows."""
        return self.translate("timeline.recent", n=weeks)

    def name_picture(self, unit: str, first: date, last: date, timeline: Timeline, *, is_whole: bool) -> str:
        """The title of a picture, with the days that it shows."""
        start = max(first, timeline.from_on) if is_whole else first
        end = min(last, timeline.to_on or last)
        return self.translate(
            "timeline.picture",
            heading=self.translate(TITLES[unit]),
            start=self.write_day(start),
            end=self.write_day(end),
        )

    def say_empty(self) -> str:
        """That there is nothing to show yet."""
        return self.translate("timeline.empty")

    def say_overdue(self, due_on: date) -> str:
        """That a day has passed."""
        return self.translate("timeline.overdue", day=self.write_day(due_on))

    def say_closed(self, day: date) -> str:
        """That the case has ended."""
        return self.translate("timeline.closed", day=self.write_day(day))

    def explain(self, signs: Collection[str], outcomes: Collection[str]) -> tuple[LegendEntry, ...]:
        """What each of the signs stands for, the forms of contact in the order of the practice model."""
        forms = [
            (f"tile-{code.key}-full", code.key) for code in self.practice.find_codes("contact_form").codes
        ]
        entries = [
            LegendEntry(sign, self.name_code("contact_form", key)) for sign, key in forms if sign in signs
        ]
        for sign, word in SIGNS:
            if sign in signs and sign == ATTEMPT_SIGN:
                tried = [key for key in ("attempted", "did_not_show") if key in outcomes]
                text = " / ".join(self.name_code("contact_outcome", key) for key in tried)
                entries.append(LegendEntry(sign, text))
            elif sign in signs:
                entries.append(LegendEntry(sign, self.translate(word)))
        return tuple(entries)

    def list_rows(self, points: Sequence[TimelinePoint]) -> tuple[TimelineRow, ...]:
        """The entries as rows, the latest first; they come in the order of time."""
        who: dict[tuple[str, ...], str] = {}
        how: dict[tuple[str | None, str], str] = {}
        rows = []
        for point in reversed(points):
            relationships, manner = point.relationships, (point.form, point.outcome)
            if relationships not in who:
                who[relationships] = self.join(map(self.name_relationship, relationships))
            if manner not in how:
                how[manner] = self.tell_manner(*manner)
            rows.append((self.write_day(point.day), who[relationships], how[manner]))
        return tuple(rows)

    def tell_manner(self, form: str | None, outcome: str) -> str:
        """How an entry was: its form, and the outcome where there was no contact or nothing else is known."""
        parts = [self.name_code("contact_form", form)] if form else []
        if outcome == PLANNED:
            parts.append(self.translate("timeline.planned"))
        elif outcome != TOOK_PLACE or not form:
            parts.append(self.name_code("contact_outcome", outcome))
        return self.join(parts)

    def join(self, parts: Iterable[str]) -> str:
        """Words in a row, only the first with a capital letter."""
        return ", ".join(
            part if place == 0 else part[:1].lower() + part[1:] for place, part in enumerate(parts)
        )

    def summarise(
        self,
        timeline: Timeline,
        lanes: Iterable[tuple[TimelineLane, Sequence[TimelinePoint]]],
        *,
        axis: Axis | None = None,
    ) -> tuple[str, ...]:
        """What is to be seen, a sentence for each lane and each pause; `axis` tells that it is a part, and of which days."""
        told = [self.tell_lane(timeline, *one, is_part=axis is not None) for one in lanes]
        for pause in sorted(timeline.pauses, key=lambda pause: pause.from_on):
            last = pause.to_on or timeline.today
            if axis is None or (pause.from_on <= axis.last and last >= axis.first):
                told.append(self.tell_pause(pause))
        return tuple(told)

    def tell_lane(
        self, timeline: Timeline, lane: TimelineLane, points: Sequence[TimelinePoint], *, is_part: bool
    ) -> str:
        """How many contacts, attempts and plans, the longest silence of the whole, and what is due."""
        outcomes = Counter(point.outcome for point in points)
        held, attempts = outcomes[TOOK_PLACE], sum(outcomes[key] for key in ATTEMPTS)
        parts = [self.count("contacts", held) if held else self.translate("timeline.count.none")]
        if attempts:
            parts.append(self.count("attempts", attempts))
        if outcomes[PLANNED]:
            parts.append(self.count("planned", outcomes[PLANNED]))
        days = sorted({point.day for point in points if point.outcome == TOOK_PLACE})
        if held and not is_part and (silence := measure_silence(timeline, lane, days)):
            parts.append(self.count("silence", silence))
        if lane.due_on is not None and timeline.to_on is None:
            word = "timeline.was_due" if lane.state == "overdue" else "timeline.is_due"
            parts.append(self.translate(word, day=self.write_day(lane.due_on)))
        elif not points and lane.note is not None:
            parts = [self.say(lane.note)]
        return self.say_of(self.name_lane(lane.relationships), ", ".join(parts))

    def say_of(self, who: str, what: str) -> str:
        """A sentence of something; a short name of a month at its end lends it the full stop."""
        return (self.translate("timeline.of", who=who, what=what) if what else who).rstrip(".") + "."

    def count(self, what: str, n: int) -> str:
        """So many of something."""
        return self.translate(f"timeline.count.{what}", n=n)  # words: timeline.count.

    def tell_pause(self, pause: TimelinePause) -> str:
        """From when to when, and why."""
        start, why = self.write_day(pause.from_on), self.name_pause(pause.reason)
        if pause.to_on is None:
            text = self.translate("timeline.pause_since", start=start)
        else:
            text = self.translate("timeline.pause_period", start=start, end=self.write_day(pause.to_on))
        return self.say_of(text, why[:1].lower() + why[1:])


def list_signs(points: Iterable[TimelinePoint]) -> set[str]:
    """The signs that the legend explains for these entries: forms on contact that took place and on any other."""
    kinds = {(point.form, point.outcome) for point in points}
    names = [(name_form(form), outcome) for form, outcome in kinds]
    signs = {f"tile-{name}-full" for name, outcome in names if name != UNKNOWN or outcome == TOOK_PLACE}
    signs.update("tile-unknown-plan" for _, outcome in kinds if outcome == PLANNED)
    signs.update(ATTEMPT_SIGN for _, outcome in kinds if outcome in ATTEMPTS)
    return signs


def measure_silence(timeline: Timeline, lane: TimelineLane, days: Sequence[date]) -> int:
    """The most days on end without contact, outside pauses, the edges included; `days` are those with contact, in order."""
    if lane.longest_silence is not None:
        return lane.longest_silence
    first = lane.from_on or days[0]
    last = min(day for day in (lane.to_on, timeline.to_on, timeline.today) if day is not None)
    stretches = cut_out_pauses(first, last, [Pause(one.from_on, one.to_on) for one in timeline.pauses])
    places = [place for day in days if (place := find_place(stretches, day)) is not None]
    return measure_course(places, sum(stretch.days for stretch in stretches)).longest_silence
