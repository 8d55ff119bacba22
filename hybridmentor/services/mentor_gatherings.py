"""Gatherings of the mentor network: arranged, mentors asked to them, and what they answer."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.domain.mentor_profile import KEPT_MONTHS, add_months
from hybridmentor.errors import InvalidInput, Message
from hybridmentor.identity import Actor
from hybridmentor.models import GatheringInvitation, MentorGathering
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.queries.mentor_gatherings import VisibleGathering, list_invitations
from hybridmentor.queries.mentor_profiles import list_network
from hybridmentor.services import audit
from hybridmentor.services.demands import demand
from hybridmentor.services.revisions import merge_unkept

GATHERING_FIELDS = ("title", "held_on", "place", "words")
"""What the form of a gathering holds."""


def read_gathering_values(gathering: MentorGathering) -> dict[str, Any]:
    """What the form of a gathering holds, by field name."""
    return {name: getattr(gathering, name) for name in GATHERING_FIELDS}


def add_gathering(
    session: Session, actor: Actor, *, office: OfficeFacts, values: Mapping[str, Any]
) -> MentorGathering:
    """A gathering of the office's network; nobody has been asked yet."""
    demand(actor, Permission.KEEP_PERSONS, office)
    gathering = MentorGathering(
        office_id=office.office_id,
        created_by=actor.user_id,
        **{name: values[name] for name in GATHERING_FIELDS},
    )
    session.add(gathering)
    session.flush()
    _record(session, actor, gathering, "mentor_gathering.create")
    session.flush()
    return gathering


def edit_gathering(
    session: Session, actor: Actor, visible: VisibleGathering, *, version: int, sent: Mapping[str, Any]
) -> None:
    """Change a gathering; EditConflict if it has been changed since the form was filled in."""
    demand(actor, Permission.KEEP_PERSONS, visible.facts)
    gathering = visible.gathering
    before = read_gathering_values(gathering)
    values = merge_unkept(gathering, before, {name: sent[name] for name in GATHERING_FIELDS}, version)
    if values == before:
        return
    for name, value in values.items():
        setattr(gathering, name, value)
    gathering.version += 1
    _record(session, actor, gathering, "mentor_gathering.edit")
    session.flush()


def invite_mentors(
    session: Session, actor: Actor, visible: VisibleGathering, *, person_ids: Collection[UUID]
) -> int:
    """Have just these be asked to the gathering; how many. Who is asked already keeps their answer.

    InvalidInput for somebody who is neither asked already nor in the office's network.
    """
    demand(actor, Permission.KEEP_PERSONS, visible.facts)
    gathering = visible.gathering
    asked = {one.person_id: one for one in list_invitations(session, gathering.id)}
    network = {one.person_id for one in list_network(session, actor, gathering.office_id)}
    wanted = set(person_ids)
    if wanted - network - asked.keys():
        raise InvalidInput(Message("error.choice"), field="people")
    if wanted == asked.keys():
        return len(wanted)
    for person_id in asked.keys() - wanted:
        session.delete(asked[person_id])
    session.add_all(
        GatheringInvitation(gathering_id=gathering.id, person_id=person_id, created_by=actor.user_id)
        for person_id in sorted(wanted - asked.keys())
    )
    _record(session, actor, gathering, "mentor_gathering.invite")
    session.flush()
    return len(wanted)


def record_answers(
    session: Session, actor: Actor, visible: VisibleGathering, *, answers: Mapping[UUID, str | None]
) -> None:
    """Write down what those who were asked have said, by person; None is no answer yet. Others are passed over."""
    demand(actor, Permission.KEEP_PERSONS, visible.facts)
    changed = False
    for one in list_invitations(session, visible.gathering.id):
        answer = answers.get(one.person_id, one.answer)
        changed = changed or answer != one.answer
        one.answer = answer
    if changed:
        _record(session, actor, visible.gathering, "mentor_gathering.answer")
    session.flush()


def remove_old_gatherings(session: Session) -> int:
    """Delete gatherings held so long ago as a profile is kept, with who was asked to them; how many."""
    last = add_months(clock.today(), -KEPT_MONTHS)
    old = session.scalars(select(MentorGathering.id).where(MentorGathering.held_on < last)).all()
    if old:
        session.execute(delete(GatheringInvitation).where(GatheringInvitation.gathering_id.in_(old)))
        session.execute(delete(MentorGathering).where(MentorGathering.id.in_(old)))
    session.flush()
    return len(old)


def _record(session: Session, actor: Actor, gathering: MentorGathering, action: str) -> None:
    audit.record(
        session, actor, action, noun="mentor_gathering", row_id=gathering.id, office_id=gathering.office_id
    )
