"""Contact between mentor and jobseeker, as one of them told of it."""

from typing import Any
from uuid import UUID

from flask import Response, request, url_for

from hybridmentor.blueprints.contacts.forms import TellForm
from hybridmentor.models import Case
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.mentors import map_current_mentors
from hybridmentor.services.contacts import tell_of_contact
from hybridmentor.web.guards import get_actor, offer_undo, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def make_form(case: Case, *, filled: bool) -> TellForm:
    """The form; the day alone is filled in."""
    form = TellForm() if filled else TellForm(formdata=None, data={"day": "today"})
    form.offer_codes(find_practice(case))
    return form


def find_log(case_id: UUID) -> str:
    """Back to where the form was opened: my day or the log."""
    if request.args.get("from") == "day":
        return url_for("hybridmentor.home.day")
    return url_for("hybridmentor.contacts.index", case_id=case_id)


def show_form(case: Case, form: TellForm) -> str:
    """The page to tell of a contact that mentor and jobseeker had."""
    actor = get_actor()
    return render_page(
        "hybridmentor/contacts/tell.html",
        case=case,
        form=form,
        mentor=map_current_mentors(get_session(), [case.id], actor.today).get(case.id),
        today=actor.today,
        back=find_log(case.id),
    )


@requires(Permission.LOG_CONTACT)
def tell(case_id: UUID) -> str:
    """The page to tell of a contact that mentor and jobseeker had."""
    case = open_case(case_id, Permission.LOG_CONTACT, "contact.tell").case
    return show_form(case, make_form(case, filled=False))


@requires(Permission.LOG_CONTACT)
def save_told(case_id: UUID) -> Response:
    """Add the contact to the log; it counts for mentor and jobseeker, and for nobody else."""
    visible = open_case_for_writing(case_id, Permission.LOG_CONTACT, lock="share")
    actor, case = get_actor(), visible.case
    form = make_form(case, filled=True)

    def act() -> Answer:
        day: Any = form.find_day(actor.today)
        contact = tell_of_contact(
            get_session(),
            actor,
            visible,
            occurred_on=day,
            reported_by=form.reported_by.data or "",
            form=form.form.data,
            sub_form=form.sub_form.data,
            note=form.note.data,
        )
        offer_undo(case_id, contact.id)
        mend = url_for("hybridmentor.contacts.edit", case_id=case_id, contact_id=contact.id)
        return Answer(find_log(case_id), "contact.notice.told", mend)

    return carry_out(
        form,
        act,
        lambda status: show_form(case, form),
        check=lambda: form.check(actor.today, case.opened_on),
    )
