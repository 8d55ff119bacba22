"""The page of a survey, and sending it. Whoever has the link answers; who that is, is not asked and not looked up."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, g, make_response, redirect, url_for

from hybridmentor import clock
from hybridmentor.blueprints.replies.forms import ReplyForm, make_reply_form
from hybridmentor.db import begin_write, end_read
from hybridmentor.domain.questionnaire import check_answers, get_questionnaire
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.queries.study_waves import FoundLink, find_link_by_token
from hybridmentor.services.study_replies import is_held_back, note_attempt, send_reply
from hybridmentor.web.fingerprint import read_form_key
from hybridmentor.web.guards import public
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session


def forget_who_asks() -> None:
    """Have the page be nobody's: a sign-in of the same browser counts for nothing here and is not read."""
    g.hm_actor = None


def show_survey(found: FoundLink, token: str, form: ReplyForm) -> str:
    """The page of a survey."""
    return render_page(
        "hybridmentor/replies/survey.html",
        study=found.study,
        wave=found.wave,
        office_name=found.office_name,
        questionnaire=get_questionnaire(found.wave.kind),
        form=form,
        action=url_for("hybridmentor.replies.send", token=token),
    )


def show_closed(found: FoundLink | None) -> Response:
    """A plain page instead: an address that nobody has, or a survey that takes no answers now."""
    page = render_page("hybridmentor/replies/closed.html", found=found)
    return make_response(page, 404 if found is None else 410)


@public
def survey(token: str) -> Response:
    """The survey that an address leads to."""
    forget_who_asks()
    found = find_link_by_token(get_session(), token, clock.today())
    if found is None or not found.is_open:
        return show_closed(found)
    return make_response(
        show_survey(found, token, make_reply_form(get_questionnaire(found.wave.kind), filled=False))
    )


@public
def send(token: str) -> Response:
    """Keep what was answered, once. Nothing waits for the lock of writing before an open survey has a form that can be kept."""
    forget_who_asks()
    session = get_session()
    found = find_link_by_token(session, token, clock.today())
    if found is None or not found.is_open:
        return show_closed(found)
    questionnaire = get_questionnaire(found.wave.kind)
    form, key = make_reply_form(questionnaire, filled=True), read_form_key()
    if key is None:
        form.add_fault(Message("error.form_key"))
    elif form.validate():
        try:
            answers = check_answers(questionnaire, form.read_answers(questionnaire))
            end_read(session)
            return keep_reply(token, form, key, answers)
        except InvalidInput as fault:
            form.add_fault(fault.message, fault.field)
    session.rollback()
    form.renew_key()
    return make_response(show_survey(found, token, form), 422)


def keep_reply(token: str, form: ReplyForm, key: UUID, answers: Mapping[str, Any]) -> Response:
    """Keep answers that are in order, if the survey still takes them and the link is not flooded."""
    session = get_session()
    begin_write(session)
    found = find_link_by_token(session, token, clock.today())
    if found is None or not found.is_open:
        session.rollback()
        return show_closed(found)
    if is_held_back(session, found):
        session.rollback()
        form.add_fault(Message("reply.error.held_back"))
        response = make_response(show_survey(found, token, form), 429)
        response.headers["Retry-After"] = "60"
        return response
    # Apart from the reply: in one transaction a database could tell which of them came by which link.
    note_attempt(session, found)
    session.commit()
    begin_write(session)
    send_reply(session, found, key=key, answers=answers)
    session.commit()
    return redirect(url_for("hybridmentor.replies.sent"), 303)  # type: ignore[return-value]


@public
def sent() -> str:
    """Thanks."""
    forget_who_asks()
    return render_page("hybridmentor/replies/sent.html")
