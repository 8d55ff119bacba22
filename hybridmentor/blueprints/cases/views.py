"""Opening, showing and changing a case."""

from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.cases.forms import CaseForm, NewCaseForm
from hybridmentor.db import begin_write
from hybridmentor.domain.mentor_turns import DECLINED
from hybridmentor.domain.outcome import build_outcome, find_doubts
from hybridmentor.models import Case
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.policy.rules import permits
from hybridmentor.queries.case_pages import gather_case_page
from hybridmentor.queries.published_examples import find_published_example
from hybridmentor.services.cases import (
    CASE_FIELDS,
    COMPANY_FIELDS,
    edit_case,
    open_case,
    read_case_values,
)
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.form_words import describe_outcome
from hybridmentor.web.guards import (
    demand,
    get_actor,
    open_case as open_case_for_reading,
    open_case_for_writing,
    requires,
)
from hybridmentor.web.office_choice import offer_offices
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice
from hybridmentor.web.quality_words import describe_quality, describe_turns
from hybridmentor.web.recipe_words import describe_recipe
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out
from hybridmentor.web.timelines import draw_case


def make_new_form(*, filled: bool) -> NewCaseForm:
    """The form that opens a case, with codes and offices; `filled` reads what was sent."""
    actor, practice = get_actor(), find_practice()
    form = NewCaseForm() if filled else NewCaseForm(formdata=None)
    form.offer_codes(practice)
    offer_offices(form.office, actor.list_offices("adviser", purpose="practice"))
    if not filled:
        form.opened_on.data = actor.today  # type: ignore[assignment]
    return form


@requires(Permission.OPEN_CASE)
def new() -> str:
    """The form for a new case."""
    demand(Permission.OPEN_CASE)
    return render_page("hybridmentor/cases/new.html", form=make_new_form(filled=False))


@requires(Permission.OPEN_CASE)
def create() -> Response:
    """Open a case and go to it."""
    begin_write(get_session())
    actor, form = demand(Permission.OPEN_CASE), make_new_form(filled=True)

    def act() -> Answer:
        office = next(
            m for m in actor.memberships if str(m.office_id) == form.office.data and m.role == "adviser"
        )
        demand(Permission.OPEN_CASE, OfficeFacts(office.office_id, office.purpose, form.service.data))
        case = open_case(
            get_session(),
            actor,
            office=office,
            practice=find_practice(),
            name=form.name.data or "",
            birth_year=form.birth_year.data,  # type: ignore[arg-type]
            phone=form.phone.data,
            service=form.service.data,
            entry_point=form.entry_point.data,
            opened_on=form.opened_on.data,  # type: ignore[arg-type]
            employer_name=form.employer_name.data,
            organisation_number=form.organisation_number.data,
            industry=form.industry.data,
        )
        return Answer(url_for("hybridmentor.cases.show", case_id=case.id), "case.notice.opened")

    return carry_out(
        form,
        act,
        lambda status: render_page("hybridmentor/cases/new.html", form=form),
        check=lambda: form.check_day(actor.today),
    )


def show_example(case: Case) -> str:
    """The page of a published example: its printed words are all there is."""
    example = find_published_example(get_session(), case.id)
    words = PracticeWords(find_practice(case))
    return render_page("hybridmentor/cases/example.html", case=case, example=example, words=words)


@requires(Permission.READ_CASE)
def show(case_id: UUID) -> str:
    """A case: what comes next, its steps, its log, its people; a published example in its printed words."""
    visible = open_case_for_reading(case_id, Permission.READ_CASE, "case.read")
    session, actor, case = get_session(), get_actor(), visible.case
    practice = find_practice(case)
    if case.is_published_example:
        return show_example(case)
    page = gather_case_page(session, actor, case, practice)
    return render_page(
        "hybridmentor/cases/show.html",
        case=case,
        page=page,
        practice=practice,
        words=PracticeWords(practice),
        today=actor.today,
        declined=DECLINED,
        may_edit=permits(actor, Permission.EDIT_CASE, visible.facts),
        may_log=permits(actor, Permission.LOG_CONTACT, visible.facts),
        may_close=permits(actor, Permission.CLOSE_CASE, visible.facts),
        may_follow_up=permits(actor, Permission.FOLLOW_UP_CASE, visible.facts),
        may_review=permits(actor, Permission.REVIEW_CASE, visible.facts),
        may_hand_over=permits(actor, Permission.HAND_OVER_CASE, visible.facts),
        timeline=draw_case(case, page, practice, actor.today),
        quality=describe_quality(page.collaborations, page.answers, practice),
        recipe=describe_recipe(page.recipe, practice),
        rows=describe_turns(
            page.mentor_turns,
            next((one for one in page.collaborations if one.relationship == "mentor"), None),
            practice,
            {row.id: row for row in page.assignments},
        ),
        describe_outcome=lambda row: describe_outcome(row, practice),
        list_doubts=lambda row: find_doubts(build_outcome(row.facts)),
    )


def make_case_form(case: Case, *, filled: bool) -> CaseForm:
    """The form of a case's basics; `filled` reads what was sent, else the stored values are shown."""
    values = read_case_values(case)
    was = {f"was_{name}": values[name] for name in COMPANY_FIELDS}
    form = (
        CaseForm()
        if filled
        else CaseForm(formdata=None, data={**values, **was, "hm_version": str(case.version)})
    )
    form.offer_codes(find_practice(case))
    if filled:
        take_stored(form, values)
    return form


@requires(Permission.EDIT_CASE)
def edit(case_id: UUID) -> str:
    """The form of a case's basics."""
    visible = open_case_for_reading(case_id, Permission.EDIT_CASE, "case.read")
    return render_page(
        "hybridmentor/cases/edit.html", case=visible.case, form=make_case_form(visible.case, filled=False)
    )


@requires(Permission.EDIT_CASE)
def save(case_id: UUID) -> Response:
    """Change a case's basics."""
    visible = open_case_for_writing(case_id, Permission.EDIT_CASE)
    case = visible.case
    form = make_case_form(case, filled=True)

    def act() -> Answer:
        merged = edit_case(
            get_session(),
            get_actor(),
            visible,
            version=form.read_version(),
            sent={name: form[name].data for name in CASE_FIELDS},
            shown=form.read_shown(),
        )
        return Answer(
            url_for("hybridmentor.cases.show", case_id=case.id), "notice.merged" if merged else "notice.saved"
        )

    return carry_out(
        form, act, lambda status: render_page("hybridmentor/cases/edit.html", case=case, form=form)
    )
