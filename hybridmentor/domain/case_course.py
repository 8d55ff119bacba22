"""The course of a case in time: pauses that are cut out, and advisers who follow each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol, TypeVar

from hybridmentor.domain.fault import Fault
from hybridmentor.domain.form_state import DAY, WORDS, write_day
from hybridmentor.errors import InvalidInput, Message


@dataclass(frozen=True)
class Pause:
    """A pause in Nav's agreed contact, both days inside; without `to_on` it lasts until somebody returns."""

    from_on: date
    to_on: date | None = None
    reason: str = "other"
    """A key of `pause_reason`."""
    follow_up_on: date | None = None
    """When to look at it again."""


class PauseDays(Protocol):
    """The days of a pause, as `Pause` and the stored row both have them."""

    @property
    def from_on(self) -> date:
        """The first day."""

    @property
    def to_on(self) -> date | None:
        """The last day; None until somebody returns."""

    @property
    def follow_up_on(self) -> date | None:
        """When to look at it again; taken away when somebody returns."""


P = TypeVar("P", bound=PauseDays)


@dataclass(frozen=True)
class Stretch:
    """Days on end, both inside."""

    from_on: date
    to_on: date

    @property
    def days(self) -> int:
        """How many days."""
        return (self.to_on - self.from_on).days + 1


def check_pause(pause: Pause, others: Iterable[Pause], opened_on: date) -> tuple[Fault, ...]:
    """What is wrong with a pause beside the case's other ones; empty when all is well.

    One without an end needs a day to look at it again, so that no case is forgotten in a pause.
    """
    faults: list[Fault] = []
    if pause.from_on < opened_on:
        day = write_day(opened_on)
        faults.append(Fault("from_on", Message(WORDS["pause_before_opening"], day=day)))
    if pause.to_on is not None and pause.to_on < pause.from_on:
        faults.append(Fault("to_on", Message(WORDS["pause_turned"])))
    if pause.to_on is None and pause.follow_up_on is None:
        faults.append(Fault("follow_up_on", Message(WORDS["pause_follow_up"])))
    elif pause.follow_up_on is not None and pause.follow_up_on < pause.from_on:
        faults.append(Fault("follow_up_on", Message(WORDS["pause_turned"])))
    for other in others:
        if _overlap(pause, other):
            day = write_day(other.from_on)
            faults.append(Fault("from_on", Message(WORDS["pause_overlaps"], day=day)))
            break
    return tuple(faults)


def find_pause(pauses: Iterable[P], day: date) -> P | None:
    """The pause that the day lies in, or None."""
    return next((pause for pause in pauses if is_on(pause, day)), None)


def is_on(pause: PauseDays | None, day: date) -> bool:
    """Whether the day lies in the pause."""
    return pause is not None and pause.from_on <= day and (pause.to_on is None or day <= pause.to_on)


def find_latest_pause(pauses: Iterable[P], day: date) -> P | None:
    """The pause that has begun last on the day, over or not; None if none has. A case's pauses never overlap."""
    begun = [pause for pause in pauses if pause.from_on <= day]
    return max(begun, key=lambda pause: pause.from_on, default=None)


def find_return(pause: PauseDays | None, day: date) -> date | None:
    """The day after a pause that is over on the day; None where it is not, or there is none."""
    return pause.to_on + DAY if pause is not None and pause.to_on is not None and pause.to_on < day else None


def wants_look(pause: PauseDays | None, day: date, last_entry_on: date | None = None) -> bool:
    """Whether somebody should look at the latest pause again (own definition).

    From its follow-up day on, until somebody returns or sets another day. A pause that has ended by itself wants it too
    until there is an entry in the log after its end: the end may have passed unnoticed.
    """
    if pause is None or pause.follow_up_on is None or pause.follow_up_on > day:
        return False
    over = pause.to_on is not None and pause.to_on < day
    return not (
        over and last_entry_on is not None and pause.to_on is not None and last_entry_on > pause.to_on
    )


def remind_of_end(pause: Pause, today: date) -> Pause:
    """The pause with a day to look at it again: where none is set, the day after its end, unless that is over already."""
    if pause.follow_up_on is not None or pause.to_on is None or pause.to_on < today:
        return pause
    return replace(pause, follow_up_on=pause.to_on + DAY)


def return_from_pause(pauses: Iterable[Pause], on: date) -> tuple[Pause, ...]:
    """The pauses with the one that is on ended the day before the return; one that began that very day is left out.

    One that has ended by itself and still waits for somebody to look at it (it has its follow-up day) is stretched to the
    day before the return. InvalidInput at `on` if there is no such pause that day.
    """
    listed = tuple(pauses)
    current = find_pause(listed, on)
    if current is None:
        latest = find_latest_pause(listed, on)
        current = latest if latest is not None and latest.follow_up_on is not None else None
    if current is None:
        raise InvalidInput(Message(WORDS["no_pause"]), field="on")
    ended = [] if current.from_on == on else [replace(current, to_on=on - DAY, follow_up_on=None)]
    return tuple(part for pause in listed for part in (ended if pause is current else [pause]))


def cut_out_pauses(from_on: date, to_on: date, pauses: Iterable[Pause]) -> tuple[Stretch, ...]:
    """The stretches of a period, both days inside, that lie outside every pause; in order, empty if none is left.

    Pauses may overlap, touch, reach beyond the period and lack an end.
    """
    stretches: list[Stretch] = []
    start = from_on
    for pause in sorted(pauses, key=lambda pause: pause.from_on):
        if pause.to_on is not None and pause.to_on < start:
            continue
        if pause.from_on > to_on:
            break
        if pause.from_on > start:
            stretches.append(Stretch(start, pause.from_on - DAY))
        if pause.to_on is None or pause.to_on >= to_on:
            return tuple(stretches)
        start = pause.to_on + DAY
    if start <= to_on:
        stretches.append(Stretch(start, to_on))
    return tuple(stretches)


def count_effective_days(from_on: date, to_on: date, pauses: Iterable[Pause]) -> int:
    """How many days of the period, both ends inside, lie outside pauses."""
    return sum(stretch.days for stretch in cut_out_pauses(from_on, to_on, pauses))


@dataclass(frozen=True)
class AdviserStretch:
    """An adviser's time with a case, both days inside; open at the end for the present one."""

    adviser: str
    """Whatever names the adviser for the caller, as an id in text."""
    from_on: date
    to_on: date | None = None
    note: str = ""
    """What the adviser leaves to the next one."""


def find_adviser(stretches: Iterable[AdviserStretch], day: date) -> str | None:
    """Who had the case that day, or None."""
    return next(
        (s.adviser for s in stretches if s.from_on <= day and (s.to_on is None or day <= s.to_on)),
        None,
    )


def hand_over(
    stretches: Iterable[AdviserStretch], to: str, on: date, note: str = ""
) -> tuple[AdviserStretch, ...]:
    """The case with a new adviser from the day on; the one before ends the day before and leaves the note.

    In order of time. A case that nobody has is taken over from nobody, and then the note is nobody's. InvalidInput at
    `to` for the same adviser, at `on` for a day before or on which the present one began, or someone has since left.
    """
    listed = sorted(stretches, key=lambda stretch: stretch.from_on)
    last = listed[-1] if listed else None
    if last is None or last.to_on is not None:
        if last is not None and last.to_on is not None and on <= last.to_on:
            raise InvalidInput(Message(WORDS["handover_early"], day=write_day(last.to_on)), field="on")
        return (*listed, AdviserStretch(to, on))
    if last.adviser == to:
        raise InvalidInput(Message(WORDS["handover_same"]), field="to")
    if on <= last.from_on:
        raise InvalidInput(Message(WORDS["handover_early"], day=write_day(last.from_on)), field="on")
    ended = replace(last, to_on=on - DAY, note=note.strip())
    return (*listed[:-1], ended, AdviserStretch(to, on))


def _overlap(one: Pause, other: Pause) -> bool:
    return (other.to_on is None or one.from_on <= other.to_on) and (
        one.to_on is None or other.from_on <= one.to_on
    )
