"""Asking for a right: services ask too, so that no caller can forget."""

from typing import Any

from hybridmentor.errors import Message, NotAllowed
from hybridmentor.identity import Actor
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits


def demand(actor: Actor, permission: Permission, subject: Any) -> None:
    """Go on only if the actor may; NotAllowed otherwise."""
    if not permits(actor, permission, subject):
        raise NotAllowed(Message("error.not_allowed"))
