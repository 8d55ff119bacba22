"""The points of a meeting: chosen, put in order, and what was agreed about each."""

from collections.abc import Sequence
from uuid import UUID

from flask import Response, make_response, request, url_for

from hybridmentor.blueprints.meetings.agenda_views import show_agenda
from hybridmentor.blueprints.meetings.forms import DONE, DOWN, GO, OPEN, UP, AddForm, ItemForm
from hybridmentor.domain.identifiers import holds_national_id
from hybridmentor.models import MeetingItem
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.experience_meetings import (
    AgendaItem,
    VisibleMeeting,
    find_posts,
    list_items,
    list_members,
    list_posts,
    list_raised,
)
from hybridmentor.services.experience_meetings import (
    add_items,
    mark_item,
    move_item,
    read_item_values,
    remove_item,
    save_item,
)
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.fields import ButtonForm, clean_text
from hybridmentor.web.guards import count_notice, get_actor, requires
from hybridmentor.web.meetings import (
    describe_agenda,
    load_item,
    load_meeting,
    load_readable_item,
    locate_meeting,
    name_item,
    open_meeting,
    open_meeting_for_writing,
)
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out

LONGEST_TERM = 100


def make_add_form(
    visible: VisibleMeeting, lines: Sequence[AgendaItem], *, filled: bool, term: str | None = None
) -> AddForm:
    """The form that puts something on the agenda beside its `lines`; `filled` reads what was sent, `term` narrows it."""
    session, actor = get_session(), get_actor()
    form = AddForm() if filled else AddForm(formdata=None)
    there = {line.item.experience_id or line.item.case_id for line in lines}
    posts = [one for one in list_posts(session, actor, visible, term=term) if one.id not in there]
    if filled:
        # What was found by a search is no longer in the list.
        chosen = find_posts(session, actor, visible, form.read_ids("posts"))
        posts = [*chosen, *(one for one in posts if one.id not in {post.id for post in chosen})]
    raised = [pair for pair in list_raised(session, actor, visible) if filled or pair[0].id not in there]
    form.offer_rows(posts, raised, owner=visible.owner)
    return form


def show_prepare(
    visible: VisibleMeeting,
    lines: Sequence[AgendaItem],
    form: AddForm,
    *,
    term: str | None = None,
    refused: bool = False,
) -> str:
    """The page where the points of a meeting are chosen, with those that stand there already."""
    return render_page(
        "hybridmentor/meetings/prepare.html",
        meeting=visible.meeting,
        form=form,
        term=term,
        refused=refused,
        points=describe_agenda(lines, visible.meeting.starts_at),
        of_office=visible.facts.office_id is not None,
        back=locate_meeting(visible.meeting.id),
    )


@requires(Permission.KEEP_MEETINGS)
def prepare(meeting_id: UUID) -> str:
    """The page where the points of a meeting are chosen."""
    visible = open_meeting(meeting_id, Permission.KEEP_MEETINGS)
    lines = list_items(get_session(), get_actor(), visible.meeting)
    return show_prepare(visible, lines, make_add_form(visible, lines, filled=False))


@requires(Permission.KEEP_MEETINGS)
def search(meeting_id: UUID) -> Response:
    """The same page with the experiences whose title has the words that were typed: sent, so that none stands in an address."""
    visible = open_meeting(meeting_id, Permission.KEEP_MEETINGS)
    typed = clean_text(request.form.get("q"))
    refused = typed is not None and holds_national_id(typed)
    term = typed[:LONGEST_TERM] if typed and not refused else None
    lines = list_items(get_session(), get_actor(), visible.meeting)
    form = make_add_form(visible, lines, filled=False, term=term)
    return make_response(
        show_prepare(visible, lines, form, term=term or "", refused=refused), 422 if refused else 200
    )


@requires(Permission.KEEP_MEETINGS)
def add(meeting_id: UUID) -> Response:
    """Put what was chosen on the agenda."""
    visible = open_meeting_for_writing(meeting_id, Permission.KEEP_MEETINGS)
    lines = list_items(get_session(), get_actor(), visible.meeting)
    form = make_add_form(visible, lines, filled=True)

    def act() -> Answer:
        number = add_items(
            get_session(),
            get_actor(),
            visible,
            post_ids=form.read_ids("posts"),
            case_ids=form.read_ids("cases"),
            topic=form.topic.data,
        )
        return Answer(locate_meeting(meeting_id), count_notice("meeting.notice.added", number))

    return carry_out(
        form,
        act,
        lambda status: show_prepare(visible, lines, form),
        check=form.check_chosen,
        must_answer=True,
    )


def make_form(visible: VisibleMeeting, line: AgendaItem, *, filled: bool) -> ItemForm:
    """The form of a point; `filled` reads what was sent, else the stored values are shown."""
    values = read_item_values(line.item)
    by = values["follow_up_by"]
    data = {**values, "follow_up_by": str(by) if by else None, "hm_version": str(line.item.version)}
    form = ItemForm() if filled else ItemForm(formdata=None, data=data)
    members = list_members(get_session(), visible, get_actor().today)
    form.offer_members(members)
    if by and all(one.user_id != by for one in members):
        form.follow_up_by.choices = [*(form.follow_up_by.choices or ()), (str(by), line.follower or "")]
    form.is_topic = line.kind == "topic"
    if filled:
        take_stored(form, values)
    return form


def show_form(visible: VisibleMeeting, line: AgendaItem, form: ItemForm) -> str:
    """The page of a point."""
    return render_page(
        "hybridmentor/meetings/item.html",
        meeting=visible.meeting,
        line=line,
        heading=name_item(line),
        form=form,
        back=locate_meeting(visible.meeting.id),
    )


@requires(Permission.KEEP_MEETINGS)
def item(meeting_id: UUID, item_id: UUID) -> str:
    """The form of a point."""
    visible = open_meeting(meeting_id, Permission.KEEP_MEETINGS)
    line = load_readable_item(visible, item_id)
    return show_form(visible, line, make_form(visible, line, filled=False))


@requires(Permission.KEEP_MEETINGS)
def save(meeting_id: UUID, item_id: UUID) -> Response:
    """Change a point."""
    visible = open_meeting_for_writing(meeting_id, Permission.KEEP_MEETINGS)
    line = load_readable_item(visible, item_id)
    form = make_form(visible, line, filled=True)

    def act() -> Answer:
        save_item(
            get_session(),
            get_actor(),
            visible,
            line.item,
            version=form.read_version(),
            sent=form.read_values(),
        )
        return Answer(locate_item(visible, line.item), "notice.saved")

    case_id = line.item.case_id
    return carry_out(
        form,
        act,
        lambda status: show_form(visible, line, form),
        check=form.check_follow_up,
        about=[case_id] if case_id else [],
        must_answer=True,
    )


def locate_item(visible: VisibleMeeting, row: MeetingItem) -> str:
    """Where a point stands on the page of its meeting."""
    return url_for("hybridmentor.meetings.show", meeting_id=visible.meeting.id, _anchor=f"point-{row.id}")


@requires(Permission.KEEP_MEETINGS)
def move(meeting_id: UUID, item_id: UUID) -> Response:
    """Move a point up or down."""
    visible = open_meeting_for_writing(meeting_id, Permission.KEEP_MEETINGS)
    row, form = load_item(visible, item_id), ButtonForm()

    def act() -> Answer:
        move_item(get_session(), get_actor(), visible, row, up=form.answer.data == UP)
        return Answer(locate_item(visible, row), "meeting.notice.moved")

    return carry_out(
        form,
        act,
        lambda status: show_agenda(visible, form),
        check=lambda: form.check_answer(UP, DOWN),
    )


@requires(Permission.KEEP_MEETINGS)
def remove(meeting_id: UUID, item_id: UUID) -> Response:
    """Take a point off the agenda."""
    visible = open_meeting_for_writing(meeting_id, Permission.KEEP_MEETINGS)
    row, form = load_item(visible, item_id), ButtonForm()

    def act() -> Answer:
        remove_item(get_session(), get_actor(), visible, row)
        return Answer(locate_meeting(meeting_id), "meeting.notice.item_removed")

    return carry_out(
        form, act, lambda status: show_agenda(visible, form), check=lambda: form.check_answer(GO)
    )


@requires(Permission.READ_MEETINGS)
def mark(meeting_id: UUID, item_id: UUID) -> Response:
    """Say that what was agreed has been followed up, or not after all: who it was left to may, and who keeps the meeting."""
    visible = open_meeting_for_writing(meeting_id, Permission.READ_MEETINGS)
    row, form = load_item(visible, item_id), ButtonForm()
    if row.follow_up_by != get_actor().user_id:
        visible = load_meeting(meeting_id, Permission.KEEP_MEETINGS)

    def act() -> Answer:
        is_done = form.answer.data == DONE
        mark_item(get_session(), get_actor(), visible, row, is_done=is_done)
        notice = "meeting.notice.followed_up" if is_done else "meeting.notice.not_followed_up"
        return Answer(locate_item(visible, row), notice)

    return carry_out(
        form,
        act,
        lambda status: show_agenda(visible, form),
        check=lambda: form.check_answer(DONE, OPEN),
    )
