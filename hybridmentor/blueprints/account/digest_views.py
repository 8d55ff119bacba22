"""The weekly letter, on or off."""

from flask import Response, url_for

from hybridmentor.blueprints.account.forms import DigestForm
from hybridmentor.blueprints.account.views import show_account
from hybridmentor.db import begin_write
from hybridmentor.policy.permissions import Permission
from hybridmentor.services.users import want_digest
from hybridmentor.web.guards import get_actor, requires
from hybridmentor.web.state import get_session
from hybridmentor.web.submit import Answer, carry_out


@requires(Permission.USE_APPLICATION)
def switch() -> Response:
    """Have the weekly letter, or not."""
    begin_write(get_session())
    form = DigestForm()

    def act() -> Answer:
        wanted = form.wanted.data == "yes"
        want_digest(get_session(), get_actor(), wanted)
        notice = "digest.notice.on" if wanted else "digest.notice.off"
        return Answer(url_for("hybridmentor.account.show", _anchor="digest"), notice)

    return carry_out(form, act, lambda status: show_account(form))
