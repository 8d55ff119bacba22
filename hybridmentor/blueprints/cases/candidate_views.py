"""The companies that come into question for a case: adding one, following it, moving it on the board, choosing it."""

from uuid import UUID

from flask import Response

from hybridmentor.blueprints.cases.candidate_forms import (
    CandidateForm,
    ChooseForm,
    MoveForm,
    RegisteredCandidateForm,
    RegisterForm,
)
from hybridmentor.blueprints.cases.candidate_list_views import show_list
from hybridmentor.models import Candidate, Case, Employer
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.colleagues import list_colleagues
from hybridmentor.queries.employers import EmployerFilter, list_employers
from hybridmentor.services.candidates import (
    CHOSEN_FROM,
    FIRST_STATUS,
    add_candidate,
    add_registered_candidate,
    choose_candidate,
    move_candidate,
    must_replace,
    read_candidate_values,
    save_candidate,
    tie_candidate,
)
from hybridmentor.web.addresses import read_id
from hybridmentor.web.candidates import load_candidate, locate_candidate, locate_list, reads_register
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.guards import get_actor, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out

MOST_ALIKE = 5


def make_form(case: Case, candidate: Candidate | None, *, filled: bool) -> RegisteredCandidateForm:
    """The form of a company; `filled` reads what was sent, else the stored values are shown, or those of a new one."""
    values = read_candidate_values(candidate) if candidate else {"status": FIRST_STATUS}
    asker = candidate.asked_by if candidate else None
    version = {"hm_version": str(candidate.version)} if candidate else {}
    is_tied = candidate is not None and candidate.employer_id is not None
    form_class = RegisteredCandidateForm if is_tied else CandidateForm
    form = form_class() if filled else form_class(formdata=None, data={**values, **version})
    actor = get_actor()
    also = {one for one in (actor.user_id, asker) if one}
    form.offer_codes(find_practice(case), list_colleagues(get_session(), case, actor.today, also=also))
    if filled and candidate:
        take_stored(form, values)
    return form


def show_form(case: Case, candidate: Candidate | None, form: RegisteredCandidateForm) -> str:
    """The page of a company; for one that was told by hand, with what the register has of its name."""
    is_told = candidate is not None and candidate.employer_id is None and reads_register(case)
    return render_page(
        "hybridmentor/cases/candidate.html",
        case=case,
        candidate=candidate,
        form=form,
        back=locate_list(case),
        alike=list_alike(case, candidate.company) if candidate is not None and is_told else None,
        words=PracticeWords(find_practice(case)),
    )


def list_alike(case: Case, company: str) -> list[Employer]:
    """A few companies of the register that have the first word of a name."""
    term = company.split()[0] if company.split() else ""
    wanted = EmployerFilter(term, office_id=case.office_id)
    found, _ = list_employers(get_session(), get_actor(), wanted) if len(term) > 1 else ([], False)
    return [one.employer for one in found[:MOST_ALIKE]]


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
        return Answer(locate_list(case, at=added), "candidate.notice.added", mend=locate_candidate(added))

    return carry_out(
        form,
        act,
        lambda status: show_form(case, None, form),
        check=lambda: form.check_days(get_actor().today),
    )


@requires(Permission.EDIT_CASE)
def add_registered(case_id: UUID) -> Response:
    """Add a company of the register that may fit, or tie one that was told by hand to it."""
    visible = open_case_for_writing(case_id, Permission.EDIT_CASE)
    form = RegisterForm()
    tied_id = form.read_candidate()
    tied = load_candidate(visible.case, tied_id) if tied_id else None

    def act() -> Answer:
        session, actor, employer_id = get_session(), get_actor(), form.read_employer()
        if tied is not None:
            tie_candidate(session, actor, visible, tied, employer_id)
            return Answer(locate_candidate(tied), "candidate.notice.tied")
        added = add_registered_candidate(session, actor, visible, employer_id)
        return Answer(locate_list(visible.case, at=added), "candidate.notice.added")

    return carry_out(form, act, lambda status: show_list(visible, form=form))


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
        return Answer(locate_list(case, at=row), notice, mend=locate_candidate(row))

    return carry_out(
        form, act, lambda status: show_form(case, row, form), check=lambda: form.check_days(get_actor().today)
    )


@requires(Permission.EDIT_CASE)
def move(case_id: UUID, candidate_id: UUID) -> Response:
    """Change how far the talk with a company has come, from its card on the board."""
    visible = open_case_for_writing(case_id, Permission.EDIT_CASE)
    case = visible.case
    row = load_candidate(case, candidate_id)
    form = MoveForm()
    form.offer_codes(find_practice(case))

    def act() -> Answer:
        status, version = str(form.status.data), form.read_version()
        move_candidate(get_session(), get_actor(), visible, row, version=version, status=status)
        return Answer(locate_list(case, view="board", at=row), "candidate.notice.moved")

    return carry_out(
        form, act, lambda status: show_list(visible, form=form, view="board"), check=form.check_status
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
