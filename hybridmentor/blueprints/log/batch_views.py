"""Logging after a day of visits: several cases on one page, saved in one go or not at all."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from flask import Response, make_response, request, url_for

from hybridmentor.blueprints.contacts.views import choose_notice
from hybridmentor.blueprints.log.batch_forms import (
    FREE_ROWS,
    MOST_ROWS,
    BatchForm,
    BatchRow,
    Start,
    list_starts,
    summarise_faults,
)
from hybridmentor.db import begin_write
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.models import ContactPoint
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.cases import find_case, hold_cases
from hybridmentor.queries.contacts import find_planned
from hybridmentor.queries.log_choices import LogChoice, list_own_choices
from hybridmentor.queries.mentors import map_current_mentors
from hybridmentor.services.contacts import log_contact
from hybridmentor.web.addresses import read_id
from hybridmentor.web.guards import audit_read, get_actor, offer_undo, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def make_form(choices: Sequence[LogChoice], *, filled: bool, more: int = 0) -> BatchForm:
    """The form with its rows; `filled` reads what was sent, `more` rows are added to choose a case in."""
    practice = find_practice()
    form = BatchForm() if filled else BatchForm(formdata=None)
    sent = form.read_size()
    form.size.data = "0"
    for _ in range(sent):
        form.add_row(request.form, Start(), practice)
    starts = [Start()] * more if sent else list_starts(choices, get_actor().today)
    for start in starts[: MOST_ROWS - sent]:
        form.add_row(None, start, practice)
    return form


def show_form(form: BatchForm, choices: Sequence[LogChoice]) -> str:
    """The page of the rows."""
    rows = form.list_rows(choices)
    return render_page(
        "hybridmentor/log/batch.html",
        form=form,
        rows=rows,
        summary=summarise_faults(form, rows),
        has_cases=bool(choices),
        may_add=len(rows) < MOST_ROWS,
        today=get_actor().today,
    )


@requires(Permission.LIST_CASES)
def batch() -> str:
    """The page to log several contacts: what was planned today and yesterday, what is due, and rows to choose a case in."""
    audit_read("log.several")
    choices = list_own_choices(get_session(), get_actor())
    return show_form(make_form(choices, filled=False), choices)


@requires(Permission.LIST_CASES)
def save_batch() -> Response:
    """Add a contact for each row that is answered, all or none of them; or show more rows with what was typed."""
    session, actor = get_session(), get_actor()
    if "more" in request.form:
        audit_read("log.several")
        choices = list_own_choices(session, actor)
        return make_response(show_form(make_form(choices, filled=True, more=FREE_ROWS), choices))
    begin_write(session)
    hold_cases(session, list_sent_cases(), "share")
    choices = list_own_choices(session, actor)
    form = make_form(choices, filled=True)
    rows = form.list_rows(choices)

    def act() -> Answer:
        begun = [row for row in rows if row.is_begun]
        # One undo takes back all of them: they have the same id, as one contact in several cases has.
        entry_id = uuid4() if len(begun) > 1 else None
        contacts = [log_row(row, entry_id) for row in begun]
        offer_undo(contacts[0].case_id, contacts[0].id)
        mend = url_for("hybridmentor.contacts.edit", case_id=contacts[0].case_id, contact_id=contacts[0].id)
        return Answer(
            url_for("hybridmentor.home.day"), choose_notice(contacts), mend if len(contacts) == 1 else None
        )

    def show(status: int) -> str:
        audit_read("log.several")
        return show_form(form, choices)

    return carry_out(
        form,
        act,
        show,
        check=lambda: form.check_rows(rows, actor.today),
        about=[row.choice.case_id for row in rows if row.choice is not None and row.is_begun],
    )


def list_sent_cases() -> list[UUID]:
    """The ids of the cases that rows of the form name."""
    sent = (read_id(value) for name, value in request.form.items() if name.startswith("case_"))
    return [case_id for case_id in sent if case_id is not None]


def log_row(row: BatchRow, entry_id: UUID | None) -> ContactPoint:
    """Add the contact of a row, its case authorised by itself. InvalidInput at the row's case where that cannot be."""
    session, actor = get_session(), get_actor()
    place = f"case_{row.number}"
    case_id = read_id(row.fields["case"].data)
    visible = find_case(session, actor, case_id) if case_id else None
    if visible is None or not permits(actor, Permission.LOG_CONTACT, visible.facts):
        raise InvalidInput(Message("contact.batch.error.gone"), field=place)
    wanted = read_id(row.fields["planned"].data)
    planned = find_planned(session, visible.case.id, wanted) if wanted else None
    if wanted is not None and planned is None:
        # Sent once more it becomes an entry of its own.
        row.fields["planned"].data = ""
        raise InvalidInput(Message("contact.error.already_answered"), field=place)
    day: Any = row.find_day(actor.today)
    mentor = map_current_mentors(session, [visible.case.id], day).get(visible.case.id)
    return log_contact(
        session,
        actor,
        visible,
        occurred_on=day,
        relationships=row.fields["relationships"].data or [],
        outcome=row.fields["outcome"].data or "",
        form=row.fields["form"].data,
        minutes_band=row.fields["minutes_band"].data,
        note=row.fields["note"].data,
        mentor_id=mentor.person_id if mentor else None,
        follows_id=planned.id if planned else None,
        entry_id=entry_id,
    )
