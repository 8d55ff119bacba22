"""Choosing the case to log in."""

from flask import Response, make_response, request

from hybridmentor.domain.identifiers import holds_national_id
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.cases import LONGEST_TERM
from hybridmentor.queries.log_choices import list_own_choices, search_choices
from hybridmentor.web.fields import clean_text
from hybridmentor.web.guards import audit_read, get_actor, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.state import get_session

FIRST = 12
"""So many of one's own cases are shown before one asks for all."""


@requires(Permission.LIST_CASES)
def choose() -> str:
    """The actor's own open cases, what presses and what was logged last first."""
    audit_read("log.choose")
    rows = list_own_choices(get_session(), get_actor())
    shown = rows if request.args.get("show") == "all" else rows[:FIRST]
    return render_page(
        "hybridmentor/log/choose.html", rows=shown, total=len(rows), term=None, more=False, refused=False
    )


@requires(Permission.LIST_CASES)
def search() -> Response:
    """Cases to log in by what was typed, of colleagues too. Sent as a form: it may be a name."""
    term = clean_text(request.form.get("q", ""))
    refused = holds_national_id(term or "")
    audit_read("log.search")
    rows, more = search_choices(get_session(), get_actor(), "" if refused else term or "")
    page = render_page(
        "hybridmentor/log/choose.html",
        rows=rows,
        total=len(rows),
        term=(term or "")[:LONGEST_TERM],
        more=more,
        refused=refused,
    )
    return make_response(page, 422 if refused else 200)
