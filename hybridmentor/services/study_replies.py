"""Answers to the surveys of a study: kept once, and so that nobody can tell whose they are.

No actor, for nobody signs in. Of the deed the audit log gets the wave and the day alone.
"""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, time
from json import dumps
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.crypto import hash_token
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.models import SignInFailure, StudyReply
from hybridmentor.queries.study_waves import FoundLink
from hybridmentor.services import audit
from hybridmentor.services.sign_ins import WINDOW

MOST_A_MINUTE = 60
"""What comes by one link in a minute: a whole office may answer at once in a meeting, a program shall not."""


def send_reply(session: Session, found: FoundLink, *, key: UUID, answers: Mapping[str, Any]) -> bool:
    """Keep what was answered by a link; False if the same form has been kept already.

    InvalidInput if the link takes no answers, or the same form has been sent with other answers: the first ones stand.
    """
    if not found.is_open:
        raise InvalidInput(Message("reply.error.closed"))
    reply_id = derive_id(key)
    text = dumps(dict(answers), separators=(",", ":"), sort_keys=True)
    kept = session.get(StudyReply, reply_id)
    if kept is not None:
        if (kept.wave_id, kept.answers) != (found.wave.id, text):
            raise InvalidInput(Message("reply.error.sent"))
        return False
    session.add(StudyReply(id=reply_id, wave_id=found.wave.id, part=found.part, answers=text))
    event = audit.make_event(None, "study_reply.send", noun="study_wave", row_id=found.wave.id)
    # The day and no more: with the minute it could be laid beside who was at the office, or a log of addresses.
    event.at = datetime.combine(clock.now().astimezone(UTC).date(), time(), UTC)
    session.add(event)
    session.flush()
    return True


def derive_id(key: UUID) -> UUID:
    """The id of the reply to a form: a hash of the form's own random key, so that sent twice it is kept once."""
    return UUID(bytes=hashlib.sha256(b"study-reply|" + key.bytes).digest()[:16], version=4)


def is_held_back(session: Session, found: FoundLink) -> bool:
    """Whether more has come by the link in the last minute than people can send."""
    since = clock.now() - WINDOW
    statement = select(func.count()).where(
        SignInFailure.login_hash == _hash_link(session, found), SignInFailure.at >= since
    )
    return (session.scalar(statement) or 0) >= MOST_A_MINUTE


def note_attempt(session: Session, found: FoundLink) -> None:
    """Count what came by a link, and forget what is too old to count."""
    session.execute(delete(SignInFailure).where(SignInFailure.at < clock.now() - WINDOW))
    session.add(SignInFailure(login_hash=_hash_link(session, found)))
    session.flush()


def _hash_link(session: Session, found: FoundLink) -> bytes:
    keyring = session.info["keyring"]
    return hash_token(keyring.keys[keyring.current], f"study-reply|{found.link.id}")
