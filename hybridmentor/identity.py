"""Who acts: the actor of a request, and how a host tells us who has signed in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol


@dataclass(frozen=True)
class Membership:
    """A role at an office today. `service` limits it to state or municipal cases; None is both."""

    office_id: int
    office_number: str
    office_name: str
    county: str
    purpose: str
    role: str
    service: str | None = None
    participation: str = "participating"
    """The office's part in the project: what is shared with all offices reaches those that take part."""


@dataclass(frozen=True)
class Actor:
    """Who acts now, with the rights of this very request. Made anew for each request, never cached."""

    user_id: int
    name: str
    today: date
    language: str = "nb"
    memberships: tuple[Membership, ...] = field(default=())
    request_id: str | None = None
    day_filter: Mapping[str, str] | None = field(default=None, hash=False, compare=False)
    """How the account has narrowed my day."""

    def has_role(self, *roles: str) -> bool:
        """Whether the actor has one of the roles anywhere."""
        return any(m.role in roles for m in self.memberships)

    def list_offices(self, *roles: str, purpose: str | None = None) -> tuple[Membership, ...]:
        """The memberships with one of the roles, at offices of the purpose if one is named, by office number."""
        found = [m for m in self.memberships if m.role in roles and purpose in (None, m.purpose)]
        return tuple(sorted(found, key=lambda m: (m.purpose != "practice", m.office_number)))

    @property
    def home_office(self) -> Membership | None:
        """The office that is shown beside the name: the first where the actor practises."""
        ordered = sorted(self.memberships, key=lambda m: (m.purpose != "practice", m.office_number))
        return ordered[0] if ordered else None


@dataclass(frozen=True)
class Claim:
    """What an identity provider or a host says of who has signed in.

    One of the three is enough: `user_id` is our own account's id, `subject` the host's name for the person,
    `token` the sign-in token of the standalone application.
    """

    user_id: int | None = None
    subject: str | None = None
    token: str | None = None


class IdentityProvider(Protocol):
    """What a host gives us: who has signed in on this request, and where one signs in and out.

    A provider with a true `has_sign_in_page` uses our page for user name and password.
    """

    def identify(self) -> Claim | None:
        """The claim of this request; None when nobody has signed in."""

    def sign_in_url(self, next_path: str) -> str | None:
        """Where to send somebody who has not signed in; None for a plain 401 page."""

    def sign_out_url(self) -> str | None:
        """Where the sign-out form is posted; None hides it (the host has its own)."""


class SignInKeeper(Protocol):
    """An identity provider that keeps the tokens of our own sign-in page."""

    def remember(self, token: str) -> None:
        """Keep a new token in the browser."""

    def forget(self) -> str | None:
        """Take the token out of the browser and give it back."""
