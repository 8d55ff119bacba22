"""Opening an experience."""

from uuid import UUID

from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.experiences import VisibleExperience, find_experience
from hybridmentor.web.office_rows import load_row, open_row, open_row_for_writing

NOUN = "experience"


def open_experience(experience_id: UUID, permission: Permission) -> VisibleExperience:
    """The experience to be shown, as `office_rows.open_row`."""
    return open_row(find_experience, NOUN, experience_id, permission)


def open_experience_for_writing(experience_id: UUID, permission: Permission) -> VisibleExperience:
    """The experience to be changed, as `office_rows.open_row_for_writing`."""
    return open_row_for_writing(find_experience, NOUN, experience_id, permission)


def load_experience(experience_id: UUID, permission: Permission, *, lock: bool = False) -> VisibleExperience:
    """The experience, as `office_rows.load_row`."""
    return load_row(find_experience, NOUN, experience_id, permission, lock=lock)
