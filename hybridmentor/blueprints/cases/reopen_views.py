"""Opening a closed case again."""

from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.cases.reopen_forms import ReopenForm
from hybridmentor.models import Case
from hybridmentor.policy.permissions import Permission
from hybridmentor.services.reopenings import reopen_case
from hybridmentor.web.guards import get_actor, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def show_form(case: Case, form: ReopenForm) -> str:
    """The page to open a case again."""
    return render_page("hybridmentor/cases/reopen.html", case=case, form=form)


@requires(Permission.FOLLOW_UP_CASE)
def reopen(case_id: UUID) -> str:
    """The page to open a case again."""
    case = open_case(case_id, Permission.FOLLOW_UP_CASE, "case.read").case
    return show_form(case, ReopenForm(formdata=None))


@requires(Permission.FOLLOW_UP_CASE)
def open_again(case_id: UUID) -> Response:
    """Open a case again."""
    visible = open_case_for_writing(case_id, Permission.FOLLOW_UP_CASE)
    case, form = visible.case, ReopenForm()

    def act() -> Answer:
        reopen_case(get_session(), get_actor(), visible, reason=form.reason.data or "")
        return Answer(url_for("hybridmentor.cases.show", case_id=case_id), "reopen.notice.done")

    return carry_out(form, act, lambda status: show_form(case, form))
