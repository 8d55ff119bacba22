"""Drafts: those of the actor and nobody else's."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.identity import Actor
from hybridmentor.models import Draft

KEPT_FOR = timedelta(weeks=12)
"""How long a draft is kept after its last change."""

Fields = tuple[tuple[str, str], ...]
"""Names and values as they stood in the form, in its order; a name may stand there several times."""


@dataclass(frozen=True)
class FormKey:
    """What a draft is kept under beside its user: the endpoint that the form is sent to, and the ids in its address."""

    form: str
    subject: str


@dataclass(frozen=True)
class Typing:
    """When the last sign of a text was typed, as far as can be told, and its turn among what the same page has sent."""

    at: datetime
    page: str | None = None
    turn: int = 0


@dataclass(frozen=True)
class DraftContent:
    """What is under a draft's seal: the fields, and the page that sent them, to know what the same page sends late."""

    fields: Fields
    page: str | None
    turn: int


def is_of(actor: Actor, key: FormKey) -> ColumnElement[bool]:
    """The draft is the actor's own, and of this form."""
    return and_(Draft.user_id == actor.user_id, Draft.form == key.form, Draft.subject == key.subject)


def find_draft(session: Session, actor: Actor, key: FormKey, *, lock: bool = False) -> Draft | None:
    """The actor's draft of a form, with its key; None if there is none, or its time is out.

    `lock` holds it against another save until the end of the transaction, and finds it however old it is.
    """
    own = select(Draft).where(is_of(actor, key))
    fresh = Draft.saved_at >= clock.now() - KEPT_FOR
    return session.scalars(own.with_for_update(of=Draft) if lock else own.where(fresh)).one_or_none()


def find_saved_at(session: Session, actor: Actor, key: FormKey) -> datetime | None:
    """When the actor last wrote in a draft that can be offered; None if there is none. Nothing is unsealed."""
    statement = select(Draft.saved_at).where(is_of(actor, key), Draft.saved_at >= clock.now() - KEPT_FOR)
    return session.scalar(statement)


def read_content(draft: Draft) -> DraftContent:
    """What a draft holds; nothing if its key has been destroyed."""
    kept = json.loads(draft.fields or "{}")
    fields = tuple((name, value) for name, value in kept.get("fields", ()))
    return DraftContent(fields, kept.get("page"), kept.get("turn", 0))


def read_fields(draft: Draft) -> Fields:
    """The fields of a draft."""
    return read_content(draft).fields
