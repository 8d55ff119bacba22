"""Keeping a form's text, throwing it away, and telling a page whether its form can be sent."""

from datetime import timedelta
from typing import NoReturn

from flask import Response, jsonify, make_response, redirect, request
from flask_wtf.csrf import generate_csrf

from hybridmentor import clock
from hybridmentor.db import begin_write
from hybridmentor.errors import Message, NotAllowed, NotFound
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.drafts import Typing
from hybridmentor.services import audit
from hybridmentor.services.drafts import FormSent, drop_draft
from hybridmentor.web.drafts import (
    CODE,
    FormPlace,
    authorise_form,
    find_hindrance,
    find_place,
    gather_fields,
    keep_draft,
    name_reader,
)
from hybridmentor.web.fingerprint import read_form_key
from hybridmentor.web.guards import get_actor, remember_notice, requires
from hybridmentor.web.state import get_session, get_state
from hybridmentor.web.ways import find_way_back
from hybridmentor.web.words import hm_time

LONGEST_WAIT = timedelta(days=30)
"""How long ago a script may say that something was typed."""
HINDERED = {"long": 413, "number": 422}


def refuse() -> NoReturn:
    """Answer that no such form keeps drafts here, and log it."""
    get_session().rollback()
    event = audit.make_event(
        get_actor(), "denied.not_visible", decision="deny", noun="draft", detail=request.endpoint
    )
    audit.record_apart(get_state().find_engine(), event)
    raise NotFound(Message("error.not_found"))


def load_place() -> FormPlace:
    """The form that the address in the request is of."""
    place = find_place(request.form.get("hm_address"))
    return place if place is not None else refuse()


def read_number(name: str) -> int:
    """A whole number that the script has added; 0 for none."""
    text = request.form.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


def read_typing() -> Typing:
    """When the text was typed, by the script's own measure, and its turn among what the page has sent."""
    age = min(timedelta(milliseconds=read_number("hm_age")), LONGEST_WAIT)
    page = request.form.get("hm_page", "")
    return Typing(clock.now() - age, page if CODE.fullmatch(page) else None, read_number("hm_turn"))


def tell_fault(fault: str, status: int) -> Response:
    """A fault that the page's script has words for."""
    return make_response(jsonify(fault=fault), status)


@requires(Permission.USE_APPLICATION)
def save() -> Response:
    """Keep what a form holds, if the actor may send it: 404 for any other, and nothing is kept of an identity number."""
    # Before anything is waited for: what was typed last stands, not what came first.
    typing = read_typing()
    actor, place, fields = get_actor(), load_place(), gather_fields()
    if request.form.get("hm_reader") != name_reader(actor):
        return tell_fault("reader", 409)
    try:
        about = authorise_form(place)
    except NotAllowed as fault:
        raise NotFound(Message("error.not_found")) from fault
    hindrance = find_hindrance(fields)
    if hindrance is not None:
        return tell_fault(hindrance, HINDERED[hindrance])
    try:
        draft = keep_draft(place, fields, about=about, typing=typing, sent_as=read_form_key())
    except FormSent:
        get_session().rollback()
        return tell_fault("sent", 409)
    return jsonify(at=hm_time(draft.saved_at))


@requires(Permission.USE_APPLICATION)
def discard() -> Response:
    """Throw the actor's own draft of a form away and go back to its page; one that is gone is fine."""
    place, session = load_place(), get_session()
    begin_write(session)
    drop_draft(session, get_actor(), place.key)
    session.commit()
    remember_notice("draft.notice.discarded")
    return redirect(find_way_back(request.form.get("hm_address")), 303)  # type: ignore[return-value]


@requires(Permission.USE_APPLICATION)
def ready() -> Response:
    """What a page needs that has been open for long: a token for its form, and who has signed in by now."""
    return jsonify(token=generate_csrf(), reader=name_reader(get_actor()))
