"""Meetings about experiences: opening one, whose it can be, and its agenda as people read it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from flask import url_for

from hybridmentor import clock
from hybridmentor.documents.calendar import CalendarEvent
from hybridmentor.errors import Message, NotAllowed, NotFound
from hybridmentor.models import MeetingItem
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import CASE_READERS, MeetingFacts
from hybridmentor.policy.rules import permits
from hybridmentor.queries.experience_meetings import (
    AgendaItem,
    VisibleMeeting,
    find_item,
    find_meeting,
    list_items,
)
from hybridmentor.web.calendars import build_address
from hybridmentor.web.guards import get_actor
from hybridmentor.web.office_rows import load_row, open_row, open_row_for_writing, write_row
from hybridmentor.web.state import get_session
from hybridmentor.web.words import hm_n, hm_t

NOUN = "experience_meeting"
ITEM = "meeting_item"


@dataclass(frozen=True)
class Point:
    """A point of the agenda in words: its number, what it is about, when it begins if all before it say how long they take."""

    line: AgendaItem
    number: int
    heading: str
    about: str
    starts: str | None
    question: str | None

    @property
    def item(self) -> MeetingItem:
        """The row of the point."""
        return self.line.item


def open_meeting(meeting_id: UUID, permission: Permission) -> VisibleMeeting:
    """The meeting to be shown, as `office_rows.open_row`."""
    return open_row(find_meeting, NOUN, meeting_id, permission)


def open_meeting_for_writing(meeting_id: UUID, permission: Permission) -> VisibleMeeting:
    """The meeting to be changed, as `office_rows.open_row_for_writing`."""
    return open_row_for_writing(find_meeting, NOUN, meeting_id, permission)


def load_meeting(meeting_id: UUID, permission: Permission) -> VisibleMeeting:
    """The meeting, as `office_rows.load_row`."""
    return load_row(find_meeting, NOUN, meeting_id, permission)


def load_item(visible: VisibleMeeting, item_id: UUID) -> MeetingItem:
    """The point of the meeting; NotFound if it has none with the id."""
    item = find_item(get_session(), visible.meeting, item_id)
    if item is None:
        raise NotFound(Message("error.not_found"))
    return item


def load_readable_item(visible: VisibleMeeting, item_id: UUID) -> AgendaItem:
    """The point of the meeting with its words; NotAllowed where it is about a case that the actor may not open."""
    lines = list_items(get_session(), get_actor(), visible.meeting)
    line = next((one for one in lines if one.item.id == item_id), None)
    if line is None:
        raise NotFound(Message("error.not_found"))
    if line.is_hidden:
        get_session().rollback()
        office_id = visible.facts.office_id
        write_row("denied.read_case", ITEM, item_id, office_id=office_id, decision="deny")
        raise NotAllowed(Message("error.not_allowed"))
    return line


def list_owners() -> dict[str, tuple[str, MeetingFacts]]:
    """Whose meeting the actor may arrange: words and facts by a key, the actor's offices first."""
    actor = get_actor()
    owners = {}
    for m in actor.list_offices(*CASE_READERS, purpose="practice"):
        owners[f"office-{m.office_id}"] = (
            f"{m.office_name} ({m.office_number})",
            MeetingFacts(office_id=m.office_id),
        )
    for m in actor.list_offices("county"):
        words = hm_t("meeting.owner.county", county=m.county)
        owners[f"county-{m.county}"] = (words, MeetingFacts(county=m.county))
    return {key: owner for key, owner in owners.items() if permits(actor, Permission.KEEP_MEETINGS, owner[1])}


def locate_meeting(meeting_id: UUID) -> str:
    """Where a meeting stands."""
    return url_for("hybridmentor.meetings.show", meeting_id=meeting_id)


def name_item(line: AgendaItem) -> str:
    """What a point is called: the title of its experience, the number of its case, or its own words."""
    if line.kind == "case":
        return (
            hm_t("case.title", number=line.case.number) if line.case is not None else hm_t("meeting.a_case")
        )
    if line.kind == "post":
        return line.post or hm_t("meeting.post_gone")
    return line.item.question or hm_t("meeting.topic_gone")


def describe_agenda(lines: Sequence[AgendaItem], starts_at: datetime) -> list[Point]:
    """The points of the agenda in words, in their order."""
    points = []
    moment: datetime | None = clock.to_oslo(starts_at)
    for number, line in enumerate(lines, start=1):
        minutes = line.item.minutes
        # words: meeting.kind.
        parts = [hm_t(f"meeting.kind.{line.kind}"), hm_n("meeting.minutes_count", minutes) if minutes else ""]
        points.append(
            Point(
                line,
                number,
                name_item(line),
                " · ".join(part for part in parts if part),
                moment.strftime("%H.%M") if moment else None,
                None if line.is_hidden or line.kind == "topic" else line.item.question,
            )
        )
        moment = moment + timedelta(minutes=minutes) if moment and minutes else None
    return points


def count_minutes(lines: Iterable[AgendaItem]) -> int:
    """How long the points take, those that say it."""
    return sum(line.item.minutes or 0 for line in lines)


def find_day(visible: VisibleMeeting) -> date:
    """The day of a meeting in Norway."""
    return clock.to_oslo(visible.meeting.starts_at).date()


def describe_event(visible: VisibleMeeting) -> CalendarEvent:
    """The event of a meeting, with the way to its agenda; nothing of what stands there."""
    meeting = visible.meeting
    url = build_address("meetings.show", meeting_id=meeting.id)
    return CalendarEvent(
        event_id=meeting.id,
        sequence=meeting.version,
        starts=meeting.starts_at,
        revised_at=meeting.created_at,
        summary=meeting.title or hm_t("meeting.untitled"),
        description=hm_t("meeting.file.text", owner=visible.owner, url=url),
        url=url,
        place=meeting.place,
        length=timedelta(minutes=meeting.minutes),
    )
