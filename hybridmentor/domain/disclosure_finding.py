"""What the disclosure check finds: one place in a text that tells, or may tell, who somebody is."""

from __future__ import annotations

from dataclasses import dataclass

KIND_WORDS = {
    "national_id": "disclosure.kind.national_id",
    "phone": "disclosure.kind.phone",
    "email": "disclosure.kind.email",
    "account": "disclosure.kind.account",
    "organisation": "disclosure.kind.organisation",
    "name": "disclosure.kind.name",
    "date": "disclosure.kind.date",
    "address": "disclosure.kind.address",
    "link": "disclosure.kind.link",
    "combination": "disclosure.kind.combination",
}
"""Every kind of finding, and the message id of its name."""


@dataclass(frozen=True, slots=True)
class Finding:
    """`text[start:end]` in code points is the finding and no more: no space, stop or bracket around it."""

    start: int
    end: int
    kind: str
    """One of `KIND_WORDS`."""
    sure: bool
    """Whether the text may not be kept like this; the rest is a proposal that a person judges."""
    proposal: str
    """Neutral Norwegian words that can stand there instead."""
