"""One step of a case: what to talk about, how far it has come, what to note, and what it rests on."""

from typing import Any
from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.cases.step_forms import GROUPS, StepForm, make_step_form
from hybridmentor.blueprints.cases.views import show_example
from hybridmentor.domain.form_state import find_entry_rule
from hybridmentor.domain.step_fields import DEPENDENT_FIELDS, list_step_fields
from hybridmentor.errors import Message, NotFound
from hybridmentor.models import Case, CaseStep
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.case_steps import find_step
from hybridmentor.queries.step_pages import gather_step_page
from hybridmentor.services.case_steps import (
    STEP_FIELDS,
    read_step_answers,
    read_step_values,
    save_step,
)
from hybridmentor.web.answer_fields import restore_answers
from hybridmentor.web.conflict import take_stored
from hybridmentor.web.form_words import describe_answer
from hybridmentor.web.guards import get_actor, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice, name_code
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out
from hybridmentor.web.words import hm_t


def load_step(case: Case, key: str) -> CaseStep:
    """The step of the case; NotFound if its practice model has none of the name."""
    known = any(step.key == key for step in find_practice(case).steps)
    step = find_step(get_session(), case.id, key) if known else None
    if step is None:
        raise NotFound(Message("error.not_found"))
    return step


def make_form(case: Case, step: CaseStep, *, filled: bool) -> StepForm:
    """The form of a step; `filled` reads what was sent, else the stored values are shown."""
    practice, fields = find_practice(case), list_step_fields(step.step)
    values = {**read_step_values(step), **restore_answers(fields, read_step_answers(step, case))}
    form_class = make_step_form(step.step, practice)
    form = (
        form_class()
        if filled
        else form_class(formdata=None, data={**values, "hm_version": str(step.version)})
    )
    form.offer_codes(practice)
    if filled:
        take_stored(form, values)
    return form


def propose(case: Case, form: StepForm) -> dict[str, str]:
    """What the entry point suggests for fields that stand open, in words; never saved by itself."""
    practice = find_practice(case)
    return {
        key: name_code(practice, key, value)
        for key, value in find_entry_rule(case.entry_point or "").proposals.items()
        if key in form and not form[key].data
    }


def show_form(case: Case, step: CaseStep, form: StepForm) -> str:
    """The page of a step."""
    practice, actor = find_practice(case), get_actor()
    kinds = {field.key: field.kind for field in list_step_fields(step.step)}
    groups: list[tuple[str, list[tuple[Any, str]]]] = [
        (heading, [(form[key], kinds[key]) for key in keys]) for heading, keys in GROUPS.get(step.step, ())
    ]
    return render_page(
        "hybridmentor/cases/step.html",
        case=case,
        row=step,
        step=practice.step(step.step),
        practice=practice,
        words=PracticeWords(practice),
        groups=groups,
        proposals=propose(case, form),
        depends=DEPENDENT_FIELDS,
        may_skip=step.step in find_entry_rule(case.entry_point or "").skippable_steps,
        page=gather_step_page(get_session(), actor, case, step.step),
        today=actor.today,
        form=form,
    )


def show_step(case: Case, row: CaseStep) -> str:
    """The page of a step for those who may read it and not change it: what is noted, and what it rests on."""
    practice, actor = find_practice(case), get_actor()
    answers = read_step_answers(row, case)
    noted = [
        (hm_t(field.label), describe_answer(field, answers[field.key], practice))
        for field in list_step_fields(row.step)
    ]
    return render_page(
        "hybridmentor/cases/step_read.html",
        case=case,
        row=row,
        step=practice.step(row.step),
        practice=practice,
        words=PracticeWords(practice),
        noted=[pair for pair in noted if pair[1]],
        page=gather_step_page(get_session(), actor, case, row.step),
        today=actor.today,
    )


@requires(Permission.READ_CASE)
def step(case_id: UUID, step: str) -> str:
    """The page of a step: its form, or for those who only read what is noted in it."""
    visible = open_case(case_id, Permission.READ_CASE, "case_step.read")
    case = visible.case
    if case.is_published_example:
        return show_example(case)
    row = load_step(case, step)
    if not permits(get_actor(), Permission.EDIT_CASE, visible.facts):
        return show_step(case, row)
    return show_form(case, row, make_form(case, row, filled=False))


@requires(Permission.EDIT_CASE)
def save(case_id: UUID, step: str) -> Response:
    """Save a step."""
    visible = open_case_for_writing(case_id, Permission.EDIT_CASE)
    case = visible.case
    row = load_step(case, step)
    form = make_form(case, row, filled=True)

    def act() -> Answer:
        names = (*STEP_FIELDS, *(field.key for field in list_step_fields(step)))
        merged = save_step(
            get_session(),
            get_actor(),
            visible,
            row,
            version=form.read_version(),
            sent={name: form[name].data for name in names},
        )
        return Answer(
            url_for("hybridmentor.cases.show", case_id=case.id),
            "notice.merged" if merged else "notice.saved",
            mend=url_for("hybridmentor.cases.step", case_id=case.id, step=step),
        )

    return carry_out(
        form, act, lambda status: show_form(case, row, form), check=lambda: form.check_days(get_actor().today)
    )
