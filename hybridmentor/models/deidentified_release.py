"""De-identified releases: personal data that goes to a named receiver for a while, by an agreement. The row stays for good."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from hybridmentor.db import Base, BigId, UuidRow
from hybridmentor.models.deidentified_file import DeidentifiedFile
from hybridmentor.models.study import Study

STATES = ("asked", "approved", "refused", "running", "done", "failed", "ended")
A_YEAR = 10_000
"""A day read as the number 20261123 is a year before the one that is so much more."""


class DeidentifiedRelease(UuidRow, Base):
    """A file of cases under pseudonyms, for a longitudinal study. Never anonymous, and never called so. Who asks never decides.

    `receiver` is who gets it, by the agreement `agreement` of the day `agreed_on`. It is fetched no more after `expires_on`, at
    most a year after it was asked for; then the file is destroyed. `variables` are the keys that were chosen, `key_check` tells
    which key the pseudonyms were made with, `problem` why it was not made.
    """

    __tablename__ = "hm_deidentified_release"
    __table_args__ = (
        CheckConstraint(
            "state IN ('asked', 'approved', 'refused', 'running', 'done', 'failed', 'ended')", name="state"
        ),
        CheckConstraint("decided_by IS NULL OR decided_by <> asked_by", name="somebody_else"),
        CheckConstraint("(decided_by IS NULL) = (decided_at IS NULL)", name="decided"),
        CheckConstraint("state IN ('asked', 'ended') OR decided_by IS NOT NULL", name="not_without_decision"),
        CheckConstraint("state <> 'done' OR (done_at IS NOT NULL AND key_check IS NOT NULL)", name="done"),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended"),
        CheckConstraint("agreed_on <= asked_on", name="agreed"),
        CheckConstraint("expires_on > asked_on", name="expires"),
        CheckConstraint(
            "CAST(replace(CAST(expires_on AS VARCHAR(10)), '-', '') AS INTEGER)"
            f" <= CAST(replace(CAST(asked_on AS VARCHAR(10)), '-', '') AS INTEGER) + {A_YEAR}",
            name="within_a_year",
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    study_id: Mapped[UUID] = mapped_column(ForeignKey("hm_study.id"), index=True)
    state: Mapped[str] = mapped_column(String(10), default="asked", index=True)
    purpose: Mapped[str] = mapped_column(String(200))
    receiver: Mapped[str] = mapped_column(String(200))
    agreement: Mapped[str] = mapped_column(String(120))
    agreed_on: Mapped[date]
    asked_on: Mapped[date]
    expires_on: Mapped[date]
    variables: Mapped[str] = mapped_column(Text)
    asked_by: Mapped[int] = mapped_column(ForeignKey("hm_user.id"), index=True)
    asked_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("hm_user.id"), index=True)
    decided_at: Mapped[datetime | None]
    reply: Mapped[str | None] = mapped_column(Text)
    job_id: Mapped[UUID | None] = mapped_column(ForeignKey("hm_job.id"), index=True)
    key_check: Mapped[str | None] = mapped_column(String(16))
    problem: Mapped[str | None] = mapped_column(String(20))
    done_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(BigId, default=1)

    study: Mapped[Study] = relationship()
    file: Mapped[DeidentifiedFile | None] = relationship()
