"""What the lead and the coordinator of the county decide of an experience: how it stands, and how far it is spread."""

from datetime import date

from sqlalchemy.orm import Session

from hybridmentor.domain.experience_life import REACHES, list_reaches
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import Experience
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.experience_queues import list_note_owners
from hybridmentor.queries.experiences import VisibleExperience
from hybridmentor.services.demands import demand
from hybridmentor.services.experience_words import put_words
from hybridmentor.services.experiences import clear_decision, record_deed, take_off

LEFT_OPEN = "county_decides"
"""Instead of a reach: read at the office for now, and how far it is spread is for the coordinator of the county to say."""


def accept_experience(
    session: Session, actor: Actor, visible: VisibleExperience, *, version: int, reach: str
) -> None:
    """Have an experience be useful as it is, spread no further than its author wishes. InvalidInput if it has changed since."""
    experience = _begin(actor, visible, version)
    clear_decision(experience)
    experience.status, experience.reviewed_on = "shared", actor.today
    _put_reach(experience, reach)
    _finish(session, actor, experience, "experience.accept")


def keep_as_note(
    session: Session,
    actor: Actor,
    visible: VisibleExperience,
    *,
    version: int,
    reach: str,
    owner_id: int,
    look_again_on: date,
) -> None:
    """Have an experience be a practice note, with an owner at its office and a day to look at it again.

    InvalidInput for an owner who does not work at the office, for a day that is not ahead, or if it has changed since.
    """
    experience = _begin(actor, visible, version)
    if owner_id not in {one.user_id for one in list_note_owners(session, visible, actor.today)}:
        raise InvalidInput(Message("error.choice"), field="note_owner")
    if look_again_on <= actor.today:
        raise InvalidInput(Message("experience.error.look_again"), field="look_again_on")
    clear_decision(experience)
    experience.status, experience.reviewed_on = "note", actor.today
    experience.note_owner_id, experience.look_again_on = owner_id, look_again_on
    _put_reach(experience, reach)
    _finish(session, actor, experience, "experience.note")


def return_experience(
    session: Session, actor: Actor, visible: VisibleExperience, *, version: int, comment: str
) -> None:
    """Send an experience back to its author as a draft, with what to word otherwise. InvalidInput if it has changed since."""
    experience = _begin(actor, visible, version)
    clear_decision(experience)
    experience.status, experience.shared_on, experience.comment = "draft", None, comment
    _finish(session, actor, experience, "experience.return")


def remove_experience(session: Session, actor: Actor, visible: VisibleExperience, *, version: int) -> None:
    """Take an experience off every board. InvalidInput if it has changed since."""
    experience = _begin(actor, visible, version)
    take_off(experience)
    _finish(session, actor, experience, "experience.remove")


def spread_experience(
    session: Session, actor: Actor, visible: VisibleExperience, *, version: int, reach: str
) -> None:
    """Decide how far an experience of the county is spread; what is wished beyond that is answered with it.

    InvalidInput for more than its author wishes, or if it has changed since.
    """
    demand(actor, Permission.SPREAD_EXPERIENCES, visible.facts)
    experience = visible.experience
    refuse_changed(experience, version)
    _put_reach(experience, reach)
    _finish(session, actor, experience, "experience.spread")


def refuse_changed(experience: Experience, version: int) -> None:
    """InvalidInput if the experience is not what was read when it was decided."""
    if experience.version != version:
        raise InvalidInput(Message("experience.error.changed"))


def _begin(actor: Actor, visible: VisibleExperience, version: int) -> Experience:
    demand(actor, Permission.REVIEW_EXPERIENCES, visible.facts)
    refuse_changed(visible.experience, version)
    return visible.experience


def _put_reach(experience: Experience, reach: str) -> None:
    if reach == LEFT_OPEN and experience.wanted_reach != REACHES[0]:
        experience.reach = REACHES[0]
        return
    if reach not in list_reaches(experience.wanted_reach):
        raise InvalidInput(Message("error.choice"), field="reach")
    experience.reach = experience.wanted_reach = reach


def _finish(session: Session, actor: Actor, experience: Experience, action: str) -> None:
    experience.version += 1
    record_deed(session, actor, experience, action)
    session.flush()
    put_words(session, experience)
