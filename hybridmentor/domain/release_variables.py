"""What a researcher can choose of a case: the variables, and the fixed public hierarchies of their codes.

Both are data (`release_variables/`), laid down without a look at any case. A code is ASCII; the words stand in the catalogues.
Empty is a value: `unknown` was not asked or is not known, `none` was asked and there was none, `not_registered` has no log or
measurement behind it, and `not_relevant` had nobody to be in touch with.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from hybridmentor.domain.anonymity.hierarchy import TOP, Hierarchy, read_hierarchy
from hybridmentor.errors import InvalidInput, Message, NotFound

VARIABLES_FILE = "variables.csv"
COLUMNS = ("key", "group", "role", "concerns", "hierarchy", "floor", "distance", "health")
GROUPS = (
    "place",
    "person",
    "course",
    "steps",
    "contact_mentor",
    "contact_jobseeker",
    "contact_employer",
    "contact_mentor_jobseeker",
    "outcome",
)
"""In the order in which they are shown; the words are `release_group.<key>`."""
# words: release_group.
NOTED_GROUPS = frozenset({"contact_employer", "contact_mentor_jobseeker"})
"""Those that lack something that their siblings have, or rest on something else; the words are `release_group.<key>.about`."""

QUASI, SENSITIVE = "quasi", "sensitive"
ROLES = (QUASI, SENSITIVE)
"""What others may know of a case, and what nobody else should learn; the words are `release_role.<key>`."""
# words: release_role.

PERSONS = ("jobseeker", "mentor", "employer")
DISTANCES = ("equal", "ordered")
LONGEST_KEY = 32
KEY = re.compile(r"[a-z][a-z0-9_]*")

UNKNOWN = "unknown"
NONE = "none"
NOT_REGISTERED = "not_registered"
NOT_RELEVANT = "not_relevant"
OTHER = "other"
SEVERAL = "several"
SHARED_CODES = frozenset(
    {
        UNKNOWN,
        NONE,
        NOT_REGISTERED,
        NOT_RELEVANT,
        OTHER,
        SEVERAL,
        "not_closed",
        "too_early",
        "uncoded",
        "yes",
        "no",
        "partly",
    }
)
"""Codes that mean the same in every hierarchy, and so have one word: `release_value.<code>`."""
# words: release_value.


@dataclass(frozen=True)
class Variable:
    """A column that a researcher can choose."""

    key: str
    """The name of the column in the files, ASCII and at most `LONGEST_KEY` long."""
    group: str
    """One of `GROUPS`."""
    role: str
    """One of `ROLES`."""
    concerns: tuple[str, ...]
    """Of `PERSONS`: whose consent the value needs. Always the jobseeker's."""
    hierarchy: str
    """The name of its hierarchy."""
    floor: int
    """The finest level that may ever be published; 0 for a sensitive one, which is published as it is."""
    distance: str
    """One of `DISTANCES`: how far two values of a sensitive one are from each other."""
    is_about_health: bool = False
    """Whether a value may tell of somebody's health, as a sick leave does."""

    @property
    def is_quasi(self) -> bool:
        """Whether others may know the value."""
        return self.role == QUASI


@cache
def list_variables() -> tuple[Variable, ...]:
    """All variables in the order of the file, which is that of `GROUPS`."""
    return read_variables((files("hybridmentor") / "release_variables" / VARIABLES_FILE).read_text("utf-8"))


def find_variable(key: str) -> Variable | None:
    """The variable with the key; None if there is none."""
    return _map_variables().get(key)


@cache
def get_hierarchy(name: str) -> Hierarchy:
    """The hierarchy with the name, its values in their natural order, which is what "ordered" goes by; NotFound if none."""
    entry = files("hybridmentor") / "release_variables" / "hierarchies" / f"{name}.csv"
    if KEY.fullmatch(name) is None or not entry.is_file():
        raise NotFound(Message("error.not_found"))
    return read_hierarchy(entry.read_bytes(), file=entry.name, column=name)


def name_note(group: str) -> str | None:
    """The message id of what has to be known of a group; None where there is nothing."""
    return f"release_group.{group}.about" if group in NOTED_GROUPS else None


def name_label(variable: Variable) -> str:
    """The message id of its name."""
    return f"release_variable.{variable.key}"


# words: release_variable.


def name_about(variable: Variable) -> str:
    """The message id of one sentence on how it is counted, with the source."""
    return f"release_variable.{variable.key}.about"


def name_value(variable: Variable, code: str) -> str:
    """The message id of a code of its hierarchy, of any level."""
    if code == TOP:
        return "release_value.top"
    if code in SHARED_CODES:
        return f"release_value.{code}"
    return f"release_value.{variable.hierarchy}.{code}"


def read_variables(text: str) -> tuple[Variable, ...]:
    """The variables of a file with the columns `COLUMNS`, parted by semicolons; InvalidInput, its `field` the column, else.

    `concerns` are parted by blanks. A sensitive variable has a distance and no floor; `health` is `yes` or empty; no key
    stands twice.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    if tuple(reader.fieldnames or ()) != COLUMNS:
        raise InvalidInput(field="key")
    found: dict[str, Variable] = {}
    for row in reader:
        variable = _read_variable(row)
        if variable.key in found:
            raise InvalidInput(field="key")
        found[variable.key] = variable
    return tuple(found.values())


def _read_variable(row: Mapping[str, str]) -> Variable:
    quasi, concerns = row["role"] == QUASI, tuple((row["concerns"] or "").split())
    sound = {
        "key": KEY.fullmatch(row["key"]) is not None and len(row["key"]) <= LONGEST_KEY,
        "group": row["group"] in GROUPS,
        "role": row["role"] in ROLES,
        "concerns": "jobseeker" in concerns and set(concerns) <= set(PERSONS),
        "hierarchy": KEY.fullmatch(row["hierarchy"]) is not None,
        "floor": row["floor"] in ("0", "1", "2") and (quasi or row["floor"] == "0"),
        "distance": row["distance"] in (("",) if quasi else DISTANCES),
        "health": row["health"] in ("", "yes"),
    }
    for column, is_sound in sound.items():
        if not is_sound:
            raise InvalidInput(field=column)
    return Variable(
        key=row["key"],
        group=row["group"],
        role=row["role"],
        concerns=concerns,
        hierarchy=row["hierarchy"],
        floor=int(row["floor"]),
        distance=row["distance"] or "equal",
        is_about_health=row["health"] == "yes",
    )


@cache
def _map_variables() -> Mapping[str, Variable]:
    return MappingProxyType({variable.key: variable for variable in list_variables()})
