"""The list of cases and the search in it."""

from datetime import date
from uuid import UUID

from flask import Response, make_response, request

from hybridmentor.domain.identifiers import holds_national_id
from hybridmentor.models import Case
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.policy.rules import permits
from hybridmentor.queries.case_rows import describe_cases
from hybridmentor.queries.cases import (
    LONGEST_TERM,
    CaseFilter,
    ListKey,
    find_list_key,
    list_cases,
    search_cases,
)
from hybridmentor.web.fields import clean_text
from hybridmentor.web.guards import audit_read, get_actor, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice
from hybridmentor.web.state import get_session

STATES = ("open", "closed", "examples", "all")


def read_after() -> ListKey | None:
    """The key of the last row shown before, from the address; None for the first page or an unreadable key."""
    try:
        day, place, row = request.args.get("after", "").split("_")
        return ListKey(date.fromisoformat(day), int(place[:9]), UUID(row))
    except ValueError:
        return None


def write_after(case: Case) -> str:
    """The key of a row for the address of the next page."""
    key = find_list_key(case)
    return f"{key.opened_on.isoformat()}_{key.place}_{key.case_id}"


@requires(Permission.LIST_CASES)
def index() -> str:
    """Cases of the actor's offices, newest first."""
    session, actor = get_session(), get_actor()
    state = request.args.get("state", "open")
    wanted = CaseFilter(state if state in STATES else "open", request.args.get("mine") == "1")
    audit_read("case.list", detail=wanted.state)
    cases, more = list_cases(session, actor, wanted, after=read_after())
    last = cases[-1] if cases else None
    return render_page(
        "hybridmentor/cases/index.html",
        rows=describe_cases(session, actor, cases),
        wanted=wanted,
        states=STATES,
        after=write_after(last) if last and more else None,
        is_first=read_after() is None,
        term=None,
        may_open=may_open_case(),
        may_hand_over=permits(actor, Permission.HAND_OVER_CASES),
        words=PracticeWords(find_practice()),
    )


@requires(Permission.LIST_CASES)
def search() -> Response:
    """Cases whose number, employer, jobseeker or mentor begins with what was typed. Sent as a form: it may be a name."""
    session, actor = get_session(), get_actor()
    term = clean_text(request.form.get("q", ""))
    refused = holds_national_id(term or "")
    audit_read("case.search")
    cases, more = search_cases(session, actor, "" if refused else term or "")
    page = render_page(
        "hybridmentor/cases/index.html",
        rows=describe_cases(session, actor, cases),
        wanted=CaseFilter("all"),
        states=STATES,
        after=None,
        is_first=True,
        term=(term or "")[:LONGEST_TERM],
        more=more,
        refused=refused,
        may_open=may_open_case(),
        may_hand_over=permits(actor, Permission.HAND_OVER_CASES),
        words=PracticeWords(find_practice()),
    )
    return make_response(page, 422 if refused else 200)


def may_open_case() -> bool:
    """Whether the actor may open a case somewhere."""
    actor = get_actor()
    return any(
        permits(actor, Permission.OPEN_CASE, OfficeFacts(m.office_id, m.purpose)) for m in actor.memberships
    )
