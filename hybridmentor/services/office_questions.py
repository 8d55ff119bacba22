"""An office's own questions to ask at the steps, beside those of the practice model. They hold no person."""

from sqlalchemy.orm import Session

from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor, Membership
from hybridmentor.models import OfficeQuestion
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.queries.office_questions import list_office_questions
from hybridmentor.services import audit
from hybridmentor.services.demands import demand


def add_question(
    session: Session, actor: Actor, office: Membership, *, step: str, audience: str, words: str
) -> OfficeQuestion:
    """Add a question to the office's; InvalidInput at `words` if the office asks the same of the same at the step."""
    demand(actor, Permission.ADD_QUESTION, OfficeFacts(office.office_id, office.purpose))
    asked = list_office_questions(session, office.office_id, step)
    if any(one.audience == audience and one.words.casefold() == words.casefold() for one in asked):
        raise InvalidInput(Message("question.error.twice"), field="words")
    question = OfficeQuestion(
        office_id=office.office_id, step=step, audience=audience, words=words, created_by=actor.user_id
    )
    session.add(question)
    session.flush()
    _record(session, actor, question, "office_question.add")
    return question


def remove_question(session: Session, actor: Actor, office: Membership, question: OfficeQuestion) -> None:
    """Take a question of the office out of use; one that is out of use stays so."""
    demand(actor, Permission.ADD_QUESTION, OfficeFacts(office.office_id, office.purpose))
    if question.is_active:
        question.is_active = False
        session.flush()
        _record(session, actor, question, "office_question.remove")


def _record(session: Session, actor: Actor, question: OfficeQuestion, action: str) -> None:
    audit.record(
        session,
        actor,
        action,
        noun="office_question",
        row_id=question.id,
        office_id=question.office_id,
        detail=question.step,
    )
