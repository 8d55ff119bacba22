"""The agenda of a meeting: as a page, as a document to be handed out, and as a file for a calendar."""

from uuid import UUID

from flask import Response, render_template

from hybridmentor import clock
from hybridmentor.documents.pdf import STYLE, write_pdf
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.experience_meetings import VisibleMeeting, list_items
from hybridmentor.web.calendars import send_calendar
from hybridmentor.web.fields import HybridForm
from hybridmentor.web.guards import get_actor, requires
from hybridmentor.web.meetings import count_minutes, describe_agenda, describe_event, find_day, open_meeting
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session

FILE_NAME = "saksliste.pdf"


def show_agenda(visible: VisibleMeeting, *sent: HybridForm) -> str:
    """The page of a meeting with its points; `sent` are forms that came back."""
    actor, meeting = get_actor(), visible.meeting
    lines = list_items(get_session(), actor, meeting)
    return render_page(
        "hybridmentor/meetings/show.html",
        meeting=meeting,
        owner=visible.owner,
        starts=clock.to_oslo(meeting.starts_at),
        points=describe_agenda(lines, meeting.starts_at),
        minutes=count_minutes(lines),
        is_held=find_day(visible) <= actor.today,
        may_keep=permits(actor, Permission.KEEP_MEETINGS, visible.facts),
        sent=sent,
        today=actor.today,
        actor_id=actor.user_id,
    )


@requires(Permission.READ_MEETINGS)
def show(meeting_id: UUID) -> str:
    """A meeting: its points, what was agreed, and what of it has been followed up."""
    return show_agenda(open_meeting(meeting_id, Permission.READ_MEETINGS))


@requires(Permission.READ_MEETINGS)
def agenda_file(meeting_id: UUID) -> Response:
    """The agenda as a document; a case stands there as for whoever asks for it."""
    visible = open_meeting(meeting_id, Permission.READ_MEETINGS)
    meeting = visible.meeting
    lines = list_items(get_session(), get_actor(), meeting)
    page = render_template(
        "hybridmentor/meetings/agenda_print.html",
        style=STYLE,
        meeting=meeting,
        owner=visible.owner,
        starts=clock.to_oslo(meeting.starts_at),
        points=describe_agenda(lines, meeting.starts_at),
        minutes=count_minutes(lines),
    )
    response = Response(write_pdf(page), content_type="application/pdf")
    response.headers["Content-Disposition"] = f"inline; filename={FILE_NAME}"
    return response


@requires(Permission.READ_MEETINGS)
def calendar_file(meeting_id: UUID) -> Response:
    """A meeting as a file for a calendar, with the way to its agenda and none of its points."""
    visible = open_meeting(meeting_id, Permission.READ_MEETINGS)
    return send_calendar([describe_event(visible)], as_file=True)
