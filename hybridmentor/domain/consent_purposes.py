"""What consent is asked for, of whom, and which version of each text is in use.

AFI-notat 2022:01, ch. 1.5 asks who signs and where the paper is kept; which purposes there are, and whom each is asked
of, is our own definition. A new text of a purpose gets the next version here; the old one is then asked for again,
unless it is named among the versions that still stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from hybridmentor.domain.consent_state import Purpose

RESEARCH = "research"

PURPOSES: Mapping[str, Purpose] = MappingProxyType(
    {key: Purpose(key, 1) for key in (RESEARCH, "share_with_employer", "employer_survey", "later_follow_up")}
)
"""The purposes by their keys in the code set `consent_purpose`, each with the version of its text in use now."""

ASKED_OF: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        RESEARCH: ("jobseeker", "mentor", "employer"),
        "share_with_employer": ("jobseeker",),
        "employer_survey": ("employer",),
        "later_follow_up": ("jobseeker",),
    }
)
"""The persons of whom each purpose is asked: keys of the code set `consent_person`, the employer's being its contact."""

PERSONS = ("jobseeker", "mentor", "employer")
"""Those who are asked in a case, in the order they are shown."""


def list_purposes(person: str) -> tuple[Purpose, ...]:
    """What a person is asked; nothing for somebody who is not asked."""
    return tuple(purpose for key, purpose in PURPOSES.items() if person in ASKED_OF[key])


def find_purpose(person: str | None, key: str | None) -> Purpose | None:
    """The purpose, if it is asked of the person."""
    return next((one for one in list_purposes(person or "") if one.key == key), None)
