"""The companies that come into question for a case, as a table and as a board, and looking for one in the register."""

from uuid import UUID

from flask import Response, make_response, request

from hybridmentor.blueprints.cases.views import show_example
from hybridmentor.domain.identifiers import holds_national_id
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.candidates import list_candidates, list_visit_days
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.queries.employers import EmployerFilter, list_employers
from hybridmentor.web.candidates import VIEWS, arrange_board, reads_register
from hybridmentor.web.fields import HybridForm, clean_text
from hybridmentor.web.guards import get_actor, open_case, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice
from hybridmentor.web.state import get_session


def read_view() -> str:
    """How the list is looked at, from the address; as a table if it is not told."""
    view = request.args.get("view", "")
    return view if view in VIEWS else VIEWS[0]


def show_list(
    visible: VisibleCase,
    *,
    form: HybridForm | None = None,
    view: str = VIEWS[0],
    term: str | None = None,
    refused: bool = False,
) -> str:
    """The page of a case's companies; with a `term` also what the register of the case's office has of it.

    `form` is one that has come back from its buttons, which share its key.
    """
    session, actor, case = get_session(), get_actor(), visible.case
    practice = find_practice(case)
    candidates = list_candidates(session, case.id)
    sees_register = reads_register(case)
    wanted = EmployerFilter(term or "", office_id=case.office_id)
    hits, more = list_employers(session, actor, wanted) if term and sees_register else ([], False)
    statuses = practice.find_codes("candidate_status").keys
    return render_page(
        "hybridmentor/cases/companies.html",
        case=case,
        candidates=candidates,
        columns=arrange_board(candidates, list(statuses)),
        statuses=statuses,
        days=list_visit_days(candidates),
        view=view,
        form=form or HybridForm(formdata=None),
        may_edit=permits(actor, Permission.EDIT_CASE, visible.facts),
        sees_register=sees_register,
        term=term,
        refused=refused,
        hits=[one.employer for one in hits],
        more=more,
        listed={one.employer_id for one in candidates},
        words=PracticeWords(practice),
        short_names=practice.step("company").short_names,
    )


@requires(Permission.READ_CASE)
def candidates(case_id: UUID) -> str:
    """The companies that come into question, as a table or as a board."""
    visible = open_case(case_id, Permission.READ_CASE, "candidate.list")
    if visible.case.is_published_example:
        return show_example(visible.case)
    return show_list(visible, view=read_view())


@requires(Permission.EDIT_CASE)
def search(case_id: UUID) -> Response:
    """Companies of the register to be added, by a part of the name. Sent as POST: what is typed may be a person's name."""
    visible = open_case(case_id, Permission.EDIT_CASE, "candidate.search")
    term = clean_text(request.form.get("q")) or ""
    refused = holds_national_id(term)
    page = show_list(visible, term="" if refused else term, refused=refused)
    return make_response(page, 422 if refused else 200)
