"""Each sent form is carried out once: a repeat gets the answer of the first."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.db import count_deleted
from hybridmentor.identity import Actor
from hybridmentor.models import Submission

KEPT_FOR = timedelta(days=90)
"""How long a key is known. A page that has been open longer counts as a new form when it is sent once more."""


@dataclass(frozen=True)
class Earlier:
    """What an earlier form with the same key got. `same` tells whether it held the same."""

    location: str | None
    notice: str | None
    same: bool


def find_answer(
    session: Session, actor: Actor, key: UUID, endpoint: str, fingerprint: bytes
) -> Earlier | None:
    """The answer that the very same form of the same user got; None if it has not been carried out."""
    kept = session.get(Submission, key)
    if kept is None or (kept.user_id, kept.endpoint, kept.fingerprint) != (
        actor.user_id,
        endpoint,
        fingerprint,
    ):
        return None
    return Earlier(kept.location, kept.notice, same=True)


def was_carried_out(session: Session, actor: Actor, key: UUID) -> bool:
    """Whether the actor's form with the key has been carried out."""
    kept = session.get(Submission, key)
    return kept is not None and kept.user_id == actor.user_id and kept.location is not None


def claim_key(session: Session, actor: Actor, key: UUID, endpoint: str, fingerprint: bytes) -> Earlier | None:
    """Take the key for this transaction: None the first time, else the answer that was given then.

    Of several that come at once one goes first; the others wait for its commit here and then find its answer.
    """
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    taken = session.execute(
        dialect.insert(Submission)
        .values(
            key=key, user_id=actor.user_id, endpoint=endpoint, fingerprint=fingerprint, created_at=clock.now()
        )
        .on_conflict_do_nothing(index_elements=[Submission.key])
        .returning(Submission.key)
    ).first()
    if taken is not None:
        return None
    kept = session.scalars(select(Submission).where(Submission.key == key)).one()
    same = kept.user_id == actor.user_id and kept.endpoint == endpoint and kept.fingerprint == fingerprint
    return Earlier(kept.location if same else None, kept.notice if same else None, same)


def store_answer(session: Session, key: UUID, location: str, notice: str | None) -> None:
    """Keep the answer beside the key, in the same transaction as the deed."""
    kept = session.get_one(Submission, key)
    kept.location, kept.notice = location, notice
    session.flush()


def forget_old_submissions(session: Session) -> int:
    """Remove the keys of forms that were sent so long ago that nobody sends them again; how many."""
    old = delete(Submission).where(Submission.created_at < clock.now() - KEPT_FOR)
    return count_deleted(session, old)
