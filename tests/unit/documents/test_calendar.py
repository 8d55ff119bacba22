"""Calendar files: read back with the library, and looked at byte by byte where programs are known to be strict."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given, strategies as st
from icalendar import Calendar

from hybridmentor.clock import OSLO
from hybridmentor.documents.calendar import CalendarEvent, write_calendar

ID = UUID("12345678-1234-4234-8234-123456789abc")
EVENT = CalendarEvent(
    event_id=ID,
    sequence=0,
    starts=datetime(2026, 11, 24, 14, 0, tzinfo=OSLO),
    revised_at=datetime(2026, 11, 20, 8, 30, 15, tzinfo=UTC),
    summary="Kontakt med mentor, sak 2026-0104",
    description="Ble det noe av? https://mentor.example/cases/1/contacts/new?planned=2",
    url="https://mentor.example/cases/1/contacts/new?planned=2",
)
WHOLE = b"""BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Hybridmentor//Planned contact//NO
BEGIN:VEVENT
SUMMARY:Kontakt med mentor\\, sak 2026-0104
DTSTART:20261124T130000Z
DTEND:20261124T133000Z
DTSTAMP:20261120T083015Z
UID:12345678-1234-4234-8234-123456789abc@hybridmentor
SEQUENCE:0
CLASS:PRIVATE
DESCRIPTION:Ble det noe av? https://mentor.example/cases/1/contacts/new?pl
 anned=2
STATUS:CONFIRMED
TRANSP:OPAQUE
URL:https://mentor.example/cases/1/contacts/new?planned=2
END:VEVENT
END:VCALENDAR
"""


def read_event(written: bytes) -> Any:
    """The one event of a file, as the library reads it."""
    (event,) = Calendar.from_ical(written).walk("VEVENT")
    return event


def test_a_file_is_this_to_the_last_byte():
    assert write_calendar([EVENT]) == WHOLE.replace(b"\n", b"\r\n")


def test_the_same_events_give_the_same_file():
    assert write_calendar([EVENT], name="Planlagt") == write_calendar([EVENT], name="Planlagt")


@pytest.mark.parametrize(
    ("day", "clock", "instant"),
    [
        (date(2026, 7, 1), time(9, 0), datetime(2026, 7, 1, 7, 0, tzinfo=UTC)),
        (date(2026, 12, 1), time(9, 0), datetime(2026, 12, 1, 8, 0, tzinfo=UTC)),
        (date(2026, 10, 25), time(9, 0), datetime(2026, 10, 25, 8, 0, tzinfo=UTC)),  # the clocks go back
        (date(2027, 3, 28), time(1, 45), datetime(2027, 3, 28, 0, 45, tzinfo=UTC)),  # forward, meanwhile
    ],
)
def test_a_time_in_norway_is_the_instant_it_is_summer_and_winter(day: date, clock: time, instant: datetime):
    starts = datetime.combine(day, clock, tzinfo=OSLO)
    event = read_event(write_calendar([replace(EVENT, starts=starts)]))
    assert event.decoded("dtstart") == instant
    assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(minutes=30)


def test_without_a_time_it_fills_the_day_and_keeps_nobody_busy():
    written = write_calendar([replace(EVENT, starts=date(2026, 12, 31))])
    assert b"\r\nDTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n" in written
    assert b"\r\nTRANSP:TRANSPARENT\r\n" in written


def test_what_was_moved_is_the_same_event_later_on():
    first = read_event(write_calendar([EVENT]))
    moved = read_event(write_calendar([replace(EVENT, sequence=2, starts=date(2026, 11, 30))]))
    assert first["uid"] == moved["uid"]
    assert (first["sequence"], moved["sequence"]) == (0, 2)


def test_what_was_called_off_is_cancelled_and_leaves_the_hour_free():
    event = read_event(write_calendar([replace(EVENT, is_off=True)]))
    assert (event["status"], event["transp"], event["class"]) == ("CANCELLED", "TRANSPARENT", "PRIVATE")


def test_no_time_zone_has_to_be_described():
    """A zone that is named must be described in the same file; UTC needs none."""
    written = write_calendar([EVENT])
    assert b"TZID" not in written
    assert b"VTIMEZONE" not in written


def test_a_feed_has_a_name_and_every_event():
    events = [replace(EVENT, event_id=UUID(int=n)) for n in range(3)]
    calendar = Calendar.from_ical(write_calendar(events, name="Planlagt kontakt; mine"))
    assert calendar["x-wr-calname"] == "Planlagt kontakt; mine"
    assert len(calendar.walk("VEVENT")) == 3
    assert Calendar.from_ical(write_calendar([], name="Tom")).walk("VEVENT") == []


def test_signs_with_a_meaning_are_escaped():
    summary = "Komma, semikolon; skråstrek \\ og\nlinjeskift"
    written = write_calendar([replace(EVENT, summary=summary)])
    assert "SUMMARY:Komma\\, semikolon\\; skråstrek \\\\ og\\nlinjeskift\r\n".encode() in written
    assert read_event(written)["summary"] == summary


def test_nothing_typed_begins_a_line_of_its_own():
    """A line break in a value would let it name properties, and events."""
    evil = "Hei\r\nEND:VEVENT\r\nBEGIN:VALARM\r\nX-A:1"
    calendar = Calendar.from_ical(write_calendar([replace(EVENT, summary=evil, description=evil)]))
    assert [part.name for part in calendar.walk()] == ["VCALENDAR", "VEVENT"]


def unfold(written: bytes) -> list[bytes]:
    """The lines as they were before they were folded."""
    return written.replace(b"\r\n ", b"").split(b"\r\n")


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=300))
def test_lines_are_folded_within_their_75_bytes_and_no_letter_is_cut(text: str):
    written = write_calendar([replace(EVENT, summary="å" + text)])
    lines = written.split(b"\r\n")
    assert written.endswith(b"\r\n")
    assert b"\n" not in written.replace(b"\r\n", b"")
    assert max(len(line) for line in lines) <= 75
    for line in lines:
        line.decode()  # a letter cut in two is no text
    assert len([line for line in unfold(written) if line.startswith(b"SUMMARY")]) == 1
    assert read_event(written)["summary"] == "å" + text
