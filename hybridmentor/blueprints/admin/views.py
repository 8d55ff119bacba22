"""Users and offices, to look at."""

from flask import request

from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.offices import count_members, list_offices
from hybridmentor.queries.users import list_memberships
from hybridmentor.web.guards import audit_read, get_actor, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session


@requires(Permission.ADMINISTER)
def index() -> str:
    """Offices, accounts and roles; no case."""
    session, actor = get_session(), get_actor()
    audit_read("user.list")
    text = request.args.get("after", "")
    after = int(text) if text.isascii() and text.isdigit() and len(text) < 18 else None
    memberships, more = list_memberships(session, actor.today, after=after)
    return render_page(
        "hybridmentor/admin/index.html",
        offices=list_offices(session),
        members=count_members(session, actor.today),
        memberships=memberships,
        after=memberships[-1][1].id if memberships and more else None,
    )
