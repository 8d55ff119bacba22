"""What mentors want jobseekers to know of themselves: opened where a jobseeker has wished for it, and on their own pages."""

import json
from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from hybridmentor.models import MentorProfile

Told = Mapping[str, list[str]]
"""Words in small letters by what they are about (`wish_map.OWN_WISHES`)."""


def read_told(profile: MentorProfile) -> Told:
    """What stands in a profile; nothing where nothing is told."""
    return json.loads(profile.told_of_self or "{}")


def map_told(session: Session, profile_ids: Collection[UUID]) -> dict[UUID, Told]:
    """What those of some profiles that the actor has been shown have told, by id of the profile; the others are left out."""
    if not profile_ids:
        return {}
    statement = (
        select(MentorProfile)
        .where(MentorProfile.id.in_(profile_ids), MentorProfile.told_of_self_sealed.is_not(None))
        .options(joinedload(MentorProfile.person))
    )
    return {profile.id: read_told(profile) for profile in session.scalars(statement)}
