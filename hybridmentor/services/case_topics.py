"""What somebody wants to discuss about a case: raised, and settled."""

from sqlalchemy.orm import Session

from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import Case, CaseTopic
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.case_reviews import find_open_topic
from hybridmentor.queries.cases import VisibleCase
from hybridmentor.services import audit
from hybridmentor.services.demands import demand


def raise_topic(session: Session, actor: Actor, visible: VisibleCase, *, question: str | None) -> CaseTopic:
    """Have the case be one to be discussed, from today, with a question or without.

    InvalidInput if it is one already: its question is settled before another one is raised. The case is held meanwhile.
    """
    demand(actor, Permission.REVIEW_CASE, visible.facts)
    if find_open_topic(session, visible.case.id) is not None:
        raise InvalidInput(Message("topic.error.raised"))
    topic = CaseTopic(case=visible.case, raised_on=actor.today, question=question, created_by=actor.user_id)
    session.add(topic)
    session.flush()
    _record(session, actor, topic, visible.case, "case_topic.raise")
    return topic


def settle_topic(session: Session, actor: Actor, visible: VisibleCase) -> None:
    """Have the case be one to be discussed no more, from today. InvalidInput if it is none."""
    demand(actor, Permission.REVIEW_CASE, visible.facts)
    topic = find_open_topic(session, visible.case.id)
    if topic is None:
        raise InvalidInput(Message("topic.error.none"))
    topic.settled_on = actor.today
    _record(session, actor, topic, visible.case, "case_topic.settle")


def _record(session: Session, actor: Actor, topic: CaseTopic, case: Case, action: str) -> None:
    audit.record(
        session,
        actor,
        action,
        noun="case_topic",
        row_id=topic.id,
        case_id=case.id,
        office_id=case.office_id,
    )
    session.flush()
