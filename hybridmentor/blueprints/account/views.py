"""The page of one's own account: a panel for each thing to decide."""

from hybridmentor.blueprints.account.forms import AbsenceForm, DigestForm, EndForm, FeedForm
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.absences import list_absences
from hybridmentor.queries.calendar_feeds import find_feed
from hybridmentor.queries.users import find_digest_wish
from hybridmentor.services.absences import list_stand_ins
from hybridmentor.services.calendar_feeds import read_feed_version
from hybridmentor.web.calendars import take_new_address
from hybridmentor.web.fields import HybridForm
from hybridmentor.web.guards import get_actor, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session


def show_account(*sent: HybridForm) -> str:
    """The page; `sent` are forms that came back with faults."""
    actor = get_actor()
    feed = find_feed(get_session(), actor.user_id)
    version = {"hm_version": str(read_feed_version(feed))}
    may_be_away = permits(actor, Permission.LIST_CASES) and actor.has_role("adviser")
    absence = next((one for one in sent if isinstance(one, AbsenceForm)), AbsenceForm(formdata=None))
    if may_be_away:
        absence.offer_stand_ins(list_stand_ins(get_session(), actor))
    return render_page(
        "hybridmentor/account/show.html",
        actor=actor,
        sent=sent,
        feed=feed,
        address=take_new_address(actor, feed),
        make=FeedForm(formdata=None, data=version),
        remove=FeedForm(formdata=None, data=version),
        may_have_feed=permits(actor, Permission.LIST_CASES),
        may_be_away=may_be_away,
        absence=absence,
        absences=list_absences(get_session(), actor) if may_be_away else (),
        end=EndForm(formdata=None),
        digest=DigestForm(formdata=None),
        wants_digest=find_digest_wish(get_session(), actor),
    )


@requires(Permission.USE_APPLICATION)
def show() -> str:
    """What one may decide for oneself."""
    return show_account()
