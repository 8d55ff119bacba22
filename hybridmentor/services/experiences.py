"""Writing an experience: a draft, sharing it, changing it, taking it back. Nothing stored says which case it comes from."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from hybridmentor.domain.experience_life import find_shared_on
from hybridmentor.domain.experience_tags import read_tags, sort_tags, write_tags
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import DataKey, Experience, ExperienceLearner, ExperienceTag
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import ON_BOARD, OfficeFacts
from hybridmentor.policy.rules import permits
from hybridmentor.queries.case_steps import find_step
from hybridmentor.queries.cases import VisibleCase, find_case
from hybridmentor.queries.experiences import VisibleExperience
from hybridmentor.services import audit
from hybridmentor.services.case_steps import read_step_values, save_step
from hybridmentor.services.demands import demand
from hybridmentor.services.experience_words import put_words
from hybridmentor.services.revisions import merge_unkept

TEXT_FIELDS = (
    "title",
    "tried",
    "happened",
    "learned",
    "differently",
    "adjusted",
    "rethink",
    "audience",
    "confirmation",
)
CODE_FIELDS = ("step", "practice_model", "entry_point", "industry")
EXPERIENCE_FIELDS = (
    *TEXT_FIELDS,
    *CODE_FIELDS,
    "learners",
    "themes",
    "own_tags",
    "wanted_reach",
    "is_nameless",
)
NEEDED_TO_SHARE = ("title", "learned", "confirmation")
"""What must be answered before an experience is shared; a draft may lack anything."""
UNANSWERED: Mapping[str, Any] = MappingProxyType(
    dict.fromkeys(EXPERIENCE_FIELDS) | {"wanted_reach": "office", "is_nameless": False}
)
SHARING_STEP = "share"


def read_experience_values(experience: Experience, practice: PracticeModel) -> dict[str, Any]:
    """What the form of an experience holds, by field name: its texts, codes, themes as a list, own words as a text."""
    themes, own = sort_tags((row.tag for row in experience.tags), practice)
    plain = {name: getattr(experience, name) for name in (*TEXT_FIELDS, *CODE_FIELDS)}
    return {
        **plain,
        "learners": [row.learner for row in experience.learners],
        "themes": themes,
        "own_tags": write_tags(own),
        "wanted_reach": experience.wanted_reach,
        "is_nameless": experience.is_nameless,
    }


def gather_tags(values: Mapping[str, Any], practice: PracticeModel) -> list[str]:
    """The tags to keep of a form's themes and own words."""
    themes, own = sort_tags([*(values["themes"] or ()), *read_tags(values["own_tags"])], practice)
    return [*themes, *own]


def write_experience(
    session: Session,
    actor: Actor,
    *,
    office: OfficeFacts,
    practice: PracticeModel,
    values: Mapping[str, Any],
) -> Experience:
    """Keep an experience as a draft, which its author alone sees. `values` holds some of `EXPERIENCE_FIELDS`."""
    demand(actor, Permission.SHARE_EXPERIENCE, office)
    experience = _make_draft(session, actor, office, practice, values)
    record_deed(session, actor, experience, "experience.draft")
    session.flush()
    return experience


def share_experience(
    session: Session,
    actor: Actor,
    *,
    office: OfficeFacts,
    practice: PracticeModel,
    values: Mapping[str, Any],
    from_case: UUID | None = None,
) -> tuple[Experience, bool]:
    """Share an experience with the office; the experience, and whether a step of a case was marked as done with it.

    `values` holds some of `EXPERIENCE_FIELDS`. With `from_case`, the step in which the case's experience is shared is done
    today, if the actor may change that case and the step is not done yet; neither the experience nor its audit row names the
    case. One without name marks no step: the day would tie it to its author. InvalidInput if something needed is not answered.
    """
    demand(actor, Permission.SHARE_EXPERIENCE, office)
    experience = _make_draft(session, actor, office, practice, values)
    put_on_board(experience, actor)
    record_deed(session, actor, experience, "experience.share")
    session.flush()
    put_words(session, experience)
    if from_case is None or experience.is_nameless:
        return experience, False
    return experience, mark_case(session, actor, from_case)


def _make_draft(
    session: Session,
    actor: Actor,
    office: OfficeFacts,
    practice: PracticeModel,
    values: Mapping[str, Any],
) -> Experience:
    experience = Experience(
        data_key=DataKey.make(session.info["keyring"], "experience"),
        office_id=office.office_id,
        created_by=actor.user_id,
        status="draft",
        version=1,
    )
    session.add(experience)
    session.flush()
    put_values(session, experience, {**UNANSWERED, **values}, practice)
    session.flush()
    return experience


def put_values(
    session: Session, experience: Experience, values: Mapping[str, Any], practice: PracticeModel
) -> None:
    """Give the experience the values of a form, all of `EXPERIENCE_FIELDS`."""
    for name in (*TEXT_FIELDS, *CODE_FIELDS):
        setattr(experience, name, values[name])
    experience.wanted_reach = values["wanted_reach"] or "office"
    experience.is_nameless = bool(values["is_nameless"])
    put_tags(session, experience, gather_tags(values, practice))
    put_learners(session, experience, values["learners"] or ())


def put_on_board(experience: Experience, actor: Actor) -> None:
    """Have the experience wait for the lead, on the board of its office alone, whatever has been decided of it before.

    What waits already keeps its day, and without name the week of it. InvalidInput if something needed is not answered.
    """
    for name in NEEDED_TO_SHARE:
        if not getattr(experience, name):
            # words: experience.
            raise InvalidInput(Message("error.required", field=Message(f"experience.{name}")), field=name)
    day = experience.shared_on if experience.status == "review" else None
    experience.shared_on = find_shared_on(day or actor.today, is_nameless=experience.is_nameless)
    experience.status = "review"
    clear_decision(experience)


def clear_decision(experience: Experience) -> None:
    """Take back what has been decided of the experience: it is read at its office alone and nobody's note."""
    experience.reach = "office"
    experience.reviewed_on = experience.note_owner_id = experience.look_again_on = None
    experience.comment = None


def edit_experience(
    session: Session,
    actor: Actor,
    visible: VisibleExperience,
    *,
    practice: PracticeModel,
    version: int,
    sent: Mapping[str, Any],
    is_shared: bool = True,
) -> None:
    """Change an experience of the actor's own. EditConflict if it has another version than the form was filled in from.

    `is_shared` puts it on the board, where it waits to be looked at; one that stands there and is saved unchanged stays as it
    is. Else it is withdrawn if it stood there, and stays a draft or becomes one again if it did not. Earlier texts are not
    kept: what was there before is gone once it is saved. For the same reason a form that rests on an earlier version has no
    base to be merged by, and every field that differs from the stored one is asked about. InvalidInput if it is to be shared
    and something needed is not answered.
    """
    demand(actor, Permission.EDIT_EXPERIENCE, visible.facts)
    experience = visible.experience
    before = read_experience_values(experience, practice)
    sent = {**before, **sent}
    # A theme typed as a word of one's own is stored as the theme, and compared as it would be stored.
    themes, own = sort_tags(gather_tags(sent, practice), practice)
    wanted = {name: sent[name] for name in EXPERIENCE_FIELDS} | {
        "learners": sorted(sent["learners"] or ()),
        "themes": themes,
        "own_tags": write_tags(own),
        "wanted_reach": sent["wanted_reach"] or "office",
        "is_nameless": bool(sent["is_nameless"]),
    }
    values = merge_unkept(experience, before, wanted, version)
    was_on_board = experience.status in ON_BOARD
    if values == before and (was_on_board if is_shared else experience.status == "draft"):
        return
    put_values(session, experience, values, practice)
    if is_shared:
        action = "experience.edit" if was_on_board else "experience.share"
        put_on_board(experience, actor)
    elif was_on_board:
        action = "experience.withdraw"
        take_off(experience)
    else:
        action, experience.status = "experience.draft", "draft"
    experience.version += 1
    record_deed(session, actor, experience, action)
    session.flush()
    put_words(session, experience)


def take_off(experience: Experience) -> None:
    """Withdraw the experience: nobody but its author sees it."""
    experience.status, experience.shared_on = "withdrawn", None
    clear_decision(experience)


def put_learners(session: Session, experience: Experience, learners: Iterable[str]) -> None:
    """Have these have learned something, and no others."""
    session.execute(delete(ExperienceLearner).where(ExperienceLearner.experience_id == experience.id))
    session.expire(experience, ["learners"])
    session.add_all(ExperienceLearner(experience_id=experience.id, learner=key) for key in learners)


def put_tags(session: Session, experience: Experience, tags: Iterable[str]) -> None:
    """Give the experience these tags and no others."""
    session.execute(delete(ExperienceTag).where(ExperienceTag.experience_id == experience.id))
    session.expire(experience, ["tags"])
    session.add_all(ExperienceTag(experience_id=experience.id, tag=tag) for tag in tags)


def record_deed(session: Session, actor: Actor, experience: Experience, action: str) -> None:
    """The audit row of a change; it names no case."""
    audit.record(
        session,
        actor,
        action,
        noun="experience",
        row_id=experience.id,
        office_id=experience.office_id,
    )


def find_case_to_mark(
    session: Session, actor: Actor, case_id: UUID, *, lock: str | None = None
) -> VisibleCase | None:
    """The case if the actor may change it, so that sharing from it may mark its step; None otherwise, whatever the reason."""
    visible = find_case_to_tell(session, actor, case_id, lock=lock)
    return visible if visible is not None and permits(actor, Permission.EDIT_CASE, visible.facts) else None


def find_case_to_tell(
    session: Session, actor: Actor, case_id: UUID, *, lock: str | None = None
) -> VisibleCase | None:
    """The case if the actor works with it, open or closed, and so may tell of it; None otherwise, whatever the reason."""
    visible = find_case(session, actor, case_id, lock=lock)
    works = (Permission.EDIT_CASE, Permission.FOLLOW_UP_CASE)
    if visible is None or not any(permits(actor, one, visible.facts) for one in works):
        return None
    return visible


def mark_case(session: Session, actor: Actor, case_id: UUID) -> bool:
    """Mark the case's step of sharing as done today; whether it was marked now."""
    visible = find_case_to_mark(session, actor, case_id, lock="edit")
    step = find_step(session, case_id, SHARING_STEP) if visible is not None else None
    if visible is None or step is None or step.status == "done":
        return False
    sent = {**read_step_values(step), "status": "done", "done_on": actor.today}
    save_step(session, actor, visible, step, version=step.version, sent=sent)
    return True
