"""Meetings about experiences: the list, arranging one, changing it and taking it away."""

from datetime import UTC, datetime, time
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from hybridmentor import clock
from hybridmentor.blueprints.meetings.forms import MeetingForm, NewMeetingForm, SureForm
from hybridmentor.db import begin_write
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.experience_meetings import (
    ListKey,
    VisibleMeeting,
    find_list_key,
    list_coming,
    list_follow_ups,
    list_past,
)
from hybridmentor.services.experience_meetings import (
    add_meeting,
    edit_meeting,
    read_meeting_values,
    remove_meeting,
)
from hybridmentor.web.addresses import read_id
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.guards import audit_read, demand, get_actor, requires
from hybridmentor.web.meetings import (
    list_owners,
    locate_meeting,
    name_item,
    open_meeting,
    open_meeting_for_writing,
)
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out

INSTANT = "%Y%m%dT%H%M%S"
USUAL_MINUTES = 60


def read_after() -> ListKey | None:
    """The key of the last meeting shown before, from the address; None for the first page or an unreadable key."""
    instant, _, row = (request.args.get("after") or "").partition("_")
    row_id = read_id(row)
    try:
        begun = datetime.strptime(instant, INSTANT).replace(tzinfo=UTC)
    except ValueError:
        return None
    return ListKey(begun, row_id) if row_id is not None else None


@requires(Permission.READ_MEETINGS)
def index() -> str:
    """The meetings of the actor's offices and counties: what is to be followed up, those to come, those held."""
    audit_read("experience_meeting.list")
    session, actor, after = get_session(), get_actor(), read_after()
    # Of today are those to come, also while they are held.
    begin = datetime.combine(actor.today, time(), tzinfo=clock.OSLO).astimezone(UTC)
    past, more = list_past(session, actor, begin, after=after)
    last = find_list_key(past[-1].meeting) if past and more else None
    return render_page(
        "hybridmentor/meetings/index.html",
        coming=list_coming(session, actor, begin) if after is None else [],
        follow_ups=list_follow_ups(session, actor) if after is None else [],
        past=past,
        after=f"{last.starts_at.astimezone(UTC).strftime(INSTANT)}_{last.meeting_id}" if last else None,
        is_first=after is None,
        name_item=name_item,
        today=actor.today,
        actor_id=actor.user_id,
        may_keep=bool(list_owners()),
        may_list=permits(actor, Permission.LIST_REVIEWS),
        may_read_board=permits(actor, Permission.READ_EXPERIENCES),
    )


def make_new_form(*, filled: bool) -> NewMeetingForm:
    """The form that arranges a meeting; `filled` reads what was sent."""
    form = NewMeetingForm() if filled else NewMeetingForm(formdata=None, data={"minutes": USUAL_MINUTES})
    form.offer_owners((key, words) for key, (words, _) in list_owners().items())
    return form


def show_new(form: NewMeetingForm) -> str:
    """The page that arranges a meeting."""
    back = url_for("hybridmentor.meetings.index")
    return render_page("hybridmentor/meetings/form.html", form=form, meeting=None, back=back)


@requires(Permission.KEEP_MEETINGS)
def new() -> str:
    """The form that arranges a meeting."""
    demand(Permission.KEEP_MEETINGS)
    return show_new(make_new_form(filled=False))


@requires(Permission.KEEP_MEETINGS)
def create() -> Response:
    """Arrange a meeting and go to where its points are chosen."""
    begin_write(get_session())
    actor, form = demand(Permission.KEEP_MEETINGS), make_new_form(filled=True)

    def act() -> Answer:
        _, facts = list_owners()[str(form.owner.data)]
        added = add_meeting(get_session(), actor, facts=facts, values=form.read_values())
        return Answer(
            url_for("hybridmentor.meetings.prepare", meeting_id=added.id),
            "meeting.notice.created",
            mend=url_for("hybridmentor.meetings.edit", meeting_id=added.id),
        )

    # The whole office reads it: what may tell who somebody is has to be answered.
    return carry_out(form, act, lambda status: show_new(form), must_answer=True)


def make_form(visible: VisibleMeeting, *, filled: bool) -> MeetingForm:
    """The form of a meeting; `filled` reads what was sent, else the stored values are shown."""
    stored = read_meeting_values(visible.meeting)
    if filled:
        form = MeetingForm()
        take_stored(form, stored)
        return form
    data: dict[str, Any] = {**stored, "starts": clock.to_oslo(visible.meeting.starts_at).time()}
    return MeetingForm(formdata=None, data={**data, "hm_version": str(visible.meeting.version)})


def show_form(visible: VisibleMeeting, form: MeetingForm) -> str:
    """The page that changes a meeting."""
    meeting = visible.meeting
    return render_page(
        "hybridmentor/meetings/form.html", form=form, meeting=meeting, back=locate_meeting(meeting.id)
    )


@requires(Permission.KEEP_MEETINGS)
def edit(meeting_id: UUID) -> str:
    """The form of a meeting."""
    visible = open_meeting(meeting_id, Permission.KEEP_MEETINGS)
    return show_form(visible, make_form(visible, filled=False))


@requires(Permission.KEEP_MEETINGS)
def save(meeting_id: UUID) -> Response:
    """Change a meeting."""
    visible = open_meeting_for_writing(meeting_id, Permission.KEEP_MEETINGS)
    form = make_form(visible, filled=True)

    def act() -> Answer:
        edit_meeting(
            get_session(), get_actor(), visible, version=form.read_version(), sent=form.read_values()
        )
        return Answer(locate_meeting(meeting_id), "notice.saved")

    return carry_out(form, act, lambda status: show_form(visible, form), must_answer=True)


def show_removal(visible: VisibleMeeting, form: SureForm) -> str:
    """The page that asks before a meeting is taken away."""
    meeting = visible.meeting
    return render_page(
        "hybridmentor/meetings/remove.html", form=form, meeting=meeting, back=locate_meeting(meeting.id)
    )


@requires(Permission.KEEP_MEETINGS)
def confirm_removal(meeting_id: UUID) -> str:
    """The page that asks before a meeting is taken away."""
    return show_removal(open_meeting(meeting_id, Permission.KEEP_MEETINGS), SureForm(formdata=None))


@requires(Permission.KEEP_MEETINGS)
def remove(meeting_id: UUID) -> Response:
    """Take a meeting away."""
    visible = open_meeting_for_writing(meeting_id, Permission.KEEP_MEETINGS)
    form = SureForm()

    def act() -> Answer:
        remove_meeting(get_session(), get_actor(), visible)
        return Answer(url_for("hybridmentor.meetings.index"), "meeting.notice.removed")

    return carry_out(form, act, lambda status: show_removal(visible, form), check=lambda: form.check_sure())
