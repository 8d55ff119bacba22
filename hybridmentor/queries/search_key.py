"""The key that hashes the beginnings of names; sealed like every data key, so that a new master key leaves it as it is."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor.models import DataKey


def find_search_key(session: Session) -> bytes | None:
    """The search key; None before the first name has been kept. Held by the session's keyring holder after the first use."""
    held: bytes | None = session.info.get("search_key")
    if held is None:
        row = session.scalars(
            select(DataKey).where(DataKey.owner == "search").order_by(DataKey.created_at, DataKey.id).limit(1)
        ).first()
        held = row.open() if row else None
        session.info["search_key"] = held
    return held
