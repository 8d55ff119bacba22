"""Sending the weekly letter once: it is claimed before it leaves, and only a sure refusal gives the claim back."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.domain.week import Week
from hybridmentor.identity import Actor
from hybridmentor.models import Digest
from hybridmentor.services import audit


def claim_digest(session: Session, actor: Actor, week: Week) -> Digest | None:
    """The right to send the actor the letter of the week; None if it has been claimed before, in this run or another.

    Commit it before the letter leaves: whatever happens then, no other run sends it. The audit row goes with it, so that
    no letter is without one. Of two that claim at once one waits for the other's commit and gets None.
    """
    digest = Digest(user_id=actor.user_id, week=str(week))
    try:
        with session.begin_nested():
            session.add(digest)
    except IntegrityError:
        return None
    _record(session, actor, "digest.send", digest)
    return digest


def confirm_digest(session: Session, digest_id: int) -> None:
    """Note that the mail server has taken the letter over."""
    digest = session.get_one(Digest, digest_id)
    digest.sent_at = clock.now()
    session.flush()


def release_digest(session: Session, actor: Actor, digest_id: int) -> None:
    """Give the claim of a letter back that has surely not been accepted, so that the next run tries again.

    Where that is not sure the claim stays: never twice goes before surely once.
    """
    digest = session.get_one(Digest, digest_id)
    _record(session, actor, "digest.refused", digest)
    session.delete(digest)
    session.flush()


def _record(session: Session, actor: Actor, action: str, digest: Digest) -> None:
    audit.record(session, actor, action, noun="digest", row_id=digest.id, detail=digest.week)
    session.flush()
