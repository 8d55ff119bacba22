"""The question bank: what to ask at each step, the practice model's questions and the office's own."""

from flask import Response, request, url_for

from hybridmentor.blueprints.office.choice import choose_office, may_at
from hybridmentor.blueprints.office.forms import QuestionForm, RemovalForm
from hybridmentor.blueprints.office.tabs import list_office_tabs, list_tabs
from hybridmentor.db import begin_write
from hybridmentor.identity import Membership
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.office_questions import find_office_question, list_office_questions
from hybridmentor.services.office_questions import add_question, remove_question
from hybridmentor.web.fields import HybridForm
from hybridmentor.web.guards import get_actor, refuse_missing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out

HERE = "hybridmentor.office.questions"


def make_form(*, filled: bool) -> QuestionForm:
    """The form of a new question; `filled` reads what was sent, else the step in the address is chosen."""
    form = QuestionForm() if filled else QuestionForm(formdata=None)
    form.offer_codes(find_practice())
    if not filled and request.args.get("step") in {key for key, *_ in form.step.choices or ()}:
        form.step.data = request.args["step"]
    return form


def show_questions(office: Membership, form: QuestionForm, *sent: HybridForm) -> str:
    """The page of the questions; `sent` are other forms that came back."""
    asked = list_office_questions(get_session(), office.office_id)
    return render_page(
        "hybridmentor/office/questions.html",
        office=office,
        tabs=list_tabs(HERE, office),
        office_tabs=list_office_tabs(HERE, office),
        steps=find_practice().steps,
        own={step.key: [one for one in asked if one.step == step.key] for step in find_practice().steps},
        removals={one.id: RemovalForm(formdata=None) for one in asked},
        form=form,
        forms=[form, *sent],
        may_add=may_at(Permission.ADD_QUESTION, office),
    )


def locate_questions(office: Membership, step: str) -> str:
    """The address of the office's questions of a step."""
    return url_for(HERE, office=office.office_number, _anchor=f"step-{step}")


@requires(Permission.READ_QUESTIONS)
def questions() -> str:
    """What to ask at each step, and of whom."""
    return show_questions(choose_office(Permission.READ_QUESTIONS), make_form(filled=False))


@requires(Permission.ADD_QUESTION)
def add() -> Response:
    """Add a question of the office's own."""
    begin_write(get_session())
    office, form = choose_office(Permission.ADD_QUESTION), make_form(filled=True)

    def act() -> Answer:
        question = add_question(
            get_session(),
            get_actor(),
            office,
            step=form.step.data,
            audience=form.audience.data,
            words=form.words.data or "",
        )
        return Answer(locate_questions(office, question.step), "question.notice.added")

    return carry_out(form, act, lambda status: show_questions(office, form))


@requires(Permission.ADD_QUESTION)
def remove(question_id: int) -> Response:
    """Take a question of the office out of use; another office's is not found."""
    begin_write(get_session())
    office, form = choose_office(Permission.ADD_QUESTION), RemovalForm()
    question = find_office_question(get_session(), office.office_id, question_id)
    if question is None:
        refuse_missing("office_question", question_id)

    def act() -> Answer:
        remove_question(get_session(), get_actor(), office, question)
        return Answer(locate_questions(office, question.step), "question.notice.removed")

    return carry_out(form, act, lambda status: show_questions(office, make_form(filled=False), form))
