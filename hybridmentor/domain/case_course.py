"""The course of a case in time: pauses that are cut out, and advisers who follow each other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from hybridmentor.domain.form_state import DAY, WORDS, write_day
from hybridmentor.domain.outcome import Fault
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


def find_pause(pauses: Iterable[Pause], day: date) -> Pause | None:
    """The pause that the day lies in, or None."""
    return next(
        (p for p in pauses if p.from_on <= day and (p.to_on is None or day <= p.to_on)),
        None,
    )


def return_from_pause(pauses: Iterable[Pause], on: date) -> tuple[Pause, ...]:
    """The pauses with the one that is on ended the day before the return; one that began that very day is left out.

    InvalidInput at `on` if there is no pause that day.
    """
    listed = tuple(pauses)
    current = find_pause(listed, on)
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
