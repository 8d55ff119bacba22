"""Opening a company of the register."""

from uuid import UUID

from hybridmentor.policy.permissions import Permission
from hybridmentor.queries.employers import VisibleEmployer, find_employer
from hybridmentor.web.office_rows import load_row, open_row, open_row_for_writing

NOUN = "employer"


def open_employer(employer_id: UUID, permission: Permission) -> VisibleEmployer:
    """The company to be shown, as `office_rows.open_row`."""
    return open_row(find_employer, NOUN, employer_id, permission)


def open_employer_for_writing(employer_id: UUID, permission: Permission) -> VisibleEmployer:
    """The company to be changed, as `office_rows.open_row_for_writing`."""
    return open_row_for_writing(find_employer, NOUN, employer_id, permission)


def load_employer(employer_id: UUID, permission: Permission) -> VisibleEmployer:
    """The company, as `office_rows.load_row`."""
    return load_row(find_employer, NOUN, employer_id, permission)
