"""The beginnings of a name and its words, hashed, so that the name can be found."""

from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from hybridmentor.crypto import hash_token
from hybridmentor.domain.folding import list_index_terms
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
    """Replace the hashed beginnings and whole words of the person's name."""
    column = NameToken.jobseeker_id if isinstance(person, Jobseeker) else NameToken.person_id
    session.execute(delete(NameToken).where(column == person.id))
    key = ensure_search_key(session)
    owner: dict[str, UUID] = {column.key: person.id}
    terms = sorted(list_index_terms(person.name or ""))
    session.add_all(NameToken(token=hash_token(key, term), **owner) for term in terms)
