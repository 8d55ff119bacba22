"""Sharing an experience in the office, and changing it. Nothing stored says which case it comes from."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from hybridmentor.domain.experience_tags import read_tags, sort_tags, write_tags
from hybridmentor.domain.practice import PracticeModel
from hybridmentor.identity import Actor
from hybridmentor.models import DataKey, Experience, ExperienceTag
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.policy.rules import permits
from hybridmentor.queries.case_steps import find_step
from hybridmentor.queries.cases import VisibleCase, find_case
from hybridmentor.queries.experiences import VisibleExperience
from hybridmentor.services import audit
from hybridmentor.services.case_steps import read_step_values, save_step
from hybridmentor.services.demands import demand
from hybridmentor.services.revisions import merge_unkept

TEXT_FIELDS = ("title", "tried", "happened", "learned", "differently")
EXPERIENCE_FIELDS = (*TEXT_FIELDS, "step", "themes", "own_tags")
SHARING_STEP = "share"


def read_experience_values(experience: Experience, practice: PracticeModel) -> dict[str, Any]:
    """What the form of an experience holds, by field name: its texts, step, themes as a list, own words as a text."""
    themes, own = sort_tags((row.tag for row in experience.tags), practice)
    texts = {name: getattr(experience, name) for name in TEXT_FIELDS}
    return {**texts, "step": experience.step, "themes": themes, "own_tags": write_tags(own)}


def gather_tags(values: Mapping[str, Any], practice: PracticeModel) -> list[str]:
    """The tags to keep of a form's themes and own words."""
    themes, own = sort_tags([*(values["themes"] or ()), *read_tags(values["own_tags"])], practice)
    return [*themes, *own]


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

    `values` holds `EXPERIENCE_FIELDS`. With `from_case`, the step in which the case's experience is shared is done today,
    if the actor may change that case and the step is not done yet; neither the experience nor its audit row names the case.
    """
    demand(actor, Permission.SHARE_EXPERIENCE, office)
    experience = Experience(
        data_key=DataKey.make(session.info["keyring"], "experience"),
        office_id=office.office_id,
        created_by=actor.user_id,
        step=values["step"],
        **{name: values[name] for name in TEXT_FIELDS},
    )
    session.add(experience)
    session.flush()
    put_tags(session, experience, gather_tags(values, practice))
    record_deed(session, actor, experience, "experience.share")
    session.flush()
    return experience, from_case is not None and mark_case(session, actor, from_case)


def edit_experience(
    session: Session,
    actor: Actor,
    visible: VisibleExperience,
    *,
    practice: PracticeModel,
    version: int,
    sent: Mapping[str, Any],
) -> None:
    """Change an experience of the actor's own. EditConflict if it has another version than the form was filled in from.

    Earlier texts are not kept yet: what was there before is gone once it is saved. For the same reason a form that rests
    on an earlier version has no base to be merged by, and every field that differs from the stored one is asked about.
    """
    demand(actor, Permission.EDIT_EXPERIENCE, visible.facts)
    experience = visible.experience
    before = read_experience_values(experience, practice)
    # A theme typed as a word of one's own is stored as the theme, and compared as it would be stored.
    themes, own = sort_tags(gather_tags(sent, practice), practice)
    wanted = {name: sent[name] for name in EXPERIENCE_FIELDS} | {
        "themes": themes,
        "own_tags": write_tags(own),
    }
    values = merge_unkept(experience, before, wanted, version)
    if values == before:
        return
    for name in (*TEXT_FIELDS, "step"):
        setattr(experience, name, values[name])
    put_tags(session, experience, gather_tags(values, practice))
    experience.version += 1
    record_deed(session, actor, experience, "experience.edit")
    session.flush()


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
    visible = find_case(session, actor, case_id, lock=lock)
    if visible is None or not permits(actor, Permission.EDIT_CASE, visible.facts):
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
