"""What my day is narrowed to, kept with the account."""

from sqlalchemy.orm import Session

from hybridmentor.identity import Actor
from hybridmentor.models import User
from hybridmentor.services import audit


def narrow_day(session: Session, actor: Actor, choice: str, value: str) -> None:
    """Keep one choice (`relationship` or `office`); an empty value shows all. The other choice stands."""
    user = session.get_one(User, actor.user_id)
    kept = dict(user.day_filter or {})
    kept.pop(choice, None)
    if value:
        kept[choice] = value
    if kept != (user.day_filter or {}):
        user.day_filter = kept
        audit.record(session, actor, "user.day_filter", noun="user", row_id=user.id, detail=choice)
        session.flush()
