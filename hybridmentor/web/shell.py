"""What surrounds each page: who has signed in, where one can go, and the sentence left by the form before."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

from flask import request, session as cookie, url_for

from hybridmentor.i18n import LANGUAGE_NAMES, LANGUAGES
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.web.guards import find_actor
from hybridmentor.web.state import get_state
from hybridmentor.web.words import get_language, hm_t


@dataclass(frozen=True)
class NavItem:
    """A place in the header; unpacks as endpoint, label id and whether it is here."""

    endpoint: str
    label: str
    active: bool

    def __iter__(self) -> Iterator[str | bool]:
        return iter((self.endpoint, self.label, self.active))


@dataclass(frozen=True)
class Language:
    """A language to choose."""

    code: str
    name: str
    active: bool


@dataclass(frozen=True)
class Toast:
    """What was just done, in words; `undo_url` takes it back, with the form's `key`."""

    text: str
    undo_url: str | None = None
    key: str | None = None


@dataclass(frozen=True)
class Shell:
    """The frame of a page."""

    user_name: str | None
    office_label: str | None
    nav: tuple[NavItem, ...]
    sign_out_url: str | None
    languages: tuple[Language, ...]
    toast: Toast | None
    here: str
    home_url: str
    is_demo: bool

    @property
    def can_sign_out(self) -> bool:
        """Whether we show a sign-out button; a host has its own."""
        return self.sign_out_url is not None


PLACES = (
    ("hybridmentor.home.day", "nav.day", Permission.LIST_CASES, ("hybridmentor.home.day",)),
    (
        "hybridmentor.cases.index",
        "nav.cases",
        Permission.LIST_CASES,
        ("hybridmentor.cases.", "hybridmentor.contacts."),
    ),
    (
        "hybridmentor.experiences.index",
        "nav.experiences",
        Permission.READ_EXPERIENCES,
        ("hybridmentor.experiences.",),
    ),
    ("hybridmentor.office.figures", "nav.figures", Permission.READ_FIGURES, ("hybridmentor.office.",)),
    ("hybridmentor.office.questions", "nav.office", Permission.READ_QUESTIONS, ("hybridmentor.office.",)),
    ("hybridmentor.research.table1", "nav.tables", Permission.READ_TABLES, ("hybridmentor.research.",)),
    ("hybridmentor.admin.index", "nav.admin", Permission.ADMINISTER, ("hybridmentor.admin.",)),
)


def build_shell() -> Shell:
    """The frame for this request; the notice is shown once."""
    actor = find_actor()
    endpoint = request.endpoint or ""
    nav: tuple[NavItem, ...] = ()
    office = actor.home_office if actor else None
    if actor is not None:
        # Of the places of one area the first that the actor may see: the office's figures, else its questions.
        areas: dict[tuple[str, ...], NavItem] = {}
        for place, label, permission, prefixes in PLACES:
            if permits(actor, permission):
                areas.setdefault(prefixes, NavItem(place, label, endpoint.startswith(prefixes)))
        nav = tuple(areas.values())
    language = get_language()
    notice = cookie.pop("hm_notice", None) if actor else None
    undo = cookie.pop("hm_undo", None) if actor else None
    return Shell(
        user_name=actor.name if actor else None,
        office_label=f"{office.office_name} ({office.office_number})" if office else None,
        nav=nav,
        sign_out_url=get_state().identity.sign_out_url() if actor else None,
        languages=tuple(Language(code, LANGUAGE_NAMES[code], code == language) for code in LANGUAGES),
        toast=make_toast(notice, undo) if notice else None,
        here=quote(request.script_root + request.path) if request.method == "GET" else "",
        home_url=url_for("hybridmentor.home.day"),
        is_demo=get_state().is_demo,
    )


def make_toast(notice: str, undo: str | None) -> Toast:
    """The sentence left by the form before, with a way to take back a contact just logged."""
    if undo is None:
        return Toast(hm_t(notice))
    case_id, contact_id = map(UUID, undo.split(" "))
    origin: dict[str, Any] = {"from": "day"} if request.endpoint == "hybridmentor.home.day" else {}
    url = url_for("hybridmentor.contacts.undo", case_id=case_id, contact_id=contact_id, **origin)
    return Toast(hm_t(notice), url, str(uuid4()))
