"""The mentors of the office: a page of them, and a search by name."""

from flask import Response, make_response, request

from hybridmentor.domain.experience_tags import LONGEST_TAG
from hybridmentor.domain.identifiers import holds_national_id
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.mentor_profiles import (
    ListKey,
    MentorFilter,
    find_list_key,
    list_languages,
    list_mentors,
)
from hybridmentor.web.addresses import read_id
from hybridmentor.web.fields import clean_text
from hybridmentor.web.guards import audit_read, get_actor, requires
from hybridmentor.web.office_choice import list_offices_where
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import PracticeWords, find_practice, list_choices
from hybridmentor.web.state import get_session


def read_filter() -> MentorFilter:
    """What the list is narrowed to, from the address; a field that the practice model has not is passed over."""
    task, language = request.args.get("task"), clean_text(request.args.get("language"))
    return MentorFilter(
        task=task if task in find_practice().find_codes("wish_interest").keys else None,
        language=language.lower()[:LONGEST_TAG] if language and not holds_national_id(language) else None,
        in_network=request.args.get("network") == "1",
    )


def read_after() -> ListKey | None:
    """The key of the last mentor shown before, from the address; None for the first page or an unreadable key."""
    company, _, row = (request.args.get("after") or "").rpartition("_")
    row_id = read_id(row)
    return ListKey(company, row_id) if row_id is not None else None


def show_list(
    wanted: MentorFilter, *, after: ListKey | None = None, term: str | None = None, refused: bool = False
) -> str:
    """A page of the mentors, or of whom a search has found."""
    session, actor = get_session(), get_actor()
    is_idle = term is not None and not wanted.term
    shown, more = ([], False) if is_idle else list_mentors(session, actor, wanted, after=after)
    last = find_list_key(shown[-1]) if shown else None
    practice = find_practice()
    offices = {m.office_id: m.office_name for m in list_offices_where(Permission.KEEP_PERSONS)}
    return render_page(
        "hybridmentor/mentors/index.html",
        shown=shown,
        wanted=wanted,
        term=term,
        refused=refused,
        after=f"{last.company}_{last.profile_id}" if last and more and term is None else None,
        more=more,
        is_first=after is None,
        tasks=list_choices(practice, "wish_interest"),
        languages=list_languages(session, actor) if term is None else (),
        offices=offices if len(offices) > 1 else {},
        words=PracticeWords(practice),
    )


@requires(Permission.KEEP_PERSONS)
def index() -> str:
    """The mentors of the actor's offices by company; only those of a field, with a language or in the network, if chosen."""
    audit_read("mentor_profile.list")
    return show_list(read_filter(), after=read_after())


@requires(Permission.KEEP_PERSONS)
def search() -> Response:
    """Mentors by beginnings of the words of their name. Sent as POST: what is typed is a person's name."""
    term = clean_text(request.form.get("q")) or ""
    refused = holds_national_id(term)
    audit_read("mentor_profile.search")
    kept = "" if refused else term
    page = show_list(MentorFilter(kept), term=kept, refused=refused)
    return make_response(page, 422 if refused else 200)
