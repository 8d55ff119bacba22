"""The calendar feed: its secret address, and what is read there."""

from flask import Response, url_for

from hybridmentor.blueprints.account.forms import FeedForm
from hybridmentor.blueprints.account.views import show_account
from hybridmentor.db import begin_write
from hybridmentor.i18n import translate
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.appointments import list_appointments
from hybridmentor.services.calendar_feeds import remove_feed, renew_feed
from hybridmentor.web.calendars import (
    describe_appointment,
    enter_by_feed,
    let_reader_keep,
    send_calendar,
    show_once,
)
from hybridmentor.web.guards import get_actor, public, requires
from hybridmentor.web.state import get_session, get_state
from hybridmentor.web.submit import Answer, carry_out


def locate_panel() -> str:
    """The address of the panel on the page of the account."""
    return url_for("hybridmentor.account.show", _anchor="calendar")


@requires(Permission.LIST_CASES)
def make() -> Response:
    """Make an address, or a new one in place of the old."""
    begin_write(get_session())
    form = FeedForm()

    def act() -> Answer:
        token = renew_feed(get_session(), get_actor(), version=form.read_version())
        show_once(get_actor(), token)
        return Answer(locate_panel(), "calendar.notice.made")

    return carry_out(form, act, lambda status: show_account(form))


@requires(Permission.USE_APPLICATION)
def remove() -> Response:
    """Have no address any more; also for who has lost the right to make one."""
    begin_write(get_session())
    form = FeedForm()

    def act() -> Answer:
        remove_feed(get_session(), get_actor(), version=form.read_version())
        return Answer(locate_panel(), "calendar.notice.removed")

    return carry_out(form, act, lambda status: show_account(form))


@public
def feed(token: str) -> Response:
    """The planned contacts of whoever's address it is; nobody's is not found, in plain text for a program."""
    actor = enter_by_feed(token)
    if actor is None:
        words = translate(get_state().config["HYBRIDMENTOR_LANGUAGE"], "error.404.text")
        return Response(words, 404, content_type="text/plain; charset=utf-8")
    waiting = list_appointments(get_session(), actor)
    response = send_calendar(
        [describe_appointment(one, actor.language, may_log=True) for one in waiting],
        name=translate(actor.language, "calendar.name"),
    )
    # Last: the page about a fault on the way here is for nobody to keep.
    let_reader_keep()
    return response
