"""Signing in and out."""

from typing import cast

from flask import Response, make_response, redirect, request, session as cookie, url_for

from hybridmentor.blueprints.auth.forms import SignInForm
from hybridmentor.db import begin_write
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import SignInKeeper
from hybridmentor.policy.permissions import Permission
from hybridmentor.services import audit
from hybridmentor.services.sign_ins import begin_sign_in, end_sign_in, is_held_back, note_failure, verify
from hybridmentor.web.guards import get_actor, public, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_request_id, get_session, get_state
from hybridmentor.web.ways import find_way_back


def get_keeper() -> SignInKeeper:
    """The identity provider that keeps our tokens; these views are mounted with no other."""
    return cast(SignInKeeper, get_state().identity)


@public
def sign_in() -> str:
    """The page for user name and password."""
    form = SignInForm(formdata=None)
    form.next.data = find_way_back(request.args.get("next"))
    return render_page("hybridmentor/auth/sign_in.html", form=form)


@public
def enter() -> Response:
    """Check user name and password; begin a sign-in with a new token."""
    form = SignInForm()
    if not form.validate():
        return make_response(render_page("hybridmentor/auth/sign_in.html", form=form), 422)
    session, state = get_session(), get_state()
    begin_write(session)
    login = form.login.data or ""
    if is_held_back(session, login):
        session.add(audit.make_event(None, "sign_in.held_back", decision="deny", request_id=get_request_id()))
        session.commit()
        form.add_fault(Message("sign_in.error.held_back"))
        response = make_response(render_page("hybridmentor/auth/sign_in.html", form=form), 429)
        response.headers["Retry-After"] = "60"
        return response
    session.rollback()
    try:
        user = verify(session, login, form.password.data or "", demo=state.is_demo, cost=state.password_cost)
    except InvalidInput as fault:
        session.rollback()
        refuse(login)
        form.add_fault(fault.message)
        return make_response(render_page("hybridmentor/auth/sign_in.html", form=form), 422)
    session.rollback()
    begin_write(session)
    token = begin_sign_in(session, user, get_request_id())
    session.commit()
    # Nothing of an anonymous visit is carried over but the language: a planted cookie is worth nothing.
    language = cookie.get("hm_language")
    cookie.clear()
    if language:
        cookie["hm_language"] = language
    get_keeper().remember(token)
    return redirect(find_way_back(form.next.data), 303)  # type: ignore[return-value]


def refuse(login: str) -> None:
    """Count a failed attempt and log it, in a transaction of its own."""
    session = get_session()
    begin_write(session)
    note_failure(session, login)
    session.add(audit.make_event(None, "sign_in.failed", decision="deny", request_id=get_request_id()))
    session.commit()


@requires(Permission.USE_APPLICATION)
def sign_out() -> Response:
    """End the sign-in here and in the database, and have the browser forget."""
    token = get_keeper().forget()
    session = get_session()
    if token is not None:
        begin_write(session)
        end_sign_in(session, get_actor(), token)
        session.commit()
    cookie.clear()
    response = redirect(url_for("hybridmentor.auth.sign_in"), 303)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response  # type: ignore[return-value]
