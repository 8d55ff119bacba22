"""The registration form: shown whole, as text for the case system, and the part of it that is typed."""

from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.cases.registration_forms import (
    RegistrationForm,
    group_fields,
    list_form_fields,
    list_parallel_rows,
    make_registration_form,
)
from hybridmentor.blueprints.cases.views import show_example
from hybridmentor.domain.answers import read_answers
from hybridmentor.models import Case
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.case_forms import find_case_form
from hybridmentor.queries.form_values import gather_form_values, list_criteria
from hybridmentor.services.case_forms import save_answers
from hybridmentor.web.answer_fields import restore_answers
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.form_words import describe_outcome, find_places, write_form, write_text
from hybridmentor.web.guards import get_actor, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out
from hybridmentor.web.words import hm_t


@requires(Permission.READ_CASE)
def form(case_id: UUID) -> str:
    """The whole form, filled in from the work, with what it lacks; a published example has only its printed words."""
    visible = open_case(case_id, Permission.READ_CASE, "case_form.read")
    case, session, actor = visible.case, get_session(), get_actor()
    if case.is_published_example:
        return show_example(case)
    practice = find_practice(case)
    content = gather_form_values(session, actor, case)
    may_edit = permits(actor, Permission.EDIT_CASE, visible.facts)
    places = find_places(
        case, may_edit=may_edit, may_follow_up=permits(actor, Permission.FOLLOW_UP_CASE, visible.facts)
    )
    return render_page(
        "hybridmentor/cases/form.html",
        case=case,
        content=content,
        sections=write_form(case, content, practice, places),
        places=places,
        describe_outcome=lambda row: describe_outcome(row, practice),
        may_edit=may_edit,
    )


@requires(Permission.READ_CASE)
def form_text(case_id: UUID) -> str:
    """The form as text, to be copied into the case system."""
    case = open_case(case_id, Permission.READ_CASE, "case_form.read").case
    if case.is_published_example:
        return show_example(case)
    practice = find_practice(case)
    content = gather_form_values(get_session(), get_actor(), case)
    journalled = content.values.get("is_journalled")
    text = write_text(
        case,
        write_form(case, content, practice, {}),
        [(row.measured_on, describe_outcome(row, practice), row.note) for row in content.follow_ups],
        agreement=content.values.get("agreement_number"),
        journalled=hm_t("form.yes" if journalled == "yes" else "form.no") if journalled else None,
    )
    return render_page("hybridmentor/cases/form_text.html", case=case, text=text)


def make_form(case: Case, *, filled: bool) -> RegistrationForm:
    """The form's own page; `filled` reads what was sent, else the stored answers are shown."""
    session = get_session()
    row = find_case_form(session, case.id)
    answers = read_answers(row)
    criteria = list_criteria(session, case, answers)
    values = restore_answers(list_form_fields(criteria), answers)
    form_class = make_registration_form(criteria, find_practice(case))
    version = str(row.version if row else 1)
    made = form_class() if filled else form_class(formdata=None, data={**values, "hm_version": version})
    if filled:
        take_stored(made, values)
    return made


def show_form(case: Case, made: RegistrationForm) -> str:
    """The page of the typed part."""
    criteria = made.criteria
    return render_page(
        "hybridmentor/cases/form_edit.html",
        case=case,
        form=made,
        groups=group_fields(made, criteria),
        parallel=list_parallel_rows(made),
        criteria=criteria,
    )


@requires(Permission.EDIT_CASE)
def edit(case_id: UUID) -> str:
    """The typed part of the form."""
    case = open_case(case_id, Permission.EDIT_CASE, "case_form.read").case
    return show_form(case, make_form(case, filled=False))


@requires(Permission.EDIT_CASE)
def save(case_id: UUID) -> Response:
    """Save the typed part of the form."""
    visible = open_case_for_writing(case_id, Permission.EDIT_CASE)
    case = visible.case
    made = make_form(case, filled=True)
    fields = list_form_fields(made.criteria)

    def act() -> Answer:
        merged = save_answers(
            get_session(),
            get_actor(),
            visible,
            version=made.read_version(),
            sent={field.key: made[field.key].data for field in fields},
        )
        return Answer(
            url_for("hybridmentor.cases.form", case_id=case.id),
            "notice.merged" if merged else "notice.saved",
            mend=url_for("hybridmentor.cases.edit_form", case_id=case.id),
        )

    return carry_out(
        made,
        act,
        lambda status: show_form(case, made),
        check=lambda: made.check_days(case.opened_on, get_actor().today),
    )
