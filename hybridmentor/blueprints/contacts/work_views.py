"""Work without contact: writing a plan, travel."""

from typing import Any
from uuid import UUID

from flask import Response

from hybridmentor.blueprints.contacts.told_views import find_log
from hybridmentor.blueprints.contacts.views import ButtonForm, show_log
from hybridmentor.blueprints.contacts.work_forms import WorkForm
from hybridmentor.errors import Message, NotFound
from hybridmentor.models import Case
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.case_work import find_work
from hybridmentor.services.case_work import log_work, undo_work
from hybridmentor.web.guards import (
    get_actor,
    look_for_answer,
    offer_undo_of_work,
    open_case,
    open_case_for_writing,
    requires,
)
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def make_form(case: Case, *, filled: bool) -> WorkForm:
    """The form; the day alone is filled in."""
    form = WorkForm() if filled else WorkForm(formdata=None, data={"day": "today"})
    form.offer_codes(find_practice(case))
    return form


def show_form(case: Case, form: WorkForm) -> str:
    """The page that logs work without contact."""
    return render_page(
        "hybridmentor/contacts/work.html",
        case=case,
        form=form,
        today=get_actor().today,
        back=find_log(case.id),
    )


@requires(Permission.LOG_CONTACT)
def work(case_id: UUID) -> str:
    """The page that logs work without contact."""
    case = open_case(case_id, Permission.LOG_CONTACT, "work.new").case
    return show_form(case, make_form(case, filled=False))


@requires(Permission.LOG_CONTACT)
def save_work(case_id: UUID) -> Response:
    """Add work without contact."""
    visible = open_case_for_writing(case_id, Permission.LOG_CONTACT, lock="share")
    actor, case = get_actor(), visible.case
    form = make_form(case, filled=True)

    def act() -> Answer:
        day: Any = form.find_day(actor.today)
        added = log_work(
            get_session(),
            actor,
            visible,
            worked_on=day,
            kind=form.kind.data or "",
            minutes_band=form.minutes_band.data or "",
        )
        offer_undo_of_work(case_id, added.id)
        return Answer(find_log(case_id), "work.notice.logged")

    return carry_out(
        form,
        act,
        lambda status: show_form(case, form),
        check=lambda: form.check(actor.today, case.opened_on),
    )


@requires(Permission.LOG_CONTACT)
def take_back_work(case_id: UUID, work_id: UUID) -> Response:
    """Take back work that one has just logged."""
    visible = open_case_for_writing(case_id, Permission.LOG_CONTACT)
    found = find_work(get_session(), case_id, work_id)
    if found is None:
        look_for_answer()
        raise NotFound(Message("error.not_found"))
    form = ButtonForm()

    def act() -> Answer:
        undo_work(get_session(), get_actor(), visible, found)
        return Answer(find_log(case_id), "work.notice.undone")

    return carry_out(form, act, lambda status: show_log(visible, form))
