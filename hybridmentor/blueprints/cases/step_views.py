"""One step of a case: what to talk about, how far it has come, what to note."""

from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.cases.forms import StepForm
from hybridmentor.errors import Message, NotFound
from hybridmentor.models import Case, CaseStep
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.case_steps import find_step
from hybridmentor.services.case_steps import STEP_FIELDS, read_step_values, save_step
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.guards import get_actor, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def load_step(case: Case, key: str) -> CaseStep:
    """The step of the case; NotFound if its practice model has none of the name."""
    known = any(step.key == key for step in find_practice(case).steps)
    step = find_step(get_session(), case.id, key) if known else None
    if step is None:
        raise NotFound(Message("error.not_found"))
    return step


def make_form(case: Case, step: CaseStep, *, filled: bool) -> StepForm:
    """The form of a step; `filled` reads what was sent, else the stored values are shown."""
    values = read_step_values(step)
    form = StepForm() if filled else StepForm(formdata=None, data={**values, "hm_version": str(step.version)})
    form.offer_codes(find_practice(case))
    if filled:
        take_stored(form, values)
    return form


def show_form(case: Case, step: CaseStep, form: StepForm) -> str:
    """The page of a step."""
    practice = find_practice(case)
    return render_page(
        "hybridmentor/cases/step.html",
        case=case,
        row=step,
        step=practice.step(step.step),
        practice=practice,
        form=form,
    )


@requires(Permission.EDIT_CASE)
def step(case_id: UUID, step: str) -> str:
    """The page of a step."""
    case = open_case(case_id, Permission.EDIT_CASE, "case_step.read").case
    row = load_step(case, step)
    return show_form(case, row, make_form(case, row, filled=False))


@requires(Permission.EDIT_CASE)
def save(case_id: UUID, step: str) -> Response:
    """Save a step."""
    visible = open_case_for_writing(case_id, Permission.EDIT_CASE)
    case = visible.case
    row = load_step(case, step)
    form = make_form(case, row, filled=True)

    def act() -> Answer:
        merged = save_step(
            get_session(),
            get_actor(),
            visible,
            row,
            version=form.read_version(),
            sent={name: form[name].data for name in STEP_FIELDS},
        )
        return Answer(
            url_for("hybridmentor.cases.show", case_id=case.id), "notice.merged" if merged else "notice.saved"
        )

    return carry_out(
        form, act, lambda status: show_form(case, row, form), check=lambda: form.check_day(get_actor().today)
    )
