"""The demo's board of experiences, and its meetings: one that was held, with what was agreed, and one to come."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.identity import Actor
from hybridmentor.models import Experience, Office, User
from hybridmentor.policy.predicates import MeetingFacts
from hybridmentor.queries.experience_meetings import VisibleMeeting, find_meeting, list_items
from hybridmentor.services.demo_actors import make_actor
from hybridmentor.services.demo_experiences import LEAD, make_experience
from hybridmentor.services.experience_meetings import (
    add_items,
    add_meeting,
    mark_item,
    read_item_values,
    save_item,
)


def fill_board(
    session: Session, users: Mapping[str, User], offices: Mapping[str, Office], script: Mapping[str, Any]
) -> None:
    """The experiences and meetings of the script, unless there is an experience already."""
    if session.scalar(select(func.count()).select_from(Experience)):
        return
    posts: dict[str, UUID] = {}
    for entry in script["experiences"]:
        made = make_experience(session, users, offices[entry["office"]], entry)
        if made is not None:
            posts[entry["title"]] = made
    for entry in script["meetings"]:
        _make_meeting(session, users, offices[entry["office"]], entry, posts)


def _make_meeting(
    session: Session,
    users: Mapping[str, User],
    office: Office,
    entry: Mapping[str, Any],
    posts: Mapping[str, UUID],
) -> None:
    """One made-up meeting with its points, through the same services as real ones. `posts` are experiences by their title."""
    lead = make_actor(users[LEAD], office, "lead", clock.today())
    held_on = lead.today + timedelta(days=entry["in_days"])
    values = {name: entry[name] for name in ("title", "starts", "minutes", "place")} | {"held_on": held_on}
    meeting = add_meeting(session, lead, facts=MeetingFacts(office.id), values=values)
    visible = find_meeting(session, lead, meeting.id)
    if visible is None:
        raise RuntimeError("a lead sees the meeting just made")
    for point in entry["points"]:
        if "experience" in point:
            add_items(session, lead, visible, post_ids=[posts[point["experience"]]])
        else:
            add_items(session, lead, visible, topic=point["question"])
        _fill_point(session, lead, visible, users, point)


def _fill_point(
    session: Session,
    lead: Actor,
    visible: VisibleMeeting,
    users: Mapping[str, User],
    point: Mapping[str, Any],
) -> None:
    """What is to be discussed at the last point, for how long, what was agreed, and who follows it up."""
    item = list_items(session, lead, visible.meeting)[-1].item
    told = {name: point[name] for name in ("question", "minutes", "agreed") if name in point}
    if "follow_up" in point:
        told["follow_up_on"] = lead.today + timedelta(days=point["follow_up"])
        told["follow_up_by"] = users[point["by"]].id
    save_item(session, lead, visible, item, version=item.version, sent=read_item_values(item) | told)
    if point.get("is_done"):
        mark_item(session, lead, visible, item, is_done=True)
