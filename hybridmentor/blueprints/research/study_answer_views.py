"""An adviser's own part in a study: what one is told, one's own yes or no, and one's cases with what they lack."""

from uuid import UUID

from flask import Response

from hybridmentor.blueprints.research.study_forms import NO, YES, OwnAnswerForm
from hybridmentor.domain.release_variables import find_variable, name_label
from hybridmentor.domain.study_consent import ADVISERS, judge_answer
from hybridmentor.errors import Message, NotFound
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import is_asked_by_study
from hybridmentor.queries.studies import VisibleStudy, find_own_answer, list_texts, pick_versions
from hybridmentor.queries.study_cases import judge_own_answer
from hybridmentor.queries.study_readiness import list_own_cases
from hybridmentor.services.study_answers import answer_study
from hybridmentor.web.guards import get_actor, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session
from hybridmentor.web.studies import locate_study, open_study, open_study_for_writing
from hybridmentor.web.submit import Answer, carry_out
from hybridmentor.web.words import hm_t


def make_form(number: int) -> OwnAnswerForm:
    """The buttons of an answer to a version of the text."""
    return OwnAnswerForm(formdata=None, data={"was_text": str(number)})


def show_answer(visible: VisibleStudy, sent: OwnAnswerForm | None = None) -> str:
    """The page of an adviser's own answer; `sent` is one that came back."""
    session, actor = get_session(), get_actor()
    texts = list_texts(session, visible.study.id, ADVISERS)
    if not texts:
        raise NotFound(Message("error.not_found"))
    said = find_own_answer(session, actor, visible.study.id)
    versions = pick_versions(texts, ADVISERS)
    is_open = visible.study.state == "open"
    return render_page(
        "hybridmentor/research/study_answer.html",
        study=visible.study,
        text=texts[0],
        said=said,
        own=judge_answer((said.text_number, said.is_yes) if said else None, versions),
        may_say_yes=is_open and is_asked_by_study(actor, visible.facts),
        forms={key: make_form(texts[0].number) for key in (YES, NO)},
        sent=sent,
    )


@requires(Permission.ANSWER_STUDY)
def study_answer(study_id: UUID) -> str:
    """What an adviser is told, and what was answered."""
    return show_answer(open_study(study_id, Permission.ANSWER_STUDY))


@requires(Permission.ANSWER_STUDY)
def save_study_answer(study_id: UUID) -> Response:
    """Say yes or no for oneself."""
    visible = open_study_for_writing(study_id, Permission.ANSWER_STUDY)
    form = OwnAnswerForm()

    def act() -> Answer:
        is_yes, number = form.answer.data == YES, form.read_text_number()
        answer_study(get_session(), get_actor(), visible, is_yes=is_yes, text_number=number)
        return Answer(locate_study(study_id), "study.notice.said_yes" if is_yes else "study.notice.said_no")

    return carry_out(
        form, act, lambda status: show_answer(visible, form), check=lambda: form.check_answer(YES, NO)
    )


@requires(Permission.ANSWER_STUDY)
def study_cases(study_id: UUID) -> str:
    """The adviser's own cases that the study asks for, with what each lacks."""
    visible = open_study(study_id, Permission.ANSWER_STUDY)
    actor = get_actor()
    own = list_own_cases(get_session(), actor, visible.study)
    return render_page(
        "hybridmentor/research/study_cases.html",
        study=visible.study,
        shown=own,
        name_field=name_field,
        own=judge_own_answer(get_session(), actor, visible.study.id),
    )


def name_field(key: str) -> str:
    """What a variable is called; its key where there is none of it any more."""
    variable = find_variable(key)
    return hm_t(name_label(variable)) if variable is not None else key
