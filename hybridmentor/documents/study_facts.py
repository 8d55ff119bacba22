"""What the files of a release say about the study that it was made for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class StudyFacts:
    """The study and the release: no person but the one for data protection whom the study names.

    Texts stand as the researcher wrote them, in the language of the study; nothing in them is taken for markup.
    """

    title: str
    purpose: str
    legal_basis: str
    period_from_on: date
    """The closed period of the cases; so the next."""
    period_to_on: date
    contact_name: str
    """Whom questions about data protection go to."""
    contact_email: str
    number: int
    """Of the release, counted within the study."""
    language: str = "nb"
