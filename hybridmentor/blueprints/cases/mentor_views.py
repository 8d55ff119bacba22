"""The mentor of a case."""

from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.cases.forms import MentorForm
from hybridmentor.models import Case
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.mentors import list_assignments
from hybridmentor.services.mentors import assign_mentor
from hybridmentor.web.guards import get_actor, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def show_form(case: Case, form: MentorForm) -> str:
    """The page to name a mentor."""
    return render_page(
        "hybridmentor/cases/mentor.html",
        case=case,
        form=form,
        assignments=list_assignments(get_session(), case.id),
    )


@requires(Permission.EDIT_CASE)
def mentor(case_id: UUID) -> str:
    """The page to name a mentor, with those before."""
    case = open_case(case_id, Permission.EDIT_CASE, "mentor.read").case
    form = MentorForm(formdata=None)
    form.from_on.data = get_actor().today  # type: ignore[assignment]
    return show_form(case, form)


@requires(Permission.EDIT_CASE)
def assign(case_id: UUID) -> Response:
    """Name a mentor; the one before ends."""
    visible = open_case_for_writing(case_id, Permission.EDIT_CASE)
    case, form = visible.case, MentorForm()

    def act() -> Answer:
        assign_mentor(
            get_session(),
            get_actor(),
            visible,
            name=form.name.data or "",
            phone=form.phone.data,
            position=form.position.data,
            from_on=form.from_on.data,  # type: ignore[arg-type]
            is_employer=bool(form.is_employer.data),
        )
        return Answer(url_for("hybridmentor.cases.show", case_id=case.id), "mentor.notice.assigned")

    return carry_out(
        form, act, lambda status: show_form(case, form), check=lambda: form.check_day(get_actor().today)
    )
