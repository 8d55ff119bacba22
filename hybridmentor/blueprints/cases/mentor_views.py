"""The mentors of a case: all of them, naming one, changing what is kept of one, ending one."""

from uuid import UUID

from flask import Response, request, url_for

from hybridmentor.blueprints.cases.mentor_forms import AssignmentForm, EndForm, MentorForm
from hybridmentor.errors import Message, NotFound
from hybridmentor.models import Case, MentorAssignment
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.mentor_pages import gather_mentor_page
from hybridmentor.queries.mentors import find_assignment, list_known_persons
from hybridmentor.services.mentors import (
    assign_mentor,
    edit_assignment,
    end_assignment,
    read_assignment_values,
)
from hybridmentor.web.addresses import read_id
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.guards import get_actor, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice
from hybridmentor.web.quality_words import describe_turns
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def load_assignment(case: Case, assignment_id: UUID) -> MentorAssignment:
    """A mentor's time in the case; NotFound if it has none with the id."""
    row = find_assignment(get_session(), case.id, assignment_id)
    if row is None:
        raise NotFound(Message("error.not_found"))
    return row


def make_form(case: Case, *, filled: bool) -> MentorForm:
    """The form that names a mentor; a person that the address names is chosen already."""
    persons = list_known_persons(get_session(), get_actor(), case)
    form = MentorForm() if filled else MentorForm(formdata=None)
    form.offer_choices(find_practice(case), persons)
    if not filled:
        form.from_on.data = get_actor().today  # type: ignore[assignment]
        wanted = request.args.get("person")
        if wanted in {str(one.id) for one in persons}:
            form.person.data = wanted
    return form


def show_mentors(case: Case, form: MentorForm) -> str:
    """The page of a case's mentors, with the form to name one."""
    practice = find_practice(case)
    page = gather_mentor_page(get_session(), get_actor(), case)
    return render_page(
        "hybridmentor/cases/mentor.html",
        case=case,
        form=form,
        page=page,
        rows=describe_turns(page.qualities, page.whole, practice, {t.row.id: t.row for t in page.turns}),
        words=PracticeWords(practice),
    )


@requires(Permission.EDIT_CASE)
def mentor(case_id: UUID) -> str:
    """All mentors of a case, and the form to name one."""
    case = open_case(case_id, Permission.EDIT_CASE, "mentor.read").case
    return show_mentors(case, make_form(case, filled=False))


@requires(Permission.EDIT_CASE)
def assign(case_id: UUID) -> Response:
    """Name a mentor; the one before ends."""
    visible = open_case_for_writing(case_id, Permission.EDIT_CASE)
    case, form = visible.case, make_form(visible.case, filled=True)

    def act() -> Answer:
        row = assign_mentor(
            get_session(),
            get_actor(),
            visible,
            person_id=read_id(form.read_person()),
            name=form.name.data or "",
            phone=form.phone.data,
            position=form.position.data,
            from_on=form.from_on.data,  # type: ignore[arg-type]
            is_employer=bool(form.is_employer.data),
            agreed=form.read_agreed(),
            end_reason=form.end_reason.data,
            end_words=form.end_words.data,
        )
        return Answer(
            url_for("hybridmentor.cases.show", case_id=case.id), "mentor.notice.assigned", mend=locate(row)
        )

    return carry_out(
        form, act, lambda status: show_mentors(case, form), check=lambda: form.check_days(get_actor().today)
    )


def locate(row: MentorAssignment) -> str:
    """Where a mentor's time is changed."""
    return url_for("hybridmentor.cases.edit_mentor", case_id=row.case_id, assignment_id=row.id)


def locate_list(case: Case) -> str:
    """Where the mentors of a case are listed."""
    return url_for("hybridmentor.cases.mentor", case_id=case.id)


def make_edit_form(case: Case, row: MentorAssignment, *, filled: bool) -> AssignmentForm:
    """The form of a mentor's time; `filled` reads what was sent, else the stored values are shown."""
    values = read_assignment_values(row)
    version = {"hm_version": str(row.version)}
    form = AssignmentForm() if filled else AssignmentForm(formdata=None, data={**values, **version})
    form.offer_choices(find_practice(case))
    if row.to_on is None:
        form.leave_out_end()
    if filled:
        take_stored(form, values)
    return form


def show_edit(case: Case, row: MentorAssignment, form: AssignmentForm) -> str:
    """The page that changes a mentor's time."""
    return render_page(
        "hybridmentor/cases/mentor_edit.html", case=case, row=row, form=form, back=locate_list(case)
    )


@requires(Permission.EDIT_CASE)
def edit(case_id: UUID, assignment_id: UUID) -> str:
    """The form of a mentor's time."""
    case = open_case(case_id, Permission.EDIT_CASE, "mentor.read").case
    row = load_assignment(case, assignment_id)
    return show_edit(case, row, make_edit_form(case, row, filled=False))


@requires(Permission.EDIT_CASE)
def save(case_id: UUID, assignment_id: UUID) -> Response:
    """Change what is kept of a mentor's time."""
    visible = open_case_for_writing(case_id, Permission.EDIT_CASE)
    case = visible.case
    row = load_assignment(case, assignment_id)
    form = make_edit_form(case, row, filled=True)

    def act() -> Answer:
        merged = edit_assignment(
            get_session(),
            get_actor(),
            visible,
            row,
            version=form.read_version(),
            sent=form.read_values(),
        )
        notice = "notice.merged" if merged else "notice.saved"
        return Answer(locate_list(case), notice, mend=locate(row))

    return carry_out(
        form, act, lambda status: show_edit(case, row, form), check=lambda: form.check_days(get_actor().today)
    )


def make_end_form(case: Case, row: MentorAssignment, *, filled: bool) -> EndForm:
    """The form that ends a mentor's time, today if nothing else is said."""
    form = EndForm() if filled else EndForm(formdata=None, data={"hm_version": str(row.version)})
    form.offer_choices(find_practice(case))
    if filled:
        take_stored(form, read_assignment_values(row))
    else:
        form.to_on.data = max(row.from_on, get_actor().today)  # type: ignore[assignment]
    return form


def show_end(case: Case, row: MentorAssignment, form: EndForm) -> str:
    """The page that ends a mentor's time."""
    return render_page(
        "hybridmentor/cases/mentor_end.html", case=case, row=row, form=form, back=locate_list(case)
    )


@requires(Permission.EDIT_CASE)
def ending(case_id: UUID, assignment_id: UUID) -> str:
    """The form that ends a mentor's time."""
    case = open_case(case_id, Permission.EDIT_CASE, "mentor.read").case
    row = load_assignment(case, assignment_id)
    return show_end(case, row, make_end_form(case, row, filled=False))


@requires(Permission.EDIT_CASE)
def end(case_id: UUID, assignment_id: UUID) -> Response:
    """End a mentor's time with no other named yet."""
    visible = open_case_for_writing(case_id, Permission.EDIT_CASE)
    case = visible.case
    row = load_assignment(case, assignment_id)
    form = make_end_form(case, row, filled=True)

    def act() -> Answer:
        merged = end_assignment(
            get_session(), get_actor(), visible, row, version=form.read_version(), sent=form.read_values()
        )
        notice = "notice.merged" if merged else "mentor.notice.ended"
        return Answer(locate_list(case), notice, mend=locate(row))

    return carry_out(
        form, act, lambda status: show_end(case, row, form), check=lambda: form.check_day(get_actor().today)
    )
