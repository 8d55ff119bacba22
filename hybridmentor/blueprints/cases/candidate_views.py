"""The companies that come into question for a case: adding one, following it, choosing it."""

from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.cases.candidate_forms import CandidateForm, ChooseForm
from hybridmentor.errors import Message, NotFound
from hybridmentor.models import Candidate, Case
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.candidates import find_candidate
from hybridmentor.services.candidates import (
    CHOSEN_FROM,
    add_candidate,
    choose_candidate,
    must_replace,
    read_candidate_values,
    save_candidate,
)
from hybridmentor.web.addresses import read_id
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.guards import get_actor, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def load_candidate(case: Case, candidate_id: UUID) -> Candidate:
    """The company of the case; NotFound if it has none with the id."""
    candidate = find_candidate(get_session(), case.id, candidate_id)
    if candidate is None:
        raise NotFound(Message("error.not_found"))
    return candidate


def locate_list(case: Case) -> str:
    """Where the companies of a case are listed."""
    return url_for("hybridmentor.cases.step", case_id=case.id, step="company", _anchor="candidates")


def locate_candidate(candidate: Candidate) -> str:
    """Where a company is changed."""
    return url_for("hybridmentor.cases.candidate", case_id=candidate.case_id, candidate_id=candidate.id)


def make_form(case: Case, candidate: Candidate | None, *, filled: bool) -> CandidateForm:
    """The form of a company; `filled` reads what was sent, else the stored values are shown, or those of a new one."""
    values = read_candidate_values(candidate) if candidate else {"status": "proposed"}
    version = {"hm_version": str(candidate.version)} if candidate else {}
    form = CandidateForm() if filled else CandidateForm(formdata=None, data={**values, **version})
    form.offer_codes(find_practice(case))
    if filled and candidate:
        take_stored(form, values)
    return form


def show_form(case: Case, candidate: Candidate | None, form: CandidateForm) -> str:
    """The page of a company."""
    return render_page(
        "hybridmentor/cases/candidate.html",
        case=case,
        candidate=candidate,
        form=form,
        back=locate_list(case),
        short_names=find_practice(case).step("company").short_names,
    )


@requires(Permission.EDIT_CASE)
def new(case_id: UUID) -> str:
    """The page that adds a company."""
    case = open_case(case_id, Permission.EDIT_CASE, "candidate.new").case
    return show_form(case, None, make_form(case, None, filled=False))


@requires(Permission.EDIT_CASE)
def add(case_id: UUID) -> Response:
    """Add a company that may fit."""
    visible = open_case_for_writing(case_id, Permission.EDIT_CASE)
    case, form = visible.case, make_form(visible.case, None, filled=True)

    def act() -> Answer:
        added = add_candidate(get_session(), get_actor(), visible, values=form.read_values())
        return Answer(locate_list(case), "candidate.notice.added", mend=locate_candidate(added))

    return carry_out(
        form,
        act,
        lambda status: show_form(case, None, form),
        check=lambda: form.check_day(get_actor().today),
    )


@requires(Permission.EDIT_CASE)
def candidate(case_id: UUID, candidate_id: UUID) -> str:
    """The page of a company."""
    case = open_case(case_id, Permission.EDIT_CASE, "candidate.read").case
    row = load_candidate(case, candidate_id)
    return show_form(case, row, make_form(case, row, filled=False))


@requires(Permission.EDIT_CASE)
def save(case_id: UUID, candidate_id: UUID) -> Response:
    """Change a company."""
    visible = open_case_for_writing(case_id, Permission.EDIT_CASE)
    case = visible.case
    row = load_candidate(case, candidate_id)
    form = make_form(case, row, filled=True)

    def act() -> Answer:
        merged = save_candidate(
            get_session(),
            get_actor(),
            visible,
            row,
            version=form.read_version(),
            sent=form.read_values(),
        )
        notice = "notice.merged" if merged else "notice.saved"
        return Answer(locate_list(case), notice, mend=locate_candidate(row))

    return carry_out(
        form, act, lambda status: show_form(case, row, form), check=lambda: form.check_day(get_actor().today)
    )


@requires(Permission.EDIT_CASE)
def choose(case_id: UUID, candidate_id: UUID) -> Response:
    """Make a company the case's own. Where the case has another one, the answer is first a page that asks."""
    visible = open_case_for_writing(case_id, Permission.EDIT_CASE)
    case = visible.case
    row = load_candidate(case, candidate_id)
    form = ChooseForm()
    told = read_id(form.replaces.data)

    def act() -> Answer:
        choose_candidate(get_session(), get_actor(), visible, row, replaces=told)
        return Answer(locate_list(case), "candidate.notice.chosen")

    def ask(status: int) -> str:
        return render_page(
            "hybridmentor/cases/choose_candidate.html",
            case=case,
            candidate=row,
            form=form,
            back=locate_list(case),
        )

    # Whether the company may be chosen at all is told before anything is asked.
    asks = row.status == CHOSEN_FROM and must_replace(case, row) and told is None
    return carry_out(form, act, ask, check=lambda: not asks)
