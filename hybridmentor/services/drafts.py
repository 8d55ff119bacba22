"""Drafts: saving what is being typed, and removing it when it has been sent, thrown away, or is too old."""

import json
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.errors import Conflict, Message
from hybridmentor.identity import Actor, Claim
from hybridmentor.models import Case, DataKey, Draft
from hybridmentor.policy import scopes
from hybridmentor.queries.actors import load_actor
from hybridmentor.queries.drafts import KEPT_FOR, Fields, FormKey, Typing, find_draft, read_content
from hybridmentor.services import audit
from hybridmentor.services.submissions import was_carried_out

GRACE = timedelta(days=7)
"""How long a draft stays after its writer can no longer see the case: a role may have been renewed some days late."""
NO_LIMIT = timedelta(days=36_500)


class FormSent(Conflict):
    """The form has been carried out: what comes after it is no draft of it."""

    def __init__(self) -> None:
        super().__init__(Message("error.form_already_sent"))


def save_draft(
    session: Session,
    actor: Actor,
    key: FormKey,
    fields: Fields,
    *,
    case_id: UUID | None = None,
    office_id: int | None = None,
    typing: Typing | None = None,
    sent_as: UUID | None = None,
) -> Draft:
    """Keep what the actor's form holds; what was typed last stands. The first save is audited, later ones are not.

    What comes late, after something typed later, changes nothing: `typing` tells. FormSent if the form with the key
    `sent_as` has been carried out.
    """
    typing = typing or Typing(clock.now())
    draft = find_draft(session, actor, key, lock=True)
    # Asked after the wait for the draft: the form that is sent takes its draft with it.
    if sent_as is not None and was_carried_out(session, actor, sent_as):
        raise FormSent
    if draft is None or draft.saved_at < clock.now() - KEPT_FOR:
        remove_old_drafts(session, actor)
        draft = _begin_draft(session, actor, key, case_id=case_id, office_id=office_id)
    if draft.fields_sealed is None or _is_later(typing, draft):
        draft.saved_at = typing.at if draft.fields_sealed is None else max(typing.at, draft.saved_at)
        content = {"fields": fields, "page": typing.page, "turn": typing.turn}
        draft.fields = json.dumps(content, ensure_ascii=False)
    session.flush()
    return draft


def _is_later(typing: Typing, draft: Draft) -> bool:
    content = read_content(draft)
    if typing.page is not None and typing.page == content.page:
        # A page knows its own order; how long a request was on its way nobody knows.
        return typing.turn > content.turn
    return typing.at >= draft.saved_at


def _begin_draft(
    session: Session, actor: Actor, key: FormKey, *, case_id: UUID | None, office_id: int | None
) -> Draft:
    sealing = DataKey.make(session.info["keyring"], "draft")
    draft = Draft(
        data_key=sealing,
        user_id=actor.user_id,
        case_id=case_id,
        form=key.form,
        subject=key.subject,
    )
    try:
        # Two tabs may begin at once: the one that comes second finds the other's draft and writes on in it.
        with session.begin_nested():
            session.add_all([sealing, draft])
    except IntegrityError:
        begun = find_draft(session, actor, key, lock=True)
        if begun is None:
            raise
        return begun
    audit.record(
        session,
        actor,
        "draft.begin",
        noun="draft",
        row_id=draft.id,
        case_id=case_id,
        office_id=office_id,
        detail=key.form,
    )
    return draft


def drop_draft(session: Session, actor: Actor, key: FormKey) -> bool:
    """Remove the actor's draft of a form with its key, and audit it; whether there was one."""
    draft = find_draft(session, actor, key, lock=True)
    if draft is None:
        return False
    _erase(session, actor, [draft])
    return True


def remove_old_drafts(session: Session, actor: Actor | None = None) -> int:
    """Remove drafts that nobody has written in for twelve weeks, all of them or the actor's; how many."""
    old = [Draft.saved_at < clock.now() - KEPT_FOR]
    if actor is not None:
        old.append(Draft.user_id == actor.user_id)
    return _erase(session, actor, _list_drafts(session, *old))


def remove_lost_drafts(session: Session) -> int:
    """Remove drafts about cases that their writers can no longer see, after a week's grace; how many.

    They are out of reach from the moment the case is.
    """
    resting = Draft.saved_at < clock.now() - GRACE
    removed = 0
    for user_id in session.scalars(
        select(Draft.user_id).where(resting, Draft.case_id.is_not(None)).distinct().order_by(Draft.user_id)
    ).all():
        writer, _ = load_actor(session, Claim(user_id=user_id), idle=NO_LIMIT, longest=NO_LIMIT, demo=True)
        lost = [resting, Draft.user_id == user_id, Draft.case_id.is_not(None)]
        if writer is not None:
            seen = scopes.visible_cases(writer).with_only_columns(Case.id)
            lost.append(Draft.case_id.not_in(seen))
        removed += _erase(session, None, _list_drafts(session, *lost))
    return removed


def remove_drafts_about(session: Session, actor: Actor | None, subject: str, forms: Iterable[str]) -> int:
    """Remove everybody's drafts of the forms about what the subject names, since it is to be forgotten; how many."""
    return _erase(
        session, actor, _list_drafts(session, Draft.subject == subject, Draft.form.in_(list(forms)))
    )


def _list_drafts(session: Session, *conditions: ColumnElement[bool]) -> list[Draft]:
    return list(session.scalars(select(Draft).where(*conditions).order_by(Draft.id)))


def _erase(session: Session, actor: Actor | None, drafts: Iterable[Draft]) -> int:
    count = 0
    for draft in drafts:
        audit.record(
            session,
            actor,
            "draft.drop",
            noun="draft",
            row_id=draft.id,
            case_id=draft.case_id,
            detail=draft.form,
        )
        session.delete(draft)
        session.delete(draft.data_key)
        count += 1
    session.flush()
    return count
