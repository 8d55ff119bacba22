"""Drafts of forms: kept while somebody types, offered the next time, and shown in the form when asked for.

A draft is shown by the view that its form is sent to, as if the form had been sent with it and had come back: nobody knows
better which choices and rows it needs. `submit.carry_out` then only shows it.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit
from uuid import UUID

from flask import current_app, g, request, url_for
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import HTTPException

from hybridmentor import clock
from hybridmentor.crypto import hash_token
from hybridmentor.db import begin_write, end_read
from hybridmentor.domain.identifiers import holds_national_id
from hybridmentor.identity import Actor
from hybridmentor.models import Draft
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.rules import permits
from hybridmentor.queries.drafts import Fields, FormKey, find_draft, find_saved_at, read_fields
from hybridmentor.services.drafts import drop_draft, save_draft
from hybridmentor.web.cohorts import load_cohort
from hybridmentor.web.deidentified_releases import load_deidentified
from hybridmentor.web.employers import load_employer
from hybridmentor.web.experiences import load_experience
from hybridmentor.web.fields import HybridForm, Keeper
from hybridmentor.web.fingerprint import UNSIGNED
from hybridmentor.web.guards import ABOUT_A_CASE, audit_read, demand, find_actor, get_actor, load_case
from hybridmentor.web.meetings import load_meeting
from hybridmentor.web.mentors import load_gathering, load_person
from hybridmentor.web.releases import load_release
from hybridmentor.web.state import get_session, get_state
from hybridmentor.web.studies import load_study
from hybridmentor.web.words import hm_day, hm_t, hm_time

PREFIX = "hybridmentor."
FORMS = frozenset(
    {
        "cases.add_candidate",
        "cases.add_review",
        "cases.assign_mentor",
        "cases.create",
        "cases.end_mentor",
        "cases.finish",
        "cases.give_consent",
        "cases.give_study_consent",
        "cases.hand_over",
        "cases.hand_over_several",
        "cases.open_again",
        "cases.raise_topic",
        "cases.save",
        "cases.save_candidate",
        "cases.save_follow_up",
        "cases.save_form",
        "cases.save_later",
        "cases.save_mentor",
        "cases.save_outcome",
        "cases.save_review",
        "cases.save_step",
        "cohorts.create",
        "cohorts.save",
        "contacts.log",
        "contacts.save",
        "contacts.save_told",
        "employers.create",
        "employers.save",
        "experiences.comment",
        "experiences.create",
        "experiences.decide",
        "experiences.save",
        "log.save_batch",
        "meetings.add_items",
        "meetings.create",
        "meetings.save",
        "meetings.save_item",
        "mentors.add_gathering",
        "mentors.add_person",
        "mentors.save_gathering",
        "mentors.save_person",
        "mentors.save_profile",
        "office.add_criterion",
        "office.add_goal",
        "office.add_question",
        "office.save_goal",
        "research.add_study_table",
        "research.add_study_text",
        "research.ask_deidentified",
        "research.create_study",
        "research.decide_deidentified",
        "research.decide_release",
        "research.price_release",
        "research.save_study",
    }
)
"""The forms that keep drafts, by the endpoint that they are sent to: each is carried out by `submit.carry_out` alone."""
SENT_ELSEWHERE = {"research.ask_release": "research.price_release"}
"""Where a button of a form sends it to another endpoint than its own: the draft is that of the form."""
PARTS = ("person", "purpose")
"""What stands behind the question mark of an address and says which form it is; the rest only fills the form in."""
LOADERS: Mapping[str, Callable[[UUID, Permission], Any]] = MappingProxyType(
    {
        "employer_id": load_employer,
        "person_id": load_person,
        "cohort_id": load_cohort,
        "gathering_id": load_gathering,
        "meeting_id": load_meeting,
        "experience_id": load_experience,
        "study_id": load_study,
        "release_id": load_release,
        "deidentified_id": load_deidentified,
    }
)
"""What a form that is not about a case may be about, by the part of its address, and how it is opened."""
CODE = re.compile(r"[a-z0-9_-]{1,40}")
LONGEST_SUBJECT = 120
MOST_TEXT = 300_000
"""Characters of a draft: more than a form that can be carried out holds."""


@dataclass(frozen=True)
class FormPlace:
    """Where a form is sent to: its view, the ids in its address, and what its draft is kept under."""

    values: Mapping[str, Any]
    key: FormKey
    permission: Permission


@dataclass(frozen=True)
class DraftNote:
    """What a page says of the draft of its form: that there is one (`found`), that it is `shown`, or that it is `gone`."""

    state: str
    address: str
    written_at: datetime | None = None
    show_url: str | None = None

    @property
    def when(self) -> str:
        """The day and the time of the last change, as people say it."""
        if self.written_at is None:
            return ""
        ago = (clock.today() - clock.to_oslo(self.written_at).date()).days
        day = (
            hm_t("draft.today")
            if ago == 0
            else hm_t("draft.yesterday")
            if ago == 1
            else hm_day(self.written_at)
        )
        return hm_t("draft.when", day=day, time=hm_time(self.written_at))


def make_place(
    endpoint: str | None, values: Mapping[str, Any] | None, args: Mapping[str, str]
) -> FormPlace | None:
    """The place of a form that keeps drafts; None for any other, and for an address that no page of ours has made."""
    view = current_app.view_functions.get(endpoint or "")
    permission = getattr(view, "hm_permission", None)
    if (
        endpoint is None
        or endpoint.removeprefix(PREFIX) not in FORMS
        or not isinstance(permission, Permission)
    ):
        return None
    values = dict(values or {})
    parts = [str(values[name]) for name in sorted(values)] + [args[name] for name in PARTS if name in args]
    subject = "/".join(parts)
    if not all(CODE.fullmatch(part) for part in parts) or len(subject) > LONGEST_SUBJECT:
        return None
    return FormPlace(values, FormKey(endpoint, subject), permission)


def find_place(address: str | None) -> FormPlace | None:
    """The place of the form that is sent to an address of this site; None if there is none that keeps drafts."""
    try:
        parts = urlsplit(address or "")
        args = {name: values[0] for name, values in parse_qs(parts.query).items()}
    except ValueError:
        return None
    adapter = current_app.create_url_adapter(request)
    if (
        adapter is None
        or parts.scheme
        or parts.netloc
        or not parts.path.startswith(f"{request.script_root}/")
    ):
        return None
    try:
        endpoint, values = adapter.match(parts.path.removeprefix(request.script_root), method="POST")
    except HTTPException:
        return None
    return make_place(endpoint, values, args)


def find_own_place() -> FormPlace | None:
    """The place of the form of the page that is asked for: it is sent to the page's own address."""
    return find_place(write_address())


def find_sent_place() -> FormPlace | None:
    """The place of the form that has been sent."""
    name = (request.endpoint or "").removeprefix(PREFIX)
    return make_place(f"{PREFIX}{SENT_ELSEWHERE.get(name, name)}", request.view_args, request.args)


def write_address() -> str:
    """The address of this request without what asks for a draft."""
    args = [(name, value) for name, value in request.args.items(multi=True) if name != "draft"]
    return request.script_root + request.path + (f"?{urlencode(args)}" if args else "")


def authorise_form(place: FormPlace) -> tuple[UUID | None, int | None]:
    """Ask whether the actor may send the form; the case and the office that it is about.

    NotFound or NotAllowed, both logged, as for the form itself.
    """
    if "case_id" in place.values:
        case = load_case(place.values["case_id"], place.permission).case
        return case.id, case.office_id
    for name, load in LOADERS.items():
        if name in place.values:
            return None, load(place.values[name], place.permission).facts.office_id
    demand(place.permission)
    return None, None


def may_send(actor: Actor, place: FormPlace) -> bool:
    """Whether the actor may send the form of a page that is shown; the view has opened what it is about."""
    return place.permission in ABOUT_A_CASE or permits(actor, place.permission)


def gather_fields() -> Fields:
    """What the sent form holds, without token, key and what the script has added; what a conflict is found by stays."""
    return tuple(
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in UNSIGNED
        # The buttons that ask for more rows, or for what the public register has, say nothing of what is typed.
        and name not in ("more", "lookup", "deed")
        and (not name.startswith("hm_") or name == "hm_version" or name.startswith("hm_keep_"))
    )


def find_hindrance(fields: Fields) -> str | None:
    """Why the fields are not kept: `number` for a national identity number in them, `long` for too much text."""
    if sum(len(name) + len(value) for name, value in fields) > MOST_TEXT:
        return "long"
    return "number" if any(holds_national_id(value) for _, value in fields) else None


def is_typed(fields: Fields) -> bool:
    """Whether somebody has answered anything."""
    return any(value.strip() for name, value in fields if not name.startswith(("hm_", "was_")))


def name_reader(actor: Actor) -> str:
    """A name for the actor that tells nothing: a page knows by it whether somebody else has signed in meanwhile."""
    keyring = get_state().keyring
    return hash_token(keyring.keys[keyring.current], f"reader|{actor.user_id}").hex()


def prepare_draft(values: Iterable[Any]) -> DraftNote | None:
    """Have the form among a page's values kept by the page's script, and find what the page says of its draft."""
    form = next((value for value in values if isinstance(value, HybridForm) and value.has_words), None)
    place = find_own_place() if form is not None else None
    actor = find_actor() if place is not None else None
    if form is None or place is None or actor is None or not may_send(actor, place):
        return None
    form.keeper = Keeper(
        url_for("hybridmentor.drafts.save"),
        url_for("hybridmentor.drafts.ready"),
        name_reader(actor),
        url_for("hybridmentor.home.day"),
    )
    return describe_draft(actor, place) if request.method in ("GET", "HEAD") else None


def describe_draft(actor: Actor, place: FormPlace) -> DraftNote | None:
    """What the page that is asked for says of the draft of its form; None where there is none."""
    address = write_address()
    shown: datetime | None = g.get("hm_shown_draft")
    if shown is not None:
        return DraftNote("shown", address, shown)
    if asks_for_draft():
        return DraftNote("gone", address)
    written_at = find_saved_at(get_session(), actor, place.key)
    if written_at is None:
        return None
    return DraftNote("found", address, written_at, f"{address}{'&' if '?' in address else '?'}draft=1")


def asks_for_draft() -> bool:
    """Whether the page is asked for with its draft."""
    return request.method in ("GET", "HEAD") and request.args.get("draft") == "1"


def show_draft() -> Any:
    """Before a view: where the page is asked for with its draft, the answer of the form's own view with the draft in it.

    None where there is no draft to show: the page opens as ever.
    """
    place = find_own_place() if asks_for_draft() else None
    actor = find_actor() if place is not None else None
    if place is None or actor is None or not may_send(actor, place):
        return None
    session = get_session()
    draft = find_draft(session, actor, place.key)
    if draft is None:
        return None
    g.hm_shown_draft = draft.saved_at
    # Views read the request's own form too; a request that has a form has files beside it.
    request.form, request.files = ImmutableMultiDict(read_fields(draft)), ImmutableMultiDict()
    end_read(session)
    return current_app.view_functions[place.key.form](**place.values)


def is_shown_draft() -> bool:
    """Whether the form of this request is a draft to be shown, and nothing that was sent."""
    return "hm_shown_draft" in g


def audit_shown_draft() -> None:
    """The audit row of the page with a draft in it, before it is shown."""
    case_id, office_id = g.get("hm_opened") or (None, None)
    audit_read("draft.read", case_id=case_id, office_id=office_id, detail=request.endpoint)


def keep_draft(
    place: FormPlace, fields: Fields, *, about: tuple[UUID | None, int | None], **options: Any
) -> Draft:
    """Save what a form holds, in a short transaction of its own."""
    session = get_session()
    session.rollback()
    begin_write(session)
    case_id, office_id = about
    draft = save_draft(
        session, get_actor(), place.key, fields, case_id=case_id, office_id=office_id, **options
    )
    session.commit()
    return draft


def keep_returned_form(form: HybridForm) -> None:
    """Keep what was sent with a form that goes back to its page, so that it outlives the page. After the rollback.

    What was typed stands in the page: that it could not be kept too is no reason to refuse the page.
    """
    place = find_sent_place()
    fields = gather_fields()
    if place is None or not form.is_begun or find_hindrance(fields):
        return
    try:
        keep_draft(place, fields, about=g.get("hm_opened") or (None, None))
    except SQLAlchemyError:
        get_session().rollback()


def drop_sent_draft() -> None:
    """Remove the draft of the form that has been carried out, in the same transaction."""
    place = find_sent_place()
    if place is not None:
        drop_draft(get_session(), get_actor(), place.key)


def keep_lost_form() -> bool:
    """Keep what was sent with a form that met a fault, if the actor may send it; whether it is kept.

    The request's session has been given up and begins anew. Whatever hinders it hinders nothing else.
    """
    place = find_sent_place() if request.method == "POST" and g.get("hm_actor") is not None else None
    fields = gather_fields() if place is not None else ()
    if place is None or not is_typed(fields) or find_hindrance(fields):
        return False
    try:
        keep_draft(place, fields, about=authorise_form(place))
    except Exception:  # noqa: BLE001  the page about the fault must not fail for another one
        get_session().invalidate()
        return False
    return True
