"""An office's success criteria: decided by its lead, in its own words. The application makes none up."""

from sqlalchemy.orm import Session

from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor, Membership
from hybridmentor.models import SuccessCriterion
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.queries.success_criteria import find_criterion_by_words
from hybridmentor.services import audit
from hybridmentor.services.demands import demand
from hybridmentor.services.employers import lock_register


def add_criterion(session: Session, actor: Actor, office: Membership, *, words: str) -> SuccessCriterion:
    """Take a criterion into use: a new one, or an earlier one in the same words with the ratings it was given.

    InvalidInput at `words` if it is in use already.
    """
    demand(actor, Permission.SET_CRITERIA, OfficeFacts(office.office_id, office.purpose))
    # Two who add the same words at once would meet in the unique constraint.
    lock_register(session, office.office_id)
    criterion = find_criterion_by_words(session, office.office_id, words)
    if criterion is None:
        criterion = SuccessCriterion(office_id=office.office_id, words=words, created_by=actor.user_id)
        session.add(criterion)
    elif criterion.is_active:
        raise InvalidInput(Message("criterion.error.twice"), field="words")
    criterion.is_active = True
    session.flush()
    _record(session, actor, criterion, "success_criterion.add")
    return criterion


def remove_criterion(session: Session, actor: Actor, office: Membership, criterion: SuccessCriterion) -> None:
    """Take a criterion of the office out of use; what cases were rated by it stays. One out of use stays so."""
    demand(actor, Permission.SET_CRITERIA, OfficeFacts(office.office_id, office.purpose))
    if criterion.is_active:
        criterion.is_active = False
        session.flush()
        _record(session, actor, criterion, "success_criterion.remove")


def _record(session: Session, actor: Actor, criterion: SuccessCriterion, action: str) -> None:
    audit.record(
        session,
        actor,
        action,
        noun="success_criterion",
        row_id=criterion.id,
        office_id=criterion.office_id,
    )
