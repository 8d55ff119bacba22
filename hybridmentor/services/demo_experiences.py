"""The made-up experiences of the demo, where they stand, what the made-up lead has decided of them, and what was answered."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.domain.experience_life import propose_look_again
from hybridmentor.domain.practice import get_practice_model
from hybridmentor.identity import Actor
from hybridmentor.models import Office, User
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.queries.experiences import VisibleExperience, find_experience
from hybridmentor.services.demo_actors import make_actor
from hybridmentor.services.experience_comments import add_comment
from hybridmentor.services.experience_reviews import accept_experience, keep_as_note, return_experience
from hybridmentor.services.experience_uses import tell_use
from hybridmentor.services.experiences import EXPERIENCE_FIELDS, share_experience, write_experience

LEAD = "leder"
LOOKED_AT_AFTER = 3
"""Days after which the made-up lead has looked."""


def make_experience(
    session: Session, users: Mapping[str, User], office: Office, entry: Mapping[str, Any]
) -> UUID | None:
    """One made-up experience, written, shared and looked at so many days ago through the same services as real ones.

    Its id; None where it is a draft still.
    """
    day = clock.today() - timedelta(days=entry["ago"])
    author = make_actor(users[entry["author"]], office, "adviser", day)
    practice, facts = get_practice_model("hybridmodellen"), OfficeFacts(office.id, office.purpose)
    values = {name: entry[name] for name in EXPERIENCE_FIELDS if name in entry}
    values["own_tags"] = ", ".join(entry["tags"])
    status = entry.get("status", "review")
    if status == "draft":
        write_experience(session, author, office=facts, practice=practice, values=values)
        return None
    experience, _ = share_experience(session, author, office=facts, practice=practice, values=values)
    experience.created_at -= timedelta(days=entry["ago"])
    session.flush()
    lead = make_actor(users[LEAD], office, "lead", day + timedelta(days=LOOKED_AT_AFTER))
    visible = find_experience(session, lead, experience.id)
    if visible is None or status == "review":
        return experience.id
    reach = entry.get("reach", "office")
    if status == "shared":
        accept_experience(session, lead, visible, version=1, reach=reach)
    elif status == "note":
        again = propose_look_again(lead.today)
        owner_id = lead.user_id
        keep_as_note(session, lead, visible, version=1, reach=reach, owner_id=owner_id, look_again_on=again)
    else:
        return_experience(session, lead, visible, version=1, comment=entry["comment"])
    _answer(session, users, office, entry, experience.id)
    return experience.id


def _answer(
    session: Session, users: Mapping[str, User], office: Office, entry: Mapping[str, Any], experience_id: UUID
) -> None:
    """What colleagues said to it, and who found it useful."""

    def find(login: str) -> tuple[Actor, VisibleExperience]:
        actor = make_actor(users[login], office, "adviser", clock.today())
        visible = find_experience(session, actor, experience_id)
        if visible is None:
            raise RuntimeError("a colleague sees what stands on the board")
        return actor, visible

    for told in entry.get("useful_to", []):
        tell_use(session, *find(told["to"]), told.get("how"))
    for told in entry.get("answers", []):
        comment = add_comment(session, *find(told["by"]), words=told["words"])
        comment.created_at -= timedelta(days=told["ago"])
    session.flush()
