"""Gatherings of the mentor network: the list, one, arranging it, asking to it, and what was answered."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from flask import Response, request, url_for

from hybridmentor.blueprints.mentors.gathering_forms import (
    AnswerForm,
    GatheringForm,
    InviteForm,
    NewGatheringForm,
)
from hybridmentor.db import begin_write
from hybridmentor.documents.calendar import CalendarEvent
from hybridmentor.domain.folding import split_name
from hybridmentor.models import GatheringInvitation, WorkplacePerson
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.mentor_gatherings import (
    ListKey,
    VisibleGathering,
    count_answers,
    find_list_key,
    list_gatherings,
    list_invitations,
)
from hybridmentor.queries.mentor_profiles import list_network
from hybridmentor.services.mentor_gatherings import (
    add_gathering,
    edit_gathering,
    invite_mentors,
    read_gathering_values,
    record_answers,
)
from hybridmentor.web.addresses import read_id
from hybridmentor.web.calendars import send_calendar
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.guards import audit_read, count_notice, demand, get_actor, requires
from hybridmentor.web.mentors import open_gathering, open_gathering_for_writing
from hybridmentor.web.office_choice import find_chosen, list_offices_where, offer_offices
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out
from hybridmentor.web.words import hm_day, hm_t


def read_after() -> ListKey | None:
    """The key of the last gathering shown before, from the address; None for the first page or an unreadable key."""
    day, _, row = (request.args.get("after") or "").partition("_")
    row_id = read_id(row)
    try:
        return ListKey(date.fromisoformat(day), row_id) if row_id is not None else None
    except ValueError:
        return None


@requires(Permission.KEEP_PERSONS)
def index() -> str:
    """The gatherings of the actor's offices, the latest first."""
    audit_read("mentor_gathering.list")
    session, actor, after = get_session(), get_actor(), read_after()
    shown, more = list_gatherings(session, actor, after=after)
    last = find_list_key(shown[-1].gathering) if shown and more else None
    return render_page(
        "hybridmentor/mentors/gatherings.html",
        shown=shown,
        counts=count_answers(session, [one.gathering.id for one in shown]),
        after=f"{last.held_on.isoformat()}_{last.gathering_id}" if last else None,
        is_first=after is None,
        has_offices=len({one.facts.office_id for one in shown}) > 1,
        today=actor.today,
    )


def make_new_form(*, filled: bool) -> NewGatheringForm:
    """The form that adds a gathering; `filled` reads what was sent."""
    form = NewGatheringForm() if filled else NewGatheringForm(formdata=None)
    offer_offices(form.office, list_offices_where(Permission.KEEP_PERSONS))
    return form


def show_new(form: NewGatheringForm) -> str:
    """The page that adds a gathering."""
    back = url_for("hybridmentor.mentors.gatherings")
    return render_page("hybridmentor/mentors/gathering_form.html", form=form, gathering=None, back=back)


@requires(Permission.KEEP_PERSONS)
def new() -> str:
    """The form that adds a gathering."""
    demand(Permission.KEEP_PERSONS)
    return show_new(make_new_form(filled=False))


@requires(Permission.KEEP_PERSONS)
def add() -> Response:
    """Add a gathering and go to it."""
    begin_write(get_session())
    actor, form = demand(Permission.KEEP_PERSONS), make_new_form(filled=True)

    def act() -> Answer:
        office = find_chosen(form.office, Permission.KEEP_PERSONS)
        added = add_gathering(get_session(), actor, office=office, values=form.read_values())
        return Answer(locate_gathering(added.id), "gathering.notice.added")

    # Mentors read it: what may tell who somebody is has to be answered.
    return carry_out(form, act, lambda status: show_new(form), must_answer=True)


def locate_gathering(gathering_id: UUID) -> str:
    """Where a gathering stands."""
    return url_for("hybridmentor.mentors.gathering", gathering_id=gathering_id)


def make_form(visible: VisibleGathering, *, filled: bool) -> GatheringForm:
    """The form of a gathering; `filled` reads what was sent, else the stored values are shown."""
    values = read_gathering_values(visible.gathering)
    version = {"hm_version": str(visible.gathering.version)}
    form = GatheringForm() if filled else GatheringForm(formdata=None, data={**values, **version})
    if filled:
        take_stored(form, values)
    return form


def show_form(visible: VisibleGathering, form: GatheringForm) -> str:
    """The page that changes a gathering."""
    return render_page(
        "hybridmentor/mentors/gathering_form.html",
        form=form,
        gathering=visible.gathering,
        back=locate_gathering(visible.gathering.id),
    )


@requires(Permission.KEEP_PERSONS)
def edit(gathering_id: UUID) -> str:
    """The form of a gathering."""
    visible = open_gathering(gathering_id, Permission.KEEP_PERSONS)
    return show_form(visible, make_form(visible, filled=False))


@requires(Permission.KEEP_PERSONS)
def save(gathering_id: UUID) -> Response:
    """Change a gathering."""
    visible = open_gathering_for_writing(gathering_id, Permission.KEEP_PERSONS)
    form = make_form(visible, filled=True)

    def act() -> Answer:
        edit_gathering(
            get_session(), get_actor(), visible, version=form.read_version(), sent=form.read_values()
        )
        return Answer(locate_gathering(gathering_id), "notice.saved")

    return carry_out(form, act, lambda status: show_form(visible, form), must_answer=True)


def list_people(visible: VisibleGathering, asked: Sequence[GatheringInvitation]) -> list[WorkplacePerson]:
    """Who may be asked to a gathering: those of the office's network, and those asked already, by name."""
    network = list_network(get_session(), get_actor(), visible.facts.office_id)
    people = {one.person_id: one.person for one in network} | {one.person_id: one.person for one in asked}
    return sorted(people.values(), key=lambda one: (split_name(one.name or ""), str(one.id)))


def make_invite_form(
    visible: VisibleGathering, asked: Sequence[GatheringInvitation], *, filled: bool
) -> InviteForm:
    """The form that asks mentors; those asked already are chosen in it. `filled` reads what was sent."""
    chosen = {"people": [str(one.person_id) for one in asked]}
    form = InviteForm() if filled else InviteForm(formdata=None, data=chosen)
    form.offer_people(list_people(visible, asked))
    return form


def make_answer_form(asked: Sequence[GatheringInvitation], *, filled: bool) -> AnswerForm:
    """The form of what was answered; `filled` reads what was sent."""
    form = AnswerForm() if filled else AnswerForm(formdata=None)
    form.offer_answers(asked, request.form if filled else None)
    return form


def show_gathering(
    visible: VisibleGathering,
    asked: Sequence[GatheringInvitation],
    invite_form: InviteForm,
    answer_form: AnswerForm,
) -> str:
    """The page of a gathering."""
    gathering = visible.gathering
    addresses = [one.person.email for one in asked if one.person.email]
    return render_page(
        "hybridmentor/mentors/gathering.html",
        gathering=gathering,
        office_name=visible.office_name,
        asked=asked,
        invite_form=invite_form,
        answer_form=answer_form,
        counts=count_answers(get_session(), [gathering.id]).get(gathering.id),
        invitation=write_invitation(visible),
        addresses=addresses,
        without=len(asked) - len(addresses),
    )


def write_invitation(visible: VisibleGathering) -> str:
    """The invitation as a text to be sent by the adviser's own e-mail; it names nobody."""
    gathering = visible.gathering
    lines = [
        hm_t("gathering.invitation.begin", office=visible.office_name),
        "",
        gathering.title,
        hm_t("gathering.invitation.when", day=hm_day(gathering.held_on)),
    ]
    if gathering.place:
        lines.append(hm_t("gathering.invitation.where", place=gathering.place))
    if gathering.words:
        lines += ["", gathering.words]
    return "\n".join([*lines, "", hm_t("gathering.invitation.end")])


@requires(Permission.KEEP_PERSONS)
def show(gathering_id: UUID) -> str:
    """A gathering, who has been asked to it and what they have said."""
    visible = open_gathering(gathering_id, Permission.KEEP_PERSONS)
    asked = list_invitations(get_session(), gathering_id)
    return show_gathering(
        visible,
        asked,
        make_invite_form(visible, asked, filled=False),
        make_answer_form(asked, filled=False),
    )


@requires(Permission.KEEP_PERSONS)
def invite(gathering_id: UUID) -> Response:
    """Ask those who were chosen, or the whole network beside those asked already."""
    visible = open_gathering_for_writing(gathering_id, Permission.KEEP_PERSONS)
    asked = list_invitations(get_session(), gathering_id)
    form = make_invite_form(visible, asked, filled=True)

    def act() -> Answer:
        everyone = {one.id for one in list_people(visible, asked)}
        wanted = everyone if "everyone" in request.form else form.read_people()
        number = invite_mentors(get_session(), get_actor(), visible, person_ids=wanted)
        return Answer(locate_gathering(gathering_id), count_notice("gathering.notice.invited", number))

    return carry_out(
        form,
        act,
        lambda status: show_gathering(visible, asked, form, make_answer_form(asked, filled=False)),
        check=lambda: form.check_people(everyone="everyone" in request.form),
    )


@requires(Permission.KEEP_PERSONS)
def save_answers(gathering_id: UUID) -> Response:
    """Write down what those who were asked have said."""
    visible = open_gathering_for_writing(gathering_id, Permission.KEEP_PERSONS)
    asked = list_invitations(get_session(), gathering_id)
    form = make_answer_form(asked, filled=True)

    def act() -> Answer:
        record_answers(get_session(), get_actor(), visible, answers=form.read_answers(asked))
        return Answer(locate_gathering(gathering_id), "notice.saved")

    return carry_out(
        form,
        act,
        lambda status: show_gathering(visible, asked, make_invite_form(visible, asked, filled=False), form),
        check=lambda: form.check_sent(asked),
    )


@requires(Permission.KEEP_PERSONS)
def calendar_file(gathering_id: UUID) -> Response:
    """A gathering as a file for a calendar; it names nobody, and can be sent with the invitation."""
    visible = open_gathering(gathering_id, Permission.KEEP_PERSONS)
    gathering = visible.gathering
    event = CalendarEvent(
        event_id=gathering.id,
        sequence=gathering.version,
        starts=gathering.held_on,
        revised_at=gathering.created_at,
        summary=gathering.title,
        description=gathering.words or "",
        place=gathering.place,
    )
    return send_calendar([event], as_file=True)
