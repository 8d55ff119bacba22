"""De-identified releases: opening one, the key of its study, and where it stands."""

from uuid import UUID

from flask import url_for

from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.deidentified_releases import VisibleDeidentifiedRelease, find_deidentified_release
from hybridmentor.services.deidentified_releases import find_study_key
from hybridmentor.web.office_rows import load_row, open_row, open_row_for_writing
from hybridmentor.web.state import get_state

NOUN = "deidentified_release"


def open_deidentified(release_id: UUID, permission: Permission) -> VisibleDeidentifiedRelease:
    """The release to be shown, as `office_rows.open_row`: each look has its audit row, for it is about persons' data."""
    return open_row(find_deidentified_release, NOUN, release_id, permission)


def open_deidentified_for_writing(release_id: UUID, permission: Permission) -> VisibleDeidentifiedRelease:
    """The release to be changed, as `office_rows.open_row_for_writing`."""
    return open_row_for_writing(find_deidentified_release, NOUN, release_id, permission)


def load_deidentified(release_id: UUID, permission: Permission) -> VisibleDeidentifiedRelease:
    """The release, as `office_rows.load_row`."""
    return load_row(find_deidentified_release, NOUN, release_id, permission)


def locate_deidentified(release_id: UUID) -> str:
    """Where a release stands."""
    return url_for("hybridmentor.research.deidentified_release", deidentified_id=release_id)


def get_study_key(study_id: UUID) -> bytes | None:
    """The key of the study's pseudonyms; None where the administrator has set none."""
    return find_study_key(get_state().config["HYBRIDMENTOR_PSEUDONYM_KEY"], study_id)
