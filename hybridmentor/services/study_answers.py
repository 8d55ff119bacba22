"""What advisers answer for themselves when a study asks them. Every answer is kept; the last one counts."""

from sqlalchemy.orm import Session

from hybridmentor.domain.study_consent import ADVISERS
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import StudyAnswer
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import is_asked_by_study
from hybridmentor.queries.studies import VisibleStudy, count_texts, find_own_answer
from hybridmentor.services.demands import demand
from hybridmentor.services.studies import record_deed


def answer_study(
    session: Session, actor: Actor, visible: VisibleStudy, *, is_yes: bool, text_number: int
) -> None:
    """Say yes or no for oneself to the version of the text that was shown; the same answer again changes nothing.

    A no counts at any time, also after the study has ended: later releases go without one's cases. InvalidInput for a yes to a
    study that asks nobody any more or does not ask the actor, and where there is a newer text by now.
    """
    demand(actor, Permission.ANSWER_STUDY, visible.facts)
    study = visible.study
    latest = count_texts(session, study.id, ADVISERS)
    if is_yes and study.state != "open":
        raise InvalidInput(Message("study.error.not_open"))
    if is_yes and not is_asked_by_study(actor, visible.facts):
        raise InvalidInput(Message("study.error.not_asked"))
    if text_number != latest:
        raise InvalidInput(Message("study.error.text_changed"))
    last = find_own_answer(session, actor, study.id)
    if last is not None and (last.is_yes, last.text_number) == (is_yes, text_number):
        return
    session.add(StudyAnswer(study_id=study.id, user_id=actor.user_id, text_number=text_number, is_yes=is_yes))
    record_deed(session, actor, study, "study.answer_yes" if is_yes else "study.answer_no")
    session.flush()
