"""What can go wrong, as named errors that carry a message id and parameters, never a finished sentence.

The sentence is made at the edge, in the reader's language (`hybridmentor.i18n` re-exports `Message`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, init=False)
class Message:
    """A sentence to be said in the reader's language: a catalogue id and its parameters.

    `Message("error.required", field="case.title")`; the parameters are shown to people, so they hold no
    secret. Equal when id and parameters are equal; usable in sets (hashed by id).
    """

    id: str
    params: dict[str, object] = field(hash=False)

    def __init__(self, identifier: str, /, **params: object) -> None:
        object.__setattr__(self, "id", identifier)
        object.__setattr__(self, "params", params)


class HybridMentorError(Exception):
    """The base of every error of ours; `message` says what is wrong."""

    default: ClassVar[str] = "error.unexpected"

    def __init__(self, message: Message | None = None) -> None:
        self.message = message if message is not None else Message(self.default)
        super().__init__(describe_message(self.message))


class InvalidInput(HybridMentorError):
    """What was typed, sent or read cannot be used; `field` names the form field or column, if any."""

    default = "error.invalid_input"

    def __init__(self, message: Message | None = None, *, field: str | None = None) -> None:
        self.field = field
        super().__init__(message)


class NotAllowed(HybridMentorError):
    """The actor can see the thing but may not do this with it (403)."""

    default = "error.not_allowed"


class NotFound(HybridMentorError):
    """There is no such thing, or the actor may not know that there is (404)."""

    default = "error.not_found"


class Conflict(HybridMentorError):
    """Somebody else changed the thing since it was read (409)."""

    default = "error.conflict"


class SettingError(HybridMentorError):
    """A setting is missing, unreadable or contradicts another; the program does not start."""

    default = "error.setting"


class DecryptionFailed(HybridMentorError):
    """A stored value cannot be opened: the key is unknown or destroyed, or the value was moved or altered."""

    default = "error.decryption_failed"


class AuditUnavailable(HybridMentorError):
    """The audit row could not be written, so nothing may be shown (503)."""

    default = "error.audit_unavailable"


class DocumentUnavailable(HybridMentorError):
    """A document cannot be made on this machine: a library that it takes is not there (503)."""

    default = "error.document_unavailable"


def describe_message(message: Message) -> str:
    """The message for logs and tracebacks: its id and the names of its parameters, none of their values."""
    return f"{message.id} ({', '.join(sorted(message.params))})" if message.params else message.id
