"""The links by which an office answers a survey: what is secret in one, renewing it, closing it.

Whoever makes the survey sees none of them, so that no reply can be one's own: an office's lead passes them on.
"""

from sqlalchemy.orm import Session

from hybridmentor.crypto import hash_token
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import StudyLink
from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.study_links import VisibleLink
from hybridmentor.queries.study_waves import hash_link_token
from hybridmentor.services import audit
from hybridmentor.services.demands import demand


def derive_token(session: Session, link: StudyLink) -> str:
    """What is secret in a link's address: it follows from a key of ours, so that it need not be kept to be shown again."""
    keyring = session.info["keyring"]
    return hash_token(keyring.keys[keyring.current], f"study-link|{link.id}|{link.number}").hex()


def find_token(session: Session, actor: Actor, visible: VisibleLink) -> str | None:
    """The same, for whoever passes it on.

    None where there is none: the link is closed, or it cannot be told any more, since the key has been changed. Then it can be
    renewed.
    """
    demand(actor, Permission.KEEP_STUDY_LINKS, visible.facts)
    link = visible.link
    token = derive_token(session, link)
    return token if link.closed_on is None and hash_link_token(token) == link.token_hash else None


def renew_link(session: Session, actor: Actor, visible: VisibleLink, *, number: int) -> None:
    """Another address for an office in place of the old, which is worth nothing from then on.

    InvalidInput if the survey is over, or the link has been renewed since the page with this `number` was shown.
    """
    link = _open_link(session, actor, visible, number)
    link.number += 1
    link.closed_on = None
    link.token_hash = hash_link_token(derive_token(session, link))
    record_link(session, actor, link, "study_link.renew")
    session.flush()


def close_link(session: Session, actor: Actor, visible: VisibleLink, *, number: int) -> None:
    """Have an office's link take no more answers. InvalidInput if the survey is over, or it has been renewed or closed since."""
    link = _open_link(session, actor, visible, number)
    if link.closed_on is not None:
        raise InvalidInput(Message("study_link.error.changed"))
    link.closed_on = actor.today
    record_link(session, actor, link, "study_link.close")
    session.flush()


def record_link(session: Session, actor: Actor, link: StudyLink, action: str) -> None:
    """The audit row of what was done to a link."""
    audit.record(session, actor, action, noun="study_link", row_id=link.id, office_id=link.office_id)


def _open_link(session: Session, actor: Actor, visible: VisibleLink, number: int) -> StudyLink:
    demand(actor, Permission.KEEP_STUDY_LINKS, visible.facts)
    if visible.state == "over":
        raise InvalidInput(Message("study_wave.error.over"))
    link = visible.link
    session.refresh(link, with_for_update=True)
    if link.number != number:
        raise InvalidInput(Message("study_link.error.changed"))
    return link
