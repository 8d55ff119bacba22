"""What somebody wants to discuss about a case: raised, and settled."""

from uuid import UUID

from flask import Response, url_for

from hybridmentor.blueprints.cases.topic_forms import RAISED, SETTLED, TopicForm
from hybridmentor.models import Case
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.case_reviews import find_open_topic
from hybridmentor.services.case_topics import raise_topic, settle_topic
from hybridmentor.web.fields import ButtonForm, HybridForm
from hybridmentor.web.guards import get_actor, open_case, open_case_for_writing, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


def show_topic(case: Case, form: TopicForm, *sent: HybridForm) -> str:
    """The page of what is to be discussed: the question that stands, or the form that raises one."""
    return render_page(
        "hybridmentor/cases/topic.html",
        case=case,
        form=form,
        sent=sent,
        topic=find_open_topic(get_session(), case.id),
    )


@requires(Permission.REVIEW_CASE)
def topic(case_id: UUID) -> str:
    """What is to be discussed about the case, or the form that raises it."""
    case = open_case(case_id, Permission.REVIEW_CASE, "case_topic.read").case
    return show_topic(case, TopicForm(formdata=None))


@requires(Permission.REVIEW_CASE)
def raise_one(case_id: UUID) -> Response:
    """Have the case be one to be discussed."""
    visible = open_case_for_writing(case_id, Permission.REVIEW_CASE)
    form = TopicForm()

    def act() -> Answer:
        raise_topic(get_session(), get_actor(), visible, question=form.question.data)
        mend = url_for("hybridmentor.cases.topic", case_id=case_id)
        return Answer(url_for("hybridmentor.cases.show", case_id=case_id), "topic.notice.raised", mend=mend)

    return carry_out(
        form,
        act,
        lambda status: show_topic(visible.case, form),
        check=lambda: form.check_answer(RAISED),
    )


@requires(Permission.REVIEW_CASE)
def settle(case_id: UUID) -> Response:
    """Have the case be one to be discussed no more."""
    visible = open_case_for_writing(case_id, Permission.REVIEW_CASE)
    form = ButtonForm()

    def act() -> Answer:
        settle_topic(get_session(), get_actor(), visible)
        return Answer(url_for("hybridmentor.cases.show", case_id=case_id), "topic.notice.settled")

    return carry_out(
        form,
        act,
        lambda status: show_topic(visible.case, TopicForm(formdata=None), form),
        check=lambda: form.check_answer(SETTLED),
    )
