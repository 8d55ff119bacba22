"""What the extension keeps for an application, and what a request keeps while it lasts."""

import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from flask import current_app, g
from sqlalchemy import Engine

from hybridmentor.crypto import Keyring
from hybridmentor.db import HybridSession
from hybridmentor.identity import IdentityProvider

NAME = "hybridmentor"


@dataclass
class State:
    """One application's engine, identity and keys. `find_engine` is asked late: a host may set its engine up after us."""

    find_engine: Callable[[], Engine]
    identity: IdentityProvider
    keyring: Keyring
    config: dict[str, Any]
    held: dict[str, Any] = field(default_factory=dict)

    @property
    def is_demo(self) -> bool:
        """Whether made-up accounts may sign in."""
        return bool(self.config["HYBRIDMENTOR_DEMO"])

    @property
    def idle(self) -> timedelta:
        """How long a sign-in lasts without use."""
        return timedelta(minutes=self.config["HYBRIDMENTOR_SESSION_IDLE_MINUTES"])

    @property
    def longest(self) -> timedelta:
        """How long a sign-in lasts at most."""
        return timedelta(hours=self.config["HYBRIDMENTOR_SESSION_HOURS"])

    @property
    def password_cost(self) -> tuple[int, int, int] | None:
        """What hashing a password costs; None for the library's choice."""
        cost: tuple[int, int, int] | None = self.config["HYBRIDMENTOR_ARGON2"]
        return cost

    def make_session(self) -> HybridSession:
        """A new session of ours on the host's engine; the search key is unwrapped once per process."""
        session = HybridSession(self.find_engine(), self.keyring)
        if "search_key" in self.held:
            session.info["search_key"] = self.held["search_key"]
        return session


def get_state() -> State:
    """The state of the current application."""
    state: State = current_app.extensions[NAME]
    return state


def get_session() -> HybridSession:
    """The session of this request, opened at the first call."""
    if "hm_session" not in g:
        g.hm_session = get_state().make_session()
    session: HybridSession = g.hm_session
    return session


def close_session(fault: BaseException | None = None) -> None:
    """Close the session of this request; what was not committed is rolled back."""
    session: HybridSession | None = g.pop("hm_session", None)
    if session is not None:
        key = session.info.get("search_key")
        if key is not None:
            get_state().held["search_key"] = key
        session.close()


def get_request_id() -> str:
    """The reference of this request: on error pages, in the log and in the audit log."""
    if "hm_request_id" not in g:
        g.hm_request_id = uuid.uuid4().hex
    request_id: str = g.hm_request_id
    return request_id
