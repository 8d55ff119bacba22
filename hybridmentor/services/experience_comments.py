"""What colleagues say to an experience."""

from sqlalchemy.orm import Session

from hybridmentor.identity import Actor
from hybridmentor.models import ExperienceComment
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.experiences import VisibleExperience
from hybridmentor.services.demands import demand
from hybridmentor.services.experiences import record_deed


def add_comment(
    session: Session, actor: Actor, visible: VisibleExperience, *, words: str, is_nameless: bool = False
) -> ExperienceComment:
    """Say something to an experience, without name if so wished. The audit row names the experience alone."""
    demand(actor, Permission.ANSWER_EXPERIENCES, visible.facts)
    comment = ExperienceComment(
        experience=visible.experience, is_nameless=is_nameless, words=words, created_by=actor.user_id
    )
    session.add(comment)
    record_deed(session, actor, visible.experience, "experience.comment")
    session.flush()
    return comment


def remove_comment(
    session: Session, actor: Actor, visible: VisibleExperience, comment: ExperienceComment
) -> None:
    """Take back a comment of the actor's own; nothing of it is kept."""
    demand(actor, Permission.READ_EXPERIENCES, visible.facts)
    session.delete(comment)
    record_deed(session, actor, visible.experience, "experience.uncomment")
    session.flush()
