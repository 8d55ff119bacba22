"""That somebody found an experience useful."""

from sqlalchemy.orm import Session

from hybridmentor.identity import Actor
from hybridmentor.models import ExperienceUse
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.experience_responses import find_use
from hybridmentor.queries.experiences import VisibleExperience
from hybridmentor.services.demands import demand
from hybridmentor.services.experiences import record_deed


def mark_useful(session: Session, actor: Actor, visible: VisibleExperience) -> None:
    """Have the actor find the experience useful; once is enough. The caller holds the experience's lock."""
    demand(actor, Permission.ANSWER_EXPERIENCES, visible.facts)
    if find_use(session, actor, visible) is None:
        session.add(
            ExperienceUse(experience=visible.experience, user_id=actor.user_id, created_by=actor.user_id)
        )
        record_deed(session, actor, visible.experience, "experience.useful")
        session.flush()


def unmark_useful(session: Session, actor: Actor, visible: VisibleExperience) -> None:
    """Take it back, and what was said of how with it."""
    demand(actor, Permission.ANSWER_EXPERIENCES, visible.facts)
    use = find_use(session, actor, visible)
    if use is not None:
        session.delete(use)
        record_deed(session, actor, visible.experience, "experience.not_useful")
        session.flush()


def tell_use(session: Session, actor: Actor, visible: VisibleExperience, how: str | None) -> None:
    """Say in a line how the experience was useful, or take the line back; who says how found it useful."""
    mark_useful(session, actor, visible)
    use = find_use(session, actor, visible)
    if use is None or use.how == how:
        return
    use.how = how
    record_deed(session, actor, visible.experience, "experience.told_use")
    session.flush()
