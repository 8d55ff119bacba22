"""Meetings about experiences: arranged, given their points, and what was agreed written down and followed up."""

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import DataKey, ExperienceMeeting, MeetingItem
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import MeetingFacts
from hybridmentor.queries.experience_meetings import (
    VisibleMeeting,
    find_posts,
    list_items,
    list_members,
    list_raised,
)
from hybridmentor.services import audit
from hybridmentor.services.demands import demand
from hybridmentor.services.revisions import merge_unkept

PLAIN_FIELDS = ("title", "minutes", "place", "summary")
MEETING_FIELDS = ("title", "held_on", "starts", "minutes", "place", "summary")
"""What the form of a meeting holds: the day, and the time as 14.05, by the clock in Norway."""
ITEM_FIELDS = ("question", "minutes", "agreed", "follow_up_on", "follow_up_by")
"""What the form of a point holds."""
CLOCK = "%H.%M"
MOST_ITEMS = 40


def read_meeting_values(meeting: ExperienceMeeting) -> dict[str, Any]:
    """What the form of a meeting holds, by field name."""
    starts = clock.to_oslo(meeting.starts_at)
    days = {"held_on": starts.date(), "starts": starts.strftime(CLOCK)}
    return {name: getattr(meeting, name) for name in PLAIN_FIELDS} | days


def find_start(values: Mapping[str, Any]) -> datetime:
    """The instant of the day and the time that a form holds."""
    hour, _, minute = str(values["starts"]).partition(".")
    moment = time(int(hour), int(minute))
    return datetime.combine(values["held_on"], moment, tzinfo=clock.OSLO).astimezone(UTC)


def read_item_values(item: MeetingItem) -> dict[str, Any]:
    """What the form of a point holds, by field name."""
    return {name: getattr(item, name) for name in ITEM_FIELDS}


def add_meeting(
    session: Session, actor: Actor, *, facts: MeetingFacts, values: Mapping[str, Any]
) -> ExperienceMeeting:
    """A meeting of an office, or of a county; nothing stands on its agenda yet."""
    demand(actor, Permission.KEEP_MEETINGS, facts)
    meeting = ExperienceMeeting(
        data_key=DataKey.make(session.info["keyring"], "experience"),
        office_id=facts.office_id,
        county=facts.county,
        created_by=actor.user_id,
        starts_at=find_start(values),
        **{name: values.get(name) for name in PLAIN_FIELDS},
    )
    session.add(meeting)
    session.flush()
    _record(session, actor, meeting, "experience_meeting.create")
    return meeting


def edit_meeting(
    session: Session, actor: Actor, visible: VisibleMeeting, *, version: int, sent: Mapping[str, Any]
) -> None:
    """Change a meeting; EditConflict if it has been changed since the form was filled in."""
    demand(actor, Permission.KEEP_MEETINGS, visible.facts)
    meeting = visible.meeting
    before = read_meeting_values(meeting)
    values = merge_unkept(meeting, before, {name: sent[name] for name in MEETING_FIELDS}, version)
    if values == before:
        return
    for name in PLAIN_FIELDS:
        setattr(meeting, name, values[name])
    meeting.starts_at = find_start(values)
    meeting.version += 1
    _record(session, actor, meeting, "experience_meeting.edit")


def remove_meeting(session: Session, actor: Actor, visible: VisibleMeeting) -> None:
    """Take a meeting away with its agenda and its key. InvalidInput where something has been agreed at it: that is kept."""
    demand(actor, Permission.KEEP_MEETINGS, visible.facts)
    meeting = visible.meeting
    if any(line.item.agreed_sealed is not None for line in list_items(session, actor, meeting)):
        raise InvalidInput(Message("meeting.error.was_held"))
    _record(session, actor, meeting, "experience_meeting.remove")
    session.execute(delete(MeetingItem).where(MeetingItem.meeting_id == meeting.id))
    session.execute(delete(ExperienceMeeting).where(ExperienceMeeting.id == meeting.id))
    session.execute(delete(DataKey).where(DataKey.id == meeting.data_key_id))
    session.flush()


def add_items(
    session: Session,
    actor: Actor,
    visible: VisibleMeeting,
    *,
    post_ids: Collection[UUID] = (),
    case_ids: Collection[UUID] = (),
    topic: str | None = None,
) -> int:
    """Put experiences, cases to be discussed and a topic in words last on the agenda; how many were not there yet.

    InvalidInput for an experience that the actor may not bring up there, for a case that is not to be discussed or not of the
    office, for nothing at all and for more than an agenda holds. A case brings its question along.
    """
    demand(actor, Permission.KEEP_MEETINGS, visible.facts)
    meeting = visible.meeting
    rows = [line.item for line in list_items(session, actor, meeting)]
    posts = {post.id for post in find_posts(session, actor, visible, post_ids)}
    if set(post_ids) - posts:
        raise InvalidInput(Message("error.choice"), field="posts")
    raised = (
        {case.id: (case, told) for case, told in list_raised(session, actor, visible)} if case_ids else {}
    )
    if set(case_ids) - raised.keys():
        raise InvalidInput(Message("error.choice"), field="cases")
    there = {row.experience_id for row in rows} | {row.case_id for row in rows}
    new = [MeetingItem(meeting=meeting, experience_id=one) for one in post_ids if one not in there]
    for case_id in case_ids:
        if case_id not in there:
            case, told = raised[case_id]
            new.append(MeetingItem(case=case, meeting=meeting, question=told.question))
    if topic:
        new.append(MeetingItem(meeting=meeting, question=topic))
    if not new:
        raise InvalidInput(Message("meeting.error.nothing"), field="posts")
    if len(rows) + len(new) > MOST_ITEMS:
        raise InvalidInput(Message("meeting.error.too_many", most=MOST_ITEMS))
    for place, row in enumerate(new, start=len(rows) + 1):
        row.position, row.created_by = place, actor.user_id
    session.add_all(new)
    session.flush()
    _record(session, actor, meeting, "experience_meeting.add_items")
    return len(new)


def save_item(
    session: Session,
    actor: Actor,
    visible: VisibleMeeting,
    item: MeetingItem,
    *,
    version: int,
    sent: Mapping[str, Any],
) -> None:
    """Change a point: what to discuss, for how long, what was agreed, and who follows it up when.

    EditConflict if it has been changed since the form was filled in. InvalidInput for a day without anything agreed, for a topic
    without words, and for somebody who may not be asked to follow up.
    """
    demand(actor, Permission.KEEP_MEETINGS, visible.facts)
    before = read_item_values(item)
    values = merge_unkept(item, before, {name: sent[name] for name in ITEM_FIELDS}, version)
    if values == before:
        return
    if item.experience_id is None and item.case_id is None and not values["question"]:
        raise InvalidInput(Message("meeting.error.topic"), field="question")
    if values["follow_up_on"] is not None and not values["agreed"]:
        raise InvalidInput(Message("meeting.error.agreed"), field="agreed")
    by = values["follow_up_by"]
    members = list_members(session, visible, actor.today) if by != before["follow_up_by"] else []
    if by not in (None, before["follow_up_by"]) and all(one.user_id != by for one in members):
        raise InvalidInput(Message("error.choice"), field="follow_up_by")
    for name, value in values.items():
        setattr(item, name, value)
    if values["follow_up_on"] is None:
        item.followed_up_on = None
    item.version += 1
    _record(session, actor, visible.meeting, "experience_meeting.save_item")


def move_item(
    session: Session, actor: Actor, visible: VisibleMeeting, item: MeetingItem, *, up: bool
) -> None:
    """Have a point change places with the one before it, or after it; the first and the last stay where they are."""
    demand(actor, Permission.KEEP_MEETINGS, visible.facts)
    rows = [line.item for line in list_items(session, actor, visible.meeting)]
    here = next(place for place, row in enumerate(rows) if row.id == item.id)
    there = here - 1 if up else here + 1
    if 0 <= there < len(rows):
        rows[here], rows[there] = rows[there], rows[here]
    _number(rows)
    _record(session, actor, visible.meeting, "experience_meeting.move_item")


def remove_item(session: Session, actor: Actor, visible: VisibleMeeting, item: MeetingItem) -> None:
    """Take a point off the agenda. InvalidInput where something has been agreed about it: that is kept."""
    demand(actor, Permission.KEEP_MEETINGS, visible.facts)
    if item.agreed_sealed is not None:
        raise InvalidInput(Message("meeting.error.is_agreed"))
    rows = [line.item for line in list_items(session, actor, visible.meeting) if line.item.id != item.id]
    session.execute(delete(MeetingItem).where(MeetingItem.id == item.id))
    session.expire(visible.meeting, ["items"])
    _number(rows)
    _record(session, actor, visible.meeting, "experience_meeting.remove_item")


def mark_item(
    session: Session, actor: Actor, visible: VisibleMeeting, item: MeetingItem, *, is_done: bool
) -> None:
    """Say that what was agreed has been followed up, today, or that it has not after all. InvalidInput where nothing was to be.

    Whoever it was left to may say so, and whoever keeps the meeting.
    """
    if item.follow_up_by != actor.user_id:
        demand(actor, Permission.KEEP_MEETINGS, visible.facts)
    demand(actor, Permission.READ_MEETINGS, visible.facts)
    if item.follow_up_on is None:
        raise InvalidInput(Message("meeting.error.no_follow_up"))
    if is_done != (item.followed_up_on is not None):
        item.followed_up_on = actor.today if is_done else None
        _record(session, actor, visible.meeting, "experience_meeting.follow_up")
    session.flush()


def _number(rows: list[MeetingItem]) -> None:
    for place, row in enumerate(rows, start=1):
        row.position = place


def _record(session: Session, actor: Actor, meeting: ExperienceMeeting, action: str) -> None:
    audit.record(
        session, actor, action, noun="experience_meeting", row_id=meeting.id, office_id=meeting.office_id
    )
    session.flush()
