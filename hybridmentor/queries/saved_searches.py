"""The searches of the board that an actor has saved."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.identity import Actor
from hybridmentor.models import SavedSearch


def list_saved(session: Session, actor: Actor) -> Sequence[SavedSearch]:
    """The actor's saved searches by name."""
    statement = (
        select(SavedSearch)
        .where(SavedSearch.user_id == actor.user_id)
        .order_by(SavedSearch.name, SavedSearch.id)
    )
    return session.scalars(statement).all()


def find_saved(session: Session, actor: Actor, search_id: UUID) -> SavedSearch | None:
    """A saved search of the actor's; None for any other's."""
    return session.scalar(
        select(SavedSearch).where(SavedSearch.id == search_id, SavedSearch.user_id == actor.user_id)
    )
