"""What surrounds each page: who has signed in, where one can go, and the sentence left by the form before."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote
from uuid import UUID, uuid4

from flask import request, session as cookie, url_for

from hybridmentor.i18n import LANGUAGE_NAMES, LANGUAGES
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.web.guards import find_actor
from hybridmentor.web.state import get_state
from hybridmentor.web.words import get_language, hm_n, hm_t


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
    """What was just done, in words; `undo_url` takes it back, with the form's `key`.

    `check` asks to look at what was written, which can be mended at `check_url`. What was planned has a calendar file.
    """

    text: str
    undo_url: str | None = None
    key: str | None = None
    check: str | None = None
    check_url: str | None = None
    calendar_url: str | None = None


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
    account_url: str | None = None

    @property
    def can_sign_out(self) -> bool:
        """Whether we show a sign-out button; a host has its own."""
        return self.sign_out_url is not None


PLACES = (
    (
        "hybridmentor.home.day",
        "nav.day",
        Permission.LIST_CASES,
        ("hybridmentor.home.day", "hybridmentor.log."),
    ),
    (
        "hybridmentor.cases.index",
        "nav.cases",
        Permission.LIST_CASES,
        ("hybridmentor.cases.", "hybridmentor.contacts.", "hybridmentor.matching.", "hybridmentor.cohorts."),
    ),
    (
        "hybridmentor.employers.index",
        "nav.employers",
        Permission.READ_EMPLOYERS,
        ("hybridmentor.employers.",),
    ),
    ("hybridmentor.mentors.index", "nav.mentors", Permission.KEEP_PERSONS, ("hybridmentor.mentors.",)),
    (
        "hybridmentor.experiences.index",
        "nav.experiences",
        Permission.READ_EXPERIENCES,
        ("hybridmentor.experiences.", "hybridmentor.meetings."),
    ),
    ("hybridmentor.office.figures", "nav.figures", Permission.READ_FIGURES, ("hybridmentor.office.",)),
    ("hybridmentor.office.questions", "nav.office", Permission.READ_QUESTIONS, ("hybridmentor.office.",)),
    ("hybridmentor.research.studies", "nav.studies", Permission.READ_RELEASES, ("hybridmentor.research.",)),
    ("hybridmentor.research.table1", "nav.tables", Permission.READ_TABLES, ("hybridmentor.research.",)),
    ("hybridmentor.admin.index", "nav.admin", Permission.ADMINISTER, ("hybridmentor.admin.",)),
)


PLANNED = "contact.notice.planned"
"""The notice after which one may want the contact in one's own calendar."""


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
    check = cookie.pop("hm_check", None) if actor else None
    return Shell(
        user_name=actor.name if actor else None,
        office_label=f"{office.office_name} ({office.office_number})" if office else None,
        nav=nav,
        sign_out_url=get_state().identity.sign_out_url() if actor else None,
        languages=tuple(Language(code, LANGUAGE_NAMES[code], code == language) for code in LANGUAGES),
        toast=make_toast(notice, undo, check) if notice else None,
        here=quote(request.script_root + request.path) if request.method == "GET" else "",
        home_url=url_for("hybridmentor.home.day"),
        is_demo=get_state().is_demo,
        account_url=url_for("hybridmentor.account.show") if actor else None,
    )


def make_toast(notice: str, undo: str | None, check: dict[str, Any] | None = None) -> Toast:
    """The sentence left by the form before, with a way to take back a contact just logged, and what to look at again."""
    sentence, _, number = notice.partition(" ")
    toast = Toast(hm_n(sentence, int(number)) if number else hm_t(sentence))
    if check is not None:
        toast = replace(toast, check=ask_to_check(check["kinds"]), check_url=check["where"])
    if undo is None:
        return toast
    case, row, *kind = undo.split(" ")
    case_id, contact_id = UUID(case), UUID(row)
    origin: dict[str, Any] = {"from": "day"} if request.endpoint == "hybridmentor.home.day" else {}
    if kind:
        url = url_for("hybridmentor.contacts.undo_work", case_id=case_id, work_id=contact_id, **origin)
    else:
        url = url_for("hybridmentor.contacts.undo", case_id=case_id, contact_id=contact_id, **origin)
    if notice == PLANNED:
        toast = replace(
            toast,
            calendar_url=url_for(
                "hybridmentor.contacts.calendar_file", case_id=case_id, planned_id=contact_id
            ),
        )
    return replace(toast, undo_url=url, key=str(uuid4()))


def ask_to_check(kinds: Sequence[str]) -> str:
    """What was written mentions these kinds of what may tell who somebody is."""
    # words: disclosure.mentions.
    named = [hm_t(f"disclosure.mentions.{kind}") for kind in kinds]
    last = named.pop()
    listed = hm_t("disclosure.and", first=", ".join(named), last=last) if named else last
    return hm_t("disclosure.check", kinds=listed)
