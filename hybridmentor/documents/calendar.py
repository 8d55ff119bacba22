"""Calendar files (RFC 5545): planned contacts as events, without any person in them.

A time stands in UTC, which needs no description of a time zone and cannot be taken for another hour; calendar programs show
it where their reader is. A contact without a time fills its day and keeps nobody busy.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from icalendar import Calendar, Event

PRODUCT = "-//Hybridmentor//Planned contact//NO"
LENGTH = timedelta(minutes=30)


@dataclass(frozen=True)
class CalendarEvent:
    """An event as calendar programs get it, its words and address ready.

    `event_id` stays the same when the event is moved and `sequence` grows, so that programs move it too. `starts` is an
    instant, or a day for the whole of it. `revised_at` is when it was last given a time or called off.
    """

    event_id: UUID
    sequence: int
    starts: datetime | date
    revised_at: datetime
    summary: str
    description: str
    url: str | None = None
    is_off: bool = False
    place: str | None = None
    length: timedelta = LENGTH
    """How long it takes, where it has a time."""


def write_calendar(events: Iterable[CalendarEvent], *, name: str | None = None) -> bytes:
    """The file with the events in it, lines folded and words escaped as the standard wants. `name` is a feed's own.

    The same events give the same bytes.
    """
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if name is not None:
        # Programs read the second; the first is what the standard has come to call it (RFC 7986).
        calendar.add("name", name)
        calendar.add("x-wr-calname", name)
    for event in events:
        calendar.add_component(_describe(event))
    written: bytes = calendar.to_ical()
    return written


def _describe(event: CalendarEvent) -> Event:
    starts = event.starts
    has_time = isinstance(starts, datetime)
    shown = Event()
    shown.add("uid", f"{event.event_id}@hybridmentor")
    shown.add("sequence", event.sequence)
    # Without a method this is when the event was last changed, not when the file was made.
    shown.add("dtstamp", event.revised_at)
    shown.add("dtstart", starts.astimezone(UTC) if isinstance(starts, datetime) else starts)
    shown.add(
        "dtend",
        starts.astimezone(UTC) + event.length if isinstance(starts, datetime) else starts + timedelta(days=1),
    )
    shown.add("summary", event.summary)
    shown.add("description", event.description)
    if event.place:
        shown.add("location", event.place)
    if event.url:
        shown.add("url", event.url)
    shown.add("status", "CANCELLED" if event.is_off else "CONFIRMED")
    shown.add("transp", "OPAQUE" if has_time and not event.is_off else "TRANSPARENT")
    # Who may look into the reader's calendar sees that the hour is taken, and no more.
    shown.add("class", "PRIVATE")
    return shown
