"""The code book: all variables that a study can ask for, how each is counted, and what it can be made coarser to."""

from collections.abc import Sequence
from dataclasses import dataclass

from hybridmentor.domain.release_health import HEALTH_K
from hybridmentor.domain.release_variables import (
    GROUPS,
    Variable,
    get_hierarchy,
    list_variables,
    name_about,
    name_label,
    name_note,
    name_value,
)
from hybridmentor.policy.permissions import Permission
from hybridmentor.web.guards import requires
from hybridmentor.web.page import render_page
from hybridmentor.web.research_tabs import list_research_tabs
from hybridmentor.web.words import hm_t


@dataclass(frozen=True)
class CodeBookEntry:
    """A variable in words."""

    variable: Variable
    label: str
    about: str
    levels: Sequence[Sequence[str]]
    """The values of each level of detail that may be published, the finest first."""


@requires(Permission.READ_TABLES)
def code_book() -> str:
    """The variables by group. Nothing of any case is in it."""
    # words: release_group.
    entries = [describe_variable(one) for one in list_variables()]
    groups = [
        (
            key,
            hm_t(f"release_group.{key}"),
            name_note(key),
            [one for one in entries if one.variable.group == key],
        )
        for key in GROUPS
    ]
    return render_page(
        "hybridmentor/research/code_book.html",
        groups=groups,
        health_k=HEALTH_K,
        tabs=list_research_tabs("code_book"),
    )


def describe_variable(variable: Variable) -> CodeBookEntry:
    """A variable with the words of its values, level by level from its floor; the top, which says nothing, is left out."""
    whole = get_hierarchy(variable.hierarchy)
    last = max(whole.height - 1, variable.floor + 1) if variable.is_quasi else variable.floor + 1
    levels = [
        [
            hm_t(name_value(variable, code))
            for code in dict.fromkeys(row[level] for row in whole.rows.values())
        ]
        for level in range(variable.floor, last)
    ]
    return CodeBookEntry(variable, hm_t(name_label(variable)), hm_t(name_about(variable)), levels)
