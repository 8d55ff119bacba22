"""The file of a de-identified release, sealed with a key of its own: without the key it is gone, in every copy."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.crypto import seal, unseal
from hybridmentor.db import Base, BigId, UuidRow
from hybridmentor.models.data_key import DataKey, bind_place


class DeidentifiedFile(UuidRow, Base):
    """What was handed out, its size in bytes and its fingerprint; the pseudonyms in it, a line each, beside it.

    When the release ends, content, pseudonyms and key are destroyed; that there was a file, and which, can still be told.
    """

    __tablename__ = "hm_deidentified_file"
    __table_args__ = (
        CheckConstraint("size >= 0", name="size"),
        CheckConstraint("length(sha256) = 64", name="sha256"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    release_id: Mapped[UUID] = mapped_column(ForeignKey("hm_deidentified_release.id"), unique=True)
    data_key_id: Mapped[UUID] = mapped_column(ForeignKey("hm_data_key.id"), index=True)
    content_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    pseudonyms_sealed: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int] = mapped_column(BigId)

    data_key: Mapped[DataKey] = relationship(lazy="joined")

    def keep(self, content: bytes, pseudonyms: str) -> None:
        """Seal what is handed out; id and data key are set before."""
        self.content_sealed = self._seal("content_sealed", content)
        self.pseudonyms_sealed = self._seal("pseudonyms_sealed", pseudonyms.encode())

    def open_content(self) -> bytes | None:
        """The file; None once it has been destroyed."""
        return self._unseal("content_sealed", self.content_sealed)

    def open_pseudonyms(self) -> frozenset[str]:
        """The pseudonyms in the file; none once it has been destroyed."""
        found = self._unseal("pseudonyms_sealed", self.pseudonyms_sealed)
        return frozenset((found or b"").decode().split())

    def destroy(self, at: datetime) -> None:
        """Make the file unreadable for ever, also in a copy of the row."""
        self.content_sealed = self.pseudonyms_sealed = None
        self.data_key.destroy(at)

    def _seal(self, column: str, plain: bytes) -> bytes:
        key = self.data_key.open()
        if key is None:
            raise ValueError("what belongs to a destroyed key cannot be written")
        return seal(key, plain, bind_place(self.__tablename__, column, self.id))

    def _unseal(self, column: str, sealed: bytes | None) -> bytes | None:
        key = self.data_key.open() if sealed is not None else None
        if key is None or sealed is None:
            return None
        return unseal(key, sealed, bind_place(self.__tablename__, column, self.id))
