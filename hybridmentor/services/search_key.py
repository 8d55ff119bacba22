"""The beginnings of a name, hashed, so that the name can be found."""

from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from hybridmentor.crypto import hash_token
from hybridmentor.domain.folding import list_prefixes, split_name
from hybridmentor.models import DataKey, Jobseeker, NameToken, WorkplacePerson
from hybridmentor.queries.search_key import find_search_key

SEARCH_KEY_LOCK = 0x686D_5345_4152_4348
"""The number of the advisory lock under which the key is made; "hmSEARCH"."""


def ensure_search_key(session: Session) -> bytes:
    """The search key, made the first time. It is held only once it has been read: a rollback takes a new one back."""
    key = find_search_key(session)
    if key is None and session.get_bind().dialect.name == "postgresql":
        # Of several who make it at once one goes first, and the others find it here; SQLite has one writer anyway.
        session.execute(select(func.pg_advisory_xact_lock(SEARCH_KEY_LOCK)))
        key = find_search_key(session)
    if key is None:
        row = DataKey.make(session.info["keyring"], "search")
        session.add(row)
        session.flush()
        key = row.open()
        if key is None:
            raise RuntimeError("a new search key opens")
    return key


def index_name(session: Session, person: Jobseeker | WorkplacePerson) -> None:
    """Replace the hashed beginnings of the person's name."""
    column = NameToken.jobseeker_id if isinstance(person, Jobseeker) else NameToken.person_id
    session.execute(delete(NameToken).where(column == person.id))
    key = ensure_search_key(session)
    beginnings = {prefix for word in split_name(person.name or "") for prefix in list_prefixes(word)}
    owner: dict[str, UUID] = {column.key: person.id}
    session.add_all(NameToken(token=hash_token(key, prefix), **owner) for prefix in sorted(beginnings))
