"""Planned contacts: "ble det noe av?", another time, and the calendar file."""

from typing import Any
from uuid import UUID, uuid4

from flask import Response, request

from hybridmentor.blueprints.contacts.planned_forms import AnswerForm, MoveForm
from hybridmentor.blueprints.contacts.views import find_return
from hybridmentor.errors import InvalidInput, Message, NotFound
from hybridmentor.models import Case, ContactPoint
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.appointments import Appointment, find_appointment
from hybridmentor.queries.contacts import find_planned
from hybridmentor.queries.mentors import map_current_mentors
from hybridmentor.services.appointments import answer_appointment, move_appointment
from hybridmentor.web.calendars import describe_appointment, send_calendar
from hybridmentor.web.fields import HybridForm
from hybridmentor.web.guards import get_actor, offer_undo, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out
from hybridmentor.web.words import get_language


def load_appointment(case: Case, planned_id: UUID) -> Appointment:
    """The appointment of a planned contact, as it stands now; NotFound for none."""
    appointment = find_appointment(get_session(), case, planned_id)
    if appointment is None:
        raise NotFound(Message("error.not_found"))
    return appointment


def find_mentor_id(case: Case, planned: ContactPoint, day: Any) -> UUID | None:
    """The mentor of the day, for a contact that the mentor is to be in."""
    mentor = map_current_mentors(get_session(), [case.id], day).get(case.id)
    return mentor.person_id if mentor else None


def show_planned(case: Case, planned_id: UUID, form: MoveForm | None, *sent: HybridForm) -> str:
    """The page of a planned contact: another time, what came of it, the calendar. `sent` are forms that came back.

    It shows the latest time agreed, also to who comes with an earlier one.
    """
    appointment = load_appointment(case, planned_id)
    time = {"starts_at": appointment.contact.starts_at}
    return render_page(
        "hybridmentor/contacts/planned.html",
        case=case,
        appointment=appointment,
        was_moved=appointment.contact.id != planned_id,
        form=form or MoveForm(formdata=None, data=time),
        sent=sent,
        key=str(uuid4()),
        origin="day" if request.args.get("from") == "day" else None,
        today=get_actor().today,
        words=PracticeWords(find_practice(case)),
    )


@requires(Permission.LOG_CONTACT)
def planned(case_id: UUID, planned_id: UUID) -> str:
    """The page of a planned contact."""
    case = open_case(case_id, Permission.LOG_CONTACT, "contact.planned").case
    return show_planned(case, planned_id, None)


@requires(Permission.LOG_CONTACT)
def move(case_id: UUID, planned_id: UUID) -> Response:
    """Give a planned contact another time."""
    visible = open_case_for_writing(case_id, Permission.LOG_CONTACT, lock="share")
    case, form = visible.case, MoveForm()
    load_appointment(case, planned_id)
    contact = find_planned(get_session(), case_id, planned_id)

    def act() -> Answer:
        day: Any = form.planned_on.data
        time: Any = form.starts_at.data
        if contact is None:
            raise InvalidInput(Message("planned.error.answered"))
        added = move_appointment(
            get_session(),
            get_actor(),
            visible,
            contact,
            planned_on=day,
            starts_at=time,
            mentor_id=find_mentor_id(case, contact, day),
        )
        offer_undo(case_id, added.id)
        return Answer(find_return(case_id), "contact.notice.planned")

    return carry_out(
        form,
        act,
        lambda status: show_planned(case, planned_id, form, form),
        check=lambda: form.check_day(get_actor().today),
    )


@requires(Permission.LOG_CONTACT)
def answer(case_id: UUID, planned_id: UUID) -> Response:
    """Say with one press that nothing came of a planned contact."""
    visible = open_case_for_writing(case_id, Permission.LOG_CONTACT, lock="share")
    case, form = visible.case, AnswerForm()
    load_appointment(case, planned_id)
    contact = find_planned(get_session(), case_id, planned_id)

    def act() -> Answer:
        if contact is None:
            raise InvalidInput(Message("planned.error.answered"))
        outcome = form.outcome.data or ""
        added = answer_appointment(
            get_session(),
            get_actor(),
            visible,
            contact,
            outcome=outcome,
            mentor_id=find_mentor_id(case, contact, contact.occurred_on),
        )
        offer_undo(case_id, added.id)
        # words: planned.notice.
        return Answer(find_return(case_id), f"planned.notice.{outcome}")

    return carry_out(form, act, lambda status: show_planned(case, planned_id, None, form))


@requires(Permission.READ_CASE)
def calendar_file(case_id: UUID, planned_id: UUID) -> Response:
    """A planned contact as a file for one's own calendar; opened again, it moves or takes out what is there."""
    visible = open_case(case_id, Permission.READ_CASE, "contact.calendar")
    event = describe_appointment(
        load_appointment(visible.case, planned_id),
        get_language(),
        may_log=permits(get_actor(), Permission.LOG_CONTACT, visible.facts),
        is_closed=visible.facts.is_closed,
    )
    return send_calendar([event], as_file=True)
