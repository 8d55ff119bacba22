"""Confirming that the log of a case is complete: only then does silence mean that there was no contact."""

from datetime import date
from typing import Any
from uuid import UUID

from flask import Response, url_for

from hybridmentor.models import Case
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.case_forms import find_case_form
from hybridmentor.queries.contacts import summarise_contacts
from hybridmentor.queries.situations import RELATIONSHIPS
from hybridmentor.services.case_forms import confirm_log
from hybridmentor.web.fields import DateField, Fault, HybridForm, NeedsAnswer
from hybridmentor.web.guards import get_actor, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


class ConfirmationForm(HybridForm):
    """The day up to which everything is written down."""

    to_on = DateField("confirm.to_on", [NeedsAnswer()])

    def check(self, first: date | None, today: date) -> bool:
        """Whether the day lies in the case's time; the fault stands at the field."""
        day: Any = self.to_on.data
        if not isinstance(day, date) or (first or day) <= day <= today:
            return True
        self.to_on.errors = [
            Fault("contact.error.in_future" if day > today else "confirm.error.before").args[0]
        ]
        return False


def show_form(case: Case, form: ConfirmationForm) -> str:
    """The page, with what the log holds of each."""
    session = get_session()
    summaries = summarise_contacts(session, [case.id])
    stored = find_case_form(session, case.id)
    return render_page(
        "hybridmentor/cases/confirm.html",
        case=case,
        form=form,
        summaries=[(key, summaries.get((case.id, key))) for key in RELATIONSHIPS],
        confirmed_to=stored.log_confirmed_on if stored else None,
    )


@requires(Permission.LOG_CONTACT)
def confirm(case_id: UUID) -> str:
    """The page that asks whether the log is complete."""
    case = open_case(case_id, Permission.LOG_CONTACT, "contact.list").case
    return show_form(case, ConfirmationForm(formdata=None, data={"to_on": get_actor().today}))


@requires(Permission.LOG_CONTACT)
def confirm_complete(case_id: UUID) -> Response:
    """Confirm it."""
    visible = open_case_for_writing(case_id, Permission.LOG_CONTACT, lock="edit")
    case, form = visible.case, ConfirmationForm()

    def act() -> Answer:
        day: Any = form.to_on.data
        confirm_log(get_session(), get_actor(), visible, to_on=day)
        return Answer(url_for("hybridmentor.cases.show", case_id=case.id), "confirm.notice")

    return carry_out(
        form,
        act,
        lambda status: show_form(case, form),
        check=lambda: form.check(case.opened_on, get_actor().today),
    )
