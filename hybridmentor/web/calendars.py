"""Calendar files as answers: the words and addresses of events, who reads a feed, and showing a new address once."""

import base64
import hmac
from collections.abc import Sequence
from datetime import date, datetime, time

from babel.lists import format_list
from flask import Response, current_app, g, request, session as cookie, url_for

from hybridmentor.clock import OSLO
from hybridmentor.crypto import seal, unseal
from hybridmentor.db import end_read
from hybridmentor.documents.calendar import CalendarEvent, write_calendar
from hybridmentor.errors import DecryptionFailed
from hybridmentor.i18n import translate
from hybridmentor.identity import Actor, Claim
from hybridmentor.models import CalendarFeed
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.actors import load_actor
from hybridmentor.queries.appointments import Appointment
from hybridmentor.queries.calendar_feeds import find_feed_owner, hash_feed_token
from hybridmentor.services import audit
from hybridmentor.web.state import get_request_id, get_session, get_state

FILE_NAME = "hybridmentor.ics"
"""Of a file that is saved: what lies among somebody's downloads says nothing of a case."""
ORDER = ("mentor", "jobseeker", "employer")


def build_address(endpoint: str, **values: object) -> str:
    """The whole address of one of our pages, for what is read outside them.

    It begins as the setting says; without one as the request came, by https wherever our cookie travels by it alone.
    """
    base = get_state().config["HYBRIDMENTOR_BASE_URL"]
    if base:
        return base + url_for(f"hybridmentor.{endpoint}", **values).removeprefix(request.script_root)  # type: ignore[arg-type]
    scheme = "https" if current_app.config.get("SESSION_COOKIE_SECURE") else None
    return url_for(f"hybridmentor.{endpoint}", _external=True, _scheme=scheme, **values)  # type: ignore[arg-type]


def describe_appointment(
    appointment: Appointment, language: str, *, may_log: bool, is_closed: bool = False
) -> CalendarEvent:
    """The event of an appointment in the reader's language: with whom by their part, and the case's number; no name.

    What has been answered, or stands in a closed case, is an event called off, so that it leaves a calendar that has it.
    """
    contact, answer = appointment.contact, appointment.answer
    if may_log:
        url = build_address("contacts.new", case_id=contact.case_id, planned=contact.id)
    else:
        url = build_address("cases.show", case_id=contact.case_id)
    called_off = answer is not None or is_closed
    return CalendarEvent(
        event_id=appointment.first_id,
        sequence=appointment.moves + called_off,
        starts=find_start(contact.occurred_on, contact.starts_at),
        revised_at=(answer or contact).created_at,
        summary=summarise(appointment, language),
        description=translate(language, "calendar.description", url=url),
        url=url,
        is_off=called_off,
    )


def summarise(appointment: Appointment, language: str) -> str:
    """Kontakt med mentor og bruker, sak 2026-0104.  # words: relationship."""
    keys = list(appointment.contact.relationship_keys)
    keys.sort(key=lambda key: ORDER.index(key) if key in ORDER else len(ORDER))
    words = [translate(language, f"relationship.{key}").lower() for key in keys]
    if not words:
        return translate(language, "calendar.summary_alone", number=appointment.number)
    who = format_list(words, locale=language)
    return translate(language, "calendar.summary", who=who, number=appointment.number)


def find_start(day: date, moment: time | None) -> datetime | date:
    """The instant at which it begins, by the clock in Norway; the day alone where no time was agreed."""
    return datetime.combine(day, moment, tzinfo=OSLO) if moment else day


def send_calendar(
    events: Sequence[CalendarEvent], *, name: str | None = None, as_file: bool = False
) -> Response:
    """The answer with the events; `as_file` has browsers save it, or hand it to the calendar program."""
    response = Response(write_calendar(events, name=name), content_type="text/calendar; charset=utf-8")
    if as_file:
        response.headers["Content-Disposition"] = f"attachment; filename={FILE_NAME}"
    return response


def enter_by_feed(token: str) -> Actor | None:
    """Who reads a feed by its address, with the rights of this moment; None for nobody.

    Nobody signs in: no session is begun or kept alive, and a sign-in of the same browser counts for nothing here. The
    audit row is committed before anything is shown. An address that nobody has leaves no row, for programs go on asking
    for an address that has been renewed; one whose owner may not read cases any more leaves a denial.
    """
    state, session = get_state(), get_session()
    user_id = find_feed_owner(session, token)
    if user_id is None:
        end_read(session)
        return None
    claim = Claim(user_id=user_id)
    actor, _ = load_actor(
        session,
        claim,
        idle=state.idle,
        longest=state.longest,
        demo=state.is_demo,
        request_id=get_request_id(),
    )
    end_read(session)
    may_read = actor is not None and permits(actor, Permission.LIST_CASES)
    event = audit.make_event(
        actor,
        "calendar.read" if may_read else "denied.calendar",
        noun="user",
        row_id=user_id,
        decision="permit" if may_read else "deny",
        request_id=get_request_id(),
    )
    event.actor_id = user_id
    audit.record_apart(state.find_engine(), event)
    return actor if may_read else None


def let_reader_keep() -> None:
    """Let whoever asked keep the answer for itself: a calendar program shows yesterday's feed while it is offline."""
    g.hm_cache_control = "private"


def show_once(actor: Actor, token: str) -> None:
    """Have the actor's next look at the account show the new address.

    It travels sealed: a host may keep our cookie's values where others read, and a table of ours never has the address.
    """
    key = get_state().keyring
    sealed = seal(key.keys[key.current], token.encode(), f"calendar|{actor.user_id}")
    cookie["hm_calendar"] = base64.urlsafe_b64encode(sealed).decode()


def take_new_address(actor: Actor, feed: CalendarFeed | None) -> str | None:
    """The address that has just been made, once; None if it has been shown, is another's, or is none any more."""
    text = cookie.pop("hm_calendar", None)
    if text is None or feed is None:
        return None
    key = get_state().keyring
    try:
        sealed = base64.urlsafe_b64decode(str(text))
        token = unseal(key.keys[key.current], sealed, f"calendar|{actor.user_id}").decode()
    except (DecryptionFailed, ValueError):
        return None
    if not hmac.compare_digest(hash_feed_token(token), feed.token_hash):
        return None
    return build_address("account.feed", token=token)
