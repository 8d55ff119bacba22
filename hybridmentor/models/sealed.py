"""Sealed text: an attribute that reads and writes plain text while the column holds only sealed bytes."""

from typing import Any, Protocol, Self, overload
from uuid import UUID, uuid4

from hybridmentor.crypto import seal, unseal
from hybridmentor.models.data_key import DataKey, bind_place


class HasKey(Protocol):
    """A row that can seal: it knows its table, its id and the data key of its case or person."""

    __tablename__: str
    id: UUID

    @property
    def sealing_key(self) -> DataKey:
        """The data key of the case or person that the row belongs to."""


class SealedText:
    """Descriptor over a bytes column; None stays None, text whose key is destroyed reads as None."""

    def __init__(self, column: str) -> None:
        self.column = column

    @overload
    def __get__(self, row: None, owner: type) -> Self: ...
    @overload
    def __get__(self, row: HasKey, owner: type) -> str | None: ...

    def __get__(self, row: HasKey | None, owner: type) -> Self | str | None:
        if row is None:
            return self
        sealed: bytes | None = getattr(row, self.column)
        if sealed is None:
            return None
        key = row.sealing_key.open()
        return (
            None
            if key is None
            else unseal(key, sealed, bind_place(row.__tablename__, self.column, row.id)).decode()
        )

    def __set__(self, row: HasKey, value: str | None) -> None:
        if not value:
            setattr(row, self.column, None)
            return
        key = row.sealing_key.open()
        if key is None:
            raise ValueError("what belongs to a destroyed key cannot be written")
        setattr(
            row, self.column, seal(key, value.encode(), bind_place(row.__tablename__, self.column, row.id))
        )


class SealedRow:
    """A row with sealed text: its id and the row that holds its key are set before any text."""

    id: UUID

    def __init__(self, **values: Any) -> None:
        first = {"id": values.pop("id", None) or uuid4()}
        first |= {name: values.pop(name) for name in ("data_key", "case", "person") if name in values}
        super().__init__(**first)
        for name, value in values.items():
            if not hasattr(type(self), name):
                raise TypeError(f"{name!r} is no attribute of {type(self).__name__}")
            setattr(self, name, value)
