"""Units of the public register put into an office's register of companies, a batch at a time.

What people have written stays. A company that the register has by its number gets its municipality and the number of its
industry anew; industry where it has none; place where it has none or has moved to another municipality; and its name only where
nobody has given it another one than the public register's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import String, bindparam, column, insert, select, update, values
from sqlalchemy.orm import Session

from hybridmentor import clock
from hybridmentor.domain.folding import fold_name
from hybridmentor.domain.unit import Unit
from hybridmentor.identity import Actor
from hybridmentor.models import Employer
from hybridmentor.policy.permissions import Permission
from hybridmentor.policy.predicates import OfficeFacts
from hybridmentor.services import audit
from hybridmentor.services.demands import demand
from hybridmentor.services.employers import lock_register

TABLE: Any = Employer.__table__
CHANGING = ("name", "name_folded", "register_name", "place", "municipality", "nace", "industry", "version")
READ = ("id", "organisation_number", *CHANGING)
LONGEST_PLACE = 80


@dataclass(frozen=True)
class PutUnits:
    """What became of a batch."""

    added: int = 0
    changed: int = 0
    same: int = 0
    renamed: int = 0
    """Of those that were there: how many carry a name that people have given."""


def put_units(
    session: Session,
    actor: Actor,
    *,
    office: OfficeFacts,
    units: Sequence[tuple[Unit, str | None]],
    job_id: UUID,
) -> PutUnits:
    """Add and change the companies of an office by units with their industries, in three statements; the same again does nothing.

    Of a number that stands there twice the last counts. One row of the audit log tells of the batch.
    """
    demand(actor, Permission.KEEP_EMPLOYERS, office)
    lock_register(session, office.office_id)
    wanted = {unit.number: (unit, industry) for unit, industry in units}
    if not wanted:
        return PutUnits()
    # Joined, and no list of a thousand in a condition: a register that grows has no statistics yet, and PostgreSQL would compare
    # each of its rows with each of the thousand.
    numbers = values(column("number", String(9)), name="sent").data([(one,) for one in wanted]).cte("sent")
    found = session.execute(
        select(*(TABLE.c[name] for name in READ))
        .join(numbers, numbers.c.number == TABLE.c.organisation_number)
        .where(TABLE.c.office_id == office.office_id)
    ).mappings()
    known = {row["organisation_number"]: dict(row) for row in found}
    added = [
        make_row(office.office_id, actor, unit, industry)
        for number, (unit, industry) in wanted.items()
        if number not in known
    ]
    compared = [(row, follow_unit(row, *wanted[number])) for number, row in known.items()]
    changed = [after for row, after in compared if any(after[name] != row[name] for name in CHANGING)]
    seen = sum(after["version"] != row["version"] for row, after in compared)
    if added:
        session.execute(insert(TABLE), added)
    if changed:
        statement = update(TABLE).where(TABLE.c.id == bindparam("row_id"))
        session.execute(
            statement.values({name: bindparam(f"new_{name}") for name in CHANGING}),
            [{"row_id": one["id"], **{f"new_{name}": one[name] for name in CHANGING}} for one in changed],
        )
    audit.record(
        session,
        actor,
        "employer.import",
        noun="job",
        row_id=job_id,
        office_id=office.office_id,
        detail=f"added={len(added)} changed={seen}",
    )
    session.flush()
    renamed = sum(after["name"] != after["register_name"] for _, after in compared)
    return PutUnits(len(added), seen, len(known) - seen, renamed)


def make_row(office_id: int, actor: Actor, unit: Unit, industry: str | None) -> dict[str, Any]:
    """A company as a row of the table."""
    return {
        "id": uuid4(),
        "office_id": office_id,
        "organisation_number": unit.number,
        "name": unit.name,
        "name_folded": fold_name(unit.name),
        "register_name": unit.name,
        "industry": industry,
        "place": _shorten(unit.place),
        "municipality": unit.municipality,
        "nace": unit.nace[0] if unit.nace else None,
        "version": 1,
        "created_at": clock.now(),
        "created_by": actor.user_id,
    }


def follow_unit(row: Mapping[str, Any], unit: Unit, industry: str | None) -> dict[str, Any]:
    """The row as it is to be after the unit. Its version goes up where something changes that people see."""
    place, municipality = _shorten(unit.place), unit.municipality or row["municipality"]
    moved = bool(row["municipality"]) and municipality != row["municipality"]
    is_ours = row["name"] != row["register_name"]
    name = row["name"] if is_ours else unit.name
    after = {
        "name": name,
        "name_folded": row["name_folded"] if name == row["name"] else fold_name(name),
        "place": (place or row["place"]) if moved or not row["place"] else row["place"],
        "municipality": municipality,
        "nace": unit.nace[0] if unit.nace else row["nace"],
        "industry": row["industry"] or industry,
    }
    is_same = all(after[key] == row[key] for key in after)
    return {
        **after,
        "id": row["id"],
        "register_name": unit.name,
        "version": row["version"] if is_same else row["version"] + 1,
    }


def _shorten(place: str | None) -> str | None:
    """No place of the public register is longer; one that were would be left out, not cut."""
    return place if place and len(place) <= LONGEST_PLACE else None
