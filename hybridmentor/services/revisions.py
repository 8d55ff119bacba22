"""Changing what others may be changing: earlier values are kept, different fields merge, the same field meets in a conflict."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.errors import Conflict, Message
from hybridmentor.identity import Actor
from hybridmentor.models import Case, Revision, User


class Versioned(Protocol):
    """A row that counts its versions."""

    id: UUID
    version: int


@dataclass(frozen=True)
class FieldConflict:
    """A field that two have changed: the text before, the one stored now, and the one just sent."""

    name: str
    base: Any
    stored: Any
    mine: Any


class EditConflict(Conflict):
    """Two have changed the same fields.

    `fields` are those, `stored` all values as they are now, `merged` what the other fields become: one side's change.
    """

    def __init__(
        self,
        fields: list[FieldConflict],
        stored: Mapping[str, Any],
        version: int,
        *,
        merged: Mapping[str, Any] | None = None,
        changed_by: str | None = None,
        changed_at: datetime | None = None,
    ) -> None:
        super().__init__(Message("error.conflict"))
        self.fields = fields
        self.stored = dict(stored)
        self.version = version
        self.merged = dict(merged or {})
        self.changed_by = changed_by
        self.changed_at = changed_at


def simplify(value: Any) -> Any:
    """The value as JSON holds it: days as text, empty text as nothing."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return sorted(simplify(item) for item in value)
    return None if value == "" else value


def simplify_answer(value: Any) -> Any:
    """An answer as it is kept: nothing for an empty text or list, days as ISO text, several codes sorted."""
    simple = simplify(value)
    return None if simple == [] else simple


def merge_fields(
    base: Mapping[str, Any], current: Mapping[str, Any], sent: Mapping[str, Any]
) -> tuple[dict[str, Any], list[FieldConflict]]:
    """What to store of the sent values, field by field, and the fields that both sides have changed to different values.

    A field that only one side has changed keeps that side's value. A field without a base has been changed by both.
    """
    merged: dict[str, Any] = {}
    conflicts: list[FieldConflict] = []
    for name, mine in sent.items():
        stored, known = current[name], name in base
        before = simplify(base.get(name))
        if simplify(mine) == simplify(stored) or (known and simplify(mine) == before):
            merged[name] = stored
        elif known and simplify(stored) == before:
            merged[name] = mine
        else:
            conflicts.append(FieldConflict(name, base.get(name), stored, mine))
    return merged, conflicts


def merge_unkept(
    row: Versioned, current: Mapping[str, Any], sent: Mapping[str, Any], base_version: int
) -> dict[str, Any]:
    """What to store of the sent values of a row whose earlier values are not kept: they are kept with a case, and it is of none.

    A form filled in from an earlier version has no base to be merged by: EditConflict for each field that differs then.
    """
    base = current if base_version == row.version else {}
    merged, conflicts = merge_fields(base, current, sent)
    if conflicts:
        raise EditConflict(conflicts, current, row.version, merged=merged)
    return merged


def merge_changes(
    session: Session,
    row: Versioned,
    noun: str,
    current: Mapping[str, Any],
    sent: Mapping[str, Any],
    base_version: int,
    *,
    shown: Mapping[str, Any] | None = None,
) -> tuple[dict[str, Any], bool]:
    """What to store of the sent values, and whether others' changes were merged in.

    The base is what the row held as `base_version`; `shown` are values that the form was filled in with from rows that
    others share. EditConflict if both sides have changed a field to different values.
    """
    base = (
        dict(current) if base_version == row.version else _read_base(session, noun, row, base_version) or {}
    )
    base |= shown or {}
    merged, conflicts = merge_fields(base, current, sent)
    if conflicts:
        changed_by, changed_at = _find_last_change(session, noun, row)
        raise EditConflict(
            conflicts, current, row.version, merged=merged, changed_by=changed_by, changed_at=changed_at
        )
    others = any(simplify(merged[name]) != simplify(mine) for name, mine in sent.items())
    return merged, others or base_version != row.version


def _read_base(session: Session, noun: str, row: Versioned, version: int) -> dict[str, Any] | None:
    kept = session.scalars(
        select(Revision).where(Revision.noun == noun, Revision.row_id == row.id, Revision.version == version)
    ).first()
    if kept is None or kept.values is None:
        return None
    values: dict[str, Any] = json.loads(kept.values)
    return values


def _find_last_change(session: Session, noun: str, row: Versioned) -> tuple[str | None, datetime | None]:
    statement = (
        select(User.name, Revision.replaced_at)
        .outerjoin(User, User.id == Revision.replaced_by)
        .select_from(Revision)
        .where(Revision.noun == noun, Revision.row_id == row.id)
        .order_by(Revision.version.desc())
        .limit(1)
    )
    found = session.execute(statement).first()
    return (found[0], found[1]) if found else (None, None)


def keep_revision(
    session: Session, actor: Actor, case: Case, noun: str, row: Versioned, before: Mapping[str, Any]
) -> None:
    """Keep the values that are about to be replaced and count the row's version up."""
    session.add(
        Revision(
            case=case,
            noun=noun,
            row_id=row.id,
            version=row.version,
            values=json.dumps({name: simplify(value) for name, value in before.items()}, ensure_ascii=False),
            replaced_at=clock.now(),
            replaced_by=actor.user_id,
        )
    )
    row.version += 1
