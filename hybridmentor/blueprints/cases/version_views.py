"""Earlier versions of what a case holds."""

from datetime import datetime
from uuid import UUID

from flask import request

from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.colleagues import map_names
from hybridmentor.queries.versions import VersionKey, map_criteria
from hybridmentor.services.versions import gather_versions
from hybridmentor.web.guards import open_case, requires
from hybridmentor.web.page import render_page
from hybridmentor.web.practice import find_practice
from hybridmentor.web.state import get_session
from hybridmentor.web.version_words import list_named, list_rated, put_version_in_words


def read_after() -> VersionKey | None:
    """The key of the last entry shown before, from the address; None for the first page or an unreadable key."""
    at, _, row = request.args.get("after", "").partition("_")
    try:
        instant, row_id = datetime.fromisoformat(at), UUID(row)
    except ValueError:
        return None
    return VersionKey(instant, row_id) if instant.tzinfo is not None else None


@requires(Permission.READ_CASE)
def versions(case_id: UUID) -> str:
    """What has been changed in a case, the latest first."""
    case = open_case(case_id, Permission.READ_CASE, "revision.read").case
    session, practice = get_session(), find_practice(case)
    entries, more = gather_versions(session, case, after=read_after())
    criteria = map_criteria(session, case, list_rated(entries))
    names = map_names(session, list_named(entries))
    last = entries[-1].key if entries and more else None
    return render_page(
        "hybridmentor/cases/versions.html",
        case=case,
        entries=[put_version_in_words(entry, practice, criteria, names) for entry in entries],
        after=f"{last.at.isoformat()}_{last.row_id}" if last else None,
        is_first=read_after() is None,
    )
