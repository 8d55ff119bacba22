"""People by name, read as plain columns: pages with many rows need their names and nothing else of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlalchemy.orm import Session

from hybridmentor.crypto import Keyring, unseal
from hybridmentor.models.data_key import DataKey, bind_place
from hybridmentor.models.jobseeker import Jobseeker
from hybridmentor.models.workplace_person import WorkplacePerson


@dataclass(frozen=True, slots=True)
class Named:
    """A jobseeker or a person at a workplace. The name is unsealed when it is asked for, None where it is erased."""

    id: UUID
    table: str
    name_sealed: bytes | None
    key_id: UUID
    master_key: str
    wrapped: bytes | None
    keyring: Keyring

    @property
    def name(self) -> str | None:
        """The name in plain text."""
        if self.name_sealed is None or self.wrapped is None:
            return None
        key = self.keyring.unwrap(self.master_key, self.wrapped, self.key_id)
        return unseal(key, self.name_sealed, bind_place(self.table, "name_sealed", self.id)).decode()


def list_name_columns(
    kind: type[Jobseeker] | type[WorkplacePerson], key: type[DataKey]
) -> tuple[ColumnElement[Any], ...]:
    """What `read_named` reads; `key` is the person's data key as the statement joins it."""
    columns: tuple[Any, ...] = (kind.id, kind.name_sealed, key.id, key.master_key, key.wrapped)
    return columns


def read_named(
    session: Session, kind: type[Jobseeker] | type[WorkplacePerson], columns: Sequence[Any]
) -> Named:
    """The person of the columns."""
    person_id, sealed, key_id, master_key, wrapped = columns
    return Named(person_id, kind.__tablename__, sealed, key_id, master_key, wrapped, session.info["keyring"])
