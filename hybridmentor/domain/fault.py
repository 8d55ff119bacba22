"""What is wrong, or doubtful, at a field."""

from __future__ import annotations

from dataclasses import dataclass

from hybridmentor.errors import Message


@dataclass(frozen=True)
class Fault:
    """What is wrong, or doubtful, at one field: the sentence is made at the edge."""

    field: str
    message: Message
