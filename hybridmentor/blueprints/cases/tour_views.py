"""The tour of companies of a case: the visits of a day in their order, and changing the order."""

from datetime import date
from uuid import UUID

from flask import Response, request, url_for

from hybridmentor.blueprints.cases.candidate_forms import VisitForm
from hybridmentor.blueprints.cases.views import show_example
from hybridmentor.models import Candidate
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.candidates import list_candidates, list_visit_days, list_visits, pick_visit_day
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.services.candidates import move_visit
from hybridmentor.web.candidates import load_candidate, locate_list, reads_register
from hybridmentor.web.fields import HybridForm, read_day
from hybridmentor.web.guards import get_actor, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def locate_visit(candidate: Candidate) -> str:
    """Where a visit stands in the tour of its day."""
    on, anchor = candidate.visit_on, f"visit-{candidate.id}"
    return url_for("hybridmentor.cases.tour", case_id=candidate.case_id, on=on, _anchor=anchor)


def show_tour(visible: VisibleCase, on: date | None, form: HybridForm | None = None) -> str:
    """The page of a day's visits; without a day the next one that has any. `form` is one that has come back."""
    actor, case = get_actor(), visible.case
    candidates = list_candidates(get_session(), case.id)
    days = list_visit_days(candidates)
    day = on or pick_visit_day(days, actor.today)
    return render_page(
        "hybridmentor/cases/tour.html",
        case=case,
        day=day,
        days=days,
        visits=list_visits(candidates, day) if day else [],
        form=form or HybridForm(formdata=None),
        may_edit=permits(actor, Permission.EDIT_CASE, visible.facts),
        sees_register=reads_register(case),
        words=PracticeWords(find_practice(case)),
        back=locate_list(case),
    )


@requires(Permission.READ_CASE)
def tour(case_id: UUID) -> str:
    """The visits of a day in their order, to be taken along."""
    visible = open_case(case_id, Permission.READ_CASE, "candidate.tour")
    if visible.case.is_published_example:
        return show_example(visible.case)
    return show_tour(visible, read_day(request.args.get("on", "")))


@requires(Permission.EDIT_CASE)
def visit(case_id: UUID, candidate_id: UUID) -> Response:
    """Have a visit change places with the one before or after it."""
    visible = open_case_for_writing(case_id, Permission.EDIT_CASE)
    row = load_candidate(visible.case, candidate_id)
    form, on = VisitForm(), row.visit_on

    def act() -> Answer:
        move_visit(get_session(), get_actor(), visible, row, up=form.direction.data == "up")
        return Answer(locate_visit(row), "tour.notice.moved")

    return carry_out(form, act, lambda status: show_tour(visible, on, form), check=form.check_direction)
