"""The language that an account reads."""

from sqlalchemy.orm import Session

from hybridmentor.identity import Actor
from hybridmentor.models import User
from hybridmentor.services import audit


def choose_language(session: Session, actor: Actor, language: str) -> None:
    """Keep the language with the account."""
    user = session.get_one(User, actor.user_id)
    if user.language != language:
        user.language = language
        audit.record(session, actor, "user.language", noun="user", row_id=user.id, detail=language)
        session.flush()
