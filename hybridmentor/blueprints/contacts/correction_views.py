"""Correcting a contact, and taking back what was just logged."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.contacts.forms import CorrectionForm, ToldCorrectionForm
from hybridmentor.blueprints.contacts.views import ButtonForm, find_return
from hybridmentor.db import begin_write
from hybridmentor.errors import Message, NotFound
from hybridmentor.models import Case, ContactPoint
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.cases import find_case
from hybridmentor.queries.contacts import find_contact, list_entry, list_entry_cases
from hybridmentor.queries.mentors import map_current_mentors
from hybridmentor.services.contacts import (
    CONTACT_FIELDS,
    correct_contact,
    may_undo,
    read_contact_values,
    undo_entry,
)
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.fields import HybridForm
from hybridmentor.web.guards import (
    count_notice,
    get_actor,
    look_for_answer,
    open_case,
    open_case_for_writing,
    requires,
)
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def load_contact(case_id: UUID, contact_id: UUID) -> ContactPoint:
    """An entry of the log that can be corrected; NotFound for none, and for a planned one, which is given a new time."""
    contact = find_contact(get_session(), case_id, contact_id)
    if contact is None or contact.outcome == "planned":
        raise NotFound(Message("error.not_found"))
    return contact


def make_form(case: Case, contact: ContactPoint, *, filled: bool) -> CorrectionForm | ToldCorrectionForm:
    """The form of an entry; `filled` reads what was sent, else it shows the entry as it stands."""
    values = read_contact_values(contact)
    shown = {**values, "hm_version": str(contact.version)}
    kind = ToldCorrectionForm if contact.reported_by else CorrectionForm
    form = kind() if filled else kind(formdata=None, data=shown)
    form.offer_codes(find_practice(case))
    if filled:
        take_stored(form, values)
    return form


def show_form(case: Case, contact: ContactPoint, form: HybridForm, undo: ButtonForm | None = None) -> str:
    """The page of an entry, with the button that takes it back while there is time."""
    actor = get_actor()
    saved = list_saved_together(contact)
    return render_page(
        "hybridmentor/contacts/edit.html",
        case=case,
        contact=contact,
        form=form,
        undo=undo or ButtonForm(formdata=None),
        together=len(saved),
        may_undo=may_undo(actor, contact),
        today=actor.today,
        words=PracticeWords(find_practice(case)),
    )


def list_saved_together(contact: ContactPoint) -> Sequence[ContactPoint]:
    """What was saved in one go with the contact, itself included."""
    return list_entry(get_session(), contact.entry_id) if contact.entry_id else [contact]


@requires(Permission.LOG_CONTACT)
def edit(case_id: UUID, contact_id: UUID) -> str:
    """The page of an entry."""
    case = open_case(case_id, Permission.LOG_CONTACT, "contact.read").case
    contact = load_contact(case_id, contact_id)
    return show_form(case, contact, make_form(case, contact, filled=False))


@requires(Permission.LOG_CONTACT)
def save(case_id: UUID, contact_id: UUID) -> Response:
    """Correct an entry."""
    visible = open_case_for_writing(case_id, Permission.LOG_CONTACT)
    session, actor, case = get_session(), get_actor(), visible.case
    contact = load_contact(case_id, contact_id)
    form = make_form(case, contact, filled=True)

    def act() -> Answer:
        day: Any = form.occurred_on.data
        mentor = map_current_mentors(session, [case.id], day).get(case.id)
        sent: dict[str, Any] = {name: form[name].data for name in CONTACT_FIELDS if name in form}
        if "held_by" in sent:
            sent["held_by"] = sent["held_by"] or "adviser"
        merged = correct_contact(
            session,
            actor,
            visible,
            contact,
            version=form.read_version(),
            sent=sent,
            mentor_id=mentor.person_id if mentor else None,
        )
        return Answer(
            url_for("hybridmentor.contacts.index", case_id=case_id),
            "notice.merged" if merged else "contact.notice.corrected",
            mend=url_for("hybridmentor.contacts.edit", case_id=case_id, contact_id=contact_id),
        )

    return carry_out(
        form,
        act,
        lambda status: show_form(case, contact, form),
        check=lambda: form.check(actor.today, case.opened_on),
    )


@requires(Permission.LOG_CONTACT)
def undo(case_id: UUID, contact_id: UUID) -> Response:
    """Take back what one has just logged, with all that was saved in one go."""
    session, actor = get_session(), get_actor()
    begin_write(session)
    # Read before anybody is authorised, for all cases are locked in one order; nothing of it is shown.
    beside = list_entry_cases(session, case_id, contact_id)
    visible = open_case_for_writing(case_id, Permission.LOG_CONTACT, beside=beside)
    contact = find_contact(session, case_id, contact_id)
    if contact is None:
        look_for_answer()
        raise NotFound(Message("error.not_found"))
    case, form = visible.case, ButtonForm()

    def act() -> Answer:
        saved = list_saved_together(contact)
        others = {one: find_case(session, actor, one) for one in beside if one != case_id}
        cases = {**others, case_id: visible}
        undo_entry(session, actor, [(cases.get(one.case_id), one) for one in saved])
        if len(saved) > 1:
            return Answer(find_return(case_id), count_notice("contact.notice.undone_several", len(saved)))
        return Answer(find_return(case_id), "contact.notice.undone")

    return carry_out(
        form,
        act,
        lambda status: show_form(case, contact, make_form(case, contact, filled=False), undo=form),
    )
