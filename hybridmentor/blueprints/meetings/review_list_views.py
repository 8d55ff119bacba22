"""The lead's list of cases to go through: those whose day has come, those that somebody wants to discuss, and why."""

from datetime import date

from flask import request

from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.case_reviews import ListKey, list_cases_to_review
from hybridmentor.web.addresses import read_id
from hybridmentor.web.guards import audit_read, get_actor, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session


def read_after() -> ListKey | None:
    """The key of the last case shown before, from the address; None for the first page or an unreadable key."""
    day, _, row = (request.args.get("after") or "").partition("_")
    row_id = read_id(row)
    try:
        return ListKey(date.fromisoformat(day), row_id) if row_id is not None else None
    except ValueError:
        return None


@requires(Permission.LIST_REVIEWS)
def cases() -> str:
    """The cases to go through at the offices that the actor leads, the longest waiting first."""
    audit_read("case_review.list_due")
    after = read_after()
    shown, more = list_cases_to_review(get_session(), get_actor(), after=after)
    last = shown[-1].key if shown and more else None
    return render_page(
        "hybridmentor/meetings/cases.html",
        shown=shown,
        after=f"{last.day.isoformat()}_{last.case_id}" if last else None,
        is_first=after is None,
        has_offices=len({one.case.office_id for one in shown}) > 1,
    )
