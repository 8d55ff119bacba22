"""The log of a case's contacts, and adding to it."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from hybridmentor.blueprints.contacts.forms import ContactForm
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.models import Case, ContactPoint
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.contacts import find_planned, list_contacts
from hybridmentor.queries.mentors import map_current_mentors
from hybridmentor.services.contacts import log_contact
from hybridmentor.web.guards import get_actor, offer_undo, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out

LATEST = 3


def read_id(text: str | None) -> UUID | None:
    """The id in a text; None if it is none."""
    try:
        return UUID(text or "")
    except ValueError:
        return None


def read_after() -> tuple[date, UUID] | None:
    """The key of the last row shown before, from the address."""
    day, _, row = request.args.get("after", "").partition("_")
    try:
        return date.fromisoformat(day), UUID(row)
    except ValueError:
        return None


@requires(Permission.READ_CASE)
def index(case_id: UUID) -> str:
    """All contacts of a case, the latest first."""
    visible = open_case(case_id, Permission.READ_CASE, "contact.list")
    contacts, more = list_contacts(get_session(), case_id, after=read_after(), planned=True)
    last = contacts[-1] if contacts else None
    return render_page(
        "hybridmentor/contacts/index.html",
        case=visible.case,
        contacts=contacts,
        after=f"{last.occurred_on.isoformat()}_{last.id}" if last and more else None,
        is_first=read_after() is None,
        may_log=permits(get_actor(), Permission.LOG_CONTACT, visible.facts),
        words=PracticeWords(find_practice(visible.case)),
    )


def make_form(case: Case, planned: ContactPoint | None, *, filled: bool) -> ContactForm:
    """The form that logs a contact. Who and day are filled in from the address or from the planned contact; form never."""
    form = ContactForm() if filled else ContactForm(formdata=None)
    form.offer_codes(find_practice(case))
    if filled:
        return form
    wanted = [
        key
        for key in request.args.getlist("with")
        if key in {k for k, *_ in form.relationships.choices or ()}
    ]
    form.relationships.data = [p.relationship_key for p in planned.participants] if planned else wanted
    form.day.data = "today"
    if planned is not None:
        form.planned.data = str(planned.id)
        if planned.occurred_on != get_actor().today:
            form.day.data = "other"
            form.other_day.data = planned.occurred_on  # type: ignore[assignment]
    outcome = request.args.get("outcome")
    if outcome in {k for k, *_ in form.outcome.choices or ()}:
        form.outcome.data = outcome
    return form


def show_form(case: Case, form: ContactForm, planned: ContactPoint | None) -> str:
    """The page that logs a contact."""
    session, actor = get_session(), get_actor()
    return render_page(
        "hybridmentor/contacts/new.html",
        case=case,
        form=form,
        planned=planned,
        latest=list_contacts(session, case.id, limit=LATEST)[0],
        mentor=map_current_mentors(session, [case.id], actor.today).get(case.id),
        today=actor.today,
        words=PracticeWords(find_practice(case)),
    )


@requires(Permission.LOG_CONTACT)
def new(case_id: UUID) -> str:
    """The page that logs a contact, from a planned one if the address names it."""
    case = open_case(case_id, Permission.LOG_CONTACT, "contact.new").case
    wanted = read_id(request.args.get("planned"))
    planned = find_planned(get_session(), case_id, wanted) if wanted else None
    return show_form(case, make_form(case, planned, filled=False), planned)


@requires(Permission.LOG_CONTACT)
def log(case_id: UUID) -> Response:
    """Add a contact; a planned one that it answers is thereby answered."""
    visible = open_case_for_writing(case_id, Permission.LOG_CONTACT, lock="share")
    session, actor, case = get_session(), get_actor(), visible.case
    form = make_form(case, None, filled=True)
    wanted = read_id(form.planned.data)
    planned = find_planned(session, case_id, wanted) if wanted else None

    def act() -> Answer:
        # If somebody has answered the planned contact, this one sent once more becomes an entry of its own.
        form.planned.data = ""
        if wanted is not None and planned is None:
            raise InvalidInput(Message("contact.error.already_answered"))
        is_new_time = form.outcome.data == "planned"
        typed: Any = form.planned_on.data
        day = (typed if is_new_time else form.find_day(actor.today)) or actor.today
        mentor = map_current_mentors(session, [case.id], day).get(case.id)
        contact = log_contact(
            session,
            actor,
            visible,
            occurred_on=day,
            starts_at=form.starts_at.data if is_new_time else None,  # type: ignore[arg-type]
            relationships=form.relationships.data or [],
            outcome=form.outcome.data or "",
            form=form.form.data,
            sub_form=form.sub_form.data,
            held_by=form.held_by.data or "adviser",
            minutes_band=form.minutes_band.data,
            themes=form.themes.data or [],
            note=form.note.data,
            next_step=form.next_step.data,
            mentor_id=mentor.person_id if mentor else None,
            follows_id=planned.id if planned else None,
        )
        offer_undo(case_id, contact.id)
        notice = "contact.notice.planned" if is_new_time else "contact.notice.logged"
        return Answer(find_return(case_id), notice)

    return carry_out(
        form,
        act,
        lambda status: show_form(case, form, planned),
        check=lambda: form.check(actor.today, case.opened_on),
    )


def find_return(case_id: UUID) -> str:
    """Back to where the form was opened: my day or the case."""
    if request.args.get("from") == "day":
        return url_for("hybridmentor.home.day")
    return url_for("hybridmentor.cases.show", case_id=case_id)
