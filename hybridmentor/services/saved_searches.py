"""Searches of the board that somebody wants again."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import SavedSearch
from hybridmentor.policy.permissions import Permission
from hybridmentor.services import audit
from hybridmentor.services.demands import demand

MOST_SAVED = 30
LONGEST_QUERY = 500


def save_search(session: Session, actor: Actor, *, name: str, query: str) -> SavedSearch:
    """Keep a search under a name: `query` stands after the question mark of the board's address.

    InvalidInput if it is too long or there are too many. The audit row tells nothing of what is searched for.
    """
    demand(actor, Permission.READ_EXPERIENCES, None)
    if len(query) > LONGEST_QUERY:
        raise InvalidInput(Message("experience.error.long_search"))
    saved = session.scalar(
        select(func.count()).select_from(SavedSearch).where(SavedSearch.user_id == actor.user_id)
    )
    if (saved or 0) >= MOST_SAVED:
        raise InvalidInput(Message("experience.error.too_many_searches", most=MOST_SAVED))
    search = SavedSearch(user_id=actor.user_id, name=name, query=query, created_by=actor.user_id)
    session.add(search)
    audit.record(session, actor, "search.save", noun="search", row_id=search.id)
    session.flush()
    return search


def remove_search(session: Session, actor: Actor, search: SavedSearch) -> None:
    """Forget a saved search."""
    demand(actor, Permission.READ_EXPERIENCES, None)
    audit.record(session, actor, "search.remove", noun="search", row_id=search.id)
    session.delete(search)
    session.flush()
