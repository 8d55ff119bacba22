"""Data keys: one per case, person, experience, draft and de-identified file, wrapped by a master key."""

import os
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, object_session

from hybridmentor import clock
from hybridmentor.crypto import KEY_BYTES, Keyring
from hybridmentor.db import Base, UuidRow


class DataKey(UuidRow, Base):
    """The key that seals what belongs to one case, person, experience or file. Without its wrapping all is gone for good."""

    __tablename__ = "hm_data_key"
    __table_args__ = (
        CheckConstraint(
            "owner IN ('case', 'person', 'search', 'experience', 'draft', 'release')", name="owner"
        ),
    )

    owner: Mapped[str] = mapped_column(String(10))
    master_key: Mapped[str] = mapped_column(String(64))
    wrapped: Mapped[bytes | None] = mapped_column(LargeBinary)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    destroyed_at: Mapped[datetime | None]

    @classmethod
    def make(cls, keyring: Keyring, owner: str) -> "DataKey":
        """A new random key, wrapped with the current master key."""
        row = cls(owner=owner)
        plain = os.urandom(KEY_BYTES)
        row.master_key, row.wrapped = keyring.wrap(plain, row.id)
        row.__dict__["_plain"] = plain
        return row

    def open(self) -> bytes | None:
        """The key itself, unwrapped once per loaded row; None when it has been destroyed."""
        if self.wrapped is None:
            return None
        held: dict[str, Any] = self.__dict__
        if "_plain" not in held:
            session = object_session(self)
            if session is None:
                raise RuntimeError("a data key is opened inside the session that loaded it")
            held["_plain"] = session.info["keyring"].unwrap(self.master_key, self.wrapped, self.id)
        plain: bytes = held["_plain"]
        return plain

    def rewrap(self, keyring: Keyring) -> None:
        """Wrap with the current master key; what the key has sealed stays untouched."""
        if self.wrapped is not None:
            plain = keyring.unwrap(self.master_key, self.wrapped, self.id)
            self.master_key, self.wrapped = keyring.wrap(plain, self.id)

    def destroy(self, at: datetime) -> None:
        """Make all that the key has sealed unreadable, for ever."""
        self.wrapped = None
        self.destroyed_at = at
        self.__dict__.pop("_plain", None)


def bind_place(table: str, column: str, row_id: UUID) -> str:
    """The place that a sealed value is bound to."""
    return f"{table}|{column}|{row_id}"
