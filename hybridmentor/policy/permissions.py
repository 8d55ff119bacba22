"""The permissions: everything that a view may ask for."""

from enum import StrEnum


class Permission(StrEnum):
    """What an actor may be allowed to do. A permission without an entry in `rules.RULES` is denied to all."""

    USE_APPLICATION = "use_application"
    """See the pages that show no case: front page, language, sign out."""
    LIST_CASES = "list_cases"
    """See the list of cases and search it; rows follow the scope."""
    READ_CASE = "read_case"
    """Open a case with its persons."""
    OPEN_CASE = "open_case"
    """Open a new case at an office."""
    EDIT_CASE = "edit_case"
    """Change what a case holds, its steps, employer, mentor and agreed contact."""
    LOG_CONTACT = "log_contact"
    """Add a contact to a case."""
    CLOSE_CASE = "close_case"
    """Close a case with its outcome."""
    READ_TABLES = "read_tables"
    """See the published tables: no person in them."""
    READ_FIGURES = "read_figures"
    """See numbers per office, never persons."""
    ADMINISTER = "administer"
    """See users and offices; no case."""
